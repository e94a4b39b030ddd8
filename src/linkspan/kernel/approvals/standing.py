"""What a reader may do with an approval now: one place that the page, the inbox and the lists ask."""

from collections.abc import Iterable

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.approvals.asking import CONFIGURE, REMIND_EVERY
from linkspan.kernel.approvals.definition import Definition
from linkspan.kernel.approvals.models import Approval, ApprovalSeat

_STATE = Approval.State


def seat_for(actor: Actor, approval: Approval, seats: Iterable[ApprovalSeat]) -> ApprovalSeat | None:
    """The first seat of the stage that waits for the actor."""
    if approval.state != _STATE.RUNNING or actor.user_id is None:
        return None
    return next(
        (
            seat
            for seat in seats
            if seat.is_current
            and seat.state == ApprovalSeat.State.OPEN
            and seat.stage == approval.stage
            and seat.person_id == actor.user_id
        ),
        None,
    )


def verbs_for(actor: Actor, approval: Approval, definition: Definition, seats: Iterable[ApprovalSeat]) -> list[str]:
    """The verbs that are open to the actor, as in their addresses."""
    found: list[str] = []
    seat = None if actor.extra.get("token") else seat_for(actor, approval, seats)
    if seat is not None:
        group = definition.stages[seat.stage].groups[seat.group]
        found += ["approve", "return", "reject"]
        found += ["hand-over"] if group.may_hand_over else []
        found += ["add-signer"] if group.may_add else []
    is_asker = actor.user_id is not None and actor.user_id == approval.requester_id
    if approval.requester is not None and not approval.requester.is_active:
        is_asker = actor.may(CONFIGURE, approval.scope_path)
    rules = is_asker or actor.may(CONFIGURE, approval.scope_path)
    is_unapplied = approval.state == _STATE.APPROVED and approval.is_applied is False
    if is_asker and (approval.state in {_STATE.RUNNING, _STATE.RETURNED} or is_unapplied):
        found.append("withdraw")
    if is_asker and approval.state == _STATE.RETURNED:
        found.append("resubmit")
    if rules and seat is None and approval.state == _STATE.RUNNING and may_remind(approval):
        found.append("remind")
    if rules and is_unapplied:
        found.append("apply")
    return found


def may_remind(approval: Approval) -> bool:
    """Whether the last reminder is long enough ago."""
    return approval.reminded_at is None or clock.now() >= approval.reminded_at + REMIND_EVERY


def comment_needed(definition: Definition) -> list[str]:
    """Verbs for which the route asks for a comment."""
    settings = definition.settings
    return [
        verb
        for verb, is_needed in (("return", settings.comment_on_return), ("reject", settings.comment_on_reject))
        if is_needed
    ]
