"""Routes as their page reads them: those of a place, one with its versions, the words an editor chooses from."""

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.places import kind_of, paths_to, place_names
from linkspan.kernel.approvals.asking import CONFIGURE
from linkspan.kernel.approvals.conditions import KINDS
from linkspan.kernel.approvals.definition import stored
from linkspan.kernel.approvals.lines import person_json
from linkspan.kernel.approvals.models import Approval, ApprovalRoute, RouteVersion
from linkspan.kernel.approvals.people import people_by_id
from linkspan.kernel.approvals.routes import Words, named_in
from linkspan.kernel.approvals.routing import current_versions
from linkspan.kernel.entities.references import TARGETS, labels_of
from linkspan.kernel.entities.registry import entities, find_entity, find_organisation, find_project
from linkspan.kernel.entities.specs import on_page
from linkspan.kernel.entities.steps import state_label
from linkspan.kernel.errors import Forbidden, NotFound

LOOK = "project.view"


def place_for(actor: Actor, project: str) -> Any:
    """The project of a code, or the actor's organisation; its approvals are for who sees the place as a whole."""
    if project:
        place = find_project(actor, project)
        if not actor.may(LOOK, place.scope_path):
            raise Forbidden(LOOK)
        return place
    place = find_organisation(actor)
    if not _looks_at(actor, place.scope_path):
        raise NotFound()
    return place


def _looks_at(actor: Actor, path: str) -> bool:
    """Whether a place is one that the actor sees as a whole, or one above such a place."""
    return actor.may(LOOK, path) or any(prefix.startswith(path) for prefix in actor.prefixes(LOOK))


def find_drawn(actor: Actor, key: int) -> ApprovalRoute:
    """A route that the actor may read; NotFound otherwise."""
    route = ApprovalRoute.base_rows.filter(pk=key).first() if 0 < key < 2**63 else None
    if route is None or not _looks_at(actor, route.scope_path):
        raise NotFound()
    return route


def may_configure(actor: Actor, path: str) -> bool:
    """Whether the actor draws the routes of a place."""
    return actor.may(CONFIGURE, path)


def need_configure(actor: Actor, path: str) -> None:
    """Forbidden for who reads the routes of a place and may not draw them."""
    if not may_configure(actor, path):
        raise Forbidden(CONFIGURE)


def read_routes(actor: Actor, project: str, entity: str) -> dict[str, Any]:
    """The routes of a place and of those above it."""
    place = place_for(actor, project)
    # Routes of an own entity that was retired wait until it is used again.
    names = [known.name for known in entities()]
    rows = ApprovalRoute.base_rows.filter(scope_path__in=paths_to(place.scope_path), entity__in=names)
    rows = rows.filter(entity=find_entity(entity).name) if entity else rows
    found = sorted(rows, key=lambda r: (r.entity, r.target, -len(r.scope_path), r.order, r.pk))
    return {
        "items": _routes(actor, found, place.scope_path),
        "may_configure": may_configure(actor, place.scope_path),
    }


def read_route(actor: Actor, key: int) -> dict[str, Any]:
    """One route with its versions."""
    route = find_drawn(actor, key)
    versions = RouteVersion.base_rows.filter(route=route).order_by("-number")
    people = people_by_id(version.author_id for version in versions if version.author_id)
    running = _running(route_version__route=route, by="route_version__number")
    return {
        "route": _routes(actor, [route], route.scope_path)[0],
        "versions": [
            {
                "number": version.number,
                "at": version.created_at,
                "by": person_json(people, version.author_id),
                "note": version.note,
                "running": running.get(version.number, 0),
            }
            for version in versions
        ],
        "may_configure": may_configure(actor, route.scope_path),
    }


def read_version(actor: Actor, key: int, number: int) -> dict[str, Any]:
    """What a route said in one version."""
    route = find_drawn(actor, key)
    rows = RouteVersion.base_rows.filter(route=route, number=number)
    version = rows.first() if 0 < number < 2**31 else None
    if version is None:
        raise NotFound()
    people = people_by_id([version.author_id] if version.author_id else [])
    return {
        "number": version.number,
        "definition": _labelled(actor, route, version),
        "at": version.created_at,
        "by": person_json(people, version.author_id),
        "note": version.note,
    }


def _running(*, by: str, **where: Any) -> dict[Any, int]:
    rows = Approval.base_rows.filter(state__in=[Approval.State.RUNNING, Approval.State.RETURNED], **where)
    return dict(rows.order_by().values_list(by).annotate(count=Count("pk")))


def _routes(actor: Actor, routes: list[ApprovalRoute], path: str) -> list[dict[str, Any]]:
    versions = current_versions(routes)
    running = _running(route_version__route__in=routes, by="route_version__route")
    people = people_by_id(version.author_id for version in versions.values() if version.author_id)
    places = place_names({route.scope_path for route in routes})
    found = []
    for route in routes:
        known, version, kind = find_entity(route.entity), versions[route.pk], kind_of(route.scope_path)
        found.append(
            {
                "id": route.pk,
                "version": route.version,
                "scope": kind.name if kind else "installation",
                "place": places[route.scope_path],
                "inherited": route.scope_path != path,
                "may_configure": may_configure(actor, route.scope_path),
                "entity": route.entity,
                "entity_label": on_page(known.entity.model._meta.verbose_name),
                "to": route.target,
                "to_label": on_page(state_label(known, route.target)) if route.target else None,
                "name": route.name,
                "name_en": route.name_en,
                "order": route.order,
                "active": route.is_active,
                "number": route.number,
                "definition": _labelled(actor, route, version),
                "running": running.get(route.pk, 0),
                "updated_at": route.updated_at,
                "updated_by": person_json(people, version.author_id),
            }
        )
    return found


# --- words --------------------------------------------------------------------------------------------------------


def _labelled(actor: Actor, route: ApprovalRoute, version: RouteVersion) -> dict[str, Any]:
    """A definition with the words for whom it names."""
    words = Words(actor, find_entity(route.entity), route.scope_path)
    definition = stored(version.definition)
    keys: dict[str, set[int]] = {"person": set(), "party": set()}
    for kind, key in named_in(definition):
        if kind in keys:
            keys[kind].add(key)
    labels: dict[str, dict[str, str]] = {
        kind: {key: ref["label"] for key, ref in labels_of(kind, wanted).items()} for kind, wanted in keys.items()
    }
    labels["role"] = words.roles
    labels["group"] = {str(key): name for key, name in words.groups.items()}
    labels["field"] = labels["party_field"] = {name: on_page(s.label) for name, s in words.fields.items()}

    def label(who: dict[str, Any]) -> dict[str, Any]:
        if who["kind"] == "chosen":
            return {**who, "label": _("the requester chooses"), "from": [label(one) for one in who["from"]]}
        key = str(who.get("id") or who.get("code") or who.get("name"))
        return {**who, "label": labels[who["kind"]].get(key, key)}

    found = definition.as_dict()
    for stage in found["stages"]:
        stage["on_timeout"]["people"] = [label(who) for who in stage["on_timeout"]["people"]]
        for group in stage["groups"]:
            group["people"] = [label(who) for who in group["people"]]
    return found


def read_vocabulary(actor: Actor, project: str, entity: str) -> dict[str, Any]:
    """What an editor of routes chooses from: kinds of records, fields, roles, groups, firms."""
    place = place_for(actor, project)
    seen = [known for known in entities() if actor.prefixes(known.verb("view"))]
    found: dict[str, Any] = {
        "entities": [
            {
                "name": known.name,
                "label": on_page(known.entity.model._meta.verbose_name),
                "states": [
                    {"value": option.value, "label": on_page(option.label)}
                    for option in known.states_at(place.scope_path)
                ],
            }
            for known in seen
            if known.entity.is_in_project or not project
        ]
    }
    if not entity:
        return found
    words = Words(actor, find_entity(entity), place.scope_path)
    workflow = words.known.workflow_at(place.scope_path)
    target = TARGETS["party"]
    parties = target.rows(actor, place if project else None).select_related(*target.related).order_by(*target.order)

    def named(fields: dict[str, Any]) -> list[dict[str, str]]:
        return [{"name": name, "label": on_page(spec.label)} for name, spec in fields.items()]

    writable = {
        n: s for n, s in words.fields.items() if not s.is_read_only and n != (workflow.field if workflow else "")
    }
    return {
        **found,
        "fields": [
            {
                "name": name,
                "label": on_page(spec.label),
                "kind": KINDS[spec.type],
                "options": [{"value": option.value, "label": on_page(option.label)} for option in spec.options],
            }
            for name, spec in words.fields.items()
        ],
        "person_fields": named(words.references("person")),
        "party_fields": named(words.references("party")),
        "roles": [{"code": code, "name": name} for code, name in words.roles.items()],
        "groups": [{"id": key, "name": name} for key, name in words.groups.items()],
        "parties": [{"id": party.pk, "name": target.label(party)[0]} for party in parties[:200]],
        "editable": named(writable),
    }
