"""Cells to values: what is understood, what is noted, and that every refusal is a sentence in both languages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkspan.engines.tabular import KINDS, Cell, Choice, Parsed, Rules, parse_value
from linkspan.engines.tabular.labels import read_label, similarity, unit_of_line
from linkspan.engines.tabular.number_formats import from_serial, kind_of_format
from linkspan.engines.tabular.outline import levels

RULES = Rules(
    year=2026,
    choices=(
        Choice("high", ("高", "High")),
        Choice("low", ("低", "Low")),
        Choice("vendor", ("乙方（供应商）", "Vendor")),
    ),
)


def cell(value: object, *, percent: bool = False) -> Cell:
    if isinstance(value, str):
        return Cell(value)
    if isinstance(value, bool):
        return Cell(value, "boolean")
    if isinstance(value, dt.datetime):
        return Cell(value, "date")
    return Cell(value, "number", percent)  # type: ignore[arg-type]


def read(kind: str, value: object, unit: str = "", *, percent: bool = False) -> Parsed:
    return parse_value(kind, cell(value, percent=percent), unit=unit, rules=RULES)


@pytest.mark.parametrize(
    ("kind", "value", "unit", "wanted", "note"),
    [
        ("text", "  张\u200b三\xa0 李四\x07 ", "", "张三 李四", None),
        ("text", 13800138000, "", "13800138000", None),
        ("text", "无", "", "无", None),
        ("long_text", "一\r\n二  \n", "", "一\n二", None),
        ("code", 7, "", "7", None),
        ("phone", "（010）6666-8888 转 12", "", "（010）6666-8888 转 12", None),
        ("email", "li@example.com", "", "li@example.com", None),
        ("integer", "１，２３４", "", 1234, None),
        ("integer", "1 234", "", 1234, None),
        ("integer", 5.0, "", 5, None),
        ("decimal", "−1.5", "", Decimal("-1.5"), None),
        ("decimal", "1.2e3", "", Decimal(1200), None),
        ("decimal", 3, "万", Decimal(30000), None),
        ("percent", "85%", "", Decimal("0.85"), None),
        ("percent", "85", "%", Decimal("0.85"), None),
        ("percent", 85, "%", Decimal("0.85"), None),
        ("percent", 0.5, "%", Decimal("0.005"), "percent_assumed"),
        ("percent", 0.85, "", Decimal("0.85"), "percent_assumed"),
        ("percent", 85, "", Decimal("0.85"), "percent_assumed"),
        ("percent", 0, "", Decimal(0), None),
        ("money", "1,234.50", "", 123450, None),
        ("money", "¥ 85.8万", "", 85_800_000, None),
        ("money", "1.2 亿元", "", 12_000_000_000, None),
        ("money", 85.8, "万元", 85_800_000, None),
        ("money", "300元", "万元", 30_000, None),
        ("money", "（1,234.00）", "", -123400, None),
        ("money", "-¥12", "", -1200, None),
        ("money", "RMB 12.30", "", 1230, None),
        ("money", "12元整", "", 1200, None),
        ("money", 0.1 + 0.2, "", 30, None),
        ("money", 100 / 3, "", 3333, "rounded_fen"),
        ("money", "-", "", None, "read_empty"),
        ("money", "待定", "", None, "read_empty"),
        ("date", "2026-3-5", "", dt.date(2026, 3, 5), None),
        ("date", "2026.3.5", "", dt.date(2026, 3, 5), None),
        ("date", "2026/03/05", "", dt.date(2026, 3, 5), None),
        ("date", "２０２６年３月５日（周四）", "", dt.date(2026, 3, 5), None),
        ("date", "20260305", "", dt.date(2026, 3, 5), None),
        ("date", 20260305, "", dt.date(2026, 3, 5), None),
        ("date", "26-3-5", "", dt.date(2026, 3, 5), "two_digit_year"),
        ("date", "3月5日", "", dt.date(2026, 3, 5), "business_year"),
        ("date", 46086, "", dt.date(2026, 3, 5), "serial_date"),
        ("date", "5 Mar 2026", "", dt.date(2026, 3, 5), None),
        ("date", "March 5, 2026", "", dt.date(2026, 3, 5), None),
        ("date", "25/12/2026", "", dt.date(2026, 12, 25), None),
        ("date", "04/04/2026", "", dt.date(2026, 4, 4), None),
        ("date", dt.datetime(2026, 3, 5), "", dt.date(2026, 3, 5), None),
        ("date", "2026-3-5 14:30", "", dt.date(2026, 3, 5), "time_dropped"),
        ("datetime", "2026年3月5日下午2时30分", "", dt.datetime(2026, 3, 5, 14, 30), None),
        ("datetime", "2026-03-05T14:30:15Z", "", dt.datetime(2026, 3, 5, 14, 30, 15), None),
        ("boolean", "√", "", True, None),
        ("boolean", "无", "", False, None),
        ("boolean", "Ｙ", "", True, None),
        ("boolean", 0, "", False, None),
        ("choice", "高", "", "high", None),
        ("choice", " HIGH ", "", "high", None),
        ("choice", "低（可接受）", "", "low", None),
        ("choice", "乙方(供应商)", "", "vendor", None),
        ("choice", "已高", "", "high", None),
        ("reference", " 张 三 ", "", "张 三", None),
        ("reference", "/", "", None, "read_empty"),
        ("references", "HIS、LIS", "", ["HIS", "LIS"], None),
        ("references", "无", "", None, "read_empty"),
        ("choices", "高、低，高", "", ["high", "low"], None),
        ("duration", "3天", "", 1440, None),
        ("duration", "1.5 个工作日", "", 720, None),
        ("duration", "2w", "", 4800, None),
        ("duration", "4h", "", 240, None),
        ("duration", "1天4小时", "", 720, None),
        ("duration", "半天", "", 240, None),
        ("duration", 3, "小时", 180, None),
        ("duration", 3, "", 1440, "days_assumed"),
        ("list", "甲、乙，丙;丁/甲", "", ["甲", "乙", "丙", "丁"], None),
    ],
)
def test_understood(kind: str, value: object, unit: str, wanted: object, note: str | None) -> None:
    parsed = read(kind, value, unit)
    assert parsed.error is None
    assert parsed.value == wanted
    assert type(parsed.value) is type(wanted)
    assert [remark.code for remark in parsed.notes] == ([note] if note else [])


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("integer", "12.5", "not_integer"),
        ("integer", "约 3", "not_number"),
        ("integer", 10**30, "too_big"),
        ("decimal", "1,23", "not_number"),
        ("decimal", "", None),
        ("percent", "八成", "not_percent"),
        ("money", "1,23", "not_money"),
        ("money", "1.234元", "part_of_fen"),
        ("money", "$12", "wrong_currency"),
        ("money", "12 美元", "wrong_currency"),
        ("money", "9" * 29, "too_big"),
        ("money", "--5", "not_money"),
        ("date", "03/04/2026", "ambiguous_date"),
        ("date", "3/4/26", "ambiguous_date"),
        ("date", "2026-02-30", "no_such_day"),
        ("date", "2026-3", "day_missing"),
        ("date", "2026年3月", "day_missing"),
        ("date", 2026.3, "day_missing"),
        ("date", "3/5", "year_missing"),
        ("date", "1026-3-5", "date_out_of_range"),
        ("date", "下周", "not_date"),
        ("date", 12, "not_date"),
        ("date", True, "not_date"),
        ("datetime", "2026-3-5 25:00", "not_date"),
        ("boolean", "也许", "not_boolean"),
        ("boolean", 2, "not_boolean"),
        ("choice", "中", "not_choice"),
        ("choices", "高、中", "not_choice"),
        ("duration", "1个月", "month_duration"),
        ("duration", "3 日历天", "not_duration"),
        ("duration", "3 5", "not_duration"),
        ("duration", "-3天", "not_duration"),
        ("email", "li at example", "not_email"),
        ("url", "javascript:alert(1)", "not_url"),
        ("phone", "问前台", "not_phone"),
    ],
)
def test_refused_in_a_sentence(kind: str, value: object, code: str | None) -> None:
    parsed = read(kind, value)
    assert parsed.value is None
    assert (parsed.error.code if parsed.error else None) == code
    if parsed.error:
        assert parsed.error.is_error
        assert parsed.error.text("zh-CN").endswith("。")
        assert parsed.error.text("en").endswith(".")


def test_errors_of_cells_and_of_fields() -> None:
    assert parse_value("text", Cell("#REF!", "error")).error.code == "cell_error"
    assert parse_value("text", Cell("", "uncomputed")).error.code == "no_value"
    assert parse_value("text", None, rules=Rules(required=True)).error.code == "required"
    assert parse_value("date", Cell("待定"), rules=Rules(required=True)).error.code == "required"
    assert parse_value("text", Cell("abcd"), rules=Rules(max_length=3)).error.params["count"] == 4
    bounds = Rules(minimum=Decimal(1), maximum=Decimal(5))
    assert parse_value("integer", Cell(0, "number"), rules=bounds).error.code == "below"
    assert parse_value("money", Cell("5.01"), rules=bounds).error.code == "above"
    assert parse_value("date", Cell("3月5日")).error.code == "year_missing"


def test_percent_format_needs_no_sign() -> None:
    assert read("percent", 0.85, "%", percent=True) == Parsed(Decimal("0.85"))
    assert read("percent", 1, percent=True) == Parsed(Decimal(1))


@given(kind=st.sampled_from(sorted(KINDS)), value=st.one_of(st.text(), st.floats(), st.integers(), st.booleans()))
def test_no_cell_leaks_an_exception(kind: str, value: object) -> None:
    if isinstance(value, float) and not abs(value) < float("inf"):
        return
    parsed = read(kind, value)
    assert parsed.error is None or (parsed.value is None and parsed.error.text("zh-CN") and parsed.error.text("en"))


@given(fen=st.integers(-(10**14), 10**14))
def test_amounts_are_exact(fen: int) -> None:
    text = f"{Decimal(fen) / 100:,.2f}"
    assert read("money", text).value == fen
    assert read("money", f"{Decimal(fen) / 1_000_000:f}万").value == fen


@given(day=st.dates(dt.date(1900, 3, 1), dt.date(2199, 12, 31)))
def test_every_day_in_every_form(day: dt.date) -> None:
    for text in (
        day.isoformat(),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
    ):
        assert read("date", text).value == day
    serial = (day - dt.date(1899, 12, 30)).days
    assert from_serial(serial) == dt.datetime.combine(day, dt.time())


def test_serials_of_both_systems() -> None:
    assert from_serial(59) == dt.datetime(1900, 2, 28)
    assert from_serial(60) is None
    assert from_serial(61) == dt.datetime(1900, 3, 1)
    assert from_serial(44624, date_1904=True) == dt.datetime(2026, 3, 5)
    assert from_serial(46086.75) == dt.datetime(2026, 3, 5, 18)
    assert from_serial(-1) is from_serial(1e9) is None


@pytest.mark.parametrize(
    ("identifier", "code", "kind"),
    [
        (0, "", "number"),
        (9, "", "percent"),
        (14, "", "date"),
        (57, "", "date"),
        (20, "", "time"),
        (164, 'yyyy"年"m"月"d"日"', "date"),
        (164, "[$-804]m/d;@", "date"),
        (164, "[h]:mm", "number"),
        (164, "h:mm:ss", "time"),
        (164, '0.00"day"', "number"),
        (164, "0.0%", "percent"),
        (164, "[Red]#,##0.00", "number"),
        (164, "General", "number"),
        (164, "0.00E+00", "number"),
    ],
)
def test_number_formats(identifier: int, code: str, kind: str) -> None:
    assert kind_of_format(identifier, code) == kind


@pytest.mark.parametrize(
    ("header", "bare", "unit"),
    [
        ("金额（万元）", "金额", "万元"),
        ("工期(天)", "工期", "天"),
        ("完成率%", "完成率", "%"),
        ("金额/万元", "金额", "万元"),
        ("合同额（单位：元）*", "合同额", "元"),
        ("＊项目 名称：", "项目名称", ""),
        ("Due  Date*", "due date", ""),
        ("名称（必填）", "名称", ""),
    ],
)
def test_headers_give_up_their_unit(header: str, bare: str, unit: str) -> None:
    label = read_label(header)
    assert (label.bare, label.unit) == (bare, unit)


def test_the_head_of_a_compound_stands_last() -> None:
    def like(header: str, label: str) -> float:
        return similarity(read_label(header), read_label(label))

    assert like("风险负责人", "负责人") >= 0.6 > like("负责人电话", "负责人")
    assert like("负责人姓名", "负责人") >= 0.8
    assert like("风险\n负责人", "风险负责人") == 1
    assert like("Risk owner", "Owner") >= 0.6 > like("Homeowner", "Owner")
    assert like("paid", "id") < 0.6
    assert like("签订日期", "签订日") >= 0.9
    assert like("联调开始时间", "联调开始") >= 0.8
    assert like("风险标题", "名称") >= 0.6 > like("标题说明书", "名称")
    assert like("责任者", "负责人") == like("计划收款日期", "计划日") == 0.9
    assert like("计划开始", "计划完成") < 0.6
    assert like("开始日期", "结束日期") < 0.6


def test_unit_line_above_the_table() -> None:
    assert unit_of_line("金额单位：人民币万元") == "万元"
    assert unit_of_line("单位：元") == "元"
    assert unit_of_line("建设单位：某医院") == ""


@pytest.mark.parametrize(
    ("numbers", "wanted"),
    [
        (["1", "1.1", "1.1.2", "2", ""], [1, 2, 3, 1, None]),
        (["一、", "（一）", "1.", "（1）", "二、"], [1, 2, 3, 4, 1]),
        (["一、", "1.1", "1.2.1", "二"], [1, 2, 3, 1]),
        (["①", "说明"], [1, None]),
    ],
)
def test_levels_of_an_outline(numbers: list[str], wanted: list[int | None]) -> None:
    import unicodedata

    plain = [n if n == "①" else unicodedata.normalize("NFKC", n) for n in numbers]
    assert levels(plain) == wanted
