"""Sessions: a new key at log-in, an end by idling, by age, by a new password, by deactivation."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from linkspan.kernel.access.actor import SYSTEM
from linkspan.modules.identity import api
from linkspan.modules.identity.models import User

from .people import PASSWORD, log_in, make_administrator, make_user

IDLE, ABSOLUTE = 8 * 3600, 14 * 24 * 3600
NEW = "thirteen white swans"

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return make_user()


def is_in(client):
    return client.get("/api/session").status_code == 200


def test_the_key_changes_at_log_in(client, user):
    client.cookies["linkspan_session"] = "a" * 32  # planted by somebody else
    log_in(client)
    key = client.cookies["linkspan_session"].value
    assert key != "a" * 32
    assert not Session.objects.filter(session_key="a" * 32).exists()


def test_a_key_from_before_log_in_opens_nothing(client, user):
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    client.cookies["linkspan_session"] = before
    log_in(client)
    thief = Client()
    thief.cookies["linkspan_session"] = before
    assert not is_in(thief)
    assert is_in(client)


def test_idling_ends_it(client, user, pass_time):
    log_in(client)
    pass_time(IDLE - 60)
    assert is_in(client)
    pass_time(IDLE - 60)
    assert is_in(client)  # the use in between counted
    pass_time(IDLE + 1)
    assert not is_in(client)
    assert Session.objects.count() == 0


def test_age_ends_it_however_busy(client, user, pass_time):
    log_in(client)
    for _ in range(14 * 4 - 1):
        pass_time(6 * 3600)
        assert is_in(client)
    pass_time(6 * 3600)
    assert not is_in(client)


def test_a_read_writes_the_stamp_at_most_every_five_minutes(client, user, pass_time, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def writes():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert is_in(client)
        return [q["sql"] for q in queries if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]

    log_in(client)
    assert writes() == []
    pass_time(301)
    assert len(writes()) == 2  # the session itself, and the list of sessions that its person sees
    assert writes() == []


def test_a_session_of_unknown_age_is_over(client, user):
    log_in(client)
    session = client.session
    del session["began"]
    session.save()
    assert not is_in(client)


def test_a_new_password_ends_all_other_sessions_at_once(user):
    here, there = Client(), Client()
    log_in(here)
    log_in(there)
    key = here.cookies["linkspan_session"].value
    answer = here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert answer.status_code == 302
    assert is_in(here)
    assert here.cookies["linkspan_session"].value != key
    assert not is_in(there)
    assert log_in(Client()).status_code == 200
    assert log_in(Client(), password=NEW).status_code == 302


@pytest.mark.parametrize(
    "answers, said",
    [
        ({"oldpassword": "wrong", "password1": NEW, "password2": NEW}, "oldpassword"),
        ({"oldpassword": PASSWORD, "password1": NEW, "password2": NEW + "x"}, "password2"),
        ({"oldpassword": PASSWORD, "password1": "short", "password2": "short"}, "password1"),
        ({"oldpassword": PASSWORD, "password1": "password1234", "password2": "password1234"}, "password1"),
        ({"oldpassword": PASSWORD}, "password1"),
    ],
)
def test_a_refused_change_changes_nothing(client, user, answers, said):
    log_in(client)
    page = client.post("/accounts/password/change/", answers)
    assert page.status_code == 200
    assert page.context["form"].errors.keys() >= {said}
    assert is_in(client)
    assert log_in(Client()).status_code == 302


def test_a_stranger_changes_nobody_s_password(client, user):
    answer = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert answer["Location"].startswith("/accounts/login/")
    assert log_in(Client()).status_code == 302


def test_deactivation_ends_the_session_and_reactivation_does_not_revive_it(client, user):
    make_administrator()
    log_in(client)
    log_id = api.deactivate_user(SYSTEM, user).log_id
    assert not is_in(client)
    assert log_in(Client()).status_code == 200
    api.reactivate_user(SYSTEM, User.objects.get(pk=user.pk))
    assert not is_in(client)
    assert log_in(Client()).status_code == 302
    assert log_id


def test_a_password_set_by_an_administrator_ends_the_sessions(client, user):
    log_in(client)
    api.set_password(SYSTEM, user, password=NEW)
    assert not is_in(client)
    assert log_in(client, password=NEW).status_code == 302


def test_rights_taken_away_are_gone_at_the_next_request(client, user):
    make_administrator()
    api.seed_roles(SYSTEM)
    grant = api.grant_role(SYSTEM, user.organisation, role="manager", principal=user).result
    log_in(client)
    assert _verbs(client)
    api.revoke_grant(SYSTEM, grant)
    assert _verbs(client) == []


def _verbs(client):
    return client.get("/api/session").json()["verbs"]


def test_re_authentication_asks_for_the_own_password(client, user):
    log_in(client)
    assert client.post("/accounts/reauthenticate/", {"password": "wrong"}).status_code == 200
    answer = client.post("/accounts/reauthenticate/?next=/me", {"password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/me")
    away = client.post("/accounts/reauthenticate/?next=https://evil.example", {"password": PASSWORD})
    assert away["Location"] == "/"
