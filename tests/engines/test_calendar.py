"""Interval calendars: the ordinal bijection, exceptions, China's make-up days, refusals."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkspan.engines.calendar import (
    ALWAYS,
    FIRST_MINUTE,
    LAST_MINUTE,
    CalendarError,
    CalendarException,
    CalendarSet,
    CalendarSpec,
    WeekPattern,
    WorkCalendar,
    date_of,
    day_of,
    from_minutes,
    intersection,
    iso,
    to_minutes,
    union,
    weekday,
)
from linkspan.engines.calendar.china import china_exceptions
from linkspan.engines.calendar.kernels import cal_add, cal_inv_finish, cal_inv_start, cal_ord

DAY = ((480, 720), (780, 1020))
WEEK = WeekPattern((DAY,) * 5 + ((), ()))
STANDARD = CalendarSpec("标准", WEEK)


def at(text: str) -> int:
    return to_minutes(datetime.fromisoformat(text))


def day(text: str) -> int:
    return day_of(date.fromisoformat(text))


# -- strategies --------------------------------------------------------------------------------------------------------
@st.composite
def day_intervals(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    cuts = sorted(draw(st.sets(st.integers(0, 1440), max_size=6)))
    return tuple((cuts[i], cuts[i + 1]) for i in range(0, len(cuts) - 1, 2))


@st.composite
def specs(draw: st.DrawFn) -> CalendarSpec:
    week = draw(st.lists(day_intervals(), min_size=7, max_size=7).filter(any))
    first = draw(st.lists(st.integers(day("2020-01-01"), day("2030-12-31")), max_size=6))
    exceptions = tuple(CalendarException(f, f + draw(st.integers(0, 20)), draw(day_intervals())) for f in first)
    return CalendarSpec("random", WeekPattern(tuple(week)), exceptions)


INSTANTS = st.integers(at("1901-01-01"), at("2199-12-31"))


# -- examples ----------------------------------------------------------------------------------------------------------
def test_evening_and_next_morning_share_one_ordinal() -> None:
    cal = WorkCalendar(STANDARD)
    friday, monday = at("2026-07-10T17:00"), at("2026-07-13T08:00")
    assert cal.ord(friday) == cal.ord(monday)
    assert cal.inv_finish(cal.ord(friday)) == friday
    assert cal.inv_start(cal.ord(friday)) == monday
    assert cal.snap_start(at("2026-07-11T10:00")) == monday
    assert cal.snap_finish(at("2026-07-12T10:00")) == friday
    assert cal.snap_start(at("2026-07-10T12:30")) == at("2026-07-10T13:00")


def test_adding_working_time_forward_and_back() -> None:
    cal = WorkCalendar(STANDARD)
    assert iso(cal.add(at("2026-07-10T13:00"), 480)) == "2026-07-13T12:00:00"
    assert iso(cal.add(at("2026-07-13T12:00"), -480)) == "2026-07-10T13:00:00"
    assert cal.add(at("2026-07-11T03:00"), 0) == at("2026-07-11T03:00")
    assert cal.between(at("2026-07-13T08:00"), at("2026-07-10T08:00")) == -480


def test_rest_day_make_up_day_and_half_day() -> None:
    exceptions = (
        CalendarException(day("2026-02-16"), day("2026-02-20"), ()),
        CalendarException(day("2026-02-14"), day("2026-02-14"), DAY),
        CalendarException(day("2026-02-24"), day("2026-02-24"), ((480, 720),)),
        CalendarException(day("2026-02-18"), day("2026-02-18"), ((600, 660),)),
    )
    cal = WorkCalendar(CalendarSpec("春节", WEEK, exceptions))
    assert [cal.day_minutes(day(f"2026-02-{d}")) for d in (13, 14, 15, 16, 17, 18, 23, 24)] == [
        480, 480, 0, 0, 0, 60, 480, 240,
    ]  # fmt: skip
    assert iso(cal.add(at("2026-02-13T17:00"), 480 + 60 + 1)) == "2026-02-23T08:01:00"


def test_two_centuries_and_more_are_exact() -> None:
    exceptions = (
        CalendarException(day("1900-01-01"), day("1900-01-01"), DAY),
        CalendarException(day("2200-12-31"), day("2200-12-31"), ()),
    )
    cal = WorkCalendar(CalendarSpec("long", WEEK, exceptions))
    total = cal.between(FIRST_MINUTE, LAST_MINUTE)
    weekdays = int(np.busday_count("1900-01-01", "2201-01-01"))
    assert total == (weekdays - 1) * 480  # 1900-01-01 was a Monday, 2200-12-31 is a Wednesday
    assert iso(cal.add(at("1900-01-01T08:00"), total)) == "2200-12-30T17:00:00"


def test_dates_outside_the_range_are_refused() -> None:
    cal = WorkCalendar(STANDARD)
    with pytest.raises(CalendarError) as caught:
        cal.add(at("2199-01-01"), 10**9)
    assert caught.value.code == "out_of_range"
    with pytest.raises(CalendarError, match="1900"):
        WorkCalendar(CalendarSpec("x", WEEK, (CalendarException(10**7, 10**7, ()),)))


def test_a_calendar_without_working_time_is_refused_by_name() -> None:
    with pytest.raises(CalendarError) as caught:
        WorkCalendar(CalendarSpec("空日历", WeekPattern(((),) * 7)))
    assert caught.value.code == "no_working_time"
    assert "空日历" in caught.value.text("zh-CN")
    assert "空日历" in caught.value.text("en")
    with pytest.raises(CalendarError):
        WorkCalendar(CalendarSpec("backwards", WeekPattern((((700, 600),),) + ((),) * 6)))


def test_a_calendar_of_exceptions_only_ends_with_them() -> None:
    spec = CalendarSpec("weekend shift", WeekPattern(((),) * 7), (CalendarException(20000, 20000, DAY),))
    cal = WorkCalendar(spec)
    assert cal.inv_finish(480) == 20000 * 1440 + 1020
    with pytest.raises(CalendarError):
        cal.inv_start(480)


def test_the_intersection_works_when_all_work() -> None:
    six = CalendarSpec(
        "six", WeekPattern((((540, 900),),) * 6 + ((),)), (CalendarException(day("2026-07-15"), day("2026-07-15"), ()),)
    )
    both = WorkCalendar(intersection("both", [STANDARD, six, ALWAYS]))
    assert both.day_minutes(day("2026-07-14")) == (720 - 540) + (900 - 780)
    assert both.day_minutes(day("2026-07-15")) == 0
    assert both.day_minutes(day("2026-07-18")) == 0


def test_the_union_works_when_any_works() -> None:
    night = CalendarSpec("night", WeekPattern((((0, 360), (1000, 1100)),) + ((),) * 6))
    both = WorkCalendar(union("both", [STANDARD, night]))
    assert both.patterns[0] == ((0, 360), (480, 720), (780, 1100))
    assert both.day_minutes(day("2026-07-14")) == 480


def test_shifts_that_run_past_midnight() -> None:
    # Three shifts from Monday to Friday; Friday's last one ends on Saturday at six.
    week = WeekPattern.from_shifts([[(360, 840), (840, 1320), (1320, 360)]] * 5 + [[], []])
    assert week.days[0] == ((360, 1440),)
    assert week.days[1:5] == (((0, 1440),),) * 4
    assert week.days[5:] == (((0, 360),), ())
    cal = WorkCalendar(CalendarSpec("三班", week))
    assert cal.between(at("2026-07-06T00:00"), at("2026-07-13T00:00")) == 5 * 24 * 60
    assert iso(cal.add(at("2026-07-10T22:00"), 480)) == "2026-07-11T06:00:00"
    # One working moment: the end of the week's last shift and the beginning of the next week's first.
    assert cal.ord(at("2026-07-11T06:00")) == cal.ord(at("2026-07-13T06:00"))


def test_sundays_night_shift_ends_on_monday() -> None:
    week = WeekPattern.from_shifts([[]] * 6 + [[(1200, 240)]])
    assert (week.days[6], week.days[0]) == (((1200, 1440),), ((0, 240),))
    with pytest.raises(CalendarError) as caught:
        WeekPattern.from_shifts([[(600, 2100)]] + [[]] * 6, "长班")
    assert caught.value.code == "bad_interval"
    assert WeekPattern.from_shifts([[(480, 480)]] + [[]] * 6).days[:2] == (((480, 1440),), ((0, 480),))  # a whole day


def test_weekday_agrees_with_the_standard_library() -> None:
    for text in ("1900-01-01", "1970-01-01", "2026-11-22", "2200-12-31"):
        assert weekday(day(text)) == date.fromisoformat(text).weekday()
    assert from_minutes(at("2026-07-15T08:30")) == datetime(2026, 7, 15, 8, 30)


@pytest.mark.parametrize("year", range(2004, 2027))
def test_china_agrees_with_a_second_table_day_by_day(year: int) -> None:
    """Against `chinese_calendar`, which knows 2004 to 2026.

    The two differ on one day: 31 December 2005, which `holidays` has as the workday for 3 January 2006.
    """
    chinese_calendar = pytest.importorskip("chinese_calendar", reason="chinese_calendar is not installed")
    china = china_exceptions(year)
    assert not china.provisional
    cal = WorkCalendar(CalendarSpec("中国", WEEK, china.exceptions))
    apart = [
        date_of(number).isoformat()
        for number in range(day(f"{year}-01-01"), day(f"{year}-12-31") + 1)
        if (cal.day_minutes(number) > 0) != chinese_calendar.is_workday(date_of(number))
    ]
    assert apart == (["2005-12-31"] if year == 2005 else [])


def test_china_gives_make_up_days_the_hours_that_are_asked_for() -> None:
    hours = ((540, 720),)
    made_up = [e for e in china_exceptions(2026, make_up_intervals=hours).exceptions if e.intervals]
    assert [date_of(e.first_day).isoformat() for e in made_up] == [
        "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
    ]  # fmt: skip
    assert {e.intervals for e in made_up} == {hours}


def test_china_marks_a_year_without_a_notice() -> None:
    china = china_exceptions(2031)
    assert china.provisional
    assert china.exceptions
    assert all(not e.intervals and e.provisional for e in china.exceptions)


# -- properties --------------------------------------------------------------------------------------------------------
@settings(max_examples=150, deadline=None)
@given(specs(), INSTANTS)
def test_inverses_are_exact_and_extreme(spec: CalendarSpec, t: int) -> None:
    cal = WorkCalendar(spec)
    w = cal.ord(t)
    early, late = cal.inv_finish(w), cal.inv_start(w)
    assert cal.ord(early) == w == cal.ord(late)
    assert early <= t <= late
    assert cal.ord(early - 1) == w - 1
    assert cal.ord(late + 1) == w + 1
    assert cal.is_working(late)
    assert cal.is_working(early - 1)


@settings(max_examples=80, deadline=None)
@given(specs(), INSTANTS, st.integers(0, 40000))
def test_ord_counts_the_minutes_day_by_day(spec: CalendarSpec, t: int, span: int) -> None:
    cal = WorkCalendar(spec)
    counted = 0
    for number in range(t // 1440, (t + span) // 1440 + 1):
        for start, end in spec.day_intervals(number):
            counted += max(0, min(number * 1440 + end, t + span) - max(number * 1440 + start, t))
    assert cal.between(t, t + span) == counted


@settings(max_examples=60, deadline=None)
@given(st.lists(specs(), min_size=1, max_size=3), st.lists(INSTANTS, min_size=1, max_size=20), st.integers(-5000, 5000))
def test_scalar_vector_and_kernel_forms_agree(some: list[CalendarSpec], instants: list[int], step: int) -> None:
    cals = CalendarSet(some)
    for index, cal in enumerate(cals.calendars):
        ordinals = cal.ord_many(instants)
        assert ordinals.tolist() == [cal.ord(t) for t in instants]
        assert cal.inv_start_many(ordinals).tolist() == [cal.inv_start(w) for w in ordinals]
        assert cal.inv_finish_many(ordinals).tolist() == [cal.inv_finish(w) for w in ordinals]
        for t in instants:
            w = cal.ord(t)
            assert cal_ord(cals.packed, index, t) == w
            assert cal_inv_start(cals.packed, index, w) == cal.inv_start(w)
            assert cal_inv_finish(cals.packed, index, w) == cal.inv_finish(w)
            assert cal_add(cals.packed, index, t, step) == cal.add(t, step)


def worked_minutes(spec: CalendarSpec, first: int, days: int) -> np.ndarray:
    """The plainest reading of a calendar: a flag for every minute, from the week and then the exceptions in order."""
    flags = np.zeros((days, 1440), dtype=bool)
    for index in range(days):
        intervals = spec.week.days[date_of(first + index).weekday()]
        for exception in spec.exceptions:
            if exception.first_day <= first + index <= exception.last_day:
                intervals = exception.intervals
        for start, end in intervals:
            flags[index, start:end] = True
    return flags.ravel()


@settings(max_examples=60, deadline=None)
@given(specs(), st.integers(day("1900-01-01"), day("2200-12-01")), st.integers(0, 8000), st.data())
def test_every_operation_agrees_with_a_walk_by_the_minute(
    spec: CalendarSpec, first: int, minutes: int, data: st.DataObject
) -> None:
    """Eight days minute by minute; the code under test has no part in the walk."""
    flags, origin = worked_minutes(spec, first, 8), first * 1440
    cal = WorkCalendar(spec)
    t = data.draw(st.integers(0, len(flags) - 1))
    assert cal.is_working(origin + t) == flags[t]
    assert cal.between(origin, origin + t) == int(flags[:t].sum())
    # Forward: the moment after the last of so many worked minutes; snapping: the next worked, the last worked end.
    ahead = np.flatnonzero(flags[t:])
    if 0 < minutes <= len(ahead):
        assert cal.add(origin + t, minutes) == origin + t + int(ahead[minutes - 1]) + 1
    if len(ahead):
        assert cal.snap_start(origin + t) == origin + t + int(ahead[0])
    behind = np.flatnonzero(flags[:t])
    if 0 < minutes <= len(behind):
        assert cal.add(origin + t, -minutes) == origin + int(behind[-minutes])
    if len(behind):
        assert cal.snap_finish(origin + t) == origin + int(behind[-1]) + 1


@settings(max_examples=40, deadline=None)
@given(st.lists(specs(), min_size=1, max_size=3), st.integers(day("2019-12-25"), day("2031-01-05")))
def test_intersection_and_union_agree_with_a_walk_by_the_minute(some: list[CalendarSpec], first: int) -> None:
    walks = [worked_minutes(spec, first, 4) for spec in some]
    for combine, name in ((np.logical_and, "all"), (np.logical_or, "any")):
        expected = combine.reduce(walks)
        joined = (intersection if name == "all" else union)(name, some)
        assert (worked_minutes(joined, first, 4) == expected).all()
        if any(day for day in joined.week.days) or any(e.intervals for e in joined.exceptions):
            cal = WorkCalendar(joined)
            assert cal.between(first * 1440, (first + 4) * 1440) == int(expected.sum())


@settings(max_examples=200, deadline=None)
@given(specs(), st.integers(FIRST_MINUTE, LAST_MINUTE))
def test_both_directions_hold_over_all_three_centuries(spec: CalendarSpec, t: int) -> None:
    """Exact for 1900-2200: the inverse leads back to the ordinal, or says that it leaves the range."""
    cal = WorkCalendar(spec)
    w = cal.ord(t)
    for inverse, earliest in ((cal.inv_start, False), (cal.inv_finish, True)):
        near_an_end = min(t - FIRST_MINUTE, LAST_MINUTE - t) < 8 * 1440  # a week and a day of rest at most
        if near_an_end:
            try:
                back = inverse(w)
            except CalendarError:
                continue
        else:
            back = inverse(w)
        assert cal.ord(back) == w
        assert back <= t if earliest else back >= t
    assert cal.ord_many([t]).tolist() == [w]
