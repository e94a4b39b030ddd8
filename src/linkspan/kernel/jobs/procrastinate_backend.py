"""The Tasks API on Procrastinate 3: the queue in PostgreSQL, workers on any number of machines.

A call is deferred over Django's own connection, so it commits with the job's row. Procrastinate wakes a worker by
NOTIFY; whether a job was lost and is to be done again is decided by the job's own lease (lease.py), not here.
"""

import asyncio
import contextlib
import threading
from typing import Any

from django.db import connection
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.signals import task_enqueued
from procrastinate.contrib.django import app

from linkspan.kernel import clock

POLL_SECONDS = 5.0
_WATCH_SECONDS = 0.2
_GRACE_SECONDS = 2.0
_STALLED_SECONDS = 60.0


@app.task(name="linkspan.call", queue="default")
def call(task_path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """Run a task of the Tasks API by its path."""
    task: Task[..., Any] = import_string(task_path)
    task.call(*args, **kwargs)


class ProcrastinateBackend(BaseTaskBackend):
    """Puts calls into Procrastinate's table."""

    supports_defer = True
    supports_priority = True

    def enqueue(self, task: Task[..., Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Defer the call within the current transaction."""
        self.validate_task(task)
        deferrer = call.configure(schedule_at=task.run_after, priority=task.priority, queue=task.queue_name)
        key = deferrer.defer(task_path=task.module_path, args=list(args), kwargs=dict(kwargs))
        ready: Any = TaskResultStatus.READY
        result: TaskResult[Any] = TaskResult(
            task=task,
            id=str(key),
            status=ready,
            enqueued_at=clock.now(),
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        task_enqueued.send(type(self), task_result=result)
        return result


def work_until(stop: threading.Event) -> None:
    """Run Procrastinate's worker until `stop` is set."""
    asyncio.run(_work(stop))


async def _work(stop: threading.Event) -> None:
    # Django's connection cannot wait for NOTIFY; the worker gets a pool of its own.
    connector: Any = app.connector
    with app.replace_connector(connector.get_worker_connector()) as own:
        async with own.open_async():
            worker = asyncio.create_task(
                own.run_worker_async(
                    concurrency=1,
                    wait=True,
                    install_signal_handlers=False,
                    delete_jobs="always",
                    fetch_job_polling_interval=POLL_SECONDS,
                    shutdown_graceful_timeout=_GRACE_SECONDS,
                    stalled_worker_timeout=_STALLED_SECONDS,
                )
            )
            while not stop.is_set() and not worker.done():
                await asyncio.sleep(_WATCH_SECONDS)
            worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await worker


def tidy_calls() -> None:
    """Delete the calls whose worker is gone; Procrastinate leaves them as `doing` for ever."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'doing' AND worker_id IS NULL")
