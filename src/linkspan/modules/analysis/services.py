"""The verbs of analysis: keep a snapshot, save a simulation, set the risk drivers."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.verbs import name_areas, name_verbs
from linkspan.kernel.actions import Inverse, NoUndo, action, write
from linkspan.kernel.errors import DomainError, NotFound
from linkspan.modules.analysis.drivers import Driver, own_tasks
from linkspan.modules.analysis.models import PlanSnapshot, RiskDriver
from linkspan.modules.analysis.runs import write_run
from linkspan.modules.analysis.snapshots import keep_snapshot
from linkspan.modules.analysis.visibility import RUN
from linkspan.modules.portfolio.api import Project

LONGEST_NAME = 120
name_areas({"analysis": _("plan analysis")})
name_verbs({RUN: _("simulate the plan, keep snapshots of it and set risk drivers")})
_LOOKS = NoUndo(_("It only looked at the plan and changed nothing in it."))


@action(RUN, phrase=gettext_noop("Kept the plan as snapshot %(names)s"), undo=_LOOKS)
def take_snapshot(actor: Actor, project: Project, *, name: str) -> int:
    """Keep the plan as it stands under a name. Answers the snapshot's id."""
    label = " ".join(name.split())
    if not label or len(label) > LONGEST_NAME:
        raise DomainError("name", _("Give a name of 1 to %(most)s characters.") % {"most": LONGEST_NAME}, "name")
    row = keep_snapshot(project, PlanSnapshot.Kind.MANUAL, name=label, user_id=actor.user_id)
    write.describe(names=f"“{label}”")
    write.emit("analysis.changed", project.scope_path, project=project.code)
    return row.pk


@action(RUN, phrase=gettext_noop("Set the risk drivers of the plan"), undo=Inverse())
def save_drivers(actor: Actor, project: Project, *, drivers: list[Driver]) -> None:
    """The risk drivers of a plan, all of them, in their order; what is absent is deleted."""
    known = {row.pk: row for row in RiskDriver.rows.filter(project=project)}
    by_risk = {row.risk_id: row for row in known.values() if row.risk_id is not None}
    if any(driver.id is not None and driver.id not in known for driver in drivers):
        raise NotFound()
    drivers = [_of_its_risk(driver, known.get(driver.id)) for driver in drivers]  # type: ignore[arg-type]
    kept = {driver.id for driver in drivers} | {by_risk[d.risk_id].pk for d in drivers if d.risk_id in by_risk}
    write.delete_many([row for pk, row in known.items() if pk not in kept])
    for position, driver in enumerate(own_tasks(drivers)):
        row = by_risk.get(driver.risk_id) or known.get(driver.id)  # type: ignore[call-overload]
        values = {**_columns(driver), "position": position}
        if row is None:
            write.create(RiskDriver(project=project, scope_path=project.scope_path, **values))
        else:
            write.update(row, **values)
    write.emit("analysis.changed", project.scope_path, project=project.code)


def _of_its_risk(driver: Driver, row: RiskDriver | None) -> Driver:
    """A driver of a risk stays one when somebody saves it who does not see the risk, and keeps what comes from it."""
    if row is None or row.risk_id is None or driver.risk_id is not None:
        return driver
    return replace(driver, risk_id=row.risk_id, name=row.name, name_en=row.name_en, probability=row.probability)


def _columns(driver: Driver) -> dict[str, object]:
    return {
        "name": driver.name,
        "name_en": driver.name_en,
        "risk_id": driver.risk_id,
        "probability": driver.probability,
        "low": driver.low,
        "mode": driver.mode,
        "high": driver.high,
        "is_parallel": driver.is_parallel,
        "tasks": list(driver.tasks),
    }


@action(RUN, phrase=gettext_noop("Simulated the plan %(count)s times"), undo=_LOOKS, is_locking=False)
def save_run(actor: Actor, project: Project, *, revision: int, content: dict[str, Any]) -> int:
    """Keep a simulation that was run on a revision of the plan. Answers its id."""
    row = write_run(project, revision=revision, content=content, user_id=actor.user_id)
    write.describe(count=content["question"]["iterations"])
    write.emit("analysis.changed", project.scope_path, project=project.code, run=row.pk)
    return row.pk
