"""Who hears of an approval: lines in the inboxes of those who must sign, and of the requester at the end."""

from typing import TYPE_CHECKING, Any

from linkspan.kernel import clock
from linkspan.kernel.access.actor import ROOT, Actor, current_actor
from linkspan.kernel.actions import write
from linkspan.kernel.approvals.models import Approval, ApprovalSeat
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.events.outbox import announce
from linkspan.kernel.inbox.desk import TOLD, put
from linkspan.kernel.inbox.models import InboxItem

if TYPE_CHECKING:
    from linkspan.kernel.approvals.flow import Run

WAITS, DECIDED = "approval", "decided"


def _place(run: "Run") -> dict[str, Any]:
    name = {"zh": run.approval.name_zh, "en": run.approval.name_en}
    url = TARGETS[run.known.name].url(run.row) if run.row is not None else "/"
    return {"entity": run.known.name, "record_id": run.approval.object_id, "name": name, "url": url}


def signers(run: "Run") -> set[int]:
    """For whom the approval waits now."""
    if run.approval.state != Approval.State.RUNNING:
        return set()
    return {seat.person_id for seat in run.seats if seat.state == ApprovalSeat.State.OPEN}


def sync_lines(run: "Run") -> None:
    """One open line for each person for whom the approval waits, and none for anybody else."""
    approval, wanted = run.approval, signers(run)
    asked = run.former | {key for seat in run.seats for key in (seat.owner_id, seat.person_id)}
    lines = InboxItem.objects.filter(
        user__in=asked, kind=WAITS, entity=approval.entity, record_id=approval.object_id, done_at=None
    )
    there = dict(lines.values_list("user_id", "pk"))
    moment = clock.now()
    lines.filter(pk__in=[key for user, key in there.items() if user not in wanted]).update(
        done_at=moment, seen_at=moment
    )
    asker = approval.requester
    by = Actor(approval.requester_id, asker.display_name if asker is not None else "Linkspan")
    place = _place(run)
    for user_id in sorted(wanted - there.keys()):
        put(user_id, WAITS, by=by, comment_id=None, **place)
    project = run.row.project.code if hasattr(run.row, "project_id") else ""
    where = {"entity": approval.entity, "record_id": approval.object_id, "project": project}
    write.emit("approval.changed", approval.scope_path, approval=approval.pk, **where)


def tell_requester(run: "Run") -> None:
    """The requester hears how it ended, unless it was the requester's own doing."""
    actor, approval = current_actor(), run.approval
    if approval.requester_id is None or approval.requester_id == actor.user_id:
        return
    put(approval.requester_id, DECIDED, by=actor, comment_id=None, **_place(run))


def remind(run: "Run") -> int:
    """The lines of those who have not signed are new again; how many people."""
    approval, wanted = run.approval, signers(run)
    lines = InboxItem.objects.filter(
        kind=WAITS, entity=approval.entity, record_id=approval.object_id, user__in=wanted, done_at=None
    )
    for line in lines:
        line.count += 1
        line.at, line.seen_at, line.snoozed_until = clock.now(), None, None
        line.save(update_fields=["count", "at", "seen_at", "snoozed_until"])
        announce(TOLD, ROOT, user_id=line.user_id, item=line.pk, kind=WAITS)
    sync_lines(run)
    return len(wanted)
