"""Project list, project home, creation."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from linkspan.modules.portfolio.api import find_project, home_of_new_project
from linkspan.modules.schedule.home import project_home, project_list
from linkspan.modules.schedule.projects import start_project

router = Router(tags=["projects"])


class NewProject(Schema):
    """What a project needs to begin. code: empty where a mask gives it."""

    code: str = ""
    name: str
    start: str
    calendar_id: int | None = None
    programme: str | None = None


@router.get("/projects")
def list_projects(request: HttpRequest) -> dict[str, Any]:
    """The projects of the caller."""
    return {"items": project_list(request.actor)}  # type: ignore[attr-defined]


@router.post("/projects")
def new_project(request: HttpRequest, payload: NewProject) -> dict[str, Any]:
    """Create a project with a working calendar."""
    actor = request.actor  # type: ignore[attr-defined]
    home = home_of_new_project(actor, request.user.organisation, payload.programme or "")  # type: ignore[union-attr]
    project = start_project(
        actor,
        home,
        code=payload.code,
        name=payload.name,
        start=payload.start,
        calendar_id=payload.calendar_id,
        key=request.headers.get("Idempotency-Key"),
    )
    return project_home(actor, find_project(actor, project.code))


@router.get("/projects/{code}")
def read_project(request: HttpRequest, code: str) -> dict[str, Any]:
    """One project's home page."""
    actor = request.actor  # type: ignore[attr-defined]
    return project_home(actor, find_project(actor, code))
