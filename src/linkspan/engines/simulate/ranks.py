"""Durations drawn again, and their rank correlation with the finish: no duration of an iteration is ever kept."""

from __future__ import annotations

from typing import Any

import numpy as np

from linkspan.engines._compiled import inline_kernel, kernel
from linkspan.engines.simulate.arrays import LANES
from linkspan.engines.simulate.sampling import draw_cost, draw_row, draw_shared

_LANES = LANES
#: Durations are ranked by counting; those that differ by less than 1/2^15 of the range share a rank.
_CLASSES = 1 << 15


@kernel
def draw_blocks(draws: Any, choice: Any, first: int, rows: Any, out: Any) -> None:
    """Draw `rows` for the iterations of the blocks from `first` on.

    `out` = (minutes int32[rows, N] or [0, N], cost float64[N] or [0]): what has no room is not kept.
    """
    minutes, cost = out
    shared = (np.zeros((max(1, len(draws.drivers)), _LANES)), np.zeros((max(1, draws.groups), _LANES)))
    work, lanes, sums = np.zeros(_LANES), np.zeros(_LANES, np.int32), np.zeros(_LANES)
    count = minutes.shape[1]
    for at in range(0, count, _LANES):
        block, live = first + at // _LANES, min(_LANES, count - at)
        lot = (draws, choice, block)
        draw_shared(lot, shared, work)
        for lane in range(_LANES):
            sums[lane] = 0.0
        for k in range(len(rows)):
            draw_row(lot, rows[k], shared, work, lanes)
            if minutes.shape[0] > 0:
                for lane in range(live):
                    minutes[k, at + lane] = lanes[lane]
            if len(cost) > 0:
                draw_cost(lot, rows[k], work, lanes, sums)
        if len(cost) > 0:
            for lane in range(live):
                cost[at + lane] = sums[lane]


@kernel
def rank_correlations(minutes: Any, ranks: Any, out: Any) -> None:
    """Spearman's coefficient of each row of int32[k, N] `minutes` with centred `ranks` (float64[N])."""
    count = minutes.shape[1]
    spread = 0.0
    for j in range(count):
        spread += ranks[j] * ranks[j]
    classes = np.zeros(_CLASSES + 1, np.float64)
    for k in range(minutes.shape[0]):
        out[k] = _one_correlation(minutes, ranks, k, spread, classes)


@inline_kernel
def _one_correlation(minutes: Any, ranks: Any, k: int, spread: float, classes: Any) -> float:
    count = minutes.shape[1]
    low, high = minutes[k, 0], minutes[k, 0]
    for j in range(count):
        low, high = min(low, minutes[k, j]), max(high, minutes[k, j])
    shift = 0
    while (high - low) >> shift >= _CLASSES:
        shift += 1
    used = ((high - low) >> shift) + 1
    for x in range(used):
        classes[x] = 0.0
    for j in range(count):
        classes[(minutes[k, j] - low) >> shift] += 1.0
    before, own = 0.0, 0.0
    for x in range(used):
        here = classes[x]
        # Centred middle rank of the class.
        middle = before + 0.5 * here - 0.5 * count
        own += here * middle * middle
        classes[x] = middle
        before += here
    if own <= 0.0 or spread <= 0.0:
        return 0.0
    total = 0.0
    for j in range(count):
        total += ranks[j] * classes[(minutes[k, j] - low) >> shift]
    return total / np.sqrt(own * spread)
