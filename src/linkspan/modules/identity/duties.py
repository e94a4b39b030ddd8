"""Separation of duties (三员分立): system, security and audit administrators are three different people."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.access.actor import ROOT, Actor, elevated
from linkspan.kernel.access.models import Grant, Role
from linkspan.kernel.actions import Inverse, action, write
from linkspan.kernel.errors import DomainError
from linkspan.modules.identity.models import AccessRules, User

# The right that makes somebody an administrator of each kind, whatever the role is called.
DUTIES = {"system": "system.manage", "security": "access.administer", "audit": "audit.view"}


def rules() -> AccessRules:
    """The installation's rules; an unsaved row where nobody has set any."""
    return AccessRules.base_rows.first() or AccessRules(pk=AccessRules.ONLY, scope_path=ROOT)


@action("access.administer", phrase=gettext_noop("Switched the separation of duties on"), undo=Inverse())
def separate_duties(actor: Actor, row: AccessRules) -> None:
    """From now on nobody holds two of the three duties. DomainError where they are not with three people already."""
    write.update(row, is_separated=True)
    held = holders()
    if not all(held.values()):
        raise DomainError(
            "duties",
            _("Name a system, a security and an audit administrator first: three different people."),
            status=409,
        )


@action("access.administer", phrase=gettext_noop("Switched the separation of duties off"), undo=Inverse())
def join_duties(actor: Actor, row: AccessRules) -> None:
    """One person may hold all three again."""
    write.update(row, is_separated=False)


@action("access.administer", phrase=gettext_noop("Changed which roles need a second factor"), undo=Inverse())
def require_second_factor(actor: Actor, row: AccessRules, *, role: str, is_needed: bool) -> None:
    """Whether holders of a role must have a second factor; asked for at their next call."""
    if not Role.base_rows.filter(code=role).exists():
        raise DomainError("role", _("There is no role “%(code)s”.") % {"code": role[:40]}, "role")
    codes = (set(row.second_factor_roles) | {role}) if is_needed else set(row.second_factor_roles) - {role}
    write.update(row, second_factor_roles=sorted(codes))


def holders() -> dict[str, dict[int, User]]:
    """Who holds each duty now: active people by key, whichever way they hold it."""
    with elevated():
        roles = list(Role.rows.all())
    found = {}
    in_force = Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now())
    for duty, verb in DUTIES.items():
        keys = [role.pk for role in roles if verb in role.verbs]
        grants = Grant.base_rows.filter(in_force, role__in=keys)
        through = Q(grants__in=grants) | Q(user_groups__grants__in=grants) | Q(party__grants__in=grants)
        found[duty] = {user.pk: user for user in User.objects.filter(through, is_active=True).distinct()}
    return found


def check_duties() -> None:
    """DomainError where duties are separated and somebody holds two of them, or a role gives two."""
    if not rules().is_separated:
        return
    held = list(holders().values())
    for at, first in enumerate(held):
        for second in held[at + 1 :]:
            both = next((user for key, user in first.items() if key in second), None)
            if both is not None:
                raise DomainError(
                    "duties",
                    _("Duties are separated: %(name)s would administer two of system, security and audit.")
                    % {"name": both.display_name},
                    status=409,
                )
