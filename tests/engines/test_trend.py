"""Milestone trend analysis: slopes and meetings worked out by hand, honest limits, stability by month."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkspan.engines.calendar import CalendarSpec, WeekPattern, WorkCalendar, iso, to_minutes
from linkspan.engines.trend import (
    MilestoneTrend,
    Snapshot,
    TrendLimits,
    milestone_trends,
    month_sentence,
    reason_text,
    sentence,
)

D = 1440
OFFICE = WorkCalendar(CalendarSpec("标准", WeekPattern((((480, 720), (780, 1020)),) * 5 + ((), ()))))


def at(text: str) -> int:
    return to_minutes(datetime.fromisoformat(text))


START = at("2026-07-06T00:00")


def weekly(*finish_days: float) -> list[Snapshot]:
    """Snapshots a week apart of milestone 1; finishes in days after the first one."""
    return [Snapshot(START + 7 * k * D, {1: START + round(day * D)}) for k, day in enumerate(finish_days)]


def only(snapshots: list[Snapshot], **options: object) -> MilestoneTrend:
    (trend,) = milestone_trends(snapshots, **options).milestones  # type: ignore[arg-type]
    return trend


def test_a_date_that_holds() -> None:
    trend = only(weekly(40, 40, 40, 40))
    assert (trend.slope, trend.direction, trend.moves, trend.slip_days) == (0, "steady", 0, 0)
    assert trend.forecast == START + 40 * D
    assert trend.scatter_days == pytest.approx(0)


def test_a_date_that_slips_evenly_meets_the_diagonal() -> None:
    # 3.5 days a week are half a day a day: 40 + t / 2 = t at t = 80.
    trend = only(weekly(40, 43.5, 47, 50.5))
    assert trend.slope == pytest.approx(0.5)
    assert trend.forecast is not None
    assert abs(trend.forecast - (START + 80 * D)) <= 1
    assert (trend.direction, trend.moves, trend.slip_days) == ("slipping", 3, 10.5)


def test_a_date_that_comes_nearer() -> None:
    # One day a week nearer: 41 - t / 7 = t at t = 41 * 7 / 8 = 35.875.
    trend = only(weekly(41, 40, 39, 38))
    assert trend.direction == "gaining"
    assert trend.forecast is not None
    assert abs(trend.forecast - (START + round(35.875 * D))) <= 1


def test_scatter_by_hand() -> None:
    # Days 0, 7, 14, 21 and dates 40, 44, 40, 44: slope = sum(dx dy) / sum(dx dx) = 28 / 245 = 4 / 35.
    trend = only(weekly(40, 44, 40, 44))
    assert trend.slope == pytest.approx(4 / 35)
    # Residuals -0.8, 2.4, -2.4, 0.8: squares sum to 12.8, divided by n - 2.
    assert trend.scatter_days == pytest.approx((12.8 / 2) ** 0.5)


def test_too_little_is_said_to_be_too_little() -> None:
    few = only(weekly(40, 43, 46))
    assert (few.reason, few.slope, few.forecast, few.direction) == ("too_few_points", None, None, "unknown")
    assert sentence(few, "zh-CN") == "只有 3 次快照，太少，不作趋势预测。"
    dense = [Snapshot(START + k * D, {1: START + (40 + k) * D}) for k in range(6)]
    assert only(dense).reason == "too_short"
    assert only(dense, limits=TrendLimits(shortest_days=3)).reason == "runs_away"


def test_a_date_that_recedes_as_fast_as_time_is_never_reached() -> None:
    trend = only(weekly(40, 47, 54, 61))
    assert (trend.slope, trend.forecast, trend.reason) == (pytest.approx(1), None, "runs_away")
    assert "would never be reached" in sentence(trend, "en")
    assert only(weekly(5, 5, 5, 5)).reason == "overdue"


def test_a_milestone_that_was_reached_has_no_forecast() -> None:
    done = START + 15 * D
    trend = only(weekly(14, 15, 15, 15, 15), reached={1: done}, baseline={1: START + 12 * D})
    assert len(trend.points) == 3  # what is reported after the day itself is no forecast
    assert (trend.reason, trend.forecast, trend.slip_days) == ("reached", None, 3)
    assert reason_text(trend, "zh-CN") == "已于 2026-07-21 达到，比基线晚 3 天。"
    assert reason_text(trend, "en") == "Reached 2026-07-21, 3 days after the baseline."


def test_evening_and_next_morning_are_one_date() -> None:
    evening, morning = at("2026-08-07T17:00"), at("2026-08-10T08:00")
    snapshots = [Snapshot(START + k * 7 * D, {1: (evening, morning)[k % 2]}) for k in range(4)]
    assert only(snapshots, calendar=OFFICE).moves == 0
    assert iso(only(snapshots, calendar=OFFICE).points[1][1]) == "2026-08-07T17:00:00"
    assert only(snapshots).moves == 3


def test_stability_by_month() -> None:
    def shot(day: str, **finish: str) -> Snapshot:
        return Snapshot(at(f"{day}T18:00"), {int(k[1:]): at(f"{v}T17:00") for k, v in finish.items()})

    report = milestone_trends(
        [
            shot("2026-07-10", m1="2026-09-01", m2="2026-10-01"),
            shot("2026-07-31", m1="2026-09-01", m2="2026-10-08"),
            shot("2026-09-15", m1="2026-09-20", m2="2026-10-08", m3="2026-12-01"),
        ]
    )
    found = [(month.month, month.moved, month.total, month.share) for month in report.months]
    # July: the second moved. August: nothing to compare. September: the first moved; the third is known only once.
    assert found == [(7, (2,), 2, 0.5), (8, (), 0, None), (9, (1,), 2, 0.5)]
    assert month_sentence(report.months[0], "zh-CN") == "2026 年 7 月：2 个里程碑中有 1 个移动，占 50 %。"
    assert month_sentence(report.months[1], "en") == "2026-08: no two snapshots to compare."
    assert [trend.key for trend in report.milestones] == [1, 2, 3]
    assert report.snapshots == 3


def test_snapshots_in_any_order_and_none_at_all() -> None:
    shots = weekly(40, 43.5, 47, 50.5)
    assert only(shots[::-1]) == only(shots)
    empty = milestone_trends([])
    assert (empty.milestones, empty.months, empty.snapshots) == ((), (), 0)


def test_the_sentence_names_its_limits() -> None:
    said = sentence(only(weekly(40, 43.5, 47, 50.5)), "zh-CN")
    assert said.startswith("4 次快照中，预计日期平均每周推迟 3.5 天；按此趋势将于 2026-09-24 达到")
    assert "直线外推" in said
    english = sentence(only(weekly(41, 40, 39, 38)), "en")
    assert english.startswith("Over 4 snapshots the date has come nearer by 1.0 days a week; this trend leads to ")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.floats(-500, 2000), min_size=1, max_size=12))
def test_any_series_has_an_answer_in_words(days: list[float]) -> None:
    trend = only(weekly(*days))
    assert (trend.forecast is None) == bool(trend.reason)
    assert trend.forecast is None or trend.forecast > trend.points[-1][0]
    for lang in ("zh-CN", "en"):
        assert "{" not in sentence(trend, lang)


@settings(max_examples=100, deadline=None)
@given(st.floats(-2, 0.9), st.floats(30, 400), st.integers(4, 10))
def test_points_on_a_line_give_back_the_line(slope: float, height: float, n: int) -> None:
    trend = only(weekly(*(height + slope * 7 * k for k in range(n))))
    assert trend.slope == pytest.approx(slope, abs=1e-3)
    meeting = START + height / (1 - slope) * D
    if trend.forecast is not None:
        assert abs(trend.forecast - meeting) <= 2 * D / (1 - slope)
