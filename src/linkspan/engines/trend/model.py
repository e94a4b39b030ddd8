"""Snapshots in, trends out. Instants are local minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Direction = Literal["slipping", "steady", "gaining", "unknown"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The forecast finish of each milestone, by key, as it stood at the instant `at`."""

    at: int
    finishes: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class TrendLimits:
    """Below what a trend is not claimed.

    `fewest` snapshots over at least `shortest_days`; a milestone has moved from `moved_days` on; the trend slips or
    gains from `steady_slope` days per day on.
    """

    fewest: int = 4
    shortest_days: float = 14.0
    moved_days: float = 1.0
    steady_slope: float = 0.05


@dataclass(frozen=True, slots=True)
class MilestoneTrend:
    """One milestone. `points`: (snapshot, forecast finish) in order of time.

    `slope`: days that the forecast moves per calendar day, by least squares; 0 = stands still, 1 = keeps its distance.
    `forecast`: where the line through the points meets the report date. Both None with a `reason` where too little is
    known or the line never gets there. `scatter_days`: standard deviation of the points about their line. `moves`:
    how often it moved; `slip_days`: last forecast less baseline (or first forecast).
    """

    key: int
    baseline: int | None
    reached: int | None
    points: tuple[tuple[int, int], ...]
    direction: Direction
    slope: float | None
    forecast: int | None
    scatter_days: float | None
    moves: int
    slip_days: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """Stability of one calendar month: milestones that moved, of all that were open and known at two snapshots.

    `share` None where no milestone was known twice.
    """

    year: int
    month: int
    moved: tuple[int, ...]
    total: int

    @property
    def share(self) -> float | None:
        """Moved of all, 0 to 1."""
        return len(self.moved) / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class TrendReport:
    """All milestones in order of their last forecast, and stability by month."""

    milestones: tuple[MilestoneTrend, ...]
    months: tuple[Month, ...]
    snapshots: int
