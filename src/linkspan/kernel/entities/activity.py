"""What happened to a record: changes from the history and comments, newest first, in the reader's language."""

import datetime as dt
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from linkspan.kernel.access.actor import Actor, elevated
from linkspan.kernel.actions.models import ActionLog, ChangeRow
from linkspan.kernel.actions.runner import ACTIONS, NoUndo
from linkspan.kernel.actions.undo import describe
from linkspan.kernel.entities.discussion import attach_file, delete_attachment, person_label, to_html
from linkspan.kernel.entities.models import Comment, Link
from linkspan.kernel.entities.reading import Reading
from linkspan.kernel.entities.references import TARGETS, labels_of
from linkspan.kernel.entities.registry import Known
from linkspan.kernel.entities.specs import FieldSpec, on_page
from linkspan.kernel.entities.writing import writer_of
from linkspan.kernel.money import FEN_PER_YUAN

PAGE = 50


def read_activity(actor: Actor, known: Known, row: Any, *, kind: str, before: dt.datetime | None) -> dict[str, Any]:
    """A page of comments and changes. kind: all, comments or changes. Changes need the right to see the history."""
    items: list[dict[str, Any]] = []
    if kind in {"all", "comments"}:
        items += _comments(actor, known, row, before)
    if kind in {"all", "changes"} and actor.may("history.view", row.scope_path):
        items += _changes(actor, known, row, before) + _events(actor, known, row, before)
    items.sort(key=lambda item: (item["at"], item["id"]), reverse=True)
    return {"items": items[:PAGE], "more": len(items) > PAGE}


def _comments(actor: Actor, known: Known, row: Any, before: dt.datetime | None) -> list[dict[str, Any]]:
    with elevated():
        rows = Comment.rows.filter(entity=known.name, object_id=row.pk).select_related("author")
        rows = rows.filter(created_at__lt=before) if before else rows
        found = list(rows.order_by("-created_at", "-pk")[: PAGE + 1])
    return [comment_json(actor, comment) for comment in found]


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


def _changes(actor: Actor, known: Known, row: Any, before: dt.datetime | None) -> list[dict[str, Any]]:
    with elevated():
        rows = ChangeRow.objects.filter(model=known.model._meta.label, object_id=row.pk).select_related("log__actor")
        rows = rows.filter(log__at__lt=before) if before else rows
        found = list(rows.order_by("-id")[: PAGE + 1])
        undone = set(ActionLog.rows.filter(undo_of__in=[c.log_id for c in found]).values_list("undo_of_id", flat=True))
    writer = writer_of(known)
    fields = writer.writable(actor, row.scope_path, is_own=writer._is_own(actor, row))
    may_edit = _may_edit(actor, known, row)
    names = _labels(found, fields)
    items = []
    for change in found:
        shown = _field_changes(change, fields, names)
        if not shown and change.kind == ChangeRow.UPDATED:
            continue  # only what this reader may not see
        entry = ACTIONS.get(change.log.action)
        items.append(
            {
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
                "undoable": may_edit
                and entry is not None
                and not isinstance(entry.undo, NoUndo)
                and change.log_id not in undone,
                "restorable": may_edit and change.kind == ChangeRow.UPDATED,
            }
        )
    return items


def _events(actor: Actor, known: Known, row: Any, before: dt.datetime | None) -> list[dict[str, Any]]:
    """Links and attachments that came and went: written at the record, though not in its own row."""
    names = [f"{known.name}.link", f"{known.name}.unlink", attach_file.action.name, delete_attachment.action.name]
    with elevated():
        rows = ActionLog.rows.filter(target_model=known.model._meta.label, target_id=row.pk, action__in=names)
        rows = rows.filter(at__lt=before) if before else rows
        found = list(rows.select_related("actor", "undone_by").order_by("-id")[: PAGE + 1])
    hidden = _with_hidden_end(actor, found)
    may_edit = _may_edit(actor, known, row)
    return [
        {
            "kind": "change",
            "id": -log.pk,
            "at": log.at,
            "who": {"id": log.actor_id, "name": person_label(log.actor) if log.actor else log.actor_name},
            "text": describe(log),
            "changes": [],
            "log_id": log.pk,
            "undoable": may_edit and not hasattr(log, "undone_by"),
            "restorable": False,
        }
        for log in found
        if log.pk not in hidden
    ]


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
                value = (side or {}).get(_column(spec)) if spec.reference else None
                if value is not None:
                    keys.setdefault(spec.reference or "", set()).update(value if isinstance(value, list) else [value])
    return {name: labels_of(name, wanted) for name, wanted in keys.items()}


def _column(spec: FieldSpec) -> str:
    return spec.column.attname if spec.column is not None and not spec.is_many else spec.name


def _field_changes(
    change: ChangeRow, fields: dict[str, FieldSpec], names: dict[str, dict[str, dict[str, str]]]
) -> list[dict[str, str]]:
    if change.kind != ChangeRow.UPDATED:
        return []
    by_column = {_column(spec): spec for spec in fields.values()}
    for spec in fields.values():
        if spec.is_localised:
            by_column[f"{spec.name}_en"] = spec
    shown = []
    for column, after in (change.after or {}).items():
        if column in by_column:
            spec = by_column[column]
            before = (change.before or {}).get(column)
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
