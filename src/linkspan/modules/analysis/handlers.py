"""What follows inside an action: where a baseline is set, the plan is kept as it is at that moment."""

from linkspan.kernel.actions import Work, after_writes
from linkspan.kernel.actions.models import ChangeRow
from linkspan.kernel.localtime import to_utc_array
from linkspan.modules.analysis.models import PlanSnapshot
from linkspan.modules.analysis.snapshots import keep_snapshot
from linkspan.modules.schedule.api import Baseline, BaselineTask, PlanState


@after_writes("snapshots", "schedule.Baseline")
def keep_baselines(work: Work) -> None:
    """A snapshot for each project that got a baseline; of several at once (an import) the last one names it."""
    found = {
        change.instance.project_id: change.instance
        for change in work.changes
        if isinstance(change.instance, Baseline) and change.kind == ChangeRow.CREATED
    }
    for project_id, baseline in found.items():
        delta = work.effects.get("plan", {}).get(project_id)
        # The state just computed, not one read again: what is kept in memory is what is stored, never what may be
        # rolled back.
        if delta is not None and len(delta.state) and _is_of_this_plan(work, baseline, delta.state):
            keep_snapshot(delta.project, PlanSnapshot.Kind.BASELINE, name=baseline.name, state=delta.state)


def _is_of_this_plan(work: Work, baseline: Baseline, state: PlanState) -> bool:
    """Whether a baseline holds the plan's dates. One that came from a file was another plan, which nobody has."""
    finish = to_utc_array(state.computed["finish"], state.zone)
    rows = [c.instance for c in work.changes if isinstance(c.instance, BaselineTask)]
    own = [row for row in rows if row.baseline_id == baseline.pk and row.task_id in state.row_of]
    return bool(own) and all(row.finish == finish[state.row_of[row.task_id]] for row in own)
