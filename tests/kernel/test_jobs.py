"""Jobs in the database: who gets one, how it ends, what its writes are fenced by."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor, HeldGrant
from linkspan.kernel.actions.models import OutboxEvent
from linkspan.kernel.errors import DomainError, NotFound
from linkspan.kernel.jobs import KINDS, JobCancelled, JobContext, cancel_job, enqueue, find_job, job, lease
from linkspan.kernel.jobs import context as context_module
from linkspan.kernel.jobs.models import Job
from linkspan.kernel.jobs.runner import STOPPING, run
from linkspan.kernel.jobs.worker import tidy
from linkspan.modules.identity.models import User

pytestmark = pytest.mark.django_db(transaction=True)
State = Job.State
LABEL = gettext_noop("Import %(file)s")


@pytest.fixture
def user() -> User:
    moment = clock.now()
    return User.objects.create(username="li", name="Li", created_at=moment, updated_at=moment, language="en")


@pytest.fixture
def actor(user: User) -> Actor:
    return Actor(user_id=user.pk, name="Li")


@pytest.fixture(autouse=True)
def quiet_heart(monkeypatch: pytest.MonkeyPatch) -> None:
    """No heartbeat: its thread has a connection of its own, which a database in memory does not give.

    It is tested with real processes (test_supervisor_jobs)."""
    monkeypatch.setattr(lease.Heartbeat, "__enter__", lambda self: self)
    monkeypatch.setattr(lease.Heartbeat, "__exit__", lambda self, *error: None)


@pytest.fixture(autouse=True)
def empty_queue(transactional_db: None) -> None:
    """Procrastinate's tables are not Django's, so the emptying between tests passes them by."""
    if django_settings.JOBS_BY_PROCRASTINATE:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.fixture
def kind() -> Iterator[Callable[..., str]]:
    """Registers a body as a kind of its own and forgets it afterwards."""
    names: list[str] = []

    def register(body: Callable[..., Any], **options: Any) -> str:
        name = f"test.{len(names)}"
        names.append(name)
        job(name, **options)(body)
        return name

    yield register
    for name in names:
        del KINDS[name]


def ask(actor: Actor, kind_name: str, **args: Any) -> Job:
    return enqueue(actor, kind_name, "/1/", args, label=LABEL, label_params={"file": "a.xml"})


def fresh(row: Job) -> Job:
    return Job.base_rows.get(pk=row.pk)


def calls() -> list[int]:
    """The jobs that a worker has been called to, by whatever transport the settings name."""
    if django_settings.JOBS_BY_PROCRASTINATE:
        from procrastinate.contrib.django.models import ProcrastinateJob

        return [call.args["args"][0] for call in ProcrastinateJob.objects.order_by("id")]
    from django_tasks_db.models import DBTaskResult

    return [call.args_kwargs["args"][0] for call in DBTaskResult.objects.order_by("enqueued_at")]


def test_a_job_runs_as_its_user_and_keeps_its_result(actor: Actor, kind: Callable[..., str]) -> None:
    seen = []

    def body(context: JobContext, *, number: int) -> dict[str, int]:
        seen.append(
            (context.actor.user_id, number, transaction.get_connection().in_atomic_block, context.idempotency_key)
        )
        return {"number": number}

    row = ask(actor, kind(body), number=3)
    assert (row.state, calls()) == (State.QUEUED, [row.pk])
    run(row.pk)
    row = fresh(row)
    assert seen == [(actor.user_id, 3, False, f"job-{row.pk}")]
    assert (row.state, row.result, row.progress, row.attempts) == (State.DONE, {"number": 3}, 1.0, 1)
    assert row.finished_at >= row.started_at
    assert row.as_dict()["label"].endswith("a.xml")
    run(row.pk)
    assert len(seen) == 1, "a second call did the job again"


def test_nothing_is_left_of_a_job_asked_for_in_a_transaction_that_fails(actor: Actor, kind: Callable[..., str]) -> None:
    name = kind(lambda context: None)

    def ask_and_fail() -> None:
        with transaction.atomic():
            ask(actor, name)
            raise DomainError("x", "x")

    with pytest.raises(DomainError):
        ask_and_fail()
    assert not Job.base_rows.exists()
    assert calls() == []


def test_the_same_key_asks_once(actor: Actor, user: User, kind: Callable[..., str]) -> None:
    name = kind(lambda context: None)
    rows = [enqueue(actor, name, "/", {}, label=LABEL, idempotency_key="k") for _ in range(3)]
    assert len({row.pk for row in rows}) == 1
    assert calls() == [rows[0].pk]
    other = User.objects.create(username="wu", created_at=clock.now(), updated_at=clock.now())
    assert enqueue(Actor(user_id=other.pk, name=""), name, "/", {}, label=LABEL, idempotency_key="k").pk != rows[0].pk


def test_progress_is_told_to_the_user_and_not_too_often(
    actor: Actor, kind: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = {"at": 100.0}
    monkeypatch.setattr(context_module.clock, "monotonic", lambda: now["at"])
    kept = []

    def body(context: JobContext) -> None:
        for step in range(10):
            context.progress(step / 10, f"step {step}")
            kept.append(Job.base_rows.get(pk=context.job_id).progress)
            now["at"] += 0.1

    row = ask(actor, kind(body))
    run(row.pk)
    assert kept == [0.0, 0.0, 0.0, 0.3, 0.3, 0.3, 0.6, 0.6, 0.6, 0.9]
    told = [
        (e.payload["progress"], e.payload["state"], e.payload["user_id"], e.scope_path)
        for e in OutboxEvent.objects.filter(type="job.progress").order_by("pk")
    ]
    assert [t[0] for t in told] == [0.0, 0.0, 0.3, 0.6, 0.9, 1.0]
    assert [t[1] for t in told][-1] == "done"
    assert {t[2:] for t in told} == {(actor.user_id, "/1/")}


def test_a_refused_job_fails_with_the_sentence_and_is_not_tried_again(actor: Actor, kind: Callable[..., str]) -> None:
    def body(context: JobContext) -> None:
        raise DomainError("broken", "The file ends in line 3.")

    row = ask(actor, kind(body))
    run(row.pk)
    row = fresh(row)
    assert (row.state, row.error, row.error_code, row.attempts) == (
        State.FAILED,
        "The file ends in line 3.",
        "broken",
        1,
    )


def test_a_defect_of_ours_fails_without_its_traceback_in_the_answer(actor: Actor, kind: Callable[..., str]) -> None:
    def body(context: JobContext) -> None:
        raise KeyError("secret-detail")

    row = ask(actor, kind(body))
    run(row.pk)
    row = fresh(row)
    assert (row.state, row.error_code) == (State.FAILED, "internal")
    assert "secret-detail" not in row.error
    assert str(row.pk) in row.error


def test_a_passing_trouble_is_tried_again_later_and_not_for_ever(actor: Actor, kind: Callable[..., str]) -> None:
    tries = []

    def body(context: JobContext) -> None:
        tries.append(context.attempt)
        raise OperationalError("server closed the connection")

    row = ask(actor, kind(body, max_attempts=2))
    run(row.pk)
    waiting = fresh(row)
    assert (waiting.state, waiting.attempts) == (State.QUEUED, 1)
    assert waiting.run_after > clock.now()
    run(row.pk)
    assert tries == [1], "the job was done before its pause was over"
    Job.base_rows.filter(pk=row.pk).update(run_after=clock.now() - dt.timedelta(seconds=1))
    run(row.pk)
    assert tries == [1, 2]
    assert (fresh(row).state, fresh(row).error_code) == (State.FAILED, "unavailable")


def test_cancelling(actor: Actor, kind: Callable[..., str]) -> None:
    def body(context: JobContext) -> str:
        cancel_job(actor, context.job_id)
        context.check_cancelled()
        return "went on"

    waiting, running = ask(actor, kind(body)), ask(actor, kind(body))
    assert cancel_job(actor, waiting.pk).state == State.CANCELLED
    run(waiting.pk)
    assert fresh(waiting).attempts == 0
    run(running.pk)
    assert (fresh(running).state, fresh(running).result) == (State.CANCELLED, None)
    assert cancel_job(actor, running.pk).state == State.CANCELLED


def test_progress_notices_the_wish_to_cancel(actor: Actor, kind: Callable[..., str]) -> None:
    def body(context: JobContext) -> None:
        cancel_job(actor, context.job_id)
        with pytest.raises(JobCancelled):
            context.progress(0.5)
        raise JobCancelled

    row = ask(actor, kind(body))
    run(row.pk)
    assert fresh(row).state == State.CANCELLED


def test_a_stopping_worker_puts_the_job_back_without_counting(actor: Actor, kind: Callable[..., str]) -> None:
    def body(context: JobContext) -> None:
        STOPPING.set()
        context.check_cancelled()

    row = ask(actor, kind(body, max_attempts=1))
    try:
        run(row.pk)
    finally:
        STOPPING.clear()
    row = fresh(row)
    assert (row.state, row.attempts, row.max_attempts) == (State.QUEUED, 1, 2)
    assert calls() == [row.pk, row.pk]


def silent(row: Job, **columns: Any) -> Job:
    """The job as a worker left it that fell silent."""
    assert lease.claim(row.pk, "gone:1") is not None
    Job.base_rows.filter(pk=row.pk).update(lease_until=clock.now() - dt.timedelta(seconds=1), **columns)
    return fresh(row)


def test_the_reaper_gives_a_lost_job_to_another_worker_and_fences_the_first(
    actor: Actor, kind: Callable[..., str]
) -> None:
    row = ask(actor, kind(lambda context: "second"))
    first = silent(row)
    assert lease.reap() == 1
    assert lease.reap() == 0
    assert calls() == [row.pk, row.pk]
    assert not lease.fenced(first, progress=0.9), "the lost worker could still write"
    assert not lease.finish(first, State.DONE, result="first")
    run(row.pk)
    assert (fresh(row).state, fresh(row).result, fresh(row).attempts) == (State.DONE, "second", 2)
    assert not lease.finish(first, State.FAILED, error="late")
    assert fresh(row).state == State.DONE


def test_the_reaper_fails_what_was_lost_too_often_with_a_reason(actor: Actor, kind: Callable[..., str]) -> None:
    row = ask(actor, kind(lambda context: None, max_attempts=1))
    silent(row)
    assert lease.reap() == 1
    row = fresh(row)
    assert (row.state, row.error_code) == (State.FAILED, "lost")
    assert str(row.pk) in row.error


def test_a_lost_job_that_was_to_be_cancelled_is_cancelled(actor: Actor, kind: Callable[..., str]) -> None:
    row = ask(actor, kind(lambda context: None))
    silent(row, is_cancel_requested=True)
    lease.reap()
    assert fresh(row).state == State.CANCELLED


def test_the_reaper_wakes_a_job_whose_call_was_lost_once(actor: Actor, kind: Callable[..., str]) -> None:
    row = ask(actor, kind(lambda context: None))
    assert lease.reap() == 0
    Job.base_rows.filter(pk=row.pk).update(queued_at=clock.now() - dt.timedelta(hours=1))
    assert lease.reap() == 1
    assert lease.reap() == 0
    assert calls() == [row.pk, row.pk]


def test_a_living_lease_is_left_alone_and_renewed(actor: Actor, kind: Callable[..., str]) -> None:
    row = ask(actor, kind(lambda context: None))
    held = lease.claim(row.pk, "here:1")
    assert lease.claim(row.pk, "there:2") is None
    assert lease.reap() == 0
    until = fresh(row).lease_until
    assert lease.fenced(held, lease_until=until + dt.timedelta(seconds=9))
    assert fresh(row).lease_until > until


def test_who_may_look_at_a_job(actor: Actor, kind: Callable[..., str]) -> None:
    row = ask(actor, kind(lambda context: None))
    assert find_job(actor, row.pk).pk == row.pk
    stranger = Actor(user_id=-5, name="")
    chief = Actor(user_id=-6, name="", grants=(HeldGrant("/1/", frozenset({"job.view"})),))
    nobody = Actor(user_id=None, name="")
    assert find_job(chief, row.pk).pk == row.pk
    for other in (stranger, nobody):
        with pytest.raises(NotFound):
            find_job(other, row.pk)
        with pytest.raises(NotFound):
            cancel_job(other, row.pk)
    assert fresh(row).state == State.QUEUED


def test_a_job_of_somebody_who_left_and_one_of_another_version_fail(
    actor: Actor, user: User, kind: Callable[..., str]
) -> None:
    gone = ask(actor, kind(lambda context: None))
    User.objects.filter(pk=user.pk).update(is_active=False)
    run(gone.pk)
    assert (fresh(gone).state, fresh(gone).error_code) == (State.FAILED, "no_user")
    User.objects.filter(pk=user.pk).update(is_active=True)
    strange = ask(actor, "test.not-there")
    run(strange.pk)
    assert (fresh(strange).state, fresh(strange).error_code) == (State.FAILED, "unknown_kind")


def test_old_events_are_deleted_and_new_ones_kept() -> None:
    for hours in (30, 1):
        OutboxEvent.objects.create(type="a", scope_path="/", created_at=clock.now() - dt.timedelta(hours=hours))
    tidy()
    assert OutboxEvent.objects.count() == 1


def test_two_jobs_of_one_name_are_refused(kind: Callable[..., str]) -> None:
    name = kind(lambda context: None)

    def other(context: JobContext) -> None:
        return None

    with pytest.raises(ValueError, match=name):
        job(name)(other)


# --- timers ----------------------------------------------------------------------------------------------------


def test_a_timer_asks_once_in_its_time_and_only_when_needed(db, monkeypatch):
    from linkspan.kernel.jobs import timers

    needed = [False]
    monkeypatch.setattr(timers, "TIMERS", {})
    timers.every(3600, "test.timed", label="Timed", when=lambda: needed[0])
    assert timers.tick() == 0
    needed[0] = True
    first = timers.tick()
    assert (first, timers.tick(), Job.base_rows.filter(kind="test.timed").count()) == (1, 0, 1)


def test_what_a_timer_asked_for_is_forgotten_when_it_went_well(db, monkeypatch):
    from linkspan.kernel.jobs import timers

    monkeypatch.setattr(timers, "TIMERS", {})
    timers.every(1, "test.timed", label="Timed", when=lambda: True)
    timers.tick()
    old = clock.now() - dt.timedelta(days=1)
    Job.base_rows.filter(kind="test.timed").update(state=Job.State.FAILED, finished_at=old)
    assert timers.tidy() == 0
    Job.base_rows.filter(kind="test.timed").update(state=Job.State.DONE)
    assert (timers.tidy(), Job.base_rows.filter(kind="test.timed").count()) == (1, 0)


def test_a_timer_that_fails_stops_no_other(db, monkeypatch):
    from linkspan.kernel.jobs import timers

    def broken() -> bool:
        raise ValueError("broken")

    monkeypatch.setattr(timers, "TIMERS", {})
    timers.every(3600, "test.broken", label="Broken", when=broken)
    timers.every(3600, "test.timed", label="Timed", when=lambda: True)
    assert timers.tick() == 1
