"""Import: preview an uploaded file, then apply it."""

from typing import Any, Literal
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _t
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from linkspan.modules.exchange import api as exchange
from linkspan.modules.portfolio.api import check_new_project, find_project, home_of_new_project
from linkspan.modules.schedule.api import readable_plan

router = Router(tags=["import"])


class Apply(Schema):
    """Which preview to apply; code and name of the project to create, where there is none yet."""

    token: str
    code: str = ""
    name: str = ""


class ApplyTo(Schema):
    """Which preview to apply; choices: `ours` or `theirs` by row that both sides changed."""

    token: str
    choices: dict[str, Literal["ours", "theirs"]] = {}


@router.post("/projects/{code}/import/preview")
def preview(request: HttpRequest, code: str, file: File[UploadedFile]) -> dict[str, Any]:
    """Dry run of a file for a project."""
    actor = request.actor  # type: ignore[attr-defined]
    return exchange.preview_upload(actor, file, find_project(actor, code))


@router.post("/projects/{code}/import/apply")
def apply(request: HttpRequest, code: str, payload: ApplyTo) -> dict[str, Any]:
    """Start the import into a project."""
    actor = request.actor  # type: ignore[attr-defined]
    job = exchange.apply_import(actor, payload.token, find_project(actor, code), choices=dict(payload.choices))
    return {"job_id": job}


@router.post("/projects/{code}/import/effect")
def effect(request: HttpRequest, code: str, payload: ApplyTo) -> dict[str, Any]:
    """Where the finish would be with these choices; nothing is written."""
    actor = request.actor  # type: ignore[attr-defined]
    return exchange.import_effect(actor, payload.token, find_project(actor, code), dict(payload.choices))


@router.get("/projects/{code}/plan/export")
def export(request: HttpRequest, code: str, format: str = "mspdi") -> HttpResponse:
    """The plan as a file of Microsoft Project (mspdi), Primavera P6 (xer) or our own (json)."""
    actor = request.actor  # type: ignore[attr-defined]
    name, media, content, lost = exchange.export_plan(actor, readable_plan(actor, code), format)
    answer = HttpResponse(content, content_type=media)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["X-Linkspan-Lost"] = quote(" | ".join(lost))[:4000]
    return answer


@router.post("/import/preview")
def preview_new(request: HttpRequest, file: File[UploadedFile], programme: Form[str] = "") -> dict[str, Any]:
    """Dry run of a file that becomes a project of its own."""
    actor = request.actor  # type: ignore[attr-defined]
    home = home_of_new_project(actor, request.user.organisation, programme)  # type: ignore[union-attr]
    return exchange.preview_upload(actor, file, home)


@router.post("/import/apply")
def apply_new(request: HttpRequest, payload: Apply) -> dict[str, Any]:
    """Create the project and start the import into it."""
    actor = request.actor  # type: ignore[attr-defined]
    check_new_project(payload.code, payload.name)
    job = exchange.apply_import(actor, payload.token, None, code=payload.code, name=payload.name)
    return {"job_id": job, "text": _t("The project appears when the import is done.")}
