"""Plans between two revisions: some groups of facts from the new one, the others from the old one."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from linkspan.engines.forensic.align import (
    CALENDAR,
    COLUMN_GROUP,
    CONSTRAINT,
    GROUPS,
    LOGIC,
    OPTION_GROUP,
    PROGRESS,
    SCOPE,
    SPECIAL,
    LinkRow,
    Pair,
)
from linkspan.engines.forensic.model import Dated, Int, Uid, columns_of, rebuilt
from linkspan.engines.network import Network, NetworkCycle, Options, compute


@dataclass(frozen=True, slots=True)
class Flip:
    """Rows (by uid) that take the facts of one group from the other side; for "logic" their links."""

    group: str
    uids: frozenset[Uid]


@dataclass(frozen=True, slots=True)
class Mixture:
    """A computed plan between two revisions; `cut` counts links and parents left out because they closed a loop."""

    dated: Dated
    uids: tuple[Uid, ...]
    cut: int

    def instant(self, uid: Uid | None, date: str) -> int:
        """A date of a row, or the project's finish where `uid` is None."""
        if uid is None:
            return self.dated.result.project_finish
        return int(getattr(self.dated.result, date)[self.uids.index(uid)])


class Mixer:
    """Makes mixtures of a pair; what several of them share is put together once."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self._links: dict[tuple[int, int], tuple[Int, int]] = {}
        self._parents: dict[tuple[int, int], Int] = {}
        self._places: dict[int, tuple[Int, Int]] = {}

    def mix(self, new: frozenset[str], flip: Flip | None = None) -> Mixture:
        """The plan with the groups `new` from the new revision, the others from the old one, `flip` the other way."""
        side = {group: int(group in new) for group in GROUPS}
        links, n_logic = self._mixed_links(side, flip)
        network = self._network(side, links, flip)
        return _computed(network, self.pair.sides[side[SCOPE]].uids, n_logic)

    def _at(self, scope: int) -> tuple[Int, Int]:
        """The rows of the mixture in the old and in the new revision, -1 where a revision has none."""
        if scope not in self._places:
            uids = self.pair.sides[scope].uids
            old, new = (
                np.array([plan.row_of.get(uid, -1) for uid in uids], dtype=np.int64) for plan in self.pair.sides
            )
            self._places[scope] = old, new
        return self._places[scope]

    def _pick(self, side: dict[str, int], group: str, values: tuple[Any, Any], flip: Flip | None) -> Any:
        """A column of the mixture: from the side of its group, or from the only revision that has the row."""
        own, other = self._at(side[SCOPE])[side[group]], self._at(side[SCOPE])[1 - side[group]]
        first, second = values[side[group]], values[1 - side[group]]
        from_own = own >= 0
        if flip is not None and flip.group == group:
            row_of = self.pair.sides[side[SCOPE]].row_of
            from_own = from_own.copy()
            from_own[[row_of[uid] for uid in flip.uids]] = False
        return np.where(from_own, first[np.maximum(own, 0)], second[np.maximum(other, 0)])

    def _network(self, side: dict[str, int], links: Int, flip: Flip | None) -> Network:
        pair, columns = self.pair, {}
        for name in columns_of(pair.sides[0].network):
            values = pair.column(0, name), pair.column(1, name)
            if name in SPECIAL:
                continue
            if all(v.strides == (0,) and len(v) for v in values) and values[0][0] == values[1][0]:
                columns[name] = values[0][0]
            else:
                columns[name] = self._pick(side, COLUMN_GROUP.get(name, CONSTRAINT), values, flip)
        numbers, default = self._calendars(side)
        columns["calendar"] = self._pick(side, CALENDAR, numbers, flip)
        columns["parent"] = self._mixed_parents(side)
        start = pair.sides[side[CONSTRAINT]].network.project_start
        n, options = len(pair.sides[side[SCOPE]].uids), self._options(side, default)
        return Network.build(n, pair.calendar_set, start, links=list(links), options=options, **columns)

    def _calendars(self, side: dict[str, int]) -> tuple[tuple[Int, Int], int]:
        """Numbers in `Pair.calendar_set` of the rows of both revisions, and of the project's calendar."""
        old, new = (plan.network for plan in self.pair.sides)
        shifts = (0, len(old.calendars))
        numbers = [
            np.where(network.calendar < 0, network.options.default_calendar, network.calendar) + shift
            for network, shift in zip((old, new), shifts, strict=True)
        ]
        chosen = side[CALENDAR]
        return (numbers[0], numbers[1]), (old, new)[chosen].options.default_calendar + shifts[chosen]

    def _options(self, side: dict[str, int], default: int) -> Options:
        sides = [plan.network.options for plan in self.pair.sides]
        values = {
            field.name: getattr(sides[side[OPTION_GROUP.get(field.name, CONSTRAINT)]], field.name)
            for field in fields(Options)
        }
        values["default_calendar"] = default
        if "projects" in values:
            values["projects"] = _projects([getattr(options, "projects", ()) for options in sides], side)
        return Options(**values)

    # -- links and outline ---------------------------------------------------------------------------------------------
    def _mixed_links(self, side: dict[str, int], flip: Flip | None) -> tuple[Int, int]:
        """Link columns (5, m), those of the logic group first, and how many these are."""
        key = side[LOGIC], side[SCOPE]
        if flip is not None and flip.group == LOGIC:
            return self._link_columns(key, flip.uids)
        if key not in self._links:
            self._links[key] = self._link_columns(key, frozenset())
        return self._links[key]

    def _link_columns(self, key: tuple[int, int], flipped: frozenset[Uid]) -> tuple[Int, int]:
        pair, (logic, scope) = self.pair, key
        rows: list[LinkRow] = []
        for side in (logic, 1 - logic):
            bound = pair.scope_links[side]
            rows += [k for k in pair.links[side] if k not in bound and (k[1] in flipped) == (side != logic)]
        n_logic = len(rows)
        rows += [link for link in pair.links[scope] if link in pair.scope_links[scope]]
        row_of = pair.sides[scope].row_of
        table = [(row_of[pred], row_of[succ], *rest) for pred, succ, *rest in rows]
        return np.array(table, dtype=np.int64).reshape(-1, 5).T, n_logic

    def _mixed_parents(self, side: dict[str, int]) -> Int:
        key = side[LOGIC], side[SCOPE]
        if key not in self._parents:
            pair, plan = self.pair, self.pair.sides[side[SCOPE]]
            found = np.full(len(plan.uids), -1, dtype=np.int64)
            for row, uid in enumerate(plan.uids):
                by_logic = uid in pair.sides[1 - side[SCOPE]].row_of and uid not in pair.scope_parents
                above = pair.parent(side[LOGIC] if by_logic else side[SCOPE], uid)
                found[row] = -1 if above is None else plan.row_of[above]
            self._parents[key] = found
        return self._parents[key]


def _projects(sides: list[tuple[Any, ...]], side: dict[str, int]) -> tuple[Any, ...]:
    """As many projects as the scope's side has, each with its dates from the sides of their groups."""
    found = []
    for number, project in enumerate(sides[side[SCOPE]]):
        held, status = sides[side[CONSTRAINT]], sides[side[PROGRESS]]
        if number < len(held):
            project = replace(project, start=held[number].start, must_finish=held[number].must_finish)
        if number < len(status):
            project = replace(project, data_date=status[number].data_date)
        found.append(project)
    return tuple(found)


def _computed(network: Network, uids: tuple[Uid, ...], n_logic: int) -> Mixture:
    """The mixture computed; loops, which only a mixture can have, are opened at links of rows in one revision only."""
    numbers = np.arange(len(network.links.pred))
    cut = 0
    while True:
        try:
            return Mixture(Dated(network, compute(network)), uids, cut)
        except NetworkCycle as error:
            rows = {row for cycle in error.cycles if not cycle.links for row in cycle.tasks}
            # Links of the scope first: without them both revisions' own logic is whole.
            links = {
                k for cycle in error.cycles for k in ([k for k in cycle.links if numbers[k] >= n_logic] or cycle.links)
            }
        cut += len(rows) + len(links)
        columns = (
            network.links.pred,
            network.links.succ,
            network.links.type,
            network.links.lag,
            network.links.lag_kind,
        )
        keep = np.array([k not in links for k in range(len(numbers))], dtype=bool)
        numbers = numbers[keep]
        parent = np.array(network.parent)
        parent[list(rows)] = -1
        network = rebuilt(network, links=tuple(column[keep] for column in columns), parent=parent)
