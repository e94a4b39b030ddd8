"""Jobs across processes: a killed worker's job is done or failed with a reason, and its effects happen once."""

import os
import signal
import time

import pytest
from running import Installation, Server, wait_for

ENQUEUE = """
from django.contrib.auth import get_user_model
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.jobs import enqueue
user = get_user_model()._base_manager.get()
answer = enqueue(actor_for(user), {kind!r}, "/", {args!r}, label="Test").pk
"""
STATE = """
from linkspan.kernel.jobs.models import Job
row = Job.base_rows.get(pk={pk})
answer = [row.state, row.attempts, row.progress, row.result, row.error_code]
"""
PARTIES = """
from linkspan.modules.identity.models import Party
answer = Party._base_manager.filter(code={code!r}).count()
"""


def enqueue(home: Installation, kind: str, **args: object) -> int:
    return int(str(home.python(ENQUEUE.format(kind=kind, args=args))))


def state(home: Installation, pk: int) -> list:
    found = home.python(STATE.format(pk=pk))
    assert isinstance(found, list)
    return found


def reaches(home: Installation, pk: int, wanted: str, seconds: float) -> bool:
    return wait_for(lambda: state(home, pk)[0] == wanted, seconds)


# The second transport needs PostgreSQL.
TRANSPORTS = ["database", "procrastinate"] if os.environ.get("LINKSPAN_DATABASE_URL") else ["database"]


@pytest.fixture(params=TRANSPORTS)
def home(request: pytest.FixtureRequest, installation: Installation) -> Installation:
    """The installation with each transport of jobs that its database allows."""
    if request.param == "procrastinate":
        installation.environment["LINKSPAN_JOBS"] = "procrastinate"
        assert installation.linkspan("migrate").returncode == 0
    return installation


def test_a_killed_worker_leaves_no_job_behind_and_no_effect_twice(home: Installation) -> None:
    with Server(home).wait() as server:
        pk = enqueue(home, "test.slow", steps=600, code="mark")
        assert reaches(home, pk, "running", 20), server.output()
        assert wait_for(lambda: home.python(PARTIES.format(code="mark")) == 1, 10)
        os.kill(server.children()["worker"], signal.SIGKILL)
        killed = time.monotonic()
        assert reaches(home, pk, "done", 60), (state(home, pk), server.output())
        assert time.monotonic() - killed < 60
        assert state(home, pk)[1] == 2
        assert home.python(PARTIES.format(code="mark")) == 1


def test_a_job_without_more_tries_fails_with_a_reason(home: Installation) -> None:
    with Server(home).wait() as server:
        pk = enqueue(home, "test.deaf", seconds=60)
        assert reaches(home, pk, "running", 20), server.output()
        os.kill(server.children()["worker"], signal.SIGKILL)
        assert reaches(home, pk, "failed", 60), (state(home, pk), server.output())
        assert state(home, pk)[4] == "lost"


def test_stop_puts_the_running_job_back_and_the_next_start_does_it(home: Installation) -> None:
    with Server(home).wait() as server:
        pk = enqueue(home, "test.slow", steps=600)
        assert reaches(home, pk, "running", 20), server.output()
        code, seconds = server.stop()
        assert (code, seconds < 5) == (0, True)
    assert state(home, pk)[0] == "queued"
    with Server(home).wait() as server:
        assert reaches(home, pk, "done", 30), server.output()


def test_a_deaf_job_does_not_hold_up_the_stop(home: Installation) -> None:
    with Server(home).wait() as server:
        pk = enqueue(home, "test.deaf", seconds=60)
        assert reaches(home, pk, "running", 20), server.output()
        code, seconds = server.stop()
        assert (code, seconds < 5) == (0, True)


def test_a_long_job_keeps_its_lease_by_its_heartbeat(home: Installation) -> None:
    """Eight silent seconds under a lease of five: without the heartbeat the reaper takes the job away."""
    with Server(home).wait() as server:
        pk = enqueue(home, "test.deaf", seconds=8)
        assert reaches(home, pk, "done", 30), (state(home, pk), server.output())
        assert state(home, pk)[1] == 1
