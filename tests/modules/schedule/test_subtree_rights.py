"""Rights over a part of a plan: the holder sees and edits the rows of that part alone."""

import pytest

from linkspan.kernel.access.actor import SYSTEM, acting_as
from linkspan.kernel.access.models import Grant
from linkspan.modules.identity import api as identity
from linkspan.modules.schedule.models import Link, Task
from linkspan.modules.schedule.scopes import open_scope
from world import dump, make_person, plan_of, post_commands, rows_by_id, run, send


@pytest.fixture
def part(world):
    """`lead` holds the role of an architect at the second section (t4, t5, m1)."""
    admin = world.client("admin")
    lead = world.people["lead"] = make_person(world.organisation, "lead")
    path = f"{world.a.scope_path}w{world.tasks['s2']}/"
    body = {"role": "architect", "principal": {"kind": "user", "id": lead.pk}, "place": path}
    answer = send(admin, "post", "/admin/grants", body)
    assert answer.status_code == 201, answer.content.decode()
    world.path, world.lead = path, world.client("lead")
    return world


def paths(world):
    found = dict(Task._base_manager.filter(project=world.a).values_list("pk", "scope_path"))
    return {name: found[key] for name, key in world.tasks.items() if key in found}


def edit(world, *commands):
    return post_commands(world.lead, "ALPHA", *commands)


def test_the_part_gets_a_path_of_its_own(part):
    found = paths(part)
    assert {name for name, path in found.items() if path == part.path} == {"s2", "t4", "t5", "m1"}
    assert {found[name] for name in ("s1", "t1", "t2", "t3")} == {part.a.scope_path}
    assert Grant._base_manager.get(user=part.people["lead"]).scope_path == part.path


def test_its_holder_reads_that_part_alone(part):
    client = part.lead
    plan = plan_of(client)
    assert set(rows_by_id(plan)) == {part.tasks[name] for name in ("s2", "t4", "t5", "m1")}
    assert {row["to"] for row in rows_by_id(plan, "links").values()} == {part.tasks["m1"]}
    assert plan["baselines"] == []
    assert set(plan["project"]["can"]) == {"schedule.view", "schedule.edit", "schedule.progress"}
    assert [row["code"] for row in client.get("/api/projects").json()["items"]] == ["ALPHA"]
    assert client.get("/api/projects/ALPHA").status_code == 200
    assert client.get("/api/projects/BETA").status_code == 404
    assert client.get(f"/api/projects/ALPHA/plan/tasks/{part.tasks['t1']}/why").status_code == 404


def test_and_edits_it(part):
    t = part.tasks
    answer = edit(
        part,
        {"op": "task.update", "id": t["t5"], "set": {"name": "renamed", "duration": 480}},
        {"op": "task.create", "temp": "n", "name": "new", "parent": t["s2"]},
        {"op": "link.create", "from": t["t5"], "to": "n"},
        {"op": "task.indent", "ids": [t["t5"]]},
    )
    assert answer.status_code == 200, answer.content.decode()
    new = Task._base_manager.get(name="new")
    assert new.scope_path == part.path
    assert Task._base_manager.get(pk=t["t5"]).parent_id == t["t4"]
    undone = send(part.lead, "post", "/projects/ALPHA/plan/undo", {"log_id": answer.json()["log_id"]})
    assert undone.status_code == 200, undone.content.decode()
    assert not Task._base_manager.filter(name="new").exists()


def test_nothing_outside_of_it(part):
    t = part.tasks
    link = Link._base_manager.get(predecessor=t["t2"], successor=t["t4"]).pk
    inside = Link._base_manager.get(predecessor=t["t4"], successor=t["m1"]).pk
    before = dump()
    for command in (
        {"op": "task.update", "id": t["t1"], "set": {"name": "x"}},
        {"op": "task.create", "name": "x"},
        {"op": "task.create", "name": "x", "parent": t["s1"]},
        {"op": "task.move", "ids": [t["t5"]], "parent": None},
        {"op": "task.move", "ids": [t["t5"]], "parent": t["s1"]},
        {"op": "task.move", "ids": [t["s2"]], "parent": t["s1"]},
        {"op": "task.move", "ids": [t["t1"]], "parent": t["s2"]},
        {"op": "task.outdent", "ids": [t["t5"]]},
        {"op": "task.indent", "ids": [t["s2"]]},
        {"op": "task.delete", "ids": [t["s2"]]},
        {"op": "task.delete", "ids": [t["t1"]]},
        {"op": "link.create", "from": t["t1"], "to": t["t5"]},
        {"op": "link.create", "from": t["t5"], "to": t["t3"]},
        {"op": "link.update", "id": link, "set": {"lag": 60}},
        {"op": "link.delete", "ids": [inside, link]},
        {"op": "task.predecessors", "id": t["t5"], "text": "1.1"},
        {"op": "task.resources", "id": t["t5"], "text": "+Crew 1"},
        {"op": "baseline.set", "name": "x"},
        {"op": "project.set", "set": {"data_date": 0}},
    ):
        answer = edit(part, command)
        assert answer.status_code in {403, 404}, (command, answer.content.decode())
        assert dump() == before, command


def test_typed_predecessors_leave_links_from_outside(part):
    t = part.tasks
    assert edit(part, {"op": "task.predecessors", "id": t["t4"], "text": "2.2"}).status_code == 200
    assert set(Link._base_manager.filter(successor=t["t4"]).values_list("predecessor", flat=True)) == {t["t2"], t["t5"]}


def test_rows_that_move_in_or_out_change_their_path(part):
    t = part.tasks
    run(part.project(), {"op": "task.move", "ids": [t["t3"]], "parent": t["t5"]})
    assert paths(part)["t3"] == part.path
    run(part.project(), {"op": "task.move", "ids": [t["t5"]], "parent": None})
    assert paths(part)["t5"] == paths(part)["t3"] == part.a.scope_path
    run(part.project(), {"op": "task.move", "ids": [t["s2"]], "parent": t["s1"]})
    assert paths(part)["s2"] == part.path


def test_a_part_within_a_part(part):
    t = part.tasks
    run(part.project(), {"op": "task.move", "ids": [t["t3"]], "parent": t["t5"]})
    with acting_as(SYSTEM):
        open_scope(SYSTEM, Task._base_manager.get(pk=t["t5"]))
    assert paths(part)["t3"] == paths(part)["t5"] == f"{part.path}w{t['t5']}/"
    run(part.project(), {"op": "task.move", "ids": [t["t5"]], "parent": t["s1"]})
    assert paths(part)["t3"] == f"{part.a.scope_path}w{t['t5']}/"


def test_only_who_rules_the_project_opens_a_part(part):
    path = f"{part.a.scope_path}w{part.tasks['s1']}/"
    body = {"role": "engineer", "principal": {"kind": "user", "id": part.people["viewer"].pk}, "place": path}
    clients = [part.client(name) for name in ("lead", "viewer", "outsider", "nobody")]
    before = dump()
    for client in clients:
        assert send(client, "post", "/admin/grants", body).status_code in {403, 404}
    assert dump() == before
    identity.grant_role(SYSTEM, part.a, role="manager", principal=part.people["viewer"])
    assert send(part.client("viewer"), "post", "/admin/grants", body).status_code == 201
