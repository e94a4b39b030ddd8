"""Texts and lists."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from linkspan.engines.expression.catalogue import Function, Param, simple, whole
from linkspan.engines.expression.formats import writer
from linkspan.engines.expression.kinds import MAX_TEXT, Fault, Kind
from linkspan.engines.expression.messages import shown
from linkspan.engines.expression.nodes import Place
from linkspan.engines.expression.operators import WRITABLE, equal, joined
from linkspan.engines.expression.typed import (
    Frame,
    Typed,
    argument,
    bounded_text,
    coerce,
    fixed,
    mismatch,
    unify,
)

GROUP = "text"
_TEXT = Param("文字", "text", (Kind.TEXT,))
_PART = Param("要找的文字", "text to find", (Kind.TEXT,))
_COUNT = Param("字数", "characters", (Kind.NUMBER,))
_FIRST = Param("起始位置", "first", (Kind.NUMBER,))
_OPTIONAL_COUNT = Param("字数", "characters", (Kind.NUMBER,), optional=True)
_ONE = Decimal(1)


def _count(name: str, value: Decimal) -> int:
    return whole(name, _COUNT.words, value, 0, MAX_TEXT)


def _left(text: str, count: Decimal = _ONE) -> str | None:
    return bounded_text(text[: _count("LEFT", count)])


def _right(text: str, count: Decimal = _ONE) -> str | None:
    length = _count("RIGHT", count)
    return bounded_text(text[-length:]) if length else None


def _mid(text: str, first: Decimal, count: Decimal) -> str | None:
    start = whole("MID", _FIRST.words, first, 1, len(text) + MAX_TEXT) - 1
    return bounded_text(text[start : start + _count("MID", count)])


def _trim(text: str) -> str | None:
    return bounded_text(" ".join(text.split()))


def _len(function: Function, parts: list[Typed], place: Place) -> Typed:
    """Characters of a text or items of a list; nothing for an empty one counts 0."""
    value_of = argument(parts[0], function.params[0].kinds, function.name, function.params[0].words).run

    def run(frame: Frame) -> Any:
        value = value_of(frame)
        return Decimal(0 if value is None else len(value))

    return Typed(Kind.NUMBER, run, place)


def _concat(function: Function, parts: list[Typed], place: Place) -> Typed:
    return Typed(Kind.TEXT, joined(parts), place)


def _found(name: str, test: Any) -> Any:
    """A question about text in a text; no, when either is empty."""

    def build(function: Function, parts: list[Typed], place: Place) -> Typed:
        held = [argument(p, q.kinds, name, q.words).run for p, q in zip(parts, function.params, strict=True)]
        whole_of, part_of = held

        def run(frame: Frame) -> Any:
            text, part = whole_of(frame), part_of(frame)
            if text is None or part is None:
                return False
            return test(text, part)

        return Typed(Kind.BOOLEAN, run, place)

    return build


def _in(function: Function, parts: list[Typed], place: Place) -> Typed:
    """Whether the first value is among the others, or in a list field; no, when it is empty."""
    if len(parts) == 2 and parts[1].kind is Kind.LIST:
        needle = coerce(parts[0], Kind.TEXT)
        if needle is None:
            raise mismatch(Kind.TEXT, parts[0])
        first, items = needle.run, parts[1].run

        def among(frame: Frame) -> Any:
            value, held = first(frame), items(frame)
            return value is not None and held is not None and value in held

        return Typed(Kind.BOOLEAN, among, place)
    kind, held = unify(parts)
    same = equal(kind)
    value_of, *others = (part.run for part in held)

    def run(frame: Frame) -> Any:
        value = value_of(frame)
        if value is None:
            return False
        for other_of in others:
            frame.spend()
            other = other_of(frame)
            if other is not None and same(value, other):
                return True
        return False

    return Typed(Kind.BOOLEAN, run, place)


def _text(function: Function, parts: list[Typed], place: Place) -> Typed:
    part = parts[0]
    if len(parts) == 1:
        return Typed(Kind.TEXT, joined(parts), place)
    if part.kind not in WRITABLE:
        argument(part, function.params[0].kinds, function.name, function.params[0].words)
    form = parts[1].literal
    if form is None:
        raise Fault("format_not_literal", parts[1].place)
    write = writer(part.kind, form)
    if write is None:
        raise Fault("bad_format", parts[1].place, shown=shown(form))
    value_of, writing = part.run, write

    def run(frame: Frame) -> Any:
        value = value_of(frame)
        return None if value is None else bounded_text(writing(value))

    return Typed(Kind.TEXT, run, place)


def list_of(parts: list[Typed], place: Place) -> Typed:
    """Texts in square brackets as a list; empty ones are left out."""
    runs = []
    for part in parts:
        if part.kind is not Kind.TEXT:
            raise Fault("list_place", part.place)
        runs.append(part.run)
    if not runs:
        return Typed(Kind.LIST, fixed(None), place)

    def run(frame: Frame) -> Any:
        frame.spend(len(runs))
        return tuple(value for value in (value_of(frame) for value_of in runs) if value is not None) or None

    return Typed(Kind.LIST, run, place)


_WHERE = (Param("文字或多个值", "text or list", (Kind.TEXT, Kind.LIST)), _PART)

FUNCTIONS = (
    Function(
        "CONCAT",
        GROUP,
        (Param("值", "value", tuple(WRITABLE)),),
        ("连成一段文字。也可写作 &。", "The values written one after the other. & does the same."),
        'CONCAT("共 ", 3, " 项")',
        _concat,
        repeats=1,
        aliases=("CONCATENATE",),
    ),
    Function(
        "TEXT",
        GROUP,
        (
            Param("值", "value", tuple(sorted(WRITABLE))),
            Param("格式", "format", (Kind.TEXT,), optional=True),
        ),
        ("按格式写成文字，金额以元计。", "The value as text in a format; money in yuan."),
        'TEXT(1234.5, "#,##0.00")',
        _text,
    ),
    Function(
        "LEN",
        GROUP,
        (Param("文字或多个值", "text or list", (Kind.TEXT, Kind.LIST)),),
        ("字数，或有几个值；空为 0。", "How many characters, or items of a list; 0 for an empty one."),
        'LEN("联调")',
        _len,
    ),
    Function(
        "LEFT",
        GROUP,
        (_TEXT, _OPTIONAL_COUNT),
        ("开头的若干字，缺省 1 个。", "The first characters, one by default."),
        'LEFT("HIS-001", 3)',
        simple(Kind.TEXT, _left),
    ),
    Function(
        "RIGHT",
        GROUP,
        (_TEXT, _OPTIONAL_COUNT),
        ("末尾的若干字，缺省 1 个。", "The last characters, one by default."),
        'RIGHT("HIS-001", 3)',
        simple(Kind.TEXT, _right),
    ),
    Function(
        "MID",
        GROUP,
        (_TEXT, _FIRST, _COUNT),
        ("从第几个字起的若干字。", "Characters from a place on, counted from 1."),
        'MID("HIS-001", 5, 3)',
        simple(Kind.TEXT, _mid),
    ),
    Function(
        "UPPER",
        GROUP,
        (_TEXT,),
        ("变为大写。", "In capitals."),
        'UPPER("his")',
        simple(Kind.TEXT, lambda text: bounded_text(text.upper())),
    ),
    Function(
        "LOWER",
        GROUP,
        (_TEXT,),
        ("变为小写。", "In small letters."),
        'LOWER("HIS")',
        simple(Kind.TEXT, lambda text: bounded_text(text.lower())),
    ),
    Function(
        "TRIM",
        GROUP,
        (_TEXT,),
        ("去掉首尾空格，中间的连续空格只留一个。", "Without spaces at both ends; one for several within."),
        'TRIM("  a  b ")',
        simple(Kind.TEXT, _trim),
    ),
    Function(
        "CONTAINS",
        GROUP,
        _WHERE,
        (
            "文字中有这一段，或多个值中有这一个；区分大小写。",
            "Whether the text has this part, or the list this item; case matters.",
        ),
        'CONTAINS("接口联调", "联调")',
        _found("CONTAINS", lambda text, part: part in text),
    ),
    Function(
        "STARTSWITH",
        GROUP,
        (_TEXT, _PART),
        ("以这段文字开头。", "Whether the text begins with this."),
        'STARTSWITH("HIS-001", "HIS")',
        _found("STARTSWITH", str.startswith),
    ),
    Function(
        "ENDSWITH",
        GROUP,
        (_TEXT, _PART),
        ("以这段文字结尾。", "Whether the text ends with this."),
        'ENDSWITH("HIS-001", "001")',
        _found("ENDSWITH", str.endswith),
    ),
    Function(
        "IN",
        GROUP,
        (Param("值", "value"), Param("其中之一", "one of")),
        ('等于其中之一。也可写作 x in ["a", "b"]。', 'Whether it is one of these. x in ["a", "b"] does the same.'),
        'IN("高", "高", "中")',
        _in,
        repeats=1,
    ),
)
