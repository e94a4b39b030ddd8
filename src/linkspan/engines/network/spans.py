"""Rows that take their dates from others once the passes are done: level of effort, hammock, WBS summary activities.

A level of effort or hammock starts with the earliest of what its start is linked to and ends with the latest of what
its finish is linked to, and holds nobody. A WBS summary activity covers its WBS. Source: P6 Professional help,
"Activity types"; PMBOK for hammock and level of effort.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linkspan.engines._compiled import inline_kernel, kernel
from linkspan.engines.calendar.kernels import cal_inv_finish, cal_inv_start, cal_ord
from linkspan.engines.network.arrays import Net, is_span
from linkspan.engines.network.backward import roll_up_late
from linkspan.engines.network.bounds import shift
from linkspan.engines.network.p6_passes import roll_up_p6
from linkspan.engines.network.result import Cycle, NetworkCycle
from linkspan.engines.network.terms import NO_TIME, Kind

_NO = NO_TIME
_SPAN, _WBS_SUMMARY = 14, 6


def span_pass(net: Net, order: NDArray[np.int32]) -> None:
    """Fill the dates of span rows, and roll all summaries up again over them. Raises `NetworkCycle`."""
    rows = np.flatnonzero(is_span(net.tasks))
    links = np.flatnonzero(net.links["used"] == 2)
    ordered = _span_order(net, rows, links).astype(np.int32)
    ends = np.concatenate((net.links["succ"][links], net.links["pred"][links]))
    numbers = np.concatenate((links, ~links))
    grouped = np.argsort(ends, kind="stable")
    begin = np.searchsorted(ends[grouped], np.arange(len(net.tasks) + 1)).astype(np.int32)
    _fill_spans(net, ordered, begin, numbers[grouped].astype(np.int32))
    _roll_up_again(net, order)
    _cover_wbs(net, order)


def _span_order(net: Net, rows: NDArray[Any], links: NDArray[Any]) -> NDArray[Any]:
    """Span rows, each after the spans that lead to it."""
    span = is_span(net.tasks)
    pred, succ = net.links["pred"][links], net.links["succ"][links]
    both = span[pred] & span[succ]
    if not both.any():
        return rows
    sorter: TopologicalSorter[int] = TopologicalSorter({int(row): () for row in rows})
    for p, s in zip(pred[both].tolist(), succ[both].tolist(), strict=True):
        sorter.add(s, p)
    try:
        return np.array(list(sorter.static_order()), dtype=np.int64)
    except CycleError as error:
        members = tuple(dict.fromkeys(error.args[1]))
        inside = both & np.isin(pred, members) & np.isin(succ, members)
        raise NetworkCycle([Cycle(members, tuple(int(k) for k in links[inside]))]) from error


@kernel
def _fill_spans(net: Any, rows: Any, begin: Any, numbers: Any) -> None:
    """Dates of level of effort and hammock rows; `numbers` groups links by row, ~k for links that leave it."""
    for i in rows:
        if net.tasks[i]["kind"] == _WBS_SUMMARY:
            continue
        row = net.state[i]
        choice = net.choice[net.tasks[i]["project"]]
        now = max(choice["data_date"], choice["project_start"])
        c = net.tasks[i]["calendar"]
        start, finish, late_start, late_finish = _NO, _NO, _NO, _NO
        begun, ended = False, False
        for slot in range(begin[i], begin[i + 1]):
            into = numbers[slot] >= 0
            k = numbers[slot] if into else ~numbers[slot]
            kind = net.links[k]["type"]
            other = net.links[k]["pred"] if into else net.links[k]["succ"]
            sign = 1 if into else -1
            by_start = kind in (1, 3) if into else kind in (0, 1)
            actual, early, late = _ends(net, other, by_start)
            if early == _NO:
                continue
            early = shift(net, k, actual if actual != _NO else early, sign)
            late = shift(net, k, actual if actual != _NO else late, sign) if late != _NO else _NO
            if (into and kind < 2) or (not into and kind in (1, 3)):
                if start == _NO or early < start:
                    start = early
                    begun = actual != _NO
                late_start = late if late_start == _NO else min(late_start, late)
            else:
                if early > finish:
                    finish = early
                    ended = actual != _NO
                late_finish = max(late_finish, late)
        _place_span(net, i, start, finish, now)
        row["late_finish"] = choice["project_finish"] if late_finish == _NO else late_finish
        row["late_start"] = row["late_finish"] if late_start == _NO else min(late_start, row["late_finish"])
        row["late_start"] = cal_inv_start(net.cals, c, cal_ord(net.cals, c, row["late_start"]))
        row["late_finish"] = cal_inv_finish(net.cals, c, cal_ord(net.cals, c, row["late_finish"]))
        row["late_resume"] = row["late_start"]
        done = ended and finish <= now
        net.tasks[i]["status"] = 2 if done else 1 if begun and start <= now else 0


@inline_kernel
def _ends(net: Any, i: int, by_start: bool) -> Any:
    """Actual, early and late instant of the start or the finish of row `i`."""
    task, row = net.tasks[i], net.state[i]
    rare = net.rare[task["rare"]]
    if by_start:
        return rare["actual_start"] if task["status"] > 0 else _NO, row["early_start"], row["late_start"]
    return rare["actual_finish"] if task["status"] == 2 else _NO, row["early_finish"], row["late_finish"]


@inline_kernel
def _place_span(net: Any, i: int, start: int, finish: int, now: int) -> None:
    """Early dates not before the data date, scheduled dates where the links put them."""
    row = net.state[i]
    c = net.tasks[i]["calendar"]
    if start == _NO:
        start = now
    if finish == _NO:
        finish = start
    begin = cal_inv_start(net.cals, c, cal_ord(net.cals, c, start))
    end = max(cal_inv_finish(net.cals, c, cal_ord(net.cals, c, finish)), start)
    row["start"] = begin
    row["finish"] = max(end, begin) if finish > start else begin
    row["early_start"] = max(begin, cal_inv_start(net.cals, c, cal_ord(net.cals, c, now)))
    row["early_finish"] = max(row["finish"], row["early_start"])
    row["link"] = -1
    row["reason"] = _SPAN


@kernel
def _roll_up_again(net: Any, order: Any) -> None:
    n = len(net.tasks)
    for node in order:
        if node >= n and net.rare[net.tasks[node - n]["rare"]]["manual_start"] == _NO:
            roll_up_p6(net, node - n)
            roll_up_late(net, node - n)


def _cover_wbs(net: Net, order: NDArray[np.int32]) -> None:
    """WBS summary activities: scheduled dates of the parent, early and late ones of what is open below it."""
    rows = np.flatnonzero(is_span(net.tasks) & (net.tasks["kind"] == Kind.WBS_SUMMARY) & (net.tasks["parent"] >= 0))
    if not len(rows):
        return
    parents = net.tasks["parent"][rows]
    opened = np.empty((len(net.gates), 4), dtype=np.int64)
    _open_dates(net, order, opened)
    found = opened[net.tasks["gate"][parents]]
    for name in ("start", "finish"):
        net.state[name][rows] = net.state[name][parents]
    is_open = found[:, 0] != NO_TIME
    for column, name in enumerate(("early_start", "early_finish", "late_start", "late_finish")):
        net.state[name][rows] = np.where(is_open, found[:, column], net.state[name][parents])
    net.state["late_resume"][rows] = net.state["late_start"][rows]
    net.tasks["status"][rows] = np.where(is_open, 0, 2)
    net.state["reason"][rows] = _SPAN


@kernel
def _open_dates(net: Any, order: Any, opened: Any) -> None:
    """Earliest start and latest finish, early and late, of the open rows below each summary."""
    n = len(net.tasks)
    opened[:] = _NO
    for node in order:
        if node < n:
            continue
        out = opened[net.tasks[node - n]["gate"]]
        for slot in range(net.ptr[node - n]["child"], net.ptr[node - n + 1]["child"]):
            c = net.items[slot]
            task, row = net.tasks[c], net.state[c]
            values = (row["early_start"], row["early_finish"], row["late_start"], row["late_finish"])
            if task["summary"] == 1:
                below = opened[task["gate"]]
                values = (below[0], below[1], below[2], below[3])
            elif task["kind"] == _WBS_SUMMARY or task["status"] == 2 or task["active"] == 0:
                continue
            if values[0] == _NO:
                continue
            out[0] = values[0] if out[0] == _NO else min(out[0], values[0])
            out[1] = max(out[1], values[1])
            out[2] = values[2] if out[2] == _NO else min(out[2], values[2])
            out[3] = max(out[3], values[3])
