"""Tasks, links and baselines as MSPDI."""

from __future__ import annotations

from typing import Any

from linkspan.engines.interchange.fields import Fields
from linkspan.engines.interchange.messages import Note
from linkspan.engines.interchange.model import BaselineEntry, LinkEntry, ScheduleFile, TaskEntry
from linkspan.engines.interchange.mspdi_custom import CustomFields
from linkspan.engines.interchange.mspdi_order import TASK
from linkspan.engines.interchange.mspdi_rest import kept, markup
from linkspan.engines.interchange.mspdi_task import read_baseline, read_link
from linkspan.engines.interchange.mspdi_values import Elements, duration, number
from linkspan.engines.interchange.values import is_elapsed_format

_MILESTONES = (1, 5)
_SUMMARY = 2
#: Link types FS, SS, FF, SF to those of MSPDI.
_LINK_TYPES = (1, 3, 0, 2)
_DAYS, _ELAPSED_DAYS, _PERCENT, _ELAPSED_PERCENT = 7, 8, 19, 20
_LAG_FORMATS = (_DAYS, _ELAPSED_DAYS, _PERCENT, _ELAPSED_PERCENT)
#: Constraints that only P6 has, as Project's nearest: "on" and "mandatory" dates are "must" dates there.
_CONSTRAINTS = {8: 2, 9: 3, 10: 2, 11: 3}
_REPEATED = frozenset(("PredecessorLink", "ExtendedAttribute", "Baseline"))


class TaskWriter:
    """All tasks of a file in outline order."""

    def __init__(self, file: ScheduleFile, uid_of: dict[int, int], custom: CustomFields) -> None:
        self._file, self._uid_of, self._custom = file, uid_of, custom
        # Project has one link between two rows; of several, as P6 allows, the first is written.
        one = {(link.pred_uid, link.succ_uid): link for link in reversed(file.links)}
        self._into: dict[int, list[LinkEntry]] = {}
        for link in file.links:
            if one[link.pred_uid, link.succ_uid] is link:
                self._into.setdefault(link.succ_uid, []).append(link)
        self._numbers: list[int] = []

    def rows(self) -> list[str]:
        """One `Task` element a row."""
        parents = {task.parent_uid for task in self._file.tasks}
        return [self._row(task, task.uid in parents) for task in self._file.tasks]

    def _row(self, task: TaskEntry, is_summary: bool) -> str:
        into = Elements("Task")
        into.whole("UID", self._uid_of[task.uid])
        into.whole("ID", task.row_id)
        into.text("Name", task.name)
        _planning(task, into, is_summary)
        into.plain("OutlineNumber", self._outline_number(task))
        _progress(task, into)
        _stored(task, into)
        rest = kept(self._file.rest, "Task", task.uid)
        self._repeated(task, into, rest)
        _formats(task, into, rest)
        into.rest([child for child in rest if child.tag not in _REPEATED])
        return into.wrapped(TASK)

    def _outline_number(self, task: TaskEntry) -> str:
        """Places along the path from the root; the project row itself is 0."""
        level = task.outline_level
        if level <= 0:
            return "0"
        self._numbers = [*self._numbers[:level], *([0] * (level - len(self._numbers)))]
        self._numbers[level - 1] += 1
        return ".".join(map(str, self._numbers))

    def _repeated(self, task: TaskEntry, into: Elements, rest: list[Any]) -> None:
        """Links, custom values and baselines, each with what was kept of it."""
        raw_links: dict[int, tuple[LinkEntry | None, Any]] = {}
        for child in (child for child in rest if child.tag == "PredecessorLink"):
            link = read_link(Fields(child, []), task.uid)
            if link is None:
                into.raw("PredecessorLink", markup(child))
            else:
                raw_links.setdefault(link.pred_uid, (link, child))
        for link in self._into.get(task.uid, []):
            before, raw = raw_links.get(link.pred_uid, (None, None))
            into.raw("PredecessorLink", markup(raw) if before == link else self._link(link))
        for child in (child for child in rest if child.tag == "ExtendedAttribute"):
            into.raw("ExtendedAttribute", markup(child))
        for value in self._custom.values(task):
            into.raw("ExtendedAttribute", value)
        _baselines(task, into, rest)

    def _link(self, link: LinkEntry) -> str:
        lag = number(link.lag / 100) if link.lag_kind > 1 else str(link.lag * 10)
        return (
            f"<PredecessorLink><PredecessorUID>{self._uid_of.get(link.pred_uid, link.pred_uid)}</PredecessorUID>"
            f"<Type>{_LINK_TYPES[link.type]}</Type><CrossProject>0</CrossProject><LinkLag>{lag}</LinkLag>"
            f"<LagFormat>{_LAG_FORMATS[link.lag_kind]}</LagFormat></PredecessorLink>"
        )


def _planning(task: TaskEntry, into: Elements, is_summary: bool) -> None:
    into.flag("Active", task.active)
    into.flag("Manual", task.manual)
    into.flag("IsNull", False)
    into.text("WBS", task.wbs)
    into.whole("OutlineLevel", task.outline_level)
    into.whole("Priority", task.priority)
    into.plain("Duration", duration(task.duration))
    into.flag("Recurring", task.recurring)
    into.flag("Estimated", task.estimated)
    into.flag("Milestone", task.kind in _MILESTONES)
    into.flag("Summary", is_summary)
    into.flag("ExternalTask", task.external)
    into.whole("ConstraintType", _CONSTRAINTS.get(task.constraint, task.constraint))
    into.whole("CalendarUID", -1 if task.calendar_uid is None else task.calendar_uid)
    into.instant("ConstraintDate", task.constraint_date)
    into.instant("Deadline", task.deadline)
    if task.leveling_delay:
        into.whole("LevelingDelay", task.leveling_delay * 10)
    into.flag("IgnoreResourceCalendar", task.ignore_resource_calendar)
    into.text("Notes", task.notes)
    if task.manual:
        into.instant("ManualStart", task.manual_start)
        into.instant("ManualFinish", task.manual_finish)


def _progress(task: TaskEntry, into: Elements) -> None:
    into.number("PercentComplete", task.percent_complete)
    into.instant("ActualStart", task.actual_start)
    into.instant("ActualFinish", task.actual_finish)
    into.duration("ActualDuration", task.actual_duration)
    into.duration("RemainingDuration", task.remaining_duration)
    if task.resume is not None:
        into.instant("Resume", task.resume)
        into.flag("ResumeValid", True)


def _stored(task: TaskEntry, into: Elements) -> None:
    stored = task.stored
    into.instant("Start", stored.start)
    into.instant("Finish", stored.finish)
    if stored.critical is not None:
        into.flag("Critical", stored.critical)
    into.instant("EarlyStart", stored.early_start)
    into.instant("EarlyFinish", stored.early_finish)
    into.instant("LateStart", stored.late_start)
    into.instant("LateFinish", stored.late_finish)
    if stored.free_slack is not None:
        into.whole("FreeSlack", stored.free_slack * 10)
    if stored.total_slack is not None:
        into.whole("TotalSlack", stored.total_slack * 10)


def _formats(task: TaskEntry, into: Elements, rest: list[Any]) -> None:
    """The unit of the duration: as it was where it still fits, else days."""
    raw = next((child.text or "" for child in rest if child.tag == "DurationFormat"), "")
    if raw.strip().isdecimal() and is_elapsed_format(int(raw)) == task.elapsed:
        into.plain("DurationFormat", raw.strip())
    else:
        into.whole("DurationFormat", _ELAPSED_DAYS if task.elapsed else _DAYS)


def _baselines(task: TaskEntry, into: Elements, rest: list[Any]) -> None:
    unread: list[Note] = []
    raw = {}
    for child in (child for child in rest if child.tag == "Baseline"):
        entry = read_baseline(Fields(child, unread))
        if entry is None:
            into.raw("Baseline", markup(child))
        else:
            raw[entry.number] = (entry, child)
    for place, entry in sorted(task.baselines.items()):
        before, element = raw.get(place, (None, None))
        into.raw("Baseline", markup(element) if before == entry else _baseline(entry))


def _baseline(entry: BaselineEntry) -> str:
    into = Elements("Baseline")
    into.whole("Number", entry.number)
    into.instant("Start", entry.start)
    into.instant("Finish", entry.finish)
    into.duration("Duration", entry.duration)
    into.duration("Work", entry.work)
    if entry.cost is not None:
        into.whole("Cost", entry.cost)
    order = {name: place for place, name in enumerate(("Number", "Start", "Finish", "Duration", "Work", "Cost"))}
    return into.wrapped(order)
