"""Projects as the place of records, and as something a record can point at."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.entities.references import Target, register_target
from linkspan.kernel.entities.registry import register_container
from linkspan.kernel.entities.specs import in_english
from linkspan.kernel.errors import NotFound
from linkspan.kernel.numbering.numbered import Numbered, register_numbered
from linkspan.kernel.prepared import PreparedRow
from linkspan.modules.portfolio.models import Project


def _rows(actor: Actor, container: Any) -> Any:
    return Project.objects.visible(actor, "project.view").distinct()


_BY_CODE = PreparedRow(Project, "code")


def _place(actor: Actor, code: str) -> Project:
    """The project of a code alone: every request for records asks for it, and none for what hangs on it."""
    found = _BY_CODE.find(code)
    if found is None or not actor.may("project.view", found.scope_path):
        found = _rows(actor, None).filter(code=code).first()  # a vendor sees those that its party takes part in
    if found is None:
        raise NotFound()
    return found


def _label(row: Project) -> tuple[str, str, str]:
    return (row.name_en if in_english() else "") or row.name, row.code, ""


register_container("project", _place)
register_numbered(Numbered("project", _("projects"), "", {}, 39, is_above_projects=True))
register_target(
    Target(
        "project",
        Project,
        _("project"),
        _rows,
        _label,
        ("code", "name", "name_en"),
        lambda p: f"/p/{p.code}",
        (),
        ("code",),
    )
)
