"""The plan of one project in memory: inputs and computed columns as arrays in outline order.

All instants here are local minutes of the project (kernel.localtime); a missing one is MISSING.
"""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linkspan.engines.calendar import CalendarSpec
from linkspan.kernel.localtime import MISSING, to_local, to_local_array
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule import models
from linkspan.modules.schedule.outline import Outline, build_outline
from linkspan.modules.schedule.wbs_mask import PLAIN, WbsMask, mask_of
from linkspan.modules.schedule.working_time import load_specs

Ints = NDArray[np.int64]

# Input columns of Task that go to the engine or the page as numbers, and which of them are instants.
NUMBERS = (
    "kind",
    "duration",
    "is_elapsed",
    "constraint",
    "constraint_date",
    "deadline",
    "actual_start",
    "actual_finish",
    "remaining",
    "manual_start",
    "manual_finish",
    "levelling_delay",
    "is_active",
    "ignores_resource_calendars",
    "owner_id",
    "calendar_id",
    "version",
)
INSTANTS = frozenset({"constraint_date", "deadline", "actual_start", "actual_finish", "manual_start", "manual_finish"})
COMPUTED = (
    "duration",
    "start",
    "finish",
    "early_start",
    "early_finish",
    "late_start",
    "late_finish",
    "total_float",
    "free_float",
    "is_critical",
    "driving_link",
    "driving_reason",
    "is_summary",
    "outline",
)
COMPUTED_INSTANTS = frozenset({"start", "finish", "early_start", "early_finish", "late_start", "late_finish"})
LINK_COLUMNS = ("id", "predecessor_id", "successor_id", "type", "lag", "lag_kind", "version")
_KEPT_STATES = 24


@dataclass
class PlanState:
    """Inputs of a plan at a revision. Arrays are of length n (tasks) or m (links)."""

    project_id: int
    revision: int
    zone: str
    start: int
    data_date: int
    must_finish: int
    minutes_per_day: int
    project_calendar: int
    outline: Outline
    row_of: dict[int, int]
    names: list[str]
    names_en: list[str]
    numbers: dict[str, Ints]
    progress: NDArray[np.float64]
    position: Ints
    links: dict[str, Ints]
    calendars: dict[int, CalendarSpec]
    resource_calendars: dict[int, tuple[int, ...]]
    mask: WbsMask = PLAIN
    computed: dict[str, Ints] = field(default_factory=dict)
    computed_progress: NDArray[np.float64] | None = None
    computed_wbs: list[str] | None = None
    baseline: dict[str, Ints] = field(default_factory=dict)
    driving_reason: Ints | None = None
    problems: list[dict[str, Any]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.outline.order)

    def shown_name(self, row: int, *, english: bool) -> str:
        """The row's name for a reader: the English one where there is one and it is wanted."""
        return (self.names_en[row] if english else "") or self.names[row]

    @property
    def ids(self) -> Ints:
        return np.array(self.outline.order, dtype=np.int64)


class _Cache:
    """Plan states of this process by project; a state is used only at the exact revision it was kept for."""

    def __init__(self) -> None:
        self._states: OrderedDict[int, PlanState] = OrderedDict()
        self._lock = Lock()

    def get(self, project_id: int, revision: int) -> PlanState | None:
        with self._lock:
            state = self._states.get(project_id)
            if state is None or state.revision != revision:
                return None
            self._states.move_to_end(project_id)
            return state

    def keep(self, state: PlanState) -> None:
        with self._lock:
            self._states[state.project_id] = state
            self._states.move_to_end(state.project_id)
            while len(self._states) > _KEPT_STATES:
                self._states.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._states.clear()


CACHE = _Cache()


def _column(values: tuple[Any, ...]) -> Ints:
    return np.array([MISSING if v is None else v for v in values], dtype=np.int64)


def load_state(project: Project) -> PlanState:
    """Read a plan's inputs and stored results; eight statements whatever its size."""
    mask = mask_of(project)
    tasks = list(
        models.Task._base_manager.filter(project_id=project.pk).values_list(
            "id", "parent_id", "position", "name", "progress", "name_en", *NUMBERS
        )
    )
    outline = build_outline([(t[0], t[1], t[2]) for t in tasks], mask)
    row_of = {task_id: row for row, task_id in enumerate(outline.order)}
    tasks.sort(key=lambda t: row_of[t[0]])
    columns = list(zip(*tasks, strict=True)) if tasks else [()] * (6 + len(NUMBERS))
    numbers = {name: _column(columns[6 + at]) for at, name in enumerate(NUMBERS)}
    for name in INSTANTS:
        numbers[name] = to_local_array(numbers[name], project.time_zone)
    state = PlanState(
        project_id=project.pk,
        revision=project.revision,
        outline=outline,
        row_of=row_of,
        names=list(columns[3]),
        names_en=list(columns[5]),
        numbers=numbers,
        progress=np.array(columns[4], dtype=np.float64),
        position=_column(columns[2]),
        links=load_links(project.pk),
        calendars={},
        resource_calendars=_resource_calendars(project.pk),
        mask=mask,
        **project_columns(project),
    )
    state.calendars = load_specs(calendars_used(state))
    load_computed(state)
    load_baseline(state)
    return state


def project_columns(project: Project) -> dict[str, Any]:
    """The project's own inputs, in local minutes."""
    zone = project.time_zone
    return {
        "zone": zone,
        "start": to_local(project.start, zone),
        "minutes_per_day": project.minutes_per_day,
        "data_date": MISSING if project.data_date is None else to_local(project.data_date, zone),
        "must_finish": MISSING if project.must_finish is None else to_local(project.must_finish, zone),
        "project_calendar": project.calendar_id or 0,
    }


def load_links(project_id: int) -> dict[str, Ints]:
    """The links of a project, by column."""
    rows = list(models.Link._base_manager.filter(project_id=project_id).order_by("id").values_list(*LINK_COLUMNS))
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(LINK_COLUMNS)
    return {name: _column(columns[at]) for at, name in enumerate(LINK_COLUMNS)}


def _resource_calendars(project_id: int) -> dict[int, tuple[int, ...]]:
    """Calendars of the work resources assigned to each task; 0 stands for the project's."""
    pairs = models.Assignment._base_manager.filter(
        task__project_id=project_id,
        resource__kind=models.Resource.Kind.WORK,
    ).values_list("task_id", "resource__calendar_id")
    found: dict[int, set[int]] = {}
    for task_id, calendar_id in pairs:
        found.setdefault(task_id, set()).add(calendar_id or 0)
    return {task_id: tuple(sorted(calendars)) for task_id, calendars in found.items()}


def calendars_used(state: PlanState) -> list[int]:
    """Ids of every calendar that the plan refers to."""
    used = {state.project_calendar} | {int(c) for c in state.numbers["calendar_id"] if c != MISSING}
    for calendars in state.resource_calendars.values():
        used.update(calendars)
    return sorted(used - {0})


def load_computed(state: PlanState) -> None:
    """Read the stored results into the state; rows never computed stay MISSING."""
    count = len(state)
    state.computed = {name: np.full(count, MISSING, dtype=np.int64) for name in COMPUTED}
    state.computed_progress = np.full(count, -1.0)
    state.computed_wbs = [""] * count
    rows = [
        r
        for r in models.TaskDates.base_rows.filter(project_id=state.project_id).values_list(
            "task_id", "wbs", "progress", *COMPUTED
        )
        if r[0] in state.row_of
    ]
    if not rows:
        return
    columns = list(zip(*rows, strict=True))
    at = np.array([state.row_of[task_id] for task_id in columns[0]], dtype=np.int64)
    for row, code in zip(at, columns[1], strict=True):
        state.computed_wbs[row] = code
    state.computed_progress[at] = columns[2]
    for number, name in enumerate(COMPUTED):
        values = _column(columns[3 + number])
        state.computed[name][at] = to_local_array(values, state.zone) if name in COMPUTED_INSTANTS else values


def load_baseline(state: PlanState) -> None:
    """Read the current baseline's dates; MISSING where a task is not in it."""
    count = len(state)
    state.baseline = {name: np.full(count, MISSING, dtype=np.int64) for name in ("start", "finish")}
    state.baseline["is_given"] = np.zeros(count, dtype=np.int64)
    rows = [
        r
        for r in models.BaselineTask._base_manager.filter(
            baseline__project_id=state.project_id, baseline__is_current=True
        ).values_list("task_id", "start", "finish")
        if r[0] in state.row_of
    ]
    if rows:
        columns = list(zip(*rows, strict=True))
        at = np.array([state.row_of[task_id] for task_id in columns[0]], dtype=np.int64)
        for name, values in zip(("start", "finish"), columns[1:], strict=True):
            state.baseline[name][at] = to_local_array(_column(values), state.zone)
        state.baseline["is_given"][at] = 1
        span_summaries(state)


def span_summaries(state: PlanState) -> None:
    """Give summaries that the baseline leaves out the span of the rows below them, as the outline is now."""
    is_given = state.baseline["is_given"]
    start, finish = (np.where(is_given == 1, state.baseline[name], MISSING).tolist() for name in ("start", "finish"))
    parent, given = state.outline.parent.tolist(), is_given.tolist()
    for row in range(len(start) - 1, -1, -1):
        up = parent[row]
        if up < 0 or start[row] == MISSING or given[up]:
            continue
        start[up] = start[row] if start[up] == MISSING else min(start[up], start[row])
        finish[up] = max(finish[up], finish[row])
    state.baseline = {
        "start": np.array(start, dtype=np.int64),
        "finish": np.array(finish, dtype=np.int64),
        "is_given": is_given,
    }


def current_state(project: Project) -> PlanState:
    """The plan as it is stored now: from this process's memory where the revision is the same, else read."""
    state = CACHE.get(project.pk, project.revision)
    if state is None:
        state = load_state(project)
        CACHE.keep(state)
    return state


def copy_inputs(state: PlanState) -> PlanState:
    """A copy whose input columns may be changed; computed columns are shared, never written in place."""
    return replace(
        state,
        names=list(state.names),
        names_en=list(state.names_en),
        numbers={k: v.copy() for k, v in state.numbers.items()},
        progress=state.progress.copy(),
        links={k: v.copy() for k, v in state.links.items()},
    )
