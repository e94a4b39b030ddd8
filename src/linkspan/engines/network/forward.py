"""The forward pass: early dates, drivers, gates of summaries, roll-up of early dates."""

from __future__ import annotations

from typing import Any

from linkspan.engines._compiled import inline_kernel, kernel
from linkspan.engines.calendar.kernels import cal_inv_finish, cal_ord
from linkspan.engines.network.bounds import (
    as_finish,
    as_start,
    finish_instant,
    pred_bound,
    shift,
    start_instant,
)
from linkspan.engines.network.model import NO_TIME

_NO = NO_TIME
# Reason codes; Numba reads plain integers faster than enumerations.
_PROJECT_START, _LINK, _CONSTRAINT, _ACTUAL, _DATA_DATE, _MANUAL, _CHILDREN = 1, 2, 3, 4, 5, 6, 7
_ALAP, _LEVELING, _PARENT_LINK = 8, 9, 11
_MSO, _MFO, _SNET, _SNLT, _FNET, _FNLT = 2, 3, 4, 5, 6, 7


@kernel
def forward_pass(net: Any, order: Any) -> None:
    """Fill early and scheduled dates of every row in topological order; what is pinned stays."""
    n = len(net.tasks)
    for node in order:
        if node >= n:
            _roll_up(net, node - n)
        elif net.tasks[node]["summary"] == 1:
            _open_gate(net, node)
        else:
            _schedule(net, node)
            if net.state[node]["pinned"] == 0:
                _delay(net, node)
            else:
                net.state[node]["link"] = -1
                net.state[node]["reason"] = _ALAP


@inline_kernel
def _open_gate(net: Any, s: int) -> None:
    """The earliest instant for the children of summary `s`: its own predecessors, its SNET, its parent's gate."""
    task = net.tasks[s]
    row = net.state[s]
    gate = _NO
    gate_link = -1
    if task["parent"] >= 0:
        gate = net.state[task["parent"]]["gate"]
        gate_link = net.state[task["parent"]]["gate_link"]
    for slot in range(net.ptr[s]["into"], net.ptr[s + 1]["into"]):
        k = net.items[slot]
        pred = net.state[net.links[k]["pred"]]
        t = shift(net, k, pred["finish"] if net.links[k]["type"] == 0 else pred["start"], 1)
        if t > gate:
            gate = t
            gate_link = k
    if task["constraint"] == _SNET and task["constraint_date"] > gate:
        gate = task["constraint_date"]
        gate_link = -1
    row["gate"] = gate
    row["gate_link"] = gate_link


@inline_kernel
def _roll_up(net: Any, s: int) -> None:
    """Dates of summary `s` from the scheduled dates of its active children."""
    task = net.tasks[s]
    row = net.state[s]
    first, last = _NO, _NO
    for slot in range(net.ptr[s]["child"], net.ptr[s + 1]["child"]):
        c = net.items[slot]
        if net.tasks[c]["active"] == 1 and net.state[c]["start"] != _NO:
            if first == _NO or net.state[c]["start"] < first:
                first = net.state[c]["start"]
            last = max(last, net.state[c]["finish"])
    if first == _NO:
        first = max(net.choice[0]["project_start"], row["gate"])
        last = first
    row["reason"] = _CHILDREN
    if task["manual_start"] != _NO:
        first = task["manual_start"]
        last = task["manual_finish"]
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
    if parent >= 0 and net.state[parent]["gate"] != _NO:
        position = as_start(net, i, net.state[parent]["gate"])
        if position > best:
            best = position
            row["link"] = net.state[parent]["gate_link"]
            row["reason"] = _PARENT_LINK if row["link"] >= 0 else _CONSTRAINT
    if best == _NO:
        best = as_start(net, i, net.choice[0]["project_start"])
        row["reason"] = _PROJECT_START
    return best


@inline_kernel
def _constrain(net: Any, i: int, position: int) -> Any:
    """`position` after the date constraint of task `i`."""
    task = net.tasks[i]
    row = net.state[i]
    kind, date = task["constraint"], task["constraint_date"]
    if kind < _MSO or date == _NO:
        return position
    wanted = as_start(net, i, date)
    if kind in (_MFO, _FNET, _FNLT):
        wanted = as_finish(net, i, date)
    raises = kind in (_SNET, _FNET, _MSO, _MFO)
    lowers = kind in (_SNLT, _FNLT, _MSO, _MFO)
    if wanted > position and raises:
        row["link"] = -1
        row["reason"] = _CONSTRAINT
        return wanted
    if wanted < position and lowers:
        row["conflict"] = 1
        if net.choice[0]["honor"] == 1:
            row["link"] = -1
            row["reason"] = _CONSTRAINT
            return wanted
    return position


@inline_kernel
def _schedule(net: Any, i: int) -> None:
    """Early dates of one task without children."""
    task = net.tasks[i]
    row = net.state[i]
    position = _logic(net, i)
    if task["manual_start"] != _NO and task["actual_start"] == _NO:
        row["early_start"] = task["manual_start"]
        row["early_finish"] = task["manual_finish"]
        row["reason"] = _MANUAL
        row["link"] = -1
        return
    if task["actual_start"] != _NO:
        _schedule_started(net, i, position)
        return
    if net.choice[0]["data_date"] != _NO:
        wanted = as_start(net, i, net.choice[0]["data_date"])
        if wanted > position:
            position = wanted
            row["link"] = -1
            row["reason"] = _DATA_DATE
    position = _constrain(net, i, position)
    row["early_start"] = start_instant(net, i, position)
    row["early_finish"] = finish_instant(net, i, position)


@inline_kernel
def _delay(net: Any, i: int) -> None:
    """Scheduled dates: the early dates, pushed by the levelling delay where work has not begun."""
    task = net.tasks[i]
    row = net.state[i]
    row["start"] = row["early_start"]
    row["finish"] = row["early_finish"]
    if task["delay"] > 0 and task["actual_start"] == _NO and task["manual_start"] == _NO:
        position = as_start(net, i, row["early_start"] + task["delay"])
        row["start"] = start_instant(net, i, position)
        row["finish"] = finish_instant(net, i, position)
        row["reason"] = _LEVELING


@inline_kernel
def _schedule_started(net: Any, i: int, logic: int) -> None:
    """A task with an actual start: actuals stand, what remains waits for data date and logic (retained logic)."""
    task = net.tasks[i]
    row = net.state[i]
    row["early_start"] = task["actual_start"]
    if task["actual_finish"] != _NO:
        row["early_finish"] = task["actual_finish"]
        row["link"] = -1
        row["reason"] = _ACTUAL
        return
    if task["duration"] == 0:
        row["early_finish"] = task["actual_start"]
        row["link"] = -1
        row["reason"] = _ACTUAL
        return
    c = task["calendar"]
    resume = cal_ord(net.cals, c, task["actual_start"]) + task["duration"] - task["remaining"]
    reason = _ACTUAL
    if task["resume"] != _NO:
        resume = max(resume, cal_ord(net.cals, c, task["resume"]))
    if net.choice[0]["data_date"] != _NO:
        status = cal_ord(net.cals, c, net.choice[0]["data_date"])
        if status > resume:
            resume = status
            reason = _DATA_DATE
        if logic > resume and (row["reason"] == _LINK or row["reason"] == _PARENT_LINK):
            resume = logic
            reason = row["reason"]
    if reason in (_ACTUAL, _DATA_DATE):
        row["link"] = -1
    row["reason"] = reason
    row["early_finish"] = cal_inv_finish(net.cals, c, resume + task["remaining"])
