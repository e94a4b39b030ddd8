"""Log-in: who comes in, what a refusal tells, where it leads."""

import re

import pytest
from django.urls import NoReverseMatch, reverse

from linkspan.modules.identity import api
from linkspan.modules.identity.models import User

from .people import LOGIN, PASSWORD, log_in, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["suyu", "SuYu", " suyu ", "su.yu@example.org", "Su.Yu@EXAMPLE.org"])
def test_user_name_and_e_mail_let_in_whatever_their_case(client, name):
    make_user(email="su.yu@example.org")
    assert log_in(client, name)["Location"] == "/"
    assert client.get("/api/session").json()["user"]["username"] == "suyu"


def test_an_e_mail_that_two_people_share_lets_nobody_in(client):
    make_user(email="team@example.org")
    make_user("luchuan", email="team@example.org")
    assert log_in(client, "team@example.org").status_code == 200
    assert client.get("/api/session").status_code == 401


@pytest.mark.parametrize("case", ["wrong password", "unknown", "deactivated", "no password", "empty password"])
def test_every_refusal_is_the_same_page_and_one_hash(client, hashes, case):
    make_user()
    make_user("gone")
    User.objects.filter(username="gone").update(is_active=False)
    make_user("never", password=None)
    logins = {
        "wrong password": ("suyu", "wrong"),
        "unknown": ("nobody", PASSWORD),
        "deactivated": ("gone", PASSWORD),
        "no password": ("never", PASSWORD),
    }
    hashes.count = 0
    name, password = logins.get(case, ("suyu", ""))
    answer = log_in(client, name, password)
    assert answer.status_code == 200
    if case == "empty password":
        assert hashes.count == 0  # the form asks for one before anything is looked up
        return
    assert hashes.count == 1
    assert _visible(answer, name) == _visible(log_in(client, "suyu", "also wrong"), "suyu")


def _visible(answer, typed):
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return text.replace(typed, "")


@pytest.mark.parametrize("password", [PASSWORD.upper(), PASSWORD + " ", " " + PASSWORD, PASSWORD[:-1], "x" * 1001])
def test_a_password_counts_to_its_last_character(client, password):
    make_user()
    assert log_in(client, password=password).status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "/\t/evil.example",
        "http://testserver/p/JZ1Y",
        "evil.example",
        "/%0d%0aSet-Cookie:x=1\r\nX: 1",
    ],
)
def test_log_in_leads_to_this_site_only(client, target):
    make_user()
    answer = client.post(LOGIN, {"login": "suyu", "password": PASSWORD, "next": target})
    assert answer.status_code == 302
    assert re.fullmatch(r"/([^/\\].*)?", answer["Location"]), answer["Location"]
    assert "X" not in answer.headers
    assert "x" not in answer.cookies


def test_log_in_leads_back_to_where_one_wanted(client):
    make_user()
    first = client.get("/p/JZ1Y/plan?zoom=week")
    assert first["Location"] == "/accounts/login/?next=/p/JZ1Y/plan%3Fzoom%3Dweek"
    assert 'name="next" value="/p/JZ1Y/plan?zoom=week"' in client.get(first["Location"]).content.decode()
    answer = client.post(LOGIN, {"login": "suyu", "password": PASSWORD, "next": "/p/JZ1Y/plan?zoom=week"})
    assert answer["Location"] == "/p/JZ1Y/plan?zoom=week"


def test_a_value_typed_or_given_is_shown_as_text(client):
    make_user()
    page = client.post(LOGIN + "?next=%22%3E%3Cscript%3E", {"login": '"><script>alert(1)</script>', "password": "x"})
    assert "<script" not in page.content.decode()


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email", "account_set_password"])
def test_the_pages_that_we_do_not_want_have_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_nobody_signs_up(client):
    make_user()
    for path in ("/accounts/signup/", "/accounts/password/reset/", "/accounts/email/", "/accounts/confirm-email/"):
        assert client.get(path).status_code == 404, path


def test_log_out_asks_and_then_ends_the_session(client):
    make_user()
    log_in(client)
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/api/session").status_code == 200
    answer = client.post("/accounts/logout/")
    assert (answer.status_code, answer["Location"]) == (302, LOGIN)
    assert client.get("/api/session").status_code == 401


def test_a_person_named_in_a_header_is_nobody(client):
    make_user()
    for header in ("HTTP_REMOTE_USER", "HTTP_X_FORWARDED_USER", "HTTP_AUTHORIZATION"):
        assert client.get("/api/session", **{header: "suyu"}).status_code == 401


class TestDemo:
    """The roles on the log-in page of a demo."""

    @pytest.fixture(autouse=True)
    def demo(self, settings):
        settings.DEMO = True
        make_user()
        make_user("private")
        api.write_demo_logins(
            [api.DemoLogin("suyu", PASSWORD, "苏予", "Su Yu", "项目经理", "Project manager", "全部", "Everything")]
        )

    def test_lists_the_roles_in_the_reader_s_language(self, client):
        chinese = client.get(LOGIN, HTTP_HOST="127.0.0.1:8765", HTTP_ACCEPT_LANGUAGE="zh").content.decode()
        english = client.get(LOGIN, HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="en").content.decode()
        assert "苏予" in chinese
        assert "Su Yu" not in chinese
        assert "Project manager" in english
        assert "苏予" not in english

    def test_one_click_logs_in(self, client):
        page = client.get(LOGIN, HTTP_HOST="127.0.0.1").content.decode()
        form = page[page.index('class="roles"') :]
        login = re.search(r'name="login" value="([^"]*)"', form)[1]
        password = re.search(r'name="password" value="([^"]*)"', form)[1]
        assert log_in(client, login, password, HTTP_HOST="127.0.0.1").status_code == 302

    @pytest.mark.parametrize(
        "far",
        [
            {"REMOTE_ADDR": "192.0.2.7"},
            {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
            {"HTTP_X_FORWARDED_FOR": "127.0.0.1, 192.0.2.7"},
            {"HTTP_HOST": "testserver"},
        ],
    )
    def test_from_afar_no_password_is_shown_and_none_works(self, client, settings, far):
        settings.BEHIND_DOOR = "HTTP_X_FORWARDED_FOR" in far
        near = {"HTTP_HOST": "127.0.0.1"} | far
        assert PASSWORD not in client.get(LOGIN, **near).content.decode()
        answer = log_in(client, "SUYU", **near)
        assert answer.status_code == 403
        assert "127.0.0.1" in answer.content.decode()
        assert log_in(client, "private", **near).status_code == 302  # an account of the administrator's own

    def test_outside_a_demo_the_file_counts_for_nothing(self, client, settings):
        settings.DEMO = False
        assert api.demo_logins() == []
        assert PASSWORD not in client.get(LOGIN, HTTP_HOST="127.0.0.1").content.decode()

    def test_the_file_is_private(self, tmp_path):
        assert (tmp_path / "demo-logins.json").stat().st_mode & 0o077 == 0


def test_a_person_without_organisation_can_still_log_in(client):
    user = make_user()
    User.objects.filter(pk=user.pk).update(organisation=None)
    assert log_in(client).status_code == 302
