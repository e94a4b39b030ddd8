"""What goes wrong, or would go on for ever: loops, floods, owners without rights, errors of the moment, two workers."""

import threading

import pytest
from django.db import connection

from linkspan.kernel.access.models import Grant, Role
from linkspan.kernel.entities.configured import refresh
from linkspan.kernel.entities.models import Comment
from linkspan.kernel.inbox.models import InboxItem
from linkspan.modules.automation import lane, running, working
from linkspan.modules.automation import rules as held
from linkspan.modules.automation.models import Lane, Rule, Run, Said
from linkspan.modules.identity.models import User
from linkspan.modules.risk.models import Risk
from world import send

from .conftest import add_risk, add_rule, edit_risk, make_risks, message, put, risk, work

State = Run.State


def stopped():
    return list(Run.objects.filter(state=State.STOPPED).values_list("error_code", flat=True))


# --- loops ----------------------------------------------------------------------------------------------------------


def test_two_rules_that_set_each_other_off_stop(world, manager):
    ahead = add_rule(world, trigger={"kind": "changed", "fields": ["impact"]}, actions=[put(probability="=6 - impact")])
    add_rule(
        world,
        trigger={"kind": "changed", "fields": ["probability"]},
        actions=[put(impact="=IF(impact = 5, 1, impact + 1)")],
    )
    key = add_risk(manager, impact=2, probability=1)["id"]
    edit_risk(manager, key, impact=3)
    work()
    assert [run.rule_id for run in Run.objects.filter(state=State.DONE).order_by("pk")] == [ahead.pk, ahead.pk + 1]
    assert stopped() == ["loop"]
    assert (risk(key).probability, risk(key).impact) == (3, 4)
    assert not working.is_anything_due()
    told = Said.objects.get(item__kind="automation", item__user=world.people["manager"])
    assert "led back to itself" in told.text_en


def test_a_rule_on_itself_stops(world, manager):
    add_rule(world, actions=[put(impact="=IF(impact = 5, 1, impact + 1)")])
    key = add_risk(manager, impact=2)["id"]
    edit_risk(manager, key, title="later")
    work()
    assert risk(key).impact == 3
    assert stopped() == ["loop"]
    assert not working.is_anything_due()


def test_a_rule_that_changes_nothing_more_is_quiet(world, manager):
    add_rule(world, trigger={"kind": "changed", "fields": ["title"]}, actions=[put(category="site")])
    key = add_risk(manager, category="site")["id"]
    edit_risk(manager, key, title="later")
    assert work() == 1
    run = manager.get("/api/automation/runs?project=ALPHA").json()["runs"][0]
    assert run["steps"][0] == {
        "type": "set", "log_id": None, "undoable": False, "text": "Nothing to change: it is so already",
        "url": None, "words": "",
    }  # fmt: skip


def test_a_long_chain_ends_at_five(world, manager):
    """Each rule makes another risk whose making sets off all rules: different records, so only the depth stops it."""
    made = {"type": "create", "entity": "risk", "values": {"title": {"formula": 'title & "+"'}}, "link": ""}
    add_rule(world, trigger={"kind": "created"}, actions=[made])
    add_risk(manager)
    work()
    assert sorted(Risk.base_rows.values_list("title", flat=True)) == [f"late{'+' * at}" for at in range(6)]
    assert stopped() == ["depth"]
    assert InboxItem.objects.filter(kind="automation").count() == 1
    assert not working.is_anything_due()


def test_the_owner_is_told_once_a_day(world, manager):
    add_rule(world, actions=[put(impact="=IF(impact = 5, 1, impact + 1)")])
    for _at in range(3):
        edit_risk(manager, add_risk(manager, impact=2)["id"], title="later")
    work()
    assert stopped() == ["loop"] * 3
    assert InboxItem.objects.filter(kind="automation").count() == 1


# --- floods ---------------------------------------------------------------------------------------------------------


def test_a_thousand_records_at_once(world):
    add_rule(world, trigger={"kind": "created"}, actions=[put(category="site")])
    make_risks(world, 1000)
    assert work() == 1000
    assert Risk.base_rows.filter(category="site").count() == 1000
    assert Run.objects.filter(state=State.DONE).count() == 1000
    assert set(Risk.base_rows.values_list("version", flat=True)) == {2}


def test_a_round_that_is_cut_short_goes_on(world, monkeypatch):
    add_rule(world, trigger={"kind": "created"}, actions=[put(category="site")])
    make_risks(world, 7)
    refresh()
    ticks = iter([0, *range(1, 1000)])
    monkeypatch.setattr(working.clock, "monotonic", lambda: next(ticks) * 1.0)
    assert 0 < working.work(seconds=10)["runs"] < 7
    monkeypatch.undo()
    work()
    assert Run.objects.filter(state=State.DONE).count() == 7
    assert set(Risk.base_rows.values_list("version", flat=True)) == {2}


def test_no_more_than_the_hour_has_room_for(world, manager):
    add_rule(world, trigger={"kind": "created"}, per_hour=3)
    make_risks(world, 10)
    work()
    assert Run.objects.filter(state=State.DONE).count() == 3
    only = Run.objects.get(state=State.STOPPED)
    assert (only.error_code, only.count) == ("rate", 7)
    assert Risk.base_rows.filter(category="site").count() == 3
    assert InboxItem.objects.filter(kind="automation").count() == 1
    Run.objects.update(at=running.clock.now() - running.HOUR)
    key = add_risk(manager)["id"]
    work()
    assert risk(key).category == "site"


# --- what fails -----------------------------------------------------------------------------------------------------


def test_all_of_a_rule_or_nothing(world, manager):
    """The second action is refused: a risk cannot be closed without a reason."""
    add_rule(
        world,
        trigger={"kind": "created"},
        actions=[put(category="site"), message({"kind": "role", "role": "engineer"}), put(probability="=impact * 2")],
    )
    key = add_risk(manager, impact=5)["id"]
    work()
    assert risk(key).category == "technical"
    assert not InboxItem.objects.filter(user=world.people["engineer"]).exists()
    run = manager.get("/api/automation/runs?project=ALPHA").json()["runs"][0]
    assert (run["state"], run["steps"]) == ("failed", [])
    assert run["error"].startswith("Action 3: ")
    assert "probability" in run["error"]


@pytest.mark.parametrize("formula", ["=1 / (impact - impact)", "=DATEVALUE(title) - TODAY()", "=impact * 1000000000"])
def test_an_expression_that_fails_at_run_time(world, manager, formula):
    add_rule(world, trigger={"kind": "created"}, actions=[put(impact=formula)])
    key = add_risk(manager, impact=4)["id"]
    work()
    run = Run.objects.get()
    assert (run.state, risk(key).impact) == (State.FAILED, 4)
    assert run.error
    assert work() == 0


def test_a_condition_that_fails_at_run_time(world, manager):
    add_rule(world, trigger={"kind": "created"}, condition="1 / (impact - 3) > 0")
    first, second = add_risk(manager, impact=3)["id"], add_risk(manager, impact=4)["id"]
    work()
    assert (risk(first).category, risk(second).category) == ("technical", "site")
    assert Run.objects.get(state=State.FAILED).record_id == first


def test_a_field_that_is_gone(world, manager):
    rule = add_rule(world, trigger={"kind": "created"})
    Rule.base_rows.filter(pk=rule.pk).update(condition="cf_gone > 1")
    held.forget()
    add_risk(manager)
    work()
    assert Run.objects.get().state == State.FAILED


def test_a_defect_of_the_program_does_not_hold_up_the_others(world, manager, monkeypatch):
    broken = add_rule(world, trigger={"kind": "created"})
    add_rule(world, trigger={"kind": "created"}, actions=[put(impact=5)])
    real = running.perform

    def perform(scene):
        if scene.rule.pk == broken.pk:
            raise KeyError("a defect")
        return real(scene)

    monkeypatch.setattr(running, "perform", perform)
    key = add_risk(manager)["id"]
    work()
    assert (risk(key).category, risk(key).impact) == ("technical", 5)
    assert Run.objects.get(state=State.FAILED).error_code == "internal"
    assert not working.is_anything_due()


# --- whose rights ---------------------------------------------------------------------------------------------------


def test_an_owner_who_is_locked_out(world, manager):
    add_rule(world, trigger={"kind": "created"})
    User._base_manager.filter(pk=world.people["manager"].pk).update(is_active=False)
    key = add_risk(world.client("engineer"))["id"]
    work()
    run = Run.objects.get()
    assert (run.state, run.error_code, risk(key).category) == (State.FAILED, "owner_gone", "technical")
    assert (
        "may no longer log in"
        in world.client("admin").get("/api/automation/runs?project=ALPHA").json()["runs"][0]["error"]
    )


def test_an_owner_who_lost_the_right(world, manager):
    add_rule(world, trigger={"kind": "created"})
    engineer = world.client("engineer")
    Grant.base_rows.filter(user=world.people["manager"]).delete()
    key = add_risk(engineer)["id"]
    work()
    run = Run.objects.get()
    assert (run.state, run.error_code, risk(key).category) == (State.FAILED, "forbidden", "technical")
    assert "set up rules" in run.error


def test_a_rule_does_no_more_than_its_owner(world):
    """An engineer who may set up rules still deletes and approves nothing, and asks no approval of others' records."""
    role = Role.base_rows.get(code="operations")
    Role.base_rows.filter(pk=role.pk).update(verbs=[*role.verbs, "automation.configure"])
    Grant.base_rows.filter(user=world.people["engineer"]).update(role=role)
    world.client("engineer")  # reads English
    add_rule(world, who="engineer", trigger={"kind": "created"})
    key = add_risk(world.client("manager"))["id"]
    work()
    run = Run.objects.get()
    assert (run.state, run.error_code, risk(key).category) == (State.FAILED, "forbidden", "technical")
    assert "change risks" in run.error


def test_a_field_class_that_was_taken_away(world, manager):
    add_rule(world, trigger={"kind": "created"}, condition="cost_impact > 1")
    role = Role.base_rows.get(code="manager")
    Role.base_rows.filter(pk=role.pk).update(verbs=[v for v in role.verbs if v != "field.commercial"])
    add_risk(world.client("admin"), cost_impact=500)
    work()
    assert (Run.objects.get().state, Run.objects.get().error_code) == (State.FAILED, "forbidden")


def test_who_saves_a_rule_lends_it_the_own_rights(world, manager):
    rule = add_rule(world, who="admin")
    send(manager, "patch", f"/automation/rules/{rule.pk}", {"label_en": "mine"}, **{"If-Match": '"1"'})
    assert Rule.base_rows.get().owner == world.people["manager"]


# --- two workers ----------------------------------------------------------------------------------------------------


def test_of_two_workers_one_works(world, manager):
    add_rule(world, trigger={"kind": "created"})
    add_risk(manager)
    other = lane.take()
    assert other is not None
    assert not working.is_anything_due()
    assert working.work() == {"runs": 0}
    lane.release(other)
    assert work() == 1


def test_a_worker_that_lost_the_lane_writes_nothing(world, manager, monkeypatch):
    add_rule(world, trigger={"kind": "created"})
    key = add_risk(manager)["id"]
    real = running.owner_of

    def slow(rule):
        Lane.objects.update(holder="another")
        return real(rule)

    monkeypatch.setattr(
        working, "run_rule", lambda *a: (Lane.objects.update(holder="another"), running.run_rule(*a))[1]
    )
    refresh()
    assert working.work() == {"runs": 0}
    assert not Run.objects.exists()
    assert risk(key).category == "technical"
    assert slow(Rule.base_rows.get())


@pytest.mark.django_db(transaction=True)
def test_a_race_of_two_workers_on_one_event(lasting_world):
    world = lasting_world
    add_rule(world, trigger={"kind": "created"}, actions=[{"type": "comment", "text": "once"}])
    make_risks(world, 20)
    counts, faults = [], []
    start = threading.Barrier(3)

    def worker():
        try:
            refresh()
            start.wait()
            counts.append(working.work(seconds=60)["runs"])
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _at in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sum(counts) == 20
    assert Comment.base_rows.count() == 20


@pytest.mark.django_db(transaction=True)
def test_a_race_without_the_lane_is_still_once(lasting_world, monkeypatch):
    """Should two hold the lane at once, the run itself is there once: its key stops the second."""
    world = lasting_world
    add_rule(world, trigger={"kind": "created"}, actions=[{"type": "comment", "text": "once"}])
    make_risks(world, 5)
    monkeypatch.setattr(lane, "take", lambda: "both")
    monkeypatch.setattr(lane, "hold", lambda holder: None)
    faults, start = [], threading.Barrier(2)

    def worker():
        try:
            refresh()
            start.wait()
            working.work(seconds=60)
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _at in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert Comment.base_rows.count() == 5
    assert Run.objects.filter(state=State.DONE).count() == 5
