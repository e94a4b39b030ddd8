"""Several people edit one plan at the same time: nothing is lost, every commit counts once."""

import threading

from django.db import connection

from linkspan.kernel.actions.models import ActionLog
from linkspan.modules.schedule.models import Link, ProjectDates, Task, TaskDates
from linkspan.modules.schedule.state import CACHE, COMPUTED, load_state
from world import client_of, post_commands, run, version_of

ROUNDS, EDITORS = 6, 3


def together(*functions):
    """Run the functions in threads that start at the same moment; raises what any of them raised."""
    gate, errors = threading.Barrier(len(functions)), []

    def go(function):
        try:
            gate.wait()
            function()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(function,)) for function in functions]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    if errors:
        raise errors[0]


def test_edits_of_different_rows_are_all_kept(lasting_world):
    world = lasting_world
    clients = [client_of(world.people["manager"]) for _ in range(EDITORS)]
    rows = ["t1", "t2", "t5"]
    answers = []

    def edit(client, name):
        for number in range(ROUNDS):
            answers.append(
                post_commands(
                    client,
                    "ALPHA",
                    {"op": "task.update", "id": world.tasks[name], "set": {"name": f"{name}-{number}"}},
                    {"op": "task.create", "name": f"new of {name} {number}"},
                )
            )

    before = world.project().revision
    together(*(lambda c=c, n=n: edit(c, n) for c, n in zip(clients, rows, strict=True)))
    assert [a.status_code for a in answers] == [200] * ROUNDS * EDITORS
    assert [Task._base_manager.get(pk=world.tasks[n]).name for n in rows] == [f"{n}-{ROUNDS - 1}" for n in rows]
    assert Task._base_manager.filter(project=world.a, name__startswith="new of").count() == ROUNDS * EDITORS
    assert world.project().revision == before + ROUNDS * EDITORS
    assert sorted(a.json()["revision"] for a in answers) == list(range(before + 1, before + ROUNDS * EDITORS + 1))
    check_plan(world)


def test_of_two_edits_of_one_version_one_wins(lasting_world):
    world = lasting_world
    clients = [client_of(world.people["manager"]), client_of(world.people["admin"])]
    for number in range(ROUNDS):
        version, answers = version_of(world.tasks["t1"]), []

        def edit(client, mark, version=version, answers=answers):
            answers.append(
                (
                    post_commands(
                        client,
                        "ALPHA",
                        {"op": "task.update", "id": world.tasks["t1"], "version": version, "set": {"name": mark}},
                    ).status_code,
                    mark,
                )
            )

        together(*(lambda c=c, m=f"{number}-{at}": edit(c, m) for at, c in enumerate(clients)))
        assert sorted(status for status, _mark in answers) == [200, 409]
        (winner,) = [mark for status, mark in answers if status == 200]
        assert Task._base_manager.get(pk=world.tasks["t1"]).name == winner
    check_plan(world)


def test_links_that_close_a_circle_from_both_sides(lasting_world):
    """Each alone is good; together they are a cycle: one of them is refused."""
    world = lasting_world
    run(
        world.a,
        {"op": "link.delete", "ids": list(Link._base_manager.filter(project=world.a).values_list("pk", flat=True))},
    )
    clients, answers = [client_of(world.people["manager"]) for _ in range(2)], []
    pairs = [("t1", "t2"), ("t2", "t1")]
    together(
        *(
            lambda c=c, a=a, b=b: answers.append(
                post_commands(
                    c, "ALPHA", {"op": "link.create", "from": world.tasks[a], "to": world.tasks[b]}
                ).status_code
            )
            for c, (a, b) in zip(clients, pairs, strict=True)
        )
    )
    assert sorted(answers) == [200, 422]
    assert Link._base_manager.filter(project=world.a).count() == 1
    check_plan(world)


def test_a_reader_during_edits_sees_whole_plans(lasting_world):
    world = lasting_world
    writer, reader = client_of(world.people["manager"]), client_of(world.people["viewer"])
    seen = []

    def write():
        for number in range(ROUNDS):
            assert post_commands(writer, "ALPHA", {"op": "task.create", "name": f"n{number}"}).status_code == 200

    def read():
        for _ in range(ROUNDS):
            answer = reader.get("/api/projects/ALPHA/plan")
            assert answer.status_code == 200
            columns = answer.json()["tasks"]
            assert len({len(values) for values in columns.values()}) == 1
            seen.append(len(columns["id"]))

    together(write, read)
    assert seen == sorted(seen)
    assert (
        ActionLog.base_rows.filter(action="schedule.edit_plan", actor_id=world.people["manager"].pk).count() == ROUNDS
    )
    check_plan(world)


def check_plan(world):
    """Memory, inputs and computed rows belong together."""
    project = world.project()
    state = load_state(project)
    kept = CACHE.get(project.pk, project.revision)
    assert kept is None or {n: kept.computed[n].tolist() for n in COMPUTED} == {
        n: state.computed[n].tolist() for n in COMPUTED
    }
    assert (
        TaskDates.base_rows.filter(project_id=project.pk).count() == Task._base_manager.filter(project=project).count()
    )
    assert ProjectDates.base_rows.get(pk=project.pk).revision == project.revision
