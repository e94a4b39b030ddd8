"""What the pages and the API ask of records, each answered within the rights of the asker.

Thin by design: a surface turns a request into one of these calls and the answer into JSON.
"""

from typing import Any

from django.utils.translation import gettext as _

from linkspan.kernel.access.actor import ROOT, Actor, elevated
from linkspan.kernel.actions import Outcome, check
from linkspan.kernel.actions.models import ActionLog
from linkspan.kernel.actions.undo import render_phrase, undo_action
from linkspan.kernel.entities import cards, discussion, linking
from linkspan.kernel.entities.activity import Place, read_activity
from linkspan.kernel.entities.at_once import counts_beside, is_seen
from linkspan.kernel.entities.forms import inputs_of, read_inputs
from linkspan.kernel.entities.grouping import read_groups
from linkspan.kernel.entities.reading import MOST_ROWS, Query, Reading, references_in
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.registry import (
    Known,
    entity_of,
    find_container,
    find_entity,
    find_project,
    is_seen_by_right,
)
from linkspan.kernel.entities.steps import state_refusal
from linkspan.kernel.entities.switching import refuse_off
from linkspan.kernel.entities.writing import restore, writer_of
from linkspan.kernel.errors import DomainError, Forbidden, NotFound, Stale


def container_of(actor: Actor, known: Known, code: str) -> Any:
    """The project that a list is limited to; None where it is not limited."""
    return refuse_off(known, find_project(actor, code)) if code and known.entity.is_in_project else None


def read_list(actor: Actor, entity: str, project: str, query: Query) -> dict[str, Any]:
    """A page of records with the labels of what they point at."""
    known = find_entity(entity)
    container = container_of(actor, known, project)
    reading = Reading(known, actor, container)
    rows = reading.rows(query)
    specs = reading.chosen(query.fields)
    if not 0 <= query.offset < 2**31 or not 1 <= query.limit <= MOST_ROWS:
        raise DomainError("page", _("Ask for 1 to %(most)s rows at a time.") % {"most": MOST_ROWS}, "limit")
    page = reading.read(reading.ordered(rows, query)[query.offset : query.offset + query.limit], specs)
    short = len(page) < query.limit and (page or query.offset == 0)
    return {
        "rows": page,
        "refs": references_in(page, specs),
        "total": query.offset + len(page) if short else rows.count(),
        "offset": query.offset,
        "limit": query.limit,
        "can": cards.rights(actor, known, container.scope_path if container is not None else _widest(actor, known)),
    }


def _widest(actor: Actor, known: Known) -> str:
    """Where a list over everything is asked about: the one place in which the actor views the entity, else the root."""
    prefixes = actor.prefixes(known.verb("view")) + actor.own_party_prefixes(known.verb("view"))
    return prefixes[0] if len(prefixes) == 1 else ROOT


def read_list_groups(
    actor: Actor, entity: str, project: str, query: Query, measures: tuple[str, ...]
) -> dict[str, Any]:
    """The groups of a list with their measures."""
    known = find_entity(entity)
    return read_groups(Reading(known, actor, container_of(actor, known, project)), query, measures)


def read_one(actor: Actor, entity: str, key: int) -> dict[str, Any]:
    """A record with its links, rights and possible steps."""
    known = find_entity(entity)
    row = discussion.find_row(actor, known, key)
    can = cards.rights(actor, known, row.scope_path, row)
    comments, attachments, watchers, is_watching = counts_beside(known, row.pk, actor.user_id or 0)
    return {
        **row_json(actor, known, row.pk, is_known=True),
        "can": can,
        "why_not": cards.refusals(actor, known, row, can),
        "transitions": cards.transitions(actor, known, row, can),
        "links": linking.links_of(actor, known, row),
        "watching": is_watching,
        "counts": {"comments": comments, "attachments": attachments, "watchers": watchers},
        "url": TARGETS[known.name].url(row),
    }


def row_json(actor: Actor, known: Known, key: int, *, is_known: bool = False) -> dict[str, Any]:
    """`{"row", "refs"}` of one record as the actor sees it; `row` is absent where it is gone or out of sight.

    is_known: it is known that the actor sees it.
    """
    if not is_seen_by_right(known) or not (is_known or is_seen(actor, known, key)):
        found = rows_json(actor, known, [key])
        return {"row": found["rows"][0], "refs": found["refs"]} if found["rows"] else {"refs": {}}
    reading = Reading(known, actor)
    specs = list(reading.fields.values())
    rows = reading.read_at(key, specs)
    return {"row": rows[0], "refs": references_in(rows, specs)} if rows else {"refs": {}}


def rows_json(actor: Actor, known: Known, keys: list[int]) -> dict[str, Any]:
    """`{"rows", "refs"}` of some records as the actor sees them."""
    reading = Reading(known, actor)
    specs = list(reading.fields.values())
    rows = reading.read(reading.rows(Query()).filter(pk__in=keys).order_by("pk"), specs)
    return {"rows": rows, "refs": references_in(rows, specs)}


def told(outcome: Outcome) -> dict[str, Any]:
    """What every write answers beside its rows."""
    label = render_phrase(outcome.phrase, outcome.params) if outcome.log_id else ""
    return {"log_id": outcome.log_id, "label": label, "undoable": outcome.log_id is not None}


def create_record(
    actor: Actor, entity: str, project: str, values: Any, links: list[dict[str, Any]], **guards: Any
) -> dict[str, Any]:
    """A new record in a project (or in the organisation)."""
    known = find_entity(entity)
    container = find_container(actor, known, project)
    outcome = writer_of(known).create(
        actor, container, values=_object(values), links=linking.read_links(links), **guards
    )
    key = _key_of(outcome, known)
    return {**(row_json(actor, known, key) if key else {"refs": {}}), **told(outcome)}


def _key_of(outcome: Outcome, known: Known) -> int | None:
    """Key of the row that a create made; of a repeated request that of the first one."""
    if not outcome.is_replay:
        return int(outcome.result.pk)
    with elevated():
        change = None
        log = ActionLog.rows.filter(pk=outcome.log_id).first()
        if log is not None:
            change = log.changes.filter(model=known.model._meta.label, kind="c").order_by("id").first()
    return change.object_id if change else None


def _row_for(actor: Actor, known: Known, key: int, word: str) -> Any:
    """A record that the actor sees, for a verb; Forbidden where it is seen but the right is lacking."""
    row, verb = discussion.find_row(actor, known, key), known.verb(word)
    if not actor.may(verb, row.scope_path):
        model: Any = known.model
        if not model.objects.visible(actor, verb).filter(pk=row.pk).exists():
            raise Forbidden(verb)
    return row


def edit_record(actor: Actor, entity: str, key: int, values: Any, version: int, **guards: Any) -> dict[str, Any]:
    """New values of a record; Stale with its present state where the version is another."""
    known = find_entity(entity)
    row = _row_for(actor, known, key, "edit")
    with _current(actor, known, key):
        outcome = writer_of(known).edit(actor, row, values=_object(values), expected_version=version, **guards)
    return {**row_json(actor, known, key), **told(outcome)}


def delete_record(actor: Actor, entity: str, key: int, version: int, **guards: Any) -> dict[str, Any]:
    """Delete a record; an undo brings it back."""
    known = find_entity(entity)
    row = _row_for(actor, known, key, "delete")
    with _current(actor, known, key):
        outcome = writer_of(known).delete(actor, row, expected_version=version, **guards)
    return {"refs": {}, **told(outcome)}


def restore_record(actor: Actor, entity: str, key: int, log_id: int, version: int) -> dict[str, Any]:
    """A record's fields as they were before one of its changes."""
    known = find_entity(entity)
    row = _row_for(actor, known, key, "edit")
    check(actor, "history.view", row)
    with _current(actor, known, key):
        outcome = restore(actor, known, row, log_id, version)
    return {**row_json(actor, known, key), **told(outcome)}


def run_action(
    actor: Actor, entity: str, key: int, name: str, *, inputs: Any, version: int, **guards: Any
) -> dict[str, Any]:
    """An action that the entity offers, with its form's inputs."""
    known = find_entity(entity)
    row = discussion.find_row(actor, known, key)
    verb = _offered(known, name)
    check(actor, verb.verb, row)
    reason = state_refusal(known, verb, row)
    if reason is not None:
        raise reason
    arguments = read_inputs(verb.service, inputs, actor, _place(known, row))
    with _current(actor, known, key):
        outcome = verb.service(actor, row, expected_version=version, **arguments, **guards)
    result = outcome.result if isinstance(outcome.result, str | int | float | bool | list | dict) else None
    return {**row_json(actor, known, key), **told(outcome), "result": result}


def write_many(actor: Actor, entity: str, body: dict[str, Any], **guards: Any) -> dict[str, Any]:
    """One write over many records of a place, with one undo: set fields, delete, or run an action.

    `set` beside the rows goes into all of them; `set` of a row is its own.
    """
    known = find_entity(entity)
    rows = _versions(body.get("rows"))
    first = discussion.find_row(actor, known, rows[0][0])
    place, writer = _place(known, first), writer_of(known)
    if body.get("delete") is True:
        outcome = writer.delete_many(actor, place, rows=rows, **guards)
        return {"rows": [], "refs": {}, **told(outcome)}
    if body.get("action"):
        verb = _offered(known, str(body["action"]))
        if not verb.is_bulk:
            raise DomainError("action", _("This cannot be done with several records at once."), "action")
        arguments = read_inputs(verb.service, body.get("inputs") or {}, actor, place)
        check(actor, verb.verb, first)
        outcome = writer.run_many(actor, place, rows=rows, offered=verb, inputs=arguments, **guards)
    else:
        each = {row["id"]: _object(row["set"]) for row in body["rows"] if "set" in row}
        shared = {} if len(each) == len(rows) and "set" not in body else _object(body.get("set"))
        outcome = writer.edit_many(actor, place, rows=rows, values=shared, each=each, **guards)
    return {**rows_json(actor, known, [key for key, _v in rows]), **told(outcome)}


def _place(known: Known, row: Any) -> Any:
    return row.project if known.entity.is_in_project else row.organisation


def _versions(rows: Any) -> list[tuple[int, int]]:
    fine = isinstance(rows, list) and rows and all(
        isinstance(r, dict) and type(r.get("id")) is int and type(r.get("version")) is int and 0 < r["id"] < 2**63
        for r in rows
    )  # fmt: skip
    if not fine:
        raise DomainError("rows", _("Name the records with their versions: [{id, version}, ...]."), "rows")
    return [(row["id"], row["version"]) for row in rows]


def _object(values: Any) -> dict[str, Any]:
    if not isinstance(values, dict) or not values:
        raise DomainError("values", _("There are no values to write. Send at least one field."), "values")
    return values


def _offered(known: Known, name: str) -> Any:
    verb = next((verb for verb in known.entity.actions if verb.name == name), None)
    if verb is None:
        raise NotFound()
    return verb


class _current:
    """Gives a refused stale write the record's present state, so that the page can show what somebody else set."""

    def __init__(self, actor: Actor, known: Known, key: int) -> None:
        self.actor, self.known, self.key = actor, known, key

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if isinstance(error, Stale):
            error.status = 412
            error.current = row_json(self.actor, self.known, self.key)


# --- what hangs on a record -----------------------------------------------------------------------------------------


def read_activity_of(actor: Actor, entity: str, key: int, kind: str, before: str) -> dict[str, Any]:
    """A page of a record's comments and changes; `before` is the `next` of an earlier page, or a date."""
    known = find_entity(entity)
    try:
        place = Place.read(before) if before else None
    except (ValueError, OverflowError) as error:
        raise DomainError(
            "before", _("“%(text)s” is not a date. Write it like 2026-07-31.") % {"text": before[:40]}, "before"
        ) from error
    if kind not in {"all", "comments", "changes"}:
        raise DomainError("kind", _("Ask for all, comments or changes."), "kind")
    return read_activity(actor, known, discussion.find_row(actor, known, key), kind=kind, before=place)


def read_options(actor: Actor, entity: str, field: str, project: str, text: str) -> list[dict[str, Any]]:
    """What a field, or an input `action.input`, may point at."""
    known = find_entity(entity)
    container = container_of(actor, known, project)
    action, _dot, name = field.rpartition(".")
    if action:
        spec = inputs_of(_offered(known, action).service).get(name)
    else:
        spec = Reading(known, actor, container).fields.get(name)
    if spec is None:
        raise NotFound()
    if spec.type == "tags":
        return _known_tags(Reading(known, actor, container), spec.name, text)
    if spec.reference is None:
        raise NotFound()
    return cards.pick(actor, spec.reference, container, text)


def _known_tags(reading: Reading, name: str, text: str) -> list[dict[str, Any]]:
    found: dict[str, None] = {}
    for tags in reading.rows(Query()).exclude(**{name: ""}).values_list(name, flat=True)[:2000]:
        found.update(dict.fromkeys(tag for tag in tags or [] if text.lower() in tag.lower()))
    return [{"id": tag, "label": tag, "code": "", "hint": ""} for tag in sorted(found)[:30]]


def pick(actor: Actor, entity: str, project: str, text: str) -> list[dict[str, Any]]:
    """Rows of a kind to link to or to mention."""
    container = find_project(actor, project) if project else None
    return cards.pick(actor, entity, container, text)


def place_of(actor: Actor, entity: str, project: str) -> tuple[Known, Any]:
    """Entity and place (project, or the organisation) of a saved view."""
    known = find_entity(entity)
    if project:
        return known, find_project(actor, project)
    from linkspan.kernel.entities.registry import find_organisation

    return known, find_organisation(actor)


def undo(actor: Actor, log_id: int, *, is_redo: bool) -> dict[str, Any]:
    """Take an action back, or take its undo back. Redo is the undo of an undo."""
    with elevated():
        log = ActionLog.rows.filter(pk=log_id).first() if 0 < log_id < 2**63 else None
    if log is None or (is_redo and log.undo_of_id is None):
        raise NotFound()
    outcome = undo_action(actor, log_id)
    known = entity_of(log.target_model)
    return {**told(outcome), "entity": known.name if known else None}
