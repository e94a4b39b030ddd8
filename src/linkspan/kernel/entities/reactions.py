"""What follows from written records inside the same action, undo included: the event that live pages listen to."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from linkspan.kernel.actions import Work, after_writes, write
from linkspan.kernel.actions.models import ChangeRow
from linkspan.kernel.entities.configured import OWN_STORES
from linkspan.kernel.entities.hearing import tell_watchers
from linkspan.kernel.entities.models import Attachment, Comment, Link
from linkspan.kernel.entities.registry import entities, entity_of, find_entity


def connect() -> None:
    """Register the reaction for every entity's model and for what hangs on records; once, at start-up."""
    labels = [known.model._meta.label for known in entities()] + [*OWN_STORES]
    hanging = [model._meta.label for model in (Comment, Attachment, Link)]
    after_writes("records", *labels, *hanging)(announce_records)


def _project_of(row: Any) -> str:
    """Code of the project that a row lies in; empty for none, and where it went in the same action."""
    try:
        return str(row.project.code) if row is not None and hasattr(row, "project_id") else ""
    except ObjectDoesNotExist:
        return ""


def announce_records(work: Work) -> list[str]:
    """One event for each entity and place that was written; carries no row's data."""
    places: dict[tuple[str, str], Any] = {}
    for change in work.changes:
        row: Any = change.instance
        known = entity_of(type(row))
        if known is not None:
            places.setdefault((known.name, row.scope_path), row)
        elif isinstance(row, Comment | Attachment):
            places.setdefault((row.entity, row.scope_path), None)
        elif isinstance(row, Link):
            places.setdefault((row.from_entity, row.scope_path), None)
    by_entity: dict[str, dict[int, Any]] = {}
    for change in work.changes:
        written = entity_of(type(change.instance))
        if written is not None and change.kind == ChangeRow.UPDATED:
            by_entity.setdefault(written.name, {})[change.instance.pk] = change.instance
    for entity, rows in by_entity.items():
        tell_watchers(find_entity(entity), rows)
    for (entity, path), row in places.items():
        project = _project_of(row)
        write.emit("record.changed", path, entity=entity, project=project)
    return sorted({entity for entity, _path in places})
