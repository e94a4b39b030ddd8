"""Parties as records, people as something a record can point at, the organisation as their place."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.actor import Actor, elevated
from linkspan.kernel.access.rows import row_filter
from linkspan.kernel.entities.declaration import Columns, Entity, Facts, Keys, Look, Measure, Names, Panel, Views
from linkspan.kernel.entities.references import Target, register_target
from linkspan.kernel.entities.registry import register, register_container
from linkspan.kernel.entities.specs import in_english
from linkspan.kernel.errors import NotFound
from linkspan.modules.identity.models import Organisation, Party, User
from linkspan.modules.identity.queries import people_visible


def _organisation(actor: Actor, code: str) -> Organisation:
    """The organisation of the acting person; the only one where the program itself acts."""
    with elevated():
        rows = Organisation.rows.filter(people=actor.user_id) if actor.user_id else Organisation.rows.all()
        found = rows.order_by("pk").first()
    if found is None:
        raise NotFound()
    return found


def _memberships(actor: Actor, container: Any) -> Any:
    """Who takes part in the projects that the actor sees, or in the one asked about."""
    model: Any = Party._meta.get_field("memberships").related_model
    rows = model._base_manager.filter(row_filter(model, actor, "project.view"))
    return rows.filter(project=container) if hasattr(container, "members") else rows


def _people(actor: Actor, container: Any) -> Any:
    """Those whom the actor may pick; those who take part in its projects too."""
    return people_visible(actor, members=_memberships(actor, container).values("user"))


def _parties(actor: Actor, container: Any) -> Any:
    """Those that the actor sees as such, and those that take part in its projects."""
    either = row_filter(Party, actor, "party.view") | Q(pk__in=_memberships(actor, container).values("party"))
    return Party._base_manager.filter(either)


def _party(row: Party) -> tuple[str, str, str]:
    return (row.name_en if in_english() else "") or row.name, row.code, str(row.get_kind_display())


def _person(row: User) -> tuple[str, str, str]:
    language = "en" if in_english() else "zh"
    title = (row.title_en if in_english() else "") or row.title
    return row.name_in(language), row.username, title


register_container("organisation", _organisation)
register_target(
    Target(
        "person", User, _("person"), _people, _person, ("name", "name_en", "username"), lambda u: f"/people/{u.pk}", (),
        ("username",), ("name", "name_en", "username", "title", "title_en"),
    )
)  # fmt: skip
register(
    Entity(
        model=Party,
        names=Names(
            "party", "building-2", _("organisation"), 90, ("参与方", "厂商", "party", "vendor"), _("No party yet.")
        ),
        columns=Columns(("code", "name", "kind", "updated_at"), "code"),
        detail=(
            Panel("about", _("about"), ("kind", "name", "code")),
            Panel("contact", _("contact"), ("contact", "contact_phone", "contact_email")),
            Panel("assessment", _("assessment"), ("assessment", "remark")),
        ),
        create=("code", "name", "kind", "contact", "contact_phone", "contact_email"),
        keys=Keys(("code",), ("code", "name")),
        sensitive={
            "contact": "personal",
            "contact_phone": "personal",
            "contact_email": "personal",
            "remark": "internal",
            "assessment": "sensitive",
        },
        looks={"code": Look(width=88), "kind": Look(key="t")},
        facts=Facts(("kind",), (Measure("count", _("parties"), "count", words=("多少家", "how many parties")),)),
        views=Views(board=("kind",)),
    ),
    Target(
        "party",
        Party,
        _("party"),
        _parties,
        _party,
        ("name", "name_en", "code"),
        lambda p: f"/r/party/{p.pk}",
        (),
        ("code",),
        ("name", "name_en", "code", "kind"),
    ),
)
