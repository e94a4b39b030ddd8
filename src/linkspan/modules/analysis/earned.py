"""Earned value and earned schedule of a plan against a baseline, in hours of planned work."""

from typing import Any

import numpy as np
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from linkspan.engines import earned as engine
from linkspan.engines.earned import EarnedReport, Packages
from linkspan.kernel import clock
from linkspan.kernel.errors import DomainError, NotFound
from linkspan.kernel.localtime import MISSING, local_midnight, to_local_array
from linkspan.modules.analysis.models import PlanSnapshot, SnapshotContent
from linkspan.modules.analysis.packing import unpack
from linkspan.modules.analysis.plans import Plan, language, remembered
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule.api import Baseline, BaselineTask

MINUTES = 60.0
#: Earlier status dates that shape the curve of earned value; more cost time and show nothing more.
MOST_POINTS = 26
#: Weeks are the usual period; a plan of more than this many weeks is drawn in months.
MOST_WEEKS = 260
_WEEK = 7 * 1440
MOST_ROWS = 5000


_NOTHING: dict[str, Any] = {
    "baseline": None,
    "periods": (),
    "pv": (),
    "ev": (),
    "ac": None,
    "forecast": (),
    "figures": (),
    "rows": (),
    "count": 0,
    "missing": 0,
    "is_reconstructed": False,
}


def as_of_date(plan: Plan) -> int:
    """The status date: the plan's data date, else today; local minutes."""
    return local_midnight(clock.business_today()) if plan.data_date is None else plan.data_date


def earned_json(project: Project, plan: Plan, baseline_id: int | None) -> dict[str, Any]:
    """The figures, curves and rows; without a baseline, an answer without them."""
    baselines = list(Baseline._base_manager.filter(project=project).order_by("number"))
    answer = {
        "as_of": as_of_date(plan),
        "unit": "hours",
        "baselines": [{"id": b.pk, "name": b.name, "is_current": b.is_current} for b in baselines],
    }
    chosen = _chosen(baselines, baseline_id)
    if chosen is None:
        return {**answer, **_NOTHING}
    kept = PlanSnapshot.base_rows.filter(project=project).aggregate(last=Max("pk"), count=Count("pk"))
    more = (chosen.pk, as_of_date(plan), kept["last"], kept["count"])
    report = remembered(plan, "earned", lambda: _report(project, plan, chosen), *more)
    if report is None:
        raise DomainError(
            "empty_baseline", _("This baseline holds no task of the plan. Set a new baseline."), status=409
        )
    return {**answer, "baseline": chosen.pk, **_curves(report), "figures": _figures(report), **_rows(plan, report)}


def _chosen(baselines: list[Baseline], key: int | None) -> Baseline | None:
    if key is None:
        return next((b for b in baselines if b.is_current), baselines[-1] if baselines else None)
    for baseline in baselines:
        if baseline.pk == key:
            return baseline
    raise NotFound(_("This baseline is no longer there."))


def _report(project: Project, plan: Plan, baseline: Baseline) -> EarnedReport | None:
    start, finish, budget = _baseline_columns(project, plan, baseline)
    dated = start != MISSING
    if not dated.any() or budget.sum() <= 0:
        return None
    as_of, numbers = as_of_date(plan), plan.state.numbers
    packages = Packages.build(
        len(plan),
        plan.network.calendars,
        budget=budget,
        start=start,
        finish=finish,
        calendar=np.maximum(plan.network.calendar, 0),
        percent=np.where(numbers["actual_finish"] != MISSING, 100.0, plan.state.progress * 100.0),
        actual_start=numbers["actual_start"],
        actual_finish=numbers["actual_finish"],
        history=_history(project, plan, as_of),
    )
    first, last = int(start[dated].min()), max(int(finish[dated].max()), as_of, plan.finish)
    unit: Any = "week" if (last - first) // _WEEK <= MOST_WEEKS else "month"
    edges = engine.period_boundaries(first, last, unit)
    return engine.earned_report(packages, edges, as_of, calendar=plan.network.calendars.calendar(0))


def _baseline_columns(project: Project, plan: Plan, baseline: Baseline) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Start and finish (local minutes) and budget (hours) of the leaves in a baseline."""
    count = len(plan)
    start, finish = (np.full(count, MISSING, dtype=np.int64) for _column in range(2))
    budget = np.zeros(count)
    rows = BaselineTask._base_manager.filter(baseline=baseline).values_list("task_id", "start", "finish", "duration")
    known = [row for row in rows if row[0] in plan.state.row_of]
    if known:
        ids, begins, ends, minutes = (np.array(column, dtype=np.int64) for column in zip(*known, strict=True))
        at = np.array([plan.state.row_of[key] for key in ids.tolist()], dtype=np.int64)
        start[at] = to_local_array(begins, project.time_zone)
        finish[at] = to_local_array(ends, project.time_zone)
        budget[at] = minutes / MINUTES
    counted = plan.leaves & (plan.state.numbers["is_active"] == 1)
    return np.where(counted, start, MISSING), np.where(counted, finish, MISSING), np.where(counted, budget, 0.0)


def _history(project: Project, plan: Plan, as_of: int) -> dict[int, list[tuple[int, float]]]:
    """What was reported at earlier status dates: per cent of each row in the kept plans, by instant."""
    kept = PlanSnapshot.base_rows.filter(project=project, data_date__isnull=False, data_date__lt=as_of)
    newest = dict(kept.order_by("data_date", "made_at", "pk").values_list("data_date", "pk"))  # the last of each date
    dates = sorted(newest)
    chosen = [dates[at] for at in np.unique(np.linspace(0, len(dates) - 1, min(len(dates), MOST_POINTS), dtype=int))]
    found: dict[int, list[tuple[int, float]]] = {}
    for date in chosen:
        frozen = unpack(SnapshotContent.base_rows.get(pk=newest[date]).data)["plan"]
        for task_id, share in zip(frozen["ids"], frozen["progress"], strict=True):
            row = plan.state.row_of.get(task_id)
            if row is not None:
                found.setdefault(row, []).append((date, share * 100.0))
    return found


def _listed(values: np.ndarray | None) -> list[float | None] | None:
    if values is None:
        return None
    return [round(value, 3) if np.isfinite(value) else None for value in values.tolist()]


def _curves(report: EarnedReport) -> dict[str, Any]:
    return {
        "periods": report.boundaries.tolist(),
        "pv": _listed(report.pv),
        "ev": _listed(report.ev),
        "ac": _listed(report.ac),
        "forecast": _listed(report.forecast),
        "missing": len(report.missing),
        "is_reconstructed": report.is_reconstructed,
    }


def _figures(report: EarnedReport) -> list[dict[str, Any]]:
    lang = language()
    return [
        {
            "id": figure.id,
            "title": engine.title(figure.id, lang),
            "value": None if figure.value is None else round(figure.value, 6),
            "unit": figure.unit,
            "formula": engine.formula(figure.id),
            "inputs": [{"name": name, "value": value} for name, value in figure.inputs],
            "sentence": engine.sentence(figure, lang, budget="hours", period=report.period),
            "verdict": figure.verdict,
        }
        for figure in report.figures
    ]


def _rows(plan: Plan, report: EarnedReport) -> dict[str, Any]:
    """The work packages, those that are furthest behind first."""
    behind = report.row_ev - report.row_pv
    known = np.flatnonzero((report.row_pv > 0) | (report.row_ev > 0))
    chosen = known[np.argsort(behind[known], kind="stable")]
    return {
        "rows": [
            {
                **plan.named(row),
                "pv": round(float(report.row_pv[row]), 3),
                "ev": round(float(report.row_ev[row]), 3),
                "ac": float(report.row_ac[row]) if np.isfinite(report.row_ac[row]) else None,
                "sv": round(float(behind[row]), 3),
                "percent": round(float(report.row_share[row]) * 100, 2),
            }
            for row in chosen[:MOST_ROWS].tolist()
        ],
        "count": len(known),
    }
