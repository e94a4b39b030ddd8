"""The DCMA 14-point assessment, points 11 to 14: missed tasks, critical-path test, CPLI and BEI."""

from __future__ import annotations

import numpy as np

from linkspan.engines.health.base import Ground
from linkspan.engines.health.dcma import rows
from linkspan.engines.health.model import Bool, Check, Offender
from linkspan.engines.health.path_test import PathTest
from linkspan.engines.network import NO_TIME


def progress_checks(g: Ground, test: PathTest) -> list[Check]:
    """Points 11 to 14."""
    return [_missed(g), path_check(g, test), _cpli(g), _bei(g)]


def _due(g: Ground) -> tuple[Bool, str]:
    """Rows that the baseline wants finished by the status date, or why there are none to know of."""
    none = np.zeros(g.network.n_tasks, dtype=np.bool_)
    baseline = g.facts.baseline_finish
    if baseline is None or not (baseline[g.work] != NO_TIME).any():
        return none, "no_baseline"
    if g.facts.status_date == NO_TIME:
        return none, "no_status_date"
    due = g.work & (baseline != NO_TIME) & (baseline <= g.facts.status_date)
    return due, "" if due.any() else "nothing_due"


def _missed(g: Ground) -> Check:
    due, reason = _due(g)
    if reason or g.facts.baseline_finish is None:
        return g.answer("dcma-11", None, g.limits.missed, "percent", base=0, reason=reason)
    baseline, found = g.facts.baseline_finish, []
    finish = np.where(g.done, g.network.actual_finish, g.result.finish)
    for row in rows(due & (finish > baseline)):
        late = g.row_calendar(row).between(int(baseline[row]), int(finish[row]))
        if late > 0:
            params = {"days": g.days(late, row), "baseline": int(baseline[row]), "finish": int(finish[row])}
            found.append(Offender(row, -1, "missed" if g.done[row] else "missed_open", params))
    return g.share("dcma-11", found, int(due.sum()), g.limits.missed)


def path_check(g: Ground, test: PathTest, name: str = "dcma-12") -> Check:
    """Point 12: days by which the end fell short of (or ran past) the delay that was put in."""
    tolerance = g.limits.path_test_tolerance / 100.0 * g.limits.path_test_days
    if test.row < 0:
        return g.answer(name, None, tolerance, "days", base=0, reason="nothing_open")
    gap = g.days(abs(test.moved - test.expected), test.row)
    inputs = {
        "row": float(test.row),
        "added": g.days(test.added, test.row),
        "expected": g.days(test.expected, test.row),
        "moved": g.days(test.moved, test.row),
    }
    found = [Offender(test.row, -1, "path_test", inputs)] if gap > tolerance else []
    return g.answer(name, gap, tolerance, "days", offenders=found, base=1, inputs=inputs)


def _cpli(g: Ground) -> Check:
    """CPLI = (CPL + TF) / CPL, working days of the plan's calendar from the status date to the finish."""
    limit, calendar = g.limits.cpli_ratio, g.calendar
    status = g.facts.status_date
    begin = g.result.project_start if status == NO_TIME else max(status, g.result.project_start)
    length = calendar.between(begin, g.result.project_finish)
    if not g.base or length <= 0:
        return g.answer("dcma-13", None, limit, "ratio", base=g.base, at_most=False, reason="nothing_open")
    slack = _finish_float(g)
    if slack is None:
        return g.answer("dcma-13", None, limit, "ratio", base=g.base, at_most=False, reason="no_target")
    day = float(max(1, g.facts.day_minutes))
    inputs = {"length": length / day, "float": slack / day}
    value = (length + slack) / length
    return g.answer("dcma-13", value, limit, "ratio", base=g.base, at_most=False, inputs=inputs)


def _finish_float(g: Ground) -> int | None:
    """Float of the plan's finish: against its must-finish date or deadlines, else against the baseline's finish."""
    least = int(g.result.total_float[g.open].min())
    targets = [project.must_finish for project in g.network.projects]
    if least < 0 or any(target != NO_TIME for target in targets):
        return least
    baseline = g.facts.baseline_finish
    if baseline is None or not (baseline[g.work] != NO_TIME).any():
        return None
    return g.calendar.between(g.result.project_finish, int(baseline[g.work].max()))


def _bei(g: Ground) -> Check:
    """BEI = rows finished by the status date / rows that the baseline wants finished by then."""
    due, reason = _due(g)
    limit = g.limits.bei_ratio
    if reason:
        return g.answer("dcma-14", None, limit, "ratio", base=0, at_most=False, reason=reason)
    finished = g.work & g.done & (g.network.actual_finish <= g.facts.status_date)
    baseline = g.facts.baseline_finish
    found = [
        Offender(row, -1, "due_open", {"baseline": int(baseline[row]) if baseline is not None else NO_TIME})
        for row in rows(due & ~g.done)
    ]
    done, asked = int(finished.sum()), int(due.sum())
    return g.answer(
        "dcma-14",
        done / asked,
        limit,
        "ratio",
        offenders=found,
        base=asked,
        at_most=False,
        inputs={"done": float(done), "due": float(asked)},
    )
