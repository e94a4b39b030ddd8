"""Project templates: those one may use, saving, files, and what a new project can begin from."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from linkspan.kernel.entities.requests import told
from linkspan.kernel.errors import DomainError, Forbidden
from linkspan.kernel.numbering.services import next_code_at
from linkspan.modules.portfolio import templates
from linkspan.modules.portfolio.api import Project, find_project, home_of_new_project
from linkspan.modules.portfolio.content import LARGEST_FILE

router = Router(tags=["templates"])


class NewTemplate(Schema):
    """A template to be. parts, entities: names of what to take along, null for all."""

    name: str
    name_en: str = ""
    description: str = ""
    parts: list[str] | None = None
    entities: list[str] | None = None
    people: bool = False


@router.get("/new-project")
def read_beginnings(request: HttpRequest, programme: str = "") -> dict[str, Any]:
    """What a new project can begin from: templates, and the code that it would get."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        home = home_of_new_project(actor, request.user.organisation, programme)  # type: ignore[union-attr]
    except (DomainError, Forbidden):
        return {"code": None, "templates": []}
    return {"code": next_code_at("project", home, Project), "templates": templates.templates_of(actor)}


@router.get("/project-templates")
def list_templates(request: HttpRequest) -> dict[str, Any]:
    """The templates that the caller may use."""
    return {"items": templates.templates_of(request.actor)}  # type: ignore[attr-defined]


@router.post("/projects/{code}/template", response={201: Any})
def save_template(request: HttpRequest, code: str, payload: NewTemplate) -> Any:
    """Save a project as a template; one of the same name at the same place is replaced."""
    actor = request.actor  # type: ignore[attr-defined]
    project = find_project(actor, code)
    home = templates.home_of_template(actor, project)
    choice = templates.read_choice(payload.parts, payload.entities, people=payload.people)
    outcome = templates.keep_template(
        actor,
        home,
        name=payload.name,
        name_en=payload.name_en,
        description=payload.description,
        content=templates.read_content(actor, project, choice),
        source=project.code,
        idempotency_key=request.headers.get("Idempotency-Key"),
    )
    return 201, _kept(actor, outcome)


def _kept(actor: Any, outcome: Any) -> dict[str, Any]:
    item = None if outcome.is_replay else templates.template_json(actor, outcome.result)
    return {"item": item, **told(outcome)}


@router.post("/project-templates/import", response={201: Any})
def import_template(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Keep a template from a file, for the whole organisation."""
    actor = request.actor  # type: ignore[attr-defined]
    home = request.user.organisation  # type: ignore[union-attr]
    if home is None or not actor.may(templates.SAVE, home.scope_path):
        raise Forbidden(templates.SAVE)
    data = bytes(file.read(LARGEST_FILE + 1))
    return 201, _kept(actor, templates.import_template(actor, home, data))


@router.get("/project-templates/{template_id}/file")
def read_template_file(request: HttpRequest, template_id: int) -> HttpResponse:
    """A template as a file for another installation."""
    actor = request.actor  # type: ignore[attr-defined]
    template = templates.find_template(actor, template_id)
    response = HttpResponse(templates.file_of(actor, template), content_type="application/json")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(template.name)}.json"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


@router.delete("/project-templates/{template_id}")
def delete_template(request: HttpRequest, template_id: int) -> dict[str, Any]:
    """Delete a template."""
    actor = request.actor  # type: ignore[attr-defined]
    return told(templates.delete_template(actor, templates.find_template(actor, template_id)))
