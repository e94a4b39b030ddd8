"""The time network for 64 iterations at once: forward pass in working-time ordinals, and what drove the finish.

A position is a code, twice the ordinal of the node's own calendar plus one where the instant begins a working period.
Links within one calendar are additions on whole lanes; a link between calendars, or with an elapsed lag, goes through
the exact instant, lane by lane. Both give the dates that `network.compute` gives for the same durations.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from linkspan.engines._compiled import inline_kernel, kernel
from linkspan.engines.calendar.kernels import cal_add, cal_inv_finish, cal_inv_start, cal_ord
from linkspan.engines.simulate.arrays import LANES, LIMIT
from linkspan.engines.simulate.sampling import draw_row, draw_shared

_LANES, _LIMIT = LANES, LIMIT
_WORK, _ROLL = 0, 2
_FS, _FF, _SF, _CHILD = 0, 2, 3, 4
_BY_FINISH, _BY_START = np.uint8(1), np.uint8(2)


class Room(NamedTuple):
    """Working memory of one thread, reused from block to block."""

    start: Any
    finish: Any
    flags: Any
    acc: Any
    minutes: Any
    work: Any
    shared: Any
    last: Any
    end: Any


@inline_kernel
def decode(cals: Any, c: Any, code: Any) -> Any:
    """The instant of a code in calendar `c`."""
    if code & 1:
        return cal_inv_start(cals, c, code >> 1)
    return cal_inv_finish(cals, c, code >> 1)


@inline_kernel
def _encode(cals: Any, kind: int, c: int, t: int) -> Any:
    ordinal = cal_ord(cals, c, t)
    if kind == _WORK or cal_inv_finish(cals, c, ordinal) == t:
        return 2 * ordinal
    return 2 * ordinal + 1


@inline_kernel
def _carry(lanes: Any, e: int, i: int, code: Any) -> Any:
    """A predecessor's code as a code of node `i`, through the instant and the lag of edge `e`."""
    edge, node = lanes.edges[e], lanes.nodes[i]
    t = decode(lanes.cals, lanes.nodes[edge["pred"]]["calendar"], code)
    if edge["lag"] != 0:
        if edge["lag_calendar"] < 0:
            t += edge["lag"]
        else:
            t = cal_add(lanes.cals, edge["lag_calendar"], t, edge["lag"])
    return _encode(lanes.cals, node["kind"], node["calendar"], t)


@inline_kernel
def _exact_edge(lanes: Any, room: Any, e: int, i: int) -> None:
    edge, node = lanes.edges[e], lanes.nodes[i]
    p, kind, done = edge["pred"], edge["type"], node["done"]
    clamp = lanes.project_start[node["calendar"]]
    for lane in range(_LANES):
        code = room.finish[p, lane] if kind in (_FS, _FF) else room.start[p, lane]
        t = _carry(lanes, e, i, code)
        if kind >= _FF:
            t -= 2 * (room.minutes[lane] + done)
        if kind == _FF:
            t = max(t, clamp)
        room.acc[lane] = np.int32(max(t, np.int64(room.acc[lane])))


@inline_kernel
def _plain_edge(lanes: Any, room: Any, e: int, i: int) -> None:
    """Raise the lanes of `acc` to what an edge within one calendar asks for."""
    edge, node = lanes.edges[e], lanes.nodes[i]
    p, kind = edge["pred"], edge["type"]
    mask, add, done = np.int32(edge["mask"]), np.int32(edge["add"]), np.int32(node["done"])
    if kind == _FS:
        for lane in range(_LANES):
            t = np.int32(np.int32(room.finish[p, lane] & mask) + add)
            room.acc[lane] = max(room.acc[lane], t)
    elif kind < _FF:
        for lane in range(_LANES):
            t = np.int32(np.int32(room.start[p, lane] & mask) + add)
            room.acc[lane] = max(room.acc[lane], t)
    elif kind == _FF:
        clamp = np.int32(lanes.project_start[node["calendar"]])
        for lane in range(_LANES):
            t = np.int32(np.int32(room.finish[p, lane] & mask) + add)
            t = np.int32(t - np.int32(np.int32(2) * np.int32(room.minutes[lane] + done)))
            room.acc[lane] = max(room.acc[lane], max(t, clamp))
    else:
        for lane in range(_LANES):
            t = np.int32(np.int32(room.start[p, lane] & mask) + add)
            t = np.int32(t - np.int32(np.int32(2) * np.int32(room.minutes[lane] + done)))
            room.acc[lane] = max(room.acc[lane], t)


@inline_kernel
def _roll(lanes: Any, room: Any, i: int) -> None:
    """Start and finish of a summary from its children; what is fixed stands in `cap` and `floor`."""
    node = lanes.nodes[i]
    for lane in range(_LANES):
        room.start[i, lane] = np.int32(node["cap"])
        room.finish[i, lane] = np.int32(node["floor"])
    for e in range(node["into"], node["into_end"]):
        edge = lanes.edges[e]
        p, exact, started = edge["pred"], edge["exact"], lanes.nodes[edge["pred"]]["started"]
        for lane in range(_LANES):
            first, last = np.int64(room.start[p, lane]), np.int64(room.finish[p, lane])
            if exact == 1:
                first, last = _carry(lanes, e, i, first), _carry(lanes, e, i, last)
            if started == 0:
                room.start[i, lane] = np.int32(min(np.int64(room.start[i, lane]), first))
            room.finish[i, lane] = np.int32(max(np.int64(room.finish[i, lane]), last))


@inline_kernel
def _schedule(lanes: Any, room: Any, i: int) -> None:
    """Positions of a task, milestone or gate at the durations in `minutes`."""
    node = lanes.nodes[i]
    floor, cap, limit = np.int32(node["floor"]), np.int32(node["cap"]), np.int32(_LIMIT)
    for lane in range(_LANES):
        room.acc[lane] = floor
    for e in range(node["into"], node["into_end"]):
        if lanes.edges[e]["exact"] == 0:
            _plain_edge(lanes, room, e, i)
        else:
            _exact_edge(lanes, room, e, i)
    if node["finish_floor"] > -_LIMIT:
        for lane in range(_LANES):
            t = np.int32(node["finish_floor"] - 2 * np.int64(room.minutes[lane]))
            room.acc[lane] = max(room.acc[lane], t)
    if node["finish_cap"] < _LIMIT:
        for lane in range(_LANES):
            t = np.int32(node["finish_cap"] - 2 * np.int64(room.minutes[lane]))
            room.acc[lane] = min(room.acc[lane], t)
    cap = min(cap, limit)
    if node["kind"] == _WORK:
        for lane in range(_LANES):
            position = np.int32(min(room.acc[lane], cap) >> 1)
            room.start[i, lane] = np.int32(np.int32(2) * position) + np.int32(1)
            room.finish[i, lane] = np.int32(np.int32(2) * np.int32(position + room.minutes[lane]))
    else:
        for lane in range(_LANES):
            code = min(room.acc[lane], cap)
            room.start[i, lane] = code
            room.finish[i, lane] = code


@inline_kernel
def _forward(lanes: Any, lot: Any, room: Any, tally: Any, live: int) -> None:
    """One block forward: durations, positions, the last finish of each calendar, sums.

    `live` is how many of its lanes count.
    """
    for lane in range(_LANES):
        for c in lanes.calendars:
            room.last[c, lane] = -_LIMIT
    for i in range(len(lanes.nodes)):
        node = lanes.nodes[i]
        if node["kind"] == _ROLL:
            _roll(lanes, room, i)
            continue
        r = node["row"]
        if node["kind"] == _WORK:
            draw_row(lot, r, room.shared, room.work, room.minutes)
            _add_up(lot[0], room, tally, r, live)
        else:
            for lane in range(_LANES):
                room.minutes[lane] = np.int32(0)
        _schedule(lanes, room, i)
        if node["counted"] == 1:
            c = node["calendar"]
            for lane in range(_LANES):
                room.last[c, lane] = max(room.last[c, lane], room.finish[i, lane])


@inline_kernel
def _add_up(draws: Any, room: Any, tally: Any, r: int, live: int) -> None:
    """Sums for mean and deviation of a duration, about its base; whole minutes, so exact in any order."""
    row = draws.rows[r]
    if row["kind"] == 0 and row["drivers"] == row["drivers_end"]:
        return
    base = np.int32(row["base"])
    total, squares = 0.0, 0.0
    for lane in range(live):
        away = float(np.int32(room.minutes[lane] - base))
        total += away
        squares += away * away
    tally.total[r] += total
    tally.squares[r] += squares


@inline_kernel
def _finish(lanes: Any, room: Any) -> None:
    """The instant of the project's finish in every lane."""
    for lane in range(_LANES):
        room.end[lane] = lanes.fixed_finish
    for c in lanes.calendars:
        for lane in range(_LANES):
            if room.last[c, lane] > -_LIMIT:
                room.end[lane] = max(room.end[lane], decode(lanes.cals, c, np.int64(room.last[c, lane])))


@inline_kernel
def _seed_flags(lanes: Any, choice: Any, room: Any) -> None:
    """Mark what ends last (or the focus) as critical."""
    for i in range(len(lanes.nodes)):
        for lane in range(_LANES):
            room.flags[i, lane] = np.uint8(0)
    if choice.focus >= 0:
        for lane in range(_LANES):
            room.flags[choice.focus, lane] = _BY_FINISH
        return
    # A calendar whose own last finish is not the project's has no seeds in that lane.
    for c in lanes.calendars:
        for lane in range(_LANES):
            if room.last[c, lane] > -_LIMIT and (decode(lanes.cals, c, np.int64(room.last[c, lane])) < room.end[lane]):
                room.last[c, lane] = np.int32(2 * _LIMIT - 1)
    for i in range(len(lanes.nodes)):
        node = lanes.nodes[i]
        if node["counted"] == 1:
            c = node["calendar"]
            for lane in range(_LANES):
                if room.finish[i, lane] >> 1 == room.last[c, lane] >> 1:
                    room.flags[i, lane] = _BY_FINISH


@inline_kernel
def _trace_roll(lanes: Any, room: Any, i: int) -> None:
    """A critical summary: the children that end, or begin, with it."""
    node = lanes.nodes[i]
    for e in range(node["into"], node["into_end"]):
        edge = lanes.edges[e]
        p = edge["pred"]
        for lane in range(_LANES):
            flag = room.flags[i, lane]
            if flag == 0:
                continue
            first, last = np.int64(room.start[p, lane]), np.int64(room.finish[p, lane])
            if edge["exact"] == 1:
                first, last = _carry(lanes, e, i, first), _carry(lanes, e, i, last)
            if flag & _BY_FINISH and last == room.finish[i, lane]:
                room.flags[p, lane] |= _BY_FINISH
            if flag & _BY_START and first == room.start[i, lane] and lanes.nodes[p]["started"] == 0:
                room.flags[p, lane] |= _BY_START


@inline_kernel
def _trace_edge(lanes: Any, room: Any, e: int, i: int) -> None:
    """Mark the predecessor in the lanes in which this edge sets the position of the critical node `i`."""
    edge, node = lanes.edges[e], lanes.nodes[i]
    p, kind = edge["pred"], edge["type"]
    mask, add, done = np.int32(edge["mask"]), np.int32(edge["add"]), np.int32(node["done"])
    by_finish = kind in (_FS, _FF)
    bit = _BY_FINISH if by_finish else _BY_START
    own = np.int32(1) if kind >= _FF else np.int32(0)
    for lane in range(_LANES):
        base = room.finish[p, lane] if by_finish else room.start[p, lane]
        if edge["exact"] == 0:
            t = np.int32(np.int32(base & mask) + add) >> 1
        elif room.flags[i, lane] != 0:
            t = np.int32(_carry(lanes, e, i, np.int64(base)) >> 1)
        else:
            t = np.int32(-_LIMIT)
        position = room.start[i, lane] >> 1
        length = (room.finish[i, lane] >> 1) - position + done
        if room.flags[i, lane] != 0 and t - own * length == position:
            room.flags[p, lane] |= bit


@inline_kernel
def _trace(lanes: Any, choice: Any, room: Any, tally: Any, live: int) -> None:
    """Backward over driving links from the finish; counts the critical lanes of every row."""
    _seed_flags(lanes, choice, room)
    for i in range(len(lanes.nodes) - 1, -1, -1):
        count = 0
        for lane in range(live):
            count += 1 if room.flags[i, lane] != 0 else 0
        if count == 0:
            continue
        node = lanes.nodes[i]
        if node["kind"] == _ROLL:
            _trace_roll(lanes, room, i)
            continue
        if node["row"] >= 0:
            tally.critical[node["row"]] += count
        for e in range(node["into"], node["into_end"]):
            _trace_edge(lanes, room, e, i)


@kernel
def run_blocks(lanes: Any, draws: Any, choice: Any, first: int, tally: Any) -> None:
    """Simulate the blocks from `first` on, as many iterations as `tally` has room for."""
    n, c = max(1, len(lanes.nodes)), len(lanes.project_start)
    shared = (np.zeros((max(1, len(draws.drivers)), _LANES)), np.zeros((max(1, draws.groups), _LANES)))
    room = Room(
        np.zeros((n, _LANES), np.int32),
        np.zeros((n, _LANES), np.int32),
        np.zeros((n, _LANES), np.uint8),
        np.zeros(_LANES, np.int32),
        np.zeros(_LANES, np.int32),
        np.zeros(_LANES),
        shared,
        np.zeros((c, _LANES), np.int32),
        np.zeros(_LANES, np.int64),
    )
    for at in range(0, len(tally.finish), _LANES):
        block, live = first + at // _LANES, min(_LANES, len(tally.finish) - at)
        lot = (draws, choice, block)
        draw_shared(lot, shared, room.work)
        _forward(lanes, lot, room, tally, live)
        _finish(lanes, room)
        for lane in range(live):
            tally.finish[at + lane] = room.end[lane]
        for k in range(len(lanes.targets)):
            for lane in range(live):
                tally.targets[k, at + lane] = room.finish[lanes.targets[k], lane]
        if choice.critical == 1:
            _trace(lanes, choice, room, tally, live)
