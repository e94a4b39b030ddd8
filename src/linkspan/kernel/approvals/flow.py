"""The run of an approval: which seats are open, when a stage is over, what happens at the end. Inside actions only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import transaction

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor, acting_as, current_actor
from linkspan.kernel.actions import write
from linkspan.kernel.approvals import telling
from linkspan.kernel.approvals.definition import Definition, Stage, stored
from linkspan.kernel.approvals.delegations import deputy_of
from linkspan.kernel.approvals.models import Approval, ApprovalEvent, ApprovalSeat
from linkspan.kernel.approvals.people import PlannedStage, Roster
from linkspan.kernel.approvals.progress import PENDING, may_open, progress_of
from linkspan.kernel.approvals.worktime import due_after
from linkspan.kernel.entities.registry import Known, find_entity
from linkspan.kernel.entities.writing import writer_of
from linkspan.kernel.errors import DomainError

_S = ApprovalSeat.State


@dataclass
class Run:
    """A locked approval with its record, its definition and its current seats."""

    approval: Approval
    known: Known
    row: Any
    definition: Definition
    seats: list[ApprovalSeat]
    # People for whom it waited until this action, beside those of the seats.
    former: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, approval: Approval) -> "Run":
        """Everything about an approval, for an action that has locked it."""
        known = find_entity(approval.entity)
        row = known.model._base_manager.filter(pk=approval.object_id).first()
        seats = list(ApprovalSeat.rows.filter(approval=approval, is_current=True).order_by("pk"))
        return cls(approval, known, row, stored(approval.route_version.definition), seats)

    @cached_property
    def roster(self) -> Roster:
        """Who may sign for the record."""
        return Roster(self.known, self.row, self.definition, self.approval.requester_id)

    @property
    def stage(self) -> Stage:
        """The stage that is on."""
        return self.definition.stages[self.approval.stage]

    def at(self, stage: int, group: int | None = None) -> list[ApprovalSeat]:
        """Current seats of a stage, or of one of its groups."""
        return [s for s in self.seats if s.stage == stage and (group is None or s.group == group)]

    # --- seats ------------------------------------------------------------------------------------------------

    def seat(self, owner: int, stage: int, group: int, **more: Any) -> ApprovalSeat:
        """One seat more, waiting."""
        made = write.create(
            ApprovalSeat(
                scope_path=self.approval.scope_path, approval=self.approval, round=self.approval.round, stage=stage,
                group=group, owner_id=owner, person_id=owner, **more,
            )
        )  # fmt: skip
        self.seats.append(made)
        return made

    def fill(self, plan: Iterable[PlannedStage], *, since: int = 0) -> None:
        """Seats for every stage of a plan from `since` on."""
        made = []
        for at, stage in enumerate(plan):
            if at < since or not stage.applies:
                continue
            for inner, group in enumerate(stage.groups):
                for owner in group.people if group.applies else ():
                    origin = ApprovalSeat.Origin.CHOSEN if owner in group.chosen else ApprovalSeat.Origin.ROUTE
                    made.append(
                        ApprovalSeat(
                            scope_path=self.approval.scope_path, approval=self.approval, round=self.approval.round,
                            stage=at, group=inner, owner_id=owner, person_id=owner, origin=origin,
                        )
                    )  # fmt: skip
        self.seats += write.create_many(made)

    def retire(self, since: int) -> None:
        """The seats from a stage on count no longer: the stage is signed anew."""
        for seat in [s for s in self.seats if s.stage >= since]:
            state = _S.SKIPPED if seat.state in PENDING else seat.state
            self.former.add(seat.person_id)
            write.update(seat, is_current=False, state=state)
            self.seats.remove(seat)

    def skip(self, seats: Iterable[ApprovalSeat]) -> None:
        """Seats that nobody needs any more."""
        for seat in seats:
            if seat.state in PENDING:
                write.update(seat, state=_S.SKIPPED)

    def signer_of(self, owner: int) -> int:
        """For whom a seat of a person waits now: the person, or the deputy."""
        return deputy_of(owner, self.approval.entity, self.roster.may_sign)

    def reseat(self) -> None:
        """Give open seats to whoever signs for their owners now."""
        moved = False
        for seat in self.seats:
            person = self.signer_of(seat.owner_id) if seat.state == _S.OPEN else seat.person_id
            if person != seat.person_id:
                moved = True
                self.former.add(seat.person_id)
                write.update(seat, person_id=person)
                if person != seat.owner_id:
                    self.note("delegate", on_behalf_of=seat.owner_id, other=person)
        if moved:
            telling.sync_lines(self)

    # --- stages -----------------------------------------------------------------------------------------------

    def enter(self, stage: int) -> None:
        """Begin a stage, or the next one that applies, and go on as far as signatures given before carry."""
        count = len(self.definition.stages)
        while stage < count and not self.at(stage):
            stage += 1
        if stage >= count:
            self.finish()
            return
        due = due_after(self.approval.scope_path, self.definition.stages[stage].hours)
        write.update(self.approval, stage=stage, due_at=due, reminded_at=None)
        signed = {s.owner_id for s in self.seats if s.stage < stage and s.state == _S.APPROVED}
        for seat in self.at(stage):
            if self.definition.settings.same_person_once and seat.owner_id in signed and seat.state == _S.WAITING:
                write.update(seat, state=_S.REPEATED, decided_at=clock.now())
        self.go_on()

    def go_on(self) -> None:
        """After something was signed: open what may be, close what is over, begin what follows, end what is done."""
        at = self.approval.stage
        verdicts = {}
        for group in {seat.group for seat in self.at(at)}:
            seats = self.at(at, group)
            verdicts[group] = progress_of(self.stage.groups[group], seats).verdict
            if verdicts[group] == "open":
                self._open(seats)
            else:
                self.skip(seats)
        if "rejected" in verdicts.values():
            self.end(Approval.State.REJECTED)
        elif all(verdict == "done" for verdict in verdicts.values()):
            self.enter(at + 1)
        else:
            telling.sync_lines(self)

    def _open(self, seats: list[ApprovalSeat]) -> None:
        for seat in seats:
            if seat.state == _S.WAITING and may_open(seat, seats):
                write.update(seat, state=_S.OPEN, person_id=self.signer_of(seat.owner_id))
                if seat.person_id != seat.owner_id:
                    self.note("delegate", on_behalf_of=seat.owner_id, other=seat.person_id)

    # --- the end ----------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Everybody has signed: the step is taken in the same transaction."""
        reason = self.take_step()
        applied = None if not self.approval.target else not reason
        self.end(Approval.State.APPROVED, is_applied=applied, apply_reason=reason)

    def end(self, state: Any, **more: Any) -> None:
        """The approval is over; the requester hears of it."""
        self.skip(self.seats)
        write.update(self.approval, state=state, due_at=None, finished_at=clock.now(), **more)
        telling.sync_lines(self)
        telling.tell_requester(self)

    def take_step(self) -> str:
        """Take the workflow's step; the reason where the record refuses it. Nothing is half done then.

        The right of the step is the approval's. Who stands for the step before the workflow's own guards is whoever
        gave the last signature: a guard such as “not by who asked” looks at who decides.
        """
        if not self.approval.target:
            return ""
        signer = current_actor()
        engine = Actor(
            user_id=signer.user_id, name=signer.name, is_system=True, request_id=signer.request_id,
            language=signer.language,
        )  # fmt: skip
        unit = write.current_work()
        kept = len(unit.changes), len(unit.events)
        row = self.known.model._base_manager.select_for_update(of=("self",)).filter(pk=self.approval.object_id).first()
        if row is None:
            return ""
        workflow = self.known.workflow_at(row.scope_path)
        assert workflow is not None
        try:
            with transaction.atomic(), acting_as(engine):
                writer_of(self.known).change(engine, row, {workflow.field: self.approval.target})
        except DomainError as error:
            del unit.changes[kept[0] :], unit.events[kept[1] :]
            return str(error)
        self.row = row
        return ""

    def note(self, kind: str, **more: Any) -> None:
        """A line of the approval's own history. Who did it is the acting person, unless it was the program."""
        actor = current_actor()
        write.create(
            ApprovalEvent(
                scope_path=self.approval.scope_path, approval=self.approval, kind=kind, person_id=actor.user_id,
                on_behalf_of_id=more.get("on_behalf_of"), other_id=more.get("other"),
                comment=more.get("comment", ""), round=self.approval.round, stage=self.approval.stage,
            )
        )  # fmt: skip
