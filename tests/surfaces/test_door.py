"""The front door between real sockets: routing, waiting, limits, both directions, stopping."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from linkspan.config import door as door_module
from linkspan.config.door import Door, DoorConfig, Upstream

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class House:
    """A door with two processes behind it, all in this event loop."""

    def __init__(self, folder: Path, **config: object) -> None:
        self.folder, self.heads, self.servers = folder, [], {}
        self.config = DoorConfig("127.0.0.1", 0, **config)
        self.logged: list[str] = []

    async def __aenter__(self) -> "House":
        upstreams = {name: (Upstream(path=self.folder / name),) for name in ("web", "events")}
        self.door = Door(self.config, upstreams, lambda event, **_: self.logged.append(event))
        await self.door.open()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.door.close(0.1)
        for server in self.servers.values():
            server.close()

    async def start(self, name: str, handler: Handler | None = None) -> None:
        async def default(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            raw = await reader.readuntil(b"\r\n\r\n")
            self.heads.append(raw.decode())
            body = b""
            for line in raw.decode().split("\r\n"):
                if line.lower().startswith("content-length:"):
                    body = await reader.readexactly(int(line.split(":")[1]))
            text = name.encode() + b":" + str(len(body)).encode()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(text), text))
            await writer.drain()
            writer.close()

        self.servers[name] = await asyncio.start_unix_server(handler or default, str(self.folder / name))

    async def ask(self, raw: bytes, timeout: float = 5) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.door.port)
        try:
            writer.write(raw)
            return await asyncio.wait_for(reader.read(-1), timeout)
        finally:
            writer.close()


def run(test: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(test(), 30))


def test_of_several_processes_the_one_with_the_fewest_requests_is_asked(tmp_path: Path) -> None:
    async def test() -> None:
        async with House(tmp_path) as house:
            house.door.upstreams["web"] = tuple(Upstream(path=tmp_path / f"web-{n}") for n in range(2))
            held = asyncio.Event()

            async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                await reader.readuntil(b"\r\n\r\n")
                await held.wait()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nslow")
                writer.close()

            await house.start("web-0", slow)
            await house.start("web-1")
            waiting = asyncio.create_task(house.ask(GET))
            await asyncio.sleep(0.1)
            for _ in range(5):
                assert (await house.ask(GET)).endswith(b"web-1:0"), "the first is busy"
            house.servers["web-1"].close()
            (tmp_path / "web-1").unlink(missing_ok=True)
            late = asyncio.create_task(house.ask(GET))
            await asyncio.sleep(0.1)
            held.set()
            assert (await waiting).endswith(b"slow")
            assert (await late).endswith(b"slow"), "where one does not listen, another is asked"
            assert [one.open for one in house.door.upstreams["web"]] == [0, 0]

    run(test)


def test_path_chooses_the_process_and_a_second_request_is_not_passed_on(tmp_path: Path) -> None:
    async def test() -> None:
        async with House(tmp_path) as house:
            await house.start("web")
            await house.start("events")
            assert (await house.ask(GET)).endswith(b"web:0")
            assert (await house.ask(b"GET /live?x HTTP/1.1\r\nHost: x\r\n\r\n")).endswith(b"events:0")
            assert (await house.ask(b"GET /lively HTTP/1.1\r\nHost: x\r\n\r\n")).endswith(b"web:0")
            answer = await house.ask(b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc" + GET)
            assert answer.endswith(b"web:3")
            assert answer.count(b"HTTP/1.1 200") == 1
            assert len(house.heads) == 4

    run(test)


def test_large_bodies_pass_both_ways_without_being_kept(tmp_path: Path) -> None:
    size = 30 * 1024 * 1024

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        left = size
        while left:
            chunk = await reader.read(min(65536, left))
            left -= len(chunk)
            writer.write(chunk)
            await writer.drain()
        writer.close()

    async def test() -> None:
        async with House(tmp_path) as house:
            await house.start("web", echo)
            reader, writer = await asyncio.open_connection("127.0.0.1", house.door.port)

            async def send() -> None:
                writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % size)
                for _ in range(size // 65536):
                    writer.write(b"x" * 65536)
                    await writer.drain()

            sending = asyncio.create_task(send())
            await reader.readuntil(b"\r\n\r\n")
            received = 0
            while chunk := await reader.read(65536):
                received += len(chunk)
            await sending
            assert received == size
            writer.close()

    run(test)


def test_requests_wait_for_a_process_that_restarts(tmp_path: Path) -> None:
    async def test() -> None:
        async with House(tmp_path) as house:
            asking = asyncio.create_task(house.ask(GET))
            await asyncio.sleep(0.4)
            assert not asking.done()
            await house.start("web")
            assert (await asking).endswith(b"web:0")

    run(test)


def test_503_with_retry_after_when_nobody_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door_module, "UPSTREAM_SECONDS", 0.3)

    async def test() -> None:
        async with House(tmp_path) as house:
            answer = await house.ask(GET)
            assert answer.startswith(b"HTTP/1.1 503 ")
            assert b"Retry-After:" in answer

    run(test)


def test_a_killed_process_is_asked_again_for_reads_and_only_for_reads(tmp_path: Path) -> None:
    asked = []

    async def dies_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raw = await reader.readuntil(b"\r\n\r\n")
        asked.append(raw.split(b" ")[0])
        if len(asked) != 2:
            writer.transport.abort()
            return
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nsecond")
        writer.close()

    async def test() -> None:
        async with House(tmp_path) as house:
            await house.start("web", dies_once)
            assert (await house.ask(GET)).endswith(b"second")
            answer = await house.ask(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na")
            assert answer.startswith(b"HTTP/1.1 502 ")
            assert asked == [b"GET", b"GET", b"POST"]

    run(test)


def test_slow_and_oversized_heads_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door_module, "HEAD_SECONDS", 0.3)

    async def test() -> None:
        async with House(tmp_path) as house:
            await house.start("web")
            assert (await house.ask(b"GET / HTTP/1.1\r\nHost: x\r\n")).startswith(b"HTTP/1.1 408 ")
            big = b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 70_000 + b"\r\n\r\n"
            assert (await house.ask(big)).startswith(b"HTTP/1.1 431 ")
            assert (
                await house.ask(b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n")
            ).startswith(b"HTTP/1.1 400 ")
            assert house.heads == []

    run(test)


def test_too_large_a_body_is_refused_before_and_while_it_comes(tmp_path: Path) -> None:
    async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(65536):
            pass
        writer.close()

    async def test() -> None:
        async with House(tmp_path, max_body=1000) as house:
            await house.start("web", swallow)
            told = await house.ask(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n" + b"x" * 1001)
            assert told.startswith(b"HTTP/1.1 413 ")
            chunked = (
                b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + b"400\r\n"
                + b"x" * 1024
                + b"\r\n0\r\n\r\n"
            )
            assert (await house.ask(chunked)).startswith(b"HTTP/1.1 413 ")

    run(test)


def test_an_early_answer_reaches_a_client_that_is_still_sending(tmp_path: Path) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")
        await writer.drain()
        writer.close()

    async def test() -> None:
        async with House(tmp_path) as house:
            await house.start("web", refuse)
            body = b"x" * (4 * 1024 * 1024)
            answer = await house.ask(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            assert answer.startswith(b"HTTP/1.1 403 ")
            assert answer.endswith(b"no")

    run(test)


async def _endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: hello\n\n")
    await writer.drain()
    while await reader.read(1):
        pass
    writer.close()


def test_closing_cuts_streams_at_once_and_lets_a_request_end(tmp_path: Path) -> None:
    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(0.4)
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\ndone")
        writer.close()

    async def test() -> None:
        async with House(tmp_path) as house:
            await house.start("web", slow)
            await house.start("events", _endless)
            streams = [asyncio.create_task(house.ask(b"GET /live HTTP/1.1\r\nHost: x\r\n\r\n")) for _ in range(3)]
            asking = asyncio.create_task(house.ask(GET))
            await asyncio.sleep(0.2)
            begun, port = time.monotonic(), house.door.port
            await house.door.close(2.0)
            assert time.monotonic() - begun < 1.0
            assert (await asking).endswith(b"done")
            for stream in await asyncio.gather(*streams, return_exceptions=True):
                assert isinstance(stream, ConnectionError) or b": hello" in stream
            with pytest.raises(OSError):
                await asyncio.open_connection("127.0.0.1", port)

    run(test)


def test_a_reader_that_leaves_frees_its_stream(tmp_path: Path) -> None:
    async def test() -> None:
        gone = asyncio.Event()

        async def watch(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await _endless(reader, writer)
            gone.set()

        async with House(tmp_path) as house:
            await house.start("events", watch)
            reader, writer = await asyncio.open_connection("127.0.0.1", house.door.port)
            writer.write(b"GET /live HTTP/1.1\r\nHost: x\r\n\r\n")
            await reader.readuntil(b": hello\n\n")
            writer.close()
            await asyncio.wait_for(gone.wait(), 2)

    run(test)


def test_tls_answers_and_says_so_behind_the_door(tmp_path: Path) -> None:
    certificate = _certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    async def test() -> None:
        async with House(tmp_path, tls=context) as house:
            await house.start("web")
            trusting = ssl.create_default_context(cafile=str(certificate))
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", house.door.port, ssl=trusting, server_hostname="localhost"
            )
            writer.write(GET)
            assert (await reader.read(-1)).endswith(b"web:0")
            assert "X-Forwarded-Proto: https" in house.heads[0]
            writer.close()

    run(test)


def _certificate(folder: Path) -> Path:
    """A self-signed certificate for localhost with its key."""
    import datetime as dt

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "localhost.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path
