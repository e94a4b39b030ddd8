"""From JSON to the values of fields, each refused with a sentence that names the field and the remedy."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.entities.custom import to_store
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.specs import FieldSpec
from linkspan.kernel.errors import DomainError

_MOST_ENTRIES = 200
_LONG_TEXT = 100_000


def bad(spec: FieldSpec, sentence: str) -> DomainError:
    """A value that a field does not take."""
    return DomainError("value", sentence, spec.name)


# Keys that the actor may point at, by kind, as far as they were asked for: of many rows most name the same few.
Asked = dict[str, set[int]]


def clean_values(
    values: Mapping[str, Any],
    fields: Mapping[str, FieldSpec],
    actor: Actor,
    container: Any,
    asked: Asked | None = None,
) -> dict[str, Any]:
    """Values ready to be written, references as keys under `name_id`, fields of several as lists of keys."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        spec = fields.get(name)
        if spec is None:
            raise DomainError(
                "unknown_field",
                _("There is no field “%(name)s” that you may fill in here.") % {"name": str(name)[:40]},
                str(name)[:40],
            )
        if spec.is_read_only:
            raise bad(spec, _("“%(label)s” is computed and cannot be typed in.") % {"label": spec.label})
        cleaned = clean(spec, value, actor, container, asked=asked)
        found[spec.attribute] = to_store(cleaned) if spec.custom is not None else cleaned
    return found


def clean(spec: FieldSpec, value: Any, actor: Actor, container: Any, *, asked: Asked | None = None) -> Any:
    """One value of a field. Raises DomainError with the field's name."""
    if spec.output.is_relation:
        return _references(spec, value, actor, container, {} if asked is None else asked)
    if value is None or value == "" or value == []:
        return _nothing(spec)
    try:
        typed = _TYPES[spec.type](spec, value)
        return spec.output.clean(typed, None)
    except ValidationError as error:
        raise bad(
            spec,
            _("“%(label)s” cannot be this: %(reason)s") % {"label": spec.label, "reason": " ".join(error.messages)},
        ) from error
    except (TypeError, ValueError, InvalidOperation, OverflowError) as error:
        raise bad(
            spec, _("“%(value)s” does not fit “%(label)s”.") % {"value": str(value)[:40], "label": spec.label}
        ) from error


def _nothing(spec: FieldSpec) -> Any:
    column = spec.output
    if not column.blank and spec.type != "boolean":
        raise bad(spec, _("“%(label)s” must not be empty.") % {"label": spec.label})
    if spec.type == "boolean":
        return False
    if spec.type in {"tags", "multi_choice"}:
        return []
    return None if column.null else ""


def _references(spec: FieldSpec, value: Any, actor: Actor, container: Any, asked: Asked) -> Any:
    if value is None or value == "" or value == []:
        if spec.is_many:
            return []
        if not spec.output.null:
            raise bad(spec, _("“%(label)s” must not be empty.") % {"label": spec.label})
        return None
    keys = value if spec.is_many else [value]
    if (
        not isinstance(keys, list)
        or len(keys) > _MOST_ENTRIES
        or not all(type(k) is int and 0 < k < 2**63 for k in keys)
    ):
        raise bad(spec, _("Choose “%(label)s” from the list.") % {"label": spec.label})
    target = TARGETS[spec.reference or ""]
    open_keys = asked.setdefault(target.name, set())
    if not open_keys.issuperset(keys):
        open_keys.update(target.rows(actor, container).filter(pk__in=keys).values_list("pk", flat=True))
    if not open_keys.issuperset(keys):
        raise bad(
            spec,
            _("“%(label)s” names something that does not exist here. Choose it from the list.") % {"label": spec.label},
        )
    return list(dict.fromkeys(keys)) if spec.is_many else value


def _text(spec: FieldSpec, value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    text = value.replace("\r\n", "\n") if spec.type == "long_text" else " ".join(value.split())
    if len(text) > _LONG_TEXT:
        raise bad(
            spec, _("“%(label)s” is longer than %(most)s characters.") % {"label": spec.label, "most": _LONG_TEXT}
        )
    return text


def _whole(spec: FieldSpec, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise TypeError
    return int(value)


def _ratio(spec: FieldSpec, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return float(value)


def _decimal(spec: FieldSpec, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError
    return Decimal(str(value)) if isinstance(spec.output, models.DecimalField) else float(value)


def _boolean(spec: FieldSpec, value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _day(spec: FieldSpec, value: Any) -> dt.date:
    day = dt.date.fromisoformat(value)
    if not 1900 <= day.year <= 2200:
        raise bad(spec, _("“%(label)s” must lie between the years 1900 and 2200.") % {"label": spec.label})
    return day


def _moment(spec: FieldSpec, value: Any) -> dt.datetime:
    moment = dt.datetime.fromisoformat(value)
    if moment.tzinfo is None or not 1900 <= moment.year <= 2200:
        raise ValueError
    return moment.astimezone(dt.UTC)


def _entries(spec: FieldSpec, value: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > _MOST_ENTRIES or not all(isinstance(part, str) for part in value):
        raise TypeError
    return list(dict.fromkeys(" ".join(part.split())[:60] for part in value if part.strip()))


_TYPES: Mapping[str, Any] = {
    **dict.fromkeys(("text", "long_text", "code", "url", "email", "phone", "choice", "state"), _text),
    **dict.fromkeys(("integer", "money", "duration", "rating"), _whole),
    "percent": _ratio,
    "decimal": _decimal,
    "boolean": _boolean,
    "date": _day,
    "datetime": _moment,
    **dict.fromkeys(("tags", "multi_choice"), _entries),
}
