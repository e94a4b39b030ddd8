"""From estimates, drivers, correlation and cost to the tables that the sampling kernels read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linkspan.engines.network import NO_TIME, Network
from linkspan.engines.network.model import LONGEST
from linkspan.engines.simulate.arrays import DRIVER, ROW, Draws, Table
from linkspan.engines.simulate.distributions import (
    PERT_SHAPES,
    lognormal_parameters,
    normal_table,
    pert_table,
    trigen_ends,
)
from linkspan.engines.simulate.messages import SimulationError
from linkspan.engines.simulate.model import (
    Correlation,
    Costs,
    Distribution,
    Estimates,
    RiskDriver,
)

Int = NDArray[np.int64]
Bool = NDArray[np.bool_]
Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """Progress of every row: minutes done and left, whether its work can still vary, whether it takes part at all."""

    done: Int
    left: Int
    varies: Bool
    started: Bool
    takes_part: Bool


def work_of(network: Network) -> Work:
    """What is done and what is left, as `network` resolves it; rows that only follow others never vary."""
    duration, started = network.duration, network.actual_start != NO_TIME
    by_percent = np.rint(duration * (100.0 - np.clip(network.percent, 0.0, 100.0)) / 100.0).astype(np.int64)
    is_p6 = network.options.flavour == "p6"
    given = network.remaining if is_p6 else np.minimum(network.remaining, duration)
    left = np.where(started, np.where(network.remaining >= 0, given, by_percent), duration)
    finished = started & (network.actual_finish != NO_TIME) & (network.actual_finish >= network.actual_start)
    manual = (network.manual_start != NO_TIME) & (network.manual_finish != NO_TIME) & ~started
    follows = np.isin(network.kind, (2, 3, 4, 6))
    if network.n_tasks:
        follows[network.parent[network.parent >= 0]] = True
    open_ = network.active & ~finished & ~manual & ~follows
    return Work(np.maximum(duration - left, 0), left, open_ & (duration > 0) & (left > 0), started, open_)


def build_draws(
    network: Network,
    estimates: Estimates,
    *,
    drivers: Sequence[RiskDriver],
    correlation: Correlation,
    costs: Costs | None,
) -> Draws:
    """The tables of one simulation. Raises `SimulationError` where a mode taken from the plan lies outside its range.

    Estimates are of whole durations; of a started task only the share that is left varies, in proportion.
    """
    work = work_of(network)
    rows = np.zeros(network.n_tasks, dtype=ROW)
    rows["base"], rows["done"] = work.left, work.done
    rows["least"] = np.where(work.varies, 1, 0)
    rows["kind"] = np.where(work.varies, estimates.kind, Distribution.FIXED)
    mode = np.where(np.isnan(estimates.mode), network.duration.astype(np.float64), estimates.mode)
    scale = np.where(work.varies & work.started, work.left / np.maximum(network.duration, 1), 1.0)
    references, begins = _reference_table(estimates)
    _shape_rows(rows, estimates, mode, scale)
    by_class = rows["kind"] == Distribution.REFERENCE
    rows["a"][by_class] = work.left[by_class]
    if by_class.any():
        classes = estimates.reference_class[by_class]
        rows["references"][by_class], rows["references_end"][by_class] = begins[classes], begins[classes + 1]
    grouped = work.varies & (correlation.groups >= 0)
    shares = np.array([*correlation.coefficients, 0.0])
    rows["group"] = np.where(grouped & (shares[correlation.groups] > 0), correlation.groups, -1)
    rows["share"] = np.where(rows["group"] >= 0, shares[correlation.groups], 0.0)
    table, items = _driver_tables(rows, work, drivers)
    _cost_rows(rows, costs)
    return Draws(
        rows=rows,
        keys=estimates.keys,
        drivers=table,
        driver_items=items,
        references=references,
        groups=len(correlation.coefficients) if (rows["group"] >= 0).any() else 0,
        pert=pert_table() if (rows["kind"] == Distribution.PERT).any() else np.zeros((1, 1, 2)),
        normal=normal_table(),
    )


def _reference_table(estimates: Estimates) -> tuple[Float, Int]:
    lengths = [len(values) for values in estimates.references]
    begins = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int64)
    return np.concatenate([*estimates.references, np.ones(1)]), begins


def _shape_rows(rows: Table, estimates: Estimates, mode: Float, scale: Float) -> None:
    """Parameters `a` to `top` of each distribution: where it begins, its width or what stands in for it, its mode."""
    kind, low, high = rows["kind"], estimates.low * scale, estimates.high * scale
    mode = mode * scale
    trigen = kind == Distribution.TRIGEN
    pointed = np.isin(kind, (Distribution.TRIANGULAR, Distribution.PERT, Distribution.TRIGEN))
    bad = pointed & ((low > mode) | (mode > high))
    if bad.any():
        row = int(np.argmax(bad))
        values = {"low": float(low[row]), "mode": float(mode[row]), "high": float(high[row])}
        raise SimulationError("order", row=row, **values)
    if trigen.any():
        low[trigen], high[trigen] = trigen_ends(low[trigen], mode[trigen], high[trigen], estimates.percentiles)
        kind[trigen] = Distribution.TRIANGULAR
    # What has no width is certain, at its mode.
    flat = np.isin(kind, (Distribution.TRIANGULAR, Distribution.UNIFORM, Distribution.PERT)) & (high <= low)
    rows["base"][flat] = np.rint(np.where(kind[flat] == Distribution.UNIFORM, low[flat], mode[flat])).astype(np.int64)
    rows["base"] = np.maximum(rows["base"], rows["least"])
    kind[flat] = Distribution.FIXED
    width = np.where(np.isin(kind, (1, 2, 3)), high - low, 1.0)
    rows["a"], rows["p"], rows["top"] = low, width, high
    triangle, pert = kind == Distribution.TRIANGULAR, kind == Distribution.PERT
    share = np.where(triangle | pert, (mode - low) / width, 0.0)
    rows["c"] = np.where(pert, share * (PERT_SHAPES - 1), share)
    rows["p"][triangle] = (width * (mode - low))[triangle]
    rows["q"][triangle] = (width * (high - mode))[triangle]
    log = kind == Distribution.LOGNORMAL
    if log.any():
        rows["a"][log], rows["p"][log] = lognormal_parameters(low[log], high[log], estimates.percentiles)
    for name in ("a", "p", "q", "c", "top"):
        rows[name] = np.nan_to_num(rows[name], nan=0.0)


def _driver_tables(rows: Table, work: Work, drivers: Sequence[RiskDriver]) -> tuple[Table, Int]:
    """The drivers, and for each row the numbers of those that bear on it."""
    table = np.zeros(len(drivers), dtype=DRIVER)
    of_row: dict[int, list[int]] = {}
    for k, driver in enumerate(drivers):
        # Counted from the name, so that a driver keeps its random numbers when others come and go.
        table[k] = (int(driver.parallel), _key(driver.name), driver.probability, driver.low, driver.mode, driver.high)
        for row in sorted(set(driver.tasks)):
            if work.varies[row]:
                of_row.setdefault(row, []).append(k)
    items: list[int] = []
    for row, numbers in of_row.items():
        rows["drivers"][row] = len(items)
        items += numbers
        rows["drivers_end"][row] = len(items)
    return table, np.array(items, dtype=np.int64)


def _key(name: str) -> int:
    """A number for a name: FNV-1a of its UTF-8 bytes, 63 bits."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = (value ^ byte) * 0x100000001B3 % (1 << 64)
    return value >> 1


def _cost_rows(rows: Table, costs: Costs | None) -> None:
    if costs is None:
        return
    if len(costs.fixed) != len(rows):
        raise SimulationError("length", name="fixed", found=len(costs.fixed), wanted=len(rows))
    rows["fixed_cost"], rows["rate"] = costs.fixed, costs.per_minute
    rows["cost_low"], rows["cost_mode"], rows["cost_high"] = costs.low, costs.mode, costs.high


def mean_minutes(draws: Draws, total: Float, iterations: int) -> Int:
    """Mean simulated minutes of every row (what is left of it), rounded, from sums about the base."""
    mean = draws.rows["base"] + total / max(iterations, 1)
    return np.clip(np.rint(mean), 0, LONGEST).astype(np.int64)
