"""What other modules may ask of the portfolio."""

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.errors import NotFound
from linkspan.modules.portfolio.content import Piece
from linkspan.modules.portfolio.days import Shift, register_work_days
from linkspan.modules.portfolio.models import Membership, Programme, Project
from linkspan.modules.portfolio.parts import Making, Part, Taking, register_part
from linkspan.modules.portfolio.records import ProjectRecord
from linkspan.modules.portfolio.services import (
    add_members,
    check_new_project,
    create_programme,
    create_project,
    home_of_new_project,
)
from linkspan.modules.portfolio.templates import (
    check_content,
    fill_project,
    find_template,
    keep_template,
    read_choice,
    read_content,
)

__all__ = [
    "Making",
    "Membership",
    "Part",
    "Piece",
    "Programme",
    "Project",
    "ProjectRecord",
    "Shift",
    "Taking",
    "add_members",
    "check_content",
    "check_new_project",
    "create_programme",
    "create_project",
    "fill_project",
    "find_project",
    "find_template",
    "home_of_new_project",
    "keep_template",
    "read_choice",
    "read_content",
    "register_part",
    "register_work_days",
]


def find_project(actor: Actor, code: str) -> Project:
    """The project with a code, if the actor sees it or a part of it; NotFound otherwise."""
    project = (
        Project.objects.visible(actor, "project.view")
        .filter(code=code)
        .select_related("programme", "organisation", "customer", "manager", "calendar")
        .distinct()
        .first()
    )
    if project is None:
        raise NotFound()
    return project
