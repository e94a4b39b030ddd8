"""The approvals of the demo: one waits for the project manager, one is signed, the director has a deputy."""

import pytest

from linkspan.kernel.access.actor import acting_as
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.approvals import lines, requests
from linkspan.kernel.approvals.models import Approval
from linkspan.modules.demo.loader import load_demo
from linkspan.modules.identity.models import User


@pytest.fixture
def demo(db, frozen_today):
    load_demo(lambda done, total, text: None)


def asked(username, show):
    actor = actor_for(User._base_manager.get(username=username))
    with acting_as(actor):
        return lines.read_lines(actor, show, project="", entity="", state="", page=(0, 50))


def test_a_payment_waits_for_the_project_manager_and_a_contract_is_signed(demo):
    waits = asked("suyu", "waiting")["items"]
    assert [(w["record"][:4], w["stage_title"], w["can"]) for w in waits] == [
        ("V5-2", "项目经理", ["approve", "return", "reject", "hand-over", "add-signer"])
    ]
    assert asked("chengyuan", "waiting")["items"] == []
    assert Approval._base_manager.get(entity="contract").state == "approved"
    payment = Approval._base_manager.get(entity="payment_term")
    assert [stage["stage"] for stage in payment.applies] == [True, True]
    assert asked("yaolei", "all")["items"] == []
    actor = actor_for(User._base_manager.get(username="chengyuan"))
    given = requests.read_delegations(actor)["given"]
    assert [(d["to"]["name"], d["entity"], d["state"]) for d in given] == [("苏予", "change_request", "planned")]
