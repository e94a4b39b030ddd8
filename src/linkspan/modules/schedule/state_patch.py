"""A plan in memory after edits that left its outline as it was: cheaper than reading ten thousand rows again."""

import numpy as np

from linkspan.kernel.localtime import MISSING, to_local
from linkspan.modules.schedule import models
from linkspan.modules.schedule.state import INSTANTS, LINK_COLUMNS, NUMBERS, PlanState, calendars_used, copy_inputs
from linkspan.modules.schedule.working_time import load_specs


def patch_state(state: PlanState, tasks: dict[int, models.Task], links: dict[int, models.Link],
                links_removed: list[int]) -> PlanState:
    """The state with the given rows as they are now. tasks: written tasks by id, links: written links by id."""
    new = copy_inputs(state)
    for task_id, task in tasks.items():
        _patch_task(new, new.row_of[task_id], task)
    if links or links_removed:
        _patch_links(new, links, links_removed)
    if any(int(c) not in new.calendars for c in calendars_used(new)):
        new.calendars = load_specs(calendars_used(new))
    return new


def _patch_task(state: PlanState, row: int, task: models.Task) -> None:
    state.names[row], state.names_en[row] = task.name, task.name_en
    state.progress[row] = task.progress
    for name in NUMBERS:
        value = getattr(task, name)
        if value is None:
            number = MISSING
        elif name in INSTANTS:
            number = to_local(value, state.zone) or 0
        else:
            number = int(value)
        state.numbers[name][row] = number


def _patch_links(state: PlanState, links: dict[int, models.Link], removed: list[int]) -> None:
    gone = np.isin(state.links["id"], [*removed, *links])
    fresh = sorted(links)
    for name in LINK_COLUMNS:
        values = np.array([getattr(links[i], name) for i in fresh], dtype=np.int64)
        state.links[name] = np.concatenate([state.links[name][~gone], values])
    order = np.argsort(state.links["id"], kind="stable")
    for name in LINK_COLUMNS:
        state.links[name] = state.links[name][order]
