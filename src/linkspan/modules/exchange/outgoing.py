"""A plan as the schedule file that other programs read: what the reader may see of it, with its computed dates."""

from collections.abc import Iterable
from typing import Any

from linkspan.engines.calendar import CalendarException as EngineException
from linkspan.engines.calendar import day_of
from linkspan.engines.interchange import (
    AssignmentEntry,
    BaselineEntry,
    CalendarEntry,
    LinkEntry,
    ProjectHeader,
    ResourceEntry,
    ScheduleFile,
    StoredDates,
    TaskEntry,
)
from linkspan.engines.interchange.model import Intervals
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.rows import row_filter
from linkspan.kernel.localtime import to_local
from linkspan.modules.exchange.matching import uid_of_row
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule.api import (
    Assignment,
    Baseline,
    BaselineTask,
    CalendarException,
    Link,
    Resource,
    Task,
    WorkCalendar,
)

_VERB = "schedule.view"
EXPORT = "record.export"
_MOST_BASELINES = 11


def plan_file(actor: Actor, project: Project) -> ScheduleFile:
    """The rows of a plan that the actor sees, in outline order, with links between them; instants in local minutes."""
    zone = project.time_zone
    rows = Task.objects.visible(actor, _VERB).filter(row_filter(Task, actor, EXPORT), project=project)
    tasks = list(rows.select_related("dates").order_by("dates__outline"))
    uids = {task.pk: uid_of_row(task) for task in tasks}
    calendars = _calendars(project, tasks)
    file = ScheduleFile("linkspan", _header(project, zone), calendars=[calendar_entry(c) for c in calendars.values()])
    levels: dict[int, int] = {}
    for number, task in enumerate(tasks, start=1):
        levels[task.pk] = levels.get(task.parent_id, 0) + 1
        entry = task_entry(task, number, levels[task.pk], zone)
        entry.parent_uid = uids.get(task.parent_id)
        entry.calendar_uid = uid_of_row(calendars[task.calendar_id]) if task.calendar_id is not None else None
        file.tasks.append(entry)
    file.links = [
        LinkEntry(uids[k.predecessor_id], uids[k.successor_id], int(k.type), k.lag, int(k.lag_kind))
        for k in Link.objects.visible(actor, _VERB).filter(project=project).order_by("pk")
        if k.predecessor_id in uids and k.successor_id in uids
    ]
    _add_resources(file, actor, project, uids)
    _add_baselines(file, project, uids, zone)
    return file


def _header(project: Project, zone: str) -> ProjectHeader:
    dates = getattr(project, "dates", None)
    return ProjectHeader(
        name=project.code,
        title=project.name,
        start=to_local(project.start, zone),
        finish=to_local(dates.finish, zone) if dates is not None else None,
        status_date=to_local(project.data_date, zone),
        calendar_uid=uid_of_row(project.calendar) if project.calendar is not None else None,
        minutes_per_day=project.minutes_per_day,
        minutes_per_week=project.minutes_per_day * 5,
    )


def _calendars(project: Project, tasks: Iterable[Task]) -> dict[int, WorkCalendar]:
    """The calendars that the plan stands on, by key: the project's first, then those of tasks and resources."""
    wanted = [project.calendar_id, *(task.calendar_id for task in tasks)]
    wanted += Resource._base_manager.filter(project=project).values_list("calendar_id", flat=True)
    keys = [key for key in dict.fromkeys(wanted) if key is not None]
    found = WorkCalendar._base_manager.in_bulk(keys)
    return {key: found[key] for key in keys}


def calendar_entry(calendar: WorkCalendar) -> CalendarEntry:
    """A stored calendar as a file says it."""
    week: list[Intervals | None] = [tuple((a, b) for a, b in day) for day in calendar.week]
    exceptions = [
        EngineException(day_of(e.first), day_of(e.last), tuple((a, b) for a, b in e.intervals), e.name)
        for e in CalendarException._base_manager.filter(calendar=calendar).order_by("first", "pk")
    ]
    return CalendarEntry(uid_of_row(calendar), calendar.name, week=week, exceptions=exceptions)


def task_entry(task: Task, number: int, level: int, zone: str) -> TaskEntry:
    """A row of the plan as a row of a file, without parent and calendar."""
    dates: Any = task.dates

    def local(value: int | None) -> int | None:
        return to_local(value, zone)

    kind = 2 if dates.is_summary else int(task.kind)
    return TaskEntry(
        uid=uid_of_row(task),
        row_id=number,
        name=task.name,
        wbs=dates.wbs,
        outline_level=level,
        kind=kind,
        active=task.is_active,
        manual=task.manual_start is not None,
        duration=dates.duration if dates.is_summary else task.duration,
        elapsed=task.is_elapsed,
        ignore_resource_calendar=task.ignores_resource_calendars,
        constraint=int(task.constraint),
        constraint_date=local(task.constraint_date),
        deadline=local(task.deadline),
        percent_complete=100.0 * (dates.progress if dates.is_summary else task.progress),
        actual_start=local(task.actual_start),
        actual_finish=local(task.actual_finish),
        remaining_duration=task.remaining,
        leveling_delay=task.levelling_delay,
        notes=task.notes,
        optimistic=task.optimistic,
        most_likely=task.duration if task.optimistic is not None or task.pessimistic is not None else None,
        pessimistic=task.pessimistic,
        manual_start=local(task.manual_start),
        manual_finish=local(task.manual_finish),
        stored=StoredDates(
            start=local(dates.start),
            finish=local(dates.finish),
            early_start=local(dates.early_start),
            early_finish=local(dates.early_finish),
            late_start=local(dates.late_start),
            late_finish=local(dates.late_finish),
            total_slack=dates.total_float,
            free_slack=dates.free_float,
            critical=dates.is_critical,
        ),
    )


def _add_resources(file: ScheduleFile, actor: Actor, project: Project, uids: dict[int, int]) -> None:
    """Resources with their shares in the rows shown; a resource of none of them stays out for who sees a part."""
    shares = [
        share
        for share in Assignment.objects.visible(actor, _VERB)
        .filter(task__project=project)
        .select_related("resource")
        .order_by("pk")
        if share.task_id in uids
    ]
    shown = {share.resource_id for share in shares}
    rows = Resource._base_manager.filter(project=project).select_related("calendar").order_by("pk")
    if not actor.may(_VERB, project.scope_path):
        rows = rows.filter(pk__in=shown)
    for number, row in enumerate(rows, start=1):
        file.resources.append(
            ResourceEntry(uid_of_row(row), number, row.name, int(row.kind), row.calendar_id, row.max_units)
        )
    for number, share in enumerate(shares, start=1):
        file.assignments.append(
            AssignmentEntry(
                number, uids[share.task_id], uid_of_row(share.resource), share.units, share.work, share.work
            )
        )


def _add_baselines(file: ScheduleFile, project: Project, uids: dict[int, int], zone: str) -> None:
    by_uid = {entry.uid: entry for entry in file.tasks}
    baselines = Baseline._base_manager.filter(project=project).order_by("number")[:_MOST_BASELINES]
    for place, baseline in enumerate(baselines):
        for row in BaselineTask._base_manager.filter(baseline=baseline):
            if row.task_id in uids:
                by_uid[uids[row.task_id]].baselines[place] = BaselineEntry(
                    place, to_local(row.start, zone), to_local(row.finish, zone), row.duration
                )
