"""What the health checks are given beside the network, their thresholds, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from linkspan.engines.network import NO_TIME

Int = NDArray[np.int64]
Bool = NDArray[np.bool_]

Verdict = Literal["pass", "fail", "unknown"]
CheckUnit = Literal["percent", "count", "ratio", "days"]


@dataclass(frozen=True, slots=True, eq=False)
class HealthFacts:
    """What a network does not hold. None = the caller does not know; checks that need it answer "unknown".

    `names`: one for each row. `status_date`: instant, `NO_TIME` = unknown. `baseline_start`, `baseline_finish`:
    int64[n] instants (`NO_TIME` = row not in the baseline), None = there is no baseline. `has_resource`, `has_cost`:
    bool[n]. `risk_analysis`: instant of the last simulation, `NO_TIME` = never. `day_minutes`: length of a working day.
    """

    names: tuple[str, ...] | None = None
    status_date: int = NO_TIME
    baseline_start: Int | None = None
    baseline_finish: Int | None = None
    has_resource: Bool | None = None
    has_cost: Bool | None = None
    risk_analysis: int | None = None
    day_minutes: int = 480


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits of the checks: percent unless the name says days, ratio or tests.

    DCMA values: DCMA-EA PAM 200.1 (2012), section 4, as R. Winter, "DCMA 14-Point Schedule Assessment" (2011), prints
    them. The GAO guide names practices and hardly any numbers: its limits here are choices, the DCMA's where they fit.
    `except_plan_ends`: the one row where the plan begins and the one where it ends may be open.
    """

    missing_logic: float = 5.0
    leads: float = 0.0
    lags: float = 5.0
    finish_to_start: float = 90.0
    hard_constraints: float = 5.0
    high_float: float = 5.0
    high_float_days: float = 44.0
    negative_float: float = 0.0
    long_duration: float = 5.0
    long_duration_days: float = 44.0
    invalid_dates: float = 0.0
    without_resources: float = 0.0
    missed: float = 5.0
    path_test_days: float = 600.0
    path_test_tolerance: float = 2.0
    cpli_ratio: float = 0.95
    bei_ratio: float = 0.95
    names: float = 5.0
    sequencing: float = 5.0
    traceability: float = 5.0
    path_breaks: float = 0.0
    unreasonable_float: float = 5.0
    risk_analysis_days: float = 92.0
    not_updated: float = 5.0
    without_baseline: float = 5.0
    except_plan_ends: bool = True


@dataclass(frozen=True, slots=True)
class Offender:
    """One finding: a row, or a link (then `row` is its successor); -1 = none. `code` selects its sentence.

    `params`: numbers of the sentence, durations in working days, instants in minutes, other rows by number.
    """

    row: int
    link: int
    code: str
    params: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `id` "dcma-01" to "dcma-14" or "gao-01" to "gao-10".

    `value` is compared with `threshold` (`at_most`: must not exceed it; else must reach it); None with the verdict
    "unknown" and a `reason`. `base_count`: how many rows or links were looked at. `inputs`: the numbers of the formula.
    """

    id: str
    set: Literal["dcma", "gao"]
    number: int
    value: float | None
    threshold: float
    unit: CheckUnit
    at_most: bool
    verdict: Verdict
    offenders: tuple[Offender, ...]
    base_count: int
    inputs: dict[str, float]
    reason: str = ""
