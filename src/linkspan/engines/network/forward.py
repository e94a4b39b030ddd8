"""The forward pass: early dates, drivers, gates of summaries, roll-up of early dates (rules of MS Project)."""

from __future__ import annotations

from typing import Any

from linkspan.engines._compiled import inline_kernel, kernel
from linkspan.engines.calendar.kernels import cal_inv_finish, cal_ord
from linkspan.engines.network.bounds import (
    as_finish,
    as_start,
    finish_instant,
    is_span_kind,
    pred_bound,
    shift,
    start_instant,
)
from linkspan.engines.network.spread import forward_value, spread_forward
from linkspan.engines.network.terms import NO_TIME

_NO = NO_TIME
# Reason codes; Numba reads plain integers faster than enumerations.
_PROJECT_START, _LINK, _CONSTRAINT, _ACTUAL, _DATA_DATE, _MANUAL, _CHILDREN = 1, 2, 3, 4, 5, 6, 7
_ALAP, _LEVELING, _PARENT_LINK, _EXPECTED, _EXTERNAL = 8, 9, 11, 12, 13
_MSO, _MFO, _SNET, _SNLT, _FNET, _FNLT = 2, 3, 4, 5, 6, 7
_START_ON, _FINISH_ON, _MANDATORY_START, _MANDATORY_FINISH = 8, 9, 10, 11
_RETAINED = 0


@kernel
def forward_pass(net: Any, order: Any, dirty: Any, slot_of: Any) -> None:
    """Fill early and scheduled dates of every row in topological order; what is pinned stays.

    `dirty`: int8 by slot of `order`, only slots that are not 0 are computed and those that changed become 2; empty =
    all of them. Followers of what changed are marked on the way, at `slot_of` their node.
    """
    n = len(net.tasks)
    every = len(dirty) == 0
    for slot in range(len(order)):
        if not every and dirty[slot] == 0:
            continue
        node = order[slot]
        before = forward_value(net, node)
        if node >= n:
            roll_up(net, node - n)
        elif net.tasks[node]["summary"] == 1:
            open_gate(net, node)
        else:
            _schedule(net, node)
            if net.state[node]["pinned"] == 0:
                _delay(net, node)
            else:
                net.state[node]["link"] = -1
                net.state[node]["reason"] = _ALAP
        if not every and forward_value(net, node) != before:
            spread_forward(net, node, dirty, slot_of)


@inline_kernel
def open_gate(net: Any, s: int) -> None:
    """The earliest instant for the children of summary `s`: its own predecessors, its SNET, its parent's gate."""
    task = net.tasks[s]
    row = net.gates[task["gate"]]
    rare = net.rare[task["rare"]]
    gate = _NO
    gate_link = -1
    if task["parent"] >= 0:
        above = net.gates[net.tasks[task["parent"]]["gate"]]
        gate = above["gate"]
        gate_link = above["link"]
    for slot in range(net.ptr[s]["into"], net.ptr[s + 1]["into"]):
        k = net.items[slot]
        pred = net.state[net.links[k]["pred"]]
        t = shift(net, k, pred["finish"] if net.links[k]["type"] == 0 else pred["start"], 1)
        if t > gate:
            gate = t
            gate_link = k
    if rare["constraint"] == _SNET and rare["constraint_date"] > gate:
        gate = rare["constraint_date"]
        gate_link = -1
    row["gate"] = gate
    row["link"] = gate_link


@inline_kernel
def roll_up(net: Any, s: int) -> None:
    """Dates of summary `s` from the scheduled dates of its active children."""
    task = net.tasks[s]
    row = net.state[s]
    rare = net.rare[task["rare"]]
    first, last = _NO, _NO
    for slot in range(net.ptr[s]["child"], net.ptr[s + 1]["child"]):
        c = net.items[slot]
        if net.tasks[c]["active"] == 1 and net.state[c]["start"] != _NO:
            if first == _NO or net.state[c]["start"] < first:
                first = net.state[c]["start"]
            last = max(last, net.state[c]["finish"])
    if first == _NO:
        first = max(net.choice[task["project"]]["project_start"], net.gates[task["gate"]]["gate"])
        last = first
    row["reason"] = _CHILDREN
    if rare["manual_start"] != _NO:
        first = rare["manual_start"]
        last = rare["manual_finish"]
        row["reason"] = _MANUAL
    row["early_start"] = row["start"] = first
    row["early_finish"] = row["finish"] = last


@inline_kernel
def _logic(net: Any, i: int) -> Any:
    """The start position that links, gate and project start ask for; stores the driver."""
    row = net.state[i]
    best = _NO
    for slot in range(net.ptr[i]["into"], net.ptr[i + 1]["into"]):
        k = net.items[slot]
        position = pred_bound(net, k)
        if position > best:
            best = position
            row["link"] = k
            row["reason"] = _LINK
    parent = net.tasks[i]["parent"]
    if parent >= 0:
        gate = net.gates[net.tasks[parent]["gate"]]
        if gate["gate"] != _NO:
            position = as_start(net, i, gate["gate"])
            if position > best:
                best = position
                row["link"] = gate["link"]
                row["reason"] = _PARENT_LINK if gate["link"] >= 0 else _CONSTRAINT
    if best == _NO:
        best = as_start(net, i, net.choice[net.tasks[i]["project"]]["project_start"])
        row["link"] = -1
        row["reason"] = _PROJECT_START
    return best


@inline_kernel
def constrain(net: Any, i: int, position: int, kind: int, date: int) -> Any:
    """`position` after one date constraint of task `i`."""
    row = net.state[i]
    if kind < _MSO or date == _NO:
        return position
    wanted = as_start(net, i, date)
    if kind in (_MFO, _FNET, _FNLT, _FINISH_ON, _MANDATORY_FINISH):
        wanted = as_finish(net, i, date)
    raises = kind not in (_SNLT, _FNLT)
    lowers = kind not in (_SNET, _FNET)
    mandatory = kind >= _MANDATORY_START
    if wanted > position and raises:
        row["link"] = -1
        row["reason"] = _CONSTRAINT
        return wanted
    if wanted < position and lowers:
        row["conflict"] = 1
        if mandatory or (net.choice[net.tasks[i]["project"]]["honor"] == 1 and kind < _START_ON):
            row["link"] = -1
            row["reason"] = _CONSTRAINT
            return wanted
    return position


@inline_kernel
def _schedule(net: Any, i: int) -> None:
    """Early dates of one task without children."""
    task = net.tasks[i]
    row = net.state[i]
    if is_span_kind(task["kind"]):
        return
    row["conflict"] = 0
    rare = net.rare[task["rare"]]
    restore(net, i)
    position = _logic(net, i)
    if rare["manual_start"] != _NO and task["status"] == 0:
        row["early_start"] = rare["manual_start"]
        row["early_finish"] = rare["manual_finish"]
        row["reason"] = _MANUAL
        row["link"] = -1
        return
    if task["status"] > 0:
        _schedule_started(net, i, position)
        return
    data_date = net.choice[task["project"]]["data_date"]
    if data_date != _NO:
        wanted = as_start(net, i, data_date)
        if wanted > position:
            position = wanted
            row["link"] = -1
            row["reason"] = _DATA_DATE
    if task["rare"] > 0:
        position = constrain(net, i, position, rare["constraint"], rare["constraint_date"])
        position = constrain(net, i, position, rare["constraint2"], rare["constraint2_date"])
        if rare["external_early_start"] != _NO:
            wanted = as_start(net, i, rare["external_early_start"])
            if wanted > position:
                position = wanted
                row["link"] = -1
                row["reason"] = _EXTERNAL
        expect_finish(net, i, position)
    row["early_start"] = start_instant(net, i, position)
    row["early_finish"] = finish_instant(net, i, position)


@inline_kernel
def restore(net: Any, i: int) -> None:
    """Give a task with an expected finish the durations back that it was given."""
    rare = net.rare[net.tasks[i]["rare"]]
    if rare["expected_finish"] != _NO:
        net.tasks[i]["duration"] = rare["duration"]
        net.tasks[i]["remaining"] = rare["remaining"]


@inline_kernel
def expect_finish(net: Any, i: int, position: int) -> None:
    """Let the remaining work of task `i` from `position` end at its expected finish, a minute at least (P6)."""
    task = net.tasks[i]
    date = net.rare[task["rare"]]["expected_finish"]
    if date != _NO and task["point"] == 0:
        left = max(1, cal_ord(net.cals, task["calendar"], date) - position)
        task["duration"] += left - task["remaining"]
        task["remaining"] = left


@inline_kernel
def _delay(net: Any, i: int) -> None:
    """Scheduled dates: the early dates, pushed by the levelling delay where work has not begun."""
    task = net.tasks[i]
    row = net.state[i]
    row["start"] = row["early_start"]
    row["finish"] = row["early_finish"]
    delay = net.rare[task["rare"]]["delay"]
    if delay > 0 and task["status"] == 0 and net.rare[task["rare"]]["manual_start"] == _NO:
        position = as_start(net, i, row["early_start"] + delay)
        row["start"] = start_instant(net, i, position)
        row["finish"] = finish_instant(net, i, position)
        row["reason"] = _LEVELING


@inline_kernel
def _schedule_started(net: Any, i: int, logic: int) -> None:
    """A task with an actual start: actuals stand, what remains waits for the data date and, with retained logic, for
    predecessors."""
    task = net.tasks[i]
    row = net.state[i]
    rare = net.rare[task["rare"]]
    row["early_start"] = rare["actual_start"]
    if task["status"] == 2 or task["point"] == 1:
        row["early_finish"] = rare["actual_finish"] if task["status"] == 2 else rare["actual_start"]
        row["link"] = -1
        row["reason"] = _ACTUAL
        return
    c = task["calendar"]
    resume = cal_ord(net.cals, c, rare["actual_start"]) + task["duration"] - task["remaining"]
    reason = _ACTUAL
    if rare["resume"] != _NO:
        resume = max(resume, cal_ord(net.cals, c, rare["resume"]))
    choice = net.choice[task["project"]]
    if choice["data_date"] != _NO:
        status = cal_ord(net.cals, c, choice["data_date"])
        if status > resume:
            resume = status
            reason = _DATA_DATE
        if logic > resume and choice["mode"] == _RETAINED and (row["reason"] == _LINK or row["reason"] == _PARENT_LINK):
            resume = logic
            reason = row["reason"]
    if reason in (_ACTUAL, _DATA_DATE):
        row["link"] = -1
    row["reason"] = reason
    if rare["expected_finish"] != _NO:
        expect_finish(net, i, resume)
        row["reason"] = _EXPECTED if reason == _ACTUAL else reason
    row["early_finish"] = cal_inv_finish(net.cals, c, resume + task["remaining"])
