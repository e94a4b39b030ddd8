"""The second factor: codes that count once, log-in with it, roles that demand it, reset (A7, A8)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linkspan.kernel import clock
from linkspan.kernel.access.actor import SYSTEM
from linkspan.kernel.actions.models import ActionLog, ChangeRow
from linkspan.modules.identity import duties, second_factor, totp
from linkspan.modules.identity.models import RecoveryCode, SecondFactor, User
from world import send

from .people import PASSWORD, log_in, make_administrator, make_user

pytestmark = pytest.mark.django_db
STEP = "/accounts/second-factor/"


# RFC 6238, appendix B, SHA-1; the secret is the ASCII text 12345678901234567890, of the codes the last six digits.
@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds, code):
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert totp.code_at(secret, totp.step_of(seconds)) == code


def present(secret, ahead=0):
    return totp.code_at(secret, totp.step_of(clock.now().timestamp()) + ahead)


def enrol(client, password=PASSWORD):
    """Set a second factor up over the API; answers secret and recovery codes."""
    begun = send(client, "post", "/me/second-factor/begin", {"password": password})
    assert begun.status_code == 200, begun.content.decode()
    secret = begun.json()["secret"]
    done = send(client, "post", "/me/second-factor/confirm", {"code": present(secret)})
    assert done.status_code == 200, done.content.decode()
    return secret, done.json()["codes"]


@pytest.fixture
def enrolled(client):
    make_user()
    log_in(client)
    secret, codes = enrol(client)
    client.logout()
    return secret, codes


def is_in(client):
    return client.get("/api/session").status_code == 200


def test_a_password_alone_is_not_enough(client, enrolled, pass_time):
    secret, _codes = enrolled
    assert log_in(client)["Location"] == STEP
    assert not is_in(client)
    assert client.get("/api/me").status_code == 401
    pass_time(60)
    answer = client.post(STEP, {"code": present(secret)})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_in(client)


def test_a_code_counts_once(client, enrolled, pass_time):
    secret, _codes = enrolled
    pass_time(60)
    code = present(secret)
    log_in(client)
    client.post(STEP, {"code": code})
    client.logout()
    log_in(client)
    assert client.post(STEP, {"code": code}).status_code == 200
    assert not is_in(client)


@pytest.mark.parametrize("ahead", [-3, 3, 100])
def test_a_code_of_another_time_is_wrong(client, enrolled, pass_time, ahead):
    secret, _codes = enrolled
    pass_time(300)
    log_in(client)
    assert client.post(STEP, {"code": present(secret, ahead)}).status_code == 200
    assert not is_in(client)


def test_full_width_digits_are_digits_and_other_signs_are_wrong(client, enrolled, pass_time):
    secret, _codes = enrolled
    log_in(client)
    pass_time(60)
    for typed in ("é23456", "١٢٣٤٥٦", "🙂🙂🙂"):
        assert client.post(STEP, {"code": typed}).status_code == 200
        assert not is_in(client)
    client.post(STEP, {"code": present(secret).translate({ord(str(d)): 0xFF10 + d for d in range(10)})})
    assert is_in(client)


def test_a_recovery_code_lets_in_once(client, enrolled):
    _secret, codes = enrolled
    assert len(set(codes)) == 10
    log_in(client)
    client.post(STEP, {"code": codes[3].lower().replace("-", " ")})
    assert is_in(client)
    client.logout()
    log_in(client)
    client.post(STEP, {"code": codes[3]})
    assert not is_in(client)
    assert RecoveryCode.objects.filter(used_at__isnull=False).count() == 1


def test_guessing_is_counted_with_the_passwords(client, enrolled, pass_time):
    """A7: ten wrong codes, then neither a right code nor a right password is looked at."""
    secret, _codes = enrolled
    pass_time(60)
    log_in(client)
    answers = [client.post(STEP, {"code": f"{n:06d}"}).status_code for n in range(11)]
    assert answers == [200] * 10 + [429]
    assert client.post(STEP, {"code": present(secret)}).status_code == 429
    assert not is_in(client)
    pass_time(601)
    assert client.post(STEP, {"code": present(secret)}).status_code == 302


def test_the_step_needs_the_password_first(client, enrolled):
    secret, _codes = enrolled
    assert client.post(STEP, {"code": present(secret, 1)})["Location"] == "/accounts/login/"


def test_secrets_are_kept_encrypted_and_out_of_the_history(client, enrolled):
    secret, codes = enrolled
    stored = f"{list(SecondFactor.objects.values())} {list(RecoveryCode.objects.values())}"
    logged = f"{list(ChangeRow.objects.values())} {list(ActionLog.base_rows.values())}"
    for text in (secret, *codes, *(code.replace("-", "") for code in codes)):
        assert text not in stored
        assert text not in logged
    assert SecondFactor.objects.get().secret not in logged


def test_a_stolen_session_sets_none_up_without_the_password(client):
    make_user()
    log_in(client)
    answer = send(client, "post", "/me/second-factor/begin", {"password": "guess"})
    assert (answer.status_code, answer.json()["field"]) == (422, "password")
    assert not SecondFactor.objects.exists()


def test_removal_needs_a_code(client, enrolled, pass_time):
    secret, codes = enrolled
    log_in(client)
    client.post(STEP, {"code": codes[0]})
    assert send(client, "post", "/me/second-factor/remove", {"code": "000000"}).status_code == 422
    pass_time(60)
    assert send(client, "post", "/me/second-factor/remove", {"code": present(secret)}).status_code == 200
    client.logout()
    assert log_in(client)["Location"] == "/"


class TestDemanded:
    @pytest.fixture
    def root(self, client):
        make_administrator()
        duties.require_second_factor(SYSTEM, duties.rules(), role="admin", is_needed=True)
        log_in(client, "root")
        return client

    def test_who_lacks_it_reaches_only_its_page(self, root):
        answer = root.get("/api/projects")
        assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_needed")
        assert root.get("/projects")["Location"] == "/accounts/second-factor/setup/"

    def test_a_session_that_is_open_already_is_asked_at_its_next_call(self, client):
        make_administrator()
        log_in(client, "root")
        assert client.get("/api/projects").status_code == 200
        duties.require_second_factor(SYSTEM, duties.rules(), role="admin", is_needed=True)
        assert client.get("/api/projects").json()["code"] == "second_factor_needed"
        duties.require_second_factor(SYSTEM, duties.rules(), role="admin", is_needed=False)
        assert client.get("/api/projects").status_code == 200

    def test_the_question_costs_no_statement(self, client):
        make_administrator()
        log_in(client, "root")
        client.get("/api/session")
        with CaptureQueriesContext(connection) as asked:
            client.get("/api/inbox")
        rules = [query["sql"] for query in asked if "accessrules" in query["sql"]]
        assert len(rules) == 1
        assert "role" in rules[0], "with the grants"

    def test_and_is_through_once_it_is_set_up(self, root):
        root.get("/accounts/second-factor/setup/")
        user = User.objects.get(username="root")
        secret, _uri = second_factor.pending_secret(user)
        answer = root.post("/accounts/second-factor/setup/", {"code": present(secret)})
        assert answer.status_code == 200
        assert answer.content.decode().count("-") >= 10
        assert root.get("/api/projects").status_code == 200

    def test_it_cannot_be_removed(self, root):
        user = User.objects.get(username="root")
        secret, _uri = second_factor.pending_secret(user)
        root.post("/accounts/second-factor/setup/", {"code": present(secret)})
        answer = send(root, "post", "/me/second-factor/remove", {"code": present(secret, 1)})
        assert answer.json()["code"] == "second_factor_needed"

    def test_others_are_not_asked(self, root):
        make_user()
        root.logout()
        log_in(root)
        assert root.get("/api/projects").status_code == 200


def test_an_administrator_resets_it_with_a_reason(client, enrolled):
    make_administrator()
    admin = type(client)()
    log_in(admin, "root")
    user = User.objects.get(username="suyu")
    path = f"/admin/people/{user.pk}/second-factor/reset"
    assert send(admin, "post", path, {"reason": " "}).status_code == 422
    log_in(client)
    client.post(STEP, {"code": enrolled[1][0]})
    assert is_in(client)
    assert send(admin, "post", path, {"reason": "telephone lost"}).status_code == 200
    assert not is_in(client)
    assert log_in(client)["Location"] == "/"
    log = ActionLog.base_rows.get(action="identity.reset_second_factor")
    assert log.params["reason"] == "telephone lost"
    assert (
        send(
            admin, "post", f"/admin/people/{User.objects.get(username='root').pk}/second-factor/reset", {"reason": "x"}
        ).status_code
        == 422
    )


def test_a_one_time_password_is_replaced_before_anything_else(client):
    make_administrator()
    user = make_user()
    admin = type(client)()
    log_in(admin, "root")
    password = send(admin, "post", f"/admin/people/{user.pk}/password", {}).json()["password"]
    log_in(client, password=password)
    assert client.get("/api/projects").json()["code"] == "password_change"
    assert client.get("/projects")["Location"] == "/accounts/password/change/"
    new = {"oldpassword": password, "password1": "a third long one", "password2": "a third long one"}
    client.post("/accounts/password/change/", new)
    assert client.get("/api/projects").status_code == 200
