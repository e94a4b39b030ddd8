"""`Entity(...)`: what a module says once about a model, and everything is derived from.

Labels, types, choices and help come from the model's fields. Behaviour lives in services (actions). There are no hooks
and no subclassing; a page that needs more is written by hand.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from django.db import models
from django.utils.functional import Promise

Text: TypeAlias = str | Promise
Tone = Literal["red", "amber", "green", "accent", "grey"]
FieldClass = Literal["public", "internal", "commercial", "personal", "sensitive"]
Kind = Literal["sum", "avg", "min", "max", "count"]


@dataclass(frozen=True)
class Names:
    """How the entity is called and where it stands.

    name: word of programs and addresses (`risk`). icon: a lucide icon. group, order: place in the navigation.
    words: what people call it in questions, both languages. empty: the sentence of an empty list. numbering: how new
    codes look (`R{n:02d}`); without it people give the code. offline: its writes may wait for the network.
    """

    name: str
    icon: str
    group: Text
    order: int = 100
    words: tuple[str, ...] = ()
    empty: Text = ""
    numbering: str = ""
    offline: bool = False


@dataclass(frozen=True)
class Columns:
    """The list: its columns and its order when nobody asked for another. filters: names; None means all fields."""

    show: tuple[str, ...]
    sort: str
    filters: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Keys:
    """natural: fields by which an import recognises a row. search: fields whose words find it."""

    natural: tuple[str, ...]
    search: tuple[str, ...]


@dataclass(frozen=True)
class Panel:
    """A group of fields on the record's page."""

    name: str
    title: Text
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Band:
    """Numbers from `at` upwards have this tone and this word."""

    at: float
    tone: Tone
    label: Text


@dataclass(frozen=True)
class Look:
    """How one field shows. tones: by choice. bands: by number, highest first. key: single key that edits it."""

    tones: Mapping[str, Tone] = field(default_factory=dict)
    bands: tuple[Band, ...] = ()
    key: str = ""
    short: Text = ""
    unit: Text = ""
    width: int = 0


@dataclass(frozen=True)
class Computed:
    """A column that the database computes. output: an unbound model field that gives type, label and choices.

    formula: in words, shown beside the number.
    """

    name: str
    expression: Any
    output: models.Field[Any, Any]
    formula: Text = ""


@dataclass(frozen=True)
class Measure:
    """A number over many rows. words: what people call it in questions, both languages."""

    name: str
    label: Text
    kind: Kind
    of: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What lists are grouped by (dimensions), what is counted (measures), and computed columns."""

    dimensions: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    computed: tuple[Computed, ...] = ()


@dataclass(frozen=True)
class Matrix:
    """Two numeric axes. bands: tone of a cell by the product of its coordinates."""

    x: str
    y: str
    title: Text
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class Views:
    """Ways to look at the list beside the table. board: fields it may have as columns; calendar: date fields."""

    board: tuple[str, ...] = ()
    calendar: tuple[str, ...] = ()
    matrix: Matrix | None = None


@dataclass(frozen=True)
class Verb:
    """An action offered on a row. service: an `@action` whose keyword parameters are the form.

    states: values of the workflow's field in which it is offered; empty means all.
    """

    name: str
    label: Text
    service: Callable[..., Any]
    icon: str = "play"
    key: str = ""
    is_bulk: bool = False
    states: tuple[str, ...] = ()

    @property
    def verb(self) -> str:
        """The right that the action needs."""
        return str(self.service.action.verb)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Transition:
    """A step of the workflow. requires: fields that must hold a value in the new state.

    verb: right beyond the entity's edit. guard(actor, row): the reason why the row may not take the step, or None.
    test(row, values): the same for a condition that an administrator wrote; values: new ones by attribute.
    """

    sources: tuple[str, ...]
    target: str
    label: Text
    requires: tuple[str, ...] = ()
    verb: str = ""
    guard: Callable[[Any, Any], Text | None] | None = None
    test: Callable[[Any, Mapping[str, Any]], Text | None] | None = None


@dataclass(frozen=True)
class Workflow:
    """States are the choices of a field. closed: states in which nothing but a transition changes the row."""

    field: str
    transitions: tuple[Transition, ...]
    closed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entity:
    """One kind of record. Registered by `register(Entity(...))` in the module's `entities.py`; checked at start-up.

    detail: panels of its page. create: fields of the
    form. sensitive: class of a field that not everybody sees, by name. looks: how fields show, by name. The arguments
    are twelve and stay so: what does not fit belongs into a service or a page of its own.
    """

    model: type[models.Model]
    names: Names
    columns: Columns
    detail: tuple[Panel, ...]
    create: tuple[str, ...]
    keys: Keys
    sensitive: Mapping[str, FieldClass] = field(default_factory=dict)
    looks: Mapping[str, Look] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    views: Views = field(default_factory=Views)
    actions: tuple[Verb, ...] = ()
    workflow: Workflow | None = None

    @property
    def name(self) -> str:
        return self.names.name

    @property
    def area(self) -> str:
        """First half of its rights: `risk` gives `risk.view`, `risk.create`, `risk.edit`, `risk.delete`."""
        return str(self.model.AREA)

    @property
    def title(self) -> str:
        """Field that names a row: the first column that is no code."""
        return next(name for name in self.columns.show if name != self.code)

    @property
    def code(self) -> str:
        """Field that numbers a row, or an empty string."""
        return "code" if any(f.name == "code" for f in self.model._meta.concrete_fields) else ""

    @property
    def is_in_project(self) -> bool:
        """Whether rows live in a project; else in the organisation."""
        return any(f.name == "project" for f in self.model._meta.concrete_fields)
