"""Instants between UTC and the wall clock of a zone: summer time, far dates, arrays as scalars; the business date."""

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkspan.kernel import clock, localtime
from linkspan.kernel.errors import DomainError
from linkspan.kernel.localtime import MISSING

ZONES = [
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Pacific/Apia",
    "Africa/Casablanca",
    "UTC",
]
EPOCH = dt.datetime(1970, 1, 1)
# 1973 to 2199: before, some zones had offsets of odd minutes; the arrays are exact there too, Python is not everywhere.
minutes = st.integers(1_576_800, 120_961_439)
zones = st.sampled_from(ZONES)


def wall(utc_minute: int, zone: str) -> int:
    """The same by the standard library alone."""
    aware = (EPOCH + dt.timedelta(minutes=utc_minute)).replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone))
    return int((aware.replace(tzinfo=None) - EPOCH).total_seconds() // 60)


@given(minutes, zones)
def test_local_is_what_the_wall_clock_shows(minute, zone):
    assert localtime.to_local(minute, zone) == wall(minute, zone)


@given(minutes, zones)
def test_round_trip_but_for_the_repeated_hour(minute, zone):
    local = localtime.to_local(minute, zone)
    back = localtime.to_utc(local, zone)
    # A repeated hour means its first occurrence; everything else comes back as it was.
    assert back == minute or (back < minute and localtime.to_local(back, zone) == local)


@settings(max_examples=60)
@given(st.lists(st.one_of(minutes, st.just(MISSING)), max_size=40), zones)
def test_arrays_equal_scalars(values, zone):
    array = np.array(values, dtype=np.int64)
    for many, one in ((localtime.to_local_array, localtime.to_local), (localtime.to_utc_array, localtime.to_utc)):
        assert many(array, zone).tolist() == [v if v == MISSING else one(v, zone) for v in values]
    assert array.tolist() == values


@pytest.mark.parametrize("zone", ZONES)
def test_arrays_equal_scalars_around_every_change_of_a_year(zone):
    start = int((dt.datetime(2026, 1, 1) - EPOCH).total_seconds() // 60)
    coarse = np.arange(start, start + 366 * 1440, 225, dtype=np.int64)
    changes = [m for m in coarse.tolist() if wall(m + 225, zone) - wall(m, zone) != 225]
    moments = np.concatenate([coarse, *(np.arange(m, m + 225, 5, dtype=np.int64) for m in changes)])
    assert bool(changes) == (zone not in {"Asia/Shanghai", "Asia/Kathmandu", "UTC", "Pacific/Apia"})
    assert localtime.to_local_array(moments, zone).tolist() == [wall(int(m), zone) for m in moments]
    local = localtime.to_local_array(moments, zone)
    assert localtime.to_utc_array(local, zone).tolist() == [localtime.to_utc(int(m), zone) for m in local]


def test_the_skipped_hour_moves_on_and_the_repeated_hour_is_its_first():
    skipped = localtime.parse_local("2026-03-29T02:30")  # Berlin: 02:00 becomes 03:00
    assert (
        localtime.format_local(localtime.to_local(localtime.to_utc(skipped, "Europe/Berlin"), "Europe/Berlin"))
        == "2026-03-29T03:30"
    )
    twice = localtime.parse_local("2026-10-25T02:30")  # Berlin: 03:00 becomes 02:00
    assert localtime.to_utc(twice, "Europe/Berlin") == localtime.parse_local("2026-10-25T00:30")


@pytest.mark.parametrize("minute", [-(2**40), -36_816_480, 0, 2**31 // 60, 4_000_000_000, 2**40])
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin"])
def test_far_dates_do_not_break(minute, zone):
    local = localtime.to_local(minute, zone)
    assert abs(local - minute) <= 14 * 60
    assert localtime.to_utc(local, zone) == minute
    array = np.array([minute, 0, MISSING, minute + 1], dtype=np.int64)
    assert localtime.to_local_array(array, zone)[0] == local
    assert localtime.to_utc_array(localtime.to_local_array(array, zone), zone).tolist() == array.tolist()


def test_missing_stays_missing():
    assert localtime.to_local(None, "Asia/Shanghai") is None
    assert localtime.to_utc(None, "Asia/Shanghai") is None
    assert localtime.format_local(None) is None
    empty = np.full(3, MISSING, dtype=np.int64)
    assert localtime.to_local_array(empty, "Asia/Shanghai").tolist() == empty.tolist()
    assert localtime.to_local_array(np.zeros(0, dtype=np.int64), "Asia/Shanghai").tolist() == []


def test_text_and_days():
    minute = localtime.parse_local("2026-07-15T08:05")
    assert localtime.format_local(minute) == "2026-07-15T08:05"
    assert localtime.local_date(minute) == dt.date(2026, 7, 15)
    assert localtime.local_midnight(dt.date(2026, 7, 15)) == localtime.parse_local("2026-07-15") == minute - 485
    assert localtime.local_midnight(dt.date(1969, 12, 31)) == -1440
    for text in ("", "tomorrow", "2026-13-01"):
        with pytest.raises(ValueError):
            localtime.parse_local(text)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Asia/Shanghai\0"])
def test_an_unknown_zone_is_refused(name):
    with pytest.raises(DomainError) as caught:
        localtime.to_local(0, name)
    assert caught.value.field == "time_zone"


def test_the_business_date_can_be_frozen(settings):
    settings.BUSINESS_TODAY = "2026-07-15"
    assert clock.business_today() == dt.date(2026, 7, 15)
    assert clock.is_frozen()
    before = clock.now()
    assert before.tzinfo is dt.UTC
    assert clock.now() >= before  # wall time goes on while the business date stands


@pytest.mark.parametrize(
    ("utc", "zone", "day"),
    [
        ("2026-07-14T23:00:00", "Asia/Shanghai", dt.date(2026, 7, 15)),
        ("2026-07-15T03:00:00", "America/New_York", dt.date(2026, 7, 14)),
    ],
)
def test_the_business_date_is_that_of_the_business_zone(settings, monkeypatch, utc, zone, day):
    class Stopped(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC).astimezone(tz)

    settings.BUSINESS_TODAY, settings.BUSINESS_TIME_ZONE = "", zone
    monkeypatch.setattr(clock.dt, "datetime", Stopped)
    assert clock.business_today() == day
    assert not clock.is_frozen()
