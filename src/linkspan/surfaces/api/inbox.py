"""The caller's own inbox."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from linkspan.kernel.inbox import desk

router = Router(tags=["inbox"])


class Lines(Schema):
    """Lines of the inbox; until: an ISO moment, where they are put off."""

    ids: list[Any]
    until: str | None = None


@router.get("/inbox")
def read_inbox(request: HttpRequest, show: str = "open") -> dict[str, Any]:
    """The lines of one tab and the counts of all."""
    return desk.read_inbox(request.actor, show)  # type: ignore[attr-defined]


@router.post("/inbox/{what}")
def change_lines(request: HttpRequest, what: str, payload: Lines) -> dict[str, Any]:
    """See, finish (done), put off (snooze) or open again (reopen) lines of one's own; answers the counts."""
    return desk.change_lines(request.actor, what, payload.ids, payload.until)  # type: ignore[attr-defined]
