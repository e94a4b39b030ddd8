"""The backward pass: late dates from the project finish, deadlines and "no later than" dates."""

from __future__ import annotations

from typing import Any

from linkspan.engines._compiled import inline_kernel, kernel
from linkspan.engines.network.bounds import (
    as_finish,
    as_start,
    finish_instant,
    late_start_instant,
    shift,
    start_instant,
    succ_bound,
)
from linkspan.engines.network.model import NO_TIME

_NO = NO_TIME
_MSO, _MFO, _SNLT, _FNLT = 2, 3, 5, 7


@kernel
def backward_pass(net: Any, order: Any) -> None:
    """Fill late dates of every row against topological order."""
    n = len(net.tasks)
    for slot in range(len(order) - 1, -1, -1):
        node = order[slot]
        if node >= n:
            _close_gate(net, node - n)
        elif net.tasks[node]["summary"] == 1:
            _roll_up_late(net, node)
        else:
            _schedule_late(net, node)


@inline_kernel
def _close_gate(net: Any, s: int) -> None:
    """The latest finish for the children of summary `s`."""
    task = net.tasks[s]
    cap = _NO
    if task["parent"] >= 0:
        cap = net.state[task["parent"]]["cap"]
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
    if task["constraint"] == _FNLT and task["constraint_date"] != _NO:
        cap = task["constraint_date"] if cap == _NO else min(cap, task["constraint_date"])
    net.state[s]["cap"] = cap


@inline_kernel
def _roll_up_late(net: Any, s: int) -> None:
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
    row["late_start"] = net.choice[0]["project_finish"] if first == _NO else first
    row["late_finish"] = net.choice[0]["project_finish"] if last == _NO else last


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
        if net.state[parent]["cap"] != _NO:
            position = as_finish(net, i, net.state[parent]["cap"])
            best = position if best == _NO else min(best, position)
        best = _start_caps(net, i, best)
    position = as_finish(net, i, net.choice[0]["project_finish"])
    return position if best == _NO else min(best, position)


@inline_kernel
def _cap(net: Any, i: int, position: int) -> Any:
    """`position` after constraint and deadline of task `i`."""
    task = net.tasks[i]
    kind, date = task["constraint"], task["constraint_date"]
    if date != _NO and kind >= _MSO:
        if kind == _MSO:
            position = as_start(net, i, date)
        elif kind == _MFO:
            position = as_finish(net, i, date)
        elif kind == _SNLT:
            position = min(position, as_start(net, i, date))
        elif kind == _FNLT:
            position = min(position, as_finish(net, i, date))
    if task["deadline"] != _NO:
        position = min(position, as_finish(net, i, task["deadline"]))
    return position


@inline_kernel
def _schedule_late(net: Any, i: int) -> None:
    """Late dates of one task without children; actual dates stand."""
    task = net.tasks[i]
    row = net.state[i]
    if task["actual_finish"] != _NO:
        row["late_start"] = task["actual_start"]
        row["late_finish"] = task["actual_finish"]
        return
    position = _cap(net, i, _late_logic(net, i))
    row["late_start"] = row["late_resume"] = late_start_instant(net, i, position)
    row["late_finish"] = row["late_start"] if task["duration"] == 0 else finish_instant(net, i, position)
    if task["actual_start"] != _NO:
        row["late_start"] = task["actual_start"]
        if task["duration"] > 0:
            row["late_resume"] = start_instant(net, i, position + task["duration"] - task["remaining"])
