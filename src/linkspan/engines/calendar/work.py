"""A calendar compiled to a bijection between instants and working-time ordinals.

`ord(t)` counts the working minutes before `t` from an origin of the calendar's own; `inv_start(w)` is the latest and
`inv_finish(w)` the earliest instant with that ordinal, so 17:00 and the next 08:00 share one ordinal. Days covered by
exceptions are a table, all other days follow the week pattern by arithmetic: exact for every date, without a horizon.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from linkspan.engines.calendar.instants import (
    DAYS_PER_WEEK,
    FIRST_MINUTE,
    LAST_MINUTE,
    MINUTES_PER_DAY,
    weekday,
)
from linkspan.engines.calendar.spec import CalendarError, CalendarSpec, Interval, Intervals, normalise

Int = NDArray[np.int64]

#: A Monday to anchor calendars without exceptions: 1970-01-05.
_ANCHOR_MONDAY = 4


class WorkCalendar:
    """Compiled form of a `CalendarSpec`.

    Raises `CalendarError`: `no_working_time`, `bad_interval`, `bad_range`; methods raise `out_of_range` for a result
    outside 1900-2200 or beyond the last working minute of a calendar that works on exceptions only.
    """

    def __init__(self, spec: CalendarSpec) -> None:
        spec.check_ranges()
        self.spec = spec
        self.name = spec.name
        self.patterns: list[Intervals] = [normalise(day, spec.name) for day in spec.week.days]
        self._compile_days()
        self._compile_patterns()
        if self.week_minutes == 0 and self.total == 0:
            raise CalendarError("no_working_time", name=spec.name)

    def _compile_days(self) -> None:
        exceptions = self.spec.exceptions
        first = min((e.first_day for e in exceptions), default=_ANCHOR_MONDAY)
        end = max((e.last_day + 1 for e in exceptions), default=_ANCHOR_MONDAY)
        self.first_day = first - weekday(first)
        self.n_days = -(-(end - self.first_day) // DAYS_PER_WEEK) * DAYS_PER_WEEK
        pattern_of = {intervals: index for index, intervals in reversed(list(enumerate(self.patterns)))}
        table = np.tile(np.arange(DAYS_PER_WEEK, dtype=np.int64), self.n_days // DAYS_PER_WEEK)
        for exception in exceptions:
            intervals = normalise(exception.intervals, self.name)
            if intervals not in pattern_of:
                pattern_of[intervals] = len(self.patterns)
                self.patterns.append(intervals)
            table[exception.first_day - self.first_day : exception.last_day + 1 - self.first_day] = pattern_of[
                intervals
            ]
        self.day_pattern: Int = table

    def _compile_patterns(self) -> None:
        lengths = np.array([sum(e - s for s, e in p) for p in self.patterns], dtype=np.int64)
        self.week_cum: Int = np.concatenate(([0], np.cumsum(lengths[:DAYS_PER_WEEK])))
        self.week_minutes = int(self.week_cum[-1])
        self.day_cum: Int = np.concatenate(([0], np.cumsum(lengths[self.day_pattern]))).astype(np.int64)
        self.total = int(self.day_cum[-1])

    # -- one day ---------------------------------------------------------------------------------------------------
    def _day(self, day: int) -> tuple[int, Intervals]:
        """Ordinal at the start of `day`, and its intervals."""
        offset = day - self.first_day
        if 0 <= offset < self.n_days:
            return int(self.day_cum[offset]), self.patterns[self.day_pattern[offset]]
        base, offset = (0, offset) if offset < 0 else (self.total, offset - self.n_days)
        weeks, index = divmod(offset, DAYS_PER_WEEK)
        return base + weeks * self.week_minutes + int(self.week_cum[index]), self.patterns[index]

    def day_minutes(self, day: int) -> int:
        """Working minutes of one day."""
        return sum(end - start for start, end in self._day(day)[1])

    def is_working(self, t: int) -> bool:
        """Whether the minute that begins at `t` is worked."""
        day, minute = divmod(int(t), MINUTES_PER_DAY)
        return any(start <= minute < end for start, end in self._day(day)[1])

    def work_intervals(self, first_day: int, last_day: int) -> list[Interval]:
        """Working intervals as instants from `first_day` to `last_day`, both included."""
        found: list[Interval] = []
        for day in range(first_day, last_day + 1):
            base = day * MINUTES_PER_DAY
            found.extend((base + start, base + end) for start, end in self._day(day)[1])
        return found

    # -- the bijection ---------------------------------------------------------------------------------------------
    def ord(self, t: int) -> int:
        """Working minutes before instant `t`."""
        day, minute = divmod(int(t), MINUTES_PER_DAY)
        ordinal, intervals = self._day(day)
        return ordinal + sum(min(minute, end) - start for start, end in intervals if start < minute)

    def inv_start(self, w: int) -> int:
        """The latest instant with ordinal `w`: where the working minute number `w` begins."""
        w = int(w)
        if 0 <= w < self.total:
            day = self.first_day + int(np.searchsorted(self.day_cum, w, side="right")) - 1
        elif self.week_minutes == 0:
            raise CalendarError("out_of_range", name=self.name)
        else:
            base, origin = (0, self.first_day) if w < 0 else (self.total, self.first_day + self.n_days)
            weeks, rest = divmod(w - base, self.week_minutes)
            day = origin + weeks * DAYS_PER_WEEK + int(np.searchsorted(self.week_cum, rest, side="right")) - 1
        ordinal, intervals = self._day(day)
        rest = w - ordinal
        for start, end in intervals:
            if rest < end - start:
                return self._checked(day * MINUTES_PER_DAY + start + rest)
            rest -= end - start
        raise AssertionError("the day table and its intervals disagree")

    def inv_finish(self, w: int) -> int:
        """The earliest instant with ordinal `w`: where the working minute before it ends."""
        return self.inv_start(int(w) - 1) + 1

    def _checked(self, t: int) -> int:
        if t < FIRST_MINUTE or t > LAST_MINUTE:
            raise CalendarError("out_of_range", name=self.name)
        return t

    def snap_start(self, t: int) -> int:
        """The first instant at or after `t` at which work can begin."""
        return self.inv_start(self.ord(t))

    def snap_finish(self, t: int) -> int:
        """The last instant at or before `t` at which work can end."""
        return self.inv_finish(self.ord(t))

    def add(self, t: int, minutes: int) -> int:
        """`minutes` of working time after `t` (before it where negative); zero leaves `t` alone."""
        if minutes == 0:
            return int(t)
        target = self.ord(t) + int(minutes)
        return self.inv_finish(target) if minutes > 0 else self.inv_start(target)

    def between(self, a: int, b: int) -> int:
        """Working minutes from `a` to `b`, negative where `b` is earlier."""
        return self.ord(b) - self.ord(a)

    # -- many at once ----------------------------------------------------------------------------------------------
    def ord_many(self, instants: Sequence[int] | Int) -> Int:
        """`ord` of an int64 array of any shape."""
        t = np.asarray(instants, dtype=np.int64)
        day = t // MINUTES_PER_DAY
        minute = t - day * MINUTES_PER_DAY
        ordinal, pattern = self._days_many(day)
        return ordinal + self._within_many(pattern, minute)

    def _days_many(self, day: Int) -> tuple[Int, Int]:
        offset = day - self.first_day
        inside = (offset >= 0) & (offset < self.n_days)
        outside = np.where(offset < 0, offset, offset - self.n_days)
        weeks, index = np.divmod(outside, DAYS_PER_WEEK)
        ordinal = np.where(offset < 0, 0, self.total) + weeks * self.week_minutes + self.week_cum[index]
        if self.n_days:
            safe = np.where(inside, offset, 0)
            ordinal = np.where(inside, self.day_cum[safe], ordinal)
            index = np.where(inside, self.day_pattern[safe], index)
        return ordinal, index

    def _within_many(self, pattern: Int, minute: Int) -> Int:
        worked = np.zeros_like(minute)
        for number, intervals in enumerate(self.patterns):
            here = pattern == number
            if here.any():
                worked[here] = sum(np.clip(minute[here] - start, 0, end - start) for start, end in intervals)
        return worked

    def inv_start_many(self, ordinals: Sequence[int] | Int) -> Int:
        """`inv_start` of an int64 array of any shape."""
        w = np.asarray(ordinals, dtype=np.int64)
        inside = (w >= 0) & (w < self.total)
        if self.week_minutes == 0 and not inside.all():
            raise CalendarError("out_of_range", name=self.name)
        base = np.where(w < 0, 0, self.total)
        weeks, rest = np.divmod(w - base, max(self.week_minutes, 1))
        origin = self.first_day + np.where(w < 0, 0, self.n_days)
        day = origin + weeks * DAYS_PER_WEEK + np.searchsorted(self.week_cum, rest, side="right") - 1
        day = np.where(inside, self.first_day + np.searchsorted(self.day_cum, w, side="right") - 1, day)
        ordinal, pattern = self._days_many(day)
        found = day * MINUTES_PER_DAY + self._minute_many(pattern, w - ordinal)
        if found.size and (found.min() < FIRST_MINUTE or found.max() > LAST_MINUTE):
            raise CalendarError("out_of_range", name=self.name)
        return found

    def _minute_many(self, pattern: Int, rest: Int) -> Int:
        minute = np.zeros_like(rest)
        for number, intervals in enumerate(self.patterns):
            here = pattern == number
            left = rest[here]
            for start, end in intervals:
                taken = (left >= 0) & (left < end - start)
                minute[here] = np.where(taken, start + left, minute[here])
                left = left - (end - start)
        return minute

    def inv_finish_many(self, ordinals: Sequence[int] | Int) -> Int:
        """`inv_finish` of an int64 array of any shape."""
        return self.inv_start_many(np.asarray(ordinals, dtype=np.int64) - 1) + 1


def compile_calendar(spec: CalendarSpec) -> WorkCalendar:
    """Compile `spec`; keep the result, it is immutable in use."""
    return WorkCalendar(spec)
