"""Planned and earned value of work packages at any instant."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from linkspan.engines.earned.model import NO_TIME, EarnedError, Float, Int, Method, Packages, Phasing

Bool = NDArray[np.bool_]


class ValueCurves:
    """Planned and earned value over time; working-time positions are computed once.

    `planned(t)` and `earned(t)` give float64[n] in the unit of the budget. Rows without baseline dates (`missing`)
    plan and earn nothing. Raises `EarnedError("apportioned_loop")` where apportioned packages follow each other round.
    """

    def __init__(self, packages: Packages, as_of: int) -> None:
        self.packages = packages
        self.as_of = int(as_of)
        p = packages
        self.missing: Bool = (p.start == NO_TIME) | (p.finish == NO_TIME)
        self._order = _base_order(p)
        for row in self._order:
            self.missing[row] = self.missing[p.base[row]]
        self.budget: Float = np.where(self.missing, 0.0, p.budget)
        self._start, self._span = self._positions(p.start, p.finish)
        self._begun = p.actual_start
        loose = (p.actual_start == NO_TIME) & ((p.percent > 0) | (p.units_done > 0))
        # Progress without a start date: it began when the baseline says, or is known only as of the status date.
        self._begun = np.where(loose, np.where(self.missing, self.as_of, np.minimum(p.start, self.as_of)), self._begun)
        self.is_reconstructed = self._reconstructs()

    def _positions(self, start: Int, finish: Int) -> tuple[Int, Int]:
        """Working-time position of `start` and working minutes to `finish`, each in the row's calendar."""
        first, span = np.zeros(self.packages.n, np.int64), np.zeros(self.packages.n, np.int64)
        for index, calendar in enumerate(self.packages.calendars.calendars):
            rows = np.flatnonzero((self.packages.calendar == index) & (start != NO_TIME) & (finish != NO_TIME))
            if len(rows):
                first[rows] = calendar.ord_many(start[rows])
                span[rows] = calendar.ord_many(finish[rows]) - first[rows]
        return first, span

    def _now(self, t: int) -> Int:
        """The working-time position of instant `t` in each row's calendar."""
        by_calendar = np.array([calendar.ord(t) for calendar in self.packages.calendars.calendars], dtype=np.int64)
        return by_calendar[self.packages.calendar]

    def _share(self, t: int) -> Float:
        """Share of each row's baseline working time that has passed at `t`, 0 to 1."""
        passed = (self._now(t) - self._start) / np.maximum(self._span, 1)
        moment = np.where(t >= self.packages.finish, 1.0, 0.0)
        return np.where(self.missing, 0.0, np.where(self._span > 0, np.clip(passed, 0.0, 1.0), moment))

    # -- planned ---------------------------------------------------------------------------------------------------
    def planned_share(self, t: int) -> Float:
        """Share of each budget that the baseline has planned by `t`."""
        p, x = self.packages, self._share(t)
        curves = (x, 2 * x - x * x, x * x, 3 * x**2 - 2 * x**3)
        share = np.select([p.phasing == kind for kind in range(len(curves))], curves, default=x)
        own = p.phasing == Phasing.AS_MEASURED
        half = p.start_credit / 100.0
        share = np.where(own & (p.method == Method.ZERO_HUNDRED), (x >= 1.0) * 1.0, share)
        begun = ((t >= p.start) & ~self.missing) * half
        share = np.where(own & (p.method == Method.FIFTY_FIFTY), begun + (x >= 1.0) * (1.0 - half), share)
        for row, items in p.milestones.items():
            if own[row] and p.method[row] == Method.MILESTONES:
                due = sum(item.weight for item in items if NO_TIME < item.planned <= t)
                share[row] = due / sum(item.weight for item in items)
        return self._follow(share)

    def planned(self, t: int) -> Float:
        """Planned value of each row at `t`."""
        return self.budget * self.planned_share(t)

    # -- earned ----------------------------------------------------------------------------------------------------
    def earned_share(self, t: int) -> Float:
        """Share of each budget earned by `t`, which is not after the status date."""
        p = self.packages
        done = (p.actual_finish != NO_TIME) & (p.actual_finish <= t)
        begun = (self._begun != NO_TIME) & (self._begun <= t)
        half = p.start_credit / 100.0
        share = self._measured(t, begun, done)
        share = np.where(p.method == Method.ZERO_HUNDRED, done * 1.0, share)
        share = np.where(p.method == Method.FIFTY_FIFTY, (begun | done) * half + done * (1.0 - half), share)
        share = np.where(p.method == Method.MILESTONES, done * 1.0, share)
        for row, items in p.milestones.items():
            if p.method[row] == Method.MILESTONES:
                reached = sum(item.weight for item in items if NO_TIME < item.reached <= t)
                share[row] = reached / sum(item.weight for item in items)
        share = np.where(p.method == Method.LEVEL_OF_EFFORT, self.planned_share(t), share)
        return self._follow(share)

    def earned(self, t: int) -> Float:
        """Earned value of each row at `t`, which is not after the status date."""
        return self.budget * self.earned_share(t)

    def _measured(self, t: int, begun: Bool, done: Bool) -> Float:
        """Percent complete or units at `t`: by the history where there is one, else even from start to status date."""
        p = self.packages
        units = np.where(p.units_total > 0, p.units_done / np.where(p.units_total > 0, p.units_total, 1.0), 0.0)
        level = np.where(p.method == Method.UNITS, np.clip(units, 0.0, 1.0), p.percent / 100.0)
        if t < self.as_of:
            first, span = self._positions(self._begun, np.full(p.n, self.as_of, dtype=np.int64))
            ended = (p.actual_finish != NO_TIME) & (self._begun != NO_TIME)
            to_finish = self._positions(np.where(ended, self._begun, NO_TIME), p.actual_finish)[1]
            span = np.where(ended, to_finish, span)
            level = np.where(ended, 1.0, level) * np.clip((self._now(t) - first) / np.maximum(span, 1), 0.0, 1.0)
            for row, points in p.history.items():
                level[row] = self._from_history(row, points, t)
        return np.where(done, 1.0, np.where(begun, level, 0.0))

    def _from_history(self, row: int, points: tuple[tuple[int, float], ...], t: int) -> float:
        """Linear in working time between the status dates of one row."""
        p = self.packages
        calendar = p.calendars.calendar(int(p.calendar[row]))
        known = [(int(self._begun[row]), 0.0)] if self._begun[row] != NO_TIME else []
        known += [(at, percent) for at, percent in points if at < self.as_of]
        known.append((self.as_of, float(p.percent[row])))
        positions = calendar.ord_many([at for at, _ in known])
        return float(np.interp(calendar.ord(t), positions, [percent for _, percent in known])) / 100.0

    def _reconstructs(self) -> bool:
        """Whether earlier progress of any row is drawn as a straight line for want of its history."""
        p = self.packages
        line = np.isin(p.method, (Method.PERCENT_COMPLETE, Method.UNITS)) & (self._begun != NO_TIME) & (p.budget > 0)
        return any(int(row) not in p.history for row in np.flatnonzero(line))

    def _follow(self, share: Float) -> Float:
        """Apportioned packages take the share of the package they belong to."""
        for row in self._order:
            share[row] = share[self.packages.base[row]]
        return share


def _base_order(packages: Packages) -> list[int]:
    """Apportioned rows, each after the row it follows."""
    waiting = {int(row) for row in np.flatnonzero(packages.method == Method.APPORTIONED)}
    order: list[int] = []
    while waiting:
        ready = sorted(row for row in waiting if int(packages.base[row]) not in waiting)
        if not ready:
            raise EarnedError("apportioned_loop", row=min(waiting))
        order += ready
        waiting -= set(ready)
    return order
