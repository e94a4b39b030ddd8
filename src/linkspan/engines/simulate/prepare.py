"""From a network to the nodes and edges of the lanes; None where a plan has what only the full passes know.

What cannot move (actual dates, dates set by hand, constraints) is folded into floors and caps, so that the lanes carry
only what varies and what follows from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from linkspan.engines.calendar import ALWAYS, CalendarError, WorkCalendar
from linkspan.engines.network import NO_TIME, Constraint, LagCalendar, LagKind, Network
from linkspan.engines.simulate.arrays import EDGE, LIMIT, NO_CAP, NODE, Lanes
from linkspan.engines.simulate.draws import Work

_FS, _SS, _FF, _SF, _CHILD = range(5)
_TASK, _POINT, _ROLL = 0, 1, 2
_RAISES_START = (Constraint.SNET, Constraint.MSO)
_RAISES_FINISH = (Constraint.FNET, Constraint.MFO)
_LOWERS_START = (Constraint.SNLT, Constraint.MSO)
_LOWERS_FINISH = (Constraint.FNLT, Constraint.MFO)
#: Dates of rows whose levels of effort, hammocks and WBS summaries follow others: they take no part.
_SPANS = (3, 4, 6)
#: Columns that the lanes do not know, with the value that says nothing.
_UNKNOWN = {
    "constraint2": 0,
    "expected_finish": NO_TIME,
    "external_early_start": NO_TIME,
    "external_late_finish": NO_TIME,
    "suspend": NO_TIME,
    "project": 0,
}


class Unsupported(Exception):
    """The plan needs the full passes."""


@dataclass(slots=True)
class _Node:
    kind: int
    row: int
    calendar: int
    done: int = 0
    floor: int = -LIMIT
    finish_floor: int = -LIMIT
    cap: int = NO_CAP
    finish_cap: int = NO_CAP
    counted: int = 0
    started: int = 0
    edges: list[tuple[int, ...]] = field(default_factory=list)


class Builder:
    """Collects nodes and edges row by row; `lanes` puts them into topological order."""

    def __init__(self, network: Network, work: Work, targets: tuple[int, ...]) -> None:
        self.network, self.work, self.targets = network, work, targets
        self.n = network.n_tasks
        self.cals = [*network.calendars.calendars, WorkCalendar(ALWAYS)]
        self.always = len(self.cals) - 1
        self._resolve()
        self.nodes: dict[int, _Node] = {}
        #: Instants of what is fixed: (start or None, finish or None) by node number.
        self.fixed: dict[int, tuple[int | None, int | None]] = {}
        self._starts = [self.code(c, network.project_start) for c in range(len(self.cals))]

    def _resolve(self) -> None:
        network = self.network
        default = network.options.default_calendar
        calendar = np.where(network.calendar < 0, default, network.calendar)
        self.calendar = np.where(network.elapsed, self.always, calendar).tolist()
        self.duration, self.parent = network.duration.tolist(), network.parent.tolist()
        self.constraint, self.date = network.constraint.tolist(), network.constraint_date.tolist()
        self.actual_start, self.actual_finish = network.actual_start.tolist(), network.actual_finish.tolist()
        self.resume = network.resume.tolist()
        self.manual = list(zip(network.manual_start.tolist(), network.manual_finish.tolist(), strict=True))
        self.active, self.kind = network.active.tolist(), network.kind.tolist()
        self.children: list[list[int]] = [[] for _ in range(self.n)]
        for row, parent in enumerate(self.parent):
            if parent >= 0:
                self.children[parent].append(row)
        options = network.options
        self.data_date = options.data_date if options.remaining_after_data_date else NO_TIME

    # -- codes -----------------------------------------------------------------------------------------------------
    def code(self, c: int, t: int) -> int:
        """The code of instant `t` in calendar `c`."""
        ordinal = self.cals[c].ord(t)
        return 2 * ordinal + int(self.cals[c].inv_finish(ordinal) != t)

    def _is_exact(self, c: int, t: int) -> bool:
        """Whether instant `t` is one that a code of calendar `c` stands for."""
        ordinal = self.cals[c].ord(t)
        return t in (self.cals[c].inv_finish(ordinal), self.cals[c].inv_start(ordinal))

    def shifted(self, k: int, t: int) -> int:
        """Instant `t` and the lag of link `k`."""
        lag, c = self.lags[k], self.lag_calendars[k]
        return t + lag if c < 0 else self.cals[c].add(t, lag)

    # -- what takes part -------------------------------------------------------------------------------------------
    def is_summary(self, row: int) -> bool:
        return bool(self.children[row])

    def takes_part(self, row: int) -> bool:
        """A task or milestone that is scheduled and counts."""
        return self.active[row] and not self.children[row] and self.kind[row] not in _SPANS

    def check(self) -> None:
        """Raise `Unsupported` for what the lanes do not know."""
        network, options = self.network, self.network.options
        if options.flavour == "p6" or options.schedule_from_finish or len(getattr(network, "projects", ())) > 1:
            raise Unsupported
        if getattr(options, "progress_mode", "retained") != "retained" and self.work.started.any():
            raise Unsupported
        for name, nothing in _UNKNOWN.items():
            column = getattr(network, name, None)
            if column is not None and (column != nothing).any():
                raise Unsupported
        late = (network.constraint == Constraint.ALAP) | (network.constraint > Constraint.FNLT)
        moved = (network.leveling_delay > 0) | late | (network.kind == 5)
        leaf = np.array([not rows for rows in self.children], dtype=bool)
        if (moved & leaf & ~self.work.started).any():
            raise Unsupported

    def resolve_links(self) -> None:
        """Used links, and in whose calendar their lags run; lags in percent are minutes by now."""
        network, links = self.network, self.network.links
        inside = (links.pred >= 0) & (links.pred < self.n) & (links.succ >= 0) & (links.succ < self.n)
        pred, succ = np.where(inside, links.pred, 0), np.where(inside, links.succ, 0)
        self.lags = links.lag.tolist()
        choice, own = network.options.lag_calendar, np.array(self.calendar, dtype=np.int64)
        calendar = np.full(len(pred), -1, dtype=np.int64)
        if choice == LagCalendar.PREDECESSOR:
            calendar = own[pred]
        elif choice == LagCalendar.SUCCESSOR:
            calendar = own[succ]
        elif choice == LagCalendar.PROJECT:
            calendar[:] = network.options.default_calendar
        self.lag_calendars = np.where(links.lag_kind == LagKind.ELAPSED, -1, calendar).tolist()
        self.into: list[list[int]] = [[] for _ in range(self.n)]
        self.out: list[list[int]] = [[] for _ in range(self.n)]
        self.pred, self.succ, self.type = pred.tolist(), succ.tolist(), links.type.tolist()
        for k in np.flatnonzero(inside).tolist():
            p, s = self.pred[k], self.succ[k]
            if not self.active[p] or self.kind[p] in _SPANS or self.kind[s] in _SPANS:
                continue
            if self.is_summary(s) and self.type[k] >= _FF:
                continue
            self.into[s].append(k)
            self.out[p].append(k)

    # -- nodes -----------------------------------------------------------------------------------------------------
    def build(self) -> None:
        """Nodes of all that moves: row numbers for tasks and roll-ups, n + row for the gates of summaries."""
        self.check()
        self.resolve_links()
        needed = self._needed_rolls()
        outline = self._outline()
        for row in range(self.n):
            if self.takes_part(row):
                self._leaf(row)
        leaves = {node.calendar for node in self.nodes.values()}
        self.space = leaves.pop() if len(leaves) == 1 else self.always
        for row in reversed(outline):
            if row in needed:
                self._roll_node(row)
        for row in outline:
            self._gate(row)
        for row in range(self.n):
            if row in self.nodes and self.nodes[row].kind != _ROLL:
                self._bind(row)
        for row in reversed(outline):
            if row in self.nodes:
                self._bind_roll(row)
        if not all(row in self.nodes or row in self.fixed for row in self.targets):
            raise Unsupported

    def _outline(self) -> list[int]:
        """Summaries, parents before children."""
        found, stack = [], [row for row in range(self.n) if self.parent[row] < 0 and self.children[row]]
        while stack:
            row = stack.pop()
            found.append(row)
            stack += [child for child in self.children[row] if self.children[child]]
        return found

    def _needed_rolls(self) -> set[int]:
        """Summaries whose dates something asks for."""
        needed: set[int] = set()
        stack = [row for row in range(self.n) if self.children[row] and (self.out[row] or row in self.targets)]
        while stack:
            row = stack.pop()
            if row not in needed:
                needed.add(row)
                stack += [child for child in self.children[row] if self.children[child]]
        return needed

    def _leaf(self, row: int) -> None:
        started = self.actual_start[row] != NO_TIME
        if started and self.actual_finish[row] >= self.actual_start[row]:
            self.fixed[row] = (self.actual_start[row], self.actual_finish[row])
        elif started and self.duration[row] == 0:
            self.fixed[row] = (self.actual_start[row], self.actual_start[row])
        elif not started and NO_TIME not in self.manual[row]:
            self.fixed[row] = self.manual[row]
        else:
            kind = _TASK if self.duration[row] > 0 else _POINT
            node = _Node(kind, row, self.calendar[row], counted=1, started=int(started))
            node.done = int(self.work.done[row]) if started else 0
            self.nodes[row] = node
            if started:
                self.fixed[row] = (self.actual_start[row], None)

    def _gate(self, row: int) -> None:
        """What the predecessors of a summary and its parents allow its children; a fixed one is an instant."""
        parent = self.n + self.parent[row] if self.parent[row] >= 0 else -1
        best = NO_TIME
        edges = []
        for k in self.into[row]:
            side = 1 if self.type[k] == _FS else 0
            constant = self.fixed.get(self.pred[k], (None, None))[side]
            if constant is not None:
                best = max(best, self.shifted(k, constant))
            elif self.pred[k] in self.nodes:
                edges.append(k)
            else:
                raise Unsupported
        if self.constraint[row] == Constraint.SNET:
            best = max(best, self.date[row])
        above = self.fixed.get(parent, (None, None))[1]
        if above is not None:
            best = max(best, above)
        if not edges and parent not in self.nodes:
            if best != NO_TIME:
                self.fixed[self.n + row] = (best, best)
            return
        node = _Node(_POINT, -1, self.space)
        if best != NO_TIME:
            node.floor = self.code(self.space, best)
        node.edges = [(self.pred[k], self.type[k], k) for k in edges]
        if parent in self.nodes:
            node.edges.append((parent, _FS, -1))
        self.nodes[self.n + row] = node

    def _roll_node(self, row: int) -> None:
        if NO_TIME not in self.manual[row]:
            self.fixed[row] = self.manual[row]
            return
        alive = [child for child in self.children[row] if child in self.nodes or child in self.fixed]
        if not alive:
            raise Unsupported
        if not any(child in self.nodes for child in alive):
            ends = [self.fixed[child] for child in alive]
            self.fixed[row] = (min(e[0] for e in ends if e[0] is not None), max(e[1] for e in ends if e[1] is not None))
            return
        spaces = {self.nodes[child].calendar for child in alive if child in self.nodes}
        c = spaces.pop() if len(spaces) == 1 else self.always
        instants = [t for child in alive for t in self.fixed.get(child, ()) if t is not None]
        if not all(self._is_exact(c, t) for t in instants):
            c = self.always
        self.nodes[row] = _Node(_ROLL, row, c)

    # -- bounds ----------------------------------------------------------------------------------------------------
    def _bind(self, row: int) -> None:
        """Floors, caps and edges of a task or milestone."""
        node = self.nodes[row]
        logic = bool(self.into[row])
        for k in self.into[row]:
            self._bind_link(node, k)
        gate = self.n + self.parent[row]
        if self.parent[row] >= 0 and (gate in self.nodes or gate in self.fixed):
            logic = True
            if node.started:
                raise Unsupported
            if gate in self.nodes:
                node.edges.append((gate, _FS, -1))
            else:
                node.floor = max(node.floor, self.code(node.calendar, self.fixed[gate][1] or 0))
        if node.started:
            self._bind_started(row, node)
            return
        if not logic:
            node.floor = max(node.floor, self._starts[node.calendar])
        if self.data_date != NO_TIME:
            node.floor = max(node.floor, self.code(node.calendar, self.data_date))
        self._constrain(row, node)

    def _bind_link(self, node: _Node, k: int) -> None:
        kind = self.type[k]
        constant = self.fixed.get(self.pred[k], (None, None))[1 if kind in (_FS, _FF) else 0]
        if constant is None:
            if self.pred[k] not in self.nodes:
                raise Unsupported
            node.edges.append((self.pred[k], kind, k))
            return
        code = self.code(node.calendar, self.shifted(k, constant))
        if kind < _FF:
            node.floor = max(node.floor, code)
        else:
            node.finish_floor = max(node.finish_floor, code - 2 * node.done)
            if kind == _FF:
                node.floor = max(node.floor, self._starts[node.calendar])

    def _bind_started(self, row: int, node: _Node) -> None:
        """Only the remaining work moves: from where it was left, the data date and, with one, from the logic."""
        if self.data_date == NO_TIME:
            node.edges, node.floor, node.finish_floor = [], -LIMIT, -LIMIT
        resume = 2 * (self.cals[node.calendar].ord(self.actual_start[row]) + node.done)
        for instant in (self.resume[row], self.data_date):
            if instant != NO_TIME:
                resume = max(resume, 2 * self.cals[node.calendar].ord(instant))
        node.floor = max(node.floor, resume)

    def _constrain(self, row: int, node: _Node) -> None:
        kind, date = self.constraint[row], self.date[row]
        if kind < Constraint.MSO or date == NO_TIME:
            return
        code = self.code(node.calendar, date)
        is_held = self.network.options.honor_constraints
        if kind in _RAISES_START:
            node.floor = max(node.floor, code)
        if kind in _RAISES_FINISH:
            node.finish_floor = max(node.finish_floor, code)
        if is_held and kind in _LOWERS_START:
            node.cap = code
        if is_held and kind in _LOWERS_FINISH:
            node.finish_cap = code

    def _bind_roll(self, row: int) -> None:
        node = self.nodes[row]
        if node.kind != _ROLL:
            return
        for child in self.children[row]:
            start, finish = self.fixed.get(child, (None, None))
            if start is not None:
                node.cap = min(node.cap, self.code(node.calendar, start))
            if finish is not None:
                node.floor = max(node.floor, self.code(node.calendar, finish))
            if child in self.nodes:
                node.edges.append((child, _CHILD, -1))

    # -- arrays ----------------------------------------------------------------------------------------------------
    def lanes(self) -> tuple[Lanes, dict[int, int]]:
        """The lanes, and where each row's node lies in them."""
        order = self._order()
        position = {number: at for at, number in enumerate(order)}
        nodes = np.zeros(len(order), dtype=NODE)
        edges: list[tuple[int, ...]] = []
        for at, number in enumerate(order):
            node, begin = self.nodes[number], len(edges)
            for pred, kind, k in node.edges:
                edges.append(self._edge(position[pred], self.nodes[pred], node, kind, k))
            ends = (begin, len(edges))
            bounds = (node.floor, node.finish_floor, node.cap, node.finish_cap)
            nodes[at] = (node.kind, node.row, node.calendar, node.done, *bounds, node.counted, node.started, *ends)
        fixed = [
            ends[1]
            for row, ends in self.fixed.items()
            if row < self.n and not self.children[row] and ends[1] is not None
        ]
        nothing = NO_TIME if any(node.counted for node in self.nodes.values()) else self.network.project_start
        packed = Lanes(
            cals=self.network.calendars.packed,
            nodes=nodes,
            edges=np.array(edges, dtype=EDGE) if edges else np.zeros(0, dtype=EDGE),
            calendars=np.unique([node.calendar for node in self.nodes.values() if node.counted] or [0]),
            project_start=np.array(self._starts, dtype=np.int64),
            fixed_finish=max(fixed, default=nothing),
            # A target that cannot move is not read from the lanes: any node stands in for it.
            targets=np.array([position.get(row, 0) for row in self.targets if order], dtype=np.int64),
        )
        return packed, position

    def _edge(self, at: int, pred: _Node, node: _Node, kind: int, k: int) -> tuple[int, ...]:
        lag = self.lags[k] if k >= 0 else 0
        calendar = self.lag_calendars[k] if k >= 0 else -1
        if pred.calendar == node.calendar and (lag == 0 or calendar == node.calendar):
            # A lag ends a working period, a lead begins one: the lowest bit says so.
            mask, add = (-1, 0) if lag == 0 else (-2, 2 * lag + int(lag < 0))
            return (at, kind, 0, mask, add, lag, calendar)
        return (at, kind, 1, -1, 0, lag, calendar)

    def _order(self) -> list[int]:
        """Kahn's algorithm; a loop cannot be, since `network.compute` has passed the plan."""
        waiting = {number: len(node.edges) for number, node in self.nodes.items()}
        followers: dict[int, list[int]] = {}
        for number, node in self.nodes.items():
            for pred, _kind, _k in node.edges:
                followers.setdefault(pred, []).append(number)
        order: list[int] = []
        stack = [number for number in reversed(self.nodes) if waiting[number] == 0]
        while stack:
            number = stack.pop()
            order.append(number)
            for follower in followers.get(number, ()):
                waiting[follower] -= 1
                if waiting[follower] == 0:
                    stack.append(follower)
        return order


def build_lanes(network: Network, work: Work, targets: tuple[int, ...]) -> tuple[Lanes, dict[int, int], Any] | None:
    """Lanes, node of each row, instants of what is fixed; None where only the full passes will do."""
    try:
        builder = Builder(network, work, targets)
        builder.build()
        lanes, position = builder.lanes()
    except (Unsupported, CalendarError):
        return None
    return lanes, position, builder.fixed
