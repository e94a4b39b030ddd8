"""One entity of somebody else's module has every surface, and no file of the program knows it.

Run by tests/test_another_entity.py under settings that install it.
"""

import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linkspan.kernel.access.actor import SYSTEM
from linkspan.modules.identity import api as identity
from linkspan.modules.identity.role_editing import create_role
from world import dump, is_problem, send

ALL = ["stock.view", "stock.create", "stock.edit", "stock.delete"]


@pytest.fixture
def rights(world):
    """Roles as an administrator ticks them: the manager does everything, the engineer only sees."""
    for code, person, verbs in (("keeper", "manager", ALL), ("looker", "engineer", ALL[:1])):
        create_role(SYSTEM, world.organisation, code=code, values={"name_zh": code, "verbs": verbs})
        identity.grant_role(SYSTEM, world.a, role=code, principal=world.people[person])
    return world


@pytest.fixture
def manager(rights):
    return rights.client("manager")


def make(client, **values):
    answer = send(client, "post", "/records/device", {"project": "ALPHA", "values": {"name": "CT", **values}})
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()["row"]


def patch(client, row, **values):
    tag = {"If-Match": f'"{row["version"]}"'}
    return send(client, "patch", f"/records/device/{row['id']}", {"values": values}, **tag)


def do(client, row, name, **inputs):
    tag = {"If-Match": f'"{row["version"]}"'}
    return send(client, "post", f"/records/device/{row['id']}/actions/{name}", {"inputs": inputs}, **tag)


@pytest.fixture
def ct(rights, manager):
    people, parties = rights.people, rights.parties
    return make(
        manager, name="CT 64 slices", count=2, price=300_000_00, owner=people["engineer"].pk, vendor=parties["v1"].pk,
        due="2026-08-20", places=["ward", "clinic"],
    )  # fmt: skip


def test_meta_tells_pages_all_they_need(manager, rights):
    meta = manager.get("/api/meta").json()["entities"]["device"]
    fields = {field["name"]: field for field in meta["fields"]}
    assert meta["label_plural"] == "Devices"
    assert (fields["vendor"]["type"], fields["owner"]["type"], fields["system"]["reference"]) == (
        "party",
        "person",
        "system",
    )
    assert (fields["total"]["type"], fields["total"]["read_only"], fields["total"]["formula"]) == (
        "money",
        True,
        "count × price",
    )
    assert [field["name"] for field in meta["actions"][0]["inputs"]] == ["on", "note"]
    assert set(meta["views"]) == {"table", "board", "calendar"}
    assert "device" not in rights.client("viewer").get("/api/meta").json()["entities"]
    engineers = rights.client("engineer").get("/api/meta").json()["entities"]["device"]
    assert not {"price", "total"} & {field["name"] for field in engineers["fields"]}


def test_a_new_one_has_code_total_and_labels(manager, ct):
    assert (ct["code"], ct["total"], ct["status"]) == ("D001", 600_000_00, "ordered")
    read = manager.get(f"/api/records/device/{ct['id']}")
    assert read.headers["ETag"] == '"1"'
    body = read.json()
    assert body["refs"]["party"][str(ct["vendor"])]["label"] == "Vendor One"
    assert {step["to"] for step in body["transitions"]} == {"delivered", "returned"}
    card = manager.get(f"/api/records/device/{ct['id']}/card").json()
    assert (card["code"], card["title"]) == ("D001", "CT 64 slices")


def test_lists_filter_sort_and_group(manager, ct):
    make(manager, name="Printer", count=5, price=1_000_00, due="2026-09-01")
    at = "/api/records/device?project=ALPHA&"

    def codes(query):
        answer = manager.get(at + query)
        assert answer.status_code == 200, answer.content
        return [row["code"] for row in answer.json()["rows"]]

    assert codes("") == ["D001", "D002"]
    assert codes("sort=-count") == ["D002", "D001"]
    assert codes("f=total:gte:10000000") == ["D001"]
    assert codes("f=places:in:ward") == ["D001"]
    assert codes("f=vendor:empty&q=print") == ["D002"]
    groups = manager.get("/api/records/device/groups?project=ALPHA&group=due:month&measure=count,total").json()
    assert [(g["key"], g["measures"]) for g in groups["groups"]] == [
        ("2026-08-01", {"count": 1, "total": 600_000_00}),
        ("2026-09-01", {"count": 1, "total": 5_000_00}),
    ]


def test_edit_history_undo_and_the_workflow(manager, ct):
    assert is_problem(patch(manager, ct, status="tested"), 409, "status")
    assert is_problem(patch(manager, ct, status="returned"), 422, "note")
    changed = patch(manager, ct, count=3).json()
    assert changed["row"]["total"] == 900_000_00
    items = manager.get(f"/api/records/device/{ct['id']}/activity").json()["items"]
    assert {"field": "count", "label": "Count", "from": "2", "to": "3"} in items[0]["changes"]
    assert send(manager, "post", "/undo", {"log_id": changed["log_id"]}).status_code == 200
    row = manager.get(f"/api/records/device/{ct['id']}").json()["row"]
    assert row["count"] == 2
    back = patch(manager, row, status="returned", note="wrong voltage").json()["row"]
    assert is_problem(patch(manager, back, count=9), 409)


def test_the_action_is_its_signature(manager, ct):
    assert is_problem(do(manager, ct, "receive"), 422, "on")
    assert is_problem(do(manager, ct, "receive", on="soon"), 422, "on")
    done = do(manager, ct, "receive", on="2026-07-14", note="no cable").json()
    assert (done["row"]["status"], done["row"]["received_on"], done["row"]["note"]) == (
        "delivered",
        "2026-07-14",
        "no cable",
    )
    assert done["label"] == "Received D001"
    assert is_problem(do(manager, done["row"], "receive", on="2026-07-14"), 409)
    send(manager, "post", "/undo", {"log_id": done["log_id"]})
    assert manager.get(f"/api/records/device/{ct['id']}").json()["row"]["status"] == "ordered"


def test_many_at_once_are_one_undo(manager, ct):
    rows = [ct, make(manager, name="MR", owner=ct["owner"])]
    versions = [{"id": row["id"], "version": row["version"]} for row in rows]
    body = {"rows": versions, "action": "receive", "inputs": {"on": "2026-07-14"}}
    done = send(manager, "post", "/records/device/bulk", body)
    assert done.status_code == 200, done.content
    assert [row["status"] for row in done.json()["rows"]] == ["delivered", "delivered"]
    send(manager, "post", "/undo", {"log_id": done.json()["log_id"]})
    listed = manager.get("/api/records/device?project=ALPHA").json()["rows"]
    assert [row["status"] for row in listed] == ["ordered", "ordered"]
    gone = [{"id": row["id"], "version": row["version"]} for row in listed]
    assert send(manager, "post", "/records/device/bulk", {"rows": gone, "delete": True}).status_code == 200
    assert manager.get("/api/records/device?project=ALPHA").json()["rows"] == []


def test_comments_links_and_watching(manager, ct):
    other = make(manager, name="MR")
    at = f"/records/device/{ct['id']}"
    assert send(manager, "post", f"{at}/comments", {"body": "needs **three** phases"}).status_code == 201
    link = {"kind": "affects", "entity": "device", "id": other["id"]}
    assert send(manager, "post", f"{at}/links", link).json()["links"][0]["code"] == "D002"
    assert send(manager, "put", f"{at}/watch").json()["watching"] is True


def test_out_as_a_table_and_in_again(manager, ct):
    book = openpyxl.load_workbook(
        io.BytesIO(manager.get("/api/records/device/export?project=ALPHA&format=xlsx").content)
    )
    assert "CT 64 slices" in {cell.value for row in book.active.iter_rows() for cell in row}
    assert manager.get("/api/records/device/import/template.xlsx?project=ALPHA").status_code == 200
    table = "code,device,count,due,vendor\nD001,CT 128 slices,4,2026-08-25,Vendor One\n,Monitor,12,2026-09-01,\n"
    file = SimpleUploadedFile("devices.csv", table.encode())
    before = dump()
    preview = manager.post("/api/records/device/import/preview", {"file": file, "project": "ALPHA"})
    assert preview.status_code == 200, preview.content
    assert dump() == before
    body = preview.json()
    assert (body["counts"]["create"], body["counts"]["update"], body["counts"]["error"]) == (1, 1, 0), body
    applied = send(manager, "post", "/records/device/import/apply", {"token": body["token"]})
    assert applied.status_code == 200, applied.content
    rows = manager.get("/api/records/device?project=ALPHA&sort=code").json()["rows"]
    assert [(row["code"], row["name"], row["count"]) for row in rows] == [
        ("D001", "CT 128 slices", 4),
        ("D002", "Monitor", 12),
    ]


def test_it_is_found_by_its_words(manager, ct):
    found = manager.get("/api/search?q=64 slices").json()
    assert "CT 64 slices" in json.dumps(found, ensure_ascii=False)


def test_views_of_it_can_be_saved(manager):
    view = {"entity": "device", "project": "ALPHA", "name": "Late", "config": {"kind": "table", "sort": "-due"}}
    assert send(manager, "post", "/views", view).status_code == 201
    names = [item["name"] for item in manager.get("/api/views?entity=device&project=ALPHA").json()["items"]]
    assert names == ["Late"]


def test_the_description_of_the_api_has_it(manager):
    document = manager.get("/api/openapi.json").json()
    assert "/api/records/device/{record_id}/actions/receive" in document["paths"]
    assert set(document["components"]["schemas"]["DeviceReceiveInputs"]["properties"]) == {"on", "note"}
    assert document["components"]["schemas"]["DeviceCreate"]["required"] == ["name"]


@pytest.mark.parametrize(("person", "status"), [("outsider", 404), ("nobody", 404), ("viewer", 404), ("engineer", 403)])
def test_who_may_not_changes_nothing(rights, ct, person, status):
    client = rights.client(person)
    before = dump()
    assert is_problem(patch(client, ct, name="x"), status)
    assert is_problem(do(client, ct, "receive", on="2026-07-14"), status)
    gone = send(client, "delete", f"/records/device/{ct['id']}", **{"If-Match": '"1"'})
    assert is_problem(gone, status)
    versions = [{"id": ct["id"], "version": 1}]
    assert is_problem(send(client, "post", "/records/device/bulk", {"rows": versions, "delete": True}), status)
    assert dump() == before


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"count": -1},
        {"count": 1.5},
        {"price": "12"},
        {"vendor": 10**6},
        {"system": 10**6},
        {"places": ["roof"]},
        {"due": "2026-02-30"},
        {"total": 5},
        {"received_on": "2026-07-01"},
        {"colour": "red"},
    ],
)
def test_what_a_device_cannot_be_is_refused_with_its_field(manager, values):
    body = {"project": "ALPHA", "values": {"name": "CT", **values}}
    assert is_problem(send(manager, "post", "/records/device", body), 422, next(iter(values)))


def test_more_rows_cost_no_more_statements(rights, manager, ct):
    def statements(path):
        manager.get(path)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert manager.get(path).status_code == 200
        return len(seen)

    paths = ["/api/records/device?project=ALPHA", "/api/records/device/groups?project=ALPHA&group=vendor"]
    few = [statements(path) for path in paths]
    for at in range(10):
        make(manager, name=f"Device {at}", vendor=rights.parties["v1" if at % 2 else "v2"].pk, owner=ct["owner"])
    assert [statements(path) for path in paths] == few
