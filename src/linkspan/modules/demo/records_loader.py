"""Writes the records of the demo project: systems, interfaces, money, risks, changes, and what ties them together."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import override

from linkspan.kernel.access.actor import SYSTEM, Actor, acting_as
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.entities.discussion import add_comment
from linkspan.kernel.entities.linking import link_rows
from linkspan.kernel.entities.registry import find_entity
from linkspan.kernel.entities.views import save_view
from linkspan.kernel.entities.writing import writer_of
from linkspan.modules.demo import english
from linkspan.modules.demo.changes import CHANGES, Change
from linkspan.modules.demo.landscape import ENDPOINTS, INTERFACES, SYSTEMS, Interface, System
from linkspan.modules.demo.money import CONTRACTS, PAYMENTS, Contract, Payment
from linkspan.modules.demo.organisation import CUSTOMER, PARTIES
from linkspan.modules.demo.records import Name
from linkspan.modules.demo.risks import RISKS, Risk
from linkspan.modules.demo.spine import REMARKS, TIES, VIEWS
from linkspan.modules.identity.api import Party, User
from linkspan.modules.portfolio.api import Project
from linkspan.modules.risk.api import check_risk

_MANAGER = "suyu"
_FEN = 100
_MENTION = re.compile(r"@([a-z]+)|#([a-z_]+:[A-Z0-9-]+)")
_PATTERNS = {"MQ/HL7": "hl7", "CDA": "hl7", "URL/API": "api"}
# The platform collects what all systems log.
_EVERYBODY, _COLLECTOR = "*", "ESB"
# Interfaces that carry names, diagnoses or payments of patients; those that leave the hospital's network.
_PERSONAL = frozenset({*range(1, 3), *range(7, 13), *range(15, 20), *range(21, 40)})
_ACROSS_ZONES = frozenset({*range(21, 28), 28, 29, 31, 36, 45})
_DAILY = {1: 2_600, 7: 6_100, 8: 9_800, 9: 1_900, 10: 11_200, 15: 7_400, 17: 7_300, 18: 160, 23: 9_100, 28: 8_700}
_VERSIONS = {15: "1.2.0", 16: "1.2.0", 17: "1.2.0", 18: "1.2.0", 28: "1.1"}
_UNWRITTEN = frozenset({"identified", "draft"})
_DEBUG_FROM = {"joint_debug": "2026-07-06", "frozen": "2026-09-14", "development": "2026-07-27", "review": "2026-07-27"}
_ENGINEERS = ((15, "jiangfan"), (21, "dingning"), (32, "fangyuan"), (40, "jiangfan"), (100, "luchuan"))
_VENDOR_LEADS = {
    "V1": "weidong",
    "V2": "yaolei",
    "V3": "zhongshan",
    "V4": "wenliang",
    "V5": "mengkai",
    "V6": "zhangping",
}
_LIVE_ALREADY = frozenset({"APP", "SSO", "YB", "GOV"})
_BEING_BUILT = frozenset({"PACS", "EMR", "NIS", "DP"})
_MOST_CRITICAL = frozenset({"ESB", "MPI", "HIS", "YB", "PAY"})
_CONTACTS = {party.code: party.contact for party in PARTIES if party.code != CUSTOMER}
# Where the work on one system is not as good as its firm's other work: 1 to 5, and why, in both languages.
_COOPERATION: dict[str, tuple[int | None, str]] = {
    "LIS": (2, "联调前须书面确认规格版本。 Have the specification's version confirmed in writing first."),
    "PACS": (3, "排期常改，提前三天再确认。 Dates move often: ask again three days ahead."),
    "NIS": (5, ""),
}


class RecordsLoader:
    """Rows of the project's entities by `entity:code`. tasks: keys by WBS code."""

    def __init__(
        self,
        project: Project,
        *,
        parties: Mapping[str, Party],
        people: Mapping[str, User],
        tasks: Mapping[str, int],
    ) -> None:
        self._project, self._parties, self._people, self._tasks = project, parties, people, tasks
        self._keys = {f"task:{code}": key for code, key in tasks.items()}
        self._rows: dict[str, Any] = {}

    def load(self) -> None:
        """Everything, in the order in which it hangs together; dates and names as in the story."""
        with override("zh-hans"):
            self._insert("system", SYSTEMS, self._system)
            self._insert("interface", INTERFACES, self._interface)
            self._insert("contract", CONTRACTS, self._contract)
            self._insert("payment_term", PAYMENTS, self._payment)
            self._insert("change_request", CHANGES, self._change)
            self._insert("risk", RISKS, self._risk)
            self._tie()
            self._check_risks()
            self._discuss()
            self._save_views()

    def _insert(self, entity: str, records: Any, values: Callable[[Any], dict[str, Any]]) -> None:
        new = [{name: value for name, value in values(record).items() if value not in ("", None)} for record in records]
        rows = writer_of(find_entity(entity)).merge_rows(SYSTEM, self._project, new=new, changed=[]).result
        for record, row in zip(records, rows, strict=True):
            self._rows[f"{entity}:{record.code}"] = row
            self._keys[f"{entity}:{record.code}"] = row.pk

    def _system(self, system: System) -> dict[str, Any]:
        vendor = _VENDOR_LEADS.get(system.party)
        status = "live" if system.code in _LIVE_ALREADY else "building" if system.code in _BEING_BUILT else "connecting"
        return {
            "code": system.code,
            **_named("name", system.name),
            "party": self._party(system.party),
            "criticality": 4 if system.code in _MOST_CRITICAL else 3 if status == "connecting" else 2,
            "status": "planned" if system.code == "HRP" else status,
            "owner": self._person(vendor or "luchuan"),
            "backup": self._person("zhangxu" if system.code == "ESB" else ""),
            **self._firm(system),
        }

    def _firm(self, system: System) -> dict[str, Any]:
        """Whom one talks to at the system's firm, and what one thinks of it."""
        contact = _CONTACTS.get(system.party)
        if contact is None:
            return {}
        cooperation, remark = _COOPERATION.get(system.code, (contact.assessment, ""))
        return {
            "contact": contact.person,
            "contact_phone": contact.phone,
            "cooperation": cooperation,
            "remark": remark,
        }

    def _interface(self, interface: Interface) -> dict[str, Any]:
        number = int(interface.code.removeprefix("IF-"))
        provider = _COLLECTOR if interface.provider == _EVERYBODY else interface.provider
        party = next(s.party for s in SYSTEMS if s.code == provider)
        status = "development" if interface.state == "frozen" and interface.stage == "S1" else interface.state
        consumers = [s.code for s in SYSTEMS] if _EVERYBODY in interface.consumers else interface.consumers
        devices = [ENDPOINTS[code].zh for code in consumers if code in ENDPOINTS]
        return {
            "code": interface.code,
            **_named("name", interface.name),
            "provider": self._keys[f"system:{provider}"],
            "consumers": [self._keys[f"system:{c}"] for c in consumers if c != provider and c not in ENDPOINTS],
            "pattern": _PATTERNS.get(interface.pattern, interface.pattern.lower()),
            "stage": interface.stage.lower(),
            "status": status,
            "data_class": "personal" if number in _PERSONAL else "general",
            "crosses_zones": number in _ACROSS_ZONES,
            "daily_volume": _DAILY.get(number),
            "owner": self._person(next(who for below, who in _ENGINEERS if number < below)),
            "provider_owner": self._person(_VENDOR_LEADS.get(party, "")),
            "debug_from": _DEBUG_FROM.get(status, ""),
            "specification": "" if status in _UNWRITTEN else _VERSIONS.get(number, "1.0"),
            "notes": f"消费方：{'、'.join(devices)}" if devices else "",
        }

    def _contract(self, contract: Contract) -> dict[str, Any]:
        return {
            "code": contract.code,
            **_named("name", contract.name),
            "direction": contract.direction,
            "party": self._party(contract.party),
            "amount": contract.amount * _FEN,
            "signed_on": contract.signed,
            "warranty_months": contract.warranty_months,
        }

    def _payment(self, payment: Payment) -> dict[str, Any]:
        contract = next(c for c in CONTRACTS if c.code == payment.contract)
        return {
            "code": payment.code,
            **_named("name", payment.name),
            "contract": self._keys[f"contract:{payment.contract}"],
            "share": payment.tenths / 10,
            "amount": contract.amount * _FEN * payment.tenths // 10,
            "trigger": payment.trigger,
            "gate": self._tasks.get(payment.gate),
            "days_after": payment.days_after,
            "planned_on": payment.planned,
            "paid_on": payment.paid,
            "documents": list(payment.documents),
            "status": payment.status,
        }

    def _change(self, change: Change) -> dict[str, Any]:
        reason, impact = english.CHANGES.get(change.code, ("", ""))
        return {
            "code": change.code,
            **_named("title", change.name),
            "kind": change.kind,
            "urgency": change.urgency,
            "status": change.status,
            "party": self._party(change.party),
            "requester": self._person(change.requester),
            "owner": self._person(change.owner),
            "raised_on": change.raised,
            "decide_by": change.decide_by,
            "impact_days": change.days,
            "amount": None if change.cost is None else change.cost * _FEN,
            "is_unpaid": change.unpaid,
            "reason": change.reason,
            "impact": change.impact,
            "ruling": change.ruling,
            "reason_en": reason,
            "impact_en": impact,
            "ruling_en": english.RULINGS.get(change.ruling, ""),
        }

    def _risk(self, risk: Risk) -> dict[str, Any]:
        residual = risk.residual or (None, None)
        about, plan = english.RISKS.get(risk.code, ("", ""))
        return {
            "code": risk.code,
            **_named("title", risk.name),
            "description": risk.about,
            "category": risk.category,
            "probability": risk.probability,
            "impact": risk.impact,
            "residual_probability": residual[0],
            "residual_impact": residual[1],
            "cost_impact": risk.loss * _FEN,
            "response": risk.response,
            "plan": risk.plan,
            "description_en": about,
            "plan_en": plan,
            "owner": self._person(risk.owner),
            "party": self._party(risk.party),
            "proximity": risk.due,
            "status": risk.status,
            "close_reason": risk.closed_because,
        }

    def _party(self, code: str) -> int | None:
        return self._parties[code].pk if code else None

    def _person(self, username: str) -> int | None:
        return self._people[username].pk if username else None

    def _tie(self) -> None:
        for tie in TIES:
            entity = tie.end.partition(":")[0]
            link_rows(SYSTEM, self._rows[tie.start], kind=tie.kind, entity=entity, id=self._keys[tie.end])

    def _check_risks(self) -> None:
        manager = self._actor(_MANAGER)
        for risk in RISKS:
            if risk.checked:
                with acting_as(manager):
                    check_risk(manager, self._rows[f"risk:{risk.code}"], note=risk.checked)

    def _discuss(self) -> None:
        for remark in REMARKS:
            author = self._actor(remark.author)
            with acting_as(author):
                add_comment(author, self._rows[remark.row], body=_MENTION.sub(self._mention, remark.text))

    def _mention(self, found: re.Match[str]) -> str:
        if found[1]:
            person = self._people[found[1]]
            return f"@[{person.name}](person:{person.pk})"
        entity, _colon, code = found[2].partition(":")
        return f"#[{code}]({entity}:{self._keys[found[2]]})"

    def _save_views(self) -> None:
        manager = self._actor(_MANAGER)
        for view in VIEWS:
            config = {"kind": view.kind, "filters": list(view.filters), "sort": view.sort, "group": view.group}
            values = {
                "name": view.name.zh,
                "name_en": view.name.en,
                "sharing": "shared",
                "config": {name: value for name, value in config.items() if value},
            }
            with acting_as(manager):
                save_view(manager, self._project, entity=view.entity, values=values)

    def _actor(self, username: str) -> Actor:
        return actor_for(self._people[username])


def _named(field: str, name: Name) -> dict[str, str]:
    return {field: name.zh, f"{field}_en": name.en}
