"""The passes by the rules of Primavera P6: remaining work from the data date, expired lag, mandatory dates."""

from __future__ import annotations

from typing import Any

from linkspan.engines._compiled import inline_kernel, kernel
from linkspan.engines.calendar.kernels import cal_add, cal_inv_finish, cal_inv_start, cal_ord
from linkspan.engines.network.backward import close_gate, late_caps, roll_up_late
from linkspan.engines.network.bounds import as_finish, as_start, is_span_kind, shift, start_instant
from linkspan.engines.network.forward import constrain, expect_finish, open_gate, restore
from linkspan.engines.network.p6_bounds import left_lag, pred_bound_p6, succ_bound_p6
from linkspan.engines.network.spread import backward_value, forward_value, spread_backward, spread_forward
from linkspan.engines.network.terms import NO_TIME

_NO = NO_TIME
_PROJECT_START, _LINK, _CONSTRAINT, _ACTUAL, _DATA_DATE = 1, 2, 3, 4, 5
_ALAP, _PARENT_LINK, _EXTERNAL, _CHILDREN = 8, 11, 13, 7
_FINISH_MILESTONE, _START_MILESTONE = 1, 5
_BY_START, _BY_FINISH = 1, 2
_ALAP_KIND, _MANDATORY_START, _MANDATORY_FINISH = 1, 10, 11


@kernel
def forward_pass_p6(net: Any, order: Any, dirty: Any, slot_of: Any) -> None:
    """As `forward.forward_pass`."""
    n = len(net.tasks)
    every = len(dirty) == 0
    for slot in range(len(order)):
        if not every and dirty[slot] == 0:
            continue
        node = order[slot]
        before = forward_value(net, node)
        if node >= n:
            roll_up_p6(net, node - n)
        elif net.tasks[node]["summary"] == 1:
            open_gate(net, node)
        elif not is_span_kind(net.tasks[node]["kind"]):
            _schedule(net, node)
        if not every and forward_value(net, node) != before:
            spread_forward(net, node, dirty, slot_of)


@inline_kernel
def _logic(net: Any, i: int) -> Any:
    """The position that links, the parent's gate and the project start ask for; stores the driver."""
    row = net.state[i]
    task = net.tasks[i]
    best = _NO
    for slot in range(net.ptr[i]["into"], net.ptr[i + 1]["into"]):
        position = pred_bound_p6(net, net.items[slot])
        if position > best:
            best = position
            row["link"] = net.items[slot]
            row["reason"] = _LINK
    if task["parent"] >= 0 and task["status"] == 0:
        gate = net.gates[net.tasks[task["parent"]]["gate"]]
        if gate["gate"] != _NO and as_start(net, i, gate["gate"]) > best:
            best = as_start(net, i, gate["gate"])
            row["link"] = gate["link"]
            row["reason"] = _PARENT_LINK if gate["link"] >= 0 else _CONSTRAINT
    choice = net.choice[task["project"]]
    if best == _NO and task["status"] == 1 and choice["keeps"] == 1:
        row["reason"] = _ACTUAL
        row["link"] = -1
        return as_start(net, i, net.rare[task["rare"]]["went_on"])
    # Nothing is left to do before the data date.
    floor = as_start(net, i, choice["data_date"])
    if best < floor:
        row["reason"] = _PROJECT_START if best == _NO and task["status"] == 0 else _DATA_DATE
        row["link"] = -1
        best = floor
    return best


@inline_kernel
def _schedule(net: Any, i: int) -> None:
    """Early dates of the remaining work of one task without children."""
    task = net.tasks[i]
    row = net.state[i]
    row["conflict"] = 0
    rare = net.rare[task["rare"]]
    restore(net, i)
    position = _logic(net, i)
    if task["status"] == 0:
        position = constrain(net, i, position, rare["constraint"], rare["constraint_date"])
        position = constrain(net, i, position, rare["constraint2"], rare["constraint2_date"])
    if task["status"] < 2:
        wanted = rare["resume"] if task["status"] == 1 else rare["external_early_start"]
        if wanted != _NO and as_start(net, i, wanted) > position:
            position = as_start(net, i, wanted)
            row["link"] = -1
            row["reason"] = _ACTUAL if task["status"] == 1 else _EXTERNAL
        expect_finish(net, i, position)
    _place(net, i, position)
    row["start"] = row["early_start"] if task["status"] == 0 else rare["actual_start"]
    row["finish"] = rare["actual_finish"] if task["status"] == 2 else row["early_finish"]
    if task["status"] == 2:
        row["reason"] = _ACTUAL
        row["link"] = -1


@inline_kernel
def _place(net: Any, i: int, position: int) -> None:
    """Early dates from a position: a finish milestone may end a working period, all else moves to where work begins."""
    task = net.tasks[i]
    row = net.state[i]
    c = task["calendar"]
    if task["point"] == 0:
        row["early_start"] = cal_inv_start(net.cals, c, position)
        row["early_finish"] = cal_inv_finish(net.cals, c, position + task["remaining"])
        return
    t = position
    if task["kind"] == _FINISH_MILESTONE:
        t = start_instant(net, i, position)
    elif task["status"] < 2:
        t = cal_inv_start(net.cals, c, cal_ord(net.cals, c, position))
    row["early_start"] = row["early_finish"] = t


@inline_kernel
def roll_up_p6(net: Any, s: int) -> None:
    """Early and scheduled dates of summary `s` from its active children; its project's data date without any."""
    row = net.state[s]
    first, last, start, finish = _NO, _NO, _NO, _NO
    for slot in range(net.ptr[s]["child"], net.ptr[s + 1]["child"]):
        c = net.items[slot]
        child = net.state[c]
        if net.tasks[c]["active"] == 0 or child["early_start"] == _NO:
            continue
        first = child["early_start"] if first == _NO else min(first, child["early_start"])
        start = child["start"] if start == _NO else min(start, child["start"])
        last = max(last, child["early_finish"])
        finish = max(finish, child["finish"])
    if first == _NO:
        first = last = start = finish = net.choice[net.tasks[s]["project"]]["data_date"]
    row["early_start"] = first
    row["early_finish"] = last
    row["start"] = start
    row["finish"] = finish
    row["reason"] = _CHILDREN


@kernel
def backward_pass_p6(net: Any, order: Any, dirty: Any, slot_of: Any) -> None:
    """As `backward.backward_pass`; tasks as late as possible move their early dates to those of their successors."""
    n = len(net.tasks)
    every = len(dirty) == 0
    for slot in range(len(order) - 1, -1, -1):
        if not every and dirty[slot] == 0:
            continue
        node = order[slot]
        before = backward_value(net, node)
        if node >= n:
            close_gate(net, node - n)
        elif net.tasks[node]["summary"] == 1:
            roll_up_late(net, node)
        elif not is_span_kind(net.tasks[node]["kind"]):
            _schedule_late(net, node)
            if net.rare[net.tasks[node]["rare"]]["constraint"] == _ALAP_KIND and net.tasks[node]["status"] == 0:
                _as_late_as_possible(net, node)
        if not every and (dirty[slot] == 3 or backward_value(net, node) != before):
            spread_backward(net, node, dirty[slot], dirty, slot_of)


@inline_kernel
def _late_logic(net: Any, i: int) -> Any:
    best = _NO
    for slot in range(net.ptr[i]["out"], net.ptr[i + 1]["out"]):
        position = succ_bound_p6(net, net.items[slot])
        if position != _NO and (best == _NO or position < best):
            best = position
    parent = net.tasks[i]["parent"]
    if parent >= 0:
        cap = net.gates[net.tasks[parent]["gate"]]["cap"]
        if cap != _NO:
            position = as_finish(net, i, cap)
            best = position if best == _NO else min(best, position)
    choice = net.choice[net.tasks[i]["project"]]
    if best == _NO:
        external = net.rare[net.tasks[i]["rare"]]["external_late_finish"]
        return as_finish(net, i, choice["project_finish"] if external == _NO else external)
    return min(best, as_finish(net, i, choice["latest"]))


@inline_kernel
def _schedule_late(net: Any, i: int) -> None:
    task = net.tasks[i]
    row = net.state[i]
    c = task["calendar"]
    position = _late_logic(net, i)
    if task["status"] < 2 and task["rare"] > 0:
        position = late_caps(net, i, position)
    if task["point"] == 0:
        row["late_start"] = cal_inv_start(net.cals, c, position)
        row["late_finish"] = cal_inv_finish(net.cals, c, position + task["remaining"])
    else:
        t = position
        if task["status"] < 2:
            t = cal_inv_finish(net.cals, c, cal_ord(net.cals, c, position))
        row["late_start"] = row["late_finish"] = t
        if task["kind"] == _START_MILESTONE:
            row["late_start"] = cal_inv_start(net.cals, c, cal_ord(net.cals, c, position))
    row["late_resume"] = row["late_start"]


@inline_kernel
def _as_late_as_possible(net: Any, i: int) -> None:
    """Early dates of task `i` just before those of its successors: all free float is used."""
    row = net.state[i]
    best = _NO
    for slot in range(net.ptr[i]["out"], net.ptr[i + 1]["out"]):
        k = net.items[slot]
        kind = net.links[k]["type"]
        if kind == 3:
            continue
        follower = net.state[net.links[k]["succ"]]
        t = shift(net, k, follower["early_finish"] if kind == 2 else follower["early_start"], -1)
        position = as_start(net, i, t) if kind == 1 else as_finish(net, i, t)
        best = position if best == _NO else min(best, position)
    if best == _NO:
        best = as_finish(net, i, net.choice[net.tasks[i]["project"]]["project_finish"])
    if best > as_start(net, i, row["early_start"]):
        _place(net, i, best)
        row["start"], row["finish"] = row["early_start"], row["early_finish"]
        row["reason"] = _ALAP
        row["link"] = -1


@kernel
def compute_floats_p6(net: Any, basis: int, rows: Any) -> None:
    """As `floats.compute_floats`; free float is the smallest gap to the early dates of successors."""
    every = len(rows) == 0
    for at in range(len(net.tasks) if every else len(rows)):
        i = at if every else rows[at]
        task = net.tasks[i]
        net.floats[i, 0] = net.floats[i, 1] = 0
        if task["status"] == 2 or net.state[i]["late_finish"] == _NO:
            continue
        row = net.state[i]
        c = task["calendar"]
        by_start = cal_ord(net.cals, c, row["late_start"]) - cal_ord(net.cals, c, row["early_start"])
        by_finish = cal_ord(net.cals, c, row["late_finish"]) - cal_ord(net.cals, c, row["early_finish"])
        if basis == _BY_START:
            net.floats[i, 0] = by_start
        elif basis == _BY_FINISH or task["status"] == 1:
            net.floats[i, 0] = by_finish
        else:
            net.floats[i, 0] = min(by_start, by_finish)
        if task["summary"] == 1:
            net.floats[i, 1] = max(0, net.floats[i, 0])
        elif not is_span_kind(task["kind"]):
            net.floats[i, 1] = _free_float(net, i)


@inline_kernel
def _free_float(net: Any, i: int) -> Any:
    row = net.state[i]
    c = net.tasks[i]["calendar"]
    rare = net.rare[net.tasks[i]["rare"]]
    if rare["expected_finish"] != _NO or rare["constraint"] == _MANDATORY_FINISH:
        return 0
    best = _NO
    for slot in range(net.ptr[i]["out"], net.ptr[i + 1]["out"]):
        k = net.items[slot]
        link = net.links[k]
        kind = link["type"]
        if net.tasks[link["succ"]]["active"] == 0:
            continue
        follower = net.state[link["succ"]]
        t = follower["early_start"] if kind < 2 else follower["early_finish"]
        own = row["early_finish"] if kind in (0, 2) else row["early_start"]
        lag = left_lag(net, k) if kind == 1 and net.tasks[i]["status"] > 0 else link["lag"]
        if link["calendar"] < 0:
            own += lag
        elif lag != 0:
            own = cal_add(net.cals, link["calendar"], own, lag)
        slack = cal_ord(net.cals, c, t) - cal_ord(net.cals, c, own)
        best = slack if best == _NO else min(best, slack)
    if best == _NO:
        if rare["constraint"] == _MANDATORY_START:
            return 0
        end = net.choice[net.tasks[i]["project"]]["project_finish"]
        best = min(net.floats[i, 0], cal_ord(net.cals, c, end) - cal_ord(net.cals, c, row["early_finish"]))
    return max(0, best)
