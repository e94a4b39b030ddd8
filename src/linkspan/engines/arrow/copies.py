"""Activities with the same predecessors and the same successors: they need events of their own to lie apart.

Two arrows may not join the same two events. An event can be doubled at the cost of one dummy: a second beginning behind
the first, a second end before the first. With p beginnings and q ends there is room for p * q such activities, so a
class of k of them asks for p * q >= k; classes that share a beginning or an end share its copies. The copies cost
sum(p - 1) + sum(q - 1) dummies beyond those of the network in which each class is one activity, and nothing costs less:
joining the copies again saves one dummy each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

#: Combinations of copies times classes up to which classes that hang together are solved exactly.
MOST_WORK = 200_000
Sizes = dict[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Copies:
    """`place[a]` = (copy of the start event, copy of the end event), 0 the event itself; `cost` dummies, at least
    `at_least`."""

    place: tuple[tuple[int, int], ...]
    cost: int
    at_least: int


def spread_twins(starts: Sequence[int], ends: Sequence[int]) -> Copies:
    """Copies of events so that no two activities join the same two; `starts`, `ends` the events of each activity."""
    twins: dict[tuple[int, int], list[int]] = {}
    for a, pair in enumerate(zip(starts, ends, strict=True)):
        twins.setdefault(pair, []).append(a)
    crowded = {pair: rows for pair, rows in twins.items() if len(rows) > 1}
    place = [(0, 0)] * len(starts)
    cost = at_least = 0
    for pairs in _hanging_together(list(crowded)):
        sizes = {pair: len(crowded[pair]) for pair in pairs}
        p, q, least = _numbers(sizes)
        cost += sum(p.values()) + sum(q.values()) - len(p) - len(q)
        at_least += least
        for s, e in pairs:
            room = sorted(product(range(p[s]), range(q[e])), key=lambda spot: (max(spot), spot))
            for a, spot in zip(crowded[s, e], room, strict=False):
                place[a] = spot
    return Copies(tuple(place), cost, at_least)


def _hanging_together(pairs: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Classes joined by a common beginning or a common end."""
    left = list(pairs)
    found = []
    while left:
        part = [left.pop(0)]
        for s, e in part:
            near = [pair for pair in left if pair[0] == s or pair[1] == e]
            part.extend(near)
            left = [pair for pair in left if pair not in near]
        found.append(part)
    return found


def _numbers(sizes: Sizes) -> tuple[dict[int, int], dict[int, int], int]:
    """Copies of each beginning and of each end with the smallest sum, and a bound of what they cost.

    Only events with several classes are tried in all numbers; those with one class follow from their neighbour.
    """
    shared = [
        (side, event)
        for side in (0, 1)
        for event, classes in sorted(Counter(pair[side] for pair in sizes).items())
        if classes > 1
    ] or [(0, next(iter(sizes))[0])]
    most = [max(k for pair, k in sizes.items() if pair[side] == event) for side, event in shared]
    exact = prod(most) * len(sizes) <= MOST_WORK
    even = ((copies,) * len(most) for copies in range(1, max(most) + 1))
    choices = product(*(range(1, m + 1) for m in most)) if exact else even
    tries = (_completed(sizes, dict(zip(shared, choice, strict=True))) for choice in choices)
    p, q, cost = min((t for t in tries if t is not None), key=lambda t: t[2], default=_all_ends(sizes))
    # Alone, a class of k needs p + q - 2 copies with p * q >= k.
    alone = max(min(p + -(-k // p) - 2 for p in range(1, k + 1)) for k in sizes.values())
    return p, q, cost if exact else alone


def _all_ends(sizes: Sizes) -> tuple[dict[int, int], dict[int, int], int]:
    """One beginning each, as many ends as it takes."""
    p = {s: 1 for s, _ in sizes}
    q = {e: max(k for pair, k in sizes.items() if pair[1] == e) for _, e in sizes}
    return p, q, sum(q.values()) - len(q)


def _completed(sizes: Sizes, fixed: dict[tuple[int, int], int]) -> tuple[dict[int, int], dict[int, int], int] | None:
    """The numbers of all events from those in `fixed` ((side, event): copies); None where they give too little room."""
    p: dict[int, int] = {event: copies for (side, event), copies in fixed.items() if side == 0}
    q: dict[int, int] = {event: copies for (side, event), copies in fixed.items() if side == 1}
    for (s, e), k in sizes.items():
        if s in p and e in q:
            if p[s] * q[e] < k:
                return None
        elif s in p:
            q[e] = -(-k // p[s])
        else:
            p[s] = -(-k // q[e])
    return p, q, sum(p.values()) + sum(q.values()) - len(p) - len(q)
