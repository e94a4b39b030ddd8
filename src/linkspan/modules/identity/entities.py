"""Parties as records, people as something a record can point at, the organisation as their place."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.actor import Actor, elevated
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


def _people(actor: Actor, container: Any) -> Any:
    """Those whom the actor may pick; in a project its people too."""
    from linkspan.kernel.access.rows import row_filter

    members = None
    if container is not None and hasattr(container, "members"):
        model = container.members.model
        members = model._base_manager.filter(row_filter(model, actor, "project.view"), project=container).values("user")
    return people_visible(actor, members=members)


def _person(row: User) -> tuple[str, str, str]:
    language = "en" if in_english() else "zh"
    title = (row.title_en if in_english() else "") or row.title
    return row.name_in(language), row.username, title


register_container("organisation", _organisation)
register_target(
    Target(
        "person", User, _("person"), _people, _person, ("name", "name_en", "username"), lambda u: f"/people/{u.pk}", (),
        ("username",),
    )
)  # fmt: skip
register(
    Entity(
        model=Party,
        names=Names("party", "building-2", _("organisation"), 10, ("参与方", "厂商", "party", "vendor"), _("No party yet.")),
        columns=Columns(("code", "name", "kind", "updated_at"), "code"),
        detail=(Panel("about", _("about"), ("kind", "name", "code")),),
        create=("code", "name", "kind"),
        keys=Keys(("code",), ("code", "name")),
        looks={"code": Look(width=88), "kind": Look(key="t")},
        facts=Facts(("kind",), (Measure("count", _("parties"), "count", words=("多少家", "how many parties")),)),
        views=Views(board=("kind",)),
    )
)
