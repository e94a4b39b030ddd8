"""The clock of approvals."""

from django.utils.translation import gettext_noop

from linkspan.kernel.approvals import timeouts
from linkspan.kernel.jobs import JobContext, job
from linkspan.kernel.jobs.timers import every

KIND = "approvals.clock"


@job(KIND)
def run_clock_job(context: JobContext) -> dict[str, int]:
    """Remind, escalate and pass what is late; seat deputies."""
    return {"approvals": timeouts.run_clock()}


every(300, KIND, label=gettext_noop("Time-outs of approvals"), when=timeouts.is_needed)
