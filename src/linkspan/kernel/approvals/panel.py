"""The approvals of a record: the open one, the past ones, what may be started, and the printable sheet."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor, elevated
from linkspan.kernel.access.places import paths_to, place_names
from linkspan.kernel.approvals.asking import check_step, find_route, open_approval
from linkspan.kernel.approvals.definition import Definition, shown, stored, title_of
from linkspan.kernel.approvals.delegations import deputy_of
from linkspan.kernel.approvals.freezing import frozen_sentence
from linkspan.kernel.approvals.lines import lines_of, person_json
from linkspan.kernel.approvals.models import Approval, ApprovalSeat
from linkspan.kernel.approvals.people import PlannedGroup, Roster, people_by_id
from linkspan.kernel.approvals.progress import AGREED
from linkspan.kernel.approvals.reading import read_approval
from linkspan.kernel.approvals.routing import current_versions, first_that_holds, routes_over
from linkspan.kernel.entities.discussion import find_row
from linkspan.kernel.entities.registry import Known, find_entity
from linkspan.kernel.entities.specs import on_page
from linkspan.kernel.entities.steps import state_label, steps_from
from linkspan.kernel.errors import DomainError

_S, _STATE = ApprovalSeat.State, Approval.State
_MOST_PAST = 50


def read_record_approvals(actor: Actor, entity: str, key: int) -> dict[str, Any]:
    """The open approval of a record, the past ones, and what may be started."""
    known = find_entity(entity)
    row = find_row(actor, known, key)
    current = open_approval(known, row.pk)
    rows = Approval.base_rows.filter(entity=known.name, object_id=row.pk).select_related(
        "route_version__route", "requester"
    )
    rows = rows.exclude(pk=current.pk) if current else rows
    is_frozen = current is not None and current.state == _STATE.RUNNING
    routes = routes_over(known.name, row.scope_path)
    may_edit = actor.may(known.verb("edit"), row.scope_path) or _may_edit(actor, known, row)
    return {
        "frozen": is_frozen,
        "frozen_sentence": frozen_sentence(current) if is_frozen and current else "",
        "editable_fields": current.route_version.definition["settings"]["editable_fields"] if current else [],
        "current": read_approval(actor, current.pk) if current else None,
        "past": lines_of(actor, list(rows.order_by("-pk")[:_MOST_PAST])),
        "startable": [] if current or not may_edit else _startable(actor, known, row, routes),
        "gated": sorted({route.target for route in routes if route.target}),
        "version": row.version,
    }


def _may_edit(actor: Actor, known: Known, row: Any) -> bool:
    """Whether a reader bound to its own firm may edit the row."""
    model: Any = known.model
    return bool(model.objects.visible(actor, known.verb("edit")).filter(pk=row.pk).exists())


def _startable(actor: Actor, known: Known, row: Any, routes: list[Any]) -> list[dict[str, Any]]:
    """Steps out of the present state, and the approval without a step, for which a route holds."""
    workflow = known.workflow_at(row.scope_path)
    state = getattr(row, workflow.field) if workflow else ""
    steps = {step.target: on_page(step.label) for step in steps_from(workflow, state)}
    found = []
    for to in dict.fromkeys(route.target for route in routes):
        if to and to not in steps:
            continue
        route = first_that_holds([r for r in routes if r.target == to], known, row)
        if route is None:
            continue
        definition = stored(current_versions([route])[route.pk].definition)
        reason = ""
        try:
            check_step(known, row, to)
        except DomainError as error:
            reason = str(error)
        found.append(
            {
                "to": to,
                "to_label": on_page(state_label(known, to)) if to else None,
                "label": steps.get(to, "") or shown(route.name, route.name_en),
                "route": {"id": route.pk, "name": shown(route.name, route.name_en)},
                "choices": choices_of(actor, known, row, definition),
                "allowed": not reason,
                "reason": reason,
            }
        )
    return found


def choices_of(actor: Actor, known: Known, row: Any, definition: Definition) -> list[dict[str, Any]]:
    """What the requester chooses before the start: people for groups that leave it open and apply to the record."""
    roster = Roster(known, row, definition, actor.user_id)
    found = []
    for at, stage in enumerate(roster.plan()):
        for inner, group in enumerate(stage.groups):
            who = group.definition.choice
            if who is None or not group.applies:
                continue
            keys = [key for one in who.among for key in roster.of(one) if roster.may_sign(key)]
            people = people_by_id(keys)
            title = shown(group.definition.title, group.definition.title_en)
            stage_title = title_of(definition.stages[at], at)
            found.append(
                {
                    "key": f"{at}.{inner}",
                    "title": title or stage_title,
                    "stage": stage_title,
                    "many": who.many,
                    "people": [person_json(people, key) for key in dict.fromkeys(keys)],
                }
            )
    return found


# --- the sheet ----------------------------------------------------------------------------------------------------


def read_sheet(actor: Actor, key: int) -> dict[str, Any]:
    """What a printed approval sheet shows: the record's values and every signature with its time."""
    approval = read_approval(actor, key)
    row = Approval.base_rows.get(pk=key)
    with elevated():
        signed = ApprovalSeat.rows.filter(approval=row, decided_at__isnull=False).order_by("decided_at", "pk")
        seats = [seat for seat in signed if seat.state in AGREED | {_S.RETURNED, _S.REJECTED}]
    people = people_by_id({key for seat in seats for key in (seat.person_id, seat.owner_id)})
    definition = stored(row.route_version.definition)
    language = get_language() or ""
    home = paths_to(row.scope_path)[1:2]
    return {
        "approval": approval,
        "title": _("Approval sheet: %(route)s") % {"route": approval["route"]["name"]},
        "organisation": place_names(home)[home[0]] if home else "",
        "printed_at": clock.now(),
        "rows": [
            {
                "stage": title_of(definition.stages[seat.stage], seat.stage),
                "group": shown(
                    definition.stages[seat.stage].groups[seat.group].title,
                    definition.stages[seat.stage].groups[seat.group].title_en,
                ),
                "person": person_json(people, seat.person_id),
                "title": _post(people.get(seat.person_id), language),
                "on_behalf_of": person_json(people, seat.owner_id) if seat.owner_id != seat.person_id else None,
                "decision": on_page(seat.get_state_display()),
                "comment": seat.comment,
                "at": seat.decided_at,
            }
            for seat in seats
        ],
    }


def _post(user: Any, language: str) -> str:
    """A person's title in the reader's language."""
    if user is None:
        return ""
    return (user.title_en if language.startswith("en") else "") or str(user.title)


# --- who would sign -----------------------------------------------------------------------------------------------


def preview_step(actor: Actor, entity: str, key: int, to: str) -> dict[str, Any]:
    """Who would sign a step of a record in which order, by the route that holds now."""
    known = find_entity(entity)
    row = find_row(actor, known, key)
    route, version = find_route(known, row, to)
    named = {"id": route.pk, "name": shown(route.name, route.name_en), "version": version.number}
    return {"route": named, **preview(actor, known, row, stored(version.definition), to)}


def preview(actor: Actor, known: Known, row: Any, definition: Definition, to: str) -> dict[str, Any]:
    """The same for any definition, as the editor has it."""
    roster = Roster(known, row, definition, actor.user_id)
    plan = roster.plan()
    problems = [str(fault) for fault in roster.faults if fault.code != "choose"]
    try:
        check_step(known, row, to)
    except DomainError as error:
        problems.append(str(error))
    keys = {key for stage in plan for group in stage.groups for key in group.people}
    deputies = {key: deputy_of(key, known.name, roster.may_sign) for key in keys}
    people = people_by_id(keys | set(deputies.values()))

    def seat(key: int) -> dict[str, Any]:
        deputy = deputies[key]
        named = person_json(people, key) or {}
        return {**named, "deputy": person_json(people, deputy) if deputy != key else None}

    def group_json(group: PlannedGroup) -> dict[str, Any]:
        return {
            "title": shown(group.definition.title, group.definition.title_en),
            "mode": group.definition.mode,
            "quorum": group.definition.quorum,
            "needed": group.needed,
            "applies": group.applies,
            "people": [seat(key) for key in group.people],
            "to_choose": group.to_choose,
        }

    stages = [
        {
            "title": title_of(definition.stages[at], at),
            "condition": definition.stages[at].condition,
            "applies": stage.applies,
            "hours": definition.stages[at].hours,
            "groups": [group_json(group) for group in stage.groups],
        }
        for at, stage in enumerate(plan)
    ]
    return {"stages": stages, "problems": problems}
