"""Reading a row of the plan, and seeing a command refused."""

from world import dump, is_problem, plan_of, post_commands, rows_by_id


def row(client, task_id):
    return rows_by_id(plan_of(client))[task_id]


def refuse(client, *commands, status=422, field=None, code=None):
    """The commands are refused with status and field, and nothing is written; answers the problem."""
    before = dump()
    answer = post_commands(client, "ALPHA", *commands)
    assert is_problem(answer, status, field)
    assert code is None or answer.json()["code"] == code
    assert dump() == before
    return answer.json()


def set_(task_id, **values):
    return {"op": "task.update", "id": task_id, "set": values}
