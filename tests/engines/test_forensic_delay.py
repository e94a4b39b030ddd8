"""Delay attribution by windows: who made the finish slip, through waiting, float, gains and revisions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from forensic_plans import DAY, START, Drawn, Row, drawn_plans
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from plans import FS, WORKDAY, at
from test_forensic_compare import computable, edited

from linkspan.engines.forensic import DelayReport, ForensicError, Window, attribute_delay
from linkspan.engines.network import NO_TIME

# 供货 (V) 3 d -> 安装 (C) 4 d -> 联调 (C) 2 d; 布线 (B) 5 d -> 联调.
PARTIES = {1: "厂商", 2: "总集成", 3: "总集成", 4: "分包"}
NAMES = {1: "供货", 2: "安装", 3: "联调", 4: "布线"}


def base(**columns: dict[int, object]) -> Drawn:
    """The four tasks; `columns` are by column, then by uid."""
    durations = {1: 3, 2: 4, 3: 2, 4: 5}
    rows = []
    for uid, days in durations.items():
        own = {name: values[uid] for name, values in columns.items() if uid in values}
        rows.append(Row(uid, None, {"duration": days * WORKDAY, **own}))
    return Drawn(tuple(rows), ((1, 2, FS, 0), (2, 3, FS, 0), (4, 3, FS, 0)), data_date=START)


def status(day: str, drawn: Drawn, **actuals: tuple[str, str]) -> Drawn:
    """The plan at a data date with actual starts and finishes (t1=(start, finish)); "" = open."""
    for number, row in enumerate(drawn.rows):
        if f"t{row.uid}" in actuals:
            begun, ended = actuals[f"t{row.uid}"]
            done = at(ended) if ended else NO_TIME
            drawn = drawn.with_row(number, actual_start=at(begun), actual_finish=done, percent=100.0 if ended else 0.0)
    return replace(drawn, data_date=at(day))


def report(*drawn: Drawn, lang: str = "zh-CN", target: int | None = None, bifurcate: bool = True) -> DelayReport:
    plans = [one.plan(f"W{number}") for number, one in enumerate(drawn)]
    plans = [replace(plan, names=tuple(NAMES.get(uid, f"T{uid}") for uid in plan.uids)) for plan in plans]
    return attribute_delay(plans, [PARTIES] * len(plans), target=target, lang=lang, bifurcate=bifurcate)


def days(found: DelayReport) -> dict[str, float]:
    return {party: number for party, _, number in found.parties if number}


def parts(window: Window) -> dict[tuple[str, str], float]:
    return {(part.name, part.kind): part.days for part in window.parts}


def test_waiting_for_a_late_vendor_is_the_vendors_delay() -> None:
    late = status("2026-07-10T17:00", base(), t1=("2026-07-06T08:00", "2026-07-10T17:00"))
    late = status("2026-07-10T17:00", late, t4=("2026-07-06T08:00", "2026-07-10T17:00"))
    found = report(base(), late)
    assert found.total_days == 2
    assert days(found) == {"厂商": 2}
    assert parts(found.windows[0]) == {("供货", "work"): 2}
    assert found.windows[0].parts[0].text == "“供货”的执行使完成日期推迟 2 天"
    assert found.sentence == ("完成日期从 2026-07-16 17:00 到 2026-07-20 17:00，推迟 2 天：厂商推迟 2 天。")


def test_history_is_followed_through_actual_dates() -> None:
    """安装 has begun, two days late because of 供货 and one more by itself: its actual start hides neither."""
    late = status(
        "2026-07-14T17:00",
        base(),
        t1=("2026-07-06T08:00", "2026-07-10T17:00"),
        t2=("2026-07-14T08:00", ""),
        t4=("2026-07-06T08:00", "2026-07-10T17:00"),
    ).with_row(1, actual_start=at("2026-07-14T08:00"), percent=25.0)
    found = report(base(), late, lang="en")
    assert found.total_days == 3
    assert days(found) == {"厂商": 2, "总集成": 1}
    assert parts(found.windows[0]) == {("供货", "work"): 2, ("安装", "start"): 1}


def test_work_that_could_begin_and_has_not_is_its_own_delay() -> None:
    idle = status(
        "2026-07-13T17:00",
        base(),
        t1=("2026-07-06T08:00", "2026-07-09T17:00"),
        t4=("2026-07-06T08:00", "2026-07-10T17:00"),
    )
    found = report(base(), idle)
    assert days(found) == {"厂商": 1, "总集成": 2}
    assert parts(found.windows[0]) == {("供货", "work"): 1, ("安装", "start"): 2}


def test_work_begun_out_of_sequence_did_not_wait_for_its_predecessor() -> None:
    """安装 begins one day late while 供货 still goes on: its start is its own, whatever 供货 does later."""
    late = status(
        "2026-07-17T17:00",
        base(),
        t1=("2026-07-06T08:00", "2026-07-16T17:00"),
        t2=("2026-07-10T08:00", "2026-07-17T17:00"),
        t4=("2026-07-06T08:00", "2026-07-10T17:00"),
    )
    found = report(base(), late)
    assert days(found) == {"总集成": 3}
    assert parts(found.windows[0]) == {("安装", "start"): 1, ("安装", "work"): 2}


def test_float_is_used_up_before_a_delay_counts() -> None:
    """布线 has two days of float: five days late make three days of slip."""
    late = status(
        "2026-07-17T17:00",
        base(),
        t1=("2026-07-06T08:00", "2026-07-08T17:00"),
        t2=("2026-07-09T08:00", "2026-07-14T17:00"),
        t4=("2026-07-06T08:00", "2026-07-17T17:00"),
    )
    found = report(base(), late)
    assert days(found) == {"分包": 3}
    assert parts(found.windows[0]) == {("布线", "work"): 3}


def test_gains_are_shared_out_as_well() -> None:
    quick = status(
        "2026-07-13T17:00",
        base(),
        t1=("2026-07-06T08:00", "2026-07-07T17:00"),
        t4=("2026-07-06T08:00", "2026-07-10T17:00"),
        t2=("2026-07-08T08:00", "2026-07-13T17:00"),
    )
    found = report(base(), quick)
    assert found.total_days == -1
    assert days(found) == {"厂商": -1}


def test_windows_add_up_and_a_recovery_counts_for_who_recovers() -> None:
    first = status("2026-07-10T17:00", base(), t1=("2026-07-06T08:00", "2026-07-10T17:00"))
    first = status("2026-07-10T17:00", first, t4=("2026-07-06T08:00", "2026-07-10T17:00"))
    second = status("2026-07-15T17:00", first, t2=("2026-07-13T08:00", "2026-07-15T17:00"))
    found = report(base(), first, second)
    assert [window.slip_days for window in found.windows] == [2, -1]
    assert days(found) == {"厂商": 2, "总集成": -1}
    assert found.total_days == 1
    assert [window.label for window in found.windows] == ["W0 → W1", "W1 → W2"]


def test_revisions_are_told_apart_from_progress() -> None:
    """The vendor is two days late; the integrator adds a task of three days and shortens its own by one."""
    new = status("2026-07-10T17:00", base(), t1=("2026-07-06T08:00", "2026-07-10T17:00"))
    new = status("2026-07-10T17:00", new, t4=("2026-07-06T08:00", "2026-07-10T17:00"))
    new = replace(
        new.with_row(1, duration=3 * WORKDAY),
        rows=(*new.with_row(1, duration=3 * WORKDAY).rows, Row(5, None, {"duration": 3 * WORKDAY})),
        links=((1, 2, FS, 0), (2, 5, FS, 0), (5, 3, FS, 0), (4, 3, FS, 0)),
    )
    found = report(base(), new)
    window = found.windows[0]
    assert (window.progress_minutes, window.revision_minutes) == (2 * WORKDAY, 2 * WORKDAY)
    assert {(p.name, p.cause, p.kind): p.days for p in window.parts} == {
        ("供货", "progress", "work"): 2,
        ("安装", "revision", "work"): -1,
        ("T5", "revision", "added"): 3,
    }
    assert days(found) == {"": 3, "厂商": 2, "总集成": -1}
    assert "未指定责任方推迟 3 天" in found.sentence
    as_is = report(base(), new, bifurcate=False)
    assert (as_is.total_minutes, as_is.windows[0].revision_minutes) == (found.total_minutes, 0)


def test_concurrent_delay_is_shown_beside_the_driving_one() -> None:
    """供货 five days late drives; 布线 six days late, with two of float, would have cost four by itself."""
    late = status(
        "2026-07-20T17:00",
        base(),
        t1=("2026-07-06T08:00", "2026-07-15T17:00"),
        t4=("2026-07-06T08:00", "2026-07-20T17:00"),
        t2=("2026-07-16T08:00", "2026-07-21T17:00"),
    )
    found = report(base(), late, lang="en")
    assert days(found) == {"厂商": 5}
    (one,) = found.windows[0].concurrent
    assert (one.name, one.party, one.minutes) == ("布线", "分包", 4 * WORKDAY)
    assert one.text.startswith("“布线” was late at the same time")
    assert one.text.endswith("would still slip by 4 days")


def test_a_milestone_is_followed_instead_of_the_finish() -> None:
    late = status("2026-07-10T17:00", base(), t1=("2026-07-06T08:00", "2026-07-10T17:00"))
    late = status("2026-07-10T17:00", late, t4=("2026-07-06T08:00", "2026-07-10T17:00"))
    assert report(base(), late, target=1).total_days == 2
    assert report(base(), late, target=4).total_days == 0


def test_refusals() -> None:
    with pytest.raises(ForensicError) as few:
        report(base())
    assert few.value.text("zh-CN") == "延误分析至少需要两个快照；请先保存快照。"
    with pytest.raises(ForensicError) as undated:
        report(base(), replace(base(), data_date=NO_TIME))
    assert undated.value.text("en") == ("“W1” has no data date, so it ends no window; give this snapshot a data date.")
    with pytest.raises(ForensicError) as backwards:
        report(base(), replace(base(), data_date=START - DAY))
    assert "“W1”的数据日期早于前一个快照" in backwards.value.text("zh-CN")
    with pytest.raises(ForensicError) as unknown:
        report(base(), base(), target=77)
    assert unknown.value.code == "unknown_task"


@st.composite
def series(draw: st.DrawFn) -> list[Drawn]:
    """Two to four snapshots, each edited from the one before, with data dates in order."""
    found = [replace(draw(drawn_plans(most=7)), data_date=START)]
    for number in range(1, draw(st.integers(2, 4))):
        new = found[-1]
        for _ in range(draw(st.integers(1, 3))):
            new = edited(draw, new, draw(st.sampled_from(["progress", "progress", "duration", "logic", "scope"])))
        found.append(replace(new, data_date=START + number * 3 * DAY))
    return found


@settings(max_examples=200, deadline=None)
@given(series(), st.booleans(), st.data())
def test_parts_and_parties_add_up_to_the_slip(drawn: list[Drawn], bifurcate: bool, data: st.DataObject) -> None:
    computable(*drawn)
    common = set.intersection(*({row.uid for row in one.rows} for one in drawn))
    assume(common)
    target = data.draw(st.sampled_from([None, *sorted(common)]))
    parties = [{uid: "ABC"[uid % 3] for uid in range(1, 61)}] * len(drawn)
    plans = [one.plan(str(number)) for number, one in enumerate(drawn)]
    found = attribute_delay(plans, parties, target=target, bifurcate=bifurcate)
    for window in found.windows:
        assert sum(part.minutes for part in window.parts) == window.slip_minutes
        assert window.progress_minutes + window.revision_minutes == window.slip_minutes
    assert sum(window.slip_minutes for window in found.windows) == found.total_minutes
    assert sum(minutes for _, minutes, _ in found.parties) == found.total_minutes
    assert (found.finish_from, found.finish_to) == (found.windows[0].finish_from, found.windows[-1].finish_to)


@settings(max_examples=50, deadline=None)
@given(drawn_plans())
def test_a_window_in_which_nothing_happens_has_no_parts(drawn: Drawn) -> None:
    drawn = replace(drawn, data_date=START)
    computable(drawn)
    found = attribute_delay([drawn.plan("a"), drawn.plan("b")], [{}, {}])
    assert (found.total_minutes, found.windows[0].parts, found.windows[0].concurrent) == (0, (), ())
