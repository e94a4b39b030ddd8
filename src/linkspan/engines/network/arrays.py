"""What the kernels read and write: named tuples of flat arrays, built once for each computation."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkspan.engines.network.model import (
    NO_TIME,
    LagCalendar,
    LagKind,
    LinkType,
    Network,
    Problem,
)

Int = NDArray[np.int64]
Table = NDArray[np.void]

_PERCENT_SCALE = 10_000


def _fields(*names: str) -> np.dtype[np.void]:
    return np.dtype([(name, np.int64) for name in names])


#: `summary` 1 where a row has children, `calendar` resolved, `remaining` in minutes, `delay` elapsed minutes.
TASK = _fields(
    "summary",
    "parent",
    "duration",
    "calendar",
    "constraint",
    "constraint_date",
    "deadline",
    "actual_start",
    "actual_finish",
    "remaining",
    "active",
    "manual_start",
    "manual_finish",
    "delay",
    "resume",
)
#: `lag` in minutes, `calendar` -1 for elapsed lags; `used` 0 for links that do not count.
LINK = _fields("pred", "succ", "type", "lag", "calendar", "used")
#: Where the links into and out of a row, and its children, begin in `Net.items`; the next row's entry is the end.
POINTER = _fields("into", "out", "child")
#: What the passes fill: `late_resume` is the late start of the work still to do, which holds predecessors; `gate` is
#: the earliest instant that a summary's predecessors leave its children, `gate_link`
#: the link that set it, `cap` the latest finish its successors leave them, `conflict` 1 where logic breaks a date,
#: `pinned` 1 where the scheduled dates are the late dates (ALAP).
STATE = _fields(
    "early_start",
    "early_finish",
    "late_start",
    "late_finish",
    "late_resume",
    "start",
    "finish",
    "total_float",
    "free_float",
    "gate",
    "gate_link",
    "cap",
    "link",
    "reason",
    "conflict",
    "pinned",
)
_INSTANTS = frozenset(
    ("early_start", "early_finish", "late_start", "late_finish", "late_resume", "start", "finish", "gate", "cap")
)
#: Scalars of one computation, an array of one row.
CHOICE = _fields("project_start", "project_finish", "data_date", "honor")


class Net(NamedTuple):
    """Everything a kernel needs: packed calendars, structured arrays of the types above, link and child numbers."""

    cals: Int
    tasks: Table
    links: Table
    ptr: Table
    items: Int
    state: Table
    choice: Table


def task_table(network: Network) -> Table:
    """Resolve parents, calendars, progress and rows without children."""
    n = network.n_tasks
    table = np.zeros(n, dtype=TASK)
    table["parent"] = network.parent
    table["summary"][network.parent[network.parent >= 0]] = 1
    for name in ("duration", "constraint", "constraint_date", "deadline", "actual_start", "active", "resume"):
        table[name] = getattr(network, name)
    calendar = np.where(network.calendar < 0, network.options.default_calendar, network.calendar)
    table["calendar"] = np.where(network.elapsed, len(network.calendars), calendar)
    left = np.rint(network.duration * (100.0 - np.clip(network.percent, 0.0, 100.0)) / 100.0).astype(np.int64)
    table["remaining"] = np.where(network.remaining >= 0, np.minimum(network.remaining, network.duration), left)
    table["actual_finish"] = _completed(network)
    manual = (network.manual_start != NO_TIME) & (network.manual_finish != NO_TIME)
    table["manual_start"] = np.where(manual, network.manual_start, NO_TIME)
    table["manual_finish"] = np.where(manual, network.manual_finish, NO_TIME)
    table["delay"] = network.leveling_delay
    return table


def _completed(network: Network) -> Int:
    """Actual finish counts only with an actual start, and never before it."""
    usable = (network.actual_finish != NO_TIME) & (network.actual_start != NO_TIME)
    usable &= network.actual_finish >= network.actual_start
    return np.where(usable, network.actual_finish, NO_TIME)


def link_table(network: Network, tasks: Table) -> tuple[Table, list[Problem]]:
    """Resolve lags and leave out links that cannot count; each such link gives a problem."""
    links, n = network.links, network.n_tasks
    table = np.zeros(len(links.pred), dtype=LINK)
    inside = (links.pred >= 0) & (links.pred < n) & (links.succ >= 0) & (links.succ < n)
    problems = [Problem("dangling_link", "error", links=(int(k),)) for k in np.flatnonzero(~inside)]
    if n == 0:
        return table, problems
    pred = np.where(inside, links.pred, 0)
    succ = np.where(inside, links.succ, 0)
    by_finish = inside & (tasks["summary"][succ] == 1) & (links.type >= LinkType.FF)
    for k in np.flatnonzero(by_finish):
        problems.append(Problem("summary_finish_link", "warning", (int(pred[k]), int(succ[k])), (int(k),)))
    table["pred"], table["succ"], table["type"] = pred, succ, links.type
    share = np.rint(tasks["duration"][pred] * (links.lag / _PERCENT_SCALE)).astype(np.int64)
    table["lag"] = np.where(links.lag_kind >= LagKind.PERCENT, share, links.lag)
    elapsed = (links.lag_kind == LagKind.ELAPSED) | (links.lag_kind == LagKind.ELAPSED_PERCENT)
    table["calendar"] = np.where(elapsed, -1, _lag_calendar(network, tasks, pred, succ))
    table["used"] = inside & ~by_finish & (tasks["active"][pred] == 1)
    return table, problems


def _lag_calendar(network: Network, tasks: Table, pred: Int, succ: Int) -> Int:
    choice = network.options.lag_calendar
    if choice == LagCalendar.PREDECESSOR:
        return np.asarray(tasks["calendar"][pred])
    if choice == LagCalendar.SUCCESSOR:
        return np.asarray(tasks["calendar"][succ])
    if choice == LagCalendar.PROJECT:
        return np.full(len(pred), network.options.default_calendar, dtype=np.int64)
    return np.full(len(pred), -1, dtype=np.int64)


def _compressed(tasks: Table, links: Table) -> tuple[Table, Int]:
    """Compressed rows of the links that count, and of the outline."""
    from linkspan.engines.network.order import group_rows

    n = len(tasks)
    live = np.flatnonzero(links["used"])
    children = np.flatnonzero(tasks["parent"] >= 0)
    parts = (("into", live, links["succ"]), ("out", live, links["pred"]), ("child", children, tasks["parent"]))
    ptr = np.zeros(n + 1, dtype=POINTER)
    items: list[Int] = []
    offset = 0
    for name, numbers, key in parts:
        begin, grouped = group_rows(np.ascontiguousarray(key), numbers.astype(np.int64), n)
        ptr[name] = begin + offset
        items.append(grouped)
        offset += len(numbers)
    return ptr, np.concatenate(items)


def build_net(network: Network) -> tuple[Net, list[Problem]]:
    """The arrays of one computation, and problems of the links."""
    tasks = task_table(network)
    links, problems = link_table(network, tasks)
    ptr, items = _compressed(tasks, links)
    state = np.zeros(network.n_tasks, dtype=STATE)
    for name in STATE.names or ():
        if name in _INSTANTS:
            state[name] = NO_TIME
    state["link"] = state["gate_link"] = -1
    options = network.options
    choice = np.zeros(1, dtype=CHOICE)
    choice["project_start"] = network.project_start
    choice["data_date"] = options.data_date if options.remaining_after_data_date else NO_TIME
    choice["honor"] = options.honor_constraints and options.flavour != "p6"
    return Net(network.calendars.packed, tasks, links, ptr, items, state, choice), problems
