"""API tokens: what they open, what never, and that they end at once (attack classes A5, A7, A8)."""

import datetime as dt

import pytest
from django.test import Client

from linkspan.kernel import clock
from linkspan.kernel.access.actor import SYSTEM
from linkspan.kernel.actions.models import ActionLog
from linkspan.modules.identity import api
from linkspan.modules.identity.models import ApiToken, User
from linkspan.modules.identity.services import own_actor
from world import command, dump, plan_of, send


def new_token(user, days=30, **fields):
    until = clock.now() + dt.timedelta(days=days)
    return api.create_token(own_actor(user), user, **{"name": "sync", "expires_at": until, **fields}).result


def program(text, **more):
    return Client(
        HTTP_HOST="127.0.0.1",
        HTTP_AUTHORIZATION=f"Bearer {text}",
        enforce_csrf_checks=True,
        raise_request_exception=False,
        **more,
    )


@pytest.fixture
def manager(world):
    return world.people["manager"]


def test_a_token_acts_for_its_person_without_a_forgery_token(world, manager):
    token, text = new_token(manager, is_read_only=False)
    client = program(text)
    command(client, "ALPHA", {"op": "task.update", "id": world.tasks["t5"], "set": {"name": "by program"}})
    log = ActionLog.base_rows.get(action="schedule.edit_plan", actor_name__contains="API")
    assert (log.actor_id, log.actor_name) == (manager.pk, "Manager (API: sync)")
    assert text not in str(ApiToken.base_rows.filter(pk=token.pk).values().get())
    assert text.startswith("ls_")


def test_a_read_only_token_writes_nowhere(world, manager):
    """A5: every unsafe route, with the body that a person of the same rights is answered for."""
    from matrix import calls

    side, _other = calls.make_sides(world)
    _token, text = new_token(manager)
    client = program(text)
    plan_of(client)
    before = dump()
    refused = 0
    for (method, _route, _kind), (path, body) in calls.bodies(side).items():
        if method != "GET":
            answer = calls.ask(client, method, path, body)
            assert (answer.status_code, answer.json()["code"]) == (403, "read_only"), (method, path)
            refused += 1
    assert refused > 50
    assert dump() == before


@pytest.mark.parametrize(
    ("limits", "may", "may_not"),
    [
        ({"verbs": ["schedule.view", "project.view"], "is_read_only": False}, "schedule.view", "schedule.edit"),
        ({"is_read_only": True}, "schedule.view", "schedule.edit"),
        ({"is_read_only": False}, "schedule.edit", "access.administer"),
    ],
)
def test_the_limits_cut_what_the_person_holds(world, manager, limits, may, may_not):
    token, _text = new_token(manager, **limits)
    token = ApiToken.base_rows.select_related("user").get(pk=token.pk)
    actor = api.token_actor(token)
    assert actor.may(may, world.a.scope_path)
    assert not actor.may(may_not, world.a.scope_path)


def test_a_place_narrows_and_never_widens(world):
    admin = world.people["admin"]
    token, text = new_token(admin, limit_path=world.a.scope_path)
    client = program(text)
    assert client.get("/api/projects/ALPHA").status_code == 200
    assert client.get("/api/projects/BETA").status_code == 404
    token, _text = new_token(world.people["manager"], limit_path=world.organisation.scope_path)
    actor = api.token_actor(ApiToken.base_rows.select_related("user").get(pk=token.pk))
    assert actor.prefixes("schedule.view") == (world.a.scope_path,)


def test_the_person_s_rights_of_the_moment_count(world, manager):
    """A8: a role taken back, a token revoked, a person deactivated: the next request is refused."""
    _token, text = new_token(manager)
    client = program(text)
    assert client.get("/api/projects/ALPHA").status_code == 200
    for grant in manager.grants.model.base_rows.filter(user=manager):
        api.revoke_grant(SYSTEM, grant)
    assert client.get("/api/projects/ALPHA").status_code == 404
    assert client.get("/api/projects").status_code == 200
    api.deactivate_user(SYSTEM, User.objects.get(pk=manager.pk))
    assert client.get("/api/projects").status_code == 401


def test_revoked_and_expired_tokens_open_nothing(world, manager, pass_time):
    token, text = new_token(manager)
    assert program(text).get("/api/projects").status_code == 200
    assert send(world.client("manager"), "delete", f"/me/tokens/{token.pk}").status_code == 200
    assert program(text).get("/api/projects").status_code == 401
    _token, text = new_token(manager, days=1)
    assert program(text).get("/api/projects").status_code == 200
    pass_time(24 * 3600)
    assert program(text).get("/api/projects").status_code == 401


def test_cookies_beside_a_token_count_for_nothing(world, manager):
    client = world.client("admin")
    assert client.get("/api/projects/BETA").status_code == 200
    _token, text = new_token(manager)
    bearer = {"Authorization": f"Bearer {text}"}
    assert client.get("/api/projects/BETA", headers=bearer).status_code == 404
    assert client.get("/api/session", headers=bearer).json()["user"]["username"] == "manager"
    assert client.get("/api/session", headers={"Authorization": "Bearer ls_wrong"}).status_code == 401


@pytest.mark.parametrize("limits", [{"is_read_only": True}, {"is_read_only": False}])
def test_no_token_touches_keys_passwords_or_second_factors(world, limits):
    admin = world.people["admin"]
    _token, text = new_token(admin, **limits)
    wanted = "read_only" if limits["is_read_only"] else "token_refused"
    client, person = program(text), f"/admin/people/{world.people['viewer'].pk}"
    before = None
    for method, path, body in (
        ("get", "/me", None),
        ("post", "/me/tokens", {"name": "child", "expires_on": "2026-08-01"}),
        ("get", "/me/sessions", None),
        ("delete", "/me/sessions", None),
        ("post", "/me/password", {"old": "x", "new": "y"}),
        ("post", "/me/second-factor/begin", {"password": "x"}),
        ("post", f"{person}/password", {}),
        ("post", f"{person}/second-factor/reset", {"reason": "x"}),
        ("post", "/admin/people", {"username": "puppet", "name": "Puppet"}),
    ):
        answer = send(client, method, path, body)
        assert answer.status_code == 403, (path, answer.content.decode())
        assert answer.json()["code"] == ("token_refused" if method == "get" else wanted)
        before = before or dump()
        assert dump() == before


def test_wrong_tokens_are_counted_and_a_right_one_is_not_shut_out(world, manager):
    """A7: the eleventh wrong one of an address is not even looked at."""
    _token, text = new_token(manager)
    answers = [program(f"ls_{n}").get("/api/projects").status_code for n in range(12)]
    assert answers == [401] * 10 + [429] * 2
    assert program(text).get("/api/projects").status_code == 200


@pytest.mark.parametrize("days", [0, -1, 367, 4000])
def test_a_token_ends_within_a_year(world, manager, days):
    with pytest.raises(Exception, match=r"one year|一年"):
        new_token(manager, days=days)


def test_others_tokens_cannot_be_touched(world, manager):
    token, _text = new_token(manager)
    for name in ("viewer", "engineer", "outsider", "vendor", "admin"):
        assert send(world.client(name), "delete", f"/me/tokens/{token.pk}").status_code == 404
    assert ApiToken.base_rows.get(pk=token.pk).revoked_at is None


def test_the_first_use_of_a_day_is_in_the_audit_log(world, manager):
    _token, text = new_token(manager)
    for _n in range(3):
        program(text).get("/api/projects")
    assert ActionLog.base_rows.filter(action="identity.record_use").count() == 1
    row = world.client("manager").get("/api/me/tokens").json()["items"][0]
    assert row["used_from"] == "127.0.0.1"
