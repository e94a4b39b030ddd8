"""Floats, after the passes."""

from __future__ import annotations

from typing import Any

from linkspan.engines._compiled import inline_kernel, kernel
from linkspan.engines.calendar.kernels import cal_ord
from linkspan.engines.network.model import NO_TIME

_NO = NO_TIME


@kernel
def compute_floats(net: Any) -> None:
    """Total and free float in minutes of each task's own calendar.

    Total float is the smaller of start and finish float, the finish float alone once work has begun, zero when done.
    Free float is the smallest slack of the links that leave a task, never below zero.
    """
    for i in range(len(net.tasks)):
        task = net.tasks[i]
        if task["summary"] == 1:
            _total_float(net, i)
            net.state[i]["free_float"] = max(0, net.state[i]["total_float"])
        elif task["actual_finish"] == _NO:
            _total_float(net, i)
            _free_float(net, i)


@inline_kernel
def _total_float(net: Any, i: int) -> None:
    row = net.state[i]
    c = net.tasks[i]["calendar"]
    slack = cal_ord(net.cals, c, row["late_finish"]) - cal_ord(net.cals, c, row["finish"])
    if net.tasks[i]["actual_start"] == _NO:
        slack = min(slack, cal_ord(net.cals, c, row["late_start"]) - cal_ord(net.cals, c, row["start"]))
    row["total_float"] = slack


@inline_kernel
def _free_float(net: Any, i: int) -> None:
    row = net.state[i]
    c = net.tasks[i]["calendar"]
    best = _NO
    for slot in range(net.ptr[i]["out"], net.ptr[i + 1]["out"]):
        k = net.items[slot]
        s, kind = net.links[k]["succ"], net.links[k]["type"]
        if net.tasks[s]["actual_finish"] != _NO or net.tasks[s]["active"] == 0:
            continue
        t = net.state[s]["start"] if kind < 2 else net.state[s]["finish"]
        own = row["finish"] if kind == 0 or kind == 2 else row["start"]
        if net.links[k]["calendar"] < 0:
            t -= net.links[k]["lag"]
        slack = cal_ord(net.cals, c, t) - cal_ord(net.cals, c, own)
        if net.links[k]["calendar"] >= 0:
            slack -= net.links[k]["lag"]
        best = slack if best == _NO else min(best, slack)
    if best == _NO:
        best = row["total_float"]
    row["free_float"] = max(0, best)
