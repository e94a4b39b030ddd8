"""From calendar rows to the engine's compiled calendars."""

import datetime as dt
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from linkspan.engines.calendar import (
    CalendarError,
    CalendarException,
    CalendarSpec,
    WeekPattern,
    WorkCalendar,
    compile_calendar,
    day_of,
)
from linkspan.kernel.errors import DomainError
from linkspan.modules.schedule import models

STANDARD_WEEK = [[[480, 720], [810, 1050]]] * 5 + [[], []]


def spec_of(calendar: models.WorkCalendar, exceptions: list[models.CalendarException]) -> CalendarSpec:
    """The engine's specification of a stored calendar."""
    week = WeekPattern(tuple(tuple((a, b) for a, b in day) for day in calendar.week))
    return CalendarSpec(
        calendar.name,
        week,
        tuple(
            CalendarException(
                day_of(e.first), day_of(e.last), tuple((a, b) for a, b in e.intervals), e.name, e.is_provisional
            )
            for e in exceptions
        ),
    )


@lru_cache(maxsize=256)
def compiled(spec: CalendarSpec) -> WorkCalendar:
    """The compiled calendar; DomainError where it has no working time or an impossible interval."""
    try:
        return compile_calendar(spec)
    except CalendarError as error:
        raise DomainError(
            "calendar",
            _("Calendar “%(name)s”: %(problem)s. Give every working day its hours, start before end.")
            % {"name": spec.name, "problem": error.code},
            "week",
        ) from error


def check_week(week: object) -> list[list[list[int]]]:
    """The week pattern of a request, or DomainError naming the day at fault."""
    if not isinstance(week, list) or len(week) != 7:
        raise DomainError("calendar", _("A week has seven days, Monday first."), "week")
    return [check_day(day, number + 1) for number, day in enumerate(week)]


def check_day(day: object, number: int | str) -> list[list[int]]:
    """Sorted intervals of one day that do not overlap, in minutes 0-1440."""
    problem = DomainError(
        "calendar",
        _("Day %(day)s: give hours as start before end, within the day, without overlap.") % {"day": number},
        "week",
    )
    if not isinstance(day, list):
        raise problem
    before = 0
    for pair in day:
        if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(v, int) for v in pair)):
            raise problem
        if not before <= pair[0] < pair[1] <= 1440:
            raise problem
        before = pair[1]
    return day


def load_specs(calendar_ids: list[int]) -> dict[int, CalendarSpec]:
    """Specifications of stored calendars by id; two statements."""
    rows = {c.pk: c for c in models.WorkCalendar._base_manager.filter(pk__in=calendar_ids)}
    by_calendar: dict[int, list[models.CalendarException]] = {pk: [] for pk in rows}
    for exception in models.CalendarException._base_manager.filter(calendar_id__in=rows).order_by("first", "id"):
        by_calendar[exception.calendar_id].append(exception)
    return {pk: spec_of(calendar, by_calendar[pk]) for pk, calendar in rows.items()}


def official_days(year: int, hours: list[list[int]]) -> list[dict[str, object]]:
    """China's rest days and make-up workdays of a year as exceptions; make-up days get the given hours."""
    from linkspan.engines.calendar.china import china_exceptions

    found = china_exceptions(year)
    epoch = dt.date(1970, 1, 1)
    return [
        {
            "first": epoch + dt.timedelta(days=e.first_day),
            "last": epoch + dt.timedelta(days=e.last_day),
            "intervals": hours if e.intervals else [],
            "name": e.name,
            "is_provisional": found.provisional,
        }
        for e in found.exceptions
    ]
