"""Two revisions side by side: rows matched by uid, and the groups of facts in which they differ."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import fields
from functools import cached_property
from typing import Any

import numpy as np

from linkspan.engines.calendar import CalendarSet
from linkspan.engines.forensic.model import (
    ForensicError,
    Int,
    PlanInput,
    Uid,
    calendar_key,
    columns_of,
)
from linkspan.engines.network import NO_TIME, Network, Options

LOGIC, DURATION, PROGRESS = "logic", "duration", "progress"
CALENDAR, CONSTRAINT, SCOPE = "calendar", "constraint", "scope"
#: The six groups in their fixed order.
GROUPS = (LOGIC, DURATION, PROGRESS, CALENDAR, CONSTRAINT, SCOPE)

#: Columns by group; a column that is not named here is a date somebody set.
COLUMN_GROUP = {
    "duration": DURATION,
    "elapsed": DURATION,
    "actual_start": PROGRESS,
    "actual_finish": PROGRESS,
    "remaining": PROGRESS,
    "percent": PROGRESS,
    "suspend": PROGRESS,
    "resume": PROGRESS,
    "expected_finish": PROGRESS,
    "kind": SCOPE,
    "active": SCOPE,
    "project": SCOPE,
}
#: Options by group; the others belong to the constraints.
OPTION_GROUP = {
    "data_date": PROGRESS,
    "remaining_after_data_date": PROGRESS,
    "progress_mode": PROGRESS,
    "default_calendar": CALENDAR,
    "lag_calendar": CALENDAR,
}
#: Columns put together by rules of their own.
SPECIAL = frozenset(("parent", "calendar"))

LinkRow = tuple[Uid, Uid, int, int, int]


class Pair:
    """Two revisions matched by uid.

    The scope group holds rows that only one revision has, with all their links; kind, activity and project of a row;
    and what takes the place of such rows: a link between two common rows that is gone where a way through new rows
    leads from one to the other (and the reverse), and parents that only one revision has. Raises
    `ForensicError("nothing_in_common")`.
    """

    def __init__(self, old: PlanInput, new: PlanInput) -> None:
        self.sides = (old, new)
        self.common = [uid for uid in old.uids if uid in new.row_of]
        if not self.common and (old.uids or new.uids):
            raise ForensicError("nothing_in_common", old=old.label, new=new.label)
        self.common_set = frozenset(self.common)
        self._columns = tuple(_normalised(plan.network) for plan in self.sides)

    # -- what differs --------------------------------------------------------------------------------------------------
    @cached_property
    def rows(self) -> tuple[Int, Int]:
        """The rows of the common uids in the old and in the new revision."""
        old, new = self.sides
        return tuple(np.array([p.row_of[u] for u in self.common], dtype=np.int64) for p in (old, new))  # type: ignore[return-value]

    def column(self, side: int, name: str) -> Any:
        """A column of one revision, progress that says nothing left out."""
        return self._columns[side][name]

    def differing(self, name: str) -> Int:
        """Positions in `common` at which a column differs."""
        left, right = (self.column(side, name)[self.rows[side]] for side in (0, 1))
        return np.flatnonzero(left != right)

    @cached_property
    def only(self) -> tuple[tuple[Uid, ...], tuple[Uid, ...]]:
        """Uids that only the old, and only the new revision has."""
        old, new = self.sides
        return (
            tuple(uid for uid in old.uids if uid not in new.row_of),
            tuple(uid for uid in new.uids if uid not in old.row_of),
        )

    @cached_property
    def links(self) -> tuple[tuple[LinkRow, ...], tuple[LinkRow, ...]]:
        """Links of both revisions as (pred uid, succ uid, type, lag, kind of lag); those to nowhere left out."""
        return _link_rows(self.sides[0]), _link_rows(self.sides[1])

    @cached_property
    def scope_links(self) -> tuple[frozenset[LinkRow], frozenset[LinkRow]]:
        """Links of each revision that stand or fall with rows that only one revision has."""
        found: list[frozenset[LinkRow]] = []
        for side in (0, 1):
            own, other = self.links[side], {link[:2] for link in self.links[1 - side]}
            through = _ways_through(self.links[1 - side], set(self.only[1 - side]))
            outside = {link for link in own if not (link[0] in self.common_set and link[1] in self.common_set)}
            bridged = {link for link in own if link[:2] not in other and link[1] in through.get(link[0], ())}
            found.append(frozenset(outside | bridged))
        return found[0], found[1]

    @cached_property
    def scope_parents(self) -> frozenset[Uid]:
        """Common rows whose parent in one of the revisions is a row that the other has not."""
        found = set()
        for plan in self.sides:
            for uid in self.common:
                above = int(plan.network.parent[plan.row_of[uid]])
                if above >= 0 and plan.uids[above] not in self.common_set:
                    found.add(uid)
        return frozenset(found)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The groups in which the revisions differ, in the order of `GROUPS`."""
        found = {COLUMN_GROUP.get(name, CONSTRAINT) for name in self._columns[0] if self._differs(name)}
        found |= {group for _, group, _ in self.option_changes()}
        if self.sides[0].network.project_start != self.sides[1].network.project_start:
            found.add(CONSTRAINT)
        if any(self.only) or self.scope_parents or self.scope_links[0] != self.scope_links[1]:
            found.add(SCOPE)
        logic = [sorted(map(repr, set(self.links[s]) - self.scope_links[s])) for s in (0, 1)]
        if logic[0] != logic[1] or any(self.parent(0, u) != self.parent(1, u) for u in self._logic_parents):
            found.add(LOGIC)
        if self.calendar_differs().any() or self.default_differs:
            found.add(CALENDAR)
        return tuple(group for group in GROUPS if group in found)

    def _differs(self, name: str) -> bool:
        return name not in SPECIAL and bool(len(self.differing(name)))

    @property
    def _logic_parents(self) -> Iterable[Uid]:
        return (uid for uid in self.common if uid not in self.scope_parents)

    def changed_rows(self, group: str) -> frozenset[Uid]:
        """Uids of rows whose facts of a group differ; for logic the successors of the links that differ."""
        found = {
            self.common[at]
            for name in self._columns[0]
            if name not in SPECIAL and COLUMN_GROUP.get(name, CONSTRAINT) == group
            for at in self.differing(name)
        }
        if group == CALENDAR:
            found |= {self.common[at] for at in np.flatnonzero(self.calendar_differs())}
        if group == SCOPE:
            found |= {*self.only[0], *self.only[1]}
        if group == LOGIC:
            links = [set(self.links[side]) - self.scope_links[side] for side in (0, 1)]
            found |= {link[1] for link in links[0] ^ links[1]}
        return frozenset(found)

    def parent(self, side: int, uid: Uid) -> Uid | None:
        """The uid of the row above, None at the top."""
        plan = self.sides[side]
        above = int(plan.network.parent[plan.row_of[uid]])
        return plan.uids[above] if above >= 0 else None

    def option_changes(self) -> list[tuple[str, str, tuple[Any, Any]]]:
        """(name, group, (old, new)) of each option that differs; calendars are compared by what they work."""
        left, right = (plan.network.options for plan in self.sides)
        found = []
        for field in fields(Options):
            values = getattr(left, field.name), getattr(right, field.name)
            if values[0] != values[1] and field.name not in ("default_calendar", "projects"):
                found.append((field.name, OPTION_GROUP.get(field.name, CONSTRAINT), values))
        return found + self._project_changes()

    def _project_changes(self) -> list[tuple[str, str, tuple[Any, Any]]]:
        """The same for the dates of each of several projects."""
        left, right = (getattr(plan.network.options, "projects", ()) for plan in self.sides)
        if len(left) != len(right):
            return [("projects", SCOPE, (len(left), len(right)))]
        found: list[tuple[str, str, tuple[Any, Any]]] = []
        for old, new in zip(left, right, strict=True):
            for name, group in (("start", CONSTRAINT), ("must_finish", CONSTRAINT), ("data_date", PROGRESS)):
                values = getattr(old, name), getattr(new, name)
                if values[0] != values[1]:
                    found.append((name, group, values))
        return found

    # -- calendars -----------------------------------------------------------------------------------------------------
    def calendar_of(self, side: int, row: int) -> Hashable:
        """What the calendar of a row works."""
        network = self.sides[side].network
        own = int(network.calendar[row])
        return self._keys[side][own if own >= 0 else network.options.default_calendar]

    @cached_property
    def _keys(self) -> tuple[list[Hashable], list[Hashable]]:
        left, right = ([calendar_key(c.spec) for c in plan.network.calendars.calendars] for plan in self.sides)
        return left, right

    def calendar_differs(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """bool for each of `common`: whether the row works at other times."""
        numbers: dict[Hashable, int] = {}
        columns = []
        for side, plan in enumerate(self.sides):
            codes = np.array([numbers.setdefault(key, len(numbers)) for key in self._keys[side]], dtype=np.int64)
            network = plan.network
            own = np.where(network.calendar < 0, network.options.default_calendar, network.calendar)
            columns.append(codes[own[self.rows[side]]])
        return np.asarray(columns[0] != columns[1])

    @cached_property
    def calendar_set(self) -> CalendarSet:
        """The calendars of the old revision, then those of the new one."""
        old, new = (plan.network.calendars for plan in self.sides)
        return CalendarSet([*old.calendars, *new.calendars])

    @property
    def default_differs(self) -> bool:
        """Whether the project's own calendar differs, which lags may run in."""
        keys = [self._keys[s][p.network.options.default_calendar] for s, p in enumerate(self.sides)]
        return keys[0] != keys[1]


def _link_rows(plan: PlanInput) -> tuple[LinkRow, ...]:
    links, uids = plan.network.links, plan.uids
    found = []
    for k in range(len(links.pred)):
        pred, succ = int(links.pred[k]), int(links.succ[k])
        if 0 <= pred < len(uids) and 0 <= succ < len(uids):
            found.append((uids[pred], uids[succ], int(links.type[k]), int(links.lag[k]), int(links.lag_kind[k])))
    return tuple(found)


def _ways_through(links: Iterable[LinkRow], between: set[Uid]) -> dict[Uid, set[Uid]]:
    """For each row outside `between`, the rows outside that are reached by way of rows of `between` only."""
    following: dict[Uid, list[Uid]] = {}
    for pred, succ, *_ in links:
        if pred in between or succ in between:
            following.setdefault(pred, []).append(succ)
    found: dict[Uid, set[Uid]] = {}
    for start in [uid for uid in following if uid not in between]:
        stack, seen = [start], {start}
        while stack:
            for target in following.get(stack.pop(), ()):
                if target in between and target not in seen:
                    seen.add(target)
                    stack.append(target)
                elif target not in between:
                    found.setdefault(start, set()).add(target)
    return found


def _normalised(network: Network) -> dict[str, Any]:
    """Columns in which the remaining duration of work that has not begun says nothing, as it means nothing."""
    columns = dict(columns_of(network))
    idle = (network.actual_start == NO_TIME) & (network.percent <= 0) & (network.remaining >= 0)
    # With an expected finish the engine does read it.
    idle &= (network.expected_finish == NO_TIME) | (network.remaining == network.duration)
    if idle.any():
        columns["remaining"] = np.where(idle, -1, network.remaining)
    return columns
