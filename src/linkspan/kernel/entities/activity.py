"""What happened to a record: changes from the history and comments, newest first, in the reader's language."""

import datetime as dt
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from linkspan.kernel.access.actor import Actor, elevated
from linkspan.kernel.actions.models import ActionLog, ChangeRow
from linkspan.kernel.actions.undo import describe, undoable_of
from linkspan.kernel.entities.custom import from_store
from linkspan.kernel.entities.discussion import attach_file, delete_attachment, person_label, to_html
from linkspan.kernel.entities.models import Comment, Link
from linkspan.kernel.entities.reading import Reading
from linkspan.kernel.entities.references import TARGETS, labels_of
from linkspan.kernel.entities.registry import Known
from linkspan.kernel.entities.specs import FieldSpec, on_page
from linkspan.kernel.entities.writing import writer_of
from linkspan.kernel.money import FEN_PER_YUAN

PAGE = 50


@dataclass(frozen=True, order=True)
class Place:
    """Where an item stands in the order of a record's activity: by time, and among equals by kind and key."""

    at: dt.datetime
    source: int
    key: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()},{self.source},{self.key}"

    @classmethod
    def read(cls, text: str) -> "Place":
        """What an earlier page gave as `next`; a bare date-time stands for all that is older. ValueError otherwise."""
        at, *rest = text.replace(" ", "+").split(",")
        moment = dt.datetime.fromisoformat(at)
        source, key = (int(part) for part in rest) if rest else (_LOWEST, 0)
        if not (_LOWEST <= source <= _COMMENT and 0 <= key < _MOST_KEYS):
            raise ValueError(text)
        return cls((moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC), source, key)


# Among items of the same moment, the higher source is the newer one.
_LOWEST, _EVENT, _CHANGE, _COMMENT = range(4)
_MOST_KEYS = 2**63  # of a key in the database


@dataclass(frozen=True)
class _Read:
    """What one source has: items with their places, newest first; where it has more, the place it was read down to."""

    items: list[tuple[Place, dict[str, Any]]]
    down_to: Place | None


def read_activity(actor: Actor, known: Known, row: Any, *, kind: str, before: Place | None) -> dict[str, Any]:
    """A page of comments and changes. kind: all, comments or changes. Changes need the right to see the history.

    `next` is the place to go on from. A page may be shorter than others, as a change may hold only closed fields.
    """
    sources = [_comments(actor, known, row, before)] if kind in {"all", "comments"} else []
    if kind in {"all", "changes"} and actor.may("history.view", row.scope_path):
        sources += [_changes(actor, known, row, before), _events(actor, known, row, before)]
    # Below the place that a source was read down to, its own next items are not known yet.
    floor = max((source.down_to for source in sources if source.down_to), default=None)
    found = [one for source in sources for one in source.items if floor is None or one[0] >= floor]
    found.sort(key=itemgetter(0), reverse=True)
    following = found[PAGE - 1][0] if len(found) > PAGE else floor
    return {
        "items": [item for _place, item in found[:PAGE]],
        "more": following is not None,
        "next": str(following) if following else None,
    }


def _page(rows: QuerySet[Any], before: Place | None, source: int, moment: str) -> tuple[list[Any], Place | None]:
    """The next rows of one source, newest first, and the place of the last of them where there are more."""
    if before:
        older = Q(**{f"{moment}__lt": before.at})
        if source < before.source:
            older |= Q(**{moment: before.at})
        elif source == before.source:
            older |= Q(**{moment: before.at, "pk__lt": before.key})
        rows = rows.filter(older)
    found = list(rows.order_by(f"-{moment}", "-pk")[: PAGE + 1])
    if len(found) <= PAGE:
        return found, None
    last = found[PAGE - 1]
    return found[:PAGE], Place(attrgetter(moment.replace("__", "."))(last), source, last.pk)


def _comments(actor: Actor, known: Known, row: Any, before: Place | None) -> _Read:
    with elevated():
        rows = Comment.rows.filter(entity=known.name, object_id=row.pk).select_related("author")
        found, down_to = _page(rows, before, _COMMENT, "created_at")
    items = [(Place(one.created_at, _COMMENT, one.pk), comment_json(actor, one)) for one in found]
    return _Read(items, down_to)


def comment_json(actor: Actor, comment: Comment) -> dict[str, Any]:
    """A comment as pages read it."""
    return {
        "kind": "comment",
        "id": comment.pk,
        "at": comment.created_at,
        "who": {"id": comment.author_id, "name": person_label(comment.author)},
        "body": comment.body,
        "html": to_html(comment.body),
        "can_edit": comment.author_id == actor.user_id,
        "edited": comment.edited_at is not None,
        "version": comment.version,
    }


def _changes(actor: Actor, known: Known, row: Any, before: Place | None) -> _Read:
    with elevated():
        rows = ChangeRow.objects.filter(model=known.model._meta.label, object_id=row.pk).select_related("log__actor")
        found, down_to = _page(rows, before, _CHANGE, "log__at")
    writer = writer_of(known)
    fields = writer.writable(actor, row.scope_path, is_own=writer._is_own(actor, row))
    may_edit = _may_edit(actor, known, row)
    undoable = undoable_of(actor, [change.log_id for change in found]) if may_edit else set()
    names = _labels(found, fields)
    items = []
    for change in found:
        shown = _field_changes(change, fields, names)
        if not shown and change.kind == ChangeRow.UPDATED:
            continue  # only what this reader may not see
        item = {
            "kind": "change",
            "id": change.pk,
            "at": change.log.at,
            "who": {
                "id": change.log.actor_id,
                "name": person_label(change.log.actor) if change.log.actor else change.log.actor_name,
            },
            "text": describe(change.log),
            "changes": shown,
            "log_id": change.log_id,
            "undoable": change.log_id in undoable,
            "restorable": may_edit and change.kind == ChangeRow.UPDATED,
        }
        items.append((Place(change.log.at, _CHANGE, change.pk), item))
    return _Read(items, down_to)


def _events(actor: Actor, known: Known, row: Any, before: Place | None) -> _Read:
    """Links and attachments that came and went: written at the record, though not in its own row."""
    names = [f"{known.name}.link", f"{known.name}.unlink", attach_file.action.name, delete_attachment.action.name]
    with elevated():
        rows = ActionLog.rows.filter(target_model=known.model._meta.label, target_id=row.pk, action__in=names)
        found, down_to = _page(rows.select_related("actor"), before, _EVENT, "at")
    hidden = _with_hidden_end(actor, found)
    undoable = undoable_of(actor, [log.pk for log in found])
    items = []
    for log in found:
        if log.pk in hidden:
            continue
        item = {
            "kind": "change",
            "id": -log.pk,
            "at": log.at,
            "who": {"id": log.actor_id, "name": person_label(log.actor) if log.actor else log.actor_name},
            "text": describe(log),
            "changes": [],
            "log_id": log.pk,
            "undoable": log.pk in undoable,
            "restorable": False,
        }
        items.append((Place(log.at, _EVENT, log.pk), item))
    return _Read(items, down_to)


def _with_hidden_end(actor: Actor, logs: list[ActionLog]) -> set[int]:
    """Which of the logs tell of a link whose other end the actor does not see: its name stands in their sentence."""
    ends: dict[str, dict[int, set[int]]] = {}
    for change in ChangeRow.objects.filter(log__in=logs, model=Link._meta.label):
        link = change.after or change.before or {}
        ends.setdefault(link["to_entity"], {}).setdefault(link["to_id"], set()).add(change.log_id)
    hidden: set[int] = set()
    for entity, by_key in ends.items():
        target = TARGETS.get(entity)
        seen = (
            set(target.rows(actor, None).filter(pk__in=list(by_key)).values_list("pk", flat=True)) if target else set()
        )
        hidden.update(*(log_ids for key, log_ids in by_key.items() if key not in seen))
    return hidden


def _may_edit(actor: Actor, known: Known, row: Any) -> bool:
    reading = Reading(known, actor, None)
    model: Any = reading.known.model
    return actor.may(known.verb("edit"), row.scope_path) or bool(
        model.objects.visible(actor, known.verb("edit")).filter(pk=row.pk).exists()
    )


def _labels(found: list[ChangeRow], fields: dict[str, FieldSpec]) -> dict[str, dict[str, dict[str, str]]]:
    """Labels of all references that the changes name."""
    keys: dict[str, set[int]] = {}
    for change in found:
        for side in (change.before, change.after):
            for spec in fields.values():
                value = _stored(spec, side) if spec.reference else None
                if value is not None:
                    keys.setdefault(spec.reference or "", set()).update(value if isinstance(value, list) else [value])
    return {name: labels_of(name, wanted) for name, wanted in keys.items()}


def _stored(spec: FieldSpec, side: dict[str, Any] | None) -> Any:
    """A field's value on one side of a change, as the API says it."""
    value = (side or {}).get(spec.attribute)
    return from_store(spec.type, value) if spec.custom is not None else value


def _field_changes(
    change: ChangeRow, fields: dict[str, FieldSpec], names: dict[str, dict[str, dict[str, str]]]
) -> list[dict[str, str]]:
    if change.kind != ChangeRow.UPDATED:
        return []
    by_column = {spec.attribute: spec for spec in fields.values()}
    for spec in fields.values():
        if spec.is_localised:
            by_column[f"{spec.name}_en"] = spec
    shown = []
    for column, after in (change.after or {}).items():
        if column in by_column:
            spec = by_column[column]
            before = (change.before or {}).get(column)
            if spec.custom is not None:
                before, after = from_store(spec.type, before), from_store(spec.type, after)
            shown.append(
                {
                    "field": spec.name,
                    "label": on_page(spec.label),
                    "from": show_value(spec, before, names),
                    "to": show_value(spec, after, names),
                }
            )
    return shown


def show_value(spec: FieldSpec, value: Any, names: dict[str, dict[str, dict[str, str]]] | None = None) -> str:
    """A stored value in words: for history, hover cards and mails."""
    if value is None or value == "" or value == []:
        return "—"
    if spec.reference:
        known = (names or {}).get(spec.reference, {})
        found = [known.get(str(key), {}) for key in (value if isinstance(value, list) else [value])]
        # People are known by their names; their code is the name they log in with.
        first, second = ("label", "code") if spec.reference == "person" else ("code", "label")
        return ", ".join(ref.get(first) or ref.get(second) or "?" for ref in found)
    options = {option.value: str(option.label) for option in spec.options}
    if spec.type in {"tags", "multi_choice"}:
        parts = [p for p in value.split("\n") if p] if isinstance(value, str) else value
        return ", ".join(options.get(part, part) for part in parts)
    if options:
        return on_page(options.get(str(value), str(value)))
    return _number(spec, value)


def _number(spec: FieldSpec, value: Any) -> str:
    if spec.type == "money":
        return formats.number_format(value / FEN_PER_YUAN, 2, use_l10n=False, force_grouping=True)
    if spec.type == "percent":
        return f"{value * 100:g}%"
    if spec.type == "boolean":
        return _("yes") if value else _("no")
    if spec.type == "datetime":
        return str(value)[:16].replace("T", " ")
    return str(value)[:400]
