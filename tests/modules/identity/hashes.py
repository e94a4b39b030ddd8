"""Counts password hashes: how often one is computed is what log-in costs, and what an attacker measures."""

from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher


class HashCount:
    """How many argon2 hashes were computed since it was made; `most` at the same moment."""

    def __init__(self, monkeypatch: Any) -> None:
        self.count = 0
        for name in ("encode", "verify"):
            monkeypatch.setattr(Argon2PasswordHasher, name, self._counting(getattr(Argon2PasswordHasher, name)))

    def _counting(self, original: Any) -> Any:
        def counted(*args: Any) -> Any:
            self.count += 1
            return original(*args)

        return counted
