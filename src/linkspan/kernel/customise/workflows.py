"""Workflows as data: from states and transitions that an administrator drew to what the kernel holds rows to."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from linkspan.kernel.customise.formulas import holds
from linkspan.kernel.customise.models import ConfiguredWorkflow
from linkspan.kernel.entities.configured import Flow, tone_of
from linkspan.kernel.entities.custom import in_two
from linkspan.kernel.entities.declaration import Transition, Workflow
from linkspan.kernel.entities.registry import declared_entity
from linkspan.kernel.entities.specs import Option


def plain_flow(workflow: Workflow | None) -> Flow:
    """What an own entity has before anybody drew its workflow: open and done, both ways."""
    field = workflow.field if workflow is not None else "status"
    options = (Option("open", _("open"), None), Option("done", _("done"), "green"))
    steps = (
        Transition(("open",), "done", _("done")),
        Transition(("done",), "open", _("reopen")),
    )
    return Flow("/", None, Workflow(field, steps, ()), options)


def flow_from(row: ConfiguredWorkflow, project: str | None, field: str) -> Flow:
    """The workflow of a row of the configuration."""
    options = tuple(
        Option(str(s["value"]), in_two(s.get("label_zh", ""), s.get("label_en", "")), tone_of(s.get("tone")))
        for s in row.states
    )
    closed = tuple(str(s["value"]) for s in row.states if s.get("is_closed"))
    steps = tuple(_transition(row.entity, step) for step in row.transitions)
    return Flow(row.scope_path, project, Workflow(field, steps, closed), options)


def declared_steps(entity: str, target: str) -> list[Transition]:
    """The steps into a state that the program declares."""
    known = declared_entity(entity)
    workflow = known.entity.workflow if known is not None else None
    return [t for t in workflow.transitions if t.target == target] if workflow is not None else []


def _transition(entity: str, step: Mapping[str, Any]) -> Transition:
    sources, target = tuple(step.get("sources") or ()), str(step["target"])
    # Right and condition that the program itself demands for a state stay, wherever a step to it begins: an editor adds
    # to them and takes none away.
    declared = declared_steps(entity, target)
    nearest = sorted(declared, key=lambda t: not set(t.sources) & set(sources))
    guard_text = str(step.get("guard") or "")
    refusal = in_two(step.get("refusal_zh", ""), step.get("refusal_en", ""))
    return Transition(
        sources,
        target,
        in_two(step.get("label_zh", ""), step.get("label_en", "")),
        tuple(step.get("requires") or ()),
        next((t.verb for t in nearest if t.verb), str(step.get("verb") or "")),
        next((t.guard for t in nearest if t.guard), None),
        holds(entity, guard_text, refusal) if guard_text else None,
    )
