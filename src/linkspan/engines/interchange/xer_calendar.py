"""Calendars of a P6 XER file: the nested text of the column `clndr_data`, both ways.

A record is `(0||NAME(key|value|key|value)(records))`. `DaysOfWeek` has records 1 (Sunday) to 7 (Saturday) with working
periods `s|08:00|f|12:00`; `Exceptions` has one record a day, `d` the days since 1899-12-30, with its periods or none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from linkspan.engines.calendar import CalendarException
from linkspan.engines.calendar.instants import FIRST_DAY, LAST_DAY
from linkspan.engines.calendar.spec import normalise
from linkspan.engines.interchange.model import CalendarEntry, Intervals

MAX_DEPTH = 16
_MIDNIGHT = 1440
#: 1970-01-01 counted from 1899-12-30, the zero of these day numbers.
_DAY_ZERO = 25569
_TOKEN = re.compile(r"[()]|[^()]+")
_TIME = re.compile(r"\s*(\d{1,2}):(\d\d)(?::\d\d)?\s*([AaPp][Mm])?\s*")


class BadCalendar(ValueError):
    """Text that is no calendar."""


@dataclass(slots=True)
class _Record:
    name: str = ""
    values: dict[str, str] = field(default_factory=dict)
    children: list[_Record] = field(default_factory=list)


def read_calendar_data(text: str, entry: CalendarEntry) -> None:
    """Fill week and exceptions of `entry`. Raises `BadCalendar` and leaves `entry` as it was."""
    root = _parse(text.replace("\x7f", "\n"))
    week: list[Intervals | None] = [None] * 7
    exceptions: list[CalendarException] = []
    for part in root.children:
        if part.name == "DaysOfWeek":
            for day in part.children:
                if day.name.isdecimal() and 1 <= int(day.name) <= 7:
                    week[(int(day.name) + 5) % 7] = _intervals(day)
        elif part.name == "Exceptions":
            exceptions += [_exception(day) for day in part.children if "d" in day.values]
    entry.week, entry.exceptions = week, exceptions


def _parse(text: str) -> _Record:
    """The outermost record: a stack of open records, each in its name, its values or its children."""
    top = _Record()
    stack: list[tuple[_Record, int]] = []
    for piece in (found.group() for found in _TOKEN.finditer(text)):
        if piece == "(":
            stack = _open(stack, top)
        elif piece == ")":
            stack = _close(stack)
        elif piece.strip():
            _words(stack, piece.strip())
    if stack or not top.children:
        raise BadCalendar(text[:60])
    return top.children[0]


_NAME, _VALUES, _AFTER, _CHILDREN, _DONE = range(5)


def _open(stack: list[tuple[_Record, int]], top: _Record) -> list[tuple[_Record, int]]:
    if not stack or stack[-1][1] == _CHILDREN:
        if len(stack) >= MAX_DEPTH:
            raise BadCalendar("depth")
        parent = stack[-1][0] if stack else top
        record = _Record()
        parent.children.append(record)
        return [*stack, (record, _NAME)]
    record, place = stack[-1]
    if place not in (_NAME, _AFTER):
        raise BadCalendar("(")
    return [*stack[:-1], (record, _VALUES if place == _NAME else _CHILDREN)]


def _close(stack: list[tuple[_Record, int]]) -> list[tuple[_Record, int]]:
    if not stack:
        raise BadCalendar(")")
    record, place = stack[-1]
    if place == _VALUES:
        return [*stack[:-1], (record, _AFTER)]
    if place == _CHILDREN:
        return [*stack[:-1], (record, _DONE)]
    if place != _DONE:
        raise BadCalendar(record.name)
    return stack[:-1]


def _words(stack: list[tuple[_Record, int]], words: str) -> None:
    if not stack:
        raise BadCalendar(words[:60])
    record, place = stack[-1]
    if place == _NAME:
        record.name = words.rpartition("||")[2].strip()
    elif place == _VALUES:
        parts = words.split("|")
        record.values.update(zip(parts[::2], parts[1::2], strict=False))
    else:
        raise BadCalendar(words[:60])


def _intervals(day: _Record) -> Intervals:
    found: list[tuple[int, int]] = []
    for period in day.children:
        if "s" in period.values and "f" in period.values:
            start, end = _minute(period.values["s"]), _minute(period.values["f"]) or _MIDNIGHT
            # A period over midnight is written at the day it begins on; what lies behind midnight works in that day.
            found += [(start, end)] if start < end else [(start, _MIDNIGHT), (0, end)]
    return normalise((pair for pair in found if pair[0] < pair[1]), "")


def _minute(text: str) -> int:
    found = _TIME.fullmatch(text)
    if not found:
        raise BadCalendar(text[:60])
    hour, minute = int(found.group(1)), int(found.group(2))
    if found.group(3):
        hour = hour % 12 + (12 if found.group(3).lower() == "pm" else 0)
    if minute > 59 or hour * 60 + minute > _MIDNIGHT:
        raise BadCalendar(text[:60])
    return hour * 60 + minute


def _exception(day: _Record) -> CalendarException:
    try:
        number = int(float(day.values["d"])) - _DAY_ZERO
    except (ValueError, OverflowError) as error:
        raise BadCalendar(day.values["d"][:60]) from error
    if not FIRST_DAY <= number <= LAST_DAY:
        raise BadCalendar(day.values["d"][:60])
    return CalendarException(number, number, _intervals(day))


def calendar_data(week: tuple[Intervals, ...], exceptions: list[CalendarException]) -> str:
    """The text of a whole week and its exceptions; ranges are written day by day, the later of two for a day wins."""
    days = "".join(_day(f"{number}()", week[(number + 5) % 7]) for number in range(1, 8))
    by_day: dict[int, Intervals] = {}
    for exception in exceptions:
        for day in range(exception.first_day, exception.last_day + 1):
            by_day[day] = exception.intervals
    special = "".join(_day(f"{number}(d|{day + _DAY_ZERO})", by_day[day]) for number, day in enumerate(sorted(by_day)))
    return f"(0||CalendarData()((0||DaysOfWeek()({days}))(0||VIEW(ShowTotal|N)())(0||Exceptions()({special}))))"


def _day(name: str, intervals: Intervals) -> str:
    periods = "".join(
        f"(0||{number}(s|{_clock(start)}|f|{_clock(end)})())" for number, (start, end) in enumerate(intervals)
    )
    return f"(0||{name}({periods}))"


def _clock(minute: int) -> str:
    minute %= _MIDNIGHT
    return f"{minute // 60:02d}:{minute % 60:02d}"
