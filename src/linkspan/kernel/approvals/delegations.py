"""Deputies: who signs in whose place now, and the verbs that begin and end it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor, HeldGrant, elevated
from linkspan.kernel.actions import NoUndo, Outcome, action, write
from linkspan.kernel.approvals.models import Approval, ApprovalSeat, Delegation
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.registry import find_entity
from linkspan.kernel.errors import DomainError, NotFound

TAKE_PART = "approval.take_part"  # held by whoever has a seat, asked, or gives a delegation; part of no role
LONGEST_CHAIN = 3
LONGEST_SPAN = dt.timedelta(days=366)


def take_part(actor: Actor, path: str) -> Actor:
    """The actor, entitled to the verbs of approvals at a path: the caller has checked the seat or the asking."""
    return replace(actor, grants=(*actor.grants, HeldGrant(path, frozenset({TAKE_PART}))))


def in_force(moment: dt.datetime) -> Q:
    """Delegations that hold at a moment."""
    return Q(starts_at__lte=moment, ends_at__gt=moment)


def deputy_of(owner_id: int, entity: str, may_sign: Callable[[int], bool]) -> int:
    """Who signs for a person now: the last of the chain of deputies who may; the person where there is none.

    A chain goes on while the deputy is away too, three steps at most, and never twice over the same person.
    """
    found, seen, at = owner_id, {owner_id}, owner_id
    for _step in range(LONGEST_CHAIN):
        deputy = _next(at, entity)
        if deputy is None or deputy in seen:
            break
        seen.add(deputy)
        at = deputy
        if may_sign(deputy):
            found = deputy
    return found


def _next(person_id: int, entity: str) -> int | None:
    """The deputy of one person; one for this entity goes before one for all."""
    rows = Delegation.base_rows.filter(in_force(clock.now()), giver=person_id, entity__in=["", entity])
    return rows.order_by("-entity", "-pk").values_list("deputy_id", flat=True).first()


# --- verbs ------------------------------------------------------------------------------------------------------


def delegate(actor: Actor, values: dict[str, Any], **guards: Any) -> Outcome:
    """Name a deputy for oneself."""
    giver = _person(actor.user_id or 0)
    own = replace(take_part(actor, giver.scope_path), grants=(HeldGrant(giver.scope_path, frozenset({TAKE_PART})),))
    if values["to"] == giver.pk:
        raise DomainError("person", _("Choose somebody else as your deputy."), "to")
    if not TARGETS["person"].rows(actor, None).filter(pk=values["to"]).exists():
        raise NotFound()
    return begin_delegation(
        own,
        giver,
        deputy=values["to"],
        starts_at=_moment(values["starts_at"], "starts_at"),
        ends_at=_moment(values["ends_at"], "ends_at"),
        entity=values["entity"],
        note=values["note"],
        **guards,
    )


def _person(key: int) -> Any:
    people: Any = get_user_model()
    found = people._base_manager.filter(pk=key, is_active=True).first()
    if found is None:
        raise NotFound()
    return found


def _moment(text: Any, name: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError(text)
        return moment.astimezone(dt.UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise DomainError("span", _("Choose a moment with its time zone."), name) from error


@action(
    TAKE_PART,
    phrase=gettext_noop("Named %(deputy)s as deputy for approvals"),
    undo=NoUndo(gettext_lazy("End the delegation instead.")),
    is_locking=False,  # no lock on the person: approvals in progress name it
)
def begin_delegation(
    actor: Actor,
    giver: Any,
    *,
    deputy: int,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    entity: str,
    note: str,
) -> int:
    """A deputy from a moment until another. What waits for the giver already goes to the deputy at once."""
    if not clock.now() < ends_at or not starts_at < ends_at <= starts_at + LONGEST_SPAN:
        raise DomainError("span", _("A delegation ends after it begins, later than now, within a year."), "ends_at")
    if entity:
        find_entity(entity)
    person = _person(deputy)
    _refuse_loop(giver.pk, deputy, starts_at, ends_at)
    overlapping = Delegation.base_rows.filter(
        giver=giver, entity=entity, starts_at__lt=ends_at, ends_at__gt=starts_at
    ).exists()
    if overlapping:
        raise DomainError("span", _("There is a deputy for this time already. End that delegation first."), "starts_at")
    row = write.create(
        Delegation(
            scope_path=giver.scope_path, giver=giver, deputy_id=deputy, starts_at=starts_at, ends_at=ends_at,
            entity=entity, note=" ".join(note.split())[:200],
        )
    )  # fmt: skip
    write.describe(deputy={"zh": person.name_in("zh-hans"), "en": person.name_in("en")})
    if starts_at <= clock.now():
        settle_for({giver.pk})
    return int(row.pk)


def _refuse_loop(giver: int, deputy: int, starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    """Nobody becomes the deputy of a deputy's deputy who stands for them at the same time."""
    reached = {deputy}
    for _step in range(LONGEST_CHAIN + 1):
        further = set(
            Delegation.base_rows.filter(giver__in=reached, starts_at__lt=ends_at, ends_at__gt=starts_at).values_list(
                "deputy_id", flat=True
            )
        )
        if giver in further:
            raise DomainError(
                "loop", _("The deputy has named you as deputy for that time. Choose another."), "to", status=409
            )
        reached |= further


def end_delegation(actor: Actor, key: int, **guards: Any) -> Outcome:
    """End one's own delegation now; NotFound for anybody else's."""
    with elevated():
        row = Delegation.rows.filter(pk=key, giver=actor.user_id).first() if 0 < key < 2**63 else None
    if row is None:
        raise NotFound()
    return finish_delegation(take_part(actor, row.scope_path), row, **guards)


@action(
    TAKE_PART,
    phrase=gettext_noop("Ended a delegation of approvals"),
    undo=NoUndo(gettext_lazy("Name the deputy again instead.")),
)
def finish_delegation(actor: Actor, delegation: Delegation) -> int:
    """What still waits for the deputy goes back. One that has not begun is taken away."""
    moment = clock.now()
    if delegation.ends_at <= moment:
        raise DomainError("approval_state", _("This delegation is over already."), status=409)
    giver = delegation.giver_id
    if delegation.starts_at >= moment:
        write.delete_many([delegation])
        return 0
    write.update(delegation, ends_at=moment)
    settle_for({giver})
    return int(delegation.pk)


def settle_for(people: set[int]) -> None:
    """Give open seats of these people to whoever signs for them now, inside a running action."""
    from linkspan.kernel.approvals.flow import Run

    theirs = Q(owner__in=people) | Q(person__in=people)
    seats = ApprovalSeat.rows.filter(theirs, state=ApprovalSeat.State.OPEN, is_current=True)
    keys = sorted(set(seats.values_list("approval_id", flat=True)))
    for approval in Approval.rows.select_for_update(of=("self",)).filter(pk__in=keys, state="running").order_by("pk"):
        Run.of(approval).reseat()
