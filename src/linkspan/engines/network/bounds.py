"""How one date bounds another: lags, and the translation of instants to the space a task is scheduled in.

A task with work is scheduled in the working-time ordinals of its own calendar, where 17:00 and the next 08:00 are one
point; a task without duration keeps the instant itself.
"""

from __future__ import annotations

from typing import Any

from linkspan.engines._compiled import inline_kernel
from linkspan.engines.calendar.kernels import cal_add, cal_inv_finish, cal_inv_start, cal_ord
from linkspan.engines.network.terms import NO_TIME

_NO = NO_TIME
_LEVEL_OF_EFFORT, _START_MILESTONE = 3, 5
_OVERRIDE, _ACTUAL_DATES = 1, 2


@inline_kernel
def is_span_kind(kind: int) -> Any:
    """Whether rows of a kind take their dates from others, after the passes."""
    return kind >= _LEVEL_OF_EFFORT and kind != _START_MILESTONE


@inline_kernel
def shift(net: Any, k: int, t: int, sign: int) -> Any:
    """Instant `t` moved by the lag of link `k`, forward (`sign` 1) or back (-1)."""
    link = net.links[k]
    lag = link["lag"]
    if lag == 0:
        return t
    if link["calendar"] < 0:
        return t + sign * lag
    return cal_add(net.cals, link["calendar"], t, sign * lag)


@inline_kernel
def as_start(net: Any, i: int, t: int) -> Any:
    """The start position of task `i` for starting at instant `t`."""
    task = net.tasks[i]
    if task["point"] == 1:
        return t
    return cal_ord(net.cals, task["calendar"], t)


@inline_kernel
def as_finish(net: Any, i: int, t: int) -> Any:
    """The start position of task `i` for finishing at instant `t`."""
    task = net.tasks[i]
    if task["point"] == 1:
        return t
    return cal_ord(net.cals, task["calendar"], t) - task["duration"]


@inline_kernel
def start_instant(net: Any, i: int, position: int) -> Any:
    """Where task `i` begins at a start position."""
    task = net.tasks[i]
    if task["point"] == 0:
        return cal_inv_start(net.cals, task["calendar"], position)
    # A milestone may stand at the end of a working period, else it moves to where work can begin.
    ordinal = cal_ord(net.cals, task["calendar"], position)
    if task["kind"] != _START_MILESTONE and cal_inv_finish(net.cals, task["calendar"], ordinal) == position:
        return position
    return cal_inv_start(net.cals, task["calendar"], ordinal)


@inline_kernel
def late_start_instant(net: Any, i: int, position: int) -> Any:
    """Where task `i` begins at the latest; a milestone then stands at the end of the working period before."""
    task = net.tasks[i]
    if task["point"] == 0:
        return cal_inv_start(net.cals, task["calendar"], position)
    if task["kind"] == _START_MILESTONE:
        return cal_inv_start(net.cals, task["calendar"], cal_ord(net.cals, task["calendar"], position))
    return cal_inv_finish(net.cals, task["calendar"], cal_ord(net.cals, task["calendar"], position))


@inline_kernel
def finish_instant(net: Any, i: int, position: int) -> Any:
    """Where task `i` ends at a start position."""
    task = net.tasks[i]
    if task["point"] == 0:
        return cal_inv_finish(net.cals, task["calendar"], position + task["duration"])
    return start_instant(net, i, position)


@inline_kernel
def pred_bound(net: Any, k: int) -> Any:
    """The start position that link `k` asks of its successor, from the scheduled dates of its predecessor."""
    link = net.links[k]
    i, p, kind = link["succ"], link["pred"], link["type"]
    base = net.state[p]["finish"] if kind == 0 or kind == 2 else net.state[p]["start"]
    t = shift(net, k, base, 1)
    if kind < 2:
        return as_start(net, i, t)
    position = as_finish(net, i, t)
    if kind == 2:
        # Microsoft Project lets leads and SF links reach before the project start, but not a long task by FF.
        position = max(position, as_start(net, i, net.choice[net.tasks[i]["project"]]["project_start"]))
    return position


@inline_kernel
def succ_bound(net: Any, k: int) -> Any:
    """The latest start position that link `k` leaves its predecessor, from the late dates of its successor."""
    link = net.links[k]
    i, s, kind = link["pred"], link["succ"], link["type"]
    base = net.state[s]["late_resume"] if kind == 0 or kind == 1 else net.state[s]["late_finish"]
    task, follower = net.tasks[i], net.tasks[s]
    # What is done or inactive holds nothing.
    if base == _NO or follower["status"] == 2 or follower["active"] == 0:
        return _NO
    manual = net.rare[task["rare"]]["manual_start"] != _NO
    if follower["status"] == 1 and kind < 2:
        # Work that went on out of sequence no longer holds what it should have waited for.
        mode = net.choice[follower["project"]]["mode"]
        if mode == _OVERRIDE:
            return _NO
        if mode == _ACTUAL_DATES:
            base = net.rare[follower["rare"]]["actual_start"]
    # Nor do starts that are history, or set by hand (Project 2016 and 2019 for the latter).
    started = task["status"] == 1 or follower["status"] == 1
    if (kind == 1 and (manual or started)) or (kind == 3 and manual):
        return _NO
    if kind == 1:
        # The lag is counted back from where the predecessor itself could begin.
        own = task["calendar"]
        base = cal_inv_start(net.cals, own, cal_ord(net.cals, own, base))
        return as_start(net, i, shift(net, k, base, -1))
    if kind == 3:
        # From start to finish in the predecessor's calendar first, then the lag: the order matters between calendars.
        base = cal_add(net.cals, task["calendar"], base, task["duration"])
    return as_finish(net, i, shift(net, k, base, -1))
