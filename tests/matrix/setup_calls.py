"""How the rows of setup_table are asked."""

from typing import Any

from linkspan.kernel.access.actor import SYSTEM, acting_as
from linkspan.kernel.numbering.services import set_mask
from world import CANARY, World

Call = tuple[str, Any]


def add_setup(world: World, code: str) -> dict[str, Any]:
    """A mask of the project's own."""
    project = world.a if code == "ALPHA" else world.b
    with acting_as(SYSTEM):
        set_mask(SYSTEM, project, entity="interface", pattern=f"{'x' if code == 'ALPHA' else CANARY}-{{n}}")
    return {"above": world.organisation.scope_path}


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
    }
