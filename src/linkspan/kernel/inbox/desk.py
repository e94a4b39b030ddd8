"""A person's inbox: what is put into it, what the person reads of it, and what it does with a line."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.access.actor import ROOT, Actor, HeldGrant
from linkspan.kernel.actions import NoUndo, action
from linkspan.kernel.entities.mentions import plain_text
from linkspan.kernel.entities.models import Comment
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.specs import in_english
from linkspan.kernel.errors import DomainError, NotFound
from linkspan.kernel.events.outbox import announce
from linkspan.kernel.inbox.models import InboxItem

OWN = "inbox.own"
WATCHED = "watched"
TOLD = "user.told"  # something new in somebody's inbox
MOST_SHOWN = 200
_MOST_AT_ONCE = 500
_LONGEST_SNOOZE = dt.timedelta(days=366)
_KEPT_DONE = dt.timedelta(days=90)
_EXCERPT = 160
Extra = Callable[[Actor, list[InboxItem]], dict[int, dict[str, Any]]]


def put(
    user_id: int,
    kind: str,
    *,
    entity: str,
    record_id: int,
    name: dict[str, str],
    url: str,
    by: Actor,
    comment_id: int | None,
) -> None:
    """A line in somebody's inbox; a further change of a watched record by the same person joins the unread one.

    Each call is an event of its own, `user.told`: messages go out by it, and open pages read the inbox again.
    """
    moment = clock.now()
    if kind == WATCHED:
        same = InboxItem.objects.filter(
            user_id=user_id,
            kind=kind,
            entity=entity,
            record_id=record_id,
            actor_id=by.user_id,
            actor_name=by.name[:120],
            seen_at=None,
            done_at=None,
        ).first()
        if same is not None:
            InboxItem.objects.filter(pk=same.pk).update(count=F("count") + 1, at=moment)
            announce(TOLD, ROOT, user_id=user_id, item=same.pk, kind=kind)
            return
    line = InboxItem.objects.create(
        user_id=user_id, kind=kind, entity=entity, record_id=record_id, actor_id=by.user_id,
        actor_name=by.name[:120], name_zh=name["zh"][:100],
        name_en=name["en"][:100], url=url[:200], comment_id=comment_id, at=moment,
    )  # fmt: skip
    announce(TOLD, ROOT, user_id=user_id, item=line.pk, kind=kind)


def _rows(actor: Actor, show: str) -> QuerySet[InboxItem]:
    rows, moment = InboxItem.objects.filter(user_id=actor.user_id), clock.now()
    later = Q(snoozed_until__gt=moment)
    return {
        "open": rows.filter(~later | Q(snoozed_until=None), done_at=None),
        "snoozed": rows.filter(later, done_at=None),
        "done": rows.filter(done_at__isnull=False),
    }[show].order_by("-at", "-pk")


def _visible(actor: Actor, items: list[InboxItem]) -> list[InboxItem]:
    """The lines whose record the person may see now; one statement for each kind of record."""
    keys: dict[str, set[int]] = {}
    for item in items:
        keys.setdefault(item.entity, set()).add(item.record_id)
    seen = {
        entity: set(TARGETS[entity].rows(actor, None).filter(pk__in=wanted).values_list("pk", flat=True))
        for entity, wanted in keys.items()
        if entity in TARGETS
    }
    return [item for item in items if item.record_id in seen.get(item.entity, set())]


def read_inbox(actor: Actor, show: str) -> dict[str, Any]:
    """The lines of one tab, newest first, and how many each tab has. show: open, snoozed or done."""
    if show not in {"open", "snoozed", "done"}:
        raise DomainError("show", _("Ask for open, snoozed or done."), "show")
    lines = {
        tab: _visible(actor, list(_rows(actor, tab).select_related("actor")[:MOST_SHOWN]))
        for tab in {"open", "snoozed", show}
    }
    words = _words([item.comment_id for item in lines[show] if item.comment_id])
    extras = extras_of(actor, lines[show])
    return {
        "items": [_line(item, words) | extras.get(item.pk, {}) for item in lines[show]],
        "counts": {
            "open": len(lines["open"]),
            "unseen": sum(item.seen_at is None for item in lines["open"]),
            "snoozed": len(lines["snoozed"]),
        },
    }


_EXTRAS: dict[str, Extra] = {}


def register_extra(kind: str, read: Extra) -> None:
    """What lines of a kind tell beside what every line tells: read(actor, items) -> values by key of the line."""
    _EXTRAS[kind] = read


def extras_of(actor: Actor, items: list[InboxItem]) -> dict[int, dict[str, Any]]:
    """What lines tell beside what every line tells, by key of the line."""
    readers = {read for item in items if (read := _EXTRAS.get(item.kind)) is not None}
    found: dict[int, dict[str, Any]] = {}
    for read in readers:
        found |= read(actor, [item for item in items if _EXTRAS.get(item.kind) is read])
    return found


def _words(keys: list[int]) -> dict[int, str]:
    """The first words of comments as they are now; a deleted comment has none."""
    rows = Comment._base_manager.filter(pk__in=keys).values_list("pk", "body")
    return {key: " ".join(plain_text(body).split())[:_EXCERPT] for key, body in rows}


def _line(item: InboxItem, words: dict[int, str]) -> dict[str, Any]:
    return {
        "id": item.pk,
        "kind": item.kind,
        "entity": item.entity,
        "record_id": item.record_id,
        "actor": TARGETS["person"].label(item.actor)[0] if item.actor else item.actor_name,
        "record": item.name_en if in_english() else item.name_zh,
        "url": item.url,
        "excerpt": words.get(item.comment_id or 0, ""),
        "count": item.count,
        "at": item.at,
        "seen": item.seen_at is not None,
        "snoozed_until": item.snoozed_until,
    }


def change_lines(actor: Actor, what: str, ids: Any, until: str | None = None) -> dict[str, Any]:
    """See, finish, put off or open again lines of one's own. NotFound where one of them is somebody else's."""
    if what not in {"seen", "done", "snooze", "reopen"}:
        raise NotFound()
    if not isinstance(ids, list) or not 0 < len(ids) <= _MOST_AT_ONCE or not all(type(key) is int for key in ids):
        raise DomainError("ids", _("Name 1 to %(most)s lines of the inbox.") % {"most": _MOST_AT_ONCE}, "ids")
    if not all(0 < key < 2**63 for key in ids):
        raise NotFound()
    people: Any = get_user_model()
    user = people._base_manager.filter(pk=actor.user_id).first()
    if user is None or InboxItem.objects.filter(user=user, pk__in=ids).count() != len(set(ids)):
        raise NotFound()
    own = replace(actor, grants=(HeldGrant(user.scope_path, frozenset({OWN})),))
    handle_lines(own, user, what=what, ids=ids, until=_moment(until) if what == "snooze" else None)
    counts: dict[str, Any] = read_inbox(actor, "open")["counts"]
    return counts


def _moment(text: str | None) -> dt.datetime:
    refused = DomainError("until", _("Choose a moment within the coming year."), "until")
    try:
        moment = dt.datetime.fromisoformat(text or "")
    except ValueError as error:
        raise refused from error
    if moment.tzinfo is None or not clock.now() < moment <= clock.now() + _LONGEST_SNOOZE:
        raise refused
    return moment


@action(
    OWN, phrase=gettext_noop("Tidied the own inbox"), undo=NoUndo(gettext_lazy("Open the line again in the inbox."))
)
def handle_lines(actor: Actor, user: Any, *, what: str, ids: list[int], until: dt.datetime | None) -> None:
    """Write the state of the person's own lines; their desk is no part of anybody's history."""
    moment = clock.now()
    states: dict[str, dict[str, dt.datetime | None]] = {
        "seen": {"seen_at": moment},
        "done": {"done_at": moment, "seen_at": moment},
        "snooze": {"snoozed_until": until, "seen_at": moment},
        "reopen": {"done_at": None, "snoozed_until": None},
    }
    rows = InboxItem.objects.filter(user=user, pk__in=ids)
    (rows.filter(seen_at=None) if what == "seen" else rows).update(**states[what])


def prune() -> int:
    """Delete lines that were done three months ago; how many."""
    return InboxItem.objects.filter(done_at__lt=clock.now() - _KEPT_DONE).delete()[0]
