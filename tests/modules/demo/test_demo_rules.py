"""The rules of the demo do what their names say."""

import pytest

from linkspan.kernel.access.actor import acting_as
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.entities.configured import refresh
from linkspan.kernel.entities.models import Link
from linkspan.kernel.entities.registry import find_entity
from linkspan.kernel.entities.writing import writer_of
from linkspan.kernel.inbox.models import InboxItem
from linkspan.modules.automation import rules, trying, working
from linkspan.modules.automation.models import Rule, Run
from linkspan.modules.demo.loader import load_demo
from linkspan.modules.identity.models import User
from linkspan.modules.portfolio.models import Project
from linkspan.modules.risk.models import Risk


@pytest.fixture
def suyu(db, frozen_today):
    rules.forget()
    load_demo(lambda done, total, text: None)
    refresh()
    yield actor_for(User._base_manager.get(username="suyu"))
    rules.forget()


def test_a_risk_that_strikes_is_told_and_opens_a_change(suyu):
    with acting_as(suyu):
        risk = Risk.objects.filter(status="monitoring", probability__gte=3, impact__gte=3).first()
        writer_of(find_entity("risk")).edit(suyu, risk, values={"status": "occurred"})
    working.work(seconds=60)
    run = Run.objects.exclude(entity="").exclude(state=Run.State.SKIPPED).get()
    assert (run.state, [step["type"] for step in run.steps]) == (Run.State.DONE, ["message", "create"]), run.error
    assert Link.base_rows.filter(from_entity="change_request", to_entity="risk", to_id=risk.pk).exists()
    assert InboxItem.objects.filter(kind="automation", record_id=risk.pk).exists()


def test_the_payments_of_the_project_can_be_tried(suyu):
    rule = Rule.base_rows.get(entity="payment_term")
    names = ("entity", "label_zh", "trigger", "condition", "actions")
    with acting_as(suyu):
        answer = trying.try_rule(suyu, Project.objects.get(code="JZ1Y"), {n: getattr(rule, n) for n in names}, 50)
    assert answer["matched"] > 0
    assert [one["error"] for one in answer["records"] if one["error"]] == []
