"""A plan's inputs as JSON that stands by itself, and back: what snapshots keep, whatever happens to the rows later."""

from typing import Any

import numpy as np

from linkspan.engines.calendar import CalendarException, CalendarSpec, WeekPattern
from linkspan.kernel.localtime import MISSING
from linkspan.modules.identity.api import User
from linkspan.modules.portfolio.api import Membership
from linkspan.modules.schedule.outline import Outline
from linkspan.modules.schedule.state import LINK_COLUMNS, NUMBERS, PlanState

FORMAT = 1
_PROJECT = ("zone", "start", "data_date", "must_finish", "minutes_per_day", "project_calendar")


def freeze_plan(state: PlanState) -> dict[str, Any]:
    """Everything from which the plan is computed, JSON values; instants in local minutes, a missing one is null.

    `parties`: party id by owner id, as it is now.
    """
    parties = owner_parties(state)
    return {
        "format": FORMAT,
        "revision": state.revision,
        "project": {name: _plain(getattr(state, name)) for name in _PROJECT},
        "ids": list(state.outline.order),
        "parent": state.outline.parent.tolist(),
        "wbs": list(state.outline.wbs),
        "names": list(state.names),
        "names_en": list(state.names_en),
        "numbers": {name: _listed(values) for name, values in state.numbers.items()},
        "progress": state.progress.tolist(),
        "position": state.position.tolist(),
        "links": {name: _listed(values) for name, values in state.links.items()},
        "calendars": {str(pk): _calendar(spec) for pk, spec in state.calendars.items()},
        "resource_calendars": {str(pk): list(calendars) for pk, calendars in state.resource_calendars.items()},
        "parties": {str(owner): party for owner, party in parties.items()},
    }


def owner_parties(state: PlanState) -> dict[int, int | None]:
    """Party of each owner of a row, as it is now: the person's own, else the one for which it works in the project."""
    owners = {int(owner) for owner in state.numbers["owner_id"] if owner != MISSING}
    members = Membership._base_manager.filter(project_id=state.project_id, user_id__in=owners, party_id__isnull=False)
    here = dict(members.order_by("-pk").values_list("user_id", "party_id"))
    own = User.objects.filter(pk__in=owners).values_list("pk", "party_id")
    return {owner: party or here.get(owner) for owner, party in own}


def thaw_plan(project_id: int, frozen: dict[str, Any]) -> PlanState:
    """The plan state of a frozen plan: inputs only, nothing computed; ready for `build_network`."""
    parent = np.array(frozen["parent"], dtype=np.int64)
    has_children = np.zeros(len(parent), dtype=bool)
    has_children[parent[parent >= 0]] = True
    order = list(frozen["ids"])
    numbers, links = frozen["numbers"], frozen["links"]
    return PlanState(
        project_id=project_id,
        revision=frozen["revision"],
        outline=Outline(order, parent, list(frozen["wbs"]), has_children),
        row_of={task_id: row for row, task_id in enumerate(order)},
        names=list(frozen["names"]),
        names_en=list(frozen["names_en"]),
        numbers={name: _column(numbers.get(name, [None] * len(order))) for name in NUMBERS},
        progress=np.array(frozen["progress"], dtype=np.float64),
        position=_column(frozen["position"]),
        links={name: _column(links[name]) for name in LINK_COLUMNS},
        calendars={int(pk): _spec(one) for pk, one in frozen["calendars"].items()},
        resource_calendars={int(pk): tuple(calendars) for pk, calendars in frozen["resource_calendars"].items()},
        **{name: _missing(frozen["project"][name]) for name in _PROJECT},
    )


def _plain(value: Any) -> Any:
    return None if isinstance(value, int) and value == MISSING else value


def _missing(value: Any) -> Any:
    return MISSING if value is None else value


def _listed(values: np.ndarray) -> list[int | None]:
    return [None if value == MISSING else value for value in values.tolist()]


def _column(values: list[int | None]) -> np.ndarray:
    return np.array([MISSING if value is None else value for value in values], dtype=np.int64)


def _calendar(spec: CalendarSpec) -> dict[str, Any]:
    return {
        "name": spec.name,
        "week": [[list(interval) for interval in day] for day in spec.week.days],
        "exceptions": [
            [e.first_day, e.last_day, [list(interval) for interval in e.intervals], e.name] for e in spec.exceptions
        ],
    }


def _spec(stored: dict[str, Any]) -> CalendarSpec:
    week = WeekPattern(tuple(tuple((a, b) for a, b in day) for day in stored["week"]))
    exceptions = (
        CalendarException(first, last, tuple((a, b) for a, b in intervals), name)
        for first, last, intervals, name in stored["exceptions"]
    )
    return CalendarSpec(stored["name"], week, tuple(exceptions))
