"""Writers: what was read comes back, in MSPDI, XER and JSON; what a format cannot say is named before."""

from __future__ import annotations

import io
import json
import os
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from plans import at
from xer_files import STANDARD, activity, calendar, options, plan, relation, table, wbs

from linkspan.engines.calendar import CalendarException, day_of
from linkspan.engines.interchange import (
    AssignmentEntry,
    BaselineEntry,
    CalendarEntry,
    FileRefused,
    LinkEntry,
    ProjectHeader,
    ResourceEntry,
    ScheduleFile,
    TaskEntry,
    losses,
    read_schedule,
    write_json,
    write_mspdi,
    write_xer,
)
from linkspan.engines.interchange.json_schema import json_schema
from linkspan.engines.interchange.mspdi_order import ORDER
from linkspan.engines.interchange.mspdi_write_calendar import separate
from linkspan.engines.interchange.xer_outline import CLASH

_CHECKOUT = Path(__file__).resolve().parents[2]
_DATA = Path(os.environ.get("LINKSPAN_REFERENCE_DATA", _CHECKOUT.parent / "shared" / "data")) / "schedules"
_PACKAGE = _CHECKOUT / "src" / "linkspan" / "engines" / "interchange"
needs_data = pytest.mark.skipif(not _DATA.is_dir(), reason="reference data absent (LINKSPAN_REFERENCE_DATA)")
FILES = sorted(str(path.relative_to(_DATA)) for kind in ("xml", "xer") for path in _DATA.glob(f"*/*.{kind}"))


def reread(data: bytes) -> ScheduleFile:
    return read_schedule(io.BytesIO(data))


def reference(name: str) -> ScheduleFile:
    with (_DATA / name).open("rb") as stream:
        return read_schedule(stream)


def differing(left: ScheduleFile, right: ScheduleFile) -> list[str]:
    """Names of the parts that differ, which says more than a false equality of two whole files."""
    parts = ("project", "calendars", "tasks", "links", "resources", "assignments", "others", "rest")
    return [name for name in parts if getattr(left, name) != getattr(right, name)]


# -- reference files ---------------------------------------------------------------------------------------------------
@needs_data
@pytest.mark.parametrize("name", FILES)
def test_read_write_read_is_equal_in_the_own_format(name: str) -> None:
    file = reference(name)
    again = reread(write_mspdi(file) if name.endswith(".xml") else write_xer(file))
    assert not differing(file, again)
    assert again == file
    assert {note.code for note in again.notes} <= {note.code for note in file.notes}


@needs_data
@pytest.mark.parametrize("name", FILES)
def test_json_says_all_of_a_file_and_fits_its_schema(name: str) -> None:
    file = reference(name)
    data = write_json(file)
    assert reread(data) == file
    assert not faults(json.loads(data), json_schema(), json_schema(), "")


@needs_data
@pytest.mark.parametrize("name", FILES)
def test_the_other_format_is_stable_and_keeps_rows_links_and_calendars(name: str) -> None:
    file = reference(name)
    write = write_xer if name.endswith(".xml") else write_mspdi
    once = reread(write(file))
    assert reread(write(once)) == once
    mine, theirs = ({task.uid: task for task in each.tasks} for each in (file, once))
    rows = [uid for uid, task in mine.items() if task.kind != 2]
    for uid in rows:
        left, right = mine[uid], theirs[uid]
        assert (left.name, left.wbs, left.duration) == (right.name, right.wbs, right.duration)
        assert (left.actual_start, left.actual_finish) == (right.actual_start, right.actual_finish)
        assert (left.stored.start, left.stored.finish) == (right.stored.start, right.stored.finish)
    pairs = {(link.pred_uid, link.succ_uid) for link in file.links if {link.pred_uid, link.succ_uid} <= set(rows)}
    assert pairs <= {(link.pred_uid, link.succ_uid) for link in once.links}
    days = range(day_of(at_day("2001-01-01")), day_of(at_day("2001-01-01")) + 12_000, 7)
    for entry in file.calendars:
        left_spec, right_spec = file.calendar_spec(entry.uid), once.calendar_spec(entry.uid)
        assert all(left_spec.day_intervals(day) == right_spec.day_intervals(day) for day in days)


def at_day(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)


@needs_data
@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".xer")])
def test_a_xer_file_keeps_every_table_column_and_row_it_had(name: str) -> None:
    before = (_DATA / name).read_bytes()
    after = write_xer(reference(name))

    def shape(data: bytes) -> list[tuple[str, ...]]:
        lines = data.decode("cp1252").replace("\r\n", "\n").split("\n")
        marks = [tuple(line.split("\t")) for line in lines if line[:2] in ("%T", "%F", "%E", "ER")]
        return [mark if mark[0] != "%F" else tuple(sorted(mark)) for mark in marks]

    old, new = shape(before), shape(after)
    assert [mark[:2] for mark in old if mark[0] != "%F"] == [mark[:2] for mark in new if mark[0] != "%F"]
    columns = zip([m for m in old if m[0] == "%F"], [m for m in new if m[0] == "%F"], strict=True)
    assert all(set(left) <= set(right) for left, right in columns)
    assert before.count(b"%R\t") == after.count(b"%R\t")


# -- own cases ---------------------------------------------------------------------------------------------------------
def everything() -> ScheduleFile:
    """A plan that uses every field MS Project knows."""
    off = CalendarException(20_640, 20_646, (), "春节 <假>")
    week: list[Any] = [((480, 720), (780, 1020))] * 5 + [((540, 720),), ()]
    file = ScheduleFile(
        "MSPDI",
        ProjectHeader("机房迁移 & 扩容", author="苏雨", company="联桥", start=at("2026-07-06 08:00"), calendar_uid=1),
        [
            CalendarEntry(1, "标准", week=week, exceptions=[off]),
            CalendarEntry(2, "夜班", base_uid=1, week=[None] * 6 + [((0, 1440),)]),
            CalendarEntry(3, "个人", is_base=False, base_uid=2, week=[None] * 7),
        ],
    )
    file.project.title = file.project.name
    file.project.status_date = at("2026-07-08 17:00")
    file.project.critical_limit = 960
    task = TaskEntry(
        5,
        row_id=2,
        name='布线 "A" <1>',
        wbs="1.1",
        outline_level=2,
        parent_uid=1,
        duration=960,
        estimated=True,
        calendar_uid=2,
        constraint=4,
        constraint_date=at("2026-07-07 08:00"),
        deadline=at("2026-08-01 17:00"),
        percent_complete=25.0,
        actual_start=at("2026-07-07 08:00"),
        actual_duration=240,
        remaining_duration=720,
        resume=at("2026-07-09 08:00"),
        priority=800,
        leveling_delay=1440,
        notes="两行\n备注\t与制表",
        optimistic=480,
        most_likely=960,
        pessimistic=2400,
        baselines={0: BaselineEntry(0, at("2026-07-07 08:00"), at("2026-07-08 17:00"), 960, 960, 12_000)},
    )
    manual = TaskEntry(6, row_id=3, name="评审", wbs="2", kind=1, manual=True, manual_start=at("2026-07-20 09:30"))
    manual.manual_finish = manual.manual_start
    elapsed = TaskEntry(7, row_id=4, name="养护", wbs="3", duration=4320, elapsed=True, active=False)
    file.tasks = [TaskEntry(1, row_id=1, name="施工", wbs="1", kind=2), task, manual, elapsed]
    file.links = [
        LinkEntry(5, 6, 0, 90),
        LinkEntry(5, 7, 1, -480, 1),
        LinkEntry(6, 7, 2, 5000, 2),
    ]
    file.resources = [ResourceEntry(9, 1, "李工", 1, 3, 2.0, "li@example.com", "弱电"), ResourceEntry(10, 2, "费用", 2)]
    file.assignments = [
        AssignmentEntry(1, 5, 9, 0.5, 480, 360, 120, 60, 1440, at("2026-07-07 08:00"), at("2026-07-08 17:00")),
        AssignmentEntry(2, 6, None),
    ]
    return file


def comparable(file: ScheduleFile) -> ScheduleFile:
    """Without what a writer adds of its own: the texts kept from the reading."""
    return replace(file, rest=type(file.rest)(), notes=[])


def test_everything_that_project_knows_survives() -> None:
    file = everything()
    again = reread(write_mspdi(file))
    assert not differing(comparable(again), comparable(file))
    assert reread(write_mspdi(again)) == again


def test_elements_stand_in_the_order_of_the_schema() -> None:
    root = etree.fromstring(write_mspdi(reread(write_mspdi(everything()))))
    name = lambda element: etree.QName(element).localname  # noqa: E731
    for tag, order in ORDER.items():
        found = [root] if tag == "Project" else list(root.iter(f"{{*}}{tag}"))
        assert found
        for element in found:
            children = [name(child) for child in element]
            assert all(order[left] <= order[right] for left, right in pairwise(children)), children


def test_own_custom_fields_of_the_plan_and_ours_live_together() -> None:
    definition = (
        "<ExtendedAttributes><ExtendedAttribute><FieldID>188743731</FieldID><Alias>Zone</Alias></ExtendedAttribute>"
        "<ExtendedAttribute><FieldID>188743785</FieldID><Alias>乐观工期</Alias></ExtendedAttribute></ExtendedAttributes>"
    )
    values = (
        "<ExtendedAttribute><FieldID>188743731</FieldID><Value>A</Value></ExtendedAttribute>"
        "<ExtendedAttribute><FieldID>188743785</FieldID><Value>PT4H0M0S</Value></ExtendedAttribute>"
    )
    text = (
        f'<Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-07-06T08:00:00</StartDate>{definition}'
        f"<Tasks><Task><UID>1</UID><ID>1</ID><Duration>PT8H0M0S</Duration>{values}</Task></Tasks></Project>"
    )
    file = reread(text.encode())
    assert file.tasks[0].optimistic == 240
    file.tasks[0].pessimistic = 960
    data = write_mspdi(file)
    again = reread(data)
    assert (again.tasks[0].optimistic, again.tasks[0].most_likely, again.tasks[0].pessimistic) == (240, None, 960)
    assert data.count(b"<Alias>") == 3
    assert b"<Value>A</Value>" in data


def test_an_edited_row_is_written_anew_and_its_rest_stays() -> None:
    file = reread(write_mspdi(everything()))
    task = file.tasks[1]
    assert not differing(reread(write_mspdi(file)), file)
    task.duration, task.baselines[0].cost, file.links[0].lag = 1440, 13_000, 120
    file.calendars[0].exceptions = []
    file.rest.rows["Task"] = {5: {"xml": "<Contact>王</Contact>\n<Hyperlink>x</Hyperlink>"}}
    again = reread(write_mspdi(file))
    assert differing(again, file) == ["rest"]
    assert "<Contact>王</Contact>" in again.rest.rows["Task"][5]["xml"]


def test_overlapping_exceptions_are_written_without_overlap() -> None:
    wide, inner = CalendarException(10, 20, ()), CalendarException(12, 13, ((480, 720),))
    apart = separate([wide, inner])
    assert [(e.first_day, e.last_day, e.intervals) for e in apart] == [
        (10, 11, ()),
        (12, 13, ((480, 720),)),
        (14, 20, ()),
    ]
    assert separate([inner]) == [inner]


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    file = everything()
    file.tasks[1].name = "a\x00b\x0bc\ud800"
    assert reread(write_mspdi(file)).tasks[1].name == "abc"


def test_ids_beyond_32_bits_get_new_numbers() -> None:
    file = reread(plan(activity(900), activity(3), relations=(relation(1, 900, 3),)).encode())
    again = reread(write_mspdi(file))
    assert file.tasks[0].uid == 900 + CLASH
    assert [(task.uid, task.parent_uid) for task in again.tasks] == [(1, None), (900, 1), (3, 1)]


# -- XER ---------------------------------------------------------------------------------------------------------------
def rich_xer() -> str:
    started = {"status_code": "TK_Active", "act_start_date": "2026-07-06 08:00", "early_start_date": "2026-07-08 08:00"}
    extra = {"CALENDAR": table("CALENDAR", calendar(), calendar(clndr_id=2, base_clndr_id=1, clndr_type="CA_Rsrc"))}
    extra["PROJWBS"] = table("PROJWBS", wbs(900, 4711, proj_node_flag="Y"), wbs(902, 900, seq_num=7), wbs(901, 900))
    extra["SCHEDOPTIONS"] = options(sched_progress_override="Y", sched_float_type="FT_Min", level_all_rsrc_flag="Y")
    extra["RSRC"] = table("RSRC", {"rsrc_id": 7, "rsrc_name": "塔吊", "rsrc_type": "RT_Equip", "clndr_id": 99})
    extra["TASKRSRC"] = table(
        "TASKRSRC", {"taskrsrc_id": 3, "task_id": 2, "rsrc_id": 7, "target_qty": 8, "cost": "1.5"}
    )
    extra["UDFVALUE"] = table("UDFVALUE", {"udf_type_id": 1, "fk_id": 2, "udf_text": "Ⅰ区"})
    return plan(
        activity(1, 7.5, wbs_id=901, task_type="TT_Mile", cstr_type="CS_MANDSTART", cstr_date="2026-07-20 08:00"),
        activity(2, 16, wbs_id=902, complete_pct_type="CP_Phys", phys_complete_pct=12.5, **started, guid="g=="),
        activity(3, task_type="TT_LOE", cstr_type="CS_MSOA", cstr_date="2026-07-20 08:00", cstr_type2="CS_MEOB")
        | {"cstr_date2": "2026-09-20 17:00", "expect_end_date": "2026-08-20 17:00", "total_float_hr_cnt": -12.25},
        relations=(relation(11, 1, 2, "SS", -4), relation(12, 1, 2, "FF"), relation(13, 88, 2, pred_proj_id=5)),
        **extra,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb18030"])
def test_everything_that_p6_knows_survives_in_its_encoding(encoding: str) -> None:
    file = reread(rich_xer().encode(encoding))
    data = write_xer(file)
    again = reread(data)
    assert not differing(again, file)
    assert again.encoding == file.encoding
    assert again.rest.tables["TASKPRED"].rows[0][:3] == ("13", "2", "88")
    for kept in ("RT_Equip", "4711", "g==", "Ⅰ区", "level_all_rsrc_flag", "1.5", "\t99"):
        assert kept.encode(encoding) in data


def test_an_unchanged_calendar_keeps_its_text_and_a_changed_one_is_written() -> None:
    file = reread(rich_xer().encode())
    assert STANDARD.encode() in write_xer(file)
    file.calendars[0].exceptions = [CalendarException(20_640, 20_640, ())]
    data = write_xer(file)
    assert reread(data).calendars[0].exceptions == file.calendars[0].exceptions


def test_new_rows_get_numbers_and_hang_below_the_root() -> None:
    file = everything()
    again = reread(write_xer(file))
    root = again.tasks[0]
    assert (root.name, root.kind, root.parent_uid) == ("机房迁移 & 扩容", 2, None)
    assert {task.uid for task in again.tasks} == {root.uid, 1, 5, 6, 7}
    assert [(link.pred_uid, link.succ_uid, link.type, link.lag) for link in again.links] == [
        (5, 6, 0, 90),
        (5, 7, 1, -480),
        (6, 7, 2, 0),
    ]
    assert again.tasks[[task.uid for task in again.tasks].index(5)].constraint == 4


def test_encodings_on_request() -> None:
    file = everything()
    assert reread(write_xer(file)).encoding == "gb18030"
    assert reread(write_xer(file, encoding="utf-8")).encoding == "utf-8"
    with pytest.raises(LookupError):
        write_xer(file, encoding="klingon")


def test_tabs_and_breaks_never_break_a_row() -> None:
    file = everything()
    file.tasks[1].name = "a\tb\r\nc"
    assert {task.uid: task.name for task in reread(write_xer(file)).tasks}[5] == "a b c"


# -- losses ------------------------------------------------------------------------------------------------------------
def test_losses_name_what_a_format_cannot_say() -> None:
    to_p6 = [note.code for note in losses(everything(), "XER")]
    assert to_p6 == [
        "lost_deadline",
        "lost_leveling",
        "lost_baseline",
        "lost_three_point",
        "lost_notes",
        "lost_manual",
        "lost_inactive",
        "lost_elapsed",
        "lost_elapsed_lag",
        "lost_percent_lag",
    ]
    p6 = reread(rich_xer().encode())
    to_project = losses(p6, "MSPDI")
    assert {note.code for note in to_project} == {
        "changed_constraint",
        "lost_kind",
        "lost_constraint2",
        "lost_expected",
        "lost_second_link",
        "lost_rest",
    }
    assert all(note.text("zh-CN") and note.text("en") for note in to_project)
    assert losses(p6, "XER") == losses(p6, "JSON") == []


# -- JSON --------------------------------------------------------------------------------------------------------------
def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], place: str) -> list[str]:
    """Where `value` breaks `schema`; the keywords that our schema uses, and no others."""
    known = {"$schema", "$defs", "title", "type", "properties", "required", "additionalProperties", "$ref", "anyOf"}
    known |= {"items", "prefixItems", "minItems", "maxItems", "minimum", "maximum", "enum", "const", "pattern"}
    assert set(schema) <= known, set(schema) - known
    if "$ref" in schema:
        return faults(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root, place)
    if "anyOf" in schema:
        tried = [faults(value, option, root, place) for option in schema["anyOf"]]
        return [] if any(not found for found in tried) else tried[0]
    if "const" in schema or "enum" in schema:
        return [] if value in schema.get("enum", [schema.get("const")]) else [f"{place}: {value}"]
    return _faults_of_type(value, schema, root, place)


def _faults_of_type(value: Any, schema: dict[str, Any], root: dict[str, Any], place: str) -> list[str]:
    import re

    kind = schema["type"]
    python = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float)}
    if kind == "null":
        return [] if value is None else [place]
    if not isinstance(value, python[kind]) or (kind in ("integer", "number") and isinstance(value, bool)):
        return [f"{place}: no {kind}"]
    found = [f"{place}/{name} is missing" for name in schema.get("required", ()) if name not in value]
    if kind == "object":
        extra = schema.get("additionalProperties", True)
        for name, own in value.items():
            part = schema.get("properties", {}).get(name, extra)
            found += [f"{place}/{name} is unknown"] if part is False else faults(own, part, root, f"{place}/{name}")
    elif kind == "array":
        parts = schema.get("prefixItems")
        if parts and len(parts) != len(value):
            return [f"{place}: {len(value)} items"]
        for number, own in enumerate(value):
            found += faults(own, parts[number] if parts else schema["items"], root, f"{place}/{number}")
    elif (kind == "string" and "pattern" in schema and not re.search(schema["pattern"], value)) or (
        "minimum" in schema and not schema["minimum"] <= value <= schema["maximum"]
    ):
        found.append(f"{place}: {value}")
    return found


def test_the_published_schema_is_that_of_the_program() -> None:
    published = json.loads((_PACKAGE / "schedule.schema.json").read_text(encoding="utf-8"))
    assert published == json_schema(), "python -m linkspan.engines.interchange.json_schema > schedule.schema.json"


@pytest.mark.parametrize("make", [everything, lambda: reread(rich_xer().encode()), lambda: ScheduleFile("JSON")])
def test_json_comes_back_equal_and_fits_its_schema(make: Any) -> None:
    file = make()
    data = write_json(file)
    assert reread(data) == file
    assert not faults(json.loads(data), json_schema(), json_schema(), "")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("tasks", 1, "duration"), "8 hours"),
        (("tasks", 1, "duration"), True),
        (("tasks", 1, "duration"), 1e30),
        (("tasks", 1, "kind"), 9),
        (("tasks", 1, "constraint"), 12),
        (("tasks", 1, "surprise"), 1),
        (("tasks", 1, "percent_type"), "guess"),
        (("tasks", 1, "deadline"), "2026-13-01T00:00:00"),
        (("tasks", 1, "deadline"), "1650-01-01T00:00:00"),
        (("tasks", 1, "parent_uid"), 77),
        (("tasks", 2, "uid"), 5),
        (("links", 0, "type"), 4),
        (("links", 0, "succ_uid"), 99),
        (("calendars", 0, "week"), []),
        (("calendars", 0, "exceptions", 0, "first_day"), 5),
        (("assignments", 0, "resource_uid"), 44),
        (("project", "minutes_per_day"), 0),
        (("project",), []),
        (("tasks",), {}),
        (("version",), 2),
        (("format",), "other"),
    ],
)
def test_wrong_json_is_refused_with_its_place(path: tuple[Any, ...], value: Any) -> None:
    content = json.loads(write_json(everything()))
    place = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(FileRefused) as caught:
        reread(json.dumps(content).encode())
    assert caught.value.code in ("wrong_json", "json_version", "not_ours")
    assert all(caught.value.text(lang) for lang in ("zh-CN", "en"))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", "malformed_json"),
        (b'{"format": "linkspan-schedule",\n "version": 1,}', "malformed_json"),
        (b'{"format": NaN}', "malformed_json"),
        (b'{"a":' * 20_000, "malformed_json"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "malformed_json"),
        (b'{"format": "\xff\xfe"}', "bad_encoding"),
        (b"{}", "not_ours"),
    ],
)
def test_hostile_json_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        reread(data)
    assert caught.value.code == code
    assert all(caught.value.text(lang) for lang in ("zh-CN", "en"))
