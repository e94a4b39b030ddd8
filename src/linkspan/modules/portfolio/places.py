"""Programmes and projects as places that rights are given at, to their members among others."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.places import PlaceKind, register_place
from linkspan.modules.identity.api import register_people
from linkspan.modules.portfolio.models import Membership, Programme, Project

_MOST = 50


def _find(model: Any) -> Callable[[Iterable[int]], dict[int, Any]]:
    return lambda keys: model.base_rows.in_bulk(list(keys))


def _choose(model: Any) -> Callable[[Actor, str, str], Iterable[Any]]:
    def choices(actor: Actor, verb: str, text: str) -> Iterable[Any]:
        named = Q(code__icontains=text) | Q(name__icontains=text) | Q(name_en__icontains=text)
        rows = model.base_rows.filter(named).order_by("code")
        whole = Q(pk__in=[])
        for prefix in actor.prefixes(verb):
            whole |= Q(scope_path__startswith=prefix)
        return rows.filter(whole)[:_MOST]

    return choices


register_place(PlaceKind("g", "programme", _("programme"), _find(Programme), _choose(Programme)))
register_place(PlaceKind("p", "project", _("project"), _find(Project), _choose(Project)))


def _members(actor: Actor) -> Any:
    """Ids of the people who take part in projects that the actor sees."""
    return Membership.objects.visible(actor, "project.view").filter(user__isnull=False).values("user")


register_people(_members)
