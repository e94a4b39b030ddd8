"""Plans of past weeks and risk drivers of the demo: computed from the story's inputs, and they show what it tells."""

import datetime as dt

import pytest

from linkspan.engines.calendar import from_minutes
from linkspan.modules.analysis import plans
from linkspan.modules.analysis.models import PlanSnapshot, RiskDriver
from linkspan.modules.demo.loader import load_demo
from linkspan.modules.demo.replay import KNOWN_FROM, STATUS_DATES
from linkspan.modules.demo.rows import iso_day
from linkspan.modules.identity.models import User
from linkspan.modules.portfolio.models import Project
from world import client_of, send

HOME = "/projects/JZ1Y/analysis"


@pytest.fixture
def demo(db, frozen_today):
    plans.forget()
    load_demo(lambda done, total, text: None)
    yield Project._base_manager.get(code="JZ1Y")
    plans.forget()


@pytest.fixture
def manager(demo):
    return client_of(User.objects.get(username="suyu"))


def read(client, path):
    answer = client.get(f"/api{HOME}/{path}")
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def finish_of(plan, code):
    return from_minutes(int(plan.result.finish[plan.state.outline.wbs.index(code)])).date()


def test_past_plans_hold_what_was_known_then(demo):
    rows = list(PlanSnapshot.base_rows.filter(project=demo).order_by("made_at"))
    assert [from_minutes(row.data_date).date().isoformat()[5:] for row in rows] == list(STATUS_DATES)
    assert {row.kind for row in rows} == {"manual"}  # the imported baselines were no plans of these dates
    before = 0
    for row in rows:
        plan = plans.snapshot_plan(row)
        day = from_minutes(row.data_date).date()
        numbers, done = plan.state.numbers, 0
        for name in ("actual_start", "actual_finish"):
            known = numbers[name][numbers[name] != plans.MISSING]
            assert (known < row.data_date).all(), (day, name)
        done = int((numbers["actual_finish"] != plans.MISSING).sum())
        assert done >= before, day
        before = done
        begun = (numbers["actual_start"] != plans.MISSING) & plan.leaves
        assert (plan.state.progress[plan.leaves & ~begun] == 0).all(), day


def test_the_first_plan_keeps_the_promise_and_the_slip_begins_with_the_signing(demo):
    """S1 goes live on 08-24 in Baseline 2; LIS 2.0 of 06-28 and the late joint debugging put it later."""
    found = {}
    for row in PlanSnapshot.base_rows.filter(project=demo):
        plan = plans.snapshot_plan(row)
        found[from_minutes(row.data_date).date()] = finish_of(plan, "8.17")
    promised = dt.date(2026, 8, 24)
    assert all(found[dt.date(2026, month, day)] == promised for month, day in ((5, 20), (6, 10), (6, 24)))
    assert promised < found[dt.date(2026, 7, 1)] < found[dt.date(2026, 7, 8)]
    assert finish_of(plans.current_plan(demo), "8.17") == dt.date(2026, 8, 28)


def test_re_estimates_are_known_from_their_day_on(demo):
    for row in PlanSnapshot.base_rows.filter(project=demo):
        plan, day = plans.snapshot_plan(row), from_minutes(row.data_date).date()
        is_known = day >= dt.date.fromisoformat(iso_day(KNOWN_FROM["3.7"]))
        days = plan.state.numbers["duration"][plan.state.outline.wbs.index("3.7")] / 480
        assert days == (30 if is_known else 14), day


def test_the_trend_of_the_milestones_slips(manager):
    marks = {mark["code"]: mark for mark in read(manager, "trend")["milestones"]}
    live = marks["8.20"]
    assert len(live["points"]) == len(STATUS_DATES) + 1
    assert live["slip_days"] == 4
    assert from_minutes(live["baseline"]).date() == dt.date(2026, 8, 24)


def test_the_movement_of_the_finish_has_causes_that_sum(manager):
    rows = read(manager, "snapshots")["snapshots"]
    first = min(rows, key=lambda row: row["data_date"])["id"]
    found = read(manager, f"compare?from={first}&to=now")
    assert found["sums"]
    assert found["moved_days"] > 0
    by_cause = {one["cause"]: one["days"] for one in found["split"]}
    assert by_cause["progress"] + by_cause["duration"] != 0
    assert by_cause["scope"] == by_cause["logic"] == by_cause["calendar"] == 0


def test_the_delay_of_the_go_live_sums_and_has_a_party(manager):
    live = next(mark for mark in read(manager, "trend")["milestones"] if mark["code"] == "8.20")
    first = min(read(manager, "snapshots")["snapshots"], key=lambda row: row["data_date"])["id"]
    found = read(manager, f"delay?from={first}&task={live['id']}")
    assert (found["total_days"], found["sums"], len(found["windows"])) == (4, True, len(STATUS_DATES))
    assert sum(one["days"] for one in found["parties"]) == pytest.approx(found["total_days"])
    assert all(one["party"] for one in found["parties"])


def test_drivers_come_from_the_register_and_the_simulation_ranks_them(demo, manager):
    setup = read(manager, "simulation/setup")
    used = [one for one in setup["drivers"] if not one["is_proposed"]]
    assert [one["from_risk"]["code"] for one in used if one["from_risk"]] == ["R01", "R02", "R03", "R10", "R12"]
    assert all(one["tasks"] for one in used)
    assert RiskDriver.base_rows.filter(project=demo).count() == len(used) == 7
    assert setup["estimated"] == setup["tasks"] > 80
    answer = send(manager, "post", f"{HOME}/simulation", {"iterations": 4000})
    assert answer.status_code == 200, answer.content.decode()
    run = answer.json()
    live = next(one for one in run["targets"] if one["code"] == "8.17")
    # The story: preliminary go-live promised for 08-24, P80 in the middle of September.
    assert live["probability_deadline"] < 0.05
    assert dt.date(2026, 9, 10) <= from_minutes(live["p"]["80"]).date() <= dt.date(2026, 9, 25)
    strongest = {one["code"] for one in run["tornado"] if one["kind"] == "task" and one["criticality"] > 0.9}
    assert strongest >= {"8.4", "8.5", "8.12", "8.15", "8.16", "8.17"}
    assert run["drivers_days"][0]["days"] > 1


def test_health_and_earned_value_have_something_to_say(manager):
    health = read(manager, "health")
    assert health["score"]["pass"] > health["score"]["fail"] > 0
    earned = {one["id"]: one["value"] for one in read(manager, "earned")["figures"]}
    assert 0.7 < earned["spi_t"] < 1
    assert not read(manager, "earned")["is_reconstructed"] or earned["ev"] > 0
