"""The slip of a finish between two dated plans, over the tasks of the path that drives it.

Along the driving path each date has its own slip; what a task adds is the difference to the slip that reaches it, so
the parts add up to the slip of the last date by construction. Where a path had float before, the delays before that
point used it up first and count only beyond it, the earliest delay first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from linkspan.engines.calendar import CalendarError, WorkCalendar
from linkspan.engines.forensic.chain import DateName, Place
from linkspan.engines.forensic.chain import before as date_before
from linkspan.engines.forensic.model import Dated, Uid, binds_start, leaves_from_finish
from linkspan.engines.forensic.shapley import whole


class Step:
    """A dated plan whose rows have identities."""

    def __init__(self, uids: tuple[Uid, ...], dated: Dated) -> None:
        self.uids, self.dated = uids, dated
        self.row_of = {uid: row for row, uid in enumerate(uids)}

    def finish(self, target: Uid | None) -> int:
        """The finish of a row, or of the project."""
        if target is None:
            return self.dated.result.project_finish
        return self.date(target, "finish") or 0

    def date(self, uid: Uid, name: DateName) -> int | None:
        """A date of a row; None where the plan has no such row."""
        row = self.row_of.get(uid)
        return None if row is None else int(getattr(self.dated.result, name)[row])


@dataclass(slots=True)
class Part:
    """What a task adds to a slip, minutes; for `kind` see `delay.DelayPart`."""

    uid: Uid
    kind: str
    minutes: int


@dataclass(frozen=True, slots=True)
class _Node:
    """A date on the path, and the link by which it stands on the date before, -1 for none."""

    uid: Uid
    row: int
    date: DateName
    link: int


def split_slip(before: Step, after: Step, target: Uid | None, scale: WorkCalendar) -> list[Part]:
    """Parts that add up to the working minutes of `scale` from the finish before to the finish after.

    A gain is read backwards: as the slip from the later plan to the earlier one, with the other sign.
    """
    slip = scale.between(before.finish(target), after.finish(target))
    if slip < 0:
        parts = _split(after, before, target, scale, -slip)
        for part in parts:
            part.minutes = -part.minutes
            part.kind = "removed" if part.kind == "added" else part.kind
    else:
        parts = _split(before, after, target, scale, slip)
    merged: dict[tuple[Uid, str], Part] = {}
    for part in parts:
        known = merged.setdefault((part.uid, part.kind), Part(part.uid, part.kind, 0))
        known.minutes += part.minutes
    return [part for part in merged.values() if part.minutes]


def _split(before: Step, after: Step, target: Uid | None, scale: WorkCalendar, slip: int) -> list[Part]:
    row = after.dated.last_row() if target is None else after.row_of[target]
    if row < 0:
        return []
    parts: list[Part] = []
    reached, fresh = 0, list[_Node]()
    last: _Node | None = None
    for node in _path(after, row):
        then = before.date(node.uid, node.date)
        if then is None:
            fresh.append(node)
            continue
        moved = scale.between(then, int(getattr(after.dated.result, node.date)[node.row]))
        if fresh:
            parts += _added(after, fresh, moved - reached, scale)
            fresh = []
        else:
            _count(parts, before, after, (last, node), moved - reached)
        reached, last = moved, node
    if fresh:
        parts += _added(after, fresh, slip - reached, scale)
    elif last is not None and slip != reached:
        # The last row was not the last before: the delays on its path first used up what it had.
        _absorb(parts, slip - reached, last.uid)
    return parts


def _count(parts: list[Part], before: Step, after: Step, ends: tuple[_Node | None, _Node], change: int) -> None:
    """Give the difference of two neighbouring slips to the task that made it."""
    last, node = ends
    if last is not None and last.uid == node.uid:
        parts.append(Part(node.uid, "work", change))
    elif last is None or change > 0:
        changed = node.link >= 0 and not _has_link(before, after, node.link)
        parts.append(Part(node.uid, "wait" if changed else "start", change))
    elif change < 0:
        if node.link >= 0 and not _has_link(before, after, node.link):
            parts.append(Part(node.uid, "wait", change))
        else:
            _absorb(parts, change, node.uid)


def _absorb(parts: list[Part], change: int, uid: Uid) -> None:
    """Take used float from the delays so far, the earliest first; what no delay used is a gain of the path."""
    left = -change
    for part in parts:
        if left > 0 and part.minutes > 0:
            taken = min(left, part.minutes)
            part.minutes -= taken
            left -= taken
    if left:
        parts.append(Part(uid, "path", -left))


def _added(after: Step, nodes: list[_Node], change: int, scale: WorkCalendar) -> list[Part]:
    """Split a slip over rows that the plan did not have before, by the time they take."""
    uids = list(dict.fromkeys(node.uid for node in nodes))
    spans = [max(0, scale.between(after.date(u, "start") or 0, after.date(u, "finish") or 0)) for u in uids]
    if not sum(spans):
        spans = [1] * len(uids)
    shares = whole([Fraction(change * span, sum(spans)) for span in spans], change)
    return [Part(uid, "added", share) for uid, share in zip(uids, shares, strict=True)]


def _has_link(before: Step, after: Step, link: int) -> bool:
    """Whether the plan before has the same link with the same lag."""
    mine, theirs = after.dated.network.links, before.dated.network.links
    pred = before.row_of.get(after.uids[int(mine.pred[link])], -1)
    succ = before.row_of.get(after.uids[int(mine.succ[link])], -1)
    found = (theirs.pred == pred) & (theirs.succ == succ) & (theirs.type == mine.type[link])
    found &= (theirs.lag == mine.lag[link]) & (theirs.lag_kind == mine.lag_kind[link])
    return bool(found.any())


# -- the path, through actual dates too --------------------------------------------------------------------------------


def _path(step: Step, row: int) -> list[_Node]:
    """Dates that lead to the finish of a row, the first cause first."""
    nodes = [_Node(step.uids[at], at, date, link) for at, date, link in as_built(step.dated, row, "finish")]
    return nodes[::-1]


def as_built(dated: Dated, row: int, date: DateName) -> Iterator[tuple[int, DateName, int]]:
    """The dates from one back to its first cause, each with the link to the next; history is followed as it was.

    An actual finish stands on the actual start; an actual start, and work that waits at the data date, on the
    predecessor that was done with last.
    """
    place: Place | None = (row, date)
    seen: set[Place] = set()
    while place is not None and place not in seen:
        seen.add(place)
        step, following = date_before(dated, *place)
        link = step.link
        if following is None and step.cause in ("actual", "data_date"):
            if place[1] == "finish" and dated.is_started(place[0]):
                following = (place[0], "start")
            else:
                following, link = latest_predecessor(dated, place[0], step.instant)
        yield (*place, link)
        place = following


def latest_predecessor(dated: Dated, row: int, moment: int) -> tuple[Place | None, int]:
    """What a start that is history waited for last: a predecessor's date at or before it, and the link."""
    links = dated.network.links
    best: int | None = None
    found: tuple[Place | None, int] = (None, -1)
    for own in (row, *dated.ancestors(row)):
        for link in dated.links_into(own):
            kind = int(links.type[link])
            if not binds_start(kind):
                continue
            end: DateName = "finish" if leaves_from_finish(kind) else "start"
            pred = int(links.pred[link])
            try:
                bound = dated.after_lag(link, 1, int(getattr(dated.result, end)[pred]))
            except CalendarError:
                continue
            if bound <= moment and (best is None or bound > best):
                best, found = bound, ((pred, end), link)
    return found
