"""The computation: series, straight line, meeting with the report date, stability by month.

Method: milestone trend analysis (DIN 69901-5); the forecast extends the line through the reported dates to the diagonal
on which a report shows a date that has come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from linkspan.engines.calendar import LAST_MINUTE, MINUTES_PER_DAY, WorkCalendar, from_minutes
from linkspan.engines.trend.model import Direction, MilestoneTrend, Month, Snapshot, TrendLimits, TrendReport

Points = tuple[tuple[int, int], ...]


def milestone_trends(
    snapshots: Sequence[Snapshot],
    *,
    baseline: Mapping[int, int] | None = None,
    reached: Mapping[int, int] | None = None,
    calendar: WorkCalendar | None = None,
    limits: TrendLimits | None = None,
) -> TrendReport:
    """Trends of every milestone that occurs in `snapshots` (any order; of two at one instant the later given counts).

    `baseline`, `reached`: instants by key. `calendar`: 17:00 and the next 08:00 count as one date in its working time.
    """
    chosen = limits or TrendLimits()
    by_time = {snapshot.at: snapshot for snapshot in snapshots}
    ordered = [by_time[at] for at in sorted(by_time)]
    base, done = baseline or {}, reached or {}
    series: dict[int, list[tuple[int, int]]] = {}
    for snapshot in ordered:
        for key, finish in snapshot.finishes.items():
            if key not in done or snapshot.at <= done[key]:
                moment = calendar.snap_finish(int(finish)) if calendar else int(finish)
                series.setdefault(key, []).append((snapshot.at, moment))
    trends = [_trend(key, tuple(points), base.get(key), done.get(key), chosen) for key, points in series.items()]
    trends.sort(key=lambda trend: (trend.points[-1][1], trend.key))
    return TrendReport(tuple(trends), tuple(_months(trends, chosen)), len(ordered))


def _trend(key: int, points: Points, baseline: int | None, reached: int | None, limits: TrendLimits) -> MilestoneTrend:
    steps = [(after[1] - before[1]) / MINUTES_PER_DAY for before, after in pairwise(points)]
    first = points[0][1] if baseline is None else baseline
    last = points[-1][1] if reached is None else reached
    slope, forecast, scatter, reason = _line(points, limits)
    if reached is not None:
        forecast, reason = None, "reached"
    return MilestoneTrend(
        key=key,
        baseline=baseline,
        reached=reached,
        points=points,
        direction=_direction(slope, limits),
        slope=slope,
        forecast=forecast,
        scatter_days=scatter,
        moves=sum(abs(step) >= limits.moved_days for step in steps),
        slip_days=(last - first) / MINUTES_PER_DAY if len(points) > 1 or baseline is not None else None,
        reason=reason,
    )


def _direction(slope: float | None, limits: TrendLimits) -> Direction:
    if slope is None:
        return "unknown"
    return "slipping" if slope > limits.steady_slope else "gaining" if slope < -limits.steady_slope else "steady"


def _line(points: Points, limits: TrendLimits) -> tuple[float | None, int | None, float | None, str]:
    """Slope, meeting with the report date, scatter, and the reason where there is none of them."""
    if len(points) < max(2, limits.fewest):
        return None, None, None, "too_few_points"
    if points[-1][0] - points[0][0] < limits.shortest_days * MINUTES_PER_DAY:
        return None, None, None, "too_short"
    # Days from the first snapshot keep the sums small and exact.
    origin = points[0][0]
    x = np.array([(at - origin) / MINUTES_PER_DAY for at, _ in points])
    y = np.array([(finish - origin) / MINUTES_PER_DAY for _, finish in points])
    dx = x - x.mean()
    slope = float((dx * (y - y.mean())).sum() / (dx * dx).sum())
    height = float(y.mean() - slope * x.mean())
    scatter = float(np.sqrt(((y - slope * x - height) ** 2).sum() / max(1, len(x) - 2)))
    if slope >= 1.0 - 1e-9:
        return slope, None, scatter, "runs_away"
    meeting = origin + round(height / (1.0 - slope) * MINUTES_PER_DAY)
    if meeting > LAST_MINUTE:
        return slope, None, scatter, "runs_away"
    if meeting <= points[-1][0]:
        return slope, None, scatter, "overdue"
    return slope, meeting, scatter, ""


def _months(trends: Sequence[MilestoneTrend], limits: TrendLimits) -> list[Month]:
    """Every month between the first and the last snapshot: the last date known before it against the last within."""
    instants = [at for trend in trends for at, _ in trend.points]
    if not instants:
        return []
    found = []
    for year, month in _month_range(min(instants), max(instants)):
        moved, total = [], 0
        for trend in trends:
            before = [point for point in trend.points if _month_of(point[0]) < (year, month)]
            within = [point for point in trend.points if _month_of(point[0]) == (year, month)]
            known = [*before[-1:], *within]
            if not within or len(known) < 2:
                continue
            total += 1
            if abs(known[-1][1] - known[0][1]) >= limits.moved_days * MINUTES_PER_DAY:
                moved.append(trend.key)
        found.append(Month(year, month, tuple(sorted(moved)), total))
    return found


def _month_of(at: int) -> tuple[int, int]:
    day = from_minutes(at)
    return day.year, day.month


def _month_range(first: int, last: int) -> list[tuple[int, int]]:
    (year, month), end = _month_of(first), _month_of(last)
    found = []
    while (year, month) <= end:
        found.append((year, month))
        year, month = year + month // 12, month % 12 + 1
    return found
