"""A rule tried out: done for real and taken back; nothing is left, nothing leaves, nothing leaks."""

from linkspan.kernel.access.models import Grant, Role
from world import dump, is_problem, send

from .conftest import add_risk, message, put, rule_of

# Counters of the database, which no rollback turns back.
_FREE = ("sqlite_sequence",)


def attempt(client, limit=10, **rule):
    return send(client, "post", "/automation/try", {"project": "ALPHA", "limit": limit, **rule_of(**rule)})


def kept():
    return {table: rows for table, rows in dump().items() if table not in _FREE}


def test_nothing_of_a_trial_stays(world, manager, settings):
    settings.RULE_HOSTS = "93.184.216.34"
    for impact in (1, 4, 5):
        add_risk(manager, impact=impact, owner=world.people["engineer"].pk)
    before = kept()
    answer = attempt(
        manager,
        condition="impact > 3",
        actions=[
            put(category="site"),
            message({"kind": "field", "field": "owner"}, en="{title}: {category}"),
            {"type": "create", "entity": "risk", "values": {"title": {"value": "child"}}, "link": "affects"},
            {"type": "comment", "text": "tried"},
            {"type": "action", "action": "check", "inputs": {"note": {"value": "x"}}},
            {"type": "webhook", "url": "https://93.184.216.34/hook?token=secret", "fields": ["impact"]},
        ],
    )
    assert answer.status_code == 200, answer.json()
    assert kept() == before
    body = answer.json()
    assert (body["asked"], body["matched"]) == (3, 2)
    newest, middle, oldest = body["records"]
    assert (newest["name"], newest["matches"], newest["error"]) == ("R03 late", True, None)
    assert [step["type"] for step in newest["steps"]] == ["set", "message", "create", "comment", "action", "webhook"]
    assert newest["steps"][0]["text"] == "Changed risk R03 late"
    assert (newest["steps"][1]["text"], newest["steps"][1]["words"]) == ("Told Engineer", "late: Site")
    assert newest["steps"][5]["text"] == "Called 93.184.216.34"
    assert middle["steps"][2]["text"] == newest["steps"][2]["text"]  # each on its own: both would be R04
    assert (oldest["matches"], oldest["steps"]) == (False, [])
    assert all(step["log_id"] is None and not step["undoable"] for step in newest["steps"])


def test_a_refusal_is_shown_at_its_record(world, manager):
    add_risk(manager, impact=5)
    (tried,) = attempt(manager, actions=[put(category="site"), put(probability="=impact * 2")]).json()["records"]
    assert tried["matches"]
    assert tried["error"].startswith("Action 2: ")


def test_a_trial_shows_what_the_asker_sees_and_no_more(world):
    """Of two projects the asker sees one; its own rights hold in the trial, those of nobody else."""
    add_risk(world.client("outsider"), project="BETA")
    add_risk(world.client("manager"))
    answer = send(world.client("admin"), "post", "/automation/try", {**rule_of(), "limit": 10}).json()
    assert answer["asked"] == 2
    role = Role.base_rows.get(code="operations")
    Role.base_rows.filter(pk=role.pk).update(verbs=[*role.verbs, "automation.configure"])
    Grant.base_rows.filter(user=world.people["engineer"]).update(role=role)
    (tried,) = attempt(world.client("engineer")).json()["records"]
    assert "You do not have the right “change risks”" in tried["error"]
    assert is_problem(attempt(world.client("viewer")), 403)
    assert is_problem(attempt(world.client("outsider")), 404)


def test_a_date_says_when(world, manager):
    add_risk(manager, proximity="2026-08-10")
    add_risk(manager)
    trigger = {"kind": "date", "field": "proximity", "days": -3, "at": "08:00"}
    first, second = attempt(manager, trigger=trigger).json()["records"]
    assert (first["matches"], first["when"]) == (False, None)
    assert (second["matches"], second["when"]) == (True, "2026-08-07")


def test_a_trial_has_a_limit(world, manager):
    for at in range(3):
        add_risk(manager, title=f"risk {at}")
    assert len(attempt(manager, limit=2).json()["records"]) == 2
    for limit in (0, 51, "5", True, None):
        assert is_problem(attempt(manager, limit=limit), 422)


def test_a_wrong_rule_is_not_tried(world, manager):
    assert is_problem(attempt(manager, condition="impact +"), 422, "condition")
