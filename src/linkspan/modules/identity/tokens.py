"""API tokens: a program acts for a person, within what the person holds at that moment and the token's own limits."""

import datetime as dt
import hashlib
import secrets
from dataclasses import replace

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor, HeldGrant
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.access.places import find_place
from linkspan.kernel.access.verbs import is_known, verb_kind
from linkspan.kernel.actions import NoUndo, action, write
from linkspan.kernel.errors import DomainError
from linkspan.modules.identity import throttle
from linkspan.modules.identity.addresses import address_bucket, client_address
from linkspan.modules.identity.models import ApiToken, TokenUse, User
from linkspan.modules.identity.services import OWN

PREFIX = "ls_"
LONGEST_DAYS = 366
_MOST_TOKENS = 50
_STAMP_SECONDS = 300  # as for sessions: a GET must not be a write every time


@action(OWN, phrase=gettext_noop("Created the API token “%(token)s”"), undo=NoUndo(_("Revoke the token instead.")))
def create_token(
    actor: Actor,
    user: User,
    *,
    name: str,
    expires_at: dt.datetime,
    is_read_only: bool = True,
    verbs: list[str] | None = None,
    limit_path: str = "/",
) -> tuple[ApiToken, str]:
    """A token of the person's own. Answers its row and its text, which cannot be read again.

    verbs: None for whatever the person holds, else these alone. limit_path: scope path below which it acts.
    """
    moment = clock.now()
    label = " ".join(name.split())[:60]
    if not label:
        raise DomainError("name", _("Give the token a name that tells what uses it."), "name")
    if not moment < expires_at <= moment + dt.timedelta(days=LONGEST_DAYS):
        raise DomainError("expires", _("A token expires after one year at the latest."), "expires_on")
    unknown = [verb for verb in verbs or [] if not is_known(verb)]
    if unknown or verbs == []:
        raise DomainError("verbs", _("Choose at least one right that exists."), "verbs")
    held = actor_for(user)
    if limit_path != "/" and not any(_meets(grant.path, limit_path) for grant in held.grants):
        raise DomainError("place", _("You hold nothing at this place."), "place")
    if limit_path != "/" and find_place(limit_path) is None:
        raise DomainError("place", _("There is no such place."), "place")
    if ApiToken.base_rows.filter(user=user, revoked_at__isnull=True, expires_at__gt=moment).count() >= _MOST_TOKENS:
        raise DomainError("tokens", _("You have %(count)s tokens. Revoke one first.") % {"count": _MOST_TOKENS})
    text = PREFIX + secrets.token_urlsafe(32)
    token = write.create(
        ApiToken(
            user=user,
            name=label,
            key_hash=hash_of(text),
            hint=f"{text[:7]}…",
            is_read_only=is_read_only,
            verbs=sorted(set(verbs)) if verbs is not None else None,
            limit_path=limit_path,
            expires_at=expires_at,
            scope_path=user.scope_path,
        )
    )
    write.describe(token=label)
    return token, text


@action(OWN, phrase=gettext_noop("Revoked the API token “%(token)s”"), undo=NoUndo(_("Create a new token instead.")))
def revoke_own_token(actor: Actor, user: User, *, token_id: int) -> None:
    """End a token of the person's own at once."""
    token = ApiToken.base_rows.filter(pk=token_id, user=user, revoked_at__isnull=True).first()
    if token is None:
        raise DomainError("token", _("There is no such token, or it was revoked."), status=404)
    write.update(token, revoked_at=clock.now())
    write.describe(token=token.name)


@action(
    "access.manage",
    phrase=gettext_noop("Revoked the API token “%(token)s” of %(names)s"),
    undo=NoUndo(_("Create a new token instead.")),
)
def revoke_token(actor: Actor, token: ApiToken) -> None:
    """End somebody's token at once."""
    if token.revoked_at is None:
        write.update(token, revoked_at=clock.now())
    write.describe(token=token.name, names=token.user.display_name)


def hash_of(text: str) -> str:
    """SHA-256 suffices: the token itself is random, there is nothing to guess from a word list."""
    return hashlib.sha256(text.encode()).hexdigest()


def check_token(request: HttpRequest, text: str) -> ApiToken | None:
    """The token in force with this text, or None.

    A wrong one is counted in a window of its address; who fills it gets TooManyAttempts. A right one is never refused
    for what others of the same address tried: it has 256 random bits, nobody finds it by trying.
    """
    moment = clock.now()
    token = (
        ApiToken.base_rows.filter(key_hash=hash_of(text), revoked_at__isnull=True, expires_at__gt=moment)
        .select_related("user__organisation", "use")
        .first()
    )
    if token is None or not token.user.is_active:
        throttle.attempt(request, f"token:{address_bucket(request)}", lambda: None)
        return None
    return token


def token_actor(token: ApiToken, *, request_id: str = "") -> Actor:
    """The actor of a call: what the person holds now, cut to the token's verbs and place."""
    actor = actor_for(token.user, request_id=request_id)
    grants = tuple(limited for grant in actor.grants if (limited := limit(grant, token)) is not None)
    name = f"{actor.name} (API: {token.name})"[:120]
    return replace(actor, name=name, grants=grants, extra={**actor.extra, "token": token.pk})


def limit(grant: HeldGrant, token: ApiToken) -> HeldGrant | None:
    """What a token leaves of a grant; None where that is nothing."""
    verbs = grant.verbs if token.verbs is None else grant.verbs & set(token.verbs)
    if token.is_read_only:
        verbs = frozenset(verb for verb in verbs if verb_kind(verb) != "write")
    if not verbs or not _meets(grant.path, token.limit_path):
        return None
    return replace(grant, path=max(grant.path, token.limit_path, key=len), verbs=verbs)


def _meets(path: str, limit_path: str) -> bool:
    return path.startswith(limit_path) or limit_path.startswith(path)


def refuse_token(actor: Actor) -> None:
    """Forbidden where a token acts: keys, passwords and second factors are for people alone."""
    if actor.extra.get("token"):
        raise DomainError("token_refused", _("An API token may not do this. Log in as a person."), status=403)


def note_use(request: HttpRequest, token: ApiToken) -> None:
    """Keep when and from where the token was used; the first use of a day is a line of the audit log."""
    moment = clock.now()
    use = getattr(token, "use", None)
    if use is not None and (moment - use.at).total_seconds() < _STAMP_SECONDS:
        return
    address = str(client_address(request))[:45]
    if use is None or use.at.date() != moment.date() or use.address != address:
        record_use(replace(token_actor(token), is_system=True), token, address=address)
    TokenUse.objects.update_or_create(token=token, defaults={"at": moment, "address": address})


@action(OWN, phrase=gettext_noop("Used the API token “%(token)s” from %(address)s"), undo=NoUndo(_("It happened.")))
def record_use(actor: Actor, token: ApiToken, *, address: str) -> None:
    write.emit("user.token_used", token.scope_path, user_id=token.user_id)
    write.describe(token=token.name, address=address)
