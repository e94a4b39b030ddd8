"""Modules of a project: what is off is neither seen, found, added nor imported, and comes back as it was."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from world import dump, is_problem, send


@pytest.fixture
def manager(world):
    return world.client("manager")


def switch(client, *off, code="ALPHA"):
    return send(client, "put", f"/projects/{code}/modules", {"off": list(off)})


def add(client, **values):
    return send(client, "post", "/records/risk", {"project": "ALPHA", "values": {"title": "raven", **values}})


def found(client):
    return [hit["kind"] for hit in client.get("/api/search?q=raven").json()["items"]]


def test_all_modules_are_on_at_first(manager):
    settings = manager.get("/api/projects/ALPHA/settings").json()
    assert {"schedule", "risk", "landscape", "commercial", "change"} <= {m["name"] for m in settings["modules"]}
    assert all(module["on"] for module in settings["modules"])
    labels = {module["name"]: module["label"] for module in settings["modules"]}
    assert labels["commercial"] == "Contracts, Payment terms"


def test_what_is_off_is_nowhere_and_comes_back_as_it_was(world, manager):
    row = add(manager).json()["row"]
    before = dump()["risk_risk"]
    answer = switch(manager, "risk")
    assert answer.status_code == 200
    assert answer.json()["label"] == "Switched modules of ALPHA: off are Risks"
    for refused in (
        add(manager),
        manager.get("/api/records/risk?project=ALPHA"),
        manager.get("/api/records/risk/groups?project=ALPHA&group=status"),
        manager.get("/api/records/risk/export?project=ALPHA"),
        manager.post(
            "/api/records/risk/import/preview",
            {"project": "ALPHA", "file": SimpleUploadedFile("r.csv", "风险\nx\n".encode())},
        ),
    ):
        assert is_problem(refused, 409)
        assert refused.json()["code"] == "module_off"
        assert "“Risks” is switched off in ALPHA" in refused.json()["detail"]
    assert is_problem(manager.get(f"/api/records/risk/{row['id']}"), 404)
    assert manager.get("/api/records/risk").json()["rows"] == []
    assert manager.get("/api/records/risk/pick?project=ALPHA").json()["items"] == []
    assert found(manager) == []
    assert "risk" not in manager.get("/api/meta?project=ALPHA").json()["entities"]
    assert "risk" in manager.get("/api/meta").json()["entities"]
    session = next(p for p in manager.get("/api/session").json()["projects"] if p["code"] == "ALPHA")
    assert session["off"] == ["risk"]
    assert dump()["risk_risk"] == before
    assert send(manager, "post", "/undo", {"log_id": answer.json()["log_id"]}).status_code == 200
    assert manager.get("/api/records/risk?project=ALPHA").json()["rows"][0]["id"] == row["id"]
    assert found(manager) == ["risk"]


def test_another_project_keeps_its_own(world, manager):
    admin = world.client("admin")
    assert add(manager).status_code == 201
    other = send(admin, "post", "/records/risk", {"project": "BETA", "values": {"title": "raven"}}).json()["row"]
    assert switch(manager, "risk").status_code == 200
    assert [row["id"] for row in admin.get("/api/records/risk").json()["rows"]] == [other["id"]]
    assert admin.get(f"/api/records/risk/{other['id']}").status_code == 200


def test_a_project_without_a_plan(world, manager):
    assert world.client("engineer").get("/api/my-work").json()["counts"]
    assert switch(manager, "schedule").status_code == 200
    for refused in (
        manager.get("/api/projects/ALPHA/plan"),
        manager.post("/api/projects/ALPHA/import/preview", {"file": SimpleUploadedFile("p.xml", b"<Project/>")}),
        send(manager, "post", "/projects/ALPHA/plan/commands", {"base": 0, "commands": []}),
    ):
        assert is_problem(refused, 409)
        assert refused.json()["code"] == "module_off"
    assert not any(world.client("engineer").get("/api/my-work").json()["counts"].values())
    assert manager.get("/api/projects/ALPHA").status_code == 200
    assert switch(manager).status_code == 200
    assert len(manager.get("/api/projects/ALPHA/plan").json()["tasks"]["id"]) == 8


def test_a_module_that_is_none_is_refused(manager):
    assert is_problem(switch(manager, "nothing"), 422, "off")


def test_who_may_not_change_the_project_switches_nothing(world):
    for name in ("engineer", "viewer", "vendor"):
        assert is_problem(switch(world.client(name), "risk"), 403)
    assert is_problem(switch(world.client("outsider"), "risk"), 404)


def test_a_list_costs_no_statement_more(world, manager, django_assert_max_num_queries):
    assert add(manager).status_code == 201
    manager.get("/api/records/risk?project=ALPHA")
    with django_assert_max_num_queries(60) as asked:
        manager.get("/api/records/risk?project=ALPHA")
    assert not any('FROM "portfolio_project"' in q["sql"] and "modules_off" not in q["sql"] for q in asked)
    assert sum('FROM "portfolio_project"' in q["sql"] for q in asked) == 1
