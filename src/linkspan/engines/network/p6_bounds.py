"""How one date bounds another by the rules of Primavera P6.

Positions are those of the remaining work: ordinals of the task's calendar, an instant where nothing remains. The early
and late start of a started task are those of what remains of it. Sources: P6 Professional help, "Schedule options";
behaviour of the open MPXJ scheduler where the help is silent.
"""

from __future__ import annotations

from typing import Any

from linkspan.engines._compiled import inline_kernel
from linkspan.engines.calendar.kernels import cal_add, cal_inv_start, cal_ord
from linkspan.engines.network.bounds import as_finish, as_start
from linkspan.engines.network.terms import NO_TIME

_NO = NO_TIME
_FS, _SS, _FF, _SF = 0, 1, 2, 3
_MILESTONE = 1
_RETAINED, _ACTUAL_DATES = 0, 2


@inline_kernel
def worked(net: Any, k: int, since: int) -> Any:
    """Minutes of the lag calendar of link `k` from an actual date to the data date: lag that has expired."""
    until = net.choice[net.tasks[net.links[k]["succ"]]["project"]]["data_date"]
    if since >= until:
        return 0
    c = net.links[k]["calendar"]
    if c < 0:
        return until - since
    return cal_ord(net.cals, c, until) - cal_ord(net.cals, c, since)


@inline_kernel
def add_lag(net: Any, k: int, t: int, lag: int) -> Any:
    """Instant `t` and `lag` of the calendar of link `k`; a lead never reaches before the data date."""
    if lag == 0:
        return t
    c = net.links[k]["calendar"]
    t = t + lag if c < 0 else cal_add(net.cals, c, t, lag)
    if lag < 0:
        t = max(t, net.choice[net.tasks[net.links[k]["succ"]]["project"]]["data_date"])
    return t


@inline_kernel
def left_lag(net: Any, k: int) -> Any:
    """What is left of the lag of link `k` from a started (SS, SF) or done (FS, FF) predecessor; leads are gone."""
    rare = net.rare[net.tasks[net.links[k]["pred"]]["rare"]]
    kind = net.links[k]["type"]
    since = rare["actual_finish"] if kind in (_FS, _FF) else rare["actual_start"]
    return max(0, net.links[k]["lag"] - worked(net, k, since))


@inline_kernel
def _back(net: Any, i: int, t: int) -> Any:
    """The start of the whole of task `i` that would finish at instant `t`."""
    if net.tasks[i]["duration"] == 0:
        return t
    return cal_add(net.cals, net.tasks[i]["calendar"], t, -net.tasks[i]["duration"])


@inline_kernel
def _from_unstarted(net: Any, k: int) -> Any:
    """Instant that link `k` asks for, from a predecessor that has not begun."""
    link = net.links[k]
    pred = net.state[link["pred"]]
    kind = link["type"]
    if kind in (_FS, _FF):
        return add_lag(net, k, pred["early_finish"], link["lag"])
    if kind == _SS and link["lag"] == 0 and link["calendar"] >= 0:
        return cal_inv_start(net.cals, link["calendar"], cal_ord(net.cals, link["calendar"], pred["early_start"]))
    return add_lag(net, k, pred["early_start"], link["lag"])


@inline_kernel
def _from_started(net: Any, k: int) -> Any:
    """Instant that link `k` asks for, from a predecessor in progress or done: expired lag no longer counts."""
    link = net.links[k]
    pred = net.state[link["pred"]]
    rare = net.rare[net.tasks[link["pred"]]["rare"]]
    done = net.tasks[link["pred"]]["status"] == 2
    waiting = net.tasks[link["succ"]]["status"] == 0
    kind, lag = link["type"], link["lag"]
    if kind == _FS:
        if done:
            return add_lag(net, k, pred["early_finish"], left_lag(net, k) if waiting else 0)
        return add_lag(net, k, pred["early_finish"], lag)
    if kind == _SS:
        if done:
            return max(pred["early_start"], add_lag(net, k, rare["actual_start"], lag))
        return add_lag(net, k, pred["early_start"], left_lag(net, k))
    if kind == _FF:
        if done and net.tasks[link["succ"]]["status"] == 2:
            return pred["early_finish"]
        return add_lag(net, k, rare["actual_finish"] if done else pred["early_finish"], lag)
    return add_lag(net, k, pred["early_start"], left_lag(net, k))


@inline_kernel
def pred_bound_p6(net: Any, k: int) -> Any:
    """The position that link `k` asks of its successor; `NO_TIME` where the progress mode ignores the link."""
    link = net.links[k]
    i, kind = link["succ"], link["type"]
    choice = net.choice[net.tasks[i]["project"]]
    status = net.tasks[link["pred"]]["status"]
    if net.tasks[i]["status"] > 0 and choice["mode"] != _RETAINED:
        return _NO
    if kind == _SF and net.tasks[i]["status"] == 0:
        # From finish to start in the successor's calendar first, then the lag.
        t = add_lag(net, k, _back(net, i, net.state[link["pred"]]["early_start"]), link["lag"])
        return as_start(net, i, t)
    t = _from_unstarted(net, k) if status == 0 else _from_started(net, k)
    if kind < 2:
        return as_start(net, i, t)
    if net.tasks[i]["status"] == 2:
        return t
    return max(as_finish(net, i, t), as_start(net, i, choice["project_start"]))


@inline_kernel
def _late_lag(net: Any, k: int) -> Any:
    """The lag that counts on the way back over link `k`."""
    link = net.links[k]
    kind, lag = link["type"], link["lag"]
    status, follower = net.tasks[link["pred"]]["status"], net.tasks[link["succ"]]["status"]
    if kind == _FS:
        if follower == 2:
            return 0
        if status == 2:
            return left_lag(net, k) if follower == 0 else 0
        return lag if status == 0 or follower == 0 else 0
    if kind == _SS:
        return lag if status == 0 else left_lag(net, k)
    if kind == _FF:
        return lag if status < 2 else left_lag(net, k)
    return lag if status != 1 or follower == 1 else 0


@inline_kernel
def succ_bound_p6(net: Any, k: int) -> Any:
    """The latest position that link `k` leaves its predecessor, from the late dates of its successor."""
    link = net.links[k]
    i, s, kind = link["pred"], link["succ"], link["type"]
    base = net.state[s]["late_start"] if kind < 2 else net.state[s]["late_finish"]
    if base == _NO or net.tasks[s]["active"] == 0:
        return _NO
    mode = net.choice[net.tasks[s]["project"]]["mode"]
    if net.tasks[s]["status"] > 0 and mode != _RETAINED:
        if mode != _ACTUAL_DATES or kind > 1:
            return _NO
        base = net.rare[net.tasks[s]["rare"]]["actual_start"]
    c = net.tasks[i]["calendar"]
    if kind == _SF and net.tasks[i]["point"] == 0:
        base = cal_add(net.cals, c, base, net.tasks[i]["remaining"])
    lag = _late_lag(net, k)
    if lag != 0:
        calendar = link["calendar"]
        base = base - lag if calendar < 0 else cal_add(net.cals, calendar, base, -lag)
    if kind == _SS:
        if net.tasks[i]["status"] == 0 and net.tasks[i]["kind"] != _MILESTONE:
            base = cal_inv_start(net.cals, c, cal_ord(net.cals, c, base))
        return as_start(net, i, base)
    return as_finish(net, i, base)
