"""Several compiled calendars in flat arrays, the form that the compiled kernels read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkspan.engines.calendar.spec import CalendarSpec
from linkspan.engines.calendar.work import WorkCalendar

Int = NDArray[np.int64]


class PackedCalendars(NamedTuple):
    """Flat arrays of `n` calendars; row `c` of `head` is first day, days, offset of days, total and week minutes, offset of patterns."""

    head: Int  # (n, 6)
    week_cum: Int  # (n, 8)
    day_cum: Int
    day_pattern: Int
    pattern_ptr: Int
    interval_start: Int
    interval_end: Int


class CalendarSet:
    """An ordered list of calendars with its packed form; index it as tasks do."""

    def __init__(self, calendars: Sequence[CalendarSpec | WorkCalendar]) -> None:
        if not calendars:
            raise ValueError("a calendar set needs at least one calendar")
        self.calendars = tuple(c if isinstance(c, WorkCalendar) else WorkCalendar(c) for c in calendars)
        self.packed = _pack(self.calendars)

    def __len__(self) -> int:
        return len(self.calendars)

    def calendar(self, index: int) -> WorkCalendar:
        """The calendar at `index`."""
        return self.calendars[index]


def _pack(calendars: Sequence[WorkCalendar]) -> PackedCalendars:
    head = np.zeros((len(calendars), 6), dtype=np.int64)
    week_cum = np.zeros((len(calendars), 8), dtype=np.int64)
    day_cum, day_pattern, pointers, starts, ends = [], [], [], [], []
    day_offset = pattern_offset = interval_offset = 0
    for row, cal in enumerate(calendars):
        head[row] = (cal.first_day, cal.n_days, day_offset, cal.total, cal.week_minutes, pattern_offset)
        week_cum[row] = cal.week_cum
        day_cum.append(cal.day_cum)
        # One entry more than days keeps day_cum and day_pattern on the same offset.
        day_pattern.append(np.append(cal.day_pattern, 0) + pattern_offset)
        pointers.append(cal.pattern_ptr[:-1] + interval_offset)
        starts.append(cal.interval_start)
        ends.append(cal.interval_end)
        day_offset += cal.n_days + 1
        pattern_offset += len(cal.pattern_ptr) - 1
        interval_offset += len(cal.interval_start)
    pointers.append(np.array([interval_offset], dtype=np.int64))
    return PackedCalendars(head, week_cum, *(np.concatenate(x).astype(np.int64) for x in (day_cum, day_pattern, pointers, starts, ends)))
