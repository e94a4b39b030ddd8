"""Calendars of an MSPDI file: week days, old and new exceptions, recurrences, work weeks, base calendars."""

from __future__ import annotations

from typing import Any

from linkspan.engines.calendar import FIRST_MINUTE, LAST_MINUTE, CalendarException, date_of, day_of, weekday
from linkspan.engines.interchange.fields import Fields
from linkspan.engines.interchange.messages import Note
from linkspan.engines.interchange.model import STANDARD_WEEK, CalendarEntry, Intervals
from linkspan.engines.interchange.recurrence import Recurrence
from linkspan.engines.interchange.values import OutOfRange, parse_instant, parse_time

_MIDNIGHT = 1440
_FIRST_DAY, _LAST_DAY = FIRST_MINUTE // 1440, LAST_MINUTE // 1440 - 1


def read_calendar(element: Any, notes: list[Note]) -> CalendarEntry | None:
    """One `Calendar` element; None, with a note, where it has no UID."""
    fields = Fields(element, notes)
    if not fields.text("UID"):
        fields.note("warning", "no_uid", what="calendar")
        return None
    base = fields.whole("BaseCalendarUID", -1)
    entry = CalendarEntry(
        uid=fields.whole("UID"),
        name=fields.text("Name"),
        is_base=fields.flag("IsBaseCalendar", True),
        base_uid=base if base >= 0 else None,
        line=fields.line,
    )
    for group in fields.many.get("WorkWeeks", []):
        for week in group:
            entry.exceptions += _work_week(week, notes)
    for group in fields.many.get("WeekDays", []):
        for day in group:
            _week_day(day, entry, notes)
    for group in fields.many.get("Exceptions", []):
        for exception in group:
            entry.exceptions += _exception(exception, notes)
    return entry


def _intervals(fields: Fields) -> Intervals:
    """Working times of a day or exception; empty where it rests or none is given."""
    if not fields.flag("DayWorking"):
        return ()
    found = []
    for group in fields.many.get("WorkingTimes", []):
        for working in group:
            times = Fields(working, fields.notes)
            try:
                start, end = parse_time(times.text("FromTime")), parse_time(times.text("ToTime"))
            except ValueError as error:
                times.note("warning", "bad_value", tag="WorkingTime", value=str(error))
                continue
            found += _one_interval(start, end)
    return tuple(sorted(found))


def _one_interval(start: int, end: int) -> list[tuple[int, int]]:
    """A period of one day; an end of 00:00 is midnight, and 00:00 to 00:00 is the whole day."""
    if end == 0:
        end = _MIDNIGHT
    return [(start, end)] if start < end else []


def _week_day(element: Any, entry: CalendarEntry, notes: list[Note]) -> None:
    """A day of the week (type 1 Sunday to 7 Saturday), or an exception in the old form (type 0)."""
    fields = Fields(element, notes)
    day_type = fields.whole("DayType", -1)
    if day_type == 0:
        first, last = _period(fields)
        if first is not None and last is not None:
            entry.exceptions.append(CalendarException(first, last, _intervals(fields), fields.text("Name")))
        return
    if not 1 <= day_type <= 7:
        return
    index = (day_type + 5) % 7
    intervals = _intervals(fields)
    if fields.flag("DayWorking") and not intervals:
        intervals = STANDARD_WEEK[0]
    entry.week[index] = intervals


def _period(fields: Fields) -> tuple[int | None, int | None]:
    """First and last day of the `TimePeriod`; (None, None), with a note, where it is not valid."""
    for period in fields.many.get("TimePeriod", []):
        dates = Fields(period, fields.notes)
        try:
            first, last = parse_instant(dates.text("FromDate")), parse_instant(dates.text("ToDate"))
        except OutOfRange:
            return _clamped(dates, fields)
        except ValueError:
            break
        if first is not None and last is not None and first <= last:
            # An end at 00:00 of a later day is the end of the day before.
            last_day = (last - 1) // _MIDNIGHT if last > first else last // _MIDNIGHT
            return first // _MIDNIGHT, min(last_day, _LAST_DAY)
    fields.note("warning", "exception_range", name=fields.text("Name"))
    return None, None


def _clamped(dates: Fields, fields: Fields) -> tuple[int | None, int | None]:
    """Exceptions "until the end of time" are cut at the supported years."""
    days = []
    for name, bound in (("FromDate", _FIRST_DAY), ("ToDate", _LAST_DAY)):
        try:
            instant = parse_instant(dates.text(name))
            days.append(bound if instant is None else instant // _MIDNIGHT)
        except OutOfRange:
            days.append(bound)
        except ValueError:
            days.append(bound)
    if days[0] > days[1]:
        fields.note("warning", "exception_range", name=fields.text("Name"))
        return None, None
    return days[0], days[1]


def _exception(element: Any, notes: list[Note]) -> list[CalendarException]:
    """An exception in the new form, its recurrence expanded."""
    fields = Fields(element, notes)
    first, last = _period(fields)
    if first is None or last is None:
        return []
    intervals, name = _intervals(fields), fields.text("Name")
    rule = Recurrence(
        kind=fields.whole("Type", 1),
        first=date_of(first),
        last=date_of(last),
        period=fields.whole("Period", 1),
        occurrences=fields.whole("Occurrences") if fields.flag("EnteredByOccurrences") else 0,
        days_of_week=fields.whole("DaysOfWeek"),
        month=max(0, fields.whole("Month")),
        month_day=fields.whole("MonthDay", 1),
        month_item=fields.whole("MonthItem"),
        month_position=fields.whole("MonthPosition"),
    )
    if rule.is_range():
        return [CalendarException(first, last, intervals, name)]
    return [CalendarException(day_of(day), day_of(day), intervals, name) for day in rule.days()]


def _work_week(element: Any, notes: list[Note]) -> list[CalendarException]:
    """A different week for some time: one exception for each of its days."""
    fields = Fields(element, notes)
    first, last = _period(fields)
    if first is None or last is None:
        return []
    entry = CalendarEntry(0)
    for group in fields.many.get("WeekDays", []):
        for day in group:
            _week_day(day, entry, notes)
    found = []
    for day in range(first, last + 1):
        intervals = entry.week[weekday(day)]
        if intervals is not None:
            found.append(CalendarException(day, day, intervals, fields.text("Name")))
    return found
