"""Computed custom fields: worked out when a record is written, and once more each day where they ask for the day."""

from typing import Any

from django.utils.translation import gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.access.actor import SYSTEM
from linkspan.kernel.actions import Work, after_all_writes
from linkspan.kernel.actions.models import ChangeRow
from linkspan.kernel.customise.formulas import ready, values_of
from linkspan.kernel.customise.models import CustomField
from linkspan.kernel.entities.custom import to_store
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.registry import Known, entity_of, find_entity
from linkspan.kernel.entities.specs import FieldSpec
from linkspan.kernel.errors import DomainError
from linkspan.kernel.jobs.queue import enqueue

_BATCH = 500
_AT_ONCE = 2000


@after_all_writes
def follow_records(work: Work) -> None:
    """Compute the fields of the records that an action wrote. They are no history: they follow from what is."""
    by_key: dict[tuple[str, int], tuple[Known, Any]] = {}
    for change in work.changes:
        known = entity_of(type(change.instance)) if change.kind != ChangeRow.DELETED else None
        if known is not None and formulas_of(known):
            by_key[known.name, change.instance.pk] = (known, change.instance)
    for change in work.changes:
        if change.kind == ChangeRow.DELETED:
            known = entity_of(type(change.instance))
            by_key.pop((known.name if known else "", change.instance.pk), None)
    for known, row in by_key.values():
        compute(known, row)


@after_all_writes
def follow_fields(work: Work) -> None:
    """Values of computed fields that an action made, changed, took away or brought back; of many records by a job."""
    fields = [c for c in work.changes if isinstance(c.instance, CustomField) and c.instance.expression]
    for change in fields:
        if change.kind == ChangeRow.DELETED:
            _clear(change.instance)
    wanted = {c.instance.entity: c.instance for c in fields if c.kind != ChangeRow.DELETED}
    for entity, field in wanted.items():
        if entity not in TARGETS:
            continue  # retired with its records
        known = find_entity(entity)
        if known.model._base_manager.all()[: _AT_ONCE + 1].count() <= _AT_ONCE:
            compute_all(known)
            continue
        enqueue(
            SYSTEM, "customise.compute", field.scope_path, {"entity": entity},
            label=gettext_noop("Compute the field %(names)s"), label_params={"names": str(field)},
        )  # fmt: skip


def _clear(field: CustomField) -> None:
    """Values of a computed field that is gone: another one of its key must not find them."""
    if field.entity not in TARGETS:
        return
    rows = find_entity(field.entity).model._base_manager.filter(custom__has_key=field.key)
    for row in rows.order_by("pk").iterator(_BATCH):
        held = {key: value for key, value in row.custom.items() if key != field.key}
        type(row)._base_manager.filter(pk=row.pk, version=row.version).update(custom=held)


def formulas_of(known: Known) -> list[FieldSpec]:
    """The computed custom fields of an entity, each after those that it reads."""
    own = {s.name: s for s in known.added if s.custom is not None and s.custom.expression}
    ordered: dict[str, FieldSpec] = {}

    def place(spec: FieldSpec, above: frozenset[str]) -> None:
        if spec.name in ordered or spec.name in above:
            return
        try:
            names = ready(known.name, spec.custom.expression, spec.custom.scope_path).names  # type: ignore[union-attr]
        except DomainError:
            names = frozenset()
        for name in sorted(names & own.keys()):
            place(own[name], above | {spec.name})
        ordered[spec.name] = spec

    for spec in own.values():
        place(spec, frozenset())
    return list(ordered.values())


def compute(known: Known, row: Any) -> bool:
    """Write the computed fields of a row anew; whether anything differed. Its version stays: nobody edited it."""
    held = dict(row.custom)
    for spec in formulas_of(known):
        custom = spec.custom
        assert custom is not None
        if not spec.exists_at(row.scope_path):
            continue
        value = to_store(_value(known, spec, row))
        if value is None:
            row.custom.pop(custom.key, None)
        else:
            row.custom[custom.key] = value
    if row.custom == held:
        return False
    # Whoever has written the row since it was read has computed its fields too: nothing of theirs is written over.
    return bool(known.model._base_manager.filter(pk=row.pk, version=row.version).update(custom=row.custom))


def _value(known: Known, spec: FieldSpec, row: Any) -> Any:
    from linkspan.engines.expression import ExpressionError

    custom = spec.custom
    assert custom is not None
    try:
        formula = ready(known.name, custom.expression, custom.scope_path)
        value = formula.evaluate(values_of(known, row, formula.names), today=clock.business_today())
    except (DomainError, ExpressionError):
        return None
    if value is not None and spec.type in {"integer", "rating", "duration", "money"}:
        return int(value)
    return value


def compute_all(known: Known, *, only_daily: bool = False) -> int:
    """The computed fields of every record of an entity; how many records differed."""
    specs = formulas_of(known)
    if only_daily:
        specs = [s for s in specs if ready(known.name, s.custom.expression, s.custom.scope_path).uses_today]  # type: ignore[union-attr]
    if not specs:
        return 0
    changed = 0
    for row in known.model._base_manager.order_by("pk").iterator(_BATCH):
        changed += compute(known, row)
    return changed
