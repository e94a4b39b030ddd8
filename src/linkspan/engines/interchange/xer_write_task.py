"""Activities and WBS elements as XER rows."""

from __future__ import annotations

from linkspan.engines.interchange.model import ScheduleFile, StoredDates, TaskEntry
from linkspan.engines.interchange.xer_outline import CLASH
from linkspan.engines.interchange.xer_terms import (
    CONSTRAINT_WORDS,
    KIND_WORDS,
    PERCENT_TYPE_WORDS,
    priority_word,
)
from linkspan.engines.interchange.xer_values import flag, hours, joined, moment, number, one_line

_SUMMARY = 2
_ROOT_WBS = 1 << 30


def is_element(task: TaskEntry) -> bool:
    """Whether a row becomes a WBS element instead of an activity: summaries, and the project row of MS Project."""
    return task.kind == _SUMMARY or (task.uid == 0 and task.outline_level == 0)


def plain_wbs(uid: int) -> int:
    """The number of a WBS element in its own table."""
    return uid - CLASH if uid >= CLASH else uid or _ROOT_WBS


def project_text(file: ScheduleFile, task: TaskEntry) -> str:
    """The project of a row; in a file of P6 that names none, none."""
    if file.rest.format == "XER":
        return str(task.project_uid or "")
    return str(task.project_uid or file.project.uid or 1)


def needs_root(file: ScheduleFile) -> bool:
    """Whether a root element must be made: P6 hangs everything below one, a plan of MS Project may have none."""
    if file.rest.format == "XER":
        return False
    tops = [task for task in file.tasks if task.parent_uid is None]
    return len(tops) != 1 or not is_element(tops[0])


def wbs_rows(file: ScheduleFile) -> list[dict[str, str]]:
    """PROJWBS, in outline order; the root carries the name of the project."""
    rows: list[dict[str, str]] = []
    project = str(file.project.uid or 1)
    root = str(_ROOT_WBS) if needs_root(file) else ""
    if root:
        row = _element(_ROOT_WBS, project, "0", file.project.name or "PROJECT", file.project.name)
        rows.append(row | {"proj_node_flag": "Y"})
    # A root hangs below an element of the enterprise that is not in the file; that number stays.
    numbers = {str(plain_wbs(task.uid)) for task in file.tasks if is_element(task)}
    wbs_of = {task.uid: task.wbs for task in file.tasks if is_element(task)}
    children: dict[int | None, int] = {}
    kept = file.rest.rows.get("PROJWBS", {}) if file.rest.format == "XER" else {}
    for task in file.tasks:
        if not is_element(task):
            continue
        children[task.parent_uid] = place = children.get(task.parent_uid, 0) + 1
        prefix = wbs_of.get(task.parent_uid, "") if task.parent_uid is not None else ""
        short = task.wbs.removeprefix(prefix + ".") if prefix else task.wbs
        name = task.name or (file.project.name if task.parent_uid is None else "")
        row = _element(plain_wbs(task.uid), project_text(file, task), str(place), short or str(place), name)
        if "seq_num" in kept.get(plain_wbs(task.uid), {}):
            del row["seq_num"]
        parent = _parent(task, wbs_of, root)
        if file.rest.format != "XER":
            row["proj_node_flag"] = flag(not parent)
        before = kept.get(plain_wbs(task.uid), {}).get("parent_wbs_id", "")
        if parent or before in numbers:
            row["parent_wbs_id"] = parent
        rows.append(row)
    return rows


def _element(uid: int, project: str, place: str, short: str, name: str) -> dict[str, str]:
    return {
        "wbs_id": str(uid),
        "proj_id": project,
        "seq_num": place,
        "wbs_short_name": one_line(short),
        "wbs_name": one_line(name),
    }


def _parent(task: TaskEntry, elements: dict[int, str], root: str) -> str:
    """The WBS element above a row. An activity of MS Project below another activity cannot be: those are summaries."""
    if task.parent_uid is not None and task.parent_uid in elements:
        return str(plain_wbs(task.parent_uid))
    return root


def activity_rows(file: ScheduleFile) -> list[dict[str, str]]:
    """TASK, in outline order."""
    elements = {task.uid: task.wbs for task in file.tasks if is_element(task)}
    root = str(_ROOT_WBS) if needs_root(file) else ""
    return [_activity(file, task, _parent(task, elements, root)) for task in file.tasks if not is_element(task)]


def _activity(file: ScheduleFile, task: TaskEntry, parent: str) -> dict[str, str]:
    started, done = task.actual_start is not None, task.actual_finish is not None
    before = file.rest.rows.get("TASK", {}).get(task.uid, {}) if file.rest.format == "XER" else None
    row = {
        "task_id": str(task.uid),
        "proj_id": project_text(file, task),
        "wbs_id": parent,
        "clndr_id": number(task.calendar_uid if _has_own(file, task) else file.project.calendar_uid),
        "phys_complete_pct": joined(task.physical_percent),
        "complete_pct_type": PERCENT_TYPE_WORDS[task.percent_type],
        "task_type": _kind(task),
        "status_code": "TK_Complete" if done else "TK_Active" if started else "TK_NotStart",
        "task_code": one_line(task.wbs) or str(task.uid),
        "task_name": one_line(task.name),
        "rsrc_id": number(task.primary_resource_uid),
        "target_drtn_hr_cnt": hours(task.duration),
        "remain_drtn_hr_cnt": hours(_remaining(file, task)),
        "act_start_date": moment(task.actual_start),
        "act_end_date": moment(task.actual_finish),
        "expect_end_date": moment(task.expected_finish),
        "suspend_date": moment(task.suspend),
        "resume_date": moment(task.resume),
        "priority_type": priority_word(task.priority),
        "external_early_start_date": moment(task.external_early_start),
        "external_late_end_date": moment(task.external_late_finish),
        **_constraints(task),
        **_stored(task, task.stored, before),
    }
    if file.project.rules.critical_by == "longest" and task.stored.critical is not None:
        row["driving_path_flag"] = flag(task.stored.critical)
    return row


def _has_own(file: ScheduleFile, task: TaskEntry) -> bool:
    return file.rest.format == "XER" or task.calendar_uid is not None


def _kind(task: TaskEntry) -> str:
    if task.resource_dependent:
        return "TT_Rsrc"
    return KIND_WORDS.get(task.kind, "TT_Task")


def _remaining(file: ScheduleFile, task: TaskEntry) -> int | None:
    if task.remaining_duration is not None or file.rest.format == "XER":
        return task.remaining_duration
    return round(task.duration * (100.0 - task.percent_complete) / 100.0)


def _constraints(task: TaskEntry) -> dict[str, str]:
    return {
        "cstr_type": CONSTRAINT_WORDS[task.constraint],
        "cstr_date": moment(task.constraint_date),
        "cstr_type2": CONSTRAINT_WORDS[task.constraint2],
        "cstr_date2": moment(task.constraint2_date),
    }


def _stored(task: TaskEntry, stored: StoredDates, before: dict[str, str] | None) -> dict[str, str]:
    """Computed dates; `before` is what was kept of the row in a file of P6.

    P6 wants planned dates; a plan that has none gives the scheduled ones.
    """
    planned = (stored.planned_start, stored.planned_finish)
    if planned == (None, None) and before is None:
        planned = (stored.start, stored.finish)
    row = {
        "total_float_hr_cnt": hours(stored.total_slack),
        "free_float_hr_cnt": hours(stored.free_slack),
        "early_start_date": moment(stored.early_start),
        "early_end_date": moment(stored.early_finish),
        "late_start_date": moment(stored.late_start),
        "late_end_date": moment(stored.late_finish),
        "target_start_date": moment(planned[0]),
        "target_end_date": moment(planned[1]),
    }
    return row | _remaining_dates(task, row, before)


def _remaining_dates(task: TaskEntry, row: dict[str, str], before: dict[str, str] | None) -> dict[str, str]:
    """Where the remaining work lies: as early dates have it, or as it stood where that still means the same."""
    if task.actual_finish is not None:
        return {"restart_date": "", "reend_date": ""}
    stored = task.stored
    start = moment(stored.early_start if task.actual_start is not None else stored.start)
    found = {"restart_date": start, "reend_date": moment(stored.finish)}
    if before is None:
        return found
    kept_start = before.get("restart_date", "") or row["early_start_date"] or row["target_start_date"]
    kept_finish = before.get("reend_date", "") or row["early_end_date"] or row["target_end_date"]
    if task.actual_start is not None or kept_start[:16] == start:
        del found["restart_date"]
    if kept_finish[:16] == found["reend_date"]:
        del found["reend_date"]
    return found
