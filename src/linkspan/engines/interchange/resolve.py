"""The file that follows from a three-way merge and the choices made in it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy, deepcopy
from dataclasses import is_dataclass
from itertools import pairwise
from typing import Any

from linkspan.engines.interchange.merge import ROW, TABLES, Change, Key, Merge, Side, compared_fields, keyed
from linkspan.engines.interchange.model import ProjectHeader, ResourceEntry, Rest, ScheduleFile, TaskEntry

Name = tuple[str, Key, str]
_SUMMARY = 2
#: The name under which the unread rest of a task and of a calendar is kept, by format.
_REST_TABLES = {"MSPDI": {"tasks": "Task", "calendars": "Calendar"}, "XER": {"tasks": "TASK", "calendars": "CALENDAR"}}


def default_side(change: Change) -> Side:
    """What `resolve` does without a choice: a conflict stays ours, so that nobody's edit is overwritten unasked."""
    return "theirs" if change.outcome in ("taken", "same") else "ours"


def resolve(merged: Merge, choices: Mapping[Name, Side] | None = None) -> ScheduleFile:
    """The file of `merged` with a side for each change that `choices` names (`Change.name`); others as by default.

    The order is that of the side that moved rows, theirs where both did; a row that only the other side has stands
    behind the row it stood behind. Links and assignments of rows that are gone go with them, children move up, a
    calendar that is gone gives way to the project's. Raises `KeyError` for a choice that names no change.
    """
    chosen = dict(choices or {})
    unknown = set(chosen) - {change.name for change in merged.changes}
    if unknown:
        raise KeyError(min(unknown, key=str))
    sides: dict[tuple[str, Key], dict[str, Side]] = {}
    for change in merged.changes:
        side = chosen.get(change.name, default_side(change))
        sides.setdefault((change.table, change.key), {})[change.field] = side
    found = copy(merged.theirs)
    found.notes = list(merged.theirs.notes)
    for table in TABLES:
        setattr(found, table, _table(table, merged, sides))
    project = sides.get(("project", ("project",)), {})
    found.project = _mixed(merged.ours.project, merged.theirs.project, project)
    found.format = _newer(merged.base.format, merged.ours.format, merged.theirs.format)
    found.others = deepcopy(_newer(merged.base.others, merged.ours.others, merged.theirs.others))
    _repair(found, merged)
    found.rest = _rest(merged, found)
    return found


def _copied(row: Any) -> Any:
    """A copy that shares no list, table or nested row with the original; what lies in lists is never changed."""
    found = copy(row)
    for name in compared_fields(row):
        value = getattr(row, name)
        if isinstance(value, list):
            setattr(found, name, list(value))
        elif isinstance(value, dict):
            setattr(found, name, {key: copy(own) for key, own in value.items()})
        elif is_dataclass(value):
            setattr(found, name, copy(value))
    return found


def _newer(base: Any, ours: Any, theirs: Any) -> Any:
    """Ours where only we changed it, else theirs."""
    return ours if base == theirs else theirs


def _table(table: str, merged: Merge, sides: dict[tuple[str, Key], dict[str, Side]]) -> list[Any]:
    base, ours, theirs = keyed(table, (merged.base, merged.ours, merged.theirs))
    found = []
    for key in _order(list(base), list(ours), list(theirs)):
        left, right, chosen = ours.get(key), theirs.get(key), sides.get((table, key), {})
        if left is not None and right is not None:
            found.append(_mixed(left, right, chosen))
            continue
        row = left if chosen.get(ROW, "theirs") == "ours" else right
        if row is not None:
            found.append(_copied(row))
    return found


def _mixed(ours: Any, theirs: Any, sides: dict[str, Side]) -> Any:
    """Their row with the fields that were decided for us."""
    row = _copied(theirs)
    if "ours" in sides.values():
        own = _copied(ours)
        for name, side in sides.items():
            if side == "ours":
                setattr(row, name, getattr(own, name))
    return row


def _order(base: list[Key], ours: list[Key], theirs: list[Key]) -> list[Key]:
    """All keys of both sides: those of the leading side in its order, the others behind their neighbours."""
    if _moved(base, ours) and not _moved(base, theirs):
        return _interleaved(ours, theirs)
    return _interleaved(theirs, ours)


def _moved(base: list[Key], other: list[Key]) -> bool:
    known, left = set(other), set(base)
    return [key for key in base if key in known] != [key for key in other if key in left]


def _interleaved(leading: list[Key], other: list[Key]) -> list[Key]:
    known = set(leading)
    behind: dict[Key | None, list[Key]] = {}
    anchor: Key | None = None
    for key in other:
        if key in known:
            anchor = key
        else:
            behind.setdefault(anchor, []).append(key)
    found = list(behind.get(None, ()))
    for key in leading:
        found += [key, *behind.get(key, ())]
    return found


# -- what holds the rows together --------------------------------------------------------------------------------------
def _repair(file: ScheduleFile, merged: Merge) -> None:
    """References that lead nowhere after rows went; the outline where it no longer is one."""
    tasks = {task.uid: task for task in file.tasks}
    calendars = {entry.uid for entry in file.calendars}
    resources = {entry.uid for entry in file.resources}
    file.links = [link for link in file.links if link.pred_uid in tasks and link.succ_uid in tasks]
    file.assignments = [entry for entry in file.assignments if entry.task_uid in tasks]
    for entry in file.assignments:
        if entry.resource_uid not in resources:
            entry.resource_uid = None
    users: list[TaskEntry | ResourceEntry | ProjectHeader] = [*file.tasks, *file.resources, file.project]
    for user in users:
        if user.calendar_uid not in calendars:
            user.calendar_uid = None
    for calendar in file.calendars:
        if calendar.base_uid not in calendars:
            calendar.base_uid = None
    orphans = [
        task
        for task in file.tasks
        if task.parent_uid is not None and (task.parent_uid not in tasks or _is_own_ancestor(task, tasks))
    ]
    for task in orphans:
        task.parent_uid = None
    if orphans or not _is_outline(file.tasks):
        file.tasks = _outline(file.tasks)
    numbers = [task.row_id for task in file.tasks]
    if not _unsorted(merged) and any(left >= right for left, right in pairwise(numbers)):
        first = min(numbers)
        for number, task in enumerate(file.tasks, start=first if first <= 1 else 1):
            task.row_id = number
    _mark_summaries(file, merged)


def _unsorted(merged: Merge) -> bool:
    """Whether a file had row numbers that do not rise, which then are not ours to mend."""
    sides = [[task.row_id for task in file.tasks] for file in (merged.ours, merged.theirs)]
    return any(left >= right for numbers in sides for left, right in pairwise(numbers))


def _is_own_ancestor(task: TaskEntry, tasks: dict[int, TaskEntry]) -> bool:
    seen: set[int] = set()
    above = task.parent_uid
    while above is not None and above in tasks and above not in seen:
        if above == task.uid:
            return True
        seen.add(above)
        above = tasks[above].parent_uid
    return False


def _is_outline(tasks: list[TaskEntry]) -> bool:
    """Whether every row stands below its parent, deeper than it, with only the parent's rows between."""
    open_rows: list[TaskEntry] = []
    for task in tasks:
        while open_rows and open_rows[-1].uid != task.parent_uid:
            open_rows.pop()
        if task.parent_uid is not None and (not open_rows or open_rows[-1].outline_level >= task.outline_level):
            return False
        open_rows.append(task)
    return True


def _outline(tasks: list[TaskEntry]) -> list[TaskEntry]:
    """Every row below its parent, in the order they had, with levels anew."""
    children: dict[int | None, list[TaskEntry]] = {}
    for task in tasks:
        children.setdefault(task.parent_uid, []).append(task)
    found: list[TaskEntry] = []
    stack = [(task, min(1, task.outline_level)) for task in reversed(children.get(None, []))]
    while stack:
        task, level = stack.pop()
        task.outline_level = level
        found.append(task)
        stack += [(child, level + 1) for child in reversed(children.get(task.uid, []))]
    return found


def _mark_summaries(file: ScheduleFile, merged: Merge) -> None:
    """A row that got children is a summary; in MS Project one that lost them is a task again, in P6 WBS stays WBS."""
    parents = {task.parent_uid for task in file.tasks}
    before = {task.parent_uid for side in (merged.ours, merged.theirs) for task in side.tasks}
    for task in file.tasks:
        if task.uid in parents:
            task.kind = _SUMMARY
        elif task.kind == _SUMMARY and task.uid in before and file.project.rules.flavour == "msp":
            task.kind = 0


def _rest(merged: Merge, file: ScheduleFile) -> Rest:
    """The unread rest, row by row; a row that stays only because of us keeps ours."""
    base, ours, theirs = merged.base.rest, merged.ours.rest, merged.theirs.rest
    found = Rest(
        _newer(base.format, ours.format, theirs.format),
        _newer(base.head, ours.head, theirs.head),
        deepcopy(_newer(base.order, ours.order, theirs.order)),
        {},
        {name: copy(table) for name, table in _newer(base.tables, ours.tables, theirs.tables).items()},
    )
    for table in dict.fromkeys([*theirs.rows, *ours.rows]):
        sides = [rest.rows.get(table, {}) for rest in (base, ours, theirs)]
        rows = {}
        for uid in dict.fromkeys([*sides[2], *sides[1]]):
            value = _newer(*(side.get(uid) for side in sides))
            if value is not None:
                rows[uid] = dict(value)
        if rows or table in theirs.rows:
            found.rows[table] = rows
    for kind, table in _REST_TABLES.get(found.format, {}).items():
        for row in getattr(file, kind):
            value = ours.rows.get(table, {}).get(row.uid)
            if value is not None and ours.format == found.format:
                found.rows.setdefault(table, {}).setdefault(row.uid, dict(value))
    return found
