"""What the security tests of the surfaces share: every route of the site, and a person to ask as."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from linkspan.kernel.access.actor import SYSTEM
from linkspan.modules.identity import api
from linkspan.modules.identity.models import Organisation, User

PASSWORD = "twelve grey geese"
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


def make_user(username: str = "suyu") -> User:
    home = (
        Organisation._base_manager.first()
        or api.create_organisation(SYSTEM, Organisation(code="home", name="Home", scope_path="/")).result
    )
    return api.create_user(SYSTEM, home, username=username, name=username.title(), password=PASSWORD).result


def paths() -> list[str]:
    """One address for every route of the URL configuration, with 1 or `x` for its parameters, apart from the shell."""
    return sorted({"/" + path for path in _walk(get_resolver().url_patterns, "")})


def _walk(patterns: list, prefix: str) -> Iterator[str]:
    for entry in patterns:
        route = getattr(entry.pattern, "_route", None)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, prefix + (route or ""))
        elif isinstance(entry, URLPattern) and route is not None:
            yield _filled(prefix + route)


def _filled(route: str) -> str:
    parts = []
    for part in route.split("/"):
        if "<" in part:
            part = "1" if "int:" in part else "x"
        parts.append(part)
    return "/".join(parts)
