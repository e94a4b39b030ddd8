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


# --- delay ----------------------------------------------------------------------------------------------------


def weeks(world, manager):
    """Plans of three status dates: first the engineer's t1 is late, then the vendor's t2."""
    tasks, keys = world.tasks, []

    def report(day, **more):
        for name, values in more.items():
            command(manager, "ALPHA", {"op": "task.update", "id": tasks[name], "set": values})
        command(manager, "ALPHA", {"op": "project.set", "set": {"data_date": local(day, "00:00")}})
        keys.append(keep(manager, day))

    begun = {"actual_start": local("2026-07-01")}
    report("2026-07-01")
    report("2026-07-06", t1={**begun, "duration": 4 * DAY, "progress": 0.75}, t5={**begun, "progress": 0.6})
    done = {"actual_start": local("2026-07-01"), "actual_finish": local("2026-07-06", "17:00"), "progress": 1}
    late = {"actual_start": local("2026-07-07"), "duration": 6 * DAY, "progress": 0.5}
    report("2026-07-10", t1=done, t2=late, t5={**begun, "progress": 1, "actual_finish": local("2026-07-08", "17:00")})
    return keys


def test_the_slip_is_charged_to_the_owners_parties_and_sums(world, manager):
    keys = weeks(world, manager)
    found = read(manager, f"delay?from={keys[0]}&to=now")
    assert len(found["windows"]) == 3 - 1 + 1
    assert found["sums"]
    assert sum(one["slip_minutes"] for one in found["windows"]) == found["total_minutes"] > 0
    for window in found["windows"]:
        assert sum(part["minutes"] for part in window["parts"]) == window["slip_minutes"]
    parties = {one["party"]: one["days"] for one in found["parties"]}
    assert parties["Customer"] > 0  # the engineer's task
    assert parties["Vendor One"] > 0
    first = found["windows"][0]
    assert {part["task_id"] for part in first["parts"]} >= {world.tasks["t1"]}
    assert (first["from"]["id"], first["to"]["id"]) == tuple(keys[:2])
    assert found["windows"][-1]["to"]["id"] == "now"


def test_the_party_is_that_of_the_snapshot_not_of_today(world, manager):
    keys = weeks(world, manager)
    command(
        manager, "ALPHA", {"op": "task.update", "id": world.tasks["t1"], "set": {"owner": world.people["vendor"].pk}}
    )
    found = read(manager, f"delay?from={keys[0]}&to={keys[1]}")
    assert [one["party"] for one in found["parties"] if one["days"]] == ["Customer"]


def test_a_row_without_an_owner_is_its_summarys(world, manager):
    keys = weeks(world, manager)
    command(
        manager, "ALPHA",
        {"op": "task.update", "id": world.tasks["s2"], "set": {"owner": world.people["vendor"].pk}},
        {"op": "task.update", "id": world.tasks["t4"], "set": {"duration": 4 * DAY}},
    )  # fmt: skip
    found = read(manager, f"delay?from={keys[2]}&to=now")
    parts = [part for window in found["windows"] for part in window["parts"] if part["task_id"] == world.tasks["t4"]]
    assert parts
    assert {part["party"] for part in parts} == {"Vendor One"}


def test_many_plans_make_fewer_longer_windows_and_the_same_total(world, manager, monkeypatch):
    from linkspan.modules.analysis import delay

    keys = weeks(world, manager)
    whole = read(manager, f"delay?from={keys[0]}&to=now")
    monkeypatch.setattr(delay, "MOST_PLANS", 1)
    fewer = read(manager, f"delay?from={keys[0]}&to=now")
    assert len(fewer["windows"]) < len(whole["windows"])
    assert fewer["skipped"] > whole["skipped"]
    assert fewer["total_minutes"] == whole["total_minutes"]


def test_delay_needs_data_dates_and_a_kept_beginning(world, manager):
    key = keep(manager)
    assert is_problem(manager.get(f"/api/projects/ALPHA/analysis/delay?from={key}"), 409)
    assert is_problem(manager.get("/api/projects/ALPHA/analysis/delay?from=now&to=now"), 422, "from")
    assert is_problem(manager.get("/api/projects/ALPHA/analysis/delay"), 422)


def test_delay_of_a_milestone(world, manager):
    keys = weeks(world, manager)
    found = read(manager, f"delay?from={keys[0]}&task={world.tasks['m1']}")
    assert found["task"]["code"] == "2.3"
    assert found["sums"]


# --- float paths ----------------------------------------------------------------------------------------------


def test_paths_lead_to_their_target_the_tightest_first(world, manager):
    tasks = world.tasks
    command(manager, "ALPHA", {"op": "link.create", "from": tasks["t5"], "to": tasks["m1"]})
    found = read(manager, f"paths?task={tasks['m1']}&count=5")
    assert found["target"] == {"id": tasks["m1"], "code": "2.3", "name": found["target"]["name"]}
    paths = found["paths"]
    assert paths[0]["tasks"] == [tasks[name] for name in ("t1", "t2", "t4", "m1")]
    assert [path["float"] for path in paths] == sorted(path["float"] for path in paths)
    assert any(tasks["t5"] in path["tasks"] for path in paths[1:])
    assert len(paths[0]["links"]) >= 3


@pytest.mark.parametrize("query", ["task=x", "task=1&count=0", "task=1&count=51", "count=3", "task=999999"])
def test_paths_that_cannot_be_asked_for(world, manager, query):
    query = query.replace("task=1&", f"task={world.tasks['m1']}&")
    assert is_problem(manager.get(f"/api/projects/ALPHA/analysis/paths?{query}"))
