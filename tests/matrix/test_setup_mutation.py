"""The rows of setup_table turn red when a check of masks, modules, templates or copies is dropped."""

import pytest
import table
from calls import make_sides
from walking import walk

from linkspan.kernel.access.actor import SYSTEM, acting_as
from linkspan.kernel.actions import runner
from linkspan.kernel.entities import copying
from linkspan.kernel.numbering import services as numbering
from linkspan.modules.identity import api as identity
from linkspan.modules.portfolio import setting_parts, templates
from linkspan.modules.portfolio.models import ProjectTemplate
from linkspan.modules.portfolio.pages import templates as pages
from linkspan.modules.schedule import plan_part
from world import is_problem, send

MASK = "/api/projects/{code}/numbering/{entity}"
TEMPLATE = "/api/project-templates/{template_id}"


@pytest.fixture
def sides(world):
    return make_sides(world)


def found(world, sides, *routes):
    return walk(world, *sides, rows=[row for row in table.TABLE if row[1] in routes])[1]


def test_nothing_is_found_without_a_mutation(world, sides):
    assert not found(world, sides, MASK, f"{TEMPLATE}/file", "/api/projects/{code}/modules")


def test_actions_without_their_check(world, sides, monkeypatch):
    for module in (runner, numbering):
        monkeypatch.setattr(module, "check", lambda actor, verb, target: None)
    wrong = found(world, sides, MASK, "/api/projects/{code}/modules")
    for role in ("vendor", "viewer", "engineer"):
        assert any(line.startswith(f"{role}: PUT {MASK}") for line in wrong)
        assert any(line.startswith(f"{role}: PUT /api/projects/{{code}}/modules") for line in wrong)
    assert any("manager" in line and "above the project" in line for line in wrong)


def test_templates_without_their_filter(world, sides, monkeypatch):
    everything = lambda actor, key: ProjectTemplate._base_manager.get(pk=key)  # noqa: E731
    monkeypatch.setattr(templates, "find_template", everything)
    monkeypatch.setattr(pages.templates, "find_template", everything)
    monkeypatch.setattr(templates, "needs", lambda actor, verb, place: None)
    wrong = found(world, sides, f"{TEMPLATE}/file")
    assert any("vendor" in line and "wanted 404" in line for line in wrong)
    assert any("reads project BETA" in line for line in wrong)


def test_a_copy_without_the_right_over_all_rows(world, monkeypatch):
    """A vendor who may begin projects somewhere still sees its own rows of ALPHA alone."""
    verbs = ["project.create", "project.view"]
    with acting_as(SYSTEM):
        identity.create_role(SYSTEM, world.organisation, code="starter", values={"name_zh": "x", "verbs": verbs})
        identity.grant_role(SYSTEM, world.organisation, role="starter", principal=world.people["vendor"])
    body = {"name": "x", "code": "X", "start": "2026-09-01", "copy_of": "ALPHA"}
    client = world.client("vendor")
    assert is_problem(send(client, "post", "/projects", body), 403)
    for module in (copying, templates, setting_parts, plan_part):
        monkeypatch.setattr(module, "needs", lambda actor, verb, place: None)
    assert send(client, "post", "/projects", body).status_code == 200
