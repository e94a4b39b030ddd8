"""Why a date is where it is: chains in words, and causes whose absence moves the date by exactly what is said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from forensic_plans import Drawn, drawn_plans
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import ALL_DAY, FF, FIVE_DAYS, FS, SS, WORKDAY, at, plan

from linkspan.engines.calendar import CalendarException, CalendarSpec, WeekPattern, WorkCalendar, day_of, from_minutes
from linkspan.engines.forensic import DATES, Cause, Dated, ForensicError, causes, chain, why
from linkspan.engines.network import NO_TIME, Network, Options, compute

NAMES = ["采购", "安装", "开发", "验收"]


def four(**columns: object) -> Network:
    """采购 3 d -> (1 d lag) 安装 4 d -> 验收 1 d; 开发 2 d -> 验收."""
    links = [(0, 1, FS, WORKDAY), (2, 3, FS, 0), (1, 3, FS, 0)]
    return plan([3 * WORKDAY, 4 * WORKDAY, 2 * WORKDAY, WORKDAY], links, **columns)


def only(row: int, moment: str) -> list[int]:
    """A column of instants with one value."""
    return [at(moment) if number == row else NO_TIME for number in range(4)]


def found(network: Network, row: int, date: str = "finish", lang: str = "en") -> dict[str, Cause]:
    """Causes by kind and name."""
    names = NAMES if network.n_tasks == 4 else None
    answer = causes(network, compute(network), row, date=date, lang=lang, names=names)
    return {f"{cause.kind} {cause.row if cause.row >= 0 else cause.link}": cause for cause in answer}


def test_the_chain_runs_from_the_first_cause_to_the_date() -> None:
    network = four()
    steps = chain(Dated(network, compute(network)), 3, "finish")
    assert [(s.row, s.date, s.cause) for s in steps] == [
        (0, "start", "project_start"),
        (0, "finish", "duration"),
        (1, "start", "link"),
        (1, "finish", "duration"),
        (3, "start", "link"),
        (3, "finish", "duration"),
    ]
    assert [s.instant for s in steps] == sorted(s.instant for s in steps)


def test_chains_in_words() -> None:
    network = four()
    result = compute(network)
    chinese = why(network, result, 3, date="finish", lang="zh-CN", names=NAMES)
    assert chinese.sentence == (
        "“验收”的完成是 2026-07-16 17:00：“采购”随项目开始；“采购”工期 3 天；“安装”在“采购”完成后开始，"
        "滞后 1 天；“安装”工期 4 天；“验收”在“安装”完成后开始；“验收”工期 1 天。"
    )
    english = why(network, result, 2, date="late_finish", lang="en", names=NAMES)
    assert english.sentence.endswith(
        "“验收” can be no later than the project's finish 2026-07-16 17:00; “验收” takes 1 day; "
        "“开发” must finish before the late start of “验收”."
    )
    assert english.steps[-1].link == 1
    assert english.instant == at("2026-07-15T17:00")


def test_each_cause_says_what_its_absence_does_and_what_holds_the_date_then() -> None:
    answer = found(four(), 3)
    assert {key: cause.moves_days for key, cause in answer.items()} == {
        "link 2": -6,  # then 开发 (2 d) + 验收
        "link 0": -4,
        "duration 1": -4,
        "duration 0": -3,
        "calendar -1": -2,  # one weekend lies in it
        "duration 3": -1,
        "lag 0": -1,
    }
    assert answer["link 2"].text == (
        "Without the link from “安装” to “验收”, the finish is 6 days earlier; then “开发” → “验收” holds it."
    )
    assert answer["lag 0"].remedy.startswith("Check whether the time between “采购” and “安装” is needed")
    chinese = found(four(), 3, lang="zh-CN")
    assert chinese["lag 0"].text == "“采购”与“安装”之间没有 1 天的滞后，完成提前 1 天。"


def test_a_cause_beside_an_equal_path_names_the_path() -> None:
    network = plan([2 * WORKDAY, 2 * WORKDAY, WORKDAY, WORKDAY], [(0, 2, FS, 0), (1, 2, FS, 0), (2, 3, FS, 0)])
    answer = causes(network, compute(network), 3, date="finish", lang="en", names=NAMES)
    held = [cause for cause in answer if cause.moves_minutes == 0]
    assert held
    assert held == list(answer[-len(held) :])
    for cause in held:
        assert cause.hold is not None
        assert cause.text.endswith("another path holds it, namely “安装” → “开发”.")


@pytest.mark.parametrize(
    ("columns", "kind", "days"),
    [
        ({"constraint": [0, 4, 0, 0], "constraint_date": only(1, "2026-07-20T08:00")}, "constraint 1", -6),
        ({"leveling_delay": [0, 1440, 0, 0]}, "leveling 1", -1),
        ({"manual_start": only(3, "2026-07-22T08:00"), "manual_finish": only(3, "2026-07-22T17:00")}, "manual 3", -4),
        ({"actual_start": only(0, "2026-07-13T08:00"), "percent": [50.0, 0, 0, 0]}, "actual 0", -5),
        ({"options": Options(data_date=at("2026-07-10T17:00"))}, "data_date -1", -5),
    ],
)
def test_dates_by_people_are_causes(columns: dict[str, object], kind: str, days: float) -> None:
    assert found(four(**columns), 3)[kind].moves_days == days


def test_late_dates_have_their_own_causes() -> None:
    network = four(deadline=only(0, "2026-07-07T17:00"))
    assert found(network, 0, "late_finish")["deadline 0"].moves_days == 1
    must = four(options=Options(must_finish=at("2026-07-14T17:00")))
    assert found(must, 1, "late_start")["must_finish -1"].moves_days == 2


def test_holidays_count_as_rest_days() -> None:
    first = day_of(from_minutes(at("2026-07-07T00:00")).date())
    holiday = CalendarException(first, first + 1, (), "National day")
    network = plan([3 * WORKDAY], calendars=[replace(FIVE_DAYS, exceptions=(holiday,))])
    cause = found(network, 0)["calendar -1"]
    assert (cause.before, cause.after) == (at("2026-07-10T17:00"), at("2026-07-08T17:00"))
    assert cause.moves_days == -2
    assert "5x8" in cause.text


def test_a_calendar_without_rest_is_no_cause() -> None:
    network = plan([3 * WORKDAY], calendars=[ALL_DAY])
    assert not [cause for cause in causes(network, compute(network), 0, date="finish") if cause.kind == "calendar"]


def test_a_finish_link_makes_the_start_follow_the_finish() -> None:
    network = plan([5 * WORKDAY, 2 * WORKDAY], [(0, 1, FF, 0)])
    steps = chain(Dated(network, compute(network)), 1, "start")
    assert [(s.row, s.date, s.cause) for s in steps[-2:]] == [(1, "finish", "link"), (1, "start", "duration")]
    # A shorter task then starts later: it ends with the same predecessor.
    assert found(network, 1, "start")["duration 1"].moves_days == 2


def test_a_summary_points_at_its_child_and_its_gate_holds_the_children() -> None:
    network = plan([3 * WORKDAY, 0, 2 * WORKDAY, WORKDAY], [(0, 1, FS, 0)], parent=[-1, -1, 1, 1])
    result = compute(network)
    steps = chain(Dated(network, result), 1, "finish")
    assert [(s.row, s.cause) for s in steps][-3:] == [(2, "summary_link"), (2, "duration"), (1, "children")]
    answer = causes(network, result, 2, date="start", lang="zh-CN", names=NAMES)
    assert answer[0].kind == "summary_link"
    assert answer[0].moves_days == -3
    assert "汇总任务“安装”" in answer[0].text


def test_an_unknown_row_is_refused_in_both_languages() -> None:
    network = four()
    with pytest.raises(ForensicError) as refusal:
        why(network, compute(network), 4)
    assert refusal.value.text("zh-CN") == "计划中没有第 5 行；请重新选择任务。"
    assert refusal.value.text("en") == "The plan has no row 5; choose the task again."


# -- on random plans ---------------------------------------------------------------------------------------------------


def relaxed_by_hand(drawn: Drawn, cause: Cause) -> Drawn:
    """What each kind of cause promises, written once more on the drawn rows."""
    row, link = cause.row, cause.link
    if cause.kind in ("link", "summary_link"):
        return drawn.without_link(link)
    if cause.kind == "lag":
        a, b, kind, _ = drawn.links[link]
        return replace(drawn, links=(*drawn.links[:link], (a, b, kind, 0), *drawn.links[link + 1 :]))
    if cause.kind == "constraint":
        return drawn.with_row(row, constraint=0, constraint2=0)
    if cause.kind == "duration":
        if "actual_start" in drawn.rows[row].columns:
            return drawn.with_row(row, remaining=0)
        return drawn.with_row(row, duration=0)
    if cause.kind == "data_date":
        return replace(drawn, data_date=NO_TIME)
    if cause.kind == "must_finish":
        return replace(drawn, must_finish=NO_TIME)
    if cause.kind == "leveling":
        return drawn.with_row(row, leveling_delay=0)
    if cause.kind == "manual":
        return drawn.with_row(row, manual_start=NO_TIME)
    if cause.kind == "actual":
        return drawn.with_row(row, actual_start=NO_TIME, actual_finish=NO_TIME, percent=0.0)
    if cause.kind == "expected_finish":
        return drawn.with_row(row, expected_finish=NO_TIME)
    if cause.kind == "external":
        return drawn.with_row(row, external_early_start=NO_TIME, external_late_finish=NO_TIME)
    if cause.kind == "resume":
        return drawn.with_row(row, resume=NO_TIME)
    if cause.kind == "deadline":
        return drawn.with_row(row, deadline=NO_TIME)
    assert cause.kind == "calendar"
    whole = CalendarSpec("whole", WeekPattern((FIVE_DAYS.week.days[0],) * 7))
    drawn = replace(drawn, calendars=(*drawn.calendars, whole))
    for other in cause.rows:
        drawn = drawn.with_row(other, calendar=2)
    return drawn


@settings(max_examples=250, deadline=None)
@given(drawn_plans(), st.data())
def test_relaxing_a_cause_moves_the_date_by_what_it_says(drawn: Drawn, data: st.DataObject) -> None:
    network = drawn.network()
    result = compute(network)
    row = data.draw(st.integers(0, network.n_tasks - 1))
    date = data.draw(st.sampled_from(DATES))
    explained = why(network, result, row, date=date)
    assert explained.instant == getattr(result, date)[row]
    assert explained.steps[-1].row == row
    own = drawn.rows[row].columns.get("calendar", -1)
    calendar = WorkCalendar(drawn.calendars[max(own, 0)])
    for cause in causes(network, result, row, date=date, names=[f"T{r.uid}" for r in drawn.rows]):
        after = int(getattr(compute(relaxed_by_hand(drawn, cause).network()), date)[row])
        assert cause.after == after, cause
        assert cause.moves_minutes == calendar.between(cause.before, after)
        assert cause.moves_minutes or cause.hold is not None


@settings(max_examples=200, deadline=None)
@given(drawn_plans())
def test_early_dates_have_one_cause_that_moves_them_or_a_path_that_holds_them(drawn: Drawn) -> None:
    """Without ties a date that has a driver moves when it goes; with ties the other path is named."""
    network = drawn.network()
    result = compute(network)
    for row in range(network.n_tasks):
        steps = chain(Dated(network, result), row, "start")
        if any(step.link >= 0 for step in steps):
            assert causes(network, result, row, date="start"), (row, steps)


def test_all_starts_and_finishes_of_parallel_types_are_told() -> None:
    network = plan([WORKDAY] * 5, [(0, 1, SS, WORKDAY), (1, 2, FF, 0), (2, 3, 3, 5 * WORKDAY), (3, 4, FS, -240)])
    result = compute(network)
    for lang, word in (("zh-CN", "提前"), ("en", "lead")):
        texts = " ".join(s.text for s in why(network, result, 4, date="finish", lang=lang).steps)
        assert word in texts
