"""Our plan in the terms of the file that was last imported: its rows as they were read, with what we changed since.

A file says more than a plan holds and a plan more than a file: comparing the two directly would show every such thing
as a change. So each row starts from the file's, and takes over only the columns whose value is no longer the one that
the import wrote.
"""

import copy
from typing import Any

from linkspan.engines.interchange import AssignmentEntry, CalendarEntry, LinkEntry, ScheduleFile, TaskEntry
from linkspan.kernel.localtime import to_local
from linkspan.modules.exchange.matching import INSTANTS, TASK_COLUMNS, calendars_by_uid, columns_of, uid_of_row
from linkspan.modules.exchange.outgoing import calendar_entry, task_entry
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule.api import Assignment, Link, Resource, Task, WorkCalendar

#: Column of a task -> field of a file's row, where the two are called differently.
FIELDS = {
    "is_elapsed": "elapsed",
    "progress": "percent_complete",
    "remaining": "remaining_duration",
    "levelling_delay": "leveling_delay",
    "is_active": "active",
    "ignores_resource_calendars": "ignore_resource_calendar",
}


def our_file(project: Project, base: ScheduleFile) -> ScheduleFile:
    """The plan as a file beside `base`; rows that came from no file have ids of our own."""
    zone = project.time_zone
    tasks = list(Task._base_manager.filter(project=project).select_related("dates").order_by("dates__outline"))
    uids = {task.pk: uid_of_row(task) for task in tasks}
    given = {entry.uid for entry in base.calendars}
    stored = WorkCalendar._base_manager.filter(pk__in={task.calendar_id for task in tasks})
    calendars = {row.pk: uid_of_row(row) for row in stored if uid_of_row(row) in given}
    known = {entry.uid: entry for entry in base.tasks}
    roots = [entry for entry in base.tasks if entry.uid == 0 and entry.outline_level == 0]
    ours = copy.copy(base)
    ours.tasks = [copy.copy(entry) for entry in roots]
    levels: dict[int | None, int] = {None: 0}
    for number, task in enumerate(tasks, start=1):
        levels[task.pk] = levels.get(task.parent_id, 0) + 1
        entry = known.get(uids[task.pk])
        calendar = calendars.get(task.calendar_id)
        found = _changed(task, entry, zone) if entry is not None else task_entry(task, number, levels[task.pk], zone)
        found.outline_level, found.parent_uid = levels[task.pk], uids.get(task.parent_id)
        if entry is None or calendar != entry.calendar_uid:
            found.calendar_uid = calendar
        if found.parent_uid is None and entry is not None and entry.parent_uid in {root.uid for root in roots}:
            found.parent_uid = entry.parent_uid
        ours.tasks.append(found)
    ours.calendars = _calendars(project, base)
    ours.links = _links(project, base, uids)
    ours.assignments = _assignments(project, base, uids)
    return ours


def _changed(task: Task, entry: TaskEntry, zone: str) -> TaskEntry:
    """The file's row with the columns that differ from what its import wrote."""
    found = copy.copy(entry)
    imported = columns_of(entry, zone)
    for name in TASK_COLUMNS:
        value: Any = getattr(task, name)
        if value == imported[name]:
            continue
        if name in INSTANTS:
            value = to_local(value, zone)
        if name == "progress":
            value = 100.0 * value
        setattr(found, FIELDS.get(name, name), value)
    found.manual = task.manual_start is not None if task.manual_start != imported["manual_start"] else entry.manual
    return found


def _calendars(project: Project, base: ScheduleFile) -> list[CalendarEntry]:
    """The file's calendars; one with other working time here stands alone, without a base."""
    stored = calendars_by_uid(project)
    found = []
    for entry in base.calendars:
        calendar, spec = stored.get(entry.uid), base.calendar_spec(entry.uid)
        if calendar is not None:
            mine = calendar_entry(calendar)
            imported = {(e.first_day, e.last_day, e.intervals) for e in spec.exceptions}
            if (
                list(spec.week.days) != mine.week
                or {(e.first_day, e.last_day, e.intervals) for e in mine.exceptions} != imported
            ):
                entry = copy.copy(entry)
                entry.base_uid, entry.week, entry.exceptions = None, mine.week, mine.exceptions
        found.append(entry)
    return found


def _links(project: Project, base: ScheduleFile, uids: dict[int, int]) -> list[LinkEntry]:
    known = {(link.pred_uid, link.succ_uid, link.type): link for link in base.links}
    found = []
    for row in Link._base_manager.filter(project=project).order_by("pk"):
        key = (uids[row.predecessor_id], uids[row.successor_id], int(row.type))
        link = copy.copy(known.get(key)) or LinkEntry(*key)
        link.lag, link.lag_kind = row.lag, int(row.lag_kind)
        found.append(link)
    return found


def _assignments(project: Project, base: ScheduleFile, uids: dict[int, int]) -> list[AssignmentEntry]:
    """Shares of the resources that the file knows; those of our own stay ours whatever the file says."""
    known = {(item.task_uid, item.resource_uid): item for item in base.assignments}
    resources = dict(
        Resource._base_manager.filter(project=project, source_uid__isnull=False).values_list("pk", "source_uid")
    )
    found, next_uid = [], max((item.uid for item in base.assignments), default=0) + 1
    for row in Assignment._base_manager.filter(task__project=project).order_by("pk"):
        if row.resource_id not in resources:
            continue
        key = (uids[row.task_id], resources[row.resource_id])
        item = copy.copy(known.get(key))
        if item is None:
            item = AssignmentEntry(next_uid, *key)
            next_uid += 1
        item.units, item.work = row.units, row.work
        found.append(item)
    return found
