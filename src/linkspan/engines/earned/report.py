"""The whole picture at a status date: curves by period, every figure, and the rows they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from linkspan.engines.calendar import LAST_MINUTE, WorkCalendar
from linkspan.engines.earned.figures import earned_value, figure
from linkspan.engines.earned.model import Figure, Float, Int, Limits, Packages
from linkspan.engines.earned.periods import period_name
from linkspan.engines.earned.schedule import earned_schedule, earned_time, schedule_adherence
from linkspan.engines.earned.values import ValueCurves

Entries = tuple[ArrayLike, ArrayLike]


@dataclass(frozen=True, slots=True, eq=False)
class EarnedReport:
    """Earned value at `as_of`.

    `boundaries` int64[k+1] instants; `pv`, `ev`, `ac`, `forecast` float64[k+1] cumulative at them: `ev` and `ac` are
    NaN after the status date, `forecast` (the rest of the plan at the pace SPI(t)) NaN before it. `ac` None = unknown.
    `es` and `at` float64[k+1]: Earned Schedule and time in periods. `row_*` float64[n]; `missing` rows have no
    baseline. `is_reconstructed`: earlier progress is drawn straight from start to status date for want of a history.
    """

    as_of: int
    boundaries: Int
    pv: Float
    ev: Float
    ac: Float | None
    forecast: Float
    es: Float
    at: Float
    figures: tuple[Figure, ...]
    row_pv: Float
    row_ev: Float
    row_ac: Float
    row_share: Float
    missing: tuple[int, ...]
    is_reconstructed: bool

    def figure(self, name: str) -> Figure:
        """The figure with this id."""
        return next(found for found in self.figures if found.id == name)

    @property
    def period(self) -> Literal["period", "day", "week", "month"]:
        """What the periods are called."""
        return period_name(self.boundaries)

    def series(self, name: Literal["cv", "sv", "cpi", "spi", "sv_t", "spi_t"]) -> Float:
        """A variance or index at each boundary, float64[k+1]; NaN where it is undefined or lies ahead."""
        ac = self.ac if self.ac is not None else np.full(len(self.ev), np.nan)
        if name in ("cv", "sv", "sv_t"):
            left, right = {"cv": (self.ev, ac), "sv": (self.ev, self.pv), "sv_t": (self.es, self.at)}[name]
            return left - right
        upper, lower = {"cpi": (self.ev, ac), "spi": (self.ev, self.pv), "spi_t": (self.es, self.at)}[name]
        found = np.full(len(upper), np.nan)
        np.divide(upper, lower, out=found, where=lower > 0)
        return found


class _Clock:
    """Instants to periods and back, by working time inside a period."""

    def __init__(self, boundaries: Int, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self.first = int(boundaries[0])
        self.positions = calendar.ord_many(boundaries)
        self.mean = max(1.0, (self.positions[-1] - self.positions[0]) / (len(self.positions) - 1))

    def periods(self, t: int) -> float:
        """Periods from the first boundary to `t`; after the last one by the mean length of a period."""
        position = self.calendar.ord(t)
        if position > self.positions[-1]:
            return len(self.positions) - 1 + float(position - self.positions[-1]) / self.mean
        return float(np.interp(position, self.positions, np.arange(len(self.positions), dtype=np.float64)))

    def instant(self, periods: float) -> int | None:
        """The instant `periods` after the first boundary; None beyond 2200."""
        last = len(self.positions) - 1
        if periods <= 0:
            return self.first
        if periods <= last:
            position = float(np.interp(periods, np.arange(last + 1), self.positions))
        else:
            position = float(self.positions[-1]) + (periods - last) * self.mean
        longest = self.calendar.ord(LAST_MINUTE)
        return self.calendar.inv_finish(round(position)) if position < longest else None


def earned_report(
    packages: Packages,
    boundaries: Sequence[int] | Int,
    as_of: int,
    *,
    entries: Entries | None = None,
    calendar: WorkCalendar | None = None,
    performance_factor: float = 1.0,
    limits: Limits | None = None,
) -> EarnedReport:
    """Curves and figures of `packages` at the status date `as_of`.

    `boundaries`: period ends, the first one the start of the plan (`period_boundaries`). `entries`: (instants, amounts)
    of actual cost; without them the packages' own `actual_cost` counts at the status date, and where no package has
    one the cost figures have no value. `calendar` counts time inside a period (default: the first one).
    """
    edges = np.asarray(boundaries, dtype=np.int64)
    clock = _Clock(edges, calendar or packages.calendars.calendar(0))
    curves = ValueCurves(packages, as_of)
    row_pv, row_ev = curves.planned(as_of), curves.earned(as_of)
    pv = np.array([curves.planned(int(t)).sum() for t in edges])
    ev = np.array([curves.earned(int(t)).sum() if t <= as_of else np.nan for t in edges])
    bac, now = float(curves.budget.sum()), float(row_ev.sum())
    cost, ac = _actual(packages, edges, as_of, entries)
    times, plan = _plan(curves, edges, clock, pv)
    figures = list(earned_value(bac, float(row_pv.sum()), now, cost, limits=limits))
    clock_now = clock.periods(as_of)
    es = earned_time(plan, now, times)
    factor = schedule_adherence(curves.planned(clock.instant(es) or as_of), row_ev) if bac > 0 else None
    figures += earned_schedule(
        plan,
        now,
        clock_now,
        times=times,
        performance_factor=performance_factor,
        p_factor=factor,
        limits=limits,
    )
    figures += [_finish(found, clock) for found in figures if found.id in _FINISHES]
    at = np.array([clock.periods(int(t)) for t in edges])
    return EarnedReport(
        as_of=int(as_of),
        boundaries=edges,
        pv=pv,
        ev=ev,
        ac=ac,
        forecast=_forecast(edges >= as_of, at, (times, plan), now=clock_now, es=es),
        es=np.array([earned_time(plan, value, times) if np.isfinite(value) else np.nan for value in ev]),
        at=at,
        figures=tuple(figures),
        row_pv=row_pv,
        row_ev=row_ev,
        row_ac=packages.actual_cost,
        row_share=curves.earned_share(as_of),
        missing=tuple(int(row) for row in np.flatnonzero(curves.missing)),
        is_reconstructed=curves.is_reconstructed,
    )


def _actual(packages: Packages, edges: Int, as_of: int, entries: Entries | None) -> tuple[float | None, Float | None]:
    """Actual cost at the status date, and by period where entries give it."""
    if entries is not None:
        moments = np.asarray(entries[0], dtype=np.int64)
        order = np.argsort(moments, kind="stable")
        total = np.concatenate(([0.0], np.cumsum(np.asarray(entries[1], dtype=np.float64)[order])))
        spent = total[np.searchsorted(moments[order], np.append(edges, as_of), side="right")]
        return float(spent[-1]), np.where(edges <= as_of, spent[:-1], np.nan)
    known = np.isfinite(packages.actual_cost)
    return (float(packages.actual_cost[known].sum()), None) if known.any() else (None, None)


def _plan(curves: ValueCurves, edges: Int, clock: _Clock, pv: Float) -> tuple[Float, Float]:
    """The plan's curve in periods; it ends at the planned finish itself, not at the end of that period."""
    dated = ~curves.missing & (curves.budget > 0)
    times = np.arange(len(edges), dtype=np.float64)
    if not dated.any():
        return times, np.zeros(len(edges))
    finish = clock.periods(int(curves.packages.finish[dated].max()))
    before = times < finish - 1e-9
    # A plan that starts at a boundary has planned nothing there.
    return np.append(times[before], finish), np.append(pv[before], curves.budget.sum())


_FINISHES = {"ieac_t": "finish_t", "ieac_t_pf": "finish_t_pf"}


def _finish(found: Figure, clock: _Clock) -> Figure:
    """The date that a forecast duration leads to."""
    moment = None if found.value is None else clock.instant(found.value)
    reason = found.reason or "beyond_2200"
    inputs = (("IEAC(t)", found.value),)
    return figure(
        _FINISHES[found.id], None if moment is None else float(moment), "instant", inputs=inputs, reason=reason
    )


def _forecast(later: NDArray[np.bool_], at: Float, plan: tuple[Float, Float], *, now: float, es: float) -> Float:
    """Earned value to come: the rest of the planned curve, run through at the pace SPI(t)."""
    found = np.full(len(at), np.nan)
    if now > 0 and es > 0:
        found[later] = np.interp(es + (at[later] - now) * es / now, plan[0], plan[1])
    return found
