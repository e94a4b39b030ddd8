"""The MSPDI reader: what it understands, notes and refuses; hostile files end quickly and in one sentence."""

from __future__ import annotations

import io
import time
from datetime import date

import pytest
from plans import at

from linkspan.engines.calendar import WorkCalendar, date_of, day_of
from linkspan.engines.interchange import FileRefused, build_network, compute_file, mpxj, read_schedule, safe_xml
from linkspan.engines.interchange import mspdi as mspdi_module
from linkspan.engines.interchange.recurrence import Recurrence
from linkspan.engines.interchange.values import OutOfRange, parse_duration, parse_instant, parse_tenths

NAMESPACE = "http://schemas.microsoft.com/project"


def task(uid: int, body: str = "", *, level: int = 1, hours: int = 8, name: str = "") -> str:
    return (
        f"<Task><UID>{uid}</UID><ID>{uid}</ID><Name>{name or f'T{uid}'}</Name><WBS>{uid}</WBS>"
        f"<OutlineLevel>{level}</OutlineLevel><Duration>PT{hours}H0M0S</Duration><DurationFormat>7</DurationFormat>"
        f"{body}</Task>"
    )


def link(uid: int, kind: int = 1, lag: int = 0, unit: int = 7) -> str:
    return (
        f"<PredecessorLink><PredecessorUID>{uid}</PredecessorUID><Type>{kind}</Type>"
        f"<LinkLag>{lag}</LinkLag><LagFormat>{unit}</LagFormat></PredecessorLink>"
    )


def document(tasks: str = "", *, head: str = "", tail: str = "", namespace: str = NAMESPACE) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Project xmlns="{namespace}"><Title>计划</Title>'
        f"<StartDate>2026-07-06T08:00:00</StartDate><MinutesPerDay>480</MinutesPerDay>{head}"
        f"<Tasks>{tasks}</Tasks>{tail}</Project>"
    )


def read(text: str | bytes):
    return read_schedule(io.BytesIO(text if isinstance(text, bytes) else text.encode()))


def refused(text: str | bytes) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read(text)
    for lang in ("zh-CN", "en"):
        assert caught.value.text(lang)
    return caught.value


# -- understood --------------------------------------------------------------------------------------------------------
def test_tasks_links_and_outline() -> None:
    body = (
        task(1)
        + task(2, link(1, 3, 4800), level=2)
        + task(3, link(2, 1, 50, 19), level=2)
        + task(4, link(3, 0, 14400, 8))
    )
    file = read(document(body))
    assert [(t.uid, t.parent_uid, t.kind) for t in file.tasks] == [(1, None, 2), (2, 1, 0), (3, 1, 0), (4, None, 0)]
    assert [(x.type, x.lag, x.lag_kind) for x in file.links] == [(1, 480, 0), (0, 5000, 2), (2, 1440, 1)]
    assert file.project.name == "计划"
    assert not file.notes


def test_computed_rows() -> None:
    rows = compute_file(read(document(task(1) + task(2, link(1), hours=16))))
    assert rows[1] == {
        "uid": 2,
        "wbs": "2",
        "name": "T2",
        "start": "2026-07-07T08:00:00",
        "finish": "2026-07-08T17:00:00",
        "early_start": "2026-07-07T08:00:00",
        "early_finish": "2026-07-08T17:00:00",
        "late_start": "2026-07-07T08:00:00",
        "late_finish": "2026-07-08T17:00:00",
        "total_float_minutes": 0,
        "free_float_minutes": 0,
        "critical": True,
    }


def test_the_project_row_has_the_dates_of_the_project() -> None:
    rows = compute_file(read(document(task(0, level=0) + task(1) + task(2, link(1)))))
    assert (rows[0]["start"], rows[0]["finish"]) == ("2026-07-06T08:00:00", "2026-07-07T17:00:00")


WEEK = "".join(
    f"<WeekDay><DayType>{n}</DayType><DayWorking>{int(2 <= n <= 6)}</DayWorking>"
    + (
        "<WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime>"
        "<WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes>"
        if 2 <= n <= 6
        else ""
    )
    + "</WeekDay>"
    for n in range(1, 8)
)


def calendars(exceptions: str = "", own: str = "") -> str:
    return (
        f"<CalendarUID>1</CalendarUID><Calendars><Calendar><UID>1</UID><Name>标准</Name><WeekDays>{WEEK}</WeekDays>"
        f"<Exceptions>{exceptions}</Exceptions></Calendar><Calendar><UID>2</UID><Name>张工</Name>"
        f"<IsBaseCalendar>0</IsBaseCalendar><BaseCalendarUID>1</BaseCalendarUID>{own}</Calendar></Calendars>"
    )


def exception(first: str, last: str, more: str = "") -> str:
    return (
        f"<Exception><TimePeriod><FromDate>{first}T00:00:00</FromDate><ToDate>{last}T23:59:00</ToDate></TimePeriod>"
        f"<Name>休</Name>{more or '<Type>1</Type>'}<DayWorking>0</DayWorking></Exception>"
    )


def test_base_calendars_and_exceptions_of_both_forms() -> None:
    own = (
        "<WeekDays><WeekDay><DayType>0</DayType><DayWorking>1</DayWorking><TimePeriod><FromDate>2026-07-11T00:00:00"
        "</FromDate><ToDate>2026-07-11T23:59:59</ToDate></TimePeriod><WorkingTimes><WorkingTime><FromTime>09:00:00"
        "</FromTime><ToTime>00:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay></WeekDays>"
    )
    file = read(document(head=calendars(exception("2026-07-08", "2026-07-09"), own)))
    cal = WorkCalendar(file.calendar_spec(2))
    worked = [cal.day_minutes(day_of(date(2026, 7, d))) for d in range(6, 13)]
    assert worked == [480, 480, 0, 0, 480, 900, 0]


def test_work_weeks_change_some_weeks() -> None:
    week = (
        "<WorkWeeks><WorkWeek><TimePeriod><FromDate>2026-07-06T00:00:00</FromDate><ToDate>2026-07-12T23:59:00</ToDate>"
        "</TimePeriod><Name>赶工</Name><WeekDays><WeekDay><DayType>7</DayType><DayWorking>1</DayWorking><WorkingTimes>"
        "<WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay>"
        "</WeekDays></WorkWeek></WorkWeeks>"
    )
    cal = WorkCalendar(read(document(head=calendars(own=week))).calendar_spec(2))
    assert [cal.day_minutes(day_of(date(2026, 7, d))) for d in (10, 11, 18)] == [480, 240, 0]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ({"kind": 1, "period": 3}, ["01-01", "01-04", "01-07", "01-10"]),
        ({"kind": 6, "days_of_week": 0b0100010, "occurrences": 4}, ["01-02", "01-05", "01-09", "01-12"]),
        ({"kind": 6, "days_of_week": 0b0000001, "period": 2, "occurrences": 2}, ["01-11", "01-25"]),
        ({"kind": 4, "month_day": 31, "occurrences": 2}, ["01-31", "03-31"]),
        ({"kind": 5, "month_item": 8, "month_position": 4, "occurrences": 2}, ["01-30", "02-27"]),
        ({"kind": 2, "month": 9, "month_day": 1}, ["10-01"]),
        ({"kind": 3, "month": 10, "month_item": 7, "month_position": 3}, ["11-26"]),
        ({"kind": 5, "month_item": 1, "month_position": 0, "occurrences": 2}, ["01-01", "02-02"]),
    ],
)
def test_recurrences(rule: dict, days: list[str]) -> None:
    last = date(2026, 1, 12) if rule["kind"] == 1 else date(2026, 12, 31)
    found = Recurrence(first=date(2026, 1, 1), last=last, **rule).days()
    assert [day.strftime("%m-%d") for day in found] == days


def test_a_recurring_exception_in_a_file() -> None:
    weekly = exception("2026-07-01", "2026-07-31", "<Type>6</Type><Period>1</Period><DaysOfWeek>32</DaysOfWeek>")
    spec = read(document(head=calendars(weekly))).calendar_spec(1)
    assert [date_of(e.first_day).isoformat() for e in spec.exceptions] == [
        f"2026-07-{d:02}" for d in (3, 10, 17, 24, 31)
    ]


def test_resources_assignments_and_their_calendars() -> None:
    tail = (
        "<Resources><Resource><UID>1</UID><Name>张工</Name><Type>1</Type><CalendarUID>2</CalendarUID></Resource>"
        "<Resource><UID>2</UID><Name>线缆</Name><Type>0</Type></Resource></Resources><Assignments><Assignment><UID>1</UID>"
        "<TaskUID>1</TaskUID><ResourceUID>1</ResourceUID><Units>0.5</Units><Work>PT4H0M0S</Work></Assignment>"
        "<Assignment><UID>2</UID><TaskUID>1</TaskUID><ResourceUID>-65535</ResourceUID></Assignment></Assignments>"
    )
    away = (
        "<WeekDays><WeekDay><DayType>0</DayType><DayWorking>0</DayWorking><TimePeriod><FromDate>2026-07-06T00:00:00"
        "</FromDate><ToDate>2026-07-07T23:59:59</ToDate></TimePeriod></WeekDay></WeekDays>"
    )
    file = read(document(task(1) + task(2), head=calendars(own=away), tail=tail))
    assert [(a.units, a.work, a.resource_uid) for a in file.assignments] == [(0.5, 240, 1), (1.0, 0, None)]
    starts = [row["start"] for row in compute_file(file)]
    assert starts == ["2026-07-08T08:00:00", "2026-07-06T08:00:00"]
    ignoring = document(
        task(1, "<CalendarUID>1</CalendarUID><IgnoreResourceCalendar>1</IgnoreResourceCalendar>"),
        head=calendars(own=away),
        tail=tail,
    )
    assert compute_file(read(ignoring))[0]["start"] == "2026-07-06T08:00:00"


def test_baselines_progress_and_constraints() -> None:
    body = (
        "<PercentComplete>50</PercentComplete><ActualStart>2026-07-06T08:00:00</ActualStart>"
        "<RemainingDuration>PT4H0M0S</RemainingDuration><Deadline>2026-07-20T17:00:00</Deadline>"
        "<ConstraintType>4</ConstraintType><ConstraintDate>2026-07-06T08:00:00</ConstraintDate>"
        "<Baseline><Number>0</Number><Start>2026-07-06T08:00:00</Start><Finish>2026-07-06T17:00:00</Finish>"
        "<Duration>PT8H0M0S</Duration></Baseline><Baseline><Number>10</Number></Baseline>"
    )
    found = read(document(task(1, body))).tasks[0]
    assert (found.percent_complete, found.actual_start, found.remaining_duration) == (50, at("2026-07-06T08:00"), 240)
    assert sorted(found.baselines) == [0, 10]
    assert found.baselines[0].duration == 480
    assert (found.constraint, found.deadline) == (4, at("2026-07-20T17:00"))


def test_values() -> None:
    assert [parse_duration(t) for t in ("PT8H0M0S", "P1D", "PT0.5H", "-PT30M", "PT7H59M59.6S")] == [
        480,
        1440,
        30,
        -30,
        480,
    ]
    for text in ("8h", "P1M", "P", "PT", "P1Y2M", "PT-3H"):
        with pytest.raises(ValueError):
            parse_duration(text)
    with pytest.raises(OutOfRange):
        parse_duration("PT99999999H")
    assert parse_instant("2026-07-06T24:00:00") == at("2026-07-07T00:00")
    assert parse_instant("2026-07-06") == at("2026-07-06")
    assert parse_instant("") is None
    assert [parse_tenths(t) for t in ("4800", "-4804", "-4805.0")] == [480, -480, -481]
    with pytest.raises(OutOfRange):
        parse_tenths("nan")


# -- encodings ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb2312", "gb18030"])
def test_encodings_with_and_without_a_mark(encoding: str) -> None:
    declared = {"utf-8-sig": "UTF-8"}.get(encoding, encoding.upper())
    text = document(task(1, name="联调测试")).replace("UTF-8", declared)
    assert read(text.encode(encoding)).tasks[0].name == "联调测试"


def test_a_gb2312_file_with_characters_beyond_gb2312() -> None:
    text = document(task(1, name="镕基")).replace("UTF-8", "GB2312")
    assert read(text.encode("gb18030")).tasks[0].name == "镕基"


def test_bytes_that_are_not_the_declared_encoding() -> None:
    assert refused(document(task(1, name="联调")).encode("gbk")).code == "bad_encoding"
    assert refused(document().replace("UTF-8", "GBK").encode()[:-1] + b"\xff\xff").code == "bad_encoding"


def test_other_namespaces_are_read_with_a_note() -> None:
    for namespace in ("http://example.com/other", ""):
        file = read(document(task(1), namespace=namespace))
        assert [n.code for n in file.notes] == ["namespace"]
        assert file.tasks[0].name == "T1"


# -- noted -------------------------------------------------------------------------------------------------------------
def test_what_is_not_understood_is_noted_with_its_line() -> None:
    body = (
        "\n<Task><UID>9</UID><IsNull>1</IsNull></Task>"
        + "\n"
        + task(1, "<ConstraintType>44</ConstraintType><Priority>much</Priority>")
        + "\n"
        + task(1)
        + "\n"
        + task(2, link(77) + link(2) + link(1) + link(1, 3))
        + "\n"
        + task(3, "<Recurring>1</Recurring><CalendarUID>55</CalendarUID>" + link(1, 9))
    )
    file = read(document(body))
    assert [(n.code, n.line) for n in file.notes] == [
        ("null_task", 3),
        ("bad_value", 4),
        ("unknown_constraint", 4),
        ("duplicate_uid", 5),
        ("dangling_link", 6),
        ("self_link", 6),
        ("duplicate_link", 6),
        ("recurring", 7),
        ("unknown_link_type", 7),
        ("unknown_calendar", 7),
    ]
    for note in file.notes:
        assert str(note.line) in note.text("zh-CN")
        assert str(note.line) in note.text("en")
    assert [t.uid for t in file.tasks] == [1, 2, 3]


def test_calendars_that_refer_to_each_other() -> None:
    loop = (
        "<Calendars><Calendar><UID>1</UID><BaseCalendarUID>2</BaseCalendarUID></Calendar>"
        "<Calendar><UID>2</UID><BaseCalendarUID>1</BaseCalendarUID></Calendar></Calendars>"
    )
    file = read(document(task(1, "<CalendarUID>2</CalendarUID>"), head=loop))
    assert "calendar_loop" in {n.code for n in file.notes}
    assert compute_file(file)[0]["finish"] == "2026-07-06T17:00:00"


def test_a_working_time_that_no_day_has_is_noted() -> None:
    own = (
        "<WeekDays><WeekDay><DayType>2</DayType><DayWorking>1</DayWorking><WorkingTimes><WorkingTime>"
        "<FromTime>08:00:00</FromTime><ToTime>24:59:00</ToTime></WorkingTime></WorkingTimes></WeekDay></WeekDays>"
    )
    file = read(document(task(1, "<CalendarUID>2</CalendarUID>"), head=calendars(own=own)))
    assert [n.code for n in file.notes] == ["bad_value"]
    assert compute_file(file)[0]["finish"] == "2026-07-06T17:00:00"


def test_a_calendar_without_working_time_gives_way_to_the_project() -> None:
    rest = "".join(f"<WeekDay><DayType>{n}</DayType><DayWorking>0</DayWorking></WeekDay>" for n in range(1, 8))
    head = calendars(own=f"<WeekDays>{rest}</WeekDays>")
    built = build_network(read(document(task(1, "<CalendarUID>2</CalendarUID>"), head=head)))
    assert [n.code for n in built.notes] == ["no_working_time"]
    assert built.network.calendar[0] == 0


# -- refused -----------------------------------------------------------------------------------------------------------
def test_a_loop_of_links_is_refused_by_name() -> None:
    file = read(document(task(1, link(2), name="甲") + task(2, link(1), name="乙")))
    with pytest.raises(FileRefused) as caught:
        compute_file(file)
    assert "“甲”" in caught.value.text("zh-CN")
    assert "“乙”" in caught.value.text("en")


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE Project [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
    "<Project><Title>&d;</Title></Project>"
)
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE Project SYSTEM "file:///etc/passwd"><Project/>'
XXE = (
    '<?xml version="1.0"?><!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    "<Project><Title>&x;</Title></Project>"
)


@pytest.mark.parametrize("text", [LAUGHS, EXTERNAL, XXE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_and_declarations_are_refused(text: str, encoding: str) -> None:
    assert refused(text.encode(encoding)).code == "doctype"


@pytest.mark.parametrize("text", [LAUGHS, EXTERNAL, XXE])
def test_a_declaration_behind_a_long_comment_is_refused(text: str) -> None:
    hidden = text.replace("?>", "?><!--" + "x" * 100_000 + "-->", 1)
    assert refused(hidden).code == "doctype"


def test_an_undeclared_entity_is_refused() -> None:
    assert refused(document(task(1, "<Notes>&nothing;</Notes>"))).code in ("malformed", "doctype")


def test_deep_nesting_is_refused() -> None:
    deep = "<a>" * 5000 + "</a>" * 5000
    assert refused(document(task(1, deep))).code == "too_deep"


@pytest.mark.parametrize("cut", range(12, 600, 7))
def test_a_truncated_file_names_the_line_and_the_remedy(cut: int) -> None:
    error = refused(document("\n".join(task(n) for n in range(1, 9)))[:-cut])
    assert error.code == "truncated"
    assert error.line >= 1
    assert f"第 {error.line} 行" in error.text("zh-CN")
    assert "export" in error.text("en")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "mpp_no_extra"),
        (b"ERMHDR\t8.0\t2015-01-01", "truncated"),
        (b'{"tasks": []}', "not_ours"),
        (b"PK\x03\x04zip", "not_xml"),
        (b"<html><body/></html>", "not_mspdi"),
        (b"<APIBusinessObjects/>", "mpp_no_extra"),
        (b"<Project><Tasks></Wrong></Project>", "malformed"),
        (b"<Project a='1' a='2'/>", "malformed"),
    ],
)
def test_other_files_are_refused_with_a_remedy(content: bytes, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mpxj, "is_installed", lambda: False)
    assert refused(content).code == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<Deadline>9999-12-31T00:00:00</Deadline>", "bad_date"),
        ("<ActualStart>0001-01-01T00:00:00</ActualStart>", "bad_date"),
        ("<ConstraintDate>-999999999-01-01T00:00:00</ConstraintDate>", "bad_date"),
        ("<RemainingDuration>PT999999999999H0M0S</RemainingDuration>", "bad_duration"),
        ("<LevelingDelay>99999999999999999</LevelingDelay>", "bad_duration"),
        (link(2, 1, 10**17), "bad_duration"),
    ],
)
def test_absurd_dates_and_durations_are_refused(body: str, code: str) -> None:
    assert refused(document(task(1, body) + task(2))).code == code


@pytest.mark.parametrize("value", ["1e400", "nan", "inf", "９" * 30, "9" * 5000, "0x10", "--1", "1" + "0" * 19])
def test_odd_numbers_are_noted_or_refused_never_a_crash(value: str) -> None:
    body = task(1, f"<Priority>{value}</Priority><PercentComplete>{value}</PercentComplete>" + link(2, 1, 0))
    try:
        file = read(document(body + task(2)))
    except FileRefused:
        return
    assert 0 <= file.tasks[0].percent_complete <= 100


def test_too_many_tasks_and_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mspdi_module, "MAX_TASKS", 5)
    assert refused(document("".join(task(n) for n in range(1, 9)))).code == "too_many_tasks"
    monkeypatch.setattr(safe_xml, "MAX_BYTES", 2000)
    assert refused(document("".join(task(n) for n in range(1, 5)) + " " * 5000)).code == "too_large"


def test_names_of_tasks_inside_other_elements_are_not_tasks() -> None:
    body = task(1, "<ExtendedAttribute><Task><UID>5</UID></Task><Value>x</Value></ExtendedAttribute>")
    file = read(document(body))
    assert [t.uid for t in file.tasks] == [1]
    assert [n.code for n in file.notes] == ["custom_fields"]


def test_a_large_file_is_read_in_time() -> None:
    text = document("".join(task(n, link(n - 1) if n > 1 else "") for n in range(1, 5001)))
    started = time.perf_counter()
    file = read(text)
    assert len(file.tasks) == 5000
    assert time.perf_counter() - started < 10
