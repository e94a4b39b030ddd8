"""Project list, project home, creation."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from linkspan.kernel.access.actor import Actor
from linkspan.modules.portfolio.api import (
    Shift,
    find_project,
    find_template,
    home_of_new_project,
    read_choice,
    read_content,
)
from linkspan.modules.schedule.home import project_home, project_list
from linkspan.modules.schedule.projects import start_project

router = Router(tags=["projects"])


class NewProject(Schema):
    """What a project needs to begin. code: empty where a mask gives it.

    template: a template to begin from. copy_of: code of a project to copy; of it, parts and entities (null for all),
    and with people who is responsible. shift: whether dates keep their distance in working or in calendar days.
    """

    code: str = ""
    name: str
    start: str
    calendar_id: int | None = None
    programme: str | None = None
    template: int | None = None
    copy_of: str | None = None
    parts: list[str] | None = None
    entities: list[str] | None = None
    people: bool = True
    shift: Shift = "work"


@router.get("/projects")
def list_projects(request: HttpRequest) -> dict[str, Any]:
    """The projects of the caller."""
    return {"items": project_list(request.actor)}  # type: ignore[attr-defined]


@router.post("/projects")
def new_project(request: HttpRequest, payload: NewProject) -> dict[str, Any]:
    """Create a project with a working calendar."""
    actor = request.actor  # type: ignore[attr-defined]
    home = home_of_new_project(actor, request.user.organisation, payload.programme or "")  # type: ignore[union-attr]
    started = start_project(
        actor,
        home,
        code=payload.code,
        name=payload.name,
        start=payload.start,
        calendar_id=payload.calendar_id,
        key=request.headers.get("Idempotency-Key"),
        content=_beginning(actor, payload),
        shift=payload.shift,
    )
    home_page = project_home(actor, find_project(actor, started.project.code))
    return {**home_page, "skipped": started.skipped, "log_id": started.log_id}


def _beginning(actor: Actor, payload: NewProject) -> dict[str, Any] | None:
    """The content that the project begins with: of a template, or of the project to copy."""
    if payload.template is not None:
        content: dict[str, Any] = find_template(actor, payload.template).content
        return content
    if not payload.copy_of:
        return None
    source = find_project(actor, payload.copy_of)
    return read_content(actor, source, read_choice(payload.parts, payload.entities, people=payload.people))


@router.get("/projects/{code}")
def read_project(request: HttpRequest, code: str) -> dict[str, Any]:
    """One project's home page."""
    actor = request.actor  # type: ignore[attr-defined]
    return project_home(actor, find_project(actor, code))
