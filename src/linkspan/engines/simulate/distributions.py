"""Tables and parameters of the distributions, made once: the kernels only look up and interpolate.

Quantile functions are tabulated over standard normal scores z, where they are smooth, with their derivatives, and read
back by cubic Hermite interpolation: with steps of 1/8 the error is below one millionth of the range.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from linkspan.engines.simulate.messages import SimulationError

Float = NDArray[np.float64]

#: Scores beyond this have a probability of 1e-15; uniforms of 32 bits never leave 6.4.
Z_LIMIT = 8
STEPS_PER_UNIT = 8
NODES = 2 * Z_LIMIT * STEPS_PER_UNIT + 1
#: PERT tables for modes at 0, 1/64 ... 1 of the range; between two of them linear interpolation keeps the mean exact.
PERT_SHAPES = 65
_NEWTON_STEPS = 12
_FRACTION_TERMS = 200
_TRIGEN_STEPS = 500


def _scores() -> Float:
    return np.linspace(-Z_LIMIT, Z_LIMIT, NODES)


def _density(z: Float) -> Float:
    return np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)


@lru_cache(maxsize=1)
def normal_table() -> Float:
    """float64[NODES, 2]: the standard normal distribution function, and its derivative times the step."""
    z = _scores()
    value = np.array([0.5 * math.erfc(-x / math.sqrt(2.0)) for x in z])
    return np.column_stack([value, _density(z) / STEPS_PER_UNIT])


@lru_cache(maxsize=1)
def pert_table() -> Float:
    """float64[PERT_SHAPES, NODES, 2]: PERT quantiles in shares of the range, and derivatives times the step."""
    z, shares = _scores(), np.linspace(0.0, 1.0, PERT_SHAPES)
    alpha, beta = (1.0 + 4.0 * shares)[:, None], (5.0 - 4.0 * shares)[:, None]
    half = NODES // 2 + 1
    below = np.broadcast_to(np.array([0.5 * math.erfc(-x / math.sqrt(2.0)) for x in z[:half]]), (PERT_SHAPES, half))
    value = np.empty((PERT_SHAPES, NODES))
    value[:, :half] = _beta_quantile(alpha, beta, below)
    # The upper half is the lower half of the mirrored shape, seen from the other end.
    value[:, half:] = 1.0 - value[::-1, : half - 1][:, ::-1]
    log_beta = _log_beta(alpha, beta)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_pdf = (alpha - 1.0) * np.log(value) + (beta - 1.0) * np.log1p(-value) - log_beta
        slope = _density(z)[None, :] / np.exp(log_pdf)
    slope = np.where(np.isfinite(slope), slope, 0.0) / STEPS_PER_UNIT
    return np.ascontiguousarray(np.stack([value, slope], axis=2))


def _log_beta(alpha: Float, beta: Float) -> Float:
    """Logarithm of the beta function of two columns."""
    pairs = zip(alpha[:, 0].tolist(), beta[:, 0].tolist(), strict=True)
    return np.array([[math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)] for a, b in pairs])


def _beta_quantile(alpha: Float, beta: Float, probability: Float) -> Float:
    """Inverse of the regularised incomplete beta function for probabilities up to one half, by Newton in logarithms."""
    log_beta = _log_beta(alpha, beta)
    # The first term of the series, exact far out in the tail, is the start.
    x = np.minimum((probability * alpha * np.exp(log_beta)) ** (1.0 / alpha), 0.999)
    for _ in range(_NEWTON_STEPS):
        below = _incomplete_beta(alpha, beta, x, log_beta)
        pdf = np.exp((alpha - 1.0) * np.log(x) + (beta - 1.0) * np.log1p(-x) - log_beta)
        step = (np.log(below) - np.log(probability)) * below / (x * pdf)
        x = np.clip(x * np.exp(-np.clip(step, -1.0, 1.0)), 1e-300, 0.999999)
    return x


def _incomplete_beta(a: Float, b: Float, x: Float, log_beta: Float) -> Float:
    """I_x(a, b) by its continued fraction (Press et al., Numerical Recipes, 6.4), mirrored where that is faster."""
    mirrored = x > (a + 1.0) / (a + b + 2.0)
    p, q = np.where(mirrored, b, a), np.where(mirrored, a, b)
    y = np.where(mirrored, 1.0 - x, x)
    front = np.exp(p * np.log(y) + q * np.log1p(-y) - log_beta) / p
    value = front * _fraction(p, q, y)
    return np.where(mirrored, 1.0 - value, value)


def _fraction(p: Float, q: Float, y: Float) -> Float:
    """Lentz's evaluation of the continued fraction of the incomplete beta function."""
    c, d = np.ones_like(y), 1.0 / (1.0 - (p + q) * y / (p + 1.0))
    total = d.copy()
    for m in range(1, _FRACTION_TERMS):
        even = m * (q - m) * y / ((p + 2 * m - 1) * (p + 2 * m))
        d = 1.0 / (1.0 + even * d)
        c = 1.0 + even / c
        total *= d * c
        odd = -(p + m) * (p + q + m) * y / ((p + 2 * m) * (p + 2 * m + 1))
        d = 1.0 / (1.0 + odd * d)
        c = 1.0 + odd / c
        factor = d * c
        total *= factor
        if np.abs(factor - 1.0).max() < 1e-15:
            break
    return total


def normal_quantile(probability: float) -> float:
    """The standard normal score of a probability."""
    from statistics import NormalDist

    return NormalDist().inv_cdf(probability)


def trigen_ends(low: Float, mode: Float, high: Float, percentiles: tuple[float, float]) -> tuple[Float, Float]:
    """Ends (a, b) of the triangles with these modes whose two percentiles are `low` and `high`.

    With x = mode - a and y = b - mode: (x - (mode - low))^2 = q1 x (x + y) and likewise for y, solved by iteration;
    a low end below zero is cut off by the caller, as a duration cannot be negative.
    """
    below, above = percentiles[0] / 100.0, 1.0 - percentiles[1] / 100.0
    left, right = mode - low, high - mode
    x = left + 0.5 * (left + right)
    y = right + 0.5 * (left + right)
    for _ in range(_TRIGEN_STEPS):
        new_x = left + np.sqrt(below * (x + y) * x)
        new_y = right + np.sqrt(above * (x + y) * y)
        done = np.abs(new_x - x).max(initial=0.0) + np.abs(new_y - y).max(initial=0.0)
        x, y = new_x, new_y
        if done < 1e-9 * (1.0 + float((x + y).max(initial=0.0))):
            break
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise SimulationError("percentiles", low=percentiles[0], high=percentiles[1])
    return mode - x, mode + y


def lognormal_parameters(low: Float, high: Float, percentiles: tuple[float, float]) -> tuple[Float, Float]:
    """Mean and standard deviation of the logarithm of durations whose two percentiles are `low` and `high`."""
    first, last = normal_quantile(percentiles[0] / 100.0), normal_quantile(percentiles[1] / 100.0)
    sigma = (np.log(high) - np.log(low)) / (last - first)
    return np.log(low) - sigma * first, sigma
