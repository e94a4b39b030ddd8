"""What the API asks of approvals, each answered within the rights of the asker."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions import Outcome
from linkspan.kernel.approvals import asking, deciding, delegations, panel, reading, route_reading, routes
from linkspan.kernel.approvals.lines import person_json
from linkspan.kernel.approvals.models import Delegation
from linkspan.kernel.approvals.people import people_by_id
from linkspan.kernel.clock import now
from linkspan.kernel.entities.discussion import find_row
from linkspan.kernel.entities.registry import entities, find_entity
from linkspan.kernel.entities.requests import row_json, told
from linkspan.kernel.entities.specs import on_page
from linkspan.kernel.errors import DomainError, Forbidden, NotFound, Stale

_MOST_CHOSEN = 50


@contextmanager
def _fresh(read: Any) -> Iterator[None]:
    """A stale write is refused with what stands there now."""
    try:
        yield
    except Stale as error:
        error.status = 412
        error.current = read()
        raise


def _choices(given: Any) -> dict[str, list[int]]:
    fine = isinstance(given, dict) and all(
        isinstance(key, str)
        and isinstance(ids, list)
        and len(ids) <= _MOST_CHOSEN
        and all(type(one) is int and 0 < one < 2**63 for one in ids)
        for key, ids in given.items()
    )
    if not fine:
        raise DomainError("choose", _("Name the chosen people by stage and group: {“0.0”: [id]}."), "choices")
    return {key[:20]: list(dict.fromkeys(ids)) for key, ids in given.items()}


def start(actor: Actor, entity: str, key: int, body: Any, *, version: int, idempotency_key: str | None) -> Any:
    """Ask for an approval of a record at the version that was read."""
    known = find_entity(entity)
    row = find_row(actor, known, key)
    with _fresh(lambda: row_json(actor, known, key)):
        outcome = asking.start_of(known)(
            actor, row, to=body["to"], note=body["note"], choices=_choices(body["choices"]),
            expected_version=version, idempotency_key=idempotency_key,
        )  # fmt: skip
    return {"approval": reading.read_approval(actor, int(outcome.result)), **told(outcome)}


def _comment(actor: Actor, body: Any) -> dict[str, Any]:
    return {"comment": body.get("comment", "")}


def _stage(actor: Actor, body: Any) -> dict[str, Any]:
    return {"comment": body.get("comment", ""), "stage": _whole(body, "stage")}


def _handed(actor: Actor, body: Any) -> dict[str, Any]:
    person, seat = _whole(body, "person"), _whole(body, "seat")
    return {"person": person or 0, "comment": body.get("comment", ""), "seat_id": seat}


def _added(actor: Actor, body: Any) -> dict[str, Any]:
    return {
        "person": _whole(body, "person") or 0,
        "when": str(body.get("when", "")),
        "comment": body.get("comment", ""),
    }


def _again(actor: Actor, body: Any) -> dict[str, Any]:
    return {"note": body.get("note", ""), "choices": _choices(body.get("choices") or {})}


def _nothing(actor: Actor, body: Any) -> dict[str, Any]:
    return {}


def _whole(body: Any, key: str) -> int | None:
    value = body.get(key)
    if value is not None and (type(value) is not int or not 0 <= value < 2**63):
        raise DomainError(key, _("A number belongs here."), key)
    return value


_VERBS: dict[str, tuple[Any, Any]] = {
    "approve": (deciding.approve, _comment),
    "reject": (deciding.reject, _comment),
    "return": (deciding.return_approval, _stage),
    "hand-over": (deciding.hand_over, _handed),
    "add-signer": (deciding.add_signer, _added),
    "withdraw": (asking.withdraw_approval, _comment),
    "resubmit": (asking.resubmit_approval, _again),
    "remind": (asking.remind_signers, _nothing),
    "apply": (asking.apply_approval, _nothing),
}


def act(actor: Actor, key: int, verb: str, body: Any, *, version: int, idempotency_key: str | None) -> Any:
    """One verb on an approval whose record the actor sees, at the version that was read."""
    approval, _known, _row = reading.find_approval(actor, key)
    if verb not in _VERBS:
        raise NotFound()
    service, read = _VERBS[verb]
    inputs = read(actor, body)
    entitled = delegations.take_part(actor, approval.scope_path)
    with _fresh(lambda: {"approval": reading.read_approval(actor, key)}):
        outcome = service(entitled, approval, expected_version=version, idempotency_key=idempotency_key, **inputs)
    return {"approval": reading.read_approval(actor, key), **_told(outcome)}


def _told(outcome: Outcome) -> dict[str, Any]:
    """No verb of a running approval is undone."""
    return {**told(outcome), "undoable": False}


# --- routes -------------------------------------------------------------------------------------------------------


def create_route(actor: Actor, body: dict[str, Any], *, idempotency_key: str | None) -> Any:
    """Draw a route at a project or at the organisation."""
    place = route_reading.place_for(actor, body["project"])
    route_reading.need_configure(actor, place.scope_path)
    outcome = routes.create_route(
        actor, place, entity=body["entity"], to=body["to"], values=body, idempotency_key=idempotency_key
    )
    return {**route_reading.read_route(actor, int(outcome.result)), **told(outcome)}


def change_route(actor: Actor, key: int, body: dict[str, Any], *, version: int, idempotency_key: str | None) -> Any:
    """Change a route at the version that was read."""
    route = route_reading.find_drawn(actor, key)
    route_reading.need_configure(actor, route.scope_path)
    with _fresh(lambda: route_reading.read_route(actor, key)):
        outcome = routes.change_route(
            actor, route, values=body, expected_version=version, idempotency_key=idempotency_key
        )
    return {**route_reading.read_route(actor, key), **told(outcome)}


def delete_route(actor: Actor, key: int, *, version: int) -> Any:
    """Delete a route that was never used."""
    route = route_reading.find_drawn(actor, key)
    route_reading.need_configure(actor, route.scope_path)
    with _fresh(lambda: route_reading.read_route(actor, key)):
        return told(routes.delete_route(actor, route, expected_version=version))


def check_route(actor: Actor, body: dict[str, Any]) -> Any:
    """What is wrong with a definition while it is drawn; nothing is written."""
    place = route_reading.place_for(actor, body["project"])
    route_reading.need_configure(actor, place.scope_path)
    words = routes.Words(actor, find_entity(body["entity"]), place.scope_path)
    definition, faults = routes.check_definition(words, body["to"], body["definition"])
    warnings = routes.warnings_of(words, definition) if definition is not None else []
    return {"problems": [fault.as_dict() for fault in faults], "warnings": [fault.as_dict() for fault in warnings]}


def simulate_route(actor: Actor, body: dict[str, Any]) -> Any:
    """Who would sign a record by a definition that is not saved yet."""
    known = find_entity(body["entity"])
    row = find_row(actor, known, body["record_id"])
    if not actor.may(asking.CONFIGURE, row.scope_path):
        raise Forbidden(asking.CONFIGURE)
    words = routes.Words(actor, known, row.scope_path)
    definition, faults = routes.check_definition(words, body["to"], body["definition"])
    if definition is None:
        raise DomainError("definition", faults[0].message, f"definition.{faults[0].path}".rstrip("."))
    return panel.preview(actor, known, row, definition, body["to"])


# --- deputies -----------------------------------------------------------------------------------------------------


def read_delegations(actor: Actor) -> dict[str, Any]:
    """Deputies that the actor named, and whose deputy it is; those that are over for half a year are left out."""
    given = Delegation.base_rows.filter(giver=actor.user_id).order_by("-ends_at", "-pk")[:100]
    received = Delegation.base_rows.filter(deputy=actor.user_id, ends_at__gt=now()).order_by("starts_at", "pk")[:100]
    return {"given": _delegations(list(given)), "received": _delegations(list(received))}


def _delegations(rows: list[Delegation]) -> list[dict[str, Any]]:
    people = people_by_id({key for row in rows for key in (row.giver_id, row.deputy_id)})
    moment = now()
    labels = {known.name: on_page(known.entity.model._meta.verbose_name) for known in entities()}
    return [
        {
            "id": row.pk,
            "version": row.version,
            "from": person_json(people, row.giver_id),
            "to": person_json(people, row.deputy_id),
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
            "entity": row.entity,
            "entity_label": labels.get(row.entity, row.entity),
            "note": row.note,
            "state": "over" if row.ends_at <= moment else "planned" if row.starts_at > moment else "active",
        }
        for row in rows
    ]


def delegate(actor: Actor, body: dict[str, Any], *, idempotency_key: str | None) -> Any:
    """Name a deputy for oneself."""
    outcome = delegations.delegate(actor, body, idempotency_key=idempotency_key)
    return {"delegation": _one_delegation(int(outcome.result)), **_told(outcome)}


def end_delegation(actor: Actor, key: int, *, version: int) -> Any:
    """End a delegation of one's own."""
    with _fresh(lambda: {"delegation": _one_delegation(key)}):
        outcome = delegations.end_delegation(actor, key, expected_version=version)
    return {"delegation": _one_delegation(key), **_told(outcome)}


def _one_delegation(key: int) -> dict[str, Any] | None:
    """None where one that had not begun was taken away."""
    found = _delegations(list(Delegation.base_rows.filter(pk=key)))
    return found[0] if found else None
