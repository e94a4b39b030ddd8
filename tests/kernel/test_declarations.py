"""A declaration that names what is not there stops the program with one sentence that says entity and place."""

from dataclasses import replace
from typing import Annotated

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import F

from linkspan.kernel.entities import registry
from linkspan.kernel.entities.columns import MoneyField
from linkspan.kernel.entities.declaration import (
    Columns,
    Computed,
    Entity,
    Keys,
    Look,
    Matrix,
    Measure,
    Panel,
    Transition,
    Verb,
    Workflow,
)
from linkspan.kernel.entities.forms import Ask
from linkspan.kernel.entities.registry import Known, check_all, find_entity
from linkspan.modules.risk.services import check_risk

RISK = find_entity("risk").entity
WRONG = "propability"


def refused(monkeypatch, entity: Entity) -> str:
    """What the program says when it starts with this declaration."""
    monkeypatch.setattr(registry, "_ENTITIES", {entity.name: Known(entity)})
    with pytest.raises(ImproperlyConfigured) as caught:
        check_all()
    return str(caught.value)


def test_what_the_program_declares_is_sound():
    check_all()


FACTS, VIEWS, COLUMNS = RISK.facts, RISK.views, RISK.columns


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("columns.show", {"columns": replace(COLUMNS, show=(*COLUMNS.show, WRONG))}),
        ("columns.filters", {"columns": replace(COLUMNS, filters=(WRONG,))}),
        ("columns.sort", {"columns": replace(COLUMNS, sort=f"-{WRONG},code")}),
        ("create", {"create": (WRONG,)}),
        ("keys.natural", {"keys": Keys((WRONG,), ("code",))}),
        ("keys.search", {"keys": Keys(("code",), (WRONG,))}),
        ("sensitive", {"sensitive": RISK.sensitive | {WRONG: "commercial"}}),
        ("looks", {"looks": RISK.looks | {WRONG: Look()}}),
        ("facts.dimensions", {"facts": replace(FACTS, dimensions=(WRONG,))}),
        ("facts.measures", {"facts": replace(FACTS, measures=(Measure("sum", "sum", "sum", WRONG),))}),
        ("views.board", {"views": replace(VIEWS, board=(WRONG,))}),
        ("views.calendar", {"views": replace(VIEWS, calendar=(WRONG,))}),
        ("views.matrix", {"views": replace(VIEWS, matrix=Matrix(WRONG, "impact", "x"))}),
        ("detail panel rating", {"detail": (Panel("rating", "rating", (WRONG,)),)}),
    ],
)
def test_a_misspelt_field_is_named_with_its_place(monkeypatch, place, change):
    said = refused(monkeypatch, replace(RISK, **change))
    assert f"Entity risk: {place} names “{WRONG}”, which is not among " in said
    assert said.count("Entity risk:") == 1, said


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("create", {"create": ("score",)}),  # computed
        ("facts.dimensions", {"facts": replace(FACTS, dimensions=("description",))}),  # no groups of long texts
        ("facts.measures", {"facts": replace(FACTS, measures=(Measure("sum", "sum", "sum", "title"),))}),
        ("views.board", {"views": replace(VIEWS, board=("level",))}),  # a card cannot be moved there
        ("views.calendar", {"views": replace(VIEWS, calendar=("owner",))}),
        ("views.matrix", {"views": replace(VIEWS, matrix=Matrix("title", "impact", "x"))}),
    ],
)
def test_a_field_of_the_wrong_kind_is_named_with_its_place(monkeypatch, place, change):
    assert f"Entity risk: {place} names “" in refused(monkeypatch, replace(RISK, **change))


def test_a_class_that_does_not_exist(monkeypatch):
    said = refused(monkeypatch, replace(RISK, sensitive=RISK.sensitive | {"plan": "secret"}))
    assert "Entity risk: “plan” has the class “secret”, which is not among " in said


@pytest.mark.parametrize(
    "keys", [Keys(("code",), ("code", "cost_impact")), Keys(("cost_impact",), ("code",))], ids=["search", "natural"]
)
def test_what_finds_a_row_is_nobodys_secret(monkeypatch, keys):
    said = refused(monkeypatch, replace(RISK, keys=keys))
    assert said == "Entity risk: “cost_impact” names or finds a row and so cannot be commercial."


def test_the_title_is_nobodys_secret(monkeypatch):
    said = refused(monkeypatch, replace(RISK, sensitive=RISK.sensitive | {"title": "internal"}))
    assert "Entity risk: “title” names or finds a row and so cannot be internal." in said


def test_a_computed_column_has_the_class_of_what_it_is_computed_from(monkeypatch):
    twice = Computed("twice", F("cost_impact") * 2, MoneyField("twice", null=True))
    said = refused(monkeypatch, replace(RISK, facts=replace(FACTS, computed=(*FACTS.computed, twice))))
    assert (
        said == "Entity risk: “twice” is computed from “cost_impact”, which is commercial, and must be commercial too."
    )
    of_it = Computed("more", F("exposure") + 1, MoneyField("more", null=True))
    assert "“more” is computed from “exposure”, which is commercial" in refused(
        monkeypatch, replace(RISK, facts=replace(FACTS, computed=(*FACTS.computed, of_it)))
    )


def test_a_computed_column_of_what_is_not_there(monkeypatch):
    lost = Computed("lost", F(WRONG) + 1, models.IntegerField("lost"))
    said = refused(monkeypatch, replace(RISK, facts=replace(FACTS, computed=(*FACTS.computed, lost))))
    assert said == f"Entity risk: “lost” is computed from “{WRONG}”, which does not exist."


FLOW = RISK.workflow


@pytest.mark.parametrize(
    "change",
    [
        {"workflow": replace(FLOW, closed=("shut",))},
        {"workflow": replace(FLOW, transitions=(*FLOW.transitions, Transition(("shut",), "closed", "x")))},
        {"workflow": replace(FLOW, transitions=(*FLOW.transitions, Transition(("closed",), "shut", "x")))},
        {"actions": (Verb("check", "check", check_risk, states=("shut",)),)},
    ],
    ids=["closed", "source", "target", "action"],
)
def test_a_state_that_does_not_exist(monkeypatch, change):
    said = refused(monkeypatch, replace(RISK, **change))
    assert said == "Entity risk: the workflow names the state “shut”, which “status” does not have."


@pytest.mark.parametrize("name", ["score", "checked_on", WRONG])
def test_a_transition_requires_only_what_somebody_can_fill_in(monkeypatch, name):
    steps = (*FLOW.transitions, Transition(("closed",), "occurred", "x", requires=(name,)))
    said = refused(monkeypatch, replace(RISK, workflow=replace(FLOW, transitions=steps)))
    assert said == f"Entity risk: a transition requires “{name}”, which nobody can fill in."


def test_a_workflow_of_a_field_that_does_not_exist(monkeypatch):
    said = refused(monkeypatch, replace(RISK, workflow=Workflow("stage", FLOW.transitions)))
    assert said == "Entity risk: the workflow's field “stage” does not exist."


def test_states_without_a_workflow(monkeypatch):
    said = refused(monkeypatch, replace(RISK, workflow=None, actions=(RISK.actions[0],)))
    assert said == "Entity risk, action check: it names states, and the entity has no workflow."


def bare(actor, risk, *, note: str) -> None:
    """An action whose parameter nobody described."""


def strange(actor, risk, *, note: Annotated[bytes, Ask("note")]) -> None:
    """An action that asks for what no form can ask."""


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (bare, "The parameter note of an offered action needs Annotated[..., Ask(label)]."),
        (strange, "No form can ask for bytes."),
    ],
)
def test_an_action_whose_form_cannot_be_drawn(monkeypatch, own_action, body, sentence):
    service = own_action(body, "risk.edit")
    said = refused(monkeypatch, replace(RISK, actions=(Verb("note", "note", service),)))
    assert said == f"Entity risk, action note: {sentence}"


def test_a_service_that_is_no_action(monkeypatch):
    said = refused(monkeypatch, replace(RISK, actions=(Verb("note", "note", bare),)))
    assert said == "Entity risk, action note: bare is no @action."


def test_a_tone_for_a_choice_that_does_not_exist(monkeypatch):
    said = refused(monkeypatch, replace(RISK, looks={"status": Look(tones={"shut": "red"})}))
    assert said == "Entity risk: looks give “status” a tone for “shut”, which it does not have."


def test_one_key_does_one_thing(monkeypatch):
    said = refused(monkeypatch, replace(RISK, looks={"owner": Look(key="a"), "impact": Look(key="a")}))
    assert said == "Entity risk: “owner” and “impact” have the same key “a”."
    said = refused(monkeypatch, replace(RISK, looks={"owner": Look(key="k")}))
    assert said == "Entity risk: “owner” and the action check have the same key “k”."


def test_a_list_without_a_name_for_its_rows(monkeypatch):
    said = refused(monkeypatch, replace(RISK, columns=Columns(("code",), "code")))
    assert said == "Entity risk: columns.show needs a field beside the code, by which a row is called."


def test_every_fault_is_told_at_once(monkeypatch):
    said = refused(monkeypatch, replace(RISK, create=(WRONG,), keys=Keys((WRONG,), ("code",))))
    assert said.count("Entity risk:") == 2
