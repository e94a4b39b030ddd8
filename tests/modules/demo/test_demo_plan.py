"""The demo plan of the hospital: its inputs are sound, and the engine draws the story from them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from graphlib import TopologicalSorter
from itertools import pairwise

import pytest

from linkspan.engines.calendar import (
    CalendarException,
    CalendarSet,
    CalendarSpec,
    WeekPattern,
    from_minutes,
    to_minutes,
)
from linkspan.engines.network import NO_TIME, Network, Options, Result, compute
from linkspan.modules.demo import CALENDARS, DEPARTMENTS, LOGINS, PARTIES, PEOPLE, build_plan
from linkspan.modules.demo.records import ProjectPlan, Task

DAY = 480
EPOCH = date(1970, 1, 1)
# From demo-story.md, A4: percent complete of each section at the data date; sections 1-3 as a range.
SECTION_PROGRESS = {
    **dict.fromkeys(("1", "2", "3"), (88, 100)),
    **{code: (value - 2, value + 2) for code, value in (("4", 82), ("5", 76), ("6", 80), ("7", 61), ("8", 18))},
    **{code: (value - 2, value + 2) for code, value in (("9", 12), ("10", 15))},
    **dict.fromkeys(("11", "12", "13", "14"), (0, 0)),
}
SECTION_LEAVES = (12, 18, 20, 22, 24, 10, 16, 18, 8, 10, 6, 8, 4, 4)
CRITICAL_CHAIN = ("4.18", "8.4", "8.5", "8.12", "8.15", "8.16", "8.17", "8.18")
FORECAST = {
    "8.4": "2026-07-24",
    "8.5": "2026-08-06",
    "8.12": "2026-08-13",
    "8.15": "2026-08-21",
    "8.16": "2026-08-25",
    "8.17": "2026-08-28",
    "8.18": "2026-09-04",
}


@dataclass(frozen=True)
class Scheduled:
    """The engine's answer with the row of each WBS code."""

    result: Result
    row: dict[str, int]
    links: list[tuple[str, str]]

    def finish(self, code: str) -> str:
        return from_minutes(int(self.result.finish[self.row[code]])).date().isoformat()

    def start(self, code: str) -> str:
        return from_minutes(int(self.result.start[self.row[code]])).date().isoformat()

    def total_float(self, code: str) -> float:
        return int(self.result.total_float[self.row[code]]) / DAY


def _minutes(instant: str | None) -> int:
    return NO_TIME if instant is None else to_minutes(datetime.fromisoformat(instant))


def _intervals(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[int, int], ...]:
    return tuple((int(start[:2]) * 60 + int(start[3:]), int(end[:2]) * 60 + int(end[3:])) for start, end in pairs)


def _day(text: str) -> int:
    return (date.fromisoformat(text) - EPOCH).days


def _calendars() -> CalendarSet:
    return CalendarSet(
        [
            CalendarSpec(
                calendar.name.zh,
                WeekPattern(tuple(_intervals(day) for day in calendar.week)),
                tuple(
                    CalendarException(_day(item.first), _day(item.last), _intervals(item.intervals), item.name.zh)
                    for item in calendar.exceptions
                ),
            )
            for calendar in CALENDARS
        ]
    )


def _schedule(plan: ProjectPlan, *, deadlines: bool = True) -> Scheduled:
    tasks = plan.tasks
    row = {task.code: index for index, task in enumerate(tasks)}
    calendar = {item.code: index for index, item in enumerate(CALENDARS)}
    types = {"FS": 0, "SS": 1, "FF": 2, "SF": 3}
    links = [
        (row[link.predecessor], row[task.code], types[link.type], link.lag_days * DAY, 0)
        for task in tasks
        for link in task.predecessors
    ]
    network = Network.build(
        len(tasks),
        _calendars(),
        _minutes(plan.start),
        links=tuple(list(column) for column in zip(*links, strict=True)),
        options=Options(data_date=_minutes(plan.data_date), default_calendar=calendar[plan.calendar]),
        kind=[int(task.kind == "milestone") for task in tasks],
        duration=[round(task.duration_days * DAY) for task in tasks],
        calendar=[calendar[task.calendar] for task in tasks],
        constraint=[4 if task.constraint else 0 for task in tasks],
        constraint_date=[_minutes(task.constraint.at) if task.constraint else NO_TIME for task in tasks],
        deadline=[_minutes(task.deadline) if deadlines else NO_TIME for task in tasks],
        actual_start=[_minutes(task.progress.actual_start) for task in tasks],
        actual_finish=[_minutes(task.progress.actual_finish) for task in tasks],
        percent=[task.progress.percent for task in tasks],
    )
    codes = [task.code for task in tasks]
    return Scheduled(compute(network), row, [(codes[link[0]], codes[link[1]]) for link in links])


@pytest.fixture(scope="module")
def plan() -> ProjectPlan:
    return build_plan()


@pytest.fixture(scope="module")
def tasks(plan: ProjectPlan) -> dict[str, Task]:
    return {task.code: task for task in plan.tasks}


@pytest.fixture(scope="module")
def scheduled(plan: ProjectPlan) -> Scheduled:
    return _schedule(plan)


def test_counts_are_those_of_the_story(plan: ProjectPlan) -> None:
    leaves = [task for task in plan.tasks if task.kind == "task"]
    assert (len(PEOPLE), len(plan.sections), len(leaves)) == (34, 14, 180)
    assert tuple(sum(task.section == section.code for task in leaves) for section in plan.sections) == SECTION_LEAVES
    assert len({person.username for person in PEOPLE}) == 34
    assert len({task.code for task in plan.tasks}) == len(plan.tasks)


def test_codes_follow_the_outline(plan: ProjectPlan) -> None:
    for section in plan.sections:
        codes = [task.code for task in plan.tasks if task.section == section.code]
        assert codes == [f"{section.code}.{number}" for number in range(1, len(codes) + 1)]


def test_references_resolve(plan: ProjectPlan, tasks: dict[str, Task]) -> None:
    people = {person.username for person in PEOPLE}
    parties = {party.code for party in PARTIES}
    departments = {department.code: department.party for department in DEPARTMENTS}
    assert {task.owner for task in plan.tasks} | {section.owner for section in plan.sections} <= people
    assert {login.username for login in LOGINS} <= people
    assert {task.calendar for task in plan.tasks} <= {calendar.code for calendar in CALENDARS}
    assert {link.predecessor for task in plan.tasks for link in task.predecessors} <= set(tasks)
    assert all(departments[person.department] == person.party for person in PEOPLE)
    assert {person.party for person in PEOPLE} | set(plan.parties) <= parties


def test_every_name_is_in_both_languages(plan: ProjectPlan) -> None:
    names = [
        item.name for group in (plan.sections, plan.tasks, PEOPLE, PARTIES, DEPARTMENTS, CALENDARS) for item in group
    ]
    names += [person.title for person in PEOPLE] + [login.note for login in LOGINS]
    for name in names:
        assert name.zh, name
        assert name.en.isascii(), name


def test_one_login_for_each_role_and_two_for_vendors() -> None:
    roles = [login.role for login in LOGINS]
    once = {"executive", "committee", "director", "manager", "architect", "engineer", "test_manager"}
    once |= {"finance", "site_manager", "operations", "auditor", "system_admin", "security_admin", "audit_admin"}
    assert sorted(roles) == sorted([*once, "vendor", "vendor"])
    party = {person.username: person.party for person in PEOPLE}
    assert all((login.role == "vendor") == bool(login.party) for login in LOGINS)
    assert all(party[login.username] == login.party for login in LOGINS if login.party)


def test_calendar_keeps_rest_days_and_make_up_workdays() -> None:
    calendars = _calendars()
    standard, site, cutover = (calendars.calendar(index) for index in range(3))
    assert [standard.day_minutes(_day(day)) for day in ("2026-02-28", "2026-05-09", "2026-07-15")] == [DAY] * 3
    assert [standard.day_minutes(_day(day)) for day in ("2026-02-16", "2026-06-19", "2026-10-07", "2026-07-18")] == [
        0
    ] * 4
    assert site.day_minutes(_day("2026-07-18")) == DAY
    assert [site.day_minutes(_day(day)) for day in ("2026-07-19", "2026-06-20")] == [0, 0]
    assert cutover.day_minutes(_day("2026-10-01")) == 1440


def test_logic_is_acyclic_and_nothing_dangles(plan: ProjectPlan, tasks: dict[str, Task]) -> None:
    graph = {task.code: {link.predecessor for link in task.predecessors} for task in plan.tasks}
    assert len(list(TopologicalSorter(graph).static_order())) == len(plan.tasks)
    assert [task.code for task in plan.tasks if not task.predecessors] == ["1.1"]
    # A finish that nothing waits for may slip unseen, so a start-to-start successor alone is not enough.
    finishing = {link.predecessor for task in plan.tasks for link in task.predecessors if link.type in ("FS", "FF")}
    assert set(tasks) - finishing == {"14.4"}
    links = [(link.predecessor, task.code, link.type) for task in plan.tasks for link in task.predecessors]
    assert len(set(links)) == len(links)
    assert 1.2 <= len(links) / len(plan.tasks) <= 1.7
    assert {link_type for _, _, link_type in links} == {"FS", "SS", "FF", "SF"}


def test_actual_dates_are_sound(plan: ProjectPlan) -> None:
    for task in plan.tasks:
        progress = task.progress
        if progress.percent == 0:
            assert (progress.actual_start, progress.actual_finish) == (None, None), task.code
            continue
        assert progress.actual_start is not None, task.code
        assert progress.actual_start < plan.data_date, task.code
        assert (progress.percent == 100) == (progress.actual_finish is not None), task.code
        if progress.actual_finish is not None:
            assert progress.actual_start <= progress.actual_finish < plan.data_date, task.code


def test_history_keeps_the_logic(plan: ProjectPlan, tasks: dict[str, Task]) -> None:
    for task in plan.tasks:
        begun, ended = task.progress.actual_start, task.progress.actual_finish
        for link in task.predecessors:
            before = tasks[link.predecessor].progress
            where = f"{link.predecessor} {link.type} {task.code}"
            if link.type == "FS" and begun is not None:
                assert before.actual_finish is not None, where
                assert before.actual_finish <= begun, where
            if link.type == "SS" and begun is not None:
                assert before.actual_start is not None, where
                assert before.actual_start <= begun, where
            if link.type == "FF" and ended is not None:
                assert before.actual_finish is not None, where


def test_section_progress_is_that_of_the_story(plan: ProjectPlan) -> None:
    for section in plan.sections:
        leaves = [task for task in plan.tasks if task.section == section.code and task.kind == "task"]
        done = sum(task.duration_days * task.progress.percent for task in leaves)
        low, high = SECTION_PROGRESS[section.code]
        assert low <= done / sum(task.duration_days for task in leaves) <= high, section.code


def test_estimates_and_baselines(plan: ProjectPlan, tasks: dict[str, Task]) -> None:
    for task in plan.tasks:
        if task.kind == "task":
            assert 2 <= task.most_likely <= 15, task.code
            assert task.optimistic == pytest.approx(0.8 * task.most_likely, abs=0.05)
            assert task.pessimistic == pytest.approx(1.6 * task.most_likely, abs=0.05)
        assert set(task.baselines) == {1, 2}
        assert all(planned.start <= planned.finish for planned in task.baselines.values()), task.code
    promised = {code: tasks[code].deadline for code in ("8.17", "8.18", "11.6", "13.2", "13.4")}
    assert {code: tasks[code].baselines[2].finish for code in promised} == promised
    assert tasks["8.17"].baselines[1].finish < tasks["8.17"].baselines[2].finish


def test_same_seed_same_plan(plan: ProjectPlan) -> None:
    assert build_plan() == plan


def test_forecast_comes_out_of_the_inputs(scheduled: Scheduled) -> None:
    assert {code: scheduled.finish(code) for code in FORECAST} == FORECAST
    assert scheduled.finish("6.4") == "2026-07-16"
    assert not [problem for problem in scheduled.result.problems if problem.level == "error"]


def test_finished_work_stands_and_the_rest_is_ahead(plan: ProjectPlan, scheduled: Scheduled) -> None:
    data_date = date.fromisoformat(plan.data_date[:10])
    for task in plan.tasks:
        if task.progress.actual_finish is not None:
            assert scheduled.finish(task.code) == task.progress.actual_finish[:10], task.code
        else:
            assert date.fromisoformat(scheduled.finish(task.code)) >= data_date, task.code
            assert scheduled.start(task.code) >= (task.progress.actual_start or plan.data_date)[:10], task.code


def test_critical_chain_runs_in_order(tasks: dict[str, Task], scheduled: Scheduled) -> None:
    pairs = list(pairwise(CRITICAL_CHAIN))
    assert set(pairs) <= set(scheduled.links)
    for before, after in pairs[1:]:
        assert scheduled.links[scheduled.result.driving_link[scheduled.row[after]]] == (before, after)
    for code in ("6.4", *CRITICAL_CHAIN[1:]):
        assert scheduled.result.critical[scheduled.row[code]], code
    # In Baseline 2 the contract repository drives the first of them: a week for signing lies between.
    signed = tasks["4.18"].baselines[2].finish[:10]
    assert (signed, tasks["8.4"].baselines[2].start[:10]) == ("2026-06-26", "2026-07-06")


def test_only_the_chain_of_the_stage_is_critical(plan: ProjectPlan, scheduled: Scheduled) -> None:
    first_stage = {str(number) for number in range(1, 9)}
    critical = {
        task.code
        for task in plan.tasks
        if task.section in first_stage
        and task.kind == "task"
        and scheduled.result.critical[scheduled.row[task.code]]
        and task.progress.percent < 100
    }
    assert critical == {"6.4", *CRITICAL_CHAIN[1:]}


def test_float_is_measured_against_the_promise(plan: ProjectPlan, scheduled: Scheduled) -> None:
    assert {scheduled.total_float(code) for code in ("6.4", *CRITICAL_CHAIN[1:])} == {-4.0}
    without = _schedule(plan, deadlines=False)
    assert {without.total_float(code) for code in ("6.4", *CRITICAL_CHAIN[1:])} == {0.0}
    assert {code: without.finish(code) for code in FORECAST} == FORECAST


def test_every_slip_moves_the_end(plan: ProjectPlan, scheduled: Scheduled) -> None:
    """DCMA critical path test: a critical task that lasts longer moves the end as much."""
    longer = tuple(replace(task, duration_days=25) if task.code == "8.12" else task for task in plan.tasks)
    moved = _schedule(replace(plan, tasks=longer))
    before, after = date.fromisoformat(scheduled.finish("14.4")), date.fromisoformat(moved.finish("14.4"))
    assert timedelta(days=20) <= after - before
