"""Tasks, links, resources and assignments of an MSPDI file."""

from __future__ import annotations

from typing import Any

from linkspan.engines.interchange.fields import Fields
from linkspan.engines.interchange.messages import Note
from linkspan.engines.interchange.model import (
    AssignmentEntry,
    BaselineEntry,
    LinkEntry,
    ResourceEntry,
    StoredDates,
    TaskEntry,
)
from linkspan.engines.interchange.mspdi_custom import read_custom
from linkspan.engines.interchange.values import PERCENT_FORMATS, is_elapsed_format

#: MSPDI link types FF, FS, SF, SS to those of the engine.
_LINK_TYPES = {0: 2, 1: 0, 2: 3, 3: 1}
_LAST_CONSTRAINT = 7
_LAST_BASELINE = 10
_UNASSIGNED = -65535
_PERCENT = 100


def read_task(element: Any, notes: list[Note], roles: dict[str, str]) -> tuple[TaskEntry | None, list[LinkEntry]]:
    """One `Task` element with the links into it; None, with a note, for rows that are no tasks.

    `roles` names the custom fields that hold three-point durations (`mspdi_custom.roles_in`).
    """
    fields = Fields(element, notes)
    if fields.flag("IsNull"):
        fields.note("info", "null_task")
        return None, []
    if not fields.text("UID"):
        fields.note("warning", "no_uid", what="task")
        return None, []
    fields.uid = fields.whole("UID")
    task = TaskEntry(uid=fields.uid, line=fields.line)
    _identity(task, fields)
    _planning(task, fields)
    _progress(task, fields)
    _stored(task, fields)
    for child in fields.many.get("Baseline", []):
        entry = read_baseline(Fields(child, notes))
        if entry is not None:
            task.baselines[entry.number] = entry
    _remarks(task, fields, roles)
    return task, _links(fields)


def _identity(task: TaskEntry, fields: Fields) -> None:
    task.row_id = fields.whole("ID")
    task.name = fields.text("Name")
    task.wbs = fields.text("WBS") or fields.text("OutlineNumber")
    task.outline_level = max(0, fields.whole("OutlineLevel", 0 if task.uid == 0 else 1))
    task.kind = 2 if fields.flag("Summary") else 1 if fields.flag("Milestone") else 0
    task.active = fields.flag("Active", True)
    task.notes = fields.text("Notes")
    task.priority = fields.whole("Priority", 500)
    task.external = fields.flag("ExternalTask")
    task.recurring = fields.flag("Recurring")


def _planning(task: TaskEntry, fields: Fields) -> None:
    task.manual = fields.flag("Manual")
    task.duration = max(0, fields.duration("Duration") or 0)
    task.elapsed = is_elapsed_format(fields.whole("DurationFormat"))
    task.estimated = fields.flag("Estimated")
    calendar = fields.whole("CalendarUID", -1)
    task.calendar_uid = calendar if calendar >= 0 else None
    task.ignore_resource_calendar = fields.flag("IgnoreResourceCalendar")
    constraint = fields.whole("ConstraintType")
    if not 0 <= constraint <= _LAST_CONSTRAINT:
        fields.note("warning", "unknown_constraint", value=constraint)
        constraint = 0
    task.constraint = constraint
    task.constraint_date = fields.instant("ConstraintDate")
    if constraint > 1 and task.constraint_date is None:
        fields.note("warning", "constraint_without_date")
    task.deadline = fields.instant("Deadline")
    # Levelling delay is written in tenths of minutes, always elapsed.
    task.leveling_delay = fields.tenths("LevelingDelay") or 0
    if task.manual:
        task.manual_start = fields.instant("ManualStart") or fields.instant("Start")
        task.manual_finish = fields.instant("ManualFinish") or fields.instant("Finish")


def _progress(task: TaskEntry, fields: Fields) -> None:
    task.percent_complete = min(100.0, max(0.0, fields.number("PercentComplete")))
    task.actual_start = fields.instant("ActualStart")
    task.actual_finish = fields.instant("ActualFinish")
    task.actual_duration = fields.duration("ActualDuration")
    task.remaining_duration = fields.duration("RemainingDuration")
    if fields.flag("ResumeValid"):
        task.resume = fields.instant("Resume")


def _stored(task: TaskEntry, fields: Fields) -> None:
    task.stored = StoredDates(
        start=fields.instant("Start"),
        finish=fields.instant("Finish"),
        early_start=fields.instant("EarlyStart"),
        early_finish=fields.instant("EarlyFinish"),
        late_start=fields.instant("LateStart"),
        late_finish=fields.instant("LateFinish"),
        total_slack=fields.tenths("TotalSlack"),
        free_slack=fields.tenths("FreeSlack"),
        critical=fields.flag("Critical") if fields.has("Critical") else None,
    )


def read_baseline(fields: Fields) -> BaselineEntry | None:
    """One `Baseline` element of a task; None for numbers beyond those of Project."""
    number = fields.whole("Number")
    if not 0 <= number <= _LAST_BASELINE:
        return None
    cost = fields.number("Cost", -1.0)
    return BaselineEntry(
        number,
        fields.instant("Start"),
        fields.instant("Finish"),
        fields.duration("Duration"),
        fields.duration("Work"),
        round(cost) if cost >= 0 else None,
    )


def _remarks(task: TaskEntry, fields: Fields, roles: dict[str, str]) -> None:
    """Notes on what the reader cannot carry over."""
    if task.external:
        fields.note("warning", "external_task")
    if fields.flag("IsSubproject"):
        fields.note("warning", "subproject")
    if task.recurring:
        fields.note("info", "recurring")
    attributes = fields.many.get("ExtendedAttribute", [])
    unread = sum(not read_custom(task, child, roles) for child in attributes)
    custom = unread + len(fields.many.get("OutlineCode", []))
    if custom:
        fields.note("info", "custom_fields", count=custom)


def _links(fields: Fields) -> list[LinkEntry]:
    found = []
    for child in fields.many.get("PredecessorLink", []):
        link = Fields(child, fields.notes)
        link.uid = fields.uid
        if link.flag("CrossProject"):
            link.note("warning", "external_link")
        entry = read_link(link, fields.uid)
        if entry is not None:
            found.append(entry)
    return found


def read_link(link: Fields, successor: int) -> LinkEntry | None:
    """One `PredecessorLink` element of the task `successor`; None for links into other projects."""
    if link.flag("CrossProject") or not link.text("PredecessorUID"):
        return None
    kind = link.whole("Type", 1)
    if kind not in _LINK_TYPES:
        link.note("warning", "unknown_link_type", value=kind)
    lag, lag_kind = _lag(link)
    return LinkEntry(link.whole("PredecessorUID"), successor, _LINK_TYPES.get(kind, 0), lag, lag_kind, line=link.line)


def _lag(link: Fields) -> tuple[int, int]:
    """Lag and its kind: tenths of minutes, or for percent formats whole percents."""
    unit = link.whole("LagFormat", 7)
    if unit in PERCENT_FORMATS:
        percent = min(max(link.number("LinkLag"), -10_000.0), 10_000.0)
        return round(percent * _PERCENT), 3 if is_elapsed_format(unit) else 2
    return link.tenths("LinkLag") or 0, 1 if is_elapsed_format(unit) else 0


def read_resource(element: Any, notes: list[Note]) -> ResourceEntry | None:
    """One `Resource` element; None for empty rows."""
    fields = Fields(element, notes)
    if fields.flag("IsNull"):
        return None
    if not fields.text("UID"):
        fields.note("warning", "no_uid", what="resource")
        return None
    calendar = fields.whole("CalendarUID", -1)
    kind = 2 if fields.flag("IsCostResource") else fields.whole("Type", 1)
    return ResourceEntry(
        uid=fields.whole("UID"),
        row_id=fields.whole("ID"),
        name=fields.text("Name"),
        type=kind if kind in (0, 1, 2) else 1,
        calendar_uid=calendar if calendar >= 0 else None,
        max_units=fields.number("MaxUnits", 1.0),
        email=fields.text("EmailAddress"),
        group=fields.text("Group"),
        line=fields.line,
    )


def read_assignment(element: Any, notes: list[Note]) -> AssignmentEntry | None:
    """One `Assignment` element; None, with a note, where it names no task."""
    fields = Fields(element, notes)
    if not fields.text("TaskUID"):
        fields.note("warning", "no_uid", what="assignment")
        return None
    resource = fields.whole("ResourceUID", _UNASSIGNED)
    return AssignmentEntry(
        uid=fields.whole("UID"),
        task_uid=fields.whole("TaskUID"),
        resource_uid=resource if resource >= 0 else None,
        units=fields.number("Units", 1.0),
        work=fields.duration("Work") or 0,
        remaining_work=fields.duration("RemainingWork") or 0,
        actual_work=fields.duration("ActualWork") or 0,
        delay=fields.tenths("Delay") or 0,
        leveling_delay=fields.tenths("LevelingDelay") or 0,
        start=fields.instant("Start"),
        finish=fields.instant("Finish"),
        line=fields.line,
    )
