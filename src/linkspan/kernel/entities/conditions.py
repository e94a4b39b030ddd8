"""Filters as addresses carry them: `status:in:open,closed`, `due:within:7`, `title:contains:LIS, 2.0`."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.entities.columns import entry_pattern
from linkspan.kernel.entities.specs import NUMBERS, FieldSpec
from linkspan.kernel.errors import DomainError

MOST_FILTERS = 30
MOST_VALUES = 200
_LARGEST = 2**63 - 1


def refused(field: str, sentence: str) -> DomainError:
    """A filter, order or group that the list does not take."""
    return DomainError("filter", sentence, field[:60], status=422)


def parse_filter(text: str, fields: Mapping[str, FieldSpec]) -> tuple[FieldSpec, str, str]:
    """Field, operator and raw operand of one filter; DomainError for a field or operator that does not exist."""
    name, _sep, rest = text.partition(":")
    operator, _sep, operand = rest.partition(":")
    spec = fields.get(name)
    if spec is None:
        raise refused(name, _("There is no field “%(name)s” to filter by.") % {"name": name[:40]})
    if operator not in spec.operators:
        raise refused(
            name,
            _("“%(label)s” cannot be filtered by “%(operator)s”. Use one of: %(known)s.")
            % {"label": spec.label, "operator": operator[:20], "known": ", ".join(spec.operators)},
        )
    return spec, operator, operand


def condition(spec: FieldSpec, operator: str, operand: str, actor: Actor) -> Q:
    """The filter as a database condition. Raises DomainError for an operand that cannot be read."""
    if operator in {"empty", "not_empty"}:
        found = _empty(spec)
        return found if operator == "empty" else ~found
    if spec.custom is not None and spec.is_many:
        keys = [str(_key(spec, part)) for part in _parts(spec, operand)]
        return _any(Q(**{f"{spec.name}__contains": entry_pattern(key)}) for key in keys)
    if spec.type in {"multi_choice", "tags"}:
        return _any(Q(**{f"{spec.name}__contains": entry_pattern(entry)}) for entry in _parts(spec, operand))
    if spec.is_many:
        return Q(pk__in=_rows_with(spec, [_key(spec, part) for part in _parts(spec, operand)]))
    return _BY_TYPE[_family(spec)](spec, operator, operand, actor)


def _family(spec: FieldSpec) -> str:
    if spec.type in NUMBERS:
        return "number"
    return {"date": "date", "datetime": "date", "boolean": "boolean"}.get(
        spec.type, "choice" if spec.type in _ONE_OF else "text"
    )


_ONE_OF = {"choice", "state", "reference", "person", "party"}


def _any(conditions: Any) -> Q:
    found = Q(pk__in=[])
    for one in conditions:
        found |= one
    return found


def _empty(spec: FieldSpec) -> Q:
    if spec.is_joined:
        return Q(**{f"{spec.name}__isnull": True})
    found = Q(**{f"{spec.source}__isnull": True})
    return (
        found | Q(**{spec.source: ""}) if _family(spec) in {"text", "choice"} and not spec.output.is_relation else found
    )


def _parts(spec: FieldSpec, operand: str) -> list[str]:
    parts = [part.strip() for part in operand.split(",") if part.strip()]
    if not parts or len(parts) > MOST_VALUES:
        raise refused(
            spec.name,
            _("Give between 1 and %(most)s values for “%(label)s”.") % {"most": MOST_VALUES, "label": spec.label},
        )
    return parts


def _key(spec: FieldSpec, text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > _LARGEST:
        raise refused(
            spec.name,
            _("“%(text)s” is no key of a record. Choose “%(label)s” from the list.")
            % {"text": text[:40], "label": spec.label},
        )
    return int(text)


def _rows_with(spec: FieldSpec, keys: list[int]) -> Any:
    """Keys of the rows that hold one of the keys in a field of several."""
    column: Any = spec.column
    through = column.remote_field.through
    return through._base_manager.filter(**{f"{column.m2m_reverse_field_name()}__in": keys}).values(
        f"{column.m2m_field_name()}_id"
    )


def _text(spec: FieldSpec, operator: str, operand: str, actor: Actor) -> Q:
    if operator == "contains":
        return Q(**{f"{spec.source}__icontains": operand})
    found = Q(**{f"{spec.source}__iexact": operand})
    return found if operator == "is" else ~found


def _choice(spec: FieldSpec, operator: str, operand: str, actor: Actor) -> Q:
    if operator == "me":
        return Q(**{spec.source: actor.user_id}) if actor.user_id is not None else Q(pk__in=[])
    values: list[Any] = _parts(spec, operand)
    if spec.output.is_relation:
        values = [_key(spec, part) for part in values]
    found = Q(**{f"{spec.source}__in": values})
    return found if operator == "in" else ~found | Q(**{f"{spec.source}__isnull": True})


def _boolean(spec: FieldSpec, operator: str, operand: str, actor: Actor) -> Q:
    return Q(**{spec.source: operator == "true"})


def _number(spec: FieldSpec, operator: str, operand: str, actor: Actor) -> Q:
    if operator == "between":
        low, _sep, high = operand.partition(",")
        return Q(**{f"{spec.source}__gte": _amount(spec, low), f"{spec.source}__lte": _amount(spec, high)})
    suffix = "" if operator == "eq" else f"__{operator}"
    return Q(**{f"{spec.source}{suffix}": _amount(spec, operand)})


def _amount(spec: FieldSpec, text: str) -> float | int:
    try:
        value = float(text) if spec.type in {"percent", "decimal"} else int(text)
    except ValueError as error:
        raise refused(
            spec.name, _("“%(text)s” is not a number. Correct “%(label)s”.") % {"text": text[:40], "label": spec.label}
        ) from error
    if not abs(value) <= _LARGEST:
        raise refused(spec.name, _("“%(text)s” is larger than any number kept here.") % {"text": text[:40]})
    return value


def _date(spec: FieldSpec, operator: str, operand: str, actor: Actor) -> Q:
    source = f"{spec.source}__date" if spec.type == "datetime" else spec.source
    if operator == "within":
        today = clock.business_today()
        other = today + dt.timedelta(days=_days(spec, operand))
        return Q(**{f"{source}__gte": min(today, other), f"{source}__lte": max(today, other)})
    if operator == "between":
        low, _sep, high = operand.partition(",")
        return Q(**{f"{source}__gte": _day(spec, low), f"{source}__lte": _day(spec, high)})
    suffix = {"on": "", "before": "__lt", "after": "__gt"}[operator]
    return Q(**{f"{source}{suffix}": _day(spec, operand)})


def _days(spec: FieldSpec, text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,4}", text) or abs(int(text)) > 3660:
        raise refused(spec.name, _("Give a number of days between −3660 and 3660."))
    return int(text)


def _day(spec: FieldSpec, text: str) -> dt.date:
    if text == "today":
        return clock.business_today()
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise refused(
            spec.name, _("“%(text)s” is not a date. Write it like 2026-07-31.") % {"text": text[:40]}
        ) from error


_BY_TYPE: Mapping[str, Callable[[FieldSpec, str, str, Actor], Q]] = {
    "text": _text,
    "choice": _choice,
    "boolean": _boolean,
    "number": _number,
    "date": _date,
}
