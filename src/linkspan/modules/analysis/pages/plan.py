"""Analysis of a plan: floats, why, health, earned value, trend, snapshots."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from linkspan.kernel.errors import NotFound
from linkspan.modules.analysis import services, snapshots
from linkspan.modules.analysis.pages.headers import idempotency_key
from linkspan.modules.analysis.plans import Plan, current_plan
from linkspan.modules.analysis.visibility import Reader, reader_of

router = Router(tags=["analysis"])
HOME = "/projects/{code}/analysis"


class NewSnapshot(Schema):
    """A snapshot to keep."""

    name: str


def head(reader: Reader, plan: Plan) -> dict[str, Any]:
    """What every answer begins with."""
    return {
        "revision": plan.state.revision,
        "day_minutes": plan.state.minutes_per_day,
        "can": reader.can(),
    }


def key_of(value: int) -> int:
    """A key from an address; NotFound for what can be none."""
    if not 0 < value < 2**63:
        raise NotFound()
    return value


@router.get(f"{HOME}/floats")
def read_floats(request: HttpRequest, code: str) -> dict[str, Any]:
    """Total, start, finish, free and independent float of the tasks, the longest path, and the driving links."""
    from linkspan.modules.analysis.floats import floats_json

    reader = reader_of(request, code)
    plan = current_plan(reader.project)
    return {**head(reader, plan), **floats_json(reader, plan)}


@router.get(f"{HOME}/why")
def read_why(request: HttpRequest, code: str, task: int, date: str = "finish") -> dict[str, Any]:
    """Why the start or the finish of a task is where it is, and what would move it."""
    from linkspan.modules.analysis.causes import why_json

    reader = reader_of(request, code)
    task_id = reader.task(key_of(task))
    plan = current_plan(reader.project)
    plan.row(task_id)
    reader.whole()
    return {**head(reader, plan), **why_json(plan, task_id, date)}


@router.get(f"{HOME}/health")
def read_health(request: HttpRequest, code: str) -> dict[str, Any]:
    """The checks of DCMA and GAO on the plan, with the rows at fault."""
    from linkspan.modules.analysis.health import health_json

    reader = reader_of(request, code).whole()
    plan = current_plan(reader.project)
    return {**head(reader, plan), **health_json(reader.project, plan)}


@router.get(f"{HOME}/earned")
def read_earned(request: HttpRequest, code: str, baseline: int | None = None) -> dict[str, Any]:
    """Earned value and earned schedule against a baseline, the current one where none is named."""
    from linkspan.modules.analysis.earned import earned_json

    reader = reader_of(request, code).whole()
    plan = current_plan(reader.project)
    return {
        **head(reader, plan),
        **earned_json(reader.project, plan, None if baseline is None else key_of(baseline)),
    }


@router.get(f"{HOME}/trend")
def read_trend(request: HttpRequest, code: str) -> dict[str, Any]:
    """Milestone trend: where each kept plan put the milestones."""
    from linkspan.modules.analysis.trend import trend_json

    reader = reader_of(request, code)
    plan = current_plan(reader.project)
    return {**head(reader, plan), **trend_json(reader, plan)}


@router.get(f"{HOME}/snapshots")
def read_snapshots(request: HttpRequest, code: str) -> dict[str, Any]:
    """The kept plans, newest first."""
    reader = reader_of(request, code).whole()
    rows = [snapshots.snapshot_json(row) for row in snapshots.listed(reader.project)]
    return {
        "revision": reader.project.revision,
        "day_minutes": reader.project.minutes_per_day,
        "can": reader.can(),
        "snapshots": rows,
    }


@router.post(f"{HOME}/snapshots")
def take_snapshot(request: HttpRequest, code: str, payload: NewSnapshot) -> dict[str, Any]:
    """Keep the plan as it stands."""
    reader = reader_of(request, code).needs_run()
    outcome = services.take_snapshot(
        reader.actor, reader.project, name=payload.name, idempotency_key=idempotency_key(request)
    )
    row = snapshots.find_snapshot(reader.project, str(outcome.result), "id")
    assert row is not None
    return snapshots.snapshot_json(row)
