"""Classed fields, role by role and surface by surface, against tables written by hand."""

import csv
import io
import json
from dataclasses import dataclass, replace
from typing import Any

import pytest
from calls import make_sides
from django.core.files.uploadedfile import SimpleUploadedFile
from walking import clients

from linkspan.kernel.actions.models import ActionLog, OutboxEvent
from linkspan.kernel.entities.declaration import Measure
from linkspan.kernel.entities.registry import find_entity
from linkspan.kernel.inbox.models import InboxItem
from world import is_problem, send


@dataclass(frozen=True)
class Closed:
    """A classed field: the secret that is written, and how it may look anywhere, in small letters."""

    field_class: str
    secret: Any
    marks: tuple[str, ...]
    is_number: bool = False


SECRET = 87_654_321  # fen; its digits stand nowhere else
_MONEY = (str(SECRET), "876543.21", "876,543.21", "87.7")
# A rating has five values, none of which is rare: what tells it is its name, which is unlike any other's.
FIELDS: dict[str, dict[str, Closed]] = {
    "risk": {
        "cost_impact": Closed("commercial", SECRET, _MONEY, True),
        "cf_secret": Closed("commercial", SECRET, _MONEY, True),  # a field that the company added
    },
    "x_check": {  # of an entity that the company made
        "cf_cost": Closed("commercial", SECRET, _MONEY, True),
        "cf_witness": Closed("personal", "Schlehdorn", ("schlehdorn",)),
        "cf_remark": Closed("internal", "Wiedehopf", ("wiedehopf",)),
    },
    "contract": {"amount": Closed("commercial", SECRET, _MONEY, True)},
    "payment_term": {"amount": Closed("commercial", SECRET, _MONEY, True)},
    "change_request": {"amount": Closed("commercial", SECRET, _MONEY, True)},
    "system": {
        "contact": Closed("personal", "Fliederbeere", ("fliederbeere",)),
        "contact_phone": Closed("personal", "0755-8765 4321", ("0755-8765",)),
        "remark": Closed("internal", "Nachtigall", ("nachtigall",)),
        "cooperation": Closed("sensitive", 4, ("cooperation",), True),
    },
    "party": {
        "contact": Closed("personal", "Holunderbluete", ("holunderbluete",)),
        "contact_phone": Closed("personal", "0755-1234 9876", ("0755-1234",)),
        "contact_email": Closed("personal", "weissdorn@firm.example", ("weissdorn",)),
        "remark": Closed("internal", "Mauersegler", ("mauersegler",)),
        "assessment": Closed("sensitive", 2, ("assessment",), True),
    },
}
COMPUTED = {"risk": {"exposure": "commercial"}, "payment_term": {"share": "commercial"}}
MEASURED = {"risk": ("exposure",), "system": ("cooperation",)} | dict.fromkeys(
    ("contract", "payment_term", "change_request"), ("amount",)
)
# Who sees which class in project ALPHA: `own` in the rows of the own firm alone, `all`, or `none`.
SEES = {
    "vendor": {"internal": "none", "commercial": "own", "personal": "none", "sensitive": "none"},
    "viewer": {"internal": "all", "commercial": "all", "personal": "none", "sensitive": "all"},
    "engineer": {"internal": "all", "commercial": "none", "personal": "none", "sensitive": "none"},
    "manager": {"internal": "all", "commercial": "all", "personal": "all", "sensitive": "all"},
    "admin": {"internal": "all", "commercial": "all", "personal": "all", "sensitive": "all"},
}
# What the vendor's role may view at all; the other firm's rows of it are hidden.
VENDOR = {"contract", "payment_term", "system", "party", "x_check"}


def sees(role, entity, field_class):
    """A firm is a row of the organisation: a role in one project opens no class of it."""
    if entity == "party" and role != "admin":
        return "none"
    return SEES[role][field_class]


@pytest.fixture
def rows(world, monkeypatch):
    """For each entity a row whose classed fields hold secrets, of a firm that is not the vendor's."""
    add_measures(monkeypatch)
    side, _foreign = make_sides(world)
    x = side.extra["records"]
    keys = {
        "risk": x["risk"],
        "contract": x["contract other"],
        "payment_term": x["payment_term other"],
        "change_request": x["change_request"],
        "system": x["system other"],
        "party": world.parties["v2"].pk,
        "x_check": x["x_check other"],
    }
    for entity, key in keys.items():
        client = world.client("admin" if entity == "party" else "manager")
        # One change for each field, so that each has a line of history of its own.
        for name, closed in FIELDS[entity].items():
            version = client.get(f"/api/records/{entity}/{key}").json()["row"]["version"]
            body = {"values": {name: closed.secret}}
            done = send(client, "patch", f"/records/{entity}/{key}", body, **{"If-Match": f'"{version}"'})
            assert done.status_code == 200, done.content
    return keys


def surfaces(entity, key):
    """Every way in which a row's fields come out."""
    place = "" if entity == "party" else "project=ALPHA&"
    found = {
        "list": f"/records/{entity}?{place}",
        "list of everything": f"/records/{entity}",
        "detail": f"/records/{entity}/{key}",
        "activity": f"/records/{entity}/{key}/activity",
        "card": f"/records/{entity}/{key}/card",
        "export": f"/records/{entity}/export?{place}format=csv",
        "workbook": f"/records/{entity}/export?{place}format=xlsx",
        "groups": f"/records/{entity}/groups?{place}",
        "template": f"/records/{entity}/import/template.xlsx?{place}",
        "pick": f"/records/{entity}/pick?{place}",
        "views": f"/views?entity={entity}&{place}",
        "inbox": "/inbox",
    }
    for name, closed in FIELDS[entity].items():
        if not closed.is_number:
            found[f"search for {name}"] = f"/search?q={closed.marks[0]}"
    return found | {"search": "/search?q=87654321"}


# Where an open value is to be seen; elsewhere it may.
SHOWN = {"list", "list of everything", "detail", "activity", "export", "workbook"}


def text_of(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if "spreadsheetml" not in answer.headers["Content-Type"]:
        return body.decode()
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(body))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    return "\n".join(str(text) for cell in cells for text in (cell.value, cell.comment) if text is not None)


@pytest.mark.parametrize("role", SEES)
def test_a_closed_value_comes_out_nowhere_and_an_open_one_where_it_should(world, rows, role):
    client = clients(world)[role]
    for entity, key in rows.items():
        for name, path in surfaces(entity, key).items():
            answer = client.get(f"/api{path}")
            text = text_of(answer).lower()
            for field, closed in FIELDS[entity].items():
                shown = any(mark in text for mark in closed.marks)
                if sees(role, entity, closed.field_class) == "all":
                    assert shown or name not in SHOWN, (role, entity, field, name)
                else:
                    assert not shown, (role, entity, field, name)


@pytest.mark.parametrize("role", SEES)
def test_meta_names_the_fields_that_the_role_sees_somewhere(world, rows, role):
    entities = clients(world)[role].get("/api/meta").json()["entities"]
    for entity, fields in FIELDS.items():
        if role == "vendor" and entity not in VENDOR:
            assert entity not in entities
            continue
        named = {field["name"] for field in entities[entity]["fields"]}
        measured = {m["name"] for m in entities[entity]["measures"]} - {"count"}
        classes = {name: closed.field_class for name, closed in fields.items()} | COMPUTED.get(entity, {})
        for name, field_class in classes.items():
            is_open = sees(role, entity, field_class) != "none"
            assert (name in named) is is_open, (role, entity, name)
            if name in MEASURED.get(entity, ()):
                assert (name in measured) is is_open, (role, entity, name)


@pytest.mark.parametrize("role", SEES)
def test_closed_fields_filter_order_add_up_and_take_nothing(world, rows, role):
    client = clients(world)[role]
    for entity, fields in FIELDS.items():
        if role == "vendor" and entity in {*VENDOR, "risk", "change_request"} - {"system", "party"}:
            continue  # of the others its lists hold its own rows alone, in which it sees prices
        place = "" if entity == "party" else "project=ALPHA&"
        classes = {name: (c.field_class, c.is_number) for name, c in fields.items()}
        classes |= {name: (c, True) for name, c in COMPUTED.get(entity, {}).items()}
        for name, (field_class, is_number) in classes.items():
            wanted = 200 if sees(role, entity, field_class) == "all" else 422
            asked = [f"f={name}:{'gte:1' if is_number else 'contains:a'}", f"fields={name}", f"f={name}:empty"]
            asked += [f"sort=-{name}"] if name != "remark" else []
            for query in asked:
                for path in (f"/records/{entity}?{place}", f"/records/{entity}/export?{place}format=csv&"):
                    answer = client.get(f"/api{path}{query}")
                    assert answer.status_code == wanted, (role, entity, path, query)
            figure = f"sum_{name}" if name.startswith("cf_") else f"most_{name}"
            for query in (f"measure={figure}", f"group={name}"):
                if (query.startswith("measure") and is_number) or name in {"cooperation", "assessment"}:
                    answer = client.get(f"/api/records/{entity}/groups?{place}{query}")
                    assert answer.status_code == wanted, (role, entity, query)


def add_measures(monkeypatch):
    """A figure of every classed number, so that each is asked for."""
    for entity, fields in FIELDS.items():
        if entity.startswith("x_"):
            continue  # its own fields have figures by themselves
        known = find_entity(entity)
        numbers = [n for n, c in fields.items() if c.is_number and not n.startswith("cf_")]
        numbers += list(COMPUTED.get(entity, ()))
        more = tuple(Measure(f"most_{name}", name, "max", name) for name in numbers)
        facts = replace(known.entity.facts, measures=(*known.entity.facts.measures, *more))
        monkeypatch.setitem(vars(known.entity), "facts", facts)


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
    new = {"risk": {"title": "x"}, "system": {"code": "NEW", "name": "x"}}
    for entity, name, value in (("risk", "cost_impact", 1), ("system", "contact", "x"), ("system", "cooperation", 1)):
        row = client.get(f"/api/records/{entity}/{rows[entity]}").json()["row"]
        tag = {"If-Match": f'"{row["version"]}"'}
        named = [{"id": row["id"], "version": row["version"]}]
        path = f"/records/{entity}"
        calls = (
            ("patch", f"{path}/{row['id']}", {"values": {name: value}}, tag),
            ("post", path, {"project": "ALPHA", "values": {**new[entity], name: value}}, {}),
            ("post", f"{path}/bulk", {"rows": named, "set": {name: value}}, {}),
        )
        for method, to, body, headers in calls:
            assert is_problem(send(client, method, to, body, **headers), 422, name), to
        first = next(iter(new[entity]))
        stale = send(client, "patch", f"{path}/{row['id']}", {"values": {first: "y"}}, **{"If-Match": '"1"'})
        assert is_problem(stale, 412)
        assert name not in json.dumps(stale.json())


def test_an_import_has_no_column_for_a_closed_field(world, rows):
    table = "code,name,Contact person,Internal remark\nNEW1,x,Fliederbeere,seen\n"

    def preview(role):
        file = SimpleUploadedFile("t.csv", table.encode())
        answer = clients(world)[role].post("/api/records/system/import/preview", {"file": file, "project": "ALPHA"})
        assert answer.status_code == 200, answer.content
        return json.dumps(answer.json())

    assert '"remark"' in preview("engineer")
    assert '"contact"' not in preview("engineer")
    assert '"contact"' in preview("manager")


def test_changes_of_closed_fields_are_neither_undone_nor_restored(world, rows):
    """Who may edit the row, but does not see the field, takes no change of it back by any way."""
    engineer = clients(world)["engineer"]
    for entity, is_open in (("risk", set()), ("system", {"remark"})):
        logs = ActionLog.base_rows.filter(action=f"{entity}.edit", target_id=rows[entity]).order_by("-pk")
        by_field = {next(iter(log.changes.get().after)): log.pk for log in logs if log.changes.get().after}
        for name in FIELDS[entity]:
            row = engineer.get(f"/api/records/{entity}/{rows[entity]}").json()["row"]
            undo = send(engineer, "post", "/undo", {"log_id": by_field[name]})
            assert undo.status_code == (200 if name in is_open else 403), (entity, name)
            to = f"/records/{entity}/{rows[entity]}/restore"
            if name not in is_open:
                restored = send(engineer, "post", to, {"log_id": by_field[name]}, **{"If-Match": f'"{row["version"]}"'})
                assert is_problem(restored, 422), (entity, name)


def test_nobody_hears_of_a_closed_value(world, rows):
    """Inbox lines, events and what a linked record says of the row."""
    engineer, manager = clients(world)["engineer"], clients(world)["manager"]
    link = {"kind": "affects", "entity": "system", "id": rows["system"]}
    send(manager, "post", f"/records/risk/{rows['risk']}/links", link)
    for entity in ("risk", "system"):
        send(engineer, "put", f"/records/{entity}/{rows[entity]}/watch")
        for name, closed in FIELDS[entity].items():
            row = manager.get(f"/api/records/{entity}/{rows[entity]}").json()["row"]
            for value in (None if closed.is_number else "", closed.secret):
                body, tag = {"values": {name: value}}, {"If-Match": f'"{row["version"]}"'}
                row = send(manager, "patch", f"/records/{entity}/{rows[entity]}", body, **tag).json()["row"]
    assert InboxItem.objects.filter(user_id=world.people["engineer"].pk).exists()
    texts = {
        "inbox": engineer.get("/api/inbox").content.decode(),
        "kept lines": str(list(InboxItem.objects.values())),
        "events": str(list(OutboxEvent.objects.values())),
        "linked record": engineer.get(f"/api/records/risk/{rows['risk']}").content.decode(),
        "history of the linked": engineer.get(f"/api/records/risk/{rows['risk']}/activity").content.decode(),
        "card": engineer.get(f"/api/records/system/{rows['system']}/card").content.decode(),
    }
    for entity in ("risk", "system"):
        for name, closed in FIELDS[entity].items():
            if sees("engineer", entity, closed.field_class) == "none":
                for place, text in texts.items():
                    assert not any(mark in text.lower() for mark in closed.marks), (entity, name, place)


def test_an_export_without_the_right_has_no_column_for_it(world, rows):
    def head(role, entity):
        text = text_of(clients(world)[role].get(f"/api/records/{entity}/export?project=ALPHA&format=csv"))
        return set(next(csv.reader(io.StringIO(text.lstrip("\ufeff")))))

    assert len(head("manager", "risk") - head("engineer", "risk")) == len(("cost_impact", "exposure", "cf_secret"))
    more = head("manager", "system") - head("engineer", "system")
    assert {name.lower() for name in more} == {"contact person", "telephone", "cooperation"}
    assert "internal remark" in {name.lower() for name in head("engineer", "system")}
