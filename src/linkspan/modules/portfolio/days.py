"""Dates of a project as days after its start, so that another project begins elsewhere with the same rhythm."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from linkspan.kernel.localtime import local_date, to_local
from linkspan.modules.portfolio.models import Project

Shift = Literal["work", "calendar"]
IsWorking = Callable[[dt.date], bool]
_FARTHEST = 20_000  # days; beyond, working days are reckoned as five of seven
_SHORT_WEEK = 5 / 7

_find: list[Callable[[Project], IsWorking]] = []


def register_work_days(find: Callable[[Project], IsWorking]) -> None:
    """How a project's working days are found; the module that keeps calendars says so."""
    _find[:] = [find]


def start_day(project: Project) -> dt.date:
    """The project's first day on its own clock."""
    return local_date(to_local(project.start, project.time_zone) or 0)


@dataclass
class Days:
    """Dates and offsets of one project. An offset is (calendar days, working days) after the start."""

    start: dt.date
    is_working: IsWorking
    _counts: dict[int, int] = field(default_factory=lambda: {0: 0})

    @classmethod
    def of(cls, project: Project) -> "Days":
        """The days of a project by the calendar that it works by now."""
        return cls(start_day(project), _find[0](project) if _find else lambda day: day.weekday() < 5)

    def offset(self, day: dt.date) -> list[int]:
        """How far a date lies behind the start; negative before it."""
        distance = (day - self.start).days
        return [distance, self._working(distance)]

    def _working(self, distance: int) -> int:
        """Working days from the start up to, without, a day."""
        if abs(distance) > _FARTHEST:
            return round(distance * _SHORT_WEEK)
        if distance not in self._counts:
            step = 1 if distance > 0 else -1
            at = max((d for d in self._counts if d * step <= distance * step and d * step >= 0), key=abs, default=0)
            count = self._counts[at]
            while at != distance:
                day = self.start + dt.timedelta(days=at if step > 0 else at - 1)
                count += step * self.is_working(day)
                at += step
                self._counts[at] = count
        return self._counts[distance]

    def day(self, offset: list[int], shift: Shift) -> dt.date:
        """The date at an offset: the same number of calendar days, or of working days, after the start."""
        distance, working = offset[0], offset[1]
        if shift == "calendar" or abs(working) > _FARTHEST // 2:
            return self._plus(distance)
        found = self._nth(working)
        return self._plus(distance if found is None else found)

    def _nth(self, working: int) -> int | None:
        """Distance of the first working day with so many working days before it; None where there is none."""
        for at in range(0, _FARTHEST) if working >= 0 else range(-1, -_FARTHEST, -1):
            if self._working(at) == working and self.is_working(self._plus(at)):
                return at
        return None

    def _plus(self, days: int) -> dt.date:
        low, high = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
        try:
            return min(max(self.start + dt.timedelta(days=days), low), high)
        except OverflowError:
            return high if days > 0 else low
