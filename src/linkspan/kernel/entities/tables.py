"""The fields of an entity as columns of a table: what an import looks for, and what an export writes."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language, override

from linkspan.engines.tabular import Choice, OutColumn, Rules, Target
from linkspan.kernel import clock
from linkspan.kernel.entities.reading import references_in
from linkspan.kernel.entities.registry import Known
from linkspan.kernel.entities.specs import FieldSpec

#: Kind of a table's column by the type of the field; references are written and read by code or name.
KINDS: Mapping[str, str] = {
    **{word: word for word in ("text", "long_text", "code", "email", "url", "phone", "integer", "decimal", "percent")},
    **{word: word for word in ("money", "boolean", "date", "datetime", "duration", "choice")},
    "rating": "integer",
    "state": "choice",
    "multi_choice": "choices",
    "tags": "list",
    "multi_reference": "references",
    **dict.fromkeys(("reference", "person", "party"), "reference"),
}
_LANGUAGES = ("zh-hans", "en")


def language() -> str:
    """The reader's language as the tables know it: `zh-CN` or `en`."""
    return "en" if (get_language() or "").startswith("en") else "zh-CN"


def in_languages(text: Any) -> tuple[str, ...]:
    """A label in both languages, the reader's first."""
    own = str(text)
    found = [own]
    for code in _LANGUAGES:
        with override(code):
            found.append(str(text))
    return tuple(dict.fromkeys(word for word in found if word))


def targets_of(known: Known, specs: Iterable[FieldSpec]) -> list[Target]:
    """What an import looks for: every field by its labels, the title and the code by the entity's name as well."""
    entity = known.entity
    kinds = in_languages(known.model._meta.verbose_name)
    found = []
    for spec in specs:
        labels = [*in_languages(spec.label), *in_languages(spec.look.short), spec.name.replace("_", " ")]
        if spec.name == entity.title:
            labels += [f"{kind} name" if kind.isascii() else f"{kind}名称" for kind in kinds]
        elif spec.name == entity.code:
            labels += [f"{kind} code" if kind.isascii() else f"{kind}编号" for kind in kinds]
        choices = tuple(Choice(option.value, in_languages(option.label)) for option in spec.options)
        is_required = spec.is_required and spec.name != entity.code
        found.append(
            Target(spec.name, KINDS[spec.type], tuple(dict.fromkeys(labels)), is_required, choices, str(spec.help))
        )
    return found


def rules_of(spec: FieldSpec, target: Target, *, date_1904: bool) -> Rules:
    """What the field's own column says about its values."""
    bounds: dict[type, Decimal] = {}
    for validator in spec.output.validators if KINDS[spec.type] in ("integer", "decimal", "percent") else ():
        if isinstance(validator, MinValueValidator | MaxValueValidator):
            bounds[type(validator)] = Decimal(str(validator.limit_value))
    is_reference = spec.reference is not None
    return Rules(
        choices=target.choices,
        year=clock.business_today().year,
        date_1904=date_1904,
        currency=getattr(spec.output, "currency", "CNY"),
        minimum=bounds.get(MinValueValidator),
        maximum=bounds.get(MaxValueValidator),
        max_length=None if is_reference else getattr(spec.output, "max_length", None),
    )


def json_value(value: Any) -> Any:
    """A parsed value as the API takes it; moments are read in the business zone."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=ZoneInfo(settings.BUSINESS_TIME_ZONE)).isoformat()
    return value.isoformat() if isinstance(value, dt.date) else value


def columns_of(specs: Sequence[FieldSpec]) -> list[OutColumn]:
    """The columns of an export, labels and choices in the reader's language."""
    return [
        OutColumn(
            spec.name,
            str(spec.label),
            ("list" if spec.is_many else "text") if spec.reference else KINDS[spec.type],
            {option.value: str(option.label) for option in spec.options},
        )
        for spec in specs
    ]


def out_rows(found: list[dict[str, Any]], specs: Sequence[FieldSpec]) -> list[dict[str, Any]]:
    """Rows as read for JSON with references by name and moments in the business zone."""
    refs = references_in(found, list(specs))
    zone = ZoneInfo(settings.BUSINESS_TIME_ZONE)
    for row in found:
        for spec in specs:
            value = row.get(spec.name)
            if value is None:
                continue
            if spec.reference is not None:
                row[spec.name] = _named(value, refs[spec.reference])
            elif isinstance(value, dt.datetime):
                row[spec.name] = value.astimezone(zone).replace(tzinfo=None)
    return found


def _named(value: Any, labels: Mapping[str, Mapping[str, str]]) -> Any:
    if isinstance(value, list):
        return [_name(labels.get(str(key), {})) for key in value]
    return _name(labels.get(str(value), {}))


def _name(label: Mapping[str, str]) -> str:
    return label.get("code") or label.get("label", "")
