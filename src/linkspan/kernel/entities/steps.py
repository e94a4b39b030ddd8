"""The workflow of an entity: which step a row may take, what a step needs, and what a closed row refuses."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.entities.declaration import Transition, Verb, Workflow
from linkspan.kernel.entities.registry import Known
from linkspan.kernel.errors import DomainError, Forbidden


def first_state(known: Known, actor: Actor, row: Any, values: Mapping[str, Any]) -> None:
    """A new row begins in the first state, or, as an import brings it, in a state whose rights the actor holds."""
    workflow = known.workflow_at(row.scope_path)
    assert workflow is not None
    states = [option.value for option in known.states_at(row.scope_path)]
    if workflow.field not in values:
        setattr(row, workflow.field, states[0])
        return
    if values[workflow.field] not in states:
        raise _no_such_state(known, row, values[workflow.field])
    for transition in workflow.transitions:
        if transition.target == values[workflow.field]:
            reason = refusal(known, actor, row, transition, values)
            if reason is not None:
                raise reason


def check_step(known: Known, actor: Actor, row: Any, values: Mapping[str, Any]) -> None:
    """Refuse an edit that the workflow does not allow. values: by column attribute."""
    workflow = known.workflow_at(row.scope_path)
    if workflow is None:
        return
    now = getattr(row, workflow.field)
    wanted = values.get(workflow.field, now)
    if wanted == now:
        if now in workflow.closed and any(
            getattr(row, name) != value for name, value in values.items() if hasattr(row, name)
        ):
            raise DomainError(
                "closed",
                _("In the state “%(state)s” nothing can be changed. Reopen it first.")
                % {"state": state_label(known, now)},
                status=409,
            )
        return
    transition = find_transition(workflow, now, wanted)
    if transition is None:
        raise DomainError(
            "transition",
            _("There is no step from “%(now)s” to “%(wanted)s”. Possible: %(known)s.")
            % {
                "now": state_label(known, now),
                "wanted": state_label(known, wanted),
                "known": ", ".join(str(state_label(known, t.target)) for t in steps_from(workflow, now)) or "—",
            },
            workflow.field,
            status=409,
        )
    reason = refusal(known, actor, row, transition, values)
    if reason is not None:
        raise reason


def _no_such_state(known: Known, row: Any, state: str) -> DomainError:
    shown = ", ".join(str(option.label) for option in known.states_at(row.scope_path))
    return DomainError(
        "state_unknown",
        _("The state “%(state)s” does not exist here. Possible: %(known)s.")
        % {"state": state_label(known, state), "known": shown},
        known.entity.workflow.field if known.entity.workflow else None,
    )


def steps_from(workflow: Workflow | None, state: str) -> list[Transition]:
    """The transitions out of a state."""
    return [t for t in workflow.transitions if state in t.sources] if workflow else []


def find_transition(workflow: Workflow | None, now: str, wanted: str) -> Transition | None:
    """The transition between two states, if there is one."""
    return next((t for t in steps_from(workflow, now) if t.target == wanted), None)


def refusal(
    known: Known, actor: Actor, row: Any, transition: Transition, values: Mapping[str, Any]
) -> DomainError | None:
    """Why the row may not take the step now; None where it may."""
    if transition.verb and not actor.may(transition.verb, row.scope_path):
        return Forbidden(transition.verb)
    for name in transition.requires:
        spec = known.fields.get(name)
        if spec is None or not spec.exists_at(row.scope_path):
            continue  # a field that was retired since
        if values.get(spec.attribute, getattr(row, spec.attribute)) in (None, "", []):
            return DomainError(
                "required", _("For this step “%(label)s” must be filled in.") % {"label": spec.label}, name
            )
    reason = transition.guard(actor, row) if transition.guard else None
    reason = transition.test(row, values) if transition.test and not reason else reason
    assert known.entity.workflow is not None
    return DomainError("guard", reason, known.entity.workflow.field, status=409) if reason else None


def state_refusal(known: Known, verb: Verb, row: Any) -> DomainError | None:
    """Why an action is not offered in the row's state; None where it is."""
    workflow = known.entity.workflow
    if workflow is None or not verb.states or getattr(row, workflow.field) in verb.states:
        return None
    shown = ", ".join(str(state_label(known, state)) for state in verb.states)
    return DomainError("state", _("Only possible in the state %(states)s.") % {"states": shown}, status=409)


def state_label(known: Known, state: str) -> Any:
    """The word of a state."""
    workflow = known.entity.workflow
    options = known.fields[workflow.field].options if workflow else ()
    return next((option.label for option in options if option.value == state), state)
