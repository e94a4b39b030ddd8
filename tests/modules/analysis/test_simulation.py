"""Simulations: what is asked, what is kept, drivers of risks and of their own, jobs, and hostile requests."""

import pytest

from linkspan.kernel.access.actor import SYSTEM, acting_as
from linkspan.kernel.entities.linking import link_rows
from linkspan.kernel.entities.registry import find_entity
from linkspan.kernel.entities.writing import writer_of
from linkspan.kernel.jobs.models import Job
from linkspan.modules.analysis import asking, jobs, question, runs
from linkspan.modules.analysis.models import RiskDriver, SimulationRun
from linkspan.modules.analysis.plans import current_plan
from linkspan.modules.analysis.question import Estimates, open_rows
from linkspan.modules.analysis.simulation import estimates_of
from linkspan.modules.schedule.models import Task
from tests.modules.analysis.analysis_calls import HOME, read, write
from tests.modules.analysis.test_snapshots import Context
from world import DAY, command, is_problem, local, run, send

RUN = "simulation"


def ask(client, status=200, **more):
    return write(client, "post", RUN, {"iterations": 500, "correlation": 0, **more}, status)


def make_risk(world, tasks=(), **values):
    known = find_entity("risk")
    with acting_as(SYSTEM):
        new = {"title": "late vendor", "title_en": "late vendor", "probability": 4, "impact": 3, **values}
        row = writer_of(known).merge_rows(SYSTEM, world.a, new=[new], changed=[]).result[0]
        for task in tasks:
            link_rows(SYSTEM, row, kind="affects", entity="task", id=task)
    return row


def driver(tasks, **more):
    return {"name": "strike", "probability": 1, "low": 2, "mode": 2, "high": 2, "tasks": tasks, **more}


# --- the answer -----------------------------------------------------------------------------------------------


def test_a_simulation_answers_for_its_targets_and_is_kept(world, manager):
    m1 = world.tasks["m1"]
    found = ask(manager, targets=[m1])
    (target,) = found["targets"]
    assert (target["id"], target["deterministic"]) == (m1, local("2026-07-08", "17:00"))
    dates = [target["p"][key] for key in ("10", "50", "80", "95")]
    assert dates == sorted(dates)
    assert dates[0] < dates[-1]
    assert 0 < target["probability_deterministic"] < 0.5  # the spread leans to the late side
    assert target["curve"][-1][1] == 1
    assert sum(share for _at, share in target["histogram"]) == pytest.approx(1, abs=1e-3)
    assert found["focus"]["id"] == m1
    assert (found["made_by"], found["is_stale"], found["iterations"]) == ("Manager", False, 500)
    assert read(manager, "simulation/latest") == found == read(manager, f"simulation/runs/{found['id']}")
    assert [one["id"] for one in read(manager, "simulation/runs")["runs"]] == [found["id"]]


def test_no_simulation_yet_is_null(world, manager):
    assert read(manager, "simulation/latest") is None
    assert read(manager, "simulation/runs")["runs"] == []


def test_the_same_seed_gives_the_same_and_another_one_another(world, manager):
    first, second, other = (ask(manager, seed=seed) for seed in (7, 7, 8))
    assert first["targets"] == second["targets"]
    assert first["targets"] != other["targets"]


def test_without_uncertainty_nothing_varies(world, manager):
    found = ask(manager, spread_low=0, spread_high=0)
    for target in found["targets"]:
        assert set(target["p"].values()) == {target["deterministic"]}
        assert target["probability_deterministic"] == 1
    assert found["standard_error_days"] == 0


def test_a_run_is_stale_once_the_plan_has_moved(world, manager):
    key = ask(manager)["id"]
    command(manager, "ALPHA", {"op": "task.update", "id": world.tasks["t1"], "set": {"duration": 4 * DAY}})
    assert read(manager, f"simulation/runs/{key}")["is_stale"]
    assert not ask(manager)["is_stale"]


def test_the_newest_runs_are_kept(world, manager, monkeypatch):
    monkeypatch.setattr(runs, "MOST_RUNS", 2)
    keys = [ask(manager, iterations=100)["id"] for _time in range(3)]
    assert [one["id"] for one in read(manager, "simulation/runs")["runs"]] == keys[:0:-1]
    assert is_problem(manager.get(f"/api{HOME}/simulation/runs/{keys[0]}"), 404)


def test_a_deadline_has_its_probability(world, manager):
    when = local("2026-07-09", "17:00")
    command(manager, "ALPHA", {"op": "task.update", "id": world.tasks["t4"], "set": {"deadline": when}})
    found = ask(manager)
    target = next(one for one in found["targets"] if one["id"] == world.tasks["t4"])
    assert target["deadline"] == when
    assert target["probability_deterministic"] < target["probability_deadline"] <= 1


# --- what is uncertain ----------------------------------------------------------------------------------------


def test_three_points_spread_and_certainty(world):
    t1, t2, t3 = (world.tasks[name] for name in ("t1", "t2", "t3"))
    done = {"actual_start": local("2026-07-01"), "actual_finish": local("2026-07-02", "17:00")}
    run(world.a, {"op": "task.update", "id": t1, "set": done})
    plan = current_plan(world.project())
    asked = question.Question((plan.row(t2),), 100, 1, 10.0, 30.0, 0.0, ())
    made = estimates_of(plan, asked, Estimates({t2: (2 * DAY, 8 * DAY), t3: (2 * DAY, 3 * DAY), t1: (1, 9999)}))
    rows = {name: plan.row(world.tasks[name]) for name in ("t1", "t2", "t3", "t5", "s1", "m1")}
    assert (made.low[rows["t2"]], made.mode[rows["t2"]], made.high[rows["t2"]]) == (2 * DAY, 3 * DAY, 8 * DAY)
    # t3 lasts a day: the optimistic two days reach down to it.
    assert (made.low[rows["t3"]], made.mode[rows["t3"]], made.high[rows["t3"]]) == (DAY, DAY, 3 * DAY)
    assert (made.low[rows["t5"]], made.high[rows["t5"]]) == pytest.approx((0.9 * 5 * DAY, 1.3 * 5 * DAY))
    for name in ("t1", "s1", "m1"):
        assert made.low[rows[name]] != made.low[rows[name]], name  # NaN: certain
    assert not open_rows(plan)[rows["t1"]]


def test_setup_counts_what_is_estimated(world, manager):
    Task._base_manager.filter(pk=world.tasks["t2"]).update(optimistic=DAY, pessimistic=9 * DAY)
    found = read(manager, "simulation/setup")
    assert (found["estimated"], found["tasks"]) == (1, 5)
    assert [one["code"] for one in found["targets"] if one["is_default"]] == ["2.1"]
    assert {one["id"] for one in found["targets"]} == {world.tasks["m1"], world.tasks["t4"]}
    assert found["defaults"]["iterations"] == 10_000


# --- drivers --------------------------------------------------------------------------------------------------


def test_a_driver_makes_its_tasks_longer_by_its_factor(world, manager):
    fixed = {"spread_low": 0, "spread_high": 0, "targets": [world.tasks["m1"]]}
    found = ask(manager, **fixed, drivers=[driver([world.tasks["t2"]])])
    # t2 lasts six days instead of three: three days later.
    assert found["targets"][0]["p"]["50"] == local("2026-07-13", "17:00")
    (bar,) = [one for one in found["tornado"] if one["kind"] == "driver"]
    assert (bar["name"], bar["delta_days"]) == ("strike", 3)
    assert found["drivers_days"] == [{"name": "strike", "days": 3, "mean_days": 3}]


def test_saved_drivers_are_used_and_can_be_undone(world, manager):
    t2, fixed = world.tasks["t2"], {"spread_low": 0, "spread_high": 0, "targets": [world.tasks["m1"]]}
    saved = write(manager, "put", f"{RUN}/drivers", {"drivers": [driver([t2]), driver([t2], name="other", high=3)]})
    assert [(one["name"], one["high"]) for one in saved["drivers"]] == [("strike", 2), ("other", 3)]
    assert ask(manager, **fixed)["targets"][0]["p"]["50"] > local("2026-07-13", "17:00")
    assert ask(manager, **fixed, drivers=[])["targets"][0]["p"]["50"] == local("2026-07-08", "17:00")
    keys = [one["id"] for one in saved["drivers"]]
    again = write(manager, "put", f"{RUN}/drivers", {"drivers": [{**saved["drivers"][1], "low": 1.5, "mode": 1.5}]})
    assert [(one["id"], one["low"]) for one in again["drivers"]] == [(keys[1], 1.5)]
    assert RiskDriver.base_rows.filter(project=world.a).count() == 1
    assert send(manager, "post", "/projects/ALPHA/plan/undo", {"log_id": again["log_id"]}).status_code == 200
    assert read(manager, "simulation/setup")["drivers"] == saved["drivers"]


def test_a_risk_linked_to_tasks_is_proposed_and_counts_once_it_is_saved(world, manager):
    t2 = world.tasks["t2"]
    risk = make_risk(world, [t2])
    (one,) = read(manager, "simulation/setup")["drivers"]
    assert (one["id"], one["is_proposed"], one["tasks"]) == (None, True, [t2])
    assert (one["from_risk"]["id"], one["probability"], one["low"]) == (risk.pk, 0.7, 1.0)
    assert ask(manager)["drivers_days"] == []
    saved = write(manager, "put", f"{RUN}/drivers", {"drivers": [{**one, "low": 1, "mode": 2, "high": 3}]})
    (kept,) = saved["drivers"]
    assert (kept["is_proposed"], kept["probability"], kept["tasks"]) == (False, 0.7, [t2])
    assert ask(manager)["drivers_days"][0]["name"] == "late vendor"
    # Sent as it was read, it is called by its risk too.
    assert ask(manager, drivers=[kept])["drivers_days"][0]["name"] == "late vendor"
    # The probability goes on following the register, the tasks its links.
    row = RiskDriver.base_rows.get(project=world.a)
    assert (row.probability, row.tasks) == (None, [])
    type(risk)._base_manager.filter(pk=risk.pk).update(probability=1)
    assert read(manager, "simulation/setup")["drivers"][0]["probability"] == 0.1


@pytest.mark.parametrize("status", ["closed", "occurred"])
def test_a_risk_that_is_over_drives_nothing(world, manager, status):
    risk = make_risk(world, [world.tasks["t2"]])
    one = read(manager, "simulation/setup")["drivers"][0]
    write(manager, "put", f"{RUN}/drivers", {"drivers": [{**one, "probability": 0.9}]})
    assert ask(manager)["drivers_days"]
    type(risk)._base_manager.filter(pk=risk.pk).update(status=status)
    assert read(manager, "simulation/setup")["drivers"][0]["is_over"]
    assert ask(manager)["drivers_days"] == []


def test_who_does_not_see_risks_reads_no_name_of_one(world, manager, monkeypatch):
    risk = make_risk(world, [world.tasks["t2"]])
    one = read(manager, "simulation/setup")["drivers"][0]
    write(manager, "put", f"{RUN}/drivers", {"drivers": [{**one, "high": 3}]})
    ask(manager)
    from linkspan.modules.identity import api as identity

    values = {"name_zh": "计划", "verbs": ["project.view", "schedule.view", "analysis.run"]}
    identity.create_role(SYSTEM, world.organisation, code="planner", values=values)
    identity.grant_role(SYSTEM, world.a, role="planner", principal=world.people["nobody"])
    client = world.client("nobody")
    for path in ("simulation/setup", "simulation/latest"):
        answer = client.get(f"/api{HOME}/{path}")
        assert answer.status_code == 200
        assert "late vendor" not in answer.content.decode(), path
        assert risk.code not in answer.content.decode(), path
        assert "A risk of the register" in answer.content.decode()
    # Saved by somebody who does not see the risk, it stays the risk's.
    shown = client.get(f"/api{HOME}/simulation/setup").json()["drivers"]
    answer = send(client, "put", f"{HOME}/{RUN}/drivers", {"drivers": [{**shown[0], "high": 4}]})
    assert answer.status_code == 200, answer.content.decode()
    row = RiskDriver.base_rows.get(project=world.a)
    assert (row.risk_id, row.name, row.probability, row.tasks, row.high) == (risk.pk, "", None, [], 4)
    body = {"drivers": [driver([world.tasks["t2"]], from_risk={"id": risk.pk})]}
    assert is_problem(send(client, "put", f"{HOME}/{RUN}/drivers", body), 404)


# --- jobs -----------------------------------------------------------------------------------------------------


def test_a_large_simulation_is_a_job_that_tells_its_progress(world, manager, monkeypatch):
    monkeypatch.setattr(question, "IN_REQUEST", 1000)
    monkeypatch.setattr("linkspan.modules.analysis.pages.simulation.IN_REQUEST", 1000)
    job = ask(manager, 202, iterations=20_000)["job"]
    assert (job["state"], job["label"]) == ("queued", "Simulating ALPHA")
    row = Job.base_rows.get(pk=job["id"])
    context = Context()
    context.actor, context.idempotency_key = world.actor("manager"), "job-1"
    with acting_as(context.actor):
        result = jobs.simulate_plan_job(context, **row.args)
        assert jobs.simulate_plan_job(context, **row.args) == result  # run twice, kept once
    assert SimulationRun.base_rows.filter(project=world.a).count() == 1
    assert context.told
    assert all(0 <= ratio <= 1 for ratio in context.told)
    assert read(manager, f"simulation/runs/{result['run']}")["iterations"] == 20_000


def test_a_slow_simulation_is_handed_to_the_worker(world, manager, monkeypatch):
    moments = iter(range(10**6))
    monkeypatch.setattr(asking.clock, "monotonic", lambda: float(next(moments)))
    assert ask(manager, 202, iterations=60_000)["job"]["state"] == "queued"
    assert not SimulationRun.base_rows.filter(project=world.a).exists()
    assert ask(manager, 200, iterations=500)["id"]


def test_a_job_stops_where_it_is_told_to(world):
    class Stop(Exception):
        pass

    class Stopping(Context):
        def progress(self, ratio, message=""):
            raise Stop

    context = Stopping()
    context.actor, context.idempotency_key = world.actor("manager"), "job-2"
    asked = {**question.DEFAULTS, "iterations": 50_000, "targets": None, "drivers": []}
    with acting_as(context.actor), pytest.raises(Stop):
        jobs.simulate_plan_job(context, code="ALPHA", asked=asked)
    assert not SimulationRun.base_rows.filter(project=world.a).exists()


def test_a_job_has_the_rights_of_the_moment(world):
    from linkspan.kernel.errors import Forbidden

    context = Context()
    context.actor, context.idempotency_key = world.actor("engineer"), "job-3"
    asked = {**question.DEFAULTS, "targets": None, "drivers": None}
    with acting_as(context.actor), pytest.raises(Forbidden):
        jobs.simulate_plan_job(context, code="ALPHA", asked=asked)


def test_a_request_sent_twice_is_kept_once(world, manager):
    for _time in range(2):
        answer = send(manager, "post", f"{HOME}/{RUN}", {"iterations": 100}, **{"Idempotency-Key": "k"})
        assert answer.status_code == 200
    assert SimulationRun.base_rows.filter(project=world.a).count() == 1


# --- hostile requests -----------------------------------------------------------------------------------------

BAD = [
    ({"iterations": 0}, "iterations"),
    ({"iterations": 99}, "iterations"),
    ({"iterations": 100_001}, "iterations"),
    ({"iterations": 2**70}, None),
    ({"iterations": "many"}, "iterations"),
    ({"seed": -1}, "seed"),
    ({"seed": 2**31}, "seed"),
    ({"spread_low": 100}, "spread_low"),
    ({"spread_low": -1}, "spread_low"),
    ({"spread_high": 501}, "spread_high"),
    ({"correlation": 1}, "correlation"),
    ({"correlation": None}, "correlation"),
    ({"targets": []}, "targets"),
    ({"targets": list(range(1, 30))}, "targets"),
    ({"targets": ["x"]}, "targets.0"),
    ({"targets": [999_999]}, None),
    ({"drivers": {}}, "drivers"),
    ({"drivers": [{}] * 201}, "drivers"),
    ({"drivers": [1]}, None),
]
FACTORS = {"name": "x", "probability": 0.5, "low": 1, "mode": 1, "high": 2, "tasks": []}
BAD_DRIVERS = [
    {"low": 0},
    {"low": -1},
    {"high": 0.5},
    {"mode": 3},
    {"high": 1000},
    {"probability": 2},
    {"probability": "often"},
    {"probability": True},
    {"name": ""},
    {"name": "x" * 201},
    {"name": 5},
    {"name": "a\x00b"},
    {"tasks": None},
    {"tasks": [1.5]},
    {"tasks": [10**20]},
    {"tasks": [999_999]},
    {"tasks": list(range(3000))},
]


@pytest.mark.parametrize(("body", "field"), BAD)
def test_a_question_that_cannot_be_is_refused_in_a_sentence(world, manager, body, field):
    answer = send(manager, "post", f"{HOME}/{RUN}", body)
    assert is_problem(answer, None, field), body
    assert not SimulationRun.base_rows.filter(project=world.a).exists()


@pytest.mark.parametrize("verb", ["post", "put"])
@pytest.mark.parametrize("change", BAD_DRIVERS)
def test_a_driver_that_cannot_be_is_refused_in_a_sentence(world, manager, verb, change):
    path = RUN if verb == "post" else f"{RUN}/drivers"
    assert is_problem(send(manager, verb, f"{HOME}/{path}", {"drivers": [{**FACTORS, **change}]})), change
    assert not RiskDriver.base_rows.filter(project=world.a).exists()


def test_summary_rows_are_no_targets(world, manager):
    assert is_problem(send(manager, "post", f"{HOME}/{RUN}", {"targets": [world.tasks["s1"]]}), 422, "targets")


def test_a_finished_plan_has_nothing_to_simulate(world, manager):
    for name in ("t1", "t2", "t3", "t4", "t5", "m1"):
        done = {"progress": 1, "actual_start": local("2026-07-01"), "actual_finish": local("2026-07-01", "17:00")}
        command(manager, "ALPHA", {"op": "task.update", "id": world.tasks[name], "set": done})
    assert read(manager, "simulation/setup")["targets"] == []
    assert is_problem(send(manager, "post", f"{HOME}/{RUN}", {}), 422, "targets")


def test_more_than_the_most_is_refused_before_it_runs(world, manager, monkeypatch):
    monkeypatch.setattr(question, "LARGEST", 1000)
    answer = send(manager, "post", f"{HOME}/{RUN}", {"iterations": 500})
    assert is_problem(answer, 422, "iterations")
    assert "125" in answer.json()["detail"]
