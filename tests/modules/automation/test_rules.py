"""What rules do: each trigger, condition and action, once, with an undo, and as their owner."""

import datetime as dt

import pytest

from linkspan.kernel import clock
from linkspan.kernel.access.actor import SYSTEM, acting_as
from linkspan.kernel.access.models import Role
from linkspan.kernel.approvals.models import Approval
from linkspan.kernel.approvals.routes import create_route
from linkspan.kernel.customise import own_entities
from linkspan.kernel.customise import services as customise
from linkspan.kernel.entities.configured import refresh
from linkspan.kernel.entities.models import Comment, Link
from linkspan.kernel.inbox.desk import extras_of
from linkspan.kernel.inbox.models import InboxItem
from linkspan.modules.automation import rules as held
from linkspan.modules.automation import services, working
from linkspan.modules.automation.models import HandledEvent, Rule, Run, Said
from linkspan.modules.notify import rendering
from linkspan.modules.risk.models import Risk
from world import client_of, is_problem, send

from .conftest import add_risk, add_rule, edit_risk, message, put, risk, rule_of, work

State = Run.State


def test_a_new_record_meets_a_rule(world, manager):
    add_rule(world, trigger={"kind": "created"}, condition="impact >= 4", actions=[put(category="site", tags=["hot"])])
    grave, slight = add_risk(manager, impact=5), add_risk(manager, impact=2)
    assert risk(grave["id"]).category == "technical"  # not inside the causing transaction
    assert working.is_anything_due()
    assert work() == 1
    assert (risk(grave["id"]).category, risk(grave["id"]).tags) == ("site", ["hot"])
    assert risk(slight["id"]).category == "technical"
    assert not working.is_anything_due()
    assert work() == 0


def test_nothing_is_noted_where_no_rule_looks(world, manager):
    add_rule(world, trigger={"kind": "changed", "fields": ["owner"]})
    key = add_risk(manager)["id"]
    edit_risk(manager, key, impact=5)
    assert not working.is_anything_due()


def test_only_the_watched_fields_count(world, manager):
    add_rule(world, trigger={"kind": "changed", "fields": ["title", "impact"]})
    key = add_risk(manager)["id"]
    edit_risk(manager, key, probability=5)
    assert work() == 0
    edit_risk(manager, key, impact=5)
    assert work() == 1
    assert risk(key).category == "site"


def test_a_state_is_come_into(world, manager):
    add_rule(world, trigger={"kind": "state", "states": ["analysed"]}, actions=[put(response="mitigate")])
    key = add_risk(manager)["id"]
    edit_risk(manager, key, impact=4)
    assert work() == 0
    edit_risk(manager, key, status="analysed")
    assert work() == 1
    assert risk(key).response == "mitigate"


def test_a_condition_reads_what_was_before(world, manager):
    add_rule(world, condition="{before.impact} < impact && {变更前.影响} = 2", actions=[put(category="site")])
    assert "{before.impact}" in Rule.base_rows.get().condition
    first, second = add_risk(manager, impact=2)["id"], add_risk(manager, impact=3)["id"]
    for key in (first, second):
        edit_risk(manager, key, impact=4)
    assert work() == 1
    assert (risk(first).category, risk(second).category) == ("site", "technical")


def test_a_formula_gives_a_value(world, manager):
    add_rule(
        world,
        trigger={"kind": "created"},
        actions=[put(close_reason='="p" & TEXT(probability)', proximity="=TODAY() + 7", residual_impact="=impact - 1")],
    )
    key = add_risk(manager, impact=4)["id"]
    work()
    row = risk(key)
    assert (row.close_reason, row.residual_impact) == ("p3", 3)
    assert row.proximity == clock.business_today() + dt.timedelta(days=7)


def test_a_rule_runs_once_for_an_event(world, manager):
    add_rule(world, actions=[{"type": "comment", "text": "{title} changed"}])
    key = add_risk(manager)["id"]
    edit_risk(manager, key, impact=5)
    work()
    HandledEvent.objects.all().delete()  # as after a crash between the run and the mark
    work()
    assert list(Comment.base_rows.values_list("body", flat=True)) == ["late changed"]


def test_the_run_is_logged_with_its_undo(world, manager):
    rule = add_rule(world, trigger={"kind": "created"}, actions=[put(category="site"), put(impact=5)])
    key = add_risk(manager)["id"]
    work()
    answer = manager.get("/api/automation/runs?project=ALPHA").json()
    (run,) = answer["runs"]
    assert run["rule"] == rule.pk
    assert (run["state"], run["cause"]) == ("done", "created")
    assert run["record"] == {"name": "R01 late", "url": f"/p/ALPHA/r/risk/{key}"}
    assert run["owner"] == "Manager"
    history = manager.get(f"/api/records/risk/{key}/activity").json()["items"]
    assert history[0]["who"]["name"] == "Manager"
    assert [step["undoable"] for step in run["steps"]] == [True, True]
    assert run["steps"][0]["text"] == "Changed risk R01 late"
    assert send(manager, "post", "/undo", {"log_id": run["steps"][1]["log_id"]}).status_code == 200
    assert risk(key).impact == 3
    assert work() == 0  # an undo starts no rule


def test_a_message_reaches_whom_it_names(world, manager):
    people = world.people
    to = [
        {"kind": "field", "field": "owner"},
        {"kind": "role", "role": "manager"},
        {"kind": "person", "person": people["viewer"].pk},
    ]
    add_rule(world, trigger={"kind": "created"}, actions=[message(*to, zh="看 {impact}", en="{title}: {owner}, {url}")])
    key = add_risk(manager, owner=people["engineer"].pk)["id"]
    InboxItem.objects.all().delete()
    work()
    told = InboxItem.objects.filter(kind="automation")
    assert set(told.values_list("user__username", flat=True)) == {"engineer", "manager", "viewer"}
    said = Said.objects.get(item__user=people["engineer"])
    assert (said.text_zh, said.text_en) == ("看 3", f"late: Engineer, /p/ALPHA/r/risk/{key}")
    (line,) = world.client("engineer").get("/api/inbox").json()["items"]
    assert (line["kind"], line["excerpt"]) == ("automation", said.text_en)


def test_a_reader_gets_only_what_it_may_see(world, manager):
    """The loss is commercial: the engineer is told of it without the figure."""
    to = [{"kind": "role", "role": "engineer"}, {"kind": "owner"}]
    add_rule(world, trigger={"kind": "created"}, actions=[message(*to, zh="{cost_impact}", en="{cost_impact}")])
    add_risk(manager, cost_impact=123400)
    work()
    texts = {said.item.user.username: said.text_en for said in Said.objects.select_related("item__user")}
    assert texts == {"engineer": "…", "manager": "1234.00"}


def test_who_does_not_see_the_record_is_not_told(world, manager):
    to = [{"kind": "person", "person": world.people["manager"].pk}, {"kind": "watchers"}]
    add_rule(world, trigger={"kind": "created"}, actions=[message(*to)])
    stranger = world.people["outsider"].pk
    Rule.base_rows.update(actions=[message({"kind": "person", "person": stranger})])
    held.forget()
    add_risk(manager)
    work()
    assert not InboxItem.objects.filter(kind="automation").exists()
    assert "Told nobody" in manager.get("/api/automation/runs?project=ALPHA").json()["runs"][0]["steps"][0]["text"]


def test_a_record_is_made_and_linked_to_the_cause(world, manager):
    made = {
        "type": "create",
        "entity": "change_request",
        "values": {"title": {"formula": '"from " & title'}},
        "link": "mitigates",
    }
    add_rule(world, trigger={"kind": "created"}, actions=[made])
    key = add_risk(manager)["id"]
    work()
    run = manager.get("/api/automation/runs?project=ALPHA").json()["runs"][0]
    assert run["state"] == "done", run
    link = Link.base_rows.get(to_entity="risk", to_id=key)
    assert (link.from_entity, link.kind) == ("change_request", "mitigates")
    assert run["steps"][0]["url"] == f"/p/ALPHA/r/change_request/{link.from_id}"


def test_an_offered_action_is_run(world, manager):
    add_rule(
        world,
        trigger={"kind": "created"},
        actions=[{"type": "action", "action": "check", "inputs": {"note": {"formula": '"seen " & title'}}}],
    )
    key = add_risk(manager)["id"]
    work()
    assert risk(key).check_note == "seen late"
    assert risk(key).checked_on == clock.business_today()


def test_a_date_is_met_once(world, manager, monkeypatch):
    rule = add_rule(
        world,
        trigger={"kind": "date", "field": "proximity", "days": -3, "at": "00:00"},
        condition="impact > 3",
        actions=[put(category="site")],
    )
    Rule.base_rows.filter(pk=rule.pk).update(on_since=clock.now() - dt.timedelta(days=2))
    held.forget()
    monkeypatch.setattr(working, "_CATCH_UP", dt.timedelta(days=1))
    today = clock.business_today()
    due = add_risk(manager, impact=5, proximity=str(today + dt.timedelta(days=3)))["id"]
    slight = add_risk(manager, impact=1, proximity=str(today + dt.timedelta(days=3)))["id"]
    later = add_risk(manager, impact=5, proximity=str(today + dt.timedelta(days=4)))["id"]
    assert work() == 1
    assert [risk(key).category for key in (due, slight, later)] == ["site", "technical", "technical"]
    assert work() == 0
    Run.objects.filter(entity="").delete()  # another look on the same day
    edit_risk(manager, slight, impact=5)
    assert work() == 0
    assert risk(slight).category == "technical"


def test_a_time_of_day_is_met_once(world, manager, monkeypatch):
    weekday = clock.now().astimezone().weekday()
    add_rule(world, trigger={"kind": "schedule", "every": "day", "at": "00:00"}, condition="impact > 3")
    add_rule(
        world,
        trigger={"kind": "schedule", "every": "week", "weekday": (weekday + 3) % 7, "at": "00:00"},
        actions=[put(impact=1)],
    )
    Rule.base_rows.update(on_since=clock.now() - dt.timedelta(days=2))
    held.forget()
    monkeypatch.setattr(working, "_CATCH_UP", dt.timedelta(days=1))
    key = add_risk(manager, impact=5)["id"]
    work()
    assert (risk(key).category, risk(key).impact) == ("site", 5)
    assert Run.objects.filter(state=State.DONE).count() == 1
    assert work() == 0


def test_a_rule_of_a_project_stays_in_it(world, manager):
    add_rule(world, trigger={"kind": "created"})
    other = add_risk(world.client("outsider"), project="BETA")["id"]
    assert work() == 0
    assert risk(other).category == "technical"


def test_a_rule_of_the_organisation_holds_everywhere(world, manager):
    add_rule(world, who="admin", place=world.organisation, trigger={"kind": "created"})
    keys = [add_risk(manager)["id"], add_risk(world.client("outsider"), project="BETA")["id"]]
    assert work() == 2
    assert {risk(key).category for key in keys} == {"site"}
    shown = manager.get("/api/automation/rules?project=ALPHA").json()["rules"]
    assert [(rule["can_edit"], rule["is_here"], "actions" in rule) for rule in shown] == [(False, False, False)]


def test_a_rule_is_saved_changed_stopped_deleted_and_taken_back(world, manager):
    answer = send(manager, "post", "/automation/rules", {"project": "ALPHA", **rule_of()})
    assert answer.status_code == 201, answer.json()
    rule = answer.json()["rule"]
    assert (rule["owner"]["name"], rule["is_on"]) == ("Manager", True)
    address, tag = f"/automation/rules/{rule['id']}", {"If-Match": f'"{rule["version"]}"'}
    assert is_problem(send(manager, "patch", address, {"per_hour": 5}), 428)
    boss = world.client("admin")
    changed = send(boss, "patch", address, {"per_hour": 5}, **tag).json()
    assert (changed["rule"]["owner"]["name"], changed["rule"]["per_hour"]) == ("Admin", 5)
    assert is_problem(send(manager, "patch", address, {"per_hour": 6}, **tag), 412)
    tag = {"If-Match": f'"{changed["rule"]["version"]}"'}
    stopped = send(manager, "post", f"{address}/stop", **tag).json()
    assert (stopped["rule"]["is_on"], stopped["rule"]["owner"]["name"]) == (False, "Admin")
    tag = {"If-Match": f'"{stopped["rule"]["version"]}"'}
    gone = send(manager, "delete", address, **tag).json()
    assert manager.get("/api/automation/rules?project=ALPHA").json()["rules"] == []
    assert send(manager, "post", "/undo", {"log_id": gone["log_id"]}).status_code == 200
    assert send(manager, "post", "/undo", {"log_id": stopped["log_id"]}).status_code == 200
    (back,) = manager.get("/api/automation/rules?project=ALPHA").json()["rules"]
    assert (back["id"], back["is_on"], back["owner"]["name"]) == (rule["id"], True, "Admin")
    day = clock.now().date()
    history = manager.get(f"/api/configuration/changes?project=ALPHA&from={day}&to={day + dt.timedelta(days=1)}").json()
    assert {item["kind"] for item in history["items"]} == {"rule"}
    assert history["items"][-1]["name"] == rule["label_en"]


def test_a_rule_that_is_undone_rests(world, manager):
    made = send(
        manager, "post", "/automation/rules", {"project": "ALPHA", **rule_of(trigger={"kind": "created"})}
    ).json()
    send(manager, "post", "/undo", {"log_id": made["log_id"]})
    add_risk(manager)
    assert work() == 0


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"entity": "nothing"}, "entity"),
        ({"entity": "party"}, "entity"),
        ({"label_zh": "", "label_en": ""}, "label_zh"),
        ({"trigger": {"kind": "never"}}, "trigger"),
        ({"trigger": {"kind": "changed", "fields": ["nothing"]}}, "trigger"),
        ({"trigger": {"kind": "state", "states": ["nothing"]}}, "trigger"),
        ({"trigger": {"kind": "date", "field": "title"}}, "trigger"),
        ({"trigger": {"kind": "schedule", "every": "year"}}, "trigger"),
        ({"trigger": {"kind": "schedule", "every": "day", "at": "25:00"}}, "trigger"),
        ({"condition": "impact +"}, "condition"),
        ({"condition": "impact + 1"}, "condition"),
        ({"condition": "nothing = 1"}, "condition"),
        ({"actions": []}, "actions"),
        ({"actions": [{"type": "explode"}]}, "actions.0"),
        ({"actions": [put(score=1)]}, "actions"),
        ({"actions": [put(impact="=title")]}, "condition"),
        ({"actions": [message({"kind": "role", "role": "nothing"})]}, "actions"),
        ({"actions": [message({"kind": "person", "person": 10**12})]}, "actions"),
        ({"actions": [message({"kind": "owner"}, zh="{nothing}")]}, "actions"),
        ({"actions": [{"type": "comment", "text": "{cost_impact}"}]}, "actions"),
        ({"actions": [{"type": "action", "action": "nothing"}]}, "actions"),
        ({"actions": [{"type": "approval", "to": "nothing"}]}, "actions"),
        ({"per_hour": 0}, "per_hour"),
        ({"is_on": "yes"}, "is_on"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_place(world, manager, fault, field):
    answer = send(manager, "post", "/automation/rules", {"project": "ALPHA", **rule_of(**fault)})
    assert is_problem(answer, 422, field)
    assert not Rule.base_rows.exists()


def test_who_may_not_read_a_field_makes_no_rule_of_it(world):
    """The right to set up rules opens no field."""
    role = Role.base_rows.get(code="engineer")
    Role.base_rows.filter(pk=role.pk).update(verbs=[*role.verbs, "automation.configure"])
    engineer = world.client("engineer")
    for fault in (
        {"condition": "cost_impact > 1"},
        {"condition": "{before.cost_impact} > 1"},
        {"actions": [put(close_reason="=TEXT(cost_impact)")]},
        {"actions": [message({"kind": "owner"}, zh="{cost_impact}")]},
        {"trigger": {"kind": "changed", "fields": ["cost_impact"]}},
    ):
        answer = send(engineer, "post", "/automation/rules", {"project": "ALPHA", **rule_of(**fault)})
        assert is_problem(answer, 403), fault
    assert send(engineer, "post", "/automation/rules", {"project": "ALPHA", **rule_of()}).status_code == 201


def test_an_expression_is_checked_while_it_is_written(world, manager):
    add_risk(manager, impact=4)
    body = {"project": "ALPHA", "entity": "risk", "expects": "boolean"}
    right = send(manager, "post", "/automation/check", {**body, "text": "{before.impact} >= 4"}).json()
    assert (right["ok"], right["preview"]) == (True, {"record": "R01 late", "value": "yes"})
    wrong = send(manager, "post", "/automation/check", {**body, "text": "impact >"}).json()
    assert (wrong["ok"], wrong["error"]["line"]) == (False, 1)


def test_own_records_of_the_company_meet_rules(world, manager):
    with acting_as(SYSTEM):
        refresh()
        own_entities.add_entity(
            SYSTEM,
            world.organisation,
            values={"label_zh": "检查", "label_en": "check", "key": "check", "is_in_project": True},
            rights_like="risk",
        )
        refresh()
        customise.add_field(
            SYSTEM, world.organisation, entity="x_check", values={"type": "integer", "label_zh": "分数"}, key="points"
        )
        refresh()
    add_rule(
        world,
        entity="x_check",
        trigger={"kind": "changed", "fields": ["cf_points"]},
        condition="cf_points < 60 && {before.cf_points} >= 60",
        actions=[put(title='=title & "!"')],
    )
    body = {"project": "ALPHA", "values": {"title": "room", "cf_points": 70}}
    row = send(manager, "post", "/records/x_check", body).json()["row"]
    answer = send(
        manager, "patch", f"/records/x_check/{row['id']}", {"values": {"cf_points": 50}}, **{"If-Match": '"1"'}
    )
    assert answer.status_code == 200, answer.json()
    assert work() == 1
    assert manager.get(f"/api/records/x_check/{row['id']}").json()["row"]["title"] == "room!"


def test_the_log_is_kept_ninety_days(world, manager):
    add_rule(world, trigger={"kind": "created"})
    add_risk(manager)
    work()
    Run.objects.update(at=clock.now() - dt.timedelta(days=89))
    working.prune()
    assert Run.objects.count() == 1
    Run.objects.update(at=clock.now() - dt.timedelta(days=91))
    working.prune()
    assert not Run.objects.exists()


def test_a_rule_needs_a_person(world):
    with pytest.raises(Exception, match="rights of a person"), acting_as(SYSTEM):
        services.add_rule(SYSTEM, world.a, values=rule_of())


def test_a_change_before_the_rule_was_on_is_none_of_its_business(world, manager):
    rule = add_rule(world, is_on=False, trigger={"kind": "created"})
    add_risk(manager)
    assert work() == 0
    version = Rule.base_rows.get(pk=rule.pk).version
    send(manager, "patch", f"/automation/rules/{rule.pk}", {"is_on": True}, **{"If-Match": f'"{version}"'})
    assert work() == 0
    assert Risk.base_rows.get().category == "technical"


def test_a_rule_is_kept_by_key_and_read_by_label(world, manager):
    """What one writes in one language another reads in its own, and saves again as it is."""
    values = rule_of(
        condition="{before.Impact} < {影响}",
        actions=[
            put(close_reason="={Risk} & {变更前.状态}"),
            message({"kind": "owner"}, zh="{风险} {url}", en="{before.State}"),
        ],
    )
    rule = send(manager, "post", "/automation/rules", {"project": "ALPHA", **values}).json()["rule"]
    kept = Rule.base_rows.get()
    assert kept.condition == "{before.impact} < {impact}"
    assert kept.actions[0]["values"]["close_reason"] == {"formula": "{title} & {before.status}"}
    assert (kept.actions[1]["text_zh"], kept.actions[1]["text_en"]) == ("{title} {url}", "{before.status}")
    assert rule["condition"] == "{before.Impact} < {Impact}"
    assert rule["actions"][0]["values"]["close_reason"] == {"formula": "{Risk} & {before.State}"}
    assert rule["actions"][1]["text_zh"] == "{Risk} {url}"
    chinese = client_of(world.people["manager"], "zh-hans")
    (shown,) = chinese.get("/api/automation/rules?project=ALPHA").json()["rules"]
    assert shown["condition"] == "{变更前.影响} < {影响}"
    again = {name: shown[name] for name in ("condition", "actions", "trigger", "label_zh")}
    send(chinese, "patch", f"/automation/rules/{rule['id']}", again, **{"If-Match": '"1"'})
    assert (Rule.base_rows.get().condition, Rule.base_rows.get().actions) == (kept.condition, kept.actions)


def test_a_mail_says_what_the_rule_says(world, manager):
    """Notify sends the line on; its words are those that this receiver may read."""
    engineer = world.people["engineer"]
    add_rule(
        world,
        trigger={"kind": "created"},
        actions=[message({"kind": "field", "field": "owner"}, en="{cost_impact} of {title}")],
    )
    add_risk(manager, owner=engineer.pk, cost_impact=500)
    work()
    line = InboxItem.objects.get(kind="automation")
    with acting_as(world.actor("engineer")):
        told = rendering._told(line, extras_of(world.actor("engineer"), [line])[line.pk])
    assert (told.sentence, told.excerpt) == ("A rule tells you: R01 late", "… of late")


def test_the_log_names_no_record_that_its_reader_does_not_see(world, manager):
    """The change that was made is out of sight for who may not see changes; so is the risk for who sees no risks."""
    made = {"type": "create", "entity": "change_request", "values": {"title": {"value": "secret"}}, "link": ""}
    add_rule(world, trigger={"kind": "created"}, actions=[put(category="site"), made])
    add_risk(manager)
    work()
    role = Role.base_rows.get(code="manager")
    for lost, words in (("change.view", ["Changed risk R01 late", ""]), ("risk.view", ["", ""])):
        Role.base_rows.filter(pk=role.pk).update(verbs=[v for v in role.verbs if v != lost])
        answer = manager.get("/api/automation/runs?project=ALPHA")
        (run,) = answer.json()["runs"]
        assert [step["text"] for step in run["steps"]] == words
        assert "secret" not in answer.content.decode()
        assert (run["record"] is None) == (lost == "risk.view")


def test_an_approval_is_asked_for_once(world, manager):
    stage = {"groups": [{"mode": "any", "people": [{"kind": "role", "code": "executive"}]}]}
    create_route(
        SYSTEM,
        world.a,
        entity="risk",
        to="",
        values={"name": "risk", "definition": {"stages": [stage], "settings": {}}},
    )
    add_rule(world, trigger={"kind": "created"}, actions=[{"type": "approval", "to": "", "note": "please"}])
    add_rule(world, trigger={"kind": "created"}, actions=[{"type": "approval", "to": "", "note": "again"}])
    key = add_risk(manager)["id"]
    work()
    approval = Approval.base_rows.get(entity="risk", object_id=key)
    assert (approval.note, approval.requester) == ("please", world.people["manager"])
    second, first = manager.get("/api/automation/runs?project=ALPHA").json()["runs"]
    assert (first["state"], first["steps"][0]["text"]) == ("done", "Asked for approval “risk” of R01 late")
    assert second["steps"][0]["text"] == "An approval is open already; nothing was done"


def test_a_record_under_approval_is_frozen_for_rules_too(world, manager):
    stage = {"groups": [{"mode": "any", "people": [{"kind": "role", "code": "executive"}]}]}
    create_route(
        SYSTEM,
        world.a,
        entity="risk",
        to="",
        values={"name": "risk", "definition": {"stages": [stage], "settings": {}}},
    )
    asked = {"type": "approval", "to": "", "note": ""}
    add_rule(world, trigger={"kind": "created"}, actions=[asked, put(category="site")])
    key = add_risk(manager)["id"]
    work()
    run = Run.objects.get()
    assert (run.state, risk(key).category) == (State.FAILED, "technical")
    assert run.error.startswith("Action 2: ")
    assert not Approval.base_rows.exists()  # all or nothing
