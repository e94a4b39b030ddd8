"""One approval as its readers see it, the approvals of a record, and the printable sheet."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from linkspan.kernel.access.actor import Actor, elevated
from linkspan.kernel.actions import write
from linkspan.kernel.approvals.asking import REMIND_EVERY, check_step
from linkspan.kernel.approvals.definition import Definition, shown, stored, title_of
from linkspan.kernel.approvals.lines import is_overdue, person_json, route_json
from linkspan.kernel.approvals.models import Approval, ApprovalEvent, ApprovalSeat
from linkspan.kernel.approvals.people import people_by_id
from linkspan.kernel.approvals.progress import progress_of
from linkspan.kernel.approvals.standing import comment_needed, may_remind, seat_for, verbs_for
from linkspan.kernel.entities.activity import show_value
from linkspan.kernel.entities.discussion import find_row
from linkspan.kernel.entities.references import TARGETS, labels_of
from linkspan.kernel.entities.registry import Known, find_entity
from linkspan.kernel.entities.specs import FieldSpec, in_english, on_page
from linkspan.kernel.entities.steps import state_label
from linkspan.kernel.entities.writing import writer_of
from linkspan.kernel.errors import DomainError, NotFound

_S, _STATE = ApprovalSeat.State, Approval.State
_MOST_PAST = 50


def find_approval(actor: Actor, key: int) -> tuple[Approval, Known, Any]:
    """An approval with its record, where the actor sees the record; NotFound otherwise."""
    rows = Approval.base_rows.select_related("route_version__route", "requester")
    approval = rows.filter(pk=key).first() if 0 < key < 2**63 else None
    if approval is None:
        raise NotFound()
    known = find_entity(approval.entity)
    return approval, known, find_row(actor, known, approval.object_id)


def read_approval(actor: Actor, key: int) -> dict[str, Any]:
    """Everything about one approval that the actor may see."""
    approval, known, row = find_approval(actor, key)
    with elevated():
        seats = list(ApprovalSeat.rows.filter(approval=approval).order_by("pk"))
        events = list(ApprovalEvent.rows.filter(approval=approval).order_by("pk"))
    current = [seat for seat in seats if seat.is_current]
    people = people_by_id(_people_in(approval, seats, events))
    definition = stored(approval.route_version.definition)
    mine = seat_for(actor, approval, current)
    group = definition.stages[mine.stage].groups[mine.group] if mine else None
    values, changed = _values(actor, known, row, approval, definition)
    reason = _apply_reason(known, row, approval)
    return {
        **_head(actor, approval, known, people),
        "url": TARGETS[known.name].url(row),
        "project": row.project.code if known.entity.is_in_project else "",
        "from": approval.source or None,
        "from_label": on_page(state_label(known, approval.source)) if approval.source else None,
        "note": approval.note,
        "round": approval.round,
        "applied": approval.is_applied,
        "apply_reason": reason,
        "values": values,
        "changed": changed,
        "stage": approval.stage,
        "stages": _stages(approval, definition, current, people),
        "history": [_event(event, people) for event in events],
        "can": verbs_for(actor, approval, definition, current),
        "comment_required": comment_needed(definition),
        "my_seat": None
        if mine is None or group is None
        else {
            "id": mine.pk,
            "stage": mine.stage,
            "may_hand_over": group.may_hand_over,
            "may_add": group.may_add,
            "on_behalf_of": person_json(people, mine.owner_id) if mine.owner_id != mine.person_id else None,
        },
        "return_to": _return_to(approval, definition, current) if mine else [],
        "remind_after": None
        if may_remind(approval) or approval.reminded_at is None
        else approval.reminded_at + REMIND_EVERY,
    }


def _people_in(approval: Approval, seats: Iterable[ApprovalSeat], events: Iterable[ApprovalEvent]) -> set[int]:
    keys = {approval.requester_id}
    for seat in seats:
        keys |= {seat.owner_id, seat.person_id, seat.by_id}
    for event in events:
        keys |= {event.person_id, event.on_behalf_of_id, event.other_id}
    return {key for key in keys if key is not None}


def _head(actor: Actor, approval: Approval, known: Known, people: dict[int, Any]) -> dict[str, Any]:
    return {
        "id": approval.pk,
        "version": approval.version,
        "state": approval.state,
        "state_label": on_page(approval.get_state_display()),
        "entity": known.name,
        "entity_label": on_page(known.entity.model._meta.verbose_name),
        "record_id": approval.object_id,
        "record": approval.name_en if in_english() else approval.name_zh,
        "route": route_json(approval),
        "to": approval.target,
        "to_label": on_page(state_label(known, approval.target)) if approval.target else None,
        "requester": person_json(people, approval.requester_id),
        "started_at": approval.created_at,
        "finished_at": approval.finished_at,
        "due_at": approval.due_at,
        "overdue": is_overdue(approval),
    }


# --- stages -------------------------------------------------------------------------------------------------------


def _stages(
    approval: Approval, definition: Definition, seats: list[ApprovalSeat], people: dict[int, Any]
) -> list[dict[str, Any]]:
    found = []
    for at, stage in enumerate(definition.stages):
        applies = approval.applies[at]["stage"] if at < len(approval.applies) else True
        state = _stage_state(approval, at, applies=applies)
        groups = []
        for inner, group in enumerate(stage.groups):
            held = [seat for seat in seats if seat.stage == at and seat.group == inner]
            progress = progress_of(group, held)
            is_on = applies and approval.applies[at]["groups"][inner]
            groups.append(
                {
                    "title": shown(group.title, group.title_en),
                    "mode": group.mode,
                    "quorum": group.quorum,
                    "state": "skipped" if not is_on else "done" if progress.verdict == "done" else state,
                    "done": progress.done,
                    "needed": progress.needed,
                    "seats": [_seat(seat, people) for seat in held],
                }
            )
        found.append(
            {
                "title": title_of(stage, at),
                "state": state,
                "applies": applies,
                "condition": stage.condition,
                "hours": stage.hours,
                "due_at": approval.due_at if state == "now" else None,
                "groups": groups,
            }
        )
    return found


def _stage_state(approval: Approval, at: int, *, applies: bool) -> str:
    if not applies:
        return "skipped"
    if approval.state == _STATE.APPROVED or at < approval.stage:
        return "done"
    if approval.state == _STATE.RUNNING:
        return "now" if at == approval.stage else "waiting"
    return "stopped" if at == approval.stage else "waiting"


def _seat(seat: ApprovalSeat, people: dict[int, Any]) -> dict[str, Any]:
    return {
        "id": seat.pk,
        "person": person_json(people, seat.person_id),
        "on_behalf_of": person_json(people, seat.owner_id) if seat.owner_id != seat.person_id else None,
        "state": seat.state,
        "state_label": on_page(seat.get_state_display()),
        "comment": seat.comment,
        "at": seat.decided_at,
        "origin": seat.origin,
        "by": person_json(people, seat.by_id),
    }


def _return_to(approval: Approval, definition: Definition, seats: list[ApprovalSeat]) -> list[dict[str, Any]]:
    earlier = sorted({seat.stage for seat in seats if seat.stage < approval.stage})
    found: list[dict[str, Any]] = [{"stage": None, "title": _("requester")}]
    return found + [{"stage": at, "title": title_of(definition.stages[at], at)} for at in earlier]


# --- history ------------------------------------------------------------------------------------------------------


def _event(event: ApprovalEvent, people: dict[int, Any]) -> dict[str, Any]:
    who, behalf = person_json(people, event.person_id), person_json(people, event.on_behalf_of_id)
    other = person_json(people, event.other_id)
    names = {
        "who": who["name"] if who else "Linkspan",
        "owner": behalf["name"] if behalf else "",
        "other": other["name"] if other else "",
    }
    return {
        "at": event.created_at,
        "kind": event.kind,
        "who": who,
        "on_behalf_of": behalf,
        "text": _sentence(event.kind, names, is_for_another=bool(behalf)),
        "comment": event.comment,
        "round": event.round,
        "stage": event.stage,
    }


def _sentence(kind: str, names: dict[str, str], *, is_for_another: bool) -> str:
    plain = {
        "start": _("%(who)s asked for approval"),
        "approve": _("%(who)s approved"),
        "return": _("%(who)s returned it"),
        "reject": _("%(who)s rejected it"),
        "withdraw": _("%(who)s withdrew it"),
        "hand_over": _("%(who)s handed over to %(other)s"),
        "add_signer": _("%(who)s added %(other)s as a signer"),
        "remind": _("%(who)s reminded those who have not signed"),
        "resubmit": _("%(who)s corrected it and handed it in again"),
        "apply": _("%(who)s took the approved step"),
        "pass": _("passed because the time was up"),
        "escalate": _("escalated to %(other)s because the time was up"),
        "delegate": _("goes to %(other)s, who signs for %(owner)s"),
    }
    behalf = {
        "approve": _("%(who)s approved on behalf of %(owner)s"),
        "return": _("%(who)s returned it on behalf of %(owner)s"),
        "reject": _("%(who)s rejected it on behalf of %(owner)s"),
        "hand_over": _("%(who)s handed over the signature of %(owner)s to %(other)s"),
    }
    return ((behalf.get(kind) if is_for_another else None) or plain.get(kind, kind)) % names


# --- values -------------------------------------------------------------------------------------------------------


def _readable(actor: Actor, known: Known, row: Any) -> dict[str, FieldSpec]:
    """The stored fields of the record that the reader may see."""
    writer = writer_of(known)
    fields = writer.writable(actor, row.scope_path, is_own=writer._is_own(actor, row))
    return {name: spec for name, spec in fields.items() if spec.column is not None and spec.exists_at(row.scope_path)}


def _values(
    actor: Actor, known: Known, row: Any, approval: Approval, definition: Definition
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """What was signed, and what differs from it now while it is not over."""
    specs = _readable(actor, known, row)
    with elevated():
        now = write.snapshot(row)
    then = approval.snapshot
    names = _names(specs.values(), (then, now))
    workflow = known.workflow_at(row.scope_path)
    left_out = {known.entity.title, known.entity.code, workflow.field if workflow else ""}
    is_open = approval.state in {_STATE.RUNNING, _STATE.RETURNED} or approval.is_applied is False
    values, changed = [], []
    for name, spec in specs.items():
        held = then.get(_key(spec))
        if name not in left_out and held not in (None, "", [], {}):
            values.append({"field": name, "label": on_page(spec.label), "value": show_value(spec, held, names)})
        if is_open and _key(spec) in then and held != now.get(_key(spec)):
            changed.append(
                {
                    "field": name,
                    "label": on_page(spec.label),
                    "from": show_value(spec, held, names),
                    "to": show_value(spec, now.get(_key(spec)), names),
                }
            )
    return values, changed


def _key(spec: FieldSpec) -> str:
    return spec.attribute


def _names(specs: Iterable[FieldSpec], sides: Iterable[dict[str, Any]]) -> dict[str, dict[str, dict[str, str]]]:
    keys: dict[str, set[int]] = {}
    for side in sides:
        for spec in specs:
            value = side.get(_key(spec)) if spec.reference else None
            if value:
                keys.setdefault(spec.reference or "", set()).update(value if isinstance(value, list) else [value])
    return {name: labels_of(name, wanted) for name, wanted in keys.items()}


def _apply_reason(known: Known, row: Any, approval: Approval) -> str:
    """Why a signed step cannot be taken now, in the reader's language; what was said then where it could by now."""
    if approval.is_applied is not False or approval.state != _STATE.APPROVED:
        return ""
    try:
        check_step(known, row, approval.target)
    except DomainError as reason:
        return str(reason)
    return approval.apply_reason
