"""Float paths: which paths lead to a task, the tightest first."""

from typing import Any

from django.utils.translation import gettext as _

from linkspan.engines.network import FloatPath, float_paths
from linkspan.kernel.errors import DomainError
from linkspan.kernel.localtime import MISSING
from linkspan.modules.analysis.plans import Plan, remembered

MOST_PATHS = 50
_MORE = 10  # paths looked at for each that is asked for


def paths_json(plan: Plan, task_id: int, count: int) -> dict[str, Any]:
    """The paths that lead to a task, the one with the least float first (P6: multiple float paths)."""
    if not 1 <= count <= MOST_PATHS:
        raise DomainError("count", _("Ask for 1 to %(most)s paths.") % {"most": MOST_PATHS}, "count")
    row = plan.row(task_id)

    def find() -> list[FloatPath]:
        # Finished work has no float any more and comes early: where it is a path of its own, nobody can act on it.
        ended = plan.state.numbers["actual_finish"] != MISSING
        every = float_paths(plan.network, plan.result, target=row, count=count * _MORE)
        return [path for path in every if path.number == 1 or not ended[list(path.tasks)].all()][:count]

    found = remembered(plan, "paths", find, row, count)
    order = plan.state.outline.order
    return {
        "target": plan.task(row),
        "paths": [
            {
                "number": number,
                "float": int(path.float_minutes),
                "tasks": [order[at] for at in path.tasks],
                "links": [plan.link_id(at) for at in path.links],
            }
            for number, path in enumerate(found, 1)
        ],
    }
