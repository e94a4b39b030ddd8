"""The expression language: what each operator and function gives, kind by kind, and what an empty value does.

Results of date, rounding and format functions marked Excel are the examples that Microsoft's help prints for them.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Context as DecimalContext
from decimal import Decimal, getcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkspan.engines.expression import (
    FUNCTIONS,
    GROUPS,
    Checked,
    ExpressionError,
    Kind,
    check,
    preview,
    rewrite,
    to_json,
)

TODAY = date(2026, 3, 2)
FIELDS = {
    "amount": Kind.MONEY,
    "paid": Kind.MONEY,
    "progress": Kind.PERCENT,
    "count": Kind.NUMBER,
    "rate": Kind.NUMBER,
    "due": Kind.DATE,
    "start": Kind.DATE,
    "seen": Kind.DATETIME,
    "left_at": Kind.DATETIME,
    "title": Kind.TEXT,
    "status": Kind.TEXT,
    "is_key": Kind.BOOLEAN,
    "tags": Kind.LIST,
    "owner": Kind.REFERENCE,
    "asker": Kind.REFERENCE,
    "work": Kind.DURATION,
}
LABELS = {
    "合同金额": "amount",
    "已付": "paid",
    "进度": "progress",
    "Contract amount": "amount",
    "金额": ("amount", "paid"),
}
VALUES: dict[str, Any] = {
    "amount": 60_000_000,
    "paid": 20_000_001,
    "progress": 0.5,
    "count": 7,
    "rate": Decimal("1.25"),
    "due": date(2026, 3, 10),
    "start": "2026-03-02",
    "seen": datetime(2026, 3, 2, 8, 30, tzinfo=UTC),
    "left_at": "2026-03-02T18:45:00+08:00",
    "title": "HIS 接口联调",
    "status": "open",
    "is_key": True,
    "tags": ["LIS", "PACS"],
    "owner": 3,
    "asker": "3",
    "work": 450,
}


def checked(text: str) -> Checked:
    return check(text, FIELDS, labels=LABELS)


def value(text: str, values: dict[str, Any] = VALUES, **more: Any) -> Any:
    return checked(text).evaluate(values, today=TODAY, **more)


CASES: list[tuple[str, Any]] = [
    # numbers, ranks and signs
    ("1 + 2 * 3", 7),
    ("(1 + 2) * 3", 9),
    ("10 - 3 - 2", 5),
    ("100 / 10 / 2", 5),
    ("-2 * -3", 6),
    ("+count", 7),
    ("0.1 + 0.2 = 0.3", True),
    ("1 / 3 * 3 = 1", True),
    ("1 / 3 * 3 >= 1", True),
    ("1 / 3 * 3 < 1", False),
    ("1 / 3 + 1 / 3 <> 2 / 3", False),
    ("1000000000000 = 1000000000000.0001", False),
    ("1000000000000.0001 > 1000000000000", True),
    (".5 * 2", 1),
    ("= 1 + 1", 2),
    ("50万", 500_000),
    ("1.2亿", 120_000_000),
    # money: fen inside, yuan as people write it
    ("amount", 60_000_000),
    ("amount = 600000", True),
    ("600000 = amount", True),
    ("amount > 50万", True),
    ("amount > 50万元", True),
    ("amount - 0.01", 59_999_999),
    ("0.01 + amount", 60_000_001),
    ("1 + 2 + amount", 60_000_300),
    ("100 * 10000 - amount", 40_000_000),
    ("amount * 1.06", 63_600_000),
    ("6% * amount", 3_600_000),
    ("paid * 50%", 10_000_001),
    ("paid / 3", 6_666_667),
    ("amount / paid > 2.9", True),
    ("paid / amount > 30%", True),
    ("paid / amount < 1/3", False),
    ("-amount", -60_000_000),
    ("ABS(-amount)", 60_000_000),
    ("SUM(amount, paid, 100)", 80_010_001),
    ("AVERAGE(amount, paid)", 40_000_001),
    ("MAX(amount, 100万)", 100_000_000),
    ("ROUND(paid, 0)", 20_000_000),
    ("ROUND(paid, -4)", 20_000_000),
    ("ROUND(amount + 5001, -4)", 61_000_000),
    ("MONEY(count)", 700),
    ("MONEY(1.005)", 101),
    ("YUAN(paid)", Decimal("200000.01")),
    ("IF(is_key, amount, 0)", 60_000_000),
    ("COALESCE(amount, 0)", 60_000_000),
    ("amount in [600000, 700000]", True),
    # percentages are ratios
    ("10%", Decimal("0.1")),
    ("progress = 50%", True),
    ("progress >= 0.5", True),
    ("1 - progress", Decimal("0.5")),
    ("progress + 10%", Decimal("0.6")),
    ("progress * progress", Decimal("0.25")),
    ("progress * count", Decimal("3.5")),
    ("progress / 2 = 25%", True),
    ("progress > rate", False),
    # dates
    ("due - start", 8),
    ("due + 1", date(2026, 3, 11)),
    ("1 + due", date(2026, 3, 11)),
    ("due - 10", date(2026, 2, 28)),
    ('due > "2026-03-09"', True),
    ('"2026年3月10日" = due', True),
    ('due = "2026/3/10"', True),
    ('due - "2026-03-01"', 9),
    ("TODAY()", TODAY),
    ("due - TODAY() <= 8", True),
    ('DAYS("2021-03-15", "2021-02-01")', 42),  # Excel
    ('EDATE("2011-01-15", 1)', date(2011, 2, 15)),  # Excel
    ('EDATE("2011-01-15", -1)', date(2010, 12, 15)),  # Excel
    ('EDATE("2024-02-29", 12)', date(2025, 2, 28)),
    ('EOMONTH("2011-01-01", 1)', date(2011, 2, 28)),  # Excel
    ('EOMONTH("2011-01-01", -3)', date(2010, 10, 31)),  # Excel
    ('NETWORKDAYS("2012-10-01", "2013-03-01")', 110),  # Excel
    ('WORKDAYS("2013-03-01", "2012-10-01")', -110),
    ('WORKDAY("2008-10-01", 151)', date(2009, 4, 30)),  # Excel
    ('WORKDAY("2026-03-09", -1)', date(2026, 3, 6)),
    ('WORKDAY("2026-03-07", 0)', date(2026, 3, 7)),
    ('ISWORKDAY("2026-03-07")', False),
    ("DATE(2008, 14, 2)", date(2009, 2, 2)),  # Excel
    ("DATE(2008, -3, 2)", date(2007, 9, 2)),  # Excel
    ("DATE(2008, 1, 35)", date(2008, 2, 4)),  # Excel
    ("DATE(2008, 1, -15)", date(2007, 12, 16)),  # Excel
    ("YEAR(due) * 100 + MONTH(due)", 202603),
    ("DAY(seen)", 2),
    ("DATEVALUE(seen) = start", True),
    ('DATEVALUE("no day")', None),
    ("MIN(due, start)", date(2026, 3, 2)),
    # dates with time, and durations
    ("left_at - seen", 135),
    ("HOURS(left_at - seen)", Decimal("2.25")),
    ("seen + work > left_at", True),
    ("left_at - DURATION(2, 15) = seen", True),
    ("work * 2", 900),
    ("work / DURATION(1, 30)", 5),
    ("MINUTES(work) > 400", True),
    ("work > DURATION(7)", True),
    # text
    ('title & "-" & count', "HIS 接口联调-7"),
    ('"共" & amount & "元，" & progress & "，" & due', "共600000.00元，50%，2026-03-10"),
    ('CONCAT(work, " ", seen)', "7:30 2026-03-02 08:30"),
    ("LEN(title)", 8),
    ("LEN(tags)", 2),
    ("LEFT(title, 3)", "HIS"),
    ("LEFT(title)", "H"),
    ("RIGHT(title, 2)", "联调"),
    ("RIGHT(title, 0)", None),
    ("MID(title, 5, 2)", "接口"),
    ("MID(title, 50, 2)", None),
    ('UPPER("his") & LOWER("LIS")', "HISlis"),
    ('TRIM("  a   b ")', "a b"),
    ('CONTAINS(title, "联调")', True),
    ('CONTAINS(title, "his")', False),
    ('CONTAINS(tags, "LIS")', True),
    ('CONTAINS(tags, "LI")', False),
    ('STARTSWITH(title, "HIS")', True),
    ('ENDSWITH(title, "HIS")', False),
    ('"say ""hi"""', 'say "hi"'),
    ("'single'", "single"),
    (r'"a\n"', r"a\n"),
    ('“他说"好"”', '他说"好"'),
    # formats
    ('TEXT(1234.567, "#,##0.00")', "1,234.57"),  # Excel, without the currency sign
    ('TEXT(0.285, "0.0%")', "28.5%"),  # Excel
    ('TEXT(1234, "0000000")', "0001234"),  # Excel
    ('TEXT(-0.001, "0.00")', "0.00"),
    ('TEXT(2.5, "0")', "3"),
    ('TEXT(1.50, "0.0##")', "1.5"),
    ('TEXT(amount, "#,##0")', "600,000"),
    ('TEXT(paid, "#,##0.00")', "200,000.01"),
    ('TEXT(progress, "0%")', "50%"),
    ('TEXT(due, "yyyy年m月d日")', "2026年3月10日"),
    ('TEXT(due, "yy/mm/dd")', "26/03/10"),
    ('TEXT(seen, "mm-dd hh:mm")', "03-02 08:30"),
    ("TEXT(count)", "7"),
    # rounding and rests
    ("ROUND(2.15, 1)", Decimal("2.2")),  # Excel
    ("ROUND(2.149, 1)", Decimal("2.1")),  # Excel
    ("ROUND(-1.475, 2)", Decimal("-1.48")),  # Excel
    ("ROUND(21.5, -1)", 20),  # Excel
    ("ROUND(626.3, -3)", 1000),  # Excel
    ("ROUND(-50.55, -2)", -100),  # Excel
    ("ROUND(rate)", 1),
    ("ROUNDUP(3.2, 0)", 4),  # Excel
    ("ROUNDUP(-3.14159, 1)", Decimal("-3.2")),  # Excel
    ("ROUNDUP(31415.92654, -2)", 31500),  # Excel
    ("ROUNDDOWN(76.9, 0)", 76),  # Excel
    ("ROUNDDOWN(31415.92654, -2)", 31400),  # Excel
    ("INT(-8.9)", -9),  # Excel
    ("MOD(3, 2)", 1),  # Excel
    ("MOD(-3, 2)", 1),  # Excel
    ("MOD(3, -2)", -1),  # Excel
    ("MOD(-3, -2)", -1),  # Excel
    # conditions
    ('IF(amount > 50万, "高", "低")', "高"),
    ("IF(count < 5, 1)", None),
    ('IFS(count > 10, "多", count > 5, "中", TRUE, "少")', "中"),
    ("IFS(count > 10, 1)", None),
    ("AND(is_key, count = 7, TRUE())", True),
    ("OR(FALSE, NOT(is_key))", False),
    ("!is_key || count >= 7 && progress < 60%", True),
    ('IN(status, "open", "held")', True),
    ('status in ["closed"]', False),
    ('"PACS" in tags', True),
    ("IN(count, 1, 7.0)", True),
    ("owner = asker", True),
    ("owner <> asker", False),
    ("IFERROR(count / 0, -1)", -1),
    ("is_key = TRUE", True),
    ('["a", "b"]', ("a", "b")),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_value(text, expected):
    found = value(text)
    assert found == expected
    if isinstance(expected, bool):
        assert found is expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("amount * 2", Kind.MONEY),
        ("amount / paid", Kind.NUMBER),
        ("amount / 2", Kind.MONEY),
        ("1 - progress", Kind.PERCENT),
        ("count - progress", Kind.NUMBER),
        ("progress * 2", Kind.NUMBER),
        ("due - 1", Kind.DATE),
        ("due - start", Kind.NUMBER),
        ("seen - left_at", Kind.DURATION),
        ("50万元", Kind.MONEY),
        ("IF(is_key, 10%, 0)", Kind.PERCENT),
        ("IF(is_key, count, 10%)", Kind.NUMBER),
        ('IF(is_key, "", owner)', Kind.REFERENCE),
        ('IF(is_key, "2026-01-01", due)', Kind.DATE),
        ("tags", Kind.LIST),
        ("seen", Kind.DATETIME),
        ("title", Kind.TEXT),
        ("amount > 1", Kind.BOOLEAN),
    ],
)
def test_kind(text, kind):
    assert checked(text).kind is kind


def test_expected_kind_decides_what_a_plain_number_is():
    assert check("100 + 1", {}, expect=Kind.MONEY).evaluate({}, today=TODAY) == 10_100
    assert check("0.5", {}, expect=Kind.PERCENT).kind is Kind.PERCENT
    assert check('"2026-01-02"', {}, expect=Kind.DATE).evaluate({}, today=TODAY) == date(2026, 1, 2)
    assert check('""', {}, expect=Kind.NUMBER).evaluate({}, today=TODAY) is None


EMPTY_CASES: list[tuple[str, Any]] = [
    # a comparison with an empty value is false, whatever the sign
    *[(f"count {sign} 1", False) for sign in ("=", "<>", "<", "<=", ">", ">=")],
    ("count = rate", False),
    ("owner = asker", False),
    ('status <> "closed"', False),
    ('NOT(status = "closed")', True),
    ('status in ["closed"]', False),
    ('CONTAINS(title, "a")', False),
    ('STARTSWITH(title, "a")', False),
    # "" asks for it
    ('count = ""', True),
    ('"" = count', True),
    ('count <> ""', False),
    ("ISBLANK(count)", True),
    ("ISBLANK(tags)", True),
    ('ISBLANK(TRIM("  "))', True),
    # arithmetic and functions of an empty value are empty
    ("count + 1", None),
    ("1 - count * 2", None),
    ("amount * 6%", None),
    ("due - TODAY()", None),
    ("EDATE(due, 1)", None),
    ("WORKDAYS(start, due)", None),
    ("LEFT(title, 2)", None),
    ("ROUND(count, 1)", None),
    ("-count", None),
    # except where Excel counts what is there
    ("SUM(count, 1, rate)", 1),
    ("SUM(count)", 0),
    ("SUM(amount)", 0),
    ("AVERAGE(count, 4)", 4),
    ("AVERAGE(count)", None),
    ("MIN(count, 4)", 4),
    ("MAX(due, start)", None),
    ("LEN(title)", 0),
    ('title & "x"', "x"),
    ("title & status", None),
    ("COALESCE(count, rate, 5)", 5),
    ("IFEMPTY(count, 5)", 5),
    # an empty condition is not met
    ("IF(is_key, 1, 2)", 2),
    ("NOT(is_key)", True),
    ("OR(is_key, FALSE)", False),
    ("AND(is_key, TRUE)", False),
    ("is_key", None),
]


@pytest.mark.parametrize(("text", "expected"), EMPTY_CASES)
@pytest.mark.parametrize("how", ["missing", "none", "blank"])
def test_empty_values(text, expected, how):
    blank: dict[str, Any] = dict.fromkeys(FIELDS, "") | {"tags": []}
    values = {"missing": {}, "none": dict.fromkeys(FIELDS), "blank": blank}[how]
    assert value(text, values) == expected


WAYS = [
    'IF(amount > 500000, "a", "b")',
    "if(AMOUNT > 500000, 'a', 'b')",
    "IF（{合同金额}＞５０００００，“a”，“b”）",
    "ｉｆ（｛合同金额｝ ＞ 50万；‘a’；‘b’）",
    'IF({ Contract amount } > 50万、"a"、"b")',
    'IF(合同金额 > 50 * 10000 , "a" ,\n\t"b")',
    '=IF({CONTRACT AMOUNT}>50万元,"a","b")',
    "IF(500000 ＜ amount，”a”，”b”)",
]


@pytest.mark.parametrize("text", WAYS)
def test_ways_of_writing_the_same(text):
    assert value(text) == "a"
    assert value(text, VALUES | {"amount": 40_000_000}) == "b"


@pytest.mark.parametrize(
    ("excel", "cel"),
    [("=", "=="), ("<>", "!="), ("<>", "≠"), (">=", "≥"), ("<=", "≤"), ("*", "×"), ("/", "÷"), ("-", "−")],
)
def test_signs_that_mean_the_same(excel, cel):
    for left in ("7", "3"):
        assert value(f"count {excel} {left}") == value(f"count {cel} {left}")


def test_text_in_quotes_keeps_its_characters():
    assert value('"（，）；＝“”"') == "（，）；＝“”"
    assert check("{（全角）}", {"k": Kind.NUMBER}, labels={"（全角）": "k"}).names == {"k"}


def test_what_an_expression_depends_on():
    found = checked("IF({合同金额} > 1, due - TODAY(), WORKDAYS(start, due))")
    assert found.names == {"amount", "due", "start"}
    assert found.uses_today
    assert found.uses_calendar
    plain = checked("count + 1")
    assert plain.names == {"count"}
    assert not plain.uses_today
    assert not plain.uses_calendar


def test_only_fields_that_are_needed_are_read():
    assert value("IF(TRUE, 1, count)", {"count": "no number"}) == 1
    assert value('OR(TRUE, title = "a")', {"title": 5}) is True


def test_working_days_follow_the_calendar_given():
    """2026-02-14 is a make-up Saturday, 16-20 February are the Spring Festival."""

    def calendar(day: date) -> bool:
        holiday = date(2026, 2, 16) <= day <= date(2026, 2, 20)
        return day == date(2026, 2, 14) or (day.weekday() < 5 and not holiday)

    assert value('WORKDAYS("2026-02-09", "2026-02-23")', calendar=calendar) == 7
    assert value('WORKDAY("2026-02-13", 2)', calendar=calendar) == date(2026, 2, 23)
    assert value('ISWORKDAY("2026-02-14")', calendar=calendar) is True


def test_datetimes_are_read_in_the_zone_they_come_in():
    at = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)
    china = timezone(timedelta(hours=8))
    assert value("DATEVALUE(seen)", {"seen": at}) == date(2026, 3, 1)
    assert value("DATEVALUE(seen)", {"seen": at.astimezone(china)}) == date(2026, 3, 2)


def test_result_does_not_depend_on_the_callers_arithmetic():
    before = value("count / 3")
    context = getcontext().copy()
    try:
        getcontext().prec = 3
        getcontext().traps = dict.fromkeys(context.traps, True)
        assert value("count / 3") == before
        assert preview(checked("paid"), VALUES, today=TODAY).value_words[0] == "200,000.01 元"
        assert getcontext().prec == 3
    finally:
        for name in ("prec", "traps"):
            setattr(getcontext(), name, getattr(context, name))
    assert isinstance(getcontext(), DecimalContext)


def test_one_checked_expression_in_many_threads():
    found = checked("IF(count / 3 > 1, count * 1.5, SUM(count, rate))")
    expected = {n: found.evaluate(VALUES | {"count": n}, today=TODAY) for n in range(200)}
    with ThreadPoolExecutor(8) as pool:
        again = list(pool.map(lambda n: found.evaluate(VALUES | {"count": n}, today=TODAY), list(range(200)) * 5))
    assert again == [expected[n] for n in range(200)] * 5


NUMBER = st.decimals(-100, 100, places=2)
#: Eight factors of 100 in 28 digits.
ROUNDING = Fraction(1, 10**10)


@st.composite
def sums(draw: st.DrawFn, depth: int = 3) -> tuple[str, Fraction]:
    """An arithmetic text and its exact value, from Python's own fractions."""
    if depth == 0 or draw(st.booleans()):
        number = draw(NUMBER)
        return (f"{number:f}" if number >= 0 else f"({number:f})"), Fraction(number)
    left, a = draw(sums(depth - 1))
    right, b = draw(sums(depth - 1))
    sign = draw(st.sampled_from("+-*"))
    return f"({left} {sign} {right})", {"+": a + b, "-": a - b, "*": a * b}[sign]


@settings(max_examples=200, deadline=None)
@given(sums(), sums())
def test_arithmetic_equals_exact_fractions(one, other):
    (left, a), (right, b) = one, other
    result = check(f"{left} - {right}", {}).evaluate({}, today=TODAY)
    assert abs(Fraction(result) - (a - b)) <= ROUNDING
    if abs(a - b) > ROUNDING:
        for sign, holds in (("<", a < b), (">=", a >= b), ("=", False), ("<>", True)):
            assert check(f"{left} {sign} {right}", {}).evaluate({}, today=TODAY) is holds


@settings(max_examples=200, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(-300, 300))
def test_workday_and_workdays_agree(day, count):
    values = {"due": day, "count": count}
    later = value("WORKDAY(due, count)", values)
    if count == 0:
        assert later == day
        return
    assert later.weekday() < 5
    first = day + timedelta(days=1 if count > 0 else -1)
    assert abs(value("WORKDAYS(start, due)", {"start": first, "due": later})) == abs(count)


def test_every_function_has_help_and_an_example_that_runs():
    names = [name for function in FUNCTIONS for name in (function.name, *function.aliases)]
    assert len(names) == len(set(names))
    for function in FUNCTIONS:
        assert function.group in GROUPS
        shown = preview(check(function.example, {}), {}, today=TODAY)
        assert shown.value is not None
        assert function.example.startswith(function.name + "(")
        for lang in ("zh", "en"):
            assert function.signature(lang).startswith(function.name + "(")
        assert all(function.help)
        assert function.help[0].endswith("。")
        assert function.help[1].endswith(".")


@pytest.mark.parametrize(
    ("text", "zh", "en", "kind"),
    [
        ("amount", "600,000.00 元", "CNY 600,000.00", ("金额", "an amount of money")),
        ("progress", "50%", "50%", ("百分比", "a percentage")),
        ("count / 2", "3.5", "3.5", ("数", "a number")),
        ("work", "7 小时 30 分", "7 h 30 min", ("时长", "a duration")),
        ("-work", "-7 小时 30 分", "-7 h 30 min", ("时长", "a duration")),
        ("is_key", "是", "yes", ("是/否", "yes or no")),
        ("tags", "LIS、PACS", "LIS, PACS", ("多个值", "a list")),
        ("due", "2026-03-10", "2026-03-10", ("日期", "a date")),
        ("seen", "2026-03-02 08:30", "2026-03-02 08:30", ("日期时间", "a date with time")),
        ("owner", "3", "3", ("关联记录", "a linked record")),
        ("IF(FALSE, 1)", "（空）", "(empty)", ("数", "a number")),
    ],
)
def test_preview_in_both_languages(text, zh, en, kind):
    found = preview(checked(text), VALUES, today=TODAY)
    assert found.value_words == (zh, en)
    assert found.kind_words == kind


NAMES = {"amount": "合同金额", "paid": "已付", "progress": "进度", "owner": "金额", "title": "a}b", "status": "count"}


@pytest.mark.parametrize(
    ("text", "kept", "shown"),
    [
        ("合同金额 > 50万", "{amount} > 50万", "{合同金额} > 50万"),
        (
            "IF（｛合同金额｝＞1，AMOUNT，paid）",
            "IF（{amount}＞1，{amount}，{paid}）",
            "IF（{合同金额}＞1，{合同金额}，{已付}）",
        ),
        ('"{amount}" & count', '"{amount}" & {count}', '"{amount}" & {count}'),
        # an ambiguous label, one with a brace and one that is another field's key give way to the key
        (
            "owner = asker && title = status",
            "{owner} = {asker} && {title} = {status}",
            "{owner} = {asker} && {title} = {status}",
        ),
        ("1 + 2", "1 + 2", "1 + 2"),
    ],
)
def test_fields_are_kept_by_key_and_shown_by_label(text, kept, shown):
    assert rewrite(text, FIELDS, labels=LABELS) == kept
    assert rewrite(kept, FIELDS, labels=LABELS, names=NAMES) == shown
    assert rewrite(shown, FIELDS, labels=LABELS) == kept
    assert value(kept) == value(text) == value(shown)


@pytest.mark.parametrize("text", [text for text, _ in CASES])
def test_rewriting_changes_no_meaning(text):
    kept = rewrite(text, FIELDS, labels=LABELS)
    assert check(kept, FIELDS).evaluate(VALUES, today=TODAY) == value(text)
    assert value(rewrite(kept, FIELDS, labels=LABELS, names=NAMES)) == value(text)


def test_rewriting_refuses_what_check_refuses_and_what_grows_too_long():
    with pytest.raises(ExpressionError, match="no field"):
        rewrite("unheard > 1", FIELDS)
    with pytest.raises(ExpressionError, match="2000"):
        rewrite("&".join(["title"] * 300), FIELDS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count", 7),
        ("rate", 1.25),
        ("0.1 + 0.2", 0.3),
        ("1 / 3", 1 / 3),
        ("progress", 0.5),
        ("amount", 60_000_000),
        ("due", "2026-03-10"),
        ("seen", "2026-03-02T08:30:00+00:00"),
        ("is_key", True),
        ("tags", ["LIS", "PACS"]),
        ("owner", "3"),
        ("work", 450),
        ("title", "HIS 接口联调"),
        ("IF(FALSE, 1)", None),
    ],
)
def test_values_go_through_json(text, expected):
    found = checked(text)
    result = found.evaluate(VALUES, today=TODAY)
    held = json.loads(json.dumps(to_json(result)))
    assert held == expected
    assert type(held) is type(expected)
    again = check("x", {"x": found.kind}).evaluate({"x": held}, today=TODAY)
    assert again == (Decimal("0.3333333333333333") if text == "1 / 3" else result)
