"""Whose delay it was: windows analysis between kept plans, the slip charged to the parties of the tasks' owners."""

from typing import Any

import numpy as np
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linkspan.engines.forensic import DelayReport, ForensicError, attribute_delay
from linkspan.kernel.errors import DomainError
from linkspan.modules.analysis import snapshots
from linkspan.modules.analysis.models import PlanSnapshot
from linkspan.modules.analysis.movement import end_json, label_of, named, plan_of
from linkspan.modules.analysis.plans import Plan, language, plan_input, remembered
from linkspan.modules.identity.api import Party
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule.api import owner_parties

#: Plans that are looked at; of more of them some in between are passed over, so windows get longer and none is lost.
MOST_PLANS = 40
Ends = list[PlanSnapshot | None]


def delay_json(project: Project, start: str, end: str, task_id: int | None = None) -> dict[str, Any]:
    """The slip of the project's finish, or of a task's, by window and party; the parts sum to it."""
    ends, skipped = _chosen(project, start, end)
    plans = [plan_of(project, row) for row in ends]
    if task_id is not None:
        for plan in plans:
            plan.row(task_id)
    keys = (tuple(plan.key for plan in plans), task_id, language())
    report = remembered(plans[-1], "delay", lambda: _report(project, ends, plans, task_id), *keys)
    return {
        "windows": [
            {
                "from": end_json(project, ends[at]),
                "to": end_json(project, ends[at + 1]),
                "label": window.label,
                "finish_from": int(window.finish_from),
                "finish_to": int(window.finish_to),
                "slip_days": round(window.slip_days, 3),
                "slip_minutes": window.slip_minutes,
                "parts": [_part(tuple(plans[at : at + 2]), part) for part in window.parts],
                "concurrent": [one.text for one in window.concurrent],
            }
            for at, window in enumerate(report.windows)
        ],
        "parties": [
            {"party": party or _nobody(), "days": round(days, 3), "minutes": minutes}
            for party, minutes, days in report.parties
        ],
        "total_days": round(report.total_days, 3),
        "total_minutes": report.total_minutes,
        "day_minutes": report.day_minutes,
        "task": None if task_id is None else plans[-1].task(plans[-1].row(task_id)),
        "sentence": report.sentence,
        "skipped": skipped,
        "sums": sum(minutes for _party, minutes, _days in report.parties) == report.total_minutes,
    }


def _chosen(project: Project, start: str, end: str) -> tuple[Ends, int]:
    """The plans between the ends in the order of their data dates, and how many in between are passed over."""
    first, last = (snapshots.find_snapshot(project, key, name) for key, name in ((start, "from"), (end, "to")))
    if first is None:
        raise DomainError("snapshot", _("Begin with a kept plan, not with the present one."), "from")
    until = plan_of(project, None).data_date if last is None else last.data_date
    between, dates = snapshots.between(project, first, last), dict[int, PlanSnapshot]()
    for row in between:
        at = row.data_date
        is_end = row.pk in {first.pk, 0 if last is None else last.pk}
        if at is not None and not is_end and (first.data_date or at) < at <= (at if until is None else until):
            dates[at] = row  # of several plans with one data date the last one counts
    inside = [dates[at] for at in sorted(dates)]
    picks = np.unique(np.linspace(0, len(inside) - 1, min(len(inside), MOST_PLANS), dtype=int)).tolist()
    ends: Ends = [first, *(inside[at] for at in picks), last]
    return ends, len(between) - len([row for row in ends if row is not None])


def _report(project: Project, ends: Ends, plans: list[Plan], task_id: int | None) -> DelayReport:
    names = _party_names(project)
    inputs = [plan_input(plan, label_of(row)) for plan, row in zip(plans, ends, strict=True)]
    try:
        parties = [_parties(plan, names) for plan in plans]
        return attribute_delay(inputs, parties, target=task_id, lang=language())
    except ForensicError as error:
        raise DomainError("delay", error.text(language()), status=409) from error


def _party_names(project: Project) -> dict[int, str]:
    english = (get_language() or "").startswith("en")
    rows = Party._base_manager.filter(organisation=project.organisation)
    return {row.pk: (row.name_en if english else "") or row.name for row in rows}


def _parties(plan: Plan, names: dict[int, str]) -> dict[Any, str]:
    """Party of the owner of each task; without an owner of its own, that of the summary above it."""
    owners = plan.state.numbers["owner_id"].tolist()
    known = plan.parties or owner_parties(plan.state)
    parent, found = plan.state.outline.parent.tolist(), dict[int, str]()
    for row, owner in enumerate(owners):
        party = known.get(owner)
        own = names.get(party, "") if party is not None else ""
        found[row] = own or (found[parent[row]] if parent[row] >= 0 else "")
    return {plan.state.outline.order[row]: party for row, party in found.items()}


def _nobody() -> str:
    return _("Nobody named")


def _part(plans: tuple[Plan, ...], part: Any) -> dict[str, Any]:
    return {
        "party": part.party or _nobody(),
        "days": round(part.days, 3),
        "minutes": part.minutes,
        "cause": part.cause,
        "kind": part.kind,
        **named(plans, part.uid),
        "text": part.text,
    }
