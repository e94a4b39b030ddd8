"""What forensic questions are asked of, and the refusals they can end in."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linkspan.engines.calendar import ALWAYS, MINUTES_PER_DAY, CalendarSpec, WorkCalendar
from linkspan.engines.forensic.messages import refusal_text
from linkspan.engines.network import (
    NO_TIME,
    LagCalendar,
    LagKind,
    LinkType,
    Network,
    NetworkCycle,
    Options,
    Result,
    compute,
)
from linkspan.engines.network.explain import cycle_text

Int = NDArray[np.int64]
Uid = Hashable

#: Fields of `Network` that are not columns with one value for each row.
_NO_COLUMNS = frozenset(("n_tasks", "calendars", "project_start", "options", "links", "projects"))
_PERCENT_SCALE = 10_000
_ROUND_THE_CLOCK = WorkCalendar(ALWAYS)


class ForensicError(ValueError):
    """A question that cannot be answered; `code` and `params` say why, `text(lang)` is one sentence.

    Codes: `unknown_task`, `unknown_row`, `nothing_in_common`, `cycle`, `duplicate_uid`, `rows`, `no_windows`,
    `no_data_date`, `data_dates`. The parameter `plan` names the plan at fault.
    """

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(self.text("en"))

    def text(self, lang: str) -> str:
        """The finished sentence, `zh-CN` or `en`."""
        return refusal_text(self.code, self.params, lang)


@dataclass(frozen=True, eq=False)
class PlanInput:
    """One revision of a plan.

    `uids`: an identity for each row, the same in all revisions. `link_keys`: an identity for each link (default:
    predecessor, successor and how many such links came before), used to tell a changed link from a new one.
    `names`: one for each row (default: the uid). `label`: what this revision is called in sentences.
    Raises `ForensicError` for lengths that do not fit and for uids that occur twice.
    """

    network: Network
    uids: tuple[Uid, ...]
    link_keys: tuple[Hashable, ...] | None = None
    names: tuple[str, ...] = ()
    label: str = ""

    def __post_init__(self) -> None:
        if len(self.uids) != self.network.n_tasks or (self.names and len(self.names) != len(self.uids)):
            raise ForensicError("rows", plan=self.label)
        if self.link_keys is not None and len(self.link_keys) != len(self.network.links.pred):
            raise ForensicError("rows", plan=self.label)
        if len(self.row_of) != len(self.uids):
            seen: set[Uid] = set()
            twice = next(uid for uid in self.uids if uid in seen or seen.add(uid))  # type: ignore[func-returns-value]
            raise ForensicError("duplicate_uid", plan=self.label, uid=twice)

    @cached_property
    def row_of(self) -> dict[Uid, int]:
        """Rows by uid."""
        return {uid: row for row, uid in enumerate(self.uids)}

    def name(self, row: int) -> str:
        """What row `row` is called."""
        return (self.names[row] if self.names else "") or str(self.uids[row])

    def row(self, uid: Uid) -> int:
        """The row of `uid`. Raises `ForensicError("unknown_task")`."""
        if uid not in self.row_of:
            raise ForensicError("unknown_task", uid=uid, plan=self.label)
        return self.row_of[uid]


def solve(plan: PlanInput) -> Result:
    """`compute`, with a loop of links as a `ForensicError` that says in which plan it is."""
    try:
        return compute(plan.network)
    except NetworkCycle as error:
        loops = {lang: cycle_text(error.cycles[0], lang, plan.name) for lang in ("zh-CN", "en")}
        raise ForensicError("cycle", plan=plan.label, zh=loops["zh-CN"], en=loops["en"]) from error


def columns_of(network: Network) -> dict[str, NDArray[Any]]:
    """The columns of all rows by name, each of length n."""
    return {field.name: getattr(network, field.name) for field in fields(network) if field.name not in _NO_COLUMNS}


def rebuilt(network: Network, **changes: Any) -> Network:
    """`network` with other `links`, `options`, `calendars`, `project_start`, `n_tasks` or columns."""
    values: dict[str, Any] = {}
    for name, column in columns_of(network).items():
        # A column that is one value seen n times stays one.
        values[name] = column[0] if column.strides == (0,) and len(column) else column
    links = network.links
    values |= {
        "n_tasks": network.n_tasks,
        "calendars": network.calendars,
        "project_start": network.project_start,
        "options": network.options,
        "links": (links.pred, links.succ, links.type, links.lag, links.lag_kind),
    }
    values |= changes
    return Network.build(values.pop("n_tasks"), values.pop("calendars"), values.pop("project_start"), **values)


def data_date(network: Network) -> int:
    """The latest data date of the projects in a network, `NO_TIME` where there is none."""
    own = [project.data_date for project in getattr(network, "projects", ())]
    return max([*own, network.options.data_date])


def with_project_dates(options: Options, **dates: int) -> Options:
    """`options` with another `data_date` or `must_finish` for every project."""
    changes: dict[str, Any] = dict(dates)
    projects = getattr(options, "projects", ())
    if projects:
        changes["projects"] = tuple(replace(project, **dates) for project in projects)
    return replace(options, **changes)


def day_minutes(calendar: WorkCalendar) -> int:
    """The length of a calendar's longest ordinary working day, or of its longest exception, in minutes."""
    lengths = [sum(end - start for start, end in pattern) for pattern in calendar.patterns]
    return max(lengths[:7]) or max(lengths, default=0) or MINUTES_PER_DAY


def same_calendar(left: CalendarSpec, right: CalendarSpec) -> bool:
    """Whether two calendars work at the same times as far as they are written, whatever they are called."""
    return calendar_key(left) == calendar_key(right)


def calendar_key(spec: CalendarSpec) -> Hashable:
    """What a calendar works, without names."""
    return spec.week, tuple((e.first_day, e.last_day, e.intervals) for e in spec.exceptions)


class Dated:
    """A network with its result, and the small questions that walks along its logic ask."""

    def __init__(self, network: Network, result: Result) -> None:
        self.network = network
        self.result = result
        links = network.links
        inside = (links.pred >= 0) & (links.pred < network.n_tasks) & (links.succ >= 0)
        inside &= links.succ < network.n_tasks
        self.usable = inside
        if network.n_tasks:
            self.usable = inside & network.active[np.where(inside, links.pred, 0)]

    @cached_property
    def is_summary(self) -> NDArray[np.bool_]:
        """Rows that have children."""
        found = np.zeros(self.network.n_tasks, dtype=bool)
        found[self.network.parent[self.network.parent >= 0]] = True
        return found

    @cached_property
    def finishers(self) -> Int:
        """Rows without children that count for the project's finish."""
        return np.flatnonzero(self.network.active & ~self.is_summary)

    def last_row(self) -> int:
        """The row that ends the project, the first of those that end together; -1 in an empty plan."""
        if not len(self.finishers):
            return -1
        return int(self.finishers[np.argmax(self.result.finish[self.finishers])])

    def calendar(self, row: int) -> WorkCalendar:
        """The calendar that a row's duration is counted in."""
        if self.network.elapsed[row]:
            return _ROUND_THE_CLOCK
        return self.network.calendars.calendar(self.calendar_index(row))

    def calendar_index(self, row: int) -> int:
        """The number of a row's calendar."""
        own = int(self.network.calendar[row])
        return own if own >= 0 else self.network.options.default_calendar

    def links_into(self, row: int) -> list[int]:
        """Links that count, into a row."""
        return [int(k) for k in np.flatnonzero((self.network.links.succ == row) & self.usable)]

    def links_out(self, row: int) -> list[int]:
        """Links that count, out of a row."""
        return [int(k) for k in np.flatnonzero((self.network.links.pred == row) & self.usable)]

    def children(self, row: int) -> list[int]:
        """The active rows directly below a summary."""
        return [int(c) for c in np.flatnonzero((self.network.parent == row) & self.network.active)]

    def ancestors(self, row: int) -> list[int]:
        """The summaries above a row, nearest first."""
        found: list[int] = []
        row = int(self.network.parent[row])
        while row >= 0 and row not in found:
            found.append(row)
            row = int(self.network.parent[row])
        return found

    def lag_minutes(self, link: int) -> int:
        """The lag of a link in minutes; percentages are of the predecessor's duration."""
        links = self.network.links
        lag = int(links.lag[link])
        if links.lag_kind[link] >= LagKind.PERCENT:
            return int(np.rint(int(self.network.duration[links.pred[link]]) * (lag / _PERCENT_SCALE)))
        return lag

    def lag_calendar(self, link: int) -> WorkCalendar:
        """The calendar that the lag of a link runs in."""
        links, choice = self.network.links, self.network.options.lag_calendar
        if links.lag_kind[link] in (LagKind.ELAPSED, LagKind.ELAPSED_PERCENT) or choice == LagCalendar.ALWAYS:
            return _ROUND_THE_CLOCK
        if choice == LagCalendar.PROJECT:
            return self.network.calendars.calendar(self.network.options.default_calendar)
        end = links.pred if choice == LagCalendar.PREDECESSOR else links.succ
        return self.calendar(int(end[link]))

    def after_lag(self, link: int, sign: int, moment: int) -> int:
        """`moment` moved by the lag of a link, forward (`sign` 1) or back (-1)."""
        return self.lag_calendar(link).add(moment, sign * self.lag_minutes(link))

    def is_started(self, row: int) -> bool:
        """Whether a row has an actual start."""
        return bool(self.network.actual_start[row] != NO_TIME)

    def is_done(self, row: int) -> bool:
        """Whether a row has an actual finish that counts."""
        begun, ended = int(self.network.actual_start[row]), int(self.network.actual_finish[row])
        return begun != NO_TIME and ended != NO_TIME and ended >= begun

    def is_manual(self, row: int) -> bool:
        """Whether the dates of a row are set by hand."""
        return bool(self.network.manual_start[row] != NO_TIME and self.network.manual_finish[row] != NO_TIME)


def leaves_from_finish(kind: int) -> bool:
    """Whether a link of this type starts from its predecessor's finish."""
    return kind in (LinkType.FS, LinkType.FF)


def binds_start(kind: int) -> bool:
    """Whether a link of this type holds its successor's start."""
    return kind in (LinkType.FS, LinkType.SS)


def check_row(network: Network, row: int) -> int:
    """`row` as a plain number. Raises `ForensicError("unknown_row")`."""
    if not 0 <= int(row) < network.n_tasks:
        raise ForensicError("unknown_row", row=int(row) + 1)
    return int(row)


def named(names: Sequence[str] | None, row: int) -> str:
    """The name of a row, or its number."""
    return names[row] if names and names[row] else f"#{row + 1}"
