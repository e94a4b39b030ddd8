"""How far a group is, from its seats alone: no database, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from linkspan.kernel.approvals.definition import Group
from linkspan.kernel.approvals.models import ApprovalSeat

_S, _P = ApprovalSeat.State, ApprovalSeat.Part
AGREED = frozenset({_S.APPROVED, _S.PASSED, _S.REPEATED})
PENDING = frozenset({_S.OPEN, _S.WAITING})
# Seats in whose place another seat stands, or that nobody needs any more.
_GONE = frozenset({_S.HANDED, _S.ESCALATED, _S.SKIPPED})

Verdict = Literal["open", "done", "rejected"]


@dataclass(frozen=True)
class GroupProgress:
    """A group's verdict, how many agreed, and how many must."""

    verdict: Verdict
    done: int
    needed: int


def progress_of(group: Group, seats: Iterable[Any]) -> GroupProgress:
    """Where a group stands. seats: the current ones of the group."""
    held = list(seats)
    children: dict[int, list[Any]] = {}
    for seat in held:
        if seat.parent_id is not None and seat.part != _P.VOTE:
            children.setdefault(seat.parent_id, []).append(seat)
    votes = [seat for seat in held if seat.part == _P.VOTE]
    lifted = [seat for seat in votes if seat.origin == ApprovalSeat.Origin.ESCALATED and seat.state not in _GONE]
    plain = [seat for seat in votes if seat.origin != ApprovalSeat.Origin.ESCALATED]
    # A vote that was handed over lives on in the seat that it went to.
    counted = [seat for seat in plain if seat.state != _S.HANDED]
    needed = {"any": 1, "all": len(counted), "quorum": min(group.quorum, len(counted))}[group.mode]
    agreed = sum(_agrees(seat, children) for seat in counted)
    against = sum(_is_against(seat, children) for seat in counted)
    if any(_agrees(seat, children) for seat in lifted):
        return GroupProgress("done", max(agreed, needed), needed)
    if any(_is_against(seat, children) for seat in lifted):
        return GroupProgress("rejected", agreed, needed)
    if against and (group.mode != "quorum" or against > len(counted) - needed):
        return GroupProgress("rejected", agreed, needed)
    return GroupProgress("done" if counted and agreed >= needed else "open", agreed, needed)


def _agrees(seat: Any, children: dict[int, list[Any]]) -> bool:
    """Whether a seat has agreed, with everybody who was added after it."""
    after = (child for child in children.get(seat.pk, []) if child.part == _P.AFTER and child.state not in _GONE)
    return seat.state in AGREED and all(_agrees(child, children) for child in after)


def _is_against(seat: Any, children: dict[int, list[Any]]) -> bool:
    return seat.state == _S.REJECTED or any(_is_against(child, children) for child in children.get(seat.pk, []))


def may_open(seat: Any, seats: Iterable[Any]) -> bool:
    """Whether a waiting seat's turn has come: nobody added before it is still to sign, and who it follows has."""
    held = list(seats)
    by_key = {one.pk: one for one in held}
    before = [one for one in held if one.parent_id == seat.pk and one.part == _P.BEFORE and one.state not in _GONE]
    if any(one.state not in AGREED for one in before):
        return False
    parent = by_key.get(seat.parent_id)
    return seat.part != _P.AFTER or parent is None or parent.state in AGREED
