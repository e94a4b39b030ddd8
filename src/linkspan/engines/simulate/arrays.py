"""What the kernels of a simulation read and write: named tuples of flat arrays, built once for each simulation."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Table = NDArray[np.void]

#: Iterations that a kernel carries side by side. It is part of what a seed means: never change it lightly.
LANES = 64
#: Position codes are twice the working-time ordinal, plus one where the instant begins a working period instead of
#: ending one. They saturate here, far beyond the year 2200, so that no sum can overflow 32 bits.
LIMIT = 1 << 30
#: A cap that caps nothing: still above `LIMIT` after the longest duration has been taken off twice.
NO_CAP = 2_000_000_000


def _record(whole: str, real: str = "") -> np.dtype[np.void]:
    fields = [(name, np.int64) for name in whole.split()] + [(name, np.float64) for name in real.split()]
    return np.dtype(fields)


#: One row of the plan: its distribution (`a` to `top` as `draws` explains), the group of its common factor and that
#: group's coefficient, `least` minutes, minutes already `done`, where its drivers and multipliers lie, its cost.
ROW = _record(
    "kind group least done base drivers drivers_end references references_end",
    "a c p q top share fixed_cost rate cost_low cost_mode cost_high",
)
#: A risk driver: `parallel` 1 where only the largest multiplier of the parallel ones counts.
DRIVER = _record("parallel key", "probability low mode high")


class Draws(NamedTuple):
    """Everything that is random: rows, keys of their streams, drivers, tables of `distributions`."""

    rows: Table
    keys: Int
    drivers: Table
    driver_items: Int
    references: Float
    groups: int
    pert: Float
    normal: Float


#: A node of the time network. `kind` 0 task with work, 1 without (milestones, gates of summaries), 2 roll-up of a
#: summary; `row` of the plan, -1 for gates; `floor`, `finish_floor`, `cap`, `finish_cap` are codes; `counted` 1 where
#: its finish belongs to the project's; `started` 1 where only the remaining work moves.
NODE = _record("kind row calendar done floor finish_floor cap finish_cap counted started into into_end")
#: From node `pred`: `type` 0 FS, 1 SS, 2 FF, 3 SF, 4 child of a roll-up. `exact` 0: the code moves by `mask` and `add`;
#: 1: through the instant, `lag` minutes of calendar `lag_calendar` (-1 elapsed), into the successor's calendar.
EDGE = _record("pred type exact mask add lag lag_calendar")


class Lanes(NamedTuple):
    """The time network in topological order; `project_start` is a code for each calendar."""

    cals: Int
    nodes: Table
    edges: Table
    calendars: Int
    project_start: Int
    fixed_finish: int
    targets: Int


class Choice(NamedTuple):
    """Scalars of one run: `skip_driver` and `skip_row` are -1 or what is held certain, `focus` a node or -1."""

    seed: int
    critical: int
    focus: int
    skip_driver: int
    skip_row: int


class Tally(NamedTuple):
    """What a chunk of blocks gives: by iteration finish (instant) and targets (code); by row the sums of the chunk."""

    finish: Int
    targets: Int
    critical: Int
    total: Float
    squares: Float
