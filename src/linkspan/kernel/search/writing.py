"""Keeping the index: after every action, inside its transaction; and as a whole, after an upgrade."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import models, transaction

from linkspan.engines.language.tokens import fold, text_tokens, title_tokens
from linkspan.kernel import clock
from linkspan.kernel.access.actor import SYSTEM, acting_as
from linkspan.kernel.actions import Change, Work, after_all_writes
from linkspan.kernel.actions.models import ChangeRow
from linkspan.kernel.actions.work import PREFIX
from linkspan.kernel.entities.configured import refresh
from linkspan.kernel.search.models import SearchDoc
from linkspan.kernel.search.sources import Document, SearchSource, sources

_BATCH = 500
_CONTENT = [f.attname for f in SearchDoc._meta.concrete_fields if f.name not in {"id", "entity", "object_id"}]


@after_all_writes
def follow_rows(work: Work) -> None:
    """Write, renew and drop the documents of the rows that the action wrote."""
    by_model = {source.model: source for source in sources().values()}
    for model, changes in work.by_model().items():
        if model in by_model:
            _follow(by_model[model], changes)


def _follow(source: SearchSource, changes: Sequence[Change]) -> None:
    last = {change.instance.pk: change for change in changes}
    reworded = {
        change.instance.pk
        for change in changes
        if change.kind != ChangeRow.UPDATED or _is_reworded(source, change.after or {})
    }
    gone = [key for key, change in last.items() if change.kind == ChangeRow.DELETED]
    kept = {key: change.instance for key, change in last.items() if change.kind != ChangeRow.DELETED}
    write_documents(source, [row for key, row in kept.items() if key in reworded])
    _touch(source, [key for key in kept if key not in reworded])
    _drop(source, gone)


def _is_reworded(source: SearchSource, after: dict[str, Any]) -> bool:
    return bool(source.fields & set(after)) or any(name.startswith(PREFIX) for name in after)


def write_documents(source: SearchSource, rows: Sequence[Any]) -> None:
    """Insert or replace the documents of rows."""
    for at in range(0, len(rows), _BATCH):
        part = rows[at : at + _BATCH]
        SearchDoc.base_rows.bulk_create(
            [_doc(source, row, document) for row, document in zip(part, source.documents(part), strict=True)],
            update_conflicts=True,
            unique_fields=["entity", "object_id"],
            update_fields=_CONTENT,
        )


def _doc(source: SearchSource, row: Any, document: Document) -> SearchDoc:
    names = dict.fromkeys(text for text in (document.code, document.title, document.title_en) if text)
    titles = dict.fromkeys(token for name in names for token in title_tokens(name))
    bodies = dict.fromkeys(token for text in document.texts for token in text_tokens(text) if token not in titles)
    return SearchDoc(
        entity=source.entity,
        object_id=row.pk,
        scope_path=row.scope_path,
        project=document.project,
        code=document.code[:80],
        title=document.title[:400],
        title_en=document.title_en[:400],
        url=document.url,
        code_key=fold(document.code)[:80],
        title_key=fold(document.title)[:400],
        title_tokens=" ".join(titles),
        body_tokens=" ".join(bodies),
        boost=document.boost,
        updated=row.updated_at,
    )


def _touch(source: SearchSource, keys: Sequence[int]) -> None:
    """Rows whose words are as they were come first among equals all the same: somebody works on them."""
    for at in range(0, len(keys), _BATCH):
        found = SearchDoc.base_rows.filter(entity=source.entity, object_id__in=keys[at : at + _BATCH])
        found.update(updated=clock.now())


def _drop(source: SearchSource, keys: Sequence[int]) -> None:
    for at in range(0, len(keys), _BATCH):
        part = SearchDoc.base_rows.filter(entity=source.entity, object_id__in=keys[at : at + _BATCH])
        part._raw_delete(using=part.db)


def reindex(on_progress: Callable[[int, int, str], None] | None = None) -> int:
    """Write the whole index anew; how many documents it holds. One transaction: searches see the old one until then."""
    refresh()
    with transaction.atomic(), acting_as(SYSTEM):
        everything = SearchDoc.base_rows.all()
        everything._raw_delete(using=everything.db)
        known = list(sources().values())
        total = 0
        for at, source in enumerate(known):
            if on_progress is not None:
                on_progress(at, len(known), source.entity)
            rows: list[models.Model] = []
            for row in source.model._base_manager.order_by("pk").iterator(_BATCH):
                rows.append(row)
                if len(rows) == _BATCH:
                    write_documents(source, rows)
                    total, rows = total + len(rows), []
            write_documents(source, rows)
            total += len(rows)
        if on_progress is not None:
            on_progress(len(known), len(known), "")
    return total
