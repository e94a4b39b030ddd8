"""Activities, relationships, resources and assignments of a P6 XER file."""

from __future__ import annotations

from linkspan.engines.interchange.model import (
    AssignmentEntry,
    LinkEntry,
    ResourceEntry,
    StoredDates,
    TaskEntry,
)
from linkspan.engines.interchange.xer_row import XerRow
from linkspan.engines.interchange.xer_terms import (
    CONSTRAINTS,
    LINK_TYPES,
    PERCENT_TYPES,
    PRIORITIES,
    RESOURCE_TYPES,
    TASK_KINDS,
)

_NEEDS_NO_DATE = (0, 1)


def read_activity(row: XerRow, uid: int, calendars: set[int]) -> TaskEntry:
    """One row of TASK; `calendars` are the known ones."""
    word = row.text("task_type") or "TT_Task"
    if word not in TASK_KINDS:
        row.note("warning", "unknown_kind", value=word)
    task = TaskEntry(
        uid,
        name=row.words("task_name"),
        wbs=row.words("task_code"),
        kind=TASK_KINDS.get(word, 0),
        resource_dependent=word == "TT_Rsrc",
        primary_resource_uid=row.whole("rsrc_id"),
        project_uid=row.whole("proj_id") or 0,
        priority=PRIORITIES.get(row.text("priority_type"), 500),
        external_early_start=row.instant("external_early_start_date"),
        external_late_finish=row.instant("external_late_end_date"),
        line=row.line,
    )
    calendar = row.whole("clndr_id")
    if calendar is not None and calendar not in calendars:
        row.note("warning", "unknown_calendar", calendar=calendar)
        calendar = None
    task.calendar_uid = calendar
    # P6 schedules by the calendar of the activity alone, except resource-dependent ones.
    task.ignore_resource_calendar = not task.resource_dependent
    task.constraint, task.constraint_date = _constraint(row, "cstr_type", "cstr_date")
    task.constraint2, task.constraint2_date = _constraint(row, "cstr_type2", "cstr_date2")
    _progress(task, row)
    _stored(task, row)
    return task


def _constraint(row: XerRow, kind: str, date: str) -> tuple[int, int | None]:
    word = row.text(kind)
    if word not in CONSTRAINTS:
        row.note("warning", "unknown_constraint", value=word)
        return 0, None
    number, instant = CONSTRAINTS[word], row.instant(date)
    if number not in _NEEDS_NO_DATE and instant is None:
        row.note("warning", "constraint_without_date")
        return 0, None
    return number, instant


def _progress(task: TaskEntry, row: XerRow) -> None:
    """Status, durations and percentages; a percentage is that of the activity's own type."""
    planned, remaining = row.hours("target_drtn_hr_cnt"), row.hours("remain_drtn_hr_cnt")
    task.duration = max(0, planned if planned is not None else remaining or 0)
    task.remaining_duration = None if remaining is None else max(0, remaining)
    task.actual_start, task.actual_finish = row.instant("act_start_date"), row.instant("act_end_date")
    status = row.text("status_code")
    if status == "TK_NotStart":
        task.actual_start = task.actual_finish = None
    elif status == "TK_Active":
        task.actual_finish = None
    task.expected_finish = row.instant("expect_end_date")
    task.suspend, task.resume = row.instant("suspend_date"), row.instant("resume_date")
    task.percent_type = PERCENT_TYPES.get(row.text("complete_pct_type"), "duration")
    task.physical_percent = _percent(row.number("phys_complete_pct"))
    task.percent_complete = _percent_complete(task, row)


def _percent(value: float) -> float:
    return min(100.0, max(0.0, value))


def _percent_complete(task: TaskEntry, row: XerRow) -> float:
    if task.actual_finish is not None:
        return 100.0
    if task.percent_type == "physical":
        return task.physical_percent
    if task.percent_type == "units":
        done = row.number("act_work_qty") + row.number("act_equip_qty")
        whole = done + row.number("remain_work_qty") + row.number("remain_equip_qty")
        return _percent(100.0 * done / whole) if whole > 0 else 0.0
    if task.actual_start is None or task.duration == 0 or task.remaining_duration is None:
        return 0.0
    return _percent(100.0 * (task.duration - task.remaining_duration) / task.duration)


def _stored(task: TaskEntry, row: XerRow) -> None:
    early_start, early_finish = row.instant("early_start_date"), row.instant("early_end_date")
    restart, reend = row.instant("restart_date"), row.instant("reend_date")
    planned_start, planned_finish = row.instant("target_start_date"), row.instant("target_end_date")
    flag = row.text("driving_path_flag")
    task.stored = StoredDates(
        start=_first(task.actual_start, restart, early_start, planned_start),
        finish=_first(task.actual_finish, reend, early_finish, planned_finish),
        early_start=early_start,
        early_finish=early_finish,
        late_start=row.instant("late_start_date"),
        late_finish=row.instant("late_end_date"),
        total_slack=row.hours("total_float_hr_cnt"),
        free_slack=row.hours("free_float_hr_cnt"),
        critical=flag == "Y" if flag in ("Y", "N") else None,
        planned_start=planned_start,
        planned_finish=planned_finish,
    )


def _first(*instants: int | None) -> int | None:
    return next((instant for instant in instants if instant is not None), None)


def read_relationship(row: XerRow) -> LinkEntry | None:
    """One row of TASKPRED; None, with a note, where it names no activities."""
    successor, predecessor = row.whole("task_id"), row.whole("pred_task_id")
    if successor is None or predecessor is None:
        row.note("warning", "no_uid", what="relationship")
        return None
    row.uid = successor
    word = row.text("pred_type") or "PR_FS"
    if word not in LINK_TYPES:
        row.note("warning", "unknown_link_type", value=word)
    return LinkEntry(
        predecessor,
        successor,
        LINK_TYPES.get(word, 0),
        row.hours("lag_hr_cnt") or 0,
        uid=row.whole("task_pred_id") or 0,
        line=row.line,
    )


def read_resource(row: XerRow, calendars: set[int]) -> ResourceEntry:
    """One row of RSRC."""
    calendar = row.whole("clndr_id")
    return ResourceEntry(
        row.uid,
        row_id=row.whole("rsrc_seq_num") or 0,
        name=row.words("rsrc_name") or row.words("rsrc_short_name"),
        type=RESOURCE_TYPES.get(row.text("rsrc_type"), 1),
        calendar_uid=calendar if calendar in calendars else None,
        email=row.words("email_addr"),
        line=row.line,
    )


def read_assignment(row: XerRow) -> AssignmentEntry | None:
    """One row of TASKRSRC; units per hour are those of the plan, 1.0 one unit all the time."""
    task = row.whole("task_id")
    if task is None:
        row.note("warning", "no_uid", what="assignment")
        return None
    row.uid = row.whole("taskrsrc_id") or 0
    return AssignmentEntry(
        row.uid,
        task,
        row.whole("rsrc_id"),
        units=row.number("target_qty_per_hr", 1.0),
        work=row.hours("target_qty") or 0,
        remaining_work=row.hours("remain_qty") or 0,
        actual_work=row.hours("act_reg_qty") or 0,
        delay=row.hours("target_lag_drtn_hr_cnt") or 0,
        start=row.instant("target_start_date"),
        finish=row.instant("target_end_date"),
        line=row.line,
    )
