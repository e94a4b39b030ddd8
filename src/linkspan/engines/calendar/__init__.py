"""Interval calendars: exact arithmetic between instants and working time."""

from linkspan.engines.calendar.instants import (
    FIRST_MINUTE,
    LAST_MINUTE,
    MINUTES_PER_DAY,
    date_of,
    day_of,
    from_minutes,
    iso,
    to_minutes,
    weekday,
)
from linkspan.engines.calendar.packed import CalendarSet
from linkspan.engines.calendar.spec import (
    ALWAYS,
    CalendarError,
    CalendarException,
    CalendarSpec,
    WeekPattern,
    intersection,
    union,
)
from linkspan.engines.calendar.work import WorkCalendar, compile_calendar

__all__ = [
    "ALWAYS",
    "FIRST_MINUTE",
    "LAST_MINUTE",
    "MINUTES_PER_DAY",
    "CalendarError",
    "CalendarException",
    "CalendarSet",
    "CalendarSpec",
    "WeekPattern",
    "WorkCalendar",
    "compile_calendar",
    "date_of",
    "day_of",
    "from_minutes",
    "intersection",
    "iso",
    "to_minutes",
    "union",
    "weekday",
]
