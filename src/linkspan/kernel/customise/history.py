"""The configuration in time: what was changed, by whom, and how it differs between two moments."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linkspan.kernel.access.actor import elevated
from linkspan.kernel.actions.models import ActionLog, ChangeRow
from linkspan.kernel.actions.runner import ACTIONS, NoUndo
from linkspan.kernel.actions.undo import describe
from linkspan.kernel.actions.work import snapshot
from linkspan.kernel.customise.models import ConfiguredWorkflow, CustomField, OwnEntity
from linkspan.kernel.entities.registry import declared_entity
from linkspan.kernel.entities.specs import in_english, on_page

_MOST = 200
_SHOWN = 300
State = dict[tuple[str, int], dict[str, Any]]


@dataclass(frozen=True)
class Kind:
    """A kind of configuration. name: what an object is called, from its recorded columns."""

    name: str
    label: Any
    title: Callable[[dict[str, Any]], str]


_KINDS: dict[str, Kind] = {}


def register_configuration(model: type[models.Model], kind: Kind) -> None:
    """Let the history of the configuration show a model of another part of the program."""
    _KINDS[model._meta.label] = kind


def _by_label(columns: dict[str, Any]) -> str:
    zh, en = columns.get("label_zh", ""), columns.get("label_en", "")
    return (en or zh) if in_english() else (zh or en)


def _of_entity(columns: dict[str, Any]) -> str:
    entity = str(columns.get("entity", ""))
    known = declared_entity(entity)
    return on_page(known.model._meta.verbose_name) if known is not None else entity


register_configuration(CustomField, Kind("field", gettext_lazy("field"), _by_label))
register_configuration(ConfiguredWorkflow, Kind("workflow", gettext_lazy("workflow"), _of_entity))
register_configuration(OwnEntity, Kind("entity", gettext_lazy("entity"), _by_label))


def changes_between(path: str, begin: dt.datetime, end: dt.datetime) -> list[dict[str, Any]]:
    """What was changed at a scope path and below, newest first, at most 200 entries."""
    with elevated():
        rows = (
            ChangeRow.objects.filter(
                model__in=_KINDS, log__scope_path__startswith=path, log__at__gte=begin, log__at__lt=end
            )
            .select_related("log__actor")
            .order_by("-id")[:_MOST]
        )
        found = list(rows)
        undone = set(ActionLog.rows.filter(undo_of__in=[c.log_id for c in found]).values_list("undo_of_id", flat=True))
    return [_change_json(change, change.log_id in undone) for change in found]


def _change_json(change: ChangeRow, is_undone: bool) -> dict[str, Any]:
    kind, log = _KINDS[change.model], change.log
    columns = {**(change.before or {}), **(change.after or {})}
    if change.kind == ChangeRow.UPDATED and not {"label_zh", "entity"} & set(columns):
        row = apps.get_model(change.model)._base_manager.filter(pk=change.object_id).first()
        columns = {**(snapshot(row) if row is not None else {}), **columns}
    entry = ACTIONS.get(log.action)
    can_undo = entry is not None and not isinstance(entry.undo, NoUndo) and not is_undone
    return {
        "at": log.at,
        "who": log.actor_name,
        "text": describe(log),
        "kind": kind.name,
        "kind_label": on_page(kind.label),
        "name": kind.title(columns),
        "changes": _differences(change.model, change.before or {}, change.after or {}),
        "log_id": log.pk,
        "undoable": can_undo,
    }


def state_at(path: str, moment: dt.datetime) -> State:
    """The configuration at a scope path and below as it was at a moment: recorded columns by model and key."""
    with elevated():
        found: State = {
            (label, row.pk): snapshot(row)
            for label in _KINDS
            for row in apps.get_model(label)._base_manager.filter(scope_path__startswith=path)
        }
        later = ChangeRow.objects.filter(model__in=_KINDS, log__scope_path__startswith=path, log__at__gte=moment)
        for change in later.order_by("-id"):
            key = (change.model, change.object_id)
            if change.kind == ChangeRow.CREATED:
                found.pop(key, None)
            elif change.kind == ChangeRow.DELETED:
                found[key] = dict(change.before or {})
            elif key in found:
                found[key] = {**found[key], **(change.before or {})}
    return found


def compare(path: str, first: dt.datetime, last: dt.datetime) -> dict[str, Any]:
    """What is new, gone and different in the configuration of the second moment against that of the first."""
    old, new = state_at(path, first), state_at(path, last)

    def named(key: tuple[str, int], columns: dict[str, Any]) -> dict[str, Any]:
        kind = _KINDS[key[0]]
        return {"kind": kind.name, "kind_label": on_page(kind.label), "name": kind.title(columns)}

    changed = []
    for key in old.keys() & new.keys():
        differing = _differences(key[0], old[key], new[key])
        if differing:
            changed.append({**named(key, new[key]), "changes": differing})
    return {
        "added": [named(key, new[key]) for key in sorted(new.keys() - old.keys())],
        "removed": [named(key, old[key]) for key in sorted(old.keys() - new.keys())],
        "changed": changed,
    }


def _differences(label: str, before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, str]]:
    """The columns in which two states differ, in words."""
    fields = {field.attname: field for field in apps.get_model(label)._meta.concrete_fields}
    found = []
    for name in fields:
        if name in ("scope_path", "version") or (name not in before and name not in after):
            continue
        old, new = before.get(name), after.get(name)
        if old != new:
            title = on_page(getattr(fields[name], "verbose_name", name))
            found.append({"label": title, "before": _shown(old), "after": _shown(new)})
    return found


def _shown(value: Any) -> str:
    """A recorded value in words: lists of parts by their names."""
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        parts = [_by_label(part) if isinstance(part, dict) and "label_zh" in part else str(part) for part in value]
        return (", " if in_english() else "、").join(parts)[:_SHOWN]
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_shown(part)}" for key, part in value.items())[:_SHOWN]
    return str(value)[:_SHOWN]
