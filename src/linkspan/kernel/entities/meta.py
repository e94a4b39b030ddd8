"""`GET /api/meta`: every entity and field, in the reader's language and within the reader's rights."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions.runner import NoUndo
from linkspan.kernel.entities.configured import configured
from linkspan.kernel.entities.declaration import Band, Entity, Verb, Workflow
from linkspan.kernel.entities.forms import inputs_of
from linkspan.kernel.entities.grouping import measures_of
from linkspan.kernel.entities.linking import REVERSED
from linkspan.kernel.entities.models import Link
from linkspan.kernel.entities.reading import Reading
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.registry import Known, entities, find_project
from linkspan.kernel.entities.specs import FieldSpec, Option, on_page
from linkspan.kernel.entities.switching import is_off

_BOARDED = frozenset({"choice", "person", "party"})
_DATED = frozenset({"date", "datetime"})
_FURTHER = "further"


def read_meta(actor: Actor, project: str = "") -> dict[str, Any]:
    """All entities of which the actor may view a row somewhere; without those that a project has switched off."""
    place = find_project(actor, project) if project else None
    seen = [
        known
        for known in entities()
        if (actor.prefixes(known.verb("view")) or actor.own_party_prefixes(known.verb("view")))
        and not (known.entity.is_in_project and is_off(place, known.entity.area))
    ]
    english = (get_language() or "").startswith("en")
    return {
        "language": "en" if english else "zh-CN",
        "entities": {known.name: entity_json(actor, known) for known in seen},
    }


def entity_json(actor: Actor, known: Known) -> dict[str, Any]:
    """One entity as pages read it."""
    entity, reading = known.entity, Reading(known, actor)
    fields = reading.fields
    own = [spec for spec in fields.values() if spec.custom is not None]

    def kept(names: Iterable[str]) -> list[str]:
        return [name for name in dict.fromkeys(names) if name in fields]

    workflow = entity.workflow
    return {
        "name": known.name,
        "label": on_page(entity.model._meta.verbose_name),
        "label_plural": on_page(entity.model._meta.verbose_name_plural),
        "icon": entity.names.icon,
        "scope": "project" if entity.is_in_project else "organisation",
        "title_field": entity.title,
        "code_field": entity.code or None,
        "status_field": workflow.field if workflow else None,
        "date_fields": kept((*entity.views.calendar, *(s.name for s in own if s.type in _DATED))),
        "fields": [field_json(spec, is_filter=spec.name in known.filters) for spec in fields.values()],
        "list": kept((*entity.columns.show, *(s.name for s in own if s.custom and s.custom.is_in_list))),
        "create": kept((*entity.create, *(s.name for s in own if not s.is_read_only))),
        "panels": _panels(entity, fields, own),
        "views": _views(known, fields),
        "board": kept((*entity.views.board, *(s.name for s in own if s.type in _BOARDED and not s.is_read_only))),
        "matrix": _matrix(known, fields),
        "workflow": _workflow(known),
        "workflows": _project_workflows(actor, known),
        "is_custom": known.name in configured().entities,
        "actions": [action_json(verb) for verb in entity.actions],
        "measures": [_measure(known, fields, m) for m in measures_of(reading).values() if m.of or m.label],
        "dimensions": kept((*entity.facts.dimensions, *(s.name for s in own if s.groupable))),
        "natural_key": kept(entity.keys.natural),
        "sort": ",".join(part for part in entity.columns.sort.split(",") if part.lstrip("-") in fields),
        "empty": str(entity.names.empty),
        "offline": entity.names.offline,
        "nav": {"group": on_page(entity.names.group), "order": entity.names.order},
        "link_kinds": [
            {"kind": kind, "out": str(label), "in": str(REVERSED[kind]), "targets": sorted(TARGETS)}
            for kind, label in Link.Kind.choices
        ],
    }  # fmt: skip


def field_json(spec: FieldSpec, *, is_filter: bool = True) -> dict[str, Any]:
    """One field as pages read it."""
    output = spec.output
    low, high = _limits(output)
    return {
        "name": spec.name,
        "type": spec.type,
        "label": on_page(spec.label),
        "short": on_page(spec.look.short or spec.label),
        "help": str(spec.help),
        "required": spec.is_required,
        "default": _default(spec),
        "read_only": spec.is_read_only,
        "formula": str(spec.formula),
        "custom": spec.custom is not None,
        "project": spec.custom.project if spec.custom is not None else None,
        "field_class": spec.field_class,
        "options": [_option(o) for o in spec.options if not o.is_retired],
        "retired_options": [_option(o) for o in spec.options if o.is_retired],
        "bands": bands_json(spec.bands),
        "reference": spec.reference,
        "unit": str(spec.look.unit),
        "currency": getattr(output, "currency", ""),
        "min": low,
        "max": high,
        "max_length": output.max_length,
        "filter": list(spec.operators) if is_filter else [],
        "sortable": spec.is_sortable,
        "groupable": list(spec.groupable) if isinstance(spec.groupable, tuple) else spec.groupable,
        "aggregates": list(spec.aggregates),
        "key": spec.look.key or None,
        "width": spec.width,
    }


def _option(option: Option) -> dict[str, Any]:
    return {"value": option.value, "label": on_page(option.label), "tone": option.tone}


def _default(spec: FieldSpec) -> Any:
    """What a new row has where nobody says otherwise; None where that is nothing worth showing."""
    if spec.is_read_only or spec.is_many or not spec.has_default or spec.output.is_relation:
        return None
    value = spec.output.get_default()
    return value if isinstance(value, str | int | float | bool) and value != "" else None


def _limits(output: Any) -> tuple[float | None, float | None]:
    if hasattr(output, "low"):
        return output.low, output.high
    return None, getattr(output, "most", None)


def bands_json(bands: Iterable[Band]) -> list[dict[str, Any]]:
    """Bands, highest first."""
    ordered = sorted(bands, key=lambda band: -band.at)
    return [{"at": band.at, "tone": band.tone, "label": on_page(band.label)} for band in ordered]


def _views(known: Known, fields: dict[str, FieldSpec]) -> list[str]:
    views, found = known.entity.views, ["table"]
    found += ["board"] if any(name in fields for name in views.board) else []
    found += ["calendar"] if any(name in fields for name in views.calendar) else []
    return found + (["matrix"] if _matrix(known, fields) else [])


def _matrix(known: Known, fields: dict[str, FieldSpec]) -> dict[str, Any] | None:
    matrix = known.entity.views.matrix
    if matrix is None or matrix.x not in fields or matrix.y not in fields:
        return None
    return {"x": matrix.x, "y": matrix.y, "title": on_page(matrix.title), "bands": bands_json(matrix.bands)}


def _panels(entity: Entity, fields: dict[str, FieldSpec], own: list[FieldSpec]) -> list[dict[str, Any]]:
    """The panels of the page; the company's own fields stand where they were put, else in a panel of their own."""
    panels: list[dict[str, Any]] = [
        {"name": panel.name, "title": on_page(panel.title), "fields": [n for n in panel.fields if n in fields]}
        for panel in entity.detail
    ]
    placed = {name for panel in panels for name in panel["fields"]}
    by_name = {panel["name"]: panel for panel in panels} | {panel["title"]: panel for panel in panels}
    for spec in own:
        if spec.name in placed or spec.custom is None:
            continue
        title = spec.custom.panel
        panel = by_name.get(title)
        if panel is None:
            shown = title or on_page(_("further fields"))
            panel = by_name[title] = {"name": title or _FURTHER, "title": shown, "fields": []}
            panels.append(panel)
        panel["fields"].append(spec.name)
    return panels


def _project_workflows(actor: Actor, known: Known) -> dict[str, Any]:
    """Workflows that single projects have, of the projects that the actor sees."""
    verb = known.verb("view")
    near = (*actor.prefixes(verb), *actor.own_party_prefixes(verb))
    return {
        flow.project: _flow_json(flow.workflow, [option.value for option in flow.options])
        for flow in configured().flows.get(known.name, ())
        if flow.project and any(flow.scope_path.startswith(p) or p.startswith(flow.scope_path) for p in near)
    }


def _workflow(known: Known) -> dict[str, Any] | None:
    """The workflow of all projects that have none of their own."""
    whole = next((flow for flow in configured().flows.get(known.name, ()) if flow.project is None), None)
    if whole is not None:
        return _flow_json(whole.workflow, [option.value for option in whole.options])
    workflow = known.entity.workflow
    if workflow is None:
        return None
    return _flow_json(workflow, [option.value for option in known.declared[workflow.field].options])


def _flow_json(workflow: Workflow, states: list[str]) -> dict[str, Any]:
    return {
        "field": workflow.field,
        "states": states,
        "closed": list(workflow.closed),
        "transitions": [
            {"from": list(t.sources), "to": t.target, "label": on_page(t.label), "requires": list(t.requires)}
            for t in workflow.transitions
        ],
    }


def action_json(verb: Verb) -> dict[str, Any]:
    """An offered action; its signature is the form."""
    undo = verb.service.action.undo  # type: ignore[attr-defined]
    return {
        "name": verb.name,
        "label": on_page(verb.label),
        "icon": verb.icon,
        "key": verb.key or None,
        "bulk": verb.is_bulk,
        "inputs": [field_json(spec) for spec in inputs_of(verb.service).values()],
        "states": list(verb.states),
        "undo": "none" if isinstance(undo, NoUndo) else type(undo).__name__.lower(),
        "undo_reason": str(undo.reason) if isinstance(undo, NoUndo) else "",
    }


def _measure(known: Known, fields: dict[str, FieldSpec], measure: Any) -> dict[str, Any]:
    spec = fields.get(measure.of)
    return {
        "name": measure.name,
        "label": on_page(measure.label),
        "type": spec.type if spec else "integer",
        "unit": str(spec.look.unit) if spec else "",
        "currency": getattr(spec.output, "currency", "") if spec else "",
    }
