"""From a user to an actor: what the user, its groups and its party hold now."""

from typing import Any

from django.db.models import BigAutoField, DateTimeField, Q

from linkspan.kernel import clock
from linkspan.kernel.access.actor import SYSTEM, Actor, HeldGrant, acting_as
from linkspan.kernel.access.models import Grant
from linkspan.kernel.prepared import Prepared, Slot

# What modules read in the same statement as the grants: an expression over grants by name.
_BESIDE: dict[str, Any] = {}


def read_beside(name: str, expression: Any) -> None:
    """Read an expression over grants with every actor; its values stand in `Actor.extra[name]`, by code of the role."""
    _BESIDE[name] = expression
    _OF_PERSON.forget()
    _OF_PARTY.forget()


def _held(*, has_party: bool) -> Any:
    """The grants of a user, of its groups and of its party that have not expired."""
    user = Slot("user", BigAutoField())
    held = Q(user=user) | Q(group__members=user)
    if has_party:
        held |= Q(party=Slot("party", BigAutoField()))
    with acting_as(SYSTEM):
        return (
            Grant.rows.filter(held)
            .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=Slot("now", DateTimeField())))
            .annotate(**_BESIDE)
            .values_list("scope_path", "role__verbs", "role__own_party_only", "expires_at", "role__code", *_BESIDE)
        )


_OF_PERSON = Prepared(lambda: _held(has_party=False))
_OF_PARTY = Prepared(lambda: _held(has_party=True))


def actor_for(user: Any, *, request_id: str = "") -> Actor:
    """The actor of an active user; one statement. An expired grant is absent."""
    party = {"party": user.party_id} if user.party_id else {}
    rows = (_OF_PARTY if party else _OF_PERSON).rows(user=user.pk, now=clock.now(), **party)
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
