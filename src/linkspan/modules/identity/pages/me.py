"""The own page: entry, password, sessions, API tokens, second factor. For people alone: a token gets none of it."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.places import place_names
from linkspan.kernel.access.verbs import verb_name
from linkspan.kernel.errors import DomainError
from linkspan.modules.identity import login_log, logins, people, second_factor, tokens
from linkspan.modules.identity.holdings import grants_of
from linkspan.modules.identity.models import ApiToken, User
from linkspan.modules.identity.pages.answers import end_of, expected_version, last_day, named, written
from linkspan.modules.identity.services import own_actor

router = Router(tags=["me"])


class Profile(Schema):
    """What a person may change of the own entry."""

    name_en: str | None = None
    title: str | None = None
    title_en: str | None = None
    email: str | None = None


class PasswordChange(Schema):
    """The present password and the new one."""

    old: str
    new: str


class Password(Schema):
    """The present password, before something that needs it."""

    password: str


class Code(Schema):
    """A code of the authenticator, or a recovery code."""

    code: str


class NewToken(Schema):
    """An API token to be. verbs: null for all that the person holds; place: scope path below which it acts."""

    name: str
    expires_on: str
    read_only: bool = True
    verbs: list[str] | None = None
    place: str = "/"


def _person(request: HttpRequest) -> User:
    """The caller as a row; refused for a token."""
    tokens.refuse_token(request.actor)  # type: ignore[attr-defined]
    return User.objects.select_related("party", "department", "organisation").get(pk=request.user.pk)


def _own(request: HttpRequest, user: User) -> Actor:
    return own_actor(user, request_id=getattr(request, "request_id", ""))


def _check_password(request: HttpRequest, user: User, password: str) -> None:
    if not logins.check_own_password(request, user, password):
        raise DomainError("password", _("This password is wrong. Type the one you log in with."), "password")


@router.get("/me")
def read_me(request: HttpRequest) -> dict[str, Any]:
    """The own entry, what one may do where, and whether a second factor is in force."""
    user = _person(request)
    grants = list(grants_of(user))
    places = place_names({grant.scope_path for grant in grants})
    return {
        "id": user.pk,
        "version": user.version,
        "username": user.username,
        "name": named(user) or user.username,
        "name_en": user.name_en,
        "title": user.title,
        "title_en": user.title_en,
        "email": user.email,
        "party": named(user.party) if user.party else "",
        "department": named(user.department) if user.department else "",
        "second_factor": user.second_factor_at,
        "second_factor_needed": second_factor.needs_second_factor(user),
        "recovery_codes": second_factor.recovery_codes_left(user),
        "roles": [
            {
                "role": named(grant.role),
                "place": places[grant.scope_path],
                "until": last_day(grant.expires_at),
                "by": named(grant.group or grant.party) if grant.group_id or grant.party_id else "",
            }
            for grant in grants
        ],
    }


@router.patch("/me")
def change_me(request: HttpRequest, payload: Profile) -> dict[str, Any]:
    """Change the own entry."""
    user, version = _person(request), expected_version(request)
    values = people.checked_details(payload.dict(exclude_unset=True))
    return written(
        people.edit_profile(_own(request, user), user, values=values, expected_version=version), undoable=False
    )


@router.post("/me/password")
def change_password(request: HttpRequest, payload: PasswordChange) -> dict[str, Any]:
    """Set a new own password; all other sessions are over."""
    from linkspan.modules.identity.pages.views import change_password_here

    user = _person(request)
    if not logins.check_own_password(request, user, payload.old):
        raise DomainError("password", _("This password is wrong. Type the one you log in with."), "old")
    try:
        change_password_here(request, payload.new)
    except DomainError as error:
        raise DomainError(error.code, error.message, "new") from error
    return {"changed": True}


@router.get("/me/sessions")
def list_sessions(request: HttpRequest) -> dict[str, Any]:
    """Where one is logged in."""
    user = _person(request)
    present = login_log.hash_of_key(request.session.session_key or "")
    return {
        "items": [
            {
                "id": row.pk,
                "device": row.device,
                "address": row.address,
                "began_at": row.began_at,
                "seen_at": row.seen_at,
                "is_this": row.key_hash == present,
            }
            for row, _key in login_log.live_sessions(user)
        ]
    }


@router.delete("/me/sessions/{session_id}")
def end_session(request: HttpRequest, session_id: int) -> dict[str, Any]:
    """End one of one's own sessions."""
    user = _person(request)
    return written(login_log.end_sessions(_own(request, user), user, session_ids=[session_id]), undoable=False)


@router.delete("/me/sessions")
def end_other_sessions(request: HttpRequest) -> dict[str, Any]:
    """End all of one's own sessions but this one."""
    user = _person(request)
    present = login_log.hash_of_key(request.session.session_key or "")
    others = [row.pk for row, _key in login_log.live_sessions(user) if row.key_hash != present]
    return written(login_log.end_sessions(_own(request, user), user, session_ids=others), undoable=False)


def token_row(token: ApiToken) -> dict[str, Any]:
    """A token as a list shows it."""
    use = getattr(token, "use", None)
    verbs = None if token.verbs is None else [{"verb": verb, "label": verb_name(verb)} for verb in token.verbs]
    return {
        "id": token.pk,
        "name": token.name,
        "hint": token.hint,
        "read_only": token.is_read_only,
        "verbs": verbs,
        "place": place_names([token.limit_path])[token.limit_path],
        "expires_on": last_day(token.expires_at),
        "is_expired": token.expires_at <= clock.now(),
        "revoked_at": token.revoked_at,
        "created_at": token.created_at,
        "used_at": use.at if use else None,
        "used_from": use.address if use else "",
    }


@router.get("/me/tokens")
def list_own_tokens(request: HttpRequest) -> dict[str, Any]:
    """One's own tokens, and what a new one may be given."""
    user = _person(request)
    actor = request.actor  # type: ignore[attr-defined]
    rows = ApiToken.base_rows.filter(user=user, revoked_at__isnull=True).select_related("use").order_by("-pk")
    held = sorted({verb for grant in actor.grants for verb in grant.verbs})
    paths = place_names({grant.path for grant in actor.grants})
    longest = clock.now() + dt.timedelta(days=tokens.LONGEST_DAYS - 1)
    return {
        "items": [token_row(row) for row in rows],
        "verbs": [{"verb": verb, "label": verb_name(verb)} for verb in held],
        "places": [{"path": path, "name": name} for path, name in sorted(paths.items())],
        "latest": last_day(longest),
        "zone": settings.BUSINESS_TIME_ZONE,
    }


@router.post("/me/tokens", response={201: dict[str, Any]})
def new_token(request: HttpRequest, payload: NewToken) -> tuple[int, dict[str, Any]]:
    """Create a token; its text is in this answer and nowhere else."""
    user = _person(request)
    expires_at = end_of(payload.expires_on)
    if expires_at is None:
        raise DomainError("expires", _("A token expires after one year at the latest."), "expires_on")
    outcome = tokens.create_token(
        _own(request, user),
        user,
        name=payload.name,
        expires_at=expires_at,
        is_read_only=payload.read_only,
        verbs=payload.verbs,
        limit_path=payload.place,
    )
    token, text = outcome.result
    return 201, written(outcome, undoable=False, id=token.pk, token=text)


@router.delete("/me/tokens/{token_id}")
def end_own_token(request: HttpRequest, token_id: int) -> dict[str, Any]:
    """Revoke one of one's own tokens at once."""
    user = _person(request)
    return written(tokens.revoke_own_token(_own(request, user), user, token_id=token_id), undoable=False)


@router.post("/me/second-factor/begin")
def begin_second_factor(request: HttpRequest, payload: Password) -> dict[str, Any]:
    """A fresh secret to scan; nothing changes before it is confirmed."""
    user = _person(request)
    _check_password(request, user, payload.password)
    secret, uri = second_factor.begin(user)
    return {"secret": secret, "uri": uri, "qr": second_factor.qr_svg(uri)}


@router.post("/me/second-factor/confirm")
def confirm_second_factor(request: HttpRequest, payload: Code) -> dict[str, Any]:
    """The first right code puts the second factor in force; answers the recovery codes, shown this once."""
    return {"codes": second_factor.confirm(request, _person(request), payload.code)}


@router.post("/me/second-factor/codes")
def new_recovery_codes(request: HttpRequest, payload: Code) -> dict[str, Any]:
    """Ten new recovery codes, for a code of the authenticator; the old ones are void."""
    user = _person(request)
    if not user.second_factor_at:
        raise DomainError("second_factor", _("You have no second factor. Set one up first."), status=409)
    second_factor.require_code(request, user, payload.code)
    return {"codes": second_factor.renew_codes(_own(request, user), user).result}


@router.post("/me/second-factor/remove")
def remove_second_factor(request: HttpRequest, payload: Code) -> dict[str, Any]:
    """Log in by password alone again, where no role forbids it."""
    user = _person(request)
    if not user.second_factor_at:
        raise DomainError("second_factor", _("You have no second factor. Set one up first."), status=409)
    second_factor.require_code(request, user, payload.code)
    return written(second_factor.disable(_own(request, user), user), undoable=False)
