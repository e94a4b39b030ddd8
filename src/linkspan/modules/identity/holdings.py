"""Which grants somebody holds now, directly, by a group or by the party."""

from typing import Any

from django.db.models import Q, QuerySet

from linkspan.kernel import clock
from linkspan.kernel.access.models import Grant


def grants_of(user: Any) -> QuerySet[Grant]:
    """The grants in force of a person; unfiltered, for code that has checked who asks."""
    held = Q(user=user.pk) | Q(group__members=user.pk)
    if user.party_id:
        held |= Q(party=user.party_id)
    in_force = Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now())
    return Grant.base_rows.filter(held).filter(in_force).select_related("role", "group", "party").distinct()
