"""Read Primavera P6 XER: projects, WBS, activities, relationships, calendars, resources and scheduling options.

Every WBS element becomes a summary row, every activity a row below it. What is not understood stays in `Rest`: whole
tables (codes, user-defined fields, notebooks, expenses) and the further columns of those that are read.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from linkspan.engines.interchange.messages import FileRefused, Note
from linkspan.engines.interchange.model import (
    CalendarEntry,
    LinkEntry,
    ProjectHeader,
    RawTable,
    Rest,
    ScheduleFile,
    SchedulingRules,
    TaskEntry,
)
from linkspan.engines.interchange.xer_calendar import read_calendar_data
from linkspan.engines.interchange.xer_columns import KEYS, KNOWN
from linkspan.engines.interchange.xer_outline import build_outline
from linkspan.engines.interchange.xer_row import XerRow, rows_of
from linkspan.engines.interchange.xer_task import read_activity, read_assignment, read_relationship, read_resource
from linkspan.engines.interchange.xer_terms import CRITICAL_PATHS, FLOAT_BASES, LAG_CALENDARS
from linkspan.engines.interchange.xer_text import XerText, parse

MAX_TASKS = 200_000


def read_xer(data: bytes, *, name: str = "") -> ScheduleFile:
    """Read the bytes of a XER file; `name` stands in where it has no project name.

    Raises `FileRefused` with a sentence; everything less than fatal is in `ScheduleFile.notes`.
    """
    file = ScheduleFile("XER")
    text = parse(data, file.notes)
    if text.encoding != "utf-8":
        file.notes.append(Note("info", "encoding", 1, 0, {"encoding": text.encoding}))
    file.encoding = text.encoding
    _Reader(file, text).read(name)
    file.notes.sort(key=lambda note: note.line)
    return file


@dataclass(slots=True)
class _Reader:
    file: ScheduleFile
    text: XerText
    tasks: dict[int, TaskEntry] = field(default_factory=dict)

    def read(self, name: str) -> None:
        if "TASK" not in self.text.tables:
            raise FileRefused("xer_without_tasks")
        self._keep()
        self._calendars()
        projects = self._projects(name)
        self._resources()
        wbs_of = self._activities(projects)
        build_outline(self.file, self._rows("PROJWBS"), self.tasks, wbs_of)
        self._relationships()
        self._assignments()

    def _rows(self, table: str) -> list[XerRow]:
        return rows_of(self.text.tables.get(table), self.file.notes)

    def _keep(self) -> None:
        """What is not read, before anything is: unread tables whole, unread columns by row."""
        rest = self.file.rest = Rest("XER", self.text.head)
        for name, table in self.text.tables.items():
            rest.order[name] = table.columns
            if name not in KNOWN:
                rest.tables[name] = RawTable(table.columns, table.rows)
                continue
            kept: dict[int, dict[str, str]] = {}
            for row in self._rows(name):
                uid = _plain_int(row.text(KEYS[name]))
                if uid is not None and (values := row.unread(KNOWN[name])):
                    kept[uid] = values
            if kept:
                rest.rows[name] = kept

    def _calendars(self) -> None:
        seen: set[int] = set()
        for row in self._rows("CALENDAR"):
            uid = self._new_uid(row, "clndr_id", "calendar", seen)
            if uid is None:
                continue
            entry = CalendarEntry(
                uid,
                row.words("clndr_name"),
                is_base=row.text("clndr_type") != "CA_Rsrc",
                base_uid=row.whole("base_clndr_id"),
                minutes_per_day=row.hours("day_hr_cnt"),
                project_uid=row.whole("proj_id"),
                is_personal=row.flag("rsrc_private"),
                line=row.line,
            )
            if data := row.text("clndr_data"):
                try:
                    read_calendar_data(data, entry)
                except ValueError:
                    row.note("warning", "calendar_data", name=entry.name)
            self.file.calendars.append(entry)
        bases = {entry.uid: entry.base_uid for entry in self.file.calendars}
        for entry in self.file.calendars:
            if entry.base_uid is not None and (entry.base_uid not in bases or _loops(entry.uid, bases)):
                known = entry.base_uid in bases
                params = {"calendar": entry.uid if known else entry.base_uid}
                code = "calendar_loop" if known else "unknown_calendar"
                self.file.notes.append(Note("warning", code, entry.line, 0, params))
                entry.base_uid = bases[entry.uid] = None

    def _new_uid(self, row: XerRow, column: str, what: str, seen: set[int]) -> int | None:
        uid = row.whole(column)
        if uid is None:
            row.note("warning", "no_uid", what=what)
        elif uid in seen:
            row.uid = uid
            row.note("error", "duplicate_uid")
        else:
            seen.add(uid)
            row.uid = uid
            return uid
        return None

    def _projects(self, name: str) -> dict[int, ProjectHeader]:
        """All projects by id; the first with activities becomes the header, the rest `others`."""
        rules = {row.whole("proj_id"): _rules(row) for row in self._rows("SCHEDOPTIONS")}
        used = {row.text("proj_id") for row in self._rows("TASK")}
        headers: list[ProjectHeader] = []
        seen: set[int] = set()
        for row in self._rows("PROJECT"):
            uid = self._new_uid(row, "proj_id", "project", seen)
            if uid is not None:
                headers.append(self._header(row, uid, rules.get(uid) or SchedulingRules("p6", lag_calendar=1)))
        headers.sort(key=lambda header: str(header.uid) not in used)
        if headers:
            self.file.project, self.file.others = headers[0], headers[1:]
        else:
            self.file.project.rules = SchedulingRules("p6", lag_calendar=1)
        self.file.project.name = self.file.project.name or name
        return {header.uid: header for header in headers}

    def _header(self, row: XerRow, uid: int, rules: SchedulingRules) -> ProjectHeader:
        calendars = {entry.uid: entry for entry in self.file.calendars}
        default = row.whole("clndr_id")
        rules.critical_by = CRITICAL_PATHS.get(row.text("critical_path_type"), "float")
        return ProjectHeader(
            name=row.words("proj_short_name"),
            start=row.instant("plan_start_date"),
            finish=row.instant("scd_end_date"),
            status_date=row.instant("last_recalc_date"),
            calendar_uid=default if default in calendars else None,
            minutes_per_day=(calendars[default].minutes_per_day if default in calendars else None) or 480,
            critical_limit=row.hours("critical_drtn_hr_cnt") or 0,
            uid=uid,
            must_finish=row.instant("plan_end_date"),
            rules=rules,
        )

    def _resources(self) -> None:
        seen: set[int] = set()
        known = {entry.uid for entry in self.file.calendars}
        for row in self._rows("RSRC"):
            if self._new_uid(row, "rsrc_id", "resource", seen) is not None:
                self.file.resources.append(read_resource(row, known))

    def _activities(self, projects: dict[int, ProjectHeader]) -> dict[int, int]:
        """All activities; returns the WBS element of each."""
        wbs_of: dict[int, int] = {}
        known = {entry.uid for entry in self.file.calendars}
        seen: set[int] = set()
        for row in self._rows("TASK"):
            uid = self._new_uid(row, "task_id", "task", seen)
            if uid is None:
                continue
            if len(self.tasks) >= MAX_TASKS:
                raise FileRefused("too_many_tasks", line=row.line, limit=MAX_TASKS)
            task = read_activity(row, uid, known)
            header = projects.get(task.project_uid, self.file.project)
            if task.stored.critical is None or header.rules.critical_by == "float":
                slack = task.stored.total_slack
                done = task.actual_finish is not None
                task.stored.critical = None if slack is None or done else slack <= header.critical_limit
            self.tasks[uid] = task
            wbs = row.whole("wbs_id")
            if wbs is not None:
                wbs_of[uid] = wbs
        return wbs_of

    def _relationships(self) -> None:
        pairs: set[tuple[int, int, int]] = set()
        seen: set[int] = set()
        outside = RawTable(self.file.rest.order.get("TASKPRED", ()))
        for row in self._rows("TASKPRED"):
            link = read_relationship(row)
            if link is None:
                continue
            code = self._fault(link, pairs)
            if code:
                row.note("warning", code, pred=link.pred_uid)
                if code == "outside_link":
                    outside.rows.append(row.values)
                continue
            pairs.add((link.pred_uid, link.succ_uid, link.type))
            if link.uid in seen:
                link.uid = 0
            seen.add(link.uid)
            self.file.links.append(link)
        if outside.rows:
            self.file.rest.tables["TASKPRED"] = outside

    def _fault(self, link: LinkEntry, pairs: set[tuple[int, int, int]]) -> str:
        """Why a relationship cannot count; P6 allows several between two activities, but of different types."""
        if link.succ_uid not in self.tasks or link.pred_uid not in self.tasks:
            return "outside_link"
        if link.pred_uid == link.succ_uid:
            return "self_link"
        return "duplicate_link" if (link.pred_uid, link.succ_uid, link.type) in pairs else ""

    def _assignments(self) -> None:
        known = {entry.uid for entry in self.file.resources}
        for row in self._rows("TASKRSRC"):
            entry = read_assignment(row)
            if entry is None:
                continue
            if entry.task_uid not in self.tasks:
                row.note("warning", "unknown_task", task=entry.task_uid)
                continue
            if entry.resource_uid is not None and entry.resource_uid not in known:
                row.note("warning", "unknown_resource", resource=entry.resource_uid)
                entry.resource_uid = None
            self.file.assignments.append(entry)


def _plain_int(text: str) -> int | None:
    return int(text) if text.isascii() and text.lstrip("-").isdecimal() and len(text) < 19 else None


def _rules(row: XerRow) -> SchedulingRules:
    override, retained = row.flag("sched_progress_override"), row.flag("sched_retained_logic", True)
    return SchedulingRules(
        "p6",
        lag_calendar=LAG_CALENDARS.get(row.text("sched_calendar_on_relationship_lag"), 1),
        progress="override" if override else "retained" if retained else "actual",
        float_basis=FLOAT_BASES.get(row.text("sched_float_type"), "smallest"),
        open_ends_critical=row.flag("sched_open_critical_flag"),
        use_expected_finish=row.flag("sched_use_expect_end_flag", True),
        lag_from_early_start=row.flag("sched_lag_early_start_flag", True),
        ignore_other_projects=row.text("sched_outer_depend_type") == "SD_None",
        float_by_project=row.flag("sched_use_project_end_date_for_float", True),
    )


def _loops(uid: int, bases: dict[int, int | None]) -> bool:
    seen: set[int] = set()
    current: int | None = uid
    while current is not None and current not in seen:
        seen.add(current)
        current = bases.get(current)
    return current is not None
