"""What an import would do: rows of the file against rows of the plan, matched by the file's unique ids."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from linkspan.engines.interchange.model import ScheduleFile, TaskEntry
from linkspan.kernel.localtime import to_utc
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule.api import Assignment, Baseline, Link, Resource, Task, WorkCalendar

# Columns of a task that a file decides, by name of the plan's column.
TASK_COLUMNS = (
    "name",
    "kind",
    "duration",
    "is_elapsed",
    "constraint",
    "constraint_date",
    "deadline",
    "actual_start",
    "actual_finish",
    "progress",
    "remaining",
    "manual_start",
    "manual_finish",
    "levelling_delay",
    "is_active",
    "ignores_resource_calendars",
    "notes",
    "optimistic",
    "pessimistic",
)
INSTANTS = frozenset({"constraint_date", "deadline", "actual_start", "actual_finish", "manual_start", "manual_finish"})
#: Estimates: a file without them leaves those that the plan has.
_ESTIMATES = ("optimistic", "pessimistic")
#: What a summary row shows of the rows below it; its own columns say nothing.
_ROLLED = frozenset({"duration", "progress", "remaining", "actual_start", "actual_finish", "kind"})
_SUMMARY = 2
_LONGEST_NAME = 400
_START_MILESTONE = 5
#: Rows that came from no file are told by their own key above this; ids of MS Project end at 2^31.
OWN_UIDS = 1_000_000_000


def uid_of_row(row: Any) -> int:
    """The unique id under which a row stands in a file: the one that it came with, else one of our own."""
    return int(row.source_uid) if row.source_uid is not None else OWN_UIDS + int(row.pk)


def calendars_by_uid(project: Project) -> dict[int, WorkCalendar]:
    """The project's calendars and those of the organisation, by the id under which each stands in a file."""
    rows = WorkCalendar._base_manager.filter(Q(project=project) | Q(project=None, organisation=project.organisation_id))
    return {uid_of_row(row): row for row in rows if row.project_id is not None or row.source_uid is None}


@dataclass
class Match:
    """The comparison of a file with a plan. Keys are the file's unique ids."""

    file: ScheduleFile
    wanted: dict[int, dict[str, Any]] = field(default_factory=dict)
    parents: dict[int, int | None] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    tasks: dict[int, Task] = field(default_factory=dict)
    changed: dict[int, list[str]] = field(default_factory=dict)
    links: dict[tuple[int, int, int], tuple[int, int]] = field(default_factory=dict)
    links_known: dict[tuple[int, int, int], Link] = field(default_factory=dict)
    resources: dict[int, Resource] = field(default_factory=dict)
    assignments: dict[tuple[int, int], tuple[float, int]] = field(default_factory=dict)
    assignments_known: dict[tuple[int, int], Assignment] = field(default_factory=dict)
    baselines: dict[int, dict[int, tuple[int, int, int]]] = field(default_factory=dict)
    kept_only_here: int = 0
    own_rows: int = 0
    calendars: dict[int, WorkCalendar] = field(default_factory=dict)
    only_here: list[Task] = field(default_factory=list)
    calendar_stays: set[int] = field(default_factory=set)

    @property
    def new_uids(self) -> list[int]:
        return [uid for uid in self.order if uid not in self.tasks]

    @property
    def new_links(self) -> list[tuple[int, int, int]]:
        return [key for key in self.links if key not in self.links_known]

    def summary(self) -> dict[str, int]:
        """Counts for the preview."""
        return {
            "tasks_new": len(self.new_uids),
            "tasks_updated": len(self.changed),
            "tasks_unchanged": len(self.order) - len(self.new_uids) - len(self.changed) - self.own_rows,
            "links_new": len(self.new_links),
            "calendars_new": sum(entry.uid not in self.calendars for entry in self.file.calendars),
            "resources": len(self.file.resources),
            "assignments": len(self.assignments),
            "baselines": len(self.baselines),
            "kept_only_here": self.kept_only_here,
        }


def match_file(
    file: ScheduleFile, project: Project | None, zone: str, *, sides: tuple[ScheduleFile, ScheduleFile] | None = None
) -> Match:
    """Compare a file with a plan (None: with an empty one). zone: time zone of the plan.

    sides: of a merged file the plan in the terms of the file, where what a row says alike stays as the plan has it, and
    the new file.
    """
    match = Match(file)
    top = {entry.uid for entry in file.tasks if entry.outline_level == 0 and entry.uid == 0}
    for entry in file.tasks:
        if entry.uid in top:
            continue
        match.order.append(entry.uid)
        match.wanted[entry.uid] = columns_of(entry, zone)
        match.parents[entry.uid] = entry.parent_uid if entry.parent_uid not in top else None
        for number, baseline in entry.baselines.items():
            if baseline.start is not None and baseline.finish is not None:
                match.baselines.setdefault(number, {})[entry.uid] = (
                    to_utc(baseline.start, zone) or 0,
                    to_utc(baseline.finish, zone) or 0,
                    baseline.duration or 0,
                )
    known = set(match.order)
    for link in file.links:
        if link.pred_uid in known and link.succ_uid in known and link.pred_uid != link.succ_uid:
            match.links[link.pred_uid, link.succ_uid, link.type] = (link.lag, link.lag_kind)
    for item in file.assignments:
        if item.task_uid in known and item.resource_uid is not None:
            match.assignments[item.task_uid, item.resource_uid] = (item.units, item.work or 0)
    if project is not None:
        _match_stored(match, project, {} if sides is None else {entry.uid: entry for entry in sides[0].tasks}, zone)
        if sides is not None:
            given = {entry.uid for entry in sides[1].tasks}
            match.own_rows = match.kept_only_here = len(match.tasks.keys() - given)
    return match


def columns_of(entry: TaskEntry, zone: str) -> dict[str, Any]:
    """What the import of a row writes into the columns of a task."""
    kind = Task.Kind.MILESTONE if entry.kind in (1, _START_MILESTONE) and not entry.duration else Task.Kind.TASK
    if entry.kind in (Task.Kind.LEVEL_OF_EFFORT, Task.Kind.HAMMOCK):
        kind = Task.Kind(entry.kind)
    values: dict[str, Any] = {
        "name": (" ".join((entry.name or "").split()) or f"#{entry.uid}")[:_LONGEST_NAME],
        "kind": kind,
        "duration": entry.duration or 0,
        "is_elapsed": entry.elapsed,
        "constraint": entry.constraint,
        "constraint_date": entry.constraint_date,
        "deadline": entry.deadline,
        "actual_start": entry.actual_start,
        "actual_finish": entry.actual_finish,
        "progress": min(1.0, max(0.0, entry.percent_complete / 100)),
        "remaining": entry.remaining_duration,
        "manual_start": entry.manual_start if entry.manual else None,
        "manual_finish": entry.manual_finish if entry.manual else None,
        "levelling_delay": entry.leveling_delay or 0,
        "is_active": entry.active,
        "ignores_resource_calendars": entry.ignore_resource_calendar,
        "notes": (entry.notes or "")[:20_000],
        "optimistic": entry.optimistic,
        "pessimistic": entry.pessimistic,
    }
    for name in INSTANTS:
        values[name] = to_utc(values[name], zone)
    return values


def _match_stored(match: Match, project: Project, ours: dict[int, TaskEntry], zone: str) -> None:
    entry_of = {entry.uid: entry for entry in match.file.tasks}
    match.calendars = calendars_by_uid(project)
    uid_of: dict[int, int] = {}
    for task in Task._base_manager.filter(project=project):
        uid = uid_of_row(task)
        if uid not in match.wanted:
            match.kept_only_here += 1
            match.only_here.append(task)
            continue
        match.tasks[uid] = task
        _keep(match, task, entry_of[uid], ours.get(uid), zone)
        uid_of[task.pk] = uid
    for uid, task in match.tasks.items():
        differing = [name for name in TASK_COLUMNS if getattr(task, name) != match.wanted[uid][name]]
        if differing:
            match.changed[uid] = differing
    for link in Link._base_manager.filter(project=project):
        if link.predecessor_id in uid_of and link.successor_id in uid_of:
            match.links_known[uid_of[link.predecessor_id], uid_of[link.successor_id], link.type] = link
    match.resources = {uid_of_row(r): r for r in Resource._base_manager.filter(project=project)}
    resources = {entry.uid for entry in match.file.resources}
    for item in Assignment._base_manager.filter(task__project=project).select_related("resource"):
        if item.task_id in uid_of and uid_of_row(item.resource) in resources:
            match.assignments_known[uid_of[item.task_id], uid_of_row(item.resource)] = item
    have = set(Baseline._base_manager.filter(project=project).values_list("number", flat=True))
    match.baselines = {number: rows for number, rows in match.baselines.items() if number + 1 not in have}


def _keep(match: Match, task: Task, entry: TaskEntry, mine: TaskEntry | None, zone: str) -> None:
    """What a row has in the plan where the file says nothing else: estimates, and what it says as we do."""
    wanted = match.wanted[entry.uid]
    said = {} if mine is None else columns_of(mine, zone)
    for name in TASK_COLUMNS:
        is_bare = (name in _ESTIMATES and wanted[name] is None) or (name in _ROLLED and entry.kind == _SUMMARY)
        if is_bare or (name in said and said[name] == wanted[name]):
            wanted[name] = getattr(task, name)
    if mine is not None and mine.calendar_uid == entry.calendar_uid:
        match.calendar_stays.add(entry.uid)
