"""A vendor sends its plan every week: what it changed, what we changed, what both did; and the plan going out again."""

import io

import pytest
from test_import import HOME, apply, bring_in, imported, preview, upload, xml  # noqa: F401 - a fixture

from linkspan.engines.calendar import from_minutes
from linkspan.engines.interchange import read_schedule
from linkspan.modules.exchange.matching import OWN_UIDS
from linkspan.modules.exchange.models import LastImport
from linkspan.modules.exchange.store import open_stored
from linkspan.modules.schedule.models import Assignment, Link, Task
from world import command, is_problem, plan_of, rows_by_id, send

SKETCH, DRAWING, BUILD = 11, 12, 13
LONGER = (b"PT24H0M0S", b"PT40H0M0S")


def conflicts(said):
    return [row for row in said["three_way"]["rows"] if row["outcome"] == "conflict"]


def ours(client, world, uid, **values):
    task = imported(world.a)[uid]
    return command(client, "ALPHA", {"op": "task.update", "id": task.pk, "set": values})


@pytest.fixture
def client(world, xml):  # noqa: F811
    client = world.client("manager")
    bring_in(client, xml)
    return client


def test_what_each_side_changed_stands_together(world, client, xml):  # noqa: F811
    ours(client, world, SKETCH, duration=1440)
    said = preview(client, xml.replace(b"<Name>Build</Name>", b"<Name>Build it</Name>"))
    assert said["three_way"]["counts"] == {"conflict": 0, "taken": 1, "kept": said["three_way"]["counts"]["kept"]}
    assert said["three_way"]["base"]["name"] == "small-plan.xml"
    taken = next(row for row in said["three_way"]["rows"] if row["outcome"] == "taken")
    assert (taken["name"], taken["fields"][0]["ours"], taken["fields"][0]["theirs"]) == (
        "Build it",
        "Build",
        "Build it",
    )
    job = apply(client, said["token"])
    assert (job.state, job.result["changed"]) == ("done", 1)
    tasks = imported(world.a)
    assert (tasks[SKETCH].duration, tasks[BUILD].name) == (1440, "Build it")


@pytest.mark.parametrize(("side", "duration"), [("ours", 480), ("theirs", 2400), ("", 480)])
def test_a_row_that_both_changed_is_chosen_with_its_effect(world, client, xml, side, duration):  # noqa: F811
    ours(client, world, DRAWING, duration=480)
    said = preview(client, xml.replace(*LONGER))
    [row] = conflicts(said)
    assert [(f["base"], f["ours"], f["theirs"]) for f in row["fields"] if f["field"] == "duration"] == [
        ("3 d", "1 d", "5 d")
    ]
    assert 0 < row["effect_days"] <= 4, "drawing drives the finish: five days instead of one"
    choices = {row["key"]: side} if side else {}
    told = send(client, "post", f"{HOME}/effect", {"token": said["token"], "choices": choices}).json()
    assert told["moved_days"] == (row["effect_days"] if side == "theirs" else 0.0)
    assert apply(client, said["token"], choices=choices).state == "done"
    assert (
        told["finish"] == from_minutes(max(one["finish"] for one in rows_by_id(plan_of(client)).values())).isoformat()
    )
    assert imported(world.a)[DRAWING].duration == duration
    # What was decided is not asked again by the same file.
    assert conflicts(preview(client, xml.replace(*LONGER))) == [] or side != "theirs"


def test_a_row_that_the_file_dropped_goes_unless_we_worked_on_it(world, client, xml):  # noqa: F811
    start = xml.index(b"<Task><UID>13</UID>")
    end = xml.index(b"</Task>", start) + len(b"</Task>")
    dropped = (xml[:start] + xml[end:]).replace(b"<PredecessorUID>13<", b"<PredecessorUID>12<")
    said = preview(client, dropped)
    assert (said["summary"]["tasks_removed"], conflicts(said)) == (1, [])
    ours(client, world, BUILD, duration=960)
    said = preview(client, dropped)
    rows = conflicts(said)
    assert any(row["kind"] == "removed" and row["name"] == "Build" for row in rows)
    own = set(world.tasks.values())
    assert apply(client, said["token"], choices={row["key"]: "theirs" for row in rows}).state == "done"
    assert BUILD not in imported(world.a)
    assert own <= set(Task._base_manager.values_list("pk", flat=True)), "rows of our own stay"
    links = Link._base_manager.filter(project=world.a, predecessor__source_uid=DRAWING)
    assert [link.successor.source_uid for link in links] == [14]


def test_rows_calendars_and_people_of_our_own_stay_as_they_are(world, client, xml):  # noqa: F811
    fresh = command(client, "ALPHA", {"op": "task.create", "temp": "x", "name": "ours alone", "duration": 960})["ids"][
        "x"
    ]
    before = {
        task.pk: (task.name, task.calendar_id, task.parent_id, task.duration) for task in Task._base_manager.all()
    }
    shares = set(Assignment._base_manager.values_list("task_id", "resource_id"))
    bring_in(client, xml.replace(b"<Name>Build</Name>", b"<Name>Build it</Name>"))
    after = {task.pk: (task.name, task.calendar_id, task.parent_id, task.duration) for task in Task._base_manager.all()}
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {imported(world.a)[BUILD].pk}
    assert fresh in after
    assert set(Assignment._base_manager.values_list("task_id", "resource_id")) == shares


def test_an_undone_import_is_no_base_for_the_next(world, client, xml):  # noqa: F811
    first = LastImport._base_manager.get(project=world.a).stored_name
    result = bring_in(client, xml.replace(*LONGER))
    assert LastImport._base_manager.get(project=world.a).stored_name != first
    assert send(client, "post", "/undo", {"log_id": result["log_id"]}).status_code == 200
    assert LastImport._base_manager.get(project=world.a).stored_name == first
    assert conflicts(preview(client, xml.replace(*LONGER))) == []
    bring_in(client, xml.replace(*LONGER))
    assert imported(world.a)[DRAWING].duration == 2400


def test_choices_for_what_is_no_conflict_are_refused(world, client, xml):  # noqa: F811
    said = preview(client, xml.replace(*LONGER))
    for choices in ({"tasks:12": "ours"}, {"nonsense": "theirs"}):
        answer = send(client, "post", f"{HOME}/effect", {"token": said["token"], "choices": choices})
        assert is_problem(answer, 422, "choices")
    assert send(client, "post", f"{HOME}/effect", {"token": "x", "choices": {}}).status_code == 404
    assert send(client, "post", f"{HOME}/effect", {"token": said["token"], "choices": {"a": "b"}}).status_code == 422


@pytest.mark.parametrize("kind", ["mspdi", "xer", "json"])
def test_a_plan_goes_out_and_comes_back_the_same(world, client, kind):
    answer = client.get(f"/api/projects/ALPHA/plan/export?format={kind}")
    assert answer.status_code == 200, answer.content
    assert "ALPHA." in answer["Content-Disposition"]
    file = read_schedule(io.BytesIO(answer.content), name="x")
    plan = rows_by_id(plan_of(client))
    own = {task.pk: task for task in Task._base_manager.filter(project=world.a)}
    leaves = {key: row for key, row in plan.items() if not any(other["parent"] == key for other in plan.values())}
    named = {entry.name: entry for entry in file.tasks}
    for key, row in leaves.items():
        assert named[row["name"]].duration == own[key].duration, row["name"]
    if kind != "xer":
        by_uid = {entry.uid: entry for entry in file.tasks}
        for task in own.values():
            assert (task.source_uid or OWN_UIDS + task.pk) in by_uid
        said = preview(client, answer.content)
        assert (said["summary"]["tasks_new"], said["summary"]["tasks_updated"], conflicts(said)) == (0, 0, []), said


def test_who_sees_a_part_takes_a_part_out(world, client):
    vendor = world.client("vendor")
    answer = vendor.get("/api/projects/ALPHA/plan/export?format=json")
    seen = {row["name"] for row in rows_by_id(plan_of(vendor)).values()}
    if answer.status_code == 200:
        assert {entry.name for entry in read_schedule(io.BytesIO(answer.content)).tasks} <= seen
    assert b"zaunkoenig" not in answer.content
    assert client.get("/api/projects/ALPHA/plan/export?format=doc").status_code == 422
    assert world.client("nobody").get("/api/projects/ALPHA/plan/export").status_code in (403, 404)


def test_a_broken_file_leaves_the_base_alone(world, client, xml):  # noqa: F811
    assert is_problem(upload(client, xml[:400]), 422)
    assert LastImport._base_manager.count() == 1


def test_a_base_that_is_gone_is_said_before_our_edits_are_replaced(world, client, xml):  # noqa: F811
    open_stored(LastImport._base_manager.get(project=world.a).stored_name).unlink()
    said = preview(client, xml)
    assert said["three_way"] is None
    assert [line["text"] for line in said["lines"] if "imported last" in line["text"]]
