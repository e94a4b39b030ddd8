"""Total and free float, after the passes (rules of MS Project)."""

from __future__ import annotations

from typing import Any

from linkspan.engines._compiled import inline_kernel, kernel
from linkspan.engines.calendar.kernels import cal_ord
from linkspan.engines.network.bounds import is_span_kind
from linkspan.engines.network.terms import NO_TIME

_NO = NO_TIME
_SMALLEST, _START, _FINISH = 0, 1, 2


@kernel
def compute_floats(net: Any, basis: int, rows: Any) -> None:
    """Total and free float in minutes of each task's own calendar, of `rows` (empty = of all).

    Total float is by `basis` the smaller of start and finish float (the finish float alone once work has begun), the
    start or the finish float; zero when done. Free float is the smallest slack of the links that leave a task, never
    below zero.
    """
    every = len(rows) == 0
    for at in range(len(net.tasks) if every else len(rows)):
        i = at if every else rows[at]
        task = net.tasks[i]
        net.floats[i, 0] = net.floats[i, 1] = 0
        if task["summary"] == 1:
            net.floats[i, 0] = total_float(net, i, basis)
            net.floats[i, 1] = max(0, net.floats[i, 0])
        elif task["status"] < 2 and net.state[i]["late_finish"] != _NO:
            net.floats[i, 0] = total_float(net, i, basis)
            net.floats[i, 1] = 0 if is_span_kind(task["kind"]) else _free_float(net, i)


@inline_kernel
def total_float(net: Any, i: int, basis: int) -> Any:
    """Total float of row `i` from its late and scheduled dates."""
    row = net.state[i]
    c = net.tasks[i]["calendar"]
    started = net.tasks[i]["status"] > 0
    slack = 0
    if basis != _START:
        slack = cal_ord(net.cals, c, row["late_finish"]) - cal_ord(net.cals, c, row["finish"])
    if basis == _START or (basis == _SMALLEST and not started):
        by_start = cal_ord(net.cals, c, row["late_start"]) - cal_ord(net.cals, c, row["start"])
        slack = by_start if basis == _START else min(slack, by_start)
    return slack


@inline_kernel
def _free_float(net: Any, i: int) -> Any:
    row = net.state[i]
    c = net.tasks[i]["calendar"]
    best = _NO
    for slot in range(net.ptr[i]["out"], net.ptr[i + 1]["out"]):
        link = net.links[net.items[slot]]
        s, kind = link["succ"], link["type"]
        if net.tasks[s]["status"] == 2 or net.tasks[s]["active"] == 0:
            continue
        t = net.state[s]["start"] if kind < 2 else net.state[s]["finish"]
        own = row["finish"] if kind == 0 or kind == 2 else row["start"]
        if link["calendar"] < 0:
            t -= link["lag"]
        slack = cal_ord(net.cals, c, t) - cal_ord(net.cals, c, own)
        if link["calendar"] >= 0:
            slack -= link["lag"]
        best = slack if best == _NO else min(best, slack)
    if best == _NO:
        best = net.floats[i, 0]
    return max(0, best)
