"""What the kernels read and write: named tuples of flat tables, built once for each computation.

A table of records keeps what is read together in one cache line. What few tasks have (dates of all kinds) lies in
`rare`, whose row 0 stands for every task that has none of it: memory is what a large network costs most.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkspan.engines.network.model import PROGRESS_MODES, Network, is_given
from linkspan.engines.network.result import Problem
from linkspan.engines.network.terms import NO_TIME, Kind, LagCalendar, LagKind, LinkType

Int = NDArray[np.int64]
Table = NDArray[np.void]

_PERCENT_SCALE = 10_000


def _fields(**types: str) -> np.dtype[np.void]:
    return np.dtype(list(types.items()), align=True)


#: `duration` and `remaining` in minutes (with P6's rules both are what remains); `gate` the number of a summary among
#: summaries, -1 for others; `status` 0 not started, 1 in progress, 2 done; `summary` 1 where a row has children;
#: `point` 1 where it is scheduled as an instant.
TASK = _fields(
    duration="i8",
    remaining="i8",
    calendar="i4",
    parent="i4",
    rare="i4",
    gate="i4",
    project="i4",
    kind="i1",
    status="i1",
    summary="i1",
    active="i1",
    point="i1",
)
_RARE_INSTANTS = (
    "constraint_date",
    "constraint2_date",
    "deadline",
    "actual_start",
    "actual_finish",
    "manual_start",
    "manual_finish",
    "resume",
    "suspend",
    "expected_finish",
    "external_early_start",
    "external_late_finish",
)
#: `delay` is the levelling delay in elapsed minutes, `went_on` where the work done of a started task would end if it
#: had gone on since its actual start; `duration` and `remaining` are those of the task table before an expected finish
#: resets them.
RARE = _fields(
    **dict.fromkeys((*_RARE_INSTANTS, "constraint", "constraint2", "delay", "went_on", "duration", "remaining"), "i8")
)
#: `lag` in minutes, `calendar` -1 for elapsed lags; `used` 0 for links that do not count, 2 for those of spans.
LINK = _fields(lag="i8", pred="i4", succ="i4", calendar="i4", type="i1", used="i1")
#: Where the links into and out of a row, and its children, begin in `Net.items`; the next row's entry is the end.
POINTER = _fields(into="i4", out="i4", child="i4")
#: What the passes fill: `late_resume` is the late start of the work still to do, which holds predecessors;
#: `conflict` 1 where logic breaks a date, `pinned` 1 where the scheduled dates are the late dates (ALAP).
STATE = _fields(
    early_start="i8",
    early_finish="i8",
    late_start="i8",
    late_finish="i8",
    late_resume="i8",
    start="i8",
    finish="i8",
    link="i4",
    reason="i1",
    conflict="i1",
    pinned="i1",
)
#: For summaries: the earliest instant that predecessors leave the children, the link that set it, the latest finish
#: that successors leave them.
GATE = _fields(gate="i8", cap="i8", link="i8")
#: Scalars of each project; `mode` is the index of the progress mode, `latest` bounds every late finish (P6), `keeps` 1
#: where work in progress without predecessors goes on from its actual start (P6).
CHOICE = _fields(
    project_start="i8",
    project_finish="i8",
    latest="i8",
    data_date="i8",
    must_finish="i8",
    honor="i8",
    mode="i8",
    keeps="i8",
)


class Net(NamedTuple):
    """Everything a kernel needs: packed calendars, tables of the types above, link and child numbers, floats.

    `floats` is int64[n, 2]: total and free float.
    """

    cals: Int
    tasks: Table
    rare: Table
    links: Table
    ptr: Table
    items: NDArray[np.int32]
    state: Table
    gates: Table
    floats: Int
    choice: Table


def task_table(network: Network) -> tuple[Table, Table]:
    """Resolve parents, calendars, progress and rows without children; answers tasks and rare facts."""
    table = np.zeros(network.n_tasks, dtype=TASK)
    for name in ("kind", "active", "project"):
        column = getattr(network, name)
        if is_given(column) or column[:1].any():
            table[name] = column
    table["parent"] = network.parent
    parents = np.unique(network.parent[network.parent >= 0]) if is_given(network.parent) else ()
    table["gate"] = -1
    if len(parents):
        table["summary"][parents] = 1
        table["gate"][parents] = np.arange(len(parents))
    resolve_rows(network, table, slice(None))
    return table, _rare_table(network, table)


def resolve_rows(network: Network, table: Table, rows: Any) -> None:
    """Calendars, progress and space of some rows (an index) of the task table, from the columns of the network."""
    calendar = network.calendar[rows]
    calendar = np.where(calendar < 0, network.options.default_calendar, calendar)
    table["calendar"][rows] = np.where(network.elapsed[rows], len(network.calendars), calendar)
    duration, started = network.duration[rows], network.actual_start[rows] != NO_TIME
    done = started & (network.actual_finish[rows] != NO_TIME)
    done &= network.actual_finish[rows] >= network.actual_start[rows]
    # The actual dates of level of effort and its like are answers, not facts.
    kind = network.kind[rows]
    stated = (kind < Kind.LEVEL_OF_EFFORT) | (kind == Kind.START_MILESTONE)
    table["status"][rows] = (started.astype(np.int8) + done) * stated
    left = duration
    if is_given(network.percent) or network.percent[:1].any():
        left = np.rint(duration * (100.0 - np.clip(network.percent[rows], 0.0, 100.0)) / 100.0).astype(np.int64)
    if is_given(network.remaining) or (network.remaining[:1] >= 0).any():
        given = network.remaining[rows]
        stored = given if network.options.flavour == "p6" else np.minimum(given, duration)
        left = np.where(given >= 0, stored, left)
    if network.options.flavour == "p6":
        # P6 schedules what remains, which is all of a task that has not begun.
        duration = left = np.where(done, 0, np.where(started, left, duration))
    table["duration"][rows], table["remaining"][rows] = duration, left
    table["point"][rows] = duration == 0


def _rare_table(network: Network, table: Table) -> Table:
    """The rare facts, row 0 for tasks without any; `table["rare"]` is set."""
    given = [name for name in rare_columns(network) if is_given(getattr(network, name))]
    has = np.zeros(network.n_tasks, dtype=bool)
    for name in given:
        has |= getattr(network, name) != network_default(name)
    common = rare_row(network, slice(0, 1))
    if not is_all_default(common):
        # A scalar for all rows: they all have facts.
        has[:] = True
    rows = np.flatnonzero(has)
    rare = np.empty(len(rows) + 1, dtype=RARE)
    rare[0] = NOTHING
    fill_rare(network, table, rare[1:], rows)
    table["rare"][rows] = np.arange(1, len(rows) + 1)
    return rare


def rare_columns(network: Network) -> Sequence[str]:
    """Names of the columns that `rare` is made of."""
    return (*_RARE_INSTANTS, "constraint", "constraint2", "leveling_delay")


def network_default(name: str) -> int:
    """The value of a rare column that says nothing."""
    return NO_TIME if name in _RARE_INSTANTS else 0


def _nothing() -> Table:
    row = np.zeros(1, dtype=RARE)
    for name in _RARE_INSTANTS:
        row[name] = NO_TIME
    return row


NOTHING = _nothing()[0]


def rare_row(network: Network, rows: Any) -> Table:
    """The facts that scalars give every row, as one record."""
    row = _nothing()
    for name in rare_columns(network):
        column = getattr(network, name)
        if not is_given(column) and len(column):
            row["delay" if name == "leveling_delay" else name] = column[0]
    return row


def is_all_default(row: Table) -> bool:
    """Whether a rare record says nothing."""
    return bool(row[0] == NOTHING)


def fill_rare(network: Network, tasks: Table, table: Table, rows: Any) -> None:
    """Write the facts of `rows` into as many records of `table`."""
    table["duration"], table["remaining"] = tasks["duration"][rows], tasks["remaining"][rows]
    for name in _RARE_INSTANTS:
        table[name] = getattr(network, name)[rows]
    table["constraint"], table["constraint2"] = network.constraint[rows], network.constraint2[rows]
    table["delay"] = network.leveling_delay[rows]
    begun = table["actual_start"] != NO_TIME
    usable = begun & (table["actual_finish"] >= table["actual_start"])
    table["actual_finish"] = np.where(usable, table["actual_finish"], NO_TIME)
    manual = (table["manual_start"] != NO_TIME) & (table["manual_finish"] != NO_TIME)
    for name in ("manual_start", "manual_finish"):
        table[name] = np.where(manual, table[name], NO_TIME)
    table["went_on"] = NO_TIME
    if network.options.flavour == "p6" and not network.options.remaining_after_data_date:
        _go_on(network, table, rows)


def _go_on(network: Network, table: Table, rows: Any) -> None:
    """Fill `went_on` of started tasks."""
    calendar = np.where(network.calendar[rows] < 0, network.options.default_calendar, network.calendar[rows])
    done = np.maximum(0, network.duration[rows] - np.maximum(0, network.remaining[rows]))
    for c in np.unique(calendar):
        here = (calendar == c) & (table["actual_start"] != NO_TIME)
        cal = network.calendars.calendar(int(c))
        table["went_on"][here] = cal.inv_start_many(cal.ord_many(table["actual_start"][here]) + done[here])


def link_table(network: Network, tasks: Table) -> tuple[Table, list[Problem]]:
    """Resolve lags and leave out links that cannot count; each such link gives a problem."""
    links, n = network.links, network.n_tasks
    table = np.zeros(len(links.pred), dtype=LINK)
    inside = (links.pred >= 0) & (links.pred < n) & (links.succ >= 0) & (links.succ < n)
    problems = [Problem("dangling_link", "error", links=(int(k),)) for k in np.flatnonzero(~inside)]
    if n == 0 or not len(table):
        return table, problems
    pred, succ = links.pred, links.succ
    if problems:
        pred, succ = np.where(inside, pred, 0), np.where(inside, succ, 0)
    by_finish = inside & (tasks["summary"][succ] == 1) & (links.type >= LinkType.FF)
    for k in np.flatnonzero(by_finish):
        problems.append(Problem("summary_finish_link", "warning", (int(pred[k]), int(succ[k])), (int(k),)))
    table["pred"], table["succ"], table["type"] = pred, succ, links.type
    table["lag"] = links.lag
    lag_calendar = _lag_calendar(network, tasks, pred, succ)
    if links.lag_kind.any():
        share = np.rint(network.duration[pred] * (links.lag / _PERCENT_SCALE)).astype(np.int64)
        table["lag"] = np.where(links.lag_kind >= LagKind.PERCENT, share, links.lag)
        elapsed = (links.lag_kind == LagKind.ELAPSED) | (links.lag_kind == LagKind.ELAPSED_PERCENT)
        lag_calendar = np.where(elapsed, -1, lag_calendar)
    table["calendar"] = lag_calendar
    used = inside & ~by_finish & (tasks["active"][pred] == 1)
    table["used"] = used
    if has_spans(network):
        span = is_span(tasks)
        table["used"][used & (span[pred] | span[succ])] = 2
    return table, problems


def has_spans(network: Network) -> bool:
    """Whether some rows take their dates from others: level of effort, hammock, WBS summary activities."""
    column = network.kind if is_given(network.kind) else network.kind[:1]
    return bool(np.isin(column, (Kind.LEVEL_OF_EFFORT, Kind.HAMMOCK, Kind.WBS_SUMMARY)).any())


def is_span(tasks: Table) -> NDArray[np.bool_]:
    """bool[n]: level of effort, hammock and WBS summary rows without children."""
    kinds = (Kind.LEVEL_OF_EFFORT, Kind.HAMMOCK, Kind.WBS_SUMMARY)
    return np.isin(tasks["kind"], kinds) & (tasks["summary"] == 0)


def _lag_calendar(network: Network, tasks: Table, pred: Int, succ: Int) -> Int:
    choice = network.options.lag_calendar
    if choice == LagCalendar.PREDECESSOR:
        return np.asarray(tasks["calendar"][pred])
    if choice == LagCalendar.SUCCESSOR:
        return np.asarray(tasks["calendar"][succ])
    if choice == LagCalendar.PROJECT:
        return np.full(len(pred), network.options.default_calendar, dtype=np.int64)
    return np.full(len(pred), -1, dtype=np.int64)


def compressed(tasks: Table, links: Table) -> tuple[Table, NDArray[np.int32]]:
    """Compressed rows of the links that count, and of the outline."""
    from linkspan.engines.network.order import compress

    ptr = np.zeros(len(tasks) + 1, dtype=POINTER)
    return ptr, compress(tasks, links, ptr)


def empty_state(n: int) -> Table:
    """State before the passes: no dates, no drivers."""
    state = np.zeros(n, dtype=STATE)
    for name in ("early_start", "early_finish", "late_start", "late_finish", "late_resume", "start", "finish"):
        state[name] = NO_TIME
    state["link"] = -1
    return state


def empty_gates(tasks: Table) -> Table:
    """Gates of all summaries, open."""
    gates = np.zeros(int(tasks["summary"].sum()), dtype=GATE)
    gates["gate"] = gates["cap"] = NO_TIME
    gates["link"] = -1
    return gates


def choice_table(network: Network) -> Table:
    """One record a project."""
    options = network.options
    choice = np.zeros(len(network.projects), dtype=CHOICE)
    choice["honor"] = options.honor_constraints and options.flavour != "p6"
    choice["keeps"] = not options.remaining_after_data_date
    choice["mode"] = PROGRESS_MODES.index(options.progress_mode)
    for row, dates in zip(choice, network.projects, strict=True):
        row["project_start"], row["must_finish"] = dates.start, dates.must_finish
        row["data_date"] = dates.data_date if options.remaining_after_data_date else NO_TIME
        if options.flavour == "p6":
            # Nothing is left to do before the data date; without one the project has not begun.
            row["data_date"] = row["project_start"] = max(dates.data_date, dates.start)
    return choice


def build_net(network: Network) -> tuple[Net, list[Problem]]:
    """The tables of one computation, and problems of the links."""
    tasks, rare = task_table(network)
    links, problems = link_table(network, tasks)
    ptr, items = compressed(tasks, links)
    gates = empty_gates(tasks)
    state, floats = empty_state(network.n_tasks), np.zeros((network.n_tasks, 2), dtype=np.int64)
    packed = network.calendars.packed
    return Net(packed, tasks, rare, links, ptr, items, state, gates, floats, choice_table(network)), problems
