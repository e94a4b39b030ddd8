"""Requests that no page sends: each is answered with a sentence, nothing is written, nothing breaks."""

import json

import pytest

from world import DAY, command, dump, is_problem, local, plan_of, rows_by_id, send

PLAN = "/projects/ALPHA/plan"
HUGE = "9" * 400


def bodies(task):
    """Bodies that are no JSON, or hold what JSON should not."""
    deep = '{"a":' * 3000 + "1" + "}" * 3000
    edit = '{"commands":[{"op":"task.update","id":%d,"set":{"%s":%s}}]}'
    return {
        "empty": "",
        "no JSON": "{",
        "a list": "[]",
        "a number": "5",
        "null": "null",
        "bytes": b"\xff\xfe\x00",
        "NaN": edit % (task, "progress", "NaN"),
        "infinity": edit % (task, "duration", "-Infinity"),
        "huge integer": edit % (task, "duration", HUGE),
        "1e308": edit % (task, "start", "1e308"),
        "1e999": edit % (task, "duration", "1e999"),
        "huge id": f'{{"commands":[{{"op":"task.update","id":{HUGE},"set":{{"name":"x"}}}}]}}',
        "64 bits and one": edit % (task, "owner", str(2**63)),
        "lone surrogate": edit % (task, "name", '"\\ud800"'),
        "NUL": edit % (task, "name", '"a\\u0000b"'),
        "NUL in a key": edit % (task, "a\\u0000", "1"),
        "deep": deep,
        "deep inside": '{"commands":[{"op":"task.update","id":1,"set":{"name":' + "[" * 5000 + "]" * 5000 + "}}]}",
        "commands as text": '{"commands":"x"}',
        "commands of nothing": '{"commands":[null]}',
        "no commands": "{}",
        "base as text": '{"base":"x","commands":[]}',
        "a hundred thousand ids": json.dumps({"commands": [{"op": "task.delete", "ids": list(range(100_000))}]}),
        "a hundred thousand links": json.dumps({"commands": [{"op": "link.delete", "ids": list(range(-100_000, 0))}]}),
        "too big": '{"commands":[{"op":"%s"}]}' % ("x" * 6_000_000),
    }


@pytest.mark.parametrize("what", bodies(1))
def test_a_bad_body_is_refused_in_a_sentence(world, what):
    client = world.client("manager")
    before = dump()
    answer = send(client, "post", f"{PLAN}/commands", bodies(world.tasks["t1"])[what])
    assert is_problem(answer)
    assert dump() == before


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", f"{PLAN}/undo", {"log_id": 2**70}),
        ("post", f"{PLAN}/undo", {"log_id": "x"}),
        ("post", f"{PLAN}/undo", {"log_id": -1}),
        ("post", f"{PLAN}/undo", {}),
        ("get", f"{PLAN}/changes?since=x", None),
        ("get", f"{PLAN}/changes", None),
        ("get", f"{PLAN}/tasks/{HUGE}/why", None),
        ("get", f"{PLAN}/tasks/{2**63}/history", None),
        ("get", "/projects/%00", None),
        ("get", "/projects/" + "x" * 3000, None),
        ("get", "/projects/%ED%A0%80/plan", None),
        ("get", "/projects/..%2f..%2fetc", None),
        ("get", f"/jobs/{HUGE}", None),
        ("get", f"/jobs/{2**63}", None),
        ("get", f"/calendars/{2**63}", None),
        ("get", "/search?q=%00", None),
        ("get", "/search", None),
        ("post", "/projects", {"code": "a\0b", "name": "x", "start": "2026-01-01"}),
        ("post", "/projects", {"code": "../x", "name": "x", "start": "2026-01-01"}),
        ("post", "/projects", {"code": "X", "name": "x", "start": "9999-99-99"}),
        ("post", "/projects", {"code": "X", "name": "x", "start": "0001-01-01"}),
        ("post", "/projects", {"code": "X", "name": "x" * 161, "start": "2026-01-01"}),
        ("post", "/projects", {"code": "X", "name": " ", "start": "2026-01-01"}),
        ("post", "/projects", {"code": "alpha", "name": "taken", "start": "2026-01-01"}),
        ("post", "/projects", {"code": "X", "name": "x", "start": 5}),
        ("post", "/projects", {"code": "X", "name": "x", "start": "2026-01-01", "calendar_id": 2**70}),
        ("post", "/projects", {"code": "X", "name": "x", "start": "2026-01-01", "programme": "\0"}),
        ("post", "/my-work/progress", {"task_id": 2**70, "progress": 1}),
        ("post", "/my-work/progress", {"task_id": "x"}),
        ("post", "/my-work/progress", {}),
        ("put", "/session/preferences", {"language": "de"}),
        ("put", "/session/preferences", {"theme": 5}),
        ("post", "/projects/ALPHA/import/apply", {"token": "x" * 5000}),
        ("post", "/projects/ALPHA/import/apply", {"token": None}),
        ("post", "/projects/ALPHA/import/preview", None),
        ("post", "/projects/ALPHA/import/preview", {}),
        ("get", "/nowhere", None),
        ("get", "/", None),
    ],
)
def test_hostile_paths_and_values(world, method, path, body):
    client = world.client("admin")
    before = dump()
    assert is_problem(send(client, method, path, body))
    assert dump() == before


@pytest.mark.parametrize("since", [-1, 0, 10**6, 2**62, -(2**62)])
def test_any_number_is_a_revision_to_ask_from(world, since):
    answer = world.client("manager").get(f"/api{PLAN}/changes?since={since}")
    assert answer.status_code == 200
    assert answer.json()["delta"]["full"] == (since <= 0)


@pytest.mark.parametrize(
    "query", ["%", "_", "'", '"; DROP TABLE x', "\\", "(", "[", "联" * 200, "=1+1", "a" * 5000, "‮", "😀", " "]
)
def test_search_takes_anything(world, query):
    answer = world.client("manager").get("/api/search", {"q": query})
    assert answer.status_code == 200
    assert isinstance(answer.json()["items"], list)


@pytest.mark.parametrize(
    "name",
    [
        '=HYPERLINK("http://x")',
        "<script>alert(1)</script>",
        "'; --",
        "‮evil",
        "😀",
        "%s %(names)s %",
        "{0} {names}",
        "\\",
        "x" * 400,
    ],
)
def test_any_text_is_a_name_and_comes_back_as_it_was(world, name):
    client = world.client("manager")
    answer = command(client, "ALPHA", {"op": "task.update", "id": world.tasks["t1"], "set": {"name": name}})
    assert name[:30] in answer["label"]
    assert rows_by_id(plan_of(client))[world.tasks["t1"]]["name"] == name
    history = client.get(f"/api{PLAN}/tasks/{world.tasks['t1']}/history").json()["items"]
    assert name[:30] in history[0]["text"]
    undone = send(client, "post", f"{PLAN}/undo", {"log_id": answer["log_id"]}).json()
    assert name[:30] in undone["label"]


def test_a_plan_that_runs_out_of_the_calendar_still_answers(world):
    client = world.client("manager")
    years = 60 * 24 * 366 * 50
    commands = [{"op": "task.create", "temp": f"n{n}", "name": f"n{n}", "duration": years} for n in range(12)]
    commands += [{"op": "link.create", "from": f"n{n}", "to": f"n{n + 1}"} for n in range(11)]
    command(client, "ALPHA", *commands)
    plan = plan_of(client)
    assert any(p["level"] == "error" for p in plan["problems"])
    for path in ("/projects/ALPHA", "/projects", "/my-work", f"{PLAN}/tasks/{plan['tasks']['id'][-1]}/why"):
        assert client.get(f"/api{path}").status_code == 200


def test_a_long_plan_of_impossible_dates_is_named_not_looped_on(world):
    client = world.client("manager")
    command(
        client,
        "ALPHA",
        {
            "op": "task.update",
            "id": world.tasks["t4"],
            "set": {"constraint": 2, "constraint_date": local("2026-07-01"), "duration": DAY},
        },
    )
    plan = plan_of(client)
    assert any(p["task_id"] == world.tasks["t4"] and "t4" in p["text"] for p in plan["problems"])
