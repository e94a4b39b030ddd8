"""Checks a name and a password. One hash per attempt, whether the name is known or not."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from linkspan.kernel.prepared import PreparedRow
from linkspan.modules.identity.models import User

_BY_KEY = PreparedRow(User, "id")


class PasswordBackend(ModelBackend):
    """User name or e-mail address, with a password. Callers book the attempt first: `identity.logins.check_login`."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        if not username or not password:
            return None
        user = find_user(username)
        if user is None:
            make_password(password)  # the same work as for a known name
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session: asked for by every request."""
        user = _BY_KEY.find(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Nothing: rights are grants, see `kernel.access`."""
        return False


def find_user(login: str) -> User | None:
    """The person of a user name or of an e-mail address that exactly one person has; case does not matter."""
    name = login.strip()
    found = list(User.objects.filter(username__iexact=name)[:2])
    if not found and "@" in name:
        found = list(User.objects.filter(email__iexact=name)[:2])
    return found[0] if len(found) == 1 else None
