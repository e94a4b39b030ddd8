"""The API: one NinjaAPI, its routers, and how refusals look."""

from typing import Any

import orjson
import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import DataError, IntegrityError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.renderers import BaseRenderer
from ninja.security import django_auth

from linkspan import __version__
from linkspan.kernel.errors import DomainError
from linkspan.modules.analysis.pages.plan import router as analysis
from linkspan.modules.analysis.pages.simulation import router as simulation
from linkspan.modules.analysis.pages.tracing import router as tracing
from linkspan.modules.automation.pages.rules import router as rules
from linkspan.modules.exchange.pages.imports import router as imports
from linkspan.modules.identity.pages.audit import router as audit
from linkspan.modules.identity.pages.grants import router as grants
from linkspan.modules.identity.pages.me import router as me
from linkspan.modules.identity.pages.people import router as people
from linkspan.modules.identity.pages.roles import router as roles
from linkspan.modules.notify.pages.channels import router as channels
from linkspan.modules.notify.pages.mine import router as messages
from linkspan.modules.portfolio.pages.settings import router as project_settings
from linkspan.modules.portfolio.pages.templates import router as templates
from linkspan.modules.schedule.pages.calendars import router as calendars
from linkspan.modules.schedule.pages.plan import router as plan
from linkspan.modules.schedule.pages.projects import router as projects
from linkspan.modules.schedule.pages.work import router as work
from linkspan.surfaces.api.approvals import router as approvals
from linkspan.surfaces.api.configuration import router as configuration
from linkspan.surfaces.api.inbox import router as inbox
from linkspan.surfaces.api.jobs import router as jobs
from linkspan.surfaces.api.numbering import router as numbering
from linkspan.surfaces.api.openapi import router as description
from linkspan.surfaces.api.parsing import StrictParser
from linkspan.surfaces.api.record_parts import router as record_parts
from linkspan.surfaces.api.records import router as records
from linkspan.surfaces.api.session import router as session
from linkspan.surfaces.api.transfer import router as transfer
from linkspan.surfaces.api.views import router as views
from linkspan.surfaces.web.problems import problem, refuse_domain_error


class FastJson(BaseRenderer):
    """JSON by orjson: several times faster than the standard library on long columns."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=str, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS)


log = structlog.stdlib.get_logger(__name__)
api = NinjaAPI(
    title="Linkspan",
    version=__version__,
    auth=django_auth,
    renderer=FastJson(),
    parser=StrictParser(),
    docs_url=None,
    openapi_url=None,  # served with the entities' own schemas, and to who is logged in: see openapi.py
    urls_namespace="api",
)
for prefix, router in (
    ("", session),
    ("", projects),
    ("", plan),
    ("", analysis),
    ("", simulation),
    ("", tracing),
    ("", calendars),
    ("", imports),
    ("", work),
    ("", jobs),
    ("", approvals),
    ("", inbox),
    ("", transfer),
    ("", records),
    ("", record_parts),
    ("", views),
    ("", numbering),
    ("", project_settings),
    ("", templates),
    ("", configuration),
    ("", description),
    ("", roles),
    ("", grants),
    ("", people),
    ("", me),
    ("", audit),
    ("", messages),
    ("", channels),
    ("", rules),
):
    api.add_router(prefix, router)


@api.exception_handler(DomainError)
def _domain_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    return refuse_domain_error(request, error)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0] if error.errors else {}
    field = ".".join(str(part) for part in first.get("loc", ()) if part not in {"body", "query", "path", "payload"})
    detail = _("The field “%(field)s” is missing or has the wrong form. Check the request.") % {
        "field": field or "body"
    }
    return problem(422, "invalid", detail, field=field)


@api.exception_handler(AuthenticationError)
def _anonymous(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(401, "anonymous", _("Log in first. Your session may have ended."))


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(413, "too_big", _("The request is larger than accepted. Send fewer changes at a time."))


@api.exception_handler(DataError)
@api.exception_handler(OverflowError)
@api.exception_handler(UnicodeEncodeError)
def _out_of_range(request: HttpRequest, error: Exception) -> HttpResponse:
    """The last net below the checks of the fields: the transaction is rolled back."""
    log.warning("value refused by the database", error=type(error).__name__)
    return problem(
        422, "out_of_range", _("A value is too large or has characters that cannot be kept. Check the request.")
    )


@api.exception_handler(IntegrityError)
def _overtaken(request: HttpRequest, error: IntegrityError) -> HttpResponse:
    log.warning("row refused by the database", error=str(error)[:200])
    return problem(
        409, "overtaken", _("Someone else has done this at the same moment. Load the page again, then repeat.")
    )


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 403:
        return problem(403, "csrf", _("The page is too old for this. Load it again, then repeat."))
    return problem(
        error.status_code, "bad_request", _("The request cannot be read. It must be JSON as the API describes.")
    )
