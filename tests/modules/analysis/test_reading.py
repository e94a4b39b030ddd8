"""Floats, causes, health, earned value and trend as pages read them, against a recount and for each kind of reader."""

import numpy as np
import pytest

from linkspan.kernel.localtime import MISSING
from linkspan.modules.analysis import plans
from linkspan.modules.analysis.plans import current_plan
from linkspan.modules.schedule.api import plan_state
from tests.modules.analysis.analysis_calls import read, write
from world import DAY, FOREIGN, command, is_problem, local, make_person, plan_of, rows_by_id, send


def dated(client, world, day="2026-07-03", clock="08:00"):
    command(client, "ALPHA", {"op": "project.set", "set": {"data_date": local(day, clock)}})


# --- floats ---------------------------------------------------------------------------------------------------


def test_floats_stand_beside_the_rows_of_the_plan(world, manager):
    found = read(manager, "floats")
    rows = rows_by_id(plan_of(manager))
    assert found["ids"] == list(rows)
    by = {task: at for at, task in enumerate(found["ids"])}
    t3, t5, m1 = (by[world.tasks[name]] for name in ("t3", "t5", "m1"))
    # t1 2 d, t2 3 d, t4 1 d end on the sixth day: t3 (1 d after t1) can wait 3 d, t5 (5 d) one.
    assert [found["total"][at] for at in (t3, t5, m1)] == [3 * DAY, DAY, 0]
    assert [found["free"][at] for at in (t3, t5)] == [3 * DAY, DAY]
    assert found["total"][t3] == min(found["start"][t3], found["finish"][t3])
    for name in ("t1", "t2", "t4", "m1"):
        assert found["longest"][by[world.tasks[name]]] == 1, name
    assert found["longest"][t5] == 0
    links = rows_by_id(plan_of(manager), "links")
    assert {(links[i]["from"], links[i]["to"]) for i in found["driving_links"]} >= {
        (world.tasks["t1"], world.tasks["t2"]), (world.tasks["t2"], world.tasks["t4"]),
    }  # fmt: skip


def test_who_sees_a_part_gets_the_floats_of_its_rows(world):
    found = read(world.client("vendor"), "floats")
    assert found["ids"] == [world.tasks["t2"]]
    assert len(found["total"]) == len(found["longest"]) == 1
    assert found["driving_links"] == []
    assert found["can"] == []


def test_an_answer_is_computed_once_for_a_revision(world, manager, monkeypatch):
    seen = []
    real = plans.compute
    monkeypatch.setattr(plans, "compute", lambda network: seen.append(1) or real(network))
    for _time in range(3):
        read(manager, "floats")
    assert len(seen) == 1
    command(manager, "ALPHA", {"op": "task.update", "id": world.tasks["t1"], "set": {"duration": 4 * DAY}})
    assert read(manager, "floats")["revision"] == plan_state(world.project()).revision
    assert len(seen) == 2


# --- why ------------------------------------------------------------------------------------------------------


def test_why_names_the_chain_and_what_each_cause_moves(world, manager):
    said = read(manager, f"why?task={world.tasks['m1']}")
    assert said["task"]["code"] == "2.3"
    assert [step["code"] for step in said["chain"] if step["link_type"]] == ["1.2", "2.1", "2.3"]
    assert "2026-07-08" in said["sentence"]
    longest = next(c for c in said["causes"] if c["kind"] == "duration" and c["task_id"] == world.tasks["t2"])
    # Without t2 the plan would end with t5, a day before t2's three days are saved.
    assert longest["moves_days"] < 0
    assert longest["remedy"]
    day = int(longest["moves_minutes"])
    command(manager, "ALPHA", {"op": "task.update", "id": world.tasks["t2"], "set": {"duration": 0}})
    after = rows_by_id(plan_of(manager))[world.tasks["m1"]]["finish"]
    calendar = current_plan(world.project()).network.calendars.calendar(0)
    assert calendar.ord(after) - calendar.ord(local("2026-07-08", "17:00")) == day


def test_why_speaks_the_readers_language(world, manager):
    world.people["manager"].language = "zh-hans"
    type(world.people["manager"]).objects.filter(pk=world.people["manager"].pk).update(language="zh-hans")
    assert "。" in read(manager, f"why?task={world.tasks['m1']}")["sentence"]


@pytest.mark.parametrize("query", ["", "task=x", "task=0", "task=-4", f"task={2**70}", "task=999999"])
def test_why_of_what_is_no_task(world, manager, query):
    assert is_problem(manager.get(f"/api/projects/ALPHA/analysis/why?{query}"))


def test_why_knows_two_dates(world, manager):
    start = read(manager, f"why?task={world.tasks['t4']}&date=start")
    assert start["date"] == "start"
    assert is_problem(
        manager.get(f"/api/projects/ALPHA/analysis/why?task={world.tasks['t4']}&date=middle"), 422, "date"
    )


# --- health ---------------------------------------------------------------------------------------------------


def test_health_names_the_rows_at_fault_and_counts_them(world, manager):
    found = read(manager, "health")
    checks = {check["id"]: check for check in found["checks"]}
    assert len(checks) == 24
    assert sum(found["score"].values()) == 24
    logic = checks["dcma-01"]
    assert logic["verdict"] == "fail"
    assert {o["task_id"] for o in logic["offenders"]} >= {world.tasks["t5"], world.tasks["t3"]}
    assert logic["count"] == len(logic["offenders"])
    assert all(check["title"] and check["formula"] and check["sentence"] for check in checks.values())


def test_health_knows_of_baseline_owners_and_simulation(world, manager):
    before = {c["id"]: c for c in read(manager, "health")["checks"]}
    assert before["dcma-11"]["verdict"] == "unknown"
    assert before["gao-08"]["verdict"] != "pass"
    resources = {o["task_id"] for o in before["dcma-10"]["offenders"]}
    assert world.tasks["t1"] not in resources  # it has an owner
    assert world.tasks["t5"] in resources
    command(manager, "ALPHA", {"op": "baseline.set", "name": "V1"})
    dated(manager, world)
    write(manager, "post", "simulation", {"iterations": 100})
    after = {c["id"]: c for c in read(manager, "health")["checks"]}
    assert after["dcma-11"]["verdict"] != "unknown"


def test_offenders_are_cut_and_their_number_is_not(world, manager, monkeypatch):
    from linkspan.modules.analysis import health

    monkeypatch.setattr(health, "MOST_OFFENDERS", 1)
    logic = next(c for c in read(manager, "health")["checks"] if c["id"] == "dcma-01")
    assert len(logic["offenders"]) == 1
    assert logic["count"] == 2


# --- earned value ---------------------------------------------------------------------------------------------


def test_earned_value_without_a_baseline_says_so(world, manager):
    found = read(manager, "earned")
    assert (found["baselines"], found["baseline"], found["figures"], found["ac"]) == ([], None, [], None)


def test_earned_value_in_hours(world, manager):
    command(manager, "ALPHA", {"op": "baseline.set", "name": "V1"})
    command(
        manager, "ALPHA",
        {"op": "task.update", "id": world.tasks["t1"], "set": {"actual_start": local("2026-07-01"), "progress": 0.25}},
    )  # fmt: skip
    dated(manager, world)
    found = read(manager, "earned")
    figures = {f["id"]: f for f in found["figures"]}
    # Two days have passed: t1 (2 d) and two of t5's five were planned; a quarter of t1 is done.
    assert figures["bac"]["value"] == (2 + 3 + 1 + 1 + 5) * 8
    assert figures["pv"]["value"] == (2 + 2) * 8
    assert figures["ev"]["value"] == 4
    assert figures["spi"]["value"] == pytest.approx(4 / 32)
    assert figures["cpi"]["value"] is None
    assert figures["spi_t"]["formula"]
    assert found["as_of"] == local("2026-07-03")
    assert len(found["periods"]) == len(found["pv"]) == len(found["ev"]) == len(found["forecast"])
    worst = found["rows"][0]
    assert (worst["task_id"], worst["pv"], worst["ev"], worst["sv"]) == (world.tasks["t5"], 16, 0, -16)


def test_earned_value_takes_its_earlier_points_from_kept_plans(world, manager):
    t5 = world.tasks["t5"]
    command(manager, "ALPHA", {"op": "baseline.set", "name": "V1"})
    command(manager, "ALPHA", {"op": "task.update", "id": t5, "set": {"actual_start": local("2026-07-01")}})
    for day, share in (("2026-07-06", 0.2), ("2026-07-13", 0.9)):
        command(manager, "ALPHA", {"op": "task.update", "id": t5, "set": {"progress": share}})
        dated(manager, world, day, "00:00")
        write(manager, "post", "snapshots", {"name": day})
    command(manager, "ALPHA", {"op": "task.update", "id": t5, "set": {"progress": 0.95}})
    dated(manager, world, "2026-07-15", "00:00")
    found = read(manager, "earned")
    assert found["ev"][found["periods"].index(local("2026-07-08", "00:00"))] < 0.9 * 40
    assert found["ev"][found["periods"].index(local("2026-07-08", "00:00"))] >= 0.2 * 40


def test_another_baseline_can_be_asked_for(world, manager):
    for name in ("V1", "V2"):
        command(manager, "ALPHA", {"op": "baseline.set", "name": name})
        command(manager, "ALPHA", {"op": "task.update", "id": world.tasks["t1"], "set": {"duration": 5 * DAY}})
    found = read(manager, "earned")
    first = next(b for b in found["baselines"] if not b["is_current"])
    other = read(manager, f"earned?baseline={first['id']}")
    bac = [next(f["value"] for f in one["figures"] if f["id"] == "bac") for one in (found, other)]
    assert bac[0] - bac[1] == 24
    assert is_problem(manager.get("/api/projects/ALPHA/analysis/earned?baseline=999999"), 404)


# --- trend ----------------------------------------------------------------------------------------------------


def test_trend_follows_the_milestone_through_the_kept_plans(world, manager):
    t2, m1 = world.tasks["t2"], world.tasks["m1"]
    command(manager, "ALPHA", {"op": "baseline.set", "name": "V1"})
    days = ("2026-07-01", "2026-07-08", "2026-07-15")
    for at, day in enumerate(days):
        command(manager, "ALPHA", {"op": "task.update", "id": t2, "set": {"duration": (3 + 2 * at) * DAY}})
        dated(manager, world, day, "00:00")
        write(manager, "post", "snapshots", {"name": day})
    found = read(manager, "trend")
    (mark,) = found["milestones"]
    assert (mark["id"], mark["baseline"]) == (m1, local("2026-07-08", "17:00"))
    points = {point["at"]: point["finish"] for point in mark["points"]}
    assert points[local("2026-07-01", "00:00")] == local("2026-07-08", "17:00")
    assert points[local("2026-07-15", "00:00")] == rows_by_id(plan_of(manager))[m1]["finish"]
    assert mark["slip_days"] > 0
    assert mark["sentence"]


def test_trend_shows_a_vendor_its_own_milestones_alone(world, manager):
    write(manager, "post", "snapshots", {"name": "x"})
    answer = world.client("vendor").get("/api/projects/ALPHA/analysis/trend")
    assert answer.json()["milestones"] == []
    assert FOREIGN not in answer.content.decode()
    owner = world.people["vendor"].pk
    command(manager, "ALPHA", {"op": "task.update", "id": world.tasks["m1"], "set": {"owner": owner, "name": "mine"}})
    (mark,) = read(world.client("vendor"), "trend")["milestones"]
    assert mark["name"] == "mine"


# --- whose answers --------------------------------------------------------------------------------------------

WHOLE = (
    "health", "earned", "snapshots", "simulation/setup", "simulation/latest", "simulation/runs", "why?task={t2}",
)  # fmt: skip


@pytest.mark.parametrize("path", WHOLE)
def test_figures_of_the_whole_are_not_for_who_sees_a_part(world, path):
    answer = world.client("vendor").get(f"/api/projects/ALPHA/analysis/{path.format(**world.tasks)}")
    assert is_problem(answer, 403)
    assert FOREIGN not in answer.content.decode()


def test_a_plan_that_is_switched_off_is_not_analysed(world, manager):
    assert send(manager, "put", "/projects/ALPHA/modules", {"off": ["schedule"]}).status_code == 200
    assert is_problem(manager.get("/api/projects/ALPHA/analysis/health"), 409)


def test_missing_values_are_null(world, manager):
    state = plan_state(world.project())
    assert (np.array([MISSING]) == state.data_date).all()
    assert read(manager, "health")["as_of"] == local("2026-07-15", "00:00")


def test_the_lead_of_a_section_gets_its_rows_and_no_figures_of_the_whole(world):
    lead = world.people["lead"] = make_person(world.organisation, "lead")
    path = f"{world.a.scope_path}w{world.tasks['s2']}/"
    body = {"role": "manager", "principal": {"kind": "user", "id": lead.pk}, "place": path}
    assert send(world.client("admin"), "post", "/admin/grants", body).status_code == 201
    client = world.client("lead")
    own = {world.tasks[name] for name in ("s2", "t4", "t5", "m1")}
    found = read(client, "floats")
    assert set(found["ids"]) == own
    links = rows_by_id(plan_of(client), "links")
    assert set(found["driving_links"]) <= set(links)
    assert [mark["id"] for mark in read(client, "trend")["milestones"]] == [world.tasks["m1"]]
    assert found["can"] == []
    for path in (f"why?task={world.tasks['m1']}", "health", "simulation/latest"):
        assert is_problem(client.get(f"/api/projects/ALPHA/analysis/{path}"), 403), path
    for method, path, body in (("post", "snapshots", {"name": "x"}), ("post", "simulation", {})):
        assert is_problem(send(client, method, f"/projects/ALPHA/analysis/{path}", body), 403), path
