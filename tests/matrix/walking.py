"""Walking the matrix: every cell asked in a transaction of its own that is taken back."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import table
from calls import Side, ask, bodies
from django.db import transaction
from django.test import Client

from linkspan.modules.schedule.state import CACHE
from world import CANARY, FOREIGN, World, client_of, dump


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    CACHE.clear()


def clients(world: World) -> dict[str, Client]:
    found = {name: client_of(world.people[name]) for name in table.ROLES if name != "anonymous"}
    found["anonymous"] = Client(HTTP_HOST="127.0.0.1", raise_request_exception=False)
    return found


def text_of(answer: Any) -> str:
    """What was sent, streamed or not."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.streaming:
        answer.streaming_content = [body]
    return str(body.decode(errors="replace"))


def violation(row: Any, role: str, want: str, answer: Any, before: dict[str, Any]) -> str | None:
    """What is wrong with an answer; None where it is as the table says. A refused call changes no row."""
    cell = f"{role}: {' '.join(row)}"
    text = text_of(answer)
    if want == "+":
        return None if 200 <= answer.status_code < 400 else f"{cell}: wanted +, got {answer.status_code} {text[:200]}"
    if answer.status_code != table.STATUS[want]:
        return f"{cell}: wanted {table.STATUS[want]}, got {answer.status_code} {text[:200]}"
    if answer.headers["Content-Type"] != "application/problem+json":
        return f"{cell}: refused without a sentence"
    return None if dump() == before else f"{cell}: refused, yet something was written"


def leak(row: Any, role: str, answer: Any) -> str | None:
    """Text of rows that the role must not read."""
    text = text_of(answer)
    if role not in {"admin", "outsider"} and CANARY in text:
        return f"{role}: {' '.join(row)}: reads project BETA: ...{text[max(0, text.index(CANARY) - 80) :][:160]}"
    if role == "vendor" and FOREIGN in text:
        return f"vendor: {' '.join(row)}: reads rows of others: ...{text[max(0, text.index(FOREIGN) - 80) :][:160]}"
    return None


def walk(world: World, a: Side, b: Side, rows: Any = None) -> tuple[int, list[str]]:
    """Ask every cell; answers their number and what is wrong."""
    people = clients(world)
    before = dump()
    own, foreign = bodies(a), bodies(b)
    asked, wrong = 0, []
    for row in rows or table.TABLE:
        plan = [(role, table.cell(row, role), own[row]) for role in table.ROLES]
        if row[1] not in table.NOBODYS and row not in table.NO_PROJECT and (row[2] != "" or "{" in row[1]):
            plan += [(role, "N", foreign[row]) for role in table.FOREIGN_ROLES]
        for role, want, (path, body) in plan:
            # A new session key is taken back with the rows, so its cookie goes too.
            cookies = copy.deepcopy(people[role].cookies)
            with taken_back():
                answer = ask(people[role], row[0], path, body)
                wrong += filter(None, (violation(row, role, want, answer, before), leak(row, role, answer)))
            people[role].cookies = cookies
            asked += 1
    return asked, wrong
