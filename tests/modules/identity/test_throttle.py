"""The lock-out: at most ten wrong secrets per account in ten minutes, over all pages, processes and threads."""

import re

import pytest
from django.core import signing
from django.test import Client

from linkspan.modules.identity import throttle
from linkspan.modules.identity.login_models import LoginThrottle
from linkspan.modules.identity.refusals import TooManyAttempts

from .people import PASSWORD, log_in, make_user
from .processes import log_in_elsewhere

LIMIT, WINDOW, PER_ADDRESS = 10, 600, 100
CHANGE = "/accounts/password/change/"


def fail(client, times, username="suyu", **extra):
    return [log_in(client, username, "wrong", **extra).status_code for _ in range(times)]


@pytest.mark.django_db
class TestWindow:
    def test_the_eleventh_attempt_is_refused_before_any_hash(self, client, hashes):
        make_user()
        assert fail(client, LIMIT) == [200] * LIMIT
        hashes.count = 0
        answer = log_in(client, password="wrong")
        assert answer.status_code == 429
        assert 0 < int(answer["Retry-After"]) <= WINDOW
        assert re.search(r"\b10\b", answer.content.decode())  # the sentence names the minutes
        assert log_in(client).status_code == 429  # the right one too: else it would tell itself by its answer
        assert hashes.count == 0

    @pytest.mark.parametrize("name", ["nobody", "nobody@example.org", "' OR 1=1 --", "苏予"])
    def test_an_unknown_account_is_refused_in_the_same_words(self, client, hashes, name):
        make_user()
        fail(client, LIMIT)
        assert fail(client, LIMIT, name) == [200] * LIMIT
        hashes.count = 0
        known, unknown = log_in(client, password="wrong"), log_in(client, name, "wrong")
        assert (known.status_code, unknown.status_code, hashes.count) == (429, 429, 0)
        assert _plain(known) == _plain(unknown)
        assert known.headers.keys() == unknown.headers.keys()

    def test_spelling_and_e_mail_are_the_same_account(self, client):
        make_user(email="su.yu@example.org")
        spellings = ["suyu", "SUYU", " Suyu", "su.yu@example.org", "SU.YU@example.org"] * 2
        assert [log_in(client, name, "wrong").status_code for name in spellings] == [200] * LIMIT
        assert fail(client, 1, "SuYu") == [429]

    def test_the_window_slides(self, client, pass_time):
        make_user()
        fail(client, 5)
        pass_time(WINDOW / 2)
        fail(client, 5)
        assert fail(client, 1) == [429]
        pass_time(WINDOW / 2 + 1)  # the first five have left
        assert fail(client, 6) == [200] * 5 + [429]
        pass_time(WINDOW + 1)
        assert log_in(client).status_code == 302

    def test_right_passwords_do_not_count(self):
        make_user()
        assert [log_in(Client()).status_code for _ in range(LIMIT + 2)] == [302] * (LIMIT + 2)
        assert {len(row.stamps) for row in LoginThrottle.objects.all()} == {0}

    def test_another_account_is_not_touched(self, client):
        make_user()
        make_user("luchuan")
        fail(client, LIMIT)
        assert log_in(client, "luchuan").status_code == 302

    def test_many_addresses_do_not_help(self):
        make_user()
        codes = [fail(Client(REMOTE_ADDR=f"192.0.2.{n}"), 1)[0] for n in range(LIMIT + 5)]
        assert codes == [200] * LIMIT + [429] * 5

    def test_no_name_is_kept_in_clear(self, client):
        make_user()
        fail(client, 1, "my-password-typed-here")
        assert not LoginThrottle.objects.filter(key__contains="password").exists()

    def test_old_buckets_are_forgotten(self, client, pass_time):
        make_user()
        fail(client, 1, "one")
        pass_time(2 * WINDOW + 1)
        fail(client, 1, "two")
        assert throttle.forget_old() == 1  # the account; the address was used again
        assert LoginThrottle.objects.count() == 2


def _plain(answer):
    return re.sub(r'value="[^"]*"', "", answer.content.decode())


@pytest.mark.django_db
class TestAddress:
    def test_one_address_cannot_try_all_accounts(self):
        make_user()
        for number in range(PER_ADDRESS):
            throttle.book({throttle._key("address", "192.0.2.9"): PER_ADDRESS, f"account:{number}": LIMIT})
        assert fail(Client(REMOTE_ADDR="192.0.2.9"), 1, "one-more") == [429]
        assert fail(Client(REMOTE_ADDR="192.0.2.10"), 1, "one-more") == [200]

    def test_the_addresses_of_one_ipv6_network_are_one(self, rf):
        from linkspan.modules.identity.addresses import address_bucket

        def bucket(address):
            return address_bucket(rf.get("/", REMOTE_ADDR=address))

        assert bucket("2001:db8:1:2::1") == bucket("2001:db8:1:2:ffff::9")
        assert bucket("2001:db8:1:2::1") != bucket("2001:db8:1:3::1")
        assert bucket("::ffff:192.0.2.1") == bucket("192.0.2.1")

    def test_a_forwarded_address_counts_behind_the_front_door_only(self, rf, settings):
        from linkspan.modules.identity.addresses import address_bucket

        told = {"HTTP_X_FORWARDED_FOR": "198.51.100.1, 198.51.100.2"}
        assert address_bucket(rf.get("/", REMOTE_ADDR="192.0.2.7", **told)) == "192.0.2.7"
        settings.BEHIND_DOOR = True
        assert address_bucket(rf.get("/", REMOTE_ADDR="", **told)) == "198.51.100.2"
        assert address_bucket(rf.get("/", REMOTE_ADDR="127.0.0.1", **told)) == "198.51.100.2"


@pytest.mark.django_db
class TestOwner:
    """Strangers who guess do not keep the owner out."""

    def test_a_browser_that_logged_in_before_has_its_own_window(self, client):
        make_user()
        log_in(client)
        client.post("/accounts/logout/")
        stranger = Client(REMOTE_ADDR="192.0.2.66")
        assert fail(stranger, LIMIT + 1)[-1] == 429
        assert log_in(client).status_code == 302

    def test_and_that_window_has_the_same_limit(self, client, hashes):
        make_user()
        log_in(client)
        client.post("/accounts/logout/")
        hashes.count = 0
        assert fail(client, LIMIT + 3) == [200] * LIMIT + [429] * 3
        assert hashes.count == LIMIT

    def test_the_mark_of_one_account_is_none_for_another(self, client):
        make_user()
        make_user("luchuan")
        log_in(client, "luchuan")
        client.post("/accounts/logout/")
        fail(Client(), LIMIT)
        assert fail(client, 1) == [429]

    def test_a_forged_mark_is_none(self):
        user = make_user()
        fail(Client(), LIMIT)
        forged = Client()
        foreign = signing.dumps({f"user:{user.pk}": "a"}, key="other", salt="linkspan.identity.device")
        for value in ("x", '{"user:1": "a"}', foreign):
            forged.cookies["linkspan_device"] = value
            assert fail(forged, 1) == [429]


@pytest.mark.django_db
class TestEveryDoor:
    """A7: no side door to the same secret."""

    def test_password_change_and_log_in_share_the_window(self, client):
        make_user()
        client.force_login(make_user("luchuan"))
        wish = {"oldpassword": "no", "password1": "a new long one", "password2": "a new long one"}
        answers = [client.post(CHANGE, wish) for _ in range(LIMIT + 1)]
        assert [a.status_code for a in answers] == [200] * LIMIT + [429]
        assert int(answers[-1]["Retry-After"]) > 0
        assert log_in(Client(), "luchuan").status_code == 429
        assert log_in(Client(), "suyu").status_code == 302

    def test_re_authentication_and_log_in_share_the_window(self, client):
        client.force_login(make_user())
        codes = [client.post("/accounts/reauthenticate/", {"password": "no"}).status_code for _ in range(LIMIT + 1)]
        assert codes == [200] * LIMIT + [429]
        assert log_in(Client()).status_code == 429


@pytest.mark.django_db(transaction=True)
class TestProcesses:
    def test_the_count_outlives_the_process(self, tmp_path):
        make_user()
        first = log_in_elsewhere(tmp_path, ["suyu"] * 6, "wrong")
        second = log_in_elsewhere(tmp_path, ["suyu"] * 6, "wrong")
        assert (first["statuses"], first["hashes"]) == ([200] * 6, 6)
        assert (second["statuses"], second["hashes"]) == ([200] * 4 + [429] * 2, 4)

    def test_a_race_of_16_threads_gets_ten_attempts(self, tmp_path):
        make_user()
        race = log_in_elsewhere(tmp_path, ["suyu"] * 32, "wrong", threads=16)
        assert race["hashes"] == LIMIT
        assert race["statuses"] == [200] * LIMIT + [429] * 22


@pytest.mark.django_db
def test_an_attempt_that_never_came_to_a_check_is_taken_back(rf):
    request = rf.get("/", REMOTE_ADDR="192.0.2.1")

    def broken():
        raise ConnectionError

    for _ in range(LIMIT + 1):
        with pytest.raises(ConnectionError):
            throttle.attempt(request, "user:1", broken)
    for _ in range(LIMIT):
        assert throttle.attempt(request, "user:1", lambda: None) is None
    with pytest.raises(TooManyAttempts):
        throttle.attempt(request, "user:1", lambda: PASSWORD)


def test_a_known_and_an_unknown_name_cost_the_same(db, client):
    """A19: neither the number of statements nor of hashes tells whether somebody of that name exists."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_user()
    counts = []
    for name in ("suyu", "nobody", "suyu", "nobody"):
        with CaptureQueriesContext(connection) as statements:
            log_in(client, name, "wrong")
        counts.append(sum(1 for q in statements if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}))
    assert len(set(counts)) == 1, counts
