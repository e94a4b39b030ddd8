"""A plan with one cause taken out, and what its dates are then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from linkspan.engines.calendar import CalendarException, CalendarSet, CalendarSpec, WeekPattern
from linkspan.engines.calendar.spec import Intervals
from linkspan.engines.forensic.chain import DateName
from linkspan.engines.forensic.model import (
    Dated,
    Int,
    calendar_key,
    columns_of,
    rebuilt,
    with_project_dates,
)
from linkspan.engines.network import NO_TIME, Constraint, Kind, Network, Result, compute


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cause that can be taken out of a plan.

    `kind` and what is done: "link" and "summary_link" (without link `link`), "lag" (its lag is zero), "constraint"
    (row `row` has none, no secondary one either), "duration" (what `row` still has to do
    takes no time), "data_date" (there is none), "calendar" (`rows` also work on the rest days and holidays of
    calendar `calendar`, as on its longest ordinary day), "leveling" (`row` has no levelling delay), "manual" (no
    dates by hand), "actual" (`row` has not begun), "resume" (no date before which the rest may not go on),
    "expected_finish", "external" (no dates from other
    projects), "deadline", "must_finish" (there is none).
    """

    kind: str
    row: int = -1
    link: int = -1
    rows: tuple[int, ...] = ()
    calendar: int = -1


def relaxed(network: Network, cause: Candidate) -> Network:
    """`network` without `cause`; see `Candidate` for what that means."""
    return rebuilt(network, **_changes(network, cause))


def _changes(network: Network, cause: Candidate) -> dict[str, Any]:
    kind, row = cause.kind, cause.row
    if kind in ("link", "summary_link"):
        return {"links": _without_link(network, cause.link)}
    if kind == "lag":
        return {"links": _without_lag(network, cause.link)}
    if kind == "data_date":
        return {"options": with_project_dates(network.options, data_date=NO_TIME)}
    if kind == "must_finish":
        return {"options": with_project_dates(network.options, must_finish=NO_TIME)}
    if kind == "calendar":
        return _without_rest_days(network, cause)
    values: dict[str, dict[str, Any]] = {
        "constraint": {
            **{"constraint": Constraint.ASAP, "constraint_date": NO_TIME},
            **{"constraint2": Constraint.ASAP, "constraint2_date": NO_TIME},
        },
        "expected_finish": {"expected_finish": NO_TIME},
        "external": {"external_early_start": NO_TIME, "external_late_finish": NO_TIME},
        "duration": {"remaining": 0} if network.actual_start[row] != NO_TIME else {"duration": 0, "remaining": -1},
        "leveling": {"leveling_delay": 0},
        "manual": {"manual_start": NO_TIME, "manual_finish": NO_TIME},
        "actual": {"actual_start": NO_TIME, "actual_finish": NO_TIME, "percent": 0.0, "remaining": -1},
        "resume": {"resume": NO_TIME},
        "deadline": {"deadline": NO_TIME},
    }
    return {name: _with(getattr(network, name), row, value) for name, value in values[kind].items()}


def _with(column: Any, row: int, value: Any) -> Any:
    changed = np.array(column)
    changed[row] = value
    return changed


def _link_columns(network: Network) -> tuple[Int, ...]:
    links = network.links
    return links.pred, links.succ, links.type, links.lag, links.lag_kind


def _without_link(network: Network, link: int) -> tuple[Int, ...]:
    return tuple(np.delete(column, link) for column in _link_columns(network))


def _without_lag(network: Network, link: int) -> tuple[Int, ...]:
    pred, succ, kind, lag, lag_kind = _link_columns(network)
    return pred, succ, kind, _with(lag, link, 0), lag_kind


def _without_rest_days(network: Network, cause: Candidate) -> dict[str, Any]:
    calendars = network.calendars.calendars
    # The new calendar comes last, so that all other numbers stay.
    column = np.array(network.calendar)
    column[list(cause.rows)] = len(calendars)
    spec = without_rest_days(calendars[cause.calendar].spec)
    return {"calendars": CalendarSet([*calendars, spec]), "calendar": column}


def without_rest_days(spec: CalendarSpec) -> CalendarSpec:
    """`spec` with its longest ordinary day on every day that it rests, holidays included."""
    usual: Intervals = max(spec.week.days, key=lambda day: sum(end - start for start, end in day))
    if not usual:
        return spec
    week = tuple(day or usual for day in spec.week.days)
    exceptions = tuple(
        CalendarException(e.first_day, e.last_day, e.intervals or usual, e.name, e.provisional) for e in spec.exceptions
    )
    return CalendarSpec(spec.name, WeekPattern(week), exceptions)


def has_rest_days(spec: CalendarSpec) -> bool:
    """Whether a calendar has days without work that its usual day could fill."""
    return calendar_key(without_rest_days(spec)) != calendar_key(spec)


class Recomputer:
    """Dates of one row after changes, computed on the part of the network that they depend on.

    An early date depends on what precedes it: predecessors through links, the summaries above each of them with
    their predecessors, and everything inside a summary that is itself a predecessor. A late date, an ALAP task and
    rows that span others depend on the whole plan; then the whole plan is computed.
    """

    def __init__(self, network: Network, row: int, date: DateName) -> None:
        self.rows = _depends_on(network, row, date)
        self.network = network if self.rows is None else _part(network, self.rows)
        self.row = row if self.rows is None else int(np.searchsorted(self.rows, row))
        self.date = date
        self._links = None if self.rows is None else _inside(network, self.rows)

    @property
    def size(self) -> int:
        """How many rows each computation passes over."""
        return self.network.n_tasks

    def without(self, cause: Candidate) -> Dated:
        """The part of the plan computed without `cause`. Raises `NetworkCycle` never: taking out closes no loop."""
        network = relaxed(self.network, self._local(cause))
        return Dated(network, compute(network))

    def instant(self, result: Result) -> int:
        """The date asked for, in a result of the part."""
        return int(getattr(result, self.date)[self.row])

    def original_row(self, row: int) -> int:
        """The number that a row of the part has in the whole plan."""
        return row if self.rows is None or row < 0 else int(self.rows[row])

    def _local(self, cause: Candidate) -> Candidate:
        if self.rows is None:
            return cause
        assert self._links is not None
        row = int(np.searchsorted(self.rows, cause.row)) if cause.row >= 0 else -1
        link = int(np.searchsorted(self._links, cause.link)) if cause.link >= 0 else -1
        rows = tuple(int(found) for found in np.searchsorted(self.rows, cause.rows)) if cause.rows else ()
        return Candidate(cause.kind, row, link, rows, cause.calendar)


def _depends_on(network: Network, row: int, date: DateName) -> Int | None:
    """Ascending rows that an early date depends on; None where only the whole plan will do."""
    if date in ("late_start", "late_finish") or network.options.schedule_from_finish:
        return None
    alap = (network.constraint == Constraint.ALAP) | (network.constraint2 == Constraint.ALAP)
    spans = np.isin(network.kind, (Kind.LEVEL_OF_EFFORT, Kind.HAMMOCK, Kind.WBS_SUMMARY))
    if alap.any() or spans.any():
        return None
    # Two nodes a row: its own dates (for a summary the gate), and the roll-up of a summary.
    n = network.n_tasks
    preds = _Groups(network.links.succ, network.links.pred, n)
    children = _Groups(network.parent, np.arange(n, dtype=np.int64), n)
    seen = np.zeros(2 * n, dtype=bool)
    stack = [row + n * children.has(row)]
    seen[stack] = True
    while stack:
        node = stack.pop()
        own = node % n
        nodes = preds.of(own) if node < n else children.of(own)
        # A predecessor or a child that is a summary counts with all that is in it.
        found = [int(i) + n * children.has(int(i)) for i in nodes if 0 <= i < n]
        found.append(int(network.parent[own]) if node < n and network.parent[own] >= 0 else own)
        for target in found:
            if not seen[target]:
                seen[target] = True
                stack.append(target)
    return np.flatnonzero(seen[:n] | seen[n:])


class _Groups:
    """Values grouped by a key in 0..n-1."""

    def __init__(self, keys: Int, values: Int, n: int) -> None:
        order = np.argsort(keys, kind="stable")
        self._values = values[order]
        self._begin = np.searchsorted(keys[order], np.arange(n + 1))

    def of(self, key: int) -> Int:
        return self._values[self._begin[key] : self._begin[key + 1]]

    def has(self, key: int) -> bool:
        return bool(self._begin[key + 1] > self._begin[key])


def _inside(network: Network, rows: Int) -> Int:
    """Links with both ends in `rows`."""
    return np.flatnonzero(np.isin(network.links.pred, rows) & np.isin(network.links.succ, rows))


def _part(network: Network, rows: Int) -> Network:
    """`network` with `rows` only. Their numbers change; what they need is closed, so their early dates do not."""
    links = _inside(network, rows)
    values: dict[str, Any] = {}
    for name, column in columns_of(network).items():
        values[name] = column[0] if column.strides == (0,) and len(column) else column[rows]
    above = np.searchsorted(rows, network.parent[rows])
    values["parent"] = np.where(network.parent[rows] < 0, -1, above)
    pred, succ, kind, lag, lag_kind = (column[links] for column in _link_columns(network))
    columns = (np.searchsorted(rows, pred), np.searchsorted(rows, succ), kind, lag, lag_kind)
    return rebuilt(network, n_tasks=len(rows), links=columns, **values)
