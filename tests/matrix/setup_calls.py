"""How the rows of setup_table are asked."""

import json
from typing import Any

from records_calls import Upload

from linkspan.kernel.access.actor import SYSTEM, acting_as
from linkspan.kernel.numbering.services import set_mask
from linkspan.modules.portfolio.api import keep_template
from world import CANARY, World

Call = tuple[str, Any]
CONTENT = {"format": "linkspan-project-template", "version": 1, "start": "2026-07-01"}
NEW = {"code": "NEW", "name": "new", "start": "2026-08-03"}


def add_setup(world: World, code: str) -> dict[str, Any]:
    """A mask of the project's own."""
    project = world.a if code == "ALPHA" else world.b
    with acting_as(SYSTEM):
        text = "x" if code == "ALPHA" else CANARY
        set_mask(SYSTEM, project, entity="interface", pattern=f"{text}-{{n}}")
        kept = keep_template(SYSTEM, project, name=text, content={**CONTENT, "description": text}).result
    return {"above": world.organisation.scope_path, "template": kept.pk}


def setup_bodies(code: str, made: dict[str, Any]) -> dict[tuple[str, str, str], Call]:
    """Path below /api and body of every row."""
    home = f"/projects/{code}"
    mask, route = f"{home}/numbering/interface", "/api/projects/{code}/numbering/{entity}"
    return {
        ("GET", "/api/projects/{code}/numbering", ""): (f"{home}/numbering", None),
        ("PUT", route, ""): (mask, {"pattern": "IF-{n:03}"}),
        ("PUT", route, "above the project"): (mask, {"pattern": "IF-{n:03}", "place": made["above"]}),
        ("DELETE", route, ""): (mask, None),
        ("POST", f"{route}/check", ""): (f"{mask}/check", {"pattern": "IF-{n:03}"}),
        ("GET", "/api/projects/{code}/settings", ""): (f"{home}/settings", None),
        ("PUT", "/api/projects/{code}/modules", ""): (f"{home}/modules", {"off": ["change"]}),
        ("POST", "/api/projects/{code}/template", ""): (f"{home}/template", {"name": "new"}),
        ("GET", "/api/project-templates", ""): ("/project-templates", None),
        ("GET", "/api/new-project", ""): ("/new-project", None),
        ("POST", "/api/project-templates/import", ""): (
            "/project-templates/import",
            Upload("t.json", json.dumps({**CONTENT, "name": "new"}).encode(), {}),
        ),
        ("GET", "/api/project-templates/{template_id}/file", ""): (f"/project-templates/{made['template']}/file", None),
        ("DELETE", "/api/project-templates/{template_id}", ""): (f"/project-templates/{made['template']}", None),
        ("POST", "/api/projects", "from a template"): ("/projects", {**NEW, "template": made["template"]}),
        ("POST", "/api/projects", "as a copy"): ("/projects", {**NEW, "copy_of": code}),
    }
