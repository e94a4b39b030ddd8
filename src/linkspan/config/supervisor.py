"""One process that holds the public socket and keeps the others alive: web, events, worker.

It imports no Django, so it starts at once and never fails with the program. A child that ends is started again after
a pause that grows with each quick death. All end together: on Ctrl-C in order, on kill -9 by the system.
"""

import asyncio
import contextlib
import json
import multiprocessing
import os
import shutil
import signal
import socket
import ssl
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from linkspan.config import environment as env
from linkspan.config.door import Door, DoorConfig, Log, Upstream, shown_host, worker_path

EXIT_REFUSED = 2
EXIT_CONFIGURATION = 78  # what a child answers (EX_CONFIG) when starting it again cannot help
STOP_SECONDS = 3.0
GRACE_SECONDS = 0.7
SETTLED_SECONDS = 10.0
PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
HOPELESS_DEATHS = 3
_SOCKETS_PREFIX = "linkspan-"
_HAS_SOCKET_FILES = sys.platform != "win32"


class Refused(Exception):
    """A start that cannot be; the sentences say why and what to do."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.english, self.chinese = english, chinese


@dataclass
class Child:
    """One kind of process. deaths: quick deaths in a row."""

    name: str
    arguments: list[str]
    socket_file: Path | None = None
    process: asyncio.subprocess.Process | None = None
    deaths: int = 0
    started: float = 0.0


@dataclass(frozen=True)
class Plan:
    """What to run. has_worker: whether this machine works on jobs. command: how a child is started (tests)."""

    host: str
    port: int
    has_worker: bool = True
    command: tuple[str, ...] = (sys.executable, "-m", "linkspan.config.process")
    environment: dict[str, str] = field(default_factory=dict)
    on_ready: Callable[[str], None] = lambda url: None


class DataLock:
    """One supervisor per data directory, by a lock that the system releases whatever happens to us."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / "serve.lock"
        self._file: Any = None

    def take(self, url: str, sockets: Path | None = None) -> None:
        """Hold the lock; Refused where another process has it."""
        file = self.path.open("a+", encoding="utf-8")
        try:
            _lock(file)
        except OSError:
            raise self._refusal(file) from None
        _sweep_up(file)
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "url": url, "sockets": str(sockets or "")}))
        file.flush()
        self._file = file

    def _refusal(self, file: Any) -> Refused:
        directory = self.path.parent
        with file:
            file.seek(0)
            try:
                holder = json.loads(file.read())
                english, chinese = (
                    form.format(**holder) for form in (" (process {pid}, {url})", "（进程 {pid}，{url}）")
                )
            except (ValueError, KeyError):
                english, chinese = "", ""
        return Refused(
            f"Linkspan already runs on {directory}{english}. Stop it, or give another directory with --data.",
            f"联桥已在使用目录 {directory}{chinese}，请先停止它，或用 --data 指定其他目录。",
        )

    def release(self) -> None:
        """Give the lock back."""
        if self._file:
            with contextlib.suppress(OSError):
                self._file.truncate(0)
            self._file.close()


def _sweep_up(file: Any) -> None:
    """Remove the folder of socket files that a killed supervisor left; its name stands in the lock file."""
    file.seek(0)
    try:
        left = Path(json.loads(file.read())["sockets"])
    except (ValueError, KeyError, TypeError):
        return
    if left.name.startswith(_SOCKETS_PREFIX) and left.parent == Path(tempfile.gettempdir()):
        shutil.rmtree(left, ignore_errors=True)


def _lock(file: Any) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def tls_context() -> ssl.SSLContext | None:
    """TLS by the settings, 1.2 or newer; None without a certificate; Refused where it cannot be read."""
    certificate, key = env.read("TLS_CERTIFICATE"), env.read("TLS_KEY")
    if not certificate:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key or None)
    except (OSError, ssl.SSLError) as error:
        raise Refused(
            f"The TLS certificate {certificate} with key {key or certificate} cannot be used: {error}. "
            "Check LINKSPAN_TLS_CERTIFICATE and LINKSPAN_TLS_KEY.",
            f"无法使用 TLS 证书 {certificate}（私钥 {key or certificate}）：{error}。"
            "请检查 LINKSPAN_TLS_CERTIFICATE 和 LINKSPAN_TLS_KEY。",
        ) from error
    return context


class Supervisor:
    """Runs a plan until it is told to stop; `run` answers the exit code."""

    def __init__(self, plan: Plan, log: Log) -> None:
        self.plan, self.log = plan, log
        self.exit_code = 0
        self._stop = asyncio.Event()
        self._signals = 0
        self._sockets = Path(tempfile.mkdtemp(prefix=_SOCKETS_PREFIX)) if _HAS_SOCKET_FILES else None
        addresses = {name: self._address(name) for name in ("web", "events")}
        self.children = [_child(name, addresses[name]) for name in addresses]
        self._upstreams = {"web": _servers_of(addresses["web"]), "events": (addresses["events"],)}
        if plan.has_worker:
            self.children.append(Child("worker", ["worker"]))

    def _address(self, name: str) -> Upstream:
        return Upstream(path=self._sockets / name) if self._sockets else Upstream(port=_free_port())

    async def run(self) -> int:
        """Serve until SIGINT or SIGTERM. Refused where the address or the data directory is taken."""
        directory = env.data_directory()
        lock = DataLock(directory)
        try:
            tls = tls_context()
            url = f"{'https' if tls else 'http'}://{shown_host(self.plan.host)}:{self.plan.port}"
            lock.take(url, self._sockets)
            # Made here, before the children, so that two of them never make it at once.
            env.secret_key(directory)
            door = Door(self._door_config(tls), self._upstreams, self.log)
            await _open(door, self.plan)
            self._listen_to_signals()
            keepers = [asyncio.create_task(self._keep(child)) for child in self.children]
            ready = asyncio.create_task(self._announce(url))
            await self._stop.wait()
            ready.cancel()
            await self._shut_down(door, keepers)
        finally:
            lock.release()
            if self._sockets:
                shutil.rmtree(self._sockets, ignore_errors=True)
        return self.exit_code

    def _door_config(self, tls: ssl.SSLContext | None) -> DoorConfig:
        trusted = frozenset(part.strip() for part in env.read("TRUSTED_PROXIES").split(",") if part.strip())
        # A form's fields and boundaries come on top of the file itself.
        largest = (int(env.read("MAX_UPLOAD_MB")) + 1) * 1024 * 1024
        return DoorConfig(self.plan.host, self.plan.port, tls, largest, trusted)

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, self._on_signal)
            except NotImplementedError:  # Windows
                signal.signal(number, lambda *_: loop.call_soon_threadsafe(self._on_signal))

    def _on_signal(self) -> None:
        self._signals += 1
        self._stop.set()
        if self._signals > 1:
            self._signal_children(signal.SIGKILL if _HAS_SOCKET_FILES else signal.SIGTERM)

    async def _keep(self, child: Child) -> None:
        """Start the child, and again whenever it ends, until we stop."""
        while not self._stop.is_set():
            await self._start(child)
            assert child.process is not None
            code = await child.process.wait()
            _signal_group(child, signal.SIGKILL if _HAS_SOCKET_FILES else signal.SIGTERM)
            if self._stop.is_set():
                return
            if code == EXIT_CONFIGURATION:
                self.exit_code = EXIT_REFUSED
                self._stop.set()
                return
            has_settled = time.monotonic() - child.started > SETTLED_SECONDS
            child.deaths = 0 if has_settled else child.deaths + 1
            pause = PAUSES[min(child.deaths, len(PAUSES) - 1)]
            self.log("child_died", child=child.name, code=code, pause=pause)
            if child.deaths == HOPELESS_DEATHS:
                self.log("child_keeps_dying", child=child.name, hint="`linkspan doctor` looks for the cause")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._stop.wait()

    async def _start(self, child: Child) -> None:
        if child.socket_file:
            child.socket_file.unlink(missing_ok=True)
        environment = {
            **os.environ,
            **self.plan.environment,
            "LINKSPAN_SUPERVISOR": str(os.getpid()),
            "PYTHONUNBUFFERED": "1",
        }
        # A session of its own: Ctrl-C in the terminal reaches the supervisor alone, which stops all in order.
        child.process = await asyncio.create_subprocess_exec(
            *self.plan.command,
            *child.arguments,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        child.started = time.monotonic()

    async def _announce(self, url: str) -> None:
        """Call `on_ready` once the web process answers."""
        for upstream in self._upstreams["web"]:
            while not await _answers(upstream):
                await asyncio.sleep(0.05)
        self.plan.on_ready(url)

    async def _shut_down(self, door: Door, keepers: list[asyncio.Task[None]]) -> None:
        begun = time.monotonic()
        await door.close(GRACE_SECONDS)
        self._signal_children(signal.SIGTERM)
        _, late = await asyncio.wait(keepers, timeout=max(0.1, STOP_SECONDS - (time.monotonic() - begun)))
        if late:
            self._signal_children(signal.SIGKILL if _HAS_SOCKET_FILES else signal.SIGTERM)
            await asyncio.wait(late, timeout=1.0)

    def _signal_children(self, number: int) -> None:
        for child in self.children:
            if child.process and child.process.returncode is None:
                _signal_group(child, number)


def _child(name: str, upstream: Upstream) -> Child:
    where = ["--path", str(upstream.path)] if upstream.path else ["--port", str(upstream.port)]
    return Child(name, [name, *where], upstream.path)


def _servers_of(web: Upstream) -> tuple[Upstream, ...]:
    """The web servers behind an address: one, or where processes are forked one for each worker."""
    workers = int(env.read("WEB_WORKERS"))
    if web.path is None or workers <= 1 or multiprocessing.get_start_method() != "fork":
        return (web,)
    return tuple(Upstream(path=worker_path(web.path, number)) for number in range(workers))


def _signal_group(child: Child, number: int) -> None:
    """Signal the child with all that it started; whoever is gone is gone."""
    assert child.process is not None
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if not _HAS_SOCKET_FILES:
            child.process.send_signal(number)
        elif number == signal.SIGKILL:
            os.killpg(child.process.pid, number)
        else:
            child.process.send_signal(number)


async def _open(door: Door, plan: Plan) -> None:
    try:
        await door.open()
    except OSError as error:
        raise _address_refusal(plan.host, plan.port, error) from error


def _address_refusal(host: str, port: int, error: OSError) -> Refused:
    reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
    return Refused(
        f"{host}:{port} cannot be used: {reason}. Give another port with --port.",
        f"无法使用 {host}:{port}：{reason}，请用 --port 换一个端口。",
    )


def probe_address(host: str, port: int) -> None:
    """Refused where the address is taken already; for a start that does long work before it binds."""
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            return
    except OSError as error:
        raise _address_refusal(host, port, error) from error


async def _answers(upstream: Upstream) -> bool:
    """Whether the process answers HTTP, whatever it says."""
    try:
        async with asyncio.timeout(5):
            reader, writer = await upstream.connect()
            try:
                writer.write(
                    b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n"
                )
                return (await reader.read(64)).startswith(b"HTTP/1.1")
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(plan: Plan, log: Log) -> int:
    """Run the plan to its end; the exit code. Refused where it cannot begin."""

    async def inner() -> int:
        return await Supervisor(plan, log).run()

    return asyncio.run(inner())
