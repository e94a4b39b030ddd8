"""The hash: its parameters, its renewal, and the cap on how many run at once."""

import threading
import time

import pytest
from argon2 import extract_parameters
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password

from linkspan.modules.identity import passwords
from linkspan.modules.identity.login_models import LoginThrottle
from linkspan.modules.identity.models import User
from linkspan.modules.identity.refusals import HashingBusy

from .people import PASSWORD, log_in, make_user

OWASP_MEMORY_KIB, OWASP_TIME = 19 * 1024, 2


def test_a_hash_is_argon2id_at_the_minimum_of_owasp():
    parameters = extract_parameters(make_password(PASSWORD).removeprefix("argon2"))
    assert parameters.type.name == "ID"
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (OWASP_MEMORY_KIB, OWASP_TIME, 1)


@pytest.mark.django_db
def test_a_hash_with_older_parameters_is_renewed_at_log_in(client):
    class OlderHasher(Argon2PasswordHasher):
        memory_cost, time_cost, parallelism = 8 * 1024, 1, 1

    user = make_user()
    User.objects.filter(pk=user.pk).update(password=OlderHasher().encode(PASSWORD, "saltsaltsaltsalt"))
    assert log_in(client).status_code == 302
    user.refresh_from_db()
    assert extract_parameters(user.password.removeprefix("argon2")).memory_cost == OWASP_MEMORY_KIB
    assert client.get("/accounts/password/change/").status_code == 200  # the session made with it is good


def test_no_more_hashes_run_at_once_than_the_setting_says(monkeypatch, settings):
    running, most, lock = 0, 0, threading.Lock()

    def slow(self, password, salt):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.03)
        with lock:
            running -= 1
        return "argon2$"

    monkeypatch.setattr(Argon2PasswordHasher, "encode", slow)
    threads = [threading.Thread(target=make_password, args=(PASSWORD,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == settings.PASSWORD_HASHES


@pytest.mark.django_db
def test_a_full_server_says_when_to_come_back_and_counts_no_attempt(client, monkeypatch):
    make_user()
    monkeypatch.setattr(passwords, "_slots", threading.BoundedSemaphore(1))
    monkeypatch.setattr(passwords, "_WAIT_SECONDS", 0.01)
    with passwords.hashing_slot():
        answer = log_in(client)
        with pytest.raises(HashingBusy):
            make_password(PASSWORD)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert [row.stamps for row in LoginThrottle.objects.all()] == [[], []]
    assert log_in(client).status_code == 302
