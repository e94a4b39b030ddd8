"""The data of a network: arrays in, arrays out. Instants are local minutes; `NO_TIME` stands for a missing instant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from linkspan.engines.calendar import FIRST_MINUTE, LAST_MINUTE, CalendarSet
from linkspan.engines.network.result import NetworkError
from linkspan.engines.network.terms import NO_TIME, Constraint, Kind, LagCalendar, LagKind, LinkType

Int = NDArray[np.int64]
Bool = NDArray[np.bool_]

#: A hundred years of minutes: longer durations and lags are damage, and refusing them keeps all sums inside int64.
LONGEST = 100 * 366 * 1440
_PERCENT_SCALE = 10_000
FLAVOURS = ("msp", "p6")
PROGRESS_MODES = ("retained", "override", "actual")
FLOAT_BASES = ("smallest", "start", "finish")
CRITICAL_RULES = ("float", "longest")


@dataclass(frozen=True, slots=True)
class ProjectDates:
    """Start, data date and must-finish date of one of several projects in a network."""

    start: int
    data_date: int = NO_TIME
    must_finish: int = NO_TIME


@dataclass(frozen=True, slots=True)
class Options:
    """Choices for one computation.

    `flavour` "msp" or "p6": whose rules hold where the standards leave something open. P6 lets logic pass "no later
    than" dates and reports negative float, counts the remaining duration of started work from the data date, counts
    expired lag off, and places milestones by their kind.
    `honor_constraints` (msp): SNLT, FNLT, MSO and MFO hold early dates back against logic, as MS Project's default.
    `remaining_after_data_date`: unfinished work never lies before the data date; off, work in progress (p6: only
    without predecessors) keeps the finish that its actual start and duration give, as MS Project stores it before
    rescheduling.
    `progress_mode`: what unfinished predecessors do to work that began out of sequence. "retained": the rest waits
    for them; "override": it goes on at once and holds them no more; "actual": it goes on at once, and its actual
    start still bounds their late dates (P6's three options).
    `float_basis`: total float is the smaller of start and finish float, or one of them. `critical_by`: total float at
    most `critical_threshold` minutes, or membership in the longest path. `float_by_project`: with several projects,
    late dates count from each project's own finish instead of the latest. `projects`: the dates of each, where there
    are several; without it there is one, with the network's start and the two dates here.
    """

    data_date: int = NO_TIME
    must_finish: int = NO_TIME
    default_calendar: int = 0
    lag_calendar: int = LagCalendar.SUCCESSOR
    schedule_from_finish: bool = False
    critical_threshold: int = 0
    remaining_after_data_date: bool = True
    honor_constraints: bool = True
    flavour: str = "msp"
    progress_mode: str = "retained"
    float_basis: str = "smallest"
    critical_by: str = "float"
    float_by_project: bool = True
    projects: tuple[ProjectDates, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Link columns, int64 arrays of one length; see `Network.build`."""

    pred: Int
    succ: Int
    type: Int
    lag: Int
    lag_kind: Int


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A validated plan; make it with `Network.build`. Columns that were not given are read-only broadcasts."""

    n_tasks: int
    calendars: CalendarSet
    project_start: int
    options: Options
    links: Links
    projects: tuple[ProjectDates, ...]
    kind: Int
    parent: Int
    duration: Int
    calendar: Int
    constraint: Int
    constraint_date: Int
    constraint2: Int
    constraint2_date: Int
    deadline: Int
    expected_finish: Int
    external_early_start: Int
    external_late_finish: Int
    actual_start: Int
    actual_finish: Int
    remaining: Int
    percent: NDArray[np.float64]
    active: Bool
    manual_start: Int
    manual_finish: Int
    elapsed: Bool
    leveling_delay: Int
    suspend: Int
    resume: Int
    project: Int

    @classmethod
    def build(
        cls,
        n_tasks: int,
        calendars: CalendarSet,
        project_start: int,
        *,
        links: Sequence[ArrayLike] | None = None,
        options: Options | None = None,
        **columns: ArrayLike,
    ) -> Network:
        """Check and complete the columns of `n_tasks` rows.

        Columns are arrays of length n or scalars, all optional: kind (`Kind`), parent (row, -1 = none), duration
        (working minutes), calendar (index, -1 = default), constraint and constraint2 (`Constraint`) with
        constraint_date and constraint2_date, deadline (caps late dates only), expected_finish (resets the remaining
        duration), external_early_start and external_late_finish (what links from and to other projects left),
        actual_start, actual_finish, remaining (minutes, -1 = from percent), percent (0-100), active, manual_start,
        manual_finish, elapsed, leveling_delay (elapsed minutes), suspend and resume (work stands still between them;
        resume is the earliest instant for the remaining work of a started task), project (index into
        `options.projects`).
        `links` = (pred, succ, type, lag, lag_kind), lags in minutes or, for percentages, hundredths of a percent.
        Raises `NetworkError` for values that no plan can have.
        """
        chosen = options or Options()
        unknown = set(columns) - set(DEFAULTS)
        if unknown:
            raise NetworkError("unknown_column", names=", ".join(sorted(unknown)))
        filled = {name: _column(name, columns.get(name), n_tasks) for name in DEFAULTS}
        dates = chosen.projects or (ProjectDates(int(project_start), chosen.data_date, chosen.must_finish),)
        network = cls(n_tasks, calendars, int(project_start), chosen, make_links(links), dates, **filled)
        check_columns(network, DEFAULTS)
        _check_projects(network)
        check_links(network.links)
        _check_options(network)
        return network


DEFAULTS: dict[str, Any] = {
    "kind": 0,
    "parent": -1,
    "duration": 0,
    "calendar": -1,
    "constraint": 0,
    "constraint_date": NO_TIME,
    "constraint2": 0,
    "constraint2_date": NO_TIME,
    "deadline": NO_TIME,
    "expected_finish": NO_TIME,
    "external_early_start": NO_TIME,
    "external_late_finish": NO_TIME,
    "actual_start": NO_TIME,
    "actual_finish": NO_TIME,
    "remaining": -1,
    "percent": 0.0,
    "active": True,
    "manual_start": NO_TIME,
    "manual_finish": NO_TIME,
    "elapsed": False,
    "leveling_delay": 0,
    "suspend": NO_TIME,
    "resume": NO_TIME,
    "project": 0,
}
INSTANTS = tuple(name for name, default in DEFAULTS.items() if default == NO_TIME)
_NO_LINKS: Sequence[ArrayLike] = ((),) * 5


def is_given(column: NDArray[Any]) -> bool:
    """Whether a column has a value of its own for each row; a default has one for all."""
    return column.strides != (0,)


def _column(name: str, value: Any, n: int) -> NDArray[Any]:
    """A scalar costs no memory: it is one value seen n times."""
    default = DEFAULTS[name]
    dtype = np.float64 if isinstance(default, float) else np.bool_ if isinstance(default, bool) else np.int64
    found: NDArray[Any] = np.asarray(default if value is None else value, dtype=dtype)
    if found.ndim == 0:
        shared: NDArray[Any] = np.broadcast_to(found, n)
        return shared
    if found.shape != (n,):
        raise NetworkError("column_length", names=name)
    return np.array(found)


def make_links(columns: Sequence[ArrayLike] | None) -> Links:
    """Five int64 columns of one length."""
    arrays: list[Int] = [
        np.array(column, dtype=np.int64).ravel() for column in (columns if columns is not None else _NO_LINKS)
    ]
    if len(arrays) != 5 or len({len(a) for a in arrays}) != 1:
        raise NetworkError("link_columns")
    return Links(*arrays)


def check_columns(network: Network, names: Iterable[str]) -> None:
    """Ranges of everything that indexes or is summed, in the named columns. Raises `NetworkError`."""
    limits: dict[str, tuple[int, int, str]] = {
        "duration": (0, LONGEST, "duration_out_of_range"),
        "remaining": (-1, LONGEST, "duration_out_of_range"),
        "leveling_delay": (-LONGEST, LONGEST, "duration_out_of_range"),
        "calendar": (-1, len(network.calendars) - 1, "unknown_calendar"),
        "parent": (-1, network.n_tasks - 1, "unknown_parent"),
        "kind": (0, max(Kind), "unknown_kind"),
        "project": (0, len(network.projects) - 1, "unknown_project"),
        "constraint": (0, max(Constraint), "unknown_constraint"),
        "constraint2": (0, max(Constraint), "unknown_constraint"),
    }
    for name in names:
        values = _shortest(getattr(network, name))
        if name in INSTANTS:
            _refuse(_outside_calendar(values), "date_out_of_range", column=name)
        elif name in limits:
            low, high, code = limits[name]
            _refuse((values < low) | (values > high), code)


def _check_projects(network: Network) -> None:
    for project in network.projects:
        dates = np.array([network.project_start, project.start, project.data_date, project.must_finish])
        if _outside_calendar(dates).any() or NO_TIME in (network.project_start, project.start):
            raise NetworkError("date_out_of_range", column="project_start", task=-1)


def check_links(links: Links) -> None:
    """Ranges of link columns. Raises `NetworkError`."""
    span = np.where(links.lag_kind >= LagKind.PERCENT, 100 * _PERCENT_SCALE, LONGEST)
    _refuse(np.abs(links.lag) > span, "lag_out_of_range", what="link")
    _refuse((links.type < 0) | (links.type > max(LinkType)), "unknown_link_type", what="link")
    _refuse((links.lag_kind < 0) | (links.lag_kind > max(LagKind)), "unknown_lag_kind", what="link")


def _check_options(network: Network) -> None:
    options = network.options
    known = {
        "flavour": FLAVOURS,
        "progress_mode": PROGRESS_MODES,
        "float_basis": FLOAT_BASES,
        "critical_by": CRITICAL_RULES,
    }
    for name, values in known.items():
        if getattr(options, name) not in values:
            raise NetworkError("unknown_option", names=name)
    if not 0 <= options.default_calendar < len(network.calendars):
        raise NetworkError("unknown_calendar", task=-1)


def _shortest(column: NDArray[Any]) -> NDArray[Any]:
    """One row stands for all of a default."""
    return column if is_given(column) else column[:1]


def _outside_calendar(values: Int) -> Bool:
    return (values > LAST_MINUTE) | ((values < FIRST_MINUTE) & (values != NO_TIME))


def _refuse(bad: Bool, code: str, *, what: str = "task", **params: Any) -> None:
    if bad.any():
        raise NetworkError(code, **{what: int(np.argmax(bad))}, **params)
