"""What happens when a stage takes too long: reminding, escalating, passing; deputies whose time begins or ends."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.access.actor import SYSTEM, Actor, acting_as, elevated
from linkspan.kernel.actions import NoUndo, action, write
from linkspan.kernel.approvals import telling
from linkspan.kernel.approvals.asking import describe
from linkspan.kernel.approvals.delegations import TAKE_PART
from linkspan.kernel.approvals.flow import Run
from linkspan.kernel.approvals.models import Approval, ApprovalSeat, Delegation
from linkspan.kernel.approvals.progress import PENDING
from linkspan.kernel.approvals.worktime import due_after

_S = ApprovalSeat.State
_BATCH = 200
# How far back the clock looks for deputies whose time began or ended: longer than a worker is likely to be down.
_LOOK_BACK = dt.timedelta(days=3)


def is_needed() -> bool:
    """Whether there is a stage that is late, or a deputy whose time has just begun or ended."""
    return _late().exists() or _turning().exists()


def _late() -> Any:
    return Approval.base_rows.filter(state=Approval.State.RUNNING, due_at__lte=clock.now())


def _turning() -> Any:
    moment = clock.now()
    since = moment - _LOOK_BACK
    begun, ended = Q(starts_at__gt=since, starts_at__lte=moment), Q(ends_at__gt=since, ends_at__lte=moment)
    return Delegation.base_rows.filter(begun | ended)


def run_clock() -> int:
    """Do what the clock asks for; how many approvals it touched. Two workers at once do nothing twice."""
    with acting_as(SYSTEM), elevated():
        late = list(_late().order_by("due_at")[:_BATCH])
        for approval in late:
            pass_time(SYSTEM, approval)
        people = set(_turning().values_list("giver_id", flat=True))
        theirs = Q(seats__owner__in=people) | Q(seats__person__in=people)
        moved = Approval.rows.filter(theirs, state=Approval.State.RUNNING, seats__state=_S.OPEN).distinct()
        moved = list(moved.order_by("pk")[:_BATCH])
        for approval in moved:
            reseat(SYSTEM, approval)
    return len(late) + len(moved)


@action(
    TAKE_PART,
    phrase=gettext_noop("Time is up for approval “%(route)s” of %(names)s"),
    undo=NoUndo(_("The time has passed.")),
)
def pass_time(actor: Actor, approval: Approval) -> str:
    """What the stage says for its time-out; what was done. The locked row is asked again whether it is late."""
    if approval.state != Approval.State.RUNNING or approval.due_at is None or approval.due_at > clock.now():
        return ""
    run = Run.of(approval)
    describe(run)
    what = run.stage.on_timeout
    if what == "escalate":
        what = _escalate(run)
    if what == "pass":
        _pass(run)
    elif what == "remind":
        # Again after as long a time.
        write.update(approval, due_at=due_after(approval.scope_path, run.stage.hours))
        run.note("remind")
        telling.remind(run)
    elif what == "none":
        write.update(approval, due_at=None)
    return what


def _pass(run: Run) -> None:
    run.note("pass")
    for seat in run.at(run.approval.stage):
        if seat.state in PENDING:
            write.update(seat, state=_S.PASSED, decided_at=clock.now())
    run.go_on()


def _escalate(run: Run) -> str:
    """Any one of the people above decides for those who did not answer; where nobody there may sign, a reminder."""
    stage = run.approval.stage
    above = [key for who in run.stage.escalate_to for key in run.roster.of(who)]
    above = [key for key in dict.fromkeys(above) if run.roster.may_sign(key)]
    late = {seat.group for seat in run.at(stage) if seat.state in PENDING}
    held = {s.owner_id for s in run.at(stage) if s.origin == ApprovalSeat.Origin.ESCALATED}
    if not above or held:
        return "remind"
    run.note("escalate", other=above[0])
    for group in sorted(late):
        for seat in run.at(stage, group):
            if seat.state in PENDING:
                write.update(seat, state=_S.ESCALATED, decided_at=clock.now())
        for owner in above:
            run.seat(owner, stage, group, origin=ApprovalSeat.Origin.ESCALATED)
    write.update(run.approval, due_at=due_after(run.approval.scope_path, run.stage.hours))
    run.go_on()
    return "escalate"


@action(
    TAKE_PART,
    phrase=gettext_noop("Gave approval “%(route)s” of %(names)s to who signs now"),
    undo=NoUndo(_("End the delegation instead.")),
)
def reseat(actor: Actor, approval: Approval) -> None:
    """Open seats go to whoever signs for their owners now."""
    if approval.state == Approval.State.RUNNING:
        run = Run.of(approval)
        describe(run)
        run.reseat()
