"""Which pairs of events could share a dummy: pairs that cannot are solved apart, exactly."""

from __future__ import annotations

from collections.abc import Sequence

from linkspan.engines.arrow.events import Events, common_successors
from linkspan.engines.arrow.order import Order

Demand = tuple[int, int]


def shares(order: Order, events: Events, demands: Sequence[Demand]) -> list[set[int]]:
    """For each demand the numbers of the demands with which it could share a dummy.

    An arrow (x, y) serves (g, m) where g <= x < y <= m, so two demands share one exactly when the join of their
    beginnings lies strictly below the meet of their ends. O(demands^2) comparisons of sets.
    """
    extent, intent = events.extent, events.intent
    found: list[set[int]] = [set() for _ in demands]
    for i, (g, m) in enumerate(demands):
        for j in range(i):
            g2, m2 = demands[j]
            if extent[g] & ~extent[m2] or extent[g2] & ~extent[m]:
                continue
            meet = extent[m] & extent[m2]
            if g == g2:
                apart = meet != extent[g]
            elif m == m2:
                apart = intent[g] & intent[g2] != intent[m]
            else:
                apart = common_successors(order, meet) != intent[g] & intent[g2]
            if apart:
                found[i].add(j)
                found[j].add(i)
    return found


def groups(neighbours: Sequence[set[int]]) -> list[list[int]]:
    """The connected parts of the sharing graph; no dummy serves demands of two parts."""
    seen: set[int] = set()
    parts: list[list[int]] = []
    for start in range(len(neighbours)):
        if start in seen:
            continue
        seen.add(start)
        part = [start]
        for i in part:
            new = neighbours[i] - seen
            seen |= new
            part.extend(sorted(new))
        parts.append(sorted(part))
    return parts


def strangers(numbers: Sequence[int], neighbours: Sequence[set[int]]) -> int:
    """A lower bound: the size of a set of demands of which no two share a dummy (greedy, fewest neighbours first)."""
    open_ones = set(numbers)
    count = 0
    for i in sorted(numbers, key=lambda i: len(neighbours[i])):
        if i in open_ones:
            count += 1
            open_ones -= neighbours[i]
            open_ones.discard(i)
    return count
