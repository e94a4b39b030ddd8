"""What may be uncertain: durations of tasks, risk drivers, correlation, cost. Times in working minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from linkspan.engines.network.model import LONGEST
from linkspan.engines.simulate.messages import SimulationError

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: A multiplier above this is a damaged input, no risk.
LARGEST_FACTOR = 1_000.0
DEFAULT_PERCENTILES = (10.0, 90.0)


class Distribution(IntEnum):
    """How a duration varies."""

    FIXED = 0
    TRIANGULAR = 1
    UNIFORM = 2
    PERT = 3
    TRIGEN = 4
    LOGNORMAL = 5
    REFERENCE = 6


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Uncertain durations of n rows; make it with `build` or `spread`.

    `kind` int64[n] of `Distribution`; `low`, `mode`, `high` float64[n] working minutes, NaN where fixed;
    `percentiles` what low and high mean for trigen and lognormal; `references` the classes of multipliers and
    `reference_class` int64[n] which of them a row uses; `keys` int64[n] names each row's random numbers.
    """

    kind: Int
    low: Float
    mode: Float
    high: Float
    percentiles: tuple[float, float]
    references: tuple[Float, ...]
    reference_class: Int
    keys: Int

    @classmethod
    def build(
        cls,
        n: int,
        distribution: str | Sequence[str] = "triangular",
        *,
        low: ArrayLike | None = None,
        mode: ArrayLike | None = None,
        high: ArrayLike | None = None,
        percentiles: tuple[float, float] = DEFAULT_PERCENTILES,
        multipliers: Sequence[ArrayLike] | ArrayLike | None = None,
        reference_class: ArrayLike = 0,
        keys: ArrayLike | None = None,
    ) -> Estimates:
        """Check and complete the columns; arrays of length n or scalars, NaN in low or high = the row is fixed.

        "triangular", "uniform" and "pert" take low and high as the extremes; "trigen" and "lognormal" take them as
        `percentiles` (10 and 90); a lognormal has no use for `mode`, nor has a uniform. "reference" multiplies the
        plan's own duration by `multipliers`, one array of observed ratios (actual / planned) or one for each class.
        A missing mode is the plan's duration. `keys` are what a row keeps when rows move (the task's uid): with equal
        keys an edited plan meets the same random numbers. Raises `SimulationError`.
        Triangular and PERT (beta with alpha = 1 + 4(m-a)/(b-a), beta = 1 + 4(b-m)/(b-a)): Vose, Risk Analysis, 3rd
        ed.; trigen: the triangle whose two percentiles are given (Palisade @RISK); reference classes: Flyvbjerg 2006.
        """
        kind = _kinds(n, distribution)
        chosen = cls(
            kind=kind,
            low=_column("low", low, n),
            mode=_column("mode", mode, n),
            high=_column("high", high, n),
            percentiles=(float(percentiles[0]), float(percentiles[1])),
            references=_references(multipliers),
            reference_class=_whole("reference_class", reference_class, n),
            keys=np.arange(n, dtype=np.int64) if keys is None else _whole("keys", keys, n),
        )
        missing = np.isnan(chosen.low) | np.isnan(chosen.high)
        kind[missing & (kind != Distribution.REFERENCE)] = Distribution.FIXED
        _check_estimates(chosen)
        return chosen

    @classmethod
    def spread(
        cls,
        durations: ArrayLike,
        low: float,
        high: float,
        distribution: str = "triangular",
        keys: ArrayLike | None = None,
    ) -> Estimates:
        """Every duration between `low` and `high` times itself (0.9, 1.3), the plan's duration being the mode."""
        base = np.asarray(durations, dtype=np.float64)
        return cls.build(len(base), distribution, low=base * low, mode=base, high=base * high, keys=keys)

    def __len__(self) -> int:
        return len(self.kind)


@dataclass(frozen=True, slots=True)
class RiskDriver:
    """A risk that multiplies the durations of `tasks` (rows) when it occurs: one draw an iteration, shared by all.

    Triangular multipliers `low` <= `mode` <= `high`, above zero; below one is an opportunity. Where several drivers
    meet on a task their multipliers are multiplied; of those that are `parallel` only the largest counts
    (AACE 57R-09, "risk drivers").
    """

    name: str
    probability: float
    low: float
    mode: float
    high: float
    tasks: tuple[int, ...]
    parallel: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Correlation:
    """One common factor for each group of rows: `groups` int64[n], -1 for none; `coefficients` one for each group.

    The coefficient is that of the standard normals of the Gaussian copula; the rank correlation that follows is
    6/pi * arcsin(coefficient / 2).
    """

    groups: Int
    coefficients: tuple[float, ...]

    @classmethod
    def build(cls, groups: ArrayLike, coefficients: float | Sequence[float]) -> Correlation:
        """Check the groups; one coefficient may serve all. Raises `SimulationError`."""
        rows = np.asarray(groups, dtype=np.int64).ravel()
        count = int(rows.max(initial=-1)) + 1
        values = (float(coefficients),) * count if isinstance(coefficients, int | float) else tuple(coefficients)
        for value in values:
            _check_coefficient(value)
        bad = (rows < -1) | (rows >= len(values))
        if bad.any():
            row = int(np.argmax(bad))
            raise SimulationError("correlation_group", row=row, number=int(rows[row]))
        return cls(rows, values)


@dataclass(frozen=True, slots=True, eq=False)
class Costs:
    """Cost of n rows in any one unit of money.

    `fixed` float64[n]; `per_minute` float64[n] for each working minute of the duration (crew, hire); `overhead` for
    each working minute of the whole project in its default calendar (site office); `low`, `mode`, `high` float64[n]
    triangular factors of the fixed cost (1 = certain).
    """

    fixed: Float
    per_minute: Float
    overhead: float
    low: Float
    mode: Float
    high: Float

    @classmethod
    def build(
        cls,
        n: int,
        *,
        fixed: ArrayLike = 0.0,
        per_minute: ArrayLike = 0.0,
        overhead: float = 0.0,
        low: ArrayLike = 1.0,
        mode: ArrayLike = 1.0,
        high: ArrayLike = 1.0,
    ) -> Costs:
        """Check and complete the columns. Raises `SimulationError` for values that no cost can have."""
        named = {"fixed": fixed, "per_minute": per_minute, "low": low, "mode": mode, "high": high}
        filled = {name: _column(name, value, n) for name, value in named.items()}
        for name, values in {**filled, "overhead": np.array([overhead], dtype=np.float64)}.items():
            bad = ~np.isfinite(values) | (values < 0)
            if bad.any():
                raise SimulationError("cost", name=name, row=int(np.argmax(bad)))
        bad = (filled["low"] > filled["mode"]) | (filled["mode"] > filled["high"])
        if bad.any():
            raise SimulationError("cost_order", row=int(np.argmax(bad)))
        return cls(overhead=float(overhead), **filled)


def check_drivers(drivers: Sequence[RiskDriver], n: int) -> None:
    """Raise `SimulationError` for the first driver that cannot be."""
    seen: set[str] = set()
    for driver in drivers:
        if driver.name in seen:
            raise SimulationError("driver_name", name=driver.name)
        seen.add(driver.name)
        if not 0.0 <= driver.probability <= 1.0:
            raise SimulationError("driver_probability", name=driver.name, value=float(driver.probability))
        if not 0.0 < driver.low <= driver.mode <= driver.high <= LARGEST_FACTOR:
            factors = {"low": float(driver.low), "mode": float(driver.mode), "high": float(driver.high)}
            raise SimulationError("driver_order", name=driver.name, limit=int(LARGEST_FACTOR), **factors)
        for row in driver.tasks:
            if not 0 <= row < n:
                raise SimulationError("driver_task", name=driver.name, row=row)


def correlation_of(value: float | Correlation, n: int) -> Correlation:
    """The groups that `value` means: a number puts all rows into one group."""
    if isinstance(value, Correlation):
        if len(value.groups) != n:
            raise SimulationError("length", name="groups", found=len(value.groups), wanted=n)
        return value
    _check_coefficient(value)
    return Correlation(np.full(n, 0 if value > 0 else -1, dtype=np.int64), (float(value),))


def _check_coefficient(value: float) -> None:
    if not 0.0 <= value < 1.0:
        raise SimulationError("correlation", value=float(value))


def _kinds(n: int, distribution: str | Sequence[str]) -> Int:
    names = [distribution] * n if isinstance(distribution, str) else list(distribution)
    if len(names) != n:
        raise SimulationError("length", name="distribution", found=len(names), wanted=n)
    known = {kind.name.lower(): int(kind) for kind in Distribution}
    for name in names:
        if name not in known:
            raise SimulationError("unknown_distribution", name=name)
    return np.array([known[name] for name in names], dtype=np.int64)


def _column(name: str, value: ArrayLike | None, n: int) -> Float:
    given = np.asarray(np.nan if value is None else value, dtype=np.float64)
    if given.ndim and given.shape != (n,):
        raise SimulationError("length", name=name, found=given.size, wanted=n)
    return np.broadcast_to(given, (n,)).astype(np.float64)


def _whole(name: str, value: ArrayLike, n: int) -> Int:
    given = np.asarray(value, dtype=np.int64)
    if given.ndim and given.shape != (n,):
        raise SimulationError("length", name=name, found=given.size, wanted=n)
    return np.broadcast_to(given, (n,)).astype(np.int64)


def _references(multipliers: Any) -> tuple[Float, ...]:
    if multipliers is None:
        return ()
    several = len(multipliers) > 0 and all(np.ndim(entry) == 1 for entry in multipliers)
    found = []
    for entry in multipliers if several else [multipliers]:
        values = np.sort(np.asarray(entry, dtype=np.float64).ravel())
        if not len(values) or not np.isfinite(values).all() or values[0] <= 0 or values[-1] > LARGEST_FACTOR:
            raise SimulationError("reference_empty")
        found.append(values)
    return tuple(found)


def _refuse(bad: NDArray[np.bool_], code: str, **columns: Float) -> None:
    if bad.any():
        row = int(np.argmax(bad))
        raise SimulationError(code, row=row, **{name: float(values[row]) for name, values in columns.items()})


def _check_estimates(given: Estimates) -> None:
    """Finite, ordered, neither negative nor absurd; percentiles and classes that exist; keys that differ."""
    low_percent, high_percent = given.percentiles
    if not 0.0 < low_percent < 50.0 < high_percent < 100.0:
        raise SimulationError("percentiles", low=low_percent, high=high_percent)
    by_class = given.kind == Distribution.REFERENCE
    if by_class.any() and not given.references:
        raise SimulationError("reference_empty")
    unknown = by_class & ((given.reference_class < 0) | (given.reference_class >= len(given.references)))
    if unknown.any():
        row = int(np.argmax(unknown))
        raise SimulationError("reference_class", row=row, number=int(given.reference_class[row]))
    points = {"low": given.low, "mode": given.mode, "high": given.high}
    varies = (given.kind != Distribution.FIXED) & ~by_class
    half = np.isnan(given.low) != np.isnan(given.high)
    _refuse(half, "not_finite")
    for values in points.values():
        _refuse(np.isinf(values), "not_finite")
        _refuse(values < 0, "negative")
        _refuse(values > LONGEST, "too_long")
    _refuse(varies & (given.low > given.high), "order", **points)
    moded = varies & (given.kind != Distribution.UNIFORM) & (given.kind != Distribution.LOGNORMAL)
    _refuse(moded & ((given.low > given.mode) | (given.mode > given.high)), "order", **points)
    _refuse((given.kind == Distribution.LOGNORMAL) & (given.low <= 0), "not_positive")
    names, counts = np.unique(given.keys, return_counts=True)
    if (counts > 1).any():
        raise SimulationError("keys", key=int(names[np.argmax(counts > 1)]))
