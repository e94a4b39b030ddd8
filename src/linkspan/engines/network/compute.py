"""One computation: order, forward, backward, floats, problems."""

from __future__ import annotations

from typing import Any

import numpy as np

from linkspan.engines.calendar import LAST_MINUTE
from linkspan.engines.network.arrays import Net, build_net
from linkspan.engines.network.model import (
    NO_TIME,
    Constraint,
    Network,
    NetworkCycle,
    Problem,
    Reason,
    Result,
)


def compute(network: Network) -> Result:
    """Early, late and scheduled dates, floats and drivers of every row.

    Raises `NetworkCycle` naming the loops. Links that cannot count, constraints that logic breaks and dates beyond
    1900-2200 come back as `Result.problems`. Method: critical path method on interval calendars, PMBOK and the GAO
    Schedule Assessment Guide for the terms, Microsoft Project for what the standards leave open.
    """
    from linkspan.engines.network.order import find_cycles, topological_order

    net, problems = build_net(network)
    order = topological_order(net)
    if len(order) < network.n_tasks + int(net.tasks["summary"].sum()):
        raise NetworkCycle(find_cycles(net, order))
    _passes(network, net, order)
    return _result(network, net, [*problems, *_problems(network, net)])


def _passes(network: Network, net: Net, order: Any) -> None:
    """Fill the state: forward, backward, once more forward past ALAP tasks, floats."""
    from linkspan.engines.network.backward import backward_pass
    from linkspan.engines.network.floats import compute_floats
    from linkspan.engines.network.forward import forward_pass

    options, choice = network.options, net.choice[0]
    fixed_finish = options.must_finish != NO_TIME
    leaf = net.tasks["summary"] == 0
    if options.schedule_from_finish and fixed_finish and network.n_tasks:
        choice["project_finish"] = options.must_finish
        backward_pass(net, order)
        choice["project_start"] = net.state["late_start"][leaf].min()
    forward_pass(net, order)
    counted = leaf & (net.tasks["active"] == 1)
    finish = net.state["finish"][counted].max() if counted.any() else choice["project_start"]
    choice["project_finish"] = options.must_finish if fixed_finish else finish
    backward_pass(net, order)
    if _pin_alap(net):
        forward_pass(net, order)
    compute_floats(net)


def _pin_alap(net: Net) -> bool:
    """Move ALAP tasks to their late dates, as Microsoft Project does; true where any moved."""
    tasks, state = net.tasks, net.state
    waits = (tasks["constraint"] == Constraint.ALAP) & (tasks["summary"] == 0)
    waits &= (tasks["actual_start"] == NO_TIME) & (tasks["manual_start"] == NO_TIME)
    waits &= (state["late_start"] != state["early_start"]) | (state["late_finish"] != state["early_finish"])
    state["start"][waits], state["finish"][waits] = state["late_start"][waits], state["late_finish"][waits]
    state["reason"][waits], state["link"][waits], state["pinned"][waits] = Reason.ALAP, -1, 1
    return bool(waits.any())


_COLUMNS = (
    "start",
    "finish",
    "early_start",
    "early_finish",
    "late_start",
    "late_finish",
    "total_float",
    "free_float",
)


def _result(network: Network, net: Net, problems: list[Problem]) -> Result:
    state, tasks = net.state, net.tasks
    open_work = (tasks["actual_finish"] == NO_TIME) & (tasks["active"] == 1)
    counted = (tasks["summary"] == 0) & (tasks["active"] == 1)
    start = int(net.choice[0]["project_start"])
    columns: dict[str, Any] = {name: np.ascontiguousarray(state[name]) for name in _COLUMNS}
    return Result(
        **columns,
        critical=(state["total_float"] <= network.options.critical_threshold) & open_work,
        driving_link=state["link"].astype(np.int32),
        driving_reason=state["reason"].astype(np.int8),
        project_start=start,
        project_finish=int(state["finish"][counted].max()) if counted.any() else start,
        problems=tuple(problems),
    )


def _problems(network: Network, net: Net) -> list[Problem]:
    tasks, state = net.tasks, net.state
    found: list[Problem] = []
    leaf = (tasks["summary"] == 0) & (tasks["active"] == 1)
    for i in np.flatnonzero(state["conflict"] == 1):
        params = {"constraint": int(tasks["constraint"][i]), "date": int(tasks["constraint_date"][i])}
        found.append(Problem("constraint_conflict", "warning", (int(i),), params=params))
    dated = (tasks["constraint"] >= Constraint.MSO) & (tasks["constraint_date"] == NO_TIME)
    found += [Problem("constraint_without_date", "warning", (int(i),)) for i in np.flatnonzero(dated)]
    missed = leaf & (tasks["deadline"] != NO_TIME) & (state["finish"] > tasks["deadline"]) & (state["total_float"] < 0)
    for i in np.flatnonzero(missed):
        found.append(Problem("deadline_missed", "warning", (int(i),), params={"deadline": int(tasks["deadline"][i])}))
    early = leaf & (state["start"] < network.project_start) & (state["reason"] == Reason.LINK)
    found += [Problem("before_project_start", "warning", (int(i),)) for i in np.flatnonzero(early)]
    for i in np.flatnonzero(leaf & (state["finish"] >= LAST_MINUTE)):
        found.append(Problem("beyond_calendar", "error", (int(i),)))
    must = network.options.must_finish
    if must != NO_TIME and leaf.any() and int(state["finish"][leaf].max()) > must:
        found.append(Problem("must_finish_missed", "warning", params={"must_finish": must}))
    return found
