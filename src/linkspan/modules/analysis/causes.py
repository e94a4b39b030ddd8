"""Why a task is where it is, in words, and what taking each cause out would do."""

from typing import Any

from django.utils.translation import gettext as _

from linkspan.engines.forensic import Cause, Explanation, ForensicError, causes, why
from linkspan.kernel.errors import DomainError
from linkspan.modules.analysis.plans import Plan, language, remembered

DATES = ("start", "finish")
_TYPES = ("FS", "SS", "FF", "SF")


def why_json(plan: Plan, task_id: int, date: str) -> dict[str, Any]:
    """The chain of one date of a task, first cause first, and the causes with what they move."""
    if date not in DATES:
        raise DomainError("date", _("Ask for the start or the finish."), "date")
    row, lang = plan.row(task_id), language()

    def explain() -> tuple[Explanation, tuple[Cause, ...]]:
        named: dict[str, Any] = {"date": date, "lang": lang, "names": plan.labels()}
        return why(plan.network, plan.result, row, **named), causes(plan.network, plan.result, row, **named)

    try:
        chain, found = remembered(plan, "why", explain, row, date, lang)
    except ForensicError as error:
        raise DomainError("why", error.text(lang), status=409) from error
    return {
        "task": plan.task(row),
        "date": date,
        "sentence": chain.sentence,
        "chain": [_step(plan, step) for step in chain.steps],
        "causes": [_cause(plan, cause) for cause in found],
    }


def _step(plan: Plan, step: Any) -> dict[str, Any]:
    links = plan.network.links
    has_link = step.link >= 0
    return {
        **plan.named(step.row),
        "reason": step.cause,
        "text": step.text,
        "date": int(step.instant),
        "date_of": step.date,
        "link_id": plan.link_id(step.link),
        "link_type": _TYPES[int(links.type[step.link])] if has_link else None,
        "lag": int(links.lag[step.link]) if has_link else None,
    }


def _cause(plan: Plan, cause: Cause) -> dict[str, Any]:
    return {
        "kind": cause.kind,
        "text": cause.text,
        "task_id": plan.state.outline.order[cause.row] if cause.row >= 0 else None,
        "link_id": plan.link_id(cause.link),
        "tasks": [plan.state.outline.order[row] for row in cause.rows],
        "moves_minutes": int(cause.moves_minutes),
        "moves_days": round(cause.moves_days, 3),
        "day_minutes": cause.day_minutes,
        "before": int(cause.before),
        "after": int(cause.after),
        "hold": cause.hold.text if cause.hold is not None else None,
        "remedy": cause.remedy,
    }
