"""Jobs that the worker asks for by itself, when the clock says so and there is something to do."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.db import DatabaseError

from linkspan.kernel import clock
from linkspan.kernel.access.actor import ROOT, SYSTEM

log = structlog.get_logger(__name__)
_KEPT = dt.timedelta(hours=6)
_BATCH = 500


@dataclass(frozen=True)
class Timer:
    """A kind of job asked for at most once in so many seconds, whatever number of workers there is.

    is_needed: a cheap look at the database. label: message id (gettext_noop).
    """

    kind: str
    seconds: int
    label: str
    is_needed: Callable[[], bool]


TIMERS: dict[str, Timer] = {}


def every(seconds: int, kind: str, *, label: str, when: Callable[[], bool]) -> None:
    """Register the timer of a job; in a module's `jobs.py`, beside the job."""
    TIMERS[kind] = Timer(kind, seconds, label, when)


def tick() -> int:
    """Ask for the jobs whose time has come; how many."""
    from linkspan.kernel.jobs.models import Job
    from linkspan.kernel.jobs.queue import enqueue

    count = 0
    for timer in TIMERS.values():
        # One key for each stretch of time: of several workers, one asks.
        key = f"{timer.kind}@{int(clock.now().timestamp()) // timer.seconds}"
        try:
            if Job.base_rows.filter(user=None, idempotency_key=key).exists() or not timer.is_needed():
                continue
            enqueue(SYSTEM, timer.kind, ROOT, {}, label=timer.label, idempotency_key=key)
            count += 1
        except DatabaseError:
            raise
        except Exception as error:
            # One timer's mistake stops neither the others nor the reaper, in whose thread they ring.
            log.exception("timer_failed", kind=timer.kind, error=type(error).__name__)
    return count


def tidy() -> int:
    """Delete what timers asked for and what went well hours ago; how many."""
    from linkspan.kernel.jobs.models import Job

    done = Job.base_rows.filter(user=None, kind__in=list(TIMERS), state=Job.State.DONE)
    keys = list(done.filter(finished_at__lt=clock.now() - _KEPT).values_list("pk", flat=True)[:_BATCH])
    return Job.base_rows.filter(pk__in=keys).delete()[0] if keys else 0
