"""What drives the finish: rank correlation, and what changes when one driver or one task becomes certain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from linkspan.engines.network import Network
from linkspan.engines.simulate.arrays import Choice, Draws
from linkspan.engines.simulate.model import Costs
from linkspan.engines.simulate.result import DriverRank, Simulation, TargetResult, TaskRank, quantile_index

Int = NDArray[np.int64]
Float = NDArray[np.float64]

#: Durations drawn again at a time, rows times iterations: 4 MB.
_KEPT = 1 << 20
_P80 = 80.0


def middle_ranks(values: Int) -> Float:
    """Ranks of `values` about their mean, ties sharing the middle one."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - counts + 0.5 * counts
    return middle[inverse] - 0.5 * len(values)


def rank_durations(draws: Draws, choice: Choice, finish: Int) -> Float:
    """Cruciality of every row: |Spearman's rank correlation| of its duration with the finish (float64[n])."""
    from linkspan.engines.simulate.ranks import draw_blocks, rank_correlations

    varied = np.flatnonzero((draws.rows["kind"] > 0) | (draws.rows["drivers_end"] > draws.rows["drivers"]))
    found, ranks, count = np.zeros(len(draws.rows)), middle_ranks(finish), len(finish)
    step = max(1, _KEPT // count)

    def correlate(begin: int) -> None:
        rows = varied[begin : begin + step]
        minutes = np.empty((len(rows), count), dtype=np.int32)
        draw_blocks(draws, choice, 0, rows, (minutes, np.zeros(0)))
        out = np.zeros(len(rows))
        rank_correlations(minutes, ranks, out)
        found[rows] = np.abs(out)

    with ThreadPoolExecutor(2, thread_name_prefix="rank") as pool:
        list(pool.map(correlate, range(0, len(varied), step)))
    return found


def simulated_cost(
    network: Network, draws: Draws, choice: Choice, project: TargetResult, costs: Costs | None
) -> tuple[Float | None, float | None]:
    """Total cost of every iteration and of the plan itself, None without costs; inactive rows cost nothing."""
    if costs is None:
        return None, None
    from linkspan.engines.simulate.ranks import draw_blocks

    rows = np.flatnonzero(network.active & ((costs.fixed > 0) | (costs.per_minute > 0)))
    total = np.zeros(len(project.samples))
    draw_blocks(draws, choice, 0, rows, (np.zeros((0, len(total)), dtype=np.int32), total))
    begin = project.calendar.ord(network.project_start)
    planned = (costs.fixed * costs.mode + costs.per_minute * network.duration)[rows].sum()
    planned += costs.overhead * (project.calendar.ord(project.deterministic) - begin)
    return total + costs.overhead * (project.samples_ordinal - begin), float(planned)


def rank_removals(
    answer: Simulation,
    again: Callable[[Choice], Int],
    choice: Choice,
    *,
    names: Sequence[str],
    tasks: int,
    focus: int | None,
) -> Simulation:
    """Run again without each driver, and with each of the most sensitive tasks at its planned duration.

    `again(choice)` repeats the run and gives the finishes of the subject; the random numbers of everything else stay,
    so differences are not noise. The answer carries the rankings, largest change of P80 first.
    """
    subject = answer.project if focus is None else answer.targets[focus]
    base = np.sort(subject.samples_ordinal)
    quiet = choice._replace(critical=0)

    def change(without: Choice) -> tuple[float, float]:
        ordinals = np.sort(subject.calendar.ord_many(again(without)))
        at = quantile_index(_P80, len(base))
        return float(base[at] - ordinals[at]), float(base.mean() - ordinals.mean())

    drivers = [DriverRank(name, *change(quiet._replace(skip_driver=k))) for k, name in enumerate(names)]
    order = np.argsort(-np.maximum(answer.schedule_sensitivity, answer.cruciality * answer.criticality), kind="stable")
    chosen = [int(row) for row in order[:tasks] if answer.duration_sd[row] > 0 and answer.criticality[row] > 0]
    held = [TaskRank(row, *change(quiet._replace(skip_row=row))) for row in chosen]
    return replace(
        answer,
        drivers=tuple(sorted(drivers, key=lambda rank: (-rank.delta_p80_minutes, rank.name))),
        tasks=tuple(sorted(held, key=lambda rank: (-rank.delta_p80_minutes, rank.row))),
    )
