"""Write Microsoft Project XML (MSPDI): what the file says, in the order of the schema, the unread rest in its place."""

from __future__ import annotations

from dataclasses import replace

from linkspan.engines.interchange.model import AssignmentEntry, ProjectHeader, ResourceEntry, ScheduleFile
from linkspan.engines.interchange.mspdi_custom import CustomFields
from linkspan.engines.interchange.mspdi_order import ASSIGNMENT, PROJECT, RESOURCE
from linkspan.engines.interchange.mspdi_rest import kept
from linkspan.engines.interchange.mspdi_values import Elements, duration
from linkspan.engines.interchange.mspdi_write_calendar import calendar_xml
from linkspan.engines.interchange.mspdi_write_task import TaskWriter

NAMESPACE = "http://schemas.microsoft.com/project"
#: Project's unique ids are 32-bit; larger ones (moved WBS elements of P6) get new numbers.
MAX_UID = 2**31 - 1
_UNASSIGNED = -65535


def write_mspdi(file: ScheduleFile) -> bytes:
    """The bytes of a Microsoft Project XML file, UTF-8.

    What P6 knows and Project does not (secondary constraints, level of effort, expected finish, several links between
    two rows) is left out; `losses.losses` says what.
    """
    uid_of = _small_uids(file)
    custom = CustomFields.of(file)
    lists = [
        ("ExtendedAttributes", custom.definitions()),
        ("Calendars", [calendar_xml(file, entry) for entry in file.calendars]),
        ("Tasks", TaskWriter(file, uid_of, custom).rows()),
        ("Resources", [_resource(file, entry) for entry in file.resources]),
        ("Assignments", _assignments(file, uid_of)),
    ]
    elements = Elements("Project")
    before = kept(file.rest, "Project", 0)
    # The name of the file it once was stays as long as the title, which names the project, does.
    if file.project.title != file.project.name or not any(child.tag == "Name" for child in before):
        elements.text("Name", file.project.name)
    _header(file.project, elements)
    for name, rows in lists:
        if rows or name != "ExtendedAttributes":
            elements.raw(name, f"<{name}>\n" + "\n".join(rows) + f"\n</{name}>")
    elements.rest(before)
    body = "\n".join(elements.in_order(PROJECT))
    text = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Project xmlns="{NAMESPACE}">\n{body}\n</Project>\n'
    )
    return text.encode("utf-8", errors="xmlcharrefreplace")


def _small_uids(file: ScheduleFile) -> dict[int, int]:
    used = {task.uid for task in file.tasks if 0 <= task.uid <= MAX_UID}
    fresh = iter(number for number in range(1, MAX_UID) if number not in used)
    return {task.uid: task.uid if 0 <= task.uid <= MAX_UID else next(fresh) for task in file.tasks}


def _header(project: ProjectHeader, into: Elements) -> None:
    into.whole("SaveVersion", 14)
    into.text("Title", project.name if project.title else "")
    into.text("Company", project.company)
    into.text("Author", project.author)
    into.flag("ScheduleFromStart", project.schedule_from_start)
    into.instant("StartDate", project.start)
    into.instant("FinishDate", project.finish)
    into.instant("StatusDate", project.status_date)
    into.whole("CriticalSlackLimit", project.critical_limit // max(1, project.minutes_per_day))
    if project.calendar_uid is not None:
        into.whole("CalendarUID", project.calendar_uid)
    into.whole("MinutesPerDay", project.minutes_per_day)
    into.whole("MinutesPerWeek", project.minutes_per_week)
    into.whole("DaysPerMonth", project.days_per_month)


def _resource(file: ScheduleFile, entry: ResourceEntry) -> str:
    into = Elements("Resource")
    into.whole("UID", entry.uid)
    into.whole("ID", entry.row_id)
    into.text("Name", entry.name)
    into.whole("Type", 0 if entry.type == 2 else entry.type)
    into.flag("IsNull", False)
    into.text("Group", entry.group)
    into.text("EmailAddress", entry.email)
    into.number("MaxUnits", entry.max_units)
    into.whole("CalendarUID", -1 if entry.calendar_uid is None else entry.calendar_uid)
    into.flag("IsCostResource", entry.type == 2)
    into.rest(kept(file.rest, "Resource", entry.uid))
    return into.wrapped(RESOURCE)


def _assignments(file: ScheduleFile, uid_of: dict[int, int]) -> list[str]:
    """Readers want dates of an assignment; one that has none, from another format, has those of its task."""
    dates = {} if file.rest.format == "MSPDI" else {task.uid: task.stored for task in file.tasks}
    rows = []
    for entry in file.assignments:
        stored = dates.get(entry.task_uid)
        if stored is not None and entry.start is None and entry.finish is None:
            entry = replace(entry, start=stored.start, finish=stored.finish)
        rows.append(_assignment(file, entry, uid_of))
    return rows


def _assignment(file: ScheduleFile, entry: AssignmentEntry, uid_of: dict[int, int]) -> str:
    into = Elements("Assignment")
    into.whole("UID", entry.uid)
    into.whole("TaskUID", uid_of.get(entry.task_uid, entry.task_uid))
    into.whole("ResourceUID", _UNASSIGNED if entry.resource_uid is None else entry.resource_uid)
    into.plain("ActualWork", duration(entry.actual_work))
    into.whole("Delay", entry.delay * 10)
    into.instant("Finish", entry.finish)
    into.whole("LevelingDelay", entry.leveling_delay * 10)
    into.plain("RemainingWork", duration(entry.remaining_work))
    into.instant("Start", entry.start)
    into.number("Units", entry.units)
    into.plain("Work", duration(entry.work))
    into.rest(kept(file.rest, "Assignment", entry.uid))
    return into.wrapped(ASSIGNMENT)
