"""Local minutes: whole minutes since 1970-01-01 00:00 of the project's own wall clock, without any zone arithmetic."""

from __future__ import annotations

from datetime import date, datetime, timedelta

MINUTES_PER_DAY = 1440
DAYS_PER_WEEK = 7
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - local wall clock on purpose
_EPOCH_DAY = date(1970, 1, 1).toordinal()
#: 1970-01-01 was a Thursday; adding this makes Monday the zero of `weekday`.
_EPOCH_WEEKDAY = 3

FIRST_DAY = date(1900, 1, 1).toordinal() - _EPOCH_DAY
LAST_DAY = date(2200, 12, 31).toordinal() - _EPOCH_DAY
#: Instants outside these two are refused: no plan needs them and they are always a damaged file.
FIRST_MINUTE = FIRST_DAY * MINUTES_PER_DAY
LAST_MINUTE = (LAST_DAY + 1) * MINUTES_PER_DAY


def to_minutes(moment: datetime) -> int:
    """Local minutes of a naive `datetime`; seconds are cut off."""
    return int((moment.replace(tzinfo=None) - _EPOCH) // timedelta(minutes=1))


def from_minutes(minutes: int) -> datetime:
    """The naive `datetime` of local minutes."""
    return _EPOCH + timedelta(minutes=int(minutes))


def day_of(day: date) -> int:
    """Whole days since 1970-01-01."""
    return day.toordinal() - _EPOCH_DAY


def date_of(day: int) -> date:
    """The calendar date of a day number."""
    return date.fromordinal(int(day) + _EPOCH_DAY)


def weekday(day: int) -> int:
    """0 = Monday ... 6 = Sunday, as `date.weekday`."""
    return (day + _EPOCH_WEEKDAY) % DAYS_PER_WEEK


def iso(minutes: int) -> str:
    """`2026-07-15T08:00:00`, the local ISO form."""
    return from_minutes(minutes).isoformat(timespec="seconds")
