"""What the page of a project shows of its masks, and the check of one that is being typed."""

from typing import Any

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor, elevated
from linkspan.kernel.access.places import find_place, kind_of, row_name
from linkspan.kernel.entities.keys import next_number, taken_beside
from linkspan.kernel.entities.registry import find_entity
from linkspan.kernel.entities.specs import on_page
from linkspan.kernel.errors import DomainError, NotFound
from linkspan.kernel.numbering import giving
from linkspan.kernel.numbering.models import Mask
from linkspan.kernel.numbering.numbered import PROJECT_CODE, Numbered, all_numbered, find_numbered, token_json
from linkspan.kernel.numbering.pattern import dates_on, parse
from linkspan.kernel.numbering.services import CONFIGURE, codes_taken, place_for, places_of


def masks_of(actor: Actor, project: Any) -> dict[str, Any]:
    """Every mask in force in a project, where it was set, and the next code to who may add such rows."""
    places = {path: find_place(path) for path in places_of(project)}
    with elevated():
        rows = list(Mask.rows.filter(scope_path__in=places))
    by_entity: dict[str, dict[str, Mask]] = {}
    for mask in rows:
        by_entity.setdefault(mask.entity, {})[mask.scope_path] = mask
    return {
        "places": [
            {
                "path": path,
                "kind": kind.name if (kind := kind_of(path)) else "",
                "name": row_name(row),
                "can": actor.may(CONFIGURE, path),
            }
            for path, row in places.items()
            if row is not None
        ],
        "items": [
            _item(actor, project, numbered, by_entity.get(numbered.name, {}))
            for numbered in all_numbered()
            if _is_seen(actor, project, numbered)
        ],
    }


def _is_seen(actor: Actor, project: Any, numbered: Numbered) -> bool:
    known = _entity(numbered)
    if known is None:
        return True
    verb = known.verb("view")
    return known.entity.is_in_project and (
        actor.may(verb, project.scope_path)
        or any(project.scope_path.startswith(prefix) for prefix in actor.own_party_prefixes(verb))
    )


def _entity(numbered: Numbered) -> Any:
    try:
        return find_entity(numbered.name)
    except NotFound:
        return None


def _item(actor: Actor, project: Any, numbered: Numbered, masks: dict[str, Mask]) -> dict[str, Any]:
    mask = max(masks.values(), key=lambda m: len(m.scope_path), default=None)
    verb = f"{numbered.name}.create" if _entity(numbered) is None else _entity(numbered).verb("create")
    path = project.scope_path
    default = numbered.default.replace("d}", "}")
    return {
        "entity": numbered.name,
        "label": on_page(numbered.label),
        "default": default,
        "pattern": mask.pattern if mask else default,
        "reset": mask.reset if mask else "never",
        "shared": mask.is_shared if mask else False,
        "from": mask.scope_path if mask else None,
        "above_projects": numbered.is_above_projects,
        "levels": numbered.check is not None,
        "own": {
            p: {"pattern": m.pattern, "reset": m.reset, "shared": m.is_shared, "version": m.version}
            for p, m in masks.items()
        },
        "tokens": token_json(numbered),
        "next": _next(actor, project, numbered, mask) if numbered.sample or actor.may(verb, path) else None,
    }


def _next(actor: Actor, project: Any, numbered: Numbered, mask: Mask | None) -> str | None:
    """The code of the next row, by the mask or by the entity's own numbering; None where people give it."""
    if numbered.sample is not None:
        return numbered.sample(project, mask.pattern if mask is not None else numbered.default)
    if mask is not None:
        return preview(actor, project, numbered, mask)
    known = _entity(numbered)
    return next_number(known, known.model(project=project, scope_path=project.scope_path)) if numbered.default else None


def check_pattern(
    actor: Actor, project: Any, entity: str, *, pattern: str, reset: str, is_shared: bool, place: str
) -> dict[str, Any]:
    """What is wrong with a mask that somebody is typing, or the code that it would give next."""
    numbered = find_numbered(entity)
    where = place_for(actor, project, place)
    mask = Mask(entity=entity, scope_path=where.scope_path, pattern=pattern, reset=reset, is_shared=is_shared)
    try:
        if numbered.sample is not None:
            numbered.refuse_bad(pattern, reset)
            return {"ok": True, "problem": "", "next": numbered.sample(project, pattern)}
        return {"ok": True, "problem": "", "next": preview(actor, project, numbered, mask)}
    except DomainError as error:
        return {"ok": False, "problem": str(error.message), "next": None}


def preview(actor: Actor, project: Any, numbered: Numbered, mask: Mask) -> str:
    """The code that a new row would get; tokens of fields by the newest row that the actor sees, else by their name."""
    with elevated():
        rule = giving.rule_of(numbered, mask, project.scope_path)
        values = dates_on(clock.business_today()) | {PROJECT_CODE: project.code}
        values |= {name: name.upper() for name in numbered.fields}
        known = _entity(numbered)
        if known is None:
            model = type(project)
            return giving.next_code(rule, values, lambda codes: codes_taken(model, codes))
        newest = known.model.objects.visible(actor, known.verb("view"))
        sample = newest.filter(project=project).order_by("-pk").first()
        for name in rule.pattern.names & set(numbered.fields) if sample is not None else ():
            values |= _shown(rule, sample, name)
        probe = known.model(project=project, scope_path=project.scope_path)
        return giving.next_code(rule, values, taken_beside(known, probe))


def _shown(rule: giving.Rule, row: Any, name: str) -> dict[str, str]:
    one = giving.Rule(rule.numbered, parse(f"{{{name}}}{{n}}", rule.numbered.tokens), rule.reset, rule.place)
    try:
        return {name: giving.values_of(one, [row])[0][name]}
    except DomainError:
        return {}
