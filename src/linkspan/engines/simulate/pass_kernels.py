"""The forward pass of the network for many iterations in one call, by the rules of MS Project and of P6."""

from __future__ import annotations

from typing import Any

import numpy as np

from linkspan.engines._compiled import inline_kernel, kernel
from linkspan.engines.network.forward import forward_pass
from linkspan.engines.network.p6_passes import forward_pass_p6
from linkspan.engines.network.slack import _mark_longest, _slack, _slack_p6
from linkspan.engines.network.spread import last_finish
from linkspan.engines.network.terms import NO_TIME

_NO = NO_TIME
_LINK, _PARENT_LINK = 2, 11


@inline_kernel
def _set_durations(net: Any, lot: Any, j: int) -> None:
    """Minutes of iteration `j` into the tasks; `lot` = (rows, minutes done, minutes left by iteration)."""
    rows, done, minutes = lot
    for k in range(len(rows)):
        net.tasks[rows[k]]["remaining"] = minutes[k, j]
        net.tasks[rows[k]]["duration"] = done[k] + minutes[k, j]
        rare = net.tasks[rows[k]]["rare"]
        if rare > 0:
            # From there an expected finish takes them.
            net.rare[rare]["remaining"] = minutes[k, j]
            net.rare[rare]["duration"] = done[k] + minutes[k, j]


@inline_kernel
def _drives(net: Any, i: int) -> bool:
    return net.state[i]["reason"] == _LINK or net.state[i]["reason"] == _PARENT_LINK


@inline_kernel
def _mark_driving(net: Any, slack: Any, driving: Any) -> None:
    """Links without slack that set the date of their successor, as `slack.link_slack` has them."""
    for k in range(len(net.links)):
        s = net.links[k]["succ"]
        driving[k] = slack[k] == 0 and _drives(net, s) and net.tasks[s]["summary"] == 0
    for i in range(len(net.tasks)):
        if net.state[i]["link"] >= 0 and _drives(net, i):
            driving[net.state[i]["link"]] = True


@inline_kernel
def _mark_ends(net: Any, focus: int, finishes: Any, marks: Any) -> None:
    """1 on what ends last in its project, or on the focus."""
    for i in range(len(net.tasks)):
        task = net.tasks[i]
        is_end = task["summary"] == 0 and task["active"] == 1
        is_end = is_end and net.state[i]["early_finish"] == finishes[task["project"]]
        marks[i] = (1 if i == focus else 0) if focus >= 0 else (1 if is_end else 0)


@inline_kernel
def _gather(net: Any, j: int, targets: Any, finishes: Any, tally: Any) -> None:
    """The last finish of each project, that of all, and those of the targets."""
    for p in range(len(finishes)):
        finishes[p] = _NO
    last_finish(net, finishes)
    last = _NO
    for p in range(len(finishes)):
        if finishes[p] == _NO:
            finishes[p] = net.choice[p]["project_start"]
        last = max(last, finishes[p])
    tally.finish[j] = last
    for k in range(len(targets)):
        tally.targets[k, j] = net.state[targets[k]]["finish"]


@inline_kernel
def _count(marks: Any, tally: Any) -> None:
    for i in range(len(marks)):
        if marks[i] == 1:
            tally.critical[i] += 1


@kernel
def many_msp(net: Any, order: Any, lot: Any, want: Any, tally: Any) -> None:
    """All iterations of `lot` by the rules of MS Project; `want` = (targets, focus, 1 where critical rows count)."""
    targets, focus, critical = want
    n, m = len(net.tasks), len(net.links)
    slack, driving, marks = np.zeros(m, np.int64), np.zeros(m, np.bool_), np.zeros(n, np.int8)
    finishes = np.zeros(len(net.choice), np.int64)
    # Nothing is marked: every row is computed.
    no_marks, no_slots = np.zeros(0, np.int8), np.zeros(0, np.int32)
    for j in range(len(tally.finish)):
        _set_durations(net, lot, j)
        forward_pass(net, order, no_marks, no_slots)
        _gather(net, j, targets, finishes, tally)
        if critical == 1:
            slack[:] = _NO
            _slack(net, slack)
            _mark_driving(net, slack, driving)
            _mark_ends(net, focus, finishes, marks)
            _mark_longest(net, order, driving, marks)
            _count(marks, tally)


@kernel
def many_p6(net: Any, order: Any, lot: Any, want: Any, tally: Any) -> None:
    """As `many_msp`, by the rules of P6."""
    targets, focus, critical = want
    n, m = len(net.tasks), len(net.links)
    slack, driving, marks = np.zeros(m, np.int64), np.zeros(m, np.bool_), np.zeros(n, np.int8)
    finishes = np.zeros(len(net.choice), np.int64)
    # Nothing is marked: every row is computed.
    no_marks, no_slots = np.zeros(0, np.int8), np.zeros(0, np.int32)
    for j in range(len(tally.finish)):
        _set_durations(net, lot, j)
        forward_pass_p6(net, order, no_marks, no_slots)
        _gather(net, j, targets, finishes, tally)
        if critical == 1:
            slack[:] = _NO
            _slack_p6(net, slack)
            _mark_driving(net, slack, driving)
            _mark_ends(net, focus, finishes, marks)
            _mark_longest(net, order, driving, marks)
            _count(marks, tally)
