"""Headers, cookies, hosts and pages: what every answer of the site says, to whomever."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings
from django.urls import include, path
from site_routes import PASSWORD, make_user, paths

from linkspan.config import urls as site

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PAGES = [
    "/",
    "/accounts/login/",
    "/accounts/password/change/",
    "/accounts/logout/",
    "/robots.txt",
    "/boom/server",
    "/boom/right",
]

pytestmark = pytest.mark.django_db


def boom(request, kind):
    from django.core.exceptions import PermissionDenied, SuspiciousOperation

    raise {
        "server": ZeroDivisionError("secret-of-the-traceback"),
        "right": PermissionDenied("secret"),
        "request": SuspiciousOperation("secret"),
    }[kind]


urlpatterns = [path("boom/<str:kind>", boom), path("api/boom/<str:kind>", boom), path("", include(site.urlpatterns))]
handler400, handler403, handler404, handler500 = site.handler400, site.handler403, site.handler404, site.handler500


@pytest.fixture
def booming(settings):
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def visitor(client):
    make_user()
    client.raise_request_exception = False
    return client


@pytest.fixture
def member(visitor):
    visitor.post("/accounts/login/", {"login": "suyu", "password": PASSWORD})
    return visitor


def directives(answer):
    parts = [part.strip().split(" ") for part in answer["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in parts}


@pytest.mark.usefixtures("booming")
@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("who", ["visitor", "member"])
def test_every_page_carries_the_headers_and_a_strict_policy(request, address, who):
    answer = request.getfixturevalue(who).get(address)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "geolocation=()" in answer["Permissions-Policy"]
    assert "no-store" in answer["Cache-Control"]
    policy = directives(answer)
    assert policy["default-src"] == policy["connect-src"] == policy["form-action"] == ["'self'"]
    assert policy["object-src"] == policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    text = answer["Content-Security-Policy"]
    assert not re.search(r"unsafe-|\*|https?:", text)
    for kind in ("script-src", "style-src"):
        assert set(policy[kind]) <= {"'self'", *re.findall(r"'nonce-[^']+'", text)}


@pytest.mark.usefixtures("booming")
@pytest.mark.parametrize("address", PAGES)
def test_no_page_needs_what_the_policy_forbids(member, address):
    """No inline script, style, handler or address of elsewhere in the markup; the nonce is on every script."""
    answer = member.get(address)
    page = answer.content.decode()
    assert not re.search(r"<[^>]+\s(on\w+|style)=", page)
    assert "<style" not in page
    assert not re.search(r"(src|href|action)=\"(https?:)?//", page)
    nonces = re.findall(r"'nonce-([^']+)'", answer["Content-Security-Policy"])
    for script in re.findall(r"<script[^>]*>", page):
        assert f'nonce="{nonces[0]}"' in script
        assert "src=" in script


def test_the_nonce_is_new_each_time_and_long(member, monkeypatch):
    from linkspan.surfaces.web import views

    monkeypatch.setattr(views, "bundle", lambda: views.Bundle("app/main.js", ("app/main.css",), ("app/part.js",), ()))
    seen = set()
    for _ in range(3):
        answer = member.get("/")
        nonce = re.search(r"'nonce-([^']+)'", answer["Content-Security-Policy"])[1]
        page = answer.content.decode()
        assert page.count(f'nonce="{nonce}"') == 3
        assert f'<meta name="csp-nonce" content="{nonce}">' in page
        seen.add(nonce)
    assert len(seen) == 3
    assert all(len(nonce) >= 22 for nonce in seen)  # 128 bits


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(visitor):
    answer = visitor.post("/accounts/login/", {"login": "suyu", "password": PASSWORD})
    session, device = answer.cookies["linkspan_session"], answer.cookies["linkspan_device"]
    for cookie in (session, device):
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
    assert session["path"] == "/"
    assert not session["domain"]
    assert answer.cookies["csrftoken"]["samesite"] == "Lax"
    assert settings.SESSION_COOKIE_SECURE == settings.CSRF_COOKIE_SECURE == settings.USE_TLS


def test_with_tls_cookies_are_secure_and_the_browser_is_told_to_stay(tmp_path):
    """The settings of an installation with a certificate, read by a process of its own."""
    import json
    import os
    import subprocess
    import sys

    script = (
        "import json; from linkspan.config import settings as s; print(json.dumps([s.SESSION_COOKIE_SECURE, "
        "s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.DEBUG]))"
    )
    environment = {**os.environ, "LINKSPAN_TLS_CERTIFICATE": "chain.pem", "LINKSPAN_DATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    session, csrf, hsts, debug = json.loads(done.stdout)
    assert session
    assert csrf
    assert hsts >= 365 * 24 * 3600
    assert not debug


def test_the_language_cookie_is_secure_with_tls(visitor):
    with override_settings(SESSION_COOKIE_SECURE=True):
        answer = visitor.post("/accounts/language/", {"language": "en"})
    assert answer.cookies["linkspan_lang"]["secure"]


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "testserver@evil.example", "evil.example:8765", ""]
)
@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/health", "/api/session"])
def test_another_host_name_is_refused(visitor, host, address):
    answer = visitor.get(address, HTTP_HOST=host)
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode() + str(answer.headers)


def test_a_forwarded_host_counts_for_nothing(visitor):
    answer = visitor.get("/p/x", HTTP_X_FORWARDED_HOST="evil.example", HTTP_FORWARDED="host=evil.example")
    assert "evil.example" not in answer["Location"]


@pytest.mark.usefixtures("booming")
class TestErrors:
    @pytest.mark.parametrize("kind, status", [("server", 500), ("right", 403), ("request", 400)])
    @pytest.mark.parametrize("language, title", [("en", "en"), ("zh", "zh-CN")])
    def test_a_page_for_people(self, member, kind, status, language, title):
        answer = member.get(f"/boom/{kind}", HTTP_ACCEPT_LANGUAGE=language)
        page = answer.content.decode()
        assert answer.status_code == status
        assert f'<html lang="{title}">' in page
        assert answer["Content-Language"] == title
        assert answer["X-Request-Id"] in page
        assert "secret" not in page

    @pytest.mark.parametrize("kind, status", [("server", 500), ("right", 403), ("request", 400)])
    def test_a_problem_document_for_programs(self, member, kind, status):
        answer = member.get(f"/api/boom/{kind}")
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
        assert answer.json()["status"] == status
        assert answer.json()["detail"]
        assert "secret" not in answer.content.decode()

    def test_nothing_below_api_is_a_page(self, member):
        for address in ("/api/", "/api/nothing", "/api/../boom"):
            answer = member.get(address)
            assert answer["Content-Type"] in ("application/problem+json", "application/json"), address
            assert "<html" not in answer.content.decode()


def test_health_says_whether_the_database_answers_and_no_more(visitor, monkeypatch):
    answer = visitor.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok"})
    assert not answer.cookies

    from django.db import OperationalError

    from linkspan.surfaces.web import views

    class Broken:
        def cursor(self):
            raise OperationalError("password=secret host=db")

    monkeypatch.setattr(views, "connection", Broken())
    answer = visitor.get("/health")
    assert answer.status_code == 503
    assert "secret" not in answer.content.decode()
    assert visitor.post("/health").status_code == 405


class TestLanguage:
    @pytest.mark.parametrize(
        "header, expected",
        [
            ("en-GB,zh;q=0.5", "en"),
            ("zh-TW", "zh-CN"),
            ("fr,en;q=0.1", "en"),
            ("fr", "zh-CN"),
            ("", "zh-CN"),
            ("x" * 5000, "zh-CN"),
            ("*", "zh-CN"),
            ("en;q=0,zh", "zh-CN"),
        ],
    )
    def test_the_browser_s_wish_counts_first(self, visitor, header, expected):
        assert visitor.get("/accounts/login/", HTTP_ACCEPT_LANGUAGE=header)["Content-Language"] == expected

    def test_the_switch_goes_before_it(self, visitor):
        visitor.post("/accounts/language/", {"language": "en"})
        assert visitor.get("/accounts/login/", HTTP_ACCEPT_LANGUAGE="zh")["Content-Language"] == "en"

    def test_and_one_s_own_setting_before_both(self, member):
        from linkspan.modules.identity.models import User

        member.cookies["linkspan_lang"] = "en"
        User.objects.update(language="zh-hans")
        assert member.get("/", HTTP_ACCEPT_LANGUAGE="en")["Content-Language"] == "zh-CN"

    def test_which_the_switch_changes_once_logged_in(self, member):
        from linkspan.modules.identity.models import User

        User.objects.update(language="zh-hans")
        member.post("/accounts/language/", {"language": "en"})
        assert User.objects.get().language == "en"
        assert member.get("/", HTTP_ACCEPT_LANGUAGE="zh")["Content-Language"] == "en"

    @pytest.mark.parametrize("value", ["fr", "", "../../etc", "zh-hans\r\nX: 1"])
    def test_only_the_two_languages_are_kept(self, visitor, value):
        assert "linkspan_lang" not in visitor.post("/accounts/language/", {"language": value}).cookies
        visitor.cookies["linkspan_lang"] = value.split("\r")[0] or "x"
        assert visitor.get("/accounts/login/").status_code == 200

    @pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:1"])
    def test_the_switch_leads_nowhere_else(self, visitor, back):
        assert visitor.post("/accounts/language/", {"language": "en", "back": back})["Location"] == "/accounts/login/"


class TestRequestId:
    def test_is_made_here_unless_the_front_door_says_it(self, visitor, settings):
        given = "a" * 32
        assert visitor.get("/health", HTTP_X_REQUEST_ID=given)["X-Request-Id"] != given
        settings.BEHIND_DOOR = True
        assert visitor.get("/health", HTTP_X_REQUEST_ID=given)["X-Request-Id"] == given

    @pytest.mark.parametrize("given", ["short", "a" * 41, "has space in it", "line\nbreak-line"])
    def test_a_malformed_one_is_replaced(self, visitor, settings, given):
        settings.BEHIND_DOOR = True
        assert re.fullmatch(r"[0-9a-f]{32}", visitor.get("/health", HTTP_X_REQUEST_ID=given)["X-Request-Id"])


class TestShell:
    def test_a_stranger_is_sent_to_log_in(self, visitor):
        for address in ("/", "/projects", "/p/JZ1Y/plan", "/p/x.y/plan"):
            assert visitor.get(address)["Location"].startswith("/accounts/login/?next=/"), address

    @pytest.mark.parametrize("address", ["//evil.example/x", "/%5C%5Cevil.example", "/%0d%0aX:1"])
    def test_and_comes_back_to_this_site(self, visitor, address):
        answer = visitor.get(address)
        if answer.status_code == 302:
            follow = Client().post(answer["Location"], {"login": "suyu", "password": PASSWORD})
            assert follow["Location"].startswith("/")
            assert not follow["Location"].startswith(("//", "/\\"))

    def test_says_so_where_the_front_end_is_not_built(self, member, settings, tmp_path):
        settings.STATICFILES_DIRS = [tmp_path]
        answer = member.get("/")
        assert answer.status_code == 503
        assert "./run demo" in answer.content.decode()

    def test_reads_the_manifest_again_after_a_build(self, settings, tmp_path):
        import json
        import os

        from linkspan.surfaces.web import views

        settings.STATICFILES_DIRS = [tmp_path]
        manifest = tmp_path / "app" / ".vite" / "manifest.json"
        manifest.parent.mkdir(parents=True)
        for number in (1, 2):
            manifest.write_text(
                json.dumps(
                    {
                        "src/main.tsx": {
                            "file": f"assets/main-{number}.js",
                            "css": ["assets/a.css"],
                            "imports": ["_part.js"],
                        },
                        "_part.js": {"file": "assets/part.js", "css": ["assets/b.css"], "imports": ["src/main.tsx"]},
                    }
                )
            )
            os.utime(manifest, ns=(number, number))
            assert views.bundle() == views.Bundle(
                f"app/assets/main-{number}.js", ("app/assets/a.css", "app/assets/b.css"), ("app/assets/part.js",), ()
            )
            assert views.build_id() == f"main-{number}"

    def test_takes_no_other_method(self, member):
        assert {member.generic(method, "/").status_code for method in ("POST", "PUT", "DELETE")} == {405}


def test_the_list_of_routes_is_not_empty():
    assert {"/accounts/login/", "/health"} <= set(paths())
    assert any(address.startswith("/api/") for address in paths())
