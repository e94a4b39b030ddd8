"""The outbox: appended inside a transaction, read in order of id, kept for a day."""

import datetime as dt
from typing import Any

from linkspan.kernel import clock
from linkspan.kernel.actions.models import OutboxEvent

KEPT = dt.timedelta(days=1)
RESUME_AGE = dt.timedelta(hours=1)
RESUME_MOST = 500
# Ids are drawn before the commit: on PostgreSQL an event can appear after one with a greater id.
LATE = dt.timedelta(seconds=10)
LATE_IDS = 200
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


def missed_events(last_id: int, until: int, *, has_late_commits: bool) -> list[OutboxEvent] | None:
    """Events after `last_id` up to `until`; None where the reader must fetch everything anew."""
    moment = clock.now()
    if last_id > until:
        return None  # an id of another database
    known = OutboxEvent.objects.filter(pk=last_id).first()
    if known is None or known.created_at < moment - RESUME_AGE:
        # Pruned, rolled back, or too old: only "nothing happened since" is certain.
        return [] if last_id == until else None
    events = list(OutboxEvent.objects.filter(pk__gt=last_id, pk__lte=until).order_by("pk")[: RESUME_MOST + 1])
    if len(events) > RESUME_MOST:
        return None
    if has_late_commits:
        late = OutboxEvent.objects.filter(pk__lt=last_id, pk__gt=last_id - LATE_IDS, created_at__gt=moment - LATE)
        events = [*late.order_by("pk"), *events]
    return events


def prune() -> int:
    """Delete events that no stream can ask for any more; how many."""
    old = OutboxEvent.objects.filter(created_at__lt=clock.now() - KEPT).order_by("pk").values_list("pk", flat=True)
    keys = list(old[:_BATCH])
    return OutboxEvent.objects.filter(pk__in=keys).delete()[0] if keys else 0
