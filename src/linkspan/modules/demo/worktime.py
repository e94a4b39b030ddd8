"""Whole working days of a calendar: enough arithmetic to lay out plans and history in days."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta

from .records import WorkCalendar

HORIZON = (date(2026, 1, 1), date(2027, 12, 31))


class WorkingDays:
    """Working days of one calendar, numbered from 0; raises IndexError beyond HORIZON."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.code = calendar.code
        self._intervals = {}
        day, last = HORIZON
        while day <= last:
            self._intervals[day] = calendar.week[day.weekday()]
            day += timedelta(days=1)
        for exception in calendar.exceptions:
            day, last = date.fromisoformat(exception.first), date.fromisoformat(exception.last)
            while day <= last:
                self._intervals[day] = exception.intervals
                day += timedelta(days=1)
        self._days = [day for day in sorted(self._intervals) if self._intervals[day]]

    def first_from(self, day: date) -> date:
        """The day itself, or the next working day."""
        return self._days[bisect_left(self._days, day)]

    def last_until(self, day: date) -> date:
        """The day itself, or the working day before."""
        index = bisect_left(self._days, day)
        return day if index < len(self._days) and self._days[index] == day else self._days[index - 1]

    def shift(self, day: date, count: int) -> date:
        """`count` working days after (before) a day, which is first moved forward to a working day."""
        return self._days[bisect_left(self._days, day) + count]

    def count(self, first: date, last: date) -> int:
        """Working days from `first` to `last`, both included."""
        return bisect_left(self._days, last + timedelta(days=1)) - bisect_left(self._days, first)

    def start_of(self, day: date) -> str:
        """Local instant at which work begins on a working day."""
        return f"{day.isoformat()}T{self._intervals[day][0][0]}:00"

    def finish_of(self, day: date) -> str:
        """Local instant at which work ends on a working day; the end of a 24 h day is the next midnight."""
        end = self._intervals[day][-1][1]
        if end == "24:00":
            return f"{(day + timedelta(days=1)).isoformat()}T00:00:00"
        return f"{day.isoformat()}T{end}:00"
