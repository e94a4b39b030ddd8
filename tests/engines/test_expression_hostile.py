"""Expressions made to hurt, and anything at all that can be typed: a value or an `ExpressionError`, soon."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_expression import CASES, EMPTY_CASES, FIELDS, LABELS, TODAY, VALUES, WAYS

from linkspan.engines.expression import FUNCTIONS, MAX_DEPTH, MAX_TEXT, Checked, ExpressionError, Kind, check, preview

SECONDS = 1.0
HELD: dict[Kind, type | tuple[type, ...]] = {
    Kind.NUMBER: Decimal,
    Kind.PERCENT: Decimal,
    Kind.MONEY: int,
    Kind.DURATION: int,
    Kind.DATE: date,
    Kind.DATETIME: datetime,
    Kind.TEXT: str,
    Kind.BOOLEAN: bool,
    Kind.LIST: tuple,
    Kind.REFERENCE: str,
}


def outcome(text: str, values: dict[str, Any]) -> Any:
    """The value, or the error; anything else fails the test."""
    try:
        found = check(text, FIELDS, labels=LABELS)
    except ExpressionError as error:
        return speaks(error, text)
    try:
        return well_kept(found, values)
    except ExpressionError as error:
        return speaks(error, text)


def speaks(error: ExpressionError, text: str) -> ExpressionError:
    at = error.position
    assert 0 <= at.offset <= len(text)
    assert at.offset + at.length <= len(text)
    for lang in ("zh-CN", "en"):
        sentence = error.text(lang)
        assert 10 < len(sentence) < 400
        assert sentence.isprintable()
    return error


def well_kept(found: Checked, values: dict[str, Any]) -> Any:
    """The value is of its kind, within its bounds, and the same again."""
    shown = preview(found, values, today=TODAY)
    value = shown.value
    assert found.evaluate(values, today=TODAY) == value
    assert all(shown.value_words)
    if value is None:
        return None
    held = HELD[found.kind]
    assert isinstance(value, held)
    assert isinstance(value, bool) is (found.kind is Kind.BOOLEAN)
    if isinstance(value, Decimal):
        assert value.is_finite()
        assert abs(value) < 10**22
    if found.kind in (Kind.MONEY, Kind.DURATION):
        assert abs(value) < 2**63
    if isinstance(value, str) and found.kind is Kind.TEXT:
        assert 0 < len(value) <= MAX_TEXT
    return value


HOSTILE = [
    "__class__",
    "title.__class__.__mro__[1].__subclasses__()",
    "{__class__}",
    "{title.__class__}",
    "__import__('os').system('id')",
    "().__class__",
    "eval('1')",
    "lambda: 1",
    "[x for x in [1, 2, 3]]",
    "[1,2,3].all(x, x > 0)",
    '"%s" & "{0}" & "{0.__class__}" & "%(a)s"',
    '"{}{title}{0!r:>1000000}"',
    'TEXT(1, "{0:>999999999}")',
    'TEXT(1, "0.' + "0" * 100 + '")',
    'TEXT(1, "' + "0" * 500 + '")',
    'TEXT(due, "' + "yyyy" * 400 + '")',
    'REPT("x", 10^9)',
    '"x" * 1000000000',
    "[1] * 10000",
    "10^9^9",
    "10**9**9",
    "1e999999999",
    "9" * 1999,
    "0." + "0" * 1990 + "1",
    "1" + "万" * 1990,
    "1" + "亿" * 100 + "元",
    "count" + " * 9999999999" * 100,
    "1" + " / 3" * 400,
    "1 / 0",
    "0 / 0",
    "count / (1 - 1)",
    "MOD(1, 0)",
    "IFERROR(1/0, 1/0)",
    "ROUND(1, 99999999999)",
    "ROUND(1, -99999999999)",
    "DATE(999999999999, 1, 1)",
    "DATE(2026, 99999999999, 1)",
    "DATE(2026, 1, -99999999999)",
    "TODAY() + 999999999999",
    "TODAY() - 999999999999",
    "EDATE(TODAY(), 99999999)",
    "EOMONTH(TODAY(), -99999999)",
    "WORKDAY(TODAY(), 99999999999)",
    "WORKDAY(TODAY(), 99999)",
    'WORKDAYS("1900-01-01", "2200-12-31")',
    'DATEVALUE("9999-99-99")',
    'DATEVALUE("' + "9" * 1900 + '")',
    'due > "²026-01-01"',
    "MID(title, 999999999999, 999999999999)",
    "LEFT(title, 0.5)",
    "(" * 1999,
    "[" * 1999,
    "-" * 1999,
    "!" * 1999,
    "=" * 1999,
    "{" * 1999,
    '"' * 1999,
    "“" * 1999,
    "IF(" * 600,
    "IF(is_key," * 190 + "1" + ")" * 190,
    "(" * 900 + "1" + ")" * 900,
    "-" * 49 + "1",
    "a||b&&c=d&e+f*(" * 130,
    "1||1&&1=1&1+1*(" * 130,
    "(" * 200 + ")*1+1&1=1&&1||1" * 100,
    "SUM(" + "1," * 990 + "1)",
    "SUM(" + "SUM(1,1)," * 220 + "1)",
    "title" + "&title" * 300,
    "a" * 2000,
    "a" * 100_000,
    "\u0130F(1)",  # a capital dotted I is no I
    "\u0131f(is_key, 1)",
    "ﬁeld",
    "ｔｉｔｌｅ",
    "tіtle",  # with a Cyrillic letter
    "title\u200b",
    "\u202etitle",
    "\ufeffcount",
    "count\x00",
    "\ud800",
    '"\ud800\udfff"',
    "count = ١",
    "count = ²",
    "count = ⅷ",
    "count ＾ 2",
    "，，，",
    "；",
    "\r\n\t",
    "'" + "\n" * 1000 + "'",
    "{合同金额",
    "{}",
    "{ {title} }",
    "UPPER(" * 40 + '"ß"' + ")" * 40,
    "TRUE()()",
    "TODAY()()",
    "title[0]",
    "tags[0]",
    "count in in [1]",
    "in in in",
    "IN IN [IN]",
    "count in count",
    "AND(AND(AND()))",
    "NOT NOT TRUE",
    "=====1",
    "1;2;3",
    "//",
    "--comment",
    "/* */ 1",
    "# 1",
    "$count",
    "@title",
    "count--1",
    "1 <> <> 2",
    "50%%",
    "% 5",
    "万",
    "元",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text(text):
    begin = time.process_time()
    outcome(text, VALUES)
    outcome(text, {})
    assert time.process_time() - begin < SECONDS


def test_names_of_python_reach_nothing():
    for text in HOSTILE[:10]:
        assert isinstance(outcome(text, VALUES), ExpressionError)
    assert outcome(HOSTILE[10], VALUES) == "%s{0}{0.__class__}%(a)s"


def test_lookalikes_are_no_fields_and_no_functions():
    for text in ("\u0130F(TRUE, 1)", "\u0131f(is_key, 1)", "tіtle", "title\u200b"):
        assert isinstance(outcome(text, VALUES), ExpressionError)


LONG: dict[str, Any] = {"title": "a" * 200_000, "status": "aab" * 60_000, "tags": ["x" * 9] * 10_000}


@pytest.mark.parametrize(
    "text",
    [
        "title" + "&title" * 330,
        "OR(" + ",".join(["CONTAINS(title,status)"] * 80) + ")",
        "OR(" + ",".join(["CONTAINS(tags,title)"] * 90) + ")",
        "OR(" + ",".join(["title=status"] * 150) + ")",
        "SUM(" + ",".join(["LEN(tags)"] * 190) + ")",
        "SUM(" + ",".join(["LEN(UPPER(title))"] * 100) + ")",
        "SUM(" + ",".join(["WORKDAYS(start,due)"] * 90) + ")",
    ],
)
def test_long_values_are_bounded_too(text):
    values = LONG | {"start": "1990-01-01", "due": "2010-01-01"}
    begin = time.process_time()
    outcome(text, values)
    assert time.process_time() - begin < SECONDS


def test_tiny_numbers_stay_short():
    """Written in full this one would have a billion zeros."""
    values = {"count": "1e-999999999", "rate": Decimal("-1e-400")}
    for text in ('count & "x"', "count + rate", "TEXT(rate)", "ROUND(count, 10)", "count * rate = 0"):
        begin = time.process_time()
        outcome(text, values)
        assert time.process_time() - begin < SECONDS


WORDS = [
    *FIELDS, *(f"{{{label}}}" for label in LABELS), *(f"{f.name}(" for f in FUNCTIONS), "TRUE", "FALSE", "in",
    *"+-*/&=<>!()[],;%{}.^", "<=", ">=", "<>", "!=", "&&", "||", '""', '"a"', '"2026-01-01"', "“高”", "（", "）", "，",
    "0", "1", "2.5", "10%", "50万", "3元", "1e9", '"0.00"', "'", '"', "\n", " ", "__class__", "\u200b",
]  # fmt: skip
ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.decimals(), st.text(max_size=20), st.dates(),
    st.datetimes(), st.datetimes(timezones=st.just(UTC)), st.binary(max_size=4),
    st.lists(st.text(max_size=3), max_size=4), st.tuples(st.integers()),
    st.builds(UUID, int=st.integers(0, 2**128 - 1)), st.sampled_from(list(VALUES.values())),
)  # fmt: skip
#: Of the right kind, but at the edges.
EDGES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.NUMBER: st.one_of(st.floats(-1e17, 1e17), st.integers(-(10**17), 10**17), st.sampled_from([0, 1, "0.1"])),
    Kind.PERCENT: st.one_of(st.floats(-10, 10), st.decimals(0, 1)),
    Kind.MONEY: st.integers(-(10**18) + 1, 10**18 - 1),
    Kind.DURATION: st.integers(-(10**18) + 1, 10**18 - 1),
    Kind.DATE: st.dates(),
    Kind.DATETIME: st.datetimes(timezones=st.timezones()),
    Kind.TEXT: st.text(max_size=200),
    Kind.BOOLEAN: st.booleans(),
    Kind.LIST: st.lists(st.text(max_size=5), max_size=5),
    Kind.REFERENCE: st.one_of(st.integers(-100, 100), st.uuids(), st.text(max_size=5)),
}
RIGHT_VALUES = st.fixed_dictionaries({name: st.none() | EDGES[kind] for name, kind in FIELDS.items()})
VALID = [text for text, _ in (*CASES, *EMPTY_CASES)] + WAYS + [f.example for f in FUNCTIONS]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60), RIGHT_VALUES)
@example("\x1c", {})
@example("１", {})
def test_any_text(text, values):
    outcome(text, values)


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
def test_any_order_of_words(text):
    outcome(text, VALUES)


@settings(max_examples=1000, deadline=None)
@given(st.sampled_from(VALID), st.integers(0, 40), st.integers(0, 4), st.sampled_from(["", *WORDS]))
@example('TEXT(due, "yyyy")', 11, 0, "\u200b")
@example('due > "2026-03-09"', 7, 0, "\u200b")
def test_valid_texts_with_a_slip(text, at, length, instead):
    outcome(text[:at] + instead + text[at + length :], VALUES)


@settings(max_examples=1000, deadline=None)
@given(st.sampled_from(VALID), RIGHT_VALUES)
def test_valid_texts_with_values_at_the_edges(text, values):
    outcome(text, values)


@settings(max_examples=800, deadline=None)
@given(st.sampled_from(VALID), st.dictionaries(st.sampled_from(list(FIELDS)), ANYTHING))
def test_valid_texts_with_any_value(text, values):
    outcome(text, values)


@st.composite
def typed(draw: st.DrawFn, kind: Kind, depth: int = 3) -> str:
    """A text that must be accepted, of the kind asked for."""
    names = [name for name, of in FIELDS.items() if of is kind]
    if depth == 0:
        return draw(st.sampled_from(names))
    part = lambda of: draw(typed(of, depth - 1))  # noqa: E731
    sign = draw(st.sampled_from(["+", "-"]))
    order = draw(st.sampled_from(["<", "<=", "=", "<>", ">", ">="]))
    ways = {
        Kind.NUMBER: "({n} {s} {n2})|({n} * {n2})|({n} / {n2})|({d} - {d2})|LEN({t})|YEAR({d})|INT({n})",
        Kind.MONEY: "({m} {s} {m2})|({m} * {n})|({m} / {n})|MIN({m}, 100)|ROUND({m}, 1)|MONEY({n})",
        Kind.DATE: "({d} {s} {n})|EDATE({d}, {n})|EOMONTH({d}, {n})|MAX({d}, {d2})|WORKDAY({d}, {n})",
        Kind.TEXT: '({t} & {n})|LEFT({t}, {n})|UPPER({t})|TRIM({t})|TEXT({m}, "#,##0.0")|CONCAT({t}, {d})',
        Kind.BOOLEAN: "({n} {o} {n2})|({m} {o} {m2})|({d} {o} {d2})|CONTAINS({t}, {t2})|AND({b}, {b2})|NOT({b})",
    }[kind].split("|")
    letters = {"n": Kind.NUMBER, "m": Kind.MONEY, "d": Kind.DATE, "t": Kind.TEXT, "b": Kind.BOOLEAN}
    form = draw(st.sampled_from([*ways, "IF({b}, {x}, {x2})", "COALESCE({x}, {x2})", "{x}"]))
    filled = {key: part(of) for key, of in letters.items() if f"{{{key}}}" in form}
    filled |= {f"{key}2": part(of) for key, of in letters.items() if f"{{{key}2}}" in form}
    if "{x}" in form:
        filled |= {"x": part(kind), "x2": part(kind) if "{x2}" in form else ""}
    return form.format(**filled, s=sign, o=order)


TYPED = st.sampled_from([Kind.NUMBER, Kind.MONEY, Kind.DATE, Kind.TEXT, Kind.BOOLEAN]).flatmap(
    lambda kind: st.tuples(st.just(kind), typed(kind))
)


#: What may still go wrong when every kind is right.
DATA_ERRORS = {"division_by_zero", "number_too_big", "date_out_of_range", "bad_argument", "too_many_steps"}


@settings(max_examples=500, deadline=None)
@given(TYPED, RIGHT_VALUES)
def test_well_typed_texts_are_accepted_and_keep_their_kind(drawn, values):
    kind, text = drawn
    if len(text) > 2000:
        return
    found = check(text, FIELDS)
    assert found.kind is kind
    result = outcome(text, values)
    if isinstance(result, ExpressionError):
        assert result.code in DATA_ERRORS


def test_depth_is_bounded_far_from_the_stack():
    """At the allowed depth in every way of nesting, called from deep within other code."""
    texts = [
        "ABS(" * (MAX_DEPTH - 2) + "1" + ")" * (MAX_DEPTH - 2),
        "IF(TRUE," * (MAX_DEPTH - 2) + "1" + ",2)" * (MAX_DEPTH - 2),
        "(1+" * 24 + "1" + ")" * 24,
        "-" * (MAX_DEPTH - 2) + "1",
    ]

    def deep(left: int) -> list[Any]:
        return deep(left - 1) if left else [check(text, {}).evaluate({}, today=TODAY) for text in texts]

    assert deep(400) == [1, 1, 25, 1]
