"""Factories for the tests of identity: people with passwords, roles and grants, through the actions themselves."""

from typing import Any

from linkspan.kernel.access.actor import SYSTEM, Actor
from linkspan.kernel.access.loading import actor_for
from linkspan.modules.identity import api
from linkspan.modules.identity.models import Organisation, User

PASSWORD = "twelve grey geese"
LOGIN = "/accounts/login/"


def make_organisation(code: str = "huacheng") -> Organisation:
    return api.create_organisation(SYSTEM, Organisation(code=code, name=f"Organisation {code}", scope_path="/")).result


def make_user(username: str = "suyu", organisation: Organisation | None = None, **details: Any) -> User:
    home = organisation or Organisation._base_manager.first() or make_organisation()
    columns = {"username": username, "name": username.title(), "password": PASSWORD, **details}
    return api.create_user(SYSTEM, home, **columns).result


def make_administrator(username: str = "root") -> User:
    return api.create_administrator(username, PASSWORD)


def actor_with(user: User, role: str, place: Any) -> Actor:
    """Give the user a built-in role at the place and load its actor."""
    api.seed_roles(SYSTEM)
    api.grant_role(SYSTEM, place, role=role, principal=user)
    return actor_for(user)


def log_in(client: Any, username: str = "suyu", password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(LOGIN, {"login": username, "password": password}, **extra)
