"""Monte Carlo simulation of a schedule network: how likely a date is, and what it hangs on.

    from linkspan.engines.simulate import Estimates, RiskDriver, simulate

    estimates = Estimates.build(n, "triangular", low=low, mode=mode, high=high)      # working minutes, NaN = certain
    driver = RiskDriver("late interface data", 0.4, 1.0, 1.2, 1.6, tasks=(3, 4, 5))
    answer = simulate(network, estimates, drivers=[driver], correlation=0.3, iterations=10_000, seed=1, targets=[7])
    answer.project.percentiles[80], answer.targets[7].probability_of(date), answer.criticality, answer.drivers

Model. The remaining minutes of a task are (estimate) x (multipliers of the drivers that occur), rounded to whole
minutes, at least one. An estimate is triangular, PERT, uniform, a triangle by its P10 and P90 (trigen), lognormal or
the plan's duration times an observed ratio (reference class). A driver is drawn once an iteration for all its tasks,
which is where most correlation comes from; the rest may be given as a Gaussian copula with one factor for each group.
Completed tasks and dates set by hand do not move, of a started task only what remains; summaries, levels of effort
and hammocks follow. A lag in percent is a share of the planned duration. Cost is fixed cost (with a factor of its own),
cost for each working minute of a task, and cost for each working minute of the project.

Time. Every date is exact in the calendars of the plan: with all durations as planned an iteration gives the dates of
`network.compute` to the minute. Where all tasks share a calendar the loop adds whole working minutes, 64 iterations
side by side, and looks instants up at the end; a link between two calendars, or with an elapsed lag, is looked up
exactly inside the loop. Before it starts, this fast form is compared with `network.compute`, task by task; where it
differs (rules of P6, "as late as possible", levelling delays, scheduling from the finish) every iteration runs the
compiled passes of the network instead: right, and many times slower. `Simulation.method` says which it was.

Critical in an iteration is what drives the finish: the tasks from which links without slack lead to the last finish (or
to `focus`), P6's longest path. For a plan without late dates on one calendar that is the same as total float zero.

Chance. Every (seed, key of the task, block of 64 iterations) has a stream of its own, so an answer depends on nothing
but plan, estimates and seed: not on the number of threads, and a driver or a task that is taken away leaves the random
numbers of all others as they were. Percentiles are order statistics. Memory is that of some blocks and the samples of
the targets, whatever the number of iterations: durations are never kept but drawn again where ranks need them.

Refused input raises `SimulationError` with `code` and `text(lang)` in Chinese and English; rows count from 0 here and
from 1 in its sentences. Instants are local minutes since 1970, durations working minutes.
"""

from linkspan.engines.simulate.messages import Cancelled, SimulationError
from linkspan.engines.simulate.model import Correlation, Costs, Distribution, Estimates, RiskDriver
from linkspan.engines.simulate.result import PERCENTILES, DriverRank, Simulation, TargetResult, TaskRank
from linkspan.engines.simulate.run import simulate
from linkspan.engines.simulate.warm import warm_up

__all__ = [
    "PERCENTILES",
    "Cancelled",
    "Correlation",
    "Costs",
    "Distribution",
    "DriverRank",
    "Estimates",
    "RiskDriver",
    "Simulation",
    "SimulationError",
    "TargetResult",
    "TaskRank",
    "simulate",
    "warm_up",
]
