"""The password hash, and the cap on how many are computed at the same time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from linkspan.modules.identity.refusals import HashingBusy

_WAIT_SECONDS = 5.0
_slots = threading.BoundedSemaphore(settings.PASSWORD_HASHES)


@contextmanager
def hashing_slot() -> Iterator[None]:
    """Hold one of the process's slots; HashingBusy where none is free within five seconds.

    Each hash takes 19 MiB and a core: without the cap a burst of log-ins takes memory and processor from everyone.
    """
    if not _slots.acquire(timeout=_WAIT_SECONDS):
        raise HashingBusy()
    try:
        yield
    finally:
        _slots.release()


class CappedArgon2PasswordHasher(Argon2PasswordHasher):
    """argon2id at the minimum of the OWASP Password Storage Cheat Sheet: m = 19 MiB, t = 2, p = 1.

    A stored hash with other parameters is replaced at the next log-in (Django's `must_update`).
    """

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with hashing_slot():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with hashing_slot():
            return super().verify(password, encoded)
