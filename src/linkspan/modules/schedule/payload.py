"""The plan as the page wants it: columns of rows, whole or changed ones only."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from django.db.models import Q
from django.utils.translation import get_language

from linkspan.engines.network import Reason
from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.localtime import MISSING, local_midnight, to_local
from linkspan.modules.identity.api import User
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule import models
from linkspan.modules.schedule.recompute import PlanDelta
from linkspan.modules.schedule.scopes import subtree_paths
from linkspan.modules.schedule.state import PlanState, current_state

VERBS = (
    "record.export",
    "schedule.view",
    "schedule.edit",
    "schedule.progress",
    "schedule.baseline",
    "schedule.import",
    "calendar.edit",
)
# What somebody who holds a part of the plan may do there.
_PART_VERBS = frozenset({"schedule.view", "schedule.edit", "schedule.progress"})
_SUMMARY = 2
_REASONS = {int(reason): reason.name.lower() for reason in Reason}
# Above this share of rows a delta costs more than the whole plan.
_FULL_SHARE = 0.9


def visible_ids(actor: Actor, project: Project) -> frozenset[int] | None:
    """Task ids that the actor may see; None where it sees all. A vendor sees its own tasks."""
    if actor.may("schedule.view", project.scope_path):
        return None
    return frozenset(
        models.Task.objects.visible(actor, "schedule.view").filter(project=project).values_list("pk", flat=True)
    )


def plan_payload(actor: Actor, project: Project) -> dict[str, Any]:
    """Everything the plan page needs at its start."""
    state = current_state(project)
    seen = visible_ids(actor, project)
    rows = (
        np.arange(len(state))
        if seen is None
        else np.array([row for row, task_id in enumerate(state.outline.order) if task_id in seen], dtype=np.int64)
    )
    return {
        "project": project_columns(actor, project, state),
        "calendars": calendar_columns(
            state,
            None
            if seen is None
            else {state.project_calendar, *(int(c) for c in state.numbers["calendar_id"][rows] if c != MISSING)},
        ),
        "tasks": task_columns(state, rows, seen),
        "links": link_columns(state, None, seen),
        "people": people(state, seen),
        "baselines": []
        if seen is not None
        else [
            {"id": b.pk, "number": b.number, "name": b.name, "created_at": b.created_at, "current": b.is_current}
            for b in models.Baseline._base_manager.filter(project=project).order_by("number")
        ],
        "problems": [] if seen is not None else problems(project),
    }


def project_columns(actor: Actor, project: Project, state: PlanState) -> dict[str, Any]:
    """The plan's own fields, in local minutes."""
    programme = project.programme
    return {
        "id": project.pk,
        "code": project.code,
        "name": project_name(project),
        "revision": state.revision,
        "programme": programme and (programme.name_en if _is_english() and programme.name_en else programme.name),
        "start": state.start,
        "data_date": _or_none(state.data_date),
        "must_finish": _or_none(state.must_finish),
        "calendar_id": project.calendar_id,
        "minutes_per_day": project.minutes_per_day,
        "time_zone": project.time_zone,
        "can": [
            verb
            for verb in VERBS
            if actor.may(verb, project.scope_path) or (verb in _PART_VERBS and subtree_paths(actor, project, verb))
        ],
        "business_today": local_midnight(clock.business_today()),
    }


def project_name(project: Project) -> str:
    """The project's name in the reader's language."""
    return project.name_en if _is_english() and project.name_en else project.name


def _is_english() -> bool:
    return (get_language() or "").startswith("en")


def _or_none(value: int) -> int | None:
    return None if value == MISSING else int(value)


def calendar_columns(state: PlanState, only: set[int] | None = None) -> list[dict[str, Any]]:
    """The calendars in use, or only those of them: weeks and exceptions in minutes and day numbers."""
    names = {}
    shown = {pk: spec for pk, spec in state.calendars.items() if only is None or pk in only}
    for calendar in models.WorkCalendar._base_manager.filter(pk__in=shown):
        names[calendar.pk] = calendar.name_en if _is_english() and calendar.name_en else calendar.name
    return [
        {
            "id": pk,
            "name": names.get(pk, spec.name),
            "week": [[list(i) for i in day] for day in spec.week.days],
            "exceptions": [[e.first_day, e.last_day, [list(i) for i in e.intervals], e.name] for e in spec.exceptions],
        }
        for pk, spec in shown.items()
    ]


def _listed(values: np.ndarray) -> list[int | None]:
    if not (values == MISSING).any():
        return values.tolist()
    return [None if v == MISSING else v for v in values.tolist()]


def task_columns(state: PlanState, rows: np.ndarray, seen: frozenset[int] | None = None) -> dict[str, list[Any]]:
    """Columns of the given rows, in outline order."""
    numbers, computed, order = state.numbers, state.computed, state.outline.order
    parent = state.outline.parent[rows]
    parents = [None if p < 0 else order[p] for p in parent.tolist()]
    if seen is not None:
        parents = [p if p in seen else None for p in parents]
    picked, english = rows.tolist(), _is_english()
    kind = np.where(state.outline.has_children, _SUMMARY, numbers["kind"])[rows]
    columns: dict[str, list[Any]] = {
        "id": [order[row] for row in picked],
        "parent": parents,
        "kind": kind.tolist(),
        "wbs": [state.outline.wbs[row] for row in picked],
        "name": [state.shown_name(row, english=english) for row in picked],
        "progress": np.round(state.computed_progress[rows], 6).tolist(),
        "critical": computed["is_critical"][rows].tolist(),
        "owner": _listed(numbers["owner_id"][rows]),
        "calendar": _listed(numbers["calendar_id"][rows]),
        "driving": _listed(computed["driving_link"][rows]),
        "driving_reason": [_REASONS.get(v, "none") for v in computed["driving_reason"][rows].tolist()],
        "baseline_start": _listed(state.baseline["start"][rows]),
        "baseline_finish": _listed(state.baseline["finish"][rows]),
        "version": numbers["version"][rows].tolist(),
    }
    for name in (
        "duration",
        "start",
        "finish",
        "early_start",
        "early_finish",
        "late_start",
        "late_finish",
        "total_float",
        "free_float",
    ):
        columns[name] = _listed(computed[name][rows])
    for name in ("constraint", "constraint_date", "deadline", "actual_start", "actual_finish"):
        columns[name] = _listed(numbers[name][rows])
    return columns


def link_columns(
    state: PlanState, only: Iterable[int] | None, seen: frozenset[int] | None = None
) -> dict[str, list[int]]:
    """Columns of the links, all or those with the given ids; a link with an unseen end is absent."""
    links = state.links
    keep = np.ones(len(links["id"]), dtype=bool) if only is None else np.isin(links["id"], list(only))
    if seen is not None:
        allowed = list(seen)
        keep &= np.isin(links["predecessor_id"], allowed) & np.isin(links["successor_id"], allowed)
    names = {
        "id": "id",
        "from": "predecessor_id",
        "to": "successor_id",
        "type": "type",
        "lag": "lag",
        "lag_kind": "lag_kind",
        "version": "version",
    }
    return {key: links[column][keep].tolist() for key, column in names.items()}


def people(state: PlanState, seen: frozenset[int] | None) -> list[dict[str, Any]]:
    """Who can own a task here: members of the project and present owners; a vendor is shown its own party alone."""
    owners = {int(o) for o in state.numbers["owner_id"] if o != MISSING}
    rows = (
        User.objects.filter(Q(pk__in=owners) | Q(memberships__project_id=state.project_id))
        .distinct()
        .select_related("party")
    )
    if seen is not None:
        shown = {int(state.numbers["owner_id"][state.row_of[i]]) for i in seen}
        rows = rows.filter(pk__in=shown - {MISSING})
    english = _is_english()
    return [
        {
            "id": u.pk,
            "name": u.name_in(get_language() or ""),
            "title": (u.title_en if english else u.title) or u.title,
            "party": u.party and (u.party.name_en if english and u.party.name_en else u.party.name),
        }
        for u in rows.order_by("id")
    ]


def problems(project: Project) -> list[dict[str, Any]]:
    """What the engine found at the last computation, in the reader's language."""
    stored = models.ProjectDates.base_rows.filter(pk=project.pk).values_list("problems", flat=True).first() or []
    key = "text_en" if _is_english() else "text_zh"
    return [{"level": p["level"], "code": p["code"], "text": p[key], "task_id": p["task_id"]} for p in stored]


def delta_payload(delta: PlanDelta, seen: frozenset[int] | None = None) -> dict[str, Any]:
    """What an action changed, for the page that asked and for those that only listen."""
    state = delta.state
    if delta.is_full or (len(delta.rows) > max(200, _FULL_SHARE * len(state)) and delta.is_structural):
        return {"full": True}
    rows = (
        delta.rows
        if seen is None
        else np.array([r for r in delta.rows if state.outline.order[r] in seen], dtype=np.int64)
    )
    finish = state.computed["finish"]
    if seen is not None:
        finish = finish[[row for row, task_id in enumerate(state.outline.order) if task_id in seen]]
    return {
        "full": False,
        "order": [i for i in state.outline.order if seen is None or i in seen]
        if delta.is_structural or delta.removed
        else None,
        "tasks": task_columns(state, rows, seen),
        "removed": delta.removed,
        "links": link_columns(state, delta.links, seen),
        "links_removed": delta.links_removed,
        "problems": [] if seen is not None else problems(delta.project),
        "finish": int(finish.max()) if len(finish) else None,
        "moved": delta.moved if seen is None else len(rows),
    }


def changes_since(actor: Actor, project: Project, since: int) -> dict[str, Any]:
    """What changed in the plan after a revision; `full` where reading it all is cheaper or the past is unknown."""
    state = current_state(project)
    seen = visible_ids(actor, project)
    if since >= state.revision:
        return {
            "revision": state.revision,
            "delta": delta_payload(PlanDelta(project, state, np.zeros(0, dtype=np.int64)), seen),
        }
    head, full = models.ProjectDates.base_rows.filter(pk=project.pk).values_list(
        "structure_revision", "full_revision"
    ).first() or (0, 0)
    if since < full:
        return {"revision": state.revision, "delta": {"full": True}}
    ids = models.TaskDates.base_rows.filter(project_id=project.pk, revision__gt=since).values_list("task_id", flat=True)
    rows = np.array(sorted(state.row_of[i] for i in ids if i in state.row_of), dtype=np.int64)
    gone = list(
        models.PlanTombstone.base_rows.filter(project_id=project.pk, revision__gt=since).values_list(
            "is_link", "object_id"
        )
    )
    links = list(models.Link._base_manager.filter(project=project, revision__gt=since).values_list("pk", flat=True))
    known_links = {int(i) for i in state.links["id"]}
    delta = PlanDelta(
        project,
        state,
        rows,
        links=links,
        is_structural=head > since,
        removed=[i for is_link, i in gone if not is_link and i not in state.row_of],
        links_removed=[i for is_link, i in gone if is_link and i not in known_links],
        is_full=len(rows) > _FULL_SHARE * max(len(state), 50),
    )
    return {"revision": state.revision, "delta": delta_payload(delta, seen)}


def local_or_none(value: int | None, project: Project) -> int | None:
    """A stored instant in the project's local minutes."""
    return to_local(value, project.time_zone)
