"""Expressions over the fields of a record: checked when an administrator writes them, evaluated for one row."""

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from linkspan.kernel import clock
from linkspan.kernel.access.classes import PUBLIC
from linkspan.kernel.entities.custom import typed
from linkspan.kernel.entities.registry import Known, find_entity
from linkspan.kernel.entities.specs import FieldSpec, in_english, names_in
from linkspan.kernel.errors import DomainError

if TYPE_CHECKING:
    from linkspan.engines.expression import Checked, Kind

_KINDS = {
    **dict.fromkeys(("text", "long_text", "url", "email", "phone", "code", "choice", "state"), "text"),
    **dict.fromkeys(("integer", "decimal", "rating"), "number"),
    **dict.fromkeys(("tags", "multi_choice"), "list"),
    **dict.fromkeys(("reference", "person", "party"), "reference"),
    "percent": "percent", "money": "money", "date": "date", "datetime": "datetime", "boolean": "boolean",
    "duration": "duration",
}  # fmt: skip
#: Types of custom fields that an expression of a kind can fill.
RESULTS = {
    "number": ("decimal", "integer", "rating", "percent"), "money": ("money",), "percent": ("percent", "decimal"),
    "date": ("date",), "datetime": ("datetime",), "text": ("text", "long_text"), "boolean": ("boolean",),
    "duration": ("duration",),
}  # fmt: skip


def kind_for(type_name: str) -> str:
    """The kind of value that a field of a type holds; empty where no expression can give it."""
    return _KINDS.get(type_name, "")


def kinds_of(known: Known, path: str) -> "dict[str, Kind]":
    """What an expression may name of a record at a scope path: every field that has a kind."""
    from linkspan.engines.expression import Kind

    return {
        name: Kind(_KINDS[spec.type])
        for name, spec in known.fields.items()
        if spec.type in _KINDS and spec.exists_at(path)
    }


def labels_of_fields(known: Known, path: str) -> dict[str, str]:
    """Names of fields by their labels in both languages, as people write them in braces."""
    from django.utils.translation import override

    found: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            for name, spec in known.fields.items():
                if spec.type in _KINDS and spec.exists_at(path):
                    found.setdefault(str(spec.label), name)
    return found


def checked(entity: str, text: str, path: str = "/") -> "Checked":
    """The expression, checked against the fields of the entity; DomainError with place and remedy."""
    from linkspan.engines.expression import ExpressionError, check

    known = find_entity(entity)
    try:
        return check(text, kinds_of(known, path), labels=labels_of_fields(known, path))
    except ExpressionError as error:
        raise DomainError("expression", error.text("en" if in_english() else "zh"), "expression") from error


@functools.lru_cache(maxsize=2000)
def _cached(entity: str, text: str, path: str, token: int) -> "Checked":
    return checked(entity, text, path)


def ready(entity: str, text: str, path: str) -> "Checked":
    """The same, kept while the configuration stays as it is."""
    from linkspan.kernel.entities.configured import configured

    return _cached(entity, text, path, configured().revision)


def refuse_hidden(known: Known, names: Iterable[str], field_class: str) -> None:
    """A result that everybody sees must not be made of what not everybody sees."""
    for name in names:
        spec = known.fields[name]
        if spec.field_class not in (PUBLIC, field_class):
            raise DomainError(
                "expression_class",
                _("“%(label)s” is not open to everybody. Give the result the class of this field.")
                % {"label": spec.label},
                "field_class",
            )


def values_of(known: Known, row: Any, names: Iterable[str], new: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the fields of a row hold, new values by attribute first; computed ones are asked of the database."""
    found: dict[str, Any] = {}
    asked: list[FieldSpec] = []
    for name in names:
        spec = known.fields[name]
        if spec.computed is not None:
            asked.append(spec)
            continue
        value = (new or {}).get(spec.attribute, getattr(row, spec.attribute))
        found[name] = typed(spec.type, value) if spec.custom is not None else value
    if asked and row.pk:
        found |= _computed(known, row.pk, asked)
    return found


def _computed(known: Known, key: int, specs: list[FieldSpec]) -> dict[str, Any]:
    rows: Any = known.model._base_manager.filter(pk=key)
    for spec in specs:
        inner = (known.fields[n] for n in names_in(spec.computed.expression) if n in known.fields)  # type: ignore[union-attr]
        for one in (*(i for i in inner if i.computed is not None), spec):
            if one.name not in rows.query.annotations:
                rows = rows.annotate(**one.annotations())
    return rows.values(*(spec.name for spec in specs)).first() or {}


def evaluate(entity: str, text: str, row: Any, new: Mapping[str, Any] | None = None) -> Any:
    """The value of an expression for a row; None where it cannot be computed."""
    from linkspan.engines.expression import ExpressionError

    known = find_entity(entity)
    try:
        formula = ready(entity, text, row.scope_path)
        return formula.evaluate(values_of(known, row, formula.names, new), today=clock.business_today())
    except (ExpressionError, DomainError):
        return None


def holds(entity: str, text: str, refusal: Any) -> Callable[[Any, Mapping[str, Any]], Any]:
    """A condition of a step: the reason why it is not met, or None."""

    def test(row: Any, values: Mapping[str, Any]) -> Any:
        if evaluate(entity, text, row, values) is True:
            return None
        return str(refusal) or _("The condition of this step is not met: %(condition)s") % {"condition": text}

    return test
