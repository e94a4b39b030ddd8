"""What P6 schedules differently: remaining durations, calendars of activities, data date, constraints and options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from linkspan.engines.calendar import CalendarSet
from linkspan.engines.interchange.model import ProjectHeader, ScheduleFile, TaskEntry
from linkspan.engines.network import NO_TIME, Options
from linkspan.engines.network.model import ProjectDates

_START_MILESTONE, _FINISH_MILESTONE = 5, 1
_MILESTONES = (_START_MILESTONE, _FINISH_MILESTONE)


def data_date(project: ProjectHeader) -> int:
    """The instant before which nothing unfinished is scheduled; the planned start where the file has none."""
    found = project.status_date if project.status_date is not None else project.start
    return NO_TIME if found is None else found


def p6_options(file: ScheduleFile, default_calendar: int = 0) -> Options:
    """The scheduling options of the first project; P6 schedules all projects of a run by one set of them."""
    project, rules = file.project, file.project.rules
    return Options(
        data_date=data_date(project),
        must_finish=NO_TIME if project.must_finish is None else project.must_finish,
        default_calendar=default_calendar,
        lag_calendar=rules.lag_calendar,
        critical_threshold=project.critical_limit,
        flavour="p6",
        progress_mode=rules.progress,
        float_basis=rules.float_basis,
        critical_by=rules.critical_by,
        float_by_project=rules.float_by_project,
        remaining_after_data_date=_is_current(file),
        projects=_projects(file),
    )


def _projects(file: ScheduleFile) -> tuple[ProjectDates, ...]:
    """The dates of each project, none where the file has only one."""
    if not file.others:
        return ()
    return tuple(
        ProjectDates(
            header.start if header.start is not None else max(0, data_date(header)),
            data_date(header),
            NO_TIME if header.must_finish is None else header.must_finish,
        )
        for header in (file.project, *file.others)
    )


def _is_current(file: ScheduleFile) -> bool:
    """Whether the stored dates were computed at the data date.

    Work that was left lying before the data date shows that they were not (P6 schedules on request only); then the
    remaining work stays where actual start and duration put it.
    """
    headers = {header.uid: header for header in (file.project, *file.others)}
    for task in file.tasks:
        if task.actual_start is None or task.actual_finish is not None or task.stored.early_start is None:
            continue
        if task.stored.early_start < data_date(headers.get(task.project_uid, file.project)):
            return False
    return True


def instants(tasks: Sequence[TaskEntry], value: Callable[[TaskEntry], int | None]) -> Any:
    """An int64 column of instants, `NO_TIME` where missing."""
    found = (value(task) for task in tasks)
    return np.array([NO_TIME if instant is None else instant for instant in found], dtype=np.int64)


def p6_columns(tasks: Sequence[TaskEntry], file: ScheduleFile, calendars: CalendarSet, index: list[int]) -> Any:
    """Columns of the network beside the common ones, for activities with the calendar numbers `index`."""
    headers = {header.uid: header for header in (file.project, *file.others)}
    current = _is_current(file)
    numbers = {uid: number for number, uid in enumerate(headers)} if file.others else {}
    rules = file.project.rules
    others = not rules.ignore_other_projects
    remaining = [_remaining(task) for task in tasks]
    expected = instants(tasks, lambda task: task.expected_finish if rules.use_expected_finish else None)
    return {
        "duration": np.array(
            [
                max(left, task.duration)
                if task.actual_finish is None and not current
                else left + _worked(task, calendars, number, headers.get(task.project_uid, file.project))
                for task, left, number in zip(tasks, remaining, index, strict=True)
            ],
            dtype=np.int64,
        ),
        "remaining": np.array(remaining, dtype=np.int64),
        "constraint2": np.array([task.constraint2 for task in tasks], dtype=np.int64),
        "constraint2_date": instants(tasks, lambda task: task.constraint2_date),
        "expected_finish": expected,
        "external_early_start": instants(tasks, lambda task: task.external_early_start if others else None),
        "external_late_finish": instants(tasks, lambda task: task.external_late_finish if others else None),
        "suspend": instants(tasks, lambda task: task.suspend),
        "project": np.array([numbers.get(task.project_uid, 0) for task in tasks], dtype=np.int64),
    }


def _remaining(task: TaskEntry) -> int:
    if task.kind in _MILESTONES or task.actual_finish is not None:
        return 0
    return max(0, task.duration if task.remaining_duration is None else task.remaining_duration)


def _worked(task: TaskEntry, calendars: CalendarSet, number: int, project: ProjectHeader) -> int:
    """Working minutes from the actual start to the actual finish or the data date: duration at completion."""
    until = task.actual_finish if task.actual_finish is not None else data_date(project)
    if task.actual_start is None or until == NO_TIME or task.kind in _MILESTONES:
        return 0
    return max(0, calendars.calendar(max(0, number)).between(task.actual_start, until))
