"""How much a definition is used: what stands in the way of taking it away."""

from typing import Any

from linkspan.kernel.access.actor import elevated
from linkspan.kernel.customise.models import CustomField
from linkspan.kernel.entities.registry import Known


def rows_at(known: Known, path: str) -> Any:
    """All rows of an entity at a scope path and below, unfiltered."""
    return known.model._base_manager.filter(scope_path__startswith=path)


def filled(known: Known, row: CustomField) -> int:
    """In how many records a custom field holds a value that somebody gave; a computed one holds none."""
    if row.expression:
        return 0
    with elevated():
        return int(rows_at(known, row.scope_path).filter(custom__has_key=row.key).count())


def states_in_use(known: Known, path: str) -> dict[str, int]:
    """In which states records stand at a scope path and below, and how many in each."""
    from django.db.models import Count

    workflow = known.entity.workflow
    if workflow is None:
        return {}
    with elevated():
        counted = rows_at(known, path).order_by().values_list(workflow.field).annotate(Count("pk"))
        return dict(counted)
