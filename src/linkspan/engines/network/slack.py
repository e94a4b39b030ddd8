"""Slack of links, driving links, start, finish and independent float, longest path: computed when asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from linkspan.engines._compiled import inline_kernel, kernel
from linkspan.engines.calendar.kernels import cal_ord
from linkspan.engines.network.arrays import Net
from linkspan.engines.network.bounds import as_start, pred_bound, shift, succ_bound
from linkspan.engines.network.forward import restore
from linkspan.engines.network.p6_bounds import pred_bound_p6, succ_bound_p6
from linkspan.engines.network.result import Bool, Int, Result
from linkspan.engines.network.terms import NO_TIME, Reason

_NO = NO_TIME


def start_and_finish_float(net: Net, *, is_p6: bool) -> tuple[Int, Int]:
    """Late less scheduled (msp) or early (p6) start and finish, int64[n] each; zero for what is done."""
    found = np.zeros((2, len(net.tasks)), dtype=np.int64)
    _end_floats(net, is_p6, found)
    return found[0], found[1]


@kernel
def _end_floats(net: Any, is_p6: bool, found: Any) -> None:
    for i in range(len(net.tasks)):
        row = net.state[i]
        if net.tasks[i]["status"] == 2 or row["late_finish"] == _NO:
            continue
        c = net.tasks[i]["calendar"]
        start = row["early_start"] if is_p6 else row["start"]
        finish = row["early_finish"] if is_p6 else row["finish"]
        found[0, i] = cal_ord(net.cals, c, row["late_start"]) - cal_ord(net.cals, c, start)
        found[1, i] = cal_ord(net.cals, c, row["late_finish"]) - cal_ord(net.cals, c, finish)


def link_slack(net: Net, result: Result) -> tuple[Int, Bool]:
    """Slack of every link, int64[m], and whether it drives, bool[m]; see `Result`."""
    slack = np.full(len(net.links), NO_TIME, dtype=np.int64)
    (_slack_p6 if result.network.options.flavour == "p6" else _slack)(net, slack)
    by_link = (result.driving_reason == Reason.LINK) | (result.driving_reason == Reason.PARENT_LINK)
    driving = (slack == 0) & by_link[net.links["succ"]] & (net.tasks["summary"][net.links["succ"]] == 0)
    named = result.driving_link[by_link & (result.driving_link >= 0)]
    driving[named[slack[named] != NO_TIME]] = True
    return slack, driving


@kernel
def _slack(net: Any, slack: Any) -> None:
    for k in range(len(net.links)):
        s = net.links[k]["succ"]
        # What is done waits for nothing; below a summary there may still be work whatever is noted at itself.
        done = net.tasks[s]["status"] == 2 and net.tasks[s]["summary"] == 0
        if net.links[k]["used"] != 1 or done or net.tasks[s]["active"] == 0:
            continue
        if net.tasks[s]["summary"] == 1:
            slack[k] = _gate_slack(net, k)
        else:
            position = _position(net, s)
            # The link asked before an expected finish reset the duration.
            duration, remaining = net.tasks[s]["duration"], net.tasks[s]["remaining"]
            restore(net, s)
            bound = pred_bound(net, k)
            net.tasks[s]["duration"], net.tasks[s]["remaining"] = duration, remaining
            slack[k] = position - bound
            if net.tasks[s]["point"] == 1:
                c = net.tasks[s]["calendar"]
                slack[k] = cal_ord(net.cals, c, net.state[s]["early_start"]) - cal_ord(net.cals, c, bound)


@kernel
def _slack_p6(net: Any, slack: Any) -> None:
    for k in range(len(net.links)):
        s = net.links[k]["succ"]
        # What is done waits for nothing; below a summary there may still be work whatever is noted at itself.
        done = net.tasks[s]["status"] == 2 and net.tasks[s]["summary"] == 0
        if net.links[k]["used"] != 1 or done or net.tasks[s]["active"] == 0:
            continue
        if net.tasks[s]["summary"] == 1:
            slack[k] = _gate_slack(net, k)
            continue
        duration, remaining = net.tasks[s]["duration"], net.tasks[s]["remaining"]
        restore(net, s)
        bound = pred_bound_p6(net, k)
        net.tasks[s]["duration"], net.tasks[s]["remaining"] = duration, remaining
        if bound == _NO:
            continue
        slack[k] = as_start(net, s, net.state[s]["early_start"]) - bound
        if net.tasks[s]["point"] == 1:
            c = net.tasks[s]["calendar"]
            slack[k] = cal_ord(net.cals, c, net.state[s]["early_start"]) - cal_ord(net.cals, c, bound)


@inline_kernel
def _position(net: Any, i: int) -> Any:
    """The start position that the early dates of task `i` have, of a started one by its finish."""
    task = net.tasks[i]
    row = net.state[i]
    if task["point"] == 1 or task["status"] == 0:
        return as_start(net, i, row["early_start"])
    return cal_ord(net.cals, task["calendar"], row["early_finish"]) - task["remaining"]


@inline_kernel
def _gate_slack(net: Any, k: int) -> Any:
    """What the link into a summary leaves before the first start below it."""
    s, p = net.links[k]["succ"], net.links[k]["pred"]
    base = net.state[p]["finish"] if net.links[k]["type"] == 0 else net.state[p]["start"]
    c = net.tasks[s]["calendar"]
    return cal_ord(net.cals, c, net.state[s]["early_start"]) - cal_ord(net.cals, c, shift(net, k, base, 1))


def independent_float(net: Net, *, is_p6: bool) -> Int:
    """See `Result.independent_float`; zero for summaries, started and done tasks."""
    # The bounds read scheduled dates of predecessors and late dates of successors: exchange the two.
    swapped = net.state.copy()
    for early, late in (("start", "late_start"), ("finish", "late_finish")):
        swapped[early], swapped[late] = net.state[late], net.state[early]
        swapped[f"early_{early}"] = net.state[late]
    swapped["late_resume"] = net.state["start"]
    found = np.zeros(len(net.tasks), dtype=np.int64)
    (_independent_p6 if is_p6 else _independent)(net._replace(state=swapped), found)
    return found


@kernel
def _independent(net: Any, found: Any) -> None:
    for i in range(len(net.tasks)):
        if net.tasks[i]["status"] == 0 and net.tasks[i]["summary"] == 0:
            low, high = _floor(net, i), _ceiling(net, i)
            for slot in range(net.ptr[i]["into"], net.ptr[i + 1]["into"]):
                low = max(low, pred_bound(net, net.items[slot]))
            for slot in range(net.ptr[i]["out"], net.ptr[i + 1]["out"]):
                bound = succ_bound(net, net.items[slot])
                if bound != _NO:
                    high = min(high, bound)
            found[i] = _room(net, i, low, high)


@kernel
def _independent_p6(net: Any, found: Any) -> None:
    for i in range(len(net.tasks)):
        if net.tasks[i]["status"] == 0 and net.tasks[i]["summary"] == 0:
            low, high = _floor(net, i), _ceiling(net, i)
            for slot in range(net.ptr[i]["into"], net.ptr[i + 1]["into"]):
                low = max(low, pred_bound_p6(net, net.items[slot]))
            for slot in range(net.ptr[i]["out"], net.ptr[i + 1]["out"]):
                bound = succ_bound_p6(net, net.items[slot])
                if bound != _NO:
                    high = min(high, bound)
            found[i] = _room(net, i, low, high)


@inline_kernel
def _floor(net: Any, i: int) -> Any:
    choice = net.choice[net.tasks[i]["project"]]
    return as_start(net, i, max(choice["project_start"], choice["data_date"]))


@inline_kernel
def _ceiling(net: Any, i: int) -> Any:
    end = as_start(net, i, net.choice[net.tasks[i]["project"]]["project_finish"])
    return end if net.tasks[i]["point"] == 1 else end - net.tasks[i]["duration"]


@inline_kernel
def _room(net: Any, i: int, low: int, high: int) -> Any:
    if net.tasks[i]["point"] == 1:
        c = net.tasks[i]["calendar"]
        return max(0, cal_ord(net.cals, c, high) - cal_ord(net.cals, c, low))
    return max(0, high - low)


def longest_path(result: Result, net: Net, order: NDArray[np.int32], ends: Bool | None = None) -> Bool:
    """See `Result.longest_path`; a summary belongs to it where one of its rows does. `ends` are other last rows."""
    if ends is None:
        finishes = np.array(result.project_finishes, dtype=np.int64)[net.tasks["project"]]
        ends = (net.tasks["summary"] == 0) & (net.tasks["active"] == 1) & (result.early_finish == finishes)
    marks = ends.astype(np.int8)
    _mark_longest(net, order, result.driving, marks)
    found: Bool = marks == 1
    parent = net.tasks["parent"]
    above = np.unique(parent[found & (parent >= 0)])
    while len(above) and not found[above].all():
        found[above] = True
        above = np.unique(parent[above][parent[above] >= 0])
    return found


@kernel
def _mark_longest(net: Any, order: Any, driving: Any, marks: Any) -> None:
    """Walk back from marked rows over driving links; 2 on a summary means that its finish drives, 3 its start."""
    n = len(net.tasks)
    for slot in range(len(order) - 1, -1, -1):
        node = order[slot]
        i = node if node < n else node - n
        if marks[i] == 0:
            continue
        if node >= n:
            for at in range(net.ptr[i]["child"], net.ptr[i + 1]["child"]):
                c = net.items[at]
                by_finish = marks[i] == 2 and net.state[c]["finish"] == net.state[i]["finish"]
                by_start = marks[i] == 3 and net.state[c]["start"] == net.state[i]["start"]
                if by_finish or by_start:
                    marks[c] = marks[i] if net.tasks[c]["summary"] == 1 else 1
        elif net.tasks[i]["summary"] == 0:
            for at in range(net.ptr[i]["into"], net.ptr[i + 1]["into"]):
                if driving[net.items[at]]:
                    _mark_pred(net, net.items[at], marks)
            if net.state[i]["reason"] == 11 and net.state[i]["link"] >= 0:
                _mark_pred(net, net.state[i]["link"], marks)


@inline_kernel
def _mark_pred(net: Any, k: int, marks: Any) -> None:
    p = net.links[k]["pred"]
    if net.tasks[p]["summary"] == 0:
        marks[p] = 1
    else:
        marks[p] = 2 if net.links[k]["type"] in (0, 2) else 3
