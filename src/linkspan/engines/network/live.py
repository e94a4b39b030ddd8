"""A network that is edited: after each change only what can change is computed again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from linkspan.engines.network.arrays import (
    NOTHING,
    RARE,
    Net,
    build_net,
    choice_table,
    compressed,
    empty_gates,
    empty_state,
    fill_rare,
    has_spans,
    link_table,
    rare_columns,
    resolve_rows,
)
from linkspan.engines.network.compute import (
    by_float,
    has_alap,
    last_finishes,
    make_result,
    mark_summaries,
    ordered,
    rules_of,
    run_passes,
    set_project_finishes,
)
from linkspan.engines.network.model import (
    DEFAULTS,
    FLOAT_BASES,
    Links,
    Network,
    check_columns,
    check_links,
    is_given,
    make_links,
)
from linkspan.engines.network.result import NetworkError, Problem, Result
from linkspan.engines.network.spread import rows_to_refresh, seed_backward, seed_neighbours

#: Columns that change the order of the network or who counts: everything is built again.
_STRUCTURE = frozenset(("parent", "kind", "project", "active"))
#: Columns that say in what time the lags of a row's links are counted.
_LAG_COLUMNS = frozenset(("calendar", "elapsed"))
_COPIED = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish")
Rows = NDArray[np.int64]


class LiveNetwork:
    """A computed network that takes edits; `result` is always what `compute(network)` would answer.

    Raises `NetworkCycle` or `NetworkError` from `update` and then stays as it was. Networks with "as late as possible"
    tasks, level of effort and the like, scheduling from the finish or the longest path as criterion run the whole
    passes on each edit, without building the tables again. What a `Result` computes on request (link slack,
    independent float ...) is answered for the newest result only: ask before the next edit.
    """

    _network: Network
    _net: Net
    _problems: tuple[Problem, ...]
    _order: NDArray[np.int32]
    _slot_of: NDArray[np.int32]
    _result: Result
    _was_local: bool

    def __init__(self, network: Network) -> None:
        self._build(network)

    @property
    def network(self) -> Network:
        """The plan as it now stands; earlier ones are never changed."""
        return self._network

    @property
    def result(self) -> Result:
        """The computed plan; earlier results keep their columns."""
        return self._result

    def update(
        self,
        changes: Mapping[str, tuple[ArrayLike, ArrayLike]] | None = None,
        *,
        links: Sequence[ArrayLike] | None = None,
    ) -> Result:
        """Apply an edit and answer the new result.

        `changes`: column -> (rows, values). `links`: all five link columns anew; what is the same as before at their
        beginning and end is left alone, so that one link more, less or changed costs little.
        """
        edited = changes or {}
        network, rows = self._edited(edited)
        if links is not None:
            network = replace(network, links=make_links(links))
            check_links(network.links)
        if _STRUCTURE & set(edited):
            self._build(network)
            return self._result
        before = self._network
        self._network = network
        try:
            seeds = self._relink(before.links) if links is not None else np.zeros(0, dtype=np.int64)
        except NetworkError:
            self._network = before
            raise
        self._rewrite(rows)
        relagged = self._relag() if self._changes_lags(set(edited)) else seeds
        self._recompute(np.unique(np.concatenate((rows, seeds, relagged))))
        return self._result

    # -- building ----------------------------------------------------------------------------------------------------
    def _build(self, network: Network) -> None:
        net, problems = build_net(network)
        order = ordered(net)
        run_passes(network, net, order)
        self._network, self._net, self._problems = network, net, tuple(problems)
        self._set_order(order)
        self._was_local = self._is_local()
        self._take(make_result(network, net, tuple(problems)))

    def _set_order(self, order: NDArray[np.int32]) -> None:
        self._order = order
        self._slot_of = np.zeros(2 * len(self._net.tasks), dtype=np.int32)
        self._slot_of[order] = np.arange(len(order), dtype=np.int32)

    def _take(self, result: Result) -> None:
        """Keep a result; what older ones have not computed yet is gone."""
        net = self._net

        def newest() -> Net:
            if self._result is not result:
                raise NetworkError("stale_result")
            return net

        object.__setattr__(result, "_net", newest)
        self._result = result

    def _edited(self, changes: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> tuple[Network, Rows]:
        """The network with new columns, checked, and the rows that were written."""
        columns: dict[str, Any] = {}
        touched = [np.zeros(0, dtype=np.int64)]
        for name, (rows, values) in changes.items():
            if name not in DEFAULTS:
                raise NetworkError("unknown_column", names=name)
            index = np.atleast_1d(np.asarray(rows, dtype=np.int64))
            if ((index < 0) | (index >= self._network.n_tasks)).any():
                raise NetworkError("unknown_row")
            column = np.array(getattr(self._network, name))
            column[index] = values
            columns[name] = column
            touched.append(index)
        network = replace(self._network, **columns)
        check_columns(network, columns)
        return network, np.unique(np.concatenate(touched))

    # -- tables ------------------------------------------------------------------------------------------------------
    def _rewrite(self, rows: Rows) -> None:
        """Bring the tables of edited rows up to date."""
        if not len(rows):
            return
        net, network = self._net, self._network
        resolve_rows(network, net.tasks, rows)
        has = np.zeros(len(rows), dtype=bool)
        for name in rare_columns(network):
            column = getattr(network, name)
            if is_given(column) or column[0] != DEFAULTS[name]:
                has |= column[rows] != DEFAULTS[name]
        new = rows[has & (net.tasks["rare"][rows] == 0)]
        if len(new):
            grown = np.empty(len(net.rare) + len(new), dtype=RARE)
            grown[: len(net.rare)] = net.rare
            grown[len(net.rare) :] = NOTHING
            net.tasks["rare"][new] = np.arange(len(net.rare), len(grown))
            self._net = net = net._replace(rare=grown)
        known = rows[net.tasks["rare"][rows] > 0]
        facts = np.empty(len(known), dtype=RARE)
        fill_rare(network, net.tasks, facts, known)
        net.rare[net.tasks["rare"][known]] = facts

    def _changes_lags(self, names: set[str]) -> bool:
        """Whether lags depend on edited columns: on calendars, or on durations where they are percentages."""
        return bool(_LAG_COLUMNS & names) or ("duration" in names and bool((self._network.links.lag_kind > 1).any()))

    def _relag(self) -> Rows:
        """Count the lags anew; answers the rows at the ends of links that have another lag."""
        table, _ = link_table(self._network, self._net.tasks)
        old = self._net.links
        changed = (table["lag"] != old["lag"]) | (table["calendar"] != old["calendar"])
        old[:] = table
        return np.concatenate([table[end][changed] for end in ("pred", "succ")]).astype(np.int64)

    def _relink(self, old: Links) -> Rows:
        """Replace the link table; answers the rows at the ends of what differs."""
        new, net = self._network.links, self._net
        begin, old_end, new_end = _difference(old, new)
        table, problems = link_table(self._network, net.tasks)
        ptr, items = compressed(net.tasks, table)
        trial = net._replace(links=table, ptr=ptr, items=items)
        block = table[begin:new_end]
        block = block[block["used"] == 1]
        from_node = np.where(net.tasks["summary"][block["pred"]] == 1, block["pred"] + len(net.tasks), block["pred"])
        order = self._order
        if (self._slot_of[from_node] >= self._slot_of[block["succ"]]).any():
            order = ordered(trial)
        gone = net.links[begin:old_end].copy()
        self._renumber(old_end, new_end - old_end)
        self._net, self._problems = trial, tuple(problems)
        self._set_order(order)
        ends = [x[name].astype(np.int64) for x in (gone[gone["used"] == 1], block) for name in ("pred", "succ")]
        return np.unique(np.concatenate(ends))

    def _renumber(self, old_end: int, shift: int) -> None:
        """Links behind what was replaced have new numbers."""
        if shift:
            for table in (self._net.state, self._net.gates):
                table["link"] += shift * (table["link"] >= old_end)

    # -- computing ---------------------------------------------------------------------------------------------------
    def _is_local(self) -> bool:
        """Whether marks can follow an edit through the passes."""
        options = self._network.options
        special = options.schedule_from_finish or options.critical_by == "longest"
        return not (special or has_spans(self._network) or has_alap(self._net))

    def _recompute(self, seeds: Rows) -> None:
        net, network = self._net, self._network
        was_local, self._was_local = self._was_local, self._is_local()
        if not (was_local and self._was_local):
            self._net = net = net._replace(state=empty_state(len(net.tasks)), gates=empty_gates(net.tasks))
            net.choice[:] = choice_table(network)
            run_passes(network, net, self._order)
            self._take(make_result(network, net, self._problems))
            return
        ahead, back = self._seed(seeds)
        rules = rules_of(network.options.flavour)
        rules.forward(net, self._order, ahead, self._slot_of)
        last = last_finishes(net)
        if set_project_finishes(network, net, last):
            back[:] = 1
        seed_backward(net, self._order, self._slot_of, ahead, back)
        rules.backward(net, self._order, back, self._slot_of)
        self._refresh(ahead, back, tuple(last))

    def _seed(self, seeds: Rows) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
        """Marks of the two passes at the edited rows."""
        net, n = self._net, len(self._net.tasks)
        ahead, back = np.zeros(len(self._order), dtype=np.int8), np.zeros(len(self._order), dtype=np.int8)
        summaries = seeds[net.tasks["summary"][seeds] == 1]
        ahead[self._slot_of[seeds]] = 1
        ahead[self._slot_of[n + summaries]] = 1
        seed_neighbours(net, self._slot_of, seeds, ahead, back)
        return ahead, back

    def _refresh(self, ahead: NDArray[np.int8], back: NDArray[np.int8], finishes: tuple[int, ...]) -> None:
        """Floats and columns of what was computed."""
        net, network, old = self._net, self._network, self._result
        marks = np.zeros(len(net.tasks), dtype=np.int8)
        rows_to_refresh(net, self._order, ahead, back, marks)
        rows = np.flatnonzero(marks).astype(np.int32)
        if len(rows):
            rules_of(network.options.flavour).floats(net, FLOAT_BASES.index(network.options.float_basis), rows)
        columns = {name: _patched(getattr(old, name), rows, net.state[name]) for name in _COPIED}
        critical = old.critical.copy()
        critical[rows] = by_float(network, net, rows)
        if network.options.flavour == "p6":
            mark_summaries(net, critical)
        links = self._problems
        self._take(
            Result(
                **columns,
                total_float=_patched(old.total_float, rows, net.floats[:, 0]),
                free_float=_patched(old.free_float, rows, net.floats[:, 1]),
                critical=critical,
                driving_link=net.state["link"].copy(),
                driving_reason=_patched(old.driving_reason, rows, net.state["reason"]),
                conflict=_patched(old.conflict, rows, net.state["conflict"] == 1),
                project_start=old.project_start,
                project_finish=max(finishes),
                project_finishes=finishes,
                network=network,
                _net=lambda: net,
                _link_problems=links,
            )
        )


def _patched(old: NDArray[Any], rows: NDArray[np.int32], values: NDArray[Any]) -> NDArray[Any]:
    """The old column with new values at some rows; the old one itself where they are the same."""
    fresh = values[rows]
    if (old[rows] == fresh).all():
        return old
    column = old.copy()
    column[rows] = fresh
    return column


def _difference(old: Links, new: Links) -> tuple[int, int, int]:
    """The block of links that differs: its begin, its end among the old and among the new ones."""
    a, b = (np.stack([x.pred, x.succ, x.type, x.lag, x.lag_kind]) for x in (old, new))
    m = min(a.shape[1], b.shape[1])
    same = (a[:, :m] == b[:, :m]).all(axis=0)
    begin = m if same.all() else int(np.argmin(same))
    same = (a[:, a.shape[1] - m :] == b[:, b.shape[1] - m :]).all(axis=0)[::-1]
    tail = m if same.all() else int(np.argmin(same))
    tail = min(tail, m - begin)
    return begin, a.shape[1] - tail, b.shape[1] - tail
