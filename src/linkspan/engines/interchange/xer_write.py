"""Write Primavera P6 XER: what the file says in P6's tables, with unread tables and columns as they stood."""

from __future__ import annotations

from linkspan.engines.interchange.model import (
    AssignmentEntry,
    CalendarEntry,
    LinkEntry,
    ProjectHeader,
    ResourceEntry,
    ScheduleFile,
)
from linkspan.engines.interchange.xer_calendar import calendar_data, read_calendar_data
from linkspan.engines.interchange.xer_columns import KEYS, USUAL
from linkspan.engines.interchange.xer_terms import (
    CRITICAL_PATH_WORDS,
    FLOAT_BASIS_WORDS,
    LAG_CALENDAR_WORDS,
    LINK_WORDS,
    RESOURCE_TYPES,
    RESOURCE_WORDS,
)
from linkspan.engines.interchange.xer_values import flag, hours, joined, moment, number, one_line
from linkspan.engines.interchange.xer_write_task import activity_rows, is_element, project_text, wbs_rows

_HEAD = ("20.12", "", "Project", "", "", "", "Project Management", "CNY")
#: Tables in the order of P6; those of the file itself keep theirs.
_TABLES = ("PROJECT", "CALENDAR", "SCHEDOPTIONS", "PROJWBS", "RSRC", "TASK", "TASKPRED", "TASKRSRC")
#: Columns of P6 that must stand in a new file though we say nothing of them, with their usual values.
_NEW = {
    "PROJECT": {"project_flag": "Y", "def_duration_type": "DT_FixedDrtn", "def_complete_pct_type": "CP_Drtn"},
    "CALENDAR": {"default_flag": "N", "clndr_type": "CA_Base"},
    "PROJWBS": {"status_code": "WS_Open"},
    "TASK": {"duration_type": "DT_FixedDrtn", "auto_compute_act_flag": "N"},
    "RSRC": {"active_flag": "Y", "cost_qty_type": "QT_Hour"},
    "TASKRSRC": {"rollup_dates_flag": "Y"},
}

Rows = list[dict[str, str]]


def write_xer(file: ScheduleFile, *, encoding: str = "") -> bytes:
    """The bytes of a XER file.

    `encoding`: `utf-8`, `cp1252` or `gbk`; without it that of the file read, else the first of cp1252, gbk, utf-8 that
    can say everything (P6 reads the code page of its machine). What XER has no place for is left out; `losses.losses`
    says what. Raises `LookupError` for an unknown encoding.
    """
    made = {
        "PROJECT": [_project(header) for header in _headers(file)],
        "CALENDAR": [_calendar(file, entry) for entry in file.calendars],
        "SCHEDOPTIONS": [_options(header) for header in _headers(file)],
        "PROJWBS": wbs_rows(file),
        "RSRC": [_resource(file, entry) for entry in file.resources],
        "TASK": activity_rows(file),
        "TASKPRED": _relationships(file),
        "TASKRSRC": [_assignment(file, entry) for entry in file.assignments],
    }
    own = file.rest if file.rest.format == "XER" else None
    order = list(own.order) if own else []
    order += [name for name in _TABLES if name not in order and _says_anything(name, made[name], own is not None)]
    head = own.head if own and own.head else _HEAD
    parts = ["\t".join(("ERMHDR", *head))]
    for name in order:
        parts += _table(file, name, made[name]) if name in made else _raw_table(file, name)
    text = "\r\n".join([*parts, "%E", ""])
    return text.encode(_encoding(file, text, encoding), errors="replace")


def _says_anything(name: str, rows: Rows, has_tables: bool) -> bool:
    """Whether a table that the file did not have must be written: to a new file, and where it says anything new."""
    if not has_tables:
        return bool(rows) or name in ("PROJWBS", "TASK")
    if name not in ("PROJECT", "SCHEDOPTIONS"):
        return bool(rows)
    named = ("proj_id", "proj_short_name")
    return any(value != USUAL.get(column, "") for row in rows for column, value in row.items() if column not in named)


def _encoding(file: ScheduleFile, text: str, wanted: str) -> str:
    candidates = ["cp1252", "gbk", "utf-8"]
    if file.rest.format == "XER" and file.encoding in ("utf-8", "cp1252", "gb18030"):
        candidates.insert(0, file.encoding)
    for candidate in [wanted] if wanted else candidates:
        try:
            text.encode(candidate)
        except UnicodeEncodeError:
            continue
        return candidate
    return wanted or "utf-8"


def _headers(file: ScheduleFile) -> list[ProjectHeader]:
    return [file.project, *file.others]


def _table(file: ScheduleFile, name: str, rows: Rows) -> list[str]:
    """One table: the values of each row, what was kept of it, and rows that could not be read."""
    own = file.rest if file.rest.format == "XER" else None
    kept = own.rows.get(name, {}) if own else {}
    columns = list(own.order.get(name, ())) if own else []
    fresh = {} if columns else _NEW.get(name, {})
    for row in rows:
        if not (before := kept.get(int(row.get(KEYS[name]) or 0), {})) and not columns:
            before = fresh
        for column, value in before.items():
            row.setdefault(column, value)
    used = dict.fromkeys(
        column for row in rows for column, value in row.items() if own is None or value != USUAL.get(column, "")
    )
    columns += [column for column in used if column not in columns]
    lines = ["\t".join(("%R", *(row.get(column, "") for column in columns))) for row in rows]
    leftover = own.tables.get(name) if own else None
    if leftover is not None:
        place = {column: index for index, column in enumerate(leftover.columns)}
        for values in leftover.rows:
            lines.append("\t".join(("%R", *(values[place[c]] if c in place else "" for c in columns))))
    return [f"%T\t{name}", "\t".join(("%F", *columns)), *lines] if columns else []


def _raw_table(file: ScheduleFile, name: str) -> list[str]:
    table = file.rest.tables.get(name)
    if table is None:
        return []
    lines = ["\t".join(("%R", *row)) for row in table.rows]
    return [f"%T\t{name}", "\t".join(("%F", *table.columns)), *lines] if table.columns else []


def _project(header: ProjectHeader) -> dict[str, str]:
    return {
        "proj_id": str(header.uid or 1),
        "proj_short_name": one_line(header.name) or "PROJECT",
        "clndr_id": number(header.calendar_uid),
        "critical_drtn_hr_cnt": hours(header.critical_limit),
        "last_recalc_date": moment(header.status_date if header.rules.flavour == "p6" else _data_date(header)),
        "plan_start_date": moment(header.start),
        "plan_end_date": moment(header.must_finish),
        "scd_end_date": moment(header.finish),
        "critical_path_type": CRITICAL_PATH_WORDS[header.rules.critical_by],
    }


def _data_date(header: ProjectHeader) -> int | None:
    """P6 cannot schedule without a data date; a plan without one begins at its start."""
    return header.status_date if header.status_date is not None else header.start


def _options(header: ProjectHeader) -> dict[str, str]:
    rules = header.rules
    return {
        "proj_id": str(header.uid or 1),
        "sched_outer_depend_type": "SD_None" if rules.ignore_other_projects else "SD_Both",
        "sched_open_critical_flag": flag(rules.open_ends_critical),
        "sched_lag_early_start_flag": flag(rules.lag_from_early_start),
        "sched_retained_logic": flag(rules.progress == "retained"),
        "sched_progress_override": flag(rules.progress == "override"),
        "sched_float_type": FLOAT_BASIS_WORDS[rules.float_basis],
        "sched_calendar_on_relationship_lag": LAG_CALENDAR_WORDS[rules.lag_calendar],
        "sched_use_expect_end_flag": flag(rules.use_expected_finish),
        "sched_use_project_end_date_for_float": flag(rules.float_by_project),
    }


def _calendar(file: ScheduleFile, entry: CalendarEntry) -> dict[str, str]:
    """A calendar that nobody changed keeps the text it had."""
    raw = file.rest.rows.get("CALENDAR", {}).get(entry.uid, {}).get("clndr_data", "")
    before = CalendarEntry(0)
    row = {
        "clndr_id": str(entry.uid),
        "clndr_name": one_line(entry.name),
        "base_clndr_id": number(entry.base_uid),
        "proj_id": number(entry.project_uid),
        "day_hr_cnt": hours(entry.minutes_per_day if file.rest.format == "XER" else file.project.minutes_per_day),
    }
    if raw and file.rest.format == "XER":
        try:
            read_calendar_data(raw, before)
        except ValueError:
            return row
        if (before.week, before.exceptions) == (entry.week, entry.exceptions):
            return row
    elif file.rest.format == "XER" and (before.week, before.exceptions) == (entry.week, entry.exceptions):
        return row
    spec = file.calendar_spec(entry.uid)
    row["clndr_data"] = calendar_data(spec.week.days, entry.exceptions)
    return row


def _relationships(file: ScheduleFile) -> Rows:
    """Links between activities; those of summary rows have no place in P6."""
    project_of = {task.uid: project_text(file, task) for task in file.tasks if not is_element(task)}
    last = max((link.uid for link in file.links), default=0)
    rows = []
    for link in file.links:
        if link.pred_uid not in project_of or link.succ_uid not in project_of:
            continue
        last += 0 if link.uid else 1
        rows.append(_relationship(link, link.uid or last, project_of))
    return rows


def _relationship(link: LinkEntry, uid: int, project_of: dict[int, str]) -> dict[str, str]:
    return {
        "task_pred_id": str(uid),
        "task_id": str(link.succ_uid),
        "pred_task_id": str(link.pred_uid),
        "proj_id": project_of[link.succ_uid],
        "pred_proj_id": project_of[link.pred_uid],
        "pred_type": LINK_WORDS[link.type],
        # Percent lags have no form in P6; `losses` names them.
        "lag_hr_cnt": hours(link.lag) if link.lag_kind < 2 else "0",
    }


def _resource(file: ScheduleFile, entry: ResourceEntry) -> dict[str, str]:
    """A kind that says more than ours, and a calendar that is not in the file, stay as they stood."""
    before = file.rest.rows.get("RSRC", {}).get(entry.uid, {}) if file.rest.format == "XER" else {}
    row = {
        "rsrc_id": str(entry.uid),
        "rsrc_name": one_line(entry.name),
        "email_addr": one_line(entry.email),
        "rsrc_seq_num": str(entry.row_id),
    }
    if RESOURCE_TYPES.get(before.get("rsrc_type", "")) != entry.type:
        row["rsrc_type"] = RESOURCE_WORDS[entry.type]
    known = {str(calendar.uid) for calendar in file.calendars}
    if entry.calendar_uid is not None or before.get("clndr_id") in known:
        row["clndr_id"] = number(entry.calendar_uid)
    return row


def _assignment(file: ScheduleFile, entry: AssignmentEntry) -> dict[str, str]:
    return {
        "taskrsrc_id": str(entry.uid),
        "task_id": str(entry.task_uid),
        "rsrc_id": number(entry.resource_uid),
        "target_qty": hours(entry.work),
        "remain_qty": hours(entry.remaining_work),
        "act_reg_qty": hours(entry.actual_work),
        "target_qty_per_hr": joined(entry.units),
        "target_lag_drtn_hr_cnt": hours(entry.delay),
        "target_start_date": moment(entry.start),
        "target_end_date": moment(entry.finish),
    }
