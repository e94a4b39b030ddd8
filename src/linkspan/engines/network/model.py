"""The data of a network: arrays in, arrays out. Instants are local minutes; `NO_TIME` stands for a missing instant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from linkspan.engines.calendar import FIRST_MINUTE, LAST_MINUTE, CalendarSet

Int = NDArray[np.int64]
Bool = NDArray[np.bool_]

NO_TIME = int(np.iinfo(np.int64).min)
#: A hundred years of minutes: longer durations and lags are damage, and refusing them keeps all sums inside int64.
LONGEST = 100 * 366 * 1440
_PERCENT_SCALE = 10_000


class Kind(IntEnum):
    """What a row is."""

    TASK = 0
    MILESTONE = 1
    SUMMARY = 2


class Constraint(IntEnum):
    """Date constraints, with the numbers of the MSPDI format."""

    ASAP = 0
    ALAP = 1
    MSO = 2
    MFO = 3
    SNET = 4
    SNLT = 5
    FNET = 6
    FNLT = 7


class LinkType(IntEnum):
    """Finish-to-start and its three sisters."""

    FS = 0
    SS = 1
    FF = 2
    SF = 3


class LagKind(IntEnum):
    """How a lag is counted; percentages are hundredths of a percent of the predecessor's duration."""

    WORKING = 0
    ELAPSED = 1
    PERCENT = 2
    ELAPSED_PERCENT = 3


class LagCalendar(IntEnum):
    """In whose working time a working lag runs."""

    SUCCESSOR = 0
    PREDECESSOR = 1
    PROJECT = 2
    ALWAYS = 3


class Reason(IntEnum):
    """What set the scheduled start (or the finish) of a task."""

    NONE = 0
    PROJECT_START = 1
    LINK = 2
    CONSTRAINT = 3
    ACTUAL = 4
    DATA_DATE = 5
    MANUAL = 6
    CHILDREN = 7
    ALAP = 8
    LEVELING = 9
    CALENDAR = 10
    PARENT_LINK = 11


class NetworkError(ValueError):
    """Input that cannot be scheduled; `code` and `params` say why (sentences: `explain.error_text`)."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code} {params}" if params else code)


@dataclass(frozen=True, slots=True)
class Cycle:
    """One loop of logic: rows in order of the loop, and the links that close it."""

    tasks: tuple[int, ...]
    links: tuple[int, ...]


class NetworkCycle(NetworkError):
    """Links that run in a circle; `cycles` names one loop for each strongly connected part."""

    def __init__(self, cycles: Sequence[Cycle]) -> None:
        self.cycles = tuple(cycles)
        super().__init__("cycle", count=len(self.cycles))


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a planner should know; sentences come from `explain.problem_text`."""

    code: str
    level: Literal["error", "warning"]
    tasks: tuple[int, ...] = ()
    links: tuple[int, ...] = ()
    params: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Options:
    """Choices for one computation.

    `honor_constraints`: SNLT, FNLT, MSO and MFO hold early dates back against logic, as MS Project does by default.
    `remaining_after_data_date`: unfinished work never lies before the data date (retained logic); off, work in
    progress keeps the finish that its actual start and duration give, as MS Project stores it before rescheduling.
    `flavour` "msp" or "p6": P6 lets logic pass "no later than" dates and reports negative float instead.
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
    """A validated plan; make it with `Network.build`."""

    n_tasks: int
    calendars: CalendarSet
    project_start: int
    options: Options
    links: Links
    kind: Int
    parent: Int
    duration: Int
    calendar: Int
    constraint: Int
    constraint_date: Int
    deadline: Int
    actual_start: Int
    actual_finish: Int
    remaining: Int
    percent: NDArray[np.float64]
    active: Bool
    manual_start: Int
    manual_finish: Int
    elapsed: Bool
    leveling_delay: Int
    resume: Int

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

        Columns are arrays of length n or scalars, all optional: kind, parent (row, -1 = none), duration (working
        minutes), calendar (index, -1 = default), constraint, constraint_date, deadline, actual_start, actual_finish,
        remaining (minutes, -1 = from percent), percent (0-100), active, manual_start, manual_finish, elapsed,
        leveling_delay (elapsed minutes), resume (earliest instant for the remaining work of a started task).
        `links` = (pred, succ, type, lag, lag_kind), lags in minutes or, for percentages, hundredths of a percent.
        Raises `NetworkError` for values that no plan can have.
        """
        chosen = options or Options()
        unknown = set(columns) - set(_DEFAULTS)
        if unknown:
            raise NetworkError("unknown_column", names=", ".join(sorted(unknown)))
        filled = {name: _column(name, columns.get(name, default), n_tasks) for name, default in _DEFAULTS.items()}
        network = cls(n_tasks, calendars, int(project_start), chosen, _links(links), **filled)
        _check(network)
        return network


_DEFAULTS: dict[str, Any] = {
    "kind": 0,
    "parent": -1,
    "duration": 0,
    "calendar": -1,
    "constraint": 0,
    "constraint_date": NO_TIME,
    "deadline": NO_TIME,
    "actual_start": NO_TIME,
    "actual_finish": NO_TIME,
    "remaining": -1,
    "percent": 0.0,
    "active": True,
    "manual_start": NO_TIME,
    "manual_finish": NO_TIME,
    "elapsed": False,
    "leveling_delay": 0,
    "resume": NO_TIME,
}
_NO_LINKS: Sequence[ArrayLike] = ((),) * 5
_INSTANTS = ("constraint_date", "deadline", "actual_start", "actual_finish", "manual_start", "manual_finish", "resume")


def _column(name: str, value: Any, n: int) -> NDArray[Any]:
    default = _DEFAULTS[name]
    dtype = np.float64 if isinstance(default, float) else np.bool_ if isinstance(default, bool) else np.int64
    found: NDArray[Any] = np.empty(n, dtype=dtype)
    found[:] = np.asarray(value, dtype=dtype)
    return found


def _links(columns: Sequence[ArrayLike] | None) -> Links:
    arrays: list[Int] = [
        np.array(column, dtype=np.int64).ravel() for column in (columns if columns is not None else _NO_LINKS)
    ]
    if len(arrays) != 5 or len({len(a) for a in arrays}) != 1:
        raise NetworkError("link_columns")
    return Links(*arrays)


def _check(network: Network) -> None:
    """Ranges of everything that indexes or is summed."""
    n = network.n_tasks
    for name in _INSTANTS:
        values = getattr(network, name)
        bad = (values != NO_TIME) & ((values < FIRST_MINUTE) | (values > LAST_MINUTE))
        _refuse(bad, "date_out_of_range", column=name)
    if not FIRST_MINUTE <= network.project_start <= LAST_MINUTE:
        raise NetworkError("date_out_of_range", column="project_start", task=-1)
    _refuse((network.duration < 0) | (network.duration > LONGEST), "duration_out_of_range")
    _refuse((network.remaining < -1) | (network.remaining > LONGEST), "duration_out_of_range")
    _refuse(np.abs(network.leveling_delay) > LONGEST, "duration_out_of_range")
    _refuse((network.calendar < -1) | (network.calendar >= len(network.calendars)), "unknown_calendar")
    _refuse((network.parent < -1) | (network.parent >= n), "unknown_parent")
    _refuse((network.constraint < 0) | (network.constraint > max(Constraint)), "unknown_constraint")
    links = network.links
    span = np.where(links.lag_kind >= LagKind.PERCENT, 100 * _PERCENT_SCALE, LONGEST)
    _refuse(np.abs(links.lag) > span, "lag_out_of_range", what="link")
    _refuse((links.type < 0) | (links.type > max(LinkType)), "unknown_link_type", what="link")
    _refuse((links.lag_kind < 0) | (links.lag_kind > max(LagKind)), "unknown_lag_kind", what="link")


def _refuse(bad: Bool, code: str, *, what: str = "task", **params: Any) -> None:
    if bad.any():
        raise NetworkError(code, **{what: int(np.argmax(bad))}, **params)


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """Computed columns, one row a task: instants and floats int64 minutes, floats in the task's own calendar."""

    start: Int
    finish: Int
    early_start: Int
    early_finish: Int
    late_start: Int
    late_finish: Int
    total_float: Int
    free_float: Int
    critical: Bool
    driving_link: NDArray[np.int32]
    driving_reason: NDArray[np.int8]
    project_start: int
    project_finish: int
    problems: tuple[Problem, ...]
