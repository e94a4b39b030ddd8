"""Projects, people and parties in the search: who takes part in a project that one sees is found there."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from linkspan.kernel.access.actor import Actor, elevated
from linkspan.kernel.access.rows import row_filter
from linkspan.kernel.search.sources import Document, SearchSource, register_source
from linkspan.modules.identity.api import Party, User, people_visible
from linkspan.modules.portfolio.models import Membership, Project


def _project_documents(rows: Sequence[Project]) -> list[Document]:
    return [Document(p.name, title_en=p.name_en, code=p.code, texts=[p.description], url=f"/p/{p.code}") for p in rows]


def _person_documents(rows: Sequence[User]) -> list[Document]:
    return [Document(u.name, title_en=u.name_en, code=u.username, texts=[u.title, u.title_en]) for u in rows]


def _party_documents(rows: Sequence[Party]) -> list[Document]:
    return [Document(p.name, title_en=p.name_en, code=p.code) for p in rows]


def _people(actor: Actor) -> QuerySet[User]:
    return people_visible(actor, members=Membership.objects.visible(actor, "project.view").values("user"))


def _parties(actor: Actor) -> QuerySet[Party]:
    """Parties that take part in the actor's projects, and those that it sees as such."""
    members = Membership.objects.visible(actor, "project.view").order_by().values("party")
    with elevated():
        return Party.rows.filter(Q(pk__in=members) | row_filter(Party, actor, "party.view"))


def _people_shown(keys: Sequence[int]) -> dict[int, dict[str, Any]]:
    language = get_language() or ""
    english = language.startswith("en")
    return {
        u.pk: {
            "kind": "person",
            "id": u.pk,
            "code": u.username,
            "name": u.name_in(language),
            "hint": (u.title_en if english else u.title) or u.title,
            "url": f"/people/{u.pk}",
        }
        for u in User._base_manager.filter(pk__in=keys)
    }


def _parties_shown(keys: Sequence[int]) -> dict[int, dict[str, Any]]:
    english = (get_language() or "").startswith("en")
    return {
        p.pk: {
            "kind": "party",
            "id": p.pk,
            "code": p.code,
            "name": (p.name_en if english else "") or p.name,
            "hint": p.get_kind_display(),
            "url": f"/r/party/{p.pk}",
        }
        for p in Party._base_manager.filter(pk__in=keys)
    }


register_source(
    SearchSource(
        "project",
        Project,
        "project",
        frozenset({"code", "name", "name_en", "description", "scope_path"}),
        _project_documents,
    )
)
register_source(
    SearchSource(
        "person",
        User,
        "identity",
        frozenset({"username", "name", "name_en", "title", "title_en"}),
        _person_documents,
        visible=_people,
        present=_people_shown,
    )
)
register_source(
    SearchSource(
        "party",
        Party,
        "identity",
        frozenset({"code", "name", "name_en", "scope_path"}),
        _party_documents,
        visible=_parties,
        present=_parties_shown,
    )
)
