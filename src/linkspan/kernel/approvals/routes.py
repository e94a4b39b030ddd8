"""Drawing routes: a new one, another version, switched off, deleted while unused; each recorded and undone."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.models import Grant, Role
from linkspan.kernel.access.places import paths_to
from linkspan.kernel.actions import Inverse, action, write
from linkspan.kernel.approvals.asking import CONFIGURE
from linkspan.kernel.approvals.conditions import faults_in, fields_at, names_in
from linkspan.kernel.approvals.definition import Definition, Fault, Who, read_definition, stored
from linkspan.kernel.approvals.models import Approval, ApprovalRoute, RouteVersion
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.registry import Known, find_entity
from linkspan.kernel.entities.specs import FieldSpec, in_english
from linkspan.kernel.errors import DomainError

_MOST_ORDER = 9999


@dataclass(frozen=True)
class Words:
    """What a route at a place may name. held: what the present version names already, seen by its editor or not."""

    actor: Actor
    known: Known
    path: str
    held: frozenset[tuple[str, Any]] = frozenset()

    @cached_property
    def fields(self) -> dict[str, FieldSpec]:
        """Fields of the records there."""
        return fields_at(self.known, self.path)

    @cached_property
    def roles(self) -> dict[str, str]:
        """Names of the roles by code."""
        rows = Role.base_rows.filter(scope_path__in=paths_to(self.path)).order_by("code")
        return {role.code: role.name_en if in_english() else role.name_zh for role in rows}

    @cached_property
    def groups(self) -> dict[int, str]:
        """Names of the groups of people above the place; the kernel knows their model by its grants alone."""
        model: Any = Grant._meta.get_field("group").related_model
        rows = model._base_manager.filter(scope_path__in=paths_to(self.path)).order_by("code")
        return {group.pk: (group.name_en if in_english() else "") or group.name for group in rows}

    def references(self, kind: str) -> dict[str, FieldSpec]:
        """Fields that point at people (`person`) or firms (`party`)."""
        return {name: spec for name, spec in self.fields.items() if spec.reference == kind}

    def has(self, who: Who) -> bool:
        """Whether a route may name it."""
        if (who.kind, who.key) in self.held:
            return True
        if who.kind in {"field", "party_field"}:
            return who.key in self.references("person" if who.kind == "field" else "party")
        if who.kind in {"role", "group"}:
            return who.key in (self.roles if who.kind == "role" else self.groups)
        return bool(TARGETS[who.kind].rows(self.actor, None).filter(pk=who.key).exists())


def named_in(definition: Definition) -> frozenset[tuple[str, Any]]:
    """Everything that a definition names, as pairs of kind and key."""
    groups = [group.people for stage in definition.stages for group in stage.groups]
    groups += [stage.escalate_to for stage in definition.stages]
    flat = [one for people in groups for who in people for one in (who, *who.among)]
    return frozenset((who.kind, who.key) for who in flat if who.kind != "chosen")


def check_definition(words: Words, to: str, data: Any) -> tuple[Definition | None, list[Fault]]:
    """A definition and everything that is wrong with it at a place: form, names, conditions."""
    definition, faults = read_definition(data)
    if definition is None:
        return None, faults
    faults = faults_in(definition, words.fields)
    for at, stage in enumerate(definition.stages):
        faults += _who_faults(stage.escalate_to, words, f"stages.{at}.on_timeout.people")
        for inner, group in enumerate(stage.groups):
            faults += _who_faults(group.people, words, f"stages.{at}.groups.{inner}.people")
    faults += _settings_faults(words, to, definition)
    return (None if faults else definition), faults


def warnings_of(words: Words, definition: Definition) -> list[Fault]:
    """What is allowed and yet seldom meant: a field that decides who signs and may change while they sign."""
    sentence = _("“%(label)s” decides who signs, and may still change while they sign.")
    open_fields = sorted(names_in(definition, words.fields) & set(definition.settings.editable_fields))
    return [Fault("settings.editable_fields", sentence % {"label": words.fields[name].label}) for name in open_fields]


def _who_faults(people: tuple[Who, ...], words: Words, path: str) -> list[Fault]:
    found = []
    for at, who in enumerate(people):
        place = f"{path}.{at}"
        if who.kind == "chosen":
            found += _who_faults(who.among, words, f"{place}.from")
        elif not words.has(who):
            found.append(Fault(place, _("This does not exist here. Choose it from the list.")))
    return found


def _settings_faults(words: Words, to: str, definition: Definition) -> list[Fault]:
    found, fields = [], words.fields
    for name in definition.settings.excluded_fields:
        if name not in fields or fields[name].reference != "person":
            found.append(
                Fault("settings.excluded_fields", _("“%(name)s” is no field of people.") % {"name": name[:40]})
            )
    workflow = words.known.workflow_at(words.path)
    state = workflow.field if workflow else ""
    for name in definition.settings.editable_fields:
        if name not in fields or fields[name].is_read_only or name == state:
            sentence = _("“%(name)s” cannot be left open to changes.")
            found.append(Fault("settings.editable_fields", sentence % {"name": name[:40]}))
    if to and (workflow is None or to not in {step.target for step in workflow.transitions}):
        found.append(Fault("to", _("The workflow of this kind of record has no step to this state.")))
    return found


def _checked(words: Words, to: str, data: Any) -> Definition:
    definition, faults = check_definition(words, to, data)
    if definition is None:
        raise DomainError("definition", faults[0].message, f"definition.{faults[0].path}".rstrip("."))
    return definition


def _name(values: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in ("name", "name_en"):
        if key in values:
            text = " ".join(str(values[key] or "").split())
            if len(text) > 80 or (key == "name" and not text):
                raise DomainError("name", _("Give the route a name of 1 to 80 characters."), key)
            found[key] = text
    if "order" in values:
        if type(values["order"]) is not int or not 0 <= values["order"] <= _MOST_ORDER:
            raise DomainError(
                "order", _("Give the order as a number from 0 to %(most)s.") % {"most": _MOST_ORDER}, "order"
            )
        found["order"] = values["order"]
    if "active" in values:
        if not isinstance(values["active"], bool):
            raise DomainError("active", _("Yes or no belongs here."), "active")
        found["is_active"] = values["active"]
    return found


def _tell(route: ApprovalRoute) -> None:
    write.describe(route={"zh": route.name, "en": route.name_en or route.name}, number=route.number)


def _version(actor: Actor, route: ApprovalRoute, definition: Definition, note: Any) -> RouteVersion:
    return write.create(
        RouteVersion(
            scope_path=route.scope_path, route=route, number=route.number, definition=definition.as_dict(),
            author_id=actor.user_id, note=" ".join(str(note or "").split())[:200],
        )
    )  # fmt: skip


@action(CONFIGURE, phrase=gettext_noop("Drew approval route “%(route)s”"), undo=Inverse(), is_locking=False)
def create_route(actor: Actor, place: Any, *, entity: str, to: str, values: dict[str, Any]) -> int:
    """A route at a place, with its first version."""
    known = find_entity(entity)
    definition = _checked(Words(actor, known, place.scope_path), to, values.get("definition"))
    fields = {"name": "", **_name({"name": "", **values})}
    route = write.create(ApprovalRoute(scope_path=place.scope_path, entity=known.name, target=to, **fields))
    _version(actor, route, definition, values.get("note"))
    _tell(route)
    return int(route.pk)


@action(CONFIGURE, phrase=gettext_noop("Changed approval route “%(route)s” to version %(number)s"), undo=Inverse())
def change_route(actor: Actor, route: ApprovalRoute, *, values: dict[str, Any]) -> int:
    """New name, order or use; a definition that differs becomes a version, which new approvals take."""
    known, changes = find_entity(route.entity), _name(values)
    if "definition" in values:
        present = RouteVersion.rows.get(route=route, number=route.number)
        words = Words(actor, known, route.scope_path, named_in(stored(present.definition)))
        definition = _checked(words, route.target, values["definition"])
        if definition.as_dict() != present.definition:
            latest = RouteVersion.rows.filter(route=route).order_by("-number").values_list("number", flat=True)[0]
            changes["number"] = latest + 1
    write.update(route, **changes)
    if "number" in changes:
        _version(actor, route, definition, values.get("note"))
    _tell(route)
    return int(route.pk)


@action(CONFIGURE, phrase=gettext_noop("Deleted approval route “%(route)s”"), undo=Inverse())
def delete_route(actor: Actor, route: ApprovalRoute) -> None:
    """Take away a route that no approval ever used."""
    if Approval.rows.filter(route_version__route=route).exists():
        raise DomainError(
            "in_use", _("Approvals have used this route. Switch it off instead: their history needs it."), status=409
        )
    _tell(route)
    write.delete_many(list(RouteVersion.rows.filter(route=route).order_by("pk")))
    write.delete_many([route])
