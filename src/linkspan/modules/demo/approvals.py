"""Approvals of the demo: payments signed by threshold, a countersigned contract, and a deputy.

The second payment of the payment provider was accepted on 2 July and not invoiced since: it waits for a signature.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from linkspan.kernel import clock
from linkspan.kernel.access.actor import SYSTEM, acting_as
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.approvals.asking import start_of
from linkspan.kernel.approvals.deciding import approve
from linkspan.kernel.approvals.delegations import begin_delegation, take_part
from linkspan.kernel.approvals.models import Approval
from linkspan.kernel.approvals.routes import create_route
from linkspan.kernel.entities.registry import find_entity
from linkspan.modules.identity.api import User

_ROLE = "role"
_DEPUTY_FROM, _DEPUTY_UNTIL = dt.timedelta(days=1), dt.timedelta(days=30)


def _group(mode: str, *roles: str, title: str = "", title_en: str = "") -> dict[str, Any]:
    people = [{"kind": _ROLE, "code": role} for role in roles]
    return {"title": title, "title_en": title_en, "mode": mode, "people": people}


PAYMENT = {
    "name": "付款审批",
    "name_en": "Payment",
    "note": "20 万元以上由项目总监审批",
    "definition": {
        "condition": "",
        "stages": [
            {
                "title": "项目经理",
                "title_en": "Project manager",
                "hours": 16,
                "on_timeout": {"do": "remind"},
                "groups": [_group("any", "manager")],
            },
            {
                "title": "项目总监",
                "title_en": "Project director",
                "condition": "amount >= 200000",
                "hours": 24,
                "on_timeout": {"do": "remind"},
                "groups": [_group("any", "director")],
            },
        ],
        "settings": {"editable_fields": ["planned_on", "documents"]},
    },
}
CONTRACT = {
    "name": "合同会签",
    "name_en": "Contract countersign",
    "note": "",
    "definition": {
        "condition": "",
        "stages": [
            {
                "title": "会签",
                "title_en": "Countersign",
                "hours": 24,
                "on_timeout": {"do": "remind"},
                "groups": [
                    _group("any", "finance", title="商务", title_en="Commercial"),
                    _group("any", "manager", title="项目", title_en="Project"),
                ],
            }
        ],
        "settings": {},
    },
}


def load_approvals(organisation: Any, project: Any, people: Mapping[str, User]) -> None:
    """Two routes, a payment that waits for the project manager, a contract that is signed, the director's deputy."""
    create_route(SYSTEM, organisation, entity="contract", to="", values=CONTRACT)
    create_route(SYSTEM, project, entity="payment_term", to="invoiced", values=PAYMENT)
    _ask(people["qiyue"], project, "payment_term", "V5-2", "invoiced", "移动支付已于 7 月 2 日初验，申请开票付款。")
    contract = _ask(people["chengyuan"], project, "contract", "C02", "", "自助机补充协议，请会签。")
    _sign(people["suyu"], contract, "与 CR-006 一致。")
    _sign(people["qiyue"], contract, "金额与税率已核对。")
    begin_delegation(
        take_part(SYSTEM, people["chengyuan"].scope_path),
        people["chengyuan"],
        deputy=people["suyu"].pk,
        starts_at=clock.now() + _DEPUTY_FROM,
        ends_at=clock.now() + _DEPUTY_UNTIL,
        entity="change_request",
        note="出差期间",
    )


def _ask(person: User, project: Any, *what: str) -> int:
    entity, code, to, note = what
    known, actor = find_entity(entity), actor_for(person)
    with acting_as(actor):
        row = known.model._base_manager.get(project=project, code=code)
        return int(start_of(known)(actor, row, to=to, note=note, choices={}).result)


def _sign(person: User, key: int, comment: str) -> None:
    actor = actor_for(person)
    with acting_as(actor):
        approval = Approval.base_rows.get(pk=key)
        approve(take_part(actor, approval.scope_path), approval, comment=comment)
