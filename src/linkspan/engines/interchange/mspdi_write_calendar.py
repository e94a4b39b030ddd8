"""Calendars as MSPDI; one that nobody changed is given back as it was read, with its recurrences and work weeks."""

from __future__ import annotations

from itertools import pairwise

from linkspan.engines.calendar import CalendarException, iso
from linkspan.engines.interchange.messages import Note
from linkspan.engines.interchange.model import CalendarEntry, Intervals, ScheduleFile
from linkspan.engines.interchange.mspdi_calendar import read_calendar
from linkspan.engines.interchange.mspdi_rest import kept, markup
from linkspan.engines.interchange.mspdi_values import clean

_MIDNIGHT = 1440


def calendar_xml(file: ScheduleFile, entry: CalendarEntry) -> str:
    """One `Calendar` element."""
    unread: list[Note] = []
    for element in kept(file.rest, "Calendar", entry.uid):
        before = read_calendar(element, unread)
        if before is not None:
            # A base that is not in the file was given up when it was read.
            before.base_uid = entry.base_uid if entry.base_uid is None else before.base_uid
        if before == entry:
            return markup(element)
    parts = [
        f"<UID>{entry.uid}</UID><Name>{clean(entry.name)}</Name>",
        f"<IsBaseCalendar>{int(entry.is_base)}</IsBaseCalendar>",
        f"<BaseCalendarUID>{-1 if entry.base_uid is None else entry.base_uid}</BaseCalendarUID>",
        _week(entry),
        _exceptions(separate(entry.exceptions)),
    ]
    return f"<Calendar>{''.join(parts)}</Calendar>"


def _week(entry: CalendarEntry) -> str:
    """Days in the order of the format, Sunday = 1; days that the base decides are left out."""
    days = [
        f"<WeekDay><DayType>{number}</DayType>{_times(intervals)}</WeekDay>"
        for number in range(1, 8)
        if (intervals := entry.week[(number + 5) % 7]) is not None
    ]
    return f"<WeekDays>{''.join(days)}</WeekDays>" if days else ""


def _times(intervals: Intervals) -> str:
    if not intervals:
        return "<DayWorking>0</DayWorking>"
    times = "".join(
        f"<WorkingTime><FromTime>{_clock(start)}</FromTime><ToTime>{_clock(end)}</ToTime></WorkingTime>"
        for start, end in intervals
    )
    return f"<DayWorking>1</DayWorking><WorkingTimes>{times}</WorkingTimes>"


def _clock(minute: int) -> str:
    minute %= _MIDNIGHT
    return f"{minute // 60:02d}:{minute % 60:02d}:00"


def separate(exceptions: list[CalendarException]) -> list[CalendarException]:
    """The same days without overlaps, of two for one day the later: Project refuses exceptions that overlap."""
    ordered = sorted(exceptions, key=lambda exception: exception.first_day)
    if all(left.last_day < right.first_day for left, right in pairwise(ordered)):
        return exceptions
    by_day: dict[int, CalendarException] = {}
    for exception in exceptions:
        for day in range(exception.first_day, exception.last_day + 1):
            by_day[day] = exception
    found: list[CalendarException] = []
    source: CalendarException | None = None
    for day in sorted(by_day):
        owner = by_day[day]
        if found and source is owner and found[-1].last_day == day - 1:
            found[-1] = CalendarException(found[-1].first_day, day, owner.intervals, owner.name)
        else:
            found.append(CalendarException(day, day, owner.intervals, owner.name))
        source = owner
    return found


def _exceptions(exceptions: list[CalendarException]) -> str:
    items = "".join(
        "<Exception><EnteredByOccurrences>0</EnteredByOccurrences>"
        f"<TimePeriod><FromDate>{iso(exception.first_day * _MIDNIGHT)}</FromDate>"
        f"<ToDate>{iso(exception.last_day * _MIDNIGHT + _MIDNIGHT - 1)}</ToDate></TimePeriod>"
        f"<Occurrences>{exception.last_day - exception.first_day + 1}</Occurrences><Name>{clean(exception.name)}</Name>"
        f"<Type>1</Type><Period>1</Period>{_times(exception.intervals)}</Exception>"
        for exception in exceptions
    )
    return f"<Exceptions>{items}</Exceptions>" if items else ""
