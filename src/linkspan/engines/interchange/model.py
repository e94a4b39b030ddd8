"""What a schedule file says, whatever its format. Instants are local minutes, durations minutes; None = missing.

Two files are equal when they say the same: lines and notes, which tell where it stood, do not count.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from linkspan.engines.calendar import CalendarException, CalendarSpec, WeekPattern
from linkspan.engines.interchange.messages import Note

Intervals = tuple[tuple[int, int], ...]

_STANDARD_DAY: Intervals = ((480, 720), (780, 1020))
#: Monday to Friday, 08:00-12:00 and 13:00-17:00: what a file without any calendar means.
STANDARD_WEEK: tuple[Intervals, ...] = (_STANDARD_DAY,) * 5 + ((), ())


@dataclass(slots=True)
class SchedulingRules:
    """The choices under which the stored dates were computed; `flavour` "msp" or "p6".

    `lag_calendar` as in the network engine; the rest are the scheduling options of P6: `progress` "retained",
    "override" or "actual", `float_basis` "smallest", "start" or "finish", `critical_by` "float" or "longest".
    """

    flavour: str = "msp"
    lag_calendar: int = 0
    progress: str = "retained"
    float_basis: str = "smallest"
    critical_by: str = "float"
    open_ends_critical: bool = False
    use_expected_finish: bool = True
    lag_from_early_start: bool = True
    ignore_other_projects: bool = False
    float_by_project: bool = True


@dataclass(slots=True)
class ProjectHeader:
    """The project itself; `critical_limit` is the float in minutes up to which a task is critical."""

    name: str = ""
    title: str = ""
    author: str = ""
    company: str = ""
    start: int | None = None
    finish: int | None = None
    status_date: int | None = None
    schedule_from_start: bool = True
    calendar_uid: int | None = None
    minutes_per_day: int = 480
    minutes_per_week: int = 2400
    days_per_month: int = 20
    critical_limit: int = 0
    uid: int = 0
    must_finish: int | None = None
    rules: SchedulingRules = field(default_factory=SchedulingRules)


@dataclass(slots=True)
class CalendarEntry:
    """A calendar as written: a day of `week` is None where the base calendar decides.

    `minutes_per_day` turns its durations from days, None where the project's hours do; `project_uid` and
    `resource_uid` say whose it is where it is not everybody's.
    """

    uid: int
    name: str = ""
    is_base: bool = True
    base_uid: int | None = None
    week: list[Intervals | None] = field(default_factory=lambda: [None] * 7)
    exceptions: list[CalendarException] = field(default_factory=list)
    minutes_per_day: int | None = None
    project_uid: int | None = None
    is_personal: bool = False
    line: int = field(default=0, compare=False)


@dataclass(slots=True)
class StoredDates:
    """The computed values that the file carries; floats in minutes of working time."""

    start: int | None = None
    finish: int | None = None
    early_start: int | None = None
    early_finish: int | None = None
    late_start: int | None = None
    late_finish: int | None = None
    total_slack: int | None = None
    free_slack: int | None = None
    critical: bool | None = None
    planned_start: int | None = None
    planned_finish: int | None = None


@dataclass(slots=True)
class BaselineEntry:
    """One of up to eleven baselines (0-10) of a task; cost in the smallest unit of the project's currency."""

    number: int
    start: int | None = None
    finish: int | None = None
    duration: int | None = None
    work: int | None = None
    cost: int | None = None


@dataclass(slots=True)
class TaskEntry:
    """One row of the outline; `kind` and the constraints as in the network engine.

    `wbs` is what the users of its program call the row: the WBS code, in P6 the activity ID. `percent_type` is
    "duration", "physical" or "units"; `percent_complete` is by that type. `optimistic`, `most_likely` and
    `pessimistic` are three-point durations in minutes.
    """

    uid: int
    row_id: int = 0
    name: str = ""
    wbs: str = ""
    outline_level: int = 1
    parent_uid: int | None = None
    kind: int = 0
    active: bool = True
    manual: bool = False
    duration: int = 0
    elapsed: bool = False
    estimated: bool = False
    calendar_uid: int | None = None
    ignore_resource_calendar: bool = False
    constraint: int = 0
    constraint_date: int | None = None
    deadline: int | None = None
    percent_complete: float = 0.0
    actual_start: int | None = None
    actual_finish: int | None = None
    actual_duration: int | None = None
    remaining_duration: int | None = None
    resume: int | None = None
    priority: int = 500
    leveling_delay: int = 0
    notes: str = ""
    manual_start: int | None = None
    manual_finish: int | None = None
    external: bool = False
    recurring: bool = False
    constraint2: int = 0
    constraint2_date: int | None = None
    expected_finish: int | None = None
    suspend: int | None = None
    external_early_start: int | None = None
    external_late_finish: int | None = None
    percent_type: str = "duration"
    physical_percent: float = 0.0
    resource_dependent: bool = False
    primary_resource_uid: int | None = None
    project_uid: int = 0
    optimistic: int | None = None
    most_likely: int | None = None
    pessimistic: int | None = None
    stored: StoredDates = field(default_factory=StoredDates)
    baselines: dict[int, BaselineEntry] = field(default_factory=dict)
    line: int = field(default=0, compare=False)


@dataclass(slots=True)
class LinkEntry:
    """A dependency; `type`, `lag` and `lag_kind` as in the network engine."""

    pred_uid: int
    succ_uid: int
    type: int = 0
    lag: int = 0
    lag_kind: int = 0
    uid: int = 0
    line: int = field(default=0, compare=False)


@dataclass(slots=True)
class ResourceEntry:
    """A resource; `type` 0 material, 1 work, 2 cost; `max_units` 1.0 = 100 %."""

    uid: int
    row_id: int = 0
    name: str = ""
    type: int = 1
    calendar_uid: int | None = None
    max_units: float = 1.0
    email: str = ""
    group: str = ""
    line: int = field(default=0, compare=False)


@dataclass(slots=True)
class AssignmentEntry:
    """A resource on a task; `work` in minutes, `delay` in working and `leveling_delay` in elapsed minutes."""

    uid: int
    task_uid: int
    resource_uid: int | None = None
    units: float = 1.0
    work: int = 0
    remaining_work: int = 0
    actual_work: int = 0
    delay: int = 0
    leveling_delay: int = 0
    start: int | None = None
    finish: int | None = None
    line: int = field(default=0, compare=False)


@dataclass(slots=True)
class RawTable:
    """A table as it stood in the file."""

    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)


@dataclass(slots=True)
class Rest:
    """What the reader does not understand, kept so that a writer of the same format gives it back.

    `rows[table][uid]` has the texts of the unread columns or elements of one row, `order[table]` all columns as they
    stood, `tables` whole tables (in XML: lists) that are not read, `head` the first line or attributes.
    """

    format: str = ""
    head: tuple[str, ...] = ()
    order: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rows: dict[str, dict[int, dict[str, str]]] = field(default_factory=dict)
    tables: dict[str, RawTable] = field(default_factory=dict)


@dataclass(slots=True)
class ScheduleFile:
    """A whole file; tasks in outline order, `notes` in order of lines.

    `others` are the further projects of a file that holds several; their tasks carry their `project_uid`.
    """

    format: str
    project: ProjectHeader = field(default_factory=ProjectHeader)
    calendars: list[CalendarEntry] = field(default_factory=list)
    tasks: list[TaskEntry] = field(default_factory=list)
    links: list[LinkEntry] = field(default_factory=list)
    resources: list[ResourceEntry] = field(default_factory=list)
    assignments: list[AssignmentEntry] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list, compare=False)
    others: list[ProjectHeader] = field(default_factory=list)
    rest: Rest = field(default_factory=Rest)
    encoding: str = field(default="utf-8", compare=False)

    def calendar_spec(self, uid: int | None) -> CalendarSpec:
        """The calendar `uid` with its bases merged in; the standard week where there is none."""
        by_uid = {entry.uid: entry for entry in self.calendars}
        chain: list[CalendarEntry] = []
        while uid is not None and uid in by_uid and by_uid[uid] not in chain:
            chain.append(by_uid[uid])
            uid = chain[-1].base_uid
        week = list(STANDARD_WEEK)
        exceptions: list[CalendarException] = []
        for entry in reversed(chain):
            week = [own if own is not None else base for own, base in zip(entry.week, week, strict=True)]
            exceptions.extend(entry.exceptions)
        name = chain[0].name if chain else "Standard"
        return CalendarSpec(name, WeekPattern(tuple(week)), tuple(exceptions))
