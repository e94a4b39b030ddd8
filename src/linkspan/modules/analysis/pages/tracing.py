"""Analysis of a plan along its logic and through time: float paths, comparison, delay."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from linkspan.modules.analysis.pages.plan import HOME, head, key_of
from linkspan.modules.analysis.plans import current_plan
from linkspan.modules.analysis.visibility import reader_of

router = Router(tags=["analysis"])


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
