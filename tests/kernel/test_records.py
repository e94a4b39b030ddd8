"""Records over HTTP: list, groups, writes, rights, history, undo, of the four unlike entities."""

import json

import pytest

from linkspan.kernel.actions.models import ActionLog
from linkspan.modules.risk.models import Risk
from world import dump, is_problem, send


def make(client, entity, project="ALPHA", **values):
    answer = send(client, "post", f"/records/{entity}", {"project": project, "values": values})
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()["row"]


def patch(client, entity, row, **values):
    return send(
        client, "patch", f"/records/{entity}/{row['id']}", {"values": values}, **{"If-Match": f'"{row["version"]}"'}
    )


def rows(client, entity, query=""):
    answer = client.get(f"/api/records/{entity}?project=ALPHA&{query}")
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()["rows"]


@pytest.fixture
def manager(world):
    return world.client("manager")


@pytest.fixture
def risks(manager):
    """Scores 20, 9 and 4."""
    return [
        make(manager, "risk", title="LIS interface 2.0 breaks", probability=5, impact=4, cost_impact=100_000_00),
        make(manager, "risk", title="医保专线带宽不足", probability=3, impact=3, proximity="2026-08-05"),
        make(manager, "risk", title="Printer drivers", probability=2, impact=2, tags=["print", "site"]),
    ]


def test_a_record_gets_a_code_and_computed_columns(risks):
    assert [r["code"] for r in risks] == ["R01", "R02", "R03"]
    assert [(r["score"], r["level"]) for r in risks] == [(20, "red"), (9, "amber"), (4, "green")]
    assert risks[0]["exposure"] == 90_000_00  # probability 5 stands for 90 %


def test_filters_orders_and_groups(manager, risks):
    assert [r["code"] for r in rows(manager, "risk")] == ["R01", "R02", "R03"]
    assert [r["code"] for r in rows(manager, "risk", "f=score:gte:9&sort=code")] == ["R01", "R02"]
    assert [r["code"] for r in rows(manager, "risk", "f=title:contains:专线")] == ["R02"]
    assert [r["code"] for r in rows(manager, "risk", "f=tags:in:site")] == ["R03"]
    assert [r["code"] for r in rows(manager, "risk", "f=proximity:between:2026-08-01,2026-08-31")] == ["R02"]
    assert [r["code"] for r in rows(manager, "risk", "f=level:not_in:red&f=proximity:empty")] == ["R03"]
    assert [r["code"] for r in rows(manager, "risk", "q=lis")] == ["R01"]
    groups = manager.get("/api/records/risk/groups?project=ALPHA&group=level&measure=count,exposure").json()
    assert [(g["key"], g["tone"], g["measures"]["count"]) for g in groups["groups"]] == [
        ("red", "red", 1),
        ("amber", "amber", 1),
        ("green", "green", 1),
    ]
    assert groups["total"] == {"count": 3, "exposure": 90_000_00}
    months = manager.get("/api/records/risk/groups?project=ALPHA&group=proximity:month&sub=level").json()["groups"]
    assert [(g["key"], [s["key"] for s in g["subs"]]) for g in months] == [
        ("2026-08-01", ["amber"]),
        (None, ["red", "green"]),
    ]


@pytest.mark.parametrize(
    "query",
    [
        "f=nothing:eq:1",
        "f=score:contains:1",
        "f=score:gte:x",
        "sort=nothing",
        "group=title",
        "f=owner:in:x",
        "limit=0",
        "limit=9999",
        "fields=password",
        "f=proximity:on:tomorrow",
        "sort=tags",
        "group=proximity:century",
        "f=score:gte:1e400",
    ],
)
def test_what_a_list_does_not_take_is_refused(manager, risks, query):
    assert is_problem(manager.get(f"/api/records/risk?project=ALPHA&{query}"), 422)


def test_an_edit_needs_the_version_and_shows_the_state_when_stale(manager, risks):
    risk = risks[0]
    bare = send(manager, "patch", f"/records/risk/{risk['id']}", {"values": {"title": "x"}})
    assert is_problem(bare, 428)
    done = patch(manager, "risk", risk, title="LIS 2.0")
    assert done.json()["row"]["title"] == "LIS 2.0"
    stale = patch(manager, "risk", risk, title="other")
    assert is_problem(stale, 412)
    assert stale.json()["current"]["row"]["title"] == "LIS 2.0"


def test_undo_and_redo_of_an_edit(manager, risks):
    log = patch(manager, "risk", risks[0], title="changed", probability=1).json()["log_id"]
    undone = send(manager, "post", "/undo", {"log_id": log})
    assert undone.status_code == 200, undone.content
    assert rows(manager, "risk", "f=code:is:R01")[0]["title"] == "LIS interface 2.0 breaks"
    send(manager, "post", "/redo", {"log_id": undone.json()["log_id"]})
    assert rows(manager, "risk", "f=code:is:R01")[0]["title"] == "changed"


def test_undo_after_someone_elses_edit_names_it(world, manager, risks):
    log = patch(manager, "risk", risks[0], title="mine").json()["log_id"]
    engineer = world.client("engineer")
    row = rows(engineer, "risk", "f=code:is:R01")[0]
    assert patch(engineer, "risk", row, title="theirs").status_code == 200
    refused = send(manager, "post", "/undo", {"log_id": log})
    assert is_problem(refused, 409)
    assert "Engineer" in refused.json()["detail"]


def test_deleting_takes_links_along_and_undo_brings_all_back(manager, risks):
    a, b = risks[0], risks[1]
    linked = send(
        manager, "post", f"/records/risk/{a['id']}/links", {"kind": "affects", "entity": "risk", "id": b["id"]}
    )
    assert linked.status_code == 201, linked.content
    gone = send(manager, "delete", f"/records/risk/{a['id']}", **{"If-Match": f'"{a["version"]}"'})
    assert gone.status_code == 200, gone.content
    assert manager.get(f"/api/records/risk/{b['id']}").json()["links"] == []
    send(manager, "post", "/undo", {"log_id": gone.json()["log_id"]})
    assert manager.get(f"/api/records/risk/{a['id']}").json()["links"][0]["code"] == "R02"
    assert manager.get(f"/api/records/risk/{b['id']}").json()["links"][0]["label"] == "affected by"
    told = [item["text"] for item in manager.get(f"/api/records/risk/{a['id']}/activity").json()["items"]]
    assert "Linked R01 LIS interface 2.0 breaks with R02 医保专线带宽不足" in told


def test_bulk_is_all_or_none_with_one_undo(manager, risks):
    versions = [{"id": r["id"], "version": r["version"]} for r in risks]
    wrong = [*versions[:2], {"id": versions[2]["id"], "version": 9}]
    before = dump()
    assert is_problem(send(manager, "post", "/records/risk/bulk", {"rows": wrong, "set": {"impact": 5}}), 409)
    assert dump() == before
    done = send(manager, "post", "/records/risk/bulk", {"rows": versions, "set": {"impact": 5}}).json()
    assert [r["impact"] for r in done["rows"]] == [5, 5, 5]
    send(manager, "post", "/undo", {"log_id": done["log_id"]})
    assert sorted(r["impact"] for r in rows(manager, "risk")) == [2, 3, 4]


def test_bulk_takes_a_block_with_values_of_each_row(manager, risks):
    own = [{"id": r["id"], "version": r["version"], "set": {"impact": at + 1}} for at, r in enumerate(risks)]
    done = send(manager, "post", "/records/risk/bulk", {"rows": own}).json()
    by_id = {r["id"]: r["impact"] for r in done["rows"]}
    assert [by_id[r["id"]] for r in risks] == [1, 2, 3]
    send(manager, "post", "/undo", {"log_id": done["log_id"]})
    assert sorted(r["impact"] for r in rows(manager, "risk")) == [2, 3, 4]
    bare = [{"id": r["id"], "version": r["version"] + 2} for r in risks]
    bare[0]["set"] = {"impact": 1}
    assert is_problem(send(manager, "post", "/records/risk/bulk", {"rows": bare}), 422, "values")


def test_an_action_is_its_signature(manager, risks):
    risk = risks[0]
    path = f"/records/risk/{risk['id']}/actions/check"
    tag = {"If-Match": f'"{risk["version"]}"'}
    assert is_problem(send(manager, "post", path, {"inputs": {}}, **tag), 422, "note")
    assert is_problem(send(manager, "post", path, {"inputs": {"note": "x", "more": 1}}, **tag), 422, "more")
    done = send(manager, "post", path, {"inputs": {"note": "V2 answers on Friday"}}, **tag).json()
    assert (done["row"]["checked_on"], done["row"]["check_note"]) == ("2026-07-15", "V2 answers on Friday")
    assert done["label"] == "Checked risk R01 LIS interface 2.0 breaks: V2 answers on Friday"


def test_the_workflow_holds_everywhere(manager, risks):
    risk = risks[0]
    assert is_problem(patch(manager, "risk", risk, status="responding"), 422, "response")
    moved = patch(manager, "risk", risk, status="occurred").json()["row"]
    closed = patch(manager, "risk", moved, status="closed", close_reason="over").json()["row"]
    assert is_problem(patch(manager, "risk", closed, title="x"), 409)
    steps = manager.get(f"/api/records/risk/{risk['id']}").json()["transitions"]
    assert [step["to"] for step in steps] == ["monitoring"]


def test_fields_of_several_in_history_and_undo(manager):
    his, lis, emr = (make(manager, "system", code=c, name=c) for c in ("HIS", "LIS", "EMR"))
    interface = make(manager, "interface", name="Reports", provider=lis["id"], consumers=[emr["id"]])
    assert interface["code"] == "IF-01"
    changed = patch(manager, "interface", interface, consumers=[his["id"], emr["id"]]).json()
    assert sorted(changed["row"]["consumers"]) == sorted([his["id"], emr["id"]])
    activity = manager.get(f"/api/records/interface/{interface['id']}/activity").json()["items"]
    assert activity[0]["changes"] == [{"field": "consumers", "label": "Consumers", "from": "EMR", "to": "HIS, EMR"}]
    send(manager, "post", "/undo", {"log_id": changed["log_id"]})
    assert manager.get(f"/api/records/interface/{interface['id']}").json()["row"]["consumers"] == [emr["id"]]
    gone = send(manager, "delete", f"/records/interface/{interface['id']}", **{"If-Match": '"3"'})
    send(manager, "post", "/undo", {"log_id": gone.json()["log_id"]})
    assert manager.get(f"/api/records/interface/{interface['id']}").json()["row"]["consumers"] == [emr["id"]]


def test_restore_takes_the_fields_back_to_before_a_change(manager, risks):
    first = patch(manager, "risk", risks[0], title="second", impact=1).json()
    second = patch(manager, "risk", first["row"], title="third", tags=["a"]).json()
    back = send(
        manager,
        "post",
        f"/records/risk/{risks[0]['id']}/restore",
        {"log_id": first["log_id"]},
        **{"If-Match": f'"{second["row"]["version"]}"'},
    )
    assert back.status_code == 200, back.content
    row = back.json()["row"]
    assert (row["title"], row["impact"], row["tags"]) == ("LIS interface 2.0 breaks", 4, [])


def test_closed_fields_are_absent_and_open_nothing(world, manager, risks):
    engineer = world.client("engineer")
    meta = engineer.get("/api/meta").json()["entities"]["risk"]
    assert not {"cost_impact", "exposure"} & {field["name"] for field in meta["fields"]}
    row = rows(engineer, "risk", "f=code:is:R01")[0]
    assert "cost_impact" not in row
    for query in ("f=cost_impact:gte:1", "sort=exposure", "fields=cost_impact"):
        assert is_problem(engineer.get(f"/api/records/risk?project=ALPHA&{query}"), 422)
    assert is_problem(engineer.get("/api/records/risk/groups?project=ALPHA&measure=exposure"), 422)
    assert is_problem(patch(engineer, "risk", row, cost_impact=1), 422, "cost_impact")
    log = patch(manager, "risk", row, cost_impact=5).json()["log_id"]
    items = engineer.get(f"/api/records/risk/{row['id']}/activity").json()["items"]
    assert "cost_impact" not in json.dumps(items)
    assert is_problem(send(engineer, "post", "/undo", {"log_id": log}), 403)
    versioned = rows(engineer, "risk", "f=code:is:R01")[0]
    back = send(
        engineer,
        "post",
        f"/records/risk/{row['id']}/restore",
        {"log_id": log},
        **{"If-Match": f'"{versioned["version"]}"'},
    )
    assert is_problem(back, 422)


def test_a_vendor_sees_its_own_rows_and_prices_only(world, manager):
    own, other = (
        make(manager, "contract", name=name, direction="expense", party=world.parties[party].pk, amount=amount)
        for name, party, amount in (("own", "v1", 1), ("other", "v2", 2))
    )
    for contract in (own, other):
        make(manager, "payment_term", name="first", contract=contract["id"], trigger="signing", amount=7)
    vendor = world.client("vendor")
    seen = rows(vendor, "contract")
    assert [(row["name"], row["amount"]) for row in seen] == [("own", 1)]
    assert [row["contract"] for row in rows(vendor, "payment_term")] == [own["id"]]
    assert is_problem(vendor.get(f"/api/records/contract/{other['id']}"), 404)
    assert is_problem(patch(vendor, "contract", own, name="x"), 403)
    assert is_problem(patch(vendor, "contract", other, name="x"), 404)


def test_a_vendor_cannot_give_its_row_away(world, manager):
    system = make(manager, "system", code="S1", name="own", party=world.parties["v1"].pk)
    vendor = world.client("vendor")
    assert patch(vendor, "system", system, description="ours").status_code == 200
    system = manager.get(f"/api/records/system/{system['id']}").json()["row"]
    before = dump()
    refused = patch(vendor, "system", system, party=world.parties["v2"].pk)
    assert is_problem(refused)
    assert dump() == before


def test_who_asks_for_a_change_does_not_rule_on_it(world, manager):
    change = make(manager, "change_request", title="kiosks", requester=world.people["manager"].pk, impact="ten days")
    for state in ("analysis", "review"):
        change = patch(manager, "change_request", change, status=state).json()["row"]
    assert is_problem(patch(manager, "change_request", change, status="approved", ruling="fine"), 409)
    engineer = world.client("engineer")
    assert is_problem(patch(engineer, "change_request", change, status="approved", ruling="fine"), 403)
    admin = world.client("admin")
    assert (
        patch(admin, "change_request", change, status="approved", ruling="fine").json()["row"]["status"] == "approved"
    )
    born = send(
        engineer,
        "post",
        "/records/change_request",
        {"project": "ALPHA", "values": {"title": "x", "status": "approved", "ruling": "y"}},
    )
    assert is_problem(born, 403)


def test_comments_mention_and_are_safe(world, manager, risks):
    path = f"/records/risk/{risks[0]['id']}"
    body = f"Look @[Engineer](person:{world.people['engineer'].pk}) <script>x</script> [a](javascript:alert(1)) **b**"
    answer = send(manager, "post", f"{path}/comments", {"body": body})
    assert answer.status_code == 201, answer.content
    html = answer.json()["item"]["html"]
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "<strong>b</strong>" in html
    engineer = world.client("engineer")
    item = engineer.get(f"/api{path}/activity?kind=comments").json()["items"][0]
    assert item["can_edit"] is False
    refused = send(engineer, "patch", f"/comments/{item['id']}", {"body": "x"}, **{"If-Match": '"1"'})
    assert is_problem(refused, 403)
    assert send(manager, "patch", f"/comments/{item['id']}", {"body": "y"}, **{"If-Match": '"1"'}).status_code == 200
    assert is_problem(send(manager, "delete", f"/comments/{item['id']}"), 428)
    stale = send(manager, "delete", f"/comments/{item['id']}", **{"If-Match": '"1"'})
    assert is_problem(stale, 412)
    again = send(manager, "patch", f"/comments/{item['id']}", {"body": "z"}, **{"If-Match": '"1"'})
    assert is_problem(again, 412)
    gone = send(manager, "delete", f"/comments/{item['id']}", **{"If-Match": '"2"'}).json()
    assert engineer.get(f"/api{path}/activity?kind=comments").json()["items"] == []
    send(manager, "post", "/undo", {"log_id": gone["log_id"]})
    assert engineer.get(f"/api{path}/activity?kind=comments").json()["items"][0]["body"] == "y"


def heard(event):
    from linkspan.kernel.actions.models import OutboxEvent

    return [e.payload["user_id"] for e in OutboxEvent.objects.filter(type=event).order_by("pk")]


def test_only_who_sees_the_record_hears_of_it(world, manager, risks):
    people = world.people
    names = " ".join(f"@[x](person:{people[n].pk})" for n in ("engineer", "outsider", "vendor", "manager"))
    send(manager, "post", f"/records/risk/{risks[0]['id']}/comments", {"body": names})
    assert heard("user.mentioned") == [people["engineer"].pk]
    engineer = world.client("engineer")
    send(engineer, "put", f"/records/risk/{risks[0]['id']}/watch")
    patch(engineer, "risk", risks[0], title="own change")
    assert heard("user.watched") == []
    row = rows(manager, "risk", "f=code:is:R01")[0]
    patch(manager, "risk", row, title="another's change")
    assert heard("user.watched") == [people["engineer"].pk]


def test_watching(manager, risks):
    path = f"/records/risk/{risks[0]['id']}/watch"
    assert send(manager, "put", path).json()["watching"] is True
    assert send(manager, "put", path).json()["watchers"] == 1
    assert send(manager, "delete", path).json() == {"items": [], "watching": False, "watchers": 0}


def test_saved_views_are_ones_own_or_shared(world, manager, risks):
    engineer = world.client("engineer")
    view = {
        "entity": "risk",
        "project": "ALPHA",
        "name": "Red",
        "config": {"kind": "table", "filters": ["level:in:red"]},
    }
    assert send(manager, "post", "/views", view).status_code == 201
    assert is_problem(send(engineer, "post", "/views", {**view, "sharing": "shared"}), 403)
    assert send(manager, "post", "/views", {**view, "name": "All see", "sharing": "shared"}).status_code == 201
    assert [(v["name"], v["count"]) for v in manager.get("/api/views?entity=risk&project=ALPHA").json()["items"]] == [
        ("All see", 1),
        ("Red", 1),
    ]
    seen = engineer.get("/api/views?entity=risk&project=ALPHA").json()["items"]
    assert [v["name"] for v in seen] == ["All see"]
    refused = send(engineer, "patch", f"/views/{seen[0]['id']}", {"name": "x"}, **{"If-Match": '"1"'})
    assert is_problem(refused, 403)
    hostile = {**view, "config": {"kind": "table", "evil": 1}}
    assert is_problem(send(manager, "post", "/views", hostile), 422)


def test_a_repeated_create_makes_one(manager):
    body = {"project": "ALPHA", "values": {"title": "once"}}
    first = send(manager, "post", "/records/risk", body, **{"Idempotency-Key": "k1"}).json()
    again = send(manager, "post", "/records/risk", body, **{"Idempotency-Key": "k1"}).json()
    assert first["row"]["id"] == again["row"]["id"]
    assert Risk._base_manager.count() == 1
    assert ActionLog.objects.model._base_manager.filter(action="risk.create").count() == 1


def test_a_contract_splits_into_payments_to_the_last_fen(manager, world):
    contract = make(manager, "contract", name="main", party=world.parties["cust"].pk, amount=100_01)
    path, tag = f"/records/contract/{contract['id']}/actions/split", {"If-Match": '"1"'}
    assert is_problem(send(manager, "post", path, {"inputs": {"scheme": "3-3-3"}}, **tag), 422, "scheme")
    assert send(manager, "post", path, {"inputs": {"scheme": "3-3-3-1"}}, **tag).json()["result"] == 4
    terms = rows(manager, "payment_term", "sort=code")
    assert [t["amount"] for t in terms] == [3000, 3000, 3000, 1001]
    refused = send(manager, "delete", f"/records/contract/{contract['id']}", **tag)
    assert is_problem(refused, 409)


@pytest.mark.parametrize("count", [5, 200])
def test_a_list_costs_the_same_statements_whatever_its_size(world, manager, count, django_assert_max_num_queries):
    from linkspan.kernel.access.actor import SYSTEM, acting_as
    from linkspan.kernel.entities.registry import find_entity
    from linkspan.kernel.entities.writing import writer_of

    owner = world.people["engineer"].pk
    with acting_as(SYSTEM):
        writer_of(find_entity("risk")).merge_rows(
            SYSTEM, world.project(), new=[{"title": f"risk {n}", "owner": owner} for n in range(count)], changed=[]
        )
    with django_assert_max_num_queries(8):
        assert len(rows(manager, "risk")) == min(count, 100)


def test_parties_are_those_of_ones_projects(world, manager):
    def codes(client):
        return [row["code"] for row in client.get("/api/records/party").json()["rows"]]

    assert codes(manager) == ["cust", "v1", "v2"]
    assert codes(world.client("vendor")) == ["v1"]
    assert codes(world.client("nobody")) == []
    assert codes(world.client("admin")) == ["bp", "cust", "v1", "v2"]
    row = manager.get("/api/records/party").json()["rows"][0]
    assert is_problem(patch(manager, "party", row, name="x"), 403)


def test_an_approval_is_taken_back_only_by_who_may_approve(world, manager):
    change = make(manager, "change_request", title="kiosks", impact="ten days")
    for state in ("analysis", "review"):
        change = patch(manager, "change_request", change, status=state).json()["row"]
    approved = patch(world.client("admin"), "change_request", change, status="approved", ruling="fine").json()
    engineer = world.client("engineer")
    assert is_problem(send(engineer, "post", "/undo", {"log_id": approved["log_id"]}), 403)
    undone = send(world.client("admin"), "post", "/undo", {"log_id": approved["log_id"]}).json()
    assert is_problem(send(engineer, "post", "/redo", {"log_id": undone["log_id"]}), 403)


def test_a_comment_is_taken_back_only_by_its_author(world, manager, risks):
    said = send(manager, "post", f"/records/risk/{risks[0]['id']}/comments", {"body": "mine"}).json()
    assert is_problem(send(world.client("engineer"), "post", "/undo", {"log_id": said["log_id"]}), 403)
    assert send(manager, "post", "/undo", {"log_id": said["log_id"]}).status_code == 200


def test_operands_that_are_no_numbers_are_refused(manager, risks):
    for operand in (
        "score:gte:nan",
        "score:gte:",
        "proximity:within:--5",
        "proximity:within:²",
        "proximity:within:" + "9" * 5000,
    ):
        answer = manager.get(f"/api/records/risk?project=ALPHA&f={operand}")
        assert answer.status_code in {400, 422}, operand


def test_what_a_bulk_action_did_is_not_taken_back_by_a_viewer(world, manager, risks):
    chosen = [{"id": row["id"], "version": row["version"]} for row in risks]
    body = {"project": "ALPHA", "rows": chosen, "action": "check", "inputs": {"note": "seen"}}
    done = send(manager, "post", "/records/risk/bulk", body)
    assert done.status_code == 200, done.content
    refused = send(world.client("viewer"), "post", "/undo", {"log_id": done.json()["log_id"]})
    assert is_problem(refused, 403)
