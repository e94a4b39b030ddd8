"""Turn the JSON dumps of the reference data (values stored by other programs) into schedule files of our own model."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from linkspan.engines.calendar import CalendarException, day_of, to_minutes
from linkspan.engines.interchange import (
    AssignmentEntry,
    CalendarEntry,
    LinkEntry,
    ProjectHeader,
    ResourceEntry,
    ScheduleFile,
    StoredDates,
    TaskEntry,
)

_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_LINKS = {"FS": 0, "SS": 1, "FF": 2, "SF": 3}
_CONSTRAINTS = {
    "AS_SOON_AS_POSSIBLE": 0,
    "AS_LATE_AS_POSSIBLE": 1,
    "MUST_START_ON": 2,
    "START_ON": 2,
    "MUST_FINISH_ON": 3,
    "FINISH_ON": 3,
    "START_NO_EARLIER_THAN": 4,
    "START_NO_LATER_THAN": 5,
    "FINISH_NO_EARLIER_THAN": 6,
    "FINISH_NO_LATER_THAN": 7,
}


def instant(text: str | None) -> int | None:
    return None if text is None else to_minutes(datetime.fromisoformat(text))


def minutes(value: list[Any] | None, dump: dict[str, Any]) -> int | None:
    """Minutes of `[amount, unit]`, working units by the project's minutes a day and week."""
    if value is None:
        return None
    amount, unit = float(value[0]), value[1]
    per_day = float(dump["minutes_per_day"])
    per_week = float(dump["minutes_per_week"])
    factors = {"m": 1.0, "h": 60.0, "d": per_day, "w": per_week, "mo": per_day * float(dump["days_per_month"] or 20)}
    elapsed = {"em": 1.0, "eh": 60.0, "ed": 1440.0, "ew": 10080.0, "emo": 43200.0}
    return round(amount * (factors | elapsed)[unit])


def _interval(start: str, end: str) -> tuple[int, int]:
    begin, finish = (int(t[:2]) * 60 + int(t[3:5]) for t in (start, end))
    return begin, finish or 1440


def _calendars(dump: dict[str, Any]) -> list[CalendarEntry]:
    uid_of = {cal["name"]: number for number, cal in enumerate(dump["calendars"], start=1)}
    found = []
    for number, cal in enumerate(dump["calendars"], start=1):
        entry = CalendarEntry(number, cal["name"] or "", base_uid=uid_of.get(cal["parent"]))
        for index, name in enumerate(_DAYS):
            day = cal["week"][name]
            if day["type"] != "DEFAULT":
                entry.week[index] = tuple(_interval(*hours) for hours in day["hours"])
        for exception in cal["exceptions"]:
            first, last = (day_of(date.fromisoformat(exception[key])) for key in ("from_", "to"))
            hours = tuple(_interval(*interval) for interval in exception["hours"])
            entry.exceptions.append(CalendarException(first, last, hours))
        found.append(entry)
    return found


def _task(row: dict[str, Any], dump: dict[str, Any], calendar_uid: dict[str, int]) -> TaskEntry:
    duration = row["duration"]
    manual = row["task_mode"] == "MANUALLY_SCHEDULED"
    return TaskEntry(
        uid=row["uid"],
        name=row["name"] or "",
        wbs=row["wbs"] or "",
        outline_level=int(row["outline_level"] or 1),
        parent_uid=row["parent_uid"],
        kind=2 if row["summary"] else 1 if row["milestone"] else 0,
        active=row["active"],
        manual=manual,
        manual_start=instant(row["start"]) if manual else None,
        manual_finish=instant(row["finish"]) if manual else None,
        duration=minutes(duration, dump) or 0,
        elapsed=bool(duration) and duration[1].startswith("e"),
        calendar_uid=calendar_uid.get(row["calendar"]),
        constraint=_CONSTRAINTS.get(row["constraint"], 0),
        constraint_date=instant(row["constraint_date"]),
        deadline=instant(row["deadline"]),
        percent_complete=float(row["percent_complete"] or 0),
        actual_start=instant(row["actual_start"]),
        actual_finish=instant(row["actual_finish"]),
        remaining_duration=minutes(row["remaining_duration"], dump),
        leveling_delay=minutes(row["leveling_delay"], dump) or 0,
        stored=StoredDates(
            *(instant(row[k]) for k in ("start", "finish", "early_start", "early_finish", "late_start", "late_finish")),
            total_slack=minutes(row["total_slack"], dump),
            free_slack=minutes(row["free_slack"], dump),
            critical=row["critical"],
        ),
    )


def _lag(link: dict[str, Any], dump: dict[str, Any]) -> tuple[int, int]:
    amount, unit = link["lag"]
    if unit in ("%", "e%"):
        return round(float(amount) * 100), 2 if unit == "%" else 3
    return minutes([amount, unit], dump) or 0, 1 if unit.startswith("e") else 0


def load(dump: dict[str, Any]) -> ScheduleFile:
    """The schedule file that a dump describes, with the stored values of its tasks."""
    calendars = _calendars(dump)
    uid_of = {entry.name: entry.uid for entry in calendars}
    file = ScheduleFile(
        dump["file_type"] or "JSON",
        ProjectHeader(
            start=instant(dump["start"]),
            finish=instant(dump["finish"]),
            status_date=instant(dump["status_date"]),
            calendar_uid=uid_of.get(dump["default_calendar"]),
            critical_limit=minutes(dump["critical_slack_limit"], dump) or 0,
        ),
        calendars,
    )
    for row in dump["tasks"]:
        file.tasks.append(_task(row, dump, uid_of))
        for link in row["predecessors"]:
            lag, lag_kind = _lag(link, dump)
            file.links.append(LinkEntry(link["uid"], row["uid"], _LINKS[link["type"]], lag, lag_kind))
        for number, entry in enumerate(row["assignments"]):
            resource = entry["resource_uid"]
            file.assignments.append(
                AssignmentEntry(number, row["uid"], None if resource is None else int(resource), work=0)
            )
    types = {"MATERIAL": 0, "WORK": 1, "COST": 2}
    for row in dump["resources"]:
        calendar = uid_of.get(row["calendar"])
        file.resources.append(ResourceEntry(int(row["uid"]), 0, row["name"] or "", types.get(row["type"], 1), calendar))
    return file
