"""From the sums and samples of all rounds to the answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linkspan.engines.calendar import WorkCalendar
from linkspan.engines.network import Network, Result
from linkspan.engines.simulate.arrays import Choice, Draws, Tally
from linkspan.engines.simulate.draws import mean_minutes, work_of
from linkspan.engines.simulate.model import Costs
from linkspan.engines.simulate.ranking import rank_durations, simulated_cost
from linkspan.engines.simulate.result import Simulation, TargetResult
from linkspan.engines.simulate.runners import Runner, certain

Int = NDArray[np.int64]
Float = NDArray[np.float64]


@dataclass(slots=True)
class Samples:
    """What the rounds add up to."""

    finish: list[Int]
    targets: list[Int]
    critical: Int
    total: Float
    squares: Float
    iterations: int = 0
    is_complete: bool = True

    @classmethod
    def empty(cls, n: int) -> Samples:
        """Nothing yet, of `n` rows."""
        return cls([], [], np.zeros(n, dtype=np.int64), np.zeros(n), np.zeros(n))

    def add(self, tally: Tally) -> None:
        """Take one chunk; always in the order of the blocks, so that sums never depend on threads."""
        self.finish.append(tally.finish)
        self.targets.append(tally.targets)
        self.critical += tally.critical
        self.total += tally.total
        self.squares += tally.squares
        self.iterations += len(tally.finish)

    def target_codes(self, k: int) -> Int:
        """What the runner gave for target number `k`, by iteration; nothing for one that cannot move."""
        parts = [part[k] for part in self.targets if k < len(part)]
        return np.concatenate(parts) if parts else np.zeros(self.iterations, dtype=np.int64)


def default_calendar(network: Network) -> WorkCalendar:
    """The calendar in which the project itself is counted."""
    return network.calendars.calendar(network.options.default_calendar)


def row_calendar(network: Network, row: int) -> WorkCalendar:
    """The calendar of a row; the project's where its duration is elapsed time."""
    index = int(network.calendar[row])
    if index < 0 or network.elapsed[row]:
        return default_calendar(network)
    return network.calendars.calendar(index)


def make_answer(
    runner: Runner,
    draws: Draws,
    samples: Samples,
    choice: Choice,
    *,
    plan: Result,
    targets: tuple[int, ...],
    costs: Costs | None,
    focus: int | None,
) -> Simulation:
    """Percentiles, indices and cost; rankings by removal come later."""
    network, count = runner.network, samples.iterations
    finish = np.concatenate(samples.finish)
    project = TargetResult(-1, plan.project_finish, finish, default_calendar(network))
    found = {
        row: TargetResult(
            row, int(plan.finish[row]), runner.target_instants(k, samples.target_codes(k)), row_calendar(network, row)
        )
        for k, row in enumerate(targets)
    }
    subject = project if focus is None else found[focus]
    criticality = samples.critical / count
    deviation = np.sqrt(np.maximum(samples.squares - samples.total**2 / count, 0.0) / max(count - 1, 1))
    spread = subject.sd_minutes
    cost, planned_cost = simulated_cost(network, draws, choice, project, costs)
    return Simulation(
        iterations=count,
        seed=choice.seed,
        project=project,
        targets=found,
        criticality=criticality,
        cruciality=rank_durations(draws, choice, subject.samples_ordinal),
        schedule_sensitivity=criticality * deviation / spread if spread > 0 else np.zeros_like(criticality),
        duration_sd=deviation,
        mean_duration=work_of(network).done + draws.rows["base"] + samples.total / count,
        merge_bias_minutes=project.mean_ordinal - _finish_at_means(runner, draws, samples, project),
        drivers=(),
        tasks=(),
        cost=cost,
        deterministic_cost=planned_cost,
        method=runner.method,
        is_complete=samples.is_complete,
    )


def _finish_at_means(runner: Runner, draws: Draws, samples: Samples, project: TargetResult) -> int:
    """Ordinal of the project finish when every task takes its mean simulated duration."""
    means = certain(draws, mean_minutes(draws, samples.total, samples.iterations))
    tally = runner.run(means, Choice(0, 0, -1, -1, -1), 0, 1)
    return project.calendar.ord(int(tally.finish[0]))
