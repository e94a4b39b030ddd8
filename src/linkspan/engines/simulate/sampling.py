"""Random durations for the lanes of a block: a stream of its own for every (seed, row, block), so order never matters.

The generator is SplitMix64 (Steele, Lea and Flood 2014) used as a counter: Stafford's finaliser 13 over a Weyl
sequence whose start is a hash of seed, key, channel and block. Correlation is a Gaussian copula with one factor.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from linkspan.engines._compiled import inline_kernel
from linkspan.engines.network.model import LONGEST
from linkspan.engines.simulate.arrays import LANES
from linkspan.engines.simulate.distributions import PERT_SHAPES, STEPS_PER_UNIT, Z_LIMIT

_LANES, _LONGEST = LANES, LONGEST
_TRIANGULAR, _UNIFORM, _PERT, _LOGNORMAL, _REFERENCE = 1, 2, 3, 5, 6
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S32 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(32)
#: Channels of a key: durations, cost, occurrence and size of a driver, the common factor of a group.
DURATION, COST, OCCURS, IMPACT, FACTOR = 1, 2, 3, 4, 5
_TWO_32 = 2.0**-32
_HALF = 0.5 + 2.0**-33
_EDGE = Z_LIMIT - 1e-9
_NODES_LESS_ONE = 2 * Z_LIMIT * STEPS_PER_UNIT - 1
_STEPS, _ZL = float(STEPS_PER_UNIT), float(Z_LIMIT)
_SHAPES = PERT_SHAPES - 1


@inline_kernel
def _mix(x: Any) -> Any:
    x = (x ^ (x >> _S30)) * _MIX_1
    x = (x ^ (x >> _S27)) * _MIX_2
    return x ^ (x >> _S31)


@inline_kernel
def stream(seed: int, key: int, channel: int, block: int) -> Any:
    """The start of the Weyl sequence of one (seed, key, channel, block)."""
    x = _mix(np.uint64(key) * _GOLDEN + np.uint64(channel))
    x = _mix(np.uint64(seed) + x)
    return _mix(x ^ (np.uint64(block) * _MIX_2 + _GOLDEN))


@inline_kernel
def uniforms(start: Any, out: Any) -> None:
    """Fill float64[LANES] with uniforms strictly between 0 and 1, of 32 bits."""
    for lane in range(_LANES):
        x = _mix(start + np.uint64(lane + 1) * _GOLDEN)
        out[lane] = np.float64(np.int32(x >> _S32)) * _TWO_32 + _HALF


@inline_kernel
def score(u: float) -> float:
    """Standard normal score of a probability: Wichura, algorithm AS 241 (1988), the version PPND7 (7 digits)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = ((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179
        return q * top / (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1.0)
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    if r <= 5.0:
        r -= 1.6
        z = (((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777) / (
            (0.12021132975 * r + 0.73700164250) * r + 1.0
        )
    else:
        r -= 5.0
        z = (((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150) / (
            (0.012258202635 * r + 0.24197894225) * r + 1.0
        )
    return -z if q < 0.0 else z


@inline_kernel
def _hermite(v0: float, s0: float, v1: float, s1: float, t: float) -> float:
    rise = v1 - v0
    return v0 + t * (s0 + t * ((3.0 * rise - 2.0 * s0 - s1) + t * (s0 + s1 - 2.0 * rise)))


@inline_kernel
def _place(z: float) -> float:
    return (min(max(z, -_EDGE), _EDGE) + _ZL) * _STEPS


@inline_kernel
def _probability(normal: Any, z: float) -> float:
    """The standard normal distribution function."""
    x = _place(z)
    i = min(int(x), _NODES_LESS_ONE)
    u = _hermite(normal[i, 0], normal[i, 1], normal[i + 1, 0], normal[i + 1, 1], x - i)
    return min(max(u, 1e-15), 1.0 - 1e-15)


@inline_kernel
def _pert(table: Any, shape: float, z: float) -> float:
    """A PERT quantile as a share of the range; `shape` is the mode's share times the number of tabulated shapes."""
    k = min(int(shape), _SHAPES - 1)
    x = _place(z)
    i = min(int(x), _NODES_LESS_ONE)
    t, w = x - i, shape - k
    low = _hermite(table[k, i, 0], table[k, i, 1], table[k, i + 1, 0], table[k, i + 1, 1], t)
    k += 1
    high = _hermite(table[k, i, 0], table[k, i, 1], table[k, i + 1, 0], table[k, i + 1, 1], t)
    return low + w * (high - low)


@inline_kernel
def triangle(u: float, low: float, mode: float, high: float) -> float:
    """The quantile of a triangular distribution."""
    if high <= low:
        return mode
    if u * (high - low) < mode - low:
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1.0 - u) * (high - low) * (high - mode))


@inline_kernel
def draw_shared(lot: Any, shared: Any, work: Any) -> None:
    """Fill `shared` = (multipliers of every driver, 0 where it does not occur; common factor of every group), by lane.

    `lot` = (draws, choice, number of the block), here and below.
    """
    draws, choice, block = lot
    factors, common = shared
    for k in range(len(draws.drivers)):
        driver = draws.drivers[k]
        uniforms(stream(choice.seed, driver["key"], OCCURS, block), work)
        for lane in range(_LANES):
            factors[k, lane] = 1.0 if work[lane] < driver["probability"] and k != choice.skip_driver else 0.0
        uniforms(stream(choice.seed, driver["key"], IMPACT, block), work)
        for lane in range(_LANES):
            factors[k, lane] *= triangle(work[lane], driver["low"], driver["mode"], driver["high"])
    for k in range(draws.groups):
        uniforms(stream(choice.seed, k, FACTOR, block), work)
        for lane in range(_LANES):
            common[k, lane] = score(work[lane])


@inline_kernel
def _correlate(draws: Any, row: Any, common: Any, work: Any) -> None:
    """Turn independent uniforms into ones that share the factor of their group."""
    own, shared = math.sqrt(1.0 - row["share"]), math.sqrt(row["share"])
    for lane in range(_LANES):
        z = own * score(work[lane]) + shared * common[row["group"], lane]
        work[lane] = _probability(draws.normal, z)


@inline_kernel
def _quantiles(draws: Any, row: Any, work: Any) -> None:
    """Uniforms to minutes by the distribution of a row."""
    kind, a, p = row["kind"], row["a"], row["p"]
    if kind == _TRIANGULAR:
        c, q, top = row["c"], row["q"], row["top"]
        for lane in range(_LANES):
            u = work[lane]
            rising = a + math.sqrt(u * p)
            falling = top - math.sqrt((1.0 - u) * q)
            work[lane] = rising if u < c else falling
    elif kind == _UNIFORM:
        for lane in range(_LANES):
            work[lane] = a + p * work[lane]
    elif kind == _PERT:
        for lane in range(_LANES):
            work[lane] = a + p * _pert(draws.pert, row["c"], score(work[lane]))
    elif kind == _LOGNORMAL:
        for lane in range(_LANES):
            work[lane] = math.exp(a + p * score(work[lane]))
    else:
        first, last = row["references"], row["references_end"] - 1
        for lane in range(_LANES):
            x = work[lane] * (last - first)
            i = min(int(x), max(last - first - 1, 0))
            low, high = draws.references[first + i], draws.references[min(first + i + 1, last)]
            work[lane] = a * (low + (x - i) * (high - low))


@inline_kernel
def _drive(draws: Any, row: Any, factors: Any, work: Any) -> None:
    """Multiply by the drivers that bear on a row: all in series, and the largest of those in parallel."""
    parallel = 0
    for slot in range(row["drivers"], row["drivers_end"]):
        k = draws.driver_items[slot]
        if draws.drivers[k]["parallel"] == 1:
            parallel += 1
            continue
        for lane in range(_LANES):
            work[lane] *= factors[k, lane] if factors[k, lane] > 0.0 else 1.0
    if parallel == 0:
        return
    for lane in range(_LANES):
        largest = 0.0
        for slot in range(row["drivers"], row["drivers_end"]):
            k = draws.driver_items[slot]
            if draws.drivers[k]["parallel"] == 1:
                largest = max(largest, factors[k, lane])
        if largest > 0.0:
            work[lane] *= largest


@inline_kernel
def draw_row(lot: Any, r: int, shared: Any, work: Any, minutes: Any) -> None:
    """Fill int32[LANES] `minutes` with the (remaining) durations of row `r`."""
    draws, choice, block = lot
    row = draws.rows[r]
    if r == choice.skip_row or (row["kind"] == 0 and row["drivers"] == row["drivers_end"]):
        for lane in range(_LANES):
            minutes[lane] = row["base"]
        return
    if row["kind"] == 0:
        for lane in range(_LANES):
            work[lane] = row["base"]
    else:
        uniforms(stream(choice.seed, draws.keys[r], DURATION, block), work)
        if row["group"] >= 0:
            _correlate(draws, row, shared[1], work)
        _quantiles(draws, row, work)
    if row["drivers"] < row["drivers_end"]:
        _drive(draws, row, shared[0], work)
    least, longest = float(row["least"]), float(_LONGEST)
    for lane in range(_LANES):
        minutes[lane] = np.int32(min(max(work[lane], least), longest) + 0.5)


@inline_kernel
def draw_cost(lot: Any, r: int, work: Any, minutes: Any, cost: Any) -> None:
    """Add the cost of row `r` at these durations to float64[LANES] `cost`."""
    draws, choice, block = lot
    row = draws.rows[r]
    if row["rate"] > 0.0:
        for lane in range(_LANES):
            cost[lane] += row["rate"] * (minutes[lane] + row["done"])
    if row["fixed_cost"] > 0.0:
        if row["cost_high"] > row["cost_low"]:
            uniforms(stream(choice.seed, draws.keys[r], COST, block), work)
            for lane in range(_LANES):
                factor = triangle(work[lane], row["cost_low"], row["cost_mode"], row["cost_high"])
                cost[lane] += row["fixed_cost"] * factor
        else:
            for lane in range(_LANES):
                cost[lane] += row["fixed_cost"] * row["cost_mode"]
