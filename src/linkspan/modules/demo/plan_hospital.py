"""The plan of the hospital project (JZ1Y): WBS of 14 sections and 180 leaf tasks, links, baselines and progress.

Inputs only. The dates of the present plan come from the product's engine at the data date.
"""

from __future__ import annotations

from datetime import date

from . import wbs_first_stage, wbs_later_stages, wbs_preparation, wbs_systems
from .calendars import CALENDARS
from .history import Network, Span, Spans, actual_spans, first_baseline, second_baseline
from .organisation import CUSTOMER, PARTIES, PROGRAMME_CODE
from .records import Baseline, Constraint, Name, Planned, Progress, ProjectPlan, Section, Task
from .rows import DONE, Row, Table, iso_day
from .worktime import WorkingDays

PROJECT_START = "2026-01-05T08:00:00"
DATA_DATE = "2026-07-15T00:00:00"
BASELINE_2_APPROVED = date(2026, 5, 18)
OPTIMISTIC, PESSIMISTIC = 0.8, 1.6

TABLES: tuple[Table, ...] = (
    *wbs_preparation.TABLES,
    *wbs_systems.TABLES,
    *wbs_first_stage.TABLES,
    *wbs_later_stages.TABLES,
)
BASELINES = (
    Baseline(1, Name("V1.0", "V1.0"), "2026-02-03"),
    Baseline(2, Name("CR-006", "CR-006"), BASELINE_2_APPROVED.isoformat()),
)


def _numbered() -> list[tuple[Table, str, Row]]:
    return [
        (table, f"{table.code}.{number}", row) for table in TABLES for number, row in enumerate(table.rows, start=1)
    ]


def rows_by_code() -> dict[str, Row]:
    """The rows as written, by WBS code."""
    return {code: row for _, code, row in _numbered()}


def _network() -> Network:
    rows = rows_by_code()
    days = {calendar.code: WorkingDays(calendar) for calendar in CALENDARS}
    return Network(rows, days, date.fromisoformat(PROJECT_START[:10]))


def _planned(network: Network, code: str, span: Span) -> Planned:
    row, days = network.rows[code], network.days[network.rows[code].calendar]
    finish = days.finish_of(span.last)
    return Planned(finish if row.kind == "milestone" else days.start_of(span.first), finish)


def _progress(network: Network, code: str, actual: Spans) -> Progress:
    row = network.rows[code]
    if code not in actual:
        return Progress()
    planned = _planned(network, code, actual[code])
    return Progress(row.percent, planned.start, planned.finish if row.percent == DONE else None)


def _duration(network: Network, code: str, actual: Spans) -> float:
    """Finished work lasted as long as it lasted; the rest as now estimated."""
    row = network.rows[code]
    if row.kind == "milestone":
        return 0
    if row.percent == DONE:
        return network.days[row.calendar].count(actual[code].first, actual[code].last)
    return row.now or row.days


def _constraint(network: Network, row: Row) -> Constraint | None:
    window = row.now_snet or row.snet
    if not window:
        return None
    days = network.days[row.calendar]
    return Constraint("SNET", days.start_of(days.first_from(date.fromisoformat(iso_day(window)))))


def build_plan() -> ProjectPlan:
    """Assemble the plan; deterministic (the seed is in history.py)."""
    network = _network()
    actual = actual_spans(network)
    planned = {
        1: first_baseline(network),
        2: second_baseline(network, actual, BASELINE_2_APPROVED),
    }
    tasks = tuple(
        Task(
            code=code,
            name=Name(row.zh, row.en),
            section=table.code,
            kind=row.kind,
            owner=row.by or table.owner,
            calendar=row.calendar,
            optimistic=round(row.days * OPTIMISTIC, 1),
            most_likely=row.days,
            pessimistic=round(row.days * PESSIMISTIC, 1),
            duration_days=_duration(network, code, actual),
            predecessors=row.after,
            constraint=_constraint(network, row),
            deadline=f"{iso_day(row.deadline)}T17:30:00" if row.deadline else None,
            progress=_progress(network, code, actual),
            baselines={number: _planned(network, code, spans[code]) for number, spans in planned.items()},
        )
        for table, code, row in _numbered()
    )
    return ProjectPlan(
        code="JZ1Y",
        name=Name("市一医院 HIS 升级", "First Hospital HIS upgrade"),
        description=Name(
            "江州市第一人民医院 HIS 升级与集成平台项目。目标：核心 HIS 换代、互联互通四甲、电子病历五级。",
            "HIS upgrade and integration platform of Jiangzhou First People's Hospital. Goals: a new core HIS, "
            "interoperability level 4A, electronic medical records level 5.",
        ),
        programme=PROGRAMME_CODE,
        customer=CUSTOMER,
        manager="suyu",
        start=PROJECT_START,
        data_date=DATA_DATE,
        calendar="standard",
        parties=tuple(party.code for party in PARTIES),
        sections=tuple(Section(table.code, Name(table.zh, table.en), table.owner) for table in TABLES),
        tasks=tasks,
        baselines=BASELINES,
    )
