"""Traceability: can a delay of a row reach the end of the plan, and do summaries say what their parts say."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from linkspan.engines.health.base import Ground
from linkspan.engines.health.dcma import rows
from linkspan.engines.health.model import Offender
from linkspan.engines.network import NO_TIME


def no_way_to_the_end(g: Ground) -> list[Offender]:
    """Horizontal trace: open rows from which no chain of links leads to a row with the plan's last finish."""
    if not g.base:
        return []
    ends = rows(g.work & (g.result.finish >= g.result.project_finish))
    before: dict[int, list[int]] = defaultdict(list)
    beneath = _beneath(g)
    for k in rows(g.used):
        first, last = int(g.pred[k]), int(g.succ[k])
        for succ in beneath.get(last, [last]):
            before[succ] += beneath.get(first, [first])
    reached, waiting = set(ends), list(ends)
    while waiting:
        for row in before[waiting.pop()]:
            if row not in reached:
                reached.add(row)
                waiting.append(row)
    outside = g.network.external_late_finish != NO_TIME
    return [Offender(row, -1, "no_way") for row in rows(g.open & ~outside) if row not in reached]


def _beneath(g: Ground) -> dict[int, list[int]]:
    """The working rows under each summary that a link touches, at any depth."""
    touched = set(g.pred[g.used & g.summary[g.pred]].tolist()) | set(g.succ[g.used & g.summary[g.succ]].tolist())
    if not touched:
        return {}
    found: dict[int, list[int]] = {int(row): [] for row in touched}
    for row in rows(g.work):
        seen, above = set(), int(g.network.parent[row])
        while above >= 0 and above not in seen:
            if above in found:
                found[above].append(row)
            seen.add(above)
            above = int(g.network.parent[above])
    return found


def summaries_apart(g: Ground) -> list[Offender]:
    """Vertical trace: summaries whose dates are not those of the first and last row beneath them."""
    n = g.network.n_tasks
    counted = g.work & (g.result.start != NO_TIME) & (g.result.finish != NO_TIME)
    first = np.full(n, np.iinfo(np.int64).max)
    last = np.full(n, np.iinfo(np.int64).min)
    for row in rows(counted):
        seen, above = set(), int(g.network.parent[row])
        while above >= 0 and above not in seen:
            first[above] = min(first[above], g.result.start[row])
            last[above] = max(last[above], g.result.finish[row])
            seen.add(above)
            above = int(g.network.parent[above])
    apart = g.network.active & g.summary & (first <= last)
    apart &= (g.result.start > first) | (g.result.finish < last)
    return [
        Offender(row, -1, "summary_apart", {"first": int(first[row]), "last": int(last[row])}) for row in rows(apart)
    ]
