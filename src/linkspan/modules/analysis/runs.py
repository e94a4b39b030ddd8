"""Saved simulations: written, listed, shown in the reader's language."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.errors import NotFound
from linkspan.modules.analysis.drivers import RISK
from linkspan.modules.analysis.models import RunContent, SimulationRun
from linkspan.modules.analysis.packing import pack, unpack
from linkspan.modules.analysis.plans import language
from linkspan.modules.analysis.snapshots import person_name
from linkspan.modules.portfolio.api import Project

MOST_RUNS = 50  # a project keeps its newest


def write_run(project: Project, *, revision: int, content: dict[str, Any], user_id: int | None) -> SimulationRun:
    """Keep a simulation; the oldest ones make room. Past history: it only looked."""
    moment, asked = clock.now(), content["question"]
    row = SimulationRun(
        project=project, scope_path=project.scope_path, revision=revision, made_at=moment, made_by_id=user_id,
        iterations=asked["iterations"], seed=asked["seed"], created_at=moment, updated_at=moment,
    )  # fmt: skip
    with transaction.atomic():
        row.save(force_insert=True)
        RunContent.base_rows.create(run=row, data=pack(content))
        rows = SimulationRun.base_rows.filter(project=project).order_by("-pk")
        gone = list(rows.values_list("pk", flat=True)[MOST_RUNS:])
        RunContent.base_rows.filter(pk__in=gone).delete()
        SimulationRun.base_rows.filter(pk__in=gone).delete()
    return row


def listed(project: Project) -> list[SimulationRun]:
    """The kept simulations, newest first."""
    return list(SimulationRun.base_rows.filter(project=project).select_related("made_by").order_by("-pk"))


def latest(project: Project) -> SimulationRun | None:
    """The newest simulation; None where there is none."""
    return SimulationRun.base_rows.filter(project=project).select_related("made_by").order_by("-pk").first()


def find_run(project: Project, key: int) -> SimulationRun:
    """A simulation of the project; NotFound otherwise."""
    row = SimulationRun.base_rows.filter(project=project, pk=key).select_related("made_by").first()
    if row is None:
        raise NotFound(_("This simulation is not kept any more. Run a new one."))
    return row


def line_json(row: SimulationRun, project: Project) -> dict[str, Any]:
    """A simulation as lists show it."""
    return {
        "id": row.pk,
        "revision": row.revision,
        "is_stale": row.revision != project.revision,
        "made_at": row.made_at,
        "made_by": person_name(row.made_by),
        "iterations": row.iterations,
        "seed": row.seed,
    }


def run_json(actor: Actor, row: SimulationRun, project: Project) -> dict[str, Any]:
    """A simulation with its result; names in the reader's language, of risks only those that the reader sees."""
    content = unpack(RunContent.base_rows.get(pk=row.pk).data)
    result = content["result"]
    visible = _visible_risks(actor, project, result)
    return {
        **line_json(row, project),
        "day_minutes": project.minutes_per_day,
        **{name: result[name] for name in ("standard_error_days", "merge_bias_days")},
        "focus": _named(result["focus"]) if result["focus"] else None,
        "question": {k: v for k, v in content["question"].items() if k != "drivers"},
        "targets": [_named(one) for one in result["targets"]],
        "tornado": [_shown(one, visible) for one in result["tornado"]],
        "drivers_days": [
            {"name": one["name"], "days": one["delta_days"], "mean_days": one["mean_days"]}
            for one in (_shown(one, visible) for one in result["drivers"])
        ],
    }


def _visible_risks(actor: Actor, project: Project, result: dict[str, Any]) -> set[int]:
    keys = {one["risk_id"] for one in result["drivers"] if one["risk_id"] is not None}
    if not keys or RISK not in TARGETS:
        return set()
    return set(TARGETS[RISK].rows(actor, project).filter(pk__in=keys).values_list("pk", flat=True))


def _named(stored: dict[str, Any]) -> dict[str, Any]:
    shown = {name: value for name, value in stored.items() if name not in {"name_en", "risk_id"}}
    return shown | {"name": (stored["name_en"] if language() == "en" else "") or stored["name"]}


def _shown(stored: dict[str, Any], visible: set[int]) -> dict[str, Any]:
    if stored.get("risk_id") is not None and stored["risk_id"] not in visible:
        return _named(stored) | {"name": _("A risk of the register"), "code": ""}
    return _named(stored)
