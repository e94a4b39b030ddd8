"""A real Linkspan in processes of its own, for the tests that kill them."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

PASSWORD = "Runtime-tests-7-words"
USERNAME = "runtime"
START_SECONDS = 60
_URL = re.compile(r"http://127\.0\.0\.1:\d+")

JOBS = """
import time
from django.utils.translation import gettext_noop
from linkspan.kernel.access.actor import elevated
from linkspan.kernel.actions import Inverse, action, write
from linkspan.kernel.errors import DomainError
from linkspan.kernel.jobs import job
from linkspan.modules.identity.models import Organisation, Party


@action("identity.manage", phrase=gettext_noop("Left a mark"), undo=Inverse())
def leave_mark(actor, organisation, *, code):
    return write.create(Party(organisation=organisation, code=code, name=code, kind="vendor", scope_path="/")).pk


@job("test.slow")
def slow_job(context, *, steps, code="", fail=""):
    if code:
        with elevated():
            organisation = Organisation.rows.get()
        leave_mark(context.actor, organisation, code=code, idempotency_key=context.idempotency_key)
    if context.attempt > 1:
        steps = 3  # long enough to be killed in the first run, short in the next
    for step in range(steps):
        context.progress(step / steps, f"step {step}")
        time.sleep(0.1)
    if fail:
        raise DomainError("test", fail)
    return {"steps": steps, "attempt": context.attempt}


@job("test.deaf", max_attempts=1)
def deaf_job(context, *, seconds):
    time.sleep(seconds)
"""

LOG_IN = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from linkspan.modules.identity.sessions import begin_session
user = get_user_model()._base_manager.get()
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
begin_session(session)
session.save()
answer = session.session_key
"""


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Installation:
    """A data directory (and on PostgreSQL a database) with one administrator and the jobs above."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.folder = folder
        self.port = free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("LINKSPAN_", "DJANGO_"))},
            "LINKSPAN_DATA": str(folder / "data"),
            "LINKSPAN_WEB_WORKERS": "1",
            "LINKSPAN_WEB_THREADS": "2",
            "LINKSPAN_JOB_LEASE_SECONDS": "5",
            "DJANGO_SETTINGS_MODULE": "runtime_settings",
            "PYTHONPATH": os.pathsep.join([str(folder / "code"), os.environ.get("PYTHONPATH", "")]),
            "LANG": "C.UTF-8",
            **({"LINKSPAN_DATABASE_URL": database_url} if database_url else {}),
        }

    def write_code(self) -> None:
        """Settings with one more app, whose jobs the worker finds as it finds everybody's."""
        code = self.folder / "code" / "runtime_jobs"
        code.mkdir(parents=True)
        (code / "__init__.py").touch()
        (code / "jobs.py").write_text(JOBS)
        (code.parent / "runtime_settings.py").write_text(
            "from linkspan.config.settings import *\nINSTALLED_APPS = [*INSTALLED_APPS, 'runtime_jobs']\n"
        )

    def linkspan(self, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
        """Run a verb to its end."""
        return subprocess.run(
            [sys.executable, "-m", "linkspan.surfaces.cli.main", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            **options,
        )

    def python(self, code: str) -> object:
        """Run Python in the installation as the system; what it leaves in `answer`, by way of JSON."""
        script = (
            "import django; django.setup()\nfrom linkspan.kernel.access.actor import SYSTEM, acting_as, elevated\n"
            f"import json\nanswer = None\nwith acting_as(SYSTEM):\n{_indented(code)}\n"
            "print(json.dumps(answer, default=str))"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], env=self.environment, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def log_in(self) -> str:
        """A session of the administrator, made in the database; its key."""
        return str(self.python(LOG_IN))


def _indented(code: str) -> str:
    return "\n".join("    " + line for line in code.splitlines())


class Server:
    """`linkspan serve`, started and answering."""

    def __init__(self, home: Installation, *arguments: str, **environment: str) -> None:
        self.home, self.port = home, home.port
        self.log = home.folder / f"serve-{uuid.uuid4().hex[:6]}.log"
        self.started = time.monotonic()
        # Ctrl-C is ignored in a shell's background jobs and everything they start; a person's terminal does not do so.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "linkspan.surfaces.cli.main", "serve", "--port", str(home.port), *arguments],
            env={**home.environment, **environment},
            stdout=self.log.open("wb"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def wait(self) -> "Server":
        """Until the address is printed."""
        deadline = time.monotonic() + START_SECONDS
        while not _URL.search(self.output()):
            assert self.process.poll() is None, self.output()
            assert time.monotonic() < deadline, self.output()
            time.sleep(0.02)
        return self

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def children(self) -> dict[str, int]:
        """Process ids by kind, of the supervisor's own children."""
        found = {}
        for pid in descendants(self.process.pid, depth=1):
            with contextlib.suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
                if "linkspan.config.process" in words:
                    found[words[words.index("linkspan.config.process") + 1]] = pid
        return found

    def all_processes(self) -> list[int]:
        return [self.process.pid, *descendants(self.process.pid)]

    def stop(self, number: int = signal.SIGINT) -> tuple[int, float]:
        """Exit code and seconds from the signal to the end."""
        begun = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(timeout=20)
        return code, time.monotonic() - begun

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *error: object) -> None:
        if self.process.poll() is None:
            left = self.all_processes()
            self.process.kill()
            self.process.wait()
            wait_for(lambda: not any(alive(pid) for pid in left), 5)


def descendants(pid: int, depth: int = 9) -> list[int]:
    """Process ids below a process."""
    found = []
    with contextlib.suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found.append(int(child))
            if depth > 1:
                found += descendants(int(child), depth - 1)
    return found


def alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_for(condition: object, seconds: float) -> bool:
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def get(
    port: int, path: str, headers: dict[str, str] | None = None, timeout: float = 10
) -> tuple[int, dict[str, str], str]:
    """Status, headers (lower case) and text of a GET."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    with contextlib.closing(connection):
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text


@contextlib.contextmanager
def database_copy(template_url: str) -> Iterator[str]:
    """A PostgreSQL database made from a template, dropped afterwards."""
    import psycopg

    parts = urlsplit(template_url)
    name = f"linkspan_rt_{uuid.uuid4().hex[:10]}"
    server = urlunsplit(parts._replace(path="/postgres"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{parts.path.lstrip("/")}"')
    try:
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def make_template(folder: Path, database_url: str) -> Installation:
    """An installation with a migrated database and one administrator; the others are copies of it."""
    template = Installation(folder, database_url)
    template.write_code()
    done = template.linkspan("migrate")
    assert done.returncode == 0, done.stderr
    done = template.linkspan("createadmin", "--username", USERNAME, "--password-stdin", input=PASSWORD + "\n")
    assert done.returncode == 0, done.stderr
    return template


def copy_of(template: Installation, folder: Path, database_url: str = "") -> Installation:
    """Another installation with the same contents."""
    shutil.copytree(template.folder, folder, dirs_exist_ok=True)
    return Installation(folder, database_url)
