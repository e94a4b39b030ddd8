"""Several compiled calendars in one flat array, the form that the compiled kernels read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from linkspan.engines.calendar.instants import DAYS_PER_WEEK
from linkspan.engines.calendar.spec import ALWAYS, CalendarSpec
from linkspan.engines.calendar.work import WorkCalendar

Int = NDArray[np.int64]

# Fields of one calendar's head; offsets are absolute positions in the flat array.
FIRST_DAY, N_DAYS, TOTAL, WEEK_MINUTES, WEEK_CUM, WEEK_PATTERN, DAY_CUM, DAY_PATTERN = range(8)
HEAD = 8


class CalendarSet:
    """An ordered list of calendars with its packed form; index it as tasks do.

    `packed` is int64: a head of eight fields for each calendar and one more for round the clock (index `len(self)`),
    then for each its cumulative week, its week's patterns, its table of days, and its patterns as
    count, start, end, start, end ...
    """

    def __init__(self, calendars: Sequence[CalendarSpec | WorkCalendar]) -> None:
        if not calendars:
            raise ValueError("a calendar set needs at least one calendar")
        self.calendars = tuple(c if isinstance(c, WorkCalendar) else WorkCalendar(c) for c in calendars)
        self.packed = _pack([*self.calendars, WorkCalendar(ALWAYS)])

    def __len__(self) -> int:
        return len(self.calendars)

    def calendar(self, index: int) -> WorkCalendar:
        """The calendar at `index`."""
        return self.calendars[index]


def _pack(calendars: Sequence[WorkCalendar]) -> Int:
    heads: list[Int] = []
    bodies: list[Int] = []
    offset = HEAD * len(calendars)
    for calendar in calendars:
        patterns, positions = _pack_patterns(calendar, offset)
        week_cum = offset + len(patterns)
        week_pattern = week_cum + DAYS_PER_WEEK + 1
        day_cum = week_pattern + DAYS_PER_WEEK
        day_pattern = day_cum + calendar.n_days + 1
        sizes = [calendar.first_day, calendar.n_days, calendar.total, calendar.week_minutes]
        heads.append(np.array([*sizes, week_cum, week_pattern, day_cum, day_pattern], dtype=np.int64))
        body = (
            patterns,
            calendar.week_cum,
            positions[:DAYS_PER_WEEK],
            calendar.day_cum,
            positions[calendar.day_pattern],
        )
        bodies.append(np.concatenate(body).astype(np.int64))
        offset += len(bodies[-1])
    return np.concatenate(heads + bodies)


def _pack_patterns(calendar: WorkCalendar, offset: int) -> tuple[Int, Int]:
    """Patterns one after the other, and the absolute position of each."""
    flat: list[int] = []
    positions = []
    for pattern in calendar.patterns:
        positions.append(offset + len(flat))
        flat.append(len(pattern))
        for start, end in pattern:
            flat += (start, end)
    return np.array(flat, dtype=np.int64), np.array(positions, dtype=np.int64)
