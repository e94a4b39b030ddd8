"""Whatever a plan looks like, every analysis of it answers: figures, or one sentence why not."""

import random

import pytest

from tests.modules.analysis.analysis_calls import HOME, write
from world import DAY, is_problem, local, plan_of, post_commands, rows_by_id, send

INSTANTS = [
    local(f"2026-0{month}-{day:02d}", hour) for month in (6, 7, 8) for day in (2, 15, 28) for hour in ("08:00", "17:00")
]


def wild_edits(rng, tasks, links):
    """Edits of all kinds; some are refused, which is fine."""
    ids = list(tasks)

    def update(**values):
        return {"op": "task.update", "id": rng.choice(ids), "set": values}

    instant = rng.choice(INSTANTS)
    kinds = [
        lambda: update(duration=rng.choice([0, 1, 30, DAY, 7 * DAY, 200 * DAY])),
        lambda: update(constraint=rng.randint(0, 7), constraint_date=instant),
        lambda: update(deadline=instant),
        lambda: update(progress=rng.choice([0, 0.3, 0.99, 1])),
        lambda: update(actual_start=instant, progress=rng.choice([0, 0.5])),
        lambda: update(actual_start=instant, actual_finish=instant + rng.choice([0, 600, 5000]), progress=1),
        lambda: update(is_active=rng.random() < 0.5),
        lambda: update(is_elapsed=rng.random() < 0.5),
        lambda: update(kind=rng.randint(0, 1)),
        lambda: {"op": "link.create", "from": rng.choice(ids), "to": rng.choice(ids), "type": rng.randint(0, 3),
                 "lag": rng.choice([-2 * DAY, -30, 0, 45, 3 * DAY]), "lag_kind": rng.randint(0, 1)},
        lambda: {"op": "link.delete", "ids": [rng.choice(links)]} if links else update(deadline=instant),
        lambda: {"op": "task.create", "name": f"n{rng.randint(0, 99)}", "parent": rng.choice([None, *ids]),
                 "duration": rng.randint(0, 9) * DAY},
        lambda: {"op": "task.delete", "ids": [rng.choice(ids)]},
        lambda: {"op": "project.set", "set": {rng.choice(["data_date", "must_finish"]): rng.choice([None, instant])}},
    ]  # fmt: skip
    return [rng.choice(kinds)() for _edit in range(rng.randint(1, 3))]


def paths_of(rng, plan, keys):
    ids = plan["tasks"]["id"]
    some = rng.sample(ids, min(4, len(ids)))
    found = ["floats", "health", "earned", "trend", "snapshots", "simulation/setup", "simulation/latest"]
    found += [f"{name}?task={task}" for task in some for name in ("why", "paths")]
    found += [f"why?task={task}&date=start" for task in some[:2]]
    for key in keys[-2:]:
        found += [f"compare?from={key}", f"delay?from={key}", f"compare?from={key}&to={keys[0]}"]
        found += [f"delay?from={keys[0]}&to={key}&task={some[0]}"]
    return found


@pytest.mark.parametrize("seed", range(6))
def test_every_analysis_of_any_plan_answers(world, manager, seed):
    rng = random.Random(seed)
    keys = [write(manager, "post", "snapshots", {"name": "first"})["id"]]
    answered = 0
    for step in range(14):
        before = plan_of(manager)
        for edit in wild_edits(rng, rows_by_id(before), before["links"]["id"]):
            assert post_commands(manager, "ALPHA", edit).status_code < 500, edit
        plan = plan_of(manager)
        if not plan["tasks"]["id"]:
            break
        if step % 4 == 0:
            keys.append(write(manager, "post", "snapshots", {"name": f"{step}"})["id"])
        if step == 5:
            post_commands(manager, "ALPHA", {"op": "baseline.set", "name": "b"})
        for path in paths_of(rng, plan, keys):
            answer = manager.get(f"/api{HOME}/{path}")
            assert answer.status_code == 200 or is_problem(answer), (path, answer.content.decode()[:300])
            answered += answer.status_code == 200
            if path.startswith(("compare", "delay")) and answer.status_code == 200:
                assert answer.json()["sums"], path
        answer = send(manager, "post", f"{HOME}/simulation", {"iterations": 100, "correlation": 0.2})
        assert answer.status_code in {200, 202} or is_problem(answer), answer.content.decode()[:300]
    assert answered > 20
