"""Hostile input of a simulation: one clear error each, in both languages, and never a number that is not one."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import FS, plan

from linkspan.engines.network import NetworkCycle
from linkspan.engines.simulate import (
    Correlation,
    Costs,
    Estimates,
    RiskDriver,
    SimulationError,
    simulate,
)
from linkspan.engines.simulate.messages import _TEXTS

NAN, INF = math.nan, math.inf
TWO = plan([480, 960], [(0, 1, FS, 0)])
FREE = Estimates.spread([480, 960], 0.5, 2.0)


def run(**given_: Any) -> Any:
    return simulate(TWO, given_.pop("estimates", FREE), **{"iterations": 10, **given_})


def driver(**given_: Any) -> RiskDriver:
    values: dict[str, Any] = {"name": "d", "probability": 0.5, "low": 1, "mode": 1, "high": 2, "tasks": (0,)}
    return RiskDriver(**{**values, **given_})


REFUSED: list[tuple[str, Callable[[], Any]]] = [
    ("unknown_distribution", lambda: Estimates.build(2, "gauss")),
    ("length", lambda: Estimates.build(2, ["pert"])),
    ("length", lambda: Estimates.build(2, low=[1, 2, 3], high=5)),
    ("length", lambda: Estimates.build(2, keys=[1, 2, 3])),
    ("length", lambda: run(estimates=Estimates.build(3))),
    ("length", lambda: run(correlation=Correlation.build([0, 0, 0], 0.5))),
    ("length", lambda: run(costs=Costs.build(3))),
    ("not_finite", lambda: Estimates.build(2, low=[1, 2], mode=[1, 2], high=[2, INF])),
    ("not_finite", lambda: Estimates.build(2, low=[1, NAN], mode=[1, 2], high=[2, 3])),
    ("order", lambda: Estimates.build(2, low=[1, 9], mode=[1, 5], high=[2, 10])),
    ("order", lambda: Estimates.build(2, low=[1, 1], mode=[1, 50], high=[2, 10])),
    ("order", lambda: Estimates.build(2, "uniform", low=5, high=1)),
    ("order", lambda: run(estimates=Estimates.build(2, low=1000, high=2000))),
    ("negative", lambda: Estimates.build(2, low=-1, mode=5, high=10)),
    ("too_long", lambda: Estimates.build(2, low=1, mode=5, high=1e300)),
    ("not_positive", lambda: Estimates.build(2, "lognormal", low=0, high=10)),
    ("percentiles", lambda: Estimates.build(2, "trigen", low=1, mode=2, high=3, percentiles=(0, 90))),
    ("percentiles", lambda: Estimates.build(2, "trigen", low=1, mode=2, high=3, percentiles=(60, 90))),
    ("percentiles", lambda: Estimates.build(2, "trigen", low=1, mode=2, high=3, percentiles=(10, NAN))),
    ("reference_empty", lambda: Estimates.build(2, "reference")),
    ("reference_empty", lambda: Estimates.build(2, "reference", multipliers=[])),
    ("reference_empty", lambda: Estimates.build(2, "reference", multipliers=[1.0, NAN])),
    ("reference_empty", lambda: Estimates.build(2, "reference", multipliers=[[1.0], [-1.0]])),
    ("reference_class", lambda: Estimates.build(2, "reference", multipliers=[1.0], reference_class=[0, 1])),
    ("keys", lambda: Estimates.build(2, keys=[4, 4])),
    ("driver_probability", lambda: run(drivers=[driver(probability=1.5)])),
    ("driver_probability", lambda: run(drivers=[driver(probability=NAN)])),
    ("driver_order", lambda: run(drivers=[driver(low=2, mode=1)])),
    ("driver_order", lambda: run(drivers=[driver(low=0)])),
    ("driver_order", lambda: run(drivers=[driver(high=INF)])),
    ("driver_order", lambda: run(drivers=[driver(mode=NAN)])),
    ("driver_task", lambda: run(drivers=[driver(tasks=(2,))])),
    ("driver_task", lambda: run(drivers=[driver(tasks=(-1,))])),
    ("driver_name", lambda: run(drivers=[driver(), driver()])),
    ("correlation", lambda: run(correlation=1.0)),
    ("correlation", lambda: run(correlation=-0.1)),
    ("correlation", lambda: run(correlation=NAN)),
    ("correlation_group", lambda: Correlation.build([0, 2], [0.1, 0.2])),
    ("cost", lambda: Costs.build(2, fixed=[1, -1])),
    ("cost", lambda: Costs.build(2, per_minute=NAN)),
    ("cost", lambda: Costs.build(2, overhead=INF)),
    ("cost_order", lambda: Costs.build(2, low=2)),
    ("iterations", lambda: run(iterations=0)),
    ("iterations", lambda: run(iterations=-5)),
    ("iterations", lambda: run(iterations=10**9)),
    ("seed", lambda: run(seed=-1)),
    ("seed", lambda: run(seed=2**63)),
    ("threads", lambda: run(threads=0)),
    ("tolerance", lambda: run(tolerance_minutes=0)),
    ("tolerance", lambda: run(tolerance_minutes=NAN)),
    ("target", lambda: run(targets=[2])),
    ("target", lambda: run(focus=-1)),
    ("target", lambda: simulate(plan([1, 1], active=[True, False]), Estimates.build(2), targets=[1])),
    ("nothing_to_simulate", lambda: simulate(plan([]), Estimates.build(0))),
    ("percent", lambda: run().project.percentile(0)),
    ("percent", lambda: run().project.percentile(101)),
    ("beyond_calendar", lambda: run(estimates=Estimates.build(2, low=480, mode=960, high=50_000_000), iterations=2000)),
    ("no_costs", lambda: run().joint_confidence(1, 2)),
]


@pytest.mark.parametrize(("code", "call"), REFUSED)
def test_refusal_says_what_is_wrong_in_both_languages(code: str, call: Callable[[], Any]) -> None:
    with pytest.raises(SimulationError) as caught:
        call()
    assert caught.value.code == code
    chinese, english = caught.value.text("zh-CN"), caught.value.text("en")
    assert chinese.endswith("。")
    assert english.endswith(".")
    assert "{" not in chinese + english
    assert str(caught.value) == english


def test_every_sentence_has_a_case() -> None:
    assert {code for code, _ in REFUSED} == set(_TEXTS)


def test_rows_are_counted_from_one_in_sentences() -> None:
    with pytest.raises(SimulationError, match="Row 2 has an estimate below zero"):
        Estimates.build(3, low=[1, -1, 1], mode=5, high=10)


def test_a_loop_is_named_as_in_the_deterministic_engine() -> None:
    with pytest.raises(NetworkCycle):
        simulate(plan([480, 480], [(0, 1, FS, 0), (1, 0, FS, 0)]), FREE)


def test_a_plan_that_is_done_has_one_date() -> None:
    done = plan([480], actual_start=[0], actual_finish=[600])
    answer = simulate(done, Estimates.spread([480], 0.5, 2.0), iterations=100, targets=[0])
    assert set(answer.project.samples.tolist()) == {600}
    assert answer.project.sd_minutes == 0.0
    assert answer.schedule_sensitivity.tolist() == [0.0]
    assert answer.project.curve() == [(600, 1.0)]
    assert answer.project.histogram() == [(600, 1.0)]


def test_one_iteration_is_an_answer() -> None:
    answer = run(iterations=1, drivers=[driver()], targets=[0, 1], rank_tasks=3)
    assert answer.iterations == 1
    assert np.isfinite(answer.schedule_sensitivity).all()
    assert answer.standard_error_minutes == 0.0


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.floats(0, 5e7), min_size=3, max_size=3).map(sorted),
    st.sampled_from(["triangular", "pert", "uniform", "trigen", "lognormal"]),
    st.floats(0, 0.99),
    st.integers(0, 2**63 - 1),
)
def test_any_estimate_gives_dates_or_one_clear_refusal(
    points: list[float], distribution: str, correlation: float, seed: int
) -> None:
    low, mode, high = points
    refused = ""
    try:
        estimates = Estimates.build(2, distribution, low=low, mode=mode, high=high)
        answer = run(estimates=estimates, correlation=correlation, seed=seed, iterations=65)
    except SimulationError as error:
        refused = error.code
    assert refused in ("", "not_positive", "beyond_calendar")
    if refused:
        return
    assert (np.diff(answer.finish_samples) >= 0).all()
    assert np.isfinite(answer.cruciality).all()
    assert (answer.cruciality <= 1 + 1e-9).all()
    assert ((answer.criticality >= 0) & (answer.criticality <= 1)).all()
    if distribution != "lognormal":
        # Nothing is drawn from outside what was given, but for the open ends of a trigen.
        least = 1 if distribution == "trigen" else max(1, round(low) - 1)
        assert answer.mean_duration.min() >= least - 1e-6
