"""The registered entities, each with its fields worked out and its declaration checked at start-up."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.module_loading import autodiscover_modules

from linkspan.kernel.access.actor import ROOT, Actor
from linkspan.kernel.access.classes import CLASSES
from linkspan.kernel.entities.configured import Flow, configured
from linkspan.kernel.entities.declaration import Entity, Verb, Workflow
from linkspan.kernel.entities.forms import inputs_of
from linkspan.kernel.entities.references import TARGETS, Target, register_target, target_names
from linkspan.kernel.entities.specs import NUMBERS, FieldSpec, Option, in_english, names_in, specs_of
from linkspan.kernel.entities.switching import only_on, refuse_off
from linkspan.kernel.errors import NotFound


@dataclass(frozen=True)
class Known:
    """A registered entity with what follows from its declaration."""

    entity: Entity

    @property
    def name(self) -> str:
        return self.entity.name

    @property
    def model(self) -> type[models.Model]:
        return self.entity.model

    @cached_property
    def declared(self) -> dict[str, FieldSpec]:
        """The fields of the declaration by name."""
        return specs_of(self.entity, target_names())

    @property
    def fields(self) -> dict[str, FieldSpec]:
        """All fields by name, those that the company added last."""
        now = configured()
        held = self.__dict__.get("_fields")
        if held is None or held[0] is not now:
            # Worked out once for each configuration; a frozen dataclass keeps it beside its fields.
            held = self.__dict__["_fields"] = (now, now.fields_of(self))
        return held[1]

    @property
    def described(self) -> dict[str, FieldSpec]:
        """The fields that rows have everywhere: what may be told to everybody, without those of single projects."""
        return {n: s for n, s in self.fields.items() if s.custom is None or s.exists_at(ROOT)}

    @property
    def added(self) -> list[FieldSpec]:
        """The fields that the company added and still uses."""
        return [s for s in self.fields.values() if s.custom is not None and not s.custom.is_retired]

    @property
    def filters(self) -> frozenset[str]:
        """Fields that a list may be filtered by."""
        own = frozenset(self.entity.columns.filters or self.declared)
        return own | {spec.name for spec in self.fields.values() if spec.custom is not None}

    def flow_at(self, path: str) -> Flow | None:
        """The workflow that the company configured for rows at a scope path, if it did."""
        return configured().flow_at(self.name, path)

    def workflow_at(self, path: str) -> Workflow | None:
        """The workflow of rows at a scope path: the configured one, else the declared one."""
        flow = self.flow_at(path)
        return flow.workflow if flow is not None else self.entity.workflow

    def states_at(self, path: str) -> tuple[Option, ...]:
        """The states of rows at a scope path, the first one first."""
        flow, workflow = self.flow_at(path), self.entity.workflow
        return flow.options if flow is not None else self.declared[workflow.field].options if workflow else ()

    @cached_property
    def party_paths(self) -> tuple[str, ...]:
        """Look-ups from a row to the parties it belongs to."""
        path = getattr(self.model, "PARTY_PATH", None)
        return () if path is None else (path,) if isinstance(path, str) else tuple(path)

    def verb(self, word: str) -> str:
        """`risk.edit` for `edit`."""
        return f"{self.entity.area}.{word}"

    def title_of(self, row: Any) -> str:
        """The row's title as the reader reads it."""
        name = self.entity.title
        english = getattr(row, f"{name}_en", "") if in_english() else ""
        return english or str(getattr(row, name))


_ENTITIES: dict[str, Known] = {}
_BY_LABEL: dict[str, Known] = {}
_PLAIN: set[str] = set()
Find = Callable[[Actor, str], Any]
_CONTAINERS: dict[str, Find] = {}


def register(entity: Entity, target: Target | None = None) -> Known:
    """Make an entity known. A misspelt field stops the program at start-up with a sentence (see `check_all`).

    target: how its rows are picked, where that is not simply by who may view them.
    """
    if entity.name in _ENTITIES:
        raise ImproperlyConfigured(f"Two entities are called {entity.name}.")
    known = Known(entity)
    _ENTITIES[entity.name] = _BY_LABEL[entity.model._meta.label] = known
    if target is None:
        _PLAIN.add(entity.name)
    register_target(target or target_of(known))
    return known


def is_seen_by_right(known: Known) -> bool:
    """Whether who holds the right to view at a row's path sees the row: a declared entity on its own table."""
    return known.name in _PLAIN


def register_container(kind: str, find: Find) -> None:
    """How a `project` is found by its code, or the `organisation` of an actor: find(actor, code) -> row or NotFound."""
    _CONTAINERS[kind] = find


def find_container(actor: Actor, known: Known, code: str) -> Any:
    """The row in which records of the entity are made: the project of a code, or the actor's organisation."""
    return refuse_off(known, _CONTAINERS["project" if known.entity.is_in_project else "organisation"](actor, code))


def find_project(actor: Actor, code: str) -> Any:
    """The project of a code; NotFound where the actor sees none."""
    return _CONTAINERS["project"](actor, code)


def find_organisation(actor: Actor) -> Any:
    """The actor's organisation."""
    return _CONTAINERS["organisation"](actor, "")


def entities() -> Iterator[Known]:
    """All entities: the registered ones, then the company's own."""
    yield from _ENTITIES.values()
    yield from configured().entities.values()


def find_entity(name: str) -> Known:
    """The entity of a name; NotFound where there is none."""
    known = _ENTITIES.get(name) or configured().entities.get(name)
    if known is None:
        raise NotFound()
    return known


def declared_entity(name: str) -> Known | None:
    """The entity that a module declares under a name, if there is one."""
    return _ENTITIES.get(name)


def entity_of(model: type[models.Model] | str) -> Known | None:
    """The entity of a model or of its label, if it is one."""
    label = model if isinstance(model, str) else model._meta.label
    known = _BY_LABEL.get(label)
    own = configured().entities.values() if known is None else ()
    return known or next((k for k in own if k.model._meta.label == label), None)


def discover() -> None:
    """Read every module's `entities.py`, then check all declarations."""
    autodiscover_modules("entities")
    check_all()


def check_all() -> None:
    """Refuse a declaration that names what is not there; one clear sentence for each fault."""
    faults = [fault for known in entities() for fault in _faults(known)]
    if faults:
        raise ImproperlyConfigured(" ".join(faults))


def _faults(known: Known) -> Iterator[str]:
    try:
        fields = known.declared
    except TypeError as error:
        yield f"Entity {known.name}: {error}"
        return
    yield from _name_faults(known)
    yield from _class_faults(known)
    yield from _computed_faults(known)
    yield from _look_faults(known)
    yield from _workflow_faults(known)
    for verb in known.entity.actions:
        yield from _action_faults(known, verb)
    if not getattr(known.model, "AREA", ""):
        yield f"Entity {known.name}: its model has no AREA, the first half of its rights."
    if all(name == known.entity.code or name not in fields for name in known.entity.columns.show):
        yield f"Entity {known.name}: columns.show needs a field beside the code, by which a row is called."


def _name_faults(known: Known) -> Iterator[str]:
    """Names of fields that are not there, or not of the kind that their place needs."""
    entity, fields = known.entity, known.fields
    numbers = {name for name, spec in fields.items() if spec.type in NUMBERS}
    dates = {name for name, spec in fields.items() if spec.type in {"date", "datetime"}}
    groups = {name for name, spec in fields.items() if spec.groupable}
    matrix = entity.views.matrix
    uses: tuple[tuple[str, tuple[str, ...], set[str]], ...] = (
        ("columns.show", entity.columns.show, set(fields)),
        ("columns.filters", entity.columns.filters or (), set(fields)),
        ("columns.sort", tuple(p.lstrip("-") for p in entity.columns.sort.split(",")), set(fields)),
        ("create", entity.create, {n for n, s in fields.items() if not s.is_read_only}),
        ("keys.natural", entity.keys.natural, set(fields)),
        ("keys.search", entity.keys.search, set(fields)),
        ("sensitive", tuple(entity.sensitive), set(fields)),
        ("looks", tuple(entity.looks), set(fields)),
        ("facts.dimensions", entity.facts.dimensions, groups),
        ("facts.measures", tuple(m.of for m in entity.facts.measures if m.kind != "count"), numbers | dates),
        ("views.board", entity.views.board, {n for n in groups if not fields[n].is_read_only}),
        ("views.calendar", entity.views.calendar, dates),
        ("views.matrix", (matrix.x, matrix.y) if matrix else (), numbers),
        *((f"detail panel {p.name}", p.fields, set(fields)) for p in entity.detail),
    )
    for place, used, allowed in uses:
        for name in used:
            if name not in allowed:
                yield f"Entity {entity.name}: {place} names “{name}”, which is not among {', '.join(sorted(allowed))}."


def _class_faults(known: Known) -> Iterator[str]:
    entity = known.entity
    for name, field_class in entity.sensitive.items():
        if field_class not in CLASSES:
            known_classes = ", ".join(CLASSES)
            yield f"Entity {entity.name}: “{name}” has the class “{field_class}”, which is not among {known_classes}."
    title = next((name for name in entity.columns.show if name != entity.code), "")
    for name in dict.fromkeys((title, entity.code, *entity.keys.search, *entity.keys.natural)):
        if entity.sensitive.get(name):
            yield f"Entity {entity.name}: “{name}” names or finds a row and so cannot be {entity.sensitive[name]}."


def _computed_faults(known: Known) -> Iterator[str]:
    entity = known.entity
    columns = {n for f in known.model._meta.get_fields() for n in (f.name, getattr(f, "attname", f.name))}
    readable = columns | {"pk", *known.fields}
    for computed in entity.facts.computed:
        own = entity.sensitive.get(computed.name)
        for name in sorted(names_in(computed.expression)):
            if name not in readable:
                yield f"Entity {entity.name}: “{computed.name}” is computed from “{name}”, which does not exist."
            inner = entity.sensitive.get(name)
            if inner and own != inner:
                yield (
                    f"Entity {entity.name}: “{computed.name}” is computed from “{name}”, which is {inner}, "
                    f"and must be {inner} too."
                )


def _look_faults(known: Known) -> Iterator[str]:
    """Tones of choices that are not there, and single keys that would do two things."""
    entity, keys = known.entity, dict[str, str]()
    for name, look in entity.looks.items():
        options = {option.value for option in known.fields[name].options} if name in known.fields else set(look.tones)
        for value in sorted(set(map(str, look.tones)) - options):
            yield f"Entity {entity.name}: looks give “{name}” a tone for “{value}”, which it does not have."
    used = [(look.key, f"“{name}”") for name, look in entity.looks.items()]
    used += [(verb.key, f"the action {verb.name}") for verb in entity.actions]
    for key, what in used:
        if key and key in keys:
            yield f"Entity {entity.name}: {keys[key]} and {what} have the same key “{key}”."
        keys.setdefault(key, what)


def _action_faults(known: Known, verb: Verb) -> Iterator[str]:
    place = f"Entity {known.name}, action {verb.name}"
    if not hasattr(verb.service, "action"):
        yield f"{place}: {getattr(verb.service, '__name__', verb.service)} is no @action."
        return
    if verb.states and known.entity.workflow is None:
        yield f"{place}: it names states, and the entity has no workflow."
    try:
        inputs_of(verb.service)
    except TypeError as error:
        yield f"{place}: {error}"


def _workflow_faults(known: Known) -> Iterator[str]:
    workflow, fields = known.entity.workflow, known.fields
    if workflow is None:
        return
    if workflow.field not in fields:
        yield f"Entity {known.name}: the workflow's field “{workflow.field}” does not exist."
        return
    states = {option.value for option in fields[workflow.field].options}
    used = {
        *workflow.closed,
        *(t.target for t in workflow.transitions),
        *(s for t in workflow.transitions for s in t.sources),
    }
    used |= {state for verb in known.entity.actions for state in verb.states}
    for state in sorted(used - states):
        yield f"Entity {known.name}: the workflow names the state “{state}”, which “{workflow.field}” does not have."
    for transition in workflow.transitions:
        for name in transition.requires:
            if name not in fields or fields[name].is_read_only:
                yield f"Entity {known.name}: a transition requires “{name}”, which nobody can fill in."


def target_of(known: Known) -> Target:
    entity = known.entity
    is_in_project = entity.is_in_project

    def rows(actor: Actor, container: Any) -> models.QuerySet[Any]:
        objects, verb = entity.model.objects, known.verb("view")
        if not is_in_project:
            return objects.visible(actor, verb)
        found = objects.visible(actor, verb) if container is None else objects.visible_in(actor, verb, container)
        return only_on(entity.area, found, container)

    def label(row: Any) -> tuple[str, str, str]:
        return known.title_of(row), str(getattr(row, entity.code)) if entity.code else "", ""

    def url(row: Any) -> str:
        return f"/p/{row.project.code}/r/{entity.name}/{row.pk}" if is_in_project else f"/r/{entity.name}/{row.pk}"

    english = {f.name for f in entity.model._meta.concrete_fields} & {f"{entity.title}_en"}
    named = (entity.title, *english, *((entity.code,) if entity.code else ()))
    return Target(
        entity.name,
        entity.model,
        entity.model._meta.verbose_name,
        rows,
        label,
        named,
        url,
        ("project",) if is_in_project else (),
        (entity.code or entity.title, "pk"),
        named,
    )


__all__ = [
    "TARGETS",
    "Known",
    "check_all",
    "discover",
    "entities",
    "entity_of",
    "find_container",
    "find_entity",
    "find_organisation",
    "find_project",
    "register",
    "register_container",
]
