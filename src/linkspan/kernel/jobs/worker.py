"""The worker process: waits for calls, does jobs one after another, and reaps what others lost."""

import datetime as dt
import signal
import threading
from types import FrameType
from typing import Any

import structlog
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import autodiscover_modules

from linkspan.kernel import clock
from linkspan.kernel.events.outbox import prune
from linkspan.kernel.inbox.desk import prune as prune_inbox
from linkspan.kernel.jobs import lease, timers
from linkspan.kernel.jobs.runner import STOPPING

log = structlog.get_logger(__name__)
POLL_SECONDS = 0.3
REAP_SECONDS = 5.0
TIDY_SECONDS = 600.0
EXIT_CONFIGURATION = 78


def run_worker() -> int:
    """Work until SIGTERM or SIGINT; the exit code. 78 where the database is not this version's."""
    if _is_behind():
        log.error(
            "database_not_migrated", hint="run `linkspan migrate`, then start again 请先执行 linkspan migrate，再启动"
        )
        return EXIT_CONFIGURATION
    autodiscover_modules("jobs")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _on_signal)
    lease.reap_dead_neighbours()
    reaper = threading.Thread(target=_reap_until_stopped, name="reaper", daemon=True)
    reaper.start()
    if settings.JOBS_BY_PROCRASTINATE:
        from linkspan.kernel.jobs.procrastinate_backend import work_until

        work_until(STOPPING)
    else:
        _work_until_stopped()
    return 0


def _on_signal(number: int, frame: FrameType | None) -> None:
    if STOPPING.is_set():
        raise SystemExit(1)
    STOPPING.set()


def _is_behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _work_until_stopped() -> None:
    from django_tasks_db.management.commands.db_worker import Worker
    from django_tasks_db.models import DBTaskResult

    options: dict[str, Any] = {
        "queue_names": ["*"],
        "interval": 0,
        "batch": True,
        "backend_name": "default",
        "startup_delay": False,
        "worker_id": lease.worker_name()[:64],
        "excluded_queue_names": [],
    }
    while not STOPPING.is_set():
        try:
            # A cheap read first: the library's own look takes the write lock of the whole SQLite database.
            if DBTaskResult.objects.ready().exists():
                Worker(**options, max_tasks=1).run()
                continue
        except Error as error:
            log.warning("queue_unreachable", error=str(error))
            connection.close()
            STOPPING.wait(REAP_SECONDS)
        STOPPING.wait(POLL_SECONDS)


def _reap_until_stopped() -> None:
    tidied = clock.monotonic()
    while not STOPPING.wait(min(REAP_SECONDS, lease.lease_seconds() / 2)):
        try:
            lease.reap()
            timers.tick()
            if clock.monotonic() - tidied > TIDY_SECONDS:
                tidied = clock.monotonic()
                tidy()
        except Error as error:
            log.warning("reaper_failed", error=str(error))
            connection.close()
    connection.close()


def tidy() -> None:
    """Delete what nobody asks for any more: old events, and calls that were answered or lost."""
    prune()
    prune_inbox()
    timers.tidy()
    if settings.JOBS_BY_PROCRASTINATE:
        from linkspan.kernel.jobs.procrastinate_backend import tidy_calls

        tidy_calls()
        return
    from django_tasks_db.models import DBTaskResult

    moment = clock.now()
    finished = DBTaskResult.objects.finished().filter(finished_at__lt=moment - dt.timedelta(hours=1))
    # A call still "running" after a day belonged to a worker that was killed; the job itself was reaped long ago.
    lost = DBTaskResult.objects.running().filter(started_at__lt=moment - dt.timedelta(days=1))
    for calls in (finished, lost):
        calls.delete()
