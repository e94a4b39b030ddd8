"""Instants of the schedule: whole UTC minutes since 1970 in the database, local wall-clock minutes in the engines.

Both are integers. A local minute is the minute count of the project's wall clock, as if that clock were UTC; the
engines and the front end do all arithmetic in it.
"""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from linkspan.kernel.errors import DomainError

MISSING = -(2**63)  # the engines' NO_TIME: the smallest int64
_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001  wall-clock arithmetic has no zone
_DAY = 1440
# Since 1973 every zone has changed its offset at a full quarter of an hour (Liberia's minutes were the last).
_STEP, _ROUND_CHANGES = 15, 1_576_800
# Zones are asked for instants of the years 1900-2999 only; beyond, the offset of the nearest of them holds.
_FIRST_KNOWN, _LAST_KNOWN = -36_816_480, 541_728_000


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The IANA zone; DomainError for a name that does not exist."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise DomainError(
            "time_zone",
            _("“%(name)s” is not a time zone. Use a name such as Asia/Shanghai.") % {"name": name},
            "time_zone",
        ) from error


@lru_cache(maxsize=65536)
def _offset_at_utc(name: str, utc_minute: int) -> int:
    known = min(max(utc_minute, _FIRST_KNOWN), _LAST_KNOWN)
    moment = (_EPOCH + dt.timedelta(minutes=known)).replace(tzinfo=dt.UTC).astimezone(zone(name))
    offset = moment.utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0


@lru_cache(maxsize=65536)
def _offset_at_local(name: str, local_minute: int) -> int:
    known = min(max(local_minute, _FIRST_KNOWN), _LAST_KNOWN)
    offset = (_EPOCH + dt.timedelta(minutes=known)).replace(tzinfo=zone(name)).utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0


def to_local(utc_minute: int | None, zone_name: str) -> int | None:
    """Local minute of a UTC minute; None stays None."""
    return None if utc_minute is None else utc_minute + _offset_at_utc(zone_name, utc_minute)


def to_utc(local_minute: int | None, zone_name: str) -> int | None:
    """UTC minute of a local minute; of a repeated hour the first, None stays None."""
    return None if local_minute is None else local_minute - _offset_at_local(zone_name, local_minute)


def _shift(values: NDArray[np.int64], zone_name: str, *, towards_local: bool) -> NDArray[np.int64]:
    out = values.copy()
    known = values != MISSING
    if not known.any():
        return out
    moments = values[known]
    steps, index = np.unique(np.where(moments < _ROUND_CHANGES, moments, moments // _STEP * _STEP), return_inverse=True)
    pick = _offset_at_utc if towards_local else _offset_at_local
    first, last = int(steps[0]), int(steps[-1])
    if (
        len(steps) > 2
        and pick(zone_name, first) == pick(zone_name, last)
        and _is_fixed(zone_name, first // _DAY, last // _DAY + 1)
    ):
        offsets = np.full(len(moments), pick(zone_name, first), dtype=np.int64)
    else:
        offsets = np.array([pick(zone_name, int(step)) for step in steps], dtype=np.int64)[index]
    out[known] = moments + offsets if towards_local else moments - offsets
    return out


@lru_cache(maxsize=1024)
def _is_fixed(zone_name: str, first_day: int, last_day: int) -> bool:
    """Whether the zone keeps one offset between two days; sampled every two weeks, shorter than any summer time."""
    first, last = max(first_day, _FIRST_KNOWN // _DAY), min(last_day, _LAST_KNOWN // _DAY)
    samples = range(first, max(first, last) + 14, 14)
    return len({_offset_at_utc(zone_name, day * _DAY) for day in samples}) == 1


def to_local_array(utc: NDArray[np.int64], zone_name: str) -> NDArray[np.int64]:
    """Local minutes of an array of UTC minutes; MISSING stays MISSING."""
    return _shift(utc, zone_name, towards_local=True)


def to_utc_array(local: NDArray[np.int64], zone_name: str) -> NDArray[np.int64]:
    """UTC minutes of an array of local minutes; MISSING stays MISSING."""
    return _shift(local, zone_name, towards_local=False)


def local_midnight(day: dt.date) -> int:
    """Local minute at which a day begins."""
    return (day - _EPOCH.date()).days * _DAY


def parse_local(text: str) -> int:
    """Local minute of `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`; ValueError otherwise."""
    moment = dt.datetime.fromisoformat(text)
    return int((moment.replace(tzinfo=None) - _EPOCH).total_seconds() // 60)


def format_local(local_minute: int | None) -> str | None:
    """`YYYY-MM-DDTHH:MM` of a local minute."""
    if local_minute is None:
        return None
    return (_EPOCH + dt.timedelta(minutes=local_minute)).isoformat(timespec="minutes")


def local_date(local_minute: int) -> dt.date:
    """The day on which a local minute lies."""
    return (_EPOCH + dt.timedelta(minutes=local_minute)).date()
