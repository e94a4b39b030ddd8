"""What one field of an entity is, worked out once from model field and declaration."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Case, F, When
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.entities.columns import (
    DurationField,
    ListField,
    MoneyField,
    PercentField,
    PhoneField,
    RatingField,
)
from linkspan.kernel.entities.custom import Custom, value_of
from linkspan.kernel.entities.declaration import Band, Computed, Entity, FieldClass, Look, Text, Tone

_TEXT = ("contains", "is", "not", "empty", "not_empty")
_NUMBER = ("eq", "lt", "lte", "gt", "gte", "between", "empty", "not_empty")
_DATE = ("on", "before", "after", "between", "within", "empty", "not_empty")
_CHOICE = ("in", "not_in", "empty", "not_empty")
_LIST = ("in", "empty", "not_empty")
OPERATORS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("text", "long_text", "code", "url", "email", "phone"), _TEXT),
    **dict.fromkeys(("integer", "decimal", "percent", "money", "duration", "rating"), _NUMBER),
    **dict.fromkeys(("date", "datetime"), _DATE),
    **dict.fromkeys(("choice", "state", "reference", "party"), _CHOICE),
    **dict.fromkeys(("multi_choice", "multi_reference", "tags"), _LIST),
    "person": ("me", *_CHOICE),
    "boolean": ("true", "false"),
}
DATE_STEPS = ("day", "week", "month", "quarter", "year")
NUMBERS = frozenset({"integer", "decimal", "percent", "money", "duration", "rating"})
_GROUPABLE = frozenset({"choice", "state", "reference", "party", "person", "boolean", "rating"})
# How wide a column of each type is, pixels; 0 takes the rest.
_WIDTHS = {
    "code": 64, "rating": 52, "integer": 64, "decimal": 72, "percent": 64, "money": 96, "date": 76, "datetime": 112,
    "duration": 64, "boolean": 52, "person": 96, "party": 120, "state": 96, "choice": 96, "reference": 120,
    "multi_reference": 160, "multi_choice": 140, "tags": 140, "email": 160, "phone": 120, "url": 160, "text": 160,
    "long_text": 240,
}  # fmt: skip


# The stamps of every row: their columns carry no words of their own.
_STAMPS: Mapping[str, Text] = {"created_at": _("created"), "updated_at": _("last changed")}


@dataclass(frozen=True)
class Option:
    """One choice of a field. is_retired: rows may hold it, and none takes it any more."""

    value: str
    label: Text
    tone: Tone | None
    is_retired: bool = False


@dataclass(frozen=True)
class FieldSpec:
    """One field of an entity. column: the model's field, None where the database computes it."""

    name: str
    type: str
    label: Text
    help: Text
    field_class: FieldClass
    output: models.Field[Any, Any]
    column: models.Field[Any, Any] | None
    computed: Computed | None
    options: tuple[Option, ...]
    look: Look
    reference: str | None
    is_localised: bool
    has_default: bool
    is_given_by_hand: bool = False  # a code that no numbering gives
    custom: Custom | None = None

    @property
    def is_read_only(self) -> bool:
        """Whether no form writes it."""
        return self.column is None or not self.column.editable

    @property
    def is_many(self) -> bool:
        return self.type == "multi_reference"

    @property
    def is_joined(self) -> bool:
        """Whether a table of its own holds the values."""
        return self.is_many and self.custom is None

    @property
    def attribute(self) -> str:
        """Attribute of a row that holds the value."""
        return self.name if self.column is None or self.is_joined else str(self.column.attname)

    @property
    def formula(self) -> Text:
        """How the value is computed, in words; empty for what people fill in."""
        return self.computed.formula if self.computed else self.custom.expression if self.custom else ""

    def exists_at(self, path: str) -> bool:
        """Whether rows at a scope path have the field."""
        return self.custom is None or (path.startswith(self.custom.scope_path) and not self.custom.is_retired)

    @property
    def is_required(self) -> bool:
        if self.column is None or self.is_read_only:
            return False
        if self.is_given_by_hand:
            return True
        return not self.column.blank and not self.column.has_default() and self.type != "boolean"

    @property
    def bands(self) -> tuple[Band, ...]:
        return self.look.bands

    @cached_property
    def operators(self) -> tuple[str, ...]:
        return OPERATORS[self.type]

    @property
    def is_sortable(self) -> bool:
        return self.type not in {"multi_reference", "multi_choice", "tags", "long_text"}

    @property
    def groupable(self) -> bool | tuple[str, ...]:
        if self.type in {"date", "datetime"}:
            return DATE_STEPS
        return self.type in _GROUPABLE

    @property
    def aggregates(self) -> tuple[str, ...]:
        if self.type in NUMBERS:
            return ("sum", "avg", "min", "max")
        return ("min", "max") if self.type in {"date", "datetime"} else ()

    @property
    def width(self) -> int:
        return self.look.width or _WIDTHS[self.type]

    @property
    def source(self) -> str:
        """Name of the column or annotation in a query."""
        if self.is_localised and in_english():
            return f"shown_{self.name}"
        return self.attribute

    def annotations(self) -> dict[str, Any]:
        """What a query must be annotated with before `source` can be read."""
        if self.custom is not None:
            return {self.name: value_of(self.type, self.custom.key, self.output)}
        if self.computed is not None:
            return {self.name: self.computed.expression}
        if self.is_localised and in_english():
            return {
                f"shown_{self.name}": Case(
                    When(**{f"{self.name}_en": ""}, then=F(self.name)), default=F(f"{self.name}_en")
                )
            }
        return {}


def names_in(expression: Any) -> set[str]:
    """Fields that a database expression reads."""
    found = (
        {expression.name.split("__")[0]} if hasattr(expression, "name") and isinstance(expression.name, str) else set()
    )
    if isinstance(expression, models.Q):
        for child in expression.children:
            found |= {child[0].split("__")[0]} if isinstance(child, tuple) else names_in(child)
            if isinstance(child, tuple):
                found |= names_in(child[1])
    for part in getattr(expression, "get_source_expressions", list)():
        found |= names_in(part) if part is not None else set()
    if hasattr(expression, "condition"):
        found |= names_in(expression.condition)
    return found


def on_page(text: Text) -> str:
    """A label as a page shows it: an English one begins with a capital."""
    shown = str(text)
    return shown[:1].upper() + shown[1:] if in_english() else shown


def in_english() -> bool:
    """Whether the reader reads English."""
    return (get_language() or "").startswith("en")


def specs_of(entity: Entity, reference_of: Mapping[type[models.Model], str]) -> dict[str, FieldSpec]:
    """All fields of an entity by name, in the model's order, computed ones last. reference_of: names by model."""
    model = entity.model
    hidden = {"id", "scope_path", "version", "project", "organisation", "custom", "definition"}
    names = {f.name for f in model._meta.get_fields()}
    found: dict[str, FieldSpec] = {}
    for column in (*model._meta.concrete_fields, *model._meta.many_to_many):
        is_translation = column.name.endswith("_en") and column.name[:-3] in names
        if column.name in hidden or is_translation:
            continue
        found[column.name] = _spec(
            entity, column.name, column, column=column, is_localised=f"{column.name}_en" in names,
            reference_of=reference_of,
        )  # fmt: skip
    for computed in entity.facts.computed:
        found[computed.name] = _spec(
            entity, computed.name, computed.output, computed=computed, reference_of=reference_of
        )
    return found


def _spec(
    entity: Entity,
    name: str,
    output: models.Field[Any, Any],
    *,
    reference_of: Mapping[type[models.Model], str],
    column: models.Field[Any, Any] | None = None,
    computed: Computed | None = None,
    is_localised: bool = False,
) -> FieldSpec:
    look = entity.looks.get(name, Look())
    is_state = entity.workflow is not None and entity.workflow.field == name
    kind = "state" if is_state else "code" if name == entity.code else type_of(output, reference_of)
    return FieldSpec(
        name=name,
        type=kind,
        label=_STAMPS.get(name) or output.verbose_name or name,
        help=output.help_text,
        field_class=entity.sensitive.get(name, "public"),
        output=output,
        column=column,
        computed=computed,
        options=options_of(output, look),
        look=look,
        reference=reference_of.get(output.related_model) if output.is_relation else None,
        is_localised=is_localised,
        has_default=output.has_default(),
        is_given_by_hand=name == entity.code and not entity.names.numbering,
    )


def options_of(output: models.Field[Any, Any], look: Look) -> tuple[Option, ...]:
    """The choices of a field, with their tones."""
    if not output.choices or isinstance(output, RatingField):
        return ()
    return tuple(
        Option(str(value), label, look.tones.get(str(value))) for value, label in output.flatchoices if value != ""
    )


def type_of(output: models.Field[Any, Any], reference_of: Mapping[type[models.Model], str]) -> str:
    """The type that pages and API know, from the class of the model field."""
    if output.is_relation:
        name = reference_of.get(output.related_model, "")
        if output.many_to_many:
            return "multi_reference"
        return name if name in {"person", "party"} else "reference"
    if isinstance(output, ListField):
        return "multi_choice" if output.choices else "tags"
    if output.choices and not isinstance(output, RatingField):
        return "choice"
    for kind, name in _TYPES:
        if isinstance(output, kind):
            return name
    raise TypeError(f"{output!r}: no field type of the pages fits {type(output).__name__}")


_TYPES: tuple[tuple[type[models.Field[Any, Any]], str], ...] = (
    (MoneyField, "money"),
    (PercentField, "percent"),
    (RatingField, "rating"),
    (DurationField, "duration"),
    (PhoneField, "phone"),
    (models.URLField, "url"),
    (models.EmailField, "email"),
    (models.TextField, "long_text"),
    (models.CharField, "text"),
    (models.BooleanField, "boolean"),
    (models.DateTimeField, "datetime"),
    (models.DateField, "date"),
    (models.DecimalField, "decimal"),
    (models.FloatField, "decimal"),
    (models.IntegerField, "integer"),
)

__all__ = [
    "DATE_STEPS",
    "NUMBERS",
    "OPERATORS",
    "FieldSpec",
    "Option",
    "in_english",
    "names_in",
    "options_of",
    "specs_of",
    "type_of",
]
