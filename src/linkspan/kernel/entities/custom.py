"""Custom fields: values of a record under keys of their own, in one JSON column, read by the database as typed columns.

The column holds what is given and nothing else. Dates are ISO text, moments text in UTC without offset, so that both
databases compare them; several entries are lines between line breaks, as a ListField keeps them.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Coalesce
from django.utils.functional import lazy
from django.utils.translation import get_language

from linkspan.kernel.actions.work import PREFIX
from linkspan.kernel.entities.columns import (
    DurationField,
    ListField,
    MoneyField,
    PercentField,
    PhoneField,
    RatingField,
)

_MOMENT = "%Y-%m-%d %H:%M:%S"
_LINES = frozenset({"tags", "multi_choice", "multi_reference"})
REFERENCES = frozenset({"person", "party", "reference", "multi_reference"})


class Extensible(models.Model):
    """A row that may hold custom fields. `row.cf_key` reads one as it is stored; None where it has no value."""

    custom = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        abstract = True

    def __getattr__(self, name: str) -> Any:
        if name.startswith(PREFIX):
            return self.custom.get(name[len(PREFIX) :])
        raise AttributeError(f"{type(self).__name__} has no attribute {name}")


@dataclass(frozen=True)
class Custom:
    """What a custom field is beside what every field is.

    scope_path: where it exists, downwards; project: that project's code, or None for the whole organisation.
    expression: the text by which it is computed, or an empty one. panel: name of the panel it stands in, or empty.
    """

    pk: int
    key: str
    scope_path: str
    project: str | None = None
    expression: str = ""
    panel: str = ""
    is_in_list: bool = False
    is_retired: bool = False
    default: Any = None


class KeysField(ListField):
    """Keys of several rows, kept as lines."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return [int(part) for part in super().from_db_value(value, expression, connection) or []]


class CustomReference(models.ForeignKey[Any, Any]):
    """A custom field that points at a row; its value stands under its own name."""

    def get_attname(self) -> str:
        return self.name


class CustomReferences(models.ManyToManyField[Any, Any]):
    """A custom field that points at several rows; no table joins them."""


class CustomValue(Func):
    """One value of the JSON column, typed as its output field says."""

    def __init__(self, key: str, output_field: models.Field[Any, Any]) -> None:
        if not key.isidentifier():
            raise ValueError(key)  # it goes into the statement as it stands
        self.key = key
        super().__init__(F("custom"), output_field=output_field)

    def deconstruct(self) -> Any:
        return f"{type(self).__module__}.{type(self).__qualname__}", (self.key, self.output_field), {}

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        column, parameters = compiler.compile(self.get_source_expressions()[0])
        return f"JSON_EXTRACT({column}, '$.{self.key}')", parameters

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        column, parameters = compiler.compile(self.get_source_expressions()[0])
        value = f"({column} ->> '{self.key}')"
        field = self.output_field
        if isinstance(field, models.DateTimeField):
            return f"({value} || '+00')::timestamptz", parameters
        for kind, cast_to in _POSTGRESQL:
            if isinstance(field, kind):
                return f"({value})::{cast_to}", parameters
        return value, parameters

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sqlite(compiler, connection)


_POSTGRESQL: tuple[tuple[type[models.Field[Any, Any]], str], ...] = (
    (models.DateField, "date"),
    (models.FloatField, "double precision"),
    (models.IntegerField, "bigint"),
    (models.BooleanField, "boolean"),
)


def column_for(kind: str, target: type[models.Model] | None = None, **options: Any) -> models.Field[Any, Any]:
    """An unbound model field for a type of custom field: what cleans its values and says what they are."""
    if kind == "multi_reference":
        assert target is not None
        return CustomReferences(target, blank=options.get("blank", True), related_name="+")
    if kind in REFERENCES:
        assert target is not None
        blank = options.get("blank", True)
        return CustomReference(
            target, models.DO_NOTHING, null=blank, blank=blank, related_name="+", db_constraint=False
        )
    made = _COLUMNS[kind]
    empty: dict[str, Any] = {} if kind in _TEXTS or kind == "boolean" or kind in _LINES else {"null": True}
    return made(**empty, **options)


_TEXTS: Mapping[str, Any] = {
    "text": (models.CharField, {"max_length": 200}),
    "long_text": (models.TextField, {}),
    "choice": (models.CharField, {"max_length": 40}),
    "url": (models.URLField, {"max_length": 400}),
    "email": (models.EmailField, {"max_length": 200}),
    "phone": (PhoneField, {"max_length": 40}),
}


def _text(kind: str) -> Any:
    made, fixed = _TEXTS[kind]
    return lambda **options: made(**fixed, **options)


_COLUMNS: Mapping[str, Any] = {
    **{kind: _text(kind) for kind in _TEXTS},
    "integer": models.BigIntegerField, "decimal": models.FloatField, "percent": PercentField, "money": MoneyField,
    "duration": DurationField, "rating": RatingField, "date": models.DateField, "datetime": models.DateTimeField,
    "boolean": models.BooleanField, "tags": ListField, "multi_choice": ListField,
}  # fmt: skip
KINDS = (*_COLUMNS, *sorted(REFERENCES))


def value_of(kind: str, key: str, output: models.Field[Any, Any]) -> Any:
    """The database expression of a custom field."""
    if kind == "multi_reference":
        return Coalesce(
            CustomValue(key, KeysField()), Value("", output_field=models.TextField()), output_field=KeysField()
        )
    if kind in REFERENCES:
        return CustomValue(key, models.BigIntegerField())
    if kind in _LINES:
        return Coalesce(
            CustomValue(key, ListField()), Value("", output_field=models.TextField()), output_field=ListField()
        )
    if kind in _TEXTS:
        return Coalesce(CustomValue(key, models.TextField()), Value(""), output_field=models.TextField())
    if kind == "boolean":
        plain = models.BooleanField()
        return Coalesce(CustomValue(key, plain), Value(False), output_field=plain)
    made_plain: Any = next(made for held, made in _PLAIN if isinstance(output, held))
    return CustomValue(key, made_plain())


#: What the database makes of a value: a field of no model, as an expression needs it.
_PLAIN: tuple[tuple[type[models.Field[Any, Any]], Any], ...] = (
    (models.DateTimeField, models.DateTimeField),
    (models.DateField, models.DateField),
    (models.FloatField, models.FloatField),
    (models.IntegerField, models.BigIntegerField),
)


def _lines(key: str, output: models.Field[Any, Any]) -> Any:
    nothing = Value("", output_field=models.TextField())
    return Coalesce(CustomValue(key, output), nothing, output_field=output)


def to_store(value: Any) -> Any:
    """A cleaned value as the JSON column holds it; None for nothing."""
    if value is None or value == "" or value == []:
        return None
    if isinstance(value, list):
        return "\n" + "\n".join(map(str, value)) + "\n"
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime(_MOMENT)
    if isinstance(value, dt.date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def from_store(kind: str, value: Any) -> Any:
    """A stored value as the API says it."""
    if kind in _LINES and isinstance(value, str):
        parts = [part for part in value.split("\n") if part]
        return [int(part) for part in parts] if kind == "multi_reference" else parts
    if kind == "datetime" and isinstance(value, str):
        return value.replace(" ", "T") + "+00:00"
    return value


def typed(kind: str, value: Any) -> Any:
    """A stored value as Python computes with it: dates as dates, moments aware."""
    plain = from_store(kind, value)
    if kind == "date" and isinstance(plain, str):
        return dt.date.fromisoformat(plain)
    if kind == "datetime" and isinstance(plain, str):
        return dt.datetime.fromisoformat(plain)
    return plain


def _either(zh: str, en: str) -> str:
    return (en or zh) if (get_language() or "").startswith("en") else (zh or en)


def in_two(zh: str, en: str) -> Any:
    """A text that an administrator gave in both languages, shown in the reader's; the other one where one is empty."""
    return cast(Any, lazy(_either, str))(zh, en)
