"""The verbs of who asks: start, hand in again, withdraw, remind, take the step later."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.access.actor import SYSTEM, Actor
from linkspan.kernel.actions import Compensation, NoUndo, Outcome, action, write
from linkspan.kernel.actions.models import ActionLog, ChangeRow
from linkspan.kernel.actions.runner import Action, make_action
from linkspan.kernel.approvals import telling
from linkspan.kernel.approvals.definition import stored
from linkspan.kernel.approvals.delegations import TAKE_PART
from linkspan.kernel.approvals.flow import Run
from linkspan.kernel.approvals.models import Approval, ApprovalRoute, RouteVersion
from linkspan.kernel.approvals.people import PlannedStage, Roster
from linkspan.kernel.approvals.routing import current_versions, first_that_holds, routes_over
from linkspan.kernel.entities.registry import Known, entity_of, find_entity
from linkspan.kernel.entities.steps import find_transition, refusal, state_label
from linkspan.kernel.entities.writing import shown_name
from linkspan.kernel.errors import DomainError

REMIND_EVERY = dt.timedelta(hours=4)
MOST_TEXT = 2000
CONFIGURE = "approval.configure"
Choices = dict[str, list[int]]
_STATE = Approval.State


def describe(run: Run) -> None:
    """What history says: the record and the route, in both languages."""
    approval, route = run.approval, run.approval.route_version.route
    write.describe(
        names=[{"zh": approval.name_zh, "en": approval.name_en}],
        route={"zh": route.name, "en": route.name_en or route.name},
    )


def text_of(text: Any) -> str:
    """A comment or note; DomainError where it is none or too long."""
    found = text.strip() if isinstance(text, str) else ""
    if len(found) > MOST_TEXT:
        raise DomainError("comment", _("Write at most %(most)s characters.") % {"most": MOST_TEXT}, "comment")
    return found


# --- start --------------------------------------------------------------------------------------------------------


def open_approval(known: Known, key: int) -> Approval | None:
    """The approval of a record that is not over: running, returned, or signed without the step being taken."""
    rows = Approval.base_rows.filter(entity=known.name, object_id=key).order_by("-pk")
    rows = rows.select_related("route_version__route", "requester")
    found = rows.filter(state__in=[_STATE.RUNNING, _STATE.RETURNED]).first()
    return found or rows.filter(state=_STATE.APPROVED, is_applied=False).first()


def check_step(known: Known, row: Any, to: str) -> None:
    """Whether the record could take the step, but for the signatures; raises the reason."""
    workflow = known.workflow_at(row.scope_path)
    if not to:
        return
    now = getattr(row, workflow.field) if workflow else ""
    transition = find_transition(workflow, now, to)
    if transition is None:
        raise DomainError(
            "transition",
            _("There is no step from “%(now)s” to “%(wanted)s”.")
            % {"now": state_label(known, now), "wanted": state_label(known, to)},
            "to",
            status=409,
        )
    reason = refusal(known, SYSTEM, row, transition, {})
    if reason is not None:
        raise reason


def find_route(known: Known, row: Any, to: str) -> tuple[ApprovalRoute, RouteVersion]:
    """The route for a step of a record (or for none), with its present version; DomainError where there is none."""
    routes = [route for route in routes_over(known.name, row.scope_path) if route.target == to]
    route = first_that_holds(routes, known, row)
    if route is None:
        raise DomainError("no_route", _("No approval route holds for this record here."), "to", status=409)
    return route, current_versions([route])[route.pk]


def _plan(run_of: Roster) -> list[PlannedStage]:
    plan = run_of.plan()
    if run_of.faults:
        raise run_of.faults[0]
    return plan


def applies_of(plan: list[PlannedStage]) -> list[dict[str, Any]]:
    """Which stages and groups the conditions left, as an approval keeps it."""
    return [{"stage": stage.applies, "groups": [group.applies for group in stage.groups]} for stage in plan]


def _start(actor: Actor, row: Any, *, to: str, note: str, choices: Choices) -> int:
    known = entity_of(type(row))
    assert known is not None
    if open_approval(known, row.pk) is not None:
        raise DomainError(
            "approval_open", _("An approval of this record is open already. Finish or withdraw it first."), status=409
        )
    check_step(known, row, to)
    _route, version = find_route(known, row, to)
    plan = _plan(Roster(known, row, stored(version.definition), actor.user_id, choices))
    workflow = known.workflow_at(row.scope_path)
    approval = write.create(
        Approval(
            scope_path=row.scope_path, route_version=version, entity=known.name, object_id=row.pk,
            name_zh=shown_name(known, row, "zh-hans"), name_en=shown_name(known, row, "en"),
            requester_id=actor.user_id, source=str(getattr(row, workflow.field)) if workflow else "", target=to,
            note=text_of(note), snapshot=write.snapshot(row), record_version=row.version, chosen=choices,
            applies=applies_of(plan),
        )
    )  # fmt: skip
    run = Run.of(approval)
    describe(run)
    run.note("start", comment=approval.note)
    run.fill(plan)
    run.enter(0)
    return int(approval.pk)


def _undo_start(actor: Actor, row: Any, log: ActionLog) -> None:
    made = log.changes.filter(model=Approval._meta.label, kind=ChangeRow.CREATED).values_list("object_id", flat=True)
    approval = Approval.rows.select_for_update(of=("self",)).get(pk=made.get())
    _withdraw(actor, approval, comment="")


_STARTS: dict[str, Callable[..., Outcome]] = {}


def start_of(known: Known) -> Callable[..., Outcome]:
    """start(actor, row, to=, note=, choices=) -> id of the approval; needs the right to edit the record."""
    if known.name not in _STARTS:
        phrase = gettext_noop("Asked for approval “%(route)s” of %(names)s")
        undo = Compensation(_undo_start)
        _STARTS[known.name] = make_action(
            Action(f"approvals.start.{known.name}", known.verb("edit"), phrase, undo, _start, True)
        )
    return _STARTS[known.name]


# --- afterwards ---------------------------------------------------------------------------------------------------


def refuse_state(approval: Approval, *states: Any) -> None:
    """DomainError where the approval is not in one of the states."""
    if approval.state not in states:
        raise DomainError(
            "approval_state",
            _("The approval is “%(state)s” by now. Load it again.") % {"state": approval.get_state_display()},
            status=409,
        )


def refuse_others(actor: Actor, approval: Approval, *, or_configurer: bool = False) -> None:
    """Only who asked may go on, or, where said or where the asker has left, who sets up approvals there."""
    if actor.is_system or (actor.user_id is not None and actor.user_id == approval.requester_id):
        return
    has_left = approval.requester is not None and not approval.requester.is_active
    if (or_configurer or has_left) and actor.may(CONFIGURE, approval.scope_path):
        return
    raise DomainError("not_yours", _("Only who asked for the approval can do this."), status=403)


@action(
    TAKE_PART,
    phrase=gettext_noop("Handed in again “%(route)s” of %(names)s"),
    undo=NoUndo(gettext_lazy("Withdraw it instead.")),
)
def resubmit_approval(actor: Actor, approval: Approval, *, note: str, choices: Choices) -> int:
    """Ask again after a return, by the version with which it began: every stage signs the new values."""
    refuse_others(actor, approval)
    refuse_state(approval, _STATE.RETURNED)
    known = find_entity(approval.entity)
    row = known.model._base_manager.select_for_update(of=("self",)).get(pk=approval.object_id)
    check_step(known, row, approval.target)
    chosen = choices or approval.chosen
    definition = stored(approval.route_version.definition)
    plan = _plan(Roster(known, row, definition, approval.requester_id, chosen))
    run = Run.of(approval)
    run.retire(0)
    write.update(
        approval, state=_STATE.RUNNING, round=approval.round + 1, stage=0, snapshot=write.snapshot(row),
        record_version=row.version, note=text_of(note) or approval.note, chosen=chosen, applies=applies_of(plan),
        reminded_at=None,
    )  # fmt: skip
    run.note("resubmit", comment=text_of(note))
    run.fill(plan)
    run.enter(0)
    describe(run)
    return int(approval.pk)


def _withdraw(actor: Actor, approval: Approval, *, comment: str) -> None:
    refuse_others(actor, approval)
    if not (approval.state == _STATE.APPROVED and approval.is_applied is False):
        refuse_state(approval, _STATE.RUNNING, _STATE.RETURNED)
    run = Run.of(approval)
    run.note("withdraw", comment=text_of(comment))
    run.end(_STATE.WITHDRAWN)
    describe(run)


@action(
    TAKE_PART,
    phrase=gettext_noop("Withdrew approval “%(route)s” of %(names)s"),
    undo=NoUndo(gettext_lazy("Ask for it again instead.")),
)
def withdraw_approval(actor: Actor, approval: Approval, *, comment: str) -> int:
    """Take the asking back; the record is free again."""
    _withdraw(actor, approval, comment=comment)
    return int(approval.pk)


@action(
    TAKE_PART,
    phrase=gettext_noop("Reminded of approval “%(route)s” of %(names)s"),
    undo=NoUndo(gettext_lazy("A message that was sent is not taken back.")),
)
def remind_signers(actor: Actor, approval: Approval) -> int:
    """Those who have not signed are reminded, at most every four hours."""
    refuse_others(actor, approval, or_configurer=True)
    refuse_state(approval, _STATE.RUNNING)
    if approval.reminded_at is not None and clock.now() < approval.reminded_at + REMIND_EVERY:
        raise DomainError("reminded", _("They were reminded a short while ago. Try again later."), status=429)
    run = Run.of(approval)
    write.update(approval, reminded_at=clock.now())
    run.note("remind")
    telling.remind(run)
    describe(run)
    return int(approval.pk)


@action(
    TAKE_PART,
    phrase=gettext_noop("Took the approved step of %(names)s (“%(route)s”)"),
    undo=NoUndo(gettext_lazy("The step was signed. Ask for another one instead.")),
)
def apply_approval(actor: Actor, approval: Approval) -> int:
    """Take the step that was signed and could not be taken then; refused where the record was changed since."""
    refuse_others(actor, approval, or_configurer=True)
    if not (approval.state == _STATE.APPROVED and approval.is_applied is False):
        refuse_state(approval)
    run = Run.of(approval)
    changed = changed_since(run)
    if changed:
        raise DomainError(
            "changed_since",
            _("The record was changed after it was signed. Withdraw the approval and ask again."),
            status=409,
        )
    reason = run.take_step()
    if reason:
        raise DomainError("guard", reason, status=409)
    write.update(approval, is_applied=True, apply_reason="")
    run.note("apply")
    telling.sync_lines(run)
    describe(run)
    return int(approval.pk)


def changed_since(run: Run) -> set[str]:
    """Columns of the record that differ from what was signed, but for those that may still change."""
    if run.row is None:
        return set()
    now = write.snapshot(run.row)
    free = {spec.attribute for name in run.definition.settings.editable_fields if (spec := run.known.fields.get(name))}
    return {column for column, value in run.approval.snapshot.items() if column in now and now[column] != value} - free
