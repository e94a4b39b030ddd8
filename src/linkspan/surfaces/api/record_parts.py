"""What hangs on a record: activity, comments, attachments, links, watchers."""

from typing import Any
from urllib.parse import quote

from django.http import FileResponse, HttpRequest
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from linkspan.kernel.entities import discussion, linking, requests, store
from linkspan.kernel.entities.activity import comment_json
from linkspan.kernel.entities.registry import find_entity
from linkspan.surfaces.api.records import key_of, version_asked

router = Router(tags=["records"])
# A file that is looked at must not run anything, whatever it holds.
_SANDBOX = "default-src 'none'; sandbox"


class CommentBody(Schema):
    """A comment's Markdown."""

    body: str


class NewLink(Schema):
    """The other end of a link."""

    kind: str
    entity: str
    id: int


def _row(request: HttpRequest, entity: str, key: int) -> tuple[Any, Any, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    known = find_entity(entity)
    return actor, known, discussion.find_row(actor, known, key)


@router.get("/records/{entity}/{record_id}/activity")
def read_activity(
    request: HttpRequest, entity: str, record_id: int, kind: str = "all", before: str = ""
) -> dict[str, Any]:
    """Comments and changes, newest first."""
    return requests.read_activity_of(request.actor, entity, record_id, kind, before)  # type: ignore[attr-defined]


@router.post("/records/{entity}/{record_id}/comments", response={201: Any})
def add_comment(request: HttpRequest, entity: str, record_id: int, payload: CommentBody) -> Any:
    """Say something about a record."""
    actor, _known, row = _row(request, entity, record_id)
    outcome = discussion.add_comment(actor, row, body=payload.body, idempotency_key=key_of(request))
    return 201, {"item": _item(actor, outcome), **requests.told(outcome)}


def _item(actor: Any, outcome: Any) -> Any:
    """The comment as pages read it; a repeated request finds it in the activity."""
    return None if outcome.is_replay else comment_json(actor, outcome.result)


@router.patch("/comments/{comment_id}")
def edit_comment(request: HttpRequest, comment_id: int, payload: CommentBody) -> dict[str, Any]:
    """Correct a comment of one's own."""
    actor = request.actor  # type: ignore[attr-defined]
    comment, row = discussion.comment_of(actor, comment_id)
    outcome = discussion.edit_comment(actor, row, comment=comment, body=payload.body, version=version_asked(request))
    return {"item": _item(actor, outcome), **requests.told(outcome)}


@router.delete("/comments/{comment_id}")
def delete_comment(request: HttpRequest, comment_id: int) -> dict[str, Any]:
    """Take a comment of one's own away."""
    actor = request.actor  # type: ignore[attr-defined]
    comment, row = discussion.comment_of(actor, comment_id)
    return requests.told(discussion.delete_comment(actor, row, comment=comment, version=version_asked(request)))


@router.get("/records/{entity}/{record_id}/attachments")
def read_attachments(request: HttpRequest, entity: str, record_id: int) -> dict[str, Any]:
    """Files of a record, newest first."""
    _actor, known, row = _row(request, entity, record_id)
    return {"items": [discussion.attachment_json(a) for a in discussion.attachments_of(known, row)]}


@router.post("/records/{entity}/{record_id}/attachments", response={201: Any})
def add_attachment(request: HttpRequest, entity: str, record_id: int, file: File[UploadedFile]) -> Any:
    """Attach a file."""
    actor, _known, row = _row(request, entity, record_id)
    outcome = discussion.keep_attachment(actor, row, file)
    return 201, {"item": discussion.attachment_json(outcome.result), **requests.told(outcome)}


@router.get("/attachments/{attachment_id}")
def read_attachment(request: HttpRequest, attachment_id: int, inline: bool = False) -> Any:
    """The bytes: to be saved, or, of a picture, to be seen."""
    attachment, _row = discussion.attachment_of(request.actor, attachment_id)  # type: ignore[attr-defined]
    is_shown = inline and attachment.media_type.startswith("image/")
    response = FileResponse(store.open_stored(attachment.stored).open("rb"))
    response["Content-Type"] = attachment.media_type if is_shown else "application/octet-stream"
    response["Content-Disposition"] = (
        f"{'inline' if is_shown else 'attachment'}; filename*=UTF-8''{quote(attachment.name)}"
    )
    response["Content-Security-Policy"] = _SANDBOX
    response["ETag"] = f'"{attachment.sha256[:24]}"'
    return response


@router.delete("/attachments/{attachment_id}")
def delete_attachment(request: HttpRequest, attachment_id: int) -> dict[str, Any]:
    """Take an attachment of one's own away."""
    actor = request.actor  # type: ignore[attr-defined]
    attachment, row = discussion.attachment_of(actor, attachment_id)
    return requests.told(discussion.delete_attachment(actor, row, attachment=attachment))


@router.post("/records/{entity}/{record_id}/links", response={201: Any})
def add_link(request: HttpRequest, entity: str, record_id: int, payload: NewLink) -> Any:
    """Link a record to another."""
    actor, known, row = _row(request, entity, record_id)
    outcome = linking.link_rows(
        actor, row, kind=payload.kind, entity=payload.entity, id=payload.id, idempotency_key=key_of(request)
    )
    return 201, {"links": linking.links_of(actor, known, row), **requests.told(outcome)}


@router.delete("/links/{link_id}")
def delete_link(request: HttpRequest, link_id: int) -> dict[str, Any]:
    """Take a link away."""
    return requests.told(linking.unlink_rows(request.actor, link_id))  # type: ignore[attr-defined]


@router.get("/records/{entity}/{record_id}/watch")
def read_watchers(request: HttpRequest, entity: str, record_id: int) -> dict[str, Any]:
    """Who watches the record."""
    actor, known, row = _row(request, entity, record_id)
    return _watchers(actor, known, row)


def _watchers(actor: Any, known: Any, row: Any) -> dict[str, Any]:
    watchers = discussion.watchers_of(known, row)
    return {
        "items": [{"id": watch.user_id, "name": discussion.person_label(watch.user)} for watch in watchers],
        "watching": any(watch.user_id == actor.user_id for watch in watchers),
        "watchers": len(watchers),
    }


@router.put("/records/{entity}/{record_id}/watch")
def watch(request: HttpRequest, entity: str, record_id: int) -> dict[str, Any]:
    """Hear of the record's changes."""
    actor, known, row = _row(request, entity, record_id)
    discussion.set_watching(actor, row, is_watching=True)
    return _watchers(actor, known, row)


@router.delete("/records/{entity}/{record_id}/watch")
def unwatch(request: HttpRequest, entity: str, record_id: int) -> dict[str, Any]:
    """Hear no more of the record's changes."""
    actor, known, row = _row(request, entity, record_id)
    discussion.set_watching(actor, row, is_watching=False)
    return _watchers(actor, known, row)
