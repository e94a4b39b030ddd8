"""Approvals as lines: of a page of them, of a record's past, of the inbox. A few statements for any number."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor, elevated
from linkspan.kernel.approvals.definition import shown, stored, title_of
from linkspan.kernel.approvals.models import Approval, ApprovalRoute, ApprovalSeat
from linkspan.kernel.approvals.people import name_of, people_by_id
from linkspan.kernel.approvals.standing import comment_needed, seat_for, verbs_for
from linkspan.kernel.entities.activity import show_value
from linkspan.kernel.entities.reading import Reading, references_in
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.registry import Known, entities, find_entity, find_project
from linkspan.kernel.entities.specs import in_english, on_page
from linkspan.kernel.entities.steps import state_label
from linkspan.kernel.errors import DomainError

MOST_LINES = 200
_FACTS = 4
_STATE = Approval.State
_OPEN = Q(state__in=[_STATE.RUNNING, _STATE.RETURNED]) | Q(state=_STATE.APPROVED, is_applied=False)
SHOWS = ("waiting", "mine", "decided", "all")


def person_json(people: dict[int, Any], key: int | None) -> dict[str, Any] | None:
    """`{id, name}` of a person; None where the program itself acted."""
    return None if key is None else {"id": key, "name": name_of(people.get(key))}


def visible_approvals(actor: Actor, project: Any = None) -> QuerySet[Approval]:
    """Approvals of the records that the actor sees; of one project where it is given."""
    found = Approval.base_rows.all()
    if project is not None:
        found = found.filter(scope_path__startswith=project.scope_path)
    seen = Q(pk__in=[])
    names = {known.name for known in entities()}
    for entity in ApprovalRoute.base_rows.values_list("entity", flat=True).distinct().order_by():
        if entity in names:
            keys = TARGETS[entity].rows(actor, None).order_by().values("pk")
            seen |= Q(entity=entity, object_id__in=keys)
    return found.filter(seen)


def _wanted(rows: QuerySet[Approval], actor: Actor, show: str) -> QuerySet[Approval]:
    seat = ApprovalSeat.base_rows.filter(person=actor.user_id).order_by()
    if show == "waiting":
        waits = seat.filter(state=ApprovalSeat.State.OPEN, is_current=True)
        return rows.filter(state=_STATE.RUNNING, pk__in=waits.values("approval"))
    if show == "mine":
        return rows.filter(_OPEN, requester=actor.user_id)
    if show == "decided":
        signed = seat.filter(
            state__in=[ApprovalSeat.State.APPROVED, ApprovalSeat.State.RETURNED, ApprovalSeat.State.REJECTED]
        )
        return rows.filter(pk__in=signed.values("approval"))
    return rows


def read_lines(actor: Actor, show: str, *, project: str, entity: str, state: str, page: tuple[int, int]) -> Any:
    """A page of approvals, newest first, and how many wait for the reader and are asked by the reader."""
    offset, limit = page
    if show not in SHOWS:
        raise DomainError("show", _("Ask for waiting, mine, decided or all."), "show")
    if not 0 <= offset < 2**31 or not 1 <= limit <= MOST_LINES:
        raise DomainError("page", _("Ask for 1 to %(most)s rows at a time.") % {"most": MOST_LINES}, "limit")
    if state and state not in _STATE.values:
        raise DomainError("state", _("There is no such state of an approval."), "state")
    place = find_project(actor, project) if project else None
    rows = visible_approvals(actor, place)
    rows = rows.filter(entity=find_entity(entity).name) if entity else rows
    wanted = _wanted(rows, actor, show)
    wanted = wanted.filter(state=state) if state else wanted
    found = list(wanted.select_related("route_version__route", "requester").order_by("-pk")[offset : offset + limit])
    return {
        "items": lines_of(actor, found),
        "total": wanted.count(),
        "counts": {name: _wanted(rows, actor, name).count() for name in ("waiting", "mine")},
    }


def lines_of(actor: Actor, approvals: list[Approval]) -> list[dict[str, Any]]:
    """Approvals as lines; the caller has checked that their records are visible."""
    with elevated():
        seats: dict[int, list[ApprovalSeat]] = {}
        rows = ApprovalSeat.rows.filter(approval__in=approvals, is_current=True, state=ApprovalSeat.State.OPEN)
        for seat in rows.order_by("pk"):
            seats.setdefault(seat.approval_id, []).append(seat)
    waiting = [seat for held in seats.values() for seat in held]
    people = people_by_id(
        {key for seat in waiting for key in (seat.person_id, seat.owner_id)}
        | {a.requester_id for a in approvals if a.requester_id}
    )
    records = _records(actor, approvals)
    return [_line(actor, one, seats.get(one.pk, []), people, records) for one in approvals]


def _line(
    actor: Actor, approval: Approval, seats: list[ApprovalSeat], people: dict[int, Any], records: dict[Any, Any]
) -> dict[str, Any]:
    known, definition = find_entity(approval.entity), stored(approval.route_version.definition)
    is_running = approval.state == _STATE.RUNNING
    mine = seat_for(actor, approval, seats)
    record = records.get((approval.entity, approval.object_id), {})
    signers = dict.fromkeys(seat.person_id for seat in seats) if is_running else {}
    behalf = mine.owner_id if mine is not None and mine.owner_id != mine.person_id else None
    return {
        "id": approval.pk,
        "version": approval.version,
        "state": approval.state,
        "state_label": on_page(approval.get_state_display()),
        "applied": approval.is_applied,
        "entity": approval.entity,
        "entity_label": on_page(known.entity.model._meta.verbose_name),
        "record_id": approval.object_id,
        "record": approval.name_en if in_english() else approval.name_zh,
        "url": record.get("url", ""),
        "project": record.get("project", ""),
        "requester": person_json(people, approval.requester_id),
        "to_label": on_page(state_label(known, approval.target)) if approval.target else None,
        "route": route_json(approval),
        "stage_title": title_of(definition.stages[approval.stage], approval.stage) if is_running else "",
        "waiting_for": [person_json(people, key) for key in signers],
        "on_behalf_of": person_json(people, behalf),
        "started_at": approval.created_at,
        "finished_at": approval.finished_at,
        "due_at": approval.due_at,
        "overdue": is_overdue(approval),
        "can": verbs_for(actor, approval, definition, seats),
        "comment_required": comment_needed(definition),
        "facts": record.get("facts", []),
    }


def is_overdue(approval: Approval) -> bool:
    """Whether the stage is late."""
    return approval.due_at is not None and approval.due_at <= clock.now()


def route_json(approval: Approval) -> dict[str, Any]:
    """`{id, name, version}` of an approval's route."""
    version = approval.route_version
    return {
        "id": version.route_id,
        "name": shown(version.route.name, version.route.name_en),
        "version": version.number,
    }


def _records(actor: Actor, approvals: Iterable[Approval]) -> dict[tuple[str, int], dict[str, Any]]:
    """Address and a few values of the records, by entity and key; three statements for each kind."""
    wanted: dict[str, set[int]] = {}
    for approval in approvals:
        wanted.setdefault(approval.entity, set()).add(approval.object_id)
    found = {}
    for entity, keys in wanted.items():
        known, target = find_entity(entity), TARGETS[entity]
        facts = facts_of(actor, known, keys)
        for row in target.rows(actor, None).filter(pk__in=keys).select_related(*target.related):
            project = row.project.code if known.entity.is_in_project else ""
            found[entity, row.pk] = {"url": target.url(row), "project": project, "facts": facts.get(row.pk, [])}
    return found


def facts_of(actor: Actor, known: Known, keys: set[int]) -> dict[int, list[dict[str, str]]]:
    """A few values of records as the actor may see them, for a glance: amounts first, then the list's own columns."""
    reading = Reading(known, actor)
    names = [n for n in known.entity.columns.show if n in reading.fields]
    hidden = {known.entity.title, known.entity.code, "updated_at"}
    specs = [reading.fields[name] for name in names if name not in hidden and reading.fields[name].type != "state"]
    specs.sort(key=lambda spec: spec.type != "money")
    rows = reading.read(known.model.objects.filter(pk__in=keys), specs)
    refs = references_in(rows, specs)
    return {
        row["id"]: [
            {"label": on_page(spec.label), "value": show_value(spec, row[spec.name], refs)}
            for spec in specs
            if row.get(spec.name) not in (None, "", [])
        ][:_FACTS]
        for row in rows
    }


def facts_of_lines(actor: Actor, items: list[Any]) -> dict[int, dict[str, Any]]:
    """What the inbox shows of an approval, by key of the line: what waits, or how it ended."""
    pairs = Q(pk__in=[])
    for entity in {item.entity for item in items}:
        pairs |= Q(entity=entity, object_id__in=[item.record_id for item in items if item.entity == entity])
    rows = Approval.base_rows.filter(pairs).select_related("route_version__route", "requester").order_by("pk")
    names = {known.name for known in entities()}
    latest = {(one.entity, one.object_id): one for one in rows if one.entity in names}
    lines = {line["id"]: line for line in lines_of(actor, list(latest.values()))}
    found = {}
    for item in items:
        approval = latest.get((item.entity, item.record_id))
        found[item.pk] = {"approval": lines[approval.pk] if approval is not None else None}
    return found
