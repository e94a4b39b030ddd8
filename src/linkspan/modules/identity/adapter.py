"""django-allauth, held to our rules: no sign-up, our throttle, local redirects only, passwords through actions."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from linkspan.modules.identity import addresses, logins
from linkspan.modules.identity.models import User


class AccountAdapter(DefaultAccountAdapter):
    """What allauth asks of the installation."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("User name or password is wrong. Check both, then try again."),
        "email_password_mismatch": _("User name or password is wrong. Check both, then try again."),
        "incorrect_password": _("This password is wrong. Type the one you log in with."),
        "enter_current_password": _("This password is wrong. Type the one you log in with."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        login = credentials.get("username") or credentials.get("email") or ""
        return logins.check_login(request, login, credentials.get("password") or "") if request else None

    def get_login_stages(self) -> list[str]:
        return [*super().get_login_stages(), "linkspan.modules.identity.pages.second_factor.SecondFactorStage"]

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        return isinstance(user, User) and logins.check_own_password(self.request, user, password)

    def is_safe_url(self, url: str) -> bool:
        """Addresses of this site without host or scheme, so that a link to log-in leads nowhere else."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def is_ajax(self, request: HttpRequest) -> bool:
        return False  # log-in is a page; programs get problem+json from the API

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: a page that changed needs no “success”."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return str(addresses.client_address(request))
