"""Read Microsoft Project XML (MSPDI) as a stream.

Format: Microsoft's "Project XML Data Interchange Schema" (mspdi_pj12.xsd and later). Tasks, calendars, resources and
assignments are freed as they are read, so memory follows the plan, not the file.
"""

from __future__ import annotations

from typing import IO, Any

from linkspan.engines.interchange.fields import Fields
from linkspan.engines.interchange.messages import FileRefused, Note
from linkspan.engines.interchange.model import LinkEntry, ProjectHeader, ResourceEntry, ScheduleFile, TaskEntry
from linkspan.engines.interchange.mspdi_calendar import read_calendar
from linkspan.engines.interchange.mspdi_custom import read_custom, roles_in
from linkspan.engines.interchange.mspdi_rest import XML, keep, markup
from linkspan.engines.interchange.mspdi_task import read_assignment, read_resource, read_task
from linkspan.engines.interchange.safe_xml import iterate, local_name, release

MAX_TASKS = 200_000
_NAMESPACE = "http://schemas.microsoft.com/project"
_ROOT = "Project"
_PARENTS = {"Task": "Tasks", "Calendar": "Calendars", "Resource": "Resources", "Assignment": "Assignments"}
_CUSTOM = "ExtendedAttributes"
_WANTED = frozenset((*_PARENTS, _ROOT, _CUSTOM))
_DEPTH_OF_ITEM = 3


def read_mspdi(stream: IO[bytes], *, name: str = "") -> ScheduleFile:
    """Read a binary stream; `name` stands in where the file has no project name.

    Raises `FileRefused` with a sentence; everything less than fatal is in `ScheduleFile.notes`.
    """
    reader = _Reader()
    for tag, element in iterate(stream, _WANTED):
        reader.take(tag, element)
    return reader.finish(name)


class _Reader:
    def __init__(self) -> None:
        self.file = ScheduleFile("MSPDI")
        self._seen: dict[str, set[int]] = {tag: set() for tag in _PARENTS}
        self._links: list[LinkEntry] = []
        self._outline: list[TaskEntry] = []
        self._roles: dict[str, str] = {}
        self.file.rest.format = "MSPDI"

    def take(self, tag: str, element: Any) -> None:
        """One event of the parser."""
        if tag.startswith("^"):
            self._root(tag[1:], element)
        elif tag == _ROOT and element.getparent() is None:
            self.file.project = _header(element, self.file.notes)
            keep(self.file.rest, _ROOT, 0, element)
        elif tag == _CUSTOM:
            self._custom(element)
        elif tag in _PARENTS:
            parent = element.getparent()
            # Only direct children of the lists count; the same names occur inside extended attributes.
            if parent is not None and local_name(parent) == _PARENTS[tag]:
                self._item(tag, element)
                release(element)

    def _root(self, name: str, element: Any) -> None:
        if name != _ROOT:
            raise FileRefused("not_mspdi", line=element.sourceline or 1, root=name[:60])
        namespace = element.tag.partition("}")[0][1:] if element.tag.startswith("{") else ""
        if namespace != _NAMESPACE:
            self.file.notes.append(Note("info", "namespace", 1, 0, {"namespace": namespace[:120]}))

    def _custom(self, element: Any) -> None:
        """Definitions of custom fields, which stand before the tasks."""
        parent = element.getparent()
        if parent is not None and parent.getparent() is None and len(element):
            self._roles = roles_in(element)
            self.file.rest.rows[_CUSTOM] = {0: {XML: markup(element)}}

    def _item(self, tag: str, element: Any) -> None:
        notes = self.file.notes
        if tag == "Task":
            task, links = read_task(element, notes, self._roles)
            if task is not None and self._is_new(tag, task.uid, task.line):
                self._add_task(task)
                self._links += links
                keep(self.file.rest, tag, task.uid, element, self._is_read)
        elif tag == "Calendar":
            calendar = read_calendar(element, notes)
            if calendar is not None and self._is_new(tag, calendar.uid, calendar.line):
                self.file.calendars.append(calendar)
                self.file.rest.rows.setdefault(tag, {})[calendar.uid] = {XML: markup(element)}
        elif tag == "Resource":
            resource = read_resource(element, notes)
            if resource is not None and self._is_new(tag, resource.uid, resource.line):
                self.file.resources.append(resource)
                keep(self.file.rest, tag, resource.uid, element)
        else:
            assignment = read_assignment(element, notes)
            if assignment is not None:
                self.file.assignments.append(assignment)
                keep(self.file.rest, tag, assignment.uid, element)

    def _is_read(self, name: str, child: Any) -> bool:
        """Whether one of the repeated elements is one that the writer makes again."""
        return name == "ExtendedAttribute" and read_custom(TaskEntry(0), child, self._roles)

    def _is_new(self, tag: str, uid: int, line: int) -> bool:
        if uid in self._seen[tag]:
            self.file.notes.append(Note("error", "duplicate_uid", line, uid))
            return False
        self._seen[tag].add(uid)
        return True

    def _add_task(self, task: TaskEntry) -> None:
        """Append in outline order; the parent is the last row of a smaller level."""
        if len(self.file.tasks) >= MAX_TASKS:
            raise FileRefused("too_many_tasks", line=task.line, limit=MAX_TASKS)
        while self._outline and self._outline[-1].outline_level >= task.outline_level:
            self._outline.pop()
        if self._outline:
            task.parent_uid = self._outline[-1].uid
        self._outline.append(task)
        self.file.tasks.append(task)

    def finish(self, name: str) -> ScheduleFile:
        """Resolve references once the whole file is known."""
        project = self.file.project
        project.name = project.title or project.name or name
        self._resolve_links()
        self._resolve_calendars()
        self._resolve_assignments()
        _mark_summaries(self.file.tasks)
        self.file.notes.sort(key=lambda note: note.line)
        return self.file

    def _resolve_links(self) -> None:
        known, notes = self._seen["Task"], self.file.notes
        pairs: set[tuple[int, int]] = set()
        for link in self._links:
            pair = (link.pred_uid, link.succ_uid)
            code = ""
            if link.pred_uid not in known:
                code = "dangling_link"
            elif link.pred_uid == link.succ_uid:
                code = "self_link"
            elif pair in pairs:
                code = "duplicate_link"
            if code:
                notes.append(Note("warning", code, link.line, link.succ_uid, {"pred": link.pred_uid}))
            else:
                pairs.add(pair)
                self.file.links.append(link)

    def _resolve_calendars(self) -> None:
        known, notes, file = self._seen["Calendar"], self.file.notes, self.file
        bases = {entry.uid: entry.base_uid for entry in file.calendars}
        for entry in file.calendars:
            if entry.base_uid is not None and entry.base_uid not in known:
                notes.append(Note("warning", "unknown_calendar", entry.line, 0, {"calendar": entry.base_uid}))
                entry.base_uid = None
            elif _loops(entry.uid, bases):
                notes.append(Note("warning", "calendar_loop", entry.line, 0, {"calendar": entry.uid}))
                entry.base_uid = bases[entry.uid] = None
        users: list[TaskEntry | ResourceEntry] = [*file.tasks, *file.resources]
        for user in users:
            if user.calendar_uid is not None and user.calendar_uid not in known:
                notes.append(Note("warning", "unknown_calendar", user.line, user.uid, {"calendar": user.calendar_uid}))
                user.calendar_uid = None

    def _resolve_assignments(self) -> None:
        tasks, resources, notes = self._seen["Task"], self._seen["Resource"], self.file.notes
        kept = []
        for entry in self.file.assignments:
            if entry.task_uid not in tasks:
                notes.append(Note("warning", "unknown_task", entry.line, entry.uid, {"task": entry.task_uid}))
                continue
            if entry.resource_uid is not None and entry.resource_uid not in resources:
                params = {"resource": entry.resource_uid}
                notes.append(Note("warning", "unknown_resource", entry.line, entry.uid, params))
                entry.resource_uid = None
            kept.append(entry)
        self.file.assignments = kept


def _loops(uid: int, bases: dict[int, int | None]) -> bool:
    seen: set[int] = set()
    current: int | None = uid
    while current is not None and current not in seen:
        seen.add(current)
        current = bases.get(current)
    return current is not None


def _mark_summaries(tasks: list[TaskEntry]) -> None:
    """A row is a summary exactly where it has children, whatever the file says."""
    parents = {task.parent_uid for task in tasks}
    for task in tasks:
        if task.uid in parents:
            task.kind = 2
        elif task.kind == 2:
            task.kind = 0


def _header(element: Any, notes: list[Note]) -> ProjectHeader:
    fields = Fields(element, notes)
    calendar = fields.whole("CalendarUID", -1)
    minutes_per_day = fields.whole("MinutesPerDay", 480) or 480
    return ProjectHeader(
        name=fields.text("Name"),
        title=fields.text("Title"),
        author=fields.text("Author"),
        company=fields.text("Company"),
        start=fields.instant("StartDate"),
        finish=fields.instant("FinishDate"),
        status_date=fields.instant("StatusDate"),
        schedule_from_start=fields.flag("ScheduleFromStart", True),
        calendar_uid=calendar if calendar >= 0 else None,
        minutes_per_day=minutes_per_day,
        minutes_per_week=fields.whole("MinutesPerWeek", 2400) or 2400,
        days_per_month=fields.whole("DaysPerMonth", 20) or 20,
        critical_limit=fields.whole("CriticalSlackLimit") * minutes_per_day,
    )
