"""The arrow network of a schedule network: active tasks of the lowest level, links of summaries passed to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from linkspan.engines.arrow.convert import to_arrows
from linkspan.engines.arrow.minimise import EXACT_ACTIVITIES, SEARCH_STEPS
from linkspan.engines.arrow.model import ArrowNetwork, ArrowProblem
from linkspan.engines.network import LagKind, LinkType, Network

_MINUTES_PER_WEEK = 7 * 1440
_WHOLE = 10_000  # hundredths of a percent


def plan_to_arrows(
    network: Network, *, exact_activities: int = EXACT_ACTIVITIES, steps: int = SEARCH_STEPS
) -> tuple[ArrowNetwork, tuple[int, ...]]:
    """(arrows, rows): activity k of the arrows is row `rows[k]` of the network; times in minutes of working time.

    Left out: inactive tasks, constraints, progress and calendars: an arrow network shows the logic of the plan. Links
    of summaries are passed to their subtasks (finish to start only); elapsed lags become working time by the hours of
    the default calendar's week. What was left out stands in `problems`. Raises `ArrowError` as `to_arrows`.
    """
    leaves = _leaves(network)
    rows = [row for row in range(network.n_tasks) if leaves[row] == [row] and network.active[row]]
    at = {row: k for k, row in enumerate(rows)}
    problems: list[ArrowProblem] = []
    links: list[tuple[int, int, int, int]] = []
    origin: list[int] = []
    for k, pred, succ in _inside(network):
        kind, lag = int(network.links.type[k]), _lag(network, k, problems)
        if (leaves[pred] != [pred] or leaves[succ] != [succ]) and kind != LinkType.FS:
            problems.append(ArrowProblem("summary_link", k))
            continue
        for a in leaves[pred]:
            for b in leaves[succ]:
                if a in at and b in at:
                    links.append((at[a], at[b], kind, lag))
                    origin.append(k)
    used = {int(c) for c in network.calendar[rows]} if rows else set()
    if len(used) > 1:
        problems.append(ArrowProblem("several_calendars", -1, {"count": len(used)}))
    durations = [int(d) for d in network.duration[rows]] if rows else []
    found = to_arrows(durations, links, exact_activities=exact_activities, steps=steps)
    return _with_links(found, origin, problems), tuple(rows)


def _with_links(found: ArrowNetwork, origin: Sequence[int], problems: list[ArrowProblem]) -> ArrowNetwork:
    """Link numbers of the plan in place of those of the passed-on links."""
    problems += [replace(problem, link=origin[problem.link]) for problem in found.problems]
    arrows = tuple(replace(arrow, link=origin[arrow.link]) if arrow.link >= 0 else arrow for arrow in found.arrows)
    return replace(found, arrows=arrows, problems=tuple(problems))


def _leaves(network: Network) -> list[list[int]]:
    """For each row the rows of the lowest level below it, itself where nothing is below."""
    n = network.n_tasks
    children: list[list[int]] = [[] for _ in range(n)]
    for row, parent in enumerate(network.parent.tolist()):
        if parent >= 0:
            children[parent].append(row)
    found: list[list[int]] = []
    for row in range(n):
        stack, below = [row], []
        while stack:
            at = stack.pop()
            stack.extend(reversed(children[at]))
            if not children[at]:
                below.append(at)
        found.append(below)
    return found


def _inside(network: Network) -> Iterator[tuple[int, int, int]]:
    """Links between rows that exist."""
    pred, succ = network.links.pred, network.links.succ
    n = network.n_tasks
    for k in np.flatnonzero((pred >= 0) & (pred < n) & (succ >= 0) & (succ < n)).tolist():
        yield k, int(pred[k]), int(succ[k])


def _lag(network: Network, k: int, problems: list[ArrowProblem]) -> int:
    """The lag of a link in minutes of working time."""
    lag, kind = int(network.links.lag[k]), int(network.links.lag_kind[k])
    if kind >= LagKind.PERCENT:
        lag = round(int(network.duration[network.links.pred[k]]) * lag / _WHOLE)
    if lag and kind in (LagKind.ELAPSED, LagKind.ELAPSED_PERCENT):
        week = network.calendars.calendar(network.options.default_calendar).week_minutes
        lag = round(lag * week / _MINUTES_PER_WEEK)
        problems.append(ArrowProblem("elapsed_lag", k, {"minutes": lag}))
    return lag
