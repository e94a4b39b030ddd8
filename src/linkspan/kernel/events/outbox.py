"""The outbox: appended inside a transaction, read in order of id, kept for a day."""

import datetime as dt
from typing import Any

from linkspan.kernel import clock
from linkspan.kernel.actions.models import OutboxEvent

KEPT = dt.timedelta(days=1)
_BATCH = 500


def announce(event_type: str, scope_path: str, **payload: Any) -> OutboxEvent:
    """Append an event outside any action: for progress and the like, where nothing goes into history."""
    return OutboxEvent.objects.create(type=event_type, scope_path=scope_path, payload=payload, created_at=clock.now())


def read_after(event_id: int, limit: int = _BATCH) -> list[OutboxEvent]:
    """At most `limit` events with a greater id, in order of id."""
    return list(OutboxEvent.objects.filter(pk__gt=event_id).order_by("pk")[:limit])


def last_id() -> int:
    """The greatest id so far; 0 while there is none."""
    return OutboxEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def prune() -> int:
    """Delete events that no stream can ask for any more; how many."""
    old = OutboxEvent.objects.filter(created_at__lt=clock.now() - KEPT).order_by("pk").values_list("pk", flat=True)
    keys = list(old[:_BATCH])
    return OutboxEvent.objects.filter(pk__in=keys).delete()[0] if keys else 0
