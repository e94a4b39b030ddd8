"""Log-in as one call: find the account, count the attempt, check the password."""

import unicodedata

from django.contrib.auth import authenticate
from django.http import HttpRequest

from linkspan.modules.identity import demo, login_log, throttle
from linkspan.modules.identity.backends import find_user
from linkspan.modules.identity.models import User


def account_of(login: str) -> str:
    """The name under which attempts at a login are counted; the same person by name or by e-mail is one account."""
    user = find_user(login)
    return f"user:{user.pk}" if user else "name:" + unicodedata.normalize("NFKC", login).strip().casefold()


def check_login(request: HttpRequest, login: str, password: str) -> User | None:
    """The active user with this name or e-mail and password, or None; TooManyAttempts, HashingBusy."""
    demo.refuse_from_afar(request, login)
    user = throttle.attempt(
        request, account_of(login), lambda: authenticate(request, username=login, password=password)
    )
    if user is None:
        login_log.note_failure(request, find_user(login))
    return user


def check_own_password(request: HttpRequest, user: User, password: str) -> bool:
    """Whether it is the logged-in user's own password; counted in the same windows as log-in."""
    return bool(throttle.attempt(request, f"user:{user.pk}", lambda: user.check_password(password)))
