"""What moved the finish between two kept plans, or one and the present."""

from typing import Any

from django.utils.translation import gettext as _

from linkspan.engines.forensic import ForensicError, Movement, compare
from linkspan.kernel import clock
from linkspan.kernel.errors import DomainError
from linkspan.modules.analysis import snapshots
from linkspan.modules.analysis.models import PlanSnapshot
from linkspan.modules.analysis.plans import Plan, current_plan, language, plan_input, remembered, snapshot_plan
from linkspan.modules.portfolio.api import Project

NOW = "now"


def plan_of(project: Project, row: PlanSnapshot | None) -> Plan:
    """The plan of a snapshot, the present one for None."""
    return current_plan(project) if row is None else snapshot_plan(row)


def label_of(row: PlanSnapshot | None) -> str:
    """What sentences call a plan."""
    return _("the present plan") if row is None else snapshots.label_of(row)


def end_json(project: Project, row: PlanSnapshot | None) -> dict[str, Any]:
    """One end of a comparison, as lists of snapshots show it; the present plan has the id `now`."""
    if row is not None:
        return snapshots.snapshot_json(row)
    plan = current_plan(project)
    return {
        "id": NOW,
        "revision": plan.state.revision,
        "made_at": clock.now(),
        "made_by": "",
        "name": _("Now"),
        "kind": NOW,
        "finish": plan.finish,
        "data_date": plan.data_date,
        "tasks": int(plan.leaves.sum()),
    }


def compare_json(project: Project, start: str, end: str, task_id: int | None = None) -> dict[str, Any]:
    """The movement of the project's finish, or of a task's, split by what changed; the parts sum to it."""
    old, new = (snapshots.find_snapshot(project, key, name) for key, name in ((start, "from"), (end, "to")))
    plans, lang = (plan_of(project, old), plan_of(project, new)), language()
    if task_id is not None:
        for plan in plans:
            plan.row(task_id)
    found = remembered(plans[1], "compare", lambda: _compared((old, new), plans, task_id), plans[0].key, task_id, lang)
    return {
        "from": end_json(project, old),
        "to": end_json(project, new),
        "task": None if task_id is None else plans[1].task(plans[1].row(task_id)),
        "finish_from": int(found.before),
        "finish_to": int(found.after),
        "moved_days": round(found.days, 3),
        "moved_minutes": found.minutes,
        "day_minutes": found.day_minutes,
        "sentence": found.sentence,
        "split": [_share(plans, share) for share in found.split],
        "changes": [_change(plans, change) for change in found.changes],
        "count": found.change_count,
        "sums": sum(share.minutes for share in found.split) == found.minutes,
    }


def _compared(ends: tuple[Any, Any], plans: tuple[Plan, Plan], task_id: int | None) -> Movement:
    old, new = (plan_input(plan, label_of(row)) for plan, row in zip(plans, ends, strict=True))
    try:
        return compare(old, new, target=task_id, lang=language())
    except ForensicError as error:
        raise DomainError("compare", error.text(language()), status=409) from error


def named(plans: tuple[Plan, ...], task_id: Any) -> dict[str, Any]:
    """A row by the newest of the plans that has it."""
    for plan in reversed(plans):
        if task_id in plan.state.row_of:
            return plan.named(plan.state.row_of[task_id])
    return {"task_id": None, "code": "", "name": ""}


def _share(plans: tuple[Plan, Plan], share: Any) -> dict[str, Any]:
    return {
        "cause": share.group,
        "title": share.title,
        "days": round(share.days, 3),
        "minutes": share.minutes,
        "rows": [
            {**named(plans, row.uid), "text": row.text, "days": round(row.days, 3), "minutes": row.minutes}
            for row in share.rows
        ],
    }


def _change(plans: tuple[Plan, Plan], change: Any) -> dict[str, Any]:
    return {
        **named(plans, change.uid),
        "cause": change.group,
        "what": change.what,
        "text": change.text,
        "before": change.before,
        "after": change.after,
    }
