"""What a format cannot say of a schedule file: sentences to show before it is written in that format."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from linkspan.engines.interchange.messages import Note
from linkspan.engines.interchange.model import LinkEntry, ScheduleFile, TaskEntry
from linkspan.engines.interchange.xer_write_task import is_element

_P6_CONSTRAINTS = (8, 9, 10, 11)
_PERCENT = 2
#: What a task can have: code of the note, test, formats that lose it.
_TASKS: tuple[tuple[str, Callable[[TaskEntry], bool], tuple[str, ...]], ...] = (
    ("lost_kind", lambda task: task.kind in (3, 4, 6), ("MSPDI",)),
    ("lost_constraint2", lambda task: task.constraint2 != 0, ("MSPDI",)),
    ("changed_constraint", lambda task: task.constraint in _P6_CONSTRAINTS, ("MSPDI",)),
    ("lost_expected", lambda task: task.expected_finish is not None, ("MSPDI",)),
    ("lost_suspend", lambda task: task.suspend is not None, ("MSPDI",)),
    ("lost_external", lambda task: (task.external_early_start, task.external_late_finish) != (None, None), ("MSPDI",)),
    ("changed_constraint", lambda task: task.constraint in (2, 3), ("XER",)),
    ("lost_deadline", lambda task: task.deadline is not None, ("XER",)),
    ("lost_manual", lambda task: task.manual, ("XER",)),
    ("lost_inactive", lambda task: not task.active, ("XER",)),
    ("lost_elapsed", lambda task: task.elapsed and task.duration > 0, ("XER",)),
    ("lost_leveling", lambda task: task.leveling_delay != 0, ("XER",)),
    ("lost_baseline", lambda task: bool(task.baselines), ("XER",)),
    ("lost_three_point", lambda task: task.most_likely is not None or task.optimistic is not None, ("XER",)),
    ("lost_summary_date", lambda task: is_element(task) and task.constraint > 1, ("XER",)),
    ("lost_notes", lambda task: bool(task.notes), ("XER",)),
)


def losses(file: ScheduleFile, target: str) -> list[Note]:
    """One note for each kind of thing that `target` ("MSPDI" or "XER") cannot carry, with the number of rows.

    Empty for the format that the file came in, and for JSON, which carries all that was understood.
    """
    if target == file.rest.format or target not in ("MSPDI", "XER"):
        return []
    found: dict[str, list[int]] = {}
    for task in file.tasks:
        for code, test, formats in _TASKS:
            if target in formats and test(task):
                found.setdefault(code, []).append(task.uid)
    for code, uid in _of_links(file, target):
        found.setdefault(code, []).append(uid)
    notes = [Note("warning", code, 0, uids[0], {"count": len(uids)}) for code, uids in found.items()]
    if target == "MSPDI" and file.others:
        notes.append(Note("warning", "joined_projects", 0, 0, {"count": 1 + len(file.others)}))
    if file.rest.format and (file.rest.rows or file.rest.tables):
        notes.append(Note("info", "lost_rest", 0, 0, {"format": file.rest.format}))
    return notes


def _of_links(file: ScheduleFile, target: str) -> Iterator[tuple[str, int]]:
    elements = {task.uid for task in file.tasks if is_element(task)}
    seen: set[tuple[int, int]] = set()
    for link in file.links:
        if target == "XER":
            yield from _link_to_p6(link, elements)
        elif (link.pred_uid, link.succ_uid) in seen:
            yield "lost_second_link", link.succ_uid
        seen.add((link.pred_uid, link.succ_uid))


def _link_to_p6(link: LinkEntry, elements: set[int]) -> Iterator[tuple[str, int]]:
    if link.pred_uid in elements or link.succ_uid in elements:
        yield "lost_summary_link", link.succ_uid
    elif link.lag_kind >= _PERCENT:
        yield "lost_percent_lag", link.succ_uid
    elif link.lag_kind and link.lag:
        yield "lost_elapsed_lag", link.succ_uid
