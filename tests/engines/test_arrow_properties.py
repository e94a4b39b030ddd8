"""Arrow networks by property: the order is kept exactly, nothing is parallel, dummies are fewest by brute force, and
times equal those of the network engine."""

from __future__ import annotations

from functools import cache
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import ALL_DAY, FF, FS, SF, SS, at, plan

from linkspan.engines.arrow import ArrowKind, ArrowNetwork, compute_times, critical_paths, to_arrows
from linkspan.engines.network import compute

Pairs = frozenset[tuple[int, int]]


def closed(n: int, pairs: set[tuple[int, int]]) -> Pairs:
    """Transitive closure by Warshall."""
    found = set(pairs)
    for k in range(n):
        for i in range(n):
            if (i, k) in found:
                found |= {(i, j) for j in range(n) if (k, j) in found}
    return frozenset(found)


def order_on(n: int, arrows: list[tuple[int, int, int]]) -> Pairs:
    """Which activity precedes which in a network of (tail, head, activity or -1), by walking it."""
    found = set()
    for _, start, a in arrows:
        if a < 0:
            continue
        seen, stack = {start}, [start]
        while stack:
            event = stack.pop()
            for tail, head, b in arrows:
                if tail == event:
                    if b >= 0:
                        found.add((a, b))
                    if head not in seen:
                        seen.add(head)
                        stack.append(head)
    return frozenset(found)


def drawn_arrows(network: ArrowNetwork) -> list[tuple[int, int, int]]:
    return [(a.tail, a.head, a.row if a.kind == ArrowKind.ACTIVITY else -1) for a in network.arrows]


@st.composite
def orders(draw: st.DrawFn, most: int = 12) -> tuple[int, list[tuple[int, int]]]:
    n = draw(st.integers(1, most))
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    return n, draw(st.lists(st.sampled_from(pairs), max_size=3 * n, unique=True)) if pairs else []


@settings(max_examples=400, deadline=None)
@given(orders(), st.sampled_from([0, 1000]))
def test_order_is_kept_exactly_on_a_proper_network(drawn: tuple[int, list[tuple[int, int]]], exact: int) -> None:
    n, links = drawn
    network = to_arrows([1] * n, links, exact_activities=exact)
    arrows = drawn_arrows(network)
    assert order_on(n, arrows) == closed(n, set(links))
    assert len({(tail, head) for tail, head, _ in arrows}) == len(arrows)
    assert all(tail < head for tail, head, _ in arrows)
    assert {head for _, head, _ in arrows} == set(range(2, network.n_events + 1))
    assert {tail for tail, _, _ in arrows} == set(range(1, network.n_events))
    assert network.dummies == sum(1 for *_, a in arrows if a < 0)
    assert network.dummies_at_least <= network.dummies


@settings(max_examples=150, deadline=None)
@given(orders(most=11), st.randoms())
def test_numbers_of_rows_and_more_of_the_same_order_change_nothing(
    drawn: tuple[int, list[tuple[int, int]]], random
) -> None:
    n, links = drawn
    new_of = list(range(n))
    random.shuffle(new_of)
    everything = closed(n, set(links))
    first = to_arrows([1] * n, links)
    other = to_arrows([1] * n, [(new_of[a], new_of[b]) for a, b in everything])
    assert first.is_minimal
    assert (first.dummies, first.dummies_at_least) == (other.dummies, other.dummies_at_least)


# -- fewest, by brute force: every small network is made, and knows its order ----------------------------------------
@cache
def named(order: Pairs, n: int) -> Pairs:
    """The same order whatever the rows are called."""
    return frozenset(min((sorted((p[a], p[b]) for a, b in order) for p in permutations(range(n))), default=[]))


@cache
def fewest_by_brute_force(n: int, most: int) -> dict[Pairs, int]:
    """For each order of `n` activities the fewest dummies of any network, where `most` or fewer do.

    All simple graphs on numbered events in which only the first has no arrow in and only the last none out, and all
    choices of which arrows are the dummies.
    """
    found: dict[Pairs, int] = {}
    for k in range(most + 1):
        for events in range(2, n + k + 2):
            pairs = [(i, j) for i in range(events) for j in range(i + 1, events)]
            for lines in combinations(pairs, n + k):
                if len({i for i, _ in lines}) < events - 1 or len({j for _, j in lines}) < events - 1:
                    continue
                for dummies in combinations(range(n + k), k):
                    number = iter(range(n))
                    arrows = [(i, j, -1 if at in dummies else next(number)) for at, (i, j) in enumerate(lines)]
                    found.setdefault(named(order_on(n, arrows), n), k)
    return found


@pytest.mark.parametrize(("n", "most"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 2)])
def test_no_network_has_fewer_dummies(n: int, most: int) -> None:
    """Every order of up to five activities against every network with so many dummies."""
    table = fewest_by_brute_force(n, most)
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    seen = set()
    for size in range(len(pairs) + 1):
        for links in combinations(pairs, size):
            order = named(closed(n, set(links)), n)
            if order in seen:
                continue
            seen.add(order)
            network = to_arrows([1] * n, links)
            assert network.is_minimal
            assert network.dummies == table.get(order, network.dummies)
            assert order in table or network.dummies > most
    assert len(seen) == {1: 1, 2: 2, 3: 5, 4: 16, 5: 63}[n]  # the orders of n things, OEIS A000112


# -- times -------------------------------------------------------------------------------------------------------
@st.composite
def timed(draw: st.DrawFn, *, mixed: bool) -> tuple[list[int], list[tuple[int, int, int, int]]]:
    n, pairs = draw(orders(most=9))
    durations = draw(st.lists(st.integers(0, 12), min_size=n, max_size=n))
    links = []
    for i, j in pairs:
        kind = draw(st.sampled_from([FS, SS, FF, SF])) if mixed else FS
        # How long after the start of the predecessor: never before it, which is the case that is exact.
        distance = draw(st.integers(0, 20)) if mixed else durations[i] + draw(st.integers(0, 4))
        d, d2 = durations[i], durations[j]
        links.append((i, j, kind, distance - (d, 0, d - d2, -d2)[kind]))
    return durations, links


@pytest.mark.parametrize("mixed", [False, True])
@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_times_on_arrows_are_those_of_the_network(mixed: bool, data: st.DataObject) -> None:
    durations, links = data.draw(timed(mixed=mixed))
    network = to_arrows(durations, links)
    times = compute_times(network)
    start = at("2026-07-06T00:00")
    result = compute(plan(durations, links, calendars=[ALL_DAY], start="2026-07-06T00:00"))
    assert times.finish == result.project_finish - start
    six = times.activities
    assert [t.early_start + start for t in six] == result.early_start.tolist()
    assert [t.early_finish + start for t in six] == result.early_finish.tolist()
    assert [t.late_start + start for t in six] == result.late_start.tolist()
    assert [t.late_finish + start for t in six] == result.late_finish.tolist()
    assert [t.total_float for t in six] == result.total_float.tolist()
    # A lead may leave a link more slack than the finish of the project leaves its predecessor.
    free = np.minimum(result.free_float, result.total_float)
    assert [t.free_float for t in six] == free.tolist()
    for path in critical_paths(network, times):
        assert sum(network.arrows[i].duration for i in path) == times.finish
