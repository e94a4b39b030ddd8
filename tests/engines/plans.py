"""Small plans for the network tests, and a slow pass written independently of the kernels to compare with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np

from linkspan.engines.calendar import CalendarSet, CalendarSpec, WeekPattern, WorkCalendar, to_minutes
from linkspan.engines.network import Network, Options, Result, compute

DAY = ((480, 720), (780, 1020))
FIVE_DAYS = CalendarSpec("5x8", WeekPattern((DAY,) * 5 + ((), ())))
SIX_DAYS = CalendarSpec("6x8", WeekPattern((DAY,) * 6 + ((),)))
ALL_DAY = CalendarSpec("24x7", WeekPattern((((0, 1440),),) * 7))
NIGHTS = CalendarSpec("nights", WeekPattern((((0, 360), (1320, 1440)),) * 7))
FOUR_CALENDARS = [FIVE_DAYS, SIX_DAYS, ALL_DAY, NIGHTS]

FS, SS, FF, SF = range(4)
WORKDAY = 480
#: A Monday.
MONDAY = "2026-07-06T08:00"


def at(text: str) -> int:
    return to_minutes(datetime.fromisoformat(text))


def plan(
    durations: Sequence[int],
    links: Sequence[tuple[int, ...]] = (),
    *,
    calendars: Sequence[CalendarSpec] = (FIVE_DAYS,),
    start: str = MONDAY,
    options: Options | None = None,
    **columns: Any,
) -> Network:
    """A network from durations in minutes and links (pred, succ, type, lag[, lag kind])."""
    rows = [(*link, 0)[:5] if len(link) == 4 else (*link, 0, 0, 0)[:5] for link in links]
    table = [list(column) for column in zip(*rows, strict=True)] if rows else None
    return Network.build(
        len(durations),
        CalendarSet(list(calendars)),
        at(start),
        duration=list(durations),
        links=table,
        options=options,
        **columns,
    )


def solve(*args: Any, **kwargs: Any) -> Result:
    return compute(plan(*args, **kwargs))


def slow_passes(network: Network) -> dict[str, list[int]]:
    """Early and late dates of a plan without summaries, constraints or progress, minute by minute from the definitions.

    A start is feasible when it is a working minute of the task's calendar; bounds are on working-time positions, found
    by counting. Nothing here shares code with the kernels but the scalar calendar, which has tests of its own.
    """
    n, links = network.n_tasks, network.links
    cals = [network.calendars.calendar(max(0, int(c))) for c in network.calendar]
    rows = [tuple(int(x[k]) for x in (links.pred, links.succ, links.type, links.lag)) for k in range(len(links.pred))]
    order = _order(n, rows)
    es, ef = [0] * n, [0] * n
    for i in order:
        starts = [_forward_bound(network, cals, row, es, ef) for row in rows if row[1] == i]
        es[i], ef[i] = _place(cals[i], int(network.duration[i]), max(starts, default=None), network.project_start)
    end = max(ef, default=network.project_start)
    ls, lf = [0] * n, [0] * n
    for i in reversed(order):
        bounds = [_backward_bound(network, cals, row, ls, lf) for row in rows if row[0] == i]
        d = int(network.duration[i])
        bounds.append(cals[i].ord(end) - d if d else end)
        position = min(bounds)
        if d:
            ls[i], lf[i] = cals[i].inv_start(position), cals[i].inv_finish(position + d)
        else:
            ls[i] = lf[i] = cals[i].inv_finish(cals[i].ord(position))
    return {"early_start": es, "early_finish": ef, "late_start": ls, "late_finish": lf}


def _order(n: int, rows: list[tuple[int, ...]]) -> list[int]:
    done: list[int] = []
    while len(done) < n:
        done += [i for i in range(n) if i not in done and all(r[0] in done for r in rows if r[1] == i)]
    return done


def _forward_bound(network: Network, cals: list[WorkCalendar], row: Any, es: list[int], ef: list[int]) -> int:
    p, i, kind, lag = row
    d, cal = int(network.duration[i]), cals[i]
    t = cal.add(ef[p] if kind in (FS, FF) else es[p], lag)
    position = cal.ord(t) if d else t
    if kind in (FF, SF):
        position -= d
    if kind == FF:
        position = max(position, cal.ord(network.project_start) if d else network.project_start)
    return position


def _backward_bound(network: Network, cals: list[WorkCalendar], row: Any, ls: list[int], lf: list[int]) -> int:
    i, s, kind, lag = row
    d, cal = int(network.duration[i]), cals[i]
    base = ls[s] if kind in (FS, SS) else lf[s]
    if kind == SS:
        base = cal.snap_start(base)
    if kind == SF:
        base = cal.add(base, d)
    t = cals[s].add(base, -lag)
    position = cal.ord(t) if d else t
    return position if kind == SS else position - d


def _place(cal: WorkCalendar, d: int, position: int | None, project_start: int) -> tuple[int, int]:
    if position is None:
        position = cal.ord(project_start) if d else project_start
    if d:
        return cal.inv_start(position), cal.inv_finish(position + d)
    at_end = cal.inv_finish(cal.ord(position)) == position
    moment = position if at_end else cal.snap_start(position)
    return moment, moment


def as_ordinals(network: Network, instants: np.ndarray) -> list[int]:
    """Instants of each row in the ordinals of its calendar."""
    calendars = network.calendars
    return [calendars.calendar(max(0, int(c))).ord(int(t)) for c, t in zip(network.calendar, instants, strict=True)]
