"""From a plan in memory to the engine's network."""

import numpy as np

from linkspan.engines.calendar import CalendarSet, CalendarSpec, WeekPattern, intersection, union
from linkspan.engines.network import NO_TIME, Network, Options
from linkspan.kernel.errors import DomainError
from linkspan.kernel.localtime import MISSING
from linkspan.modules.schedule.models import Task
from linkspan.modules.schedule.state import PlanState
from linkspan.modules.schedule.working_time import STANDARD_WEEK, compiled

_SUMMARY = 2
_FALLBACK = CalendarSpec("", WeekPattern(tuple(tuple((a, b) for a, b in day) for day in STANDARD_WEEK)))


def _times(values: np.ndarray) -> np.ndarray:
    return values if MISSING == NO_TIME else np.where(values == MISSING, NO_TIME, values)


def build_calendars(state: PlanState) -> tuple[CalendarSet, np.ndarray]:
    """The packed calendars and each task's index into them (int64[n]); index 0 is the project's.

    A task works on its own calendar, on the union of its work resources' calendars, on both at once (their
    intersection), or on the project's, as Microsoft Project does.
    """
    specs: list[CalendarSpec] = [state.calendars.get(state.project_calendar, _FALLBACK)]
    index_of: dict[tuple[int, tuple[int, ...]], int] = {(0, ()): 0, (0, (0,)): 0}
    own = state.numbers["calendar_id"]
    ignores = state.numbers["ignores_resource_calendars"]
    chosen = np.zeros(len(state), dtype=np.int64)
    rows = {int(row) for row in np.flatnonzero(own != MISSING)}
    rows.update(state.row_of[task_id] for task_id in state.resource_calendars if task_id in state.row_of)
    for row in rows:
        calendar = 0 if own[row] == MISSING else int(own[row])
        resources = () if calendar and ignores[row] else state.resource_calendars.get(state.outline.order[row], ())
        key = (calendar, resources)
        if key not in index_of:
            index_of[key] = _add_calendar(state, specs, calendar, resources)
        chosen[row] = index_of[key]
    return CalendarSet([compiled(spec) for spec in specs]), chosen


def _add_calendar(state: PlanState, specs: list[CalendarSpec], own: int, resources: tuple[int, ...]) -> int:
    """Append the calendar of a combination; answers its index, 0 where the combination has no working time at all."""
    parts = [specs[0] if not pk else state.calendars[pk] for pk in resources]
    joined = parts[0] if len(parts) == 1 else union("+".join(p.name for p in parts), parts) if parts else None
    spec = state.calendars[own] if own else (joined or specs[0])
    if own and joined is not None:
        spec = intersection(f"{spec.name} & {joined.name}", [spec, joined])
    try:
        compiled(spec)
    except DomainError:
        return 0
    specs.append(spec)
    return len(specs) - 1


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
        len(state),
        calendars,
        state.start,
        kind=kind,
        parent=state.outline.parent,
        duration=np.where(kind == Task.Kind.MILESTONE, 0, numbers["duration"]),
        calendar=calendar,
        constraint=numbers["constraint"],
        constraint_date=_times(numbers["constraint_date"]),
        deadline=_times(numbers["deadline"]),
        actual_start=_times(numbers["actual_start"]),
        actual_finish=_times(numbers["actual_finish"]),
        remaining=np.where(remaining == MISSING, -1, remaining),
        percent=state.progress * 100.0,
        active=numbers["is_active"].astype(bool),
        manual_start=_times(numbers["manual_start"]),
        manual_finish=_times(numbers["manual_finish"]),
        elapsed=numbers["is_elapsed"].astype(bool),
        leveling_delay=numbers["levelling_delay"],
        links=(pred, succ, links["type"], links["lag"], links["lag_kind"]),
        options=Options(
            data_date=NO_TIME if state.data_date == MISSING else state.data_date,
            must_finish=NO_TIME if state.must_finish == MISSING else state.must_finish,
        ),
    )
    return network, calendars
