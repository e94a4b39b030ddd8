"""Import of a schedule file: prepared by a dry run, applied by one action."""

import datetime as dt
import secrets
from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linkspan.engines.interchange.model import ScheduleFile
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions import Inverse, NoUndo, action, write
from linkspan.kernel.errors import DomainError
from linkspan.kernel.localtime import to_utc
from linkspan.modules.exchange.matching import TASK_COLUMNS, Match, calendars_by_uid
from linkspan.modules.exchange.models import ImportDraft, LastImport
from linkspan.modules.exchange.store import fingerprint, open_stored
from linkspan.modules.exchange.threeway import match_plan, three_way
from linkspan.modules.identity.api import Organisation
from linkspan.modules.portfolio.api import Programme, Project
from linkspan.modules.schedule.api import (
    GAP,
    Assignment,
    Baseline,
    BaselineTask,
    CalendarException,
    Link,
    Resource,
    Task,
    WorkCalendar,
)

Report = Callable[[float], None]


@action(
    "schedule.import",
    phrase=gettext_noop("Checked a file for import"),
    undo=NoUndo(_("Nothing was changed.")),
    is_locking=False,
)
def prepare_import(
    actor: Actor, project: Project, *, original_name: str, stored_name: str, report: dict[str, Any]
) -> str:
    """Keep the dry run of a file for a project. Answers the token that applies it."""
    return _keep_draft(
        actor, project.scope_path, project=project, original_name=original_name, stored_name=stored_name, report=report
    )


@action(
    "project.create",
    phrase=gettext_noop("Checked a file for import"),
    undo=NoUndo(_("Nothing was changed.")),
    is_locking=False,
)
def prepare_new_project(
    actor: Actor, home: Organisation | Programme, *, original_name: str, stored_name: str, report: dict[str, Any]
) -> str:
    """Keep the dry run of a file that will become a project of its own."""
    return _keep_draft(actor, home.scope_path, original_name=original_name, stored_name=stored_name, report=report)


def _keep_draft(
    actor: Actor,
    scope_path: str,
    *,
    original_name: str,
    stored_name: str,
    report: dict[str, Any],
    project: Project | None = None,
) -> str:
    token = secrets.token_urlsafe(24)
    write.create(
        ImportDraft(
            token=token,
            user_id=actor.user_id,
            project=project,
            scope_path=scope_path,
            original_name=original_name[:200],
            stored_name=stored_name,
            report=report,
        )
    )
    write.describe(names=original_name[:200])
    return token


@action(
    "schedule.import", phrase=gettext_noop("Imported %(names)s: %(new)s new, %(changed)s changed rows"), undo=Inverse()
)
def import_schedule(
    actor: Actor,
    project: Project,
    *,
    file: ScheduleFile,
    name: str,
    stored: str = "",
    choices: dict[str, str] | None = None,
) -> dict[str, int]:
    """Bring a schedule file into a plan: rows known by their unique id are updated, the others are created.

    Where the plan came from a file before, the two files and our edits are merged: what we changed stays unless the
    file changed it too, then `choices` decide (ours without one), and rows that the file has dropped go. Otherwise
    rows that are in the plan only stay as they are. stored: the file's name in the store. Answers the counts.
    """
    file = getattr(file, "parsed", file)
    three = three_way(project, file)
    match = match_plan(file, project, three, choices or {})
    file = match.file
    calendars = _import_calendars(project, file)
    _set_project(project, file, calendars, is_first=not match.tasks)
    ids = _import_tasks(project, match, calendars)
    _import_links(project, match, ids)
    _import_resources(project, match, ids, calendars)
    _import_baselines(project, match, ids)
    removed = _remove(match) if three is not None else 0
    if stored:
        _keep_base(project, name, stored)
    counts = {
        "new": len(match.new_uids),
        "changed": len(match.changed),
        "links": len(match.new_links),
        "removed": removed,
    }
    write.describe(names=name, **counts)
    return counts


def _remove(match: Match) -> int:
    """Delete the rows that the merged plan no longer has, with what hangs on them."""
    gone = {task.pk: task for task in match.only_here}
    if gone:
        links = Link._base_manager.filter(Q(predecessor_id__in=gone) | Q(successor_id__in=gone))
        write.delete_many(list(links))
        write.delete_many(list(Assignment._base_manager.filter(task_id__in=gone)))
        write.delete_many(list(BaselineTask._base_manager.filter(task_id__in=gone)))
    write.delete_many(list(gone.values()))
    return len(gone)


def _keep_base(project: Project, name: str, stored: str) -> None:
    """Remember the file: the next one is compared with it and with what we change until then."""
    base = LastImport._base_manager.filter(project=project).first()
    values = {"original_name": name[:200], "stored_name": stored}
    if base is None:
        write.create(LastImport(project=project, scope_path=project.scope_path, **values))
    elif not _is_same_file(base.stored_name, stored):
        write.update(base, **values)


def _is_same_file(one: str, other: str) -> bool:
    try:
        return fingerprint(open_stored(one)) == fingerprint(open_stored(other))
    except DomainError:
        return False  # the earlier file is no longer in the store


def _import_calendars(project: Project, file: ScheduleFile) -> dict[int, WorkCalendar]:
    """Every calendar of the file as one of the project's, by the file's id."""
    have = calendars_by_uid(project)
    epoch, found = dt.date(1970, 1, 1), {}
    for entry in file.calendars:
        spec = file.calendar_spec(entry.uid)
        week = [[list(interval) for interval in day] for day in spec.week.days]
        label = (entry.name or f"#{entry.uid}")[:120]
        calendar = have.get(entry.uid)
        if calendar is not None and calendar.project_id is None:
            found[entry.uid] = calendar  # the organisation's own, which no file of one project changes
            continue
        if calendar is None:
            calendar = write.create(
                WorkCalendar(
                    organisation=project.organisation,
                    project=project,
                    scope_path=project.scope_path,
                    name=label,
                    week=week,
                    source_uid=entry.uid,
                )
            )
        else:
            write.update(calendar, name=label, week=week)
        found[entry.uid] = calendar
        wanted = {
            (
                epoch + dt.timedelta(days=e.first_day),
                epoch + dt.timedelta(days=e.last_day),
                str([list(i) for i in e.intervals]),
                e.name[:80],
            ): e
            for e in spec.exceptions
        }
        stored = {
            (e.first, e.last, str(e.intervals), e.name): e
            for e in CalendarException._base_manager.filter(calendar=calendar)
        }
        write.delete_many([e for key, e in stored.items() if key not in wanted])
        write.create_many(
            [
                CalendarException(
                    calendar=calendar,
                    scope_path=project.scope_path,
                    first=key[0],
                    last=key[1],
                    intervals=[list(i) for i in e.intervals],
                    name=key[3],
                    source="imported",
                )
                for key, e in wanted.items()
                if key not in stored
            ]
        )
    return found


def _set_project(project: Project, file: ScheduleFile, calendars: dict[int, WorkCalendar], *, is_first: bool) -> None:
    header, zone = file.project, project.time_zone
    values: dict[str, Any] = {}
    if is_first or header.start is not None:
        if header.start is not None:
            values["start"] = to_utc(header.start, zone)
        if header.calendar_uid in calendars:
            values["calendar_id"] = calendars[header.calendar_uid].pk
        if header.minutes_per_day:
            values["minutes_per_day"] = header.minutes_per_day
        if header.status_date is not None:
            values["data_date"] = to_utc(header.status_date, zone)
        elif is_first:
            values["data_date"] = None
    write.update(project, **values)


def _import_tasks(project: Project, match: Match, calendars: dict[int, WorkCalendar]) -> dict[int, int]:
    """Create and update rows; answers the row's id by the file's unique id."""
    ids = {uid: task.pk for uid, task in match.tasks.items()}
    positions = _positions(match)
    entry_of = {entry.uid: entry for entry in match.file.tasks}
    level: list[int] = [uid for uid in match.order if match.parents[uid] is None]
    children: dict[int, list[int]] = {}
    for uid in match.order:
        if match.parents[uid] is not None:
            children.setdefault(match.parents[uid], []).append(uid)  # type: ignore[arg-type]
    while level:
        fresh = [uid for uid in level if uid not in match.tasks]
        rows = write.create_many(
            [
                Task(
                    project=project,
                    scope_path=project.scope_path,
                    source_uid=uid,
                    position=positions[uid],
                    parent_id=ids.get(match.parents[uid]) if match.parents[uid] is not None else None,
                    calendar=calendars.get(entry_of[uid].calendar_uid),
                    **match.wanted[uid],
                )
                for uid in fresh
            ]
        )
        ids.update({row.source_uid: row.pk for row in rows})
        level = [child for uid in level for child in children.get(uid, ())]
    names = [*TASK_COLUMNS, "calendar_id", "parent_id", "position"]
    for uid, task in match.tasks.items():
        write.remember(task, names)
        for column, value in match.wanted[uid].items():
            setattr(task, column, value)
        if uid not in match.calendar_stays:
            calendar = calendars.get(entry_of[uid].calendar_uid)
            task.calendar_id = calendar.pk if calendar else None
        parent = match.parents[uid]
        if (ids.get(parent) if parent is not None else None) != task.parent_id:
            task.parent_id, task.position = (ids.get(parent) if parent is not None else None), positions[uid]
    write.update_many(list(match.tasks.values()), names)
    return ids


def _positions(match: Match) -> dict[int, int]:
    counters: dict[int | None, int] = {}
    positions = {}
    for uid in match.order:
        parent = match.parents[uid]
        counters[parent] = counters.get(parent, 0) + GAP
        positions[uid] = counters[parent]
    return positions


def _import_links(project: Project, match: Match, ids: dict[int, int]) -> None:
    write.create_many(
        [
            Link(
                project=project,
                scope_path=project.scope_path,
                predecessor_id=ids[pred],
                successor_id=ids[succ],
                type=kind,
                lag=match.links[pred, succ, kind][0],
                lag_kind=match.links[pred, succ, kind][1],
            )
            for pred, succ, kind in match.new_links
        ]
    )
    for key, link in match.links_known.items():
        if key in match.links:
            write.update(link, lag=match.links[key][0], lag_kind=match.links[key][1])
    write.delete_many([link for key, link in match.links_known.items() if key not in match.links])


def _import_resources(project: Project, match: Match, ids: dict[int, int], calendars: dict[int, WorkCalendar]) -> None:
    resources = dict(match.resources)
    for entry in match.file.resources:
        calendar = calendars.get(entry.calendar_uid) if entry.calendar_uid is not None else None
        values = {
            "name": (entry.name or f"#{entry.uid}")[:200],
            "kind": entry.type,
            "max_units": entry.max_units,
            "calendar_id": calendar.pk if calendar else None,
        }
        if entry.uid in resources:
            write.update(resources[entry.uid], **values)
        else:
            resources[entry.uid] = write.create(
                Resource(project=project, scope_path=project.scope_path, source_uid=entry.uid, **values)
            )
    write.create_many(
        [
            Assignment(
                task_id=ids[task], resource=resources[resource], scope_path=project.scope_path, units=units, work=work
            )
            for (task, resource), (units, work) in match.assignments.items()
            if (task, resource) not in match.assignments_known and resource in resources
        ]
    )
    for key, item in match.assignments_known.items():
        if key in match.assignments:
            write.update(item, units=match.assignments[key][0], work=match.assignments[key][1])
    write.delete_many([item for key, item in match.assignments_known.items() if key not in match.assignments])


def _import_baselines(project: Project, match: Match, ids: dict[int, int]) -> None:
    for number, rows in sorted(match.baselines.items()):
        is_current = not Baseline._base_manager.filter(project=project, is_current=True).exists()
        baseline = write.create(
            Baseline(
                project=project,
                scope_path=project.scope_path,
                number=number + 1,
                name=f"Baseline {number}" if number else "Baseline",
                is_current=is_current,
            )
        )
        write.create_many(
            [
                BaselineTask(
                    baseline=baseline,
                    task_id=ids[uid],
                    scope_path=project.scope_path,
                    start=start,
                    finish=finish,
                    duration=duration,
                )
                for uid, (start, finish, duration) in rows.items()
            ]
        )
