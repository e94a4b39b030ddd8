"""The front door: the public socket, in front of the web and the events process, so that all is one origin.

It reads a request's head, chooses the process by path, writes the head anew and then passes bytes both ways until the
process closes. One request per connection: nothing to frame, nothing to smuggle. While a process restarts, the door
holds its requests for a few seconds instead of refusing them.
"""

import asyncio
import contextlib
import secrets
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from linkspan.config.door_answers import answer
from linkspan.config.door_head import MAX_HEAD_BYTES, BadHead, Head, Origin, parse_head, rewrite_head

HEAD_SECONDS = 10.0
UPSTREAM_SECONDS = 5.0
IDLE_SECONDS = 300.0
MAX_CONNECTIONS = 1000
_CHUNK = 64 * 1024
_LINGER_SECONDS = 2.0
_RETRY_AFTER = 0.05

Log = Callable[..., None]


@dataclass(eq=False)
class Upstream:
    """Where a process listens: a socket file that only this user can open, or a loopback port where there is none.

    open: requests that it has now, by which the door chooses among several.
    """

    path: Path | None = None
    port: int = 0
    open: int = 0

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a connection; OSError while nobody listens."""
        if self.path is not None:
            return await asyncio.open_unix_connection(str(self.path), limit=_CHUNK)
        return await asyncio.open_connection("127.0.0.1", self.port, limit=_CHUNK)


def worker_path(path: Path, number: int) -> Path:
    """The socket file of one of several web servers that share what was loaded before they were forked."""
    return path.with_name(f"{path.name}-{number}")


@dataclass(frozen=True)
class DoorConfig:
    """Address, TLS, limits. trusted: peers (proxies of the administrator's) whose X-Forwarded-* stand."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None
    max_body: int = 200 * 1024 * 1024
    trusted: frozenset[str] = frozenset()
    new_request_id: Callable[[], str] = lambda: secrets.token_hex(16)


@dataclass(eq=False)
class _Connection:
    """One client. task: what serves it; is_stream: an event stream, which ends at once when the door closes."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    task: asyncio.Task[None]
    seen: float = field(default_factory=time.monotonic)
    is_stream: bool = False
    has_answer: bool = False
    has_unread: bool = False
    head: Head | None = None


class _BodyTooLarge(Exception):
    """The client sent more than is accepted."""


class _ClientGone(ConnectionError):
    """The client left before its request was whole, or left its event stream."""


class Door:
    """Serve until `close`. upstreams: `web` and `events`, each one or several that do the same."""

    def __init__(self, config: DoorConfig, upstreams: dict[str, tuple[Upstream, ...]], log: Log) -> None:
        self.config, self.upstreams, self.log = config, upstreams, log
        self._connections: set[_Connection] = set()
        self._server: asyncio.Server | None = None
        self._sweeper: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port bound, also where 0 was asked for."""
        return int(self._server.sockets[0].getsockname()[1]) if self._server else 0

    async def open(self) -> None:
        """Take the public socket and begin to answer; OSError where the address is taken or not ours."""
        self._server = await asyncio.start_server(
            self._accept,
            self.config.host,
            self.config.port,
            limit=MAX_HEAD_BYTES,
            backlog=512,
            ssl=self.config.tls,
            ssl_handshake_timeout=HEAD_SECONDS if self.config.tls else None,
        )
        self._sweeper = asyncio.create_task(self._sweep())

    async def close(self, grace: float = 1.0) -> None:
        """Take no more connections, cut event streams, give the others `grace` seconds, then cut them too."""
        if self._server:
            self._server.close()
        if self._sweeper:
            self._sweeper.cancel()
        for connection in list(self._connections):
            if connection.is_stream or connection.head is None:
                connection.task.cancel()
        tasks = {connection.task for connection in self._connections}
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.wait(tasks, timeout=0.5)

    async def _sweep(self) -> None:
        """Cut connections on which nothing has moved for too long."""
        while True:
            await asyncio.sleep(10)
            limit = time.monotonic() - IDLE_SECONDS
            for connection in list(self._connections):
                if connection.seen < limit:
                    connection.task.cancel()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        connection = _Connection(reader, writer, task)
        self._connections.add(connection)
        try:
            await self._serve(connection)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            # The client went away, or the door closes: nobody is left to be told.
            writer.transport.abort()
        finally:
            self._connections.discard(connection)
            writer.close()

    async def _serve(self, connection: _Connection) -> None:
        try:
            if len(self._connections) > MAX_CONNECTIONS:
                raise BadHead(503, "busy")
            connection.head = head = await self._read_head(connection.reader)
            if head is None:
                return
            if head.length is not None and head.length > self.config.max_body:
                raise BadHead(413, "body_length")
            await self._pass_on(connection, head)
        except BadHead as refusal:
            await self._refuse(connection, refusal)
        except _BodyTooLarge:
            await self._refuse(connection, BadHead(413, "body_length"))

    async def _read_head(self, reader: asyncio.StreamReader) -> Head | None:
        """The head, or None where the client said nothing at all."""
        try:
            async with asyncio.timeout(HEAD_SECONDS):
                raw = await reader.readuntil(b"\r\n\r\n")
        except asyncio.LimitOverrunError as error:
            raise BadHead(431, "head_length") from error
        except TimeoutError as error:
            raise BadHead(408, "slow_head") from error
        except asyncio.IncompleteReadError as error:
            if not error.partial:
                return None
            raise BadHead(400, "head") from error
        return parse_head(raw)

    async def _pass_on(self, connection: _Connection, head: Head) -> None:
        connection.is_stream = head.path == "/live"
        name = "events" if connection.is_stream else "web"
        peer = _peer_of(connection.writer)
        origin = Origin(peer, "https" if self.config.tls else "http", self.config.new_request_id())
        raw = rewrite_head(head, origin, is_trusted=peer in self.config.trusted)
        for attempt in range(3):
            upstream, reader, writer = await self._reach(name)
            try:
                await self._splice(connection, head, raw, reader, writer)
            finally:
                upstream.open -= 1
                writer.transport.abort()
            if connection.has_answer or not head.is_repeatable:
                break
            self.log("upstream_died", target=name, path=head.path, attempt=attempt + 1)
        if not connection.has_answer:
            raise BadHead(502, "upstream_died")
        await self._finish(connection)

    async def _reach(self, name: str) -> tuple[Upstream, asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to the process with the fewest requests, counted as one of them; waits while it restarts."""
        deadline = time.monotonic() + UPSTREAM_SECONDS
        while True:
            for upstream in sorted(self.upstreams[name], key=lambda one: one.open):
                # Counted before it answers: those who ask meanwhile shall go elsewhere.
                upstream.open += 1
                try:
                    return upstream, *await upstream.connect()
                except OSError as error:
                    upstream.open -= 1
                    failure = error
                except BaseException:
                    upstream.open -= 1
                    raise
            if time.monotonic() > deadline:
                raise BadHead(503, "restarting") from failure
            await asyncio.sleep(_RETRY_AFTER)

    async def _splice(
        self,
        connection: _Connection,
        head: Head,
        raw: bytes,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        """Send the request, pass the answer on as it comes; returns when the process has closed."""
        with contextlib.suppress(ConnectionError):
            writer.write(raw)
        sending = asyncio.create_task(self._send_body(connection, head, writer))
        receiving = asyncio.create_task(self._receive(connection, reader))
        try:
            done, _ = await asyncio.wait({sending, receiving}, return_when=asyncio.FIRST_COMPLETED)
            if sending in done and receiving not in done:
                if isinstance(sending.exception(), _ClientGone | _BodyTooLarge):
                    sending.result()
                # Else the body is through, or the process takes no more of it and says why (413, 403).
                await receiving
            receiving.result()
        finally:
            for task in (sending, receiving):
                task.cancel()
            await asyncio.gather(sending, receiving, return_exceptions=True)

    async def _send_body(self, connection: _Connection, head: Head, writer: asyncio.StreamWriter) -> None:
        """Pass the body on; for a stream, watch for the client's going away, which ends it."""
        left = self.config.max_body + 1 if head.length is None else head.length
        connection.has_unread = head.has_body
        while head.has_body and left > 0:
            chunk = await connection.reader.read(min(_CHUNK, left))
            if not chunk:
                raise _ClientGone
            left -= len(chunk)
            connection.seen = time.monotonic()
            writer.write(chunk)
            await writer.drain()
        if head.length is None:
            raise _BodyTooLarge
        connection.has_unread = False
        if connection.is_stream:
            # Whatever follows the request is not passed on: one request per connection.
            while await connection.reader.read(_CHUNK):
                pass
            raise _ClientGone

    async def _receive(self, connection: _Connection, reader: asyncio.StreamReader) -> None:
        while True:
            try:
                chunk = await reader.read(_CHUNK)
            except ConnectionError:
                return  # The process died. What it has said so far is all there is.
            if not chunk:
                return
            connection.has_answer = True
            connection.seen = time.monotonic()
            connection.writer.write(chunk)
            await connection.writer.drain()

    async def _finish(self, connection: _Connection) -> None:
        """Close so that the client can read the answer to its end, even if it is still sending.

        A close with unread bytes resets the connection, which can take the answer with it.
        """
        with contextlib.suppress(OSError, TimeoutError):
            await connection.writer.drain()
            if connection.writer.can_write_eof():
                connection.writer.write_eof()
            if connection.has_unread:
                async with asyncio.timeout(_LINGER_SECONDS):
                    while await connection.reader.read(_CHUNK):
                        pass

    async def _refuse(self, connection: _Connection, refusal: BadHead) -> None:
        if connection.has_answer:
            connection.writer.transport.abort()
            return
        self.log("refused", status=refusal.status, code=refusal.code, peer=_peer_of(connection.writer))
        connection.has_unread = True
        connection.writer.write(answer(refusal.status, refusal.code, connection.head))
        await self._finish(connection)


def _peer_of(writer: asyncio.StreamWriter) -> str:
    name = writer.get_extra_info("peername")
    return str(name[0]) if isinstance(name, tuple) and name else "127.0.0.1"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host in {"localhost", "::1"}:
        return True
    with contextlib.suppress(OSError):
        return socket.inet_aton(host)[0] == 127
    return False


def shown_host(host: str) -> str:
    """The host as a browser on this machine writes it."""
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
