"""Numbers as people write them: full-width, grouped, negative in brackets; amounts, percentages and durations."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from linkspan.engines.tabular.model import Cell
from linkspan.engines.tabular.parsed import Parsed, Rules, failed, noted, shown

_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2014": "-", "\uff0d": "-"})
_PLAIN = re.compile(r"(?:[0-9]{1,30}|[0-9]{1,3}(?:,[0-9]{3}){1,9}|[0-9]{1,3}(?: [0-9]{3}){1,9})?(?:\.[0-9]{0,30})?")
_EXPONENT = re.compile(r"[+-]?[0-9]{1,20}(?:\.[0-9]{1,20})?e[+-]?[0-9]{1,2}")
_SCALES = {"千": 10**3, "万": 10**4, "百万": 10**6, "亿": 10**8}
_FEN = 100
_AMOUNT_UNITS = {"元": 1, "千元": 10**3, "万元": 10**4, "百万元": 10**6, "亿元": 10**8, **_SCALES}
_AMOUNT_TAIL = re.compile(r"\s*(百万元|千元|万元|亿元|百万|千|万|亿|元)?(?:整|人民币)?$")
_HOME_MARKS = re.compile(r"^([+-]?)\s*(?:¥|rmb|cny|人民币)\s*|\s*(?:rmb|cny)$", re.IGNORECASE)
_OTHER_MARKS = re.compile(r"[$€£]|\b(?:usd|eur|gbp|hkd|jpy)\b|美元|欧元|港币|港元|日元|英镑", re.IGNORECASE)
_LARGEST_FEN = 2**63 - 1
#: A product of floating point differs from whole fen by less than this part of itself.
_NOISE = Decimal("1e-12")
_DURATION_PART = re.compile(
    r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+|[半一两二三四五六七八九十])\s*(?:个)?\s*([a-z]+|[^\s0-9a-z.]+)?\s*"
)
_WORDS = dict(zip("半一两二三四五六七八九十", ("0.5", *"1223456789", "10"), strict=True))
_DURATION_UNITS = {
    **dict.fromkeys(("分钟", "分", "m", "min", "mins", "minute", "minutes"), "minute"),
    **dict.fromkeys(("小时", "时", "工时", "h", "hr", "hrs", "hour", "hours"), "hour"),
    **dict.fromkeys(("天", "日", "工作日", "工作天", "d", "day", "days"), "day"),
    **dict.fromkeys(("周", "星期", "礼拜", "w", "wk", "wks", "week", "weeks"), "week"),
    **dict.fromkeys(("月", "mon", "mo", "mons", "month", "months"), "month"),
}
_LONGEST_MINUTES = 100 * 366 * 1440


def plain(text: str) -> str:
    """Half-width text with plain minus signs, stripped."""
    return unicodedata.normalize("NFKC", text).translate(_MINUS).replace("，", ",").strip()


def read_number(text: str) -> Decimal | None:
    """The number of a text already made plain; None where it is none: `1,23` might be either of two."""
    if _EXPONENT.fullmatch(text.lower()):
        return Decimal(text)
    sign = 1
    if text.startswith("(") and text.endswith(")"):
        text, sign = text[1:-1].strip(), -1
    if text[:1] in ("+", "-"):
        sign, text = (sign if text[0] == "+" else -sign), text[1:].strip()
    if not text or text == "." or not _PLAIN.fullmatch(text):
        return None
    return sign * Decimal(text.replace(",", "").replace(" ", ""))


def _cell_number(cell: Cell, text: str) -> Decimal | None:
    if isinstance(cell.value, bool):
        return None
    return Decimal(repr(cell.value)) if isinstance(cell.value, int | float) else read_number(text)


def parse_decimal(cell: Cell, unit: str, rules: Rules) -> Parsed:
    """A number as Decimal, times the unit of the header where that is a power of ten."""
    text = plain(shown(cell))
    number = _cell_number(cell, text)
    if number is None:
        return failed("not_number", cell)
    return _in_range(number * _SCALES.get(unit, 1), cell, rules)


def parse_integer(cell: Cell, unit: str, rules: Rules) -> Parsed:
    """A whole number as int."""
    parsed = parse_decimal(cell, unit, rules)
    if parsed.error or parsed.value is None:
        return parsed
    if parsed.value != parsed.value.to_integral_value():
        return failed("not_integer", cell)
    if abs(parsed.value) > _LARGEST_FEN:
        return failed("too_big", cell)
    return Parsed(int(parsed.value))


def parse_percent(cell: Cell, unit: str, rules: Rules) -> Parsed:
    """A percentage as a Decimal of which 1 is the whole."""
    text = plain(shown(cell))
    has_sign = text.endswith("%")
    number = _cell_number(cell, text.rstrip("%").strip() if has_sign else text)
    if number is None:
        return failed("not_percent", cell)
    if cell.percent:
        return _in_range(number, cell, rules)
    if has_sign:
        return _in_range(number / 100, cell, rules)
    is_share = abs(number) <= 1 and number != 0
    value = number if is_share and unit != "%" else number / 100
    parsed = _in_range(value, cell, rules)
    if parsed.error or (unit == "%" and not is_share) or number == 0:
        return parsed
    return noted(value, "percent_assumed", cell, percent=f"{(value * 100).normalize():f}")


def _in_range(number: Decimal, cell: Cell, rules: Rules) -> Parsed:
    if rules.minimum is not None and number < rules.minimum:
        return failed("below", cell, limit=f"{rules.minimum:f}")
    if rules.maximum is not None and number > rules.maximum:
        return failed("above", cell, limit=f"{rules.maximum:f}")
    return Parsed(number)


def parse_money(cell: Cell, unit: str, rules: Rules) -> Parsed:
    """An amount as whole fen. A unit in the cell goes before that of the header."""
    text = plain(shown(cell))
    other = _OTHER_MARKS.search(text)
    if other and rules.currency == "CNY":
        return failed("wrong_currency", cell, currency=rules.currency)
    sign_and_number = _HOME_MARKS.sub(r"\1", _OTHER_MARKS.sub("", text))
    tail = _AMOUNT_TAIL.search(sign_and_number)
    own = tail[1] if tail else None
    number = _cell_number(cell, sign_and_number[: tail.start()].strip() if tail else sign_and_number)
    if number is None:
        return failed("not_money", cell)
    fen = number * _AMOUNT_UNITS.get(own or unit, 1) * _FEN
    whole = fen.to_integral_value(ROUND_HALF_UP)
    if abs(whole) > _LARGEST_FEN:
        return failed("too_big", cell)
    if abs(fen - whole) <= abs(fen) * _NOISE:
        return _in_fen(int(whole), cell, rules)
    if cell.is_text:
        return failed("part_of_fen", cell)
    parsed = _in_fen(int(whole), cell, rules)
    return parsed if parsed.error else noted(parsed.value, "rounded_fen", cell)


def _in_fen(fen: int, cell: Cell, rules: Rules) -> Parsed:
    """Bounds of an amount are in yuan, as its field declares them."""
    parsed = _in_range(Decimal(fen) / _FEN, cell, rules)
    return parsed if parsed.error else Parsed(fen)


def parse_duration(cell: Cell, unit: str, rules: Rules) -> Parsed:
    """A duration in working minutes: `3天`, `2w`, `1天4小时`, `1.5 个工作日`; without any unit in days, with a note."""
    text = plain(shown(cell)).lower().rstrip("?").strip()
    per = {
        "minute": 1,
        "hour": 60,
        "day": rules.minutes_per_day,
        "week": rules.minutes_per_day * rules.days_per_week,
    }
    header = _DURATION_UNITS.get(unit, "")
    total, at, is_bare = Decimal(0), 0, False
    while at < len(text):
        part = _DURATION_PART.match(text, at)
        if not part:
            return failed("not_duration", cell)
        word = part[2] or ""
        kind = _DURATION_UNITS.get(word, "") if word else header or "day"
        is_bare = is_bare or not (word or header)
        if kind == "month":
            return failed("month_duration", cell)
        if not kind or ((not word) and part.end() < len(text)):
            return failed("not_duration", cell)
        total += Decimal(_WORDS.get(str(part[1]), str(part[1]))) * per[kind]
        at = part.end()
    if not text:
        return failed("not_duration", cell)
    minutes = int(total.to_integral_value(ROUND_HALF_UP))
    if minutes > _LONGEST_MINUTES:
        return failed("too_big", cell)
    return noted(minutes, "days_assumed", cell) if is_bare else Parsed(minutes)
