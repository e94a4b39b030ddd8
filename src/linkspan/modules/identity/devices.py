"""The device cookie: says that this browser has logged in to an account before. It opens nothing by itself."""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "linkspan_device"
_SALT = "linkspan.identity.device"
_MAX_AGE = 180 * 24 * 3600
_KEPT = 8  # accounts that share one browser, as on a site's workstation


def known_device(request: HttpRequest, account: str) -> str:
    """The id of this browser where it has logged in to the account before, else an empty string."""
    return _read(request).get(account, "")


def remember_device(request: HttpRequest, response: HttpResponse, account: str) -> None:
    """After a log-in: mark the browser as one of the account's."""
    known = _read(request)
    device = known.pop(account, "") or secrets.token_hex(8)
    kept = dict([*known.items(), (account, device)][-_KEPT:])
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=_SALT),
        max_age=_MAX_AGE,
        path="/accounts/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _read(request: HttpRequest) -> dict[str, str]:
    try:
        known = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_MAX_AGE)
    except signing.BadSignature:
        return {}
    return known if isinstance(known, dict) else {}
