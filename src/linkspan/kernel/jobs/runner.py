"""One run of a job: take it, do it outside any transaction, write down how it ended."""

import threading
from typing import Any

import orjson
import structlog
from django.contrib.auth import get_user_model
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import translation
from django.utils.translation import gettext as _t

from linkspan.kernel.access.actor import SYSTEM, Actor, acting_as
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.entities.configured import refresh
from linkspan.kernel.errors import DomainError
from linkspan.kernel.jobs import lease
from linkspan.kernel.jobs.context import JobCancelled, JobContext, JobInterrupted, JobLost
from linkspan.kernel.jobs.models import Job
from linkspan.kernel.jobs.registry import KINDS

log = structlog.get_logger(__name__)
# Worth another try: the cause lies outside the job and may pass.
TRANSIENT = (OperationalError, InterfaceError, ConnectionError, TimeoutError)
_ERROR_LENGTH = 500
STOPPING = threading.Event()


def run(job_id: int) -> None:
    """Do the job if this worker gets it. Never raises for what the job does wrong: the row tells it."""
    row = lease.claim(job_id, lease.worker_name())
    if row is None:
        return
    with structlog.contextvars.bound_contextvars(job=row.pk, kind=row.kind, request_id=row.request_id):
        actor = _actor_of(row)
        language = actor.language if actor else "zh-hans"
        with translation.override(language):
            _run_claimed(row, actor)


def _actor_of(row: Job) -> Actor | None:
    """The user as it may act now; None where it may no longer."""
    if row.user_id is None:
        return SYSTEM
    user = get_user_model()._base_manager.filter(pk=row.user_id, is_active=True).first()
    return actor_for(user, request_id=row.request_id) if user else None


def _run_claimed(row: Job, actor: Actor | None) -> None:
    kind = KINDS.get(row.kind)
    if actor is None:
        _fail(row, "no_user", _t("The user who asked for this may no longer log in."))
        return
    if kind is None:
        _fail(
            row,
            "unknown_kind",
            _t("This version does not know the job “%(kind)s”. Ask the administrator to update the worker.")
            % {"kind": row.kind},
        )
        return
    context = JobContext(row, actor, STOPPING)
    refresh()
    log.info("job_started", attempt=row.attempts)
    try:
        with lease.Heartbeat(row, context.lost), acting_as(actor):
            result = kind.body(context, **row.args)
        _done(row, result)
    except JobCancelled:
        lease.finish(row, Job.State.CANCELLED)
        log.info("job_cancelled")
    except JobLost:
        log.warning("job_lost_by_us")
    except JobInterrupted:
        lease.requeue(row, is_free=True)
        log.info("job_put_back")
    except DomainError as error:
        _fail(row, error.code, str(error))
    except TRANSIENT as error:
        _try_again(row, error)
    except Exception:
        # Anything else is a defect of ours: all of it goes to the log, a sentence to the user.
        log.exception("job_failed")
        _fail(
            row,
            "internal",
            _t("The job stopped because of an error in the program. Tell the administrator the job number %(id)d.")
            % {"id": row.pk},
        )


def _done(row: Job, result: Any) -> None:
    plain = orjson.loads(orjson.dumps(result, default=str, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS))
    ok = lease.finish(row, Job.State.DONE, result=plain, progress=1.0, error="", error_code="")
    log.info("job_done" if ok else "job_lost_by_us")


def _fail(row: Job, code: str, sentence: str) -> None:
    lease.finish(row, Job.State.FAILED, error=sentence[:_ERROR_LENGTH], error_code=code[:60])
    log.warning("job_failed", code=code)


def _try_again(row: Job, error: BaseException) -> None:
    """Put the job back with a growing pause, or fail it when it has been tried often enough."""
    close_old_connections()
    log.warning("job_stumbled", attempt=row.attempts, error=f"{type(error).__name__}: {error}")
    if row.attempts < row.max_attempts:
        lease.requeue(row, seconds=2.0**row.attempts)
    else:
        _fail(
            row,
            "unavailable",
            _t("Something this needs did not answer in %(count)d tries. Try again later.") % {"count": row.attempts},
        )
