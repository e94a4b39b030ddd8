"""The DCMA 14-point assessment, points 1 to 10: logic, links, constraints, float, durations, dates, resources.

Source: DCMA-EA PAM 200.1, Earned Value Management System Program Analysis Pamphlet (2012), section 4; R. Winter, "DCMA
14-Point Schedule Assessment" (2011). Base: unfinished rows that are neither summary nor level of effort.
"""

from __future__ import annotations

import numpy as np

from linkspan.engines.health.base import HARD, Ground
from linkspan.engines.health.model import Bool, Check, Offender
from linkspan.engines.network import NO_TIME, LagKind, LinkType


def rows(mask: Bool) -> list[int]:
    """Row numbers of a mask as plain integers."""
    return [int(row) for row in np.flatnonzero(mask)]


def structure_checks(g: Ground) -> list[Check]:
    """Points 1 to 8 and 10, which need no status date."""
    limits = g.limits
    links = g.network.links
    leads = [_link(g, k, "lead") for k in rows(g.link_open & (links.lag < 0))]
    lags = [_link(g, k, "lag") for k in rows(g.link_open & (links.lag > 0))]
    return [
        g.share("dcma-01", missing_logic(g), g.base, limits.missing_logic),
        g.share("dcma-02", leads, g.links, limits.leads, empty="no_links"),
        g.share("dcma-03", lags, g.links, limits.lags, empty="no_links"),
        _finish_to_start(g),
        g.share("dcma-05", _hard(g), g.base, limits.hard_constraints),
        g.share("dcma-06", high_float(g), g.base, limits.high_float),
        g.share("dcma-07", negative_float(g), g.base, limits.negative_float),
        g.share("dcma-08", long_rows(g), g.base, limits.long_duration),
        invalid_dates(g),
        _resources(g),
    ]


def missing_logic(g: Ground) -> list[Offender]:
    """Open rows without predecessor, successor or both; a link from or to another project counts as one."""
    first, last = g.plan_ends()
    network = g.network
    before = g.linked(g.succ) | (network.external_early_start != NO_TIME)
    after = g.linked(g.pred) | (network.external_late_finish != NO_TIME)
    found = []
    for row in rows(g.open & ~(before & after)):
        no_pred = not before[row] and row != first
        no_succ = not after[row] and row != last
        if no_pred or no_succ:
            code = "no_logic" if no_pred and no_succ else "no_predecessor" if no_pred else "no_successor"
            found.append(Offender(row, -1, code))
    return found


def _link(g: Ground, k: int, code: str) -> Offender:
    links = g.network.links
    lag = float(links.lag[k])
    kind = int(links.lag_kind[k])
    if kind >= LagKind.PERCENT:
        return Offender(int(links.succ[k]), k, f"{code}_percent", {"pred": int(links.pred[k]), "percent": lag / 100.0})
    day = 1440 if kind == LagKind.ELAPSED else int(g.day[int(links.succ[k])])
    return Offender(int(links.succ[k]), k, code, {"pred": int(links.pred[k]), "days": lag / day})


def _finish_to_start(g: Ground) -> Check:
    others = rows(g.link_open & (g.network.links.type != LinkType.FS))
    if not g.links:
        return g.answer("dcma-04", None, g.limits.finish_to_start, "percent", base=0, at_most=False, reason="no_links")
    found = [
        Offender(int(g.succ[k]), k, "link_type", {"pred": int(g.pred[k]), "type": int(g.network.links.type[k])})
        for k in others
    ]
    count = g.links - len(others)
    return g.answer(
        "dcma-04",
        100.0 * count / g.links,
        g.limits.finish_to_start,
        "percent",
        offenders=found,
        base=g.links,
        at_most=False,
        inputs={"count": float(count), "base": float(g.links)},
    )


def _hard(g: Ground) -> list[Offender]:
    network, found = g.network, []
    for kind, date in ((network.constraint, network.constraint_date), (network.constraint2, network.constraint2_date)):
        for row in rows(g.open & np.isin(kind, HARD) & (date != NO_TIME)):
            found.append(Offender(row, -1, "constraint", {"constraint": int(kind[row]), "date": int(date[row])}))
    return found


def high_float(g: Ground) -> list[Offender]:
    """Open rows with more total float than the limit."""
    many = g.result.total_float > g.limits.high_float_days * g.day
    return [_float(g, row, "high_float") for row in rows(g.open & many)]


def negative_float(g: Ground) -> list[Offender]:
    """Open rows with negative total float."""
    return [_float(g, row, "negative_float") for row in rows(g.open & (g.result.total_float < 0))]


def _float(g: Ground, row: int, code: str) -> Offender:
    return Offender(row, -1, code, {"days": g.days(int(g.result.total_float[row]), row)})


def long_rows(g: Ground) -> list[Offender]:
    """Open rows with a longer duration than the limit."""
    long = g.network.duration > g.limits.long_duration_days * g.day
    return [
        Offender(row, -1, "long", {"days": g.days(int(g.network.duration[row]), row)}) for row in rows(g.open & long)
    ]


def invalid_dates(g: Ground) -> Check:
    """Point 9: forecast dates before the status date, actual dates after it."""
    base = int(g.work.sum())
    if g.facts.status_date == NO_TIME:
        return g.answer("dcma-09", None, g.limits.invalid_dates, "count", base=base, reason="no_status_date")
    return g.count("dcma-09", wrong_dates(g), base, g.limits.invalid_dates)


def wrong_dates(g: Ground) -> list[Offender]:
    """Rows with a forecast before or an actual date after the status date, one finding a row.

    Forecasts compare by working time (17:00 equals the next 08:00), actual dates as they are.
    """
    now, network, result = g.facts.status_date, g.network, g.result
    found = []
    for row in rows(g.work & ((network.actual_start > now) | (network.actual_finish > now))):
        late = network.actual_start if network.actual_start[row] > now else network.actual_finish
        found.append(Offender(row, -1, "actual_after", {"date": int(late[row])}))
    named = {one.row for one in found}
    for row in rows(g.open & ((result.finish < now) | (~g.begun & (result.start < now)))):
        calendar = g.row_calendar(row)
        position = calendar.ord(now)
        start = not g.begun[row] and calendar.ord(int(result.start[row])) < position
        finish = calendar.ord(int(result.finish[row])) < position
        if row not in named and (start or finish):
            code, column = ("forecast_finish", result.finish) if finish else ("forecast_start", result.start)
            found.append(Offender(row, -1, code, {"date": int(column[row])}))
    return sorted(found, key=lambda one: one.row)


def _resources(g: Ground) -> Check:
    facts, limit = g.facts, g.limits.without_resources
    if facts.has_resource is None and facts.has_cost is None:
        return g.answer("dcma-10", None, limit, "percent", base=0, reason="no_resource_data")
    loaded = np.zeros(g.network.n_tasks, dtype=np.bool_)
    for flags in (facts.has_resource, facts.has_cost):
        loaded |= flags if flags is not None else False
    asked = long_enough(g)
    found = [Offender(row, -1, "no_resource") for row in rows(asked & ~loaded)]
    return g.share("dcma-10", found, int(asked.sum()), limit)


def long_enough(g: Ground) -> Bool:
    """Open rows of a day or more, which need resources."""
    return g.open & (g.network.duration >= g.day)
