"""Milestone trend: the finish of each milestone as every kept plan had it, against the current baseline."""

from typing import Any

import numpy as np

from linkspan.engines import trend as engine
from linkspan.engines.trend import MilestoneTrend, Month, Snapshot
from linkspan.kernel.localtime import MISSING
from linkspan.modules.analysis.earned import as_of_date
from linkspan.modules.analysis.models import PlanSnapshot
from linkspan.modules.analysis.plans import Plan, language
from linkspan.modules.analysis.visibility import Reader

MOST_MILESTONES = 200
_MILESTONE, _DAY = 1, 1440


def trend_json(reader: Reader, plan: Plan) -> dict[str, Any]:
    """The milestones that the reader sees, each with its points: status date and finish, local minutes."""
    project, state, order = reader.project, plan.state, plan.state.outline.order
    is_mark = plan.leaves & (state.numbers["kind"] == _MILESTONE) & (state.numbers["is_active"] == 1)
    rows = [row for row in np.flatnonzero(is_mark).tolist() if reader.sees(order[row])][:MOST_MILESTONES]
    keys = {order[row] for row in rows}
    now, dates = as_of_date(plan), dict[int, dict[int, int]]()
    kept = PlanSnapshot.base_rows.filter(project=project, status_date__lte=now).order_by("made_at", "pk")
    for at, milestones in kept.values_list("status_date", "milestones"):
        # Of several plans with one status date the last one counts.
        dates[at - at % _DAY] = {int(key): finish for key, finish in milestones.items() if int(key) in keys}
    dates[now - now % _DAY] = {order[row]: int(plan.result.finish[row]) for row in rows}
    baseline, reached = (_known(plan, rows, column) for column in (state.baseline["finish"], _ended(plan)))
    report = engine.milestone_trends(
        [Snapshot(at, finishes) for at, finishes in sorted(dates.items())],
        baseline=baseline,
        reached=reached,
        calendar=plan.network.calendars.calendar(0),
    )
    found = {trend.key: trend for trend in report.milestones}
    return {
        "milestones": [_milestone(plan, row, found[order[row]]) for row in rows if order[row] in found],
        "months": [_month(month) for month in report.months],
        "snapshots": PlanSnapshot.base_rows.filter(project=project).count(),
    }


def _ended(plan: Plan) -> np.ndarray:
    """Actual finish of the rows, MISSING where they are not done."""
    numbers = plan.state.numbers
    begun, ended = numbers["actual_start"], numbers["actual_finish"]
    return np.where((begun == MISSING) & (plan.state.progress < 1), MISSING, ended)


def _known(plan: Plan, rows: list[int], column: np.ndarray) -> dict[int, int]:
    return {plan.state.outline.order[row]: int(column[row]) for row in rows if column[row] != MISSING}


def _milestone(plan: Plan, row: int, trend: MilestoneTrend) -> dict[str, Any]:
    deadline = int(plan.state.numbers["deadline"][row])
    return {
        **plan.task(row),
        "baseline": trend.baseline,
        "deadline": None if deadline == MISSING else deadline,
        "reached": trend.reached,
        "direction": trend.direction,
        "slip_days": trend.slip_days,
        "forecast": trend.forecast,
        "moves": trend.moves,
        "sentence": engine.sentence(trend, language()),
        "points": [{"at": at, "finish": finish} for at, finish in trend.points],
    }


def _month(month: Month) -> dict[str, Any]:
    return {
        "month": f"{month.year}-{month.month:02d}",
        "moved": list(month.moved),
        "total": month.total,
        "share": month.share,
        "sentence": engine.month_sentence(month, language()),
    }
