"""Dates as people write them. What can be read in two ways is refused, or noted where custom settles it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from linkspan.engines.tabular.model import Cell
from linkspan.engines.tabular.number_formats import from_serial
from linkspan.engines.tabular.parsed import Parsed, Rules, failed, noted, shown

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
#: Serial numbers of 1954 to 2119; others are taken for a number that is no date.
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: at for at, name in enumerate(_MONTH_NAMES, start=1)}
_SIGN = r"\s*[-./年月,]\s*"
_WEEKDAY = re.compile(r"[(\s]*(?:星期|周|礼拜)[一二三四五六日天]\)?|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b,?", re.I)
_TIME = re.compile(
    r"(?:[\sT]\s*|(?<=日))(上午|下午|晚上|am|pm)?\s*([0-9]{1,2})(?::|时|点)\s*([0-9]{1,2})?"
    r"(?:(?::|分)([0-9]{1,2})(?:\.[0-9]+)?)?[分秒]?\s*(am|pm)?(?:z|[+-][0-9]{2}:?[0-9]{2})?$",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(rf"([0-9]{{4}}){_SIGN}([0-9]{{1,2}}){_SIGN}([0-9]{{1,2}})日?")
_THREE_NUMBERS = re.compile(r"([0-9]{1,2})\s*[-./年]\s*([0-9]{1,2})\s*[-./月]\s*([0-9]{1,2}|[0-9]{4})日?")
_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_MONTH_ONLY = re.compile(rf"[0-9]{{4}}{_SIGN}[0-9]{{1,2}}月?份?")
_DAY_ONLY = re.compile(r"([0-9]{1,2})月([0-9]{1,2})[日号]?")
_TWO_NUMBERS = re.compile(r"[0-9]{1,2}[-./][0-9]{1,2}")
_ENGLISH = re.compile(
    r"([0-9]{1,2})[-\s]+([a-z]{3,9})\.?[-,\s]+([0-9]{4})|([a-z]{3,9})\.?\s+([0-9]{1,2}),?\s+([0-9]{4})"
)


def parse_date(cell: Cell, _unit: str, rules: Rules) -> Parsed:
    """A day as `date`; a time of day beside it is dropped, with a note unless it is midnight."""
    parsed = parse_datetime(cell, "", rules)
    if parsed.error or parsed.value is None:
        return parsed
    moment: dt.datetime = parsed.value
    if moment.time() == dt.time():
        return Parsed(moment.date(), notes=parsed.notes)
    return Parsed(moment.date(), notes=(*parsed.notes, *noted(None, "time_dropped", cell).notes))


def parse_datetime(cell: Cell, _unit: str, rules: Rules) -> Parsed:
    """A wall-clock moment as naive `datetime`; a day alone is its midnight."""
    if isinstance(cell.value, dt.datetime):
        return _in_range(Parsed(cell.value), cell)
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return _from_number(cell, cell.value, rules)
    if isinstance(cell.value, dt.time | bool):
        return failed("not_date", cell)
    text = " ".join(unicodedata.normalize("NFKC", cell.value).replace("\u2212", "-").split())
    text = _WEEKDAY.sub("", text).strip()
    found = _TIME.search(text)
    clock = _clock(found) if found else dt.time()
    if clock is None:
        return failed("not_date", cell)
    parsed = _day(text[: found.start()].strip() if found else text, cell, rules)
    if parsed.error or parsed.value is None:
        return parsed
    return _in_range(Parsed(dt.datetime.combine(parsed.value, clock), notes=parsed.notes), cell)


def _in_range(parsed: Parsed, cell: Cell) -> Parsed:
    return parsed if _FIRST_YEAR <= parsed.value.year <= _LAST_YEAR else failed("date_out_of_range", cell)


def _clock(found: re.Match[str]) -> dt.time | None:
    hour, minute = int(found[2]), int(found[3] or 0)
    half = (found[1] or found[5] or "").lower()
    if half in ("下午", "晚上", "pm") and hour < 12:
        hour += 12
    elif half in ("上午", "am") and hour == 12:
        hour = 0
    try:
        return dt.time(hour, minute, int(found[4] or 0))
    except ValueError:
        return None


def _from_number(cell: Cell, number: int | float, rules: Rules) -> Parsed:
    text = shown(cell)
    if isinstance(number, int) and (digits := _DIGITS.fullmatch(text)):
        parsed = _built(digits[1], digits[2], digits[3], cell)
        return parsed if parsed.error else Parsed(dt.datetime.combine(parsed.value, dt.time()))
    if _FIRST_SERIAL <= number <= _LAST_SERIAL:
        moment = from_serial(number, rules.date_1904)
        if moment is not None:
            return noted(moment, "serial_date", cell, date=moment.date().isoformat())
    if isinstance(number, float) and re.fullmatch(r"(19|20|21)[0-9]{2}\.[0-9]{1,2}", text):
        return failed("day_missing", cell)
    return failed("not_date", cell)


def _day(text: str, cell: Cell, rules: Rules) -> Parsed:
    """The day that a text without time gives."""
    if found := _YEAR_FIRST.fullmatch(text) or _DIGITS.fullmatch(text):
        return _built(found[1], found[2], found[3], cell)
    if found := _THREE_NUMBERS.fullmatch(text):
        return _by_order(found[1], found[2], found[3], cell, text)
    if found := _DAY_ONLY.fullmatch(text):
        return _of_year(found, cell, rules)
    if found := _ENGLISH.fullmatch(text.lower()):
        day, name, year = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
        month = _MONTHS.get(name[:3])
        return _built(year, str(month), day, cell) if month else failed("not_date", cell)
    if _MONTH_ONLY.fullmatch(text):
        return failed("day_missing", cell)
    if _TWO_NUMBERS.fullmatch(text):
        return failed("year_missing", cell)
    if text.isascii() and text.isdecimal() and len(text) == 5 and _FIRST_SERIAL <= int(text) <= _LAST_SERIAL:
        moment = from_serial(int(text), rules.date_1904)
        if moment is not None:
            return noted(moment.date(), "serial_date", cell, date=moment.date().isoformat())
    return failed("not_date", cell)


def _of_year(found: re.Match[str], cell: Cell, rules: Rules) -> Parsed:
    if rules.year is None:
        return failed("year_missing", cell)
    parsed = _built(str(rules.year), found[1], found[2], cell)
    return parsed if parsed.error else noted(parsed.value, "business_year", cell, date=parsed.value.isoformat())


def _built(year: str, month: str, day: str, cell: Cell) -> Parsed:
    try:
        return Parsed(dt.date(int(year), int(month), int(day)))
    except ValueError:
        return failed("no_such_day", cell)


def _by_order(first: str, second: str, third: str, cell: Cell, text: str) -> Parsed:
    """Three numbers without a year of four digits in front: every order that gives a day is weighed.

    `26-3-5` is a year first by Chinese custom, as nothing else begins so; `03/04/2026` may be March or April.
    """
    one, two, three = int(first), int(second), int(third)
    if len(third) == 4:
        orders = [(three, one, two), (three, two, one)]
    elif one > 12 or "年" in text:
        orders = [(2000 + one, two, three)]
    else:
        orders = [(2000 + one, two, three), (2000 + three, one, two), (2000 + three, two, one)]
    days = sorted({day for order in orders if (day := _date(*order))})
    if not days:
        return failed("no_such_day", cell)
    if len(days) > 1:
        return failed("ambiguous_date", cell, first=days[0].isoformat(), second=days[1].isoformat())
    return Parsed(days[0]) if len(third) == 4 else noted(days[0], "two_digit_year", cell, date=days[0].isoformat())


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
