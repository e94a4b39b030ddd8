"""What a calendar is: a week pattern and exceptions, all as intervals of minutes in a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from linkspan.engines.calendar.instants import DAYS_PER_WEEK, FIRST_DAY, LAST_DAY, MINUTES_PER_DAY, weekday

Interval = tuple[int, int]
Intervals = tuple[Interval, ...]


class CalendarError(ValueError):
    """A calendar that cannot be computed with; `code` and `params` say why, `text(lang)` says it in words."""

    _TEXTS = {
        "no_working_time": (
            "日历“{name}”没有任何工作时间，请先设定工作日。",
            "Calendar “{name}” has no working time at all; give it at least one working day.",
        ),
        "bad_interval": (
            "日历“{name}”的工作时段 {start}–{end} 分无效，应在一天之内且先始后终。",
            "Calendar “{name}” has the working period {start}–{end} (minutes); it must lie in one day, start first.",
        ),
        "bad_range": (
            "日历“{name}”的例外日期超出 1900–2200 年，或首日晚于末日，请改正。",
            "Calendar “{name}” has an exception outside 1900–2200 or with its first day after its last; correct it.",
        ),
        "out_of_range": (
            "日历“{name}”算出的日期超出 1900–2200 年，请检查工期与日期。",
            "With calendar “{name}” a date leaves 1900–2200; check durations and dates.",
        ),
    }

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(self.text("en"))

    def text(self, lang: str) -> str:
        """The finished sentence, `zh-CN` or `en`."""
        chinese, english = self._TEXTS[self.code]
        return (chinese if lang.startswith("zh") else english).format(**self.params)


def normalise(intervals: Iterable[Interval], name: str) -> Intervals:
    """Sorted, touching and overlapping intervals merged. Raises `CalendarError("bad_interval")`."""
    merged: list[Interval] = []
    for start, end in sorted((int(s), int(e)) for s, e in intervals):
        if not 0 <= start < end <= MINUTES_PER_DAY:
            raise CalendarError("bad_interval", name=name, start=start, end=end)
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


@dataclass(frozen=True, slots=True)
class WeekPattern:
    """Seven tuples of `(start_minute, end_minute)`, Monday first."""

    days: tuple[Intervals, ...]

    def __post_init__(self) -> None:
        if len(self.days) != DAYS_PER_WEEK:
            raise ValueError("a week pattern has seven days, Monday first")

    @classmethod
    def from_shifts(cls, days: Sequence[Iterable[Interval]], name: str = "") -> WeekPattern:
        """A week of shifts that may run past midnight, seven days of `(start_minute, end_minute)`, Monday first.

        A shift belongs to the day it begins on; an end at or before its start (22:00-06:00), or over 1440, lies on the
        next day, Sunday's on Monday. Raises `CalendarError("bad_interval")` for a shift of over a day.
        """
        found: list[list[Interval]] = [[] for _ in range(DAYS_PER_WEEK)]
        for index, shifts in enumerate(days):
            for start, end in shifts:
                stop = end + MINUTES_PER_DAY if end <= start else end
                if not 0 <= start < MINUTES_PER_DAY or stop - start > MINUTES_PER_DAY:
                    raise CalendarError("bad_interval", name=name, start=start, end=end)
                found[index].append((start, min(stop, MINUTES_PER_DAY)))
                if stop > MINUTES_PER_DAY:
                    found[(index + 1) % DAYS_PER_WEEK].append((0, stop - MINUTES_PER_DAY))
        return cls(tuple(normalise(day, name) for day in found))


@dataclass(frozen=True, slots=True)
class CalendarException:
    """Days `first_day` to `last_day` (inclusive, days since 1970-01-01) work `intervals`; empty = rest days."""

    first_day: int
    last_day: int
    intervals: Intervals
    name: str = ""
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class CalendarSpec:
    """A named calendar; among exceptions for one day the later in the list wins."""

    name: str
    week: WeekPattern
    exceptions: tuple[CalendarException, ...] = ()

    def day_intervals(self, day: int) -> Intervals:
        """The working intervals of one day, normalised."""
        for exception in reversed(self.exceptions):
            if exception.first_day <= day <= exception.last_day:
                return normalise(exception.intervals, self.name)
        return normalise(self.week.days[weekday(day)], self.name)

    def check_ranges(self) -> None:
        """Raises `CalendarError("bad_range")` for an exception outside 1900-2200 or backwards."""
        for exception in self.exceptions:
            if not FIRST_DAY <= exception.first_day <= exception.last_day <= LAST_DAY:
                raise CalendarError("bad_range", name=self.name)


_WHOLE_DAY: Intervals = ((0, MINUTES_PER_DAY),)
#: Round the clock: what elapsed durations and elapsed lags are counted in.
ALWAYS = CalendarSpec("24x7", WeekPattern((_WHOLE_DAY,) * DAYS_PER_WEEK))


def _meet(left: Intervals, right: Intervals) -> Intervals:
    found = []
    for start_a, end_a in left:
        for start_b, end_b in right:
            start, end = max(start_a, start_b), min(end_a, end_b)
            if start < end:
                found.append((start, end))
    return tuple(sorted(found))


def intersection(name: str, specs: Iterable[CalendarSpec]) -> CalendarSpec:
    """The calendar that works exactly when all of `specs` (at least one) work."""
    return _combine(name, list(specs), _meet)


def union(name: str, specs: Iterable[CalendarSpec]) -> CalendarSpec:
    """The calendar that works whenever any of `specs` (at least one) works."""
    return _combine(name, list(specs), lambda left, right: normalise(left + right, name))


def _combine(name: str, parts: list[CalendarSpec], join: Callable[[Intervals, Intervals], Intervals]) -> CalendarSpec:
    week = [
        reduce(join, (normalise(part.week.days[index], part.name) for part in parts)) for index in range(DAYS_PER_WEEK)
    ]
    special: set[int] = set()
    for part in parts:
        part.check_ranges()
        for exception in part.exceptions:
            special.update(range(exception.first_day, exception.last_day + 1))
    exceptions = [
        CalendarException(day, day, reduce(join, (part.day_intervals(day) for part in parts)))
        for day in sorted(special)
    ]
    return CalendarSpec(name, WeekPattern(tuple(week)), tuple(exceptions))
