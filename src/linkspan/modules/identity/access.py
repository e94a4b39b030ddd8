"""The verbs over rights: the built-in roles, granting and revoking."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.access.actor import ROOT, Actor
from linkspan.kernel.access.models import Grant, Role
from linkspan.kernel.actions import Inverse, NoUndo, Outcome, action, write
from linkspan.kernel.customise.models import OWN_PREFIX
from linkspan.kernel.errors import DomainError
from linkspan.modules.identity.models import AccessRules, Group, Party, User
from linkspan.modules.identity.roles import ADMIN, BUILT_IN, BuiltInRole

Principal = User | Group | Party


def seed_roles(actor: Actor) -> Outcome:
    """Write the built-in roles as this version defines them; nothing where they are so already."""
    admin = Role.base_rows.filter(code=ADMIN).first()
    return update_roles(actor, admin or _row(BUILT_IN[0]))


@action(
    "access.manage",
    phrase=gettext_noop("Brought the built-in roles up to date"),
    undo=NoUndo(_("They belong to this version of the program.")),
)
def update_roles(actor: Actor, admin: Role) -> None:
    if not AccessRules.base_rows.exists():
        write.create(AccessRules(pk=AccessRules.ONLY, scope_path=ROOT))
    known = {role.code: role for role in Role.rows.filter(code__in=[built_in.code for built_in in BUILT_IN])}
    known.setdefault(ADMIN, admin)
    for built_in in BUILT_IN:
        wanted = _row(built_in)
        role = known.get(built_in.code, wanted)
        if role.pk is None:
            write.create(role)
        else:
            # Rights over the company's own entities are the company's: no version of the program knows them.
            own = [verb for verb in role.verbs if verb.startswith(OWN_PREFIX)]
            write.update(
                role,
                name_zh=wanted.name_zh,
                name_en=wanted.name_en,
                verbs=sorted({*wanted.verbs, *own}),
                own_party_only=wanted.own_party_only,
            )


def _row(built_in: BuiltInRole) -> Role:
    return Role(
        code=built_in.code,
        name_zh=built_in.name_zh,
        name_en=built_in.name_en,
        verbs=sorted(built_in.verbs),
        own_party_only=built_in.own_party_only,
        scope_path=ROOT,
    )


@action("access.manage", phrase=gettext_noop("Gave %(who)s the role %(role)s"), undo=Inverse(), is_locking=False)
def grant_role(
    actor: Actor, place: Any, *, role: str, principal: Principal, expires_at: dt.datetime | None = None
) -> Grant:
    """Give a person, group or party a role at a place (organisation, programme, project: any row with a scope path).

    The same grant twice is one. Nobody gives a right that they do not hold at the place themselves.
    """
    held = Role.rows.filter(code=role).first()
    if held is None:
        raise DomainError("role", _("There is no role “%(code)s”.") % {"code": role[:40]}, "role")
    if expires_at is not None and expires_at <= clock.now():
        raise DomainError("expires", _("This moment is past. Choose a later day."), "expires_on")
    whom = {"user": None, "group": None, "party": None, type(principal).__name__.lower(): principal}
    found = Grant.rows.filter(role=held, scope_path=place.scope_path, **whom).first()
    if found is None:
        found = write.create(Grant(role=held, scope_path=place.scope_path, expires_at=expires_at, **whom))
    else:
        write.update(found, expires_at=expires_at)
    write.describe(who=_named(principal), role=_named(held))
    return found


@action("access.manage", phrase=gettext_noop("Took the role %(role)s from %(who)s"), undo=Inverse())
def revoke_grant(actor: Actor, grant: Grant) -> None:
    """Take a grant back."""
    principal = principal_of(grant)
    write.delete_many([grant])
    write.describe(who=_named(principal), role=_named(grant.role))


@action("access.manage", phrase=gettext_noop("Changed until when %(who)s holds the role %(role)s"), undo=Inverse())
def limit_grant(actor: Actor, grant: Grant, *, expires_at: dt.datetime | None) -> Grant:
    """Let a grant end at a moment, or (None) last until it is taken back."""
    if expires_at is not None and expires_at <= clock.now():
        raise DomainError("expires", _("This moment is past. Choose a later day."), "expires_on")
    write.update(grant, expires_at=expires_at)
    write.describe(who=_named(principal_of(grant)), role=_named(grant.role))
    return grant


def principal_of(grant: Grant) -> Principal:
    """Who holds a grant: a person, a group or a party."""
    principal: Principal = grant.user or grant.group or grant.party
    return principal


def _named(row: Any) -> dict[str, str]:
    """A row's name in both languages, for history."""
    chinese = getattr(row, "name_zh", "") or str(row)
    return {"zh": chinese, "en": getattr(row, "name_en", "") or chinese}


def has_administrator() -> bool:
    """Whether an active person holds `access.manage` over everything without an end; inside an action."""
    grants = Grant.rows.filter(scope_path=ROOT, expires_at__isnull=True, role__own_party_only=False)
    roles = [role.pk for role in Role.rows.filter(grants__in=grants).distinct() if "access.manage" in role.verbs]
    held = grants.filter(role__in=roles)
    return (
        User._base_manager.filter(is_active=True)
        .filter(Q(grants__in=held) | Q(user_groups__grants__in=held) | Q(party__grants__in=held))
        .exists()
    )
