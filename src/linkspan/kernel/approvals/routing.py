"""Which route holds for a record: the nearest place first, then the order, of those whose condition is true."""

from collections.abc import Iterable
from typing import Any

from linkspan.kernel.access.places import paths_to
from linkspan.kernel.approvals.conditions import RecordFacts
from linkspan.kernel.approvals.models import ApprovalRoute, RouteVersion
from linkspan.kernel.entities.registry import Known


def routes_over(entity: str, path: str) -> list[ApprovalRoute]:
    """Active routes of an entity at a place and above it, the nearest first."""
    rows = ApprovalRoute.base_rows.filter(entity=entity, is_active=True, scope_path__in=paths_to(path))
    return _in_order(rows)


def _in_order(routes: Iterable[ApprovalRoute]) -> list[ApprovalRoute]:
    return sorted(routes, key=lambda route: (-len(route.scope_path), route.order, route.pk))


def first_that_holds(
    routes: Iterable[ApprovalRoute], known: Known, row: Any, facts: RecordFacts | None = None
) -> ApprovalRoute | None:
    """The first route whose condition is true for a record."""
    ordered = _in_order(routes)
    if not ordered:
        return None
    facts = facts or RecordFacts(known, row)
    versions = current_versions(ordered)
    return next((route for route in ordered if facts.holds(versions[route.pk].definition["condition"])), None)


def current_versions(routes: Iterable[ApprovalRoute]) -> dict[int, RouteVersion]:
    """The version that new approvals take, by route; one statement."""
    numbers = {route.pk: route.number for route in routes}
    rows = RouteVersion.base_rows.filter(route__in=numbers, number__in=set(numbers.values()))
    return {row.route_id: row for row in rows if row.number == numbers[row.route_id]}
