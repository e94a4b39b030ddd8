"""Where the events of an arrow network must lie, and which pairs of events dummies have to join.

Write before(a), after(a) for all predecessors and successors of activity a. Among all networks with the fewest dummies
there is one in which all activities with equal after(a) end in one event and all with equal before(a) begin in one,
apart from activities with both equal, which need events of their own to lie apart (see `copies`): of two events from
which the same activities can be reached, one is superfluous, and joining them saves at least the dummy between them.
Each such event lies at a concept of the relation "precedes" (formal concept analysis: a pair of sets (B, F), everything
in B before everything in F, both as large as can be): the end of a at (common predecessors of after(a), after(a)), the
start of b at (before(b), common successors of before(b)). Ends and starts at one concept are one event. A dummy may
lead from concept x to concept y exactly when B(x) is part of B(y), and an order is right exactly when the end of a
reaches the start of b for every immediate pair a, b. So the fewest dummies are the smallest set of upward arrows among
concepts that joins these pairs: the search of `minimise`.

The event classes are those of Cantor & Dimsdale, On direction-preserving maps of arc graphs, SIAM J. Appl. Math. 17
(1969), and of Sterboul & Wertheimer, Comment construire un graphe PERT minimal, RAIRO 15 (1981); that fewest dummies
are NP-hard: Krishnamoorthy & Deo, Complexity of the minimum-dummy-activities problem in a PERT network, Networks 9
(1979).
"""

from __future__ import annotations

from dataclasses import dataclass

from linkspan.engines.arrow.order import Order, bits


@dataclass(frozen=True, slots=True)
class Events:
    """Concepts that hold events: `extent[v]`, `intent[v]` are B and F; `start_of[a]`, `end_of[a]` an activity's events;
    `demands` the pairs of events (from, to) that dummies must join."""

    extent: tuple[int, ...]
    intent: tuple[int, ...]
    start_of: tuple[int, ...]
    end_of: tuple[int, ...]
    demands: tuple[tuple[int, int], ...]


def place_events(order: Order) -> Events:
    """The events that every network of this order needs, and the pairs to join."""
    previous: list[list[int]] = [[] for _ in range(order.n)]
    following: list[list[int]] = [[] for _ in range(order.n)]
    for a, b in order.covers:
        following[a].append(b)
        previous[b].append(a)
    number: dict[int, int] = {}
    intents: list[int] = []

    def event(extent: int, intent: int) -> int:
        if extent not in number:
            number[extent] = len(number)
            intents.append(intent)
        return number[extent]

    starts, ends = [], []
    for a in range(order.n):
        common = order.everything
        for p in previous[a]:  # immediate ones suffice: those further back have more successors
            common &= order.after[p]
        starts.append(event(order.before[a], common))
        common = order.everything
        for s in following[a]:
            common &= order.before[s]
        ends.append(event(common, order.after[a]))
    pairs = {(ends[a], starts[b]) for a, b in order.covers if ends[a] != starts[b]}
    return Events(tuple(number), tuple(intents), tuple(starts), tuple(ends), tuple(sorted(pairs)))


def common_predecessors(order: Order, rows: int) -> int:
    """All activities that precede every activity of the set `rows`."""
    found = order.everything
    for row in bits(rows):
        found &= order.before[row]
    return found


def common_successors(order: Order, rows: int) -> int:
    """All activities that follow every activity of the set `rows`."""
    found = order.everything
    for row in bits(rows):
        found &= order.after[row]
    return found
