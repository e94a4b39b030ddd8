"""Values of MSPDI text: dates, times, durations, numbers. A wrong value raises ValueError with the text itself."""

from __future__ import annotations

import re
from datetime import datetime

from linkspan.engines.calendar import FIRST_MINUTE, LAST_MINUTE, MINUTES_PER_DAY, to_minutes

_DATE = re.compile(r"(-?\d{1,9})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?(?:Z|[+-]\d\d:\d\d)?")
_NUMBER = r"(?:(\d{1,15}(?:\.\d{1,9})?)"
_DURATION = re.compile(rf"(-)?P{_NUMBER}Y)?{_NUMBER}M)?{_NUMBER}D)?(?:T{_NUMBER}H)?{_NUMBER}M)?{_NUMBER}S)?)?")
_TIME = re.compile(r"(?:\d{4}-\d\d-\d\dT)?(\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?")
#: Files without a value for a date may carry these.
_EMPTY_DATES = ("NA", "N/A")
#: Odd numbers of the duration format are working time, these even ones elapsed time; 20 and 52 are percentages.
_ELAPSED_FORMATS = frozenset((4, 6, 8, 10, 12, 20, 36, 38, 40, 42, 44, 52))
PERCENT_FORMATS = frozenset((19, 20, 51, 52))
#: A hundred years in minutes; a duration beyond it is damage.
LONGEST_MINUTES = 100 * 366 * MINUTES_PER_DAY


class OutOfRange(ValueError):
    """A well-formed value that no plan can have."""


def parse_instant(text: str) -> int | None:
    """Local minutes of `2026-07-15T08:00:00`; None for an empty value; an offset from UTC is dropped.

    Raises OutOfRange outside 1900-2200, ValueError for anything else.
    """
    text = text.strip()
    if not text or text in _EMPTY_DATES:
        return None
    found = _DATE.fullmatch(text)
    if not found:
        raise ValueError(text)
    year, month, day = (int(part) for part in found.group(1, 2, 3))
    hour, minute = (int(part or 0) for part in found.group(4, 5))
    if not 1 <= year <= 9999:
        raise OutOfRange(text)
    extra = 1 if hour == 24 else 0
    instant = to_minutes(datetime(year, month, day, 0 if extra else hour, minute)) + extra * MINUTES_PER_DAY  # noqa: DTZ001
    if not FIRST_MINUTE <= instant <= LAST_MINUTE:
        raise OutOfRange(text)
    return instant


def parse_time(text: str) -> int:
    """Minute of the day of `08:00:00`."""
    found = _TIME.fullmatch(text.strip())
    if not found or int(found.group(2)) > 59:
        raise ValueError(text)
    minute = int(found.group(1)) * 60 + int(found.group(2))
    if minute > MINUTES_PER_DAY:
        raise ValueError(text)
    return minute


def parse_duration(text: str) -> int:
    """Minutes of an ISO 8601 duration such as `PT8H30M0S`, rounded to the nearest minute.

    Years and months have no length in working time and are refused with ValueError; OutOfRange above a hundred years.
    """
    found = _DURATION.fullmatch(text.strip())
    if not found or text.strip() in ("P", "-P", "PT", "-PT"):
        raise ValueError(text)
    sign, years, months, days, hours, minutes, seconds = found.groups()
    if float(years or 0) or float(months or 0):
        raise ValueError(text)
    total = float(days or 0) * MINUTES_PER_DAY + float(hours or 0) * 60 + float(minutes or 0) + float(seconds or 0) / 60
    if total > LONGEST_MINUTES:
        raise OutOfRange(text)
    whole = int(total + 0.5)
    return -whole if sign else whole


def parse_tenths(text: str) -> int:
    """Minutes of a number of tenths of minutes, the unit of lags and slacks, rounded to the nearest minute."""
    tenths = float(text)
    if not abs(tenths) <= LONGEST_MINUTES * 10:
        raise OutOfRange(text)
    return int(tenths / 10 + (0.5 if tenths >= 0 else -0.5))


def parse_bool(text: str) -> bool:
    """`1`, `true` and their opposites."""
    low = text.strip().lower()
    if low in ("1", "true", "-1"):
        return True
    if low in ("0", "false", ""):
        return False
    raise ValueError(text)


def parse_int(text: str) -> int:
    """A whole number of at most 18 digits."""
    number = int(text.strip())
    if abs(number) >= 10**18:
        raise OutOfRange(text)
    return number


def is_elapsed_format(number: int) -> bool:
    """Whether a duration or lag format counts round the clock."""
    return number in _ELAPSED_FORMATS
