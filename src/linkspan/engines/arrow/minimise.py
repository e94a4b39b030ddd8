"""The fewest dummies that join the pairs of events: exact branch and bound part by part, a heuristic beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linkspan.engines.arrow.events import Events, common_predecessors
from linkspan.engines.arrow.order import Order, bits
from linkspan.engines.arrow.search import Part, Search
from linkspan.engines.arrow.sharing import Demand, groups, shares, strangers

#: Up to so many activities the parts are searched exactly.
EXACT_ACTIVITIES = 1_000
#: Arrows tried in one computation before the search keeps the best found: a second or two of one core.
SEARCH_STEPS = 20_000
#: A part with more places to branch at is left to the heuristic.
MOST_PLACES = 60


@dataclass(frozen=True, slots=True)
class Dummies:
    """`arrows` join places, those beyond the given events new ones of sets `extent`; `at_least` is proved."""

    arrows: tuple[tuple[int, int], ...]
    extent: tuple[int, ...]
    at_least: int


def fewest_dummies(order: Order, events: Events, *, exact: bool, steps: int) -> Dummies:
    """Dummies that join all demands of `events` and nothing else; proved fewest where `at_least` is their number.

    `exact` false leaves the search away and proves only one arrow for each event that needs one. Deterministic.
    """
    if not exact:
        return _rough(events)
    neighbours = shares(order, events, events.demands)
    places = _Places(order, list(events.extent))
    arrows: list[tuple[int, int]] = []
    at_least = 0
    for numbers in sorted(groups(neighbours), key=len):  # the budget goes to the parts that it can solve
        found, bound, used = _solve_part(places, events, (numbers, neighbours), steps)
        steps -= used
        arrows.extend(found)
        at_least += bound
    return Dummies(tuple(sorted(set(arrows))), tuple(places.extent), at_least)


def _rough(events: Events) -> Dummies:
    """All demands as one part without extra places: thinning and rerouting only."""
    extent = list(events.extent)
    arrows = _thinned(events.demands, extent)
    at_least = max(len({g for g, _ in events.demands}), len({m for _, m in events.demands}))
    return Dummies(tuple(arrows), tuple(extent), at_least)


def _thinned(demands: Sequence[Demand], extent: Sequence[int]) -> list[tuple[int, int]]:
    """The transitive reduction of the demands: a pair joined through others needs no dummy of its own."""
    rank = sorted({v for pair in demands for v in pair}, key=lambda v: extent[v].bit_count())
    at = {v: i for i, v in enumerate(rank)}
    following: list[list[int]] = [[] for _ in rank]
    for g, m in demands:
        following[at[g]].append(at[m])
    reach = [0] * len(rank)
    kept: list[tuple[int, int]] = []
    for i in range(len(rank) - 1, -1, -1):
        for j in sorted(following[i]):  # nearest first: what lies behind one of them is reached already
            if not reach[i] >> j & 1:
                kept.append((rank[i], rank[j]))
                reach[i] |= 1 << j | reach[j]
    return kept


class _Places:
    """The extents of all places, by number; joins of places become new ones."""

    def __init__(self, order: Order, extent: list[int]) -> None:
        self.order, self.extent = order, extent
        self.number = {sets: v for v, sets in enumerate(extent)}

    def add(self, extent: int) -> int:
        if extent not in self.number:
            self.number[extent] = len(self.extent)
            self.extent.append(extent)
        return self.number[extent]

    def join(self, x: int, y: int) -> int:
        """The extent of the smallest concept above both."""
        together = self.extent[x] | self.extent[y]
        shared = self.order.everything
        for row in bits(together):
            shared &= self.order.after[row]
        return common_predecessors(self.order, shared)

    def below(self, x: int, y: int) -> bool:
        return not self.extent[x] & ~self.extent[y]


def _solve_part(
    places: _Places, events: Events, of: tuple[list[int], list[set[int]]], steps: int
) -> tuple[list[tuple[int, int]], int, int]:
    """Dummies of one part, a bound that no network can pass below, and the steps that it took."""
    numbers, neighbours = of
    demands = [events.demands[i] for i in numbers]
    if len(demands) == 1:
        return demands, 1, 0
    # Every beginning needs an arrow out and every end one in, besides those that cannot be shared.
    bound = max(strangers(numbers, neighbours), *(len(set(side)) for side in zip(*demands, strict=True)))
    best = _thinned(demands, places.extent)
    if len(best) == bound:
        return best, bound, 0
    candidates, complete = _candidates(places, len(events.extent), demands)
    best = _rerouted(places, candidates, demands, best)
    if len(best) == bound or not complete:
        return best, min(bound, len(best)), 0
    local = {number: at for at, number in enumerate(numbers)}
    part = Part(
        candidates,
        [sum(1 << j for j, y in enumerate(candidates) if y != x and places.below(x, y)) for x in candidates],
        [(candidates.index(g), candidates.index(m)) for g, m in demands],
        [{local[j] for j in neighbours[i]} for i in numbers],
    )
    search = Search(part, steps)
    found, proved = search.fewest(bound, len(best))
    if found is not None:
        best = [(candidates[x], candidates[y]) for x, y in found]
    return best, proved, steps - max(search.left, 0)


def _candidates(places: _Places, n_events: int, demands: Sequence[Demand]) -> tuple[list[int], bool]:
    """Events that lie on the way of some demand, and joins of them where a new event could save dummies.

    A new event of i arrows in and o out replaces i * o pairs, so it saves only where six or more demands pass by it.
    False where there were too many.
    """
    found = [v for v in range(n_events) if _on_the_way(places, v, demands)]
    if len(found) > MOST_PLACES:
        return found, False
    if len(demands) < 6:
        return found, True
    joins = {places.extent[v] for v in found}
    fresh = list(found)
    while fresh and len(joins) <= 8 * MOST_PLACES:
        new = []
        for x in fresh:
            for y in found:
                extent = places.join(x, y)
                if extent not in joins:
                    joins.add(extent)
                    new.append(places.add(extent))
        fresh = new
    for v in range(n_events, len(places.extent)):
        if places.extent[v] in joins and v not in found and len(_on_the_way(places, v, demands)) >= 6:
            found.append(v)
    return found, not fresh and len(found) <= MOST_PLACES


def _on_the_way(places: _Places, v: int, demands: Sequence[Demand]) -> list[Demand]:
    return [(g, m) for g, m in demands if places.below(g, v) and places.below(v, m)]


def _rerouted(
    places: _Places, candidates: Sequence[int], demands: Sequence[Demand], arrows: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Send bundles of arrows through one place while that saves any; greedy, first the place that saves most."""
    best = arrows
    while True:
        tries = [_through(places, v, best) for v in candidates]
        shortest = min((t for t in tries if _joins_all(t, demands)), key=len, default=best)
        if len(shortest) >= len(best):
            return best
        best = shortest


def _through(places: _Places, v: int, arrows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """`arrows` with those past place `v` sent through it, as far as each of its ends serves more than one."""
    past = {(x, y) for x, y in arrows if x != v and y != v and places.below(x, v) and places.below(v, y)}
    while True:
        ins = {x for x, _ in past}
        outs = {y for _, y in past}
        single = {(x, y) for x, y in past if not _pays(x, y, past, arrows, v)}
        if not single or not past:
            break
        past -= single
    kept = [pair for pair in arrows if pair not in past]
    return sorted({*kept, *((x, v) for x in ins), *((v, y) for y in outs)}) if past else arrows


def _pays(x: int, y: int, past: set[tuple[int, int]], arrows: list[tuple[int, int]], v: int) -> bool:
    """Whether the arrow shares its way in, or its way out, with another, or finds one of them laid."""
    way_in = (x, v) in arrows or sum(1 for a, _ in past if a == x) > 1
    way_out = (v, y) in arrows or sum(1 for _, b in past if b == y) > 1
    return way_in or way_out


def _joins_all(arrows: Sequence[tuple[int, int]], demands: Sequence[Demand]) -> bool:
    following: dict[int, set[int]] = {}
    for x, y in arrows:
        following.setdefault(x, set()).add(y)
    for g, m in demands:
        seen, stack = {g}, [g]
        while stack and m not in seen:
            new = following.get(stack.pop(), set()) - seen
            seen |= new
            stack.extend(new)
        if m not in seen:
            return False
    return True
