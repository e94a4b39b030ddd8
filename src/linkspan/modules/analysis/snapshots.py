"""Plans kept as they were: taken, listed, thinned out."""

import datetime as dt
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linkspan.kernel import clock
from linkspan.kernel.access.actor import SYSTEM
from linkspan.kernel.errors import DomainError, NotFound
from linkspan.kernel.localtime import MISSING, local_midnight
from linkspan.modules.analysis.models import PlanSnapshot, SnapshotContent
from linkspan.modules.analysis.packing import pack
from linkspan.modules.analysis.plans import computed_plan
from linkspan.modules.identity.api import User
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule.api import PlanState, freeze_plan, plan_state, thaw_plan

Kind = PlanSnapshot.Kind
# Every automatic one of a quarter is kept, of older ones the last of each week; nobody looks back day by day further.
ALL_DAYS, MOST_DAILY = 92, 400
# Of those that somebody or something had a reason for.
MOST_OTHERS = 200
MOST_MILESTONES = 500
_DAY = dt.timedelta(hours=24)
_MILESTONE = 1
_RESULTS = ("start", "finish", "total_float", "is_critical")


def keep_snapshot(
    project: Project, kind: str, *, name: str = "", name_en: str = "", user_id: int | None = None, state: Any = None
) -> PlanSnapshot:
    """Keep the plan as it stands, or a state of it that an action has just computed; old ones make room.

    The caller has checked that it may. Written past history: a snapshot only looks.
    """
    state = plan_state(project) if state is None else state
    if not len(state):
        raise DomainError("empty_plan", _("The plan has no task yet. Add tasks, then look here again."), status=409)
    if kind == Kind.DAILY:
        name = name or clock.business_today().isoformat()
    results = {column: state.computed[column] for column in _RESULTS}
    row = PlanSnapshot(kind=kind, name=name[:120], name_en=name_en[:120], made_at=clock.now(), made_by_id=user_id)
    return _write(project, row, state, freeze_plan(state), results)


def keep_import(project_id: int, name: str, *, is_done: bool, user_id: int | None = None) -> None:
    """Keep the plan around an import: before it, where no snapshot has this revision, and after it by its file.

    Called outside the import's transaction, again where its job is run again: a snapshot that is there stays alone.
    """
    project = Project._base_manager.filter(pk=project_id).first()
    if project is None or not len(plan_state(project)):
        return
    kept = PlanSnapshot.base_rows.filter(project=project, revision=project.revision)
    if not is_done and not kept.exists():
        keep_snapshot(project, Kind.DAILY)
    if is_done and not kept.filter(kind=Kind.IMPORT).exists():
        keep_snapshot(project, Kind.IMPORT, name=name, user_id=user_id)


def keep_replayed(
    project: Project, frozen: dict[str, Any], *, made_at: dt.datetime, name: str, name_en: str = ""
) -> PlanSnapshot:
    """Keep a plan that was put together from what was known at a moment of the past; the engine computes its dates."""
    state = thaw_plan(project.pk, frozen)
    result = computed_plan(None, state, {}).result
    results = {
        "start": result.start,
        "finish": result.finish,
        "total_float": result.total_float,
        "is_critical": result.critical.astype(np.int64),
    }
    row = PlanSnapshot(kind=Kind.MANUAL, name=name[:120], name_en=name_en[:120], made_at=made_at)
    return _write(project, row, state, frozen, results)


def _write(
    project: Project, row: PlanSnapshot, state: PlanState, frozen: dict[str, Any], results: dict[str, np.ndarray]
) -> PlanSnapshot:
    counted = ~state.outline.has_children & (state.numbers["is_active"] == 1)
    finish = results["finish"]
    marks = np.flatnonzero(counted & (state.numbers["kind"] == _MILESTONE))[:MOST_MILESTONES]
    row.project, row.scope_path, row.revision = project, project.scope_path, state.revision
    row.data_date = None if state.data_date == MISSING else int(state.data_date)
    row.status_date = local_midnight(clock.business_today()) if row.data_date is None else row.data_date
    row.finish = int(finish[counted].max()) if counted.any() else None
    row.tasks = int((~state.outline.has_children).sum())
    row.milestones = {str(state.outline.order[at]): int(finish[at]) for at in marks}
    row.created_at = row.updated_at = clock.now()
    with transaction.atomic():
        row.save(force_insert=True)
        SnapshotContent.base_rows.create(snapshot=row, data=pack({"plan": frozen, "results": results}))
        thin_out(project)
    return row


def thin_out(project: Project) -> int:
    """Delete what nobody needs any more; how many. See ALL_DAYS, MOST_DAILY, MOST_OTHERS."""
    rows = PlanSnapshot.base_rows.filter(project=project).order_by("-made_at", "-pk")
    daily = list(rows.filter(kind=Kind.DAILY).values_list("pk", "made_at"))
    gone = [pk for pk, _at in daily[MOST_DAILY:]]
    limit, weeks = clock.now() - ALL_DAYS * _DAY, set()
    for pk, made_at in daily[:MOST_DAILY]:
        if made_at >= limit:
            continue
        week = made_at.isocalendar()[:2]
        if week in weeks:
            gone.append(pk)
        weeks.add(week)
    for kind in (Kind.MANUAL, Kind.BASELINE, Kind.IMPORT):
        gone += list(rows.filter(kind=kind).values_list("pk", flat=True)[MOST_OTHERS:])
    for at in range(0, len(gone), 500):
        part = gone[at : at + 500]
        SnapshotContent.base_rows.filter(pk__in=part).delete()
        PlanSnapshot.base_rows.filter(pk__in=part).delete()
    return len(gone)


def due_projects() -> Any:
    """Projects whose plan is another one than at their last snapshot, the last automatic one being a day old."""
    kept = PlanSnapshot.base_rows.filter(project=OuterRef("pk"))
    last = kept.order_by("-made_at", "-pk").values("revision")[:1]
    today = kept.filter(kind=Kind.DAILY, made_at__gt=clock.now() - _DAY)
    rows = Project._base_manager.annotate(kept_revision=Subquery(last), is_kept=Exists(today))
    changed = Q(kept_revision=None) | ~Q(kept_revision=F("revision"))
    return rows.filter(changed, is_kept=False, dates__tasks__gt=0)


def find_snapshot(project: Project, key: str, name: str) -> PlanSnapshot | None:
    """The snapshot of an id as it stands in an address, None for `now`; NotFound where the project has none such."""
    if key == "now":
        return None
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise DomainError("snapshot", _("Name a snapshot by its number, or “now”."), name)
    row = PlanSnapshot.base_rows.filter(project=project, pk=int(key)).select_related("made_by").first()
    if row is None:
        raise NotFound(_("This snapshot is not kept any more. Choose another one."))
    return row


def label_of(row: PlanSnapshot) -> str:
    """What a snapshot is called where it is chosen."""
    shown = (row.name_en if (get_language() or "").startswith("en") else "") or row.name
    if row.kind == Kind.BASELINE:
        return _("Baseline %(name)s") % {"name": shown}
    if row.kind == Kind.IMPORT:
        return _("Import of %(name)s") % {"name": shown}
    return shown


def snapshot_json(row: PlanSnapshot) -> dict[str, Any]:
    """A snapshot as lists show it."""
    return {
        "id": row.pk,
        "revision": row.revision,
        "made_at": row.made_at,
        "made_by": person_name(row.made_by),
        "name": label_of(row),
        "kind": row.kind,
        "finish": row.finish,
        "data_date": row.data_date,
        "tasks": row.tasks,
    }


def person_name(user: User | None) -> str:
    """A person's name in the reader's language; the program's own where it did it by itself."""
    return SYSTEM.name if user is None else user.name_in(get_language() or "")


def listed(project: Project) -> list[PlanSnapshot]:
    """The kept snapshots of a project, newest first."""
    return list(PlanSnapshot.base_rows.filter(project=project).select_related("made_by").order_by("-made_at", "-pk"))


def between(project: Project, first: PlanSnapshot, last: PlanSnapshot | None) -> list[PlanSnapshot]:
    """The snapshots from one to another or to the newest, oldest first."""
    rows = [row for row in reversed(listed(project)) if (row.made_at, row.pk) >= (first.made_at, first.pk)]
    return rows if last is None else [row for row in rows if (row.made_at, row.pk) <= (last.made_at, last.pk)]
