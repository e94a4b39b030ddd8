"""What a company configures: fields, workflows, entities of its own, and the history of all that."""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Body, Router

from linkspan.kernel.access.actor import Actor, elevated
from linkspan.kernel.customise import history, overview, own_entities, services
from linkspan.kernel.customise.models import ConfiguredWorkflow, CustomField, OwnEntity
from linkspan.kernel.customise.trying import describe_functions, try_expression
from linkspan.kernel.entities.registry import find_organisation, find_project
from linkspan.kernel.entities.requests import told
from linkspan.kernel.errors import DomainError, Forbidden, NotFound
from linkspan.surfaces.api.records import key_of, version_asked

router = Router(tags=["configuration"])
Anything = Annotated[dict[str, Any], Body(...)]


def _place(actor: Actor, project: Any) -> Any:
    """The project of a code, or the organisation; Forbidden where the actor may not configure it."""
    place = find_project(actor, str(project)) if project else find_organisation(actor)
    if not actor.may(services.CONFIGURE, place.scope_path):
        raise Forbidden(services.CONFIGURE)
    return place


def _row(actor: Actor, model: Any, key: int) -> Any:
    """A row of the configuration; NotFound where it is not the actor's to configure."""
    with elevated():
        row = model.rows.filter(pk=key).first() if 0 < key < 2**63 else None
    if row is None or not actor.may(services.CONFIGURE, row.scope_path):
        raise NotFound()
    return row


def _text(payload: dict[str, Any], name: str) -> str:
    value = payload.get(name)
    if not isinstance(value, str) or not value:
        raise DomainError(
            "missing",
            _("The field “%(field)s” is missing or has the wrong form. Check the request.") % {"field": name},
            name,
        )
    return value


def _own(payload: dict[str, Any], *others: str) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name not in others}


# --- fields ---------------------------------------------------------------------------------------------------------


@router.get("/configuration/fields")
def read_fields(request: HttpRequest, entity: str, project: str = "") -> dict[str, Any]:
    """The own fields of an entity."""
    actor = request.actor  # type: ignore[attr-defined]
    return overview.fields_json(actor, _place(actor, project), entity)


@router.post("/configuration/fields", response={201: Any})
def add_field(request: HttpRequest, payload: Anything) -> Any:
    """A new field."""
    actor = request.actor  # type: ignore[attr-defined]
    place = _place(actor, payload.get("project"))
    outcome = services.add_field(
        actor, place, entity=_text(payload, "entity"), key=str(payload.get("key") or ""),
        values=_own(payload, "entity", "project", "key"), idempotency_key=key_of(request),
    )  # fmt: skip
    field = None if outcome.is_replay else overview.field_json(outcome.result, 0)
    return 201, {"field": field, **told(outcome)}


@router.post("/configuration/fields/order")
def order_fields(request: HttpRequest, payload: Anything) -> dict[str, Any]:
    """The fields in another order."""
    actor = request.actor  # type: ignore[attr-defined]
    ids = payload.get("ids")
    if not isinstance(ids, list) or not all(type(key) is int for key in ids):
        raise DomainError("ids", _("Name each of the fields once. Load the page again."), "ids")
    place = _place(actor, payload.get("project"))
    return told(services.order_fields(actor, place, entity=_text(payload, "entity"), ids=ids))


@router.patch("/configuration/fields/{field_id}")
def edit_field(request: HttpRequest, field_id: int, payload: Anything) -> dict[str, Any]:
    """Other settings of a field."""
    actor = request.actor  # type: ignore[attr-defined]
    row = _row(actor, CustomField, field_id)
    outcome = services.edit_field(actor, row, values=payload, expected_version=version_asked(request))
    return _field(outcome)


def _field(outcome: Any) -> dict[str, Any]:
    from linkspan.kernel.customise.usage import filled
    from linkspan.kernel.entities.registry import find_entity

    row = outcome.result
    return {"field": overview.field_json(row, filled(find_entity(row.entity), row)), **told(outcome)}


@router.post("/configuration/fields/{field_id}/retire")
def retire_field(request: HttpRequest, field_id: int) -> dict[str, Any]:
    """Hide a field and keep its values."""
    actor = request.actor  # type: ignore[attr-defined]
    row = _row(actor, CustomField, field_id)
    return _field(services.retire_field(actor, row, expected_version=version_asked(request)))


@router.post("/configuration/fields/{field_id}/revive")
def revive_field(request: HttpRequest, field_id: int) -> dict[str, Any]:
    """Show a retired field again."""
    actor = request.actor  # type: ignore[attr-defined]
    row = _row(actor, CustomField, field_id)
    return _field(services.revive_field(actor, row, expected_version=version_asked(request)))


@router.delete("/configuration/fields/{field_id}")
def delete_field(request: HttpRequest, field_id: int) -> dict[str, Any]:
    """Delete a field that holds nothing."""
    actor = request.actor  # type: ignore[attr-defined]
    row = _row(actor, CustomField, field_id)
    return told(services.delete_field(actor, row, expected_version=version_asked(request)))


# --- expressions ----------------------------------------------------------------------------------------------------


@router.get("/configuration/functions")
def read_functions(request: HttpRequest) -> dict[str, Any]:
    """The functions of expressions."""
    return {"functions": describe_functions()}


@router.post("/configuration/check")
def check_expression(request: HttpRequest, payload: Anything) -> dict[str, Any]:
    """What is wrong with an expression, or what it gives for a record."""
    actor = request.actor  # type: ignore[attr-defined]
    place = _place(actor, payload.get("project"))
    text = payload.get("text")
    return try_expression(
        actor,
        place,
        _text(payload, "entity"),
        text if isinstance(text, str) else "",
        str(payload.get("expects") or "any"),
    )


# --- workflows ------------------------------------------------------------------------------------------------------


@router.get("/configuration/workflows")
def read_workflow(request: HttpRequest, entity: str, project: str = "") -> dict[str, Any]:
    """The workflow that holds at a place."""
    actor = request.actor  # type: ignore[attr-defined]
    return overview.workflow_json(actor, _place(actor, project), entity)


@router.put("/configuration/workflows")
def set_workflow(request: HttpRequest, payload: Anything) -> dict[str, Any]:
    """The place's own workflow."""
    actor = request.actor  # type: ignore[attr-defined]
    place, entity = _place(actor, payload.get("project")), _text(payload, "entity")
    with elevated():
        row = ConfiguredWorkflow.rows.filter(entity=entity, scope_path=place.scope_path).first()
    services.check_version(row, version_asked(request) if row is not None else None)
    outcome = services.set_workflow(
        actor, place, entity=entity, states=payload.get("states"), transitions=payload.get("transitions")
    )
    return {"workflow": overview.workflow_json(actor, place, entity), **told(outcome)}


@router.delete("/configuration/workflows/{workflow_id}")
def clear_workflow(request: HttpRequest, workflow_id: int) -> dict[str, Any]:
    """Back to the workflow from above."""
    actor = request.actor  # type: ignore[attr-defined]
    row = _row(actor, ConfiguredWorkflow, workflow_id)
    return told(services.clear_workflow(actor, row, expected_version=version_asked(request)))


# --- entities -------------------------------------------------------------------------------------------------------


@router.get("/configuration/entities")
def read_entities(request: HttpRequest) -> dict[str, Any]:
    """The company's own entities."""
    actor = request.actor  # type: ignore[attr-defined]
    return overview.entities_json(actor, _place(actor, ""))


@router.post("/configuration/entities", response={201: Any})
def add_entity(request: HttpRequest, payload: Anything) -> Any:
    """A new entity."""
    actor = request.actor  # type: ignore[attr-defined]
    outcome = own_entities.add_entity(
        actor, _place(actor, ""), values=_own(payload, "rights_like"),
        rights_like=str(payload.get("rights_like") or ""), idempotency_key=key_of(request),
    )  # fmt: skip
    entity = None if outcome.is_replay else overview.entity_json(outcome.result, 0)
    return 201, {"entity": entity, **told(outcome)}


@router.get("/configuration/entities/{entity_id}/file")
def read_entity_file(request: HttpRequest, entity_id: int) -> dict[str, Any]:
    """An own entity with its fields and workflow, to be taken to another installation."""
    from linkspan.kernel.customise.transfer import entity_file

    actor = request.actor  # type: ignore[attr-defined]
    return entity_file(_row(actor, OwnEntity, entity_id))


@router.post("/configuration/entities/file")
def bring_entity(request: HttpRequest, payload: Anything) -> dict[str, Any]:
    """An own entity from a file of another installation; a dry run says what would happen."""
    from linkspan.kernel.customise.transfer import bring_file, plan_file

    actor = request.actor  # type: ignore[attr-defined]
    place = _place(actor, "")
    if payload.get("dry_run") is True:
        return plan_file(place, payload.get("content"))
    outcome = bring_file(
        actor, place, content=payload.get("content"), rights_like=str(payload.get("rights_like") or ""),
        idempotency_key=key_of(request),
    )  # fmt: skip
    return {"entity": overview.entity_json(outcome.result, own_entities.records_of(outcome.result)), **told(outcome)}


@router.patch("/configuration/entities/{entity_id}")
def edit_entity(request: HttpRequest, entity_id: int, payload: Anything) -> dict[str, Any]:
    """Other settings of an own entity."""
    actor = request.actor  # type: ignore[attr-defined]
    row = _row(actor, OwnEntity, entity_id)
    return _entity(own_entities.edit_entity(actor, row, values=payload, expected_version=version_asked(request)))


def _entity(outcome: Any) -> dict[str, Any]:
    row = outcome.result
    return {"entity": overview.entity_json(row, own_entities.records_of(row)), **told(outcome)}


@router.post("/configuration/entities/{entity_id}/retire")
def retire_entity(request: HttpRequest, entity_id: int) -> dict[str, Any]:
    """Hide an entity and keep its records."""
    actor = request.actor  # type: ignore[attr-defined]
    row = _row(actor, OwnEntity, entity_id)
    return _entity(own_entities.retire_entity(actor, row, expected_version=version_asked(request)))


@router.post("/configuration/entities/{entity_id}/revive")
def revive_entity(request: HttpRequest, entity_id: int) -> dict[str, Any]:
    """Show a retired entity again."""
    actor = request.actor  # type: ignore[attr-defined]
    row = _row(actor, OwnEntity, entity_id)
    return _entity(own_entities.revive_entity(actor, row, expected_version=version_asked(request)))


@router.delete("/configuration/entities/{entity_id}")
def delete_entity(request: HttpRequest, entity_id: int) -> dict[str, Any]:
    """Delete an entity without records."""
    actor = request.actor  # type: ignore[attr-defined]
    row = _row(actor, OwnEntity, entity_id)
    return told(own_entities.delete_entity(actor, row, expected_version=version_asked(request)))


# --- history --------------------------------------------------------------------------------------------------------


def _days(first: str, last: str) -> tuple[dt.datetime, dt.datetime]:
    found = []
    for name, text in (("from", first), ("to", last)):
        try:
            day = dt.date.fromisoformat(text)
        except ValueError as error:
            raise DomainError(
                name, _("“%(text)s” is not a date. Write it like 2026-07-31.") % {"text": text[:40]}, name
            ) from error
        if not 1900 <= day.year <= 2200:
            raise DomainError(name, _("The date lies outside the years 1900 to 2200."), name)
        found.append(day)
    return overview.day_bounds(found[0], found[1])


@router.get("/configuration/changes")
def read_changes(request: HttpRequest, project: str = "") -> dict[str, Any]:
    """What was changed between two days (from, to)."""
    actor = request.actor  # type: ignore[attr-defined]
    place = _place(actor, project)
    begin, end = _days(request.GET.get("from", ""), request.GET.get("to", ""))
    return {"items": history.changes_between(place.scope_path, begin, end)}


@router.get("/configuration/compare")
def compare(request: HttpRequest, project: str = "") -> dict[str, Any]:
    """How the configuration at the end of one day differs from that of another (from, to)."""
    actor = request.actor  # type: ignore[attr-defined]
    place = _place(actor, project)
    _begin, first = _days(request.GET.get("from", ""), request.GET.get("from", ""))
    _begin, last = _days(request.GET.get("to", ""), request.GET.get("to", ""))
    return history.compare(place.scope_path, first, last)
