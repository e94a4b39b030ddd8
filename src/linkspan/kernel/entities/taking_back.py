"""What an undo of records needs beyond the right of the action that it takes back."""

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions import check
from linkspan.kernel.actions.models import ActionLog, ChangeRow
from linkspan.kernel.actions.undo import guard_undo
from linkspan.kernel.entities.models import Attachment, Comment, SavedView, Watch
from linkspan.kernel.entities.registry import Known, entity_of
from linkspan.kernel.entities.steps import find_transition, refusal
from linkspan.kernel.errors import Forbidden

# What belongs to one person, and the column that names it.
_OWNERS = {Comment: "author_id", Attachment: "author_id", Watch: "user_id", SavedView: "owner_id"}
_OWNERS_BY_LABEL = {model._meta.label: column for model, column in _OWNERS.items()}


@guard_undo
def refuse_foreign_words(actor: Actor, log: ActionLog) -> None:
    """Comments, files, watching and views that one person wrote are taken back by that person alone."""
    if actor.is_system or log.actor_id == actor.user_id:
        return
    for change in log.changes.filter(model__in=_OWNERS_BY_LABEL):
        raise Forbidden(_verb_of(change))


def _verb_of(change: ChangeRow) -> str:
    return "view.share" if change.model == SavedView._meta.label else "discussion.write"


@guard_undo
def refuse_steps_without_right(actor: Actor, log: ActionLog) -> None:
    """A change of a row needs the right to edit it, and a step of its workflow the right of that step, both ways."""
    if actor.is_system:
        return
    for change in log.changes.exclude(kind=ChangeRow.DELETED):
        known = entity_of(change.model)
        row = known.model._base_manager.filter(pk=change.object_id).first() if known else None
        if known is not None and row is not None:
            # An action in bulk asks for no more than the right to view, so the kind of change decides.
            check(actor, known.verb("create" if change.kind == ChangeRow.CREATED else "edit"), row)
            _check_step_back(known, actor, row, change)


def _check_step_back(known: Known, actor: Actor, row: object, change: ChangeRow) -> None:
    workflow = known.entity.workflow
    before, after = change.before or {}, change.after or {}
    if workflow is None or workflow.field not in before:
        return
    taken = find_transition(known, before[workflow.field], after[workflow.field])
    if taken is not None and taken.verb and not actor.may(taken.verb, row.scope_path):  # type: ignore[attr-defined]
        raise Forbidden(taken.verb)
    # A redo takes the step forward again: who may not take it by hand may not take it so.
    again = find_transition(known, after[workflow.field], before[workflow.field])
    reason = refusal(known, actor, row, again, before) if again is not None else None
    if reason is not None:
        raise reason
