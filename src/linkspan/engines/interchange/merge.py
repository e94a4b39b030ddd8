"""Three-way merge of schedule files: what was imported last, our edits since, and the new file.

Rows are matched by their number, links by their two rows (and type where there are several), assignments by task and
resource, and compared field by field. A field that only one side changed takes that side; both alike, that; both
differently is a conflict, as is a row that one side removed while the other edited it or hung something on it.
`resolve.resolve` makes the file that the choices ask for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any, Literal

from linkspan.engines.interchange.model import LinkEntry, ScheduleFile

Side = Literal["theirs", "ours"]
Outcome = Literal["taken", "kept", "same", "conflict"]
Key = tuple[Any, ...]
#: Lists of a file that are merged row by row, in the order they are shown.
TABLES = ("tasks", "links", "calendars", "resources", "assignments")
#: Fields that programs make themselves (computed dates, places, numbers of links): of two changes theirs, unasked.
AUTOMATIC = frozenset((("tasks", "stored"), ("tasks", "row_id"), ("links", "uid"), ("assignments", "uid")))
#: Whole-row changes stand under this name instead of a field's.
ROW = ""
PROJECT = ("project",)
_NOTHING = object()


@dataclass(frozen=True, slots=True)
class Change:
    """One difference from the base.

    `table` is one of `TABLES` or "project"; `key` the row; `field` "" for a row that was added or removed, with whole
    rows as values; None stands for "not there". `outcome`: "taken" theirs, "kept" ours, "same" both changed it alike,
    "conflict" both changed it differently, or one removed what the other works with.
    """

    table: str
    key: Key
    field: str
    base: Any
    ours: Any
    theirs: Any
    outcome: Outcome

    @property
    def name(self) -> tuple[str, Key, str]:
        """What `resolve` calls this change."""
        return self.table, self.key, self.field

    @property
    def kind(self) -> Literal["added", "removed", "changed"]:
        """What happened to the row or field."""
        if self.field != ROW:
            return "changed"
        return "added" if self.base is None else "removed"


@dataclass(frozen=True, slots=True, eq=False)
class Merge:
    """The three files and all changes, in the order of the tables and of the rows."""

    base: ScheduleFile
    ours: ScheduleFile
    theirs: ScheduleFile
    changes: tuple[Change, ...]

    @property
    def conflicts(self) -> tuple[Change, ...]:
        """The changes that need a choice."""
        return tuple(change for change in self.changes if change.outcome == "conflict")


def merge(base: ScheduleFile, ours: ScheduleFile, theirs: ScheduleFile) -> Merge:
    """All changes between three states of one plan.

    `ours` is `base` with our edits: a row that is missing in it counts as removed by us.
    """
    found: list[Change] = []
    for table in TABLES:
        rows = keyed(table, (base, ours, theirs))
        for key in dict.fromkeys([*rows[2], *rows[1], *rows[0]]):
            found += _row(table, key, *(side.get(key) for side in rows))
    found += _fields("project", PROJECT, base.project, ours.project, theirs.project)
    return Merge(base, ours, theirs, tuple(_with_dependants(found)))


def keyed(table: str, files: Sequence[ScheduleFile]) -> list[dict[Key, Any]]:
    """The rows of one table in each file by a name that means the same row in all of them."""
    several: set[Key] = set()
    if table == "links":
        for file in files:
            counted = Counter((link.pred_uid, link.succ_uid) for link in file.links)
            several.update(pair for pair, count in counted.items() if count > 1)
    return [_named(table, file, several) for file in files]


def _named(table: str, file: ScheduleFile, several: set[Key]) -> dict[Key, Any]:
    found: dict[Key, Any] = {}
    for row in getattr(file, table):
        key = _key(table, row)
        if key in several:
            key = (*key, row.type)
        # What is still called the same is told apart by its place: two assignments of one resource to one task.
        numbered, place = key, 1
        while numbered in found:
            place += 1
            numbered = (*key, "#", place)
        found[numbered] = row
    return found


def _key(table: str, row: Any) -> Key:
    if isinstance(row, LinkEntry):
        return row.pred_uid, row.succ_uid
    return (row.task_uid, row.resource_uid) if table == "assignments" else (row.uid,)


def _row(table: str, key: Key, base: Any, ours: Any, theirs: Any) -> list[Change]:
    """The changes of one row."""
    if ours is not None and theirs is not None:
        return _fields(table, key, base, ours, theirs)
    by_us, by_them = _says_else(table, base, ours), _says_else(table, base, theirs)
    if not (by_us or by_them):
        return []
    outcome: Outcome = "kept" if by_us else "taken"
    if by_us and by_them:
        outcome = "same" if ours is None and theirs is None else "conflict"
    return [Change(table, key, ROW, base, ours, theirs, outcome)]


def compared_fields(row: Any) -> tuple[str, ...]:
    """The fields of a row that say something, in their order."""
    kind: type = type(row)
    return _fields_of(kind)


@cache
def _fields_of(kind: type) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind) if item.compare)


def _says_else(table: str, left: Any, right: Any) -> bool:
    """Whether two rows, either of which may be missing, differ in more than what programs make themselves."""
    if left is None or right is None:
        return left is not right
    names = [name for name in compared_fields(left) if (table, name) not in AUTOMATIC]
    return any(getattr(left, name) != getattr(right, name) for name in names)


def _fields(table: str, key: Key, base: Any, ours: Any, theirs: Any) -> list[Change]:
    """Field by field; a row that both sides added under one number has no base, so any difference is a conflict."""
    found = []
    for name in compared_fields(ours):
        old = _NOTHING if base is None else getattr(base, name)
        left, right = getattr(ours, name), getattr(theirs, name)
        outcome = _outcome(old, left, right)
        if outcome == "conflict" and (table, name) in AUTOMATIC:
            outcome = "taken"
        if outcome is not None:
            found.append(Change(table, key, name, None if base is None else old, left, right, outcome))
    return found


def _outcome(base: Any, ours: Any, theirs: Any) -> Outcome | None:
    if ours == theirs:
        return None if base is _NOTHING or base == ours else "same"
    if base is not _NOTHING and base == ours:
        return "taken"
    return "kept" if base is not _NOTHING and base == theirs else "conflict"


# -- rows that others work with ----------------------------------------------------------------------------------------
def _with_dependants(changes: list[Change]) -> Iterator[Change]:
    """A row that one side removed while the other works with it becomes a conflict."""
    by_us: set[tuple[str, Key]] = set()
    by_them: set[tuple[str, Key]] = set()
    for change in changes:
        if change.outcome in ("kept", "conflict"):
            by_us.update(_uses(change, change.ours))
        if change.outcome in ("taken", "conflict"):
            by_them.update(_uses(change, change.theirs))
    for change in changes:
        place = (change.table, change.key)
        removed = change.field == ROW and change.kind == "removed"
        taken_away = change.outcome == "taken" and place in by_us
        given_up = change.outcome == "kept" and place in by_them
        yield replace(change, outcome="conflict") if removed and (taken_away or given_up) else change


_REFERENCES = {
    "parent_uid": "tasks",
    "calendar_uid": "calendars",
    "base_uid": "calendars",
    "task_uid": "tasks",
    "resource_uid": "resources",
    "primary_resource_uid": "resources",
    "pred_uid": "tasks",
    "succ_uid": "tasks",
}


def _uses(change: Change, value: Any) -> Iterator[tuple[str, Key]]:
    """The rows that one side's new value refers to; an edited link or assignment works with its tasks."""
    if value is None:
        return
    if change.field in _REFERENCES:
        yield _REFERENCES[change.field], (value,)
    elif change.field == ROW:
        for name in compared_fields(value):
            if name in _REFERENCES and getattr(value, name) is not None:
                yield _REFERENCES[name], (getattr(value, name),)
    elif change.table in ("links", "assignments") and (change.table, change.field) not in AUTOMATIC:
        yield "tasks", change.key[:1]
        yield ("tasks" if change.table == "links" else "resources"), change.key[1:2]
