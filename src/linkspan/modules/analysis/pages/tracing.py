"""Analysis of a plan along its logic and through time: float paths, comparison, delay."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from linkspan.modules.analysis.pages.plan import HOME, head, key_of
from linkspan.modules.analysis.plans import current_plan
from linkspan.modules.analysis.visibility import reader_of

router = Router(tags=["analysis"])


@router.get(f"{HOME}/paths")
def read_paths(request: HttpRequest, code: str, task: int, count: int = 8) -> dict[str, Any]:
    """The paths that lead to a task, by float."""
    from linkspan.modules.analysis.paths import paths_json

    reader = reader_of(request, code)
    task_id = reader.task(key_of(task))
    plan = current_plan(reader.project)
    plan.row(task_id)
    reader.whole()
    return {**head(reader, plan), **paths_json(plan, task_id, count)}


@router.get(f"{HOME}/compare")
def read_compare(
    request: HttpRequest,
    code: str,
    start: str = Query(..., alias="from"),
    end: str = Query("now", alias="to"),
    task: int | None = None,
) -> dict[str, Any]:
    """What moved the finish of the project or of a task between two kept plans: `from`, `to`, ids or `now`."""
    from linkspan.modules.analysis.movement import compare_json

    reader = reader_of(request, code).whole()
    return {
        **head(reader, current_plan(reader.project)),
        **compare_json(reader.project, start, end, None if task is None else key_of(task)),
    }


@router.get(f"{HOME}/delay")
def read_delay(
    request: HttpRequest,
    code: str,
    start: str = Query(..., alias="from"),
    end: str = Query("now", alias="to"),
    task: int | None = None,
) -> dict[str, Any]:
    """Whose delay it was from one kept plan to another or the present, window by window: `from`, `to`."""
    from linkspan.modules.analysis.delay import delay_json

    reader = reader_of(request, code).whole()
    return {
        **head(reader, current_plan(reader.project)),
        **delay_json(reader.project, start, end, None if task is None else key_of(task)),
    }
