"""What every request passes: request id, headers, session limits, language, and the actor in whose name it runs."""

import re
import secrets
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from linkspan.kernel.access.actor import NOBODY, Actor, acting_as
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.entities.configured import refresh
from linkspan.kernel.errors import DomainError
from linkspan.modules.identity import api as identity
from linkspan.surfaces.web.problems import is_api, problem, refuse_domain_error

__all__ = [
    "ActorMiddleware", "LanguageMiddleware", "RequestIdMiddleware", "SecurityHeadersMiddleware",
    "SessionLimitsMiddleware",
]  # fmt: skip

Respond = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = (
    ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer",
            "browsing-topics",
            "display-capture",
            "geolocation",
            "gyroscope",
            "magnetometer",
            "midi",
            "payment",
            "serial",
            "usb",
            "xr-spatial-tracking",
        )
    )
    + ", camera=(self), microphone=(self), fullscreen=(self)"
)
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,40}")
_QUIET_PATHS = ("/health", "/static/")  # they come every few seconds, or by the dozen
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

request_log = structlog.stdlib.get_logger("linkspan.request")
log = structlog.stdlib.get_logger("linkspan.web")


class RequestIdMiddleware:
    """Names every request: in the answer's X-Request-Id, in each log line, in the history of what it changed.

    The front door names the request and drops what the client sent; from anywhere else the header counts for nothing.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        is_named = settings.BEHIND_DOOR and _REQUEST_ID.fullmatch(given)
        request.request_id = given if is_named else secrets.token_hex(16)  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.request_id)  # type: ignore[attr-defined]
        began = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        is_quiet = request.path.startswith(_QUIET_PATHS) and response.status_code < 400
        # The path alone: a query may hold what somebody searched for.
        (request_log.debug if is_quiet else request_log.info)(
            "request",
            method=request.method,
            path=request.path,
            status=response.status_code,
            ms=round((time.perf_counter() - began) * 1000, 1),
            user=getattr(_known_user(request), "pk", None),
        )
        return response


def _known_user(request: HttpRequest) -> Any:
    """Who asked, as far as the layers below have found out; the log asks no database."""
    return getattr(request, "_cached_user", None)


class SecurityHeadersMiddleware:
    """The headers that Django and django-csp do not set; nothing personal is kept by a cache."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith(settings.STATIC_URL):
            # An answer with an ETag is asked for again each time; everything else is not stored at all.
            response.setdefault("Cache-Control", "private, no-cache" if "ETag" in response else "no-store")
        return response


class SessionLimitsMiddleware:
    """Ends a session after its idle or absolute limit, before anything looks at who it belongs to."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and identity.enforce_session_limits(request.session):
            identity.touch_session(request.session.session_key)
        return self.get_response(request)


class LanguageMiddleware:
    """The language of the answer: the user's, else the cookie's, else the browser's, else the installation's."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self._of_user(request) or self._of_cookie(request) or self._of_browser(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.setdefault("Content-Language", "zh-CN" if language == "zh-hans" else "en")
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    @staticmethod
    def _of_user(request: HttpRequest) -> str:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return ""
        return known_language(getattr(get_user(request), "language", ""))

    @staticmethod
    def _of_cookie(request: HttpRequest) -> str:
        return known_language(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))

    @staticmethod
    def _of_browser(request: HttpRequest) -> str:
        for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
            if language := known_language(code):
                return language
        return settings.LANGUAGE_CODE


def known_language(code: str) -> str:
    """zh-hans or en for any tag of the two languages, else an empty string."""
    main = code.lower().replace("_", "-").split("-")[0]
    return {"zh": "zh-hans", "en": "en"}.get(main, "")


class _StrictCsrf(CsrfViewMiddleware):
    """Tells the reason instead of answering; used where a framework marks its views as exempt."""

    def _reject(self, request: HttpRequest, reason: str) -> str:  # type: ignore[override]
        return reason


class ActorMiddleware:
    """Runs the request as its user's actor, refuses strangers at the API, and turns DomainErrors into answers.

    A call of the API with `Authorization: Bearer` is the token's and nothing else: its cookies count for nothing, and
    what is no cookie cannot be forged from another site.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response
        self.csrf = _StrictCsrf(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_api(request):
            try:
                token = _token_of(request)
            except DomainError as error:
                return refuse_domain_error(request, error)
            refusal = self._refuse_stranger(request) or (
                _refuse_writing(request, token) if token else self._refuse_forgery(request)
            )
            if refusal is not None:
                return refusal
            actor = identity.token_actor(token, request_id=request.request_id) if token else _actor_of(request)  # type: ignore[attr-defined]
            refusal = _refuse_unready(request, actor)
            if refusal is not None:
                return refusal
            refresh()
        else:
            actor = SimpleLazyObject(partial(_actor_of, request))  # log-in and the shell ask for no grants
        request.actor = actor  # type: ignore[attr-defined]
        with acting_as(actor):  # type: ignore[arg-type]
            response = self.get_response(request)
        if response.status_code == 405 and is_api(request):
            refusal = problem(405, "method", _("This address does not take such requests."))
            refusal["Allow"] = response.get("Allow", "")
            return refusal
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refuse_domain_error(request, error) if isinstance(error, DomainError) else None

    @staticmethod
    def _refuse_stranger(request: HttpRequest) -> HttpResponse | None:
        if request.user.is_authenticated:
            return None
        return problem(401, "not_logged_in", _("You are not logged in, or your session has ended. Log in again."))

    def _refuse_forgery(self, request: HttpRequest) -> HttpResponse | None:
        """Token and Origin for every unsafe call, whatever the view says: the session is a cookie."""
        if request.method in _SAFE_METHODS:
            return None
        self.csrf.process_request(request)
        reason = self.csrf.process_view(request, None, (), {})
        if reason is None:
            return None
        log.warning("csrf refused", reason=reason, path=request.path)
        return problem(403, "csrf", _("The page is out of date. Reload it and try again."))


def _actor_of(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated:
        return NOBODY
    return actor_for(request.user, request_id=getattr(request, "request_id", ""))


def _token_of(request: HttpRequest) -> Any | None:
    """The API token of the call, whose person then is the request's user; None where the call brings none.

    A wrong token makes the caller a stranger, whatever cookies came along. Raises TooManyAttempts.
    """
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    token = identity.check_token(request, text.strip())
    request.user = token.user if token else AnonymousUser()
    if token:
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        identity.note_token_use(request, token)
        translation.activate(known_language(token.user.language) or translation.get_language())
    return token


def _refuse_writing(request: HttpRequest, token: Any) -> HttpResponse | None:
    """A read-only token only reads, whatever a route asks of its caller."""
    if request.method in _SAFE_METHODS or not token.is_read_only:
        return None
    return problem(403, "read_only", _("This API token only reads. Create one with the rights that are needed."))


def _refuse_unready(request: HttpRequest, actor: Actor) -> HttpResponse | None:
    """Nothing but the own page's duties is open to who must first set a password or a second factor."""
    step = identity.pending_step(request.user, actor)
    if step is None:
        return None
    return problem(403, step.code, str(step.sentence), url=step.url)
