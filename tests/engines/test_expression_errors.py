"""What an expression is refused for: the code, the place, and one sentence with the next step in both languages."""

from __future__ import annotations

import re
import string
from datetime import date, datetime
from typing import Any

import pytest

from linkspan.engines.expression import FUNCTIONS, ExpressionError, Kind, check
from linkspan.engines.expression import messages as sentences

TODAY = date(2026, 3, 2)
FIELDS = {
    "amount": Kind.MONEY,
    "paid": Kind.MONEY,
    "progress": Kind.PERCENT,
    "count": Kind.NUMBER,
    "due": Kind.DATE,
    "seen": Kind.DATETIME,
    "title": Kind.TEXT,
    "is_key": Kind.BOOLEAN,
    "tags": Kind.LIST,
    "owner": Kind.REFERENCE,
    "work": Kind.DURATION,
}
LABELS: dict[str, str | tuple[str, ...]] = {
    "合同金额": "amount",
    "进度": "progress",
    "金额": ("amount", "paid"),
    "旧": "gone",
}


def refused(text: str, **more: Any) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        check(text, FIELDS, labels=LABELS, **more)
    return caught.value


def stopped(text: str, values: dict[str, Any] | None = None, **more: Any) -> ExpressionError:
    found = check(text, FIELDS, labels=LABELS)
    with pytest.raises(ExpressionError) as caught:
        found.evaluate(values or {}, today=TODAY, **more)
    return caught.value


REFUSED = [
    # text, code, what the editor underlines
    ("", "empty", ""),
    ("   ", "empty", ""),
    ("=", "empty", ""),
    ("count ^ 2", "unexpected_character", "^"),
    ("title.upper()", "unexpected_character", "."),
    ("count; 2", "unexpected", ";"),
    ("3天", "bad_number", "3天"),
    ("1e9", "bad_number", "1e9"),
    ("1.2.3", "bad_number", "1.2.3"),
    ("99999999999999999999", "bad_number", "99999999999999999999"),
    ("9999999999亿", "bad_number", "9999999999亿"),
    ("0.001元", "bad_number", "0.001元"),
    ('title = "open', "open_text", '"open'),
    ('title = “open"', "open_text", '“open"'),
    ("{合同金额 > 1", "open_field", "{合同金额 > 1"),
    ("{ }", "unknown_field", "{ }"),
    ("count +", "unexpected_end", ""),
    ("SUM(1,", "unexpected_end", ""),
    ("SUM(1,)", "unexpected", ")"),
    ("* 2", "unexpected", "*"),
    ("(1 + 2", "unclosed", "("),
    ("IF(is_key, [1, 2", "unclosed", "["),
    ("1 + 2)", "unexpected", ")"),
    ("count 2", "expected_operator", "2"),
    ("合同金额 大于 5", "expected_operator", "大于"),
    ("1 < count < 3", "chained_comparison", "<"),
    ("amuont > 1", "unknown_field_near", "amuont"),
    ("{合同金额总} > 1", "unknown_field_near", "{合同金额总}"),
    ("甲乙丙 > 1", "unknown_field", "甲乙丙"),
    ("旧 > 1", "unknown_field_near", "旧"),
    ("金额 > 1", "ambiguous_field", "金额"),
    ("SUMM(1)", "unknown_function_near", "SUMM"),
    ("eval(1)", "unknown_function_near", "eval"),
    ("甲乙(1)", "unknown_function", "甲乙"),
    ("TODAY - due", "no_parentheses", "TODAY"),
    ("TODAY(1)", "argument_count", "TODAY(1)"),
    ("IF(is_key)", "argument_count", "IF(is_key)"),
    ("IFS(is_key, 1, 2)", "argument_count", "IFS(is_key, 1, 2)"),
    ("ROUND(1, 2, 3)", "argument_count", "ROUND(1, 2, 3)"),
    ("SUM()", "argument_count", "SUM()"),
    ("LEFT(count)", "wrong_argument", "count"),
    ("SUM(title, title)", "wrong_argument", "title"),
    ("YEAR(3)", "wrong_argument", "3"),
    ("IF(count, 1, 2)", "condition", "count"),
    ("count && is_key", "condition", "count"),
    ("!title", "condition", "title"),
    ('IF(is_key, 1, "a")', "mixed_kinds", '"a"'),
    ("owner = 3", "mixed_kinds", "3"),
    ('owner = "zhang"', "mixed_kinds", '"zhang"'),
    ("count = is_key", "mixed_kinds", "is_key"),
    ("count in [1, title]", "mixed_kinds", "title"),
    ('count + "1"', "cannot_calculate", 'count + "1"'),
    ("due + due", "cannot_calculate", "due + due"),
    ("due * 2", "cannot_calculate", "due * 2"),
    ("is_key + 1", "cannot_calculate", "is_key + 1"),
    ("1 / amount", "cannot_calculate", "1 / amount"),
    ("title & is_key", "cannot_calculate", "is_key"),
    ("-title", "no_sign", "-title"),
    ("amount * paid", "money_times_money", "amount * paid"),
    ("amount > count", "number_beside_money", "count"),
    ("amount + count", "number_beside_money", "count"),
    ("count - amount", "number_beside_money", "amount"),
    ("SUM(amount, count)", "number_beside_money", "count"),
    ("progress > 50", "number_beside_percent", "50"),
    ("progress + 10", "number_beside_percent", "10"),
    ("work > 8", "number_beside_duration", "8"),
    ("work + 1", "number_beside_duration", "1"),
    ('tags = "LIS"', "list_beside_text", '"LIS"'),
    ("due = seen", "date_beside_time", "seen"),
    ("title < 'b'", "no_order", "title < 'b'"),
    ("owner > owner", "no_order", "owner > owner"),
    ('count > ""', "no_order", '""'),
    ("tags = tags", "no_comparison", "tags"),
    ('due > "soon"', "not_a_date", '"soon"'),
    ('due > "2026-02-30"', "not_a_date", '"2026-02-30"'),
    ("[1, 2]", "list_place", "1"),
    ("TEXT(count, title)", "format_not_literal", "title"),
    ('TEXT(count, "yyyy")', "bad_format", '"yyyy"'),
    ('TEXT(due, "0.00")', "bad_format", '"0.00"'),
    ('TEXT(due, "hh:mm")', "bad_format", '"hh:mm"'),
    ('TEXT(amount, "0%")', "bad_format", '"0%"'),
    ('TEXT(count, "{0.__class__}")', "bad_format", '"{0.__class__}"'),
    ("amount + 9999999999999999 * 9999", "number_too_big", "9999999999999999 * 9999"),
]


@pytest.mark.parametrize(("text", "code", "underlined"), REFUSED)
def test_refused_with_code_and_place(text, code, underlined):
    error = refused(text)
    assert error.code == code
    at = error.position
    assert text[at.offset : at.offset + at.length] == underlined
    assert (at.line, at.column) == (1, at.offset + 1)


STOPPED: list[tuple[str, dict[str, Any], str, str]] = [
    ("1 + count / 0", {"count": 1}, "division_by_zero", "count / 0"),
    ("1 + (2 / count)", {"count": 0}, "division_by_zero", "2 / count"),
    ("amount / paid", {"amount": 1, "paid": 0}, "division_by_zero", "amount / paid"),
    ("MOD(1, count)", {"count": 0}, "division_by_zero", "MOD(1, count)"),
    ("due + count", {"due": TODAY, "count": 10**6}, "date_out_of_range", "due + count"),
    ("EDATE(due, count)", {"due": "2199-12-31", "count": 240}, "date_out_of_range", "EDATE(due, count)"),
    ("DATE(count, 1, 1)", {"count": 1000}, "bad_argument", "DATE(count, 1, 1)"),
    ("seen + work", {"seen": "2026-01-01T00:00:00Z", "work": 10**17}, "date_out_of_range", "seen + work"),
    ("WORKDAYS(due, due)", {"due": "0001-01-01"}, "date_out_of_range", "WORKDAYS(due, due)"),
    ("LEFT(title, count)", {"title": "a", "count": -1}, "bad_argument", "LEFT(title, count)"),
    ("ROUND(1, count)", {"count": 99}, "bad_argument", "ROUND(1, count)"),
    ("amount * count", {"amount": 10**17, "count": 10**6}, "number_too_big", "amount * count"),
    ("amount + amount", {"amount": 9 * 10**17}, "number_too_big", "amount + amount"),
    ("count * count", {"count": 10**15}, "number_too_big", "count * count"),
    ("title & title", {"title": "a" * 6000}, "text_too_long", "title & title"),
    ("title", {"title": "a" * 10_001}, "text_too_long", "title"),
    ("count + 1", {"count": "seven"}, "bad_value", "count"),
]


@pytest.mark.parametrize(("text", "values", "code", "underlined"), STOPPED)
def test_stopped_with_code_and_place(text, values, code, underlined):
    error = stopped(text, values)
    assert error.code == code
    at = error.position
    assert text[at.offset : at.offset + at.length] == underlined


BAD_VALUES = [
    ("count", True), ("count", "x"), ("count", float("nan")), ("count", float("inf")), ("count", 10**40),
    ("count", "9" * 50), ("count", object()), ("amount", 1.5), ("amount", "100"), ("amount", True), ("amount", 10**19),
    ("due", 5), ("due", "2026-13-01"), ("due", datetime(2026, 1, 1)), ("seen", datetime(2026, 1, 1)),
    ("seen", "2026-01-01T00:00:00"), ("seen", TODAY), ("title", 5), ("title", b"x"), ("is_key", 1), ("is_key", "yes"),
    ("tags", "LIS"), ("tags", [1]), ("tags", ["a"] * 10_001), ("owner", 1.5), ("owner", True), ("work", 1.5),
    ("title", "a" * 200_001),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given"), BAD_VALUES)
def test_value_of_another_kind_is_named(name, given):
    error = stopped(f"ISBLANK({name})", {name: given})
    assert error.code == "bad_value"
    assert f"“{name}”" in error.text("zh-CN")
    assert f"“{name}”" in error.text("en")


@pytest.mark.parametrize("kind", [k for k in Kind if k is not Kind.NUMBER])
def test_result_of_another_kind_is_refused(kind):
    error = refused("count", expect=kind)
    assert error.code == "wrong_result"
    assert kind.words[0] in error.text("zh")
    assert kind.words[1] in error.text("en")


def test_length_and_depth_have_limits():
    assert check("1" + "+1" * 999, {}).evaluate({}, today=TODAY) == 1000
    assert refused("1" + "+1" * 1000).code == "too_long"
    assert check("(" * 49 + "1" + ")" * 49, {}).evaluate({}, today=TODAY) == 1
    for text in ("(" * 50 + "1" + ")" * 50, "-" * 51 + "1", "ABS(" * 51 + "1" + ")" * 51, "!" * 60 + "is_key"):
        assert refused(text).code == "too_deep"


def test_steps_have_a_limit_that_nothing_hides():
    dates = {"due": "2200-12-31"}
    assert stopped('WORKDAYS("1900-01-01", due)', dates).code == "too_many_steps"
    assert stopped('IFERROR(WORKDAYS("1900-01-01", due), 0)', dates).code == "too_many_steps"
    assert check("SUM(1, 2, 3)", {}).evaluate({}, today=TODAY, steps=10) == 6
    assert stopped("SUM(1, 2, 3)", steps=2).code == "too_many_steps"


def test_a_calendar_in_which_nobody_works_ends():
    assert stopped("WORKDAY(due, 1)", {"due": TODAY}, calendar=lambda day: False).code == "too_many_steps"


def test_wrong_data_are_not_hidden_by_iferror():
    assert stopped("IFERROR(count, 0)", {"count": "x"}).code == "bad_value"


def test_place_on_a_later_line():
    error = refused("AND(\n  count > 1,\n  coumt > 2)")
    assert (error.position.line, error.position.column, error.position.length) == (3, 3, 5)
    assert error.text("zh").startswith("第 3 行第 3 个字符：")
    assert error.text("en").startswith("Line 3, character 3: ")
    assert str(error) == error.text("en")


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (
            "{合同金颔} > 1",
            "第 1 个字符：没有字段“合同金颔”；是否指“合同金额”？文字请加引号。",
            "Character 1: There is no field “合同金颔”; did you mean “合同金额”? Put text in quotes.",
        ),
        (
            "amount * paid",
            "第 1 个字符：两个金额不能相乘；其中一个应是数或百分比。",
            "Character 1: Two amounts of money cannot be multiplied; one of them must be a number or a percentage.",
        ),
        (
            "LEFT(count)",
            "第 6 个字符：LEFT 的“文字”应为文字，这里是数；请换一个值。",
            "Character 6: “text” of LEFT must be text, but this is a number; give another value.",
        ),
        (
            "progress > 50",
            "第 12 个字符：50 即 5000%；请写明百分号，例如 50%。",
            "Character 12: 50 means 5000%; write the percent sign, as in 50%.",
        ),
        (
            "DAYS(due)",
            "第 1 个字符：DAYS 的参数个数不对，这里有 1 个；请写成 DAYS(结束日期, 开始日期)。",
            "Character 1: Wrong number of arguments for DAYS: 1; write DAYS(end, start).",
        ),
    ],
)
def test_sentences(text, zh, en):
    error = refused(text)
    assert error.text("zh-CN") == zh
    assert error.text("en") == en


def test_every_code_is_tried_here():
    """The sentences are one list, the cases above another: none without the other."""
    tried = {code for _, code, _ in REFUSED} | {code for _, _, code, _ in STOPPED}
    tried |= {"too_long", "too_deep", "too_many_steps", "wrong_result", "bad_value"}
    assert tried == sentences.CODES


@pytest.mark.parametrize("code", sorted(sentences.CODES))
def test_every_sentence_has_both_languages_and_the_same_words_to_fill(code):
    zh, en = sentences._SENTENCES[code]
    assert re.search(r"[\u4e00-\u9fff]", zh)
    assert not re.search(r"[\u4e00-\u9fff]", en)
    assert zh.endswith(("。", "？"))
    assert en.endswith((".", "?"))
    fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (zh, en)]
    assert fields[0] == fields[1]


def test_functions_that_are_nearly_right_are_suggested():
    names = {name for function in FUNCTIONS for name in (function.name, *function.aliases)}
    slips = {name[:-2] + name[-1] for name in names if len(name) > 4} - names
    assert len(slips) > 20
    for slip in slips:
        error = refused(f"{slip}(1)")
        assert error.code == "unknown_function_near"
        assert error.params["near"] in names
