"""What other modules and surfaces may ask of the schedule."""

from typing import Any

from linkspan.engines.network import Network
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.entities.switching import off_names
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule.calendars import create_calendar
from linkspan.modules.schedule.commands import GAP
from linkspan.modules.schedule.engine_input import build_network
from linkspan.modules.schedule.frozen import freeze_plan, owner_parties, thaw_plan
from linkspan.modules.schedule.home import in_language
from linkspan.modules.schedule.models import (
    Assignment,
    Baseline,
    BaselineTask,
    CalendarException,
    Link,
    Resource,
    Task,
    WorkCalendar,
)
from linkspan.modules.schedule.payload import visible_ids
from linkspan.modules.schedule.projects import start_project
from linkspan.modules.schedule.readers import readable_plan
from linkspan.modules.schedule.services import edit_plan, set_baseline
from linkspan.modules.schedule.state import PlanState
from linkspan.modules.schedule.state import current_state as plan_state

__all__ = [
    "GAP",
    "Assignment",
    "Baseline",
    "BaselineTask",
    "CalendarException",
    "Link",
    "PlanState",
    "Resource",
    "Task",
    "WorkCalendar",
    "create_calendar",
    "edit_plan",
    "freeze_plan",
    "owner_parties",
    "plan_network",
    "plan_state",
    "project_choices",
    "readable_plan",
    "set_baseline",
    "start_project",
    "thaw_plan",
    "visible_ids",
]


def plan_network(state: PlanState) -> Network:
    """The engine's network of a plan, rows in outline order, links in the order of the state's."""
    return build_network(state)[0]


def project_choices(actor: Actor) -> list[dict[str, Any]]:
    """Code, name and programme of every project the actor sees, for switchers."""
    rows = Project.objects.visible(actor, "project.view").select_related("programme").distinct().order_by("code")
    return [
        {
            "code": p.code,
            "name": in_language(p),
            "programme": p.programme and in_language(p.programme),
            "off": off_names(p),
        }
        for p in rows
    ]
