"""What hangs on a record: other rows that point at it, by a column or by a field that the company added."""

from typing import Any

from django.utils.translation import gettext as _

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.entities.columns import entry_pattern
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.registry import Known, entities, entity_of
from linkspan.kernel.entities.specs import FieldSpec
from linkspan.kernel.errors import DomainError


def refuse_dependants(actor: Actor, known: Known, row: Any) -> None:
    """Other records that point at the row: named to who may see them, so that one knows what to do first."""
    for relation in type(row)._meta.related_objects:
        if relation.on_delete is None or getattr(relation.related_model, "IS_COMPUTED", False):
            continue
        hanging = relation.related_model._base_manager.filter(**{relation.field.name: row.pk}).first()
        if hanging is not None:
            raise _in_use(actor, entity_of(relation.related_model), hanging)
    for other in list(entities()):
        for spec in other.fields.values():
            if spec.custom is not None and spec.reference == known.name:
                hanging = holding(other.model._base_manager.all(), spec, row.pk).first()
                if hanging is not None and not (other.name == known.name and hanging.pk == row.pk):
                    raise _in_use(actor, other, hanging)


def _in_use(actor: Actor, known: Known | None, hanging: Any) -> DomainError:
    seen = known is None or TARGETS[known.name].rows(actor, None).filter(pk=hanging.pk).exists()
    return DomainError(
        "in_use",
        _("“%(other)s” (%(kind)s) still points at this. Change that first.")
        % {"other": str(hanging)[:60] if seen else "—", "kind": type(hanging)._meta.verbose_name},
        status=409,
    )


def holding(rows: Any, spec: FieldSpec, entry: Any) -> Any:
    """Those of the rows that hold an entry in a custom field: a choice, or the key of a record."""
    found = rows.annotate(**spec.annotations())
    if spec.is_many or spec.type in {"multi_choice", "tags"}:
        return found.filter(**{f"{spec.name}__contains": entry_pattern(str(entry))})
    return found.filter(**{spec.name: entry})
