"""The event stream through door, server and database, as a browser holds it."""

import http.client
import json
import threading
import time
from collections.abc import Iterator

import pytest
from running import Installation, Server, wait_for


class Listener:
    """A connection to /live, read in a thread."""

    def __init__(self, port: int, key: str, last_id: int | None = None) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Cookie": f"linkspan_session={key}"} | (
            {"Last-Event-ID": str(last_id)} if last_id is not None else {}
        )
        self.connection.request("GET", "/live", headers=headers)
        self.answer = self.connection.getresponse()
        self.status = self.answer.status
        self.events: list[tuple[int | None, str, object]] = []
        self.has_ended = False
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        event_id, kind = None, ""
        try:
            for raw in self.answer:
                line = raw.decode().rstrip("\n")
                if line.startswith("id: "):
                    event_id = int(line[4:])
                elif line.startswith("event: "):
                    kind = line[7:]
                elif line.startswith("data: "):
                    self.events.append((event_id, kind, json.loads(line[6:])))
                    event_id = None
        except (OSError, ValueError, http.client.HTTPException):
            pass
        self.has_ended = True

    def got(self, kind: str) -> bool:
        return wait_for(lambda: any(event[1] == kind for event in self.events), 5)


@pytest.fixture
def server(installation: Installation) -> Iterator[Server]:
    with Server(installation, "--no-worker").wait() as running:
        yield running


def _announce(home: Installation, kind: str, path: str = "/", **payload: object) -> float:
    home.python(f"from linkspan.kernel.events import announce\nannounce({kind!r}, {path!r}, **{payload!r})")
    return time.monotonic()


def test_events_arrive_resume_and_end_with_the_session(installation: Installation, server: Server) -> None:
    key = installation.log_in()
    listener = Listener(server.port, key)
    assert listener.status == 200
    assert listener.got("hello")
    _announce(installation, "plan.changed", project="A", revision=2)
    assert listener.got("plan.changed")
    _announce(installation, "user.notified", user_id=987654)
    _announce(installation, "calendar.changed")
    assert listener.got("calendar.changed")
    assert [event[1] for event in listener.events] == ["hello", "plan.changed", "calendar.changed"]
    listener.connection.sock and listener.connection.close()

    plan_id = listener.events[1][0]
    second = Listener(server.port, key, plan_id)
    assert second.got("calendar.changed")
    assert "plan.changed" not in [event[1] for event in second.events]

    installation.python("from django.contrib.sessions.models import Session\nSession.objects.all().delete()")
    assert not second.has_ended
    _announce(installation, "access.changed")
    assert wait_for(lambda: second.has_ended, 5)
    assert Listener(server.port, key).status == 401


def test_latency_of_an_event_is_below_a_second(installation: Installation, server: Server) -> None:
    key = installation.log_in()
    listener = Listener(server.port, key)
    assert listener.got("hello")
    committed = installation.python(
        "import time\nfrom linkspan.kernel.events import announce\nannounce('plan.changed', '/')\nanswer = time.time()"
    )
    assert listener.got("plan.changed")
    assert time.time() - float(str(committed)) < 2.0  # the helper process itself takes a moment to end
