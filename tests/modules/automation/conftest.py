"""Rules of the test project, and the worker's round that runs them."""

import itertools

import pytest

from linkspan.kernel.access.actor import SYSTEM, acting_as
from linkspan.kernel.entities.configured import refresh
from linkspan.kernel.entities.registry import find_entity
from linkspan.kernel.entities.writing import writer_of
from linkspan.modules.automation import rules as held
from linkspan.modules.automation import services, working
from linkspan.modules.risk.models import Risk
from world import send

_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def no_rules_from_before():
    held.forget()
    yield
    held.forget()


@pytest.fixture
def manager(world):
    return world.client("manager")


def rule_of(**more):
    """A rule of risks: whenever one is changed, its category is set."""
    number = next(_numbers)
    return {
        "entity": "risk",
        "label_zh": f"规则 {number}",
        "label_en": f"Rule {number}",
        "trigger": {"kind": "changed", "fields": []},
        "condition": "",
        "actions": [put(category="site")],
        "is_on": True,
        **more,
    }


def put(**values):
    """Set fields to constants; a text that begins with = is a formula."""
    return {
        "type": "set",
        "values": {
            name: {"formula": value[1:]} if isinstance(value, str) and value.startswith("=") else {"value": value}
            for name, value in values.items()
        },
    }


def message(*to, zh="看看 {title}", en="look at {title}"):
    return {"type": "message", "to": list(to), "text_zh": zh, "text_en": en}


def add_rule(world, who="manager", place=None, **more):
    """A rule, saved as a person saves it."""
    refresh()
    actor = world.actor(who)
    with acting_as(actor):
        rule = services.add_rule(actor, place or world.a, values=rule_of(**more)).result
    refresh()
    return rule


def add_risk(client, project="ALPHA", **values):
    answer = send(client, "post", "/records/risk", {"project": project, "values": {"title": "late", **values}})
    assert answer.status_code == 201, answer.json()
    return answer.json()["row"]


def edit_risk(client, key, **values):
    version = Risk.base_rows.get(pk=key).version
    answer = send(client, "patch", f"/records/risk/{key}", {"values": values}, **{"If-Match": f'"{version}"'})
    assert answer.status_code == 200, answer.json()
    return answer.json()


def risk(key):
    return Risk.base_rows.get(pk=key)


def work():
    """Rounds of the worker until nothing is left."""
    total = 0
    for _round in range(20):
        refresh()
        runs = working.work(seconds=60)["runs"]
        total += runs
        if not working.is_anything_due():
            break
    return total


def make_risks(world, count):
    """Many risks at once, by the system."""
    known = find_entity("risk")
    with acting_as(SYSTEM):
        new = [{"title": f"risk {at}"} for at in range(count)]
        return writer_of(known).merge_rows(SYSTEM, world.a, new=new, changed=[]).result
