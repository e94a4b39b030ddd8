"""How the rows of configuration_table are asked."""

from typing import Any

from records_calls import Headed

from linkspan.kernel.access.actor import SYSTEM, acting_as
from linkspan.kernel.customise import own_entities, services, transfer
from linkspan.kernel.entities.configured import refresh
from world import CANARY, World

Call = tuple[str, Any]
HOME = "/api/configuration"


# Ten fields of the company's own, as an installation in use has them.
RISK_FIELDS: dict[str, dict[str, Any]] = {
    "note": {"type": "text"},
    "story": {"type": "long_text"},
    "grade": {"type": "choice", "options": [{"value": "a", "label_zh": "a"}, {"value": "b", "label_zh": "b"}]},
    "labels": {"type": "tags"},
    "day": {"type": "date"},
    "hours": {"type": "duration"},
    "checker": {"type": "person"},
    "systems": {"type": "multi_reference", "reference": "system"},
    "weight": {"type": "decimal", "expression": "probability * impact"},
    "secret": {"type": "money", "field_class": "commercial"},
}
CHECK_FIELDS: dict[str, dict[str, Any]] = {
    "note": {"type": "text"},
    "cost": {"type": "money", "field_class": "commercial"},
    "witness": {"type": "text", "field_class": "personal"},
    "remark": {"type": "text", "field_class": "internal"},
}


def add_company(world: World) -> None:
    """What the whole organisation added: fields of risks, and an entity with the rights of systems."""
    with acting_as(SYSTEM):
        refresh()
        values = {"label_zh": "check", "key": "check", "is_in_project": True}
        own_entities.add_entity(SYSTEM, world.organisation, values=values, rights_like="landscape")
        for entity, fields in (("risk", RISK_FIELDS), ("x_check", CHECK_FIELDS)):
            for key, settings in fields.items():
                refresh()
                given = {"label_zh": f"field {key}", **settings}
                services.add_field(SYSTEM, world.organisation, entity=entity, values=given, key=key)
        refresh()


def add_configuration(world: World, code: str) -> dict[str, Any]:
    """A field and a workflow of the project's own, and an entity of the organisation's."""
    project, word = (world.a, "own") if code == "ALPHA" else (world.b, CANARY)
    key = code.lower()
    with acting_as(SYSTEM):
        refresh()
        field = services.add_field(SYSTEM, project, entity="risk", values={"type": "text", "label_zh": word}).result
        states = [{"value": value, "label_zh": f"{word} {value}"} for value in _states()]
        flow = services.set_workflow(SYSTEM, project, entity="payment_term", states=states, transitions=[]).result
        entity = own_entities.add_entity(
            SYSTEM, world.organisation, values={"label_zh": f"entity {key}", "key": key}
        ).result
        content = transfer.entity_file(entity)
    return {"field": field.pk, "flow": flow.pk, "entity": entity.pk, "content": content}


def _states() -> list[str]:
    from linkspan.modules.commercial.models import PaymentTerm

    return [str(value) for value in PaymentTerm.Status.values]


def configuration_bodies(code: str, made: dict[str, Any]) -> dict[tuple[str, str, str], Call]:
    """Path below /api and body of every row."""
    here, home = f"project={code}", "/configuration"
    field, entity = f"{home}/fields/{made['field']}", f"{home}/entities/{made['entity']}"
    new = {"entity": "risk", "type": "text", "label_zh": "neu"}
    states = [{"value": value, "label_zh": value} for value in _states()]
    drawn = {"entity": "payment_term", "states": states, "transitions": []}
    days = "from=2026-01-01&to=2026-12-31"
    of_field, of_entity = f"{HOME}/fields/{{field_id}}", f"{HOME}/entities/{{entity_id}}"
    return {
        ("GET", f"{HOME}/fields", "of a project"): (f"{home}/fields?entity=risk&{here}", None),
        ("GET", f"{HOME}/fields", ""): (f"{home}/fields?entity=risk", None),
        ("POST", f"{HOME}/fields", "of a project"): (f"{home}/fields", {**new, "project": code}),
        ("POST", f"{HOME}/fields", ""): (f"{home}/fields", new),
        ("POST", f"{HOME}/fields/order", ""): (
            f"{home}/fields/order", {"entity": "risk", "project": code, "ids": [made["field"]]},
        ),
        ("PATCH", of_field, ""): (field, Headed({"unit": "x"})),
        ("POST", f"{of_field}/retire", ""): (f"{field}/retire", Headed(None)),
        ("POST", f"{of_field}/revive", ""): (f"{field}/revive", Headed(None)),
        ("DELETE", of_field, ""): (field, Headed(None)),
        ("GET", f"{HOME}/functions", ""): (f"{home}/functions", None),
        ("POST", f"{HOME}/check", ""): (
            f"{home}/check", {"entity": "risk", "project": code, "text": "impact > 1", "expects": "boolean"},
        ),
        ("GET", f"{HOME}/workflows", ""): (f"{home}/workflows?entity=payment_term&{here}", None),
        ("PUT", f"{HOME}/workflows", "of a project"): (
            f"{home}/workflows", Headed({**drawn, "project": code}),
        ),
        ("PUT", f"{HOME}/workflows", ""): (f"{home}/workflows", Headed(drawn)),
        ("DELETE", f"{HOME}/workflows/{{workflow_id}}", ""): (f"{home}/workflows/{made['flow']}", Headed(None)),
        ("GET", f"{HOME}/entities", ""): (f"{home}/entities", None),
        ("POST", f"{HOME}/entities", ""): (f"{home}/entities", {"label_zh": "neu", "rights_like": "risk"}),
        ("GET", f"{of_entity}/file", ""): (f"{entity}/file", None),
        ("POST", f"{HOME}/entities/file", ""): (f"{home}/entities/file", {"content": made["content"]}),
        ("PATCH", of_entity, ""): (entity, Headed({"label_en": "new"})),
        ("POST", f"{of_entity}/retire", ""): (f"{entity}/retire", Headed(None)),
        ("POST", f"{of_entity}/revive", ""): (f"{entity}/revive", Headed(None)),
        ("DELETE", of_entity, ""): (entity, Headed(None)),
        ("GET", f"{HOME}/changes", ""): (f"{home}/changes?{here}&{days}", None),
        ("GET", f"{HOME}/compare", ""): (f"{home}/compare?{here}&{days}", None),
    }  # fmt: skip
