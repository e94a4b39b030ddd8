"""Computed fields of many records, and of every record once a day where they ask for the day."""

from typing import Any

from django.utils.translation import gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.customise.computing import compute_all, formulas_of
from linkspan.kernel.customise.formulas import ready
from linkspan.kernel.customise.models import Revision
from linkspan.kernel.entities.configured import refresh
from linkspan.kernel.entities.registry import Known, entities, find_entity
from linkspan.kernel.errors import DomainError
from linkspan.kernel.jobs import JobContext, job
from linkspan.kernel.jobs.timers import every

_QUARTER = 900


@job("customise.compute")
def compute_fields(context: JobContext, entity: str) -> dict[str, Any]:
    """All computed fields of the records of one entity."""
    return {"changed": compute_all(find_entity(entity))}


@job("customise.today")
def compute_for_today(context: JobContext) -> dict[str, Any]:
    """The computed fields that ask for the day, of all records."""
    changed = sum(compute_all(known, only_daily=True) for known in list(entities()) if formulas_of(known))
    Revision.objects.filter(pk=1).update(computed_on=clock.business_today())
    return {"changed": changed}


def _is_new_day() -> bool:
    row = Revision.objects.first()
    if row is None or row.computed_on == clock.business_today():
        return False
    refresh()
    return any(_asks_for_day(known) for known in list(entities()))


def _asks_for_day(known: Known) -> bool:
    for spec in formulas_of(known):
        assert spec.custom is not None
        try:
            if ready(known.name, spec.custom.expression, spec.custom.scope_path).uses_today:
                return True
        except DomainError:
            continue
    return False


every(_QUARTER, "customise.today", label=gettext_noop("Compute the fields of the day"), when=_is_new_day)
