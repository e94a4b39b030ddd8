"""What running approvals forbid: changes of a record that is being signed, and steps that need a signature.

One reaction looks at everything that an action wrote, whichever it was: edit, bulk, import, an entity's own action,
restore, undo, redo. So no way of writing can go round it.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from linkspan.kernel.access.places import paths_to
from linkspan.kernel.actions import Change, Work, after_writes
from linkspan.kernel.actions.models import ChangeRow
from linkspan.kernel.approvals.definition import shown
from linkspan.kernel.approvals.models import Approval, ApprovalRoute
from linkspan.kernel.approvals.people import name_of
from linkspan.kernel.approvals.routing import first_that_holds
from linkspan.kernel.entities.configured import OWN_STORES
from linkspan.kernel.entities.models import Attachment
from linkspan.kernel.entities.registry import Known, entities, entity_of
from linkspan.kernel.entities.specs import on_page
from linkspan.kernel.entities.steps import state_label
from linkspan.kernel.errors import DomainError

_CHUNK = 500


def connect() -> None:
    """Look at every write of every entity, and at the attachments of records."""
    labels = [known.model._meta.label for known in entities()] + [*OWN_STORES]
    after_writes("approvals", *labels, Attachment._meta.label)(refuse_frozen)


def refuse_frozen(work: Work) -> None:
    """Refuse an action that changed what is under approval, or took a step that needs one."""
    written = [(known, change) for change in work.changes if (known := entity_of(type(change.instance))) is not None]
    _refuse_changes(work, written)
    _refuse_steps(work, written)


# --- frozen records -------------------------------------------------------------------------------------------------


def _refuse_changes(work: Work, written: list[tuple[Known, Change]]) -> None:
    touched: dict[str, dict[int, set[str] | None]] = {}
    for known, change in written:
        if change.kind == ChangeRow.CREATED:
            continue
        names = None if change.kind == ChangeRow.DELETED else fields_in(known, change)
        _add(touched.setdefault(known.name, {}), change.instance.pk, names)
    for change in work.changes:
        if isinstance(change.instance, Attachment) and change.kind == ChangeRow.DELETED:
            _add(touched.setdefault(change.instance.entity, {}), change.instance.object_id, None)
    for approval in _running(touched):
        names = touched[approval.entity][approval.object_id]
        allowed = set(approval.route_version.definition["settings"]["editable_fields"])
        if names is None or names - allowed:
            raise frozen(approval)


def _add(rows: dict[int, set[str] | None], key: int, names: set[str] | None) -> None:
    held = rows.get(key, set())
    rows[key] = None if names is None or held is None else held | names


def _running(touched: dict[str, dict[int, set[str] | None]]) -> Iterable[Approval]:
    """Running approvals of the rows; one statement for each five hundred rows of a kind, usually one."""
    for entity, rows in touched.items():
        keys = list(rows)
        for at in range(0, len(keys), _CHUNK):
            yield from Approval.base_rows.filter(
                entity=entity, object_id__in=keys[at : at + _CHUNK], state=Approval.State.RUNNING
            ).select_related("route_version__route", "requester")


def fields_in(known: Known, change: Change) -> set[str]:
    """Names of the fields that a change wrote."""
    names = {spec.attribute: name for name, spec in known.fields.items()}
    return {names.get(column, column.removesuffix("_en")) for column in change.after or {}}


def frozen(approval: Approval) -> DomainError:
    """Why a record under approval refuses a change."""
    return DomainError("under_approval", frozen_sentence(approval), status=409, current={"approval": approval.pk})


def frozen_sentence(approval: Approval) -> str:
    """The refusal as a sentence with its remedy."""
    route = approval.route_version.route
    return _("Under approval “%(route)s”, asked by %(who)s. It can be changed once that is decided or withdrawn.") % {
        "route": shown(route.name, route.name_en),
        "who": name_of(approval.requester),
    }


# --- steps that need a signature ------------------------------------------------------------------------------------


def _refuse_steps(work: Work, written: list[tuple[Known, Change]]) -> None:
    taken: dict[tuple[str, str], list[tuple[Known, Any]]] = {}
    for known, change in written:
        state = _entered(known, change)
        if state:
            taken.setdefault((known.name, state), []).append((known, change.instance))
    if not taken:
        return
    signed = {
        (c.instance.entity, c.instance.object_id, c.instance.target)
        for c in work.changes
        if isinstance(c.instance, Approval) and c.instance.is_applied
    }
    routes = gating(taken)
    for (entity, state), rows in taken.items():
        for known, row in rows:
            if (entity, row.pk, state) in signed:
                continue
            route = route_among(routes, known, row, state)
            if route is not None:
                raise DomainError(
                    "approval_needed",
                    _("The step to “%(state)s” needs an approval (“%(route)s”). Ask for it on the record's page.")
                    % {"state": on_page(state_label(known, state)), "route": shown(route.name, route.name_en)},
                    _field(known, row),
                    status=409,
                )


def _field(known: Known, row: Any) -> str | None:
    workflow = known.workflow_at(row.scope_path)
    return workflow.field if workflow else None


def _entered(known: Known, change: Change) -> str:
    """The state into which a change brought a record; empty where it did not."""
    row: Any = change.instance
    workflow = known.workflow_at(row.scope_path)
    if workflow is None or change.kind == ChangeRow.DELETED:
        return ""
    after = (change.after or {}).get(workflow.field)
    if change.kind == ChangeRow.CREATED:
        first = known.states_at(row.scope_path)[0].value
        return "" if after in (None, first) else str(after)
    return "" if after is None or after == (change.before or {}).get(workflow.field) else str(after)


def gating(taken: Iterable[tuple[str, str]]) -> list[ApprovalRoute]:
    """Active routes of these steps, wherever they stand; one statement."""
    either = Q(pk__in=[])
    for entity, state in taken:
        either |= Q(entity=entity, target=state)
    return list(ApprovalRoute.base_rows.filter(either, is_active=True).order_by("order", "pk"))


def route_among(routes: Iterable[ApprovalRoute], known: Known, row: Any, state: str) -> ApprovalRoute | None:
    """The route that holds for a record's step: the nearest place first, then the order; its condition must be true."""
    paths = paths_to(row.scope_path)
    fitting = [r for r in routes if r.entity == known.name and r.target == state and r.scope_path in paths]
    return first_that_holds(fitting, known, row)
