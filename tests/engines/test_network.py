"""The network engine by example: textbook floats, link types, constraints, summaries, progress, problems."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from plans import ALL_DAY, FF, FIVE_DAYS, FS, MONDAY, SF, SIX_DAYS, SS, WORKDAY, at, plan, solve

from linkspan.engines.calendar import CalendarSet, iso
from linkspan.engines.network import (
    NO_TIME,
    Constraint,
    LagCalendar,
    Network,
    NetworkCycle,
    NetworkError,
    Options,
    Reason,
    compute,
    forward_reach,
)
from linkspan.engines.network.explain import cycle_text, error_text, problem_text

# Activities A-H of the activity-on-node example that most textbooks share (days): A3 B4 C2 D5 E1 F2 G4 H3.
TEXTBOOK = [3, 4, 2, 5, 1, 2, 4, 3]
TEXTBOOK_LINKS = [(0, 2), (1, 3), (1, 4), (2, 5), (3, 6), (4, 6), (5, 7), (6, 7)]


def test_textbook_example_has_its_known_floats() -> None:
    result = solve([d * WORKDAY for d in TEXTBOOK], TEXTBOOK_LINKS)
    assert (result.total_float // WORKDAY).tolist() == [6, 0, 6, 0, 4, 6, 0, 0]
    assert (result.free_float // WORKDAY).tolist() == [0, 0, 0, 0, 4, 6, 0, 0]
    assert result.critical.tolist() == [False, True, False, True, False, False, True, True]
    assert iso(result.project_finish) == "2026-07-27T17:00:00"  # 16 working days from Monday 6 July
    assert result.driving_link[7] == 7
    assert Reason(result.driving_reason[0]) is Reason.PROJECT_START


@pytest.mark.parametrize(
    ("kind", "lag", "start", "finish"),
    [
        (FS, 0, "07-08T08:00", "07-09T17:00"),
        (FS, WORKDAY, "07-09T08:00", "07-10T17:00"),
        (FS, -WORKDAY, "07-07T08:00", "07-08T17:00"),
        (SS, 0, "07-06T08:00", "07-07T17:00"),
        (SS, 240, "07-06T13:00", "07-08T12:00"),
        (SS, -WORKDAY, "07-03T08:00", "07-06T17:00"),
        (FF, 0, "07-06T08:00", "07-07T17:00"),
        (FF, WORKDAY, "07-07T08:00", "07-08T17:00"),
        (FF, -WORKDAY, "07-06T08:00", "07-07T17:00"),  # not before the project start
        (SF, 0, "07-02T08:00", "07-03T17:00"),
        (SF, 3 * WORKDAY, "07-07T08:00", "07-08T17:00"),
        (SF, -WORKDAY, "07-01T08:00", "07-02T17:00"),
    ],
)
def test_each_link_type_with_lag_and_lead(kind: int, lag: int, start: str, finish: str) -> None:
    result = solve([2 * WORKDAY, 2 * WORKDAY], [(0, 1, kind, lag)])
    assert (iso(result.start[1]), iso(result.finish[1])) == (f"2026-{start}:00", f"2026-{finish}:00")


def test_elapsed_and_percent_lags() -> None:
    elapsed = solve([WORKDAY, WORKDAY], [(0, 1, FS, 2 * 1440, 1)], start="2026-07-10T08:00")
    assert iso(elapsed.start[1]) == "2026-07-13T08:00:00"  # Friday evening + 48 h = Sunday
    half = solve([2 * WORKDAY, WORKDAY], [(0, 1, FS, 5000, 2)])
    assert iso(half.start[1]) == "2026-07-09T08:00:00"  # half of two days
    lead = solve([4 * WORKDAY, WORKDAY], [(0, 1, FS, -2500, 2)])
    assert iso(lead.start[1]) == "2026-07-09T08:00:00"


def test_lag_calendars_differ_over_a_weekend() -> None:
    found = {}
    for choice in LagCalendar:
        network = plan(
            [WORKDAY, WORKDAY],
            [(0, 1, FS, 2 * WORKDAY)],
            calendars=[FIVE_DAYS, SIX_DAYS],
            calendar=[0, 1],
            start="2026-07-10T08:00",
            options=Options(lag_calendar=choice),
        )
        found[choice.name] = iso(compute(network).start[1])[5:16]
    assert found == {
        "SUCCESSOR": "07-14T08:00",
        "PREDECESSOR": "07-15T08:00",
        "PROJECT": "07-15T08:00",
        "ALWAYS": "07-11T09:00",
    }


@pytest.mark.parametrize(
    ("kind", "date", "start", "total"),
    [
        (Constraint.SNET, "2026-07-13T08:00", "07-13T08:00", 0),
        (Constraint.FNET, "2026-07-13T17:00", "07-10T08:00", 0),
        (Constraint.MSO, "2026-07-14T08:00", "07-14T08:00", 0),
        (Constraint.MFO, "2026-07-14T17:00", "07-13T08:00", 0),
        (Constraint.SNLT, "2026-07-09T08:00", "07-08T08:00", WORKDAY),
        (Constraint.FNLT, "2026-07-10T17:00", "07-08T08:00", WORKDAY),
    ],
)
def test_constraints_that_logic_allows(kind: Constraint, date: str, start: str, total: int) -> None:
    result = solve(
        [2 * WORKDAY, 2 * WORKDAY, 5 * WORKDAY],
        [(0, 1)],
        constraint=[0, kind, 0],
        constraint_date=[NO_TIME, at(date), NO_TIME],
    )
    assert iso(result.start[1])[5:16] == start
    assert result.total_float[1] == total
    assert not result.problems


@pytest.mark.parametrize(
    ("kind", "date"),
    [
        (Constraint.SNLT, "2026-07-07T08:00"),
        (Constraint.MSO, "2026-07-07T08:00"),
        (Constraint.FNLT, "2026-07-08T17:00"),
        (Constraint.MFO, "2026-07-08T17:00"),
    ],
)
def test_constraints_that_logic_breaks_show_negative_float_and_are_named(kind: Constraint, date: str) -> None:
    columns = {"constraint": [0, kind], "constraint_date": [NO_TIME, at(date)]}
    result = solve([2 * WORKDAY, 2 * WORKDAY], [(0, 1)], **columns)
    assert iso(result.start[1]) == "2026-07-07T08:00:00"
    assert result.total_float.tolist() == [-WORKDAY, 0]
    assert [(p.code, p.tasks) for p in result.problems] == [("constraint_conflict", (1,))]
    assert "装机" in problem_text(result.problems[0], "zh-CN", ["到货", "装机"])
    late = solve([2 * WORKDAY, 2 * WORKDAY], [(0, 1)], options=Options(flavour="p6"), **columns)
    assert iso(late.start[1]) == "2026-07-08T08:00:00"
    assert late.total_float[1] == -WORKDAY


def test_as_late_as_possible_takes_all_float() -> None:
    result = solve([WORKDAY, 5 * WORKDAY], [], constraint=[1, 0])
    assert iso(result.start[0]) == "2026-07-10T08:00:00"
    assert iso(result.early_start[0]) == "2026-07-06T08:00:00"
    assert Reason(result.driving_reason[0]) is Reason.ALAP
    assert result.total_float[0] == 0


def test_a_deadline_caps_late_dates_only() -> None:
    result = solve([5 * WORKDAY, WORKDAY], [(0, 1)], deadline=[at("2026-07-08T17:00"), NO_TIME])
    assert iso(result.finish[0]) == "2026-07-10T17:00:00"
    assert result.total_float.tolist() == [-2 * WORKDAY, 0]
    assert [p.code for p in result.problems] == ["deadline_missed"]


def test_must_finish_gives_float_or_takes_it() -> None:
    early = solve([WORKDAY], options=Options(must_finish=at("2026-07-08T17:00")))
    assert early.total_float[0] == 2 * WORKDAY
    late = solve([5 * WORKDAY], options=Options(must_finish=at("2026-07-08T17:00")))
    assert late.total_float[0] == -2 * WORKDAY
    assert [p.code for p in late.problems] == ["must_finish_missed"]


def test_critical_threshold() -> None:
    floats = solve([WORKDAY, 2 * WORKDAY], options=Options(critical_threshold=WORKDAY))
    assert floats.critical.tolist() == [True, True]


def test_summaries_roll_up_and_pass_links_on() -> None:
    # 0 summary(1, 2) -> 3 summary(4); 5 follows summary 3; link 0 into summary 3.
    result = solve(
        [0, WORKDAY, 3 * WORKDAY, 0, WORKDAY, WORKDAY],
        [(0, 3), (3, 5, FS, WORKDAY)],
        parent=[-1, 0, 0, -1, 3, -1],
        kind=[2, 0, 0, 2, 0, 0],
    )
    assert iso(result.finish[0]) == "2026-07-08T17:00:00"
    assert iso(result.start[4]) == "2026-07-09T08:00:00"
    assert Reason(result.driving_reason[4]) is Reason.PARENT_LINK
    assert result.driving_link[4] == 0
    assert iso(result.start[5]) == "2026-07-13T08:00:00"
    assert result.total_float.tolist() == [0, 2 * WORKDAY, 0, 0, 0, 0]


def test_a_start_no_earlier_than_on_a_summary_holds_its_children() -> None:
    result = solve([0, WORKDAY], parent=[-1, 0], constraint=[4, 0], constraint_date=[at("2026-07-09T08:00"), NO_TIME])
    assert iso(result.start[1]) == "2026-07-09T08:00:00"


def test_milestones_stand_at_the_end_of_their_predecessor() -> None:
    result = solve([WORKDAY, 0, WORKDAY], [(0, 1), (1, 2)], kind=[0, 1, 0])
    assert iso(result.start[1]) == "2026-07-06T17:00:00"
    assert iso(result.start[2]) == "2026-07-07T08:00:00"


def test_progress_as_microsoft_project_stores_it() -> None:
    network = plan(
        [4 * WORKDAY, 4 * WORKDAY, WORKDAY],
        [(0, 1), (1, 2)],
        actual_start=[at(MONDAY), at("2026-07-08T08:00"), NO_TIME],
        actual_finish=[at("2026-07-07T17:00"), NO_TIME, NO_TIME],
        percent=[100, 50, 0],
        options=Options(data_date=at("2026-07-20T08:00"), remaining_after_data_date=False),
    )
    result = compute(network)
    assert [iso(t)[5:10] for t in result.finish] == ["07-07", "07-13", "07-14"]
    assert result.critical.tolist() == [False, True, True]


def test_unfinished_work_never_lies_before_the_data_date() -> None:
    network = plan(
        [4 * WORKDAY, 4 * WORKDAY, WORKDAY, WORKDAY],
        [(0, 1), (1, 2)],
        actual_start=[at(MONDAY), at("2026-07-08T08:00"), NO_TIME, NO_TIME],
        actual_finish=[NO_TIME] * 4,
        percent=[50, 25, 0, 0],
        options=Options(data_date=at("2026-07-20T08:00")),
    )
    result = compute(network)
    # 0: two days left from the 20th; 1: three left, after 0 (retained logic); 2 follows; 3 waits for the data date.
    assert [iso(t)[5:10] for t in result.finish] == ["07-21", "07-24", "07-27", "07-20"]
    reasons = [Reason(r) for r in result.driving_reason]
    assert reasons == [Reason.DATA_DATE, Reason.LINK, Reason.LINK, Reason.DATA_DATE]
    assert iso(result.start[1]) == "2026-07-08T08:00:00"


def test_manual_inactive_and_elapsed_tasks() -> None:
    manual = solve(
        [WORKDAY, WORKDAY],
        [(0, 1)],
        manual_start=[at("2026-07-15T08:00"), NO_TIME],
        manual_finish=[at("2026-07-15T17:00"), NO_TIME],
    )
    assert iso(manual.start[1]) == "2026-07-16T08:00:00"
    inactive = solve([9 * WORKDAY, WORKDAY], [(0, 1)], active=[False, True])
    assert iso(inactive.start[1]) == "2026-07-06T08:00:00"
    assert iso(inactive.project_finish) == "2026-07-06T17:00:00"
    elapsed = solve([1440], elapsed=True, start="2026-07-10T17:00")
    assert iso(elapsed.finish[0]) == "2026-07-11T17:00:00"


def test_a_levelling_delay_moves_the_schedule_not_the_early_dates() -> None:
    result = solve([WORKDAY, WORKDAY], [(0, 1)], leveling_delay=[2 * 1440, 0])
    assert [iso(t)[5:10] for t in (result.early_start[0], result.start[0], result.start[1])] == [
        "07-06",
        "07-08",
        "07-09",
    ]
    assert Reason(result.driving_reason[0]) is Reason.LEVELING
    assert result.total_float.tolist() == [0, 0]


def test_floats_are_counted_in_the_calendar_of_the_task() -> None:
    result = solve([WORKDAY, 5 * WORKDAY], calendars=[FIVE_DAYS, ALL_DAY], calendar=[1, 0])
    assert result.total_float[0] == at("2026-07-10T17:00") - at("2026-07-06T16:00")


def test_schedule_from_the_finish() -> None:
    result = solve(
        [WORKDAY, WORKDAY],
        [(0, 1)],
        constraint=1,
        options=Options(must_finish=at("2026-07-31T17:00"), schedule_from_finish=True),
    )
    assert [iso(t)[5:16] for t in result.start] == ["07-30T08:00", "07-31T08:00"]


def test_a_loop_is_named_with_its_members_and_links() -> None:
    with pytest.raises(NetworkCycle) as caught:
        solve([WORKDAY] * 5, [(0, 1), (1, 2), (2, 3), (3, 1), (3, 4)])
    (cycle,) = caught.value.cycles
    assert sorted(cycle.tasks) == [1, 2, 3]
    assert sorted(cycle.links) == [1, 2, 3]
    sentence = cycle_text(cycle, "zh-CN", ["甲", "乙", "丙", "丁", "戊"])
    assert "“乙” → “丙” → “丁” → “乙”" in sentence
    assert "delete one" in cycle_text(cycle, "en", str)


def test_every_separate_loop_is_named_even_of_one_task() -> None:
    with pytest.raises(NetworkCycle) as caught:
        solve([WORKDAY] * 4, [(0, 1), (1, 0), (2, 2)])
    assert sorted(sorted(c.tasks) for c in caught.value.cycles) == [[0, 1], [2]]


def test_a_link_between_a_summary_and_its_own_child_is_a_loop() -> None:
    with pytest.raises(NetworkCycle) as caught:
        solve([0, WORKDAY], [(1, 0)], parent=[-1, 0])
    assert set(caught.value.cycles[0].tasks) == {0, 1}
    with pytest.raises(NetworkCycle) as nested:
        solve([0, 0], parent=[1, 0])
    assert nested.value.cycles[0].links == ()
    assert "大纲" in cycle_text(nested.value.cycles[0], "zh-CN", str)


def test_links_that_cannot_count_are_reported() -> None:
    result = solve([0, WORKDAY, WORKDAY], [(1, 7), (2, 0, FF, 0)], parent=[-1, 0, -1])
    assert [(p.code, p.links) for p in result.problems] == [("dangling_link", (0,)), ("summary_finish_link", (1,))]
    for problem in result.problems:
        assert problem_text(problem, "zh-CN", ["汇总", "子", "前"])
        assert problem_text(problem, "en", ["sum", "child", "before"])


@pytest.mark.parametrize(
    "columns",
    [
        {"deadline": 10**12},
        {"duration": 10**12},
        {"duration": -1},
        {"calendar": 3},
        {"parent": 9},
        {"constraint": 12},
        {"kind": 7},
        {"project": 1},
        {"duration": [1, 2, 3]},
        {"links": ([0], [1], [0], [10**12], [0])},
        {"links": ([0], [1], [9], [0], [0])},
        {"colour": 3},
    ],
)
def test_impossible_input_is_refused_with_a_sentence(columns: dict) -> None:
    with pytest.raises(NetworkError) as caught:
        Network.build(2, CalendarSet([FIVE_DAYS]), at(MONDAY), **columns)
    for lang in ("zh-CN", "en"):
        assert error_text(caught.value, lang)


def test_dates_beyond_the_calendar_are_reported_not_looped_on() -> None:
    hundred_years = 99 * 366 * 1440
    result = solve([hundred_years, hundred_years, WORKDAY], [(0, 1), (1, 2)])
    assert {p.code for p in result.problems} >= {"beyond_calendar"}


def test_followers_through_links_children_and_summaries() -> None:
    network = plan(
        [WORKDAY, 0, WORKDAY, WORKDAY, WORKDAY],
        [(0, 1), (2, 3)],
        parent=[-1, -1, 1, -1, -1],
    )
    assert forward_reach(network, 0).tolist() == [1, 2, 3]
    assert forward_reach(network, 4).tolist() == []


def test_the_example_of_the_documentation_runs() -> None:
    import doctest

    from linkspan.engines import network

    outcome = doctest.testmod(network)
    assert (outcome.failed, outcome.attempted > 10) == (0, True)


def test_an_empty_plan() -> None:
    result = solve([])
    assert result.start.shape == (0,)
    assert result.project_finish == at(MONDAY)


def test_the_kernels_run_without_numba() -> None:
    """The fallback of `_compiled` is the same functions as plain Python."""
    import subprocess
    import sys

    folder = str(Path(__file__).parent)
    code = (
        "import sys; sys.modules['numba'] = None\n"
        f"sys.path.insert(0, {folder!r})\n"
        "from linkspan.engines._compiled import HAS_NUMBA\n"
        "from plans import solve, WORKDAY\n"
        "from test_network import TEXTBOOK, TEXTBOOK_LINKS\n"
        "r = solve([d * WORKDAY for d in TEXTBOOK], TEXTBOOK_LINKS)\n"
        "print(HAS_NUMBA, (r.total_float // WORKDAY).tolist())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout.strip() == "False [6, 0, 6, 0, 4, 6, 0, 0]", done.stderr


def test_results_are_plain_contiguous_arrays() -> None:
    result = solve([WORKDAY] * 3, [(0, 1)])
    assert result.start.dtype == np.int64
    assert result.start.flags.c_contiguous
    assert result.critical.dtype == np.bool_
