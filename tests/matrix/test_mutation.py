"""The matrix turns red when a check is dropped: each mutation below must be found."""

import pytest
import table
from calls import make_sides
from django.db.models import Q
from ninja.security import django_auth
from walking import walk

from linkspan.kernel.access import rows
from linkspan.kernel.actions import runner
from linkspan.surfaces.web.middleware import ActorMiddleware

PLAN = "/api/projects/{code}/plan"


@pytest.fixture
def sides(world):
    return make_sides(world)


def found(world, sides, *routes):
    chosen = [row for row in table.TABLE if row[1] in routes]
    assert chosen
    return walk(world, *sides, rows=chosen)[1]


def test_nothing_is_found_without_a_mutation(world, sides):
    assert not found(world, sides, "/api/projects", f"{PLAN}/commands", "/api/my-work")


def test_actions_without_their_check(world, sides, monkeypatch):
    monkeypatch.setattr(runner, "check", lambda actor, verb, target: None)
    wrong = found(world, sides, f"{PLAN}/commands", "/api/calendars/{calendar_id}")
    assert any("viewer" in w and "task.update" in w for w in wrong)
    assert any("manager" in w and "PUT /api/calendars" in w for w in wrong)


def test_rows_without_their_filter(world, sides, monkeypatch):
    monkeypatch.setattr(rows, "row_filter", lambda model, actor, verb: Q())
    wrong = found(world, sides, "/api/projects/{code}", "/api/projects", "/api/search", "/api/calendars/{calendar_id}")
    assert any("reads project BETA" in w for w in wrong)
    assert any("vendor" in w and "reads rows of others" in w for w in wrong)
    assert any("nobody" in w and "wanted 404" in w for w in wrong)


@pytest.mark.parametrize("module", ["payload", "pages.plan", "home"])
def test_a_vendor_who_sees_every_row(world, sides, monkeypatch, module):
    monkeypatch.setattr(f"linkspan.modules.schedule.{module}.visible_ids", lambda actor, project: None)
    wrong = found(world, sides, PLAN, f"{PLAN}/changes", f"{PLAN}/tasks/{{task_id}}/why", "/api/projects/{code}")
    assert wrong
    assert all("vendor" in w for w in wrong)


def test_strangers_let_in(world, sides, monkeypatch):
    monkeypatch.setattr(ActorMiddleware, "_refuse_stranger", staticmethod(lambda request: None))
    monkeypatch.setattr(type(django_auth), "authenticate", lambda self, request, key: world.people["admin"])
    wrong = found(world, sides, "/api/projects", PLAN)
    assert any("anonymous" in w for w in wrong)


def test_a_token_of_anybody(world, sides, monkeypatch):
    from linkspan.modules.exchange import api as exchange

    real = exchange.ImportDraft.objects.visible

    class Careless:
        def visible(self, actor, verb):
            rows_seen = real(actor, verb)
            keep = rows_seen.filter
            rows_seen.filter = lambda **wanted: keep(**{k: v for k, v in wanted.items() if k != "user_id"})
            return rows_seen

    monkeypatch.setattr(exchange, "ImportDraft", type("Draft", (), {"objects": Careless()}))
    assert any("admin" in w for w in found(world, sides, "/api/projects/{code}/import/apply"))


def test_sessions_of_anybody(world, sides, monkeypatch):
    from linkspan.modules.identity import login_log
    from linkspan.modules.identity.models import LoginSession

    monkeypatch.setattr(login_log, "live_sessions", lambda user: [(row, "") for row in LoginSession.objects.all()])
    wrong = found(world, sides, "/api/me/sessions/{session_id}")
    assert any("nobody" in w and "wanted 404" in w for w in wrong)


def test_an_audit_log_of_every_place(world, sides, monkeypatch):
    from linkspan.kernel.actions.models import ActionLog
    from linkspan.modules.identity import audit

    monkeypatch.setattr(audit, "audit_rows", lambda actor, wanted: ActionLog.base_rows.order_by("-id"))
    wrong = found(world, sides, "/api/admin/audit", "/api/admin/audit/export.csv")
    assert any("manager" in w and "reads project BETA" in w for w in wrong)
    assert any("viewer" in w and "wanted 403" in w for w in wrong)


def test_grants_seen_by_everybody(world, sides, monkeypatch):
    from linkspan.kernel.access.models import Grant
    from linkspan.modules.identity.pages import grants

    monkeypatch.setattr(grants, "_find_grant", lambda grant_id: Grant.base_rows.get(pk=grant_id))
    wrong = found(world, sides, "/api/admin/grants/{grant_id}")
    assert not wrong  # the action asks again: a forgotten filter alone opens nothing
    monkeypatch.setattr(runner, "check", lambda actor, verb, target: None)
    assert found(world, sides, "/api/admin/grants/{grant_id}")
