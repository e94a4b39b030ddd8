"""The fast loop gives, for every iteration, the dates that the deterministic engine gives for the same durations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from plans import FOUR_CALENDARS, MONDAY, SIX_DAYS, at, plan

from linkspan.engines.network import NO_TIME, Network, NetworkCycle, Options, compute
from linkspan.engines.network.model import ProjectDates
from linkspan.engines.simulate import Estimates, RiskDriver
from linkspan.engines.simulate.arrays import Choice
from linkspan.engines.simulate.draws import build_draws, work_of
from linkspan.engines.simulate.model import correlation_of
from linkspan.engines.simulate.ranks import draw_blocks
from linkspan.engines.simulate.relax import with_fixed_lags
from linkspan.engines.simulate.runners import LaneRunner, PassRunner, decode_many, make_runner

DAY = 480
ITERATIONS = 70
CHECKED = (0, 1, 2, 63, 64, 69)


def runner_of(network: Network, *, low: float = 0.3, high: float = 2.5) -> tuple[Any, Any, Network]:
    """The runner that `simulate` would use, its draws, and the plan that it computes."""
    free = with_fixed_lags(network)
    estimates = Estimates.spread(network.duration, low, high, "uniform")
    drivers = [RiskDriver("d", 0.5, 0.7, 1.0, 1.8, tuple(range(0, network.n_tasks, 2)))]
    draws = build_draws(free, estimates, drivers=drivers, correlation=correlation_of(0.2, network.n_tasks), costs=None)
    return make_runner(free, (), compute(network), draws), draws, free


def durations(network: Network, draws: Any, choice: Choice) -> np.ndarray:
    minutes = np.zeros((network.n_tasks, ITERATIONS), dtype=np.int32)
    draw_blocks(draws, choice, 0, np.arange(network.n_tasks), (minutes, np.zeros(0)))
    return minutes


def check_lanes(network: Network) -> None:
    """Every simulated row of some iterations against a computation of its own, and the project's finish."""
    runner, draws, free = runner_of(network)
    assert isinstance(runner, LaneRunner), "this plan is one for the lanes"
    choice = Choice(7, 1, -1, -1, -1)
    nodes = runner.lanes.nodes
    everything = runner.lanes._replace(targets=np.arange(len(nodes), dtype=np.int64))
    tally = LaneRunner(everything, runner.position, runner.fixed, free, ()).run(draws, choice, 0, ITERATIONS)
    passes = PassRunner(free, work_of(free), ())
    minutes = durations(free, draws, choice)
    for j in CHECKED:
        result = compute(passes.at(minutes[:, j].astype(np.int64)))
        assert tally.finish[j] == result.project_finish
        for k, node in enumerate(nodes):
            if node["row"] >= 0:
                found = decode_many(free, int(node["calendar"]), tally.targets[k, j : j + 1])[0]
                assert found == result.finish[node["row"]], (j, int(node["row"]))


@st.composite
def networks(draw: st.DrawFn, *, one_calendar: bool = False) -> Network:
    """Plans with outline, all links, calendars, constraints, dates by hand, progress, elapsed work and lags."""
    n = draw(st.integers(1, 14))
    parents = [draw(st.integers(-1, i - 1)) if draw(st.booleans()) else -1 for i in range(n)]
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=2 * n, unique=True)) if pairs else []
    lag = st.integers(-12, 12).map(lambda x: x * 50)
    kinds = st.sampled_from((0, 0, 0, 1, 2, 3) if not one_calendar else (0, 2))
    above = lambda i, j: j == i or (parents[j] >= 0 and above(i, parents[j]))  # noqa: E731
    links = [
        (i, j, draw(st.integers(0, 3)), draw(lag), draw(kinds))
        for i, j in chosen
        if not above(i, j) and not above(j, i)
    ]
    links = [(i, j, kind, 0 if j in parents and kind > 1 else x, y) for i, j, kind, x, y in links]
    base = at(MONDAY)
    date = st.integers(-5, 40).map(lambda x: base + x * 700)
    maybe = lambda odds, value: draw(value) if draw(st.integers(1, odds)) == 1 else NO_TIME  # noqa: E731
    constraints = [draw(st.sampled_from((0, 0, 0, 0, 2, 3, 4, 5, 6, 7))) for _ in range(n)]
    started = [maybe(6, st.integers(-20, 0).map(lambda x: base + x * 300)) for _ in range(n)]
    finished = [s + draw(st.integers(0, 900)) if s != NO_TIME and draw(st.booleans()) else NO_TIME for s in started]
    manual = [maybe(9, date) for _ in range(n)]
    options = Options(
        data_date=draw(st.sampled_from((NO_TIME, base, base + 2000))),
        remaining_after_data_date=draw(st.booleans()),
        honor_constraints=draw(st.booleans()),
        lag_calendar=draw(st.integers(0, 3)),
    )
    network = plan(
        draw(st.lists(st.integers(0, 20).map(lambda x: x * 60), min_size=n, max_size=n)),
        links,
        calendars=[SIX_DAYS] if one_calendar else FOUR_CALENDARS,
        options=options,
        parent=parents,
        calendar=0 if one_calendar else draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)),
        constraint=constraints,
        constraint_date=[draw(date) if c else NO_TIME for c in constraints],
        actual_start=started,
        actual_finish=finished,
        percent=[draw(st.integers(0, 99)) if s != NO_TIME else 0 for s in started],
        manual_start=manual,
        manual_finish=[m + 600 if m != NO_TIME else NO_TIME for m in manual],
        active=[draw(st.integers(1, 8)) > 1 for _ in range(n)],
        elapsed=False if one_calendar else [draw(st.integers(1, 6)) == 1 for _ in range(n)],
    )
    try:
        compute(network)
    except NetworkCycle:
        # A link into a summary can close a loop with one of its children.
        reject()
    return network


@settings(max_examples=300, deadline=None)
@given(networks())
def test_lanes_give_the_dates_of_the_full_passes(network: Network) -> None:
    runner, _, _ = runner_of(network)
    if runner.method == "lanes":
        check_lanes(network)


@settings(max_examples=150, deadline=None)
@given(networks(one_calendar=True))
def test_lanes_on_one_calendar_give_the_dates_of_the_full_passes(network: Network) -> None:
    runner, _, _ = runner_of(network)
    if runner.method == "lanes":
        check_lanes(network)


@settings(max_examples=150, deadline=None)
@given(networks(), st.sampled_from(("msp", "p6")), st.integers(-1, 13))
def test_full_passes_give_the_dates_and_the_longest_path_of_a_computation(
    network: Network, flavour: str, focus: int
) -> None:
    options = replace(network.options, flavour=flavour, data_date=at(MONDAY))
    network = with_fixed_lags(replace(network, options=options, projects=(ProjectDates(at(MONDAY), at(MONDAY)),)))
    work = work_of(network)
    runner = PassRunner(network, work, tuple(range(network.n_tasks)))
    estimates = Estimates.spread(network.duration, 0.3, 2.5, "uniform")
    draws = build_draws(network, estimates, drivers=[], correlation=correlation_of(0.0, network.n_tasks), costs=None)
    choice = Choice(7, 1, -1, -1, -1)
    tally, minutes = runner.run(draws, choice, 0, 6), durations(network, draws, choice)
    critical = np.zeros(network.n_tasks, dtype=np.int64)
    for j in range(6):
        result = compute(runner.at(minutes[:, j].astype(np.int64)))
        assert tally.finish[j] == result.project_finish
        assert tally.targets[:, j].tolist() == result.finish.tolist()
        critical += result.longest_path & work.takes_part
    assert tally.critical.tolist() == critical.tolist()
    if 0 <= focus < network.n_tasks:
        towards = runner.run(draws, choice._replace(focus=focus), 0, 6).critical
        assert (towards[focus] == 6) == bool(work.takes_part[focus])
