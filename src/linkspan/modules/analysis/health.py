"""Health of a plan: the 14 points of the DCMA and the ten practices of the GAO, with the rows at fault."""

from typing import Any

import numpy as np

from linkspan.engines import health as engine
from linkspan.engines.health import Check, HealthFacts, Offender
from linkspan.engines.network import NO_TIME
from linkspan.kernel.localtime import MISSING, to_local
from linkspan.modules.analysis import runs
from linkspan.modules.analysis.earned import as_of_date
from linkspan.modules.analysis.plans import Plan, language, remembered
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule.api import Assignment

#: Of more offenders nobody reads the list; `count` says how many there are.
MOST_OFFENDERS = 500
_SCORE = ("pass", "fail", "unknown")


def health_json(project: Project, plan: Plan) -> dict[str, Any]:
    """The checks in their order, and how many passed, failed or cannot be answered."""
    last = runs.latest(project)
    simulated = None if last is None else to_local(int(last.made_at.timestamp() // 60), project.time_zone)

    def check() -> tuple[Check, ...]:
        return engine.check_health(plan.network, plan.result, _facts(project, plan, simulated))

    found = remembered(plan, "health", check, simulated)
    names = plan.labels()
    return {
        "as_of": as_of_date(plan),
        "score": {verdict: sum(one.verdict == verdict for one in found) for verdict in _SCORE},
        "checks": [_check_json(plan, one, names) for one in found],
    }


def _facts(project: Project, plan: Plan, simulated: int | None) -> HealthFacts:
    """What the network does not hold. Whoever owns a row works on it: an owner counts as a resource."""
    base = plan.state.baseline
    has_baseline = bool((base["finish"] != MISSING).any())
    assigned = set(Assignment._base_manager.filter(task__project=project).values_list("task_id", flat=True))
    has_owner = plan.state.numbers["owner_id"] != MISSING
    has_work = np.array([task_id in assigned for task_id in plan.state.outline.order], dtype=bool)
    return HealthFacts(
        names=tuple(plan.state.names),
        status_date=NO_TIME if plan.data_date is None else plan.data_date,
        baseline_start=base["start"] if has_baseline else None,
        baseline_finish=base["finish"] if has_baseline else None,
        has_resource=has_owner | has_work,
        risk_analysis=NO_TIME if simulated is None else simulated,
        day_minutes=plan.state.minutes_per_day,
    )


def _check_json(plan: Plan, check: Check, names: tuple[str, ...]) -> dict[str, Any]:
    lang = language()
    return {
        "id": check.id,
        "set": check.set,
        "number": check.number,
        "title": engine.title(check.id, lang),
        "formula": engine.formula(check.id, lang),
        "threshold": engine.threshold_text(check, lang),
        "limit": check.threshold,
        "at_most": check.at_most,
        "value": None if check.value is None else round(check.value, 4),
        "unit": check.unit,
        "verdict": check.verdict,
        "sentence": engine.sentence(check, lang),
        "total": check.base_count,
        "count": len(check.offenders),
        "inputs": check.inputs,
        "offenders": [_offender_json(plan, one, names) for one in check.offenders[:MOST_OFFENDERS]],
    }


def _offender_json(plan: Plan, offender: Offender, names: tuple[str, ...]) -> dict[str, Any]:
    row = plan.named(offender.row) if offender.row >= 0 else {"task_id": None, "code": "", "name": ""}
    text = engine.offender_text(offender, language(), names)
    return {**row, "link_id": plan.link_id(offender.link), "text": text}
