"""Random plans with everything a plan can have, from one seed; and random edits of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from plans import FOUR_CALENDARS, MONDAY, at

from linkspan.engines.calendar import CalendarSet
from linkspan.engines.network import NO_TIME, Network, Options

HOUR, DAY = 60, 1440
CALENDARS = CalendarSet(FOUR_CALENDARS)
START = at(MONDAY)
#: A Wednesday evening, when part of a random plan is done.
DATA_DATE = at("2026-07-15T17:00")


def instant(rng: np.random.Generator) -> int:
    """A quarter of an hour within eight weeks of the project start."""
    return START + int(rng.integers(-7 * 96, 56 * 96)) * 15


def random_options(rng: np.random.Generator) -> Options:
    return Options(
        data_date=DATA_DATE if rng.random() < 0.6 else NO_TIME,
        must_finish=instant(rng) if rng.random() < 0.2 else NO_TIME,
        lag_calendar=int(rng.integers(0, 4)),
        flavour=str(rng.choice(["msp", "p6"])),
        progress_mode=str(rng.choice(["retained", "override", "actual"])),
        float_basis=str(rng.choice(["smallest", "start", "finish"])),
        critical_by="longest" if rng.random() < 0.1 else "float",
        remaining_after_data_date=bool(rng.random() < 0.8),
        honor_constraints=bool(rng.random() < 0.7),
        critical_threshold=int(rng.choice([0, 480])),
    )


def value(rng: np.random.Generator, name: str) -> Any:
    """A new value of one cell."""
    if name == "duration":
        return int(rng.integers(0, 40)) * HOUR
    if name == "calendar":
        return int(rng.integers(-1, 4))
    if name in ("constraint", "constraint2"):
        return int(rng.choice([0, 0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]))
    if name == "percent":
        return float(rng.choice([0, 25, 50, 100]))
    if name == "remaining":
        return int(rng.choice([-1, 0, 4 * HOUR, 12 * HOUR]))
    if name == "leveling_delay":
        return int(rng.choice([0, 0, DAY, 3 * DAY]))
    if name in ("elapsed", "active"):
        return bool(rng.random() < 0.5)
    return NO_TIME if rng.random() < 0.4 else instant(rng)


INSTANTS = (
    "constraint_date",
    "constraint2_date",
    "deadline",
    "expected_finish",
    "external_early_start",
    "external_late_finish",
    "resume",
    "manual_start",
    "manual_finish",
)
EDITABLE = (*INSTANTS, "duration", "calendar", "constraint", "constraint2", "percent", "remaining", "leveling_delay")


def random_links(rng: np.random.Generator, n: int) -> list[np.ndarray]:
    """Links from lower to higher rows, so that there is no loop."""
    m = int(rng.integers(0, 2 * n))
    succ = rng.integers(1, n, m) if n > 1 else np.zeros(0, dtype=int)
    pred = (rng.random(len(succ)) * succ).astype(int)
    kinds, lag_kinds = rng.choice([0, 0, 0, 1, 2, 3], len(succ)), rng.choice([0, 0, 0, 1, 2, 3], len(succ))
    lags = np.where(lag_kinds >= 2, rng.integers(-50, 150, len(succ)) * 100, rng.integers(-8, 16, len(succ)) * 60)
    return [pred, succ, kinds, lags, lag_kinds]


def random_parents(rng: np.random.Generator, n: int) -> np.ndarray:
    """An outline of up to three levels in its usual order: every summary right before its rows."""
    parent = np.full(n, -1)
    open_rows: list[int] = []
    for i in range(n):
        while open_rows and rng.random() < 0.25:
            open_rows.pop()
        if open_rows:
            parent[i] = open_rows[-1]
        if len(open_rows) < 2 and i < n - 1 and rng.random() < 0.2:
            open_rows.append(i)
    return parent


def without_loops(parent: np.ndarray, links: list[np.ndarray]) -> list[np.ndarray]:
    """Links between rows of which neither is above the other, and that go forward between the outermost branches."""
    n = len(parent)
    lines = []
    for i in range(n):
        line, at_row = [i], i
        while parent[at_row] >= 0:
            at_row = int(parent[at_row])
            line.append(at_row)
        lines.append(line)
    keep = [
        k
        for k, (p, s) in enumerate(zip(links[0], links[1], strict=True))
        if p not in lines[s] and s not in lines[p] and _goes_forward(lines[p], lines[s])
    ]
    return [column[keep] for column in links]


def _goes_forward(before: list[int], after: list[int]) -> bool:
    """Whether the branches under the last common summary are in the order of the link."""
    common = set(before) & set(after)
    first = [x for x in before if x not in common][-1]
    second = [x for x in after if x not in common][-1]
    return first < second


def random_network(seed: int, *, n: int | None = None) -> Network:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 25)) if n is None else n
    options = random_options(rng)
    parent = random_parents(rng, n) if rng.random() < 0.6 else np.full(n, -1)
    columns: dict[str, Any] = {name: np.full(n, NO_TIME) for name in INSTANTS}
    for name in INSTANTS:
        if rng.random() < 0.4:
            for i in np.flatnonzero(rng.random(n) < 0.2):
                columns[name][i] = instant(rng)
    constraint = np.array([value(rng, "constraint") for _ in range(n)]) * (rng.random(n) < 0.3)
    columns["constraint_date"] = np.where(constraint > 1, [instant(rng) for _ in range(n)], NO_TIME)
    started, done = random_progress(rng, n)
    return Network.build(
        n,
        CALENDARS,
        START,
        options=options,
        parent=parent,
        kind=rng.choice([0, 0, 0, 1, 5], n),
        duration=rng.integers(0, 40, n) * HOUR * (rng.random(n) < 0.85),
        calendar=rng.integers(-1, 4, n),
        percent=np.where(started != NO_TIME, rng.choice([0, 25, 50, 75], n), 0),
        actual_start=started,
        actual_finish=done,
        active=rng.random(n) < 0.93,
        elapsed=rng.random(n) < 0.05,
        leveling_delay=np.where(rng.random(n) < 0.1, DAY, 0),
        constraint=constraint,
        links=without_loops(parent, random_links(rng, n)),
        **columns,
    )


def random_progress(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Actual starts and finishes before the data date, in a third of all plans."""
    started = np.full(n, NO_TIME)
    done = np.full(n, NO_TIME)
    if rng.random() < 0.35:
        for i in np.flatnonzero(rng.random(n) < 0.3):
            started[i] = START + int(rng.integers(0, 9 * 24)) * HOUR
            if rng.random() < 0.5:
                done[i] = min(started[i] + int(rng.integers(0, 48)) * HOUR, DATA_DATE)
                started[i] = min(started[i], done[i])
    return started, done
