"""The first administrator: where from, with which code, and once only."""

import pytest
from django.db import IntegrityError
from django.test import Client

from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.errors import DomainError
from linkspan.modules.identity import first_run
from linkspan.modules.identity.login_models import FirstRun
from linkspan.modules.identity.models import Organisation, User
from linkspan.modules.identity.roles import ALL_VERBS

from .people import LOGIN, PASSWORD, log_in, make_user

FIRST = "/accounts/first-run/"
ANSWERS = {"organisation": "华澄信息", "username": "Root", "password1": PASSWORD, "password2": PASSWORD}
NEAR = {"HTTP_HOST": "127.0.0.1:8765"}
FAR = {"REMOTE_ADDR": "192.0.2.7"}

pytestmark = pytest.mark.django_db


def test_log_in_leads_there_while_nobody_exists_and_never_again(client):
    assert client.get(LOGIN, **NEAR)["Location"] == FIRST
    assert client.get(FIRST, **NEAR).status_code == 200
    make_user()
    assert client.get(LOGIN, **NEAR).status_code == 200
    assert client.get(FIRST, **NEAR)["Location"] == LOGIN
    assert client.post(FIRST, ANSWERS, **NEAR)["Location"] == LOGIN
    assert User.objects.count() == 1


def test_from_this_machine_it_makes_an_administrator_with_every_right(client):
    assert client.post(FIRST, ANSWERS, **NEAR)["Location"] == LOGIN
    user = User.objects.get()
    assert (user.username, user.organisation.name) == ("root", "华澄信息")
    assert actor_for(user).verbs_at("/") == ALL_VERBS
    assert log_in(client, "root", **NEAR).status_code == 302


@pytest.mark.parametrize("far", [FAR, {"HTTP_X_FORWARDED_FOR": "192.0.2.7", **NEAR}, {"HTTP_HOST": "testserver"}])
def test_from_another_machine_it_wants_the_code(client, settings, far):
    settings.BEHIND_DOOR = "HTTP_X_FORWARDED_FOR" in far
    code = first_run.issue_setup_code()
    assert 'name="code"' in client.get(FIRST, **far).content.decode()
    for wrong in ({}, {"code": ""}, {"code": "AAAA-BBBB-CCCC"}, {"code": code[:-1]}):
        assert client.post(FIRST, ANSWERS | wrong, **far).status_code in (200, 422)
        assert not User.objects.exists()
    assert client.post(FIRST, ANSWERS | {"code": f" {code.lower()} "}, **far).status_code == 302
    assert User.objects.get().username == "root"


def test_without_a_code_issued_no_code_is_right(client):
    assert client.post(FIRST, ANSWERS | {"code": ""}, **FAR).status_code == 200
    assert client.post(FIRST, ANSWERS | {"code": "AAAA-BBBB-CCCC"}, **FAR).status_code == 422


def test_the_code_cannot_be_guessed_at_will(client):
    code = first_run.issue_setup_code()
    codes = [client.post(FIRST, ANSWERS | {"code": f"AAAA-{n:04}"}, **FAR).status_code for n in range(11)]
    assert codes == [422] * 10 + [429]
    assert client.post(FIRST, ANSWERS | {"code": code}, **FAR).status_code == 429


def test_the_code_is_kept_as_a_hash_for_the_owner_only_and_works_once(client, tmp_path):
    code = first_run.issue_setup_code()
    file = tmp_path / "setup-code"
    assert code.replace("-", "") not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    client.post(FIRST, ANSWERS | {"code": code}, **FAR)
    assert not file.exists()
    assert first_run.issue_setup_code() is None


def test_a_weak_password_makes_nobody(client):
    for weak in ("short", "password1234", "1234567890", "administrator1"):
        answers = {"username": "administrator", "password1": weak, "password2": weak}
        page = client.post(FIRST, ANSWERS | answers, **NEAR)
        assert page.status_code == 200, weak
        assert "password1" in page.context["form"].errors
    assert not User.objects.exists()
    assert not FirstRun.objects.exists()


def test_the_second_of_two_at_once_is_refused(monkeypatch):
    first_run.complete_first_run("root", PASSWORD, organisation="A")
    monkeypatch.setattr(first_run, "is_pending", lambda: True)  # it looked before the first one had committed
    with pytest.raises(DomainError) as refusal:
        first_run.complete_first_run("intruder", PASSWORD, organisation="B")
    assert refusal.value.code == "first_run_over"
    assert [user.username for user in User.objects.all()] == ["root"]
    assert Organisation._base_manager.count() == 1


def test_the_database_itself_holds_one_first_run():
    from django.db import transaction

    from linkspan.kernel import clock

    FirstRun.objects.create(completed_at=clock.now())
    for key in (1, 2):
        with pytest.raises(IntegrityError), transaction.atomic():
            FirstRun.objects.bulk_create([FirstRun(id=key, completed_at=clock.now())])


def test_a_failed_first_run_can_be_repeated():
    with pytest.raises(DomainError):
        first_run.complete_first_run("bad name!", PASSWORD)
    assert first_run.complete_first_run("root", PASSWORD).username == "root"


def test_the_command_line_adds_an_administrator_at_any_time(client):
    make_user()
    first_run.create_administrator("rescue", PASSWORD)
    assert log_in(client, "rescue").status_code == 302
    assert actor_for(User.objects.get(username="rescue")).may("identity.manage", "/")


def test_no_session_and_no_token_no_administrator():
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(FIRST, ANSWERS, **NEAR).status_code == 403
    assert not User.objects.exists()
