"""Several people write records at the same moment: one wins, nothing is written twice."""

import threading

import pytest
from django.db import connection
from records_calls import post

from linkspan.kernel.actions.models import ActionLog
from linkspan.kernel.entities.references import TARGETS
from world import client_of, is_problem, send

EDITORS = 8


def together(calls):
    """Answers of the calls, which start at the same moment, each on a connection of its own."""
    answers, errors, gate = [None] * len(calls), [], threading.Barrier(len(calls))

    def go(at, call):
        try:
            gate.wait()
            answers[at] = call()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=pair) for pair in enumerate(calls)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    if errors:
        raise errors[0]
    return answers


def asks(world, method, path, bodies, **headers):
    """A call for each body, each from a browser of its own of the manager's."""
    clients = [client_of(world.people["manager"]) for _ in bodies]
    return [lambda c=c, b=b: send(c, method, path, b, **headers) for c, b in zip(clients, bodies, strict=True)]


def model_of(entity):
    return TARGETS[entity].model._base_manager


def new(world, entity, **values):
    body = {"project": "ALPHA", "values": values}
    return post(world.client("manager"), f"/records/{entity}", body)["row"]["id"]


def test_of_many_edits_of_one_version_one_wins(lasting_world):
    key = new(lasting_world, "risk", title="raced")
    for version in (1, 2, 3):
        marks = [f"{version}-{number}" for number in range(EDITORS)]
        bodies = [{"values": {"title": mark}} for mark in marks]
        answers = together(asks(lasting_world, "patch", f"/records/risk/{key}", bodies, **{"If-Match": f'"{version}"'}))
        assert sorted(a.status_code for a in answers) == [200] + [412] * (EDITORS - 1)
        assert all(is_problem(a, 412) for a in answers if a.status_code != 200)
        (winner,) = [mark for mark, a in zip(marks, answers, strict=True) if a.status_code == 200]
        row = model_of("risk").get(pk=key)
        assert (row.title, row.version) == (winner, version + 1)
    assert ActionLog.base_rows.filter(action="risk.edit", target_id=key).count() == 3


def test_an_edit_and_a_delete_of_one_version_do_not_both_win(lasting_world):
    key = new(lasting_world, "risk", title="raced")
    tag, path = {"If-Match": '"1"'}, f"/records/risk/{key}"
    edits = asks(lasting_world, "patch", path, [{"values": {"impact": 5}}] * 4, **tag)
    answers = together(edits + asks(lasting_world, "delete", path, [None] * 4, **tag))
    assert [a.status_code for a in answers].count(200) == 1
    assert {a.status_code for a in answers} <= {200, 404, 412}


def test_many_creates_with_one_key_make_one_row(lasting_world):
    body = {"project": "ALPHA", "values": {"title": "once"}}
    calls = asks(lasting_world, "post", "/records/risk", [body] * EDITORS, **{"Idempotency-Key": "same"})
    answers = together(calls)
    assert [a.status_code for a in answers] == [201] * EDITORS
    assert model_of("risk").filter(title="once").count() == 1
    assert {a.json()["row"]["id"] for a in answers} == {model_of("risk").get(title="once").pk}
    assert ActionLog.base_rows.filter(action="risk.create").count() == 1


@pytest.mark.parametrize("entity", ["risk", "change_request"])
def test_creates_without_a_key_get_different_codes(lasting_world, entity):
    body = {"project": "ALPHA", "values": {"title": "each"}}
    answers = together(asks(lasting_world, "post", f"/records/{entity}", [body] * EDITORS))
    assert [a.status_code for a in answers] == [201] * EDITORS
    codes = set(model_of(entity).filter(title="each").values_list("code", flat=True))
    assert len(codes) == EDITORS
    assert {a.json()["row"]["code"] for a in answers} == codes


def test_of_two_approvals_of_one_change_one_wins(lasting_world):
    key = new(lasting_world, "change_request", title="raced", impact="some", ruling="fine")
    path = f"/records/change_request/{key}"
    for version, state in ((1, "analysis"), (2, "review")):
        tag = {"If-Match": f'"{version}"'}
        post(lasting_world.client("manager"), path, {"values": {"status": state}}, "patch", **tag)
    bodies = [{"values": {"status": "approved"}}] * 2
    answers = together(asks(lasting_world, "patch", path, bodies, **{"If-Match": '"3"'}))
    assert sorted(a.status_code for a in answers) == [200, 412]
    row = model_of("change_request").get(pk=key)
    assert (row.status, row.version) == ("approved", 4)
