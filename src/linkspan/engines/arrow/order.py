"""The order of activities as bit sets: who precedes whom at all, and who immediately; integers are sets of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Pairs = Sequence[tuple[int, int]]


def bits(mask: int) -> Iterator[int]:
    """The members of a bit set, smallest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


@dataclass(frozen=True, slots=True)
class Order:
    """A strict order of `n` rows: `before[i]` and `after[i]` all predecessors and successors, `covers` the immediate
    pairs (紧前, 紧后)."""

    n: int
    before: tuple[int, ...]
    after: tuple[int, ...]
    covers: tuple[tuple[int, int], ...]

    @property
    def everything(self) -> int:
        """The set of all rows."""
        return (1 << self.n) - 1


def topological_rows(n: int, pairs: Pairs) -> list[int]:
    """Rows in an order that `pairs` (predecessor, successor) allow; shorter than `n` where they run in a circle."""
    following: list[list[int]] = [[] for _ in range(n)]
    waiting = [0] * n
    for a, b in pairs:
        following[a].append(b)
        waiting[b] += 1
    ready = [i for i in range(n) if not waiting[i]]
    for i in ready:
        for j in following[i]:
            waiting[j] -= 1
            if not waiting[j]:
                ready.append(j)
    return ready


def order_of(n: int, pairs: Pairs) -> Order:
    """The transitive closure of acyclic `pairs` and its immediate pairs; O(n + pairs) operations on sets of n bits."""
    rows = topological_rows(n, pairs)
    if len(rows) < n:
        raise ValueError("pairs run in a circle")
    following = [0] * n
    for a, b in pairs:
        following[a] |= 1 << b
    after = [0] * n
    covers: list[tuple[int, int]] = []
    for i in reversed(rows):
        beyond = 0
        for j in bits(following[i]):
            beyond |= after[j]
        covers.extend((i, j) for j in bits(following[i] & ~beyond))
        after[i] = following[i] | beyond
    before = [0] * n
    for i, j in _by_position(covers, rows):
        before[j] |= before[i] | 1 << i
    return Order(n, tuple(before), tuple(after), tuple(sorted(covers)))


def _by_position(covers: Pairs, rows: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs in the order of their first members, so that sets build up along them."""
    position = {row: at for at, row in enumerate(rows)}
    return sorted(covers, key=lambda pair: position[pair[0]])
