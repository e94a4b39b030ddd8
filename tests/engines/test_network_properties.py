"""The network engine by property: an independent slow pass, relabelling, monotone links, floats, no endless loop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import FF, FOUR_CALENDARS, FS, SF, SS, as_ordinals, plan, slow_passes

from linkspan.engines.network import Network, NetworkCycle, Result, compute

DATES = ("early_start", "early_finish", "late_start", "late_finish")


@dataclass(frozen=True)
class Drawn:
    durations: list[int]
    links: list[tuple[int, int, int, int]]
    calendars: list[int]

    def network(self) -> Network:
        return plan(self.durations, self.links, calendars=FOUR_CALENDARS, calendar=self.calendars)


@st.composite
def acyclic(draw: st.DrawFn, *, leads: bool = True, kinds: tuple[int, ...] = (FS, SS, FF, SF)) -> Drawn:
    n = draw(st.integers(1, 12))
    durations = draw(st.lists(st.integers(0, 60).map(lambda x: x * 60), min_size=n, max_size=n))
    calendars = draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=2 * n, unique=True)) if pairs else []
    lag = st.integers(-20 if leads else 0, 20).map(lambda x: x * 30)
    links = [(i, j, draw(st.sampled_from(kinds)), draw(lag)) for i, j in chosen]
    return Drawn(durations, links, calendars)


@settings(max_examples=300, deadline=None)
@given(acyclic())
def test_dates_equal_those_of_the_slow_pass(drawn: Drawn) -> None:
    network = drawn.network()
    result, slow = compute(network), slow_passes(network)
    for name in DATES:
        assert getattr(result, name).tolist() == slow[name], name


@settings(max_examples=150, deadline=None)
@given(acyclic(), st.randoms())
def test_relabelling_changes_nothing(drawn: Drawn, random) -> None:
    n = len(drawn.durations)
    new_of = list(range(n))
    random.shuffle(new_of)
    old_of = np.argsort(new_of)
    other = Drawn(
        [drawn.durations[i] for i in old_of],
        random.sample([(new_of[a], new_of[b], kind, lag) for a, b, kind, lag in drawn.links], len(drawn.links)),
        [drawn.calendars[i] for i in old_of],
    )
    first, second = compute(drawn.network()), compute(other.network())
    for name in (*DATES, "total_float", "free_float", "critical"):
        assert getattr(first, name).tolist() == getattr(second, name)[new_of].tolist(), name


@settings(max_examples=150, deadline=None)
@given(acyclic(), st.data())
def test_one_link_more_never_makes_a_date_earlier(drawn: Drawn, data: st.DataObject) -> None:
    n = len(drawn.durations)
    taken = {(a, b) for a, b, _, _ in drawn.links}
    linked = {b for _, b in taken}
    free = [(i, j) for i in range(n) for j in range(i + 1, n) if (i, j) not in taken and j in linked]
    if not free:
        return
    i, j = data.draw(st.sampled_from(free))
    more = Drawn(drawn.durations, [*drawn.links, (i, j, data.draw(st.integers(0, 3)), 0)], drawn.calendars)
    before, after = drawn.network(), more.network()
    early, late = compute(before), compute(after)
    for name in ("early_start", "early_finish"):
        pairs = zip(as_ordinals(before, getattr(early, name)), as_ordinals(after, getattr(late, name)), strict=True)
        assert all(a <= b for a, b in pairs), name


def _one_calendar(drawn: Drawn) -> Drawn:
    return Drawn(drawn.durations, drawn.links, [0] * len(drawn.durations))


@settings(max_examples=150, deadline=None)
@given(acyclic(leads=False, kinds=(FS, FF)))
def test_without_constraints_no_float_is_negative_and_free_is_at_most_total(drawn: Drawn) -> None:
    result = compute(_one_calendar(drawn).network())
    assert (result.total_float >= 0).all()
    assert (result.free_float >= 0).all()
    assert (result.free_float <= result.total_float).all()
    assert result.critical.any()


@settings(max_examples=100, deadline=None)
@given(acyclic(leads=False, kinds=(FS,)), st.data())
def test_delay_within_free_float_moves_nobody_and_within_total_float_not_the_end(
    drawn: Drawn, data: st.DataObject
) -> None:
    drawn = _one_calendar(drawn)
    result = compute(drawn.network())
    i = data.draw(st.integers(0, len(drawn.durations) - 1))
    if drawn.durations[i] == 0:
        return

    def longer(by: int) -> Result:
        durations = list(drawn.durations)
        durations[i] += by
        return compute(Drawn(durations, drawn.links, drawn.calendars).network())

    network = drawn.network()
    by_free = longer(int(result.free_float[i]))
    others = [k for k in range(len(drawn.durations)) if k != i]
    before, after = as_ordinals(network, result.early_start), as_ordinals(network, by_free.early_start)
    assert [before[k] for k in others] == [after[k] for k in others]
    calendar = network.calendars.calendar(0)
    assert calendar.ord(longer(int(result.total_float[i])).project_finish) == calendar.ord(result.project_finish)
    beyond = longer(int(result.total_float[i]) + 1).project_finish
    assert calendar.ord(beyond) == calendar.ord(result.project_finish) + 1


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 9), st.data())
def test_any_links_either_schedule_or_name_a_real_loop(n: int, data: st.DataObject) -> None:
    row = st.integers(0, n - 1)
    links = data.draw(st.lists(st.tuples(row, row, st.integers(0, 3), st.integers(-600, 600)), max_size=16))
    parent = [data.draw(st.integers(-1, max(-1, i - 1))) for i in range(n)]
    try:
        compute(plan([480] * n, links, parent=parent))
    except NetworkCycle as error:
        for cycle in error.cycles:
            assert cycle.tasks
            for k in cycle.links:
                assert links[k][0] in cycle.tasks
                assert links[k][1] in cycle.tasks
