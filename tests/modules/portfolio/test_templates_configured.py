"""Copies and templates with what a company configured itself: custom fields, own entities, workflows, masks."""

import datetime as dt

import pytest

from linkspan.kernel.entities.registry import find_entity
from linkspan.modules.portfolio.models import Project
from linkspan.modules.risk.models import Risk
from world import send


@pytest.fixture
def admin(world):
    return world.client("admin")


def ok(answer, status=200):
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def field(client, entity, key, kind, **more):
    body = {"entity": entity, "project": "", "label_en": key, "key": key, "type": kind, **more}
    return ok(send(client, "post", "/configuration/fields", body), 201)


def make(client, entity, project="ALPHA", **values):
    return ok(send(client, "post", f"/records/{entity}", {"project": project, "values": values}), 201)["row"]


def copy(client, **more):
    body = {"name": "new", "code": "NEW", "start": "2026-09-01", "copy_of": "ALPHA", **more}
    return ok(send(client, "post", "/projects", body))


def test_custom_fields_go_along_with_their_dates_and_references_and_without_money(world, admin):
    for key, kind, more in (
        ("grade", "integer", {}),
        ("visit", "date", {}),
        ("fee", "money", {"field_class": "commercial"}),
        ("share", "percent", {"field_class": "commercial"}),
        ("firm", "party", {}),
        ("task", "reference", {"reference": "task"}),
        ("words", "tags", {}),
    ):
        field(admin, "risk", key, kind, **more)
    given = {
        "cf_grade": 7,
        "cf_visit": "2026-07-10",
        "cf_fee": 900,
        "cf_share": 0.25,
        "cf_firm": world.parties["v1"].pk,
        "cf_task": world.tasks["t4"],
        "cf_words": ["a", "b"],
    }
    make(admin, "risk", title="with fields", **given)
    assert copy(admin)["skipped"] == {}
    (row,) = ok(admin.get("/api/records/risk?project=NEW"))["rows"]
    # Friday 07-10 is the 7th working day after Wednesday 07-01; after Tuesday 09-01 that is Thursday 09-10.
    assert (row["cf_grade"], row["cf_visit"], row["cf_fee"], row["cf_share"]) == (7, "2026-09-10", None, 0.25)
    assert (row["cf_firm"], row["cf_words"]) == (world.parties["v1"].pk, ["a", "b"])
    plan = ok(admin.get("/api/projects/NEW/plan"))["tasks"]
    assert row["cf_task"] in plan["id"]


def test_own_entities_are_copied_numbered_and_switched_off(world, admin):
    values = {"label_en": "Inspection", "label_zh": "质检", "key": "inspection", "numbering": "QC-{n:03d}"}
    ok(send(admin, "post", "/configuration/entities", {**values, "rights_like": "risk"}), 201)
    admin = world.client("admin")
    field(admin, "x_inspection", "floor", "integer")
    make(admin, "x_inspection", title="Cabling", cf_floor=3)
    ok(send(admin, "put", "/projects/ALPHA/numbering/x_inspection", {"pattern": "{PRJ}/QC{n:02}"}))
    assert make(admin, "x_inspection", title="Racks")["code"] == "ALPHA/QC01"
    made = copy(admin)
    assert made["skipped"] == {}
    rows = ok(admin.get("/api/records/x_inspection?project=NEW&sort=code"))["rows"]
    assert [(r["code"], r["title"], r["cf_floor"]) for r in rows] == [
        ("NEW/QC01", "Cabling", 3),
        ("NEW/QC02", "Racks", None),
    ]
    ok(send(admin, "put", "/projects/NEW/modules", {"off": [find_entity("x_inspection").entity.area]}))
    assert admin.get("/api/records/x_inspection?project=NEW").status_code == 409
    assert len(ok(admin.get("/api/records/x_inspection"))["rows"]) == 2
    assert ok(send(admin, "post", "/undo", {"log_id": made["log_id"]}), 409)["code"] == "undo_conflict"


def test_the_project_s_own_workflow_goes_along(world, admin):
    states = [{"value": value, "label_en": value} for value in ("identified", "analysed", "responding")]
    states += [{"value": value, "label_en": value} for value in ("monitoring", "occurred", "closed", "parked")]
    steps = [
        {"sources": ["identified"], "target": "parked", "label_en": "park"},
        {"sources": ["parked"], "target": "identified", "label_en": "back"},
    ]
    body = {"entity": "risk", "project": "ALPHA", "states": states, "transitions": steps}
    ok(send(admin, "put", "/configuration/workflows", body))
    risk = make(admin, "risk", title="a")
    ok(send(admin, "patch", f"/records/risk/{risk['id']}", {"values": {"status": "parked"}}, **{"If-Match": '"1"'}))
    made = copy(admin)
    assert made["skipped"] == {}
    (row,) = Risk._base_manager.filter(project__code="NEW")
    assert row.status == "identified"  # a copy begins at the beginning
    moved = send(admin, "patch", f"/records/risk/{row.pk}", {"values": {"status": "parked"}}, **{"If-Match": '"1"'})
    assert ok(moved)["row"]["status"] == "parked"


def test_one_undo_takes_the_workflow_back_too(world, admin):
    test_the_project_s_own_workflow_goes_along(world, admin)
    made = copy(admin, code="AGAIN", name="again")
    ok(send(admin, "post", "/undo", {"log_id": made["log_id"]}))
    assert not Project._base_manager.filter(code="AGAIN").exists()


def test_masks_stand_in_the_history_of_the_configuration(world, admin):
    ok(send(admin, "put", "/projects/ALPHA/numbering/risk", {"pattern": "X{n}"}))
    today = dt.date.today()
    first, last = today - dt.timedelta(days=1), today + dt.timedelta(days=1)
    found = ok(admin.get(f"/api/configuration/changes?project=ALPHA&from={first}&to={last}"))
    assert "X{n}" in str(found)
