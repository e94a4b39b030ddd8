"""What a message says: read at the moment at which it goes, as its receiver, in the receiver's language."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from linkspan.kernel.access.actor import Actor, acting_as
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.entities.mentions import plain_text
from linkspan.kernel.entities.models import Comment
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.inbox.desk import extras_of
from linkspan.kernel.inbox.kinds import kind_of
from linkspan.kernel.inbox.models import InboxItem
from linkspan.modules.notify.failures import one_line
from linkspan.modules.notify.models import Delivery

_EXCERPT = 240
_MOST_LINES = 50
_INBOX = "/inbox"


@dataclass(frozen=True)
class Told:
    """One thing that happened. sentence: in the receiver's language. url: page of the record, which asks to log in."""

    kind: str
    sentence: str
    excerpt: str
    url: str
    entity: str
    record_id: int
    at: str


@dataclass(frozen=True)
class Message:
    """What goes out. receiver: display name. address: e-mail address. more: how many lines did not fit."""

    number: str
    user_id: int
    receiver: str
    address: str
    subject: str
    lines: tuple[Told, ...] = ()
    more: int = 0
    inbox_url: str = ""
    settings_url: str = ""
    language: str = "zh-hans"
    extra: dict[str, Any] = field(default_factory=dict)


def compose(delivery: Delivery) -> Message | None:
    """The message as its receiver may read it now; None where nothing is left to tell.

    Not told: what the person has opened or finished meanwhile, and records that the person sees no more.
    """
    user = delivery.user
    if not user.is_active:
        return None
    keys = set(delivery.lines.values_list("item_id", flat=True))
    items = list(
        InboxItem.objects.filter(pk__in=keys, user=user, seen_at=None, done_at=None)
        .select_related("actor")
        .order_by("at", "pk")
    )
    reader = actor_for(user)
    with override(reader.language), acting_as(reader):
        items = _visible(reader, items)
        if not items:
            return None
        extras = extras_of(reader, items)
        lines = [_told(item, extras.get(item.pk, {})) for item in items[-_MOST_LINES:]]
        return envelope(delivery, lines, more=max(0, len(items) - _MOST_LINES))


def envelope(delivery: Delivery, lines: list[Told], *, more: int = 0) -> Message:
    """The message around lines; in the language in force."""
    user, channel = delivery.user, delivery.channel
    count = len(lines) + more
    receiver = user.name_in(user.language or settings.LANGUAGE_CODE)
    if len(lines) == 1 and not more and channel.names_records:
        subject = lines[0].sentence
    else:
        subject = ngettext(
            "%(count)d thing waits for you in Linkspan", "%(count)d things wait for you in Linkspan", count
        ) % {"count": count}
    return Message(
        number=str(delivery.number),
        user_id=user.pk,
        receiver=one_line(receiver),
        address=user.email,
        subject=one_line(subject),
        lines=tuple(lines) if channel.names_records else (),
        more=more,
        inbox_url=link_to(_INBOX),
        settings_url=link_to("/me"),
        language=user.language or settings.LANGUAGE_CODE,
    )


def _visible(reader: Actor, items: list[InboxItem]) -> list[InboxItem]:
    """The lines whose record the receiver may see now; one statement for each kind of record."""
    keys: dict[str, set[int]] = {}
    for item in items:
        keys.setdefault(item.entity, set()).add(item.record_id)
    seen = {
        entity: set(TARGETS[entity].rows(reader, None).filter(pk__in=wanted).values_list("pk", flat=True))
        for entity, wanted in keys.items()
        if entity in TARGETS
    }
    return [item for item in items if item.record_id in seen.get(item.entity, set())]


def _told(item: InboxItem, extra: dict[str, Any]) -> Told:
    from django.utils.translation import get_language

    language = get_language() or settings.LANGUAGE_CODE
    actor = item.actor.name_in(language) if item.actor else item.actor_name
    record = item.name_en if language.startswith("en") else item.name_zh
    words = {"actor": one_line(actor), "record": one_line(record)}
    body = Comment._base_manager.filter(pk=item.comment_id).values_list("body", flat=True).first() or ""
    return Told(
        kind=item.kind,
        sentence=str(kind_of(item.kind).sentence) % words,
        excerpt=str(extra.get("excerpt") or " ".join(plain_text(body).split()))[:_EXCERPT],
        url=link_to(item.url),
        entity=item.entity,
        record_id=item.record_id,
        at=item.at.isoformat(timespec="seconds"),
    )


def link_to(path: str) -> str:
    """The address of a page as people reach it; empty where no public address is set. It names the page, no more."""
    base = settings.PUBLIC_URL.rstrip("/")
    return f"{base}{path}" if base and path.startswith("/") and not path.startswith("//") else ""


# --- as text and as HTML ------------------------------------------------------------------------------------


def as_text(message: Message) -> str:
    """The whole message as plain text."""
    parts = [_greeting(message), ""]
    for told in message.lines:
        parts += [
            told.sentence,
            *([f"  {told.excerpt}"] if told.excerpt else []),
            *([told.url] if told.url else []),
            "",
        ]
    if message.more:
        parts += [_more(message), ""]
    if not message.lines:
        parts += [message.subject, ""]
    if message.inbox_url:
        parts += [_("Your inbox: %(url)s") % {"url": message.inbox_url}]
    return "\n".join(parts).rstrip() + "\n"


def as_html(message: Message) -> str:
    """The whole message as simple HTML; every word of people is escaped, there is no script, picture or style."""
    parts = [f"<p>{escape(_greeting(message))}</p>"]
    if message.lines:
        parts += ["<ul>", *(_item(told) for told in message.lines), "</ul>"]
    else:
        parts += [f"<p>{escape(message.subject)}</p>"]
    if message.more:
        parts += [f"<p>{escape(_more(message))}</p>"]
    if message.inbox_url:
        links = [_anchor(message.inbox_url, _("Your inbox")), _anchor(message.settings_url, _("What is sent to you"))]
        parts += [f"<p>{' · '.join(links)}</p>"]
    head = f'<!doctype html><html lang="{"en" if message.language.startswith("en") else "zh"}"><meta charset="utf-8">'
    return f"{head}<title>{escape(message.subject)}</title><body>{''.join(parts)}</body></html>"


def as_chat(message: Message) -> str:
    """The message for a chat in which others read too: it names its receiver, and pings nobody by a typed word."""
    parts = [_("To %(name)s: %(what)s.") % {"name": message.receiver, "what": message.subject}]
    if message.lines and len(message.lines) + message.more > 1:
        parts += [f"- {told.sentence}" for told in message.lines[:10]]
    text = _tame("\n".join(parts))
    link = message.lines[0].url if len(message.lines) == 1 else message.inbox_url
    return f"{text}\n{link}" if link else text


def _tame(text: str) -> str:
    """No tag and no mention that a chat would obey: <at user_id="all">, <!channel>, @everyone."""
    return re.sub(r"@", "＠", text.replace("<", "‹").replace(">", "›"))


def _greeting(message: Message) -> str:
    return _("Hello %(name)s,") % {"name": message.receiver}


def _more(message: Message) -> str:
    return ngettext("and %(count)d more", "and %(count)d more", message.more) % {"count": message.more}


def _item(told: Told) -> str:
    title = _anchor(told.url, told.sentence) if told.url else escape(told.sentence)
    return f"<li>{title}" + (f"<br>{escape(told.excerpt)}" if told.excerpt else "") + "</li>"


def _anchor(url: str, text: str) -> str:
    return f'<a href="{escape(url)}">{escape(text)}</a>'
