"""What other modules may ask of the portfolio."""

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.errors import NotFound
from linkspan.modules.portfolio.models import Membership, Programme, Project
from linkspan.modules.portfolio.records import ProjectRecord
from linkspan.modules.portfolio.services import (
    add_members,
    check_new_project,
    create_programme,
    create_project,
    home_of_new_project,
)

__all__ = [
    "Membership",
    "Programme",
    "Project",
    "ProjectRecord",
    "add_members",
    "check_new_project",
    "create_programme",
    "create_project",
    "find_project",
    "home_of_new_project",
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
