"""Dates as notices write them: «2026年1月1日（周四）», «1月1日至3日», the year left to the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^()]*)\))?"
DATE = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日")
_RANGE = re.compile(_DAY + r"(?:(?:至|到|—+|–|-|~|－)" + _DAY + r")?")
_WEEKDAYS = "一二三四五六日"
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
#: A rest period longer than this is a misprint.
_LONGEST = 31

Parts = tuple[int, int, int]
Wrong = tuple[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Found:
    """A date or range in a sentence: (year, month, day) with 0 for what is not written, weekdays 0-6 or -1."""

    start: int
    end: int
    first: Parts
    last: Parts | None
    first_weekday: int
    last_weekday: int
    text: str


def read_dates(sentence: str) -> Iterator[Found]:
    """Every date and range of a sentence, left to right; a day without month takes the month before it."""
    month = 0
    for match in _RANGE.finditer(sentence):
        y1, m1, d1, note1, y2, m2, d2, note2 = match.groups()
        month = int(m1 or month)
        first = (int(y1 or 0), month, int(d1))
        last = None
        if d2:
            month = int(m2 or month)
            last = (int(y2 or 0), month, int(d2))
        yield Found(match.start(), match.end(), first, last, _weekday(note1), _weekday(note2), match.group(0))


def _weekday(note: str | None) -> int:
    match = _WEEKDAY.search(note or "")
    return _WEEKDAYS.index(match.group(1).replace("天", "日")) if match else -1


def resolve(found: Found, year: int, anchor: date | None, *, is_new_year: bool) -> tuple[list[date], list[Wrong]]:
    """The days of `found` and what is wrong with them.

    A date without year belongs to the year in which it lies nearest to `anchor` (the first rest day of the item), or
    to `year` itself where there is none; a range that turns the year begins in the year before where the item is New
    Year. Answers no days where the date does not exist, runs backwards or is far from the year.
    """
    wrong: list[Wrong] = []
    turns = found.last is not None and found.last[1] < found.first[1]
    start_year = found.first[0]
    if not start_year and turns and is_new_year:
        start_year = (found.last[0] if found.last and found.last[0] else year) - 1
    first = _nearest(found.first, start_year, year, anchor)
    last = first
    if found.last is not None and first is not None:
        last_year = found.last[0] or (first.year + 1 if turns else first.year)
        last = _date(last_year, found.last)
    if first is None or last is None or not 0 <= (last - first).days <= _LONGEST or abs(first.year - year) > 1:
        return [], [("bad_date", {"text": found.text})]
    for day, said in ((first, found.first_weekday), (last, found.last_weekday)):
        if said >= 0 and day.weekday() != said:
            params = {"day": str(day), "said_weekday": str(said), "is_weekday": str(day.weekday())}
            wrong.append(("weekday", params))
    return [first + timedelta(days=k) for k in range((last - first).days + 1)], wrong


def _nearest(parts: Parts, written: int, year: int, anchor: date | None) -> date | None:
    if written:
        return _date(written, parts)
    candidates = [day for day in (_date(y, parts) for y in (year, year - 1, year + 1)) if day is not None]
    if anchor is None or not candidates:
        return _date(year, parts)
    return min(candidates, key=lambda day: abs((day - anchor).days))


def _date(year: int, parts: Parts) -> date | None:
    try:
        return date(year, parts[1], parts[2])
    except ValueError:
        return None
