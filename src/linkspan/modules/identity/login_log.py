"""Log-ins in the history: who came in, who tried, who left; and the list of one's own sessions."""

import datetime as dt
import hashlib
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions import NoUndo, action, write
from linkspan.kernel.errors import NotFound
from linkspan.modules.identity.addresses import client_address
from linkspan.modules.identity.models import LoginSession, Organisation, User
from linkspan.modules.identity.services import OWN, own_actor

_LONGEST_DEVICE = 200
# Longer than any session lives: what was not used since is over.
_FORGOTTEN = dt.timedelta(days=15)
_HAPPENED = NoUndo(_("It happened."))


def hash_of_key(session_key: str) -> str:
    """Under this name a session is known outside its cookie."""
    return hashlib.sha256(f"linkspan.session:{session_key}".encode()).hexdigest()


def note_login(request: HttpRequest, user: User) -> None:
    """A session began: into the person's list of sessions and into the history."""
    row = User.objects.get(pk=user.pk)
    address = _address(request)
    moment = clock.now()
    LoginSession.objects.filter(user=row, seen_at__lt=moment - _FORGOTTEN).delete()
    LoginSession.objects.update_or_create(
        key_hash=hash_of_key(request.session.session_key or ""),
        defaults={
            "user": row,
            "device": request.headers.get("User-Agent", "")[:_LONGEST_DEVICE],
            "address": address,
            "began_at": moment,
            "seen_at": moment,
        },
    )
    record_login(own_actor(row, request_id=_request_id(request)), row, address=address)


def note_failure(request: HttpRequest, user: User | None, *, is_second_factor: bool = False) -> None:
    """An attempt failed. What was typed is not kept: some people type the password into the name."""
    target: Any = user or Organisation.base_rows.order_by("pk").first()
    if target is None:
        return
    name = {"zh": user.display_name, "en": user.name_en or user.display_name} if user else ""
    actor = Actor(user_id=None, name="", is_system=True, request_id=_request_id(request))
    record = record_unknown if user is None else record_wrong_code if is_second_factor else record_failure
    record(actor, target, address=_address(request), who=name)


@action(OWN, phrase=gettext_noop("Logged in from %(address)s"), undo=_HAPPENED, is_locking=False)
def record_login(actor: Actor, user: User, *, address: str) -> None:
    write.emit("user.logged_in", user.scope_path, user_id=user.pk)
    write.describe(address=address)


@action(OWN, phrase=gettext_noop("Failed log-in as %(who)s from %(address)s"), undo=_HAPPENED, is_locking=False)
def record_failure(actor: Actor, user: User, *, address: str, who: Any) -> None:
    write.emit("user.login_failed", user.scope_path)
    write.describe(address=address, who=who)


@action(OWN, phrase=gettext_noop("Wrong second factor of %(who)s from %(address)s"), undo=_HAPPENED, is_locking=False)
def record_wrong_code(actor: Actor, user: User, *, address: str, who: Any) -> None:
    write.emit("user.login_failed", user.scope_path)
    write.describe(address=address, who=who)


@action(
    OWN, phrase=gettext_noop("Failed log-in under an unknown name from %(address)s"), undo=_HAPPENED, is_locking=False
)
def record_unknown(actor: Actor, place: Organisation, *, address: str, who: Any) -> None:
    write.emit("user.login_failed", place.scope_path)
    write.describe(address=address)


def note_logout(request: HttpRequest, user: User | None) -> None:
    """The person left: the session leaves the list."""
    if user is None or not request.session.session_key:
        return
    LoginSession.objects.filter(key_hash=hash_of_key(request.session.session_key)).delete()


def touch_session(session_key: str | None) -> None:
    """The session was used: seen at most every five minutes, with its own stamp."""
    LoginSession.objects.filter(key_hash=hash_of_key(session_key or "")).update(seen_at=clock.now())


def rename_session(old_key: str | None, new_key: str | None) -> None:
    """The session goes on under another key."""
    LoginSession.objects.filter(key_hash=hash_of_key(old_key or "")).update(key_hash=hash_of_key(new_key or ""))


def live_sessions(user: User) -> list[tuple[LoginSession, str]]:
    """The person's sessions that are still in force, newest use first, each with its key. The rest is forgotten."""
    known = {row.key_hash: row for row in LoginSession.objects.filter(user=user)}
    if not known:
        return []
    live = {}
    # Keys are kept nowhere but in Django's own table: look there which of them are ours, and still good.
    valid = user.get_session_auth_hash()
    for session in Session.objects.filter(expire_date__gt=clock.now()).iterator():
        digest = hash_of_key(session.session_key)
        if digest in known and session.get_decoded().get(HASH_SESSION_KEY) == valid:
            live[digest] = session.session_key
    LoginSession.objects.filter(user=user).exclude(key_hash__in=live).delete()
    rows = [(known[digest], key) for digest, key in live.items()]
    return sorted(rows, key=lambda pair: pair[0].seen_at, reverse=True)


@action(OWN, phrase=gettext_noop("Ended %(count)s of the own sessions"), undo=NoUndo(_("Log in again instead.")))
def end_sessions(actor: Actor, user: User, *, session_ids: list[int]) -> int:
    """End some of the person's own sessions; the next request of each is a stranger's. NotFound for another's."""
    chosen = [(row, key) for row, key in live_sessions(user) if row.pk in session_ids]
    if len(chosen) != len(set(session_ids)):
        raise NotFound(_("This session is over already."))
    Session.objects.filter(session_key__in=[key for _row, key in chosen]).delete()
    LoginSession.objects.filter(pk__in=[row.pk for row, _key in chosen]).delete()
    write.describe(count=len(chosen))
    write.emit("access.changed", user.scope_path, user_id=user.pk)
    return len(chosen)


def _address(request: HttpRequest) -> str:
    return str(client_address(request))[:45]


def _request_id(request: HttpRequest) -> str:
    return getattr(request, "request_id", "")
