"""What rules may compute with: the fields of the record as they are, and as they were (`before.status`)."""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.classes import PUBLIC, Reach, class_verb
from linkspan.kernel.customise.formulas import kinds_of, labels_of_fields, values_of
from linkspan.kernel.entities.configured import configured
from linkspan.kernel.entities.custom import typed
from linkspan.kernel.entities.registry import Known, find_entity
from linkspan.kernel.entities.specs import FieldSpec, in_english, on_page
from linkspan.kernel.errors import DomainError, Forbidden

if TYPE_CHECKING:
    from linkspan.engines.expression import Checked, Kind

BEFORE = "before."
_BEFORE_ZH = "变更前."  # in braces, before a field's Chinese label


@dataclass(frozen=True)
class Change:
    """How a record came to be what it is: values by attribute before the change, None for a new record."""

    is_new: bool = False
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


UNCHANGED = Change()


def kinds_at(known: Known, path: str) -> "dict[str, Kind]":
    """Kinds of all that an expression of a rule may name."""
    kinds = kinds_of(known, path)
    return kinds | {f"{BEFORE}{name}": kind for name, kind in kinds.items() if known.fields[name].computed is None}


def labels_at(known: Known, path: str) -> dict[str, str]:
    """The same by the labels that people write in braces."""
    labels = labels_of_fields(known, path)
    old = {f"{prefix}{label}": f"{BEFORE}{name}" for label, name in labels.items() for prefix in (BEFORE, _BEFORE_ZH)}
    return labels | old


def checked(entity: str, text: str, path: str, expect: str = "") -> "Checked":
    """An expression, checked; kept while the configuration stays as it is. DomainError with place and remedy."""
    from linkspan.engines.expression import ExpressionError

    try:
        return _checked(entity, text, path, expect, configured().revision)
    except ExpressionError as error:
        raise DomainError("expression", error.text("en" if in_english() else "zh"), "condition") from error


@functools.lru_cache(maxsize=2000)
def _checked(entity: str, text: str, path: str, expect: str, revision: int) -> "Checked":
    from linkspan.engines.expression import Kind, check

    known = find_entity(entity)
    return check(text, kinds_at(known, path), labels=labels_at(known, path), expect=Kind(expect) if expect else None)


def by_key(entity: str, text: str, path: str) -> str:
    """The expression with its fields written by key, as it is kept: a renamed field does no harm."""
    from linkspan.engines.expression import ExpressionError, rewrite

    known = find_entity(entity)
    try:
        return rewrite(text, kinds_at(known, path), labels=labels_at(known, path))
    except ExpressionError as error:
        raise DomainError("expression", error.text("en" if in_english() else "zh"), "condition") from error


def names_for(known: Known, path: str) -> dict[str, str]:
    """What the reader calls the fields, as they were before too, by key."""
    prefix = BEFORE if in_english() else _BEFORE_ZH
    names = {name: on_page(known.fields[name].label) for name in kinds_of(known, path)}
    return names | {f"{BEFORE}{name}": f"{prefix}{label}" for name, label in names.items()}


def by_label(known: Known, text: str, path: str) -> str:
    """An expression as the reader writes it; as it is kept where it is no longer right."""
    from linkspan.engines.expression import ExpressionError, rewrite

    try:
        kinds = kinds_at(known, path)
        return rewrite(text, kinds, labels=labels_at(known, path), names=names_for(known, path)) if text else ""
    except ExpressionError:
        return text


def evaluate(known: Known, text: str, path: str, row: Any, change: Change, *, expect: str = "") -> Any:
    """The value of an expression for a record. DomainError where it cannot be computed, with the reason."""
    from linkspan.engines.expression import ExpressionError

    formula = checked(known.name, text, path, expect)
    try:
        return formula.evaluate(values(known, row, formula.names, change), today=clock.business_today())
    except ExpressionError as error:
        raise DomainError("expression", error.text("en" if in_english() else "zh"), "condition") from error


def values(known: Known, row: Any, names: Iterable[str], change: Change) -> dict[str, Any]:
    """What fields hold now, and held before."""
    wanted = set(names)
    old = {name for name in wanted if name.startswith(BEFORE)}
    found = values_of(known, row, wanted - old)
    for name in old:
        spec = known.fields[name.removeprefix(BEFORE)]
        found[name] = _old(known, spec, row, change)
    return found


def _old(known: Known, spec: FieldSpec, row: Any, change: Change) -> Any:
    if change.is_new:
        return None
    if change.before is None or spec.attribute not in change.before:
        return values_of(known, row, [spec.name])[spec.name]
    value = change.before[spec.attribute]
    return typed(spec.type, value) if spec.custom is not None else value


def readable(actor: Actor, spec: FieldSpec, path: str) -> bool:
    """Whether the actor reads a field in all records at a scope path."""
    if spec.field_class == PUBLIC or actor.is_system:
        return True
    return Reach.of(actor, class_verb(spec.field_class)).opens(path, is_own=False)


def refuse_unreadable(actor: Actor, known: Known, names: Iterable[str], path: str) -> None:
    """Forbidden where a rule would read for its owner what the owner may not read."""
    for name in names:
        spec = known.fields.get(name.removeprefix(BEFORE))
        if spec is not None and not readable(actor, spec, path):
            raise Forbidden(class_verb(spec.field_class))
