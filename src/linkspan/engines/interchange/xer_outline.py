"""The outline of a P6 file: WBS elements as summary rows, activities below them."""

from __future__ import annotations

from dataclasses import dataclass, field

from linkspan.engines.interchange.model import ScheduleFile, TaskEntry
from linkspan.engines.interchange.xer_row import XerRow

#: Where the number of a WBS element is also that of an activity, the element moves up by this much: activities are
#: what the links and everybody else refer to.
CLASH = 1 << 40
MAX_LEVELS = 60


@dataclass(slots=True)
class _Element:
    row: TaskEntry
    parent: int | None
    order: tuple[int, int]
    children: list[int] = field(default_factory=list)
    activities: list[TaskEntry] = field(default_factory=list)


def build_outline(file: ScheduleFile, rows: list[XerRow], tasks: dict[int, TaskEntry], wbs_of: dict[int, int]) -> None:
    """Fill `file.tasks`: depth first, the activities of an element before its parts, parts by their sequence."""
    elements = _elements(rows, set(tasks))
    for uid, task in tasks.items():
        element = elements.get(wbs_of.get(uid, -1))
        if element is not None:
            element.activities.append(task)
    roots = _connect(elements)
    for uid in roots:
        _walk(file, elements, uid)
    file.tasks += [task for uid, task in tasks.items() if wbs_of.get(uid, -1) not in elements]
    for number, task in enumerate(file.tasks, start=1):
        task.row_id = number


def _elements(rows: list[XerRow], activities: set[int]) -> dict[int, _Element]:
    found: dict[int, _Element] = {}
    for row in rows:
        uid = row.whole("wbs_id")
        if uid is None or uid in found:
            row.uid = uid or 0
            row.note("warning", "no_uid", what="WBS") if uid is None else row.note("error", "duplicate_uid")
            continue
        entry = TaskEntry(
            uid + CLASH if uid in activities else uid,
            name=row.words("wbs_name"),
            wbs=row.words("wbs_short_name"),
            kind=2,
            project_uid=row.whole("proj_id") or 0,
            line=row.line,
        )
        found[uid] = _Element(entry, row.whole("parent_wbs_id"), (row.whole("seq_num") or 0, row.line))
    return found


def _connect(elements: dict[int, _Element]) -> list[int]:
    """Children of each element in order; an element in a circle of parents becomes a root."""
    roots = []
    for uid, element in elements.items():
        seen, current = {uid}, element.parent
        while current in elements and current not in seen and len(seen) <= MAX_LEVELS:
            seen.add(current)
            current = elements[current].parent
        if element.parent not in elements or current in elements:
            element.parent = None
            roots.append(uid)
        else:
            elements[element.parent].children.append(uid)
    for element in elements.values():
        element.children.sort(key=lambda uid: elements[uid].order)
    return sorted(roots, key=lambda uid: (elements[uid].row.project_uid, elements[uid].order))


def _walk(file: ScheduleFile, elements: dict[int, _Element], root: int) -> None:
    stack: list[tuple[int, TaskEntry | None, str]] = [(root, None, "")]
    while stack:
        uid, parent, prefix = stack.pop()
        element = elements[uid]
        row = element.row
        row.wbs = f"{prefix}.{row.wbs}" if prefix else row.wbs
        row.parent_uid = parent.uid if parent else None
        row.outline_level = parent.outline_level + 1 if parent else 1
        file.tasks.append(row)
        for task in element.activities:
            task.parent_uid, task.outline_level = row.uid, row.outline_level + 1
            file.tasks.append(task)
        stack += [(child, row, row.wbs) for child in reversed(element.children)]
