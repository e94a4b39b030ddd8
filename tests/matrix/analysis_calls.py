"""How the rows of analysis_table are asked."""

from typing import Any

from linkspan.kernel.access.actor import acting_as, elevated
from linkspan.modules.analysis import plans
from linkspan.modules.analysis.drivers import Driver
from linkspan.modules.analysis.models import PlanSnapshot, RiskDriver
from linkspan.modules.analysis.runs import write_run
from linkspan.modules.analysis.services import save_drivers
from linkspan.modules.analysis.snapshots import keep_snapshot
from linkspan.modules.portfolio.api import Project
from world import CANARY, FOREIGN, World, local, run

Call = tuple[str, Any]
HOME = "/api/projects/{code}/analysis"
RESULT = {"standard_error_days": 0.1, "merge_bias_days": 0.0, "focus": None, "targets": []}


def add_analysis(world: World, code: str, boss: str) -> dict[str, Any]:
    """A snapshot from before a data date, a driver and a run of the project's manager; texts hold the side's word."""
    plans.forget()
    word, tasks = (FOREIGN, world.tasks) if code == "ALPHA" else (CANARY, world.tasks_b)
    own = world.a if code == "ALPHA" else world.b
    actor = world.actor(boss)
    with acting_as(actor):
        _date(actor, own, "2026-07-01")
        snapshot = keep_snapshot(_fresh(own), PlanSnapshot.Kind.MANUAL, name=word, user_id=actor.user_id)
        run(own, {"op": "task.update", "id": tasks["t2"], "set": {"duration": 4 * 480}})
        _date(actor, own, "2026-07-06")
        save_drivers(actor, _fresh(own), drivers=[Driver(None, word, word, 0.5, 1.0, 1.5, 2.0, (tasks["t1"],))])
    row = {
        "kind": "driver", "id": None, "code": "", "name": word, "name_en": word, "risk_id": None, "delta_days": 1.0,
        "mean_days": 1.0, "criticality": None, "cruciality": None, "sensitivity": None,
    }  # fmt: skip
    content = {"question": {"iterations": 100, "seed": 1}, "result": {**RESULT, "tornado": [row], "drivers": [row]}}
    made = write_run(_fresh(own), revision=1, content=content, user_id=actor.user_id)
    with elevated():
        driver = RiskDriver.rows.get(project=own).pk
    return {"snapshot": snapshot.pk, "run": made.pk, "driver": driver, "tasks": tasks}


def _fresh(project: Project) -> Project:
    return Project._base_manager.get(pk=project.pk)


def _date(actor: Any, project: Project, day: str) -> None:
    from linkspan.modules.schedule.services import set_project_dates

    set_project_dates(actor, _fresh(project), values={"data_date": local(day, "00:00")})


def asked(**more: Any) -> dict[str, Any]:
    """A small simulation."""
    return {"iterations": 100, "seed": 1, "correlation": 0, **more}


def driver_of(tasks: list[int], **more: Any) -> dict[str, Any]:
    """A driver as it is sent."""
    return {"name": "late", "probability": 0.5, "low": 1, "mode": 1.1, "high": 1.5, "tasks": tasks, **more}


def analysis_bodies(code: str, made: dict[str, Any], baseline: int) -> dict[tuple[str, str, str], Call]:
    """Path below /api and body of every row."""
    home, tasks = f"/projects/{code}/analysis", made["tasks"]
    found: dict[tuple[str, str, str], Call] = {
        ("GET", f"{HOME}/{name}", ""): (f"{home}/{name}", None)
        for name in (
            "floats", "trend", "health", "earned", "snapshots", "simulation/setup", "simulation/latest",
            "simulation/runs",
        )
    }  # fmt: skip
    for name, kind in (("paths", "to another's row"), ("why", "of another's row")):
        found["GET", f"{HOME}/{name}", ""] = (f"{home}/{name}?task={tasks['t2']}", None)
        found["GET", f"{HOME}/{name}", kind] = (f"{home}/{name}?task={tasks['t1']}", None)
    for name in ("compare", "delay"):
        found["GET", f"{HOME}/{name}", ""] = (f"{home}/{name}?from={made['snapshot']}&to=now", None)
    simulation = f"{home}/simulation"
    return found | {
        ("GET", f"{HOME}/earned", "of a baseline"): (f"{home}/earned?baseline={baseline}", None),
        ("POST", f"{HOME}/snapshots", ""): (f"{home}/snapshots", {"name": "new"}),
        ("PUT", f"{HOME}/simulation/drivers", ""): (
            f"{simulation}/drivers",
            {"drivers": [driver_of([tasks["t1"]], id=made["driver"])]},
        ),
        ("POST", f"{HOME}/simulation", ""): (simulation, asked()),
        ("GET", f"{HOME}/simulation/runs/{{run_id}}", ""): (f"{simulation}/runs/{made['run']}", None),
    }


def smuggled_analysis(a: dict[str, Any], b: dict[str, Any], risk_b: int, baseline_b: int) -> dict[str, Any]:
    """Calls below the manager's own project that name something of project BETA."""
    home, own, other = "/projects/ALPHA/analysis", a["tasks"], b["tasks"]
    post, put = f"{home}/simulation", f"{home}/simulation/drivers"
    drivers = {
        "task of a driver": driver_of([own["t1"], other["t1"]]),
        "risk of a driver": driver_of([own["t1"]], from_risk={"id": risk_b, "code": "R"}),
        "risk id of a driver": driver_of([own["t1"]], risk_id=risk_b),
    }
    found: dict[str, Any] = {
        f"{name}, {verb}": (verb, post if verb == "post" else put, asked(drivers=[one]))
        for name, one in drivers.items()
        for verb in ("post", "put")
    }
    return found | {
        "driver itself": ("put", put, {"drivers": [driver_of([own["t1"]], id=b["driver"])]}),
        "targets": ("post", post, asked(targets=[own["m1"], other["m1"]])),
        "run": ("get", f"{post}/runs/{b['run']}", None),
        "target of paths": ("get", f"{home}/paths?task={other['t1']}", None),
        "why of the analysis": ("get", f"{home}/why?task={other['t1']}", None),
        "baseline of earned value": ("get", f"{home}/earned?baseline={baseline_b}", None),
        **{
            f"{name} {query}": ("get", f"{home}/{name}?{query}".format(own=a["snapshot"], other=b["snapshot"]), None)
            for name in ("compare", "delay")
            for query in ("from={other}&to=now", "from={own}&to={other}", "from={other}&to={own}")
        },
    }
