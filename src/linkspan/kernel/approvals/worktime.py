"""When so many working hours are over: by the calendar of the place, which a module registers, or the plain week."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings

from linkspan.kernel import clock

# Moment after so many working minutes from a moment on, in the calendar of a scope path; None where it has none.
Calendar = Callable[[str, dt.datetime, int], dt.datetime | None]
_CALENDARS: list[Calendar] = []
# Without a calendar: Monday to Friday, eight hours from nine.
_FROM, _UNTIL, _WORKDAYS = 9, 17, 5


def register_working_time(calendar: Calendar) -> None:
    """Make the calendars of places known."""
    _CALENDARS.append(calendar)


def due_after(scope_path: str, hours: float | None, since: dt.datetime | None = None) -> dt.datetime | None:
    """When the working hours are over, counted from now; None where there is no time-out."""
    if hours is None:
        return None
    start, minutes = since or clock.now(), max(1, round(hours * 60))
    for calendar in _CALENDARS:
        due = calendar(scope_path, start, minutes)
        if due is not None:
            return due
    return plain_week(start, minutes)


def plain_week(start: dt.datetime, minutes: int) -> dt.datetime:
    """The moment after working minutes of a plain week in the installation's zone."""
    zone = ZoneInfo(settings.BUSINESS_TIME_ZONE)
    at = start.astimezone(zone)
    while True:
        opens = at.replace(hour=_FROM, minute=0, second=0, microsecond=0)
        closes = at.replace(hour=_UNTIL, minute=0, second=0, microsecond=0)
        at = max(at, opens)
        if at.weekday() < _WORKDAYS and at < closes:
            left = int((closes - at).total_seconds() // 60)
            if minutes <= left:
                return (at + dt.timedelta(minutes=minutes)).astimezone(dt.UTC)
            minutes -= left
        at = opens + dt.timedelta(days=1)
