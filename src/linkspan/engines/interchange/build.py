"""From a schedule file to a network: rows, calendars of tasks and resources, progress as stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from linkspan.engines.calendar import (
    CalendarError,
    CalendarException,
    CalendarSet,
    CalendarSpec,
    WeekPattern,
    intersection,
    union,
)
from linkspan.engines.interchange.build_p6 import instants, p6_columns, p6_options
from linkspan.engines.interchange.messages import FileRefused, Note
from linkspan.engines.interchange.model import STANDARD_WEEK, ScheduleFile, TaskEntry
from linkspan.engines.network import NO_TIME, Network, NetworkError, Options
from linkspan.engines.network.explain import error_text

_WORK = 1
_NO_CALENDAR = -1


@dataclass(frozen=True, slots=True)
class FileNetwork:
    """A network with the unique ids of its rows, and notes on calendars that could not be used."""

    network: Network
    uids: tuple[int, ...]
    notes: tuple[Note, ...]


def build_network(file: ScheduleFile) -> FileNetwork:
    """The network that `file` describes, without the project summary row (its dates are the project's).

    Raises `FileRefused` where there is no start date or no usable calendar.
    """
    tasks = [task for task in file.tasks if not _is_project_row(task)]
    row_of = {task.uid: row for row, task in enumerate(tasks)}
    calendars = _Calendars(file)
    indices = [calendars.index(task) for task in tasks]
    links = [link for link in file.links if link.pred_uid in row_of and link.succ_uid in row_of]
    packed = calendars.packed()
    columns: dict[str, Any] = _columns(tasks)
    if file.project.rules.flavour == "p6":
        columns |= p6_columns(tasks, file, packed, indices)
    try:
        network = Network.build(
            len(tasks),
            packed,
            _project_start(file),
            links=(
                [row_of[link.pred_uid] for link in links],
                [row_of[link.succ_uid] for link in links],
                [link.type for link in links],
                [link.lag for link in links],
                [link.lag_kind for link in links],
            ),
            options=_options(file),
            parent=[row_of.get(task.parent_uid, -1) if task.parent_uid is not None else -1 for task in tasks],
            calendar=indices,
            **columns,
        )
    except NetworkError as error:
        raise FileRefused("network", zh=error_text(error, "zh-CN"), en=error_text(error, "en")) from error
    return FileNetwork(network, tuple(task.uid for task in tasks), tuple(calendars.notes))


def _is_project_row(task: TaskEntry) -> bool:
    return task.uid == 0 and task.outline_level == 0


def _options(file: ScheduleFile) -> Options:
    project = file.project
    if project.rules.flavour == "p6":
        return p6_options(file)
    from_finish = not project.schedule_from_start and project.finish is not None
    return Options(
        must_finish=project.finish if from_finish and project.finish is not None else NO_TIME,
        schedule_from_finish=from_finish,
        critical_threshold=project.critical_limit,
        remaining_after_data_date=False,
    )


def _project_start(file: ScheduleFile) -> int:
    if file.project.start is not None:
        return file.project.start
    starts = [task.stored.start for task in file.tasks if task.stored.start is not None]
    if file.project.finish is not None:
        starts.append(file.project.finish)
    if not starts and file.tasks:
        raise FileRefused("no_start")
    return min(starts, default=0)


def _columns(tasks: list[TaskEntry]) -> dict[str, np.ndarray]:
    fixed = [task.manual or task.external for task in tasks]
    return {
        "kind": np.array([task.kind for task in tasks], dtype=np.int64),
        "duration": np.array([task.duration for task in tasks], dtype=np.int64),
        "elapsed": np.array([task.elapsed for task in tasks], dtype=bool),
        "constraint": np.array([task.constraint for task in tasks], dtype=np.int64),
        "constraint_date": instants(tasks, lambda task: task.constraint_date),
        "deadline": instants(tasks, lambda task: task.deadline),
        "actual_start": instants(tasks, lambda task: task.actual_start),
        "actual_finish": instants(tasks, lambda task: task.actual_finish),
        "resume": instants(tasks, lambda task: task.resume),
        "remaining": np.array([_remaining(task) for task in tasks], dtype=np.int64),
        "percent": np.array([task.percent_complete for task in tasks], dtype=np.float64),
        "active": np.array([task.active for task in tasks], dtype=bool),
        "leveling_delay": np.array([task.leveling_delay for task in tasks], dtype=np.int64),
        "manual_start": np.where(fixed, instants(tasks, lambda t: t.manual_start or t.stored.start), NO_TIME),
        "manual_finish": np.where(fixed, instants(tasks, lambda t: t.manual_finish or t.stored.finish), NO_TIME),
    }


def _remaining(task: TaskEntry) -> int:
    return -1 if task.remaining_duration is None else max(0, task.remaining_duration)


class _Calendars:
    """Calendars that tasks really run on, each compiled once.

    A task runs on its own calendar, or on the union of its work resources' calendars (Microsoft Project counts the
    duration of a task in all time that any of them works), or on both at once, or on the project's calendar.
    """

    def __init__(self, file: ScheduleFile) -> None:
        self.notes: list[Note] = []
        self._file = file
        self._resource = {resource.uid: resource for resource in file.resources}
        self._of_task: dict[int, list[int]] = {}
        for entry in file.assignments:
            resource = self._resource.get(entry.resource_uid) if entry.resource_uid is not None else None
            if resource is not None and resource.type == _WORK:
                calendar = _NO_CALENDAR if resource.calendar_uid is None else resource.calendar_uid
                self._of_task.setdefault(entry.task_uid, []).append(calendar)
        self._specs: list[CalendarSpec] = [self._project_spec()]
        self._index: dict[tuple[int, tuple[int, ...]], int] = {}
        self._by_spec: dict[tuple[WeekPattern, tuple[CalendarException, ...]], int] = {_key(self._specs[0]): 0}

    def _project_spec(self) -> CalendarSpec:
        spec = self._file.calendar_spec(self._file.project.calendar_uid)
        if self._is_usable(spec):
            return spec
        return CalendarSpec("Standard", WeekPattern(STANDARD_WEEK))

    def _is_usable(self, spec: CalendarSpec) -> bool:
        try:
            CalendarSet([spec])
        except CalendarError as error:
            if error.code != "no_working_time":
                raise FileRefused("calendar", zh=error.text("zh-CN"), en=error.text("en")) from error
            self.notes.append(Note("warning", "no_working_time", params={"name": spec.name}))
            return False
        return True

    def index(self, task: TaskEntry) -> int:
        """The calendar index of `task`, compiling a combination not met before."""
        resources: tuple[int, ...] = ()
        own = _NO_CALENDAR if task.calendar_uid is None else task.calendar_uid
        if task.resource_dependent:
            # P6 asks the resources alone, the primary one where there is one.
            resources = self._of_primary(task) or tuple(sorted(set(self._of_task.get(task.uid, ()))))
            own = _NO_CALENDAR if resources else own
        elif task.calendar_uid is None or not task.ignore_resource_calendar:
            resources = tuple(sorted(set(self._of_task.get(task.uid, ()))))
        key = (own, resources)
        if key not in self._index:
            self._index[key] = self._add(own, resources)
        return self._index[key]

    def _of_primary(self, task: TaskEntry) -> tuple[int, ...]:
        resource = self._resource.get(task.primary_resource_uid) if task.primary_resource_uid is not None else None
        if resource is None or resource.calendar_uid is None or resource.type != _WORK:
            return ()
        return (resource.calendar_uid,)

    def _add(self, own: int, resources: tuple[int, ...]) -> int:
        parts = [self._spec(uid) for uid in resources]
        joined = parts[0] if len(parts) == 1 else union("+".join(p.name for p in parts), parts) if parts else None
        if own == _NO_CALENDAR:
            spec = joined or self._specs[0]
        else:
            spec = self._spec(own)
            if joined is not None:
                spec = intersection(f"{spec.name} & {joined.name}", [spec, joined])
        found = self._by_spec.get(_key(spec))
        if found is not None:
            return found
        if not self._is_usable(spec):
            return 0
        self._specs.append(spec)
        self._by_spec[_key(spec)] = len(self._specs) - 1
        return len(self._specs) - 1

    def _spec(self, uid: int) -> CalendarSpec:
        return self._specs[0] if uid == _NO_CALENDAR else self._file.calendar_spec(uid)

    def packed(self) -> CalendarSet:
        """All calendars used, the project's first."""
        return CalendarSet(self._specs)


def _key(spec: CalendarSpec) -> tuple[WeekPattern, tuple[CalendarException, ...]]:
    return spec.week, spec.exceptions
