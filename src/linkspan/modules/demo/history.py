"""Baselines and actual dates of the demo plan, laid out in whole working days.

A baseline is a snapshot of what was planned then, and history is what happened: both are inputs of the product. They
are laid out here by a plain forward pass over the same logic (links, lags, "start no earlier than") with the durations
of that time. The present plan is not: its dates come from the product's own engine.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from graphlib import TopologicalSorter

from .rows import DONE, Row, iso_day
from .worktime import WorkingDays

SEED = 20260715
HOURS_PER_DAY = 8
ONE_DAY = timedelta(days=1)
# CR-006 (more self-service machines) put every window from June on one working week later.
CHANGE_FROM, CHANGE_DELAY_DAYS = date(2026, 6, 1), 5
# History is uneven: most work begins and ends as planned, some a day or two late.
START_DELAYS, FINISH_SLIPS = (0, 0, 0, 1), (0, 0, 0, 1, 1, 2)


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day of work."""

    first: date
    last: date


Spans = dict[str, Span]


@dataclass(frozen=True, slots=True)
class Network:
    """Rows by WBS code with the working days of each calendar, and the day on which the project starts."""

    rows: dict[str, Row]
    days: dict[str, WorkingDays]
    start: date

    def order(self) -> list[str]:
        """Codes with predecessors first; raises graphlib.CycleError."""
        graph = {code: {link.predecessor for link in row.after} for code, row in self.rows.items()}
        return list(TopologicalSorter(graph).static_order())

    def calendar(self, code: str) -> WorkingDays:
        """Working days of a row's calendar."""
        return self.days[self.rows[code].calendar]

    def length(self, code: str, days: int) -> int:
        """Working days of the row's calendar that `days` of 8 h take (15 fill 5 round-the-clock days)."""
        return -(-days * HOURS_PER_DAY // 24) if self.rows[code].calendar == "cutover" else days


def start_bounds(network: Network, code: str, known: Spans, *, before_change: bool = False) -> list[date]:
    """Days before which a row may not begin: project start, window, FS and SS predecessors."""
    row, days = network.rows[code], network.calendar(code)
    bounds = [network.start]
    if row.snet:
        window = date.fromisoformat(iso_day(row.snet))
        moved = before_change and window >= CHANGE_FROM
        bounds.append(days.shift(window, -CHANGE_DELAY_DAYS) if moved else window)
    for link in row.after:
        span = known.get(link.predecessor)
        if span is None:
            continue
        if link.type == "FS":
            after = span.last if row.kind == "milestone" else span.last + ONE_DAY
            bounds.append(days.shift(after, link.lag_days))
        elif link.type == "SS":
            bounds.append(days.shift(span.first, link.lag_days))
    return bounds


def finish_bounds(network: Network, code: str, known: Spans) -> list[date]:
    """Days before which a row may not end: FF and SF predecessors."""
    days = network.calendar(code)
    bounds = []
    for link in network.rows[code].after:
        span = known.get(link.predecessor)
        if span is None or link.type not in ("FF", "SF"):
            continue
        reached = span.last if link.type == "FF" else span.first - ONE_DAY
        bounds.append(days.shift(days.last_until(reached), link.lag_days))
    return bounds


def lay_out(network: Network, code: str, first: date, length: int, finish: list[date]) -> Span:
    """The span of a row of `length` working days that begins on `first` or, to meet its finish bounds, later."""
    days, length = network.calendar(code), max(length, 1)
    if network.rows[code].recurring:
        return Span(days.first_from(first), max([days.shift(first, length - 1), *finish]))
    first = days.first_from(max([first, *(days.shift(day, 1 - length) for day in finish)]))
    return Span(first, days.shift(first, length - 1))


def actual_spans(network: Network) -> Spans:
    """What happened: spans of finished rows, and the first day of those under way (last = first)."""
    generator = random.Random(SEED)
    luck = {code: (generator.choice(START_DELAYS), generator.choice(FINISH_SLIPS)) for code in network.rows}
    spans: Spans = {}
    for code in network.order():
        row = network.rows[code]
        delay, slip = luck[code]
        if row.began:
            first, last = iso_day(row.began), iso_day(row.ended or row.began)
            spans[code] = Span(date.fromisoformat(first), date.fromisoformat(last))
        elif row.percent == DONE:
            start = max(start_bounds(network, code, spans))
            if row.kind == "task":
                start = network.calendar(code).shift(start, delay if row.days >= 5 else 0)
            length = row.days + min(slip, row.days // 4)
            spans[code] = lay_out(network, code, start, length, finish_bounds(network, code, spans))
    return spans


def first_baseline(network: Network) -> Spans:
    """The plan as approved at the start, before CR-006."""
    spans: Spans = {}
    for code in network.order():
        row = network.rows[code]
        length = network.length(code, row.before_change or row.days)
        first = max(start_bounds(network, code, spans, before_change=True))
        spans[code] = lay_out(network, code, first, length, finish_bounds(network, code, spans))
    return spans


def second_baseline(network: Network, actual: Spans, approved: date) -> Spans:
    """The plan as re-approved on `approved`: what was finished keeps its dates, the rest is planned from then on."""
    spans: Spans = {}
    for code in network.order():
        row, happened = network.rows[code], actual.get(code)
        if happened is not None and row.percent == DONE and happened.last < approved:
            spans[code] = happened
            continue
        if happened is not None and happened.first < approved:
            first = happened.first
        else:
            first = max(approved, *start_bounds(network, code, spans))
        spans[code] = lay_out(network, code, first, network.length(code, row.days), finish_bounds(network, code, spans))
    return spans
