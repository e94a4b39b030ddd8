"""The records of the demo project say what the story says, and refer only to what exists."""

import datetime as dt
from collections import Counter

import pytest

from linkspan.kernel.access.actor import acting_as
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.entities.models import Comment, Link, SavedView
from linkspan.kernel.entities.registry import find_entity
from linkspan.kernel.entities.views import views_of
from linkspan.kernel.search import finding
from linkspan.modules.change.models import ChangeRequest
from linkspan.modules.commercial.models import Contract, PaymentTerm
from linkspan.modules.demo import english
from linkspan.modules.demo.changes import CHANGES
from linkspan.modules.demo.loader import load_demo
from linkspan.modules.demo.money import CONTRACTS, PAYMENTS
from linkspan.modules.demo.organisation import PEOPLE
from linkspan.modules.demo.risks import RISKS
from linkspan.modules.demo.spine import REMARKS, TIES
from linkspan.modules.identity.models import User
from linkspan.modules.landscape.models import Interface, System
from linkspan.modules.portfolio.models import Project
from linkspan.modules.risk.models import Risk

TODAY = dt.date(2026, 7, 15)


@pytest.fixture
def demo(db, frozen_today):
    load_demo(lambda done, total, text: None)
    return Project._base_manager.get(code="JZ1Y")


def actor(username):
    return actor_for(User._base_manager.get(username=username))


def test_the_risk_register_is_that_of_the_story():
    scores = {risk.code: risk.probability * risk.impact for risk in RISKS}
    assert len(RISKS) == 25
    assert {code for code, score in scores.items() if score >= 15} == {"R01", "R02", "R05", "R08", "R12"}
    assert {risk.code for risk in RISKS if scores[risk.code] >= 15 and not risk.checked} == {"R02"}
    assert [risk.code for risk in RISKS if risk.status == "closed"] == ["R25"]
    assert all(dt.date.fromisoformat(risk.due) >= TODAY for risk in RISKS if risk.status != "closed")


def test_the_changes_are_those_of_the_story():
    approved = [c for c in CHANGES if c.status in {"approved", "implementing", "verifying", "closed"}]
    waiting = [c for c in CHANGES if c.status in {"draft", "analysis", "review"}]
    assert (len(approved), len(waiting), len(CHANGES)) == (11, 7, 22)
    assert sum(c.cost for c in approved if c.unpaid) == 310_000
    ages = {c.code: (TODAY - dt.date.fromisoformat(c.raised)).days for c in waiting}
    assert sum(ages.values()) / len(ages) == 9
    assert ages["CR-014"] == 13
    assert {c.code: c.cost for c in CHANGES}["CR-006"] == 420_000


def test_long_texts_speak_to_english_readers_too():
    """Every long text of a register has its English, no English stands without its text, and none holds Chinese."""
    for risk in RISKS:
        about, plan = english.RISKS.get(risk.code, ("", ""))
        assert (bool(about), bool(plan)) == (bool(risk.about), bool(risk.plan)), risk.code
    for change in CHANGES:
        reason, impact = english.CHANGES.get(change.code, ("", ""))
        assert (bool(reason), bool(impact)) == (bool(change.reason), bool(change.impact)), change.code
        assert bool(english.RULINGS.get(change.ruling)) == bool(change.ruling), change.code
    both = (*english.RISKS.values(), *english.CHANGES.values(), tuple(english.RULINGS.values()))
    assert not any("\u4e00" <= letter <= "\u9fff" for texts in both for text in texts for letter in text)


def test_the_money_is_that_of_the_story():
    amounts = {c.code: c.amount for c in CONTRACTS}
    shares = Counter()
    for payment in PAYMENTS:
        shares[payment.contract] += payment.tenths
    assert set(shares) == set(amounts)
    assert set(shares.values()) == {10}
    assert [p.tenths for p in PAYMENTS if p.contract == "C01"] == [3, 3, 3, 1]
    assert {p.code: p.status for p in PAYMENTS}["R5"] == "overdue"
    assert all((p.paid != "") == (p.status == "paid") for p in PAYMENTS)


def test_everybody_named_exists_and_speaks_both_languages():
    people = {person.username for person in PEOPLE}
    named = {r.owner for r in RISKS} | {c.owner for c in CHANGES} | {c.requester for c in CHANGES}
    assert named | {remark.author for remark in REMARKS} <= people
    names = [row.name for row in (*RISKS, *CHANGES, *CONTRACTS, *PAYMENTS)]
    assert all(name.zh and name.en.isascii() for name in names)


def test_the_loaded_rows_hang_together(demo):
    counts = {model: model._base_manager.count() for model in (Risk, System, Interface, ChangeRequest, Contract)}
    assert counts == {Risk: 25, System: 14, Interface: 46, ChangeRequest: 22, Contract: 8}
    states = Counter(Interface._base_manager.values_list("status", flat=True))
    assert states == {
        "passed": 15, "joint_debug": 7, "frozen": 8, "development": 4, "review": 5, "draft": 4, "identified": 3,
    }  # fmt: skip
    terms = {t.code: t for t in PaymentTerm._base_manager.select_related("gate__dates")}
    assert [terms[f"R{n}"].amount for n in (1, 2, 3, 4, 5)] == [858_000_000] * 3 + [286_000_000, 42_000_000]
    assert (terms["V1-2"].amount, terms["V4-2"].amount) == (276_000_000, 82_800_000)
    assert terms["R2"].gate.name == "初验"
    assert Link._base_manager.count() == len(TIES)
    assert Comment._base_manager.count() == len(REMARKS)
    assert "](person:" in Comment._base_manager.filter(body__contains="用例，周五前").get().body
    assert set(Risk._base_manager.exclude(checked_on=None).values_list("checked_on", flat=True)) == {TODAY}
    assert Risk._base_manager.filter(checked_on=None).exclude(status="closed").count() == 4


def test_roles_see_of_it_what_is_theirs(demo):
    vendor, manager = actor("yaolei"), actor("suyu")
    with acting_as(vendor):
        assert set(System.objects.values_list("code", flat=True)) == {"LIS"}
        assert set(Contract.objects.values_list("code", flat=True)) == {"C04"}
        assert {i["id"] for i in finding.find(vendor, "瑞康") if i["kind"] == "contract"} == set()
    with acting_as(manager):
        found = {(i["kind"], i["code"]) for i in finding.find(manager, "LIS 2.0")}
        assert {("risk", "R01"), ("change_request", "CR-014")} <= found
        views = {v["name"]: v["count"] for v in views_of(manager, find_entity("risk"), demo)}
    assert views == {"今日必查": 5, "我负责的": 2, "厂商相关": 5, "已关闭": 1}
    assert SavedView._base_manager.exclude(name_en="").count() == SavedView._base_manager.count()
