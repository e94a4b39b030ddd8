"""From events to messages: the outbox is read, lines wait for their time, those whose time has come are one message.

Nothing here is part of an action: it follows the commit, in the worker, and may run twice at once or again after a
crash without telling anybody twice.
"""

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import Count, Q

from linkspan.kernel import clock
from linkspan.kernel.actions.models import OutboxEvent
from linkspan.kernel.inbox.desk import TOLD
from linkspan.kernel.inbox.kinds import kind_of
from linkspan.modules.notify.models import Channel, Collected, Delivery, HandledEvent, Line
from linkspan.modules.notify.preferences import channels_on, wishes_of
from linkspan.modules.notify.timing import due_at

# An action's events carry the time at which they were written; a long import commits them much later.
LATEST_COMMIT = dt.timedelta(minutes=15)
_AGE = dt.timedelta(days=1)  # the outbox keeps no more
_BATCH = 500
PER_PERSON = 30  # messages to one person through one channel in an hour; what is more waits and becomes one
_HOUR = dt.timedelta(hours=1)
_WAIT_FOR_ROOM = dt.timedelta(minutes=5)


def _unhandled() -> Any:
    """Events that tell somebody something and of which nothing was made yet, oldest first."""
    moment = clock.now()
    last = Collected.objects.values_list("at", flat=True).first()
    since = max(moment - _AGE, (last or moment) - LATEST_COMMIT)
    handled = HandledEvent.objects.filter(at__gt=since - LATEST_COMMIT).values("event_id")
    return OutboxEvent.objects.filter(type=TOLD, created_at__gt=since).exclude(pk__in=handled).order_by("pk")


def is_anything_waiting() -> bool:
    """Whether there is something to do now; a cheap look, asked every few seconds."""
    moment = clock.now()
    return (
        Delivery.objects.filter(state=Delivery.State.WAITING, next_try_at__lte=moment).exists()
        or Line.objects.filter(delivery=None, due_at__lte=moment).exists()
        or (Channel.base_rows.filter(is_on=True).exists() and _unhandled().exists())
    )


def collect() -> int:
    """Make lines of new events; how many events."""
    count, began = 0, clock.now()
    while events := list(_unhandled()[:_BATCH]):
        _make_lines(events)
        count += len(events)
    Collected.objects.update_or_create(pk=Collected.ONLY, defaults={"at": began})
    return count


def _make_lines(events: list[OutboxEvent]) -> None:
    channels, moment = channels_on(), clock.now()
    told = {int(event.payload["user_id"]) for event in events}
    people = get_user_model()._base_manager.filter(pk__in=told, is_active=True)
    addresses: dict[int, str] = dict(people.values_list("pk", "email"))
    wishes = wishes_of(set(addresses))
    lines = []
    for event in events:
        key, kind = int(event.payload["user_id"]), kind_of(str(event.payload["kind"]))
        if key not in addresses:
            continue
        for channel in channels:
            if not wishes[key].wants(kind, channel) or (channel.on_since and event.created_at < channel.on_since):
                continue
            if channel.kind == Channel.Kind.MAIL and not addresses[key]:
                continue  # who has no address is told in the inbox; that is no failure of the channel
            due = due_at(event.created_at, wishes[key].digest(channel), wishes[key].hours(), is_urgent=kind.urgent)
            lines.append(
                Line(
                    event_id=event.pk,
                    channel=channel,
                    user_id=key,
                    item_id=int(event.payload["item"]),
                    kind=kind.name[:12],
                    due_at=due,
                    created_at=moment,
                )
            )
    with transaction.atomic():
        Line.objects.bulk_create(lines, ignore_conflicts=True)
        HandledEvent.objects.bulk_create(
            [HandledEvent(event_id=event.pk, at=moment) for event in events], ignore_conflicts=True
        )


def gather() -> int:
    """Make one message of all lines of a person and a channel whose time has come; how many messages."""
    moment, count = clock.now(), 0
    ready = Line.objects.filter(delivery=None, due_at__lte=moment, channel__is_on=True)
    pairs = list(ready.values("user", "channel").annotate(lines=Count("pk"))[:_BATCH])
    for pair in pairs:
        count += _gather_one(pair["user"], pair["channel"], moment)
    return count


def _gather_one(user_id: int, channel_id: int, moment: dt.datetime) -> bool:
    with transaction.atomic():
        mine = Line.objects.filter(user=user_id, channel=channel_id, delivery=None, due_at__lte=moment)
        if connection.features.has_select_for_update_skip_locked:
            mine = mine.select_for_update(skip_locked=True, of=("self",))
        keys = [line.pk for line in mine]
        if not keys:
            return False
        recent = Delivery.objects.filter(user=user_id, channel=channel_id, created_at__gt=moment - _HOUR)
        if recent.count() >= PER_PERSON:
            Line.objects.filter(pk__in=keys).update(due_at=moment + _WAIT_FOR_ROOM)
            return False
        delivery = Delivery.objects.create(
            user_id=user_id, channel_id=channel_id, next_try_at=moment, created_at=moment
        )
        Line.objects.filter(pk__in=keys).update(delivery=delivery)
    return True


def prune() -> int:
    """Delete what nobody asks for any more: sent messages after a month, given-up ones after three."""
    moment = clock.now()
    old = Q(ended_at__lt=moment - dt.timedelta(days=30)) & ~Q(state=Delivery.State.DEAD)
    older = Q(ended_at__lt=moment - dt.timedelta(days=90))
    count = 0
    for rows in (
        Delivery.objects.filter(old | older),
        HandledEvent.objects.filter(at__lt=moment - 2 * _AGE),
        Line.objects.filter(delivery=None, created_at__lt=moment - dt.timedelta(days=7)),
    ):
        keys = list(rows.values_list("pk", flat=True)[:_BATCH])
        count += rows.model._base_manager.filter(pk__in=keys).delete()[0] if keys else 0
    return count
