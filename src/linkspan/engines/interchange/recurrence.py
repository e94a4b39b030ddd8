"""Days of a recurring calendar exception, with the numbers of the MSPDI `Exception` element."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAILY, YEARLY_DAY, YEARLY_POSITION, MONTHLY_DAY, MONTHLY_POSITION, WEEKLY = 1, 2, 3, 4, 5, 6
#: MonthItem: 0 any day, 1 weekday, 2 weekend day, 3 Sunday ... 9 Saturday. MonthPosition: 0 first ... 3 fourth, 4 last.
_ANY_DAY, _WEEKDAY, _WEEKEND, _SUNDAY = 0, 1, 2, 3
_LAST = 4
#: More single days than this in one exception are taken as damage; thirty years of days.
MOST_DAYS = 11_000


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The rule of one exception; `days_of_week` is a bit mask, Sunday = 1."""

    kind: int
    first: date
    last: date
    period: int = 1
    occurrences: int = 0
    days_of_week: int = 0
    month: int = 0
    month_day: int = 1
    month_item: int = 0
    month_position: int = 0

    def is_range(self) -> bool:
        """Whether every day from first to last is meant."""
        return (
            self.kind not in (YEARLY_DAY, YEARLY_POSITION, MONTHLY_DAY, MONTHLY_POSITION, WEEKLY) and self.period <= 1
        )

    def days(self) -> list[date]:
        """The days in order; empty where the rule has no day in its range."""
        found: list[date] = []
        for day in self._candidates():
            if day > self.last or len(found) >= MOST_DAYS:
                break
            if day >= self.first:
                found.append(day)
            if 0 < self.occurrences <= len(found):
                break
        return found

    def _candidates(self) -> Iterator[date]:
        step = max(1, self.period)
        if self.kind == WEEKLY:
            yield from self._weekly(step)
        elif self.kind in (MONTHLY_DAY, MONTHLY_POSITION):
            yield from self._monthly(self.first.year * 12 + self.first.month - 1, step)
        elif self.kind in (YEARLY_DAY, YEARLY_POSITION):
            yield from self._monthly(self.first.year * 12 + min(self.month, 11), 12)
        else:
            day = self.first
            while day <= self.last:
                yield day
                day += timedelta(days=step)

    def _weekly(self, step: int) -> Iterator[date]:
        sunday = self.first - timedelta(days=(self.first.weekday() + 1) % 7)
        mask = self.days_of_week or 1 << ((self.first.weekday() + 1) % 7)
        while sunday <= self.last:
            for offset in range(7):
                if mask >> offset & 1:
                    yield sunday + timedelta(days=offset)
            sunday += timedelta(weeks=step)

    def _monthly(self, month_number: int, step: int) -> Iterator[date]:
        last = self.last.year * 12 + self.last.month - 1
        while month_number <= last:
            day = self._day_in_month(*divmod(month_number, 12))
            if day is not None:
                yield day
            month_number += step

    def _day_in_month(self, year: int, month_index: int) -> date | None:
        length = calendar.monthrange(year, month_index + 1)[1]
        if self.kind in (YEARLY_DAY, MONTHLY_DAY):
            return date(year, month_index + 1, self.month_day) if 1 <= self.month_day <= length else None
        days = [date(year, month_index + 1, number) for number in range(1, length + 1)]
        fitting = [day for day in days if _fits(day, self.month_item)]
        if self.month_position >= _LAST:
            return fitting[-1]
        return fitting[self.month_position] if self.month_position < len(fitting) else None


def _fits(day: date, item: int) -> bool:
    if item == _ANY_DAY:
        return True
    if item == _WEEKDAY:
        return day.weekday() < 5
    if item == _WEEKEND:
        return day.weekday() >= 5
    return (day.weekday() + 1) % 7 == item - _SUNDAY
