"""The kinds of values, their names in both languages, and how a value that a caller gives is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any
from uuid import UUID

#: No number, amount or duration is this large or larger; every amount fits the database's big integer.
LARGEST = 10**18
#: Characters of a text that an expression makes.
MAX_TEXT = 10_000
#: Characters of a text, and items of a list, that a field may bring, and how many of them cost a step.
MAX_FIELD_TEXT = 200_000
MAX_ITEMS = 10_000
TEXT_STEP = 1_000
ITEM_STEP = 100
#: Longest way to write a number as text in a stored value.
_MAX_DIGITS = 40

Value = Any
Words = tuple[str, str]


class Kind(StrEnum):
    """What a value is; in brackets how it is held.

    number (`Decimal`), money (whole fen), percent (`Decimal` ratio, 0.1 is 10%), date, datetime (aware), text,
    boolean, list of texts (tuple), reference (id as text), duration (whole minutes). Empty is `None` in every kind.
    """

    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    DATETIME = "datetime"
    TEXT = "text"
    BOOLEAN = "boolean"
    LIST = "list"
    REFERENCE = "reference"
    DURATION = "duration"

    @property
    def words(self) -> Words:
        """The name in Chinese and in English, as it stands in a sentence."""
        return KIND_WORDS[self]


KIND_WORDS: dict[Kind, Words] = {
    Kind.NUMBER: ("数", "a number"),
    Kind.MONEY: ("金额", "an amount of money"),
    Kind.PERCENT: ("百分比", "a percentage"),
    Kind.DATE: ("日期", "a date"),
    Kind.DATETIME: ("日期时间", "a date with time"),
    Kind.TEXT: ("文字", "text"),
    Kind.BOOLEAN: ("是/否", "yes or no"),
    Kind.LIST: ("多个值", "a list"),
    Kind.REFERENCE: ("关联记录", "a linked record"),
    Kind.DURATION: ("时长", "a duration"),
}


def either(kinds: tuple[Kind, ...]) -> Words:
    """«数或金额», “a number or an amount of money”."""
    return "或".join(k.words[0] for k in kinds), " or ".join(k.words[1] for k in kinds)


class Fault(Exception):
    """An error on its way out; `place` (start, end) is filled in by the innermost part that knows where it stands."""

    def __init__(self, code: str, place: tuple[int, int] | None = None, **params: Any) -> None:
        self.code = code
        self.place = place
        self.params = params
        super().__init__(code)


def _number(value: Any) -> Decimal | None:
    """A number from int, float, Decimal or its digits as text; a float means the decimal that people see of it."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value) if -LARGEST < value < LARGEST else None
    if isinstance(value, float):
        value = repr(value)
    if isinstance(value, str):
        if len(value) > _MAX_DIGITS:
            return None
        try:
            value = Decimal(value)
        except InvalidOperation:
            return None
    if isinstance(value, Decimal) and value.is_finite() and value.adjusted() < len(str(LARGEST)) - 1:
        return +value  # rounded to the digits of the calculation: no tiny fraction with a billion zeros
    return None


def _whole(value: Any) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and -LARGEST < value < LARGEST:
        return value
    return None


def _date(value: Any) -> date | None:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _datetime(value: Any) -> datetime | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, datetime) and value.tzinfo is not None else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and len(value) <= MAX_FIELD_TEXT else None


def _boolean(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _list(value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, list | tuple) or len(value) > MAX_ITEMS:
        return None
    return tuple(value) if all(isinstance(item, str) for item in value) else None


def _reference(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | str | UUID):
        return None
    return _text(str(value)) if not isinstance(value, int) or abs(value) < LARGEST else None


_READERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.NUMBER: _number,
    Kind.PERCENT: _number,
    Kind.MONEY: _whole,
    Kind.DURATION: _whole,
    Kind.DATE: _date,
    Kind.DATETIME: _datetime,
    Kind.TEXT: _text,
    Kind.BOOLEAN: _boolean,
    Kind.LIST: _list,
    Kind.REFERENCE: _reference,
}


def reader(kind: Kind, name: str) -> Callable[[Any], Any]:
    """A function that reads what a caller gives for the field `name`; it raises `Fault` for a value of another kind."""
    read = _READERS[kind]

    def field(value: Any) -> Any:
        if value is None:
            return None
        held = read(value)
        if held is None and value != "":
            raise Fault("bad_value", name=name, kind=kind.words)
        return None if held == "" or held == () else held

    return field
