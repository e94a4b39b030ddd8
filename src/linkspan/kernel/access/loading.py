"""From a user to an actor: what the user, its groups and its party hold now."""

from typing import Any

from django.db.models import Q

from linkspan.kernel import clock
from linkspan.kernel.access.actor import SYSTEM, Actor, HeldGrant, acting_as
from linkspan.kernel.access.models import Grant


def actor_for(user: Any, *, request_id: str = "") -> Actor:
    """The actor of an active user; two statements. An expired grant is absent."""
    with acting_as(SYSTEM):
        held = Q(user=user.pk) | Q(group__members=user.pk)
        if user.party_id:
            held |= Q(party=user.party_id)
        rows = (
            Grant.rows.filter(held)
            .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now()))
            .values_list("scope_path", "role__verbs", "role__own_party_only", "expires_at")
        )
        grants = tuple({HeldGrant(path, frozenset(verbs), own, expires) for path, verbs, own, expires in rows})
    return Actor(
        user_id=user.pk,
        name=user.display_name,
        party_id=user.party_id,
        grants=grants,
        request_id=request_id,
        language=user.language or "zh-hans",
    )
