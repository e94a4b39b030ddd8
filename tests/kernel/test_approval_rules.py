"""Approvals: time-outs, races, routes as configuration, own entities, hostile definitions, and what they cost."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from signing import (
    act,
    delegate,
    done,
    draw,
    group,
    in_review,
    keep_browsers,
    lines,
    patch,
    read,
    stage,
    started,
    together,
    waiting,
    who,
)

from linkspan.kernel import clock
from linkspan.kernel.approvals import timeouts
from linkspan.kernel.approvals.models import Approval, ApprovalRoute, ApprovalSeat, Delegation, RouteVersion
from linkspan.kernel.approvals.worktime import due_after, plain_week
from world import client_of, dump, is_problem, send

THREADS = 16


@pytest.fixture
def change(world):
    keep_browsers(world)
    return in_review(world)


# --- time-outs ----------------------------------------------------------------------------------------------------


def late(approval):
    Approval._base_manager.filter(pk=approval).update(due_at=clock.now() - dt.timedelta(minutes=1))
    assert timeouts.is_needed()
    return timeouts.run_clock()


def test_the_due_moment_is_counted_in_the_projects_working_hours(world):
    friday = dt.datetime(2026, 7, 17, 8, 0, tzinfo=dt.UTC)  # 16:00 in Shanghai; the calendar works until 17:00
    assert due_after(world.a.scope_path, 3, friday) == dt.datetime(2026, 7, 20, 2, 0, tzinfo=dt.UTC)
    assert due_after("/", 3, friday) == dt.datetime(2026, 7, 20, 3, 0, tzinfo=dt.UTC)  # from nine, without a calendar
    saturday = dt.datetime(2026, 7, 18, 4, 0, tzinfo=dt.UTC)
    assert plain_week(saturday, 480) == dt.datetime(2026, 7, 20, 9, 0, tzinfo=dt.UTC)
    assert due_after(world.a.scope_path, None) is None


def test_a_late_stage_reminds_and_is_due_again(world, change):
    draw(world, stage(group(who(world, "engineer")), hours=8, on_timeout={"do": "remind"}))
    approval = started(world, change)
    due = Approval._base_manager.get(pk=approval).due_at
    assert due is not None
    assert not timeouts.is_needed()
    assert late(approval) == 1
    assert lines(world, "engineer")[0]["count"] == 2
    assert Approval._base_manager.get(pk=approval).due_at > clock.now()
    assert read(world, approval)["history"][-1]["who"] is None
    assert timeouts.run_clock() == 0


def test_a_late_stage_escalates_to_people_of_whom_one_decides(world, change):
    above = {"do": "escalate", "people": [*who(world, "viewer", "admin", "manager")]}
    draw(world, stage(group(who(world, "engineer", "admin"), "all"), hours=8, on_timeout=above))
    approval = started(world, change)
    done(world, approval, "approve", "admin")
    late(approval)
    assert (waiting(world, "engineer"), waiting(world, "viewer")) == ([], [approval])
    assert waiting(world, "manager") == []  # who asked does not sign
    assert is_problem(act(world, approval, "approve", "engineer"), 403)
    assert done(world, approval, "approve", "viewer")["state"] == "approved"


def test_a_late_stage_passes_and_says_so(world, change):
    draw(world, stage(group(who(world, "engineer")), hours=1, on_timeout={"do": "pass"}))
    approval = started(world, change)
    late(approval)
    after = read(world, approval)
    assert (after["state"], after["applied"]) == ("approved", True)
    assert [event["kind"] for event in after["history"]] == ["start", "pass"]
    assert after["stages"][0]["groups"][0]["seats"][0]["state"] == "passed"


def test_a_deputy_takes_over_when_the_time_comes_and_gives_back(world, change):
    draw(world, stage(group(who(world, "engineer"))))
    approval = started(world, change)
    delegate(world, "engineer", "viewer", days=(1, 7))
    timeouts.run_clock()
    assert waiting(world, "engineer") == [approval]
    moment = clock.now()
    Delegation._base_manager.update(starts_at=moment - dt.timedelta(minutes=1))
    assert timeouts.run_clock() == 1
    assert (waiting(world, "engineer"), waiting(world, "viewer")) == ([], [approval])
    Delegation._base_manager.update(starts_at=moment - dt.timedelta(hours=2), ends_at=moment - dt.timedelta(minutes=1))
    timeouts.run_clock()
    assert (waiting(world, "engineer"), lines(world, "viewer")) == ([approval], [])
    before = dump()
    timeouts.run_clock()
    assert dump() == before


def test_a_deputy_whose_time_is_over_signs_no_more_though_the_clock_was_not_here(world, change):
    delegate(world, "engineer", "viewer")
    draw(world, stage(group(who(world, "engineer"))))
    approval = started(world, change)
    Delegation._base_manager.update(ends_at=clock.now() - dt.timedelta(seconds=1))
    assert is_problem(act(world, approval, "approve", "viewer"), 403)


def test_an_approval_of_who_has_left_is_withdrawn_by_who_draws_routes(world, change):
    draw(world, stage(group(who(world, "engineer"))))
    approval = started(world, change)
    assert is_problem(act(world, approval, "withdraw", "admin"), 403)
    type(world.people["manager"])._base_manager.filter(pk=world.people["manager"].pk).update(is_active=False)
    assert is_problem(act(world, approval, "withdraw", "engineer"), 403)
    assert "withdraw" in read(world, approval, "admin")["can"]
    assert done(world, approval, "withdraw", "admin")["state"] == "withdrawn"


# --- at the same moment -------------------------------------------------------------------------------------------


def race(world, approval, verbs):
    version = Approval._base_manager.get(pk=approval).version
    clients = [(client_of(world.people[name]), verb) for name, verb in verbs]

    def call(client, verb):
        path, headers = f"/approvals/{approval}/{verb}", {"If-Match": f'"{version}"'}
        return lambda: send(client, "post", path, {"comment": "x"}, **headers)

    return together([call(*pair) for pair in clients])


def test_of_many_approvals_at_once_one_counts(lasting_world):
    world = lasting_world
    key = in_review(world)
    draw(world, stage(group(who(world, "engineer"))))
    approval = started(world, key)
    answers = race(world, approval, [("engineer", "approve")] * THREADS)
    assert sorted(a.status_code for a in answers) == [200] + [412] * (THREADS - 1)
    assert ApprovalSeat._base_manager.filter(state="approved").count() == 1
    assert [e["kind"] for e in read(world, approval)["history"]] == ["start", "approve"]


def test_approved_and_withdrawn_at_once_one_wins_and_the_record_agrees(lasting_world):
    world = lasting_world
    key = in_review(world)
    draw(world, stage(group(who(world, "engineer"))))
    approval = started(world, key)
    answers = race(world, approval, [("engineer", "approve"), ("manager", "withdraw")] * (THREADS // 2))
    assert [a.status_code for a in answers].count(200) == 1
    after = read(world, approval)
    record = world.client("manager").get(f"/api/records/change_request/{key}").json()["row"]["status"]
    assert (after["state"], record) in {("approved", "approved"), ("withdrawn", "review")}


def test_started_many_times_at_once_it_runs_once(lasting_world):
    world = lasting_world
    key = in_review(world)
    draw(world, stage(group(who(world, "engineer"))))
    path, headers = f"/records/change_request/{key}/approvals", {"If-Match": '"3"'}
    clients = [client_of(world.people["manager"]) for _ in range(THREADS)]
    answers = together([lambda c=c: send(c, "post", path, {"to": "approved"}, **headers) for c in clients])
    assert sorted(a.status_code for a in answers) == [201] + [409] * (THREADS - 1)
    assert Approval._base_manager.count() == 1


# --- routes as configuration --------------------------------------------------------------------------------------


def test_a_route_is_versioned_recorded_and_undone(world):
    route = draw(world, stage(group(who(world, "engineer"))), by="manager", note="first")
    manager, path = world.client("manager"), f"/approval-routes/{route['id']}"
    longer = {"stages": [stage(group(who(world, "engineer"))), stage(group(who(world, "viewer")))], "settings": {}}
    tag = {"If-Match": f'"{route["version"]}"'}
    answer = send(manager, "put", path, {"definition": longer, "note": "two stages"}, **tag).json()
    assert (answer["route"]["number"], answer["undoable"]) == (2, True)
    assert is_problem(send(manager, "put", path, {"name": "late"}, **tag), 412)
    same = {"If-Match": f'"{answer["route"]["version"]}"'}
    again = send(manager, "put", path, {"definition": answer["route"]["definition"]}, **same).json()
    assert again["route"]["number"] == 2  # labels of the read definition are no change
    first = manager.get(f"/api{path}/versions/1").json()
    assert (len(first["definition"]["stages"]), first["note"]) == (1, "first")
    assert send(manager, "post", "/undo", {"log_id": answer["log_id"]}).status_code == 200
    assert ApprovalRoute._base_manager.get().number == 1
    assert RouteVersion._base_manager.count() == 1


def test_a_route_in_use_is_not_deleted(world, change):
    route = draw(world, stage(group(who(world, "engineer"))))
    started(world, change)
    manager, path = world.client("manager"), f"/approval-routes/{route['id']}"
    answer = send(manager, "delete", path, **{"If-Match": '"1"'})
    assert is_problem(answer, 409)
    spare = draw(world, stage(group(who(world, "engineer"))), to="rejected")
    gone = send(manager, "delete", f"/approval-routes/{spare['id']}", **{"If-Match": '"1"'}).json()
    assert send(manager, "post", "/undo", {"log_id": gone["log_id"]}).status_code == 200
    assert ApprovalRoute._base_manager.count() == 2


def test_a_simulation_says_who_would_sign_and_writes_nothing(world, change):
    delegate(world, "viewer", "engineer")
    definition = {
        "stages": [
            stage(group(who(world, "engineer"))),
            stage(group([{"kind": "role", "code": "executive"}]), condition="amount > 1000000"),
            stage(group([{"kind": "chosen", "from": []}])),
        ],
        "settings": {},
    }
    body = {"entity": "change_request", "record_id": change, "to": "approved", "definition": definition}
    before = dump()
    told = send(world.client("manager"), "post", "/approval-routes/simulate", body).json()
    assert dump() == before
    assert [s["applies"] for s in told["stages"]] == [True, False, True]
    assert told["stages"][0]["groups"][0]["people"][0]["name"] == "Engineer"
    assert (told["stages"][2]["groups"][0]["to_choose"], told["problems"]) == (True, [])


def test_a_field_that_decides_and_stays_open_is_warned_of(world):
    by_amount = {"stages": [stage(group(who(world, "engineer")), condition="amount > 1")]}
    body = {"project": "ALPHA", "entity": "change_request", "to": "approved", "definition": by_amount}
    check = lambda **settings: send(  # noqa: E731
        world.client("manager"), "post", "/approval-routes/check",
        {**body, "definition": {**by_amount, "settings": {"editable_fields": list(settings)}}},
    ).json()  # fmt: skip
    assert check(decide_by=1) == {"problems": [], "warnings": []}
    told = check(amount=1)
    assert (told["problems"], [w["path"] for w in told["warnings"]]) == ([], ["settings.editable_fields"])


def test_the_vocabulary_names_what_an_editor_needs(world):
    found = world.client("manager").get("/api/approval-routes/vocabulary?project=ALPHA&entity=change_request").json()
    kinds = {field["name"]: field["kind"] for field in found["fields"]}
    assert (kinds["amount"], kinds["owner"], kinds["impact_days"]) == ("money", "reference", "number")
    assert {field["name"] for field in found["person_fields"]} == {"owner", "requester"}
    assert "executive" in {role["code"] for role in found["roles"]}
    assert "status" not in {field["name"] for field in found["editable"]}


HOSTILE = [
    [],
    {},
    {"stages": []},
    {"stages": "x"},
    {"stages": [{}]},
    {"stages": [{"groups": [{}]}]},
    {"stages": [None]},
    {"stages": [{"groups": [{"people": [{"kind": "person"}]}]}]},
    {"stages": [{"groups": [{"people": [{"kind": "person", "id": True}]}]}]},
    {"stages": [{"groups": [{"people": [{"kind": "person", "id": 2**70}]}]}]},
    {"stages": [{"groups": [{"people": [{"kind": "role", "code": "no-such-role"}]}]}]},
    {"stages": [{"groups": [{"people": [{"kind": "field", "name": "title"}]}]}]},
    {"stages": [{"groups": [{"people": [{"kind": "group", "id": 999}]}]}]},
    {"stages": [{"groups": [{"people": [{"kind": "everybody"}]}]}]},
    {"stages": [{"groups": [{"mode": "quorum", "people": [{"kind": "role", "code": "manager"}]}]}]},
    {"stages": [{"hours": -1, "groups": [{"people": [{"kind": "role", "code": "manager"}]}]}]},
    {"stages": [{"hours": float("1e300"), "groups": [{"people": [{"kind": "role", "code": "manager"}]}]}]},
    {"stages": [{"on_timeout": {"do": "escalate"}, "groups": [{"people": [{"kind": "role", "code": "manager"}]}]}]},
    {"stages": [{"condition": "(" * 500, "groups": [{"people": [{"kind": "role", "code": "manager"}]}]}]},
    {"stages": [{"condition": "1", "groups": [{"people": [{"kind": "role", "code": "manager"}]}]}]},
    {"stages": [{"groups": [{"people": [{"kind": "role", "code": "manager"}]}]}] * 21},
    {"stages": [{"groups": [{"people": [{"kind": "role", "code": "manager"}]}]}], "settings": {"skip": True}},
    {"stages": [{"groups": [{"people": [{"kind": "role", "code": "manager"}]}]}],
     "settings": {"editable_fields": ["status"]}},
    {"stages": [{"groups": [{"people": [{"kind": "role", "code": "manager"}]}]}],
     "settings": {"excluded_fields": ["title"]}},
]  # fmt: skip


@pytest.mark.parametrize("definition", HOSTILE)
def test_a_definition_that_makes_no_sense_is_refused_with_its_place(world, definition):
    keep_browsers(world)
    body = {"project": "ALPHA", "entity": "change_request", "to": "approved", "name": "n", "definition": definition}
    manager = world.client("manager")
    before = dump()
    assert is_problem(send(manager, "post", "/approval-routes", body), 422)
    if isinstance(definition, dict):
        problems = send(manager, "post", "/approval-routes/check", body).json()["problems"]
        assert problems
        assert all(problem["message"].strip() for problem in problems)
    assert dump() == before


@pytest.mark.parametrize("to", ["nowhere", "draft", "x" * 500])
def test_a_step_that_the_workflow_does_not_have_is_refused(world, to):
    body = {
        "project": "ALPHA", "entity": "change_request", "to": to, "name": "n",
        "definition": {"stages": [stage(group(who(world, "engineer")))]},
    }  # fmt: skip
    assert is_problem(send(world.client("manager"), "post", "/approval-routes", body), 422)


# --- own entities -------------------------------------------------------------------------------------------------


def test_an_own_entity_is_countersigned_like_a_declared_one(world):
    admin, manager = world.client("admin"), world.client("manager")
    payload = {"label_zh": "检查单", "label_en": "Inspection", "numbering": "QC-{n:03d}", "rights_like": "risk"}
    made = send(admin, "post", "/configuration/entities", {**payload, "key": "inspection"})
    assert made.status_code == 201, made.content
    field = {"entity": "x_inspection", "project": "", "label_en": "Cost", "key": "cost", "type": "money"}
    assert send(admin, "post", "/configuration/fields", field).status_code == 201
    both = stage(group(who(world, "engineer", "admin"), "all"), condition="cf_cost >= 100")
    draw(world, both, entity="x_inspection", to="done")
    body = {"project": "ALPHA", "values": {"title": "Cabling", "cf_cost": 20_000}}
    row = send(manager, "post", "/records/x_inspection", body).json()["row"]
    assert patch(world, row["id"], {"status": "done"}, 1, entity="x_inspection").json()["code"] == "approval_needed"
    path = f"/records/x_inspection/{row['id']}/approvals"
    answer = send(manager, "post", path, {"to": "done"}, **{"If-Match": '"1"'})
    assert answer.status_code == 201, answer.content
    approval = answer.json()["approval"]["id"]
    assert patch(world, row["id"], {"cf_cost": 1}, 1, entity="x_inspection").json()["code"] == "under_approval"
    done(world, approval, "approve", "engineer")
    after = done(world, approval, "approve", "admin")
    assert (after["state"], after["applied"]) == ("approved", True)
    assert manager.get(f"/api/records/x_inspection/{row['id']}").json()["row"]["status"] == "done"
    assert [line["id"] for line in manager.get("/api/approvals?show=all").json()["items"]] == [approval]
    listed = admin.get("/api/configuration/entities").json()
    own = next(one for one in listed["entities"] if one["id"] == made.json()["entity"]["id"])
    tag = {"If-Match": f'"{own["version"]}"'}
    retired = send(admin, "post", f"/configuration/entities/{own['id']}/retire", {}, **tag)
    assert retired.status_code < 300, retired.content
    for path in ("/approvals?show=all", "/approval-routes?project=ALPHA", "/inbox?show=done", "/delegations"):
        assert manager.get(f"/api{path}").status_code == 200, path
    assert manager.get("/api/approvals?show=all").json()["items"] == []


# --- what it costs ------------------------------------------------------------------------------------------------


def statements(call):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = call()
    assert answer.status_code < 300, answer.content
    return [query["sql"] for query in captured.captured_queries if "approvals_" in query["sql"]]


def test_a_write_costs_one_statement_and_reading_none(world, change):
    draw(world, stage(group(who(world, "engineer"))))
    other = in_review(world)
    started(world, other)
    manager = world.client("manager")
    assert statements(lambda: manager.get("/api/records/change_request?project=ALPHA")) == []
    assert statements(lambda: manager.get(f"/api/records/change_request/{change}")) == []
    assert len(statements(lambda: patch(world, change, {"title": "y"}, 3))) == 1
    rows = [{"id": change, "version": 4}]
    bulk = {"rows": rows, "set": {"title": "z"}}
    assert len(statements(lambda: send(manager, "post", "/records/change_request/bulk", bulk))) == 1


def test_lists_cost_the_same_for_few_and_many(world):
    draw(world, stage(group(who(world, "engineer"))), to="")
    engineer = world.client("engineer")

    def count():
        with CaptureQueriesContext(connection) as captured:
            assert engineer.get("/api/approvals").status_code == 200
        return len(captured)

    def ask():
        body = {"project": "ALPHA", "values": {"title": "x"}}
        key = send(world.client("manager"), "post", "/records/change_request", body).json()["row"]["id"]
        started(world, key, to="")

    ask()
    few = count()
    [ask() for _number in range(6)]
    assert count() == few
