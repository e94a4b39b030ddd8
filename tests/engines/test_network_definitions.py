"""The engine against a second implementation written from the definitions, and laws that hold for every plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from network_random import INSTANTS, random_network
from network_slow import SlowPlan
from plans import ALL_DAY, at, plan

from linkspan.engines.network import NO_TIME, Network, Options, compute

DATES = ("early_start", "early_finish", "late_start", "late_finish")


def flat(seed: int) -> Network:
    """A random plan without summaries and without what the second implementation leaves out."""
    network = random_network(seed)
    n = network.n_tasks
    none = np.full(n, NO_TIME)
    options = network.options
    begun = options.flavour == "msp"
    return replace(
        network,
        options=replace(options, critical_by="float"),
        parent=np.full(n, -1),
        expected_finish=none,
        leveling_delay=np.zeros(n, dtype=np.int64),
        manual_start=network.manual_start if options.flavour == "msp" else none,
        manual_finish=np.where(network.manual_start == NO_TIME, NO_TIME, network.manual_start + 1440),
        actual_start=network.actual_start if begun else none,
        actual_finish=network.actual_finish if begun else none,
        percent=network.percent if begun else np.zeros(n),
    )


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32))
def test_dates_are_those_of_the_definitions(seed: int) -> None:
    network = flat(seed)
    result, slow = compute(network), SlowPlan(network)
    rows = range(network.n_tasks)
    assert list(zip(result.early_start.tolist(), result.early_finish.tolist(), strict=True)) == [
        slow.early(i) for i in rows
    ]
    assert list(zip(result.late_start.tolist(), result.late_finish.tolist(), strict=True)) == [
        slow.late(i)[:2] for i in rows
    ]
    assert result.project_finish == slow.last_finish


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_total_float_is_the_working_time_between_early_and_late(seed: int) -> None:
    network = flat(seed)
    result, slow = compute(network), SlowPlan(network)
    for i in range(network.n_tasks):
        if slow.done(i):
            assert result.total_float[i] == 0
            continue
        cal = slow.cal(i)
        by_start = cal.count(slow.late(i)[0]) - cal.count(slow.early(i)[0])
        by_finish = cal.count(slow.late(i)[1]) - cal.count(slow.early(i)[1])
        assert (result.start_float[i], result.finish_float[i]) == (by_start, by_finish)
        smallest = by_finish if slow.begun(i) else min(by_start, by_finish)
        expected = {"start": by_start, "finish": by_finish, "smallest": smallest}[network.options.float_basis]
        assert result.total_float[i] == expected


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_a_driving_link_has_no_slack_and_every_linked_date_a_driver(seed: int) -> None:
    network = random_network(seed)
    network = replace(network, leveling_delay=np.zeros(network.n_tasks, dtype=np.int64))
    result = compute(network)
    named = result.driving_link[result.driving_link >= 0]
    named = named[network.active[network.links.succ[named]]]
    assert result.driving[named].all()
    leaf = ~np.isin(np.arange(network.n_tasks), network.parent)
    free_leaf = leaf[network.links.succ[named]]
    assert (result.link_slack[named][free_leaf] == 0).all()


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["msp", "p6"]))
def test_on_one_calendar_without_dates_floats_are_ordered(seed: int, flavour: str) -> None:
    """Independent <= free <= total and none below zero, where no date, lead or progress sets bounds (PMBOK)."""
    network = random_network(seed)
    n, none = network.n_tasks, np.full(network.n_tasks, NO_TIME)
    links = replace(network.links, type=np.zeros_like(network.links.type), lag=np.abs(network.links.lag))
    links = replace(links, lag_kind=np.where(links.lag_kind >= 2, 2, 0))
    network = replace(
        network,
        options=Options(flavour=flavour),
        projects=Network.build(0, network.calendars, network.project_start).projects,
        links=links,
        parent=np.full(n, -1),
        kind=np.zeros(n, dtype=np.int64),
        calendar=np.zeros(n, dtype=np.int64),
        elapsed=np.zeros(n, dtype=bool),
        active=np.ones(n, dtype=bool),
        constraint=np.zeros(n, dtype=np.int64),
        leveling_delay=np.zeros(n, dtype=np.int64),
        actual_start=none,
        actual_finish=none,
        percent=np.zeros(n),
        **dict.fromkeys(INSTANTS, none),
    )
    result = compute(network)
    assert (result.total_float >= 0).all()
    assert (result.free_float >= 0).all()
    assert (result.free_float <= result.total_float).all()
    assert (result.independent_float <= result.free_float).all()
    assert result.critical.any()
    assert (result.longest_path <= (result.total_float == 0)).all()
    counted = result.link_slack[result.link_slack != NO_TIME]
    assert (counted >= 0).all()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), st.integers(-400, 4000), st.sampled_from(["msp", "p6"]))
def test_round_the_clock_a_later_data_date_moves_all_of_a_plan_that_has_not_begun(
    seed: int, hours: int, flavour: str
) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 15))
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n) if rng.random() < 0.2]
    links = [(i, j, int(rng.choice([0, 1])), int(rng.integers(0, 9)) * 60) for i, j in pairs]
    durations = (rng.integers(0, 50, n) * 60).tolist()
    first, moved = (
        compute(plan(durations, links, calendars=[ALL_DAY], start=start, options=options))
        for start, options in (
            ("2020-01-01T00:00", Options(data_date=at("2026-07-06T08:00"), flavour=flavour)),
            ("2020-01-01T00:00", Options(data_date=at("2026-07-06T08:00") + 60 * hours, flavour=flavour)),
        )
    )
    for name in (*DATES, "start", "finish"):
        assert (getattr(moved, name) - getattr(first, name) == 60 * hours).all(), name
    for name in ("total_float", "free_float", "independent_float", "critical"):
        assert getattr(moved, name).tolist() == getattr(first, name).tolist(), name
