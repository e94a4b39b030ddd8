"""The P6 XER reader: what it understands, keeps, notes and refuses; hostile files end quickly and in one sentence."""

from __future__ import annotations

import io

import pytest
from plans import at
from xer_files import STANDARD, activity, calendar, document, options, plan, project, relation, table, wbs

from linkspan.engines.calendar import CalendarException, date_of
from linkspan.engines.interchange import FileRefused, ScheduleFile, read_schedule, xer_text
from linkspan.engines.interchange.model import CalendarEntry
from linkspan.engines.interchange.xer_calendar import BadCalendar, calendar_data, read_calendar_data
from linkspan.engines.interchange.xer_outline import CLASH


def read(text: str | bytes) -> ScheduleFile:
    return read_schedule(io.BytesIO(text if isinstance(text, bytes) else text.encode()), name="plan.xer")


def refused(text: str | bytes) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read(text)
    for lang in ("zh-CN", "en"):
        assert caught.value.text(lang)
    return caught.value


def codes(file: ScheduleFile) -> list[str]:
    assert all(note.text("zh-CN") and note.text("en") for note in file.notes)
    return [note.code for note in file.notes]


# -- understood --------------------------------------------------------------------------------------------------------
def test_activities_links_and_the_outline_of_the_wbs() -> None:
    structure = table("PROJWBS", wbs(900, proj_node_flag="Y"), wbs(902, 900, seq_num=2), wbs(901, 900, seq_num=1))
    file = read(
        plan(
            activity(1, 16, wbs_id=902),
            activity(2, 7.5, wbs_id=901),
            activity(3, wbs_id=900),
            relations=(relation(11, 1, 2, "SS", -4), relation(12, 1, 2, "FF", 1.5)),
            PROJWBS=structure,
        )
    )
    assert [(task.uid, task.outline_level, task.parent_uid, task.kind) for task in file.tasks] == [
        (900, 1, None, 2),
        (3, 2, 900, 0),
        (901, 2, 900, 2),
        (2, 3, 901, 0),
        (902, 2, 900, 2),
        (1, 3, 902, 0),
    ]
    assert [task.wbs for task in file.tasks] == ["W900", "A3", "W900.W901", "A2", "W900.W902", "A1"]
    assert [(x.pred_uid, x.succ_uid, x.type, x.lag, x.uid) for x in file.links] == [
        (1, 2, 1, -240, 11),
        (1, 2, 2, 90, 12),
    ]
    assert {task.uid: task.duration for task in file.tasks if task.kind == 0} == {1: 960, 2: 450, 3: 480}
    assert (file.project.name, file.project.start, file.encoding) == ("JZ1Y", at("2026-07-06 08:00"), "utf-8")


def test_scheduling_options() -> None:
    rules = read(plan(activity(1))).project.rules
    assert (rules.flavour, rules.progress, rules.float_basis, rules.lag_calendar) == ("p6", "retained", "finish", 0)
    other = options(
        sched_retained_logic="N",
        sched_float_type="FT_SF",
        sched_calendar_on_relationship_lag="rcal_24Hour",
        sched_open_critical_flag="Y",
        sched_use_expect_end_flag="N",
        sched_outer_depend_type="SD_None",
    )
    longest = project(critical_path_type="CT_DrivPath", critical_drtn_hr_cnt=4, plan_end_date="2026-12-31 17:00")
    header = read(plan(activity(1), SCHEDOPTIONS=other, PROJECT=longest)).project
    rules = header.rules
    assert (rules.progress, rules.float_basis, rules.lag_calendar, rules.critical_by) == (
        "actual",
        "start",
        3,
        "longest",
    )
    assert (rules.open_ends_critical, rules.use_expected_finish, rules.ignore_other_projects) == (True, False, True)
    assert (header.critical_limit, header.must_finish) == (240, at("2026-12-31 17:00"))


@pytest.mark.parametrize(
    ("word", "kind"),
    [("TT_Task", 0), ("TT_Rsrc", 0), ("TT_FinMile", 1), ("TT_LOE", 3), ("TT_Mile", 5), ("TT_WBS", 6)],
)
def test_activity_types(word: str, kind: int) -> None:
    task = read(plan(activity(1, task_type=word))).tasks[-1]
    assert (task.kind, task.resource_dependent) == (kind, word == "TT_Rsrc")


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("CS_MSOA", 4),
        ("CS_MSOB", 5),
        ("CS_MEOA", 6),
        ("CS_MEOB", 7),
        ("CS_MSO", 8),
        ("CS_MEO", 9),
        ("CS_MANDSTART", 10),
        ("CS_MANDFIN", 11),
    ],
)
def test_constraints_first_and_second(word: str, number: int) -> None:
    day = "2026-07-20 08:00"
    row = activity(1, cstr_type=word, cstr_date=day, cstr_type2=word, cstr_date2=day)
    task = read(plan(row)).tasks[-1]
    assert (task.constraint, task.constraint_date) == (number, at("2026-07-20 08:00"))
    assert (task.constraint2, task.constraint2_date) == (number, at("2026-07-20 08:00"))


def test_progress_of_all_percent_types() -> None:
    started = {"status_code": "TK_Active", "act_start_date": "2026-07-06 08:00"}
    done = {"status_code": "TK_Complete", "act_start_date": "2026-07-06 08:00", "act_end_date": "2026-07-07 17:00"}
    file = read(
        plan(
            activity(
                1, 16, remain_drtn_hr_cnt=4, **started, suspend_date="2026-07-07 08:00", resume_date="2026-07-09 08:00"
            ),
            activity(2, 16, complete_pct_type="CP_Phys", phys_complete_pct=30, **started),
            activity(3, 16, complete_pct_type="CP_Units", act_work_qty=6, remain_work_qty=2, **started),
            activity(4, 16, remain_drtn_hr_cnt=0, **done),
            activity(5, 16, expect_end_date="2026-08-01 17:00", act_start_date="2026-07-06 08:00"),
        )
    )
    by_uid = {task.uid: task for task in file.tasks}
    assert [by_uid[uid].percent_complete for uid in (1, 2, 3, 4, 5)] == [75, 30, 75, 100, 0]
    assert (by_uid[1].suspend, by_uid[1].resume) == (at("2026-07-07 08:00"), at("2026-07-09 08:00"))
    assert (by_uid[4].actual_finish, by_uid[4].stored.finish) == (at("2026-07-07 17:00"),) * 2
    assert by_uid[5].actual_start is None, "the status decides, a stray date does not"
    assert by_uid[5].expected_finish == at("2026-08-01 17:00")


def test_stored_dates_and_floats() -> None:
    dates = {"early_start_date": "2026-07-06 08:00", "early_end_date": "2026-07-06 17:00"}
    late = {"late_start_date": "2026-07-07 08:00", "late_end_date": "2026-07-07 17:00"}
    file = read(plan(activity(1, total_float_hr_cnt=8, free_float_hr_cnt=0, **dates, **late), activity(2)))
    stored = file.tasks[1].stored
    assert (stored.start, stored.finish) == (at("2026-07-06 08:00"), at("2026-07-06 17:00"))
    assert (stored.late_start, stored.total_slack, stored.free_slack, stored.critical) == (
        at("2026-07-07 08:00"),
        480,
        0,
        False,
    )
    assert file.tasks[2].stored.critical is None


def test_several_projects_in_one_file() -> None:
    both = (
        project()
        + "\r\n"
        + project(proj_id=2, proj_short_name="JZ2Y", last_recalc_date="2026-08-03 08:00").split("\r\n")[2]
    )
    structure = table("PROJWBS", wbs(900), wbs(950, proj_id=2))
    file = read(
        plan(
            activity(1),
            activity(2, proj_id=2, wbs_id=950),
            relations=(relation(5, 1, 2, pred_proj_id=1, proj_id=2), relation(6, 77, 2, pred_proj_id=3, proj_id=2)),
            PROJECT=both,
            PROJWBS=structure,
        )
    )
    assert [header.name for header in (file.project, *file.others)] == ["JZ1Y", "JZ2Y"]
    assert [(task.uid, task.project_uid) for task in file.tasks] == [(900, 1), (1, 1), (950, 2), (2, 2)]
    assert [(x.pred_uid, x.succ_uid) for x in file.links] == [(1, 2)]
    assert codes(file) == ["outside_link"]


def test_resources_and_assignments() -> None:
    file = read(
        plan(
            activity(1, rsrc_id=7, task_type="TT_Rsrc"),
            RSRC=table("RSRC", {"rsrc_id": 7, "rsrc_name": "塔吊", "rsrc_type": "RT_Equip", "clndr_id": 1}),
            TASKRSRC=table(
                "TASKRSRC",
                {
                    "taskrsrc_id": 1,
                    "task_id": 1,
                    "rsrc_id": 7,
                    "target_qty": 8,
                    "remain_qty": 6,
                    "target_qty_per_hr": 0.5,
                },
                {"taskrsrc_id": 2, "task_id": 1, "rsrc_id": 8, "target_qty": 8},
                {"taskrsrc_id": 3, "task_id": 9, "rsrc_id": 7},
            ),
        )
    )
    assert [(r.uid, r.name, r.type, r.calendar_uid) for r in file.resources] == [(7, "塔吊", 1, 1)]
    assert [(a.uid, a.resource_uid, a.work, a.remaining_work, a.units) for a in file.assignments] == [
        (1, 7, 480, 360, 0.5),
        (2, None, 480, 0, 1.0),
    ]
    assert codes(file) == ["unknown_resource", "unknown_task"]


def test_what_is_not_read_is_kept() -> None:
    codes_table = table("ACTVCODE", {"actv_code_id": 1, "short_name": "Ⅰ区"})
    file = read(plan(activity(1, guid="abc=", float_path=3), ACTVCODE=codes_table))
    assert file.rest.tables["ACTVCODE"].rows == [("1", "Ⅰ区")]
    assert file.rest.rows["TASK"][1] == {"guid": "abc=", "float_path": "3"}
    assert "float_path" in file.rest.order["TASK"]
    assert file.rest.head[0] == "20.12"


def test_a_wbs_element_with_the_number_of_an_activity_moves() -> None:
    file = read(plan(activity(900)))
    assert [(task.uid, task.kind) for task in file.tasks] == [(900 + CLASH, 2), (900, 0)]


# -- calendars ---------------------------------------------------------------------------------------------------------
def test_calendar_data_with_shifts_exceptions_and_the_lines_of_p6() -> None:
    night = "(0||2()((0||0(s|22:00|f|06:00)())(0||1(s|08:00|f|16:00)())))(0||3()((0||0(f|00:00|s|00:00)())))"
    special = "(0||0(d|46210)())(0||1(d|46211)((0||0(s|09:00|f|11:30)())))"
    text = f"(0||CalendarData()((0||DaysOfWeek()({night}))(0||VIEW(ShowTotal|Y)())(0||Exceptions()({special}))))"
    entry = CalendarEntry(1)
    read_calendar_data(text.replace("((", "(\x7f\x7f  ("), entry)
    assert entry.week[0] == ((0, 360), (480, 960), (1320, 1440))
    assert entry.week[1] == ((0, 1440),)
    assert entry.week[2] is None
    assert [(str(date_of(e.first_day)), e.intervals) for e in entry.exceptions] == [
        ("2026-07-07", ()),
        ("2026-07-08", ((540, 690),)),
    ]


def test_calendar_data_both_ways() -> None:
    entry = CalendarEntry(1)
    read_calendar_data(STANDARD, entry)
    entry.exceptions = [CalendarException(20640, 20642, ()), CalendarException(20641, 20641, ((480, 1440),))]
    again = CalendarEntry(1)
    read_calendar_data(calendar_data(tuple(day or () for day in entry.week), entry.exceptions), again)
    assert again.week == entry.week
    assert [(e.first_day, e.intervals) for e in again.exceptions] == [(20640, ()), (20641, ((480, 1440),)), (20642, ())]


@pytest.mark.parametrize(
    "text",
    [
        "(",
        ")",
        "()",
        "(0||A",
        "(0||CalendarData()((0||DaysOfWeek()((0||2()((0||0(s|25:00|f|17:00)())))))))",
        "x(y)z",
        "(0||A(" * 40,
        "(0||C()((0||Exceptions()((0||0(d|9999999)())))))",
        "(0||C()((0||Exceptions()((0||0(d|x)())))))",
    ],
)
def test_broken_calendar_data_is_noted_and_replaced(text: str) -> None:
    entry = CalendarEntry(1)
    with pytest.raises(BadCalendar):
        read_calendar_data(text, entry)
    file = read(plan(activity(1), CALENDAR=table("CALENDAR", calendar(text))))
    assert codes(file) == ["calendar_data"]
    assert file.calendar_spec(1).week.days[0] == ((480, 720), (780, 1020))


# -- encodings ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("encoding", "recognised"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("gbk", "gb18030"), ("gb18030", "gb18030")],
)
def test_chinese_encodings(encoding: str, recognised: str) -> None:
    file = read(plan(activity(1, task_name="核心机房联调，第二阶段")).encode(encoding))
    assert (file.tasks[1].name, file.encoding) == ("核心机房联调，第二阶段", recognised)
    assert codes(file) == ([] if recognised == "utf-8" else ["encoding"])


def test_western_text_is_cp1252() -> None:
    text = plan(
        activity(1, task_name="Fenêtres – façade sud, 25 €"),
        PROJWBS=table("PROJWBS", wbs(900, wbs_name="Ausführung Nord")),
        CALENDAR=table("CALENDAR", calendar(clndr_name="5x8")),
    )
    file = read(text.encode("cp1252"))
    assert (file.tasks[0].name, file.tasks[1].name) == ("Ausführung Nord", "Fenêtres – façade sud, 25 €")
    assert file.encoding == "cp1252"


# -- noted -------------------------------------------------------------------------------------------------------------
def test_odd_rows_are_noted_with_their_line() -> None:
    file = read(
        plan(
            activity(1, task_type="TT_New", clndr_id=44, cstr_type="CS_NEW"),
            activity(1),
            activity("", task_code="none"),
            activity(2, 8, cstr_type="CS_MSO", target_drtn_hr_cnt="viel", remain_drtn_hr_cnt="8,5"),
            relations=(relation(1, 1, 1), relation(2, 1, 2), relation(3, 1, 2), relation(4, 1, 2, "XX")),
        )
    )
    found = codes(file)
    assert sorted(found) == sorted(
        [
            "unknown_kind",
            "unknown_calendar",
            "unknown_constraint",
            "duplicate_uid",
            "no_uid",
            "constraint_without_date",
            "bad_value",
            "self_link",
            "duplicate_link",
            "unknown_link_type",
            "duplicate_link",
        ]
    )
    assert all(note.line > 1 for note in file.notes)
    assert file.tasks[2].duration == 510


def test_a_value_with_a_line_break_goes_on() -> None:
    memo = table("TASKMEMO", {"memo_id": 1, "task_id": 1, "task_memo": "first"}) + "\r\nsecond\tline"
    file = read(plan(activity(1), TASKMEMO=memo))
    assert file.rest.tables["TASKMEMO"].rows == [("1", "1", "first\nsecond")]


def test_calendars_in_a_circle_and_unknown_bases() -> None:
    rows = (calendar(base_clndr_id=2), calendar(clndr_id=2, base_clndr_id=1), calendar(clndr_id=3, base_clndr_id=9))
    file = read(plan(activity(1), CALENDAR=table("CALENDAR", *rows)))
    assert sorted(codes(file)) == ["calendar_loop", "unknown_calendar"]


def test_wbs_in_a_circle_becomes_a_root() -> None:
    file = read(plan(activity(1), PROJWBS=table("PROJWBS", wbs(900, 901), wbs(901, 900))))
    assert sorted(task.uid for task in file.tasks) == [1, 900, 901]
    assert file.tasks[0].parent_uid is None


def test_a_missing_end_mark_is_noted() -> None:
    assert codes(read(plan(activity(1)).replace("%E\r\n", ""))) == ["no_end_mark"]


# -- refused -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("cut", [6, 17, 60])
def test_a_file_that_breaks_off_names_the_line(cut: int) -> None:
    text = plan(*(activity(n) for n in range(1, 9)))[:-cut]
    error = refused(text)
    assert (error.code, error.line) == ("truncated", text.count("\n") + 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (document(), "xer_without_tasks"),
        (document("%R\t1\t2"), "xer_structure"),
        (document("%F\ta\tb"), "xer_structure"),
        (document("%T\t"), "xer_structure"),
        (document("%T\tTASK", "%R\t1"), "xer_structure"),
        (document("%T\tTASK", "%F\ttask_id", "%T\tTASK", "%F\tproj_id"), "xer_columns"),
        (document("%T\tTASK", "\t".join(["%F", *("c" * 1001)])), "xer_structure"),
        (document("garbage"), "xer_structure"),
        ("ERMHDR", "truncated"),
        (plan(activity(1, 1e12)), "bad_duration"),
        (plan(activity(1, act_start_date="2999-01-01 08:00", status_code="TK_Active")), "bad_date"),
        (plan(activity(1), activity(2), relations=(relation(1, 1, 2, lag=-1e9),)), "bad_duration"),
    ],
)
def test_files_that_are_no_plan_are_refused(text: str, code: str) -> None:
    assert refused(text).code == code


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e400", "--5", "٣", "9" * 400, "0x10", "8;5"])
def test_odd_numbers_are_noted_or_refused_never_a_crash(value: str) -> None:
    text = plan(activity(1, value, total_float_hr_cnt=value, phys_complete_pct=value, task_code=value))
    try:
        file = read(text)
    except FileRefused as error:
        outcome = error.code
    else:
        outcome = "" if file.tasks[1].duration >= 0 else "negative"
    assert outcome in ("", "bad_duration")


def test_damaged_chinese_text_names_its_line() -> None:
    data = plan(activity(1, task_name="核心机房联调，第二阶段" * 40)).encode("gbk")
    place = data.rfind("阶段".encode("gbk"))
    error = refused(data[: place + 1] + b"\xff\xff\xff" + data[place + 4 :])
    assert (error.code, error.line) == ("bad_encoding", data[:place].count(b"\n") + 1)


class Endless(io.RawIOBase):
    """A stream that would give bytes for ever, counting what was taken."""

    def __init__(self, start: bytes, more: bytes) -> None:
        self.start, self.more, self.taken = start, more, 0

    def read(self, size: int = -1) -> bytes:
        data, self.start = (self.start, b"") if self.start else (self.more, b"")
        self.taken += len(data)
        return data


def test_a_line_without_end_is_refused_before_it_is_all_read() -> None:
    stream = Endless(b"ERMHDR\t1\r\n%T\tTASK\r\n%F\ttask_id\r\n%R\t", b"x" * 65536)
    with pytest.raises(FileRefused) as caught:
        read_schedule(stream)  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.line) == ("line_too_long", 4)
    assert stream.taken < 2 * xer_text.MAX_LINE


def test_a_file_without_end_is_refused() -> None:
    stream = Endless(b"ERMHDR\t1\r\n%T\tTASK\r\n%F\ttask_id\r\n", b"%R\t1\r\n" * 20000)
    with pytest.raises(FileRefused) as caught:
        read_schedule(stream)  # type: ignore[arg-type]
    assert caught.value.code == "too_large"


def test_tab_soup() -> None:
    soup = ("\t" * 500 + "\r\n") * 50
    assert refused(document("%T\tTASK", "%F\ttask_id", soup)).code == "xer_structure"
    wide = document("%T\tTASK", "%F\ttask_id\tproj_id", "%R\t5\t1" + "\t" * 100_000, "%R\t6\t1\tsurplus")
    file = read(wide)
    assert [task.uid for task in file.tasks] == [5, 6]
    assert codes(file) == ["row_too_wide"]


def test_too_many_rows_and_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xer_text, "MAX_ROWS", 8)
    assert refused(plan(*(activity(n) for n in range(1, 9)))).code == "too_many_rows"
    monkeypatch.undo()
    monkeypatch.setattr("linkspan.engines.interchange.xer.MAX_TASKS", 3)
    assert refused(plan(*(activity(n) for n in range(1, 5)))).code == "too_many_tasks"
