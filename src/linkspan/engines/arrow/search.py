"""Branch and bound for one part, deepening by the number of arrows: the first answer is the fewest."""

from __future__ import annotations

from dataclasses import dataclass

from linkspan.engines.arrow.order import bits
from linkspan.engines.arrow.sharing import Demand, strangers

Arrows = list[tuple[int, int]]


@dataclass(slots=True)
class Part:
    """One part of the problem in small numbers: `above[x]` the places strictly above place x as a bit set."""

    places: list[int]
    above: list[int]
    demands: list[Demand]
    neighbours: list[set[int]]


class OutOfSteps(Exception):
    """The budget of the search is used up."""


class Search:
    """Looks for fewer arrows than known; the budget counts arrows laid, so the answer never depends on the clock."""

    def __init__(self, part: Part, steps: int) -> None:
        self.part, self.left = part, steps
        useful = [0] * len(part.places)
        for g, m in part.demands:
            between = (part.above[g] | 1 << g) & (self._below(m) | 1 << m)
            for x in bits(between):
                useful[x] |= between & part.above[x]
        #: The places to which an arrow from x can serve some demand.
        self.useful = useful

    def _below(self, m: int) -> int:
        return sum(1 << x for x, above in enumerate(self.part.above) if above >> m & 1)

    def fewest(self, bound: int, known: int) -> tuple[Arrows | None, int]:
        """(arrows, proved bound): fewer than `known` arrows or None, and the number that cannot be passed below."""
        for target in range(bound, known):
            try:
                found = self._extend([], [1 << x for x in range(len(self.part.places))], set(), target)
            except OutOfSteps:
                return None, target
            if found is not None:
                return found, target
        return None, known

    def _extend(self, arrows: Arrows, reach: list[int], banned: set[tuple[int, int]], target: int) -> Arrows | None:
        """Arrows that complete `arrows` to at most `target`, or None; `banned` arrows were tried by elder branches."""
        demands = self.part.demands
        waiting = [i for i, (g, m) in enumerate(demands) if not reach[g] >> m & 1]
        if not waiting:
            return arrows
        if len(arrows) + strangers(waiting, self.part.neighbours) > target:
            return None
        options = min((self._options(*demands[i], reach, banned) for i in waiting), key=len)
        closed = set(banned)
        for x, y in options:
            self.left -= 1
            if self.left < 0:
                raise OutOfSteps
            joined = [seen | reach[y] if seen >> x & 1 else seen for seen in reach]
            found = self._extend([*arrows, (x, y)], joined, closed, target)
            if found is not None:
                return found
            closed.add((x, y))
        return None

    def _options(self, g: int, m: int, reach: list[int], banned: set[tuple[int, int]]) -> Arrows:
        """The arrows that can leave what `g` reaches towards `m`: one of them is in every completion."""
        above, place = self.part.above, reach[g]
        found: Arrows = []
        for x in bits(place):
            if x != m and not above[x] >> m & 1:
                continue
            for y in bits(self.useful[x] & ~place):
                if (y == m or above[y] >> m & 1) and (x, y) not in banned:
                    found.append((x, y))
        return sorted(found, key=lambda arrow: arrow[1] != m)
