"""Rules of the demo: who hears of a risk that has struck, and of a payment that comes due."""

from collections.abc import Mapping
from typing import Any

from linkspan.kernel.access.actor import acting_as
from linkspan.kernel.access.loading import actor_for
from linkspan.modules.automation.api import add_rule
from linkspan.modules.identity.api import User

STRUCK = {
    "entity": "risk",
    "label_zh": "风险发生：通知并登记变更",
    "label_en": "Risk has struck: tell, and open a change",
    "trigger": {"kind": "state", "states": ["occurred"]},
    "condition": "probability * impact >= 9",
    "actions": [
        {
            "type": "message",
            "to": [{"kind": "field", "field": "owner"}, {"kind": "role", "role": "manager"}],
            "text_zh": "风险“{title}”已发生，已登记变更申请。应对措施：{plan}",
            "text_en": "The risk “{title}” has struck; a change request was opened. Response: {plan}",
        },
        {
            "type": "create",
            "entity": "change_request",
            "values": {"title": {"formula": '"风险应对：" & title'}},
            "link": "mitigates",
        },
    ],
    "is_on": True,
}
DUE = {
    "entity": "payment_term",
    "label_zh": "付款到期前两周提醒商务",
    "label_en": "Two weeks before a payment: tell the commercial people",
    "trigger": {"kind": "date", "field": "planned_on", "days": -14, "at": "08:00"},
    "condition": 'status <> "paid"',
    "actions": [
        {
            "type": "message",
            "to": [{"kind": "role", "role": "finance"}],
            "text_zh": "付款节点“{name}”计划于 {planned_on} 付款，请核对交付物。",
            "text_en": "The payment “{name}” is planned for {planned_on}. Please check what it depends on.",
        }
    ],
    "is_on": True,
}


def load_rules(project: Any, people: Mapping[str, User]) -> None:
    """Two rules of the project, owned by its manager."""
    actor = actor_for(people["suyu"])
    with acting_as(actor):
        for values in (STRUCK, DUE):
            add_rule(actor, project, values=values)
