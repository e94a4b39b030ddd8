"""What one child of the supervisor runs: `python -m linkspan.config.process web|events|worker`.

Its address and limits come from the supervisor as arguments. A child dies with its parent, whatever killed that.
"""

import argparse
import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from linkspan.config import environment as env
from linkspan.config import logs
from linkspan.config.door import worker_path

NICE_WORKER = 10
KILL_SECONDS = 2
THREAD_IDLE_SECONDS = 600
_WARM_UP_DELAY = 3.0  # after the first pages, which it would slow down
_PR_SET_PDEATHSIG = 1


def die_with(parent: int) -> None:
    """End this process when the parent ends. Linux does it by itself; elsewhere a thread looks every second."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(0)
        return

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(0)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def load_web() -> Any:
    """The WSGI application, in a worker process of the web server."""
    die_with(int(os.environ["LINKSPAN_PARENT"]))
    from linkspan.config.wsgi import application

    timer = threading.Timer(_WARM_UP_DELAY, _warm_up)
    timer.daemon = True
    timer.start()
    return application


def preload_web() -> None:
    """Load the application once, before the web server forks its workers: half the time and memory, quick to heal."""
    # WhiteNoise complains of a missing collection folder, although it serves from the package.
    (env.data_directory() / "static").mkdir(exist_ok=True)
    from django.db import connections
    from django.urls import get_resolver

    from linkspan.config.wsgi import application  # noqa: F401 - kept in sys.modules for the workers

    _ = get_resolver().url_patterns
    # A database connection must never be shared by two processes.
    connections.close_all()


def _warm_up() -> None:
    """Load the compiled scheduling kernels and the pinyin tables before an edit or a search asks for them."""
    from linkspan.engines import network, simulate
    from linkspan.engines.language import tokens

    network.warm_up()
    tokens.warm_up()
    simulate.warm_up()


def load_events() -> Any:
    """The ASGI application of the event streams."""
    die_with(int(os.environ["LINKSPAN_PARENT"]))
    from linkspan.config.live_asgi import application

    return application


def serve(kind: str, address: argparse.Namespace) -> None:
    """Run the web server for one of the two applications until it is told to stop."""
    if kind != "web":
        run_server(kind, address.path, address.port)
        return
    workers = int(env.read("WEB_WORKERS"))
    if multiprocessing.get_start_method() != "fork":
        run_server(kind, address.path, address.port, workers)
        return
    preload_web()
    if address.path is None or workers <= 1:
        run_server(kind, address.path, address.port, workers)
        return
    fork_servers([worker_path(address.path, number) for number in range(workers)])


def fork_servers(paths: list[Path]) -> None:
    """A web server on each socket file, so that the door can choose; when one ends, all end and are started anew."""
    parent = os.getpid()
    children: set[int] = set()
    for path in paths:
        path.unlink(missing_ok=True)
        pid = os.fork()
        if pid == 0:
            die_with(parent)
            try:
                run_server("web", path)
            finally:
                os._exit(0)
        children.add(pid)
    is_told = False

    def pass_on(number: int, _frame: Any = None) -> None:
        nonlocal is_told
        is_told = True
        for pid in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, pass_on)
    while children:
        pid, _status = os.wait()
        children.discard(pid)
        if not is_told:
            pass_on(signal.SIGTERM)


def run_server(kind: str, path: Path | None, port: int = 0, workers: int = 1) -> None:
    """One granian with so many worker processes, on a socket file or a loopback port."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    os.environ["LINKSPAN_PARENT"] = str(os.getpid())
    is_web = kind == "web"
    loader: Callable[[], Any] = load_web if is_web else load_events
    server = Granian(
        f"linkspan.config.{'wsgi' if is_web else 'live_asgi'}:application",
        address="127.0.0.1",
        port=port,
        uds=path,
        uds_permissions=0o600 if path else None,
        interface=Interfaces.WSGI if is_web else Interfaces.ASGI,
        workers=workers,
        blocking_threads=int(env.read("WEB_THREADS")) if is_web else 1,
        blocking_threads_idle_timeout=THREAD_IDLE_SECONDS,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=logs.logging_config(),
        respawn_failed_workers=True,
        respawn_interval=0.1,
        workers_kill_timeout=KILL_SECONDS,
    )
    server.serve(target_loader=loader, wrap_loader=False)


def work() -> None:
    """Run the job worker, politely: a page always goes before a job."""
    with contextlib.suppress(OSError):
        os.nice(NICE_WORKER)
    import django

    django.setup()
    from linkspan.kernel.jobs.worker import run_worker
    from linkspan.surfaces.cli.first_run import print_setup_code

    print_setup_code()
    sys.exit(run_worker())


def main() -> None:
    parser = argparse.ArgumentParser(prog="linkspan.config.process")
    parser.add_argument("kind", choices=["web", "events", "worker"])
    parser.add_argument("--path", type=Path)
    parser.add_argument("--port", type=int, default=0)
    address = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linkspan.config.settings")
    die_with(int(os.environ["LINKSPAN_SUPERVISOR"]))
    logs.configure()
    if address.kind == "worker":
        work()
    else:
        serve(address.kind, address)


if __name__ == "__main__":
    main()
