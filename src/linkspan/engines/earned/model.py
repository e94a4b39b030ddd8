"""The data of earned value: work packages in, figures out. Instants are local minutes, budgets any one unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from linkspan.engines.calendar import CalendarSet

Int = NDArray[np.int64]
Float = NDArray[np.float64]

#: A missing instant, the same number as in `engines.network`, which this part does without.
NO_TIME = int(np.iinfo(np.int64).min)

Unit = Literal["budget", "ratio", "percent", "periods", "instant"]
Verdict = Literal["good", "watch", "bad", "none", "unknown"]


class Method(IntEnum):
    """How progress becomes earned value (ANSI/EIA-748; PMI Practice Standard for Earned Value Management)."""

    PERCENT_COMPLETE = 0
    ZERO_HUNDRED = 1
    FIFTY_FIFTY = 2
    MILESTONES = 3
    UNITS = 4
    LEVEL_OF_EFFORT = 5
    APPORTIONED = 6


class Phasing(IntEnum):
    """How a budget is spread over the working time between baseline start and finish.

    With x the share of that time: LINEAR x, FRONT 2x - x² (the rate falls evenly to zero), BACK x², BELL 3x² - 2x³.
    AS_MEASURED plans a package by its own method: 0/100 at the finish, 50/50 at both ends, milestones on their dates.
    """

    LINEAR = 0
    FRONT = 1
    BACK = 2
    BELL = 3
    AS_MEASURED = 4


class EarnedError(ValueError):
    """Work packages that cannot be measured; `code` and `params` say why (sentence: `messages.error_text`)."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code} {params}" if params else code)


@dataclass(frozen=True, slots=True)
class MilestoneWeight:
    """One weighted milestone of a package: weight above zero, planned and reached instants (`NO_TIME` = not yet)."""

    weight: float
    planned: int = NO_TIME
    reached: int = NO_TIME


@dataclass(frozen=True, slots=True)
class Limits:
    """When an index is good, to be watched, or bad; choices of the reader, no standard fixes them.

    Indices of efficiency: good from `good`, bad below `bad`. To-complete indices mirror them: bad above `1 / bad`.
    """

    good: float = 1.0
    bad: float = 0.9


@dataclass(frozen=True, slots=True)
class Figure:
    """One computed number with what it was computed from.

    `value` is None where it is undefined; then `reason` is a code for `messages.reason_text`. Instants are minutes.
    """

    id: str
    value: float | None
    unit: Unit
    inputs: tuple[tuple[str, float | None], ...] = ()
    verdict: Verdict = "none"
    reason: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Packages:
    """Validated work packages, one row each; make them with `Packages.build`."""

    n: int
    calendars: CalendarSet
    budget: Float
    start: Int
    finish: Int
    calendar: Int
    phasing: Int
    method: Int
    percent: Float
    actual_start: Int
    actual_finish: Int
    units_done: Float
    units_total: Float
    start_credit: Float
    base: Int
    actual_cost: Float
    milestones: Mapping[int, tuple[MilestoneWeight, ...]] = field(default_factory=dict)
    history: Mapping[int, tuple[tuple[int, float], ...]] = field(default_factory=dict)

    @classmethod
    def build(
        cls,
        n: int,
        calendars: CalendarSet,
        *,
        milestones: Mapping[int, Sequence[MilestoneWeight]] | None = None,
        history: Mapping[int, Sequence[tuple[int, float]]] | None = None,
        **columns: ArrayLike,
    ) -> Packages:
        """Check and complete the columns of `n` packages.

        Columns are arrays of length n or scalars, all optional: budget, start and finish (baseline instants, `NO_TIME`
        = not in the baseline), calendar (index), phasing, method, percent (0-100), actual_start, actual_finish,
        units_done, units_total, start_credit (percent earned by starting under 50/50; 20 makes it 20/80), base (row
        that an apportioned package follows), actual_cost (NaN = unknown). `milestones` by row; `history` by row:
        (instant, percent) of earlier status dates, ascending. Raises `EarnedError` for values no package can have.
        """
        unknown = set(columns) - set(_DEFAULTS)
        if unknown:
            raise EarnedError("unknown_column", names=", ".join(sorted(unknown)))
        filled = {name: _column(columns.get(name, default), default, n) for name, default in _DEFAULTS.items()}
        found = cls(
            n,
            calendars,
            **filled,
            milestones={row: tuple(items) for row, items in (milestones or {}).items()},
            history={row: tuple(sorted(points)) for row, points in (history or {}).items()},
        )
        _check(found)
        return found


_DEFAULTS: dict[str, Any] = {
    "budget": 0.0,
    "start": NO_TIME,
    "finish": NO_TIME,
    "calendar": 0,
    "phasing": 0,
    "method": 0,
    "percent": 0.0,
    "actual_start": NO_TIME,
    "actual_finish": NO_TIME,
    "units_done": 0.0,
    "units_total": 0.0,
    "start_credit": 50.0,
    "base": -1,
    "actual_cost": float("nan"),
}


def _column(value: ArrayLike, default: Any, n: int) -> NDArray[Any]:
    dtype = np.float64 if isinstance(default, float) else np.int64
    found: NDArray[Any] = np.empty(n, dtype=dtype)
    found[:] = np.asarray(value, dtype=dtype)
    return found


def _refuse(bad: NDArray[np.bool_], code: str) -> None:
    if bad.any():
        raise EarnedError(code, row=int(np.argmax(bad)))


def _check(packages: Packages) -> None:
    """Ranges of everything that is summed, divided by or used as an index."""
    _refuse(~np.isfinite(packages.budget) | (packages.budget < 0), "bad_budget")
    _refuse(~((packages.percent >= 0) & (packages.percent <= 100)), "bad_percent")
    _refuse(~((packages.start_credit >= 0) & (packages.start_credit <= 100)), "bad_percent")
    _refuse((packages.calendar < 0) | (packages.calendar >= len(packages.calendars)), "unknown_calendar")
    _refuse((packages.method < 0) | (packages.method > max(Method)), "unknown_method")
    _refuse((packages.phasing < 0) | (packages.phasing > max(Phasing)), "unknown_phasing")
    dated = (packages.start != NO_TIME) & (packages.finish != NO_TIME)
    _refuse(dated & (packages.finish < packages.start), "finish_before_start")
    apportioned = packages.method == Method.APPORTIONED
    _refuse(apportioned & ((packages.base < 0) | (packages.base >= packages.n)), "no_base")
    _refuse(~np.isfinite(packages.units_done) | ~np.isfinite(packages.units_total), "bad_units")
    for row, items in packages.milestones.items():
        if not 0 <= row < packages.n or not items or any(not item.weight > 0 for item in items):
            raise EarnedError("bad_milestones", row=row)
