"""Why somebody can or cannot: the grants that open a row for a verb, or what is missing and who could give it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.access.models import Grant, Role
from linkspan.kernel.access.places import paths_to, place_names
from linkspan.kernel.access.rows import row_filter
from linkspan.kernel.access.verbs import verb_name
from linkspan.kernel.errors import Forbidden

_MOST_NAMES = 3


@dataclass(frozen=True)
class Reason:
    """One grant that opens the row: role, place, verb and end, in the reader's language."""

    role: str
    place: str
    verb: str
    until: dt.datetime | None


@dataclass(frozen=True)
class Explanation:
    """allowed with the grants that make it so; else a sentence that says what is missing and whom to ask."""

    allowed: bool
    reason: str
    grants: list[Reason] = field(default_factory=list)


def explain_access(asker: Actor, subject: Any, target: Any, verb: str) -> Explanation:
    """Whether the person may do the verb on the row, and why.

    Everybody may ask about themselves; about others only who sees the rights at the row. Forbidden otherwise.
    """
    if asker.user_id != subject.pk and not asker.may("access.view", target.scope_path):
        raise Forbidden("access.view")
    if not subject.is_active:
        return Explanation(False, _("%(name)s is deactivated and can do nothing.") % {"name": _name(subject)})
    actor = asker if asker.user_id == subject.pk else actor_for(subject)
    path = target.scope_path
    held = [grant for grant in _grants(subject, path) if verb in grant.role.verbs]
    if not _may(actor, target, verb):
        return Explanation(False, _missing(asker, subject, path, verb, held))
    opening = [grant for grant in held if not grant.role.own_party_only] or held
    places = place_names({grant.scope_path for grant in opening})
    reasons = [
        Reason(_role(grant.role), places[grant.scope_path], verb_name(verb), grant.expires_at) for grant in opening
    ]
    if not reasons:
        return Explanation(True, _("This is open to everybody who works in this place."))
    sentence = _("%(name)s may: as %(role)s at %(place)s.") % {
        "name": _name(subject),
        "role": reasons[0].role,
        "place": reasons[0].place,
    }
    return Explanation(True, sentence, reasons)


def _may(actor: Actor, target: Any, verb: str) -> bool:
    if actor.may(verb, target.scope_path):
        return True
    model = type(target)
    return bool(target.pk and model._base_manager.filter(pk=target.pk).filter(row_filter(model, actor, verb)).exists())


def _grants(subject: Any, path: str) -> list[Grant]:
    held = Q(user=subject.pk) | Q(group__members=subject.pk)
    if subject.party_id:
        held |= Q(party=subject.party_id)
    in_force = Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now())
    rows = Grant.base_rows.filter(held, in_force, scope_path__in=paths_to(path)).select_related("role").distinct()
    return sorted(rows, key=lambda grant: len(grant.scope_path))


def _missing(asker: Actor, subject: Any, path: str, verb: str, held: list[Grant]) -> str:
    """What stands in the way and who can change it; names only for who may see people there."""
    where = place_names([path])[path]
    if any(grant.role.own_party_only for grant in held):
        sentence = _("%(name)s sees the rows of the own firm alone, and this one is another's.")
    else:
        sentence = _("%(name)s lacks the right “%(verb)s” at %(place)s.")
    text = sentence % {"name": _name(subject), "verb": verb_name(verb), "place": where}
    if not asker.may("identity.view", path):
        return (
            f"{text} {_('Ask the project manager for it.')}"
            if _spaced()
            else text + _("Ask the project manager for it.")
        )
    givers = _givers(path, verb, subject.pk)
    if not givers:
        return text
    names = (", " if _spaced() else "、").join(givers)
    advice = _("It can be given by %(names)s.") % {"names": names}
    return f"{text} {advice}" if _spaced() else text + advice


def _givers(path: str, verb: str, besides: int) -> list[str]:
    """Names of active people who could give the verb there: they manage rights and hold it, or may give any."""
    keys = [
        role.pk
        for role in Role.base_rows.all()
        if "access.administer" in role.verbs or {"access.manage", verb} <= set(role.verbs)
    ]
    in_force = Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now())
    grants = Grant.base_rows.filter(in_force, role__in=keys, scope_path__in=paths_to(path))
    people = get_user_model().objects.filter(is_active=True).exclude(pk=besides)
    through = Q(grants__in=grants) | Q(user_groups__grants__in=grants) | Q(party__grants__in=grants)
    return [_name(user) for user in people.filter(through).distinct().order_by("pk")[:_MOST_NAMES]]


def _spaced() -> bool:
    return (get_language() or "").startswith("en")


def _name(user: Any) -> str:
    return str(user.name_in(get_language() or ""))


def _role(role: Role) -> str:
    return role.name_en if _spaced() else role.name_zh
