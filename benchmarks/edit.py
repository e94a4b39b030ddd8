"""Edits of a large plan at the API, beside the figures measured on peers with the same work.

    ./run bench edit [--tasks 10000] [--rounds 40] [--json]

A scratch database is made, a plan of N tasks and 1.2 N links imported, then tasks are edited one by one
through the whole stack (middleware, log-in, permission, action, engine, history, outbox, answer). Wall times of
one request in this process; peers: Redmine 5.0, Taiga, Plane with 10,000 tasks on two cores
(PostgreSQL), measured once with the same work and kept here as figures, not run again.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import tempfile
import time
from pathlib import Path

# Seconds. Redmine saves each follower up to three times; Taiga has no links; Plane's followers do not move.
PEERS = {
    "move with 330 followers": {"Redmine 5.0": 80.0},
    "create": {"Redmine 5.0": 0.052, "Taiga": 0.213, "Plane": 0.065},
}
CHAIN = 330
SECOND_LINK = 0.35  # share of tasks with a second predecessor: 1.2 links a row


def build(tasks: int) -> tuple[object, list[int], int]:
    """An imported project of sections of ten rows: mostly short links, and one chain of 330 followers."""
    from linkspan.kernel.access.actor import SYSTEM, acting_as
    from linkspan.modules.exchange.services import import_schedule
    from linkspan.modules.identity import api as identity
    from linkspan.modules.portfolio.api import create_project
    from linkspan.modules.schedule.api import Task, create_calendar

    file = schedule_file(tasks)
    with acting_as(SYSTEM):
        identity.seed_roles(SYSTEM)
        home = identity.create_organisation(
            SYSTEM, identity.Organisation(code="bench", name="Bench", scope_path="/")
        ).result
        user = identity.create_user(SYSTEM, home, username="planner", name="Planner").result
        identity.grant_role(SYSTEM, home, role="manager", principal=user)
        calendar = create_calendar(SYSTEM, home, name="China", years=(2026, 2027, 2028)).result
        project = create_project(SYSTEM, home, code="BENCH", name="Bench", start=29458080, calendar=calendar).result
        import_schedule(SYSTEM, project, file=file, name="bench.xml")
        ids = list(
            Task.rows.filter(project=project, parent__isnull=False).order_by("source_uid").values_list("pk", flat=True)
        )
    return user, ids, len(file.links)


def schedule_file(tasks: int) -> object:
    """The generated plan as an importable file."""
    from linkspan.engines.interchange.model import LinkEntry, ScheduleFile, TaskEntry

    rng = random.Random(20260715)
    file = ScheduleFile("MSPDI")
    leaves: list[int] = []
    for uid in range(1, tasks + 1):
        if uid % 10 == 1:
            section = uid
            file.tasks.append(TaskEntry(uid, name=f"Section {uid // 10}", kind=2))
        else:
            leaves.append(uid)
            file.tasks.append(
                TaskEntry(
                    uid, name=f"Task {uid}", outline_level=2, parent_uid=section, duration=480 * rng.randint(1, 6)
                )
            )
    pairs: dict[tuple[int, int], None] = {}
    for at in range(1, len(leaves)):
        if at <= CHAIN:
            pairs[leaves[at - 1], leaves[at]] = None
        elif at > CHAIN + 1:
            pairs[leaves[rng.randint(max(CHAIN + 1, at - 60), at - 1)], leaves[at]] = None
            if rng.random() < SECOND_LINK:
                pairs[leaves[rng.randint(max(CHAIN + 1, at - 400), at - 1)], leaves[at]] = None
    file.links.extend(LinkEntry(a, b) for a, b in pairs)
    return file


def measure(user: object, ids: list[int], rounds: int) -> dict[str, list[float]]:
    """Seconds of single edits, by kind."""
    from django.test import Client

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user)
    rng = random.Random(7)
    times: dict[str, list[float]] = {}
    moved: dict[str, int] = {}

    def post(kind: str, command: dict[str, object]) -> None:
        began = time.perf_counter()
        answer = client.post(
            "/api/projects/BENCH/plan/commands", json.dumps({"commands": [command]}), content_type="application/json"
        )
        took = time.perf_counter() - began
        assert answer.status_code == 200, answer.content[:300]
        body = answer.json()
        moved[kind] = max(moved.get(kind, 0), (body["delta"] or {}).get("moved") or 0)
        if kind != "warm-up":
            times.setdefault(kind, []).append(took)

    def duration(task: int, days: int) -> dict[str, object]:
        return {"op": "task.update", "id": task, "set": {"duration": 480 * days}}

    post("warm-up", duration(ids[5], 9))
    for _ in range(rounds):
        post("edit of any task", duration(rng.choice(ids), rng.randint(1, 8)))
    for step in range(max(3, rounds // 4)):
        post("move with 330 followers", duration(ids[0], 10 + step))
        post("first task, everything moves", duration(ids[CHAIN + 1], 10 + step))
        post("create", {"op": "task.create", "name": f"New {step}", "duration": 480})
    began = time.perf_counter()
    answer = client.get("/api/projects/BENCH/plan", HTTP_ACCEPT_ENCODING="gzip")
    times["whole plan as JSON"] = [time.perf_counter() - began]
    print(f"  plan: {len(answer.content) / 1024:.0f} KiB gzip; most rows moved: {moved}")
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tasks", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=40)
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

        call_command("migrate", verbosity=0)
        began = time.perf_counter()
        user, ids, links = build(options.tasks)
        print(f"{len(ids)} tasks, {links} links imported by one action in {time.perf_counter() - began:.1f} s")
        report(measure(user, ids, options.rounds), as_json=options.json)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def report(times: dict[str, list[float]], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({kind: {"median": statistics.median(v), "worst": max(v)} for kind, v in times.items()}))
        return
    print(f"{'':32} {'median':>10} {'worst':>10}  peers")
    for kind, values in times.items():
        peers = ", ".join(
            f"{name} {seconds:g} s ({seconds / statistics.median(values):.0f}x)"
            for name, seconds in PEERS.get(kind, {}).items()
        )
        print(f"{kind:32} {statistics.median(values) * 1000:7.0f} ms {max(values) * 1000:7.0f} ms  {peers}")


if __name__ == "__main__":
    main()
