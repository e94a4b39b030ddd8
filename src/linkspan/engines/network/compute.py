"""One computation: order, forward, backward, floats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linkspan.engines.network.arrays import Net, build_net, has_spans
from linkspan.engines.network.model import FLOAT_BASES, Network
from linkspan.engines.network.result import NetworkCycle, Problem, Result
from linkspan.engines.network.terms import NO_TIME, Constraint, Reason

NO_MARKS: NDArray[np.int8] = np.zeros(0, dtype=np.int8)
NO_SLOTS: NDArray[np.int32] = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Rules:
    """The compiled passes of a flavour: forward and backward (net, order, marks, slots), floats (net, basis, rows)."""

    forward: Callable[..., None]
    backward: Callable[..., None]
    floats: Callable[..., None]


def rules_of(flavour: str) -> Rules:
    """The passes of a flavour; each is compiled when first used."""
    if flavour == "p6":
        from linkspan.engines.network.p6_passes import backward_pass_p6, compute_floats_p6, forward_pass_p6

        return Rules(forward_pass_p6, backward_pass_p6, compute_floats_p6)
    from linkspan.engines.network.backward import backward_pass
    from linkspan.engines.network.floats import compute_floats
    from linkspan.engines.network.forward import forward_pass

    return Rules(forward_pass, backward_pass, compute_floats)


def compute(network: Network) -> Result:
    """Early, late and scheduled dates, floats and drivers of every row.

    Raises `NetworkCycle` naming the loops. Links that cannot count, constraints that logic breaks and dates beyond
    1900-2200 come back as `Result.problems`. Method: critical path method on interval calendars, PMBOK and the GAO
    Schedule Assessment Guide for the terms, Microsoft Project or Primavera P6 for what the standards leave open.
    """
    net, problems = build_net(network)
    run_passes(network, net, ordered(net))
    return make_result(network, net, tuple(problems))


def ordered(net: Net) -> NDArray[np.int32]:
    """Topological order of the nodes. Raises `NetworkCycle`."""
    from linkspan.engines.network.order import find_cycles, topological_order

    order: NDArray[np.int32] = topological_order(net)
    if len(order) < len(net.tasks) + len(net.gates):
        raise NetworkCycle(find_cycles(net, order))
    return order


def run_passes(network: Network, net: Net, order: NDArray[np.int32]) -> None:
    """Fill the state: forward, backward, once more forward past ALAP tasks, floats."""
    rules = rules_of(network.options.flavour)
    if network.options.schedule_from_finish:
        _start_from_finish(net, order, rules)
    rules.forward(net, order, NO_MARKS, NO_SLOTS)
    set_project_finishes(network, net, last_finishes(net))
    rules.backward(net, order, NO_MARKS, NO_SLOTS)
    if network.options.flavour == "msp" and _pin_alap(net):
        rules.forward(net, order, NO_MARKS, NO_SLOTS)
    finish_passes(network, net, order)
    rules.floats(net, FLOAT_BASES.index(network.options.float_basis), NO_SLOTS)


def finish_passes(network: Network, net: Net, order: NDArray[np.int32]) -> None:
    """What waits for the passes: level of effort and its like; summaries over P6 tasks that are late as possible."""
    moved = network.options.flavour == "p6" and len(net.gates) > 0 and has_alap(net)
    if moved or has_spans(network):
        from linkspan.engines.network.spans import span_pass

        span_pass(net, order)


def _start_from_finish(net: Net, order: NDArray[np.int32], rules: Rules) -> None:
    """The latest project start that still meets the must-finish date."""
    leaf = net.tasks["summary"] == 0
    for choice in net.choice:
        choice["project_finish"] = choice["must_finish"]
        if choice["must_finish"] == NO_TIME or not leaf.any():
            return
    rules.backward(net, order, NO_MARKS, NO_SLOTS)
    for number, choice in enumerate(net.choice):
        rows = leaf & (net.tasks["project"] == number)
        if rows.any():
            choice["project_start"] = net.state["late_start"][rows].min()


def last_finishes(net: Net) -> list[int]:
    """The latest scheduled finish of each project; its start where nothing is scheduled."""
    from linkspan.engines.network.spread import last_finish

    found = np.full(len(net.choice), NO_TIME, dtype=np.int64)
    last_finish(net, found)
    return [int(x) for x in np.where(found == NO_TIME, net.choice["project_start"], found)]


def set_project_finishes(network: Network, net: Net, last: list[int]) -> bool:
    """From where late dates count back: must-finish dates, else the last finish; true where that changed."""
    if not network.options.float_by_project:
        last = [max(last)] * len(last)
    must = net.choice["must_finish"]
    finishes = np.where(must == NO_TIME, np.array(last, dtype=np.int64), must)
    latest = np.maximum(finishes, last)
    changed = bool((finishes != net.choice["project_finish"]).any() or (latest != net.choice["latest"]).any())
    net.choice["project_finish"], net.choice["latest"] = finishes, latest
    return changed


def has_alap(net: Net) -> bool:
    """Whether any row is to be as late as possible."""
    return bool((net.rare["constraint"] == Constraint.ALAP).any())


def _pin_alap(net: Net) -> bool:
    """Move ALAP tasks to their late dates, as Microsoft Project does; true where any moved."""
    if not has_alap(net):
        return False
    tasks, state, rare = net.tasks, net.state, net.rare[net.tasks["rare"]]
    waits = (rare["constraint"] == Constraint.ALAP) & (tasks["summary"] == 0)
    waits &= (tasks["status"] == 0) & (rare["manual_start"] == NO_TIME)
    waits &= (state["late_start"] != state["early_start"]) | (state["late_finish"] != state["early_finish"])
    state["start"][waits], state["finish"][waits] = state["late_start"][waits], state["late_finish"][waits]
    state["reason"][waits], state["link"][waits], state["pinned"][waits] = Reason.ALAP, -1, 1
    return bool(waits.any())


_COLUMNS = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish")


def make_result(network: Network, net: Net, problems: tuple[Problem, ...]) -> Result:
    """The columns of a computed net."""
    state = net.state
    columns: dict[str, Any] = {name: state[name].copy() for name in _COLUMNS}
    finishes = tuple(last_finishes(net))
    result = Result(
        **columns,
        total_float=net.floats[:, 0].copy(),
        free_float=net.floats[:, 1].copy(),
        critical=by_float(network, net),
        driving_link=state["link"].copy(),
        driving_reason=state["reason"].copy(),
        conflict=state["conflict"] == 1,
        project_start=int(net.choice["project_start"].min()),
        project_finish=max(finishes),
        project_finishes=finishes,
        network=network,
        _net=lambda: net,
        _link_problems=problems,
    )
    if network.options.critical_by == "longest":
        result.critical[:] = result.longest_path & (net.tasks["status"] < 2)
    if network.options.flavour == "p6":
        mark_summaries(net, result.critical)
    return result


def mark_summaries(net: Net, critical: NDArray[np.bool_]) -> None:
    """Critical where a child is (P6), from the bottom up."""
    parent = net.tasks["parent"]
    critical[net.tasks["summary"] == 1] = False
    above = np.unique(parent[critical & (parent >= 0)])
    while len(above):
        critical[above] = True
        above = np.unique(parent[above][parent[above] >= 0])


def by_float(network: Network, net: Net, rows: Any = slice(None)) -> NDArray[np.bool_]:
    """Open rows with total float at most the threshold."""
    tight = net.floats[rows, 0] <= network.options.critical_threshold
    return np.asarray(tight & (net.tasks["status"][rows] < 2) & (net.tasks["active"][rows] == 1))
