"""Who may read a plan, and which rows of it."""

from django.utils.translation import gettext as _t

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.entities.switching import is_off, switched_off
from linkspan.kernel.errors import Forbidden
from linkspan.modules.portfolio.api import Project, find_project
from linkspan.modules.schedule.scopes import subtree_paths


def readable_plan(actor: Actor, code: str) -> Project:
    """The project, if the actor may see its plan or its own rows in it."""
    project = find_project(actor, code)
    if is_off(project, "schedule"):
        raise switched_off(_t("plan"), project)
    is_partly = any(project.scope_path.startswith(p) for p in actor.own_party_prefixes("schedule.view"))
    if not (
        actor.may("schedule.view", project.scope_path) or is_partly or subtree_paths(actor, project, "schedule.view")
    ):
        raise Forbidden("schedule.view")
    return project
