"""The jobs of analysis: snapshots by the clock, simulations too large for a request."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linkspan.kernel.jobs import job
from linkspan.kernel.jobs.timers import every
from linkspan.modules.analysis import snapshots
from linkspan.modules.analysis.models import PlanSnapshot
from linkspan.modules.portfolio.api import Project

DAILY, SIMULATE = "analysis.snapshot", "analysis.simulate"


@job(DAILY, max_attempts=2)
def keep_snapshots_job(context: Any) -> dict[str, int]:
    """Keep every plan that has changed since its last snapshot."""
    projects, count = list(snapshots.due_projects()), 0
    for project in projects:
        context.check_cancelled()
        # Read again: the plan may have moved on, or the project be gone, since the list was made.
        fresh = Project._base_manager.filter(pk=project.pk).first()
        if fresh is not None:
            snapshots.keep_snapshot(fresh, PlanSnapshot.Kind.DAILY)
            count += 1
        context.progress(count / len(projects))
    return {"kept": count}


@job(SIMULATE, max_attempts=2)
def simulate_plan_job(context: Any, *, code: str, asked: dict[str, Any]) -> dict[str, int]:
    """Simulate a plan with the rights that the asker has now; the plan as it stands now."""
    from linkspan.modules.analysis.asking import ask_simulation

    def tell(ratio: float) -> None:
        context.progress(0.05 + 0.9 * ratio, _("Simulating"))

    return {"run": ask_simulation(context.actor, code, asked, tell=tell, key=context.idempotency_key)}


every(3600, DAILY, label=gettext_noop("Keeping the plans of the day"), when=lambda: snapshots.due_projects().exists())
