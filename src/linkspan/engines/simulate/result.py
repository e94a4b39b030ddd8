"""What a simulation answers: samples of every target with their percentiles, and what drives them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from linkspan.engines.calendar import WorkCalendar
from linkspan.engines.simulate.messages import SimulationError

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: The percentiles that `TargetResult.percentiles` holds.
PERCENTILES = (10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 95)


def quantile_index(percent: float, count: int) -> int:
    """The order statistic that stands for a percentile: the smallest with at least that share at or below it."""
    if not 0.0 < percent <= 100.0:
        raise SimulationError("percent", value=float(percent))
    # The product is rounded first: 0.8 * 5 must be 4 and not a hair more.
    return max(0, math.ceil(round(percent / 100.0 * count, 9)) - 1)


def quantile_error(values: Int, share: float) -> float:
    """Standard error of a quantile of sorted `values`: sqrt(q(1-q)/N) / f, with the density f from their spacing.

    Source: the asymptotic variance of a sample quantile (Serfling 1980, 2.3.3); f by the difference quotient over one
    standard deviation of the rank to either side (Woodruff 1952).
    """
    count = len(values)
    reach = math.sqrt(share * (1.0 - share) / count)
    low = quantile_index(max(100.0 * (share - reach), 1e-9), count)
    high = quantile_index(min(100.0 * (share + reach), 100.0), count)
    return float(values[high] - values[low]) / 2.0


@dataclass(frozen=True, eq=False)
class TargetResult:
    """The finish of one row, or of the project (`row` -1), in every iteration.

    `samples` int64[N] instants by iteration, `deterministic` the plan's own finish, `calendar` the one in whose working
    minutes deviations, contingency and probabilities are counted (17:00 equals the next 08:00).
    """

    row: int
    deterministic: int
    samples: Int
    calendar: WorkCalendar = field(repr=False)

    @cached_property
    def samples_ordinal(self) -> Int:
        """`samples` as working-time ordinals of `calendar`, by iteration."""
        return self.calendar.ord_many(self.samples)

    @cached_property
    def sorted_samples(self) -> Int:
        """The instants in ascending order."""
        return np.sort(self.samples)

    @cached_property
    def _sorted_ordinals(self) -> Int:
        return np.sort(self.samples_ordinal)

    @cached_property
    def percentiles(self) -> dict[int, int]:
        """Percent to instant, for `PERCENTILES`."""
        return {percent: self.percentile(percent) for percent in PERCENTILES}

    def percentile(self, percent: float) -> int:
        """The earliest simulated instant with at least `percent` of all iterations at or before it."""
        return int(self.sorted_samples[quantile_index(percent, len(self.samples))])

    def probability_of(self, date: int) -> float:
        """Share of iterations that finish at or before instant `date`."""
        return float(np.searchsorted(self._sorted_ordinals, self.calendar.ord(date), side="right")) / len(self.samples)

    @property
    def probability_of_deterministic(self) -> float:
        """The chance of the plan's own finish."""
        return self.probability_of(self.deterministic)

    def contingency_minutes(self, percent: float) -> int:
        """Working minutes from the plan's finish to a percentile; negative where the plan is later."""
        ordinal = int(self._sorted_ordinals[quantile_index(percent, len(self.samples))])
        return ordinal - self.calendar.ord(self.deterministic)

    @property
    def mean_ordinal(self) -> float:
        """Mean finish as an ordinal of `calendar`."""
        return float(self.samples_ordinal.mean())

    @property
    def mean(self) -> int:
        """The instant of the mean finish."""
        return self.calendar.inv_finish(round(self.mean_ordinal))

    @property
    def sd_minutes(self) -> float:
        """Standard deviation of the finish in working minutes."""
        return float(self.samples_ordinal.std(ddof=1)) if len(self.samples) > 1 else 0.0

    def standard_error_minutes(self, percent: float = 80.0) -> float:
        """How uncertain a percentile is, in working minutes; see `quantile_error`."""
        return quantile_error(self._sorted_ordinals, percent / 100.0)

    def curve(self, points: int = 60) -> list[tuple[int, float]]:
        """The S-curve: at most `points` pairs of an instant and the share of iterations at or before it."""
        count = len(self.samples)
        picks = np.unique(np.rint(np.linspace(0, count - 1, max(2, min(points, count)))).astype(np.int64))
        instants = self.sorted_samples[picks]
        shares = np.searchsorted(self.sorted_samples, instants, side="right") / count
        return list(dict(zip(instants.tolist(), shares.tolist(), strict=True)).items())

    def histogram(self, bins: int = 30) -> list[tuple[int, float]]:
        """Shares of iterations in equal spans of working time, each with the instant at which its span ends."""
        low, high = int(self._sorted_ordinals[0]), int(self._sorted_ordinals[-1])
        edges = np.unique(np.rint(np.linspace(low, high, max(1, bins) + 1)).astype(np.int64))
        if len(edges) < 2:
            return [(int(self.sorted_samples[0]), 1.0)]
        counts, _ = np.histogram(self.samples_ordinal, edges)
        ends = self.calendar.inv_finish_many(edges[1:])
        return list(zip(ends.tolist(), (counts / len(self.samples)).tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class DriverRank:
    """What a risk driver costs: how much earlier P80 and mean of the finish are without it (working minutes)."""

    name: str
    delta_p80_minutes: float
    delta_mean_minutes: float


@dataclass(frozen=True, slots=True)
class TaskRank:
    """What the uncertainty of one task costs: the change of P80 and mean when it takes exactly its planned time."""

    row: int
    delta_p80_minutes: float
    delta_mean_minutes: float


@dataclass(frozen=True, eq=False)
class Simulation:
    """The answer of `simulate`.

    `project` and `targets` (row to result); by row float64[n]: `criticality` share of iterations in which it drives
    the finish, `cruciality` size of the rank correlation of its duration with the finish (Spearman), `duration_sd`
    and `mean_duration` in working minutes, `schedule_sensitivity` = criticality * sd of the duration / sd of the finish
    (PMBOK); all zero for rows that only follow others. `method` is "lanes" or "passes" (see the package).
    `cost` float64[N] or None. `is_complete` False where it was stopped; `iterations` is what was computed.
    """

    iterations: int
    seed: int
    project: TargetResult
    targets: Mapping[int, TargetResult]
    criticality: Float
    cruciality: Float
    schedule_sensitivity: Float
    duration_sd: Float
    mean_duration: Float
    merge_bias_minutes: float
    drivers: tuple[DriverRank, ...]
    tasks: tuple[TaskRank, ...]
    cost: Float | None
    deterministic_cost: float | None
    method: str
    is_complete: bool

    @property
    def finish_samples(self) -> Int:
        """Project finish, sorted instants."""
        return self.project.sorted_samples

    @property
    def standard_error_minutes(self) -> float:
        """Standard error of the P80 of the project finish, working minutes."""
        return self.project.standard_error_minutes(80.0)

    def _costs(self) -> Float:
        if self.cost is None:
            raise SimulationError("no_costs")
        return self.cost

    def cost_percentile(self, percent: float) -> float:
        """The smallest simulated cost with at least `percent` of all iterations at or below it."""
        costs = np.sort(self._costs())
        return float(costs[quantile_index(percent, len(costs))])

    def joint_confidence(self, cost: float, date: int) -> float:
        """Share of iterations that keep both: cost at most `cost` and project finish at or before `date`.

        Source: NASA Cost Estimating Handbook, appendix J (joint cost and schedule confidence level).
        """
        within = (self._costs() <= cost) & (self.project.samples_ordinal <= self.project.calendar.ord(date))
        return float(within.mean())
