"""Refusals as RFC 7807 for programs and as a page for people: one sentence, both ways."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from linkspan.kernel.errors import DomainError

API_PREFIX = "/api/"


def is_api(request: HttpRequest) -> bool:
    """Whether a program asks: everything below /api/ answers in JSON only."""
    return request.path.startswith(API_PREFIX)


def refuse(request: HttpRequest, status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """The refusal in the form that the asker reads. more: further members of the problem document."""
    retry_after = more.pop("retry_after", None)
    response = problem(status, code, detail, **more) if is_api(request) else _page(request, status, detail)
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response


def refuse_domain_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The refusal that a DomainError describes. An attribute `retry_after` (seconds) becomes the header."""
    more: dict[str, Any] = {"retry_after": getattr(error, "retry_after", None)}
    if error.field:
        more["field"] = error.field
    if error.current is not None:
        more["current"] = error.current
    return refuse(request, error.status, error.code, str(error.message), **more)


def problem(status: int, code: str, detail: str, **more: Any) -> JsonResponse:
    """An application/problem+json answer. detail: finished sentence in the reader's language."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail}
    return JsonResponse({**body, **more}, status=status, content_type="application/problem+json")


def _page(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    context = {"status": status, "title": _title(status), "detail": detail}
    return render(request, "web/error.html", context, status=status)


def _title(status: int) -> str:
    titles = {
        400: _("This request cannot be read"),
        403: _("You may not do this"),
        404: _("Not found"),
        405: _("This address does not take such requests"),
        409: _("Someone else was faster"),
        429: _("Too many attempts"),
        503: _("Linkspan is busy"),
    }
    return titles.get(status) or (_("This did not work") if status < 500 else _("Something went wrong on our side"))
