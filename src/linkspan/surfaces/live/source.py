"""Where events and viewers come from: the database, asked in a few threads so that the event loop never waits."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from django.db import close_old_connections, connection

from linkspan.kernel.actions.models import OutboxEvent
from linkspan.kernel.events import outbox
from linkspan.surfaces.live.viewer import Viewer, load_viewer

T = TypeVar("T")


class Source(Protocol):
    """What the hub needs."""

    has_late_commits: bool

    async def viewer(self, session_key: str) -> Viewer | None: ...

    async def last_id(self) -> int: ...

    async def after(self, event_id: int) -> list[OutboxEvent]: ...

    async def missed(self, last_id: int, until: int) -> list[OutboxEvent] | None: ...


class DatabaseSource:
    """The database behind two threads with a lasting connection each: one for events, one for viewers."""

    def __init__(self) -> None:
        self.has_late_commits = connection.vendor == "postgresql"
        self._events = ThreadPoolExecutor(1, "live-events")
        self._viewers = ThreadPoolExecutor(1, "live-viewers")

    async def viewer(self, session_key: str) -> Viewer | None:
        """The session's user, or None."""
        return await self._ask(self._viewers, lambda: load_viewer(session_key))

    async def last_id(self) -> int:
        """The newest event's id."""
        return await self._ask(self._events, outbox.last_id)

    async def after(self, event_id: int) -> list[OutboxEvent]:
        """Events with a greater id, oldest first."""
        return await self._ask(self._events, lambda: outbox.read_after(event_id))

    async def missed(self, last_id: int, until: int) -> list[OutboxEvent] | None:
        """What a reader has missed since `last_id`; None where that is too much or too long ago to tell."""
        return await self._ask(
            self._events, lambda: outbox.missed_events(last_id, until, has_late_commits=self.has_late_commits)
        )

    async def _ask(self, pool: ThreadPoolExecutor, question: Callable[[], T]) -> T:
        def inner() -> T:
            close_old_connections()
            return question()

        return await asyncio.get_running_loop().run_in_executor(pool, inner)
