"""Channels, messages on their way, and hosts that may be reached: for who runs the installation, and for no token."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Router, Schema

from linkspan.kernel.access.actor import ROOT, Actor
from linkspan.kernel.errors import DomainError, Forbidden, NotFound
from linkspan.kernel.jobs import enqueue
from linkspan.kernel.outgoing import allowed
from linkspan.kernel.outgoing.models import AllowedHost
from linkspan.modules.identity.api import refuse_token
from linkspan.modules.notify import services
from linkspan.modules.notify.channels import KINDS, secrets_of
from linkspan.modules.notify.failures import sentence
from linkspan.modules.notify.models import Channel, Delivery
from linkspan.modules.notify.pages.answers import expected_version, written

router = Router(tags=["messages"])
_MOST = 200
State = Delivery.State


class NewChannel(Schema):
    """A channel to be. values: inputs of its kind, by name."""

    kind: str
    name: str
    values: dict[str, str]


class ChannelChange(Schema):
    """What is to change. values: inputs; a secret one that is left out stays as it is."""

    name: str | None = None
    is_on: bool | None = None
    names_records: bool | None = None
    per_minute: int | None = None
    values: dict[str, str] | None = None


class NewHost(Schema):
    """A host that may be reached though it lies in the own network. port: 0 for all."""

    host: str
    port: int = 0
    reason: str = ""


class Again(Schema):
    """Given-up messages to send again; none named means all of the channel."""

    ids: list[int] = []


def _administrator(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    refuse_token(actor)
    if not actor.may(services.MANAGE, ROOT):
        raise Forbidden(services.MANAGE)
    return actor


def _channel(channel_id: int) -> Channel:
    found = Channel.base_rows.filter(pk=channel_id).first() if 0 < channel_id < 2**63 else None
    if found is None:
        raise NotFound()
    return found


def _row(channel: Channel) -> dict[str, Any]:
    secrets = secrets_of(channel)
    counts = {state: channel.deliveries.filter(state=state).count() for state in (State.WAITING, State.DEAD)}
    last = channel.deliveries.exclude(attempted_at=None).order_by("-attempted_at").first()
    return {
        "id": channel.pk,
        "version": channel.version,
        "kind": channel.kind,
        "kind_label": channel.get_kind_display(),
        "name": channel.name,
        "is_on": channel.is_on,
        "names_records": channel.names_records,
        "is_shared": KINDS[channel.kind].is_shared,
        "per_minute": channel.per_minute,
        "settings": {name: str(value) for name, value in channel.settings.items()},
        # Which secrets are there; never a part of them but for the ending by which people tell two robots apart.
        "secrets": sorted(secrets or {}),
        "address": KINDS[channel.kind].shown(channel.settings, secrets or {}),
        "is_readable": secrets is not None,
        "waiting": counts[State.WAITING],
        "dead": counts[State.DEAD],
        "last_at": last.attempted_at if last else None,
        "last_error": sentence(last.error_code, last.error_params) if last else "",
    }


@router.get("/admin/channels")
def list_channels(request: HttpRequest) -> dict[str, Any]:
    """The channels, what each kind of channel asks for, and the hosts that are allowed."""
    _administrator(request)
    return {
        "items": [_row(channel) for channel in Channel.base_rows.order_by("name")],
        "kinds": [
            {
                "name": kind.name,
                "label": Channel.Kind(kind.name).label,
                "is_shared": kind.is_shared,
                "fields": [
                    {
                        "name": one.name,
                        "label": str(one.label),
                        "secret": one.is_secret,
                        "needed": one.is_needed,
                        "choices": list(one.choices),
                        "hint": str(one.hint),
                        "default": one.default,
                    }
                    for one in kind.fields
                ],
            }
            for kind in KINDS.values()
        ],
        "hosts": [
            {"id": row.pk, "host": row.host, "port": row.port, "reason": row.reason, "at": row.created_at}
            for row in AllowedHost.base_rows.order_by("host", "port")
        ],
        "public_url": settings.PUBLIC_URL,
    }


@router.post("/admin/channels", response={201: dict[str, Any]})
def new_channel(request: HttpRequest, payload: NewChannel) -> tuple[int, dict[str, Any]]:
    """Set up a channel; it is off."""
    actor = _administrator(request)
    outcome = services.create_channel(actor, services.new_channel(), **payload.dict())
    return 201, written(outcome, id=outcome.result.pk)


@router.patch("/admin/channels/{channel_id}")
def change_channel(request: HttpRequest, channel_id: int, payload: ChannelChange) -> dict[str, Any]:
    """Change a channel, switch it on or off."""
    actor, channel = _administrator(request), _channel(channel_id)
    given = {name: value for name, value in payload.dict().items() if value is not None}
    return written(services.change_channel(actor, channel, expected_version=expected_version(request), **given))


@router.delete("/admin/channels/{channel_id}")
def remove_channel(request: HttpRequest, channel_id: int) -> dict[str, Any]:
    """Remove a channel with what waits for it."""
    actor, channel = _administrator(request), _channel(channel_id)
    return written(services.remove_channel(actor, channel, expected_version=expected_version(request)))


@router.post("/admin/channels/{channel_id}/test", response={202: dict[str, Any]})
def try_channel(request: HttpRequest, channel_id: int) -> tuple[int, dict[str, Any]]:
    """Send a test message to oneself; the job tells whether it left."""
    actor, channel = _administrator(request), _channel(channel_id)
    label = gettext_noop("Test message through %(channel)s")
    job = enqueue(
        actor, "notify.try", ROOT, {"channel_id": channel.pk}, label=label, label_params={"channel": channel.name}
    )
    return 202, {"job": job.pk}


@router.get("/admin/deliveries")
def list_deliveries(request: HttpRequest, state: str = State.DEAD) -> dict[str, Any]:
    """Messages of one state, newest first: to whom, through what, how often tried, why not. Never what they say."""
    _administrator(request)
    if state not in State.values:
        raise DomainError("state", _("Ask for waiting, sent, dead or dropped."), "state")
    rows = Delivery.objects.filter(state=state).select_related("channel", "user").order_by("-pk")[:_MOST]
    return {
        "items": [
            {
                "id": row.pk,
                "number": str(row.number),
                "channel": {"id": row.channel_id, "name": row.channel.name},
                "receiver": row.user.display_name,
                "state": row.state,
                "attempts": row.attempts,
                "next_try_at": row.next_try_at if row.state == State.WAITING else None,
                "attempted_at": row.attempted_at,
                "created_at": row.created_at,
                "error": sentence(row.error_code, row.error_params),
            }
            for row in rows
        ],
        "counts": {one: Delivery.objects.filter(state=one).count() for one in State.values},
    }


@router.post("/admin/channels/{channel_id}/again")
def send_again(request: HttpRequest, channel_id: int, payload: Again) -> dict[str, Any]:
    """Send given-up messages of a channel again."""
    actor, channel = _administrator(request), _channel(channel_id)
    ids = payload.ids
    if len(ids) > _MOST:
        raise DomainError("ids", _("Name at most %(most)s messages at once.") % {"most": _MOST}, "ids")
    if not all(0 < key < 2**63 for key in ids):
        raise NotFound()
    outcome = services.send_again(actor, channel, ids=ids)
    return written(outcome, count=outcome.result)


@router.post("/admin/hosts", response={201: dict[str, Any]})
def allow_host(request: HttpRequest, payload: NewHost) -> tuple[int, dict[str, Any]]:
    """Allow connections to a host of the own network."""
    actor = _administrator(request)
    outcome = allowed.allow_host(actor, allowed.new_host(), **payload.dict())
    return 201, written(outcome, undoable=True, id=outcome.result.pk)


@router.delete("/admin/hosts/{host_id}")
def close_host(request: HttpRequest, host_id: int) -> dict[str, Any]:
    """Allow them no longer."""
    actor = _administrator(request)
    row = AllowedHost.base_rows.filter(pk=host_id).first() if 0 < host_id < 2**63 else None
    if row is None:
        raise NotFound()
    return written(allowed.close_host(actor, row), undoable=True)
