"""Actions on records: set fields, make another record, comment, run what the kind offers, ask for approval."""

from typing import Any

from django.utils.translation import gettext as _

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.classes import PUBLIC
from linkspan.kernel.actions import check
from linkspan.kernel.approvals.asking import MOST_TEXT, start_of
from linkspan.kernel.customise.checking import refuse
from linkspan.kernel.entities.declaration import Verb
from linkspan.kernel.entities.discussion import add_comment
from linkspan.kernel.entities.forms import inputs_of, read_inputs
from linkspan.kernel.entities.models import Link
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.registry import Known, find_entity
from linkspan.kernel.entities.specs import FieldSpec
from linkspan.kernel.entities.steps import state_refusal
from linkspan.kernel.entities.switching import refuse_off
from linkspan.kernel.entities.writing import writer_of
from linkspan.kernel.errors import DomainError, NotFound
from linkspan.modules.automation.doing.scene import Scene, Step, clean_values, step, values_now
from linkspan.modules.automation.expressions import BEFORE
from linkspan.modules.automation.texts import clean_template, fill, names_in

Given = dict[str, Any]


def fillable(known: Known, path: str) -> dict[str, FieldSpec]:
    """Fields that a rule at a scope path may set."""
    return {n: s for n, s in known.fields.items() if not s.is_read_only and s.exists_at(path)}


# --- set fields -----------------------------------------------------------------------------------------------------


def clean_set(actor: Actor, known: Known, place: Any, given: Given) -> Given:
    """`{"values": {field: value or formula}}`."""
    path = place.scope_path
    kept = clean_values(actor, known, path, given.get("values"), fillable(known, path), field="actions")
    if not kept:
        raise refuse("actions", _("Choose at least one field."))
    return {"values": kept}


def set_fields(scene: Scene, kept: Given) -> Step:
    """Edit the record, as its form would."""
    row = scene.row()
    check(scene.actor, scene.known.verb("edit"), row)
    values = values_now(scene, kept["values"], fillable(scene.known, row.scope_path))
    return step("set", writer_of(scene.known).edit(scene.actor, row, values=values))


# --- another record -------------------------------------------------------------------------------------------------


def clean_create(actor: Actor, known: Known, place: Any, given: Given) -> Given:
    """`{"entity", "values", "link": kind of link to the cause, or empty}`."""
    try:
        other = find_entity(str(given.get("entity")))
    except NotFound as error:
        raise refuse("actions", _("Choose the kind of records.")) from error
    if other.entity.is_in_project and not known.entity.is_in_project:
        raise refuse("actions", _("A record of the whole organisation has no project in which another one could lie."))
    link = given.get("link") or ""
    if link and link not in Link.Kind.values:
        raise refuse("actions", _("Choose how the new record is linked."))
    path = place.scope_path
    kept = clean_values(actor, known, path, given.get("values"), fillable(other, path), field="actions")
    return {"entity": other.name, "values": kept, "link": link}


def create(scene: Scene, kept: Given) -> Step:
    """A new record beside the cause, linked to it."""
    other, place = find_entity(kept["entity"]), scene.place()
    if not other.entity.is_in_project and scene.known.entity.is_in_project:
        from linkspan.kernel.entities.registry import find_organisation

        place = find_organisation(scene.actor)
    refuse_off(other, place)
    values = values_now(scene, kept["values"], fillable(other, place.scope_path))
    cause = {"kind": kept["link"], "entity": scene.known.name, "id": scene.record_id}
    links = [cause] if kept["link"] else []
    outcome = writer_of(other).create(scene.actor, place, values=values, links=links)
    row = outcome.result
    return step("create", outcome, entity=other.name, record_id=row.pk, url=TARGETS[other.name].url(row))


# --- comment --------------------------------------------------------------------------------------------------------


def clean_comment(actor: Actor, known: Known, place: Any, given: Given) -> Given:
    """`{"text"}` with places for values."""
    text = clean_template(known, place.scope_path, given.get("text"), "actions")
    if not text:
        raise refuse("actions", _("Write what the comment says."))
    for name in names_in(text):
        spec = known.fields[name.removeprefix(BEFORE)]
        if spec.field_class != PUBLIC:
            raise refuse(
                "actions", _("A comment is read by everybody: “%(label)s” cannot stand in it.") % {"label": spec.label}
            )
    return {"text": text}


def comment(scene: Scene, kept: Given) -> Step:
    """A comment by the owner. Everybody who sees the record reads it, so it may name public fields only."""
    row = scene.row()
    return step(
        "comment", add_comment(scene.actor, row, body=fill(scene.known, kept["text"], row, scene.change, scene.actor))
    )


# --- an offered action ----------------------------------------------------------------------------------------------


def _offered(known: Known, name: Any) -> Verb:
    verb = next((verb for verb in known.entity.actions if verb.name == name), None)
    if verb is None:
        raise refuse("actions", _("Choose an action that these records offer."))
    return verb


def clean_offered(actor: Actor, known: Known, place: Any, given: Given) -> Given:
    """`{"action", "inputs": {name: value or formula}}`."""
    verb = _offered(known, given.get("action"))
    specs = inputs_of(verb.service)
    inputs = given.get("inputs", {})
    kept = clean_values(actor, known, place.scope_path, inputs, specs, field="actions")
    missing = next((spec for name, spec in specs.items() if not spec.has_default and name not in kept), None)
    if missing is not None:
        raise refuse("actions", _("“%(label)s” must not be empty.") % {"label": missing.label})
    return {"action": verb.name, "inputs": kept}


def run_offered(scene: Scene, kept: Given) -> Step:
    """The action, as its form would run it."""
    verb, row = _offered(scene.known, kept["action"]), scene.row()
    check(scene.actor, verb.verb, row)
    reason = state_refusal(scene.known, verb, row)
    if reason is not None:
        raise reason
    inputs = values_now(scene, kept["inputs"], inputs_of(verb.service))
    arguments = read_inputs(verb.service, inputs, scene.actor, scene.place())
    return step("action", verb.service(scene.actor, row, **arguments))


# --- approval -------------------------------------------------------------------------------------------------------


def clean_approval(actor: Actor, known: Known, place: Any, given: Given) -> Given:
    """`{"to": state whose step is signed, or empty, "note"}`."""
    to, note = given.get("to") or "", given.get("note") or ""
    if to and to not in {option.value for option in known.states_at(place.scope_path)}:
        raise refuse("actions", _("Choose the state for which approval is asked."))
    if not isinstance(note, str) or len(note) > MOST_TEXT:
        raise refuse("actions", _("Write at most %(most)s characters.") % {"most": MOST_TEXT})
    return {"to": to, "note": note}


def ask_approval(scene: Scene, kept: Given) -> Step:
    """Start the approval whose route holds for the record; one that is open already is left to itself."""
    row = scene.row()
    try:
        return step("approval", start_of(scene.known)(scene.actor, row, to=kept["to"], note=kept["note"], choices={}))
    except DomainError as error:
        if error.code != "approval_open":
            raise
        return {"type": "approval", "note": "approval_open", "log_id": None}
