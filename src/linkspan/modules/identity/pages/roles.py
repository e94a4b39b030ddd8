"""Roles: every right by its area, the built-in roles, the organisation's own."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.utils import translation
from ninja import Router, Schema

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.models import Role
from linkspan.kernel.access.verbs import verb_areas, verb_kind, verb_name
from linkspan.kernel.errors import Forbidden, NotFound
from linkspan.modules.identity import duties, role_editing
from linkspan.modules.identity.models import Organisation
from linkspan.modules.identity.pages.answers import expected_version, named, written
from linkspan.modules.identity.roles import BUILT_IN
from linkspan.modules.identity.tokens import refuse_token

router = Router(tags=["rights"])
_ORDER = {role.code: at for at, role in enumerate(BUILT_IN)}


class NewRole(Schema):
    """A role of the organisation's own."""

    code: str
    name_zh: str
    name_en: str = ""
    verbs: list[str] = []
    own_party_only: bool = False


class RoleChange(Schema):
    """What is to be different; absent fields stay."""

    name_zh: str | None = None
    name_en: str | None = None
    verbs: list[str] | None = None
    own_party_only: bool | None = None


class Need(Schema):
    """Whether holders need a second factor."""

    needed: bool


class Separation(Schema):
    """Whether duties are separated."""

    on: bool


def require_anywhere(actor: Actor, *verbs: str) -> None:
    """Forbidden for who holds none of the verbs at any place."""
    if not any(actor.prefixes(verb) for verb in verbs):
        raise Forbidden(verbs[0])


def home_of(request: HttpRequest) -> Organisation:
    """The caller's organisation; NotFound for who belongs to none."""
    organisation = request.user.organisation  # type: ignore[union-attr]
    if organisation is None:
        raise NotFound()
    return organisation


@router.get("/admin/roles")
def list_roles(request: HttpRequest) -> dict[str, Any]:
    """All roles with how often each is given, and every right there is."""
    actor = request.actor  # type: ignore[attr-defined]
    require_anywhere(actor, "access.view")
    demanding = set(duties.rules().second_factor_roles)
    roles = Role.objects.annotate(used=Count("grants"))
    items = [_role(actor, role, demanding) for role in roles]
    items.sort(key=lambda item: (_ORDER.get(item["code"], len(_ORDER)), item["code"]))
    home = getattr(request.user, "organisation", None)
    path = home.scope_path if home else "/"
    return {
        "items": items,
        "areas": [_area(area) for area in verb_areas()],
        "can": {
            "create": actor.may("access.manage", path),
            "rules": actor.may("access.administer", "/"),
            "all_verbs": actor.may("access.administer", path),
            "verbs": sorted(actor.verbs_at(path)),
        },
    }


def _role(actor: Actor, role: Role, demanding: set[str]) -> dict[str, Any]:
    is_own = role.code not in role_editing.BUILT_IN_CODES
    return {
        "id": role.pk,
        "version": role.version,
        "code": role.code,
        "name": named(role),
        "name_zh": role.name_zh,
        "name_en": role.name_en,
        "verbs": role.verbs,
        "own_party_only": role.own_party_only,
        "built_in": not is_own,
        "used": role.used,
        "second_factor": role.code in demanding,
        "can_edit": is_own and actor.may("access.manage", role.scope_path),
    }


def _area(area: Any) -> dict[str, Any]:
    """An area with its rights, named in both languages: whoever reads a role of the other language finds it again."""
    texts: dict[str, Any] = {}
    for language, key in (("zh-hans", "zh"), ("en", "en")):
        with translation.override(language):
            texts[key] = (str(area.label), {verb: verb_name(verb) for verb in area.verbs})
    return {
        "name": area.name,
        "zh": texts["zh"][0],
        "en": texts["en"][0],
        "verbs": [
            {"verb": verb, "kind": verb_kind(verb), "zh": texts["zh"][1][verb], "en": texts["en"][1][verb]}
            for verb in area.verbs
        ],
    }


@router.post("/admin/roles", response={201: dict[str, Any]})
def new_role(request: HttpRequest, payload: NewRole) -> tuple[int, dict[str, Any]]:
    """Create a role."""
    values = payload.dict(exclude={"code"})
    outcome = role_editing.create_role(request.actor, home_of(request), code=payload.code, values=values)  # type: ignore[attr-defined]
    return 201, written(outcome, id=outcome.result.pk)


@router.patch("/admin/roles/{role_id}")
def change_role(request: HttpRequest, role_id: int, payload: RoleChange) -> dict[str, Any]:
    """Change a role; its holders have it at their next request."""
    values = {name: value for name, value in payload.dict(exclude_unset=True).items() if value is not None}
    outcome = role_editing.edit_role(
        request.actor,  # type: ignore[attr-defined]
        find_role(role_id),
        values=values,
        expected_version=expected_version(request),
    )
    return written(outcome, id=role_id)


@router.delete("/admin/roles/{role_id}")
def remove_role(request: HttpRequest, role_id: int) -> dict[str, Any]:
    """Delete a role that nobody holds."""
    version = expected_version(request)
    return written(role_editing.delete_role(request.actor, find_role(role_id), expected_version=version))  # type: ignore[attr-defined]


def find_role(role_id: int) -> Role:
    """The role if the caller sees it."""
    role = Role.objects.filter(pk=role_id).first()
    if role is None:
        raise NotFound()
    return role


@router.put("/admin/roles/{role_id}/second-factor")
def demand_second_factor(request: HttpRequest, role_id: int, payload: Need) -> dict[str, Any]:
    """Whether holders of the role need a second factor."""
    actor = request.actor  # type: ignore[attr-defined]
    refuse_token(actor)
    role = find_role(role_id)
    outcome = duties.require_second_factor(actor, duties.rules(), role=role.code, is_needed=payload.needed)
    return written(outcome)


@router.get("/admin/separation")
def read_separation(request: HttpRequest) -> dict[str, Any]:
    """Whether duties are separated, and who holds which."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.may("access.view", "/") and not actor.may("audit.view", "/"):
        raise Forbidden("access.view")
    return {
        "on": duties.rules().is_separated,
        "can_change": actor.may("access.administer", "/"),
        "duties": {
            duty: [{"id": user.pk, "name": named(user) or user.username} for user in people.values()]
            for duty, people in duties.holders().items()
        },
    }


@router.put("/admin/separation")
def change_separation(request: HttpRequest, payload: Separation) -> dict[str, Any]:
    """Switch the separation of duties on or off."""
    actor = request.actor  # type: ignore[attr-defined]
    refuse_token(actor)
    switch = duties.separate_duties if payload.on else duties.join_duties
    return written(switch(actor, duties.rules()))
