"""The lease: a worker holds a job for some seconds and renews it; who finds it run out takes the job back.

Every write here is fenced: it names the run (worker and attempt) and changes nothing when the job has gone on.
"""

import datetime as dt
import os
import socket
import threading
from types import TracebackType
from typing import Any

import structlog
from django.conf import settings
from django.db import Error, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import gettext as _t

from linkspan.kernel import clock
from linkspan.kernel.events.outbox import announce
from linkspan.kernel.jobs.models import Job

log = structlog.get_logger(__name__)
State = Job.State


def lease_seconds() -> float:
    """Seconds that a worker may be silent."""
    return float(settings.JOB_LEASE_SECONDS)


def worker_name() -> str:
    """`host:process`, unique among living workers."""
    return f"{socket.gethostname()[:80]}:{os.getpid()}"


def publish(row: Job) -> None:
    """Tell the user's open pages how the job stands."""
    announce(
        "job.progress",
        row.scope_path,
        job_id=row.pk,
        state=row.state,
        progress=row.progress,
        message=row.message,
        user_id=row.user_id,
    )


def claim(job_id: int, worker: str) -> Job | None:
    """Take a queued job; None where somebody else has it, or it is finished or not due yet."""
    moment = clock.now()
    with transaction.atomic():
        due = Job.base_rows.filter(pk=job_id, state=State.QUEUED).filter(Q(run_after=None) | Q(run_after__lte=moment))
        taken = due.update(
            state=State.RUNNING,
            attempts=F("attempts") + 1,
            worker=worker,
            heartbeat_at=moment,
            updated_at=moment,
            lease_until=moment + dt.timedelta(seconds=lease_seconds()),
            started_at=Coalesce(F("started_at"), moment),
            version=F("version") + 1,
        )
        if not taken:
            return None
        row = Job.base_rows.get(pk=job_id)
        publish(row)
    return row


def fenced(row: Job, **values: Any) -> bool:
    """Write columns of the run that `row` stands for; False where the job is no longer this run's."""
    mine = Job.base_rows.filter(pk=row.pk, state=State.RUNNING, worker=row.worker, attempts=row.attempts)
    return bool(mine.update(updated_at=clock.now(), version=F("version") + 1, **values))


def tell_progress(row: Job, ratio: float, message: str) -> bool:
    """One short commit with progress and event; False where the job is lost."""
    row.progress, row.message = ratio, message
    with transaction.atomic():
        if not fenced(row, progress=ratio, message=message):
            return False
        publish(row)
    return True


def is_cancel_requested(row: Job) -> bool:
    """Whether somebody has asked to stop this job."""
    return bool(Job.base_rows.filter(pk=row.pk, is_cancel_requested=True).exists())


def finish(row: Job, state: Any, **values: Any) -> bool:
    """End the run. values: further columns (result, error). False where the job is lost."""
    for name, value in values.items():
        setattr(row, name, value)
    row.state = state
    with transaction.atomic():
        if not fenced(row, state=state, finished_at=clock.now(), lease_until=None, **values):
            return False
        publish(row)
    return True


def requeue(row: Job, *, seconds: float = 0.0, is_free: bool = False) -> bool:
    """Put a running job back. seconds: not before; is_free: this run does not count. False where the job is lost."""
    from linkspan.kernel.jobs.transport import wake

    moment = clock.now()
    run_after = moment + dt.timedelta(seconds=seconds) if seconds else None
    row.state = State.QUEUED
    with transaction.atomic():
        if not fenced(
            row,
            state=State.QUEUED,
            lease_until=None,
            queued_at=moment,
            run_after=run_after,
            max_attempts=F("max_attempts") + int(is_free),
        ):
            return False
        publish(row)
        wake(row.pk, run_after)
    return True


class Heartbeat:
    """Renews the lease of a run in a thread of its own, with its own database connection."""

    def __init__(self, row: Job, lost: threading.Event) -> None:
        self._row, self._lost, self._done = row, lost, threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"heartbeat-{row.pk}", daemon=True)

    def __enter__(self) -> "Heartbeat":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join(timeout=5)

    def _beat(self) -> None:
        try:
            while not self._done.wait(lease_seconds() / 3):
                try:
                    moment = clock.now()
                    until = moment + dt.timedelta(seconds=lease_seconds())
                    if not fenced(self._row, heartbeat_at=moment, lease_until=until) and not self._done.is_set():
                        self._lost.set()
                        return
                except Error as error:
                    # The database is away or busy; the lease lasts for two more tries.
                    log.warning("heartbeat_failed", job=self._row.pk, error=str(error))
                    connection.close()
        finally:
            connection.close()


def reap() -> int:
    """Take back the jobs whose worker fell silent, wake those whose call was lost; how many."""
    moment = clock.now()
    lost = Job.base_rows.filter(state=State.RUNNING, lease_until__lt=moment)
    count = sum(_take_back(row) for row in lost)
    overdue = moment - dt.timedelta(seconds=lease_seconds())
    stranded = Job.base_rows.filter(state=State.QUEUED, queued_at__lt=overdue).filter(
        Q(run_after=None) | Q(run_after__lt=overdue)
    )
    return count + sum(_wake_again(row) for row in stranded[:100])


def reap_dead_neighbours() -> int:
    """On an embedded database all workers are on this machine: take back at once what a dead process held."""
    if connection.vendor != "sqlite":
        return 0
    host = worker_name().rsplit(":", 1)[0]
    running = Job.base_rows.filter(state=State.RUNNING, worker__startswith=f"{host}:")
    return sum(_take_back(row) for row in running if not _is_alive(int(row.worker.rsplit(":", 1)[1])))


def _is_alive(pid: int) -> bool:
    if os.name == "nt" or pid == os.getpid():
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _take_back(row: Job) -> bool:
    log.warning("job_lost", job=row.pk, kind=row.kind, worker=row.worker, attempt=row.attempts)
    if row.is_cancel_requested:
        return finish(row, State.CANCELLED)
    if row.attempts < row.max_attempts:
        return requeue(row)
    with translation.override((row.user.language if row.user else "") or settings.LANGUAGE_CODE):
        sentence = _t(
            "The worker was stopped %(count)d times while it did this. Try again; if it happens again, tell "
            "the administrator the job number %(id)d."
        ) % {"count": row.attempts, "id": row.pk}
    return finish(row, State.FAILED, error=sentence, error_code="lost")


def _wake_again(row: Job) -> bool:
    from linkspan.kernel.jobs.transport import wake

    with transaction.atomic():
        if not Job.base_rows.filter(pk=row.pk, state=State.QUEUED, queued_at=row.queued_at).update(
            queued_at=clock.now()
        ):
            return False
        wake(row.pk, None)
    return True
