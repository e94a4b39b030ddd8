"""The organisation as a place that rights are given at."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.places import PlaceKind, register_place
from linkspan.modules.identity.models import Organisation

_MOST = 20


def find_organisations(keys: Iterable[int]) -> dict[int, Any]:
    """Organisations by key."""
    return Organisation.base_rows.in_bulk(list(keys))


def choose_organisations(actor: Actor, verb: str, text: str) -> Iterable[Any]:
    """Organisations in whose whole scope the actor holds the verb."""
    rows = Organisation.objects.visible(actor, verb)
    return rows.filter(Q(name__icontains=text) | Q(name_en__icontains=text) | Q(code__icontains=text))[:_MOST]


register_place(PlaceKind("o", "organisation", _("organisation"), find_organisations, choose_organisations))
