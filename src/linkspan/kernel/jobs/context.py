"""What a running job gets: who asked, how to tell its progress, whether to stop."""

import threading
from typing import TYPE_CHECKING, Any

from django.db import connection

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor

if TYPE_CHECKING:
    from linkspan.kernel.jobs.models import Job

PROGRESS_SECONDS = 0.25
_MESSAGE_LENGTH = 300


class JobCancelled(Exception):
    """Somebody asked to cancel: stop, undo nothing, the runner does the rest."""


class JobLost(Exception):
    """The lease ran out and another worker may have the job: write nothing more."""


class JobInterrupted(Exception):
    """This worker is told to stop: the job goes back to the queue."""


class JobContext:
    """The first argument of every job.

    actor: the user as it may act now. idempotency_key: the same in each run of this job, for the job's action.
    """

    def __init__(self, row: "Job", actor: Actor, stop: threading.Event) -> None:
        self.job_id: int = row.pk
        self.actor = actor
        self.idempotency_key = f"job-{row.pk}"
        self.attempt: int = row.attempts
        self.lost = threading.Event()
        self._row, self._stop = row, stop
        self._told = float("-inf")

    def progress(self, ratio: float, message: Any = "") -> None:
        """Tell how far the job is (0..1), at most four times a second; also asks whether to stop.

        Inside a transaction nothing is written: it would be seen only after the commit, and on SQLite it would wait
        for itself.
        """
        moment = clock.monotonic()
        if moment - self._told < PROGRESS_SECONDS:
            return
        self._told = moment
        self._check_worker()
        if connection.in_atomic_block:
            return
        from linkspan.kernel.jobs.lease import tell_progress

        if not tell_progress(self._row, min(1.0, max(0.0, ratio)), str(message)[:_MESSAGE_LENGTH]):
            raise JobLost
        self.check_cancelled()

    def check_cancelled(self) -> None:
        """JobCancelled where the user wants the job to stop; call it in long loops."""
        self._check_worker()
        from linkspan.kernel.jobs.lease import is_cancel_requested

        if is_cancel_requested(self._row):
            raise JobCancelled

    def _check_worker(self) -> None:
        if self.lost.is_set():
            raise JobLost
        if self._stop.is_set():
            raise JobInterrupted
