"""From activities on nodes to activities on arrows."""

from __future__ import annotations

from collections.abc import Sequence

from linkspan.engines.arrow.copies import Copies, spread_twins
from linkspan.engines.arrow.events import Events, place_events
from linkspan.engines.arrow.minimise import EXACT_ACTIVITIES, SEARCH_STEPS, Dummies, fewest_dummies
from linkspan.engines.arrow.model import Arrow, ArrowError, ArrowKind, ArrowNetwork
from linkspan.engines.arrow.order import order_of, topological_rows
from linkspan.engines.arrow.pieces import LinkRow, Pieces, cut_pieces

Line = tuple[int, int]


def to_arrows(
    durations: Sequence[int],
    links: Sequence[Sequence[int]] = (),
    *,
    exact_activities: int = EXACT_ACTIVITIES,
    steps: int = SEARCH_STEPS,
) -> ArrowNetwork:
    """The arrow network of activities with `durations` (any whole unit) and `links`.

    A link is (pred, succ) or (pred, succ, type, lag): type 0 FS, 1 SS, 2 FF, 3 SF, lag in the unit of the durations,
    negative for leads (`pieces` says how they are drawn). Up to `exact_activities` pieces the number of dummies is
    searched exactly, `steps` arrows deep in each independent part; above it, or where the budget ends, it comes from a
    heuristic and `dummies_at_least` says how far it may be from the fewest. The same input gives the same network.
    Raises `ArrowError`: `cycle` (param `rows`), `bad_duration`, `bad_link`.
    """
    rows = _checked(durations, links)
    made = cut_pieces([int(d) for d in durations], rows)
    if len(topological_rows(len(made.pieces), made.pairs)) < len(made.pieces):
        raise ArrowError("cycle")
    order = order_of(len(made.pieces), sorted(set(made.pairs)))
    events = place_events(order)
    dummies = fewest_dummies(order, events, exact=order.n <= exact_activities, steps=steps)
    return _assembled(made, events, dummies, spread_twins(events.start_of, events.end_of))


def _checked(durations: Sequence[int], links: Sequence[Sequence[int]]) -> list[LinkRow]:
    n = len(durations)
    for row, duration in enumerate(durations):
        if int(duration) < 0:
            raise ArrowError("bad_duration", row=row)
    rows: list[LinkRow] = []
    for k, link in enumerate(links):
        pred, succ, kind, lag = (int(x) for x in (*link, 0, 0)[:4])
        if not (0 <= pred < n and 0 <= succ < n and 0 <= kind <= 3):
            raise ArrowError("bad_link", link=k)
        rows.append((pred, succ, kind, lag))
    pairs = [(pred, succ) for pred, succ, _, _ in rows]
    done = topological_rows(n, pairs)
    if len(done) < n:
        raise ArrowError("cycle", rows=_circle(set(range(n)) - set(done), pairs))
    return rows


def _circle(left: set[int], pairs: Sequence[Line]) -> tuple[int, ...]:
    """One loop among the rows that no order can place, in its order: walk back until a row returns."""
    previous = {succ: pred for pred, succ in pairs if succ in left and pred in left}
    at = min(left & set(previous))
    walk: list[int] = []
    while at not in walk:
        walk.append(at)
        at = previous[at]
    return tuple(reversed(walk[walk.index(at) :]))


def _assembled(made: Pieces, events: Events, dummies: Dummies, copies: Copies) -> ArrowNetwork:
    """Copies of events beside the events, all numbered in order."""
    number: dict[tuple[int, str, int], int] = {}

    def node(event: int, side: str, copy: int) -> int:
        return number.setdefault((event, side if copy else "", copy), len(number))

    lines: list[tuple[int, int, int]] = []  # tail, head, piece or -1
    for piece, (start, end) in enumerate(copies.place):
        tail = node(events.start_of[piece], "start", start)
        lines.append((tail, node(events.end_of[piece], "end", end), piece))
    for event, side, copy in list(number):
        if copy:
            pair = (node(event, "", 0), number[event, side, copy])
            lines.append((*(pair if side == "start" else pair[::-1]), -1))
    lines += [(node(x, "", 0), node(y, "", 0), -1) for x, y in dummies.arrows]
    joined = {(tail, head) for tail, head, _ in lines}
    if len(joined) < len(lines):
        raise AssertionError("two arrows join the same events")
    label = _numbered(len(number), [(t, h) for t, h, _ in lines])
    arrows = []
    for tail, head, piece in lines:
        ends = label[tail], label[head]
        if piece < 0:
            arrows.append(Arrow(*ends, ArrowKind.DUMMY))
        else:
            of = made.pieces[piece]
            arrows.append(Arrow(*ends, of.kind, of.duration, row=of.row, part=of.part, link=of.link))
    arrows.sort(key=lambda arrow: (arrow.tail, arrow.head))
    at = {(arrow.row, arrow.part): i for i, arrow in enumerate(arrows) if arrow.kind == ArrowKind.ACTIVITY}
    parts = tuple(tuple(at[row, part] for part in range(len(pieces))) for row, pieces in enumerate(made.of_row))
    n_dummies = sum(1 for _, _, piece in lines if piece < 0)
    return ArrowNetwork(
        n_activities=len(made.of_row),
        n_events=len(number),
        arrows=tuple(arrows),
        dummies=n_dummies,
        dummies_at_least=dummies.at_least + copies.at_least,
        parts=parts,
        problems=tuple(made.problems),
    )


def _numbered(n: int, lines: Sequence[Line]) -> list[int]:
    """Numbers from 1 so that every arrow runs from a smaller to a larger one."""
    label = [0] * n
    for at, node in enumerate(topological_rows(n, lines)):
        label[node] = at + 1
    return label
