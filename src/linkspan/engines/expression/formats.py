"""Values as text: plainly, by a format of TEXT, and for people in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from linkspan.engines.expression.kinds import Kind

Writer = Callable[[Any], str]
_NUMBER_FORMAT = re.compile(r"(?P<whole>#,##0|0{1,12}|#)(?:\.(?P<zeros>0{0,8})(?P<marks>#{0,8}))?(?P<percent>%?)")
_DATE_PART = re.compile(r"yyyy|yy|mm|m|dd|d|hh|h|[-/. :年月日时分]", re.IGNORECASE)
_MINUTES_PER_HOUR = 60
_FEN = 100
#: Whole numbers that a float of JavaScript holds exactly are below this.
_EXACT = 2**53


def _digits(value: Decimal) -> str:
    """A number in full, without an exponent and without zeros at its end."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _yuan(fen: int) -> str:
    return f"{Decimal(fen) / _FEN:.2f}"


def _clock(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), _MINUTES_PER_HOUR)
    return f"{'-' if minutes < 0 else ''}{hours}:{rest:02d}"


_PLAIN: dict[Kind, Writer] = {
    Kind.NUMBER: _digits,
    Kind.MONEY: _yuan,
    Kind.PERCENT: lambda ratio: _digits(ratio * 100) + "%",
    Kind.DATE: date.isoformat,
    Kind.DATETIME: lambda instant: instant.strftime("%Y-%m-%d %H:%M"),
    Kind.TEXT: str,
    Kind.DURATION: _clock,
}


def plain(kind: Kind) -> Writer:
    """How `&` and CONCAT write a value; kinds without are refused before."""
    return _PLAIN[kind]


def writer(kind: Kind, form: str) -> Writer | None:
    """What TEXT does with a value of `kind` and a format; None for a format that does not fit."""
    if kind in (Kind.DATE, Kind.DATETIME):
        return _date_writer(form, with_time=kind is Kind.DATETIME)
    if kind not in (Kind.NUMBER, Kind.MONEY, Kind.PERCENT):
        return None
    found = _NUMBER_FORMAT.fullmatch(form)
    if found is None or (kind is Kind.MONEY and found["percent"]):
        return None
    least, optional = len(found["zeros"] or ""), len(found["marks"] or "")
    unit = Decimal(1).scaleb(-least - optional)
    factor = Decimal(100) if found["percent"] else Decimal(1) / (_FEN if kind is Kind.MONEY else 1)
    separator = "," if found["whole"] == "#,##0" else ""
    width = len(found["whole"]) if found["whole"].startswith("0") else 1

    def write(value: Any) -> str:
        rounded = (value * factor).quantize(unit, ROUND_HALF_UP)
        sign = "-" if rounded < 0 else ""
        whole, _, part = f"{abs(rounded):{separator}f}".partition(".")
        kept = part[:least] + part[least:].rstrip("0")
        return f"{sign}{whole.zfill(width)}{'.' if kept else ''}{kept}{found['percent']}"

    return write


def _date_writer(form: str, *, with_time: bool) -> Writer | None:
    parts = _DATE_PART.findall(form)
    if not parts or "".join(parts) != form or len(form) > 40:
        return None
    makers: list[Callable[[Any], str]] = []
    after_hour = False
    for part in parts:
        low = part.lower()
        after_hour = (after_hour or low.startswith("h")) and low[0] not in "yd"
        if low.startswith("h") and not with_time:
            return None
        makers.append(_date_maker(low, minutes=after_hour))
    return lambda value: "".join(maker(value) for maker in makers)


def _date_maker(part: str, *, minutes: bool) -> Callable[[Any], str]:
    width = len(part)
    if part[0] == "y":
        return lambda d: f"{d.year:04d}"[-width:]
    if part[0] == "m":
        return lambda d: f"{d.minute if minutes else d.month:0{width}d}"
    if part[0] == "d":
        return lambda d: f"{d.day:0{width}d}"
    if part[0] == "h":
        return lambda d: f"{d.hour:0{width}d}"
    return lambda d: part


def _amount(fen: int) -> str:
    return f"{Decimal(fen) / _FEN:,.2f}"


def to_json(value: Any) -> Any:
    """A value as JSON holds it: numbers as int or float, dates as ISO texts; `evaluate` reads all of them again."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < _EXACT else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def display(kind: Kind, value: Any) -> tuple[str, str]:
    """A value for people, Chinese and English; a datetime in the zone it has, a linked record as its id."""
    if value is None:
        return "（空）", "(empty)"
    if kind is Kind.BOOLEAN:
        return ("是", "yes") if value else ("否", "no")
    if kind is Kind.MONEY:
        return f"{_amount(value)} 元", f"CNY {_amount(value)}"
    if kind is Kind.LIST:
        return "、".join(value), ", ".join(value)
    if kind is Kind.DURATION:
        hours, minutes = divmod(abs(value), _MINUTES_PER_HOUR)
        sign = "-" if value < 0 else ""
        return f"{sign}{hours} 小时 {minutes} 分", f"{sign}{hours} h {minutes} min"
    if kind is Kind.REFERENCE:
        return str(value), str(value)
    text = _PLAIN[kind](value)
    return text, text
