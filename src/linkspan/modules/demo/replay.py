"""The hospital plan as it was known at earlier status dates, put together from the same history.

Nothing computed is stored: what had happened by a day, what was then estimated, and the logic go to the product's
engine, which finds the dates of that day. So trend, comparison and delay of the demo show what follows from the story.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from linkspan.kernel.localtime import local_midnight, parse_local
from linkspan.modules.analysis.api import keep_replayed
from linkspan.modules.demo.calendars import CALENDARS, HOURS_PER_DAY
from linkspan.modules.demo.plan_hospital import DATA_DATE, rows_by_code
from linkspan.modules.demo.records import ProjectPlan, Task
from linkspan.modules.demo.rows import Row, iso_day
from linkspan.modules.demo.worktime import WorkingDays
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule.api import freeze_plan, plan_state

#: Status dates of the weekly meeting since Baseline 2 was approved; the present plan stands at 2026-07-15.
STATUS_DATES = ("05-20", "05-27", "06-03", "06-10", "06-17", "06-24", "07-01", "07-08")
#: The day from which the present estimate (`now`, `now_snet`) of a row was known. LIS 2.0 came out on 06-28.
KNOWN_FROM = {"3.7": "07-03", "4.19": "07-10", "6.4": "07-13", "6.6": "07-10", "8.4": "07-09", "9.2": "07-07"}
_MINUTES = HOURS_PER_DAY * 60
_CLOSING = 18 * 60  # the meeting's plan is kept at 18:00


def load_replay(project: Project, plan: ProjectPlan, ids: Mapping[str, int]) -> None:
    """Keep the plan of each status date as a snapshot. ids: task ids by WBS code."""
    present = freeze_plan(plan_state(Project._base_manager.get(pk=project.pk)))
    zone = dt.timezone(dt.timedelta(hours=8))
    for text in STATUS_DATES:
        day = dt.date.fromisoformat(iso_day(text))
        moment = dt.datetime.combine(day, dt.time(_CLOSING // 60), zone)
        keep_replayed(
            project,
            plan_at(day, present, plan, ids),
            made_at=moment,
            name=f"{day:%m-%d} 例会计划",
            name_en=f"Plan of the meeting of {day:%m-%d}",
        )


def plan_at(day: dt.date, present: dict[str, Any], plan: ProjectPlan, ids: Mapping[str, int]) -> dict[str, Any]:
    """The frozen plan as it was known on the morning of a day; `present` is not changed."""
    numbers = {name: list(values) for name, values in present["numbers"].items()}
    progress, row_of = list(present["progress"]), {key: row for row, key in enumerate(present["ids"])}
    rows, days = rows_by_code(), {calendar.code: WorkingDays(calendar) for calendar in CALENDARS}
    for task in plan.tasks:
        at, known = row_of[ids[task.code]], _known(task, rows[task.code], days[task.calendar], day)
        progress[at] = known.pop("progress")
        for name, value in known.items():
            numbers[name][at] = value
    return {
        **present,
        "revision": 0,
        "project": {**present["project"], "data_date": local_midnight(day)},
        "numbers": numbers,
        "progress": progress,
    }


def _known(task: Task, row: Row, days: WorkingDays, day: dt.date) -> dict[str, Any]:
    """What was known of a row on the morning of a day: progress 0-1, and input columns of the plan."""
    first, last = _day(task.progress.actual_start), _day(task.progress.actual_finish)
    known: dict[str, Any] = {"actual_start": None, "actual_finish": None, "progress": 0.0}
    length = task.duration_days
    if last is not None and last < day:
        known |= {"actual_finish": parse_local(str(task.progress.actual_finish)), "progress": 1.0}
    elif _is_still_as_planned(task.code, day) or last is not None:
        length = row.days
    if first is not None and first < day:
        known["actual_start"] = parse_local(str(task.progress.actual_start))
        if known["progress"] < 1:
            known["progress"] = round(_share(task, days, first, last, day), 4)
    window = row.snet if _is_still_as_planned(task.code, day) else row.now_snet or row.snet
    if window:
        begins = days.start_of(days.first_from(dt.date.fromisoformat(iso_day(window))))
        known["constraint_date"] = parse_local(begins)
    else:
        known |= {"constraint": 0, "constraint_date": None}
    return {**known, "duration": round(length * _MINUTES)}


def _is_still_as_planned(code: str, day: dt.date) -> bool:
    """Whether a row's present estimate was not known yet."""
    return code in KNOWN_FROM and day < dt.date.fromisoformat(iso_day(KNOWN_FROM[code]))


def _share(task: Task, days: WorkingDays, first: dt.date, last: dt.date | None, day: dt.date) -> float:
    """Work done by the morning of a day, 0-1: evenly over the days worked, up to what is done at the data date."""
    until = last if last is not None else dt.date.fromisoformat(DATA_DATE[:10]) - dt.timedelta(days=1)
    worked = days.count(first, day - dt.timedelta(days=1))
    return task.progress.percent / 100 * min(1.0, worked / max(1, days.count(first, until)))


def _day(instant: str | None) -> dt.date | None:
    return None if instant is None else dt.date.fromisoformat(instant[:10])
