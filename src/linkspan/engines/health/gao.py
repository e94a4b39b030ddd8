"""The ten best practices of the GAO Schedule Assessment Guide (GAO-16-89G, December 2015), each as a query.

The guide asks for judgement where these checks count: a pass here says that nothing countable speaks against it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from linkspan.engines.health.base import Ground
from linkspan.engines.health.dcma import (
    high_float,
    long_enough,
    long_rows,
    missing_logic,
    negative_float,
    rows,
    wrong_dates,
)
from linkspan.engines.health.model import Bool, Check, Offender
from linkspan.engines.health.path_test import PathTest
from linkspan.engines.health.trace import no_way_to_the_end, summaries_apart
from linkspan.engines.network import NO_TIME, Kind, LinkType, Reason


def gao_checks(g: Ground, test: PathTest) -> list[Check]:
    """Practices 1 to 10."""
    limits = g.limits
    return [
        _captured(g),
        g.share("gao-02", _sequencing(g), g.base, limits.sequencing),
        _resourced(g),
        g.share("gao-04", _durations(g), g.base, limits.long_duration),
        g.share("gao-05", [*no_way_to_the_end(g), *summaries_apart(g)], g.base, limits.traceability),
        _critical_path(g, test),
        g.share("gao-07", [*negative_float(g), *high_float(g)], g.base, limits.unreasonable_float),
        _risk(g),
        _updated(g),
        _baseline(g),
    ]


def _captured(g: Ground) -> Check:
    """1 Capturing all activities: every activity named, names unique, no outline level without work beneath it."""
    base = int((g.network.active & (g.work | g.summary)).sum())
    if g.facts.names is None:
        return g.answer("gao-01", None, g.limits.names, "percent", base=base, reason="no_names")
    names = [" ".join(name.split()) for name in g.facts.names]
    first: dict[str, int] = {}
    found = []
    for row in rows(g.work):
        if not names[row]:
            found.append(Offender(row, -1, "unnamed"))
        elif names[row] in first:
            found.append(Offender(row, -1, "same_name", {"other": first[names[row]]}))
        first.setdefault(names[row], row)
    filled = np.zeros(g.network.n_tasks, dtype=np.bool_)
    filled[g.network.parent[g.network.parent >= 0]] = True
    found += [Offender(row, -1, "empty_summary") for row in rows(g.network.active & g.summary & ~filled)]
    return g.share("gao-01", found, base, g.limits.names, empty="nothing_open")


def _sequencing(g: Ground) -> list[Offender]:
    """2 Sequencing: no open end, no dangling start or finish, no logic on summaries."""
    found = {one.row: one for one in missing_logic(g)}
    started = g.linked(g.succ, (LinkType.FS, LinkType.SS)) | g.begun
    ended = g.linked(g.pred, (LinkType.FS, LinkType.FF))
    before, after = g.linked(g.succ), g.linked(g.pred)
    moment = g.milestone
    for row in rows(g.open & before & ~started & ~moment):
        found.setdefault(row, Offender(row, -1, "dangling_start"))
    for row in rows(g.open & after & ~ended & ~moment):
        found.setdefault(row, Offender(row, -1, "dangling_finish"))
    links = rows(g.used & (g.summary[g.pred] | g.summary[g.succ])) if g.network.n_tasks else []
    on_summary = [Offender(int(g.succ[k]), k, "summary_link", {"pred": int(g.pred[k])}) for k in links]
    return [*sorted(found.values(), key=lambda one: one.row), *on_summary]


def _resourced(g: Ground) -> Check:
    """3 Assigning resources: every open row of a day or more has one."""
    limit, flags = g.limits.without_resources, g.facts.has_resource
    if flags is None:
        return g.answer("gao-03", None, limit, "percent", base=0, reason="no_resource_data")
    asked = long_enough(g)
    found = [Offender(row, -1, "no_resource") for row in rows(asked & ~flags)]
    return g.share("gao-03", found, int(asked.sum()), limit)


def _durations(g: Ground) -> list[Offender]:
    """4 Durations: none too long to be measured, none zero that is no milestone."""
    nothing = g.open & ~g.milestone & (g.network.duration == 0)
    return [*long_rows(g), *(Offender(row, -1, "zero_duration") for row in rows(nothing))]


_BROKEN = (Reason.CONSTRAINT, Reason.MANUAL, Reason.LEVELING, Reason.EXTERNAL)


def _critical_path(g: Ground, test: PathTest) -> Check:
    """6 Valid critical path: the delay test holds, logic sets every date on it, no level of effort is critical."""
    if not g.base:
        return g.answer("gao-06", None, g.limits.path_breaks, "count", base=0, reason="nothing_open")
    on_path: Bool = g.result.critical | g.result.longest_path
    found = []
    for row in rows(g.open & on_path & ~g.begun & np.isin(g.result.driving_reason, _BROKEN)):
        found.append(Offender(row, -1, "path_break", {"reason": int(g.result.driving_reason[row])}))
    effort = g.network.active & np.isin(g.network.kind, (Kind.LEVEL_OF_EFFORT, Kind.HAMMOCK)) & ~g.done
    found += [Offender(row, -1, "critical_effort") for row in rows(effort & g.result.critical)]
    if test.row >= 0 and abs(test.moved - test.expected) > g.limits.path_test_tolerance / 100.0 * test.added:
        moved = {"added": g.days(test.added, test.row), "moved": g.days(test.moved, test.row)}
        found.append(Offender(test.row, -1, "path_test", {**moved, "expected": g.days(test.expected, test.row)}))
    base = int((g.open & on_path).sum())
    return g.count("gao-06", found, base, g.limits.path_breaks)


def _risk(g: Ground) -> Check:
    """8 Risk analysis: one was made, and not too long before the status date."""
    limit, made, now = g.limits.risk_analysis_days, g.facts.risk_analysis, g.facts.status_date
    if made is None:
        return g.answer("gao-08", None, limit, "days", base=0, reason="no_risk_data")
    if made == NO_TIME:
        never = g.answer("gao-08", None, limit, "days", base=1, reason="never_simulated")
        return replace(never, verdict="fail")
    if now == NO_TIME:
        return g.answer("gao-08", None, limit, "days", base=1, reason="no_status_date")
    age = max(0, now - made) / 1440.0
    return g.answer("gao-08", age, limit, "days", base=1, inputs={"made": float(made), "age": age})


def _updated(g: Ground) -> Check:
    """9 Updating: no date on the wrong side of the status date, no progress out of sequence."""
    base, limit = int(g.work.sum()), g.limits.not_updated
    if g.facts.status_date == NO_TIME:
        return g.answer("gao-09", None, limit, "percent", base=base, reason="no_status_date")
    found = {one.row: one for one in wrong_dates(g)}
    for one in _out_of_sequence(g):
        found.setdefault(one.row, one)
    return g.share("gao-09", sorted(found.values(), key=lambda one: one.row), base, limit)


def _out_of_sequence(g: Ground) -> list[Offender]:
    """Rows that began before a finish-to-start predecessor (without lead) had finished."""
    if not g.network.n_tasks:
        return []
    links, network = g.network.links, g.network
    fs = g.used & (links.type == LinkType.FS) & (links.lag >= 0) & g.work[g.pred] & g.work[g.succ]
    fs &= g.begun[g.succ] & ~g.done[g.succ]
    early = ~g.done[g.pred] | (network.actual_finish[g.pred] > network.actual_start[g.succ])
    return [Offender(int(g.succ[k]), -1, "out_of_sequence", {"pred": int(g.pred[k])}) for k in rows(fs & early)]


def _baseline(g: Ground) -> Check:
    """10 Maintaining a baseline: every activity is in it. A plan without any baseline fails."""
    baseline = g.facts.baseline_finish
    outside = g.work & (baseline == NO_TIME) if baseline is not None else g.work
    found = [Offender(row, -1, "no_baseline") for row in rows(outside)]
    return g.share("gao-10", found, int(g.work.sum()), g.limits.without_baseline)
