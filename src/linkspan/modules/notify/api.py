"""What the surfaces may ask of messages."""

import datetime as dt
from dataclasses import dataclass

from linkspan.kernel import clock
from linkspan.modules.notify.failures import sentence
from linkspan.modules.notify.models import Channel, Delivery, Line

_STUCK = dt.timedelta(minutes=15)
State = Delivery.State


@dataclass(frozen=True)
class Health:
    """Whether messages can be delivered. stuck: messages overdue by a quarter of an hour that nobody has tried."""

    channels_on: int
    channels_off: int
    waiting: int
    dead: int
    stuck: int
    failing: tuple[tuple[str, str], ...] = ()


def health() -> Health:
    """A look at channels and queue; sends nothing. failing: channels whose newest attempt failed, and why."""
    old = clock.now() - _STUCK
    on = list(Channel.base_rows.filter(is_on=True).order_by("name"))
    failing = []
    for channel in on:
        last = channel.deliveries.exclude(attempted_at=None).order_by("-attempted_at").first()
        if last is not None and last.error_code:
            failing.append((channel.name, sentence(last.error_code, last.error_params)))
    waiting = Delivery.objects.filter(state=State.WAITING, channel__is_on=True)
    stuck = waiting.filter(next_try_at__lt=old).count()
    stuck += Line.objects.filter(delivery=None, due_at__lt=old, channel__is_on=True).count()
    return Health(
        channels_on=len(on),
        channels_off=Channel.base_rows.filter(is_on=False).count(),
        waiting=waiting.count(),
        dead=Delivery.objects.filter(state=State.DEAD).count(),
        stuck=stuck,
        failing=tuple(failing),
    )
