"""From a user to an actor: what the user, its groups and its party hold now."""

from typing import Any

from django.db.models import Q

from linkspan.kernel import clock
from linkspan.kernel.access.actor import SYSTEM, Actor, HeldGrant, acting_as
from linkspan.kernel.access.models import Grant

# What modules read in the same statement as the grants: an expression over grants by name.
_BESIDE: dict[str, Any] = {}


def read_beside(name: str, expression: Any) -> None:
    """Read an expression over grants with every actor; its values stand in `Actor.extra[name]`, by code of the role."""
    _BESIDE[name] = expression


def actor_for(user: Any, *, request_id: str = "") -> Actor:
    """The actor of an active user; one statement. An expired grant is absent."""
    with acting_as(SYSTEM):
        held = Q(user=user.pk) | Q(group__members=user.pk)
        if user.party_id:
            held |= Q(party=user.party_id)
        rows = list(
            Grant.rows.filter(held)
            .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now()))
            .annotate(**_BESIDE)
            .values_list("scope_path", "role__verbs", "role__own_party_only", "expires_at", "role__code", *_BESIDE)
        )
    grants = tuple({HeldGrant(path, frozenset(verbs), own, expires) for path, verbs, own, expires, *_rest in rows})
    extra: dict[str, object] = {name: {row[4]: row[at] for row in rows} for at, name in enumerate(_BESIDE, start=5)}
    return Actor(
        user_id=user.pk,
        name=user.display_name,
        party_id=user.party_id,
        grants=grants,
        request_id=request_id,
        language=user.language or "zh-hans",
        extra=extra,
    )
