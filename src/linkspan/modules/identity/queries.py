"""Named reads of people."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from linkspan.kernel.access.actor import ROOT, Actor
from linkspan.modules.identity.models import User


def people_visible(actor: Actor, *, members: QuerySet[Any] | None = None) -> QuerySet[User]:
    """Active people whom the actor may pick or mention, by user name.

    Those of an organisation that the actor sees whole, those who hold a role where the actor may see people, of one's
    own party where a role is bound to it, and oneself. members: ids of further people, as the portfolio's
    `Membership.objects.values("user")` (rows that the actor sees).
    """
    prefixes = actor.prefixes("identity.view")
    people = User.objects.filter(is_active=True)
    if ROOT not in prefixes:
        condition = Q(pk=actor.user_id)
        for prefix in prefixes:
            condition |= Q(scope_path__startswith=prefix) | Q(grants__scope_path__startswith=prefix)
            condition |= Q(user_groups__grants__scope_path__startswith=prefix)
        if actor.own_party_prefixes("identity.view"):
            condition |= Q(party=actor.party_id)
        if members is not None:
            condition |= Q(pk__in=members)
        people = people.filter(condition).distinct()
    return people.order_by("username")


_sources: list[Callable[[Actor], QuerySet[Any]]] = []


def register_people(source: Callable[[Actor], QuerySet[Any]]) -> None:
    """Make more people known to who keeps rights: source(actor) -> ids of people, such as the members of projects."""
    _sources.append(source)


def people_known(actor: Actor) -> QuerySet[User]:
    """`people_visible` with the people whom other modules know: those to whom the actor can give a role."""
    members = Q(pk__in=[])
    for source in _sources:
        members |= Q(pk__in=source(actor))
    return people_visible(actor, members=User.objects.filter(members).values("pk"))


def find_person(actor: Actor, user_id: int) -> User | None:
    """The person of an id if the actor may see them, else None."""
    return people_visible(actor).filter(pk=user_id).first()


def people_managed(actor: Actor) -> QuerySet[User]:
    """People, inactive ones too, whose entry or rights the actor administers, by user name."""
    condition = Q(pk__in=[])
    for verb in ("identity.manage", "access.administer"):
        for prefix in actor.prefixes(verb):
            condition |= Q(scope_path__startswith=prefix)
    return User.objects.filter(condition).order_by("username")
