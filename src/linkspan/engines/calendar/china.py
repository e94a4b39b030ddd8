"""China's statutory rest days and make-up workdays (调休) of a year, as calendar exceptions.

Source: the `holidays` package, which follows the State Council's yearly notices. A year whose notice the package does
not know yet has statutory days only and is marked provisional.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from linkspan.engines.calendar.instants import day_of
from linkspan.engines.calendar.spec import CalendarException, Intervals

#: 08:00-12:00 and 13:00-17:00, what a make-up workday works unless the caller says otherwise.
STANDARD_DAY: Intervals = ((480, 720), (780, 1020))
_SATURDAY = 5
#: What make-up workdays are called.
MAKE_UP_NAME = "调休上班"


@dataclass(frozen=True, slots=True)
class ChinaYear:
    """Exceptions of one year in date order; `provisional` where no official make-up workdays are known."""

    year: int
    exceptions: tuple[CalendarException, ...]
    provisional: bool
    source: str


def china_exceptions(year: int, *, make_up_intervals: Intervals = STANDARD_DAY) -> ChinaYear:
    """Rest days and make-up workdays of `year`; make-up days work `make_up_intervals` (minutes of the day).

    Weekend days inside or next to a holiday belong to its rest period, so that six-day calendars rest on them too.
    Raises ValueError for a year outside 1950-2199, for which no law can be assumed.
    """
    if not 1950 <= year <= 2199:
        raise ValueError(f"no Chinese holidays are known for {year}")
    import holidays

    table = holidays.country_holidays("CN", years=[year - 1, year, year + 1], language="zh_CN")
    work = {day for day in table.weekend_workdays if day.year == year}
    rest = {day: str(table[day]).split("; ")[0] for day in table if day.year == year}
    _extend_over_weekends(rest, table, work, year)
    provisional = not work
    found = [CalendarException(day_of(day), day_of(day), (), name, provisional) for day, name in rest.items()]
    found += [CalendarException(day_of(day), day_of(day), make_up_intervals, MAKE_UP_NAME) for day in work]
    version = getattr(holidays, "__version__", "")
    found.sort(key=lambda exception: exception.first_day)
    return ChinaYear(year, tuple(found), provisional, f"holidays {version}".strip())


def _extend_over_weekends(rest: dict[date, str], table: dict[date, str], work: set[date], year: int) -> None:
    """Give weekend days that touch a rest day the name of that rest day."""
    one = timedelta(days=1)
    seeds = [(day, str(name).split("; ")[0]) for day, name in table.items()]
    for seed, name in seeds:
        for step in (one, -one):
            day = seed + step
            while day.weekday() >= _SATURDAY and day not in work and day not in table:
                if day.year == year:
                    rest.setdefault(day, name)
                day += step
