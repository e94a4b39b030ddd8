"""Plans kept as they were: when, what they hold, how many stay, and that they compute to what was."""

import datetime as dt

import numpy as np
import pytest

from linkspan.kernel import clock
from linkspan.kernel.access.actor import SYSTEM, acting_as
from linkspan.kernel.jobs import timers
from linkspan.modules.analysis import jobs, snapshots
from linkspan.modules.analysis.models import PlanSnapshot, SnapshotContent
from linkspan.modules.analysis.plans import current_plan, snapshot_plan
from linkspan.modules.schedule.api import freeze_plan, plan_state, thaw_plan
from tests.modules.analysis.analysis_calls import read, write
from world import DAY, command, is_problem, local, run, send

Kind = PlanSnapshot.Kind


def kept(project, kind=None):
    rows = PlanSnapshot.base_rows.filter(project=project)
    return rows.filter(kind=kind) if kind else rows


def test_a_snapshot_by_hand_is_listed_with_its_facts(world, manager):
    made = write(manager, "post", "snapshots", {"name": "  before   the move "})
    assert (made["name"], made["kind"], made["made_by"], made["tasks"]) == ("before the move", "manual", "Manager", 6)
    (row,) = read(manager, "snapshots")["snapshots"]
    assert row["id"] == made["id"]
    assert row["finish"] == local("2026-07-08", "17:00")
    assert row["revision"] == read(manager, "snapshots")["revision"]


def test_what_is_frozen_computes_to_the_same_dates(world):
    command(world.client("manager"), "ALPHA", {"op": "task.update", "id": world.tasks["t1"], "set": {"progress": 0.5}})
    plan = current_plan(world.project())
    state = thaw_plan(world.a.pk, freeze_plan(plan.state))
    for name, values in plan.state.numbers.items():
        assert (state.numbers[name] == values).all(), name
    with acting_as(SYSTEM):
        again = snapshot_plan(snapshots.keep_snapshot(world.project(), Kind.MANUAL, name="x"))
    for name in ("start", "finish", "late_start", "total_float", "free_float"):
        assert (getattr(again.result, name) == getattr(plan.result, name)).all(), name


def test_a_snapshot_stays_whatever_becomes_of_the_plan(world, manager):
    write(manager, "post", "snapshots", {"name": "first"})
    row = kept(world.a).get()
    command(manager, "ALPHA", {"op": "task.delete", "ids": [world.tasks["t5"]]})
    command(manager, "ALPHA", {"op": "task.update", "id": world.tasks["t1"], "set": {"name": "renamed"}})
    plan = snapshot_plan(row)
    assert world.tasks["t5"] in plan.state.row_of
    assert "renamed" not in plan.state.names
    assert plan.finish == row.finish == local("2026-07-08", "17:00")


def test_a_baseline_keeps_the_plan_and_an_undone_one_leaves_it_be(world, manager):
    done = command(manager, "ALPHA", {"op": "baseline.set", "name": "V1"})
    row = kept(world.a, Kind.BASELINE).get()
    assert (row.name, row.revision) == ("V1", done["revision"])
    state = plan_state(world.project())
    assert snapshot_plan(row).finish == int(state.computed["finish"].max())
    assert read(manager, "snapshots")["snapshots"][0]["name"] == "Baseline V1"
    send(manager, "post", "/projects/ALPHA/plan/undo", {"log_id": done["log_id"]})
    assert kept(world.a, Kind.BASELINE).count() == 1


def test_a_refused_baseline_keeps_nothing(world, manager):
    answer = send(world.client("engineer"), "post", "/projects/ALPHA/plan/commands", {
        "base": 0, "commands": [{"op": "baseline.set", "name": "x"}],
    })  # fmt: skip
    assert answer.status_code == 403
    assert not kept(world.a).exists()


class Context:
    """A job's context that nobody stops."""

    def __init__(self):
        self.told = []

    def progress(self, ratio, message=""):
        self.told.append(ratio)

    def check_cancelled(self):
        pass


def test_the_clock_keeps_a_plan_once_a_day_and_only_when_it_changed(world):
    # BETA's baseline kept its plan.
    assert [p.code for p in snapshots.due_projects()] == ["ALPHA"]
    with acting_as(SYSTEM):
        run(world.b, {"op": "task.update", "id": world.tasks_b["t1"], "set": {"duration": 4 * DAY}})
        assert jobs.keep_snapshots_job(Context()) == {"kept": 2}
        assert not snapshots.due_projects().exists()
        run(world.a, {"op": "task.update", "id": world.tasks["t1"], "set": {"duration": 4 * DAY}})
        assert not snapshots.due_projects().exists()  # changed, but today's is there
        kept(world.a).update(made_at=clock.now() - dt.timedelta(hours=25))
        assert [p.code for p in snapshots.due_projects()] == ["ALPHA"]
        jobs.keep_snapshots_job(Context())
    assert kept(world.a, Kind.DAILY).count() == 2
    assert {row.name for row in kept(world.a, Kind.DAILY)} == {"2026-07-15"}  # the business date
    assert kept(world.b, Kind.DAILY).count() == 1
    assert jobs.DAILY in timers.TIMERS


def test_old_daily_ones_are_thinned_to_one_a_week_and_named_ones_stay(world):
    with acting_as(SYSTEM):
        named = snapshots.keep_snapshot(world.project(), Kind.MANUAL, name="named")
    day, base = dt.timedelta(days=1), clock.now()
    for age in range(snapshots.ALL_DAYS + 28):
        row = PlanSnapshot(
            project=world.a, scope_path=world.a.scope_path, revision=1, kind=Kind.DAILY, status_date=0,
            made_at=base - age * day, created_at=base, updated_at=base,
        )  # fmt: skip
        row.save(force_insert=True)
        SnapshotContent.base_rows.create(snapshot=row, data=b"")
    kept(world.a, Kind.MANUAL).update(made_at=base - 3000 * day)
    gone = snapshots.thin_out(world.a)
    left = sorted(((base - row.made_at).days for row in kept(world.a, Kind.DAILY)), reverse=True)
    young = [age for age in left if age < snapshots.ALL_DAYS]
    assert young == list(range(snapshots.ALL_DAYS))[::-1]
    assert 4 <= len(left) - len(young) <= 6
    assert gone == snapshots.ALL_DAYS + 28 - len(left)
    assert SnapshotContent.base_rows.filter(snapshot__project=world.a).count() == len(left) + 1
    assert kept(world.a).filter(pk=named.pk).exists()


def test_there_is_a_most_of_each_kind(world, monkeypatch):
    monkeypatch.setattr(snapshots, "MOST_OTHERS", 3)
    with acting_as(SYSTEM):
        for number in range(5):
            snapshots.keep_snapshot(world.project(), Kind.MANUAL, name=f"n{number}")
    assert [row.name for row in snapshots.listed(world.a)] == ["n4", "n3", "n2"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, None, 5, ["a"]])
def test_a_snapshot_needs_a_name(world, manager, name):
    assert is_problem(send(manager, "post", "/projects/ALPHA/analysis/snapshots", {"name": name}), 422, "name")


def test_an_empty_plan_has_nothing_to_keep_or_to_look_at(world, manager):
    roots = [world.tasks[name] for name in ("s1", "s2")]
    command(manager, "ALPHA", {"op": "task.delete", "ids": roots})
    assert is_problem(send(manager, "post", "/projects/ALPHA/analysis/snapshots", {"name": "x"}), 409)
    for path in ("floats", "health", "trend", "earned", "simulation/setup"):
        answer = manager.get(f"/api/projects/ALPHA/analysis/{path}")
        assert is_problem(answer, 409), path
        assert "no task yet" in answer.json()["detail"]
    assert read(manager, "snapshots")["snapshots"] == []


def test_arrays_of_a_frozen_plan_are_plain(world):
    frozen = freeze_plan(plan_state(world.project()))
    assert not any(isinstance(value, np.ndarray | np.generic) for value in frozen["numbers"].values())
    assert frozen["parties"][str(world.people["vendor"].pk)] == world.parties["v1"].pk


def test_an_import_keeps_the_plan_before_and_after_it_once(world, manager):
    write(manager, "post", "snapshots", {"name": "mine"})
    with acting_as(SYSTEM):
        for is_done in (False, False):
            snapshots.keep_import(world.a.pk, "week 12.xml", is_done=is_done)
        assert kept(world.a).count() == 1  # this revision is kept already
        run(world.a, {"op": "task.update", "id": world.tasks["t1"], "set": {"duration": 4 * DAY}})
        snapshots.keep_import(world.a.pk, "week 13.xml", is_done=False)
        run(world.a, {"op": "task.update", "id": world.tasks["t1"], "set": {"duration": 6 * DAY}})
        for _time in range(2):  # its job is run again
            snapshots.keep_import(world.a.pk, "week 13.xml", is_done=True, user_id=world.people["manager"].pk)
        snapshots.keep_import(10**9, "x", is_done=True)
    rows = {row["kind"]: row for row in read(manager, "snapshots")["snapshots"]}
    assert set(rows) == {"manual", "daily", "import"}
    assert (rows["import"]["name"], rows["import"]["made_by"]) == ("Import of week 13.xml", "Manager")
    assert rows["manual"]["finish"] < rows["daily"]["finish"] < rows["import"]["finish"]


def test_an_imported_baseline_was_another_plan(world, manager):
    from linkspan.modules.schedule.api import set_baseline

    with acting_as(SYSTEM):
        dates = {world.tasks["t1"]: (local("2026-06-01") - 480, local("2026-06-02", "17:00") - 480, 2 * DAY)}
        set_baseline(SYSTEM, world.project(), name="of the file", dates=dates)
    assert not kept(world.a, Kind.BASELINE).exists()
