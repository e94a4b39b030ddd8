"""GET /live as text/event-stream (ASGI 3, no framework: one route, one answer)."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import orjson
import structlog
from django.conf import settings
from django.db import Error
from django.http.cookie import parse_cookie
from django.utils import translation
from django.utils.translation import gettext as _t

from linkspan import __version__
from linkspan.kernel import clock
from linkspan.surfaces.live.hub import RESET, Hub, Stream, TooManyStreams, frame
from linkspan.surfaces.live.source import Source

log = structlog.get_logger(__name__)
COMMENT_SECONDS = 15.0
RETRY_MILLISECONDS = 2000
_COMMENT = b": \n\n"

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class LiveApplication:
    """The ASGI application of the events process."""

    def __init__(self, source: Source) -> None:
        self.source, self.hub = source, Hub(source)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            await self._answer(_Request(scope), receive, send)

    async def _answer(self, request: "_Request", receive: Receive, send: Send) -> None:
        with translation.override(request.language):
            if request.path == "/health":
                await _plain(send, 200, {"status": "ok"})
            elif request.path != "/live":
                await _problem(send, 404, "not_found", _t("There is nothing here that you may see."))
            elif request.method != "GET":
                await _problem(send, 405, "method", _t("This address only answers GET."))
            else:
                await self._stream(request, receive, send)

    async def _stream(self, request: "_Request", receive: Receive, send: Send) -> None:
        try:
            viewer = await self.source.viewer(request.session_key) if request.session_key else None
            if viewer is None:
                await _problem(send, 401, "unauthenticated", _t("Log in first."))
                return
            stream = await self.hub.join(request.session_key, viewer)
        except TooManyStreams:
            await _problem(send, 429, "streams", _t("Too many pages are open at once. Close one of them."))
            return
        except Error as error:
            log.warning("database_unreachable", error=str(error))
            await _problem(send, 503, "unavailable", _t("The database does not answer. Try again in a few seconds."))
            return
        gone = asyncio.create_task(_until_gone(receive, stream))
        try:
            await _start(send)
            await self._write(stream, request.last_id, send)
        finally:
            gone.cancel()
            self.hub.leave(stream)

    async def _write(self, stream: Stream, last_id: int | None, send: Send) -> None:
        await _chunk(
            send,
            f"retry: {RETRY_MILLISECONDS}\n".encode()
            + frame("hello", {"build": __version__}, stream.after if last_id is None else None),
        )
        if last_id is not None:
            await _chunk(send, await self._missed(stream, last_id))
        while True:
            try:
                async with asyncio.timeout(COMMENT_SECONDS):
                    data = await stream.frames.get()
            except TimeoutError:
                data = _COMMENT
            if data is None:
                break
            await _chunk(send, data)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _missed(self, stream: Stream, last_id: int) -> bytes:
        """The events since the reader's last one, or the word to fetch everything anew."""
        events = await self.source.missed(last_id, stream.after)
        if events is None:
            return RESET + frame("hello", {"build": __version__}, stream.after)
        moment = clock.now()
        return (
            b"".join(
                frame(event.type, event.payload, event.pk) for event in events if stream.viewer.may_get(event, moment)
            )
            or _COMMENT
        )


class _Request:
    """What of a request matters here."""

    def __init__(self, scope: Message) -> None:
        headers = {key.lower(): value.decode("latin-1") for key, value in scope["headers"]}
        cookies = parse_cookie(headers.get(b"cookie", ""))
        self.method, self.path = scope["method"], scope["path"]
        self.session_key = cookies.get(settings.SESSION_COOKIE_NAME, "")
        given = headers.get(b"last-event-id", "")
        self.last_id = int(given) if given.isdecimal() and len(given) < 19 else None
        language = cookies.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        self.language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


async def _until_gone(receive: Receive, stream: Stream) -> None:
    """End the stream as soon as the client has left."""
    with contextlib.suppress(OSError):
        while (await receive())["type"] != "http.disconnect":
            pass
    stream.end()


async def _start(send: Send) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"content-type", b"text/event-stream; charset=utf-8"),
                (b"cache-control", b"no-store"),
                (b"x-accel-buffering", b"no"),
                (b"x-content-type-options", b"nosniff"),
            ],
        }
    )


async def _chunk(send: Send, data: bytes) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": True})


async def _plain(send: Send, status: int, body: object, kind: bytes = b"application/json") -> None:
    data = orjson.dumps(body)
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", kind),
                (b"content-length", str(len(data)).encode()),
                (b"cache-control", b"no-store"),
            ],
        }
    )
    await send({"type": "http.response.body", "body": data, "more_body": False})


async def _problem(send: Send, status: int, code: str, sentence: str) -> None:
    titles = {
        401: "Unauthorized",
        404: "Not Found",
        405: "Method Not Allowed",
        429: "Too Many Requests",
        503: "Service Unavailable",
    }
    await _plain(
        send,
        status,
        {"type": "about:blank", "title": titles[status], "status": status, "code": code, "detail": sentence},
        b"application/problem+json",
    )


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
