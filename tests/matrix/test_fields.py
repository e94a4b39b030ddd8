"""Classed fields, role by role and surface by surface, against a table written by hand."""

import csv
import io
import json

import pytest
from calls import make_sides
from walking import clients

from world import is_problem, send

# Who sees which commercial field in project ALPHA: `own` in the rows of the own firm alone, `all`, or `none`.
COMMERCIAL = {
    "risk": ("cost_impact", "exposure"),
    "contract": ("amount",),
    "payment_term": ("amount", "share"),
    "change_request": ("amount",),
}
SEES = {"vendor": "own", "viewer": "all", "engineer": "none", "manager": "all", "admin": "all"}
# What the vendor's role may view at all.
VENDOR = {"contract", "payment_term"}
SECRET = 87_654_321  # fen; its digits stand nowhere else
MARKS = (str(SECRET), "876543.21", "876,543.21", "87.7")


@pytest.fixture
def rows(world):
    """For each entity a row whose commercial field holds the secret, of a firm that is not the vendor's."""
    side, _foreign = make_sides(world)
    manager, x = world.client("manager"), side.extra["records"]
    keys = {"risk": x["risk"], "contract": x["contract other"], "payment_term": x["payment_term other"]}
    keys["change_request"] = x["change_request"]
    for entity, key in keys.items():
        version = manager.get(f"/api/records/{entity}/{key}").json()["row"]["version"]
        body = {"values": {COMMERCIAL[entity][0]: SECRET}}
        done = send(manager, "patch", f"/records/{entity}/{key}", body, **{"If-Match": f'"{version}"'})
        assert done.status_code == 200, done.content
    return keys


def surfaces(entity, key):
    """Every way in which a row's fields come out."""
    return {
        "list": f"/records/{entity}?project=ALPHA",
        "list of everything": f"/records/{entity}",
        "detail": f"/records/{entity}/{key}",
        "activity": f"/records/{entity}/{key}/activity",
        "card": f"/records/{entity}/{key}/card",
        "export": f"/records/{entity}/export?project=ALPHA&format=csv",
        "groups": f"/records/{entity}/groups?project=ALPHA",
        "search": "/search?q=87654321",
        "pick": f"/records/{entity}/pick?project=ALPHA",
    }


def text_of(answer):
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


@pytest.mark.parametrize("role", SEES)
def test_a_closed_value_comes_out_nowhere_and_an_open_one_where_it_should(world, rows, role):
    client = clients(world)[role]
    for entity, key in rows.items():
        for name, path in surfaces(entity, key).items():
            text = text_of(client.get(f"/api{path}"))
            shown = any(mark in text for mark in MARKS)
            if SEES[role] != "all":
                assert not shown, (role, entity, name)
            elif name in {"list", "list of everything", "detail", "activity", "export"}:
                assert shown, (role, entity, name)


@pytest.mark.parametrize("role", SEES)
def test_meta_names_the_fields_that_the_role_sees_somewhere(world, rows, role):
    entities = clients(world)[role].get("/api/meta").json()["entities"]
    for entity, fields in COMMERCIAL.items():
        if role == "vendor" and entity not in VENDOR:
            assert entity not in entities
            continue
        named = {field["name"] for field in entities[entity]["fields"]}
        assert (set(fields) <= named) is (SEES[role] != "none"), (role, entity)
        measured = {m["name"] for m in entities[entity]["measures"]}
        assert bool({"amount", "exposure"} & measured) is (SEES[role] != "none"), (role, entity)


@pytest.mark.parametrize("role", SEES)
def test_closed_fields_filter_order_add_up_and_take_nothing(world, rows, role):
    client = clients(world)[role]
    for entity, fields in COMMERCIAL.items():
        if role == "vendor":
            continue  # its lists hold its own rows alone, in which it sees prices
        measure = {"risk": "exposure"}.get(entity, "amount")
        asked = [f"f={name}:gte:1" for name in fields] + [f"sort=-{name}" for name in fields]
        asked += [f"fields={name}" for name in fields] + [f"f={name}:empty" for name in fields]
        for query in asked:
            answer = client.get(f"/api/records/{entity}?project=ALPHA&{query}")
            assert (answer.status_code == 200) is (SEES[role] == "all"), (role, entity, query)
            export = client.get(f"/api/records/{entity}/export?project=ALPHA&format=csv&{query}")
            assert (export.status_code == 200) is (SEES[role] == "all"), (role, entity, query)
        added = client.get(f"/api/records/{entity}/groups?project=ALPHA&group=updated_at:year&measure={measure}")
        assert (added.status_code == 200) is (SEES[role] == "all"), (role, entity)


def test_a_vendor_reads_prices_of_its_own_rows_alone(world, rows):
    client = clients(world)["vendor"]
    listed = client.get("/api/records/contract?project=ALPHA&sort=-amount&f=amount:gte:1").json()["rows"]
    assert listed, "the vendor's own contract has an amount"
    assert all(row["party"] == world.parties["v1"].pk and "amount" in row for row in listed)
    total = client.get("/api/records/contract/groups?project=ALPHA&measure=amount").json()["total"]["amount"]
    everything = client.get("/api/records/contract?project=ALPHA").json()["rows"]
    assert total == sum(row["amount"] or 0 for row in everything)


def test_an_engineer_writes_no_closed_field_by_any_way(world, rows):
    client = clients(world)["engineer"]
    risk = client.get(f"/api/records/risk/{rows['risk']}").json()["row"]
    tag = {"If-Match": f'"{risk["version"]}"'}
    named = [{"id": risk["id"], "version": risk["version"]}]
    calls = (
        ("patch", f"/records/risk/{risk['id']}", {"values": {"cost_impact": 1}}, tag),
        ("post", "/records/risk", {"project": "ALPHA", "values": {"title": "x", "cost_impact": 1}}, {}),
        ("post", "/records/risk/bulk", {"rows": named, "set": {"cost_impact": 1}}, {}),
    )
    for method, path, body, headers in calls:
        assert is_problem(send(client, method, path, body, **headers), 422, "cost_impact"), path
    stale = send(client, "patch", f"/records/risk/{risk['id']}", {"values": {"impact": 1}}, **{"If-Match": '"1"'})
    assert is_problem(stale, 412)
    assert "cost_impact" not in json.dumps(stale.json())


def test_an_export_without_the_right_has_no_column_for_it(world, rows):
    def head(role):
        text = text_of(clients(world)[role].get("/api/records/risk/export?project=ALPHA&format=csv"))
        return next(csv.reader(io.StringIO(text.lstrip("\ufeff"))))

    assert len(head("manager")) == len(head("engineer")) + len(COMMERCIAL["risk"])
