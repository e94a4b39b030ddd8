"""What a planner should know about a computed plan."""

from __future__ import annotations

import numpy as np

from linkspan.engines.calendar import LAST_MINUTE
from linkspan.engines.network.model import is_given
from linkspan.engines.network.result import Bool, Problem, Result
from linkspan.engines.network.terms import NO_TIME, Constraint, Reason


def find_problems(result: Result) -> list[Problem]:
    """Broken and dateless constraints, missed deadlines and must-finish dates, dates out of range."""
    network = result.network
    leaf = network.active & ~_has_children(result)
    found: list[Problem] = []
    for i in np.flatnonzero(result.conflict):
        which = 2 if _is_second(result, int(i)) else 1
        kind = network.constraint2[i] if which == 2 else network.constraint[i]
        date = network.constraint2_date[i] if which == 2 else network.constraint_date[i]
        params = {"constraint": int(kind), "date": int(date)}
        found.append(Problem("constraint_conflict", "warning", (int(i),), params=params))
    if is_given(network.constraint) or network.constraint[:1].any():
        dated = (network.constraint >= Constraint.MSO) & (network.constraint_date == NO_TIME)
        found += [Problem("constraint_without_date", "warning", (int(i),)) for i in np.flatnonzero(dated)]
    found += _missed_deadlines(result, leaf)
    starts = np.array([project.start for project in network.projects], dtype=np.int64)
    early = leaf & (result.start < starts[network.project]) & (result.driving_reason == Reason.LINK)
    found += [Problem("before_project_start", "warning", (int(i),)) for i in np.flatnonzero(early)]
    found += [
        Problem("beyond_calendar", "error", (int(i),)) for i in np.flatnonzero(leaf & (result.finish >= LAST_MINUTE))
    ]
    for number, project in enumerate(network.projects):
        rows = leaf if len(network.projects) == 1 else leaf & (network.project == number)
        if project.must_finish != NO_TIME and rows.any() and int(result.finish[rows].max()) > project.must_finish:
            found.append(Problem("must_finish_missed", "warning", params={"must_finish": project.must_finish}))
    return found


def _has_children(result: Result) -> Bool:
    network = result.network
    has = np.zeros(network.n_tasks, dtype=bool)
    if is_given(network.parent):
        has[network.parent[network.parent >= 0]] = True
    return has


def _is_second(result: Result, row: int) -> bool:
    """Whether only the secondary constraint of a row can have met the conflict."""
    lowers = (Constraint.ASAP, Constraint.ALAP, Constraint.SNET, Constraint.FNET)
    dateless = result.network.constraint_date[row] == NO_TIME
    return bool(dateless or result.network.constraint[row] in lowers)


def _missed_deadlines(result: Result, leaf: Bool) -> list[Problem]:
    deadline = result.network.deadline
    if not is_given(deadline) and (deadline[:1] == NO_TIME).all():
        return []
    missed = leaf & (deadline != NO_TIME) & (result.finish > deadline) & (result.total_float < 0)
    return [
        Problem("deadline_missed", "warning", (int(i),), params={"deadline": int(deadline[i])})
        for i in np.flatnonzero(missed)
    ]
