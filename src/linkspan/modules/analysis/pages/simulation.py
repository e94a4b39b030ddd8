"""Simulation of a plan: what can be asked, asking, the saved runs, the risk drivers."""

from typing import Annotated, Any

import structlog
from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Body, Router, Schema

from linkspan.kernel.errors import NotFound
from linkspan.kernel.jobs import enqueue
from linkspan.modules.analysis import runs, services
from linkspan.modules.analysis.asking import Patience, TooLong, ask_simulation, question_of
from linkspan.modules.analysis.drivers import driver_json, drivers_of, read_drivers
from linkspan.modules.analysis.jobs import SIMULATE
from linkspan.modules.analysis.pages.headers import idempotency_key
from linkspan.modules.analysis.plans import Plan, current_plan
from linkspan.modules.analysis.question import (
    DEFAULTS,
    IN_REQUEST,
    load_estimates,
    open_rows,
    target_choices,
)
from linkspan.modules.analysis.visibility import Reader, reader_of

log = structlog.stdlib.get_logger(__name__)
router = Router(tags=["analysis"])
HOME = "/projects/{code}/analysis/simulation"


class Asked(Schema):
    """A simulation to run.

    targets: task ids, null for the usual ones. spread_low, spread_high: per cent below and above the durations of tasks
    without three points. drivers: null for the saved ones.
    """

    targets: list[int] | None = None
    iterations: int = DEFAULTS["iterations"]
    seed: int = DEFAULTS["seed"]
    spread_low: float = DEFAULTS["spread_low"]
    spread_high: float = DEFAULTS["spread_high"]
    correlation: float = DEFAULTS["correlation"]
    drivers: list[dict[str, Any]] | None = None


class DriverList(Schema):
    """All risk drivers of a plan."""

    drivers: list[dict[str, Any]]


@router.get(f"{HOME}/setup")
def read_setup(request: HttpRequest, code: str) -> dict[str, Any]:
    """What a simulation can answer for, what is estimated, and what drives the risk."""
    reader = reader_of(request, code).whole()
    return _setup(reader, current_plan(reader.project))


def _setup(reader: Reader, plan: Plan) -> dict[str, Any]:
    uncertain = open_rows(plan) & (plan.state.numbers["duration"] > 0)
    three = load_estimates(reader.project.pk).three
    order = plan.state.outline.order
    drivers = drivers_of(reader.actor, reader.project, plan)
    return {
        "revision": plan.state.revision,
        "day_minutes": plan.state.minutes_per_day,
        "can": reader.can(),
        "targets": target_choices(plan),
        "estimated": sum(order[row] in three for row in uncertain.nonzero()[0].tolist()),
        "tasks": int(uncertain.sum()),
        "drivers": [driver_json(driver) for driver in drivers],
        "defaults": DEFAULTS,
    }


@router.put(f"{HOME}/drivers")
def save_drivers(request: HttpRequest, code: str, payload: DriverList) -> dict[str, Any]:
    """Keep the risk drivers, the whole list."""
    reader = reader_of(request, code).needs_run()
    plan = current_plan(reader.project)
    drivers = read_drivers(reader.actor, reader.project, payload.drivers, plan)
    key = idempotency_key(request)
    outcome = services.save_drivers(reader.actor, reader.project, drivers=drivers, idempotency_key=key)
    return {**_setup(reader, plan), "log_id": outcome.log_id}


@router.post(HOME, response={200: Any, 202: Any})
def simulate(request: HttpRequest, code: str, payload: Annotated[Asked, Body(...)]) -> Any:
    """Simulate the plan and keep the result; a large or slow one is a job: 202 `{job}`, its result `{run}`."""
    reader = reader_of(request, code).needs_run()
    actor, project, asked, key = reader.actor, reader.project, payload.dict(), idempotency_key(request)
    plan = current_plan(project)
    question = question_of(reader, plan, asked)
    if len(plan) * question.iterations <= IN_REQUEST:
        try:
            run = ask_simulation(actor, code, asked, tell=Patience(), key=key)
            return 200, runs.run_json(actor, runs.find_run(project, run), project)
        except TooLong:
            log.info("simulation_handed_over", project=code, tasks=len(plan), iterations=question.iterations)
    job = enqueue(
        actor, SIMULATE, project.scope_path, {"code": code, "asked": asked},
        label=gettext_noop("Simulating %(project)s"), label_params={"project": code}, idempotency_key=key or "",
    )  # fmt: skip
    return 202, {"job": job.as_dict()}


@router.get(f"{HOME}/latest")
def read_latest(request: HttpRequest, code: str) -> Any:
    """The newest simulation; null where there is none."""
    reader = reader_of(request, code).whole()
    row = runs.latest(reader.project)
    return None if row is None else runs.run_json(reader.actor, row, reader.project)


@router.get(f"{HOME}/runs")
def read_runs(request: HttpRequest, code: str) -> dict[str, Any]:
    """The kept simulations, newest first."""
    reader = reader_of(request, code).whole()
    return {
        "revision": reader.project.revision,
        "can": reader.can(),
        "runs": [runs.line_json(row, reader.project) for row in runs.listed(reader.project)],
    }


@router.get(f"{HOME}/runs/{{run_id}}")
def read_run(request: HttpRequest, code: str, run_id: int) -> dict[str, Any]:
    """A kept simulation."""
    reader = reader_of(request, code).whole()
    if not 0 < run_id < 2**63:
        raise NotFound()
    return runs.run_json(reader.actor, runs.find_run(reader.project, run_id), reader.project)
