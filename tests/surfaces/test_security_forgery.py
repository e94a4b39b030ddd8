"""A22: no unsafe route takes a request without the token or from another origin; no API route answers a stranger."""

from itertools import product

import pytest
from django.test import Client
from site_routes import PASSWORD, UNSAFE, make_user, paths

SITE = paths()
API = [address for address in SITE if address.startswith("/api/")]

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    make_user()
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    token = client.get("/accounts/login/").cookies["csrftoken"].value
    client.post("/accounts/login/", {"login": "suyu", "password": PASSWORD, "csrfmiddlewaretoken": token})
    assert client.get("/api/session").status_code == 200
    return client


def token_of(client):
    return client.cookies["csrftoken"].value


def test_without_the_token_nothing_unsafe_is_done(member):
    kinds = ("application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")
    for address, method, kind in product(SITE, UNSAFE, kinds):
        answer = member.generic(method, address, b"{}", content_type=kind)
        assert answer.status_code in (403, 405), (address, method, kind, answer.status_code)


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://testserver.evil.example", "http://testserver:8080", "https://testserver"],
)
def test_from_another_origin_the_right_token_does_not_help(member, origin):
    for address, method in product(SITE, UNSAFE):
        answer = member.generic(
            method,
            address,
            b"{}",
            content_type="application/json",
            HTTP_X_CSRFTOKEN=token_of(member),
            HTTP_ORIGIN=origin,
        )
        assert answer.status_code in (403, 405), (address, method, answer.status_code)


@pytest.mark.parametrize("token", ["", "x", "a" * 32, "a" * 64])
def test_a_wrong_token_is_none(member, token):
    answer = member.put("/api/session/preferences", b"{}", content_type="application/json", HTTP_X_CSRFTOKEN=token)
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


def test_with_the_token_it_is_done(member):
    answer = member.put(
        "/api/session/preferences",
        b'{"theme": "dark"}',
        content_type="application/json",
        HTTP_X_CSRFTOKEN=token_of(member),
        HTTP_ORIGIN="http://testserver",
    )
    assert answer.status_code == 200
    assert member.post("/accounts/logout/", HTTP_X_CSRFTOKEN=token_of(member)).status_code == 302


def test_the_token_in_the_query_is_none(member):
    address = f"/api/session/preferences?csrfmiddlewaretoken={token_of(member)}"
    assert member.put(address, b"{}", content_type="application/json").status_code == 403


def test_the_token_changes_at_log_in():
    make_user()
    client = Client(enforce_csrf_checks=True)
    before = client.get("/accounts/login/").cookies["csrftoken"].value
    client.post("/accounts/login/", {"login": "suyu", "password": PASSWORD, "csrfmiddlewaretoken": before})
    assert token_of(client) != before
    answer = client.put("/api/session/preferences", b"{}", content_type="application/json", HTTP_X_CSRFTOKEN=before)
    assert answer.status_code == 403


def test_log_in_itself_cannot_be_forged():
    """Login CSRF: nobody is logged in to somebody else's account by a page of theirs."""
    make_user()
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", {"login": "suyu", "password": PASSWORD})
    assert answer.status_code == 403
    assert "linkspan_session" not in answer.cookies


def test_a_stranger_gets_one_answer_from_the_whole_api():
    make_user()
    assert len(API) > 10
    for address, method in product(API, ("GET", *UNSAFE)):
        answer = Client().generic(method, address, b"{}", content_type="application/json")
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json"), (address, method)
        assert answer.json()["code"] == "not_logged_in"
        assert answer["Cache-Control"] == "no-store"


def test_a_session_that_is_over_is_a_stranger(member):
    member.cookies["linkspan_session"] = "0" * 32
    assert member.get("/api/session").status_code == 401


def test_answers_of_the_api_are_kept_by_no_cache(member):
    assert "no-store" in member.get("/api/session")["Cache-Control"]
