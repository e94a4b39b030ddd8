"""What an administrator does with channels and given-up messages, and what a person wants to be told."""

from dataclasses import replace
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.access.actor import ROOT, Actor, HeldGrant
from linkspan.kernel.actions import NoUndo, action, write
from linkspan.kernel.errors import DomainError
from linkspan.kernel.inbox.kinds import KINDS as LINE_KINDS
from linkspan.kernel.localtime import zone
from linkspan.kernel.outgoing import allowed
from linkspan.modules.notify.channels import KINDS, ChannelKind, keep_secrets, secrets_of
from linkspan.modules.notify.models import Channel, Delivery, Preferences
from linkspan.modules.notify.timing import DIGESTS, read_time

MANAGE = "system.manage"
OWN = "notify.own"
MOST_CHANNELS = 20
_NOT_KEPT = _("What a channel needs is not kept in the history. Set it up anew.")


def new_channel() -> Channel:
    """A channel to be, at the place that who sets up channels must administer: the whole installation."""
    return Channel(scope_path=ROOT)


@action(MANAGE, phrase=gettext_noop("Set up the channel “%(channel)s”"), undo=NoUndo(_NOT_KEPT))
def create_channel(actor: Actor, channel: Channel, *, kind: str, name: str, values: dict[str, str]) -> Channel:
    """A new way out, off until it is switched on. values: inputs of the kind's form, by name."""
    known = KINDS.get(kind)
    if known is None:
        raise DomainError("kind", _("There is no such kind of channel."), "kind")
    if Channel.base_rows.count() >= MOST_CHANNELS:
        raise DomainError(
            "channels", _("There are %(count)s channels already. Remove one first.") % {"count": MOST_CHANNELS}
        )
    channel.kind, channel.name = kind, _name(name, None)
    shown, secrets = _split(known, values)
    channel.settings, kept = known.check(shown, secrets, allowed.gate())
    channel.names_records = not known.is_shared or kind == Channel.Kind.WEBHOOK
    write.create(channel)
    keep_secrets(channel, kept)
    write.describe(channel=channel.name)
    return channel


@action(MANAGE, phrase=gettext_noop("Changed the channel “%(channel)s”"), undo=NoUndo(_NOT_KEPT))
def change_channel(
    actor: Actor,
    channel: Channel,
    *,
    name: str | None = None,
    is_on: bool | None = None,
    names_records: bool | None = None,
    per_minute: int | None = None,
    values: dict[str, str] | None = None,
) -> None:
    """Change what is given. values: all inputs that are shown, and of the secret ones those that were typed."""
    changes: dict[str, Any] = {}
    if name is not None:
        changes["name"] = _name(name, channel)
    if per_minute is not None:
        if not 1 <= per_minute <= 600:
            raise DomainError("per_minute", _("Choose between 1 and 600 messages in a minute."), "per_minute")
        changes["per_minute"] = per_minute
    if names_records is not None:
        changes["names_records"] = names_records
    if is_on is not None and is_on != channel.is_on:
        changes |= {"is_on": is_on, "on_since": clock.now() if is_on else None}
        if not is_on:
            _drop_waiting(channel)
    if values is not None:
        changes["settings"], kept = _checked_again(channel, values)
        keep_secrets(channel, kept)
    write.update(channel, **changes)
    write.describe(channel=channel.name)
    if values is not None and not changes["settings"]:
        write.touch(channel)


def _drop_waiting(channel: Channel) -> None:
    """What waits for a channel that is switched off is not sent days later, when it is on again."""
    channel.lines.filter(delivery=None).delete()
    channel.deliveries.filter(state=Delivery.State.WAITING).update(
        state=Delivery.State.DROPPED, ended_at=clock.now(), claimed_until=None
    )


def _checked_again(channel: Channel, values: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Settings and secrets after a change. A kept password is never handed to another server than it was typed for."""
    known = KINDS[channel.kind]
    shown, typed = _split(known, values)
    kept = secrets_of(channel) or {}
    settings, secrets = known.check(shown, {**kept, **typed}, allowed.gate())
    moved = any(settings.get(part) != channel.settings.get(part) for part in ("host", "port", "security"))
    if moved and kept.get("password") and "password" not in typed:
        raise DomainError("password", _("The server is another one: type its password again."), "password")
    return settings, {name: text for name, text in secrets.items() if text}


@action(MANAGE, phrase=gettext_noop("Removed the channel “%(channel)s”"), undo=NoUndo(_NOT_KEPT))
def remove_channel(actor: Actor, channel: Channel) -> None:
    """Remove a channel with everything that waits for it."""
    write.describe(channel=channel.name)
    Delivery.objects.filter(channel=channel).delete()
    channel.lines.all().delete()
    channel.secret.delete() if hasattr(channel, "secret") else None
    write.delete_many([channel])


@action(
    MANAGE,
    phrase=gettext_noop("Sent %(count)s given-up messages again"),
    undo=NoUndo(_("A message that left has left.")),
)
def send_again(actor: Actor, channel: Channel, *, ids: list[int]) -> int:
    """Put given-up messages of a channel back into the queue with all attempts before them; how many.

    ids: empty for all.
    """
    moment = clock.now()
    rows = Delivery.objects.filter(channel=channel, state=Delivery.State.DEAD)
    rows = rows.filter(pk__in=ids) if ids else rows
    count = rows.update(state=Delivery.State.WAITING, attempts=0, next_try_at=moment, ended_at=None, claimed_until=None)
    write.describe(count=count)
    if count:
        write.emit("messages.queued", ROOT)
    return count


def _name(text: str, channel: Channel | None) -> str:
    name = " ".join(text.split())[:60]
    if not name:
        raise DomainError("name", _("Give the channel a name that people recognise."), "name")
    if Channel.base_rows.filter(name=name).exclude(pk=channel.pk if channel else None).exists():
        raise DomainError("name", _("There is a channel of this name already."), "name")
    return name


def _split(known: ChannelKind, values: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The inputs that are shown, and the secret ones that were typed."""
    names = {field.name: field.is_secret for field in known.fields}
    wrong = sorted(set(values) - set(names))
    if wrong or not all(isinstance(text, str) and len(text) <= 2000 for text in values.values()):
        raise DomainError("values", _("This kind of channel has no such input."), wrong[0][:60] if wrong else "values")
    shown = {name: text for name, text in values.items() if not names[name]}
    return shown, {name: text for name, text in values.items() if names[name]}


# --- one's own ----------------------------------------------------------------------------------------------


def own(actor: Actor, user: Any) -> Actor:
    """The person's actor with the one right that nobody grants: over what is sent to oneself."""
    return replace(actor, grants=(HeldGrant(user.scope_path, frozenset({OWN})),))


def preferences_of(user: Any) -> Preferences:
    """The person's row, unsaved where nothing was chosen yet."""
    found = Preferences.base_rows.filter(user=user.pk).first()
    return found or Preferences(user_id=user.pk, scope_path=user.scope_path)


@action(
    OWN,
    phrase=gettext_noop("Chose which messages to get"),
    undo=NoUndo(_("Choose again on the own page.")),
    is_locking=False,
)
def choose_messages(actor: Actor, user: Any, *, version: int, values: dict[str, Any]) -> Preferences:
    """Keep a person's preferences, all of them at once. version: of the row that the person saw, 0 for none."""
    get_user_model()._base_manager.select_for_update(of=("self",)).get(pk=user.pk)
    row = preferences_of(user)
    checked = _checked_preferences(values)
    if row.pk is None and version == 0:
        for name, value in checked.items():
            setattr(row, name, value)
        return write.create(row)
    return write.update(row, expected_version=version, **checked) if row.pk else row


def _checked_preferences(values: dict[str, Any]) -> dict[str, Any]:
    channels = {str(key) for key in Channel.base_rows.values_list("pk", flat=True)}
    ways, digests = values["ways"], values["digests"]
    if set(ways) - set(LINE_KINDS) or any(
        set(chosen) - channels or not all(isinstance(on, bool) for on in chosen.values()) for chosen in ways.values()
    ):
        raise DomainError(
            "ways", _("There is no such kind of message or channel any more. Load the page again."), "ways"
        )
    if set(digests) - channels or set(digests.values()) - set(DIGESTS):
        raise DomainError("digests", _("Choose at once, hourly or daily."), "digests")
    if read_time(values["daily_at"]) is None:
        raise DomainError("daily_at", _("Write the time of day as 08:30."), "daily_at")
    begins, ends = values["quiet_from"], values["quiet_to"]
    if bool(begins) != bool(ends) or (begins and begins == ends):
        raise DomainError("quiet_to", _("Quiet hours begin and end at two different times of day."), "quiet_to")
    for name in ("quiet_from", "quiet_to"):
        if values[name] and read_time(values[name]) is None:
            raise DomainError(name, _("Write the time of day as 08:30."), name)
    zone(values["zone"])
    return values
