"""People, groups and everybody's tokens, as administrators keep them."""

from typing import Any

from django.db.models import Max, Q
from django.http import HttpRequest
from ninja import Router, Schema

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.models import Grant
from linkspan.kernel.errors import NotFound
from linkspan.modules.identity import people as keeping
from linkspan.modules.identity import second_factor, services, tokens
from linkspan.modules.identity.models import ApiToken, Department, Group, Party, User
from linkspan.modules.identity.pages.answers import expected_version, named, written
from linkspan.modules.identity.pages.me import token_row
from linkspan.modules.identity.pages.roles import home_of, require_anywhere
from linkspan.modules.identity.queries import people_known, people_managed

router = Router(tags=["people"])
_MOST = 1000


class Details(Schema):
    """A person's entry; absent fields stay as they are."""

    name: str | None = None
    name_en: str | None = None
    title: str | None = None
    title_en: str | None = None
    email: str | None = None
    party: int | None = None
    department: int | None = None


class NewPerson(Details):
    """A person to be."""

    username: str
    name: str


class NewPassword(Schema):
    """A password; without one a one-time password is made."""

    password: str | None = None


class Reason(Schema):
    """Why."""

    reason: str


class NewGroup(Schema):
    """A group to be."""

    code: str
    name: str
    name_en: str = ""


class GroupChange(Schema):
    """A group's name, and its people where they change."""

    name: str
    name_en: str = ""
    members: list[int] | None = None


def _manages(actor: Actor, user: User) -> bool:
    return any(actor.may(verb, user.scope_path) for verb in ("identity.manage", "access.administer"))


@router.get("/admin/people")
def list_people(request: HttpRequest, q: str = "", inactive: bool = False) -> dict[str, Any]:
    """The people whom the caller may see; log-in and second factor only of those in its charge."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = people_managed(actor) if inactive else people_known(actor)
    text = q.strip()[:80]
    if text:
        found = Q(name__icontains=text) | Q(name_en__icontains=text) | Q(username__icontains=text)
        # Only who sees the addresses may look for one: else every guess would be answered.
        rows = rows.filter(found | Q(email__icontains=text, pk__in=people_managed(actor).values("pk")))
    people = list(rows.select_related("party", "department")[:_MOST])
    seen = dict(
        User.objects.filter(pk__in=[p.pk for p in people])
        .annotate(seen=Max("login_sessions__seen_at"))
        .values_list("pk", "seen")
    )
    roles = _roles_of(people)
    home = getattr(request.user, "organisation", None)
    return {
        "items": [_person(actor, person, roles.get(person.pk, []), seen.get(person.pk)) for person in people],
        "can": {
            "create": bool(home) and actor.may("identity.manage", home.scope_path),
            "secure": bool(home) and actor.may("access.manage", home.scope_path),
        },
    }


def _roles_of(people: list[User]) -> dict[int, list[str]]:
    """Names of the roles that each person holds directly at places where the caller sees rights."""
    found: dict[int, list[str]] = {}
    rows = Grant.objects.filter(user__in=[p.pk for p in people]).select_related("role").order_by("role__code")
    for grant in rows:
        names = found.setdefault(grant.user_id, [])
        if named(grant.role) not in names:
            names.append(named(grant.role))
    return found


def _person(actor: Actor, user: User, roles: list[str], seen: Any) -> dict[str, Any]:
    english = {"title": user.title_en or user.title, "name": user.name_en or user.display_name}
    row = {
        "id": user.pk,
        "version": user.version,
        "username": user.username,
        "name": named(user) or user.username,
        "title": english["title"] if named(user) == user.name_en and user.name_en else user.title,
        "party": named(user.party) if user.party else "",
        "department": named(user.department) if user.department else "",
        "roles": roles,
        "is_active": user.is_active,
    }
    if _manages(actor, user):
        row["details"] = {
            "name": user.name,
            "name_en": user.name_en,
            "title": user.title,
            "title_en": user.title_en,
            "email": user.email,
            "party": user.party_id,
            "department": user.department_id,
            "second_factor": user.second_factor_at is not None,
            "seen_at": seen or user.last_login,
            "can_edit": actor.may("identity.manage", user.scope_path),
            "can_reset": actor.may("access.manage", user.scope_path),
        }
    return row


@router.get("/admin/people/choices")
def list_choices(request: HttpRequest) -> dict[str, Any]:
    """Firms and departments that a person can belong to."""
    require_anywhere(request.actor, "identity.manage")  # type: ignore[attr-defined]
    return {
        "parties": [{"id": row.pk, "name": named(row)} for row in Party.objects.order_by("code")],
        "departments": [
            {"id": row.pk, "name": named(row), "party": row.party_id} for row in Department.objects.order_by("pk")
        ],
    }


def _find(actor: Actor, user_id: int) -> User:
    user = people_managed(actor).filter(pk=user_id).first() or people_known(actor).filter(pk=user_id).first()
    if user is None:
        raise NotFound()
    return user


@router.post("/admin/people", response={201: dict[str, Any]})
def new_person(request: HttpRequest, payload: NewPerson) -> tuple[int, dict[str, Any]]:
    """Add a person, with a one-time password that is shown in this answer alone."""
    actor = request.actor  # type: ignore[attr-defined]
    tokens.refuse_token(actor)
    values = keeping.checked_details(payload.dict(exclude={"username"}, exclude_unset=True))
    password = keeping.one_time_password()
    outcome = services.create_user(
        actor, home_of(request), username=payload.username, password=password, must_change_password=True, **values
    )
    return 201, written(outcome, undoable=False, id=outcome.result.pk, password=password)


@router.patch("/admin/people/{user_id}")
def change_person(request: HttpRequest, user_id: int, payload: Details) -> dict[str, Any]:
    """Change a person's entry."""
    actor = request.actor  # type: ignore[attr-defined]
    version, user = expected_version(request), _find(actor, user_id)
    values = keeping.checked_details(payload.dict(exclude_unset=True))
    return written(keeping.edit_user(actor, user, values=values, expected_version=version))


@router.post("/admin/people/{user_id}/deactivate")
def deactivate(request: HttpRequest, user_id: int) -> dict[str, Any]:
    """The person can no longer log in."""
    actor = request.actor  # type: ignore[attr-defined]
    return written(services.deactivate_user(actor, _find(actor, user_id)))


@router.post("/admin/people/{user_id}/reactivate")
def reactivate(request: HttpRequest, user_id: int) -> dict[str, Any]:
    """The person can log in again."""
    actor = request.actor  # type: ignore[attr-defined]
    return written(services.reactivate_user(actor, _find(actor, user_id)))


@router.post("/admin/people/{user_id}/password")
def give_password(request: HttpRequest, user_id: int, payload: NewPassword) -> dict[str, Any]:
    """A new password, which the person replaces at the next log-in; one that was made here is shown in this answer."""
    actor = request.actor  # type: ignore[attr-defined]
    tokens.refuse_token(actor)
    password = payload.password or keeping.one_time_password()
    outcome = services.set_password(actor, _find(actor, user_id), password=password, is_temporary=True)
    return written(outcome, undoable=False, password=None if payload.password else password)


@router.post("/admin/people/{user_id}/second-factor/reset")
def reset_factor(request: HttpRequest, user_id: int, payload: Reason) -> dict[str, Any]:
    """Take the second factor of somebody who lost it away."""
    actor = request.actor  # type: ignore[attr-defined]
    tokens.refuse_token(actor)
    outcome = second_factor.reset_second_factor(actor, _find(actor, user_id), reason=payload.reason)
    return written(outcome, undoable=False)


@router.post("/admin/people/{user_id}/sessions/end")
def end_all_sessions(request: HttpRequest, user_id: int) -> dict[str, Any]:
    """Every session of the person is over."""
    actor = request.actor  # type: ignore[attr-defined]
    return written(keeping.log_out_everywhere(actor, _find(actor, user_id)), undoable=False)


@router.get("/admin/groups")
def list_groups(request: HttpRequest) -> dict[str, Any]:
    """Groups with their people."""
    actor = request.actor  # type: ignore[attr-defined]
    require_anywhere(actor, "access.view", "identity.manage")
    rows = Group.objects.prefetch_related("members").order_by("code")
    home = getattr(request.user, "organisation", None)
    return {
        "items": [
            {
                "id": row.pk,
                "version": row.version,
                "code": row.code,
                "name": named(row),
                "name_zh": row.name,
                "name_en": row.name_en,
                "members": [{"id": m.pk, "name": named(m) or m.username} for m in row.members.all()],
                "can_edit": actor.may("access.manage", row.scope_path),
            }
            for row in rows
        ],
        "can": {"create": bool(home) and actor.may("access.manage", home.scope_path)},
    }


@router.post("/admin/groups", response={201: dict[str, Any]})
def new_group(request: HttpRequest, payload: NewGroup) -> tuple[int, dict[str, Any]]:
    """Create a group."""
    outcome = keeping.create_group(request.actor, home_of(request), **payload.dict())  # type: ignore[attr-defined]
    return 201, written(outcome, id=outcome.result.pk)


def _find_group(group_id: int) -> Group:
    group = Group.objects.filter(pk=group_id).first()
    if group is None:
        raise NotFound()
    return group


@router.patch("/admin/groups/{group_id}")
def change_group(request: HttpRequest, group_id: int, payload: GroupChange) -> dict[str, Any]:
    """Rename a group, or say who is in it."""
    version = expected_version(request)
    outcome = keeping.edit_group(
        request.actor,  # type: ignore[attr-defined]
        _find_group(group_id),
        **payload.dict(),
        expected_version=version,
    )
    return written(outcome)


@router.delete("/admin/groups/{group_id}")
def remove_group(request: HttpRequest, group_id: int) -> dict[str, Any]:
    """Delete a group that holds no role."""
    return written(keeping.delete_group(request.actor, _find_group(group_id)))  # type: ignore[attr-defined]


@router.get("/admin/tokens")
def list_tokens(request: HttpRequest) -> dict[str, Any]:
    """The API tokens of the people whose rights the caller sees."""
    require_anywhere(request.actor, "access.view")  # type: ignore[attr-defined]
    rows = ApiToken.objects.select_related("user", "use").order_by("revoked_at", "-pk")[:_MOST]
    return {"items": [{**token_row(row), "owner": {"id": row.user_id, "name": named(row.user)}} for row in rows]}


@router.delete("/admin/tokens/{token_id}")
def end_token(request: HttpRequest, token_id: int) -> dict[str, Any]:
    """Revoke somebody's token at once."""
    actor = request.actor  # type: ignore[attr-defined]
    token = ApiToken.objects.filter(pk=token_id).select_related("user").first()
    if token is None:
        raise NotFound()
    return written(tokens.revoke_token(actor, token), undoable=False)
