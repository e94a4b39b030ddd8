"""How the rows of rules_table are asked."""

from typing import Any

from records_calls import Headed

from linkspan.kernel import clock
from linkspan.kernel.access.actor import acting_as
from linkspan.kernel.entities.configured import refresh
from linkspan.modules.automation import services
from linkspan.modules.automation.models import Run
from world import CANARY, World

Call = tuple[str, Any]
HOME = "/api/automation"


def rule_of(word: str, **more: Any) -> dict[str, Any]:
    """A rule whose texts hold the word."""
    return {
        "entity": "risk",
        "label_zh": word,
        "label_en": word,
        "trigger": {"kind": "changed", "fields": ["impact"]},
        "condition": "impact > 3",
        "actions": [{"type": "set", "values": {"tags": {"value": [word]}}}],
        **more,
    }


def add_rules(world: World, code: str, boss: str) -> dict[str, Any]:
    """A rule of the project's manager, off, and a line of its log at a record that is gone."""
    project, word = (world.a, "own") if code == "ALPHA" else (world.b, CANARY)
    refresh()
    actor = world.actor(boss)
    with acting_as(actor):
        rule = services.add_rule(actor, project, values=rule_of(word)).result
    refresh()
    Run.objects.create(
        rule_id=rule.pk, scope_path=project.scope_path, label_zh=word, label_en=word, owner_name=word, entity="risk",
        record_id=10**6 + rule.pk, key="e1", state=Run.State.FAILED, error=word, error_code="value", at=clock.now(),
    )  # fmt: skip
    return {"rule": rule.pk}


def rule_bodies(code: str, made: dict[str, Any]) -> dict[tuple[str, str, str], Call]:
    """Path below /api and body of every row."""
    home, one = "/automation", f"/automation/rules/{made['rule']}"
    whole, here = rule_of("neu"), {**rule_of("neu"), "project": code}
    asked = {"entity": "risk", "project": code, "text": "{before.impact} > 1", "expects": "boolean"}
    return {
        ("GET", f"{HOME}/rules", "of a project"): (f"{home}/rules?project={code}", None),
        ("GET", f"{HOME}/rules", ""): (f"{home}/rules", None),
        ("POST", f"{HOME}/rules", "of a project"): (f"{home}/rules", here),
        ("POST", f"{HOME}/rules", ""): (f"{home}/rules", whole),
        ("PATCH", f"{HOME}/rules/{{rule_id}}", ""): (one, Headed({"label_en": "new"})),
        ("POST", f"{HOME}/rules/{{rule_id}}/stop", ""): (f"{one}/stop", Headed(None)),
        ("DELETE", f"{HOME}/rules/{{rule_id}}", ""): (one, Headed(None)),
        ("POST", f"{HOME}/check", ""): (f"{home}/check", asked),
        ("POST", f"{HOME}/try", "of a project"): (f"{home}/try", here),
        ("POST", f"{HOME}/try", ""): (f"{home}/try", whole),
        ("GET", f"{HOME}/runs", "of a project"): (f"{home}/runs?project={code}", None),
        ("GET", f"{HOME}/runs", ""): (f"{home}/runs", None),
    }  # fmt: skip
