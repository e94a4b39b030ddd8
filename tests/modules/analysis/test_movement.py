"""Comparison of kept plans and delay by party: the parts sum, and each change stands under its cause."""

import pytest

from tests.modules.analysis.analysis_calls import read, write
from world import DAY, command, is_problem, local, plan_of, rows_by_id


def keep(client, name="x"):
    return write(client, "post", "snapshots", {"name": name})["id"]


def split(found):
    return {one["cause"]: one["days"] for one in found["split"] if one["days"]}


def test_a_longer_task_moves_the_finish_by_its_duration(world, manager):
    key = keep(manager, "before")
    command(manager, "ALPHA", {"op": "task.update", "id": world.tasks["t2"], "set": {"duration": 5 * DAY}})
    found = read(manager, f"compare?from={key}&to=now")
    assert split(found) == {"duration": 2}
    assert (found["moved_days"], found["sums"]) == (2, True)
    assert (found["from"]["id"], found["to"]["id"], found["to"]["name"]) == (key, "now", "Now")
    (row,) = next(one["rows"] for one in found["split"] if one["cause"] == "duration")
    assert (row["task_id"], row["days"]) == (world.tasks["t2"], 2)
    change = next(one for one in found["changes"] if one["task_id"] == world.tasks["t2"])
    assert change["cause"] == "duration"
    assert change["before"] != change["after"]
    assert found["finish_from"] == local("2026-07-08", "17:00")
    assert found["finish_to"] == rows_by_id(plan_of(manager))[world.tasks["m1"]]["finish"]


def test_several_changes_sum_to_the_movement(world, manager):
    first = keep(manager, "first")
    tasks = world.tasks
    command(
        manager, "ALPHA",
        {"op": "task.update", "id": tasks["t1"], "set": {"duration": 4 * DAY}},
        {"op": "link.create", "from": tasks["t5"], "to": tasks["t4"], "lag": 2 * DAY},
        {"op": "task.create", "temp": "n", "name": "new", "parent": tasks["s2"], "duration": 3 * DAY},
        {"op": "link.create", "from": tasks["t4"], "to": "n"},
    )  # fmt: skip
    command(manager, "ALPHA", {"op": "project.set", "set": {"data_date": local("2026-07-06", "00:00")}})
    second = keep(manager, "second")
    found = read(manager, f"compare?from={first}&to={second}")
    assert sum(one["minutes"] for one in found["split"]) == found["moved_minutes"]
    assert found["sums"]
    assert set(split(found)) >= {"scope", "progress"}
    back = read(manager, f"compare?from={second}&to={first}")
    assert back["moved_minutes"] == -found["moved_minutes"]
    assert split(back) == {cause: -days for cause, days in split(found).items()}
    assert read(manager, f"compare?from={first}&to={first}")["moved_days"] == 0


def test_a_comparison_can_be_of_a_milestone(world, manager):
    key = keep(manager)
    command(manager, "ALPHA", {"op": "task.update", "id": world.tasks["t5"], "set": {"duration": 9 * DAY}})
    assert read(manager, f"compare?from={key}")["moved_days"] > 0
    found = read(manager, f"compare?from={key}&task={world.tasks['m1']}")
    assert (found["moved_days"], found["task"]["code"]) == (0, "2.3")


def test_a_deleted_row_is_named_as_it_was(world, manager):
    key = keep(manager)
    command(manager, "ALPHA", {"op": "task.delete", "ids": [world.tasks["t4"]]})
    found = read(manager, f"compare?from={key}")
    assert "scope" in split(found)
    gone = [one for one in found["changes"] if one["task_id"] == world.tasks["t4"] and one["cause"] == "scope"]
    assert gone
    assert gone[0]["name"].endswith("t4")


@pytest.mark.parametrize(
    "query", ["", "from=x", "from=-1", "from=0", "from=99999999", f"from={10**30}", "from=now&to=1.5"]
)
def test_what_is_no_snapshot_is_refused(world, manager, query):
    assert is_problem(manager.get(f"/api/projects/ALPHA/analysis/compare?{query}"))
