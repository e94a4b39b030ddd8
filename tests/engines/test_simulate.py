"""The simulation against analytical results, and its promises: seeds, threads, stopping, removal, cost."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import ALL_DAY, FF, FIVE_DAYS, FOUR_CALENDARS, FS, MONDAY, SF, SS, at, plan

from linkspan.engines.network import NO_TIME, Kind, Network, Options, compute
from linkspan.engines.simulate import Cancelled, Correlation, Costs, Estimates, RiskDriver, Simulation, simulate
from linkspan.engines.simulate.arrays import Choice
from linkspan.engines.simulate.draws import build_draws
from linkspan.engines.simulate.model import correlation_of
from linkspan.engines.simulate.ranks import draw_blocks
from linkspan.engines.simulate.run import CHUNK, LEAST_ITERATIONS

DAY = 480
MANY = 40_000


def chain(*durations: int, **columns: Any) -> Network:
    return plan(list(durations), [(i, i + 1, FS, 0) for i in range(len(durations) - 1)], **columns)


def parallel(*durations: int, **columns: Any) -> Network:
    return plan(list(durations), **columns)


def drawn(network: Network, estimates: Estimates, iterations: int = MANY, **given: Any) -> np.ndarray:
    """The durations that a simulation draws, int32[n, iterations]."""
    groups = correlation_of(given.pop("correlation", 0.0), network.n_tasks)
    draws = build_draws(network, estimates, drivers=given.pop("drivers", ()), correlation=groups, costs=None)
    minutes = np.zeros((network.n_tasks, iterations), dtype=np.int32)
    draw_blocks(draws, Choice(3, 0, -1, -1, -1), 0, np.arange(network.n_tasks), (minutes, np.zeros(0)))
    return minutes


def length(answer: Simulation, network: Network) -> np.ndarray:
    """Working minutes from the project start to the finish, by iteration."""
    return answer.project.samples_ordinal - answer.project.calendar.ord(network.project_start)


# -- distributions -------------------------------------------------------------------------------------------------
def test_sum_of_triangles_has_the_sum_of_means_and_variances() -> None:
    # Triangular(a, m, b): mean (a + m + b) / 3, variance (a² + m² + b² - am - ab - mb) / 18 (Vose, Risk Analysis).
    low, mode, high = np.array([800, 400, 2000]), np.array([1000, 900, 2000]), np.array([1600, 1000, 5000])
    network = chain(*mode)
    answer = simulate(network, Estimates.build(3, low=low, mode=mode, high=high), iterations=MANY)
    mean = (low + mode + high).sum() / 3
    variance = (low**2 + mode**2 + high**2 - low * mode - low * high - mode * high).sum() / 18
    found = length(answer, network)
    assert found.mean() == pytest.approx(mean, abs=4 * math.sqrt(variance / MANY))
    assert found.std() == pytest.approx(math.sqrt(variance), rel=0.02)
    assert answer.mean_duration == pytest.approx((low + mode + high) / 3, rel=0.01)
    assert (answer.duration_sd**2).sum() == pytest.approx(variance, rel=0.03)
    # One path and certain links: no merge bias, but for whole minutes.
    assert abs(answer.merge_bias_minutes) <= 2


@pytest.mark.parametrize("share", [0.0, 0.1, 0.37, 0.5, 0.9, 1.0])
def test_pert_has_the_moments_of_its_beta(share: float) -> None:
    # Beta(1 + 4f, 5 - 4f) on [low, high]: mean (low + 4 mode + high) / 6, variance (mean - low)(high - mean) / 7.
    low, high = 2_000.0, 12_000.0
    mode = low + share * (high - low)
    minutes = drawn(chain(int(mode)), Estimates.build(1, "pert", low=low, mode=mode, high=high))[0]
    mean = (low + 4 * mode + high) / 6
    variance = (mean - low) * (high - mean) / 7
    assert minutes.mean() == pytest.approx(mean, abs=4 * math.sqrt(variance / MANY))
    assert minutes.std() == pytest.approx(math.sqrt(variance), rel=0.02)
    assert minutes.min() >= low
    assert minutes.max() <= high


def test_pert_median_of_a_known_beta() -> None:
    # Beta(1, 5), the PERT with its mode at the low end: quantile 1 - (1 - u)^(1/5).
    minutes = drawn(chain(1000), Estimates.build(1, "pert", low=1000, mode=1000, high=101_000))[0]
    for percent in (5, 50, 95):
        expected = 1000 + 100_000 * (1 - (1 - percent / 100) ** 0.2)
        assert np.percentile(minutes, percent) == pytest.approx(expected, rel=0.05)


def test_uniform_and_percentile_inputs() -> None:
    network = chain(5000, 5000, 5000)
    estimates = Estimates.build(3, ["uniform", "trigen", "lognormal"], low=4000, mode=5000, high=8000)
    uniform, trigen, lognormal = drawn(network, estimates)
    assert uniform.mean() == pytest.approx(6000, rel=0.01)
    assert (uniform.min(), uniform.max()) == pytest.approx((4000, 8000), rel=0.001)
    for minutes in (trigen, lognormal):
        assert np.percentile(minutes, 10) == pytest.approx(4000, rel=0.01)
        assert np.percentile(minutes, 90) == pytest.approx(8000, rel=0.01)
    assert trigen.min() < 4000 < 8000 < trigen.max()
    assert np.log(lognormal).std() == pytest.approx(math.log(2) / (2 * 1.2815516), rel=0.02)


def test_other_percentiles_than_ten_and_ninety() -> None:
    network = chain(5000, 5000)
    estimates = Estimates.build(2, ["trigen", "lognormal"], low=4000, mode=5000, high=8000, percentiles=(5, 80))
    for minutes in drawn(network, estimates):
        assert np.percentile(minutes, 5) == pytest.approx(4000, rel=0.01)
        assert np.percentile(minutes, 80) == pytest.approx(8000, rel=0.01)


def test_reference_class_repeats_what_was_observed() -> None:
    network = chain(1000, 2000, 1000)
    ratios = [[0.5, 1.0, 1.5, 3.0], [2.0]]
    estimates = Estimates.build(3, "reference", multipliers=ratios, reference_class=[0, 0, 1])
    first, second, third = drawn(network, estimates)
    for percent, ratio in ((0, 0.5), (100 / 3, 1.0), (200 / 3, 1.5), (100, 3.0)):
        assert np.percentile(first, percent) == pytest.approx(1000 * ratio, rel=0.02)
        assert np.percentile(second, percent) == pytest.approx(2000 * ratio, rel=0.02)
    assert (third == 2000).all()


def test_an_estimate_without_width_or_missing_is_certain() -> None:
    network = chain(700, 800, 900)
    estimates = Estimates.build(3, low=[700, np.nan, 1000], mode=[700, 800, 1000], high=[700, np.nan, 1000])
    assert drawn(network, estimates, 100).tolist() == [[700] * 100, [800] * 100, [1000] * 100]


# -- what is shared ------------------------------------------------------------------------------------------------
def test_correlation_reproduces() -> None:
    network = chain(*[5000] * 4)
    estimates = Estimates.spread(network.duration, 0.5, 2.0, "lognormal")
    for coefficient in (0.0, 0.3, 0.8):
        minutes = drawn(network, estimates, correlation=coefficient)
        scores = np.corrcoef(np.log(minutes))
        assert scores[np.triu_indices(4, 1)] == pytest.approx(coefficient, abs=0.02)


def test_groups_correlate_within_and_not_between() -> None:
    network = chain(*[50_000] * 5)
    estimates = Estimates.spread(network.duration, 0.7, 1.6)
    groups = Correlation.build([0, 0, 1, 1, -1], [0.7, 0.4])
    ranks = np.argsort(np.argsort(drawn(network, estimates, correlation=groups), axis=1), axis=1)
    found = np.corrcoef(ranks)
    # Spearman of a Gaussian copula: 6/π asin(ρ/2).
    expected = np.eye(5)
    expected[0, 1] = expected[1, 0] = 6 / math.pi * math.asin(0.35)
    expected[2, 3] = expected[3, 2] = 6 / math.pi * math.asin(0.2)
    assert found == pytest.approx(expected, abs=0.025)


def test_correlation_keeps_each_distribution_and_widens_the_sum() -> None:
    network = chain(*[4800] * 10)
    estimates = Estimates.spread(network.duration, 0.8, 1.5)
    loose = simulate(network, estimates, iterations=MANY)
    tight = simulate(network, estimates, iterations=MANY, correlation=0.5)
    assert tight.duration_sd == pytest.approx(loose.duration_sd, rel=0.03)
    assert tight.project.mean_ordinal == pytest.approx(loose.project.mean_ordinal, abs=60)
    # Var of a sum of n equal parts: n sd² (1 + (n-1) rho); Pearson of triangles is a little below the coefficient.
    assert tight.project.sd_minutes / loose.project.sd_minutes == pytest.approx(math.sqrt(1 + 9 * 0.49), rel=0.04)


def test_a_driver_is_one_draw_for_all_its_tasks() -> None:
    network = chain(1000, 3000, 2000)
    driver = RiskDriver("late data", 0.3, 1.5, 2.0, 2.5, (0, 1))
    first, second, third = drawn(network, Estimates.build(3), drivers=[driver])
    occurs = first > 1000
    assert occurs.mean() == pytest.approx(0.3, abs=0.01)
    assert (second[occurs] / first[occurs]) == pytest.approx(3.0, rel=0.002)
    assert first[occurs].mean() == pytest.approx(2000, rel=0.01)
    assert (first[~occurs] == 1000).all()
    assert (third == 2000).all()


def test_drivers_in_series_multiply_and_in_parallel_the_largest_counts() -> None:
    network = chain(1000, 1000)
    rows = (0,)
    series = [RiskDriver("a", 1, 2, 2, 2, rows), RiskDriver("b", 1, 3, 3, 3, rows)]
    both = [RiskDriver("a", 1, 2, 2, 2, rows, parallel=True), RiskDriver("b", 1, 3, 3, 3, rows, parallel=True)]
    mixed = [*both, RiskDriver("c", 1, 0.5, 0.5, 0.5, rows)]
    for drivers, factor in ((series, 6), (both, 3), (mixed, 1.5), ([both[0]], 2)):
        assert set(drawn(network, Estimates.build(2), 200, drivers=drivers)[0].tolist()) == {1000 * factor}
    # A parallel opportunity alone shortens: what does not occur is no factor of one.
    chance = RiskDriver("d", 0.5, 0.5, 0.5, 0.5, rows, parallel=True)
    assert set(drawn(network, Estimates.build(2), 200, drivers=[chance])[0].tolist()) == {500, 1000}


# -- paths ---------------------------------------------------------------------------------------------------------
def test_merge_bias_of_two_uniform_paths() -> None:
    # The larger of two independent uniforms on [0, w] has the mean 2w/3: bias w/6 over either mean.
    network = parallel(10_000, 10_000)
    estimates = Estimates.build(2, "uniform", low=5_000, high=15_000)
    answer = simulate(network, estimates, iterations=MANY)
    found = length(answer, network)
    assert found.mean() == pytest.approx(5_000 + 10_000 * 2 / 3, rel=0.005)
    assert answer.merge_bias_minutes == pytest.approx(10_000 / 6, rel=0.03)
    # P(both within t) = (t/w)²: the median is w / sqrt(2).
    assert np.median(found) == pytest.approx(5_000 + 10_000 / math.sqrt(2), rel=0.01)
    assert answer.criticality == pytest.approx([0.5, 0.5], abs=0.01)


def test_criticality_of_equal_parallel_paths_is_a_share_each() -> None:
    network = parallel(*[10_000] * 5)
    answer = simulate(network, Estimates.spread(network.duration, 0.5, 1.5), iterations=MANY)
    assert answer.criticality == pytest.approx([0.2] * 5, abs=0.01)
    assert answer.schedule_sensitivity == pytest.approx(
        answer.criticality * answer.duration_sd / answer.project.sd_minutes
    )


def test_chain_is_always_critical_and_a_short_side_path_never() -> None:
    network = plan([4800, 4800, 480, 0], [(0, 1, FS, 0), (1, 3, FS, 0), (2, 3, FS, 0)])
    answer = simulate(network, Estimates.spread(network.duration, 0.8, 1.5), iterations=1000, targets=[3, 2])
    assert answer.criticality.tolist() == [1.0, 1.0, 0.0, 1.0]
    assert answer.schedule_sensitivity[2] == 0.0
    assert answer.cruciality[:2].min() > 0.6
    assert answer.cruciality[2] < 0.1
    assert (answer.targets[3].samples_ordinal == answer.project.samples_ordinal).all()
    assert answer.targets[2].percentile(100) < answer.project.percentile(1)


def test_focus_turns_criticality_to_a_milestone() -> None:
    network = plan([4800, 480, 0], [(1, 2, FS, 0)])
    estimates = Estimates.spread(network.duration, 0.8, 1.5)
    assert simulate(network, estimates, iterations=100).criticality.tolist() == [1.0, 0.0, 0.0]
    assert simulate(network, estimates, iterations=100, focus=2).criticality.tolist() == [0.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("durations", "link", "critical"),
    [
        ([960, 4800, 480], (0, 1, FS, 0), [1.0, 1.0, 0.0]),
        ([960, 4800, 480], (0, 1, SS, 600), [1.0, 1.0, 0.0]),
        ([960, 4800, 480], (0, 1, SS, 0), [0.0, 1.0, 1.0]),
        ([9600, 4800, 480], (0, 1, FF, 0), [1.0, 1.0, 0.0]),
        ([4800, 960, 480], (0, 1, SF, 9600), [1.0, 1.0, 0.0]),
    ],
)
def test_criticality_follows_every_type_of_link(
    durations: list[int], link: tuple[int, ...], critical: list[float]
) -> None:
    network = plan(durations, [link, (2, 1, FS, 0)])
    answer = simulate(network, Estimates.spread(network.duration, 0.95, 1.05), iterations=500)
    assert answer.criticality.tolist() == critical


def test_cruciality_is_spearman() -> None:
    network = plan([4800, 3000, 2000, 960], [(0, 1, FS, 0), (2, 3, FS, 0)])
    estimates = Estimates.spread(network.duration, 0.2, 3.0)
    answer = simulate(network, estimates, iterations=3000, seed=3)
    minutes = drawn(network, estimates, 3000)
    finish = answer.project.samples_ordinal
    for row in range(4):
        pairs = np.corrcoef(_ranks(minutes[row]), _ranks(finish))
        assert answer.cruciality[row] == pytest.approx(abs(pairs[0, 1]), abs=1e-9)


def _ranks(values: np.ndarray) -> np.ndarray:
    """Average ranks, the slow way."""
    ordered = np.sort(values)
    return (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")) / 2.0


@st.composite
def plain_networks(draw: st.DrawFn) -> Network:
    n = draw(st.integers(1, 10))
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=2 * n, unique=True)) if pairs else []
    links = [(i, j, draw(st.integers(0, 3)), draw(st.integers(0, 10)) * 60) for i, j in chosen]
    durations = draw(st.lists(st.integers(0, 40).map(lambda x: x * 60), min_size=n, max_size=n))
    return plan(durations, links, calendars=[ALL_DAY])


@settings(max_examples=60, deadline=None)
@given(plain_networks(), st.integers(0, 99))
def test_mean_is_never_before_the_finish_at_mean_durations(network: Network, seed: int) -> None:
    # Jensen: the finish is a maximum of sums. Means are rounded to minutes, half a minute for each task.
    answer = simulate(network, Estimates.spread(network.duration, 0.2, 3.0), iterations=200, seed=seed)
    assert answer.merge_bias_minutes >= -0.5 * network.n_tasks - 1


@settings(max_examples=60, deadline=None)
@given(plain_networks())
def test_critical_means_no_float_where_nothing_else_holds_dates(network: Network) -> None:
    answer = simulate(network, Estimates.build(network.n_tasks), iterations=64)
    plan_ = compute(network)
    assert answer.criticality.tolist() == (plan_.total_float <= 0).astype(float).tolist()


# -- promises ------------------------------------------------------------------------------------------------------
def rich(calendars: Any = FOUR_CALENDARS) -> tuple[Network, Estimates, dict[str, Any]]:
    random = np.random.default_rng(5)
    n = 40
    links = [(int(random.integers(max(0, j - 6), j)), j, int(random.integers(0, 4)), 60) for j in range(1, n)]
    network = plan(
        (random.integers(1, 15, n) * 240).tolist(),
        links,
        calendars=calendars,
        calendar=random.integers(0, len(calendars), n),
    )
    drivers = [RiskDriver("a", 0.4, 1.0, 1.2, 2.0, tuple(range(0, n, 3))), RiskDriver("b", 0.2, 1, 1, 3, (1, 5, 20))]
    costs = Costs.build(n, fixed=100.0, per_minute=0.5, overhead=1.0, low=0.9, high=1.4)
    estimates = Estimates.spread(network.duration, 0.7, 1.9, "pert")
    return network, estimates, {"drivers": drivers, "correlation": 0.3, "costs": costs, "targets": [7, 39]}


def test_same_seed_same_answer_whatever_the_threads() -> None:
    network, estimates, given_ = rich()
    answers = [
        simulate(network, estimates, iterations=3 * CHUNK + 77, threads=k, rank_tasks=2, **given_) for k in (1, 2, 5)
    ]
    for other in answers[1:]:
        assert (other.project.samples == answers[0].project.samples).all()
        assert (other.targets[7].samples == answers[0].targets[7].samples).all()
        assert other.cost is not None
        assert (other.cost == answers[0].cost).all()
        for name in ("criticality", "cruciality", "schedule_sensitivity", "duration_sd", "mean_duration"):
            assert (getattr(other, name) == getattr(answers[0], name)).all(), name
        assert (other.drivers, other.tasks) == (answers[0].drivers, answers[0].tasks)


def test_more_iterations_begin_with_the_same_ones_and_another_seed_does_not() -> None:
    network, estimates, given_ = rich()
    short = simulate(network, estimates, iterations=100, **given_).project.samples
    long = simulate(network, estimates, iterations=1000, **given_).project.samples
    other = simulate(network, estimates, iterations=100, seed=2, **given_).project.samples
    assert (long[:100] == short).all()
    assert (other != short).mean() > 0.9


def test_rows_in_another_order_give_the_same_answer_when_keys_go_with_them() -> None:
    durations, keys = [4800, 2400, 960], [11, 22, 33]
    one = plan(durations, [(0, 1, FS, 0), (2, 1, FS, 0)])
    two = plan(durations[::-1], [(2, 1, FS, 0), (0, 1, FS, 0)])
    first = simulate(one, Estimates.spread(durations, 0.5, 2, keys=keys), iterations=500)
    second = simulate(two, Estimates.spread(durations[::-1], 0.5, 2, keys=keys[::-1]), iterations=500)
    assert (first.project.samples == second.project.samples).all()
    assert first.criticality.tolist() == second.criticality.tolist()[::-1]


def test_uniforms_are_uniform_and_independent_between_tasks_and_iterations() -> None:
    network = chain(*[1] * 6)
    minutes = drawn(network, Estimates.build(6, "uniform", low=0, high=1_000_000)) / 1e6
    for row in minutes:
        counts, _ = np.histogram(row, 50, (0, 1))
        # Chi square with 49 degrees of freedom: 99.99 % below 96.
        assert ((counts - MANY / 50) ** 2 / (MANY / 50)).sum() < 96
        for lag in (1, 64):
            assert abs(np.corrcoef(row[:-lag], row[lag:])[0, 1]) < 0.02
    assert np.abs(np.corrcoef(minutes) - np.eye(6)).max() < 0.02


def test_removing_a_driver_shows_what_it_costs() -> None:
    network = chain(4800, 4800, 4800)
    drivers = [
        RiskDriver("sure", 1.0, 1.5, 1.5, 1.5, (0,)),
        RiskDriver("elsewhere", 0.0, 2.0, 2.0, 2.0, (1,)),
        RiskDriver("chance", 0.5, 1.25, 1.25, 1.25, (2,)),
    ]
    answer = simulate(network, Estimates.build(3), drivers=drivers, iterations=4000)
    by_name = {rank.name: rank for rank in answer.drivers}
    assert [rank.name for rank in answer.drivers] == ["sure", "chance", "elsewhere"]
    assert by_name["sure"].delta_p80_minutes == by_name["sure"].delta_mean_minutes == 2400
    assert by_name["chance"].delta_p80_minutes == 1200
    assert by_name["chance"].delta_mean_minutes == pytest.approx(600, rel=0.1)
    assert by_name["elsewhere"].delta_p80_minutes == by_name["elsewhere"].delta_mean_minutes == 0


def test_a_driver_keeps_its_random_numbers_when_another_comes() -> None:
    network = chain(4800, 4800)
    first = RiskDriver("a", 0.5, 1.0, 1.5, 2.0, (0,))
    other = RiskDriver("b", 0.5, 1.0, 1.5, 2.0, (1,))
    alone = drawn(network, Estimates.build(2), 500, drivers=[first])
    together = drawn(network, Estimates.build(2), 500, drivers=[other, first])
    assert (alone[0] == together[0]).all()
    assert (together[0] != together[1]).any()


def test_holding_a_task_certain_ranks_it() -> None:
    network = chain(4800, 4800, 4800)
    estimates = Estimates.build(3, low=[4000, 4700, 4800], mode=4800, high=[9000, 5000, 4800])
    answer = simulate(network, estimates, iterations=2000, rank_tasks=10)
    assert [rank.row for rank in answer.tasks] == [0, 1]
    assert answer.tasks[0].delta_p80_minutes > 10 * answer.tasks[1].delta_p80_minutes > 0


def test_it_stops_when_the_quantile_is_known_well_enough() -> None:
    network = chain(*[4800] * 4)
    estimates = Estimates.spread(network.duration, 0.5, 2.0)
    close = simulate(network, estimates, iterations=50_000, tolerance_minutes=60)
    loose = simulate(network, estimates, iterations=50_000, tolerance_minutes=2000, threads=1)
    never = simulate(network, estimates, iterations=2000, tolerance_minutes=0.001)
    assert loose.iterations == LEAST_ITERATIONS < close.iterations < 50_000
    assert close.standard_error_minutes < 60
    assert never.iterations == 2000
    again = simulate(network, estimates, iterations=50_000, tolerance_minutes=60, threads=3)
    assert (again.project.samples == close.project.samples).all()


def test_standard_error_of_a_quantile_is_that_of_repeated_runs() -> None:
    network = chain(*[4800] * 4)
    estimates = Estimates.spread(network.duration, 0.5, 2.0)
    runs = [simulate(network, estimates, iterations=1000, seed=seed).project for seed in range(60)]
    spread = np.std([run.calendar.ord(run.percentile(80)) for run in runs])
    assert np.mean([run.standard_error_minutes(80) for run in runs]) == pytest.approx(spread, rel=0.35)


def test_progress_is_told_and_a_stop_is_heard() -> None:
    network, estimates, given_ = rich()
    told: list[tuple[int, int]] = []
    simulate(network, estimates, iterations=2 * CHUNK + 1, on_progress=lambda *x: told.append(x), **given_)
    assert told == [(CHUNK, 2 * CHUNK + 1), (2 * CHUNK, 2 * CHUNK + 1), (2 * CHUNK + 1, 2 * CHUNK + 1)]
    partial = simulate(
        network, estimates, iterations=50_000, should_stop=lambda: len(told) >= 4, on_progress=lambda *x: told.append(x)
    )
    assert (partial.iterations, partial.is_complete, partial.drivers) == (CHUNK, False, ())
    with pytest.raises(Cancelled):
        simulate(network, estimates, should_stop=lambda: True)


# -- the plan ------------------------------------------------------------------------------------------------------
def test_progress_fixes_what_is_done_and_varies_what_is_left() -> None:
    network = chain(
        4800,
        4800,
        4800,
        actual_start=[at(MONDAY) - 20_000, at(MONDAY), NO_TIME],
        actual_finish=[at(MONDAY) - 10_000, NO_TIME, NO_TIME],
        remaining=[0, 1200, 4800],
        options=Options(data_date=at("2026-07-10T17:00")),
    )
    answer = simulate(network, Estimates.spread(network.duration, 0.5, 1.5), iterations=2000, targets=[0, 1])
    assert set(answer.targets[0].samples.tolist()) == {at(MONDAY) - 10_000}
    assert answer.duration_sd[0] == 0.0
    # A triangle has the deviation (high - low) / sqrt(24) when it is symmetric: 1200 minutes are left.
    assert answer.duration_sd[1] == pytest.approx(1200 / math.sqrt(24), rel=0.05)
    assert answer.mean_duration[1] == pytest.approx(4800, rel=0.01)
    assert answer.duration_sd[2] == pytest.approx(4800 / math.sqrt(24), rel=0.05)
    assert answer.targets[1].samples.min() > at("2026-07-10T17:00")


def test_summaries_and_levels_of_effort_follow() -> None:
    network = plan(
        [0, 4800, 4800, 480],
        [(1, 2, FS, 0), (1, 3, SS, 0), (3, 2, FF, 0)],
        parent=[-1, 0, 0, -1],
        kind=[Kind.SUMMARY, Kind.TASK, Kind.TASK, 3],
    )
    answer = simulate(network, Estimates.spread(network.duration, 0.5, 1.5), iterations=200, targets=[0])
    assert answer.duration_sd[[0, 3]].tolist() == [0.0, 0.0]
    assert answer.criticality[[0, 3]].tolist() == [0.0, 0.0]
    assert (answer.targets[0].samples == answer.project.samples).all()


def test_late_constraints_hold_and_can_be_relaxed() -> None:
    held = at("2026-07-10T17:00")
    network = chain(2400, 2400, constraint=[7, 0], constraint_date=[held, NO_TIME])
    estimates = Estimates.spread(network.duration, 1.0, 2.0)
    strict = simulate(network, estimates, iterations=500, targets=[0])
    free = simulate(network, estimates, iterations=500, targets=[0], relax_late_constraints=True)
    assert strict.targets[0].percentile(100) == held
    assert free.targets[0].percentile(50) > held
    assert free.targets[0].deterministic == strict.targets[0].deterministic == held


def test_plans_for_the_full_passes_give_the_same_as_the_lanes_where_both_can() -> None:
    network, estimates, given_ = rich(calendars=[FIVE_DAYS])
    lanes = simulate(network, estimates, iterations=130, rank_drivers=False, **given_)
    # The last row as late as possible: that moves no finish of the project, and needs the full passes.
    waits = np.zeros(network.n_tasks, dtype=np.int64)
    waits[39] = 1
    delayed = plan(
        network.duration.tolist(),
        list(zip(*[getattr(network.links, x).tolist() for x in ("pred", "succ", "type", "lag")], strict=True)),
        constraint=waits,
    )
    passes = simulate(delayed, estimates, iterations=130, rank_drivers=False, **given_)
    assert (lanes.method, passes.method) == ("lanes", "passes")
    assert (lanes.project.samples == passes.project.samples).all()
    assert (lanes.cost == passes.cost).all()
    assert (lanes.duration_sd == passes.duration_sd).all()


def test_reported_instants_are_working_ones_and_percentiles_rise() -> None:
    network, estimates, given_ = rich()
    answer = simulate(network, estimates, iterations=2000, **given_)
    values = list(answer.project.percentiles.values())
    assert values == sorted(values)
    for percent, instant in answer.project.percentiles.items():
        assert answer.project.probability_of(instant) >= percent / 100
        assert answer.project.probability_of(instant - 1441 * 3) < percent / 100
    curve = answer.project.curve(40)
    assert len(curve) <= 40
    assert curve[-1][1] == 1.0
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(curve))
    assert sum(share for _, share in answer.project.histogram(20)) == pytest.approx(1.0)


def test_probability_counts_the_end_of_a_day_and_the_next_morning_as_one() -> None:
    answer = simulate(chain(480), Estimates.build(1), iterations=10)
    assert answer.project.deterministic == at("2026-07-06T17:00")
    for moment, share in (("2026-07-06T16:59", 0.0), ("2026-07-06T17:00", 1.0), ("2026-07-07T08:00", 1.0)):
        assert answer.project.probability_of(at(moment)) == share
    assert answer.project.contingency_minutes(80) == 0


# -- cost ----------------------------------------------------------------------------------------------------------
def test_cost_follows_time_and_both_are_met_together() -> None:
    network = chain(4800, 4800)
    estimates = Estimates.spread(network.duration, 0.5, 1.5)
    costs = Costs.build(2, fixed=[10_000, 0], per_minute=[2.0, 1.0], overhead=3.0)
    answer = simulate(network, estimates, iterations=3000, costs=costs, seed=3)
    minutes = drawn(network, estimates, 3000)
    expected = 10_000 + 2.0 * minutes[0] + minutes[1] + 3.0 * minutes.sum(axis=0)
    assert answer.cost == pytest.approx(expected)
    assert answer.deterministic_cost == 10_000 + 3 * 4800 + 3 * 9600
    date = answer.project.percentile(70)
    cost = answer.cost_percentile(70)
    both = ((answer.cost <= cost) & (answer.project.samples <= date)).mean()
    assert answer.joint_confidence(cost, date) == both
    assert 0.7 * 0.7 < both <= 0.7 + 1e-3
    assert answer.joint_confidence(math.inf, date) == pytest.approx(0.7, abs=1e-3)


def test_uncertain_fixed_cost_varies_by_its_own_factor() -> None:
    network = chain(4800, 4800)
    costs = Costs.build(2, fixed=[1000, 2000], low=0.5, mode=1.0, high=1.5)
    answer = simulate(network, Estimates.build(2), iterations=20_000, costs=costs)
    assert answer.cost is not None
    assert answer.cost.mean() == pytest.approx(3000, rel=0.01)
    assert answer.cost.std() == pytest.approx(math.hypot(1000, 2000) / math.sqrt(24), rel=0.03)
