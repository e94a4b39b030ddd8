"""Which rows and links the checks look at, and how findings become a check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from linkspan.engines.calendar import WorkCalendar
from linkspan.engines.health.model import Bool, Check, CheckUnit, HealthFacts, Int, Offender, Thresholds
from linkspan.engines.network import NO_TIME, Constraint, Kind, Network, Result

_NO_WORK = (Kind.SUMMARY, Kind.LEVEL_OF_EFFORT, Kind.HAMMOCK, Kind.WBS_SUMMARY)
#: Constraints that hold a date against logic.
HARD = (
    Constraint.MSO,
    Constraint.MFO,
    Constraint.SNLT,
    Constraint.FNLT,
    Constraint.START_ON,
    Constraint.FINISH_ON,
    Constraint.MANDATORY_START,
    Constraint.MANDATORY_FINISH,
)


class Ground:
    """Masks and counts that every check shares.

    `work`: active rows that are neither summary nor level of effort; `open`: those not finished, the base of the DCMA
    points. `link_open`: links that count, between rows of `work`, whose successor is not finished.
    """

    def __init__(self, network: Network, result: Result, facts: HealthFacts, limits: Thresholds) -> None:
        self.network, self.result, self.facts, self.limits = network, result, facts, limits
        n = network.n_tasks
        self.summary: Bool = np.isin(network.kind, (Kind.SUMMARY,))
        self.summary[network.parent[network.parent >= 0]] = True
        self.work: Bool = network.active & ~self.summary & ~np.isin(network.kind, _NO_WORK)
        self.done: Bool = (network.actual_finish != NO_TIME) & (network.actual_start != NO_TIME)
        self.begun: Bool = network.actual_start != NO_TIME
        self.open: Bool = self.work & ~self.done
        self.base = int(self.open.sum())
        self.day = np.where(network.elapsed, 1440, max(1, facts.day_minutes))
        links = network.links
        inside = (
            (links.pred >= 0) & (links.pred < n) & (links.succ >= 0) & (links.succ < n) & (links.pred != links.succ)
        )
        self.pred, self.succ = np.where(inside, links.pred, 0), np.where(inside, links.succ, 0)
        self.used: Bool = inside & (network.active[self.pred] & network.active[self.succ] if n else inside)
        between = self.used & (self.work[self.pred] & self.work[self.succ] if n else inside)
        self.link_open: Bool = between & (~self.done[self.succ] if n else inside)
        self.links = int(self.link_open.sum())

    @property
    def milestone(self) -> Bool:
        """Rows that stand for a moment."""
        return np.isin(self.network.kind, (Kind.MILESTONE, Kind.START_MILESTONE))

    @property
    def calendar(self) -> WorkCalendar:
        """The plan's default calendar."""
        return self.network.calendars.calendar(self.network.options.default_calendar)

    def row_calendar(self, row: int) -> WorkCalendar:
        """The calendar of one row."""
        index = int(self.network.calendar[row])
        return self.network.calendars.calendar(index) if index >= 0 else self.calendar

    def days(self, minutes: int | float, row: int) -> float:
        """Working minutes of a row as working days."""
        return float(minutes) / float(self.day[row])

    def linked(self, end: Int, of_type: Sequence[int] = (0, 1, 2, 3)) -> Bool:
        """Rows at this end of at least one used link of these types."""
        found = np.zeros(self.network.n_tasks, dtype=np.bool_)
        found[end[self.used & np.isin(self.network.links.type, of_type)]] = True
        return found

    def plan_ends(self) -> tuple[int, int]:
        """The row without predecessor that starts first and the one without successor that finishes last, or -1.

        Finished rows count: a plan under way has its beginning behind it.
        """
        if not self.limits.except_plan_ends:
            return -1, -1
        before, after = self.linked(self.succ), self.linked(self.pred)
        start, finish = self.result.start, self.result.finish
        heads = [int(row) for row in np.flatnonzero(self.work & ~before)]
        tails = [int(row) for row in np.flatnonzero(self.work & ~after)]
        # Of rows at one moment the one with logic on its other side, so that numbering decides nothing.
        first = min(heads, key=lambda row: (start[row], not after[row], -finish[row]), default=-1)
        last = min(tails, key=lambda row: (-finish[row], not before[row], row != first, start[row]), default=-1)
        return first, last

    # -- answers ---------------------------------------------------------------------------------------------------
    def answer(
        self,
        name: str,
        value: float | None,
        threshold: float,
        unit: CheckUnit,
        *,
        offenders: Sequence[Offender] = (),
        base: int,
        at_most: bool = True,
        inputs: dict[str, float] | None = None,
        reason: str = "",
    ) -> Check:
        """A check with its verdict; a value that is None is unknown for `reason`."""
        kind: Literal["dcma", "gao"] = "dcma" if name.startswith("dcma") else "gao"
        if value is None:
            verdict: Literal["pass", "fail", "unknown"] = "unknown"
        else:
            # Exact limits such as 5 % of 20 must not fail by rounding.
            verdict = "pass" if (value <= threshold + 1e-9 if at_most else value >= threshold - 1e-9) else "fail"
        return Check(
            id=name,
            set=kind,
            number=int(name[-2:]),
            value=value,
            threshold=threshold,
            unit=unit,
            at_most=at_most,
            verdict=verdict,
            offenders=tuple(offenders),
            base_count=base,
            inputs=inputs or {},
            reason=reason,
        )

    def share(
        self, name: str, offenders: Sequence[Offender], base: int, threshold: float, *, empty: str = "nothing_open"
    ) -> Check:
        """Offending rows (or links) in percent of `base`."""
        if base == 0:
            return self.answer(name, None, threshold, "percent", base=0, reason=empty)
        count = len({(found.row, found.link) if found.link >= 0 else (found.row, -1) for found in offenders})
        inputs = {"count": float(count), "base": float(base)}
        value = 100.0 * count / base
        return self.answer(name, value, threshold, "percent", offenders=offenders, base=base, inputs=inputs)

    def count(self, name: str, offenders: Sequence[Offender], base: int, threshold: float) -> Check:
        """Offending rows (or links) as a number."""
        found = float(len({(one.row, one.link) for one in offenders}))
        inputs = {"count": found, "base": float(base)}
        return self.answer(name, found, threshold, "count", offenders=offenders, base=base, inputs=inputs)
