"""The backward pass: late dates from the project finish, deadlines and "no later than" dates."""

from __future__ import annotations

from typing import Any

from linkspan.engines._compiled import inline_kernel, kernel
from linkspan.engines.network.bounds import (
    as_finish,
    as_start,
    finish_instant,
    is_span_kind,
    late_start_instant,
    shift,
    start_instant,
    succ_bound,
)
from linkspan.engines.network.spread import backward_value, spread_backward
from linkspan.engines.network.terms import NO_TIME

_NO = NO_TIME
_MSO, _MFO, _SNLT, _FNLT = 2, 3, 5, 7
_START_ON, _FINISH_ON, _MANDATORY_START, _MANDATORY_FINISH = 8, 9, 10, 11


@kernel
def backward_pass(net: Any, order: Any, dirty: Any, slot_of: Any) -> None:
    """Fill late dates of every row against topological order; `dirty` as in `forward_pass`."""
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
        else:
            _schedule_late(net, node)
        if not every and (dirty[slot] == 3 or backward_value(net, node) != before):
            spread_backward(net, node, dirty[slot], dirty, slot_of)


@inline_kernel
def close_gate(net: Any, s: int) -> None:
    """The latest finish for the children of summary `s`."""
    task = net.tasks[s]
    rare = net.rare[task["rare"]]
    cap = _NO
    if task["parent"] >= 0:
        cap = net.gates[net.tasks[task["parent"]]["gate"]]["cap"]
    for slot in range(net.ptr[s]["out"], net.ptr[s + 1]["out"]):
        k = net.items[slot]
        kind, succ = net.links[k]["type"], net.state[net.links[k]["succ"]]
        if kind == 1 or kind == 3:
            continue
        t = succ["late_resume"] if kind == 0 else succ["late_finish"]
        if t == _NO:
            continue
        t = shift(net, k, t, -1)
        if cap == _NO or t < cap:
            cap = t
    if rare["constraint"] == _FNLT and rare["constraint_date"] != _NO:
        cap = rare["constraint_date"] if cap == _NO else min(cap, rare["constraint_date"])
    net.gates[task["gate"]]["cap"] = cap


@inline_kernel
def roll_up_late(net: Any, s: int) -> None:
    """Late dates of summary `s`: the earliest late start and the latest late finish of its children."""
    row = net.state[s]
    first, last, resume = _NO, _NO, _NO
    for slot in range(net.ptr[s]["child"], net.ptr[s + 1]["child"]):
        child = net.state[net.items[slot]]
        if net.tasks[net.items[slot]]["active"] == 0 or child["late_start"] == _NO:
            continue
        first = child["late_start"] if first == _NO else min(first, child["late_start"])
        last = max(last, child["late_finish"])
        if child["late_resume"] != _NO and (resume == _NO or child["late_resume"] < resume):
            resume = child["late_resume"]
    row["late_resume"] = resume
    end = net.choice[net.tasks[s]["project"]]["project_finish"]
    row["late_start"] = end if first == _NO else first
    row["late_finish"] = end if last == _NO else last


@inline_kernel
def _start_caps(net: Any, i: int, best: int) -> Any:
    """Links that leave the start of a summary bind those of its descendants that set this start."""
    s = net.tasks[i]["parent"]
    while s >= 0 and net.state[i]["start"] == net.state[s]["start"]:
        for slot in range(net.ptr[s]["out"], net.ptr[s + 1]["out"]):
            k = net.items[slot]
            kind, succ = net.links[k]["type"], net.state[net.links[k]["succ"]]
            if kind == 0 or kind == 2:
                continue
            t = succ["late_resume"] if kind == 1 else succ["late_finish"]
            if t != _NO:
                position = as_start(net, i, shift(net, k, t, -1))
                best = position if best == _NO else min(best, position)
        s = net.tasks[s]["parent"]
    return best


@inline_kernel
def _late_logic(net: Any, i: int) -> Any:
    """The latest start position that successors, summaries and the project finish leave task `i`."""
    best = _NO
    for slot in range(net.ptr[i]["out"], net.ptr[i + 1]["out"]):
        position = succ_bound(net, net.items[slot])
        if position != _NO and (best == _NO or position < best):
            best = position
    parent = net.tasks[i]["parent"]
    if parent >= 0:
        cap = net.gates[net.tasks[parent]["gate"]]["cap"]
        if cap != _NO:
            position = as_finish(net, i, cap)
            best = position if best == _NO else min(best, position)
        best = _start_caps(net, i, best)
    position = as_finish(net, i, net.choice[net.tasks[i]["project"]]["project_finish"])
    return position if best == _NO else min(best, position)


@inline_kernel
def late_cap(net: Any, i: int, position: int, kind: int, date: int) -> Any:
    """`position` after one date constraint of task `i`."""
    if date == _NO or kind < _MSO:
        return position
    if kind in (_MSO, _MANDATORY_START):
        return as_start(net, i, date)
    if kind in (_MFO, _MANDATORY_FINISH):
        return as_finish(net, i, date)
    if kind in (_SNLT, _START_ON):
        return min(position, as_start(net, i, date))
    if kind in (_FNLT, _FINISH_ON):
        return min(position, as_finish(net, i, date))
    return position


@inline_kernel
def late_caps(net: Any, i: int, position: int) -> Any:
    """`position` after constraints, deadline and external late finish of task `i`."""
    rare = net.rare[net.tasks[i]["rare"]]
    position = late_cap(net, i, position, rare["constraint"], rare["constraint_date"])
    position = late_cap(net, i, position, rare["constraint2"], rare["constraint2_date"])
    if rare["deadline"] != _NO:
        position = min(position, as_finish(net, i, rare["deadline"]))
    if rare["external_late_finish"] != _NO:
        position = min(position, as_finish(net, i, rare["external_late_finish"]))
    return position


@inline_kernel
def _schedule_late(net: Any, i: int) -> None:
    """Late dates of one task without children; actual dates stand."""
    task = net.tasks[i]
    row = net.state[i]
    if is_span_kind(task["kind"]):
        return
    rare = net.rare[task["rare"]]
    if task["status"] == 2:
        row["late_start"] = rare["actual_start"]
        row["late_finish"] = rare["actual_finish"]
        row["late_resume"] = _NO
        return
    position = _late_logic(net, i)
    if task["rare"] > 0:
        position = late_caps(net, i, position)
    row["late_start"] = row["late_resume"] = late_start_instant(net, i, position)
    row["late_finish"] = row["late_start"] if task["point"] == 1 else finish_instant(net, i, position)
    if task["status"] == 1:
        row["late_start"] = rare["actual_start"]
        if task["point"] == 0:
            row["late_resume"] = start_instant(net, i, position + task["duration"] - task["remaining"])
