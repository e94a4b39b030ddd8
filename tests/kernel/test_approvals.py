"""Approvals: who signs in which order, what is frozen meanwhile, deputies, and what nobody may."""

import pytest
from signing import (
    act,
    delegate,
    done,
    draw,
    group,
    in_review,
    keep_browsers,
    lines,
    panel,
    patch,
    read,
    stage,
    start,
    started,
    state_of,
    version_of,
    waiting,
    who,
)

from linkspan.kernel import clock
from linkspan.kernel.approvals.models import Approval, ApprovalSeat
from linkspan.kernel.inbox.models import InboxItem
from linkspan.modules.change.models import ChangeRequest
from world import dump, is_problem, make_person, send


@pytest.fixture(autouse=True)
def browsers(world):
    keep_browsers(world)


@pytest.fixture
def change(world):
    """A change request in review, whose step to «approved» the routes of these tests guard."""
    return in_review(world)


# --- the way through ----------------------------------------------------------------------------------------------


def test_two_stages_one_after_another_and_the_step_at_the_end(world, change):
    draw(world, stage(group(who(world, "engineer"))), stage(group(who(world, "viewer"))))
    approval = started(world, change)
    assert (waiting(world, "engineer"), waiting(world, "viewer")) == ([approval], [])
    after = done(world, approval, "approve", "engineer", comment="fine")
    assert (after["state"], after["stage"], after["can"]) == ("running", 1, [])
    assert (waiting(world, "engineer"), waiting(world, "viewer")) == ([], [approval])
    after = done(world, approval, "approve", "viewer")
    assert (after["state"], after["applied"], state_of(change)) == ("approved", True, "approved")
    assert [event["kind"] for event in after["history"]] == ["start", "approve", "approve"]
    assert after["history"][1]["comment"] == "fine"
    item = lines(world, "manager", "decided")[0]
    assert (item["actor"], item["approval"]["state"]) == ("Viewer", "approved")
    activity = world.client("manager").get(f"/api/records/change_request/{change}/activity").json()["items"]
    assert activity[0]["text"].startswith("Approved CR-001 move it")
    assert activity[0]["undoable"] is False


def test_any_one_of_a_group_is_enough_and_the_others_are_asked_no_more(world, change):
    draw(world, stage(group(who(world, "engineer", "viewer", "admin"))))
    approval = started(world, change)
    assert len(lines(world, "viewer")) == 1
    after = done(world, approval, "approve", "admin")
    seats = after["stages"][0]["groups"][0]["seats"]
    assert [seat["state"] for seat in seats] == ["skipped", "skipped", "approved"]
    assert (lines(world, "viewer"), state_of(change)) == ([], "approved")


def test_a_countersign_needs_everybody(world, change):
    draw(world, stage(group(who(world, "engineer", "viewer"), "all")))
    approval = started(world, change)
    assert done(world, approval, "approve", "viewer")["state"] == "running"
    assert done(world, approval, "approve", "engineer")["state"] == "approved"


def test_two_groups_beside_each_other_are_both_needed(world, change):
    draw(world, stage(group(who(world, "engineer")), group(who(world, "viewer", "admin"))))
    approval = started(world, change)
    assert done(world, approval, "approve", "admin")["state"] == "running"
    assert done(world, approval, "approve", "engineer")["state"] == "approved"


def test_a_quorum_counts_votes_and_ends_once_it_cannot_be_reached(world, change):
    draw(world, stage(group(who(world, "engineer", "viewer", "admin"), "quorum", quorum=2)))
    approval = started(world, change)
    assert done(world, approval, "reject", "engineer", comment="no")["state"] == "running"
    assert done(world, approval, "approve", "viewer")["state"] == "running"
    assert done(world, approval, "approve", "admin")["state"] == "approved"
    other = in_review(world)
    approval = started(world, other)
    done(world, approval, "reject", "engineer", comment="no")
    assert done(world, approval, "reject", "viewer", comment="no")["state"] == "rejected"
    assert state_of(other) == "review"


def test_a_rejection_ends_it_and_frees_the_record(world, change):
    draw(world, stage(group(who(world, "engineer"))))
    approval = started(world, change)
    assert is_problem(act(world, approval, "reject", "engineer"), 422, "comment")
    after = done(world, approval, "reject", "engineer", comment="too dear")
    assert (after["state"], state_of(change)) == ("rejected", "review")
    assert patch(world, change, {"title": "other"}, version_of(change)).status_code == 200
    assert panel(world, change)["current"] is None


# --- conditions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("amount", "signers"), [(49_999_999, {"engineer"}), (50_000_000, {"engineer", "viewer"})])
def test_a_threshold_adds_a_stage(world, amount, signers):
    big = stage(group(who(world, "viewer")), condition="amount >= 500000")
    draw(world, stage(group(who(world, "engineer"))), big)
    key = in_review(world, amount=amount)
    approval = started(world, key)
    for name in sorted(signers):
        assert state_of(key) == "review"
        done(world, approval, "approve", name)
    after = read(world, approval)
    assert (after["state"], state_of(key)) == ("approved", "approved")
    assert after["stages"][1]["state"] == ("done" if "viewer" in signers else "skipped")


def test_the_nearest_route_whose_condition_holds_decides(world, change):
    draw(world, stage(group(who(world, "viewer"))), project="", name="far")
    near = draw(world, stage(group(who(world, "engineer"))), name="near", condition="amount < 100")
    draw(world, stage(group(who(world, "admin"))), name="never", condition="amount > 100")
    first = panel(world, change)["startable"]
    assert [(one["to"], one["route"]["id"], one["allowed"]) for one in first] == [("approved", near["id"], True)]
    patch(world, change, {"amount": 10_000}, version_of(change))  # 100 yuan: neither below nor above
    assert panel(world, change)["startable"][0]["route"]["name"] == "Route"
    approval = started(world, change)
    assert waiting(world, "viewer") == [approval]


def test_a_condition_that_is_none_is_refused_where_it_stands(world):
    bad = stage(group(who(world, "engineer"), condition="amount >"), condition="nothing == 1")
    body = {
        "project": "ALPHA", "entity": "change_request", "to": "approved", "name": "x",
        "definition": {"stages": [bad], "settings": {}},
    }  # fmt: skip
    problems = send(world.client("manager"), "post", "/approval-routes/check", body).json()["problems"]
    assert [problem["path"] for problem in problems] == ["stages.0.condition", "stages.0.groups.0.condition"]
    assert all(problem["message"] and problem["position"] is not None for problem in problems)
    assert is_problem(send(world.client("manager"), "post", "/approval-routes", body), 422)


# --- people -------------------------------------------------------------------------------------------------------


def test_roles_fields_groups_and_firms_name_people(world, change):
    from linkspan.kernel.access.actor import SYSTEM
    from linkspan.modules.identity import api as identity

    patch(world, change, {"owner": world.people["engineer"].pk}, version_of(change))
    night = identity.create_group(SYSTEM, world.organisation, code="night", name="Night").result
    night.members.add(world.people["viewer"].pk, world.people["nobody"].pk)
    people = [
        {"kind": "role", "code": "executive"},
        {"kind": "field", "name": "owner"},
        {"kind": "group", "id": night.pk},
    ]
    draw(world, stage(group(people, "all")))
    approval = started(world, change)
    seats = read(world, approval)["stages"][0]["groups"][0]["seats"]
    # The group's member without any right is no candidate; the executive stands there once.
    assert [seat["person"]["name"] for seat in seats] == ["Viewer", "Engineer"]


def test_the_requester_chooses_where_the_route_leaves_it_open(world, change):
    among = who(world, "engineer", "viewer")
    draw(world, stage(group([{"kind": "chosen", "many": False, "from": among}])))
    choice = panel(world, change)["startable"][0]["choices"][0]
    assert (choice["key"], [p["name"] for p in choice["people"]]) == ("0.0", ["Engineer", "Viewer"])
    assert is_problem(start(world, change), 422, "0.0")
    assert is_problem(start(world, change, choices={"0.0": [world.people["admin"].pk]}), 422, "0.0")
    both = [world.people["engineer"].pk, world.people["viewer"].pk]
    assert is_problem(start(world, change, choices={"0.0": both}), 422, "0.0")
    approval = started(world, change, choices={"0.0": both[:1]})
    assert read(world, approval)["stages"][0]["groups"][0]["seats"][0]["origin"] == "chosen"


def test_who_asks_does_not_sign(world, change):
    draw(world, stage(group(who(world, "manager", "engineer"), "all")))
    approval = started(world, change)
    assert waiting(world, "manager") == []
    assert is_problem(act(world, approval, "approve", "manager"), 403)
    assert done(world, approval, "approve", "engineer")["state"] == "approved"


def test_nobody_left_to_sign_is_said_at_the_start(world, change):
    draw(world, stage(group(who(world, "manager"))))
    before = dump()
    answer = start(world, change)
    assert is_problem(answer, 409)
    assert answer.json()["code"] == "nobody_left"
    assert dump() == before


def test_who_stands_in_an_excluded_field_does_not_sign(world, change):
    patch(world, change, {"owner": world.people["engineer"].pk}, version_of(change))
    draw(world, stage(group(who(world, "engineer", "viewer"), "all")), settings={"excluded_fields": ["owner"]})
    approval = started(world, change)
    assert waiting(world, "engineer") == []
    assert done(world, approval, "approve", "viewer")["state"] == "approved"


def test_a_signer_who_cannot_see_the_record_is_named_at_the_start(world, change):
    draw(world, stage(group(who(world, "vendor", "engineer"))))
    answer = start(world, change)
    assert is_problem(answer, 409)
    assert answer.json()["code"] == "approver_sees_nothing"
    assert "Vendor" in answer.json()["detail"]


def test_the_same_person_signs_once(world, change):
    once = [stage(group(who(world, "engineer"))), stage(group(who(world, "engineer", "viewer"), "all"))]
    draw(world, *once)
    approval = started(world, change)
    after = done(world, approval, "approve", "engineer")
    assert [seat["state"] for seat in after["stages"][1]["groups"][0]["seats"]] == ["repeated", "open"]
    assert done(world, approval, "approve", "viewer")["state"] == "approved"


# --- frozen -------------------------------------------------------------------------------------------------------


def test_a_record_under_approval_refuses_every_way_of_writing(world, change):
    manager = world.client("manager")
    log = patch(world, change, {"impact_days": 2}, version_of(change)).json()["log_id"]
    draw(world, stage(group(who(world, "engineer"))), settings={"editable_fields": ["decide_by"]})
    started(world, change)
    version = version_of(change)
    row = {"id": change, "version": version}
    path = f"/records/change_request/{change}"
    before = dump()
    refused = [
        patch(world, change, {"title": "x"}, version),
        patch(world, change, {"title": "x", "decide_by": "2026-08-01"}, version),
        patch(world, change, {"status": "approved"}, version),
        patch(world, change, {"status": "analysis"}, version),
        send(manager, "delete", path, **{"If-Match": f'"{version}"'}),
        send(manager, "post", "/records/change_request/bulk", {"rows": [row], "set": {"title": "x"}}),
        send(manager, "post", "/records/change_request/bulk", {"rows": [row], "delete": True}),
        send(manager, "post", "/undo", {"log_id": log}),
        send(manager, "post", f"{path}/restore", {"log_id": log}, **{"If-Match": f'"{version}"'}),
    ]
    for answer in refused:
        assert is_problem(answer, 409)
        assert answer.json()["code"] == "under_approval"
        assert answer.json()["current"]["approval"]
    assert dump() == before
    assert patch(world, change, {"decide_by": "2026-08-01"}, version).status_code == 200
    assert send(manager, "post", f"{path}/comments", {"body": "still talking"}).status_code == 201
    told = panel(world, change)
    assert (told["frozen"], told["editable_fields"]) == (True, ["decide_by"])
    assert "Manager" in told["frozen_sentence"]
    assert told["current"]["changed"] == [{"field": "decide_by", "label": "Decide by", "from": "—", "to": "2026-08-01"}]


def test_a_step_that_needs_an_approval_is_refused_elsewhere(world, change):
    assert patch(world, change, {"status": "approved"}, 3).status_code == 200
    log = patch(world, change, {"status": "implementing"}, 4).json()["log_id"]
    draw(world, stage(group(who(world, "engineer"))))
    other = in_review(world)
    manager = world.client("manager")
    row = {"id": other, "version": 3}
    before = dump()
    imported = {"title": "x", "status": "approved", "ruling": "y", "impact": "z"}
    refused = [
        patch(world, other, {"status": "approved"}, 3),
        send(manager, "post", "/records/change_request/bulk", {"rows": [row], "set": {"status": "approved"}}),
        send(manager, "post", "/records/change_request", {"project": "ALPHA", "values": imported}),
        send(manager, "post", "/undo", {"log_id": log}),
    ]
    for answer in refused:
        assert is_problem(answer, 409, "status")
        assert answer.json()["code"] == "approval_needed"
    assert dump() == before
    assert panel(world, other)["gated"] == ["approved"]
    assert patch(world, other, {"status": "rejected"}, 3).status_code == 200


def test_an_inactive_route_guards_nothing(world, change):
    route = draw(world, stage(group(who(world, "engineer"))))
    path, headers = f"/approval-routes/{route['id']}", {"If-Match": f'"{route["version"]}"'}
    assert send(world.client("manager"), "put", path, {"active": False}, **headers).status_code == 200
    assert patch(world, change, {"status": "approved"}, 3).status_code == 200


def test_a_guard_that_refuses_at_the_end_leaves_it_approved_and_not_applied(world):
    # The last signature is given by who asked for the change: the workflow's own guard refuses that.
    key = in_review(world, requester=world.people["engineer"].pk)
    draw(world, stage(group(who(world, "engineer"))))
    approval = started(world, key)
    after = done(world, approval, "approve", "engineer")
    assert (after["state"], after["applied"], state_of(key)) == ("approved", False, "review")
    assert "yourself" in Approval._base_manager.get(pk=approval).apply_reason
    assert is_problem(act(world, approval, "apply", "viewer"), 403)
    ChangeRequest._base_manager.filter(pk=key).update(title="changed behind its back")
    answer = act(world, approval, "apply", "manager")
    assert is_problem(answer, 409)
    assert answer.json()["code"] == "changed_since"
    ChangeRequest._base_manager.filter(pk=key).update(title="move it")
    after = done(world, approval, "apply", "manager")
    assert (after["applied"], after["apply_reason"], state_of(key)) == (True, "", "approved")


# --- returning, withdrawing ---------------------------------------------------------------------------------------


def test_returned_corrected_and_handed_in_again_starts_anew_with_the_same_version(world, change):
    route = draw(world, stage(group(who(world, "engineer"))), stage(group(who(world, "viewer"))))
    approval = started(world, change)
    done(world, approval, "approve", "engineer")
    assert is_problem(act(world, approval, "return", "viewer"), 422, "comment")
    after = done(world, approval, "return", "viewer", comment="wrong amount")
    assert (after["state"], lines(world, "manager", "decided")[0]["approval"]["can"]) == (
        "returned", ["withdraw", "resubmit"],
    )  # fmt: skip
    path, headers = f"/approval-routes/{route['id']}", {"If-Match": f'"{route["version"]}"'}
    changed = {"condition": "", "stages": [stage(group(who(world, "viewer")))], "settings": {}}
    answer = send(world.client("manager"), "put", path, {"definition": changed, "note": "shorter"}, **headers)
    assert answer.json()["route"]["number"] == 2
    assert patch(world, change, {"amount": 2000}, version_of(change)).status_code == 200
    after = done(world, approval, "resubmit", "manager", note="corrected")
    assert (after["round"], after["route"]["version"], after["stage"]) == (2, 1, 0)
    done(world, approval, "approve", "engineer")
    assert done(world, approval, "approve", "viewer")["state"] == "approved"
    kinds = [event["kind"] for event in read(world, approval)["history"]]
    assert kinds == ["start", "approve", "return", "resubmit", "approve", "approve"]


def test_returned_to_an_earlier_stage_that_stage_signs_anew(world, change):
    draw(world, *(stage(group(who(world, name))) for name in ("engineer", "viewer", "admin")))
    approval = started(world, change)
    done(world, approval, "approve", "engineer")
    done(world, approval, "approve", "viewer")
    choices = read(world, approval, "admin")["return_to"]
    assert [choice["stage"] for choice in choices] == [None, 0, 1]
    after = done(world, approval, "return", "admin", comment="look again", stage=1)
    assert (after["state"], after["stage"], after["round"]) == ("running", 1, 2)
    assert (waiting(world, "viewer"), waiting(world, "admin")) == ([approval], [])
    assert is_problem(act(world, approval, "return", "viewer", comment="x", stage=1), 422, "stage")
    done(world, approval, "approve", "viewer")
    assert done(world, approval, "approve", "admin")["state"] == "approved"


def test_who_asked_withdraws_and_nobody_else(world, change):
    draw(world, stage(group(who(world, "engineer"))))
    approval = started(world, change)
    for name in ("engineer", "viewer", "admin"):
        assert is_problem(act(world, approval, "withdraw", name), 403)
    after = done(world, approval, "withdraw", "manager")
    assert (after["state"], lines(world, "engineer"), state_of(change)) == ("withdrawn", [], "review")
    answer = act(world, approval, "approve", "engineer")
    assert is_problem(answer, 409)
    assert answer.json()["code"] == "approval_state"


def test_undo_of_the_start_withdraws_it(world, change):
    draw(world, stage(group(who(world, "engineer"))))
    body = start(world, change).json()
    assert body["undoable"] is True
    assert is_problem(send(world.client("engineer"), "post", "/undo", {"log_id": body["log_id"]}), 403)
    assert send(world.client("manager"), "post", "/undo", {"log_id": body["log_id"]}).status_code == 200
    assert read(world, body["approval"]["id"])["state"] == "withdrawn"


def test_one_approval_at_a_time_and_a_repeated_request_is_one(world, change):
    draw(world, stage(group(who(world, "engineer"))))
    path, headers = f"/records/change_request/{change}/approvals", {"If-Match": '"3"', "Idempotency-Key": "k"}
    manager = world.client("manager")
    first = send(manager, "post", path, {"to": "approved"}, **headers)
    again = send(manager, "post", path, {"to": "approved"}, **headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["approval"]["id"] == again.json()["approval"]["id"]
    assert start(world, change).json()["code"] == "approval_open"
    assert Approval._base_manager.count() == 1


# --- more people --------------------------------------------------------------------------------------------------


def test_handed_over_the_other_signs(world, change):
    draw(world, stage(group(who(world, "engineer"))))
    approval = started(world, change)
    for name in ("manager", "vendor"):  # who asked, and who does not see it
        assert is_problem(act(world, approval, "hand-over", "engineer", person=world.people[name].pk), 422, "person")
    after = done(world, approval, "hand-over", "engineer", person=world.people["viewer"].pk, comment="yours")
    seats = after["stages"][0]["groups"][0]["seats"]
    assert [(seat["state"], seat["origin"]) for seat in seats] == [("handed_over", "route"), ("open", "handed")]
    assert is_problem(act(world, approval, "approve", "engineer"), 403)
    assert done(world, approval, "approve", "viewer")["state"] == "approved"


def test_a_seat_of_who_has_left_is_moved_by_who_draws_routes(world, change):
    draw(world, stage(group(who(world, "engineer"))))
    approval = started(world, change)
    seat = ApprovalSeat._base_manager.get(approval=approval)
    body = {"seat": seat.pk, "person": world.people["viewer"].pk}
    assert is_problem(act(world, approval, "hand-over", "viewer", **body), 403)
    assert done(world, approval, "hand-over", "admin", **body)["state"] == "running"
    assert is_problem(act(world, approval, "approve", "admin"), 403)
    assert done(world, approval, "approve", "viewer")["state"] == "approved"


def test_a_signer_added_before_signs_first(world, change):
    draw(world, stage(group(who(world, "engineer"))))
    approval = started(world, change)
    done(world, approval, "add-signer", "engineer", person=world.people["viewer"].pk, when="before")
    assert is_problem(act(world, approval, "approve", "engineer"), 403)
    assert done(world, approval, "approve", "viewer")["state"] == "running"
    assert done(world, approval, "approve", "engineer")["state"] == "approved"


def test_a_signer_added_after_signs_last(world, change):
    draw(world, stage(group(who(world, "engineer"))))
    approval = started(world, change)
    done(world, approval, "add-signer", "engineer", person=world.people["viewer"].pk, when="after")
    assert is_problem(act(world, approval, "approve", "viewer"), 403)
    assert done(world, approval, "approve", "engineer")["state"] == "running"
    assert done(world, approval, "approve", "viewer")["state"] == "approved"


def test_a_route_may_forbid_both(world, change):
    draw(world, stage(group(who(world, "engineer"), may_hand_over=False, may_add=False)))
    approval = started(world, change)
    person = world.people["viewer"].pk
    assert read(world, approval, "engineer")["can"] == ["approve", "return", "reject"]
    assert is_problem(act(world, approval, "hand-over", "engineer", person=person), 403)
    assert is_problem(act(world, approval, "add-signer", "engineer", person=person, when="after"), 403)


def test_a_reminder_makes_the_line_new_and_not_too_often(world, change):
    draw(world, stage(group(who(world, "engineer"))))
    approval = started(world, change)
    InboxItem.objects.filter(user=world.people["engineer"]).update(seen_at=clock.now())
    assert is_problem(act(world, approval, "remind", "viewer"), 403)
    after = done(world, approval, "remind", "manager")
    assert (after["can"], after["remind_after"] is None) == (["withdraw"], False)
    line = lines(world, "engineer")[0]
    assert (line["count"], line["seen"]) == (2, False)
    assert is_problem(act(world, approval, "remind", "manager"), 429)


# --- nobody else --------------------------------------------------------------------------------------------------


def test_nobody_decides_on_anothers_seat(world, change):
    draw(world, stage(group(who(world, "engineer"))))
    approval = started(world, change)
    before = dump()
    for name in ("manager", "viewer", "admin"):
        for verb in ("approve", "return", "reject"):
            assert is_problem(act(world, approval, verb, name, comment="x"), 403), (name, verb)
    for name in ("vendor", "outsider", "nobody"):
        assert is_problem(act(world, approval, "approve", name), 404)
        assert world.client(name).get(f"/api/approvals/{approval}").status_code == 404
    assert is_problem(act(world, approval, "approve", "engineer", version=99), 412)
    assert is_problem(act(world, approval, "open-sesame", "engineer"), 404)
    assert dump() == before


def test_who_lost_the_right_to_see_the_record_does_not_sign_it(world, change):
    from linkspan.kernel.access.models import Grant

    draw(world, stage(group(who(world, "engineer"))))
    approval = started(world, change)
    Grant.base_rows.filter(user=world.people["engineer"]).delete()
    assert is_problem(act(world, approval, "approve", "engineer"), 404)
    assert (waiting(world, "engineer"), lines(world, "engineer")) == ([], [])


def test_closed_fields_stay_closed_in_the_signed_values(world, change):
    from linkspan.kernel.access.actor import SYSTEM
    from linkspan.modules.identity import api as identity

    identity.create_role(
        SYSTEM, world.organisation, code="looker", values={"name_zh": "x", "verbs": ["project.view", "change.view"]}
    )
    world.people["looker"] = make_person(world.organisation, "looker", role="looker", place=world.a)
    draw(world, stage(group(who(world, "engineer"))))
    approval = started(world, change)
    assert "amount" in {value["field"] for value in read(world, approval)["values"]}
    seen = world.client("looker").get(f"/api/approvals/{approval}")
    assert "amount" not in {value["field"] for value in seen.json()["approval"]["values"]}
    assert "10.00" not in seen.content.decode()
    assert "10.00" not in world.client("looker").get("/api/approvals?show=all").content.decode()


# --- deputies -----------------------------------------------------------------------------------------------------


def test_a_deputy_signs_on_behalf_and_history_says_so(world, change):
    assert delegate(world, "engineer", "viewer").status_code == 201
    draw(world, stage(group(who(world, "engineer"))))
    approval = started(world, change)
    assert (waiting(world, "engineer"), waiting(world, "viewer")) == ([], [approval])
    assert is_problem(act(world, approval, "approve", "engineer"), 403)
    after = done(world, approval, "approve", "viewer")
    seat = after["stages"][0]["groups"][0]["seats"][0]
    assert (seat["person"]["name"], seat["on_behalf_of"]["name"]) == ("Viewer", "Engineer")
    assert after["history"][-1]["text"] == "Viewer approved on behalf of Engineer"


def test_what_waits_already_goes_to_the_deputy_and_back_at_the_end(world, change):
    draw(world, stage(group(who(world, "engineer"))))
    approval = started(world, change)
    given = delegate(world, "engineer", "viewer").json()["delegation"]
    assert (waiting(world, "engineer"), waiting(world, "viewer")) == ([], [approval])
    path, headers = f"/delegations/{given['id']}/end", {"If-Match": f'"{given["version"]}"'}
    assert is_problem(send(world.client("viewer"), "post", path, {}, **headers), 404)
    assert send(world.client("engineer"), "post", path, {}, **headers).json()["delegation"]["state"] == "over"
    assert (waiting(world, "engineer"), waiting(world, "viewer")) == ([approval], [])


def test_a_deputy_who_may_not_sign_gets_nothing(world, change):
    delegate(world, "engineer", "manager")
    delegate(world, "viewer", "vendor")
    draw(world, stage(group(who(world, "engineer", "viewer"), "all")))
    approval = started(world, change)
    assert (waiting(world, "engineer"), waiting(world, "viewer")) == ([approval], [approval])


def test_a_chain_of_deputies_ends_and_makes_no_loop(world, change):
    assert delegate(world, "engineer", "viewer").status_code == 201
    assert delegate(world, "viewer", "manager").status_code == 201
    assert is_problem(delegate(world, "manager", "engineer"), 409)
    assert is_problem(delegate(world, "engineer", "manager"), 422)  # a second deputy for the same time
    assert is_problem(delegate(world, "engineer", "admin"), 404)  # whom the engineer does not see
    assert is_problem(delegate(world, "engineer", "engineer"), 422, "to")
    draw(world, stage(group(who(world, "engineer"))))
    approval = started(world, change, by="admin")
    assert waiting(world, "manager") == [approval]
    assert done(world, approval, "approve", "manager")["state"] == "approved"


def test_a_delegation_of_another_entity_does_not_count(world, change):
    delegate(world, "engineer", "viewer", entity="risk")
    draw(world, stage(group(who(world, "engineer"))))
    approval = started(world, change)
    assert waiting(world, "engineer") == [approval]


@pytest.mark.parametrize(
    ("starts", "ends"), [("x", "y"), ("2026-01-01", "2026-02-01"), ("2020-01-01T00:00:00Z", "2020-02-01T00:00:00Z")]
)
def test_a_span_that_is_none_is_refused(world, starts, ends):
    body = {"to": world.people["viewer"].pk, "starts_at": starts, "ends_at": ends}
    assert is_problem(send(world.client("engineer"), "post", "/delegations", body), 422)
