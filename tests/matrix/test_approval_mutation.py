"""The matrix of approvals turns red when one check is dropped; each mutation below must be found."""

import pytest
import table
from calls import ask, make_sides, smuggled
from walking import clients, taken_back, walk

from linkspan.kernel.approvals import asking, deciding, delegations, lines, reading, requests, route_reading, routes
from linkspan.kernel.approvals.flow import Run
from linkspan.kernel.approvals.models import Approval, ApprovalRoute, Delegation
from linkspan.kernel.approvals.people import Roster
from linkspan.kernel.entities.registry import find_entity, find_project
from world import dump

ACT, ONE, ROUTES = "/api/approvals/{approval_id}/{verb}", "/api/approvals/{approval_id}", "/api/approval-routes"


@pytest.fixture
def sides(world):
    return make_sides(world)


def found(world, sides, *routes, kinds=None):
    chosen = [row for row in table.TABLE if row[1] in routes and (kinds is None or row[2] in kinds)]
    assert chosen
    return walk(world, *sides, rows=chosen)[1]


def written(world, sides, name):
    """Whether a smuggled call of the engineer's or the manager's is answered or writes anything."""
    method, path, body = smuggled(*sides, world.ids_b)[name]
    people, before = clients(world), dump()
    bad = []
    for role in ("manager", "engineer"):
        with taken_back():
            answer = ask(people[role], method, path, body)
            if answer.status_code < 400 or dump() != before:
                bad.append(role)
    return bad


def test_nothing_is_found_without_a_mutation(world, sides):
    assert not found(world, sides, ACT, ONE, ROUTES)


def test_approvals_whose_record_nobody_looked_at(world, sides, monkeypatch):
    def careless(actor, key):
        approval = Approval.base_rows.select_related("route_version__route", "requester").get(pk=key)
        known = find_entity(approval.entity)
        return approval, known, known.model._base_manager.select_related("project").get(pk=approval.object_id)

    monkeypatch.setattr(reading, "find_approval", careless)
    wrong = found(world, sides, ONE, ACT, kinds={"", "approve"})
    assert any("reads project BETA" in w for w in wrong)
    assert any(w.startswith("vendor") and "wanted 404" in w for w in wrong)


def test_seats_of_others(world, sides, monkeypatch):
    def careless(actor, approval):
        run = Run.of(approval)
        return run, [seat for seat in run.at(approval.stage) if seat.state == "open"]

    monkeypatch.setattr(deciding, "_run", careless)
    wrong = found(world, sides, ACT, kinds={"approve", "reject", "return"})
    assert {w.split(":")[0] for w in wrong if "approve" in w} >= {"viewer", "admin"}


def test_who_asks_is_who_signs(world, sides, monkeypatch):
    monkeypatch.setattr(Roster, "excluded", set())
    wrong = found(world, sides, "/api/records/{entity}/{record_id}/approvals", kinds={"change"})
    assert any(w.startswith("engineer") and "wanted 409" in w for w in wrong)


def test_withdrawn_by_anybody(world, sides, monkeypatch):
    monkeypatch.setattr(asking, "refuse_others", lambda actor, approval, **more: None)
    wrong = found(world, sides, ACT, kinds={"withdraw", "resubmit", "remind"})
    assert any(w.startswith("viewer") and "withdraw" in w for w in wrong)


def test_decided_in_any_state(world, sides, monkeypatch):
    for module in (asking, deciding):
        monkeypatch.setattr(module, "refuse_state", lambda approval, *states: None)
    assert found(world, sides, ACT, kinds={"approve what was withdrawn"})


def test_starts_without_the_right_to_edit(world, sides, monkeypatch):
    from linkspan.kernel.actions import runner

    monkeypatch.setattr(runner, "check", lambda actor, verb, target: None)
    wrong = found(world, sides, "/api/records/{entity}/{record_id}/approvals", kinds={"change"})
    assert any(w.startswith("viewer") and "POST" in w for w in wrong)


def test_routes_drawn_by_anybody(world, sides, monkeypatch):
    from linkspan.kernel.actions import runner

    monkeypatch.setattr(route_reading, "need_configure", lambda actor, path: None)
    monkeypatch.setattr(runner, "check", lambda actor, verb, target: None)
    wrong = found(world, sides, ROUTES, f"{ROUTES}/{{route_id}}", f"{ROUTES}/check")
    assert any(w.startswith("engineer") and "POST" in w for w in wrong)
    assert any(w.startswith("viewer") and "PUT" in w for w in wrong)


def test_routes_read_from_anywhere(world, sides, monkeypatch):
    monkeypatch.setattr(route_reading, "find_drawn", lambda actor, key: ApprovalRoute.base_rows.get(pk=key))
    monkeypatch.setattr(route_reading, "place_for", lambda actor, code: find_project(actor, code))
    wrong = found(world, sides, ROUTES, f"{ROUTES}/{{route_id}}", kinds={"", "of a project"})
    assert any("reads project BETA" in w for w in wrong)


def test_routes_that_name_anybody(world, sides, monkeypatch):
    monkeypatch.setattr(routes.Words, "has", lambda self, who: True)
    assert written(world, sides, "foreign signer of a route") == ["manager"]
    assert written(world, sides, "foreign signer of a version") == ["manager"]


def test_newcomers_whom_nobody_looked_at(world, sides, monkeypatch):
    monkeypatch.setattr(deciding, "_newcomer", lambda actor, run, seat, person: person)
    assert written(world, sides, "hand over to a foreign person") == ["engineer"]
    assert written(world, sides, "add a foreign signer") == ["engineer"]


def test_lists_without_their_filter(world, sides, monkeypatch):
    monkeypatch.setattr(lines, "visible_approvals", lambda actor, project=None: Approval.base_rows.all())
    assert any("reads" in w for w in found(world, sides, "/api/approvals", kinds={"of a project"}))


def test_delegations_of_others_end(world, sides, monkeypatch):
    def careless(actor, key, **guards):
        row = Delegation.base_rows.get(pk=key)
        return delegations.finish_delegation(delegations.take_part(actor, row.scope_path), row, **guards)

    monkeypatch.setattr(requests.delegations, "end_delegation", careless)
    assert found(world, sides, "/api/delegations/{delegation_id}/end")
