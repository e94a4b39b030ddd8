"""Jobs: work outside a request, with progress, cancel, retry and lease.

    @job("schedule.import", max_attempts=3)
    def import_file_job(context, *, project_id, token):
        context.progress(0.2, _("Reading the file"))
        import_file(context.actor, project, idempotency_key=context.idempotency_key, ...)
        return {"tasks": 180}

    enqueue(actor, "schedule.import", project.scope_path, {"project_id": 1}, label=gettext_noop("Import"))

A job may run twice: its worker may die after the action's commit and before the job is marked done. Its effects
happen once, because it gives `context.idempotency_key` to its action.
"""

from linkspan.kernel.jobs.context import JobCancelled, JobContext
from linkspan.kernel.jobs.registry import KINDS, job

__all__ = ["KINDS", "JobCancelled", "JobContext", "cancel_job", "enqueue", "find_job", "job"]


def __getattr__(name: str) -> object:
    # These import the models, which import this package: only when somebody asks for them.
    if name in {"cancel_job", "enqueue", "find_job"}:
        from linkspan.kernel.jobs import queue

        return getattr(queue, name)
    raise AttributeError(name)
