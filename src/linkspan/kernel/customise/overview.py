"""What the pages of the configuration show: fields, workflows, entities, and what changed between two dates."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.utils.translation import override

from linkspan.kernel.access.actor import Actor, elevated
from linkspan.kernel.access.verbs import verb_areas, verb_name
from linkspan.kernel.customise import usage
from linkspan.kernel.customise.models import ConfiguredWorkflow, CustomField, OwnEntity
from linkspan.kernel.customise.own_entities import records_of
from linkspan.kernel.customise.services import CONFIGURE, known_at, place_of
from linkspan.kernel.entities.custom import KINDS
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.registry import Known, entities
from linkspan.kernel.entities.specs import on_page

ICONS = (
    "file-text", "clipboard-check", "clipboard-list", "shield-check", "wrench", "truck", "package", "server",
    "database", "network", "users", "user-check", "calendar-check", "alarm-clock", "badge-check", "book-open",
    "bug", "camera", "circle-alert", "flag", "gauge", "hard-hat", "key-round", "layers", "list-checks", "map-pin",
    "megaphone", "receipt", "scale", "star", "tags", "ticket", "wallet",
)  # fmt: skip


def _types() -> list[dict[str, str]]:
    from linkspan.kernel.customise.words import TYPE_NAMES

    return [{"type": kind, "label": str(TYPE_NAMES[kind])} for kind in KINDS]


def fields_json(actor: Actor, place: Any, entity: str) -> dict[str, Any]:
    """The own fields of an entity that hold at a place: those from above, then its own."""
    known = known_at(entity, place)
    with elevated():
        rows = CustomField.rows.filter(entity=entity, scope_path__in=_above(place.scope_path))
        found = list(rows.order_by("scope_path", "position", "pk"))
    counted = _filled(known, found)
    return {
        "entity": entity,
        "fields": [field_json(row, counted.get(row.pk, 0)) for row in found],
        "types": _types(),
        "targets": [
            {"name": name, "label": on_page(target.title)} for name, target in TARGETS.items() if name not in _PICKED
        ],
        "can_edit": actor.may(CONFIGURE, place.scope_path),
    }


_PICKED = frozenset({"person", "party"})  # types of fields of their own


def _above(path: str) -> list[str]:
    from linkspan.kernel.access.places import paths_to

    return paths_to(path)


def _filled(known: Known, rows: Iterable[CustomField]) -> dict[int, int]:
    """In how many records each field holds a value; one statement."""
    from django.db.models import Q

    wanted = [row for row in rows if not row.expression]
    if not wanted:
        return {}
    with elevated():
        counts = known.model._base_manager.aggregate(
            **{
                f"f{row.pk}": Count("pk", filter=Q(custom__has_key=row.key, scope_path__startswith=row.scope_path))
                for row in wanted
            }
        )
    return {row.pk: counts[f"f{row.pk}"] for row in wanted}


def field_json(row: CustomField, filled: int) -> dict[str, Any]:
    """One own field as the editor reads it."""
    place = place_of(row)
    return {
        "id": row.pk, "version": row.version, "entity": row.entity, "key": row.key, "name": row.name, "type": row.type,
        "label_zh": row.label_zh, "label_en": row.label_en, "help_zh": row.help_zh, "help_en": row.help_en,
        "is_required": row.is_required, "default": row.default, "options": row.options,
        "reference": row.reference or None, "field_class": row.field_class, "unit": row.unit, "low": row.low,
        "high": row.high, "expression": row.expression, "panel": row.panel, "in_list": row.in_list,
        "position": row.position, "project": place.code if hasattr(place, "programme_id") else None,
        "is_retired": row.is_retired, "filled": filled,
    }  # fmt: skip


# --- workflows ------------------------------------------------------------------------------------------------------


def workflow_json(actor: Actor, place: Any, entity: str) -> dict[str, Any]:
    """The workflow of an entity that holds at a place, and where it comes from."""
    known = known_at(entity, place)
    workflow = known.workflow_at(place.scope_path)
    can_edit = actor.may(CONFIGURE, place.scope_path)
    if workflow is None:
        return {"entity": entity, "field": None, "states": [], "transitions": [], "can_edit": False}
    with elevated():
        rows = {
            row.scope_path: row
            for row in ConfiguredWorkflow.rows.filter(entity=entity, scope_path__in=_above(place.scope_path))
        }
    row = rows[max(rows, key=len)] if rows else None
    is_own = row is not None and row.scope_path == place.scope_path
    return {
        "entity": entity,
        "field": workflow.field,
        "is_own": is_own,
        "origin": "built_in"
        if row is None
        else "project"
        if is_own and hasattr(place, "programme_id")
        else "organisation",
        "id": row.pk if row is not None and is_own else None,
        "version": row.version if row is not None and is_own else None,
        "states": _states(known, row, place.scope_path),
        "transitions": _transitions(known, row),
        "rights": [{"verb": verb, "label": verb_name(verb)} for area in verb_areas() for verb in area.verbs],
        "can_edit": can_edit,
        "in_use": usage.states_in_use(known, place.scope_path),
    }


def _states(known: Known, row: ConfiguredWorkflow | None, path: str) -> list[dict[str, Any]]:
    workflow = known.entity.workflow
    declared = known.declared[workflow.field].options if workflow else ()
    built_in = {option.value for option in declared}
    if row is not None:
        return [{**state, "is_built_in": state["value"] in built_in} for state in row.states]
    held = known.workflow_at(path)
    closed = held.closed if held else ()
    return [
        {
            "value": option.value,
            **_labels(option.label),
            "tone": option.tone,
            "is_closed": option.value in closed,
            "is_built_in": option.value in built_in,
        }
        for option in known.states_at(path)
    ]


def _transitions(known: Known, row: ConfiguredWorkflow | None) -> list[dict[str, Any]]:
    declared = known.entity.workflow.transitions if known.entity.workflow else ()
    pairs = {(source, step.target) for step in declared for source in step.sources}
    if row is not None:
        return [
            {**step, "is_built_in": any((source, step["target"]) in pairs for source in step["sources"])}
            for step in row.transitions
        ]
    workflow = known.workflow_at("/")
    return [
        {
            "sources": list(step.sources), "target": str(step.target), **_labels(step.label),
            "requires": list(step.requires), "verb": step.verb, "guard": "", "refusal_zh": "", "refusal_en": "",
            "is_built_in": (step.sources[0], step.target) in pairs,
        }
        for step in (workflow.transitions if workflow else ())
    ]  # fmt: skip


def _labels(text: Any) -> dict[str, str]:
    with override("zh-hans"):
        zh = str(text)
    with override("en"):
        return {"label_zh": zh, "label_en": on_page(text)}


# --- entities -------------------------------------------------------------------------------------------------------


def entities_json(actor: Actor, organisation: Any) -> dict[str, Any]:
    """The company's own entities."""
    with elevated():
        rows = list(OwnEntity.rows.order_by("order", "pk"))
        found = [entity_json(row, records_of(row)) for row in rows]
    own = {row.name for row in rows}
    return {
        "entities": found,
        "icons": list(ICONS),
        "areas": [
            {"area": known.entity.area, "label": on_page(known.model._meta.verbose_name_plural)}
            for known in entities()
            if known.name not in own
        ],
        "can_edit": actor.may(CONFIGURE, organisation.scope_path),
    }


def entity_json(row: OwnEntity, count: int) -> dict[str, Any]:
    """One own entity as the builder reads it."""
    layout = {
        "columns": [],
        "create": [],
        "board": [],
        "calendar": [],
        "dimensions": [],
        "sort": "",
        "panels": [],
        "measures": [],
    }
    return {
        "id": row.pk, "version": row.version, "key": row.key, "name": row.name, "label_zh": row.label_zh,
        "label_en": row.label_en, "plural_en": row.plural_en, "icon": row.icon, "group_zh": row.group_zh,
        "group_en": row.group_en, "order": row.order, "is_in_project": row.is_in_project, "numbering": row.numbering,
        "empty_zh": row.empty_zh, "empty_en": row.empty_en, **layout, **row.layout, "is_retired": row.is_retired,
        "rows": count,
    }  # fmt: skip


def day_bounds(first: dt.date, last: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The moments between which the days lie, in the business zone."""
    from zoneinfo import ZoneInfo

    from django.conf import settings

    zone = ZoneInfo(settings.BUSINESS_TIME_ZONE)
    begin = dt.datetime.combine(first, dt.time.min, zone)
    return begin, dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min, zone)
