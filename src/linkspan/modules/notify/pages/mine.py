"""What one wants to be told where and when. For people alone: a token gets none of it."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from linkspan.modules.identity.api import User, refuse_token
from linkspan.modules.notify import preferences, services
from linkspan.modules.notify.pages.answers import written

router = Router(tags=["messages"])


class Choice(Schema):
    """All of one's preferences. ways: {kind: {channel id: whether}}; version: as it was read, 0 for none yet."""

    version: int = 0
    ways: dict[str, dict[str, bool]]
    digests: dict[str, str]
    daily_at: str = "08:30"
    quiet_from: str = ""
    quiet_to: str = ""
    urgent_through: bool = False
    zone: str


def _person(request: HttpRequest) -> User:
    refuse_token(request.actor)  # type: ignore[attr-defined]
    return User.objects.get(pk=request.user.pk)


@router.get("/me/messages")
def read_own(request: HttpRequest) -> dict[str, Any]:
    """Kinds of messages, channels, and what one has chosen."""
    user = _person(request)
    return preferences.answer(services.preferences_of(user), user.email)


@router.put("/me/messages")
def choose(request: HttpRequest, payload: Choice) -> dict[str, Any]:
    """Keep what one has chosen."""
    user, values = _person(request), payload.dict()
    actor = services.own(request.actor, user)  # type: ignore[attr-defined]
    outcome = services.choose_messages(actor, user, version=values.pop("version"), values=values)
    return written(outcome, preferences=preferences.answer(services.preferences_of(user), user.email))
