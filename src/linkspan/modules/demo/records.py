"""Frozen records of the demo data: plain values, no Django, dates as ISO strings of local wall time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """One name in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom one talks to at a firm, and how well one works with it, 1 to 5. Words stand in both languages."""

    person: str
    phone: str
    email: str
    assessment: int | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A side of the project. `kind` is customer, integrator, vendor, supervisor or regulator."""

    code: str
    name: Name
    kind: str
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Department:
    """A department of one party. `code` is unique over all parties."""

    code: str
    name: Name
    party: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person. `username` is the pinyin without tones; `department` and `party` are codes."""

    username: str
    name: Name
    title: Name
    party: str
    department: str


@dataclass(frozen=True, slots=True)
class Login:
    """Who may log in as what.

    `scope_kind` is installation, organisation, programme or project and `scope_code` its code, if any. A vendor login
    is limited further to `party` and to the WBS sections in `sections`. `note` says on the log-in page what this role
    sees.
    """

    username: str
    role: str
    scope_kind: str
    scope_code: str
    note: Name
    party: str = ""
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarException:
    """Whole days `first`..`last` (ISO dates) with other intervals; no interval means rest. Later entries win."""

    first: str
    last: str
    intervals: tuple[tuple[str, str], ...]
    name: Name
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """A working calendar. `week` holds seven tuples of (from, to) wall times, Monday first; "24:00" ends a day."""

    code: str
    name: Name
    week: tuple[tuple[tuple[str, str], ...], ...]
    exceptions: tuple[CalendarException, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A logical link into a task. `type` is FS, SS, FF or SF; `lag_days` are working days of 8 h."""

    predecessor: str
    type: str = "FS"
    lag_days: int = 0


@dataclass(frozen=True, slots=True)
class Constraint:
    """A date constraint, e.g. SNET at a local instant."""

    kind: str
    at: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress at the data date: percent of duration, actual start and actual finish (None where not yet)."""

    percent: float = 0.0
    actual_start: str | None = None
    actual_finish: str | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """Planned start and finish of one task in one baseline (local instants)."""

    start: str
    finish: str


@dataclass(frozen=True, slots=True)
class Task:
    """A leaf task or a milestone as the loader writes it.

    `kind` is task or milestone (a milestone has no duration and is not counted among the leaves). `optimistic`,
    `most_likely` and `pessimistic` are the estimate at the start in working days; `duration_days` is the duration
    in the current plan (working days of 8 h). `baselines` maps a baseline's number to the planned dates.
    """

    code: str
    name: Name
    section: str
    kind: str
    owner: str
    calendar: str
    optimistic: float
    most_likely: float
    pessimistic: float
    duration_days: float
    predecessors: tuple[Link, ...]
    constraint: Constraint | None
    deadline: str | None
    progress: Progress
    baselines: dict[int, Planned]


@dataclass(frozen=True, slots=True)
class Section:
    """A summary of the first WBS level."""

    code: str
    name: Name
    owner: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """A snapshot of the plan: number, name and the date on which it was approved."""

    number: int
    name: Name
    approved_on: str


@dataclass(frozen=True, slots=True)
class ProjectPlan:
    """One project with its plan, in outline order; everything is input, nothing is computed by the CPM."""

    code: str
    name: Name
    description: Name
    programme: str
    customer: str
    manager: str
    start: str
    data_date: str
    calendar: str
    parties: tuple[str, ...]
    sections: tuple[Section, ...]
    tasks: tuple[Task, ...]
    baselines: tuple[Baseline, ...]
