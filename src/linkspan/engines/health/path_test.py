"""The critical-path test: a long delay put into one critical row must come out at the end of the plan."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from linkspan.engines.health.base import Ground
from linkspan.engines.network import NO_TIME, NetworkError, compute


@dataclass(frozen=True, slots=True)
class PathTest:
    """What came out: the tested row (-1 = none to test), working minutes put in, due at the end, and arrived there."""

    row: int
    added: int
    expected: int
    moved: int


def run_path_test(g: Ground) -> PathTest:
    """Lengthen the first open row of the critical path by `Thresholds.path_test_days` and compute the plan again.

    A row that is not on the longest path (there is none open) has its float taken off what must arrive. The movement
    is counted in the working time of the tested row's calendar.
    """
    row = _row_to_test(g)
    if row < 0:
        return PathTest(-1, 0, 0, 0)
    network = g.network
    added = int(g.limits.path_test_days * g.day[row])
    duration, remaining, expected = network.duration.copy(), network.remaining.copy(), network.expected_finish.copy()
    left = round(float(duration[row]) * (100.0 - float(np.clip(network.percent[row], 0, 100))) / 100.0)
    left = min(int(remaining[row]), int(duration[row])) if remaining[row] >= 0 else left
    duration[row] += added
    remaining[row] = left + added
    expected[row] = NO_TIME
    slack = 0 if g.result.longest_path[row] else max(0, int(g.result.total_float[row]))
    try:
        after = compute(replace(network, duration=duration, remaining=remaining, expected_finish=expected))
    except NetworkError:  # the delay leaves what a plan can hold
        return PathTest(row, added, added - slack, 0)
    # The end is the row that ended the plan before: a finish held by a constraint must not hide behind a later row.
    ends = np.flatnonzero(g.work & (g.result.finish == g.result.finish[g.work].max()))
    finish, calendar = int(after.finish[ends].max()), g.row_calendar(row)
    moved = calendar.between(int(g.result.finish[ends[0]]), finish)
    if network.elapsed[row]:
        moved = finish - int(g.result.finish[ends[0]])
    return PathTest(row, added, added - slack, moved)


def _row_to_test(g: Ground) -> int:
    """The open row that starts first among the critical ones of the longest path, or the nearest to that."""
    able = g.open & ~g.milestone & (g.network.duration > 0)
    if not able.any():
        return -1
    critical, longest = able & g.result.critical, able & g.result.longest_path
    least = able & (g.result.total_float == g.result.total_float[able].min())
    candidates = np.flatnonzero(next(mask for mask in (critical & longest, longest, critical, least) if mask.any()))
    return int(candidates[np.argmin(g.result.start[candidates])])
