"""P6's scheduling options from file to dates: small files whose dates follow from P6's documented rules by hand.

Calendar: Monday to Friday 08:00-12:00 and 13:00-17:00; 6 July 2026 is a Monday.
"""

from __future__ import annotations

import io
from typing import Any

import pytest
from xer_files import activity, calendar, options, plan, project, relation, table, wbs

from linkspan.engines.interchange import compute_file, read_schedule, with_computed_dates

ALWAYS = "(0||CalendarData()((0||DaysOfWeek()({}))))".format(
    "".join(f"(0||{n}()((0||0(s|00:00|f|00:00)())))" for n in range(1, 8))
)
CALENDARS = table("CALENDAR", calendar(), calendar(ALWAYS, clndr_id=2, clndr_name="24x7", day_hr_cnt=24))


def dates(text: str) -> dict[int, dict[str, Any]]:
    return {row["uid"]: row for row in compute_file(read_schedule(io.BytesIO(text.encode())))}


def moment(value: str) -> str:
    return value[5:16].replace("T", " ")


@pytest.mark.parametrize(
    ("word", "start"),
    [
        # Task 1 (five days, Friday 17:00) then a lag of 24 hours; task 2 works round the clock.
        ("rcal_Predecessor", "07-15 17:00"),
        ("rcal_Successor", "07-11 17:00"),
        ("rcal_24Hour", "07-11 17:00"),
        ("rcal_ProjDefault", "07-15 17:00"),
    ],
)
def test_lag_calendars(word: str, start: str) -> None:
    text = plan(
        activity(1, 40),
        activity(2, 8, clndr_id=2),
        relations=(relation(1, 1, 2, "FS", 24),),
        SCHEDOPTIONS=options(sched_calendar_on_relationship_lag=word),
        CALENDAR=CALENDARS,
    )
    assert moment(dates(text)[2]["start"]) == start


def test_nothing_unfinished_lies_before_the_data_date() -> None:
    started = {"status_code": "TK_Active", "act_start_date": "2026-07-06 08:00", "remain_drtn_hr_cnt": 12}
    done = {"status_code": "TK_Complete", "act_start_date": "2026-07-06 08:00", "act_end_date": "2026-07-06 12:00"}
    rows = dates(
        plan(
            activity(1, 16, **started),
            activity(2, 8),
            activity(3, 8, remain_drtn_hr_cnt=0, **done),
            PROJECT=project(last_recalc_date="2026-07-08 08:00"),
        )
    )
    assert [moment(rows[1][name]) for name in ("start", "early_start", "finish")] == [
        "07-06 08:00",
        "07-08 08:00",
        "07-09 12:00",
    ]
    assert moment(rows[2]["start"]) == "07-08 08:00"
    assert (moment(rows[3]["start"]), moment(rows[3]["finish"])) == ("07-06 08:00", "07-06 12:00")


@pytest.mark.parametrize(
    ("retained", "override", "finish"),
    # Task 2 began out of sequence before task 1 (five days from the data date, Friday 10 July 17:00).
    [("Y", "N", "07-14 12:00"), ("N", "Y", "07-07 12:00"), ("N", "N", "07-07 12:00")],
)
def test_work_out_of_sequence(retained: str, override: str, finish: str) -> None:
    started = {"status_code": "TK_Active", "act_start_date": "2026-07-03 08:00", "remain_drtn_hr_cnt": 12}
    text = plan(
        activity(1, 40),
        activity(2, 16, **started),
        relations=(relation(1, 1, 2),),
        SCHEDOPTIONS=options(sched_retained_logic=retained, sched_progress_override=override),
    )
    assert moment(dates(text)[2]["finish"]) == finish


def test_mandatory_and_secondary_constraints() -> None:
    rows = dates(
        plan(
            activity(1, 40),
            activity(2, 8, cstr_type="CS_MANDSTART", cstr_date="2026-07-08 08:00"),
            activity(
                3,
                8,
                cstr_type="CS_MSOA",
                cstr_date="2026-07-15 08:00",
                cstr_type2="CS_MEOB",
                cstr_date2="2026-07-14 17:00",
            ),
            relations=(relation(1, 1, 2),),
        )
    )
    assert moment(rows[2]["start"]) == "07-08 08:00", "a mandatory start holds against logic"
    assert rows[1]["total_float_minutes"] == -3 * 480
    assert moment(rows[3]["start"]) == "07-15 08:00"
    assert rows[3]["total_float_minutes"] == -480


def test_milestones_of_both_kinds() -> None:
    rows = dates(
        plan(
            activity(1, 8),
            activity(2, 0, task_type="TT_FinMile"),
            activity(3, 0, task_type="TT_Mile"),
            relations=(relation(1, 1, 2), relation(2, 1, 3)),
        )
    )
    assert (moment(rows[2]["finish"]), moment(rows[3]["start"])) == ("07-06 17:00", "07-07 08:00")


def test_level_of_effort_spans_what_it_hangs_on() -> None:
    rows = dates(
        plan(
            activity(1, 16),
            activity(2, 24),
            activity(3, 8, task_type="TT_LOE"),
            relations=(relation(1, 1, 2), relation(2, 1, 3, "SS"), relation(3, 2, 3, "FF")),
        )
    )
    assert (moment(rows[3]["start"]), moment(rows[3]["finish"])) == ("07-06 08:00", "07-10 17:00")


def test_expected_finish_sets_the_remaining_duration_unless_switched_off() -> None:
    row = activity(1, 8, expect_end_date="2026-07-08 17:00")
    assert moment(dates(plan(row))[1]["finish"]) == "07-08 17:00"
    off = options(sched_use_expect_end_flag="N")
    assert moment(dates(plan(row, SCHEDOPTIONS=off))[1]["finish"]) == "07-06 17:00"


def test_not_started_work_takes_its_remaining_duration() -> None:
    assert moment(dates(plan(activity(1, 16, remain_drtn_hr_cnt=8)))[1]["finish"]) == "07-06 17:00"


def test_must_finish_by_sets_the_late_dates() -> None:
    rows = dates(plan(activity(1, 8), PROJECT=project(plan_end_date="2026-07-08 17:00")))
    assert rows[1]["total_float_minutes"] == 2 * 480


def test_open_ended_activities_are_critical_on_request() -> None:
    rows = (activity(1, 8), activity(2, 40))
    assert not dates(plan(*rows))[1]["critical"]
    on = options(sched_open_critical_flag="Y")
    assert dates(plan(*rows, SCHEDOPTIONS=on))[1]["critical"]


def test_critical_by_longest_path_and_by_limit() -> None:
    rows = (activity(1, 8), activity(2, 16), activity(3, 8))
    links = (relation(1, 2, 3),)
    by_limit = dates(plan(*rows, relations=links, PROJECT=project(critical_drtn_hr_cnt=16)))
    assert [by_limit[uid]["critical"] for uid in (1, 2, 3)] == [True, True, True]
    longest = dates(plan(*rows, relations=links, PROJECT=project(critical_path_type="CT_DrivPath")))
    assert [longest[uid]["critical"] for uid in (1, 2, 3)] == [False, True, True]


def test_resource_dependent_work_follows_its_resource() -> None:
    resources = table("RSRC", {"rsrc_id": 7, "rsrc_name": "塔吊", "rsrc_type": "RT_Equip", "clndr_id": 2})
    assigned = table("TASKRSRC", {"taskrsrc_id": 1, "task_id": 1, "rsrc_id": 7, "target_qty": 24})
    for kind, finish in (("TT_Rsrc", "07-07 08:00"), ("TT_Task", "07-08 17:00")):
        row = activity(1, 24, task_type=kind, rsrc_id=7)
        text = plan(row, CALENDAR=CALENDARS, RSRC=resources, TASKRSRC=assigned)
        assert moment(dates(text)[1]["finish"]) == finish


def test_external_dates_hold_unless_other_projects_are_ignored() -> None:
    row = activity(1, 8, external_early_start_date="2026-07-09 08:00", external_late_end_date="2026-07-09 12:00")
    rows = dates(plan(row))
    assert (moment(rows[1]["start"]), rows[1]["total_float_minutes"]) == ("07-09 08:00", -240)
    alone = dates(plan(row, SCHEDOPTIONS=options(sched_outer_depend_type="SD_None")))
    assert moment(alone[1]["start"]) == "07-06 08:00"


def test_several_projects_have_their_own_data_dates_and_finishes() -> None:
    two = project(proj_id=2, proj_short_name="JZ2Y", last_recalc_date="2026-07-13 08:00").split("\r\n")[2]
    text = plan(
        activity(1, 8),
        activity(2, 80),
        activity(3, 8, proj_id=2, wbs_id=950),
        activity(4, 16, proj_id=2, wbs_id=950),
        relations=(relation(1, 1, 3, pred_proj_id=1, proj_id=2),),
        PROJECT=project() + "\r\n" + two,
        PROJWBS=table("PROJWBS", wbs(900), wbs(950, proj_id=2)),
    )
    rows = dates(text)
    assert [moment(rows[uid]["start"]) for uid in (1, 2, 3, 4)] == ["07-06 08:00"] * 2 + ["07-13 08:00"] * 2
    assert (rows[2]["total_float_minutes"], rows[4]["total_float_minutes"]) == (0, 0)
    assert rows[3]["total_float_minutes"] == 480


def test_computed_dates_become_the_stored_ones() -> None:
    file = read_schedule(io.BytesIO(plan(activity(1, 8), activity(2, 16), relations=(relation(1, 1, 2),)).encode()))
    found = with_computed_dates(file)
    assert file.tasks[1].stored.start is None
    assert [task.stored.total_slack for task in found.tasks[1:]] == [0, 0]
    assert found.tasks[2].stored.early_start is not None
    assert found.project.finish == found.tasks[2].stored.finish
