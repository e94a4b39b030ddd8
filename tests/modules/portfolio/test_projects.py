"""Programmes and projects: codes, fields that may be edited, members, undo."""

import pytest

from linkspan.kernel.access.actor import SYSTEM
from linkspan.kernel.actions.models import ActionLog
from linkspan.kernel.actions.undo import undo_action
from linkspan.kernel.errors import DomainError, Forbidden, NotFound
from linkspan.modules.portfolio.api import find_project
from linkspan.modules.portfolio.models import Membership, Programme, Project
from linkspan.modules.portfolio.services import add_members, check_code, create_programme, create_project, edit_project
from world import CANARY, dump, is_problem, local, plan_of, send, utc


@pytest.mark.parametrize("code", ["A", "a.b_c-1", "2026", "x" * 39, " PAD "])
def test_good_codes(code):
    assert check_code(code) == code.strip()


@pytest.mark.parametrize(
    "code", ["", " ", ".a", "-a", "a b", "x" * 40, "项目", "a/b", "a\nb", "a\0", "../a", "a?", "１"]
)
def test_bad_codes(code):
    with pytest.raises(DomainError) as caught:
        check_code(code)
    assert caught.value.field == "code"


def test_a_project_lies_under_its_home(world):
    admin = world.actor("admin")
    inside = create_project(admin, world.programme, code="P1", name=" In  it ", start=utc("2026-07-01")).result
    outside = create_project(admin, world.organisation, code="P2", name="Beside", start=utc("2026-07-01")).result
    assert inside.scope_path == f"{world.programme.scope_path}p{inside.pk}/"
    assert outside.scope_path == f"{world.organisation.scope_path}p{outside.pk}/"
    assert (inside.name, inside.programme_id, outside.programme_id) == ("In it", world.programme.pk, None)


@pytest.mark.parametrize("code", ["ALPHA", "alpha", "Alpha"])
def test_a_code_is_taken_once_whatever_its_case(world, code):
    before = dump()
    with pytest.raises(DomainError) as caught:
        create_project(SYSTEM, world.organisation, code=code, name="x", start=0)
    assert (caught.value.status, caught.value.field) == (409, "code")
    assert dump() == before


def test_only_known_fields_are_edited(world):
    manager = world.actor("manager")
    edit_project(manager, world.project(), values={"name": "New", "description": "d"})
    before = dump()
    for field in ("scope_path", "organisation_id", "code", "revision", "id"):
        with pytest.raises(DomainError) as caught:
            edit_project(manager, world.project(), values={field: 1})
        assert caught.value.field == field
    assert dump() == before


def test_creation_can_be_undone_while_nothing_hangs_on_it(lasting_world):
    world, admin = lasting_world, lasting_world.actor("admin")
    outcome = create_programme(admin, world.organisation, code="N", name="N")
    undo_action(admin, outcome.log_id)
    assert not Programme._base_manager.filter(code="N").exists()
    client = world.client("admin")
    assert send(client, "post", "/projects", {"code": "NEW", "name": "New", "start": "2026-08-03"}).status_code == 200
    log = ActionLog.base_rows.get(action="schedule.begin_project").pk
    undo_action(admin, log)
    assert not Project._base_manager.filter(code="NEW").exists()


def test_a_project_with_rows_is_not_torn_away_by_undo(lasting_world):
    world, client = lasting_world, lasting_world.client("admin")
    send(client, "post", "/projects", {"code": "NEW", "name": "New", "start": "2026-08-03"})
    log = ActionLog.base_rows.get(action="schedule.begin_project").pk
    send(client, "post", "/projects/NEW/plan/commands", {"commands": [{"op": "task.create", "name": "x"}]})
    before = dump()
    with pytest.raises(DomainError) as caught:
        undo_action(world.actor("admin"), log)
    assert caught.value.status == 409
    assert dump() == before


def test_a_new_project_over_http_works_by_the_organisation_s_calendar(world):
    client = world.client("admin")
    answer = send(
        client,
        "post",
        "/projects",
        {"code": "NEW", "name": "New", "start": "2026-08-03", "programme": "PG"},
        **{"Idempotency-Key": "p"},
    )
    again = send(
        client,
        "post",
        "/projects",
        {"code": "NEW", "name": "New", "start": "2026-08-03", "programme": "PG"},
        **{"Idempotency-Key": "p"},
    )
    assert answer.status_code == again.status_code == 200
    assert answer.json()["id"] == again.json()["id"]
    plan = plan_of(client, "NEW")
    assert (plan["project"]["start"], plan["project"]["calendar_id"]) == (local("2026-08-03"), world.calendar.pk)
    assert answer.json()["programme"]["code"] == "PG"
    assert is_problem(
        send(client, "post", "/projects", {"code": "NEW", "name": "Other", "start": "2026-08-03"}), 409, "code"
    )


def test_a_project_is_found_by_who_sees_it(world):
    assert find_project(world.actor("vendor"), "ALPHA").pk == world.a.pk
    for name, code in (("manager", "BETA"), ("nobody", "ALPHA"), ("outsider", "ALPHA"), ("admin", "NONE")):
        with pytest.raises(NotFound):
            find_project(world.actor(name), code)


def test_members_are_added_by_who_may_edit(world):
    people = [(world.parties["v2"], world.people["manager"], "x")]
    with pytest.raises(Forbidden):
        add_members(world.actor("viewer"), world.project(), people=people)
    add_members(world.actor("manager"), world.project(), people=people)
    assert Membership._base_manager.filter(project=world.a, user=world.people["manager"]).count() == 1
    home = world.client("manager").get("/api/projects/ALPHA").json()
    assert "Manager" in [p["name"] for p in home["people"]]
    assert CANARY not in str(home)
