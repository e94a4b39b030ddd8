"""Edits of a large plan at the API, beside the figures measured on peers with the same work.

    ./run bench edit [--tasks 10000] [--rounds 40] [--json]

A scratch database is made, a plan of N tasks and 1.2 N links written through actions, then tasks are edited one by one
through the whole stack (middleware, log-in, permission, action, engine, history, outbox, answer). Times are wall time of
one request in this process; peers: Redmine 5.0, Taiga, Plane with 10,000 tasks on two cores (PostgreSQL), see
docs/manual/en/performance.md.
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
PEERS = {"move with 330 followers": {"Redmine 5.0": 80.0}, "create": {"Redmine 5.0": 0.052, "Taiga": 0.213, "Plane": 0.065}}
CHAIN = 330


def build(tasks: int) -> tuple[object, list[int], int]:
    """A project of sections of ten tasks: a network of mostly short links, and one chain of 330 followers."""
    from linkspan.kernel.access.actor import SYSTEM, acting_as
    from linkspan.modules.identity import api as identity
    from linkspan.modules.portfolio.api import create_project
    from linkspan.modules.schedule.api import create_calendar, edit_plan

    rng = random.Random(20260715)
    with acting_as(SYSTEM):
        identity.seed_roles(SYSTEM)
        home = identity.create_organisation(SYSTEM, identity.Organisation(code="bench", name="Bench", scope_path="/")).result
        user = identity.create_user(SYSTEM, home, username="planner", name="Planner").result
        identity.grant_role(SYSTEM, home, role="admin", principal=user)
        calendar = create_calendar(SYSTEM, home, name="China", years=(2026, 2027, 2028)).result
        project = create_project(SYSTEM, home, code="BENCH", name="Bench", start=29458080, calendar=calendar).result
        ids: list[int] = []
        section = None
        commands: list[dict[str, object]] = []
        for number in range(tasks):
            if number % 10 == 0:
                section = f"s{number}"
                commands.append({"op": "task.create", "temp": section, "name": f"Section {number // 10}"})
            else:
                commands.append({"op": "task.create", "temp": f"t{number}", "parent": section, "name": f"Task {number}",
                                 "duration": 480 * rng.randint(1, 6)})
            if len(commands) >= 1990 and number % 10 == 9:
                ids += _run(edit_plan, SYSTEM, project, commands)
                commands = []
        ids += _run(edit_plan, SYSTEM, project, commands)
        count, links = len(ids), []
        for at in range(1, count):
            if at <= CHAIN:
                links.append((ids[at - 1], ids[at]))
            elif at > CHAIN + 1:
                low = CHAIN + 1
                links.append((ids[rng.randint(max(low, at - 60), at - 1)], ids[at]))
                if rng.random() < 0.35:
                    links.append((ids[rng.randint(max(low, at - 400), at - 1)], ids[at]))
        links = list(dict.fromkeys(links))
        for at in range(0, len(links), 2000):
            edit_plan(SYSTEM, project, commands=[
                {"op": "link.create", "from": a, "to": b} for a, b in links[at : at + 2000]])
    return user, ids, len(links)


def _run(edit_plan, actor, project, commands) -> list[int]:
    made = edit_plan(actor, project, commands=commands).result
    return [made[c["temp"]] for c in commands if c["temp"].startswith("t")]


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
        answer = client.post("/api/projects/BENCH/plan/commands", json.dumps({"commands": [command]}), content_type="application/json")
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
    os.environ.update(LINKSPAN_DATA=str(folder), LINKSPAN_LOG_LEVEL="ERROR", DJANGO_SETTINGS_MODULE="linkspan.config.settings")
    try:
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        began = time.perf_counter()
        user, ids, links = build(options.tasks)
        print(f"{len(ids)} tasks, {links} links written through actions in {time.perf_counter() - began:.1f} s")
        report(measure(user, ids, options.rounds), as_json=options.json)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def report(times: dict[str, list[float]], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({kind: {"median": statistics.median(v), "worst": max(v)} for kind, v in times.items()}))
        return
    print(f"{'':32} {'median':>10} {'worst':>10}  peers")
    for kind, values in times.items():
        peers = ", ".join(f"{name} {seconds:g} s ({seconds / statistics.median(values):.0f}x)"
                          for name, seconds in PEERS.get(kind, {}).items())
        print(f"{kind:32} {statistics.median(values) * 1000:7.0f} ms {max(values) * 1000:7.0f} ms  {peers}")


if __name__ == "__main__":
    main()
