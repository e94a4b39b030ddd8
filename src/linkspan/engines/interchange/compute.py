"""Compute a schedule file: what `linkspan plan compute FILE --json` prints."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

import numpy as np

from linkspan.engines.calendar import iso
from linkspan.engines.interchange.build import FileNetwork, build_network
from linkspan.engines.interchange.messages import FileRefused
from linkspan.engines.interchange.model import ScheduleFile
from linkspan.engines.network import NO_TIME, Network, NetworkCycle, Result, compute
from linkspan.engines.network.explain import cycle_text

_DATES = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish")


def compute_file(file: ScheduleFile) -> list[dict[str, Any]]:
    """One dict a task in outline order: uid, wbs, name, local ISO dates, floats in minutes, critical.

    The project summary row, where the file has one, comes first with the dates of the whole project. Raises
    `FileRefused`, also for loops of links, which it names.
    """
    built = build_network(file)
    return _rows(file, built, compute_network(file, built))


def compute_network(file: ScheduleFile, built: FileNetwork) -> Result:
    """`compute`, with loops as `FileRefused`."""
    names = {task.uid: task.name or str(task.uid) for task in file.tasks}
    try:
        result = compute(built.network)
        if file.project.rules.open_ends_critical:
            result = compute(_with_closed_ends(built.network, result))
        return result
    except NetworkCycle as error:
        loop, rows = error.cycles[0], [names[uid] for uid in built.uids]
        raise FileRefused("cycle", zh=cycle_text(loop, "zh-CN", rows), en=cycle_text(loop, "en", rows)) from error


def _with_closed_ends(network: Network, result: Result) -> Network:
    """P6's "make open-ended activities critical": what has no successor finishes late when it finishes early."""
    follows = np.zeros(network.n_tasks, dtype=bool)
    follows[network.links.pred] = True
    leaf = np.ones(network.n_tasks, dtype=bool)
    leaf[network.parent[network.parent >= 0]] = False
    caps = network.external_late_finish.copy()
    open_ended = leaf & ~follows
    earlier = (caps == NO_TIME) | (result.early_finish < caps)
    caps[open_ended & earlier] = result.early_finish[open_ended & earlier]
    return replace(network, external_late_finish=caps)


def with_computed_dates(file: ScheduleFile) -> ScheduleFile:
    """A copy of `file` with the dates and floats of this program as its stored ones. Raises `FileRefused`."""
    built = build_network(file)
    result = compute_network(file, built)
    row_of = {uid: row for row, uid in enumerate(built.uids)}
    found = deepcopy(file)
    for task in found.tasks:
        row = row_of.get(task.uid)
        if row is None:
            continue
        for name in _DATES:
            setattr(task.stored, name, int(getattr(result, name)[row]))
        task.stored.total_slack = int(result.total_float[row])
        task.stored.free_slack = int(result.free_float[row])
        task.stored.critical = bool(result.critical[row])
    found.project.finish = result.project_finish
    return found


def _rows(file: ScheduleFile, built: FileNetwork, result: Result) -> list[dict[str, Any]]:
    row_of = {uid: row for row, uid in enumerate(built.uids)}
    columns = {name: getattr(result, name).tolist() for name in _DATES}
    floats = (result.total_float.tolist(), result.free_float.tolist())
    critical = result.critical.tolist()
    found = []
    for task in file.tasks:
        row = row_of.get(task.uid)
        values: dict[str, Any] = {"uid": task.uid, "wbs": task.wbs, "name": task.name}
        if row is None:
            values |= _project_row(built, result)
        else:
            values |= {name: iso(column[row]) for name, column in columns.items()}
            values |= {"total_float_minutes": floats[0][row], "free_float_minutes": floats[1][row]}
            values["critical"] = critical[row]
        found.append(values)
    return found


def _project_row(built: FileNetwork, result: Result) -> dict[str, Any]:
    """The project summary task: the extremes of the outermost rows."""
    top = built.network.parent < 0
    if not top.any():
        dates = dict.fromkeys(_DATES, iso(result.project_start))
        return {**dates, "total_float_minutes": 0, "free_float_minutes": 0, "critical": False}
    values: dict[str, Any] = {}
    for name in _DATES:
        column = getattr(result, name)[top]
        values[name] = iso(int(column.min() if name.endswith("start") else column.max()))
    lowest = int(result.total_float[top].min())
    values |= {"total_float_minutes": lowest, "free_float_minutes": max(0, lowest)}
    values["critical"] = bool(result.critical[top].any())
    return values
