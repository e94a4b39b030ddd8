"""Webhooks of rules: signed, once, to hosts that the administrator named, and never into the own network by chance."""

import hashlib
import hmac
import json

import pytest

from linkspan.kernel.access.actor import SYSTEM
from linkspan.kernel.jobs.models import Job
from linkspan.kernel.outgoing import allowed
from linkspan.modules.automation import jobs
from linkspan.modules.automation.doing.calling import key_of
from linkspan.modules.automation.models import Run
from tests.modules.notify import servers
from world import is_problem, send

from .conftest import add_risk, add_rule, rule_of, work


def hook(url, *fields):
    return {"type": "webhook", "url": url, "fields": list(fields)}


@pytest.fixture
def web(settings):
    with servers.web_server() as server:
        allowed.allow_host(SYSTEM, allowed.new_host(), host="127.0.0.1", port=server.port)
        server.url = f"http://127.0.0.1:{server.port}"
        settings.RULE_HOSTS = f"127.0.0.1:{server.port}"
        yield server


def call():
    """What the worker does with the call that waits."""
    job = Job.base_rows.get(kind="automation.call")
    return jobs.call_webhook_job(None, **job.args)


def test_a_call_is_signed_and_carries_what_was_chosen(world, manager, web):
    rule = add_rule(
        world, trigger={"kind": "created"}, actions=[hook(f"{web.url}/in", "impact", "proximity", "cost_impact")]
    )
    key = add_risk(manager, impact=4, proximity="2026-08-10", cost_impact=500)["id"]
    work()
    assert web.got == []  # a job of its own, after the run
    call()
    ((path, headers, data),) = web.got
    body = json.loads(data)
    assert path == "/in"
    assert body["record"] == {
        "entity": "risk", "id": key, "zh": "R01 late", "en": "R01 late", "url": f"/p/ALPHA/r/risk/{key}",
        "fields": {"impact": 4, "proximity": "2026-08-10", "cost_impact": 500},
    }  # fmt: skip
    stamp, delivery = headers["X-Linkspan-Timestamp"], headers["X-Linkspan-Delivery"]
    assert delivery == f"rule-{rule.pk}-{Run.objects.get().pk}"
    signed = f"{stamp}.{delivery}.".encode() + data
    shown = manager.get("/api/automation/rules?project=ALPHA").json()["rules"][0]["key"]
    assert shown == key_of(rule.pk)
    assert headers["X-Linkspan-Signature"] == "sha256=" + hmac.new(shown.encode(), signed, hashlib.sha256).hexdigest()
    call()
    assert web.got[1][1]["X-Linkspan-Delivery"] == delivery


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/in", "http://localhost/in", "http://[::1]/in", "http://10.0.0.5/", "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/", "http://[::ffff:127.0.0.1]/", "http://2130706433/", "http://0x7f.1/",
        "ftp://example.com/", "file:///etc/passwd", "https://user:pass@example.com/", "https://example.com/",
        "nothing", "",
    ],
)  # fmt: skip
def test_no_address_that_nobody_opened(world, manager, url):
    answer = send(manager, "post", "/automation/rules", {"project": "ALPHA", **rule_of(actions=[hook(url)])})
    assert is_problem(answer, 422)
    assert is_problem(
        send(manager, "post", "/automation/try", {"project": "ALPHA", **rule_of(actions=[hook(url)])}), 422
    )


@pytest.mark.parametrize("hosts", ["127.0.0.1,10.0.0.5,169.254.169.254,metadata", "*"])
def test_a_name_for_rules_opens_no_private_address(world, manager, settings, hosts):
    """Both are needed: the host named for rules, and, where it is private, opened by the administrator."""
    settings.RULE_HOSTS = hosts
    for url in ("http://127.0.0.1/in", "http://10.0.0.5/", "http://169.254.169.254/"):
        answer = send(manager, "post", "/automation/rules", {"project": "ALPHA", **rule_of(actions=[hook(url)])})
        assert is_problem(answer, 422)
        assert "network" in answer.json()["detail"]


def test_a_host_that_was_closed_since(world, manager, web, settings):
    add_rule(world, trigger={"kind": "created"}, actions=[hook(f"{web.url}/in")])
    settings.RULE_HOSTS = ""
    add_risk(manager)
    work()
    run = Run.objects.get()
    assert run.state == Run.State.FAILED
    assert "LINKSPAN_RULE_HOSTS" in run.error
    assert not Job.base_rows.filter(kind="automation.call").exists()


def test_a_run_that_fails_calls_nobody(world, manager, web):
    add_rule(
        world,
        trigger={"kind": "created"},
        actions=[hook(f"{web.url}/in"), {"type": "set", "values": {"probability": {"formula": "impact * 9"}}}],
    )
    add_risk(manager)
    work()
    assert Run.objects.get().state == Run.State.FAILED
    assert not Job.base_rows.filter(kind="automation.call").exists()


def test_what_the_receiver_answers(world, manager, web):
    add_rule(world, trigger={"kind": "created"}, actions=[hook(f"{web.url}/in")])
    add_risk(manager)
    work()
    web.answers.append((503, "", {}))
    with pytest.raises(ConnectionError):  # the job is tried again
        call()
    web.answers.append((404, "", {}))
    with pytest.raises(Exception, match="status 404"):
        call()
