"""Scheduled dates and floats, after both passes."""

from __future__ import annotations

from typing import Any

from linkspan.engines._compiled import inline_kernel, kernel
from linkspan.engines.calendar.kernels import cal_ord
from linkspan.engines.network.bounds import shift
from linkspan.engines.network.model import NO_TIME

_NO = NO_TIME
_ALAP = 1
_ALAP_REASON = 8


@kernel
def scheduled_dates(net: Any, order: Any) -> None:
    """Start and finish: the early dates, for ALAP tasks the late dates where they are later; then the roll-up."""
    n = len(net.tasks)
    for node in order:
        if node >= n:
            _roll_up_scheduled(net, node - n)
        elif net.tasks[node]["summary"] == 0:
            net.state[node]["start"] = net.state[node]["early_start"]
            net.state[node]["finish"] = net.state[node]["early_finish"]
            waits = net.tasks[node]["constraint"] == _ALAP and net.tasks[node]["actual_start"] == _NO
            if (
                waits
                and net.tasks[node]["manual_start"] == _NO
                and net.state[node]["late_finish"] > net.state[node]["early_finish"]
            ):
                net.state[node]["start"] = net.state[node]["late_start"]
                net.state[node]["finish"] = net.state[node]["late_finish"]
                net.state[node]["reason"] = _ALAP_REASON
                net.state[node]["link"] = -1


@inline_kernel
def _roll_up_scheduled(net: Any, s: int) -> None:
    row = net.state[s]
    first, last = _NO, _NO
    for slot in range(net.ptr[s]["child"], net.ptr[s + 1]["child"]):
        c = net.items[slot]
        if net.tasks[c]["active"] == 1 and net.state[c]["start"] != _NO:
            if first == _NO or net.state[c]["start"] < first:
                first = net.state[c]["start"]
            last = max(last, net.state[c]["finish"])
    if first == _NO or net.tasks[s]["manual_start"] != _NO:
        first, last = row["early_start"], row["early_finish"]
    row["start"] = first
    row["finish"] = last


@kernel
def compute_floats(net: Any, order: Any) -> None:
    """Total and free float in minutes of each task's own calendar.

    Total float is the smaller of start and finish float, the finish float alone once work has begun, zero when done.
    Free float is the smallest slack of the links that leave a task, never below zero.
    """
    n = len(net.tasks)
    for node in order:
        if node >= n:
            s = node - n
            _total_float(net, s, net.tasks[s]["actual_start"] != _NO)
            net.state[s]["free_float"] = max(0, net.state[s]["total_float"])
        elif net.tasks[node]["summary"] == 0 and net.tasks[node]["actual_finish"] == _NO:
            _total_float(net, node, net.tasks[node]["actual_start"] != _NO)
            _free_float(net, node)


@inline_kernel
def _total_float(net: Any, i: int, started: bool) -> None:
    row = net.state[i]
    c = net.tasks[i]["calendar"]
    slack = cal_ord(net.cals, c, row["late_finish"]) - cal_ord(net.cals, c, row["finish"])
    if not started:
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
        t = net.state[s]["start"] if kind < 2 else net.state[s]["finish"]
        own = row["finish"] if kind == 0 or kind == 2 else row["start"]
        slack = cal_ord(net.cals, c, shift(net, k, t, -1)) - cal_ord(net.cals, c, own)
        best = slack if best == _NO else min(best, slack)
    if best == _NO:
        best = row["total_float"]
    row["free_float"] = max(0, best)
