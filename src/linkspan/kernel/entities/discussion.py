"""Comments, attachments and watchers of a record: who sees the record sees them."""

import re
from typing import Any

import nh3
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor, elevated
from linkspan.kernel.actions import Inverse, action, check, write
from linkspan.kernel.entities import store
from linkspan.kernel.entities.at_once import find_seen
from linkspan.kernel.entities.hearing import MENTIONED, tell_people
from linkspan.kernel.entities.mentions import MENTION, PICTURE
from linkspan.kernel.entities.models import Attachment, Comment, Watch
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.registry import Known, entity_of, find_entity
from linkspan.kernel.errors import DomainError, Forbidden, NotFound, Stale

MOST_TEXT = 20_000
MOST_HTML = 200_000  # characters of what a page is sent; plain text of the longest comment has a tenth of it
WRITE = "discussion.write"


def _renderer() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])


_markdown: Any = SimpleLazyObject(_renderer)


def to_html(body: str) -> str:
    """Safe HTML of a comment: Markdown without raw HTML, cleaned once more; links open elsewhere and tell nothing."""
    text = PICTURE.sub(r"![\1](/api/attachments/\2?inline=1)", body)
    text = MENTION.sub(lambda m: f"[{m[0][0]}{m[1]}](/api/records/{m[2]}/{m[3]}/open)", text)
    return nh3.clean(
        _markdown.render(text),
        tags={
            "p",
            "br",
            "strong",
            "em",
            "s",
            "code",
            "pre",
            "blockquote",
            "ul",
            "ol",
            "li",
            "a",
            "img",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "h1",
            "h2",
            "h3",
            "h4",
            "hr",
        },
        attributes={"a": {"href"}, "img": {"src", "alt"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


def _told(row: Any) -> Known:
    """What history says of a change in a record's discussion."""
    from linkspan.kernel.entities.writing import shown_name

    known = entity_of(type(row))
    if known is None:
        raise NotFound()
    write.describe(names=[{"zh": shown_name(known, row, "zh-hans"), "en": shown_name(known, row, "en")}])
    return known


def _text(body: str) -> str:
    text = body.strip() if isinstance(body, str) else ""
    if not text or len(text) > MOST_TEXT:
        raise DomainError("body", _("Write a comment of 1 to %(most)s characters.") % {"most": MOST_TEXT}, "body")
    if len(to_html(text)) > MOST_HTML:
        # A row of a table that is short is filled up to the width of its head: a few lines become a large page.
        raise DomainError(
            "body",
            _("The comment is too large to be shown. Make its tables smaller, or attach them as a file."),
            "body",
        )
    return text


@action(WRITE, phrase=gettext_noop("Commented on %(names)s"), undo=Inverse())
def add_comment(actor: Actor, row: Any, *, body: str) -> Comment:
    """A comment on a record. Everybody mentioned who may see the record is told."""
    known = _told(row)
    comment = write.create(
        Comment(
            scope_path=row.scope_path, entity=known.name, object_id=row.pk, author_id=actor.user_id, body=_text(body)
        )
    )
    mentioned = {int(m[3]) for m in MENTION.finditer(comment.body) if m[2] == "person" and int(m[3]) < 2**63}
    tell_people(MENTIONED, known, row, mentioned, comment.pk)
    return comment


@action(WRITE, phrase=gettext_noop("Changed a comment on %(names)s"), undo=Inverse())
def edit_comment(actor: Actor, row: Any, *, comment: Comment, body: str, version: int | None = None) -> Comment:
    """The author's own words, corrected."""
    _refuse_foreign(actor, comment)
    _told(row)
    return write.update(_at_version(comment, version), body=_text(body), edited_at=clock.now())


@action(WRITE, phrase=gettext_noop("Deleted a comment on %(names)s"), undo=Inverse())
def delete_comment(actor: Actor, row: Any, *, comment: Comment, version: int | None = None) -> None:
    """The author's own comment, taken away."""
    _refuse_foreign(actor, comment)
    _told(row)
    write.delete_many([_at_version(comment, version)])


def _at_version(comment: Comment, version: int | None) -> Comment:
    """The comment as it is now, locked; Stale where it was changed or deleted since it was read."""
    fresh = Comment.rows.select_related("author").select_for_update(of=("self",)).filter(pk=comment.pk).first()
    if fresh is None or (version is not None and fresh.version != version):
        raise Stale(status=412)
    return fresh


def _refuse_foreign(actor: Actor, row: Comment | Attachment) -> None:
    if not actor.is_system and row.author_id != actor.user_id:
        raise Forbidden(WRITE)


@action(WRITE, phrase=gettext_noop("Attached %(file)s to %(names)s"), undo=Inverse())
def attach_file(actor: Actor, row: Any, *, name: str, file: store.StoredFile) -> Attachment:
    """A stored file becomes an attachment of the record."""
    known = _told(row)
    shown = re.sub(r"[\x00-\x1f\x7f/\\]+", "_", name).strip() or "file"
    write.describe(file=shown[:80])
    return write.create(
        Attachment(
            scope_path=row.scope_path,
            entity=known.name,
            object_id=row.pk,
            author_id=actor.user_id,
            name=shown[-200:],
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
            stored=file.stored,
        )
    )


def keep_attachment(actor: Actor, row: Any, upload: UploadedFile, **guards: Any) -> Any:
    """Check the right first, then store the bytes, then write the row: an upload that fails leaves no file."""
    check(actor, WRITE, row)
    file = store.keep(upload)
    try:
        return attach_file(actor, row, name=upload.name or "file", file=file, **guards)
    except BaseException:
        store.forget(file.stored)
        raise


@action(WRITE, phrase=gettext_noop("Deleted the attachment %(file)s of %(names)s"), undo=Inverse())
def delete_attachment(actor: Actor, row: Any, *, attachment: Attachment) -> None:
    """Whoever attached it takes it away; the bytes stay for an undo."""
    _refuse_foreign(actor, attachment)
    _told(row)
    write.describe(file=attachment.name[:80])
    write.delete_many([attachment])


@action("project.view", phrase=gettext_noop("Watches %(names)s"), undo=Inverse())
def set_watching(actor: Actor, row: Any, *, is_watching: bool) -> None:
    """Whether the actor wants to hear of the record's changes."""
    known = entity_of(type(row))
    assert known is not None
    ends = {"entity": known.name, "object_id": row.pk, "user_id": actor.user_id}
    found = Watch.rows.filter(**ends).first()
    if is_watching and found is None:
        write.create(Watch(scope_path=row.scope_path, **ends))
    elif found is not None and not is_watching:
        write.delete_many([found])
    from linkspan.kernel.entities.writing import shown_name

    write.describe(names=[{"zh": shown_name(known, row, "zh-hans"), "en": shown_name(known, row, "en")}])


def watchers_of(known: Known, row: Any) -> list[Watch]:
    """Who watches the record; the caller has checked that it may be seen."""
    with elevated():
        return list(Watch.rows.filter(entity=known.name, object_id=row.pk).select_related("user").order_by("pk"))


def comment_of(actor: Actor, comment_id: int) -> tuple[Comment, Any]:
    """A comment and its record, where the actor sees the record; NotFound otherwise."""
    return _part_of(actor, Comment, comment_id)


def attachment_of(actor: Actor, attachment_id: int) -> tuple[Attachment, Any]:
    """An attachment and its record, where the actor sees the record; NotFound otherwise."""
    return _part_of(actor, Attachment, attachment_id)


def _part_of(actor: Actor, model: Any, key: int) -> tuple[Any, Any]:
    with elevated():
        part = model.rows.select_related("author").filter(pk=key).first() if 0 < key < 2**63 else None
    if part is None:
        raise NotFound()
    return part, find_row(actor, find_entity(part.entity), part.object_id)


def find_row(actor: Actor, known: Known, key: int) -> Any:
    """The record of a key, if the actor sees it; NotFound otherwise."""
    seen = find_seen(actor, known, key)
    if seen is not None:
        return seen
    related = ("project",) if known.entity.is_in_project else ("organisation",)
    rows = TARGETS[known.name].rows(actor, None).select_related(*related)
    row = rows.filter(pk=key).first() if 0 < key < 2**63 else None
    if row is None:
        raise NotFound()
    return row


def attachments_of(known: Known, row: Any) -> list[Attachment]:
    """Attachments of a record that the caller may see, newest first."""
    with elevated():
        rows = Attachment.rows.filter(entity=known.name, object_id=row.pk)
        return list(rows.select_related("author").order_by("-pk")[:200])


def attachment_json(attachment: Attachment) -> dict[str, Any]:
    """An attachment as pages read it."""
    return {
        "id": attachment.pk,
        "name": attachment.name,
        "size": attachment.size,
        "type": attachment.media_type,
        "is_image": attachment.media_type.startswith("image/"),
        "url": f"/api/attachments/{attachment.pk}",
        "at": attachment.created_at,
        "by": {"id": attachment.author_id, "name": attachment.author.display_name if attachment.author else "Linkspan"},
    }


def person_label(user: Any) -> str:
    """Name of a person in the reader's language."""
    return TARGETS["person"].label(user)[0] if user is not None else "Linkspan"
