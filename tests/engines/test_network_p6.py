"""Rules of P6 by example: mandatory dates, progress modes, expired lag, milestones, spans, several projects."""

from __future__ import annotations

from typing import Any

import pytest
from plans import FF, FS, MONDAY, SF, SIX_DAYS, SS, WORKDAY, at, plan, solve

from linkspan.engines.calendar import iso
from linkspan.engines.network import (
    NO_TIME,
    Constraint,
    Kind,
    NetworkCycle,
    NetworkError,
    Options,
    Problem,
    ProjectDates,
    Reason,
    compute,
    driving_path,
    float_paths,
    merge_networks,
    topology,
)
from linkspan.engines.network.explain import error_text, problem_text

P6 = Options(flavour="p6")


def days(instants: Any) -> list[str]:
    return [iso(int(t))[5:16] for t in instants]


@pytest.mark.parametrize("flavour", ["msp", "p6"])
@pytest.mark.parametrize(
    ("kind", "date", "start", "total"),
    [
        # The predecessor ends on Tuesday 7 July; its work can begin on the 8th at the earliest.
        (Constraint.START_ON, "2026-07-13T08:00", "07-13T08:00", [3 * WORKDAY, 0]),
        (Constraint.START_ON, "2026-07-07T08:00", "07-08T08:00", [-WORKDAY, -WORKDAY]),
        (Constraint.FINISH_ON, "2026-07-14T17:00", "07-13T08:00", [3 * WORKDAY, 0]),
        (Constraint.FINISH_ON, "2026-07-08T17:00", "07-08T08:00", [-WORKDAY, -WORKDAY]),
        (Constraint.MANDATORY_START, "2026-07-13T08:00", "07-13T08:00", [3 * WORKDAY, 0]),
        (Constraint.MANDATORY_START, "2026-07-07T08:00", "07-07T08:00", [-WORKDAY, 0]),
        (Constraint.MANDATORY_FINISH, "2026-07-08T17:00", "07-07T08:00", [-WORKDAY, 0]),
    ],
)
def test_dates_that_are_set(flavour: str, kind: Constraint, date: str, start: str, total: list[int]) -> None:
    result = solve(
        [2 * WORKDAY, 2 * WORKDAY],
        [(0, 1)],
        constraint=[0, kind],
        constraint_date=[NO_TIME, at(date)],
        options=Options(flavour=flavour),
    )
    assert days(result.start)[1] == start
    assert result.total_float.tolist() == total
    assert [p.code for p in result.problems] == (["constraint_conflict"] if min(total) < 0 else [])


def test_mandatory_dates_move_successors_against_the_logic() -> None:
    columns = {"constraint": [0, Constraint.MANDATORY_START, 0], "constraint_date": [NO_TIME, at(MONDAY), NO_TIME]}
    result = solve([2 * WORKDAY] * 3, [(0, 1), (1, 2)], options=P6, **columns)
    assert days(result.start) == ["07-06T08:00", "07-06T08:00", "07-08T08:00"]
    assert result.total_float.tolist() == [-2 * WORKDAY, 0, 0]
    assert result.link_slack.tolist() == [-2 * WORKDAY, 0]


@pytest.mark.parametrize("flavour", ["msp", "p6"])
def test_a_secondary_constraint_closes_the_window(flavour: str) -> None:
    result = solve(
        [WORKDAY, 9 * WORKDAY],
        constraint=[Constraint.SNET, 0],
        constraint_date=[at("2026-07-08T08:00"), NO_TIME],
        constraint2=[Constraint.FNLT, 0],
        constraint2_date=[at("2026-07-09T17:00"), NO_TIME],
        options=Options(flavour=flavour),
    )
    assert days(result.start)[0] == "07-08T08:00"
    assert result.total_float.tolist() == [WORKDAY, 0]


def test_the_conflict_of_a_secondary_constraint_is_named_by_its_date() -> None:
    date = at("2026-07-06T17:00")
    result = solve(
        [WORKDAY, WORKDAY],
        [(0, 1)],
        constraint2=[0, Constraint.FINISH_ON],
        constraint2_date=[NO_TIME, date],
        options=P6,
    )
    assert result.problems == (
        Problem("constraint_conflict", "warning", (1,), params={"constraint": Constraint.FINISH_ON, "date": date}),
    )
    assert "完成于" in problem_text(result.problems[0], "zh-CN", ["甲", "乙"])
    assert "finish on 2026-07-06" in problem_text(result.problems[0], "en", ["a", "b"])


@pytest.mark.parametrize("flavour", ["msp", "p6"])
def test_an_expected_finish_resets_the_remaining_duration(flavour: str) -> None:
    result = solve(
        [WORKDAY, WORKDAY, WORKDAY],
        [(0, 1), (1, 2)],
        expected_finish=[NO_TIME, at("2026-07-10T12:00"), NO_TIME],
        options=Options(flavour=flavour),
    )
    assert days(result.finish) == ["07-06T17:00", "07-10T12:00", "07-13T12:00"]
    assert result.total_float.tolist() == [0, 0, 0]


@pytest.mark.parametrize("flavour", ["msp", "p6"])
def test_dates_from_other_projects(flavour: str) -> None:
    result = solve(
        [WORKDAY, WORKDAY],
        [(0, 1)],
        external_early_start=[at("2026-07-08T08:00"), NO_TIME],
        external_late_finish=[NO_TIME, at("2026-07-08T17:00")],
        options=Options(flavour=flavour),
    )
    assert days(result.start) == ["07-08T08:00", "07-09T08:00"]
    assert Reason(result.driving_reason[0]) is Reason.EXTERNAL
    assert result.total_float.tolist() == [-WORKDAY, -WORKDAY]


def out_of_sequence(mode: str, flavour: str) -> Any:
    """B began though A, which leads to it, is not done; data date Thursday morning."""
    return solve(
        [8 * WORKDAY, 4 * WORKDAY],
        [(0, 1)],
        actual_start=[at(MONDAY), at("2026-07-08T08:00")],
        remaining=[5 * WORKDAY, 3 * WORKDAY],
        options=Options(data_date=at("2026-07-09T08:00"), progress_mode=mode, flavour=flavour),
    )


@pytest.mark.parametrize("flavour", ["msp", "p6"])
@pytest.mark.parametrize(
    ("mode", "finish", "total"),
    [
        # A ends on Wednesday the 15th, so that B's three days end on Monday the 20th.
        ("retained", "07-20T17:00", [0, 0]),
        # B goes on at the data date and holds A no longer.
        ("override", "07-13T17:00", [0, 2 * WORKDAY]),
        # B goes on, and A should have been done when B began on the 8th.
        ("actual", "07-13T17:00", [-6 * WORKDAY, 2 * WORKDAY]),
    ],
)
def test_progress_modes(flavour: str, mode: str, finish: str, total: list[int]) -> None:
    result = out_of_sequence(mode, flavour)
    assert days(result.finish) == ["07-15T17:00", finish]
    assert result.total_float.tolist() == total


def test_early_dates_of_started_work_are_those_of_what_remains() -> None:
    result = out_of_sequence("retained", "p6")
    assert days(result.start) == ["07-06T08:00", "07-08T08:00"]
    assert days(result.early_start) == ["07-09T08:00", "07-16T08:00"]
    assert days(result.late_start) == ["07-09T08:00", "07-16T08:00"]


def test_retained_logic_reaches_through_work_that_is_done_out_of_sequence() -> None:
    result = solve(
        [4 * WORKDAY, WORKDAY, WORKDAY],
        [(0, 1), (1, 2)],
        actual_start=[NO_TIME, at(MONDAY), NO_TIME],
        actual_finish=[NO_TIME, at("2026-07-06T17:00"), NO_TIME],
        options=Options(data_date=at("2026-07-07T08:00"), flavour="p6"),
    )
    assert days(result.start) == ["07-07T08:00", "07-06T08:00", "07-13T08:00"]
    assert result.total_float.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("kind", "lag", "expected"),
    [
        # From a task that began on Monday and has two of four days left on Wednesday morning.
        (SS, 3 * WORKDAY, "07-09T08:00"),  # two of three days have passed
        (SS, 2 * WORKDAY, "07-08T08:00"),
        (FS, WORKDAY, "07-13T08:00"),
        (FS, -3 * WORKDAY, "07-08T08:00"),  # a lead does not reach before the data date
    ],
)
def test_expired_lag_counts_no_more(kind: int, lag: int, expected: str) -> None:
    result = solve(
        [4 * WORKDAY, 4 * WORKDAY],
        [(0, 1, kind, lag)],
        actual_start=[at(MONDAY), NO_TIME],
        remaining=[2 * WORKDAY, -1],
        options=Options(data_date=at("2026-07-08T08:00"), flavour="p6"),
    )
    assert days(result.start)[1] == expected


def test_lag_after_done_work_runs_from_its_actual_finish() -> None:
    result = solve(
        [WORKDAY, WORKDAY],
        [(0, 1, FS, 5 * WORKDAY)],
        actual_start=[at(MONDAY), NO_TIME],
        actual_finish=[at("2026-07-06T17:00"), NO_TIME],
        options=Options(data_date=at("2026-07-09T08:00"), flavour="p6"),
    )
    assert days(result.start)[1] == "07-14T08:00"


def test_suspended_work_waits_for_its_resume_date() -> None:
    result = solve(
        [4 * WORKDAY],
        actual_start=[at(MONDAY)],
        remaining=[2 * WORKDAY],
        suspend=[at("2026-07-07T17:00")],
        resume=[at("2026-07-13T08:00")],
        options=Options(data_date=at("2026-07-08T08:00"), flavour="p6"),
    )
    assert days(result.finish) == ["07-14T17:00"]


@pytest.mark.parametrize("flavour", ["msp", "p6"])
def test_start_milestones_stand_where_work_can_begin(flavour: str) -> None:
    kinds = [Kind.TASK, Kind.START_MILESTONE, Kind.MILESTONE]
    result = solve([WORKDAY, 0, 0], [(0, 1), (0, 2)], kind=kinds, options=Options(flavour=flavour))
    assert days(result.start) == ["07-06T08:00", "07-07T08:00", "07-06T17:00"]
    assert result.total_float.tolist() == [0, 0, 0]


@pytest.mark.parametrize("flavour", ["msp", "p6"])
@pytest.mark.parametrize("kind", [Kind.LEVEL_OF_EFFORT, Kind.HAMMOCK])
def test_level_of_effort_lasts_as_long_as_what_it_is_linked_to(flavour: str, kind: Kind) -> None:
    result = solve(
        [2 * WORKDAY, 3 * WORKDAY, 0, WORKDAY],
        [(0, 1), (0, 2, SS, 0), (2, 1, FF, 0), (2, 3, SS, 0)],
        kind=[0, 0, kind, 0],
        options=Options(flavour=flavour),
    )
    assert days((result.start[2], result.finish[2])) == ["07-06T08:00", "07-10T17:00"]
    assert Reason(result.driving_reason[2]) is Reason.SPAN
    # It holds nobody: task 3 starts with the project, and without it all floats are the same.
    assert days(result.start)[3] == "07-06T08:00"
    assert result.total_float.tolist() == [0, 0, 0, 4 * WORKDAY]


def test_a_wbs_summary_activity_covers_the_open_rows_of_its_wbs() -> None:
    result = solve(
        [0, 2 * WORKDAY, 3 * WORKDAY, 0],
        [(1, 2)],
        kind=[Kind.SUMMARY, 0, 0, Kind.WBS_SUMMARY],
        parent=[-1, 0, 0, 0],
        actual_start=[NO_TIME, at(MONDAY), NO_TIME, NO_TIME],
        actual_finish=[NO_TIME, at("2026-07-07T17:00"), NO_TIME, NO_TIME],
        options=Options(data_date=at("2026-07-08T08:00"), flavour="p6"),
    )
    assert days((result.start[3], result.finish[3])) == ["07-06T08:00", "07-10T17:00"]
    assert days((result.early_start[3], result.early_finish[3])) == ["07-08T08:00", "07-10T17:00"]


def test_spans_that_wait_for_each_other_are_a_loop() -> None:
    with pytest.raises(NetworkCycle) as caught:
        solve([0, 0], [(0, 1, SS, 0), (1, 0, SS, 0)], kind=Kind.LEVEL_OF_EFFORT)
    assert set(caught.value.cycles[0].tasks) == {0, 1}
    assert set(caught.value.cycles[0].links) == {0, 1}


@pytest.mark.parametrize(("basis", "expected"), [("smallest", 2), ("start", 0), ("finish", 2)])
def test_total_float_by_start_finish_or_the_smaller(basis: str, expected: int) -> None:
    """A start that is history has no float; the finish of the work has, and is what the smaller of both then means."""
    result = solve(
        [2 * WORKDAY, 4 * WORKDAY],
        actual_start=[at(MONDAY), NO_TIME],
        percent=[50, 0],
        options=Options(float_basis=basis),
    )
    assert (result.start_float[0], result.finish_float[0]) == (0, 2 * WORKDAY)
    assert result.total_float[0] == expected * WORKDAY


def test_critical_by_longest_path_differs_from_float() -> None:
    # 1 is late by its deadline but drives nothing; 0 -> 2 is the longest path.
    columns = {"deadline": [NO_TIME, at(MONDAY), NO_TIME]}
    links = [(0, 2)]
    by_float = solve([3 * WORKDAY, WORKDAY, WORKDAY], links, **columns)
    longest = solve([3 * WORKDAY, WORKDAY, WORKDAY], links, options=Options(critical_by="longest"), **columns)
    assert by_float.critical.tolist() == [True, True, True]
    assert longest.critical.tolist() == longest.longest_path.tolist() == [True, False, True]


def test_the_longest_path_goes_through_summaries() -> None:
    result = solve([0, WORKDAY, 3 * WORKDAY, WORKDAY], [(0, 3)], parent=[-1, 0, 0, -1], kind=[2, 0, 0, 0])
    assert result.longest_path.tolist() == [True, False, True, True]
    network = plan([0, WORKDAY, 3 * WORKDAY, WORKDAY], [(0, 3)], parent=[-1, 0, 0, -1], kind=[2, 0, 0, 0])
    assert driving_path(network, compute(network), 3) == ((2, -1), (0, -1), (3, 0))


def test_several_links_may_drive_one_task() -> None:
    result = solve([WORKDAY, WORKDAY, 3 * WORKDAY, WORKDAY], [(0, 3, SS, 3 * WORKDAY), (1, 3), (2, 3)])
    assert result.driving.tolist() == [True, False, True]
    assert result.link_slack.tolist() == [0, 2 * WORKDAY, 0]


def test_independent_float_is_what_neither_side_can_take() -> None:
    # 0 -> 1 -> 4 and 0 -> 2 -> 3 -> 4 with 5 as a long way beside: 1 has room even after a late 0.
    result = solve(
        [WORKDAY, WORKDAY, 2 * WORKDAY, 2 * WORKDAY, WORKDAY, 9 * WORKDAY],
        [(0, 1), (0, 2), (2, 3), (1, 4), (3, 4)],
    )
    assert (result.total_float // WORKDAY).tolist() == [3, 6, 3, 3, 3, 0]
    assert (result.free_float // WORKDAY).tolist() == [0, 3, 0, 0, 3, 0]
    assert (result.independent_float // WORKDAY).tolist() == [0, 0, 0, 0, 0, 0]
    wide = solve([WORKDAY, WORKDAY, 6 * WORKDAY, WORKDAY], [(0, 1), (0, 2), (1, 3), (2, 3)])
    assert (wide.independent_float // WORKDAY).tolist() == [0, 5, 0, 0]


def test_float_paths_in_the_order_of_their_float() -> None:
    network = plan(
        [d * WORKDAY for d in (3, 4, 2, 5, 1, 2, 4, 3)],
        [(0, 2), (1, 3), (1, 4), (2, 5), (3, 6), (4, 6), (5, 7), (6, 7)],
    )
    paths = float_paths(network, compute(network), target=7)
    assert [(p.number, p.float_minutes // WORKDAY, p.tasks, p.links) for p in paths] == [
        (1, 0, (1, 3, 6, 7), (1, 4, 7)),
        (2, 4, (4,), (5,)),
        (3, 6, (0, 2, 5), (0, 3, 6)),
    ]
    assert len(float_paths(network, compute(network), target=7, count=2)) == 2
    with pytest.raises(IndexError):
        float_paths(network, compute(network), target=8)


def test_projects_with_links_between_them_are_scheduled_at_once() -> None:
    one = plan([WORKDAY, WORKDAY], [(0, 1)])
    two = plan([WORKDAY, WORKDAY], [(0, 1)], start="2026-07-11T08:00", calendars=(SIX_DAYS,))
    merged = merge_networks([one, two], [(1, 0, 0, 1, FS, 0, 0)])
    result = compute(merged.network)
    # Project two begins on its own start, a Saturday on which only its calendar works; one waits for it.
    assert days(result.start) == ["07-06T08:00", "07-13T08:00", "07-11T08:00", "07-13T08:00"]
    assert days(result.project_finishes) == ["07-13T17:00", "07-13T17:00"]
    assert (merged.rows, merged.cross) == ((slice(0, 2), slice(2, 4)), slice(2, 3))
    alone = compute(one)
    assert days(alone.finish) == ["07-06T17:00", "07-07T17:00"]
    with pytest.raises(NetworkError):
        merge_networks([one], [(0, 0, 1, 0, FS, 0, 0)])
    with pytest.raises(NetworkError):
        merge_networks([])


@pytest.mark.parametrize(("own", "expected"), [(True, [0, 0]), (False, [4 * WORKDAY, 0])])
def test_float_counts_from_each_project_or_from_the_last(own: bool, expected: list[int]) -> None:
    dates = (ProjectDates(at(MONDAY)), ProjectDates(at(MONDAY)))
    options = Options(projects=dates, float_by_project=own)
    result = solve([WORKDAY, 5 * WORKDAY], project=[0, 1], options=options)
    assert result.total_float.tolist() == expected


def test_each_project_has_its_own_data_date() -> None:
    dates = (ProjectDates(at(MONDAY), at("2026-07-08T08:00")), ProjectDates(at(MONDAY), at("2026-07-15T08:00")))
    for flavour in ("msp", "p6"):
        result = solve([WORKDAY, WORKDAY], project=[0, 1], options=Options(projects=dates, flavour=flavour))
        assert days(result.start) == ["07-08T08:00", "07-15T08:00"]


def test_late_as_possible_uses_the_free_float_only() -> None:
    # 0 -> 1 -> 3 and 2 -> 3: 1 waits until just before 3; 3 and 4 keep their dates.
    result = solve(
        [WORKDAY, WORKDAY, 5 * WORKDAY, WORKDAY, 20 * WORKDAY],
        [(0, 1), (1, 3), (2, 3)],
        constraint=[0, Constraint.ALAP, 0, 0, 0],
        options=P6,
    )
    assert days(result.start)[1] == "07-10T08:00"
    assert days(result.start)[3] == "07-13T08:00"
    assert result.free_float[1] == 0
    assert Reason(result.driving_reason[1]) is Reason.ALAP


def test_start_to_finish_and_finish_to_finish_bind_the_finish() -> None:
    result = solve([2 * WORKDAY, WORKDAY, WORKDAY], [(0, 1, FF, 0), (0, 2, SF, 2 * WORKDAY)], options=P6)
    assert days(result.start) == ["07-06T08:00", "07-07T08:00", "07-07T08:00"]
    assert result.driving.tolist() == [True, True]


def test_the_order_is_there_for_passes_of_ones_own() -> None:
    network = plan([WORKDAY] * 4, [(0, 2), (1, 2), (2, 3)])
    found = topology(network)
    order = found.order.tolist()
    assert sorted(order) == [0, 1, 2, 3]
    assert order.index(0) < order.index(2) < order.index(3)
    assert found.into_links[found.into_ptr[2] : found.into_ptr[3]].tolist() == [0, 1]
    assert found.out_links[found.out_ptr[2] : found.out_ptr[3]].tolist() == [2]


@pytest.mark.parametrize(
    "options",
    [
        {"flavour": "excel"},
        {"progress_mode": "wishful"},
        {"float_basis": "middle"},
        {"critical_by": "taste"},
        {"default_calendar": 7},
    ],
)
def test_unknown_options_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(NetworkError) as caught:
        plan([WORKDAY], options=Options(**options))
    assert error_text(caught.value, "zh-CN")
