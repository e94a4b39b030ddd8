"""My work, and the search of the command palette over all kinds of rows."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from linkspan.kernel.errors import NotFound
from linkspan.kernel.search import finding
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule import models, services
from linkspan.modules.schedule.my_work import my_work
from linkspan.modules.schedule.pages.plan import plan_answer

router = Router(tags=["work"])


class Progress(Schema):
    """A report on one's own task. Instants in local minutes of the project."""

    task_id: int
    version: int | None = None
    progress: float | None = None
    actual_start: int | None = None
    actual_finish: int | None = None


@router.get("/my-work")
def read_my_work(request: HttpRequest) -> dict[str, Any]:
    """The caller's tasks in all projects, by urgency."""
    return my_work(request.actor)  # type: ignore[attr-defined]


@router.post("/my-work/progress")
def report(request: HttpRequest, payload: Progress) -> dict[str, Any]:
    """Report progress on a task."""
    actor = request.actor  # type: ignore[attr-defined]
    task = models.Task.objects.visible(actor, "schedule.view").filter(pk=payload.task_id).first()
    if task is None:
        raise NotFound()
    project = Project.objects.visible(actor, "project.view").filter(pk=task.project_id).distinct().first()
    if project is None:
        raise NotFound()
    values = payload.dict(exclude_unset=True, exclude={"task_id", "version"})
    outcome = services.report_progress(
        actor, task, values=values, version=payload.version, idempotency_key=request.headers.get("Idempotency-Key")
    )
    return plan_answer(actor, project, outcome)


@router.get("/search")
def find(request: HttpRequest, q: str) -> dict[str, Any]:
    """Projects, tasks, people, parties and records by words, the beginnings of words, codes or pinyin."""
    return {"items": finding.find(request.actor, q)}  # type: ignore[attr-defined]
