"""The shell that serves the single-page app, the health answer, and the pages for errors."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie, requires_csrf_token
from django.views.decorators.http import require_safe

from linkspan.modules.identity import api as identity
from linkspan.surfaces.web.problems import refuse

ENTRY = "src/main.tsx"
_NOT_PAGES = frozenset({"/favicon.ico", "/robots.txt"})
log = structlog.stdlib.get_logger("linkspan.web")


@dataclass(frozen=True)
class Bundle:
    """Static paths of the built front end: the entry module, its styles, the modules it imports; and all there is."""

    script: str
    styles: tuple[str, ...]
    imports: tuple[str, ...]
    files: tuple[str, ...]


def bundle() -> Bundle | None:
    """The front end as the build left it; None where it was never built. Read again when the manifest changes."""
    path = Path(settings.STATICFILES_DIRS[0]) / "app" / ".vite" / "manifest.json"
    try:
        stamp = path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    return _read_manifest(path, stamp)


def build_id() -> str:
    """Changes with every build of the front end; an open page that sees another one offers to reload."""
    built = bundle()
    return Path(built.script).stem if built else "none"


@lru_cache(maxsize=2)
def _read_manifest(path: Path, _stamp: int) -> Bundle | None:
    manifest: dict[str, Any] = json.loads(path.read_bytes())
    if ENTRY not in manifest:
        return None
    styles: list[str] = []
    imports: list[str] = []
    pending, seen = [ENTRY], set()
    while pending:
        name = pending.pop(0)
        if name in seen:
            continue
        seen.add(name)
        chunk = manifest[name]
        styles += [f"app/{file}" for file in chunk.get("css", ())]
        if name != ENTRY:
            imports.append(f"app/{chunk['file']}")
        pending += chunk.get("imports", ())
    built = path.parent.parent
    files = (file.relative_to(built.parent).as_posix() for file in (built / "assets").glob("*.*"))
    kept = sorted(file for file in files if file.endswith((".js", ".css", ".svg")))
    return Bundle(f"app/{manifest[ENTRY]['file']}", tuple(dict.fromkeys(styles)), tuple(imports), tuple(kept))


@require_safe
@ensure_csrf_cookie
def shell(request: HttpRequest) -> HttpResponse:
    """The page in which the single-page app starts; who is not logged in is sent to log-in and comes back here."""
    if request.path in _NOT_PAGES:
        return not_found(request)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    step = identity.pending_step(request.user, request.actor)  # type: ignore[attr-defined]
    if step is not None:
        return redirect(step.url)
    built = bundle()
    if built is None:
        return render(request, "web/not_built.html", status=503)
    page = render(
        request,
        "web/shell.html",
        {
            # Whose answers of an earlier visit the page may paint before the server has spoken.
            "user_id": str(request.user.pk),
            "build": build_id(),
            "script": static(built.script),
            "styles": [static(file) for file in built.styles],
            "imports": [static(file) for file in built.imports],
        },
    )
    page["X-Linkspan-Build"] = build_id()  # tells the worker below which answers are the shell
    return page


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, which keeps the program so that it opens without the server. The same for everybody."""
    built = bundle()
    if built is None:
        return not_found(request)
    files = json.dumps([static(file) for file in built.files])
    return render(request, "web/worker.js", {"files": files}, content_type="text/javascript; charset=utf-8")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For supervisors and load balancers: 200 where the database answers, else 503; says nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError as error:
        log.error("health: the database does not answer", error=type(error).__name__)
        return JsonResponse({"status": "failing", "database": "failing"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok"})


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; also for a Host header that is not ours."""
    detail = _("The request is malformed or names another host. Open the page again.")
    return refuse(request, 400, "bad_request", detail)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return refuse(request, 403, "forbidden", _("You do not have the right for this. Ask your administrator for it."))


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same for what does not exist and for what this reader may not see."""
    return refuse(request, 404, "not_found", _("There is nothing at this address that you may see."))


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500: a defect of ours. The request id leads to the log line; nothing else is shown."""
    detail = _("The error was written to the log. Try again, or tell your administrator the request number.")
    return refuse(request, 500, "server_error", detail, request_id=getattr(request, "request_id", ""))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for an unsafe request without a valid token or from another origin."""
    log.warning("csrf refused", reason=reason, path=request.path)
    return refuse(request, 403, "csrf", _("The page is out of date. Reload it and try again."))
