"""Digests, quiet hours and pauses: pure functions of moments."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkspan.modules.notify.timing import LONGEST_PAUSE, Hours, after_quiet, due_at, pause, read_time

SHANGHAI, BERLIN, KATHMANDU = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kathmandu")


def at(text, zone=SHANGHAI):
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(dt.UTC)


def hours(quiet=None, *, zone=SHANGHAI, daily="08:30", through=False):
    pair = tuple(map(dt.time.fromisoformat, quiet)) if quiet else None
    return Hours(zone, dt.time.fromisoformat(daily), pair, through)


@pytest.mark.parametrize(
    "digest, moment, due",
    [
        ("now", "2026-07-15T10:12", "2026-07-15T10:12"),
        ("hourly", "2026-07-15T10:12", "2026-07-15T11:00"),
        ("hourly", "2026-07-15T10:00", "2026-07-15T11:00"),
        ("daily", "2026-07-15T08:29", "2026-07-15T08:30"),
        ("daily", "2026-07-15T08:30", "2026-07-16T08:30"),
        ("daily", "2026-07-15T23:00", "2026-07-16T08:30"),
    ],
)
def test_digests(digest, moment, due):
    assert due_at(at(moment), digest, hours(), is_urgent=False) == at(due)


def test_the_full_hour_is_that_of_the_wall():
    assert due_at(at("2026-07-15T10:12", KATHMANDU), "hourly", hours(zone=KATHMANDU), is_urgent=False) == at(
        "2026-07-15T11:00", KATHMANDU
    )


@pytest.mark.parametrize(
    "quiet, moment, due",
    [
        (("22:00", "07:00"), "2026-07-15T21:59", "2026-07-15T21:59"),
        (("22:00", "07:00"), "2026-07-15T22:00", "2026-07-16T07:00"),
        (("22:00", "07:00"), "2026-07-16T00:00", "2026-07-16T07:00"),
        (("22:00", "07:00"), "2026-07-16T06:59", "2026-07-16T07:00"),
        (("22:00", "07:00"), "2026-07-16T07:00", "2026-07-16T07:00"),
        (("12:00", "13:30"), "2026-07-16T12:30", "2026-07-16T13:30"),
        (("12:00", "13:30"), "2026-07-16T13:30", "2026-07-16T13:30"),
    ],
)
def test_quiet_hours_over_midnight_and_within_a_day(quiet, moment, due):
    assert after_quiet(at(moment), hours(quiet)) == at(due)


def test_quiet_hours_are_those_of_the_persons_zone():
    moment = at("2026-07-15T23:00", BERLIN)
    assert after_quiet(moment, hours(("22:00", "07:00"), zone=BERLIN)) == at("2026-07-16T07:00", BERLIN)
    assert after_quiet(moment, hours(("22:00", "05:00"))) == moment  # 05:00 in Shanghai


def test_what_is_urgent_passes_only_where_the_person_says_so():
    moment, quiet = at("2026-07-15T23:00"), ("22:00", "07:00")
    assert due_at(moment, "daily", hours(quiet, through=True), is_urgent=True) == moment
    assert due_at(moment, "daily", hours(quiet), is_urgent=True) == at("2026-07-16T08:30")
    assert due_at(moment, "now", hours(quiet, through=True), is_urgent=False) == at("2026-07-16T07:00")


def test_a_digest_that_falls_into_quiet_hours_waits_for_their_end():
    assert due_at(at("2026-07-15T22:30"), "hourly", hours(("22:45", "07:00")), is_urgent=False) == at(
        "2026-07-16T07:00"
    )


def test_the_hours_that_summer_time_skips_and_repeats():
    skipped = due_at(at("2026-03-28T20:00", BERLIN), "daily", hours(zone=BERLIN, daily="02:30"), is_urgent=False)
    assert skipped == dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)
    repeated = due_at(at("2026-10-24T20:00", BERLIN), "daily", hours(zone=BERLIN, daily="02:30"), is_urgent=False)
    assert repeated == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


times = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@given(
    moment=st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2030, 1, 1)).map(lambda m: m.replace(tzinfo=dt.UTC)),
    digest=st.sampled_from(["now", "hourly", "daily"]),
    daily=times,
    quiet=st.none() | st.tuples(times, times).filter(lambda pair: pair[0] != pair[1]),
    zone=st.sampled_from([SHANGHAI, BERLIN, KATHMANDU, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Apia")]),
)
def test_a_message_is_never_early_never_lost_and_never_in_quiet_hours(moment, digest, daily, quiet, zone):
    found = due_at(moment, digest, Hours(zone, daily, quiet), is_urgent=False)
    assert moment <= found <= moment + dt.timedelta(days=2, hours=2)
    if quiet is not None:
        local = found.astimezone(zone).time()
        begins, ends = quiet
        assert not (begins <= local < ends if begins < ends else local >= begins or local < ends)


def test_pauses_double_are_spread_and_end_somewhere():
    for attempts, middle in ((1, 60), (2, 120), (5, 960)):
        found = {pause(attempts) for _n in range(50)}
        assert len(found) > 10
        assert all(middle * 0.75 <= one <= middle * 1.25 for one in found)
    assert pause(60) <= LONGEST_PAUSE * 1.25
    assert pause(1, asked=900) >= 900


@pytest.mark.parametrize("text, found", [("08:30", dt.time(8, 30)), ("24:00", None), ("8:30", None), ("", None),
                                         ("08:30:10", None), ("0830", None), ("ab:cd", None)])  # fmt: skip
def test_times_of_day(text, found):
    assert read_time(text) == found
