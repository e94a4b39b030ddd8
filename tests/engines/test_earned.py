"""Earned value and Earned Schedule: published cases with their source, cases by hand, undefined cases, properties."""

from __future__ import annotations

import math
from datetime import datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkspan.engines.calendar import ALWAYS, CalendarException, CalendarSet, CalendarSpec, WeekPattern, to_minutes
from linkspan.engines.earned import (
    NO_TIME,
    EarnedError,
    Figure,
    Limits,
    Method,
    MilestoneWeight,
    Packages,
    Phasing,
    ValueCurves,
    earned_report,
    earned_schedule,
    earned_time,
    earned_value,
    error_text,
    formula,
    period_boundaries,
    period_name,
    reason_text,
    schedule_adherence,
    sentence,
    title,
)

DAY = ((480, 720), (780, 1020))
WEEK = CalendarSpec("标准", WeekPattern((DAY,) * 5 + ((), ())))
CLOCK = CalendarSet([ALWAYS])
OFFICE = CalendarSet([WEEK])
D = 1440


def at(text: str) -> int:
    return to_minutes(datetime.fromisoformat(text))


def by_id(figures: tuple[Figure, ...]) -> dict[str, float | None]:
    return {found.id: found.value for found in figures}


def reasons(figures: tuple[Figure, ...]) -> dict[str, str]:
    return {found.id: found.reason for found in figures if found.value is None}


# -- published cases ---------------------------------------------------------------------------------------------------
def test_the_fence_of_the_pmp_exam_preparation() -> None:
    """R. Mulcahy, PMP Exam Prep, cost chapter, exercise "The fence": four sides of 1,000 a day each, end of day 3."""
    sides = Packages.build(
        4,
        CLOCK,
        budget=1000.0,
        start=[0, D, 2 * D, 3 * D],
        finish=[D, 2 * D, 3 * D, 4 * D],
        percent=[100, 100, 50, 0],
        actual_start=[0, D, 2 * D, NO_TIME],
        actual_finish=[D, 2 * D, NO_TIME, NO_TIME],
        actual_cost=[1000, 1200, 600, np.nan],
    )
    report = earned_report(sides, [0, D, 2 * D, 3 * D, 4 * D], 3 * D)
    v = by_id(report.figures)
    assert (v["pv"], v["ev"], v["ac"], v["bac"]) == (3000, 2500, 2800, 4000)
    assert (v["cv"], v["sv"]) == (-300, -500)
    assert v["cpi"] == pytest.approx(0.893, abs=5e-4)
    assert v["spi"] == pytest.approx(0.833, abs=5e-4)
    # The book divides by the rounded 0.893 and prints 4,479, 1,679 and -479; exactly: 4000 * 2800 / 2500 = 4480.
    assert v["eac"] == pytest.approx(4480)
    assert v["etc"] == pytest.approx(1680)
    assert v["vac"] == pytest.approx(-480)
    # Earned Schedule by hand: 2,500 of a plan of 1,000 a day is day 2.5; day 3 has passed.
    assert (v["es"], v["at"], v["sv_t"]) == (2.5, 3.0, -0.5)
    assert v["ieac_t"] == pytest.approx(4 / (2.5 / 3))


def test_the_ez_project_of_the_practice_standard() -> None:
    """PMI, Practice Standard for Earned Value Management (2005), the EZ project: BAC 150, PV 48, EV 32, AC 40."""
    v = by_id(earned_value(150, 48, 32, 40))
    assert (v["sv"], v["cv"]) == (-16, -8)
    assert v["spi"] == pytest.approx(0.67, abs=5e-3)
    assert v["cpi"] == 0.8
    assert v["eac"] == pytest.approx(187.5)
    assert v["etc"] == pytest.approx(147.5)
    assert v["vac"] == pytest.approx(-37.5)
    assert v["tcpi_bac"] == pytest.approx(1.07, abs=5e-3)
    # By hand: AC + BAC - EV = 158; 40 + 118 / (0.8 * 2/3) = 261.25; TCPI to EAC = 118 / 147.5 = the CPI itself.
    assert v["eac_plan"] == 158
    assert v["eac_both"] == pytest.approx(261.25)
    assert v["tcpi_eac"] == pytest.approx(0.8)
    assert v["percent_complete"] == pytest.approx(32 / 1.5)
    assert v["percent_spent"] == pytest.approx(40 / 1.5)


def test_the_examination_case_of_autumn_2013() -> None:
    """软考 信息系统项目管理师 2013 年下半年 下午 试题一：第 12 周末 AC 295、PV 250、EV 247、CV -48、SV -3（万元）。"""
    week = 7 * D
    # A 0-5, B 5-10, C 10-18, D 5-12, E 12-15, F 18-25; C is 20 % done, D complete.
    tasks = Packages.build(
        6,
        CLOCK,
        budget=[30, 70, 60, 135, 30, 70],
        start=np.array([0, 5, 10, 5, 12, 18]) * week,
        finish=np.array([5, 10, 18, 12, 15, 25]) * week,
        percent=[100, 100, 20, 100, 0, 0],
        actual_start=[0, 5 * week, 10 * week, 5 * week, NO_TIME, NO_TIME],
        actual_finish=[5 * week, 10 * week, NO_TIME, 12 * week, NO_TIME, NO_TIME],
        actual_cost=[35.5, 83, 17.5, 159, 0, 0],
    )
    v = by_id(earned_report(tasks, np.arange(26) * week, 12 * week).figures)
    assert (v["ac"], v["pv"], v["ev"]) == (295, 250, 247)
    assert (v["cv"], v["sv"]) == (-48, -3)
    assert v["cpi"] == pytest.approx(247 / 295)
    assert v["spi"] == pytest.approx(247 / 250)


def test_the_examination_case_of_six_packages() -> None:
    """软考 系统集成项目管理工程师 案例：第 4 个月底 PV 41、EV 37.1、AC 38.5。

    The printed solution gives SV -6.90, which its own numbers do not: 37.1 - 41 = -3.9.
    """
    budget, share = [10, 7, 8, 9, 5, 2], [80, 100, 90, 90, 100, 90]
    month = Packages.build(
        6, CLOCK, budget=budget, percent=share, start=0, finish=D, actual_start=0, actual_cost=[9, 6.5, 7.5, 8.5, 5, 2]
    )
    v = by_id(earned_report(month, [0, D], D).figures)
    assert v["pv"] == 41
    assert v["ev"] == pytest.approx(37.1)
    assert v["ac"] == 38.5
    assert v["sv"] == pytest.approx(-3.9)
    assert v["cv"] == pytest.approx(-1.4)
    assert v["cpi"] == pytest.approx(0.9636, abs=5e-5)
    assert v["spi"] == pytest.approx(0.9049, abs=5e-5)


def test_the_examination_network_of_autumn_2016() -> None:
    """软考 信息系统项目管理师 2016 年下半年 试题一：第 14 天晚 E、G 完成一半，F 未开始；求 PV、EV、BAC。

    Worked by hand: budgets days x people x rate = 900, 400, 12800, 1200, 4000, 1400, 7200, 4000 = 31,900.
    PV = 900 + 400 + 12800 + 1200 + 4000*3/10 + 1400*3/7 + 7200*5/8 = 21,600; EV = 15,300 + 2,000 + 3,600 = 20,900.
    """
    start, days = np.array([0, 3, 3, 5, 11, 11, 9, 21]), np.array([3, 2, 8, 4, 10, 7, 8, 5])
    people, rate = np.array([3, 1, 4, 3, 2, 1, 3, 4]), np.array([100, 200, 400, 100, 200, 200, 300, 200])
    work = Packages.build(
        8,
        CLOCK,
        budget=days * people * rate,
        start=start * D,
        finish=(start + days) * D,
        percent=[100, 100, 100, 100, 50, 0, 50, 0],
        actual_start=np.where([1, 1, 1, 1, 1, 0, 1, 0], start * D, NO_TIME),
    )
    v = by_id(earned_report(work, np.arange(27) * D, 14 * D).figures)
    assert (v["bac"], v["pv"], v["ev"], v["sv"]) == (31900, pytest.approx(21600), 20900, pytest.approx(-700))


def test_seven_months_passed_and_five_earned() -> None:
    """W. Lipke, Earned Schedule, International Metrics Congress 2007, slide 7: AT 7, ES 5, two months behind."""
    plan = [0, 5, 15, 30, 50, 70, 85, 95, 98, 99, 100]
    v = by_id(earned_schedule(plan, 70, 7))
    assert (v["es"], v["sv_t"]) == (5, -2)
    assert v["spi_t"] == pytest.approx(5 / 7)
    # By hand: PD 10, so 10 / (5/7) = 14 months; the rest as planned 7 + 5 = 12; TSPI (10 - 5) / (10 - 7).
    assert (v["ieac_t"], v["ieac_t_pf"]) == (pytest.approx(14), 12)
    assert v["tspi"] == pytest.approx(5 / 3)


def test_earned_schedule_keeps_telling_the_truth_after_the_planned_end() -> None:
    """Lipke's reason for ES ("Schedule is Different", 2003): at completion SPI is 1 however late, SPI(t) is not."""
    plan = [0, 25, 50, 75, 100]
    late = by_id(earned_schedule(plan, 100, 8))
    assert by_id(earned_value(100, 100, 100))["spi"] == 1
    assert (late["es"], late["sv_t"], late["spi_t"], late["ieac_t"]) == (4, -4, 0.5, 8)


# -- Earned Schedule by hand -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("ev", "es"),
    [
        (0, 0.0),
        (10, 0.5),
        (20, 1.0),
        (35, 1.5),  # 1 + (35 - 20) / (50 - 20)
        (50, 3.0),  # nothing is planned in the third period: EV = PV holds until its end
        (60, 3.2),  # 3 + (60 - 50) / (100 - 50)
        (100, 4.0),
        (130, 4.0),
    ],
)
def test_es_between_the_periods(ev: float, es: float) -> None:
    assert earned_time([0, 20, 50, 50, 100, 100, 100], ev) == pytest.approx(es)


def test_adherence_by_hand() -> None:
    """Lipke, Earned Schedule (2009), ch. Schedule Adherence: p = sum min(PV(ES), EV) / sum PV(ES)."""
    # Planned by ES: 10, 10, 5, 0. Earned: 10, 6, 4, 5; the five of the last task came before their time.
    assert schedule_adherence([10, 10, 5, 0], [10, 6, 4, 5]) == pytest.approx(20 / 25)
    assert schedule_adherence([10, 10, 5, 0], [10, 10, 5, 0]) == 1
    assert schedule_adherence([10, 10], [0, 0]) == 0
    assert schedule_adherence([0, 0], [3, 0]) is None


def test_adherence_in_a_report() -> None:
    # Two tasks one after the other; the second was done while the first stands at half: 10 of 20 earned, ES = 1 day.
    pair = Packages.build(
        2,
        CLOCK,
        budget=10.0,
        start=[0, D],
        finish=[D, 2 * D],
        percent=[50, 50],
        actual_start=[0, 0],
    )
    report = earned_report(pair, [0, D, 2 * D], D)
    assert report.figure("es").value == 1
    assert report.figure("p_factor").value == 0.5


# -- measurement methods -----------------------------------------------------------------------------------------------
def one(method: Method, **columns: object) -> ValueCurves:
    """A package of budget 100 planned for days 0 to 10, begun on day 2, looked at on day 6."""
    given_columns = {"budget": 100.0, "start": 0, "finish": 10 * D, "actual_start": 2 * D, "percent": 40.0, **columns}
    return ValueCurves(Packages.build(1, CLOCK, method=method, **given_columns), 6 * D)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("method", "columns", "earned"),
    [
        (Method.PERCENT_COMPLETE, {}, 40),
        (Method.ZERO_HUNDRED, {}, 0),
        (Method.ZERO_HUNDRED, {"actual_finish": 6 * D}, 100),
        (Method.FIFTY_FIFTY, {}, 50),
        (Method.FIFTY_FIFTY, {"start_credit": 20.0}, 20),
        (Method.FIFTY_FIFTY, {"actual_start": NO_TIME, "percent": 0.0}, 0),
        (Method.FIFTY_FIFTY, {"actual_finish": 5 * D}, 100),
        (Method.UNITS, {"units_done": 30.0, "units_total": 120.0}, 25),
        (Method.UNITS, {"units_done": 130.0, "units_total": 120.0}, 100),
        (Method.UNITS, {"units_done": 3.0}, 0),
        (Method.LEVEL_OF_EFFORT, {"actual_start": NO_TIME, "percent": 0.0}, 60),
    ],
)
def test_what_each_method_earns(method: Method, columns: dict[str, object], earned: float) -> None:
    assert one(method, **columns).earned(6 * D)[0] == pytest.approx(earned)


def test_weighted_milestones_are_planned_and_earned_on_their_dates() -> None:
    steps = [MilestoneWeight(1, 2 * D, 3 * D), MilestoneWeight(1, 5 * D, NO_TIME), MilestoneWeight(2, 10 * D)]
    package = Packages.build(
        1,
        CLOCK,
        budget=100.0,
        start=0,
        finish=10 * D,
        method=Method.MILESTONES,
        phasing=Phasing.AS_MEASURED,
        milestones={0: steps},
    )
    curves = ValueCurves(package, 6 * D)
    assert [float(curves.planned(d * D)[0]) for d in (1, 2, 5, 9, 10)] == [0, 25, 50, 50, 100]
    assert [float(curves.earned(d * D)[0]) for d in (2, 3, 6)] == [0, 25, 25]


def test_as_measured_plans_a_package_by_its_own_method() -> None:
    half = one(Method.FIFTY_FIFTY, phasing=Phasing.AS_MEASURED)
    assert [float(half.planned(t)[0]) for t in (-1, 0, 9 * D, 10 * D)] == [0, 50, 50, 100]
    whole = one(Method.ZERO_HUNDRED, phasing=Phasing.AS_MEASURED)
    assert [float(whole.planned(t)[0]) for t in (0, 10 * D - 1, 10 * D)] == [0, 0, 100]


def test_apportioned_packages_follow_their_base() -> None:
    chain = Packages.build(
        3,
        CLOCK,
        budget=[100.0, 20.0, 10.0],
        start=[0, NO_TIME, NO_TIME],
        finish=[10 * D, NO_TIME, NO_TIME],
        percent=[40.0, 0, 0],
        actual_start=[0, NO_TIME, NO_TIME],
        method=[0, Method.APPORTIONED, Method.APPORTIONED],
        base=[-1, 2, 0],
    )
    curves = ValueCurves(chain, 6 * D)
    assert curves.planned(6 * D).tolist() == [60, 12, 6]
    assert curves.earned(6 * D).tolist() == [40, 8, 4]


# -- time-phasing ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("phasing", "shares"),
    [
        (Phasing.LINEAR, (0.25, 0.5, 0.75)),
        (Phasing.FRONT, (0.4375, 0.75, 0.9375)),
        (Phasing.BACK, (0.0625, 0.25, 0.5625)),
        (Phasing.BELL, (0.15625, 0.5, 0.84375)),
    ],
)
def test_budgets_are_spread_by_their_curve(phasing: Phasing, shares: tuple[float, ...]) -> None:
    curves = ValueCurves(Packages.build(1, CLOCK, budget=1.0, start=0, finish=8 * D, phasing=phasing), 0)
    assert [float(curves.planned(k * 2 * D)[0]) for k in (0, 1, 2, 3, 4)] == pytest.approx([0, *shares, 1])


def test_budgets_are_spread_over_working_time() -> None:
    rest = CalendarException(at("2026-07-13T00:00") // D, at("2026-07-17T00:00") // D, ())
    cal = CalendarSet([CalendarSpec("停工", WEEK.week, (rest,))])
    work = Packages.build(1, cal, budget=80.0, start=at("2026-07-08T08:00"), finish=at("2026-07-22T17:00"))
    curves = ValueCurves(work, at("2026-07-10T17:00"))
    # Working days: 8, 9, 10, 20, 21, 22 July; half the budget before the week of rest, nothing during it.
    moments = ["2026-07-08T12:00", "2026-07-10T17:00", "2026-07-15T09:00", "2026-07-20T08:00", "2026-07-21T12:00"]
    found = [float(curves.planned(at(moment))[0]) for moment in moments]
    assert found == pytest.approx([80 / 12, 40, 40, 40, 60])


def test_earlier_progress_follows_the_history() -> None:
    dated = Packages.build(
        2,
        CLOCK,
        budget=100.0,
        start=0,
        finish=10 * D,
        actual_start=0,
        percent=60.0,
        history={0: [(2 * D, 50.0), (4 * D, 50.0)]},
    )
    curves = ValueCurves(dated, 6 * D)
    assert curves.earned(2 * D).tolist() == pytest.approx([50, 20])
    assert curves.earned(5 * D).tolist() == pytest.approx([55, 50])
    assert curves.is_reconstructed
    with_both = Packages.build(
        1, CLOCK, budget=1.0, start=0, finish=D, actual_start=0, percent=5.0, history={0: [(9, 1.0)]}
    )
    assert not ValueCurves(with_both, D).is_reconstructed


# -- reports -----------------------------------------------------------------------------------------------------------
def weekly() -> tuple[Packages, np.ndarray, int]:
    start = [at("2026-07-06T08:00"), at("2026-07-13T08:00"), at("2026-07-20T08:00")]
    finish = [at("2026-07-10T17:00"), at("2026-07-17T17:00"), at("2026-07-29T12:00")]
    packages = Packages.build(
        3,
        OFFICE,
        budget=[40.0, 40.0, 60.0],
        start=start,
        finish=finish,
        percent=[100.0, 50.0, 0.0],
        actual_start=[start[0], at("2026-07-14T08:00"), NO_TIME],
        actual_finish=[at("2026-07-13T17:00"), NO_TIME, NO_TIME],
    )
    return packages, period_boundaries(start[0], finish[2]), at("2026-07-17T17:00")


def test_curves_by_week() -> None:
    packages, edges, now = weekly()
    assert len(edges) == 5
    spent = ([at("2026-07-09T12:00"), at("2026-07-16T12:00")], [50.0, 25.0])
    report = earned_report(packages, edges, now, entries=spent)
    # The third task works 7.5 days: 5 of them in its first week.
    assert report.pv.tolist() == pytest.approx([0, 40, 80, 120, 140])
    # 5 of 6 days of the first task by Monday the 13th (its finish is that evening): 33.3.
    assert report.ev[:2].tolist() == pytest.approx([0, 40 * 5 / 6])
    assert np.isnan(report.ev[2:]).all()  # Monday the 20th is after the status date
    assert report.ac is not None
    assert report.ac[:2].tolist() == [0, 50]
    v = by_id(report.figures)
    assert (v["ac"], v["ev"], v["pv"]) == (75, 60, 80)
    assert (v["at"], v["es"]) == (2, 1.5)
    assert v["pd"] == pytest.approx(3.5)  # two and a half days into the fourth week
    assert v["ieac_t"] == pytest.approx(3.5 * 2 / 1.5)
    # 4.667 weeks from Monday 6 July: 23.33 working days, so the 24th working day, 6 August.
    assert report.figure("finish_t").value is not None
    assert at("2026-08-06T08:00") < report.figure("finish_t").value < at("2026-08-06T17:00")  # type: ignore[operator]


def test_figures_by_period() -> None:
    packages, _, now = weekly()
    edges = period_boundaries(at("2026-07-06T08:00"), now)
    report = earned_report(packages, edges, now + 3 * D, entries=([at("2026-07-09T12:00")], [50.0]))
    assert report.period == "week"
    # First week: 33.3 earned of 40 planned, 50 spent. Second: the status date has passed, so it is known.
    assert report.series("sv")[:2].tolist() == pytest.approx([0, -40 / 6])
    assert report.series("cv")[1] == pytest.approx(40 * 5 / 6 - 50)
    assert report.series("spi")[1] == pytest.approx(5 / 6)
    assert report.series("cpi")[1] == pytest.approx(40 * 5 / 6 / 50)
    assert report.series("spi_t")[1] == pytest.approx(5 / 6)
    assert report.series("sv_t")[1] == pytest.approx(-1 / 6)
    assert np.isnan(report.series("spi")[0])  # nothing was planned yet
    bare = earned_report(packages, edges, now)
    assert np.isnan(bare.series("cpi")).all()
    assert np.isnan(bare.series("cv")).all()


def test_a_cost_booked_at_a_boundary_belongs_to_the_period_that_ends_there() -> None:
    packages = Packages.build(1, CLOCK, budget=1.0, start=0, finish=2 * D)
    report = earned_report(packages, [0, D, 2 * D], 2 * D, entries=([2 * D, D, 3 * D], [5.0, 2.0, 9.0]))
    assert report.ac is not None
    assert report.ac.tolist() == [0, 2, 7]
    assert report.figure("ac").value == 7


def test_periods_have_names() -> None:
    start, end = at("2026-01-30T08:00"), at("2026-03-02T17:00")
    assert [period_name(period_boundaries(start, end, unit)) for unit in ("day", "week", "month")] == [
        "day",
        "week",
        "month",
    ]
    assert period_name(np.array([0, D, 3 * D])) == "period"


def test_the_forecast_runs_through_the_rest_of_the_plan() -> None:
    packages, _, now = weekly()
    edges = period_boundaries(at("2026-07-06T08:00"), at("2026-08-14T00:00"))
    report = earned_report(packages, edges, now)
    assert np.isnan(report.forecast[:2]).all()
    # On Monday 20 July nothing but a weekend has passed; a week later the plan has moved by 0.75 weeks: 1.5 -> 2.25.
    assert report.forecast[2] == pytest.approx(60)
    assert report.forecast[3] == pytest.approx(80 + 0.25 * 40)
    assert report.forecast[-1] == pytest.approx(140)
    assert report.ac is None
    assert reasons(report.figures)["cpi"] == "no_ac"


def test_rows_without_a_baseline_are_named_and_count_nothing() -> None:
    packages = Packages.build(
        2, CLOCK, budget=10.0, start=[0, NO_TIME], finish=[D, NO_TIME], percent=100.0, actual_start=0
    )
    report = earned_report(packages, [0, D], D)
    assert report.missing == (1,)
    assert report.figure("bac").value == 10
    assert report.figure("ev").value == 10


def test_periods_of_days_weeks_and_months() -> None:
    start, end = at("2026-01-30T08:00"), at("2026-03-02T17:00")
    assert [t // D - start // D for t in period_boundaries(start, end, "day")] == list(range(33))
    assert (np.diff(period_boundaries(start, end, "week")) == 7 * D).all()
    months = [
        str(datetime(1970, 1, 1) + np.timedelta64(int(t), "m").item())[:10]
        for t in period_boundaries(start, end, "month")
    ]
    assert months == ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"]
    with pytest.raises(ValueError, match="before"):
        period_boundaries(end, start)
    with pytest.raises(ValueError, match="periods"):
        period_boundaries(at("1950-01-01T00:00"), at("2100-01-01T00:00"), "day")


# -- undefined cases ---------------------------------------------------------------------------------------------------
def test_nothing_spent_planned_or_earned_gives_reasons() -> None:
    assert reasons(earned_value(100, 50, 40)) == dict.fromkeys(
        ("ac", "cv", "cpi", "eac", "eac_plan", "eac_both", "etc", "vac", "tcpi_bac", "tcpi_eac", "percent_spent"),
        "no_ac",
    )
    assert reasons(earned_value(100, 0, 0, 0))["cpi"] == "nothing_spent"
    assert reasons(earned_value(100, 0, 0, 0))["spi"] == "nothing_planned"
    why = reasons(earned_value(100, 10, 0, 20))
    assert (why["eac"], why["vac"], why["tcpi_eac"]) == ("nothing_earned",) * 3
    assert earned_value(100, 10, 0, 20)[4].value == -20  # CV is defined all the same
    over = reasons(earned_value(100, 80, 60, 100))
    assert over["tcpi_bac"] == "budget_spent"
    done = reasons(earned_value(100, 100, 100, 90))
    assert (done["tcpi_bac"], done["tcpi_eac"]) == ("complete", "complete")
    assert reasons(earned_value(0, 0, 0, 0))["percent_complete"] == "no_budget"


def test_earned_schedule_without_time_work_or_budget_gives_reasons() -> None:
    plan = [0, 50, 100]
    assert reasons(earned_schedule(plan, 0, 0))["spi_t"] == "not_begun"
    assert reasons(earned_schedule(plan, 0, 1))["ieac_t"] == "nothing_earned"
    assert reasons(earned_schedule(plan, 60, 2))["tspi"] == "time_over"
    assert reasons(earned_schedule(plan, 100, 1))["tspi"] == "complete"
    assert reasons(earned_schedule(plan, 60, 1, performance_factor=0))["ieac_t_pf"] == "bad_factor"
    assert set(reasons(earned_schedule([0, 0], 0, 1))) >= {"es", "sv_t", "spi_t", "ieac_t", "tspi"}
    to_estimate = by_id(earned_schedule(plan, 60, 2, estimated_duration=4))
    assert to_estimate["tspi_ed"] == pytest.approx(0.8 / 2)


def test_a_report_of_nothing() -> None:
    report = earned_report(Packages.build(0, CLOCK), [0, D], D)
    assert all(found.value is None or math.isfinite(found.value) for found in report.figures)
    assert report.figure("es").reason == "no_budget"


NUMBERS = st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True), st.integers(0, 1000).map(float))


@settings(max_examples=300, deadline=None)
@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_any_input_gives_a_finite_number_or_a_reason_in_words(
    bac: float | None, pv: float | None, ev: float | None, ac: float | None
) -> None:
    for found in earned_value(bac, pv, ev, ac):
        assert (found.value is None) == bool(found.reason)
        assert found.value is None or math.isfinite(found.value)
        for lang in ("zh-CN", "en"):
            assert "{" not in sentence(found, lang)
            assert title(found.id, lang)
        assert formula(found.id)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.floats(0, 100), min_size=1, max_size=12),
    st.floats(0, 1500, allow_nan=False),
    st.one_of(st.floats(0, 50), st.none()),
)
def test_any_plan_gives_a_finite_schedule_figure_or_a_reason(
    steps: list[float], ev: float, clock: float | None
) -> None:
    plan = np.concatenate(([0.0], np.cumsum(steps)))
    found = {f.id: f for f in earned_schedule(plan, ev, clock, estimated_duration=20.0)}
    for one_figure in found.values():
        assert (one_figure.value is None) == bool(one_figure.reason)
        assert one_figure.value is None or math.isfinite(one_figure.value)
    es, planned = found["es"].value, found["pd"].value
    assert es is None or (planned is not None and 0 <= es <= planned)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.floats(0.5, 100), min_size=1, max_size=12), st.floats(0, 1))
def test_es_is_the_inverse_of_the_planned_curve(steps: list[float], share: float) -> None:
    plan = np.concatenate(([0.0], np.cumsum(steps)))
    ev = share * plan[-1]
    assert float(np.interp(earned_time(plan, ev), np.arange(len(plan)), plan)) == pytest.approx(ev, abs=1e-6)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_value_never_falls_and_ends_at_the_budget(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 5))
    start = data.draw(st.lists(st.integers(0, 40 * D), min_size=n, max_size=n))
    length = data.draw(st.lists(st.integers(0, 20 * D), min_size=n, max_size=n))
    finish = [a + b for a, b in zip(start, length, strict=True)]
    columns = {
        "budget": data.draw(st.lists(st.floats(0, 100), min_size=n, max_size=n)),
        "phasing": data.draw(st.lists(st.integers(0, 4), min_size=n, max_size=n)),
        "method": data.draw(st.lists(st.integers(0, 5), min_size=n, max_size=n)),
        "percent": data.draw(st.lists(st.floats(0, 100), min_size=n, max_size=n)),
    }
    curves = ValueCurves(Packages.build(n, OFFICE, start=start, finish=finish, actual_start=start, **columns), 30 * D)
    moments = list(range(-D, 62 * D, 7 * D // 2))
    planned = [curves.planned(t) for t in moments]
    earned = [curves.earned(t) for t in moments if t <= 30 * D]
    for curve in (planned, earned):
        assert all((later >= earlier - 1e-9).all() for earlier, later in pairwise(curve))
    assert planned[0].sum() == 0
    assert planned[-1].tolist() == pytest.approx(curves.budget.tolist())


# -- refusals and words ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"budget": -1.0}, "bad_budget"),
        ({"budget": float("inf")}, "bad_budget"),
        ({"percent": 101.0}, "bad_percent"),
        ({"percent": float("nan")}, "bad_percent"),
        ({"calendar": 3}, "unknown_calendar"),
        ({"method": 9}, "unknown_method"),
        ({"phasing": -1}, "unknown_phasing"),
        ({"start": 5, "finish": 4}, "finish_before_start"),
        ({"method": Method.APPORTIONED}, "no_base"),
        ({"units_done": float("nan")}, "bad_units"),
        ({"milestones": {0: [MilestoneWeight(0)]}}, "bad_milestones"),
        ({"colour": 3}, "unknown_column"),
    ],
)
def test_impossible_packages_are_refused_in_words(columns: dict[str, object], code: str) -> None:
    with pytest.raises(EarnedError) as caught:
        Packages.build(1, CLOCK, **columns)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert error_text(caught.value, "zh-CN") != error_text(caught.value, "en")


def test_apportioned_loops_are_refused() -> None:
    loop = Packages.build(2, CLOCK, method=Method.APPORTIONED, base=[1, 0])
    with pytest.raises(EarnedError, match="apportioned_loop"):
        ValueCurves(loop, 0)


def test_verdicts_follow_the_limits() -> None:
    def verdicts(ev: float, limits: Limits | None = None) -> dict[str, str]:
        return {f.id: f.verdict for f in earned_value(100, 50, ev, 50, limits=limits)}

    assert verdicts(50)["spi"] == "good"
    assert verdicts(46)["spi"] == "watch"
    assert verdicts(44)["spi"] == "bad"
    assert verdicts(46, Limits(bad=0.95))["spi"] == "bad"
    assert verdicts(46)["tcpi_bac"] == "watch"  # 54 / 50 = 1.08
    assert verdicts(40)["tcpi_bac"] == "bad"  # 60 / 50 = 1.2
    assert verdicts(60)["tcpi_bac"] == "good"
    assert verdicts(50)["tcpi_bac"] == "good"  # 50 / 50: the budgeted efficiency is enough
    assert (verdicts(46)["cv"], verdicts(46)["eac"]) == ("bad", "none")


def test_sentences_say_which_side_of_the_line() -> None:
    said = {f.id: sentence(f, "en") for f in earned_value(150, 48, 32, 40)}
    assert said["cv"] == "Cost is 8.00 over the budget of the work done."
    assert said["spi"] == "66.7 % of the planned work is done."
    chinese = {f.id: sentence(f, "zh-CN") for f in earned_schedule([0, 50, 100], 75, 2)}
    assert chinese["sv_t"] == "落后 0.50 期。"
    assert chinese["ieac_t"] == "进度效率不变时，总工期将为 2.67 期。"
    named = {f.id: sentence(f, "zh-CN", budget="hours", period="month") for f in earned_value(150, 48, 32, 40)}
    assert named["vac"] == "完工时将超出预算 37.50 小时。"
    spent = {f.id: sentence(f, "en", budget="days") for f in earned_value(10, 5, 5, -2)}
    assert spent["ac"] == "By the status date, −2.00 person-days has been spent."
    weeks = {f.id: sentence(f, "en", period="week") for f in earned_schedule([0, 50, 100], 75, 2)}
    assert weeks["sv_t"] == "0.50 weeks behind the plan."
    assert weeks["spi_t"] == "Each week moves the work on by only 0.75 weeks of the plan."
    months = {f.id: sentence(f, "zh-CN", period="month") for f in earned_schedule([0, 50, 100], 75, 2)}
    assert months["ieac_t"] == "进度效率不变时，总工期将为 2.67 个月。"
    assert reason_text("time_over", "zh-CN").startswith("计划工期已过")
