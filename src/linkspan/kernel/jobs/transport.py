"""How a worker hears of a job: one task of the Tasks API, which carries the job's key and nothing else.

A call may come twice or late: the job's own row decides what happens.
"""

import datetime as dt

from django_tasks import task


@task()
def run_job(job_id: int) -> None:
    """Do the job, if it is still to be done."""
    from linkspan.kernel.jobs.runner import run

    run(job_id)


def wake(job_id: int, run_after: dt.datetime | None) -> None:
    """Call a worker to the job, not before `run_after`; part of the current transaction."""
    (run_job.using(run_after=run_after) if run_after else run_job).enqueue(job_id)
