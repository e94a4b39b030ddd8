"""What surfaces and modules do with jobs: ask for one, look at it, cancel it."""

from typing import Any

import orjson
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.errors import Forbidden, NotFound
from linkspan.kernel.jobs.lease import publish
from linkspan.kernel.jobs.models import Job
from linkspan.kernel.jobs.registry import DEFAULT_ATTEMPTS, find_kind
from linkspan.kernel.jobs.transport import wake


def enqueue(
    actor: Actor,
    kind: str,
    scope_path: str,
    args: dict[str, Any],
    *,
    label: str,
    label_params: dict[str, Any] | None = None,
    idempotency_key: str = "",
) -> Job:
    """Ask for a job; it is seen by a worker when the surrounding transaction, if any, commits.

    label: message id (gettext_noop) with `label_params`. A repeated idempotency_key of the same user gives the job
    that was made before. The caller has checked that the actor may ask for it.
    """
    if idempotency_key:
        before = _before(actor, idempotency_key)
        if before is not None:
            return before
    moment = clock.now()
    known = find_kind(kind)
    row = Job(
        kind=kind,
        scope_path=scope_path,
        label=label,
        label_params=label_params or {},
        user_id=actor.user_id,
        request_id=actor.request_id,
        idempotency_key=idempotency_key[:80],
        args=orjson.loads(orjson.dumps(args, default=str)),
        max_attempts=known.max_attempts if known else DEFAULT_ATTEMPTS,
        queued_at=moment,
        created_at=moment,
        updated_at=moment,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            # The call lies in the same database: it commits with the job or not at all.
            wake(row.pk, None)
    except IntegrityError:
        # The same request came twice at once, and the other one was first.
        before = _before(actor, idempotency_key) if idempotency_key else None
        if before is None:
            raise
        return before
    return row


def _before(actor: Actor, key: str) -> Job | None:
    return Job.base_rows.filter(user_id=actor.user_id, idempotency_key=key[:80]).first()


def find_job(actor: Actor, job_id: int) -> Job:
    """A job of the actor's own, or one under a scope where it may view jobs; NotFound otherwise."""
    row = Job.base_rows.filter(pk=job_id).first()
    if row is None or not (
        (row.user_id is not None and row.user_id == actor.user_id) or actor.may("job.view", row.scope_path)
    ):
        raise NotFound(_("There is no such job, or it is not yours."))
    return row


def cancel_job(actor: Actor, job_id: int) -> Job:
    """Ask a job to stop: a queued one ends at once, a running one at its next look; a finished one stays as it is."""
    row = find_job(actor, job_id)
    if row.user_id != actor.user_id and not actor.may("access.manage", row.scope_path):
        raise Forbidden("access.manage")
    moment = clock.now()
    with transaction.atomic():
        ended = Job.base_rows.filter(pk=row.pk, state=Job.State.QUEUED).update(
            state=Job.State.CANCELLED,
            is_cancel_requested=True,
            finished_at=moment,
            updated_at=moment,
            version=F("version") + 1,
        )
        if not ended:
            Job.base_rows.filter(pk=row.pk, state=Job.State.RUNNING).update(
                is_cancel_requested=True, updated_at=moment, version=F("version") + 1
            )
        row.refresh_from_db()
        if ended:
            publish(row)
    return row
