"""The one lane of the rules: whoever holds it works, and whoever lost it writes nothing more."""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Q

from linkspan.kernel import clock
from linkspan.modules.automation.models import Lane

SECONDS = 60


class LaneLost(Exception):
    """The lease ran out, and another worker may have the lane."""


def take() -> str | None:
    """The holder's word for the lane; None where another worker has it."""
    holder, moment = uuid.uuid4().hex, clock.now()
    with transaction.atomic():
        Lane.objects.get_or_create(pk=Lane.ONLY)
        is_free = Q(until=None) | Q(until__lte=moment)
        taken = Lane.objects.filter(is_free, pk=Lane.ONLY).update(holder=holder, until=_end(moment))
    return holder if taken else None


def is_free() -> bool:
    """Whether nobody works; a cheap look."""
    return not Lane.objects.filter(pk=Lane.ONLY, until__gt=clock.now()).exists()


def hold(holder: str) -> None:
    """Inside a transaction: keep the lane to its end and longer. LaneLost where it is another's by now."""
    if not Lane.objects.filter(pk=Lane.ONLY, holder=holder).update(until=_end(clock.now())):
        raise LaneLost


def release(holder: str) -> None:
    """Leave the lane."""
    Lane.objects.filter(pk=Lane.ONLY, holder=holder).update(holder="", until=None)


def _end(moment: dt.datetime) -> dt.datetime:
    return moment + dt.timedelta(seconds=SECONDS)
