"""Asking the analyses of project ALPHA."""

from typing import Any

from world import send

HOME = "/projects/ALPHA/analysis"


def read(client: Any, path: str, code: str = "ALPHA") -> Any:
    """The answer, which must be 200."""
    answer = client.get(f"/api/projects/{code}/analysis/{path}")
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def write(client: Any, method: str, path: str, body: Any, status: int = 200) -> Any:
    """The answer to a body, which must have the status."""
    answer = send(client, method, f"{HOME}/{path}", body)
    assert answer.status_code == status, answer.content.decode()
    return answer.json()
