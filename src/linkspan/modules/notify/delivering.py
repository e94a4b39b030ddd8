"""One attempt after another: claim a message, say what it says now, send it, write down how it went."""

import datetime as dt
from collections.abc import Callable

import structlog
from django.db.models import F, Q
from django.utils.translation import override

from linkspan.kernel import clock
from linkspan.kernel.inbox.kinds import kind_of
from linkspan.kernel.outgoing import allowed
from linkspan.modules.notify import timing
from linkspan.modules.notify.channels import secrets_of
from linkspan.modules.notify.failures import Failure
from linkspan.modules.notify.models import Channel, Delivery
from linkspan.modules.notify.preferences import wishes_of
from linkspan.modules.notify.rendering import Message, compose
from linkspan.modules.notify.sending import SENDERS

log = structlog.get_logger(__name__)
_MINUTE = dt.timedelta(minutes=1)
# Longer than any attempt may last: who died within it left the message for another worker.
_CLAIM = dt.timedelta(minutes=3)
_BATCH = 200
State = Delivery.State


def send_due(*, should_stop: Callable[[], None] = lambda: None, seconds: float = 60.0) -> dict[str, int]:
    """Try every message whose time has come, each channel no faster than its rate; how many ended how.

    Stops after about `seconds`: other jobs wait for the worker too.
    """
    began, counts = clock.monotonic(), {"sent": 0, "later": 0, "dead": 0, "dropped": 0}
    due = Delivery.objects.filter(state=State.WAITING, next_try_at__lte=clock.now(), channel__is_on=True)
    room: dict[int, int] = {}
    for delivery in due.select_related("channel", "user").order_by("next_try_at", "pk")[:_BATCH]:
        if clock.monotonic() - began > seconds:
            break
        should_stop()
        channel = delivery.channel
        if channel.pk not in room:
            room[channel.pk] = _room(channel)
        if room[channel.pk] <= 0:
            # Looked at again when the oldest attempt of this minute is a minute old.
            Delivery.objects.filter(pk=delivery.pk, state=State.WAITING).update(next_try_at=_next_room(channel))
            counts["later"] += 1
            continue
        if not _claim(delivery):
            continue
        room[channel.pk] -= 1
        counts[attempt(delivery)] += 1
    return counts


def _room(channel: Channel) -> int:
    return channel.per_minute - Delivery.objects.filter(channel=channel, attempted_at__gt=clock.now() - _MINUTE).count()


def _next_room(channel: Channel) -> dt.datetime:
    moment = clock.now()
    tried = Delivery.objects.filter(channel=channel, attempted_at__gt=moment - _MINUTE)
    oldest = tried.order_by("attempted_at").values_list("attempted_at", flat=True).first()
    return (oldest or moment) + _MINUTE


def _claim(delivery: Delivery) -> bool:
    """Take the message for this worker; False where another has it."""
    moment = clock.now()
    free = Q(claimed_until=None) | Q(claimed_until__lt=moment)
    taken = Delivery.objects.filter(free, pk=delivery.pk, state=State.WAITING, attempts=delivery.attempts).update(
        claimed_until=moment + _CLAIM, attempted_at=moment, attempts=F("attempts") + 1
    )
    delivery.attempts += taken
    return bool(taken)


def attempt(delivery: Delivery) -> str:
    """One attempt of a claimed message; how it went: sent, later, dead or dropped."""
    try:
        message = compose(delivery)
        if message is None:
            return _end(delivery, State.DROPPED)
        send(delivery.channel, message)
    except Failure as failure:
        return _failed(delivery, failure)
    except Exception as error:
        log.exception("message_failed", delivery=delivery.pk, error=type(error).__name__)
        return _failed(delivery, Failure("internal"))
    return _end(delivery, State.SENT)


def send(channel: Channel, message: Message) -> None:
    """Send a message through a channel now. Failure where it is not taken."""
    secrets = secrets_of(channel)
    if secrets is None:
        raise Failure("secret_lost", is_final=True)
    with override(message.language):
        SENDERS[channel.kind](allowed.gate(), channel, secrets, message)


def _end(delivery: Delivery, state: str) -> str:
    moment = clock.now()
    Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts).update(
        state=state, ended_at=moment, claimed_until=None, error_code="", error_params={}
    )
    return str(state)


def _outside_quiet_hours(delivery: Delivery, moment: dt.datetime) -> dt.datetime:
    """Another attempt must not fall into quiet hours that have begun meanwhile, unless the message may pass them."""
    hours = wishes_of({delivery.user_id})[delivery.user_id].hours()
    kinds = delivery.lines.values_list("kind", flat=True)
    if hours.urgent_through and any(kind_of(kind).urgent for kind in kinds):
        return moment
    return timing.after_quiet(moment, hours)


def _failed(delivery: Delivery, failure: Failure) -> str:
    moment = clock.now()
    is_over = failure.is_final or delivery.attempts >= timing.MOST_ATTEMPTS
    later = moment + dt.timedelta(seconds=timing.pause(delivery.attempts, asked=failure.retry_after))
    Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts).update(
        state=State.DEAD if is_over else State.WAITING,
        ended_at=moment if is_over else None,
        next_try_at=_outside_quiet_hours(delivery, later),
        claimed_until=None,
        error_code=failure.code,
        error_params=failure.params,
    )
    log.warning("message_not_sent", delivery=delivery.pk, attempt=delivery.attempts, code=failure.code)
    return "dead" if is_over else "later"
