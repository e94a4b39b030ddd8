"""Who gets which event, in what order, and when a stream ends; against a source without a database."""

import asyncio
import datetime as dt
import itertools
from collections.abc import Awaitable, Callable

import pytest

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor, HeldGrant
from linkspan.kernel.actions.models import OutboxEvent
from linkspan.surfaces.live import app as app_module
from linkspan.surfaces.live import hub as hub_module
from linkspan.surfaces.live.app import LiveApplication
from linkspan.surfaces.live.hub import RESET, Hub, TooManyStreams
from linkspan.surfaces.live.viewer import Viewer

BATCH = 2
VIEW = frozenset({"schedule.view"})


def viewer(user_id: int, *paths: str, own: bool = False, expires: dt.datetime | None = None) -> Viewer:
    grants = tuple(HeldGrant(path, VIEW, own, expires) for path in paths)
    return Viewer(user_id, Actor(user_id=user_id, name="", grants=grants))


def event(event_id: int, kind: str = "plan.changed", path: str = "/1/2/", **payload: object) -> OutboxEvent:
    return OutboxEvent(pk=event_id, type=kind, scope_path=path, payload=payload, created_at=clock.now())


class Source:
    """Events and sessions in memory. late: as on PostgreSQL, an id may appear after a greater one."""

    def __init__(self, *, late: bool = False) -> None:
        self.has_late_commits = late
        self.events: list[OutboxEvent] = []
        self.sessions: dict[str, Viewer | None] = {}
        self.reads = 0

    async def viewer(self, session_key: str) -> Viewer | None:
        return self.sessions.get(session_key)

    async def last_id(self) -> int:
        return max((e.pk for e in self.events), default=0)

    async def after(self, event_id: int) -> list[OutboxEvent]:
        self.reads += 1
        return sorted((e for e in self.events if e.pk > event_id), key=lambda e: e.pk)[:BATCH]

    async def missed(self, last_id: int, until: int) -> list[OutboxEvent] | None:
        return [e for e in self.events if last_id < e.pk <= until] if last_id <= until else None


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "POLL_SECONDS", 0.005)


def run(test: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(test(), 20))


async def received(stream: hub_module.Stream, seconds: float = 0.08) -> list[str]:
    """The types of what came within the time; `end` where the stream ended."""
    await asyncio.sleep(seconds)
    types = []
    while not stream.frames.empty():
        data = stream.frames.get_nowait()
        types.append("end" if data is None else data.decode().split("event: ")[1].split("\n")[0])
    return types


@pytest.mark.parametrize(
    ("who", "what", "gets"),
    [
        (viewer(1, "/"), event(1), True),
        (viewer(1, "/1/2/"), event(1), True),
        (viewer(1, "/1/2/3/"), event(1), True),
        (viewer(1, "/1/"), event(1), True),
        (viewer(1, "/1/3/"), event(1), False),
        (viewer(1, "/1/22/"), event(1), False),
        (viewer(1), event(1), False),
        (viewer(1, "/1/2/", own=True), event(1), True),
        (viewer(1, "/", expires=clock.now() - dt.timedelta(seconds=1)), event(1), False),
        (viewer(1), event(1, "job.progress", user_id=1), True),
        (viewer(2, "/"), event(1, "job.progress", user_id=1), False),
        (viewer(2, "/"), event(1, "user.notified", user_id=1), False),
        (viewer(2, "/"), event(1, "user.notified"), False),
        (viewer(2, "/"), event(1, "job.progress", user_id=None), False),
        (viewer(2, "/"), event(1, "plan.changed", user_id=1), False),
    ],
)
def test_who_gets_an_event(who: Viewer, what: OutboxEvent, gets: bool) -> None:
    assert who.may_get(what, clock.now()) is gets


def test_events_go_to_those_who_see_the_scope_from_their_joining_on() -> None:
    async def test() -> None:
        source = Source()
        source.events.append(event(7))
        hub = Hub(source)
        inside = await hub.join("a", viewer(1, "/1/"))
        outside = await hub.join("b", viewer(2, "/9/"))
        source.events += [event(8), event(9, "job.progress", user_id=2)]
        assert await received(inside) == ["plan.changed"]
        assert await received(outside) == ["job.progress"]
        for stream in (inside, outside):
            hub.leave(stream)
        reads = source.reads
        await asyncio.sleep(0.05)
        assert source.reads == reads, "nobody listens and the outbox is still read"

    run(test)


def test_an_event_committed_late_is_not_lost() -> None:
    async def test() -> None:
        source = Source(late=True)
        hub = Hub(source)
        stream = await hub.join("a", viewer(1, "/"))
        source.events.append(event(2))
        assert await received(stream) == ["plan.changed"]
        source.events.append(event(3))
        assert await received(stream) == ["plan.changed"]
        source.events.append(event(1, "calendar.changed"))
        assert await received(stream) == ["calendar.changed"]
        assert await received(stream) == []

    run(test)


def test_revocation_comes_before_what_follows_it() -> None:
    async def test() -> None:
        source = Source()
        hub = Hub(source)
        source.sessions = {"a": viewer(1, "/8/"), "b": None, "c": viewer(3, "/1/")}
        moved, ended, stays = [await hub.join(key, viewer(n, "/1/")) for n, key in enumerate("abc", 1)]
        source.events += [event(1, "access.changed", "/"), event(2)]
        assert await received(moved) == ["access.changed"]
        assert await received(ended) == ["end"]
        assert await received(stays) == ["access.changed", "plan.changed"]

    run(test)


def test_sessions_are_looked_at_again_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "RECHECK_SECONDS", 0.05)

    async def test() -> None:
        source = Source()
        source.sessions = {"a": viewer(1, "/")}
        hub = Hub(source)
        stream = await hub.join("a", viewer(1, "/"))
        assert await received(stream, 0.2) == []
        source.sessions["a"] = None
        assert await received(stream, 0.2) == ["end"]

    run(test)


def test_a_slow_reader_is_reset_and_dropped() -> None:
    async def test() -> None:
        source = Source()
        hub = Hub(source)
        slow, other = await hub.join("a", viewer(1, "/")), await hub.join("b", viewer(2, "/"))
        source.events += [event(n) for n in range(1, hub_module.QUEUE_LENGTH + 1)]
        assert len(await received(other)) == hub_module.QUEUE_LENGTH
        source.events += [event(hub_module.QUEUE_LENGTH + 1)]
        assert await received(other) == ["plan.changed"]
        assert await received(slow) == ["reset", "end"]

    run(test)


def test_streams_per_user_are_limited() -> None:
    async def test() -> None:
        hub = Hub(Source())
        streams = [await hub.join(str(n), viewer(1, "/")) for n in range(hub_module.STREAMS_PER_USER)]
        with pytest.raises(TooManyStreams):
            await hub.join("x", viewer(1, "/"))
        await hub.join("y", viewer(2, "/"))
        hub.leave(streams[0])
        await hub.join("z", viewer(1, "/"))

    run(test)


class Browser:
    """One ASGI connection to the application."""

    def __init__(
        self, application: LiveApplication, headers: dict[str, str], path: str = "/live", method: str = "GET"
    ) -> None:
        self.sent: list[dict] = []
        self.gone = asyncio.Event()
        pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "headers": pairs}
        self.task = asyncio.create_task(application(scope, self._receive, self._send))

    async def _receive(self) -> dict:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return self.sent[0]["status"]

    @property
    def text(self) -> str:
        return b"".join(message.get("body", b"") for message in self.sent).decode()


def browse(test: Callable[[Source, LiveApplication], Awaitable[None]]) -> None:
    async def inner() -> None:
        source = Source()
        source.sessions = {"key": viewer(1, "/1/")}
        await test(source, LiveApplication(source))

    run(inner)


COOKIE = {"cookie": "linkspan_session=key"}


def test_no_session_no_stream() -> None:
    async def test(source: Source, application: LiveApplication) -> None:
        for headers in ({}, {"cookie": "linkspan_session=other"}, {"cookie": "key=key"}):
            browser = Browser(application, headers)
            await browser.task
            assert browser.status == 401
        for path, method, status in (("/livex", "GET", 404), ("/live", "POST", 405)):
            browser = Browser(application, COOKIE, path, method)
            await browser.task
            assert browser.status == status
        assert not application.hub.streams

    browse(test)


def test_stream_greets_tells_and_keeps_the_line_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_module, "COMMENT_SECONDS", 0.05)

    async def test(source: Source, application: LiveApplication) -> None:
        source.events.append(event(4))
        browser = Browser(application, COOKIE)
        await asyncio.sleep(0.03)
        assert browser.status == 200
        assert 'retry: 2000\nid: 4\nevent: hello\ndata: {"build":' in browser.text
        source.events.append(event(5, project="A", revision=3))
        await asyncio.sleep(0.15)
        assert 'id: 5\nevent: plan.changed\ndata: {"project":"A","revision":3}\n\n' in browser.text
        assert browser.text.endswith(": \n\n")
        browser.gone.set()
        await browser.task
        assert not application.hub.streams

    browse(test)


def test_resume_sends_what_was_missed_or_says_reset() -> None:
    async def test(source: Source, application: LiveApplication) -> None:
        source.events += [event(1), event(2, path="/9/"), event(3), event(4)]
        browser = Browser(application, {**COOKIE, "last-event-id": "1"})
        await asyncio.sleep(0.05)
        ids = [line for line in browser.text.split("\n") if line.startswith("id: ")]
        assert ids == ["id: 3", "id: 4"]
        strange = Browser(application, {**COOKIE, "last-event-id": "99"})
        await asyncio.sleep(0.05)
        assert RESET.decode() in strange.text
        for one in (browser, strange):
            one.gone.set()
            await one.task

    browse(test)


@pytest.mark.django_db
def test_missed_events_of_the_database() -> None:
    from linkspan.kernel.events.outbox import RESUME_MOST, missed_events

    moment = clock.now()
    old = OutboxEvent.objects.create(type="a", scope_path="/", created_at=moment - dt.timedelta(hours=2))
    rows = [OutboxEvent.objects.create(type="a", scope_path="/", created_at=moment) for _ in range(3)]
    last = rows[-1].pk
    assert [e.pk for e in missed_events(rows[0].pk, last, has_late_commits=False)] == [rows[1].pk, last]
    assert missed_events(old.pk, last, has_late_commits=False) is None
    assert missed_events(last + 1, last, has_late_commits=False) is None
    assert missed_events(last, last, has_late_commits=False) == []
    assert [e.pk for e in missed_events(rows[1].pk, last, has_late_commits=True)] == [rows[0].pk, last]
    OutboxEvent.objects.bulk_create(
        [OutboxEvent(type="a", scope_path="/", created_at=moment) for _ in itertools.repeat(None, RESUME_MOST)]
    )
    newest = OutboxEvent.objects.order_by("-pk").values_list("pk", flat=True)[0]
    assert missed_events(rows[0].pk, newest, has_late_commits=False) is None
