"""Who holds which role where, and until when."""

import datetime as dt
from typing import Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema

from linkspan.kernel import clock
from linkspan.kernel.access.actor import ROOT, Actor
from linkspan.kernel.access.models import Grant
from linkspan.kernel.access.places import PlaceKind, kind_of, open_place, place_kinds, place_names, row_name
from linkspan.kernel.errors import DomainError, Forbidden, NotFound
from linkspan.modules.identity import access, duties
from linkspan.modules.identity.models import Group, Party
from linkspan.modules.identity.pages.answers import end_of, expected_version, last_day, named, written
from linkspan.modules.identity.pages.roles import require_anywhere
from linkspan.modules.identity.queries import people_known

router = Router(tags=["rights"])
_ENDING_SOON = dt.timedelta(days=7)
_MOST = 500
_MOST_CHOICES = 20


class Principal(Schema):
    """Who is given the role."""

    kind: Literal["user", "group", "party"]
    id: int


class NewGrant(Schema):
    """A role for somebody at a place (scope path), until the end of a day."""

    role: str
    principal: Principal
    place: str
    expires_on: str | None = None


class GrantChange(Schema):
    """Until when; null for no end."""

    expires_on: str | None


@router.get("/admin/grants")
def list_grants(request: HttpRequest, place: str = "", user: int | None = None, q: str = "") -> dict[str, Any]:
    """The grants in force that the caller may see, by place. place: only this scope path and below."""
    actor = request.actor  # type: ignore[attr-defined]
    require_anywhere(actor, "access.view")
    rows = Grant.objects.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now()))
    if place:
        rows = rows.filter(scope_path__startswith=place)
    if user is not None:
        rows = rows.filter(Q(user=user) | Q(group__members=user) | Q(party__people=user)).distinct()
    if q.strip():
        text = q.strip()
        names = (
            "user__name",
            "user__name_en",
            "user__username",
            "group__name",
            "party__name",
            "role__name_zh",
            "role__name_en",
        )
        condition = Q()
        for name in names:
            condition |= Q(**{f"{name}__icontains": text})
        rows = rows.filter(condition)
    found = list(
        rows.select_related("role", "user", "group", "party").order_by("scope_path", "role__code", "pk")[:_MOST]
    )
    places = place_names({grant.scope_path for grant in found})
    return {"items": [_grant(actor, grant, places) for grant in found], "total": rows.count()}


def _grant(actor: Actor, grant: Grant, places: dict[str, str]) -> dict[str, Any]:
    principal = access.principal_of(grant)
    kind = kind_of(grant.scope_path)
    return {
        "id": grant.pk,
        "version": grant.version,
        "role": {"code": grant.role.code, "name": named(grant.role)},
        "principal": {
            "kind": type(principal).__name__.lower(),
            "id": principal.pk,
            "name": named(principal) or getattr(principal, "username", ""),
        },
        "place": grant.scope_path,
        "place_name": places[grant.scope_path],
        "place_kind": str(kind.label) if kind else "",
        "expires_on": last_day(grant.expires_at),
        "ends_soon": grant.expires_at is not None and grant.expires_at < clock.now() + _ENDING_SOON,
        "can_edit": actor.may("access.manage", grant.scope_path),
    }


@router.get("/admin/places")
def list_places(
    request: HttpRequest, q: str = "", verb: Literal["access.manage", "access.view"] = "access.manage"
) -> dict[str, Any]:
    """Places at which the caller may give rights (or see them)."""
    actor = request.actor  # type: ignore[attr-defined]
    items: list[dict[str, Any]] = []
    if actor.may(verb, ROOT) and not q:
        items.append({"path": ROOT, "name": _("whole installation"), "kind": ""})
    for kind in place_kinds():
        rows = kind.choices(actor, verb, q.strip()[:80])
        items += [
            {"path": row.scope_path, "name": row_name(row), "kind": str(kind.label), **_row_at(kind, row)}
            for row in rows
        ]
    return {"items": items}


def _row_at(kind: PlaceKind, row: Any) -> dict[str, Any]:
    """What `/access/why` asks about: the place's row, where it has one already."""
    return {"entity": kind.name, "id": row.pk} if hasattr(row, "pk") else {}


@router.get("/admin/principals")
def list_principals(request: HttpRequest, q: str = "") -> dict[str, Any]:
    """People, groups and firms to whom the caller may give a role."""
    actor = request.actor  # type: ignore[attr-defined]
    require_anywhere(actor, "access.manage")
    text = q.strip()[:80]
    name = Q(name__icontains=text) | Q(name_en__icontains=text)
    people = people_known(actor).filter(name | Q(username__icontains=text)).select_related("party")[:_MOST_CHOICES]
    items = [
        {"kind": "user", "id": u.pk, "name": named(u) or u.username, "hint": named(u.party) if u.party else u.username}
        for u in people
    ]
    for kind, model in (("group", Group), ("party", Party)):
        rows = model.objects.filter(name | Q(code__icontains=text))[:_MOST_CHOICES]
        items += [{"kind": kind, "id": row.pk, "name": named(row), "hint": row.code} for row in rows]
    return {"items": items}


def place_row(actor: Actor, path: str, verb: str) -> Any:
    """The row whose scope a path is; NotFound where there is none or the caller may not do the verb there at all."""
    row = duties.rules() if path == ROOT else open_place(actor, path)
    if row is None or not actor.may(verb, path):
        if row is not None and actor.may("access.view", path):
            raise Forbidden(verb)
        raise NotFound()
    return row


def _principal(actor: Actor, asked: Principal) -> Any:
    if asked.kind == "user":
        row: Any = people_known(actor).filter(pk=asked.id).first()
    else:
        row = (Group if asked.kind == "group" else Party).objects.filter(pk=asked.id).first()
    if row is None:
        raise DomainError("principal", _("There is nobody of this name that you may see."), "principal", status=404)
    return row


@router.post("/admin/grants", response={201: dict[str, Any]})
def give_role(request: HttpRequest, payload: NewGrant) -> tuple[int, dict[str, Any]]:
    """Give a person, group or firm a role at a place."""
    actor = request.actor  # type: ignore[attr-defined]
    place = place_row(actor, payload.place, "access.manage")
    outcome = access.grant_role(
        actor,
        place,
        role=payload.role,
        principal=_principal(actor, payload.principal),
        expires_at=end_of(payload.expires_on),
    )
    return 201, written(outcome, id=outcome.result.pk)


def _find_grant(grant_id: int) -> Grant:
    grant = Grant.objects.filter(pk=grant_id).first()
    if grant is None:
        raise NotFound()
    return grant


@router.patch("/admin/grants/{grant_id}")
def change_grant(request: HttpRequest, grant_id: int, payload: GrantChange) -> dict[str, Any]:
    """Until when a grant is in force."""
    version, until = expected_version(request), end_of(payload.expires_on)
    grant = _find_grant(grant_id)
    return written(access.limit_grant(request.actor, grant, expires_at=until, expected_version=version))  # type: ignore[attr-defined]


@router.delete("/admin/grants/{grant_id}")
def revoke_role(request: HttpRequest, grant_id: int) -> dict[str, Any]:
    """Take a grant back; undo gives it again."""
    return written(access.revoke_grant(request.actor, _find_grant(grant_id)))  # type: ignore[attr-defined]
