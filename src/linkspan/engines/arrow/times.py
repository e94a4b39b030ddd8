"""Times of events and activities on arrows (六时标注法), critical paths, and the time-scaled network (时标网络).

Formulae: JGJ/T 121-2015, Technical specification for engineering network planning (工程网络计划技术规程), chapter
on the arrow network: ET of an event is the largest ET + duration of the arrows into it, LT the smallest LT -
duration of the arrows out of it; TF = LT(head) - ET(tail) - duration; FF = earliest ES of the activities that
follow immediately, dummies passed through, less EF.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from linkspan.engines.arrow.model import Arrow, ArrowError, ArrowKind, ArrowNetwork


@dataclass(frozen=True, slots=True)
class SixTimes:
    """ES, EF, LS, LF, total float and free float of one activity (最早、最迟开始与完成, 总时差, 自由时差)."""

    early_start: int
    early_finish: int
    late_start: int
    late_finish: int
    total_float: int
    free_float: int


@dataclass(frozen=True, slots=True)
class ArrowTimes:
    """Everything computed on the arrows, in the unit of the durations, from 0 at the first event.

    `earliest`, `latest` are ET and LT of events 1..n (index 0 is event 1); `arrows` six times for each arrow;
    `activities` for each activity from its first piece to its last; `critical` for each arrow whether its total float
    is the smallest of all; `finish` the computed duration, `planned` the one that the late times count from.
    """

    earliest: tuple[int, ...]
    latest: tuple[int, ...]
    arrows: tuple[SixTimes, ...]
    activities: tuple[SixTimes, ...]
    critical: tuple[bool, ...]
    finish: int
    planned: int


def compute_times(network: ArrowNetwork, *, planned: int | None = None) -> ArrowTimes:
    """Event times and six times of every arrow; `planned` duration (计划工期) where it is not the computed one.

    Raises `ArrowError("bad_duration")` for a negative plan.
    """
    if planned is not None and planned < 0:
        raise ArrowError("bad_duration", row=-1)
    earliest = [0] * network.n_events
    for arrow in network.arrows:  # sorted by tail, and tail < head
        earliest[arrow.head - 1] = max(earliest[arrow.head - 1], earliest[arrow.tail - 1] + arrow.duration)
    finish = earliest[-1] if earliest else 0
    end = finish if planned is None else planned
    latest = [end] * network.n_events
    for arrow in reversed(network.arrows):
        latest[arrow.tail - 1] = min(latest[arrow.tail - 1], latest[arrow.head - 1] - arrow.duration)
    leaving = _soonest(network, earliest, end)
    six = tuple(_six(arrow, earliest, latest, leaving) for arrow in network.arrows)
    least = min((times.total_float for times in six), default=0)
    return ArrowTimes(
        earliest=tuple(earliest),
        latest=tuple(latest),
        arrows=six,
        activities=tuple(_whole(network, six, parts, (earliest, end)) for parts in network.parts),
        critical=tuple(times.total_float == least for times in six),
        finish=finish,
        planned=end,
    )


def _soonest(network: ArrowNetwork, earliest: Sequence[int], end: int) -> list[int]:
    """How late each event may be reached without moving an early start behind it, through dummies and lags."""
    found = [max(end, max(earliest, default=0))] * network.n_events
    found[-1:] = [end]
    for arrow in reversed(network.arrows):
        is_work = arrow.kind == ArrowKind.ACTIVITY
        reached = earliest[arrow.tail - 1] if is_work else found[arrow.head - 1] - arrow.duration
        found[arrow.tail - 1] = min(found[arrow.tail - 1], reached)
    return found


def _six(arrow: Arrow, earliest: Sequence[int], latest: Sequence[int], leaving: Sequence[int]) -> SixTimes:
    start, limit = earliest[arrow.tail - 1], latest[arrow.head - 1]
    finish = start + arrow.duration
    following = earliest[arrow.head - 1] if arrow.kind == ArrowKind.DUMMY else leaving[arrow.head - 1]
    return SixTimes(start, finish, limit - arrow.duration, limit, limit - finish, following - finish)


def _whole(
    network: ArrowNetwork, six: Sequence[SixTimes], parts: Sequence[int], known: tuple[Sequence[int], int]
) -> SixTimes:
    """Times of uninterrupted work: as late as its first piece may start, as early as its last can finish."""
    first, last = six[parts[0]], six[parts[-1]]
    duration = sum(network.arrows[i].duration for i in parts)
    early, late = last.early_finish - duration, first.late_start
    free = last.free_float
    if len(parts) > 1:
        free = min(_free_of_piece(network, six, i, known) for i in parts)
    return SixTimes(early, early + duration, late, late + duration, late - early, free)


def _free_of_piece(network: ArrowNetwork, six: Sequence[SixTimes], piece: int, known: tuple[Sequence[int], int]) -> int:
    """Free float of one piece of a cut activity: towards other activities, not towards its own next piece."""
    earliest, end = known
    own = network.arrows[piece]
    waits = {own.head: 0}  # events reached without work, with the lag on the way
    slack = end if own.head == network.n_events else max(end, earliest[-1])
    for arrow in network.arrows:
        if arrow.tail not in waits or arrow.row == own.row:
            continue
        if arrow.kind == ArrowKind.ACTIVITY:
            slack = min(slack, earliest[arrow.tail - 1] - waits[arrow.tail])
        else:
            waits[arrow.head] = max(waits.get(arrow.head, 0), waits[arrow.tail] + arrow.duration)
            if arrow.head == network.n_events:
                slack = min(slack, end - waits[arrow.head])
    return slack - six[piece].early_finish


def critical_paths(network: ArrowNetwork, times: ArrowTimes, *, most: int = 100) -> tuple[tuple[int, ...], ...]:
    """The paths of smallest float from the first event to the last as indices of arrows; at most `most` of them."""
    leaving: dict[int, list[int]] = {}
    for i, arrow in enumerate(network.arrows):
        # Without time to spare on the arrow itself: with a planned duration several arrows may share the float.
        tight = times.earliest[arrow.head - 1] - times.earliest[arrow.tail - 1] == arrow.duration
        if times.critical[i] and tight:
            leaving.setdefault(arrow.tail, []).append(i)
    found: list[tuple[int, ...]] = []
    for path in _walks(network, leaving):
        found.append(path)
        if len(found) == most:
            break
    return tuple(found)


def _walks(network: ArrowNetwork, leaving: dict[int, list[int]]) -> Iterator[tuple[int, ...]]:
    stack: list[tuple[int, tuple[int, ...]]] = [(1, ())]
    while stack:
        event, path = stack.pop()
        if event == network.n_events and path:
            yield path
        for i in reversed(leaving.get(event, [])):
            stack.append((network.arrows[i].head, (*path, i)))


@dataclass(frozen=True, slots=True)
class TimedArrow:
    """One arrow on a time axis (早时标): solid from `start` to `solid_end`, a wave from there to `wave_end`.

    The wave (波形线) is time to spare before the next event; a dummy has no solid part (it stands upright, dashed).
    """

    arrow: int
    start: int
    solid_end: int
    wave_end: int


def time_scaled(network: ArrowNetwork, times: ArrowTimes) -> tuple[TimedArrow, ...]:
    """The time-scaled network by earliest times: the data of a drawing, one row for each arrow."""
    rows = []
    for i, arrow in enumerate(network.arrows):
        start = times.earliest[arrow.tail - 1]
        rows.append(TimedArrow(i, start, start + arrow.duration, times.earliest[arrow.head - 1]))
    return tuple(rows)
