"""What each kind of channel needs, and whether what an administrator typed will do."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.errors import DomainError
from linkspan.kernel.outgoing.gate import Gate
from linkspan.kernel.outgoing.sealing import seal, unseal
from linkspan.modules.notify.models import Channel, ChannelSecret

PURPOSE = "messages"
# Services of apprise that speak plain HTTP, take no file of this machine and run nothing on it.
SCHEMAS = (
    "bark", "barks", "dingtalk", "discord", "feishu", "gchat", "gotify", "gotifys", "lark", "mmost", "mmosts", "ntfy",
    "ntfys", "pushplus", "rocket", "rockets", "schan", "slack", "tgram", "wecombot", "wxteams", "zulip",
)  # fmt: skip
# Arguments of apprise that read a file, fetch an address, or switch a check off.
_FORBIDDEN = frozenset({"template", "attach", "attach-as", "verify", "redirect", "image", "include", "config"})
_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,200}")
_SCHEMA = re.compile(r"([a-z0-9]{2,20})://")
SECURITY = ("tls", "starttls", "none")


@dataclass(frozen=True)
class FieldOf:
    """One input of a channel's form. choices: fixed values. is_secret: never sent back."""

    name: str
    label: str | Promise
    is_secret: bool = False
    is_needed: bool = True
    choices: tuple[str, ...] = ()
    hint: str | Promise = ""
    default: str = ""


Checked = tuple[dict[str, Any], dict[str, str]]


@dataclass(frozen=True)
class ChannelKind:
    """A kind of channel. check(settings, secrets, gate): both in the form in which they are kept, or DomainError.

    is_shared: others than the receiver read what arrives there. shown: what a list says of its address.
    """

    name: str
    fields: tuple[FieldOf, ...]
    check: Callable[[dict[str, str], dict[str, str], Gate], Checked]
    shown: Callable[[dict[str, Any], dict[str, str]], str]
    is_shared: bool = True


def _mail(settings: dict[str, str], secrets: dict[str, str], gate: Gate) -> Checked:
    port = settings.get("port", "")
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise DomainError("port", _("A port is a number from 1 to 65535."), "port")
    host = gate.check_host(settings.get("host", ""), int(port))
    security = settings.get("security") or "starttls"
    if security not in SECURITY:
        raise DomainError("security", _("Choose one of the kinds of connection."), "security")
    sender = settings.get("sender", "").strip()
    try:
        validate_email(sender)
    except ValidationError as error:
        raise DomainError("sender", _("Write the sender as one e-mail address."), "sender") from error
    if security == "none" and secrets.get("password"):
        raise DomainError(
            "security", _("A password goes over an encrypted connection only. Choose TLS or STARTTLS."), "security"
        )
    user = settings.get("username", "").strip()
    if bool(user) != bool(secrets.get("password")):
        raise DomainError("password", _("User name and password belong together: give both or none."), "password")
    return {"host": host, "port": int(port), "security": security, "sender": sender, "username": user}, secrets


def _robot(pattern: str) -> Callable[[dict[str, str], dict[str, str], Gate], Checked]:
    """A robot is known by its token; people paste its whole address, from which the token is taken."""

    def check(settings: dict[str, str], secrets: dict[str, str], gate: Gate) -> Checked:
        found = re.search(pattern, secrets.get("token", ""))
        token = found[1] if found else secrets.get("token", "").strip()
        if not _TOKEN.fullmatch(token):
            raise DomainError("token", _("Paste the robot's address as the chat shows it."), "token")
        signing = secrets.get("signing", "").strip()
        if signing and not _TOKEN.fullmatch(signing):
            raise DomainError(
                "signing", _("Paste the signing secret as the chat shows it; it begins with SEC."), "signing"
            )
        return {}, {"token": token, **({"signing": signing} if signing else {})}

    return check


def _webhook(settings: dict[str, str], secrets: dict[str, str], gate: Gate) -> Checked:
    url = secrets.get("url", "").strip()
    try:
        gate.check_url(url)
    except DomainError as error:
        raise DomainError(error.code, error.message, "url") from error
    key = secrets.get("key", "")
    if len(key) < 16:
        raise DomainError("key", _("The signing key needs at least 16 characters."), "key")
    return {}, {"url": url, "key": key}


def _apprise(settings: dict[str, str], secrets: dict[str, str], gate: Gate) -> Checked:
    from linkspan.modules.notify.sending.robots import open_service

    url = secrets.get("url", "").strip()
    found = _SCHEMA.match(url.lower())
    if not found or found[1] not in SCHEMAS:
        raise DomainError(
            "url", _("Begin the address with one of: %(schemas)s.") % {"schemas": ", ".join(SCHEMAS)}, "url"
        )
    named = {name.lower().strip("+-: ") for name, _value in parse_qsl(url.partition("?")[2], keep_blank_values=True)}
    if named & _FORBIDDEN:
        raise DomainError(
            "url", _("The argument “%(name)s” is not taken here.") % {"name": min(named & _FORBIDDEN)}, "url"
        )
    open_service(url)
    return {"schema": found[1]}, {"url": url}


def _nothing(settings: dict[str, Any], secrets: dict[str, str]) -> str:
    return "•••" + secrets.get("token", "")[-4:]


def _host_of(settings: dict[str, Any], secrets: dict[str, str]) -> str:
    parts = urlsplit(secrets.get("url", ""))
    return f"{parts.scheme}://{parts.netloc}/•••" if parts.scheme else "•••"


_PASTE = _("the whole address, or its token")
KINDS: dict[str, ChannelKind] = {
    kind.name: kind
    for kind in (
        ChannelKind(
            "mail",
            (
                FieldOf("host", _("mail server")),
                FieldOf("port", _("port"), default="587"),
                FieldOf("security", _("connection"), choices=SECURITY, default="starttls"),
                FieldOf("sender", _("sender address")),
                FieldOf("username", _("user name"), is_needed=False),
                FieldOf("password", _("password"), is_secret=True, is_needed=False),
            ),
            _mail,
            lambda settings, secrets: f"{settings.get('host')}:{settings.get('port')}",
            is_shared=False,
        ),
        ChannelKind(
            "dingtalk",
            (
                FieldOf("token", _("robot's address"), is_secret=True, hint=_PASTE),
                FieldOf("signing", _("signing secret"), is_secret=True, is_needed=False, hint=_("begins with SEC")),
            ),
            _robot(r"access_token=([A-Za-z0-9_-]+)"),
            _nothing,
        ),
        ChannelKind(
            "wecom",
            (FieldOf("token", _("robot's address"), is_secret=True, hint=_PASTE),),
            _robot(r"[?&]key=([A-Za-z0-9_-]+)"),
            _nothing,
        ),
        ChannelKind(
            "feishu",
            (
                FieldOf(
                    "token",
                    _("robot's address"),
                    is_secret=True,
                    hint=_("a robot without signature: guard it by keyword"),
                ),
            ),
            _robot(r"/hook/([A-Za-z0-9_-]+)"),
            _nothing,
        ),
        ChannelKind(
            "webhook",
            (
                FieldOf("url", _("address"), is_secret=True, hint="https://host/path"),
                FieldOf("key", _("signing key"), is_secret=True, hint=_("shared with the receiver, HMAC-SHA256")),
            ),
            _webhook,
            _host_of,
        ),
        ChannelKind(
            "apprise",
            (FieldOf("url", _("address"), is_secret=True, hint=", ".join(SCHEMAS)),),
            _apprise,
            lambda settings, secrets: f"{settings.get('schema')}://•••",
        ),
    )
}


def keep_secrets(channel: Channel, secrets: dict[str, str]) -> None:
    """Seal and store; inside the action that writes the channel."""
    sealed = seal(json.dumps(secrets), PURPOSE)
    ChannelSecret.objects.update_or_create(channel=channel, defaults={"sealed": sealed})


def secrets_of(channel: Channel) -> dict[str, str] | None:
    """What the channel needs and nobody reads; None where it cannot be opened any more."""
    row = ChannelSecret.objects.filter(channel=channel).first()
    if row is None:
        return {}
    text = unseal(row.sealed, PURPOSE)
    return None if text is None else dict(json.loads(text))
