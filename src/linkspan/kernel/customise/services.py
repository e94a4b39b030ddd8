"""The verbs by which a company changes its configuration. Each is recorded and can be undone like any other change."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.verbs import name_areas, name_verbs
from linkspan.kernel.actions import Inverse, action, write
from linkspan.kernel.actions.models import ActionLog, ChangeRow
from linkspan.kernel.actions.undo import changes_of, guard_undo
from linkspan.kernel.customise import checking, usage
from linkspan.kernel.customise.loading import spec_of
from linkspan.kernel.customise.models import ConfiguredWorkflow, CustomField
from linkspan.kernel.entities.configured import configured, use
from linkspan.kernel.entities.dependants import holding
from linkspan.kernel.entities.registry import Known, find_entity
from linkspan.kernel.entities.writing import in_both
from linkspan.kernel.errors import DomainError, NotFound, Stale

CONFIGURE = "customise.configure"

name_areas({"customise": gettext_lazy("configuration")})
name_verbs({CONFIGURE: gettext_lazy("add fields, draw workflows, make entities")})


def known_at(entity: str, place: Any) -> Known:
    """The entity to configure at a place; one of the organisation is configured there alone."""
    known = find_entity(entity)
    if hasattr(place, "programme_id") and not known.entity.is_in_project:
        raise DomainError(
            "place", _("Records of this kind belong to the organisation. Configure them there."), "project"
        )
    return known


def _tell(place: Any, known: Known, name: Any) -> None:
    write.describe(kind=in_both(known.model._meta.verbose_name), names=name)
    write.emit("configuration.changed", place.scope_path, entity=known.name)


def both(row: Any) -> dict[str, str]:
    """A row's name in both languages, for history."""
    return {"zh": row.label_zh, "en": row.label_en or row.label_zh}


# --- fields ---------------------------------------------------------------------------------------------------------


@action(CONFIGURE, phrase=gettext_noop("Added the field %(names)s to %(kind)s"), undo=Inverse())
def add_field(actor: Actor, place: Any, *, entity: str, values: Mapping[str, Any], key: str = "") -> CustomField:
    """A new field of an entity at a place and below."""
    known = known_at(entity, place)
    found = checking.field_values(known, values, None)
    taken = list(CustomField._base_manager.filter(entity=entity).values_list("key", flat=True))
    if len(taken) >= checking.MOST_FIELDS:
        raise checking.refuse(
            "entity", _("An entity has at most %(most)s own fields.") % {"most": checking.MOST_FIELDS}
        )
    if key and checking.check_key(key) in taken:
        raise checking.refuse("key", _("“%(value)s” is taken already. Choose another.") % {"value": key}, 409)
    key = key or checking.key_from(found["label_en"] or found["label_zh"], "f", taken)
    if not found["position"]:
        last = CustomField._base_manager.filter(entity=entity).order_by("-position").first()
        found["position"] = last.position + 10 if last else 10
    row = CustomField(entity=entity, key=key, scope_path=place.scope_path, **found)
    _check_whole(actor, place, known, row)
    write.create(row)
    _tell(place, known, both(row))
    return row


def _check_whole(actor: Actor, place: Any, known: Known, row: CustomField) -> None:
    """What can be judged only of the field as a whole: its default and its formula."""
    spec = spec_of(row, None, dict(configured().targets))
    if spec is None:
        raise checking.refuse("reference", _("Choose what the field points at."))
    row.default = checking.check_default(actor, place, spec, row.default)
    if row.expression and row.is_required:
        raise checking.refuse("is_required", _("A computed field cannot be required."))
    checking.check_formula(known, row, place.scope_path)


@action(CONFIGURE, phrase=gettext_noop("Changed the field %(names)s of %(kind)s"), undo=Inverse())
def edit_field(actor: Actor, row: CustomField, *, values: Mapping[str, Any]) -> CustomField:
    """Other settings of a field. What records hold already is kept: the type stays once it is filled in."""
    known = find_entity(row.entity)
    found = checking.field_values(known, values, row)
    if found["type"] != row.type and usage.filled(known, row):
        raise checking.refuse("type", _("Records hold values of this type. Add another field instead."), 409)
    _refuse_lost_options(known, row, found)
    place = place_of(row)
    probe = CustomField(entity=row.entity, key=row.key, scope_path=row.scope_path, pk=row.pk, **found)
    if "default" not in values:
        probe.default = None
    _check_whole(actor, place, known, probe)
    found["default"] = probe.default if "default" in values else row.default
    write.update(row, **found)
    _tell(row, known, both(row))
    return row


def _refuse_lost_options(known: Known, row: CustomField, found: Mapping[str, Any]) -> None:
    kept = {option["value"] for option in found["options"]}
    for option in row.options:
        if option["value"] in kept:
            continue
        if holding(usage.rows_at(known, row.scope_path), known.fields[row.name], option["value"]).exists():
            raise checking.refuse(
                "options",
                _("Records hold the choice “%(label)s”. Retire it instead of taking it out.")
                % {"label": option["label_zh"]},
                409,
            )


@action(CONFIGURE, phrase=gettext_noop("Retired the field %(names)s of %(kind)s"), undo=Inverse())
def retire_field(actor: Actor, row: CustomField) -> CustomField:
    """Show the field nowhere any more; its values are kept and come back with it."""
    write.update(row, is_retired=True)
    _tell(row, find_entity(row.entity), both(row))
    return row


@action(CONFIGURE, phrase=gettext_noop("Brought the field %(names)s of %(kind)s back"), undo=Inverse())
def revive_field(actor: Actor, row: CustomField) -> CustomField:
    """Show a retired field again."""
    write.update(row, is_retired=False)
    _tell(row, find_entity(row.entity), both(row))
    return row


@action(CONFIGURE, phrase=gettext_noop("Deleted the field %(names)s of %(kind)s"), undo=Inverse())
def delete_field(actor: Actor, row: CustomField) -> None:
    """Delete a field that no record holds a value in."""
    known = find_entity(row.entity)
    count = usage.filled(known, row)
    if count:
        raise DomainError(
            "in_use",
            _("%(count)s records hold a value in this field. Retire it: then it is hidden and its values are kept.")
            % {"count": count},
            status=409,
        )
    _tell(row, known, both(row))
    write.delete_many([row])


@action(CONFIGURE, phrase=gettext_noop("Ordered the fields of %(kind)s anew"), undo=Inverse())
def order_fields(actor: Actor, place: Any, *, entity: str, ids: list[int]) -> None:
    """The own fields of an entity at a place in this order."""
    known = known_at(entity, place)
    rows = {row.pk: row for row in CustomField._base_manager.filter(entity=entity, scope_path=place.scope_path)}
    if set(ids) != set(rows) or len(ids) != len(rows):
        raise checking.refuse("ids", _("Name each of the fields once. Load the page again."), 409)
    for at, key in enumerate(ids):
        write.update(rows[key], position=(at + 1) * 10)
    _tell(place, known, "")


@guard_undo
def refuse_filled_fields(actor: Actor, log: ActionLog) -> None:
    """A field that records hold values in does not go away by an undo."""
    for change in changes_of(log, CustomField._meta.label, ChangeRow.CREATED):
        row = CustomField._base_manager.filter(pk=change.object_id).first()
        if row is not None and usage.filled(find_entity(row.entity), row):
            raise DomainError("in_use", _("Records hold a value in this field by now. Retire it instead."), status=409)


# --- workflows ------------------------------------------------------------------------------------------------------


@action(CONFIGURE, phrase=gettext_noop("Set the workflow of %(kind)s"), undo=Inverse())
def set_workflow(actor: Actor, place: Any, *, entity: str, states: Any, transitions: Any) -> ConfiguredWorkflow:
    """The workflow of an entity at a place and below, in place of the one that held there."""
    known = known_at(entity, place)
    workflow = known.entity.workflow
    if workflow is None:
        raise DomainError("workflow", _("Records of this kind have no state."), "entity")
    column = known.model._meta.get_field(workflow.field)
    cleaned = checking.clean_states(known, states, column.max_length or 40)
    steps = checking.clean_transitions(known, transitions, cleaned, place.scope_path)
    values = {state["value"] for state in cleaned}
    for value, count in usage.states_in_use(known, place.scope_path).items():
        if value not in values:
            raise checking.refuse(
                "states",
                _("%(count)s records stand in the state “%(state)s”, which is missing here.")
                % {"count": count, "state": value},
                409,
            )
    row = ConfiguredWorkflow._base_manager.filter(entity=entity, scope_path=place.scope_path).first()
    if row is None:
        row = write.create(
            ConfiguredWorkflow(entity=entity, scope_path=place.scope_path, states=cleaned, transitions=steps)
        )
    else:
        write.update(row, states=cleaned, transitions=steps)
    _tell(place, known, "")
    return row


@action(CONFIGURE, phrase=gettext_noop("Took back the own workflow of %(kind)s"), undo=Inverse())
def clear_workflow(actor: Actor, row: ConfiguredWorkflow) -> None:
    """No workflow of the place's own any more: the one above it holds again."""
    known = find_entity(row.entity)
    workflow = known.entity.workflow
    above = [flow for flow in configured().flows.get(row.entity, ()) if row.scope_path.startswith(flow.scope_path)]
    above = [flow for flow in above if flow.scope_path != row.scope_path]
    options = max(above, key=lambda flow: len(flow.scope_path)).options if above else ()
    if not options and workflow is not None:
        options = known.declared[workflow.field].options
    left = {option.value for option in options} or {"open", "done"}
    for value, count in usage.states_in_use(known, row.scope_path).items():
        if value not in left:
            raise DomainError(
                "in_use",
                _("%(count)s records stand in the state “%(state)s”, which would be gone. Move them on first.")
                % {"count": count, "state": value},
                status=409,
            )
    _tell(row, known, "")
    write.delete_many([row])


@guard_undo
def refuse_lost_states(actor: Actor, log: ActionLog) -> None:
    """Taking a workflow back must leave no record in a state that does not exist."""
    for change in changes_of(log, ConfiguredWorkflow._meta.label):
        after = {state["value"] for state in (change.after or {}).get("states", ())}
        before = {state["value"] for state in (change.before or {}).get("states", ())}
        row = ConfiguredWorkflow._base_manager.filter(pk=change.object_id).first()
        if row is None or not after - before:
            continue
        known = find_entity(row.entity)
        workflow = known.entity.workflow
        declared = known.declared[workflow.field].options if workflow else ()
        left = before or {option.value for option in declared} or {"open", "done"}
        stranded = set(usage.states_in_use(known, row.scope_path)) - left
        if stranded:
            raise DomainError(
                "in_use",
                _("Records stand in the state “%(state)s” by now. Move them on first.") % {"state": min(stranded)},
                status=409,
            )


def renew_now() -> None:
    """Let the rest of the running action work with what it has written so far."""
    from linkspan.kernel.customise.loading import load

    use(load(configured().revision))


def check_version(row: Any, version: int | None) -> None:
    """Stale where a row was changed since the version that the caller read."""
    if row is not None and row.version != version:
        raise Stale()


def place_of(row: Any) -> Any:
    """The organisation or project for which a row of the configuration holds."""
    from linkspan.kernel.access.places import find_place

    place = find_place(row.scope_path)
    if place is None:
        raise NotFound()
    return place
