"""The simulation itself: arguments, rounds on threads, the stop rule, and the answer."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from linkspan.engines.network import Network, compute
from linkspan.engines.simulate.answer import Samples, default_calendar, make_answer
from linkspan.engines.simulate.arrays import LANES, Choice, Draws, Tally
from linkspan.engines.simulate.draws import build_draws
from linkspan.engines.simulate.messages import Cancelled, SimulationError
from linkspan.engines.simulate.model import Correlation, Costs, Estimates, RiskDriver, check_drivers, correlation_of
from linkspan.engines.simulate.ranking import rank_removals
from linkspan.engines.simulate.relax import relaxed, with_fixed_lags
from linkspan.engines.simulate.result import Simulation, quantile_error
from linkspan.engines.simulate.runners import NOTHING, Runner, make_runner

Int = NDArray[np.int64]
Float = NDArray[np.float64]

MOST_ITERATIONS = 10_000_000
#: Blocks that one thread computes at a time: long enough to be worth a hand-over, short enough to stop soon.
_BLOCKS = 8
CHUNK = _BLOCKS * LANES
#: No stop before so many iterations: the error of a quantile is itself uncertain.
LEAST_ITERATIONS = 2 * CHUNK
_STOP_QUANTILE = 0.8


def simulate(
    network: Network,
    estimates: Estimates,
    *,
    drivers: Sequence[RiskDriver] = (),
    correlation: float | Correlation = 0.0,
    iterations: int = 10_000,
    seed: int = 1,
    threads: int | None = None,
    targets: Sequence[int] | None = None,
    tolerance_minutes: float | None = None,
    costs: Costs | None = None,
    focus: int | None = None,
    relax_late_constraints: bool = False,
    rank_drivers: bool = True,
    rank_tasks: int = 0,
    on_progress: Callable[[int, int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Simulation:
    """Monte Carlo simulation of `network`: finishes of the project and of `targets` (rows) over all iterations.

    `tolerance_minutes` stops as soon as the standard error of the project's P80 is below it (working minutes), never
    before `LEAST_ITERATIONS`. `focus` is the row that criticality and the rankings are about (default: the project).
    `relax_late_constraints` takes "no later than" dates away and turns fixed dates into "no earlier than", as the
    standards ask before a risk analysis. `rank_drivers` repeats the run once for every driver without it, `rank_tasks`
    once for each of that many most sensitive tasks held at its planned duration, always with the same random numbers;
    tasks are not ranked where every iteration is a full computation, it would take minutes.
    `on_progress(done, total)`; `should_stop()` true ends with what is there, `Cancelled` where that is nothing.
    The same seed gives the same answer whatever the number of threads. Raises `SimulationError`, `NetworkCycle`.
    Source: AACE 57R-09 (risk drivers), GAO Schedule Assessment Guide (2015), best practice 8.
    """
    asked = [*(targets or ()), *(() if focus is None else (focus,))]
    rows = _check(network, estimates, iterations, seed, threads=threads, tolerance=tolerance_minutes, targets=asked)
    check_drivers(drivers, network.n_tasks)
    groups = correlation_of(correlation, network.n_tasks)
    plan = compute(network)
    draws = build_draws(network, estimates, drivers=drivers, correlation=groups, costs=costs)
    free = with_fixed_lags(relaxed(network) if relax_late_constraints else network)
    runner = make_runner(free, rows, compute(free) if relax_late_constraints else plan, draws)
    towards = -1 if focus is None else runner.focus_of(focus)
    choice = Choice(seed, int(towards != NOTHING), towards, -1, -1)
    rounds = Rounds(runner, draws, iterations, threads, tolerance_minutes, on_progress, should_stop)
    samples = rounds.run(choice)
    answer = make_answer(runner, draws, samples, choice, plan=plan, targets=rows, costs=costs, focus=focus)
    if samples.is_complete:
        # The same iterations again without one thing: no stop rule, and nobody waits for a second progress bar.
        again = replace(rounds, iterations=samples.iterations, tolerance=None, on_progress=None)
        names = [driver.name for driver in drivers] if rank_drivers else []

        def finishes(without: Choice) -> Int:
            repeated = again.run(without)
            if focus is None:
                return np.concatenate(repeated.finish)
            k = rows.index(focus)
            return runner.target_instants(k, repeated.target_codes(k))

        tasks = rank_tasks if runner.method == "lanes" else 0
        answer = rank_removals(answer, finishes, choice, names=names, tasks=tasks, focus=focus)
    return answer


def _check(
    network: Network,
    estimates: Estimates,
    iterations: int,
    seed: int,
    *,
    threads: int | None,
    tolerance: float | None,
    targets: Sequence[int],
) -> tuple[int, ...]:
    """Raise `SimulationError` for what cannot be; the target rows, each once."""
    n = network.n_tasks
    if len(estimates) != n:
        raise SimulationError("length", name="estimates", found=len(estimates), wanted=n)
    if not 1 <= iterations <= MOST_ITERATIONS:
        raise SimulationError("iterations", value=iterations, limit=MOST_ITERATIONS)
    if not 0 <= seed < 1 << 63:
        raise SimulationError("seed", value=seed)
    if threads is not None and threads < 1:
        raise SimulationError("threads", value=threads)
    if tolerance is not None and not tolerance > 0:
        raise SimulationError("tolerance", value=float(tolerance))
    rows = tuple(dict.fromkeys(int(row) for row in targets))
    parents = set(network.parent[network.parent >= 0].tolist())
    for row in rows:
        if not 0 <= row < n or not network.active[row] or (network.kind[row] in (3, 4, 6) and row not in parents):
            raise SimulationError("target", row=row)
    if not network.active.any():
        raise SimulationError("nothing_to_simulate")
    return rows


@dataclass(slots=True)
class Rounds:
    """How the chunks of one run are computed."""

    runner: Runner
    draws: Draws
    iterations: int
    threads: int | None
    tolerance: float | None
    on_progress: Callable[[int, int], None] | None
    should_stop: Callable[[], bool] | None

    def run(self, choice: Choice) -> Samples:
        """All chunks, or fewer where the error is small enough or somebody stops it. Raises `Cancelled`."""
        n = len(self.draws.rows)
        samples = Samples.empty(n)
        for tally in self._tallies(choice):
            samples.add(tally)
            if self.on_progress is not None:
                self.on_progress(samples.iterations, self.iterations)
            if self._is_precise(samples):
                break
            if samples.iterations < self.iterations and self.should_stop is not None and self.should_stop():
                samples.is_complete = False
                break
        if not samples.iterations:
            raise Cancelled
        return samples

    def _tallies(self, choice: Choice) -> Iterator[Tally]:
        """Chunks in the order of their blocks, computed a few ahead by the threads."""
        starts = range(0, self.iterations, CHUNK)
        if self.should_stop is not None and self.should_stop():
            return
        threads = min(self.threads or _processors(), len(starts))
        if threads == 1:
            for start in starts:
                yield self._chunk(choice, start)
            return
        with ThreadPoolExecutor(threads, thread_name_prefix="simulate") as pool:
            ahead: deque[Future[Tally]] = deque()
            try:
                for start in starts:
                    ahead.append(pool.submit(self._chunk, choice, start))
                    if len(ahead) > 2 * threads:
                        yield ahead.popleft().result()
                while ahead:
                    yield ahead.popleft().result()
            finally:
                for future in ahead:
                    future.cancel()

    def _chunk(self, choice: Choice, start: int) -> Tally:
        count = min(CHUNK, self.iterations - start)
        return self.runner.run(self.draws, choice, start // LANES, count)

    def _is_precise(self, samples: Samples) -> bool:
        if self.tolerance is None or samples.iterations < LEAST_ITERATIONS:
            return False
        calendar = default_calendar(self.runner.network)
        ordinals = np.sort(calendar.ord_many(np.concatenate(samples.finish)))
        return quantile_error(ordinals, _STOP_QUANTILE) < self.tolerance


def _processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1
