"""One simulation of a plan: estimates and drivers into the engine, its answer into what is kept."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linkspan.engines.simulate import Estimates as EngineEstimates
from linkspan.engines.simulate import RiskDriver as EngineDriver
from linkspan.engines.simulate import Simulation, SimulationError, TargetResult, simulate
from linkspan.kernel.errors import DomainError
from linkspan.kernel.localtime import MISSING
from linkspan.modules.analysis.drivers import Driver
from linkspan.modules.analysis.plans import Plan, language
from linkspan.modules.analysis.question import Estimates, Question, open_rows

Floats = NDArray[np.float64]
#: Percentiles that are kept of each target.
PERCENTILES = (5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95)
#: Contingency is measured at P80, which most contracts and the AACE practices take.
CONTINGENCY = 80
#: Tasks that are tried without their uncertainty: each costs another run.
TRIED_TASKS = 10
#: Tasks in the tornado; of the others nobody reads the bar.
MOST_BARS = 40
CURVE_POINTS, BINS = 80, 30
#: About how many iterations the engine computes before it looks whether to stop; only progress is measured by it.
CHUNK = 512


def simulate_plan(
    plan: Plan, question: Question, estimates: Estimates, *, tell: Callable[[float], None] | None = None
) -> dict[str, Any]:
    """Run the question on a plan. Answers JSON: the question as asked, and the result in local minutes and days.

    tell(ratio) is called between chunks of the engine, in this thread; what it raises ends the simulation.
    """
    focus, passes = question.targets[0], 1 + len(question.drivers) + TRIED_TASKS
    steps, done = passes * -(-question.iterations // CHUNK), itertools.count()

    def go_on() -> bool:
        if tell is not None:
            tell(min(1.0, next(done) / steps))
        return False

    try:
        found = simulate(
            plan.network,
            estimates_of(plan, question, estimates),
            drivers=_drivers(plan, question),
            correlation=question.correlation,
            iterations=question.iterations,
            seed=question.seed,
            targets=question.targets,
            focus=focus,
            rank_tasks=TRIED_TASKS,
            should_stop=go_on,
        )
    except SimulationError as error:
        raise DomainError("simulation", error.text(language())) from error
    return {"question": _question_json(plan, question), "result": _result_json(plan, question, found)}


def estimates_of(plan: Plan, question: Question, estimates: Estimates) -> EngineEstimates:
    """Triangles of whole durations, minutes: three points where a task has them, else the asked spread; NaN is certain.

    The duration of the plan is the likeliest; an estimate that it has outgrown reaches as far as the duration.
    """
    duration = plan.state.numbers["duration"].astype(np.float64)
    low, high = (np.full(len(plan), np.nan) for _side in range(2))
    uncertain = open_rows(plan) & (duration > 0)
    if question.spread_low or question.spread_high:
        low[uncertain] = duration[uncertain] * (1 - question.spread_low / 100)
        high[uncertain] = duration[uncertain] * (1 + question.spread_high / 100)
    order = plan.state.outline.order
    for row in np.flatnonzero(uncertain).tolist():
        three = estimates.three.get(order[row])
        if three is not None:
            low[row], high[row] = min(three[0], duration[row]), max(three[1], duration[row])
    return EngineEstimates.build(
        len(plan), "triangular", low=low, mode=np.where(np.isnan(low), np.nan, duration), high=high, keys=plan.state.ids
    )


def _drivers(plan: Plan, question: Question) -> list[EngineDriver]:
    """The engine's drivers, called by their number: names may come twice."""
    return [
        EngineDriver(
            str(number), one.chance, one.low, one.mode, one.high,
            tuple(plan.row(task_id) for task_id in one.tasks), parallel=one.is_parallel,
        )
        for number, one in enumerate(question.drivers)
    ]  # fmt: skip


def _question_json(plan: Plan, question: Question) -> dict[str, Any]:
    return {
        "targets": [plan.state.outline.order[row] for row in question.targets],
        "iterations": question.iterations,
        "seed": question.seed,
        "spread_low": question.spread_low,
        "spread_high": question.spread_high,
        "correlation": question.correlation,
        "drivers": [_stored_driver(one) for one in question.drivers],
    }


def _stored_driver(driver: Driver) -> dict[str, Any]:
    return {
        "id": driver.id, "name": driver.name, "name_en": driver.name_en, "risk_id": driver.risk_id,
        "probability": driver.chance, "low": driver.low, "mode": driver.mode, "high": driver.high,
        "tasks": list(driver.tasks), "parallel": driver.is_parallel,
    }  # fmt: skip


def _result_json(plan: Plan, question: Question, found: Simulation) -> dict[str, Any]:
    day = plan.state.minutes_per_day
    focus = found.targets[question.targets[0]]
    drivers = [
        {
            "kind": "driver", "id": one.id, "code": "" if one.risk is None else one.risk.code,
            "name": one.names[0], "name_en": one.names[1], "risk_id": one.risk_id,
            "delta_days": _days(rank.delta_p80_minutes, day), "mean_days": _days(rank.delta_mean_minutes, day),
            "criticality": None, "cruciality": None, "sensitivity": None,
        }
        for rank in found.drivers
        for one in (question.drivers[int(rank.name)],)
    ]  # fmt: skip
    return {
        "iterations": found.iterations,
        "standard_error_days": _days(focus.standard_error_minutes(CONTINGENCY), day),
        "merge_bias_days": _days(found.merge_bias_minutes, day),
        "focus": _named(plan, question.targets[0]),
        "targets": [_target_json(plan, row, found.targets[row]) for row in question.targets],
        "tornado": [*drivers, *_task_bars(plan, found)],
        "drivers": sorted(drivers, key=lambda one: -one["delta_days"]),
    }


def _named(plan: Plan, row: int) -> dict[str, Any]:
    state = plan.state
    return {
        "id": state.outline.order[row],
        "code": state.outline.wbs[row],
        "name": state.names[row],
        "name_en": state.names_en[row],
    }


def _target_json(plan: Plan, row: int, target: TargetResult) -> dict[str, Any]:
    deadline = int(plan.state.numbers["deadline"][row])
    has_deadline = deadline != MISSING
    return {
        **_named(plan, row),
        "deterministic": int(target.deterministic),
        "probability_deterministic": target.probability_of_deterministic,
        "deadline": deadline if has_deadline else None,
        "probability_deadline": target.probability_of(deadline) if has_deadline else None,
        "p": {str(percent): int(target.percentile(percent)) for percent in PERCENTILES},
        "mean": int(target.mean),
        "contingency_days": _days(target.contingency_minutes(CONTINGENCY), plan.state.minutes_per_day),
        "standard_error_days": _days(target.standard_error_minutes(CONTINGENCY), plan.state.minutes_per_day),
        "curve": [[int(at), round(share, 5)] for at, share in target.curve(CURVE_POINTS)],
        "histogram": [[int(at), round(share, 5)] for at, share in target.histogram(BINS)],
    }


def _task_bars(plan: Plan, found: Simulation) -> list[dict[str, Any]]:
    """Tasks by what their uncertainty costs where it was tried, then by their sensitivity."""
    day = plan.state.minutes_per_day
    tried = {one.row: one for one in found.tasks}
    sensitive = np.argsort(-found.schedule_sensitivity, kind="stable")[:MOST_BARS]
    rows = dict.fromkeys([*tried, *(int(row) for row in sensitive if found.schedule_sensitivity[row] > 0)])
    bars = [
        {
            "kind": "task",
            **_named(plan, row),
            "risk_id": None,
            "delta_days": _days(tried[row].delta_p80_minutes, day) if row in tried else None,
            "criticality": round(float(found.criticality[row]), 4),
            "cruciality": round(float(found.cruciality[row]), 4),
            "sensitivity": round(float(found.schedule_sensitivity[row]), 4),
        }
        for row in rows
    ]
    return bars[:MOST_BARS]


def _days(minutes: float, day: int) -> float:
    return round(float(minutes) / day, 3)
