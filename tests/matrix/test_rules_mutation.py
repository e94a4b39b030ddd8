"""The rows of rules_table turn red when a check of places, rules or the log is dropped."""

import pytest
import table
from calls import make_sides
from walking import walk

from linkspan.kernel.access.actor import elevated
from linkspan.kernel.actions import runner
from linkspan.kernel.entities.registry import find_organisation, find_project
from linkspan.modules.automation import reading
from linkspan.modules.automation.models import Rule, Run
from linkspan.modules.automation.pages import rules as pages

RULES, RULE = "/api/automation/rules", "/api/automation/rules/{rule_id}"
TRY, RUNS = "/api/automation/try", "/api/automation/runs"


@pytest.fixture
def sides(world):
    return make_sides(world)


def found(world, sides, *routes):
    return walk(world, *sides, rows=[row for row in table.TABLE if row[1] in routes])[1]


def test_nothing_is_found_without_a_mutation(world, sides):
    assert not found(world, sides, RULES, RULE, TRY, RUNS)


def test_places_without_their_check(world, sides, monkeypatch):
    anywhere = lambda actor, project: find_project(actor, project) if project else find_organisation(actor)  # noqa: E731
    monkeypatch.setattr(pages, "_place", anywhere)
    wrong = found(world, sides, RULES, TRY, RUNS)
    for role in ("vendor", "viewer", "engineer"):
        for route in (f"GET {RULES}", f"POST {TRY}", f"GET {RUNS}"):
            assert any(line.startswith(f"{role}: {route}") for line in wrong), (role, route)
    assert any("manager" in line and RUNS in line for line in wrong)  # the log of the whole organisation


def test_rules_without_their_filter(world, sides, monkeypatch):
    def everything(actor, key):
        with elevated():
            return Rule.rows.select_related("owner").get(pk=key)

    monkeypatch.setattr(pages, "_rule", everything)
    monkeypatch.setattr(runner, "check", lambda actor, verb, target: None)
    wrong = found(world, sides, RULE, f"{RULE}/stop")
    assert any("vendor" in line and "wanted 404" in line for line in wrong)
    assert any("project BETA" in line or "BETA" in line for line in wrong)


def test_a_log_without_its_place(world, sides, monkeypatch):
    class Everything:
        @staticmethod
        def filter(**_conditions):
            return Run.objects.all()

    monkeypatch.setattr(reading, "Run", type("Fake", (), {"objects": Everything, "State": Run.State}))
    wrong = found(world, sides, RUNS)
    assert any("BETA" in line or "kanarienvogel" in line for line in wrong), wrong
