"""After every action that touched a plan: compute it again, inside the same transaction, and write what changed."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linkspan.engines.network import NetworkCycle, NetworkError, Result, compute
from linkspan.engines.network.explain import cycle_text, problem_text
from linkspan.kernel.actions import Work, after_writes, write
from linkspan.kernel.actions.models import ChangeRow
from linkspan.kernel.errors import DomainError
from linkspan.kernel.localtime import MISSING, to_utc, to_utc_array
from linkspan.kernel.numbering.models import Mask
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule import models
from linkspan.modules.schedule.bulk import upsert_task_dates
from linkspan.modules.schedule.engine_input import build_network
from linkspan.modules.schedule.outline import roll_up_progress, roll_up_urgency
from linkspan.modules.schedule.state import CACHE, COMPUTED, COMPUTED_INSTANTS, PlanState, load_state
from linkspan.modules.schedule.state_patch import patch_state
from linkspan.modules.schedule.wbs_mask import NAME as WBS

_MOVING = ("start", "finish")


@dataclass
class PlanDelta:
    """What one action changed in a plan. rows: row indices in `state`; removed, links: ids."""

    project: Project
    state: PlanState
    rows: np.ndarray
    removed: list[int] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    links_removed: list[int] = field(default_factory=list)
    is_structural: bool = False
    is_full: bool = False
    moved: int = 0


@dataclass
class _Touched:
    """Ids of the rows of one project that an action wrote."""

    tasks: dict[int, Any] = field(default_factory=dict)
    removed: list[int] = field(default_factory=list)
    links: dict[int, Any] = field(default_factory=dict)
    links_removed: list[int] = field(default_factory=list)
    is_structural: bool = False
    # Rows cannot be patched; pages need more than the changed rows (settings, calendars, baselines).
    is_reload: bool = False
    is_full: bool = False


@after_writes(
    "plan",
    "schedule.Task",
    "schedule.Link",
    "schedule.Assignment",
    "schedule.Resource",
    "schedule.WorkCalendar",
    "schedule.CalendarException",
    "schedule.Baseline",
    "schedule.BaselineTask",
    "portfolio.Project",
    "numbering.Mask",
)
def recompute_plans(work: Work) -> dict[int, PlanDelta]:
    """Recompute each project whose plan the action touched; answers its delta by project id."""
    deltas = {}
    for project_id, touched in _collect(work).items():
        project = Project._base_manager.select_for_update(of=("self",)).filter(pk=project_id).first()
        if project is not None:
            deltas[project_id] = recompute_project(project, touched)
    return deltas


def _collect(work: Work) -> dict[int, _Touched]:
    found: dict[int, _Touched] = {}
    at_path: dict[str, list[int]] = {}
    for change in work.changes:
        row = change.instance
        for project_id in _projects_of(row, at_path):
            touched = found.setdefault(project_id, _Touched())
            _note(touched, change, row)
    return found


def _projects_of(row: Any, at_path: dict[str, list[int]]) -> Iterable[int]:
    """Ids of the projects whose plan a row belongs to. at_path: what was found by scope path before."""
    if isinstance(row, Project):
        return [row.pk]
    if isinstance(row, models.WorkCalendar | models.CalendarException):
        calendar_id = row.pk if isinstance(row, models.WorkCalendar) else row.calendar_id
        return _projects_on_calendar(calendar_id)
    if isinstance(row, Mask):
        if row.entity != WBS:
            return []
        return list(Project._base_manager.filter(scope_path__startswith=row.scope_path).values_list("pk", flat=True))
    if isinstance(row, models.Assignment | models.BaselineTask):
        # By path, not through their task or baseline: thousands of them come at once, and those may be gone.
        if row.scope_path not in at_path:
            at_path[row.scope_path] = list(
                Project._base_manager.filter(scope_path=row.scope_path).values_list("pk", flat=True)
            )
        return at_path[row.scope_path]
    return [row.project_id] if hasattr(row, "project_id") else []


def _projects_on_calendar(calendar_id: int) -> list[int]:
    own = Project._base_manager.filter(calendar_id=calendar_id).values_list("pk", flat=True)
    by_task = models.Task._base_manager.filter(calendar_id=calendar_id).values_list("project_id", flat=True)
    by_resource = models.Resource._base_manager.filter(calendar_id=calendar_id).values_list("project_id", flat=True)
    return sorted({*own, *by_task, *by_resource})


_STRUCTURE = frozenset({"parent", "parent_id", "position"})


def _note(touched: _Touched, change: Any, row: Any) -> None:
    if isinstance(row, models.Task):
        if change.kind == ChangeRow.DELETED:
            touched.removed.append(row.pk)
            touched.tasks.pop(row.pk, None)
        else:
            touched.tasks[row.pk] = row
        if change.kind != ChangeRow.UPDATED or _STRUCTURE & set(change.after or {}):
            touched.is_structural = True
        if (change.after or {}).get("calendar_id") is not None:
            touched.is_full = True  # perhaps one that the page does not have yet
    elif isinstance(row, models.Link):
        if change.kind == ChangeRow.DELETED:
            touched.links_removed.append(row.pk)
            touched.links.pop(row.pk, None)
        else:
            touched.links[row.pk] = row
    else:
        touched.is_reload = touched.is_reload or not _moves_nothing(change, row)
        touched.is_full |= not isinstance(row, models.Assignment | models.Resource | models.BaselineTask)


def _moves_nothing(change: Any, row: Any) -> bool:
    """A new resource, or one more on a task that works by the project's calendar with or without it."""
    if change.kind == ChangeRow.DELETED:
        return False
    if isinstance(row, models.Assignment):
        return row.task.calendar_id is None and row.resource.calendar_id is None
    return isinstance(row, models.Resource) and change.kind == ChangeRow.CREATED and row.calendar_id is None


def recompute_project(project: Project, touched: _Touched) -> PlanDelta:
    """Compute a plan as it now stands in the transaction, write the rows that differ, raise its revision.

    DomainError `cycle` or `network` where it cannot be computed: the action is refused, nothing is written.
    """
    old = CACHE.get(project.pk, project.revision)
    revision = project.revision + 1
    project.revision = revision
    if old is None or touched.is_reload:
        state = load_state(project)
    else:
        state = patch_state(
            old,
            touched.tasks,
            touched.links,
            touched.links_removed,
            removed=touched.removed if touched.is_structural else None,
        )
    state = replace(state, revision=revision)
    result = run_engine(state)
    computed, progress = _results(state, result)
    changed = _differing(state, computed, progress)
    moved = _moved(state, computed)
    for task_id in touched.tasks:
        changed[state.row_of[task_id]] = True
    rows = np.flatnonzero(changed)
    state = replace(
        state,
        computed=computed,
        computed_progress=progress,
        computed_wbs=list(state.outline.wbs),
        problems=_problems(state, result),
    )
    _write_rows(state, rows)
    _write_marks(project, state, touched, result)
    transaction.on_commit(lambda: CACHE.keep(state))
    write.emit("plan.changed", project.scope_path, project=project.code, revision=revision)
    return PlanDelta(
        project,
        state,
        rows,
        removed=touched.removed,
        links=list(touched.links),
        links_removed=touched.links_removed,
        is_structural=touched.is_structural,
        is_full=touched.is_full,
        moved=moved,
    )


def run_engine(state: PlanState) -> Result | None:
    """The engine's result; None for an empty plan."""
    if not len(state):
        return None
    network, _calendars = build_network(state)
    try:
        return compute(network)
    except NetworkCycle as error:
        raise DomainError("cycle", cycle_text(error.cycles[0], _language(), task_name(state))) from error
    except NetworkError as error:
        raise DomainError(
            "network",
            _("The plan cannot be computed (%(code)s). Check dates and durations of the rows you changed.")
            % {"code": error.code},
        ) from error


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh-CN"


def task_name(state: PlanState) -> Any:
    """How messages name a row: its code and name."""
    english = _language() == "en"
    return lambda row: f"{state.outline.wbs[row]} {state.shown_name(row, english=english)}"


def _results(state: PlanState, result: Result | None) -> tuple[dict[str, np.ndarray], np.ndarray]:
    if result is None:
        return {name: np.zeros(0, dtype=np.int64) for name in COMPUTED}, np.zeros(0)
    links = state.links["id"]
    driving = np.where(
        result.driving_link >= 0, links[np.maximum(result.driving_link, 0)] if len(links) else MISSING, MISSING
    )
    summary = state.outline.has_children
    columns: dict[str, np.ndarray] = {
        "start": result.start,
        "finish": result.finish,
        "early_start": result.early_start,
        "early_finish": result.early_finish,
        "late_start": result.late_start,
        "late_finish": result.late_finish,
        "total_float": result.total_float,
        "free_float": result.free_float,
        "is_critical": result.critical.astype(np.int64),
        "driving_link": driving,
        "driving_reason": result.driving_reason.astype(np.int64),
        "is_summary": summary.astype(np.int64),
        "outline": np.arange(len(state), dtype=np.int64),
        "duration": np.where(
            summary,
            _summary_durations(state, result),
            np.where(state.numbers["kind"] == models.Task.Kind.MILESTONE, 0, state.numbers["duration"]),
        ),
    }
    progress = roll_up_progress(state.outline.parent, columns["duration"], state.progress, summary)
    columns["total_float"], columns["is_critical"] = roll_up_urgency(
        state.outline.parent, columns["total_float"], columns["is_critical"], is_open=~summary & (state.progress < 1)
    )
    return columns, progress


def _summary_durations(state: PlanState, result: Result) -> np.ndarray:
    """Working minutes of the project's calendar between start and finish of each summary; 0 elsewhere."""
    from linkspan.modules.schedule.engine_input import build_calendars

    out = np.zeros(len(state), dtype=np.int64)
    rows = np.flatnonzero(state.outline.has_children)
    if len(rows):
        calendar = build_calendars(replace(state, resource_calendars={}))[0].calendar(0)
        out[rows] = calendar.ord_many(result.finish[rows]) - calendar.ord_many(result.start[rows])
    return out


def _differing(state: PlanState, computed: dict[str, np.ndarray], progress: np.ndarray) -> np.ndarray:
    changed = np.zeros(len(state), dtype=bool)
    for name in COMPUTED:
        changed |= computed[name] != state.computed[name]
    if state.computed_progress is not None:
        changed |= np.abs(progress - state.computed_progress) > 1e-9
    changed |= np.array([a != b for a, b in zip(state.outline.wbs, state.computed_wbs or [], strict=True)], dtype=bool)
    return changed


def _moved(state: PlanState, computed: dict[str, np.ndarray]) -> int:
    known = state.computed["start"] != MISSING
    moved = (computed["start"] != state.computed["start"]) | (computed["finish"] != state.computed["finish"])
    return int((moved & known & ~state.outline.has_children).sum())


def _write_rows(state: PlanState, rows: np.ndarray) -> None:
    ids = state.ids
    columns: dict[str, list[Any]] = {
        "task_id": ids[rows].tolist(),
        "project_id": [state.project_id] * len(rows),
        "revision": [state.revision] * len(rows),
        "wbs": [state.outline.wbs[row] for row in rows],
        "progress": state.computed_progress[rows].tolist(),
    }
    for name in COMPUTED:
        values = state.computed[name][rows]
        if name in COMPUTED_INSTANTS:
            values = to_utc_array(values, state.zone)
        columns[name] = values.tolist()
    columns["driving_link"] = [None if v == MISSING else v for v in columns["driving_link"]]
    for name in ("is_summary", "is_critical"):
        columns[name] = [bool(v) for v in columns[name]]
    upsert_task_dates(columns)


def _problems(state: PlanState, result: Result | None) -> list[dict[str, Any]]:
    if result is None:
        return []

    def text(problem: Any, language: str) -> str:
        return problem_text(
            problem,
            language,
            lambda row: f"{state.outline.wbs[row]} " + state.shown_name(row, english=language == "en"),
        )

    return [
        {
            "level": p.level,
            "code": p.code,
            "text_zh": text(p, "zh-CN"),
            "text_en": text(p, "en"),
            "task_id": state.outline.order[p.tasks[0]] if p.tasks else None,
        }
        for p in result.problems[:200]
    ]


def _write_marks(project: Project, state: PlanState, touched: _Touched, result: Result | None) -> None:
    """The project's own figures, its revision, marks of what left the plan, revisions of changed links."""
    revision = state.revision
    leaves = ~state.outline.has_children
    structure = {"structure_revision": revision} if touched.is_structural or touched.removed else {}
    if touched.is_full:
        structure["full_revision"] = revision
    zone = state.zone
    models.ProjectDates.base_rows.update_or_create(
        project_id=project.pk,
        defaults={
            "revision": revision,
            "tasks": int(leaves.sum()),
            "critical": int(
                (state.computed["is_critical"].astype(bool) & leaves & (state.computed_progress < 1)).sum()
            ),
            "start": None if result is None else to_utc(int(result.project_start), zone),
            "finish": None if result is None else to_utc(int(result.project_finish), zone),
            "progress": overall_progress(state),
            "problems": state.problems,
            **structure,
        },
    )
    models.PlanTombstone.base_rows.bulk_create(
        [
            models.PlanTombstone(project_id=project.pk, revision=revision, is_link=False, object_id=i)
            for i in touched.removed
        ]
        + [
            models.PlanTombstone(project_id=project.pk, revision=revision, is_link=True, object_id=i)
            for i in touched.links_removed
        ],
        batch_size=500,
    )
    keys = list(touched.links)
    for at in range(0, len(keys), 500):
        models.Link._base_manager.filter(pk__in=keys[at : at + 500]).update(revision=revision)
    Project._base_manager.filter(pk=project.pk).update(revision=revision)


def overall_progress(state: PlanState) -> float:
    """Progress of the whole plan, 0-1: its top rows weighted by the durations of their leaves."""
    leaves = ~state.outline.has_children
    weight = np.where(leaves, state.computed["duration"], 0).astype(np.float64)
    total = float(weight.sum())
    if total > 0:
        return float((weight * state.progress).sum() / total)
    return float(state.progress[leaves].mean()) if leaves.any() else 0.0
