"""From a plan in memory to the engine's network."""

import numpy as np

from linkspan.engines.calendar import CalendarSet, CalendarSpec, WeekPattern, intersection
from linkspan.engines.network import NO_TIME, Network, Options
from linkspan.kernel.localtime import MISSING
from linkspan.modules.schedule.models import Task
from linkspan.modules.schedule.state import PlanState
from linkspan.modules.schedule.working_time import STANDARD_WEEK, compiled

_SUMMARY = 2
_FALLBACK = CalendarSpec("", WeekPattern(tuple(tuple((a, b) for a, b in day) for day in STANDARD_WEEK)))


def _times(values: np.ndarray) -> np.ndarray:
    return values if MISSING == NO_TIME else np.where(values == MISSING, NO_TIME, values)


def build_calendars(state: PlanState) -> tuple[CalendarSet, np.ndarray]:
    """The packed calendars and each task's index into them (int64[n]); index 0 is the project's."""
    specs: list[CalendarSpec] = [state.calendars.get(state.project_calendar, _FALLBACK)]
    index_of: dict[tuple[int, ...], int] = {}

    def index(key: tuple[int, ...]) -> int:
        if key not in index_of:
            parts = [state.calendars[c] for c in key]
            if len(parts) == 1:
                specs.append(parts[0])
            else:
                specs.append(intersection(" + ".join(p.name for p in parts), parts))
            index_of[key] = len(specs) - 1
        return index_of[key]

    chosen = np.zeros(len(state), dtype=np.int64)
    own = state.numbers["calendar_id"]
    for row in np.flatnonzero(own != MISSING):
        chosen[row] = index((int(own[row]),))
    for task_id, calendars in state.resource_calendars.items():
        row = state.row_of.get(task_id)
        if row is not None and own[row] == MISSING:
            chosen[row] = index(calendars)
    return CalendarSet([compiled(spec) for spec in specs]), chosen


def rows_of_ids(state: PlanState, ids: np.ndarray) -> np.ndarray:
    """Row index of each task id (int64), -1 for an id that is not in the plan."""
    own = state.ids
    if not len(own):
        return np.full(len(ids), -1, dtype=np.int64)
    order = np.argsort(own)
    at = np.minimum(np.searchsorted(own, ids, sorter=order), len(own) - 1)
    rows = order[at]
    return np.where(own[rows] == ids, rows, -1)


def build_network(state: PlanState) -> tuple[Network, CalendarSet]:
    """The engine's network of the plan, rows in outline order. Links to rows that are gone are left out."""
    calendars, calendar = build_calendars(state)
    numbers, links = state.numbers, state.links
    kind = np.where(state.outline.has_children, _SUMMARY, numbers["kind"])
    pred, succ = rows_of_ids(state, links["predecessor_id"]), rows_of_ids(state, links["successor_id"])
    remaining = numbers["remaining"]
    network = Network.build(
        len(state), calendars, state.start, kind=kind, parent=state.outline.parent,
        duration=np.where(kind == Task.Kind.MILESTONE, 0, numbers["duration"]), calendar=calendar,
        constraint=numbers["constraint"], constraint_date=_times(numbers["constraint_date"]),
        deadline=_times(numbers["deadline"]), actual_start=_times(numbers["actual_start"]),
        actual_finish=_times(numbers["actual_finish"]), remaining=np.where(remaining == MISSING, -1, remaining),
        percent=state.progress * 100.0, active=numbers["is_active"].astype(bool),
        manual_start=_times(numbers["manual_start"]), manual_finish=_times(numbers["manual_finish"]),
        elapsed=numbers["is_elapsed"].astype(bool), leveling_delay=numbers["levelling_delay"],
        links=(pred, succ, links["type"], links["lag"], links["lag_kind"]),
        options=Options(
            data_date=NO_TIME if state.data_date == MISSING else state.data_date,
            must_finish=NO_TIME if state.must_finish == MISSING else state.must_finish,
        ),
    )
    return network, calendars
