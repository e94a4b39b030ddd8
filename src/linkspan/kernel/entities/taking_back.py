"""What an undo of records needs beyond the right of the action that it takes back."""

from typing import Any

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions import check
from linkspan.kernel.actions.models import ActionLog, ChangeRow
from linkspan.kernel.actions.undo import changes_of, guard_undo, row_of
from linkspan.kernel.entities.discussion import WRITE
from linkspan.kernel.entities.models import Attachment, Comment, SavedView, Watch
from linkspan.kernel.entities.registry import Known, entity_of
from linkspan.kernel.entities.steps import find_transition, refusal
from linkspan.kernel.entities.views import SHARE
from linkspan.kernel.errors import Forbidden

# What belongs to one person, and the column that names it.
_OWNERS = {Comment: "author_id", Attachment: "author_id", Watch: "user_id", SavedView: "owner_id"}
_OWNERS_BY_LABEL = {model._meta.label: column for model, column in _OWNERS.items()}


@guard_undo
def refuse_foreign_words(actor: Actor, log: ActionLog) -> None:
    """Comments, files, watching and views that one person wrote are taken back by that person alone."""
    if actor.is_system:
        return
    for change in changes_of(log):
        if change.model not in _OWNERS_BY_LABEL:
            continue
        if log.actor_id != actor.user_id:
            raise Forbidden(SHARE if change.model == SavedView._meta.label else WRITE)
        if change.model == SavedView._meta.label:
            _refuse_shared(actor, log, change)


def _refuse_shared(actor: Actor, log: ActionLog, change: ChangeRow) -> None:
    """What others see is changed by who may share views now, whoever changed it first."""
    present = row_of(change.model, change.object_id)
    sides = [side["sharing"] for side in (change.before, change.after) if side and "sharing" in side]
    sides += [present.sharing] if present is not None else []
    if any(sharing != SavedView.Sharing.PERSONAL for sharing in sides) and not actor.may(SHARE, log.scope_path):
        raise Forbidden(SHARE)


@guard_undo
def refuse_steps_without_right(actor: Actor, log: ActionLog) -> None:
    """A change of a row needs the right to edit it, and a step of its workflow the right of that step, both ways."""
    if actor.is_system:
        return
    for change in changes_of(log):
        known = entity_of(change.model) if change.kind != ChangeRow.DELETED else None
        row = row_of(change.model, change.object_id) if known else None
        if known is not None and row is not None:
            # An action in bulk asks for no more than the right to view, so the kind of change decides.
            check(actor, known.verb("create" if change.kind == ChangeRow.CREATED else "edit"), row)
            _check_step_back(known, actor, row, change)


def _check_step_back(known: Known, actor: Actor, row: Any, change: ChangeRow) -> None:
    workflow = known.workflow_at(row.scope_path)
    before, after = change.before or {}, change.after or {}
    if workflow is None or workflow.field not in before:
        return
    taken = find_transition(workflow, before[workflow.field], after[workflow.field])
    if taken is not None and taken.verb and not actor.may(taken.verb, row.scope_path):
        raise Forbidden(taken.verb)
    # A redo takes the step forward again: who may not take it by hand may not take it so.
    again = find_transition(workflow, after[workflow.field], before[workflow.field])
    reason = refusal(known, actor, row, again, before) if again is not None else None
    if reason is not None:
        raise reason
