"""Lists, pages and writes of records at the API, beside a bare Django view of the same rows.

    ./run bench list [--rows 50000] [--rounds 60] [--seconds 5] [--json]

A scratch database is made on the embedded engine (or in LINKSPAN_DATABASE_URL, which must be empty) with three
projects of N, 10,000 and 1,000 risks. Requests pass the whole stack through the WSGI application in this process:
middleware, log-in, rights, query, JSON. The bare view stands behind the same middleware and answers the same hundred
rows by `.values()` and orjson: what Django itself costs. The list is asked for in the register's own order, which an
index holds, and once by a column without one. Last, the real server is started on the same data and asked by eight
clients at once: by `wrk` where it is installed, else by threads of this process, which take as much of the processors
as the server. Each line names its target (CPU counts on a busy machine); peers were measured once with the same work.
"""

import argparse
import contextlib
import http.client
import io
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

COLUMNS = ("code", "title", "category", "probability", "impact", "score", "owner_id", "proximity", "response", "status")
FILTER = "f=status:in:identified,analysed,responding,monitoring&f=probability:gte:2"
WANTED = ",".join(column.removesuffix("_id") for column in COLUMNS)
PAGE = f"limit=100&{FILTER}&fields={WANTED}"
LIST = f"sort=-score,code&{PAGE}"
CLIENTS = 8
SETTLE_SECONDS, STILL = 60, 0.05  # CPU seconds in a second in which a server counts as still
STATEMENTS = {"list of 100": 8, "detail": 12}
# Milliseconds and requests per second of the bar; CPU is the figure to trust on a loaded machine.
TARGETS = {
    "list of 100": "P1 <= 8 ms CPU, Taiga 134 ms, Redmine 391 ms, Plane 2,087 ms",
    "detail": "P2 <= 6 ms CPU, p95 < 20 ms",
    "create": "P3 <= 10 ms CPU, Redmine 52 ms, Plane 65 ms, Taiga 429 ms",
}
MOST_OF_BARE, MOST_GROWTH = 3.0, 1.3
WRK_REPORT = """
function done(summary, latency, requests)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("linkspan %d %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), failed))
end
"""


@dataclass
class Times:
    """Seconds of wall and CPU of each call, and the statements of one."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    statements: int = 0

    def row(self) -> dict[str, float]:
        ordered = sorted(self.wall)
        return {
            "wall": statistics.median(self.wall) * 1000,
            "p95": ordered[int(len(ordered) * 0.95)] * 1000,
            "cpu": statistics.median(self.cpu) * 1000,
            "least": min(self.cpu) * 1000,
            "statements": self.statements,
        }


def build(sizes: dict[str, int]) -> Any:
    """A manager over projects of so many risks, by code."""
    from django.db import connection

    from linkspan.kernel import clock
    from linkspan.kernel.access.actor import SYSTEM, acting_as
    from linkspan.kernel.search.writing import reindex
    from linkspan.modules.identity import api as identity
    from linkspan.modules.portfolio.api import create_project
    from linkspan.modules.risk.models import Risk

    with acting_as(SYSTEM):
        identity.seed_roles(SYSTEM)
        home = identity.create_organisation(
            SYSTEM, identity.Organisation(code="bench", name="Bench", scope_path="/")
        ).result
        people = [
            identity.create_user(SYSTEM, home, username=f"person{n}", name=f"Person {n}").result for n in range(20)
        ]
        identity.grant_role(SYSTEM, home, role="manager", principal=people[0])
        rng, moment = random.Random(20260715), clock.now()
        for code, size in sizes.items():
            project = create_project(SYSTEM, home, code=code, name=code, start=29458080).result
            # Past the actions: what is measured is reading and single writes, not a history of 61,000 creations.
            Risk._base_manager.bulk_create(
                [_risk(rng, project, people, n, moment) for n in range(size)], batch_size=500
            )
        reindex()
    if connection.vendor == "postgresql":
        # What autovacuum does within a minute of such a load: without figures the planner guesses fourteen rows.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return people[0]


def _risk(rng: random.Random, project: Any, people: list[Any], number: int, moment: Any) -> Any:
    from linkspan.modules.risk.models import Risk

    return Risk(
        project=project,
        scope_path=project.scope_path,
        code=f"R{number:05d}",
        title=f"{rng.choice(('接口', '服务器', '数据迁移', '联调环境'))}延误风险 {number}",
        description="起因、事件与影响。" * 6,
        category=rng.choice(Risk.Category.values),
        probability=rng.randint(1, 5),
        impact=rng.randint(1, 5),
        cost_impact=rng.randint(1, 500) * 10_000,
        response=rng.choice(Risk.Response.values),
        owner=rng.choice(people),
        proximity=f"2026-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
        status=rng.choice(Risk.Status.values),
        created_at=moment,
        updated_at=moment,
    )


def add_bare_view(project_code: str) -> None:
    """The same hundred rows by the shortest Django view that there is."""
    import orjson
    from django.db.models import F
    from django.http import HttpResponse
    from django.urls import path

    from linkspan.config import urls
    from linkspan.modules.risk.models import Risk

    def bare(request: Any) -> HttpResponse:
        rows = (
            Risk._base_manager.filter(
                project__code=project_code,
                status__in=("identified", "analysed", "responding", "monitoring"),
                probability__gte=2,
            )
            .annotate(score=F("probability") * F("impact"))
            .order_by("-score", "code", "pk")
            .values("id", "version", "project__code", *COLUMNS)[:100]
        )
        return HttpResponse(orjson.dumps(list(rows)), content_type="application/json")

    urls.urlpatterns.insert(0, path("api/bench-bare", bare))


class Caller:
    """Calls the WSGI application in this process as a logged-in browser does."""

    def __init__(self, user: Any) -> None:
        from django.core.wsgi import get_wsgi_application
        from django.test import Client

        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(user)
        self.session = client.cookies["linkspan_session"].value
        self._application, self._token = get_wsgi_application(), "b" * 32

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, bytes]:
        data = b"" if body is None else json.dumps(body).encode()
        path, _mark, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(data)), "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(data), "wsgi.errors": sys.stderr, "HTTP_X_CSRFTOKEN": self._token,
            "HTTP_COOKIE": f"linkspan_session={self.session}; csrftoken={self._token}",
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }  # fmt: skip
        status: list[str] = []
        answer = self._application(environ, lambda line, _headers: status.append(line))
        content = b"".join(answer)
        answer.close()
        return int(status[0].split()[0]), content


def timed(rounds: int, call: Callable[[int], tuple[int, bytes]]) -> Times:
    """Wall and CPU of a call, after three to warm up."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for at in range(3):
        status, content = call(-1 - at)
        assert status < 300, content[:300]
    times = Times()
    for at in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        call(at)
        times.wall.append(time.perf_counter() - wall)
        times.cpu.append(time.process_time() - cpu)
    with CaptureQueriesContext(connection) as queries:
        call(rounds)
    times.statements = len(queries)
    return times


def measure(user: Any, code: str, rounds: int) -> dict[str, Times]:
    """List, detail and create in the project of a code."""
    from linkspan.modules.risk.models import Risk

    call = Caller(user)
    keys = list(Risk._base_manager.filter(project__code=code).order_by("pk").values_list("pk", flat=True)[:500])

    def create(at: int) -> tuple[int, bytes]:
        values = {"title": f"new {at}", "probability": 3, "impact": 4, "owner": user.pk, "proximity": "2026-08-01"}
        return call("POST", "/api/records/risk", {"project": code, "values": values})

    return {
        "list of 100": timed(rounds, lambda at: call("GET", f"/api/records/risk?project={code}&{LIST}")),
        "list by date": timed(
            rounds, lambda at: call("GET", f"/api/records/risk?project={code}&sort=proximity&{PAGE}")
        ),
        "detail": timed(rounds, lambda at: call("GET", f"/api/records/risk/{keys[at % len(keys)]}")),
        "create": timed(rounds, create),
    }


def serve_and_ask(user: Any, code: str, seconds: float) -> dict[str, Any]:
    """Requests per second and milliseconds of the list, asked by eight clients of the real server."""
    session = Caller(user).session
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "linkspan.surfaces.cli.main", "serve", "--port", str(port), "--no-worker"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, server)
        path = f"/api/records/risk?project={code}&{LIST}"
        ask = _ask_by_wrk if shutil.which("wrk") else _ask
        ask(port, path, session, 2.0)
        _settle(server.pid)
        before = _cpu_of(server.pid)
        found = ask(port, path, session, seconds)
        after = _cpu_of(server.pid)
        if before is not None and after is not None:
            found["server_cpu"] = (after - before) / found.pop("requests") * 1000
        return found
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(port: int, server: Any) -> None:
    ends = time.monotonic() + 60
    while time.monotonic() < ends and server.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


def _cpu_of(pid: int) -> float | None:
    """CPU seconds that a process and all that it started have used; None where there is no /proc."""
    if not Path("/proc/self/stat").exists():
        return None
    parents, used = dict[int, int](), dict[int, float]()
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = entry.read_text().rpartition(")")[2].split()
            parents[int(entry.parent.name)] = int(fields[1])
            used[int(entry.parent.name)] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def is_ours(one: int) -> bool:
        return one == pid or (one > 1 and is_ours(parents.get(one, 0)))

    return sum(seconds for one, seconds in used.items() if is_ours(one))


def _settle(pid: int) -> None:
    """Wait for what the server loads by itself after its start: that is no part of a request."""
    time.sleep(4)  # it begins some seconds after the first answers
    before = _cpu_of(pid)
    for _second in range(SETTLE_SECONDS):
        time.sleep(1)
        now = _cpu_of(pid)
        if before is None or now is None or now - before < STILL:
            return
        before = now


def _ask_by_wrk(port: int, path: str, session: str, seconds: float) -> dict[str, Any]:
    script = Path(os.environ["LINKSPAN_DATA"]) / "report.lua"
    script.write_text(WRK_REPORT)
    command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{max(1, round(seconds))}s", "-s", str(script)]
    command += ["-H", f"Cookie: linkspan_session={session}", f"http://127.0.0.1:{port}{path}"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    requests, took, p50, p95, failed = map(int, told.rpartition("linkspan ")[2].split())
    assert not failed, told
    rate = requests / took * 1e6
    return {"client": "wrk", "requests": requests, "rps": rate, "p50": p50 / 1000, "p95": p95 / 1000}


def _ask(port: int, path: str, session: str, seconds: float) -> dict[str, Any]:
    times: list[float] = []
    failures: list[int] = []
    ends = time.monotonic() + seconds

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < ends:
            began = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": f"linkspan_session={session}"})
            answer = connection.getresponse()
            answer.read()
            times.append(time.perf_counter() - began)
            if answer.status != 200:
                failures.append(answer.status)

    threads = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures[:5]
    ordered = sorted(times)
    return {
        "client": "threads of this process",
        "requests": len(times),
        "rps": len(times) / seconds,
        "p50": ordered[len(ordered) // 2] * 1000,
        "p95": ordered[int(len(ordered) * 0.95)] * 1000,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="linkspan-bench-"))
    os.environ.update(
        LINKSPAN_DATA=str(folder), LINKSPAN_LOG_LEVEL="ERROR", DJANGO_SETTINGS_MODULE="linkspan.config.settings"
    )
    try:
        import django

        django.setup()
        from django.core.management import call_command

        (folder / "static").mkdir()
        call_command("migrate", verbosity=0)
        user = build({"BIG": options.rows, "TEN": 10_000, "ONE": 1_000})
        add_bare_view("BIG")
        call = Caller(user)
        bare = timed(options.rounds, lambda at: call("GET", "/api/bench-bare"))
        sizes = {code: measure(user, code, options.rounds) for code in ("BIG", "TEN", "ONE")}
        report(options, bare, sizes, serve_and_ask(user, "TEN", options.seconds))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _figures(row: dict[str, float]) -> str:
    times = " ".join(f"{row[name]:8.1f}" for name in ("wall", "p95", "cpu", "least"))
    return f"{times} {row['statements']:4}"


def report(options: Any, bare: Times, sizes: dict[str, dict[str, Times]], served: dict[str, float]) -> None:
    if options.json:
        found = {code: {name: times.row() for name, times in kinds.items()} for code, kinds in sizes.items()}
        print(json.dumps({"bare": bare.row(), **found, "served": served}))
        return
    ground = bare.row()
    print(f"{'':34} {'wall ms':>8} {'p95 ms':>8} {'CPU ms':>8} {'least':>8} {'SQL':>4}  target, peers")
    print(f"{'bare Django view of 100':34} {_figures(ground)}")
    for code, size in (("BIG", options.rows), ("TEN", 10_000), ("ONE", 1_000)):
        for name, times in sizes[code].items():
            row, label = times.row(), f"{name}, {size} rows"
            print(f"{label:34} {_figures(row)}  {TARGETS.get(name, '') if code == 'TEN' else ''}".rstrip())
    first = sizes["BIG"]["list of 100"].row()
    for what in ("cpu", "wall"):
        print(f"{'list / bare view, ' + what:34} {first[what] / ground[what]:8.2f}   target <= {MOST_OF_BARE}")
    for name in sizes["TEN"]:
        ten, one = sizes["TEN"][name].row(), sizes["ONE"][name].row()
        growth, least = ten["cpu"] / one["cpu"], ten["least"] / one["least"]
        target = f"target <= {MOST_GROWTH}, Redmine 1.2, Plane 7-8" if name in TARGETS else "no index holds this order"
        print(f"{'P7 10k / 1k, CPU: ' + name:34} {growth:8.2f} (of the least: {least:.2f})   {target}")
    for name, most in STATEMENTS.items():
        counts = [kinds[name].statements for kinds in sizes.values()]
        print(f"{'P8 statements: ' + name:34} {counts}   target <= {most}, equal")
    rate = f"{served['rps']:.0f} requests/s, p50 {served['p50']:.0f} ms, p95 {served['p95']:.0f} ms"
    if "server_cpu" in served:
        rate += f", {served['server_cpu']:.1f} ms CPU of the server a request"
    print(f"{CLIENTS} clients ({served['client']}), 10000 rows: {rate}   P1 >= 250/s, p95 < 50 ms; Taiga 4.4/s")


if __name__ == "__main__":
    main()
