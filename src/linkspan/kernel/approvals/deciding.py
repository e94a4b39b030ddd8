"""The verbs of who signs: approve, return, reject, hand over, add a signer. A decision is never undone."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions import NoUndo, action, write
from linkspan.kernel.approvals import telling
from linkspan.kernel.approvals.asking import CONFIGURE, applies_of, describe, refuse_state, text_of
from linkspan.kernel.approvals.definition import Group
from linkspan.kernel.approvals.delegations import TAKE_PART
from linkspan.kernel.approvals.flow import Run
from linkspan.kernel.approvals.models import Approval, ApprovalSeat
from linkspan.kernel.approvals.people import people_by_id
from linkspan.kernel.approvals.progress import AGREED, PENDING
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.errors import DomainError

_S, _STATE = ApprovalSeat.State, Approval.State
_DECISION = NoUndo(gettext_lazy("A decision stands. Ask for another approval, or return it."))
_TOLD = NoUndo(gettext_lazy("The person has been told. They can hand it on."))


def _run(actor: Actor, approval: Approval) -> tuple[Run, list[ApprovalSeat]]:
    """The run and the actor's open seats; refused for tokens, and where there is none."""
    if actor.extra.get("token"):
        raise DomainError("token_refused", _("An API token may not do this. Log in as a person."), status=403)
    refuse_state(approval, _STATE.RUNNING)
    run = Run.of(approval)
    mine = [s for s in run.at(approval.stage) if s.state == _S.OPEN and s.person_id == actor.user_id]
    # A deputy whose time is over has no seat any more, whether or not the clock has been here.
    mine = [s for s in mine if s.person_id == s.owner_id or run.signer_of(s.owner_id) == s.person_id]
    if not mine:
        raise DomainError(
            "not_your_seat", _("This does not wait for you: somebody else signs it, or you have signed."), status=403
        )
    describe(run)
    return run, mine


def _close(run: Run, seat: ApprovalSeat, state: Any, kind: str, comment: str) -> None:
    write.update(seat, state=state, comment=comment, decided_at=clock.now())
    behalf = seat.owner_id if seat.owner_id != seat.person_id else None
    run.note(kind, on_behalf_of=behalf, comment=comment)


def _comment(text: Any, *, is_needed: bool) -> str:
    found = text_of(text)
    if is_needed and not found:
        raise DomainError("comment", _("Say why: whoever asked has to know."), "comment")
    return found


@action(TAKE_PART, phrase=gettext_noop("Approved %(names)s (“%(route)s”)"), undo=_DECISION)
def approve(actor: Actor, approval: Approval, *, comment: str) -> int:
    """Sign all that waits for the actor in this stage. The last signature takes the step."""
    run, mine = _run(actor, approval)
    if actor.user_id in run.roster.excluded:
        raise DomainError(
            "may_not", _("You asked for this or stand in the record: somebody else must sign it."), status=403
        )
    words = _comment(comment, is_needed=False)
    for seat in mine:
        _close(run, seat, _S.APPROVED, "approve", words)
    run.go_on()
    return int(approval.pk)


@action(TAKE_PART, phrase=gettext_noop("Rejected %(names)s (“%(route)s”)"), undo=_DECISION)
def reject(actor: Actor, approval: Approval, *, comment: str) -> int:
    """Say no. It ends the approval, unless the group needs a number of votes that it can still reach."""
    run, mine = _run(actor, approval)
    words = _comment(comment, is_needed=run.definition.settings.comment_on_reject)
    for seat in mine:
        _close(run, seat, _S.REJECTED, "reject", words)
    run.go_on()
    return int(approval.pk)


@action(TAKE_PART, phrase=gettext_noop("Returned %(names)s (“%(route)s”)"), undo=_DECISION)
def return_approval(actor: Actor, approval: Approval, *, comment: str, stage: int | None) -> int:
    """Back for correction: to the requester, or to an earlier stage, which then signs anew."""
    run, mine = _run(actor, approval)
    words = _comment(comment, is_needed=run.definition.settings.comment_on_return)
    if stage is not None and not (0 <= stage < approval.stage and run.at(stage)):
        raise DomainError("stage", _("Choose an earlier stage of this approval."), "stage")
    for seat in mine:
        _close(run, seat, _S.RETURNED, "return", words)
    if stage is None:
        run.skip(run.seats)
        write.update(approval, state=_STATE.RETURNED, due_at=None)
        telling.sync_lines(run)
        telling.tell_requester(run)
        return int(approval.pk)
    run.roster.choices = approval.chosen
    plan = run.roster.plan()
    if run.roster.faults:
        raise run.roster.faults[0]
    run.retire(stage)
    applies = [*approval.applies[:stage], *applies_of(plan)[stage:]]
    write.update(approval, round=approval.round + 1, applies=applies)
    run.fill(plan, since=stage)
    run.enter(stage)
    return int(approval.pk)


# --- more people --------------------------------------------------------------------------------------------------


def _group_of(run: Run, seat: ApprovalSeat) -> Group:
    return run.definition.stages[seat.stage].groups[seat.group]


def _newcomer(actor: Actor, run: Run, seat: ApprovalSeat, person: int) -> int:
    """A person who may take a seat beside this one; DomainError where not."""
    visible = actor.is_system or TARGETS["person"].rows(actor, None).filter(pk=person).exists()
    user = people_by_id([person]).get(person) if visible else None
    if user is None:
        raise DomainError("person", _("Choose a person from the list."), "person")
    if person in run.roster.excluded:
        raise DomainError(
            "person", _("This person asked for it or stands in the record, and may not sign it."), "person"
        )
    if not run.roster.sees(person):
        raise DomainError(
            "person", _("This person cannot see the record. Give the right first, or choose another."), "person"
        )
    held = PENDING | AGREED
    if any(person in {s.owner_id, s.person_id} and s.state in held for s in run.at(seat.stage, seat.group)):
        raise DomainError("person", _("This person signs in this group already."), "person")
    return person


def _may_not(word: str) -> DomainError:
    return DomainError("may_not", word, status=403)


@action(TAKE_PART, phrase=gettext_noop("Handed over the signature of %(names)s (“%(route)s”)"), undo=_TOLD)
def hand_over(actor: Actor, approval: Approval, *, person: int, comment: str, seat_id: int | None) -> int:
    """Another person signs instead. Who sets up approvals may move any open seat, for one who has left."""
    if seat_id is not None and actor.may(CONFIGURE, approval.scope_path):
        refuse_state(approval, _STATE.RUNNING)
        run = Run.of(approval)
        mine = [s for s in run.at(approval.stage) if s.pk == seat_id and s.state in PENDING]
        if not mine:
            raise DomainError("seat", _("This seat does not wait for anybody."), "seat")
        describe(run)
    else:
        run, mine = _run(actor, approval)
        mine = [s for s in mine if seat_id in {None, s.pk}]
        if not mine:
            raise _may_not(_("You can hand over only what waits for you."))
        if not _group_of(run, mine[0]).may_hand_over:
            raise _may_not(_("This route does not allow handing over."))
    seat, words = mine[0], text_of(comment)
    owner = _newcomer(actor, run, seat, person)
    run.note(
        "hand_over", other=owner, comment=words, on_behalf_of=None if seat.owner_id == actor.user_id else seat.owner_id
    )
    write.update(seat, state=_S.HANDED, comment=words, decided_at=clock.now())
    # An escalated vote stays one: it stands for all who did not answer.
    origin = seat.origin if seat.origin == ApprovalSeat.Origin.ESCALATED else ApprovalSeat.Origin.HANDED
    made = run.seat(
        owner, seat.stage, seat.group, part=seat.part, parent=seat.parent, origin=origin, by_id=actor.user_id
    )
    for child in run.at(seat.stage, seat.group):
        if child.parent_id == seat.pk and child.part != ApprovalSeat.Part.VOTE:
            write.update(child, parent=made)
    run.go_on()
    return int(approval.pk)


@action(TAKE_PART, phrase=gettext_noop("Added a signer to %(names)s (“%(route)s”)"), undo=_TOLD)
def add_signer(actor: Actor, approval: Approval, *, person: int, when: str, comment: str) -> int:
    """One signature more, before the actor's own or after it."""
    run, mine = _run(actor, approval)
    seat = mine[0]
    if when not in {"before", "after"}:
        raise DomainError("when", _("Say whether the person signs before or after you."), "when")
    if not _group_of(run, seat).may_add:
        raise _may_not(_("This route does not allow further signers."))
    owner = _newcomer(actor, run, seat, person)
    part: Any = ApprovalSeat.Part.BEFORE if when == "before" else ApprovalSeat.Part.AFTER
    run.seat(owner, seat.stage, seat.group, part=part, parent=seat, origin=part.value, by_id=actor.user_id)
    if when == "before":
        write.update(seat, state=_S.WAITING)
    run.note("add_signer", other=owner, comment=text_of(comment))
    run.go_on()
    return int(approval.pk)
