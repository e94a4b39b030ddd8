"""Boundaries of reporting periods."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import numpy as np

from linkspan.engines.calendar import LAST_MINUTE, MINUTES_PER_DAY, date_of, day_of, from_minutes
from linkspan.engines.earned.model import Int

#: More periods than this make no readable curve; the caller takes a longer unit.
MOST_PERIODS = 6000


def period_boundaries(start: int, end: int, unit: Literal["day", "week", "month"] = "week") -> Int:
    """Local midnights that cut `start` to `end` into periods: first at or before `start`, last at or after `end`.

    Weeks are counted from the day of `start`, so that the first period is a whole one; months are calendar months.
    Returns int64[k + 1], at least two instants. Raises ValueError for an end before the start, or over 6,000 periods.
    """
    if end < start:
        raise ValueError("the end lies before the start")
    first, last = from_minutes(start).date(), from_minutes(end)
    found = [day_of(first) * MINUTES_PER_DAY] if unit != "month" else [day_of(first.replace(day=1)) * MINUTES_PER_DAY]
    stop = min(-(-end // MINUTES_PER_DAY) * MINUTES_PER_DAY, LAST_MINUTE)
    while found[-1] < stop or len(found) < 2:
        if len(found) > MOST_PERIODS:
            raise ValueError(f"{first} to {last:%Y-%m-%d} has over {MOST_PERIODS} periods of a {unit}")
        found.append(_next(found[-1], unit))
    return np.array(found, dtype=np.int64)


def period_name(boundaries: Int) -> Literal["period", "day", "week", "month"]:
    """What the periods between these boundaries are called; "period" where they are of no common kind."""
    days = set((np.diff(boundaries) / MINUTES_PER_DAY).tolist())
    if days == {1.0}:
        return "day"
    if days == {7.0}:
        return "week"
    starts_months = all(from_minutes(int(t)).strftime("%d %H:%M") == "01 00:00" for t in boundaries)
    return "month" if days and starts_months and max(days) <= 31 else "period"


def _next(boundary: int, unit: str) -> int:
    day = date_of(boundary // MINUTES_PER_DAY)
    if unit == "month":
        following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    else:
        following = day + timedelta(days=7 if unit == "week" else 1)
    return day_of(following) * MINUTES_PER_DAY
