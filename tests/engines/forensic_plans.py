"""Random plans with everything that can drive a date, kept as plain rows so that tests change them by hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import strategies as st
from plans import FIVE_DAYS, FS, MONDAY, SF, SIX_DAYS, SS, at

from linkspan.engines.calendar import CalendarSet, CalendarSpec
from linkspan.engines.forensic import PlanInput
from linkspan.engines.network import NO_TIME, Kind, Network, Options

DAY = 1440
START = at(MONDAY)
CALENDARS = (FIVE_DAYS, SIX_DAYS)


@dataclass(frozen=True)
class Row:
    """One row of a drawn plan; `parent` is a uid."""

    uid: int
    parent: int | None = None
    columns: dict[str, Any] = field(default_factory=dict)

    def but(self, **columns: Any) -> Row:
        return replace(self, columns={**self.columns, **columns})


@dataclass(frozen=True)
class Drawn:
    """Rows, links (pred uid, succ uid, type, lag), and the dates of the project."""

    rows: tuple[Row, ...]
    links: tuple[tuple[int, int, int, int], ...]
    data_date: int = NO_TIME
    must_finish: int = NO_TIME
    start: int = START
    flavour: str = "msp"
    calendars: tuple[CalendarSpec, ...] = CALENDARS

    def network(self) -> Network:
        at_row = {row.uid: number for number, row in enumerate(self.rows)}
        names = sorted({name for row in self.rows for name in row.columns})
        columns = {name: [row.columns.get(name, BLANK[name]) for row in self.rows] for name in names}
        ends = [(at_row[a], at_row[b], kind, lag, 0) for a, b, kind, lag in self.links]
        return Network.build(
            len(self.rows),
            CalendarSet(list(self.calendars)),
            self.start,
            links=[list(c) for c in zip(*ends, strict=True)] if ends else None,
            options=Options(data_date=self.data_date, must_finish=self.must_finish, flavour=self.flavour),
            parent=[-1 if row.parent is None else at_row[row.parent] for row in self.rows],
            **columns,
        )

    def plan(self, label: str = "") -> PlanInput:
        uids = tuple(row.uid for row in self.rows)
        return PlanInput(self.network(), uids, names=tuple(f"T{uid}" for uid in uids), label=label)

    def with_row(self, number: int, **columns: Any) -> Drawn:
        rows = list(self.rows)
        rows[number] = rows[number].but(**columns)
        return replace(self, rows=tuple(rows))

    def without_link(self, number: int) -> Drawn:
        return replace(self, links=self.links[:number] + self.links[number + 1 :])


BLANK: dict[str, Any] = {
    "duration": 0,
    "calendar": -1,
    "kind": 0,
    "constraint": 0,
    "constraint_date": NO_TIME,
    "constraint2": 0,
    "constraint2_date": NO_TIME,
    "expected_finish": NO_TIME,
    "external_early_start": NO_TIME,
    "external_late_finish": NO_TIME,
    "deadline": NO_TIME,
    "actual_start": NO_TIME,
    "actual_finish": NO_TIME,
    "remaining": -1,
    "percent": 0.0,
    "active": True,
    "manual_start": NO_TIME,
    "manual_finish": NO_TIME,
    "leveling_delay": 0,
    "resume": NO_TIME,
}


def instants(first: int = 0, last: int = 30) -> st.SearchStrategy[int]:
    """Whole hours within some days of the start."""
    return st.integers(first * 24, last * 24).map(lambda hours: START + hours * 60)


KINDS = ("plain", "plain", "plain", "dated", "dated", "started", "done", "manual", "leveled", "due", "p6", "effort")


@st.composite
def leaf_columns(draw: st.DrawFn) -> dict[str, Any]:
    columns: dict[str, Any] = {
        "duration": draw(st.integers(0, 30)) * 120,
        "calendar": draw(st.integers(0, 1)),
        "constraint": 0,
    }
    kind = draw(st.sampled_from(KINDS))
    if kind == "dated":
        columns |= {"constraint": draw(st.integers(1, 11)), "constraint_date": draw(instants())}
    elif kind == "started":
        columns |= {"actual_start": draw(instants(0, 10)), "percent": float(draw(st.integers(0, 90)))}
        if draw(st.booleans()):
            columns["resume"] = draw(instants(5, 15))
    elif kind == "done":
        begun = draw(instants(0, 10))
        columns |= {"actual_start": begun, "actual_finish": begun + draw(st.integers(0, 200)) * 60, "percent": 100.0}
    elif kind == "manual":
        begun = draw(instants())
        columns |= {"manual_start": begun, "manual_finish": begun + draw(st.integers(0, 200)) * 60}
    elif kind == "leveled":
        columns["leveling_delay"] = draw(st.integers(1, 5)) * DAY
    elif kind == "p6":
        name = draw(st.sampled_from(["expected_finish", "external_early_start", "external_late_finish"]))
        columns[name] = draw(instants(0, 40))
        columns |= {"constraint2": draw(st.sampled_from([0, 4, 7])), "constraint2_date": draw(instants())}
    elif kind == "effort":
        columns["kind"] = draw(st.sampled_from([Kind.LEVEL_OF_EFFORT, Kind.HAMMOCK]))
    elif kind == "due":
        columns["deadline"] = draw(instants(0, 40))
    return columns


@st.composite
def drawn_plans(draw: st.DrawFn, *, most: int = 9) -> Drawn:
    """Up to `most` tasks, some below a summary, with links that only run forward."""
    n = draw(st.integers(1, most))
    rows = [Row(uid, None, draw(leaf_columns())) for uid in range(1, n + 1)]
    inside = draw(st.integers(0, n))
    summary = 100
    if inside:
        # The first tasks lie below a summary, which later tasks may follow.
        rows = [replace(row, parent=summary) if row.uid <= inside else row for row in rows]
        gate = {"constraint": draw(st.sampled_from([0, 0, 4])), "constraint_date": draw(instants(0, 8))}
        rows.insert(0, Row(summary, None, gate))
    pairs = [(a, b) for a in range(1, n + 1) for b in range(a + 1, n + 1)]
    pairs += [(summary, b) for b in range(inside + 1, n + 1) if inside]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=2 * n, unique=True)) if pairs else []
    lag = st.sampled_from([0, 0, 480, -480, 120])
    links = tuple((a, b, draw(st.sampled_from([FS, FS, SS, 2, SF])), draw(lag)) for a, b in chosen)
    status = draw(st.sampled_from([NO_TIME, NO_TIME, START + 3 * DAY + 1020, START + 12 * DAY]))
    must = draw(st.sampled_from([NO_TIME, NO_TIME, START + 20 * DAY]))
    return Drawn(tuple(rows), links, status, must, flavour=draw(st.sampled_from(["msp", "msp", "p6"])))
