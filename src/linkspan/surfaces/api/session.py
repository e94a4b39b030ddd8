"""Who am I, and how do I like it: the first call of the page."""

from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from ninja import Router, Schema

from linkspan import __version__
from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.modules.identity import api as identity
from linkspan.modules.schedule.api import project_choices
from linkspan.surfaces.web.views import build_id

router = Router(tags=["session"])


class Preferences(Schema):
    """What a user may set for itself."""

    language: Literal["zh-CN", "en"] | None = None
    theme: Literal["light", "dark", "system"] | None = None
    density: Literal["compact", "comfortable"] | None = None


def _tag(language: str) -> str:
    return "en" if language.startswith("en") else "zh-CN"


def _verbs_anywhere(actor: Actor) -> set[str]:
    """What the user may do in at least one place: which buttons a page shows at all."""
    return {verb for grant in actor.grants if not grant.own_party_only for verb in grant.verbs}


@router.get("/session")
def read_session(request: HttpRequest) -> dict[str, Any]:
    """The user, its rights at the top, its projects, the business date."""
    user, actor = request.user, request.actor  # type: ignore[attr-defined]
    language = translation.get_language() or "zh-hans"
    organisation = user.organisation
    top = organisation.scope_path if organisation else "/"
    name = user.name_in(language)
    return {
        "user": {
            "id": user.pk,
            "username": user.username,
            "name": name,
            "initial": name[:1],
            "language": _tag(language),
            "title": (user.title_en if language.startswith("en") else user.title) or user.title,
            "is_admin": actor.may("access.manage", top),
            "organisation": organisation
            and (organisation.name_en if language.startswith("en") and organisation.name_en else organisation.name),
        },
        "theme": user.preferences.get("theme", "system"),
        "density": user.preferences.get("density", "compact"),
        "business_today": clock.business_today().isoformat(),
        "business_today_frozen": clock.is_frozen(),
        "version": __version__,
        "build": build_id(),
        "languages": ["zh-CN", "en"],
        "demo": settings.DEMO,
        "verbs": sorted(_verbs_anywhere(actor)),
        "projects": project_choices(actor),
    }


@router.put("/session/preferences")
def save_preferences(request: HttpRequest, payload: Preferences) -> dict[str, Any]:
    """Keep language, theme and density of the user."""
    values = payload.dict(exclude_unset=True)
    if values.get("language") is not None:
        values["language"] = "en" if values["language"] == "en" else "zh-hans"
    identity.set_preferences(request.actor, request.user, **values)  # type: ignore[attr-defined]
    return {"saved": sorted(values)}
