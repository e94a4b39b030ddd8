"""One reader of the outbox per process, many streams: each gets what its viewer may see."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator

import orjson
import structlog
from django.db import Error

from linkspan.kernel import clock
from linkspan.kernel.actions.models import OutboxEvent
from linkspan.kernel.events.outbox import LATE, LATE_IDS
from linkspan.surfaces.live.source import Source
from linkspan.surfaces.live.viewer import Viewer

log = structlog.get_logger(__name__)
POLL_SECONDS = 0.18
RECHECK_SECONDS = 60.0
QUEUE_LENGTH = 256
STREAMS_PER_USER = 6
STREAMS = 2000
_PAUSE_AFTER_ERROR = 2.0


class TooManyStreams(Exception):
    """The user, or the process, has as many streams as it may."""


def frame(event_type: str, data: object, event_id: int | None = None) -> bytes:
    """One event in the stream's format (HTML standard, section 9.2.5)."""
    head = f"id: {event_id}\n" if event_id is not None else ""
    return f"{head}event: {event_type}\ndata: ".encode() + orjson.dumps(data) + b"\n\n"


RESET = frame("reset", {})


class Stream:
    """One connection. `frames` gives its events; None ends it."""

    def __init__(self, session_key: str, viewer: Viewer) -> None:
        self.session_key, self.viewer = session_key, viewer
        self.frames: asyncio.Queue[bytes | None] = asyncio.Queue(QUEUE_LENGTH)
        self.checked = time.monotonic()
        self.is_over = False
        self.after = 0  # the newest event when it joined: what came before, it asks for by its Last-Event-ID

    def offer(self, data: bytes) -> None:
        """Queue an event. A reader too slow to keep up is told to fetch everything anew, and dropped."""
        if self.is_over:
            return
        try:
            self.frames.put_nowait(data)
        except asyncio.QueueFull:
            self.end(RESET)

    def end(self, *last: bytes) -> None:
        """End the stream after what is given; what was queued is lost."""
        self.is_over = True
        while not self.frames.empty():
            self.frames.get_nowait()
        for data in (*last, None):
            self.frames.put_nowait(data)


class Hub:
    """All streams of this process."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.streams: set[Stream] = set()
        self.cursor = 0
        # With late commits: up to `_settled` nothing can appear any more; above it, what has been handed out.
        self._settled = 0
        self._seen: set[int] = set()
        self._marks: deque[tuple[float, int]] = deque()
        self._tail: asyncio.Task[None] | None = None
        self._guard: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()

    async def join(self, session_key: str, viewer: Viewer) -> Stream:
        """A stream from the present moment on; TooManyStreams beyond the limits."""
        own = sum(stream.viewer.user_id == viewer.user_id for stream in self.streams)
        if own >= STREAMS_PER_USER or len(self.streams) >= STREAMS:
            raise TooManyStreams
        stream = Stream(session_key, viewer)
        self.streams.add(stream)
        try:
            async with self._starting:
                if self._tail is None or self._tail.done():
                    await self._begin()
                    self._tail = asyncio.create_task(self._read())
                    self._guard = asyncio.create_task(self._recheck_in_turn())
            stream.after = self.cursor
        except BaseException:
            self.streams.discard(stream)
            raise
        return stream

    def leave(self, stream: Stream) -> None:
        """The connection is gone. With the last one the reading stops."""
        self.streams.discard(stream)
        if not self.streams:
            for task in (self._tail, self._guard):
                if task:
                    task.cancel()
            self._tail = self._guard = None

    async def _read(self) -> None:
        while True:
            try:
                await self._read_once()
                await asyncio.sleep(POLL_SECONDS)
            except Error as error:
                log.warning("outbox_unreachable", error=str(error))
                await asyncio.sleep(_PAUSE_AFTER_ERROR)

    async def _begin(self) -> None:
        """Start from the present: what is there already is not news."""
        self.cursor = self._settled = await self.source.last_id()
        self._seen.clear()
        self._marks.clear()
        if self.source.has_late_commits:
            self._settled = max(0, self.cursor - LATE_IDS)
            self._seen = {event.pk async for event in self._all_after(self._settled)}
            self.cursor = max(self._seen, default=self.cursor)
            self._marks.append((time.monotonic(), self.cursor))

    async def _read_once(self) -> None:
        """Hand out what is new. With late commits the last seconds are read again, less what was seen."""
        async for event in self._all_after(self._settled if self.source.has_late_commits else self.cursor):
            if event.pk in self._seen:
                continue
            if self.source.has_late_commits:
                self._seen.add(event.pk)
            self.cursor = max(self.cursor, event.pk)
            await self._hand_out(event)
        if self.source.has_late_commits:
            self._settle()

    async def _all_after(self, event_id: int) -> AsyncIterator[OutboxEvent]:
        """All events with a greater id; the source gives them in batches."""
        while batch := await self.source.after(event_id):
            for event in batch:
                yield event
            event_id = batch[-1].pk

    def _settle(self) -> None:
        moment = time.monotonic()
        if not self._marks or self._marks[-1][1] != self.cursor:
            self._marks.append((moment, self.cursor))
        while self._marks and self._marks[0][0] < moment - LATE.total_seconds():
            self._settled = self._marks.popleft()[1]
        self._seen = {event_id for event_id in self._seen if event_id > self._settled}

    async def _hand_out(self, event: OutboxEvent) -> None:
        if event.type == "access.changed":
            # First, so that nothing after a revocation reaches who has lost the right.
            await self._recheck(list(self.streams))
        moment, data = clock.now(), b""
        for stream in list(self.streams):
            if stream.viewer.may_get(event, moment):
                data = data or frame(event.type, event.payload, event.pk)
                stream.offer(data)

    async def _recheck_in_turn(self) -> None:
        """Look at every stream's session and rights once a minute."""
        while True:
            await asyncio.sleep(min(5.0, RECHECK_SECONDS / 4))
            limit = time.monotonic() - RECHECK_SECONDS
            try:
                await self._recheck([stream for stream in self.streams if stream.checked < limit])
            except Error as error:
                log.warning("sessions_unreachable", error=str(error))

    async def _recheck(self, streams: list[Stream]) -> None:
        by_session: dict[str, list[Stream]] = defaultdict(list)
        for stream in streams:
            by_session[stream.session_key].append(stream)
        for session_key, group in by_session.items():
            viewer = await self.source.viewer(session_key)
            for stream in group:
                stream.checked = time.monotonic()
                if viewer is None or viewer.user_id != stream.viewer.user_id:
                    stream.end()
                else:
                    stream.viewer = viewer
