"""The jobs of messages: deliver what waits, try a channel out, tell of dates. The worker asks for them by the clock."""

import uuid
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from linkspan.kernel.access.actor import ROOT
from linkspan.kernel.errors import DomainError, Forbidden, NotFound
from linkspan.kernel.jobs import job
from linkspan.kernel.jobs.timers import every
from linkspan.modules.identity.api import User
from linkspan.modules.notify import dates, delivering, queueing
from linkspan.modules.notify.failures import Failure
from linkspan.modules.notify.models import Channel
from linkspan.modules.notify.rendering import Message, link_to
from linkspan.modules.notify.services import MANAGE

DELIVER, TRY, DATES = "notify.deliver", "notify.try", "notify.dates"
_SECONDS = 5


@job(DELIVER, max_attempts=3)
def deliver_messages_job(context: Any) -> dict[str, int]:
    """Collect, gather, send. It may run twice at once: each step takes only what nobody else has."""
    counts = {"events": queueing.collect(), "messages": queueing.gather()}
    counts |= delivering.send_due(should_stop=context.check_cancelled)
    queueing.prune()
    return counts


@job(TRY, max_attempts=1)
def try_channel_job(context: Any, *, channel_id: int) -> dict[str, str]:
    """Send a test message through a channel to who asks, on or off; the job's error is the sentence."""
    actor = context.actor
    if not actor.may(MANAGE, ROOT):
        raise Forbidden(MANAGE)
    channel = Channel.base_rows.filter(pk=channel_id).first()
    user = User.objects.filter(pk=actor.user_id).first()
    if channel is None or user is None:
        raise NotFound()
    language = user.language or actor.language
    with override(language):
        message = Message(
            number=str(uuid.uuid4()),
            user_id=user.pk,
            receiver=user.name_in(language),
            address=user.email,
            subject=_("This is a test message of Linkspan"),
            inbox_url=link_to("/inbox"),
            settings_url=link_to("/me"),
            language=language,
        )
    context.progress(0.2)
    try:
        delivering.send(channel, message)
    except Failure as failure:
        raise DomainError(failure.code, str(failure)) from failure
    return {"number": message.number, "channel": channel.name}


@job(DATES, max_attempts=2)
def tell_dates_job(context: Any) -> dict[str, int]:
    """Tell people what of theirs is due or overdue; each date once."""
    return {"told": dates.tell_dates()}


every(_SECONDS, DELIVER, label=gettext_noop("Sending messages"), when=queueing.is_anything_waiting)
every(900, DATES, label=gettext_noop("Looking for what is due"), when=dates.is_time)
