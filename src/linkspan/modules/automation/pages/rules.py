"""Rules of a place: read, written, tried out; and the log of what they did."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Body, Router

from linkspan.kernel.access.actor import Actor, elevated
from linkspan.kernel.entities.registry import find_organisation, find_project
from linkspan.kernel.entities.requests import told
from linkspan.kernel.errors import DomainError, Forbidden, NotFound
from linkspan.modules.automation import checking, reading, services, trying
from linkspan.modules.automation.models import Rule, Run
from linkspan.modules.automation.pages.headers import idempotency_key, version_asked
from linkspan.modules.automation.running import CONFIGURE

router = Router(tags=["rules"])
Anything = Annotated[dict[str, Any], Body(...)]


def _place(actor: Actor, project: Any) -> Any:
    """The project of a code, or the organisation; Forbidden where the actor may not set up rules there."""
    place = find_project(actor, str(project)) if project else find_organisation(actor)
    if not actor.may(CONFIGURE, place.scope_path):
        raise Forbidden(CONFIGURE)
    return place


def _rule(actor: Actor, key: int) -> Rule:
    """A rule that the actor may set up; NotFound otherwise."""
    with elevated():
        row = Rule.rows.select_related("owner").filter(pk=key).first() if 0 < key < 2**63 else None
    if row is None or not actor.may(CONFIGURE, row.scope_path):
        raise NotFound()
    return row


def _values(payload: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name not in {"project", "limit"}}


def _written(outcome: Any) -> dict[str, Any]:
    rule = None if outcome.is_replay else Rule.base_rows.select_related("owner").get(pk=outcome.result.pk)
    return {"rule": reading.rule_json(rule) if rule is not None else None, **told(outcome)}


@router.get("/automation/rules")
def read_rules(request: HttpRequest, project: str = "") -> dict[str, Any]:
    """The rules that hold at a place, and what an editor of rules chooses from."""
    actor = request.actor  # type: ignore[attr-defined]
    return reading.rules_at(actor, _place(actor, project))


@router.post("/automation/rules", response={201: Any})
def add_rule(request: HttpRequest, payload: Anything) -> Any:
    """A new rule; who saves it owns it."""
    actor = request.actor  # type: ignore[attr-defined]
    place = _place(actor, payload.get("project"))
    outcome = services.add_rule(actor, place, values=_values(payload), idempotency_key=idempotency_key(request))
    return 201, _written(outcome)


@router.patch("/automation/rules/{rule_id}")
def edit_rule(request: HttpRequest, rule_id: int, payload: Anything) -> dict[str, Any]:
    """Other settings of a rule; who saves it owns it from then on."""
    actor = request.actor  # type: ignore[attr-defined]
    rule, version = _rule(actor, rule_id), version_asked(request)
    return _written(services.edit_rule(actor, rule, values=_values(payload), expected_version=version))


@router.post("/automation/rules/{rule_id}/stop")
def stop_rule(request: HttpRequest, rule_id: int) -> dict[str, Any]:
    """Switch a rule off; its owner stays. It is switched on by saving it."""
    actor = request.actor  # type: ignore[attr-defined]
    return _written(services.stop_rule(actor, _rule(actor, rule_id), expected_version=version_asked(request)))


@router.delete("/automation/rules/{rule_id}")
def delete_rule(request: HttpRequest, rule_id: int) -> dict[str, Any]:
    """Delete a rule; what it did stays in the log."""
    actor = request.actor  # type: ignore[attr-defined]
    return told(services.delete_rule(actor, _rule(actor, rule_id), expected_version=version_asked(request)))


@router.post("/automation/check")
def check_expression(request: HttpRequest, payload: Anything) -> dict[str, Any]:
    """What is wrong with an expression of a rule, or what it gives for a record."""
    actor = request.actor  # type: ignore[attr-defined]
    text = payload.get("text")
    return checking.check_expression(
        actor,
        _place(actor, payload.get("project")),
        str(payload.get("entity")),
        text if isinstance(text, str) else "",
        str(payload.get("expects") or "any"),
    )


@router.post("/automation/try")
def try_rule(request: HttpRequest, payload: Anything) -> dict[str, Any]:
    """What a rule, saved or not, would do with the newest records; nothing of it stays."""
    actor = request.actor  # type: ignore[attr-defined]
    limit = payload.get("limit", 10)
    if type(limit) is not int or not 1 <= limit <= trying.MOST_TRIED:
        raise DomainError("limit", _("Try 1 to %(most)s records.") % {"most": trying.MOST_TRIED}, "limit")
    return trying.try_rule(actor, _place(actor, payload.get("project")), _values(payload), limit)


@router.get("/automation/runs")
def read_runs(
    request: HttpRequest, project: str = "", rule: int = 0, state: str = "", before: int = 0
) -> dict[str, Any]:
    """What the rules of a place did, newest first."""
    actor = request.actor  # type: ignore[attr-defined]
    place = _place(actor, project)
    if state and state not in Run.State.values:
        raise DomainError("state", _("Ask for done, failed, stopped or skipped."), "state")
    if not (0 <= rule < 2**63 and 0 <= before < 2**63):
        raise NotFound()
    return reading.runs_at(actor, place, rule=rule, state=state, before=before)
