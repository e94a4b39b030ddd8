"""How a project is set up: its modules, and what of it can be taken along."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from linkspan.kernel.entities.requests import told
from linkspan.kernel.entities.specs import on_page
from linkspan.kernel.entities.switching import is_off, modules
from linkspan.kernel.numbering.services import CONFIGURE
from linkspan.modules.portfolio import services, templates
from linkspan.modules.portfolio.api import Project, find_project

router = Router(tags=["settings"])


class ModulesBody(Schema):
    """Names of the modules that the project does without. version: that the caller saw, if it wants to be told."""

    off: list[str]
    version: int | None = None


def _settings(actor: Any, project: Project) -> dict[str, Any]:
    path = project.scope_path
    verbs = [verb for verb in ("project.edit", CONFIGURE, "schedule.view") if actor.may(verb, path)]
    places = [place.scope_path for place in (project, project.programme, project.organisation) if place is not None]
    if any(actor.may(templates.SAVE, place) for place in places):
        verbs.append(templates.SAVE)
    return {
        "code": project.code,
        "version": project.version,
        "can": verbs,
        "modules": [
            {"name": module.name, "label": on_page(module.label), "on": not is_off(project, module.name)}
            for module in modules()
        ],
        "choices": templates.choices_of(actor, project),
    }


@router.get("/projects/{code}/settings")
def read_settings(request: HttpRequest, code: str) -> dict[str, Any]:
    """The project's modules, the parts of it, and what the caller may set."""
    actor = request.actor  # type: ignore[attr-defined]
    return _settings(actor, find_project(actor, code))


@router.put("/projects/{code}/modules")
def set_modules(request: HttpRequest, code: str, payload: ModulesBody) -> dict[str, Any]:
    """Switch modules on and off."""
    actor = request.actor  # type: ignore[attr-defined]
    outcome = services.set_modules(
        actor,
        find_project(actor, code),
        off=payload.off,
        expected_version=payload.version,
        idempotency_key=request.headers.get("Idempotency-Key"),
    )
    return {**_settings(actor, find_project(actor, code)), **told(outcome)}
