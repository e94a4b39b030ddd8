"""Who is told of dates: the owner of a record whose date comes or has just passed, once for each.

The record's date is the first of its calendar view, its owner the field of that name; a record in a closed or final
state has none that matters. Both are read from the declaration, so that an entity more needs nothing here.
"""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from linkspan.kernel import clock
from linkspan.kernel.access.actor import SYSTEM, acting_as, elevated
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.registry import Known, entities
from linkspan.kernel.entities.writing import shown_name
from linkspan.kernel.inbox.desk import put
from linkspan.kernel.jobs.models import Job
from linkspan.modules.notify.models import DueTold

DUE = "due"
AHEAD = dt.timedelta(days=1)
# What lies further back was overdue before anybody was told of anything.
BEHIND = dt.timedelta(days=3)
_FROM_HOUR = 7
_MOST = 2000


def is_time() -> bool:
    """Whether people have not been told today, and the day has begun where the installation is."""
    local = clock.now().astimezone(ZoneInfo(settings.BUSINESS_TIME_ZONE))
    if local.hour < _FROM_HOUR:
        return False
    begins = local.replace(hour=_FROM_HOUR, minute=0, second=0, microsecond=0)
    return not Job.base_rows.filter(kind="notify.dates", user=None, created_at__gte=begins).exists()


def tell_dates() -> int:
    """Put a line into the inbox of each owner whom a date concerns; how many."""
    today, count = clock.business_today(), 0
    readers: dict[int, Any] = {}
    for known in entities():
        date = _date_of(known)
        if date is None:
            continue
        with acting_as(SYSTEM), elevated():
            rows = known.model._base_manager.filter(
                owner__is_active=True, **{f"{date}__gte": today - BEHIND, f"{date}__lte": today + AHEAD}
            )
            workflow = known.entity.workflow
            if workflow is not None:
                rows = rows.exclude(**{f"{workflow.field}__in": _ended(workflow)})
            found = list(rows.order_by("pk")[:_MOST])
        for row in found:
            count += _tell(known, row, getattr(row, date), today, readers)
    return count


def _date_of(known: Known) -> str | None:
    """The field of the record's date; None for an entity without one, or without owners."""
    fields = {column.name: column for column in known.model._meta.concrete_fields}
    dates = [name for name in known.entity.views.calendar if name in fields]
    owner = fields.get("owner")
    return dates[0] if dates and owner is not None and owner.related_model is get_user_model() else None


def _ended(workflow: Any) -> list[str]:
    """States in which nothing is waited for: the closed ones, and those from which no step leads on."""
    targets = {step.target for step in workflow.transitions}
    sources = {state for step in workflow.transitions for state in step.sources}
    return sorted(set(workflow.closed) | (targets - sources))


def _tell(known: Known, row: Any, day: dt.date, today: dt.date, readers: dict[int, Any]) -> bool:
    if row.owner_id not in readers:
        readers[row.owner_id] = actor_for(row.owner)
    reader, target = readers[row.owner_id], TARGETS[known.name]
    with acting_as(reader):
        if not target.rows(reader, None).filter(pk=row.pk).exists():
            return False
    with transaction.atomic(), acting_as(SYSTEM), elevated():
        _row, is_new = DueTold.objects.get_or_create(
            user_id=row.owner_id, entity=known.name, record_id=row.pk, day=day, is_overdue=day < today
        )
        if is_new:
            name = {"zh": shown_name(known, row, "zh-hans"), "en": shown_name(known, row, "en")}
            place = {"entity": known.name, "record_id": row.pk, "name": name, "url": target.url(row)}
            put(row.owner_id, DUE, by=SYSTEM, comment_id=None, **place)
    return is_new
