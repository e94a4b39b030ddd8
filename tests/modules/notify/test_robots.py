"""Chat robots through apprise: its own plugins, our connections. The services stand on this machine."""

import contextlib
import json
import re
import sys
from pathlib import Path

import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

from linkspan.kernel.outgoing.gate import Gate, Refused
from linkspan.modules.notify.channels import SCHEMAS
from linkspan.modules.notify.failures import Failure
from linkspan.modules.notify.models import Channel, Delivery
from linkspan.modules.notify.sending import robots
from world import send

from .conftest import allow, choose, deliver, make_channel, mention

TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def services(monkeypatch, web):
    """The three services, led to this machine; which path was asked tells which it was."""
    base = f"http://127.0.0.1:{web.port}"
    monkeypatch.setattr(NotifyDingTalk, "notify_url", base + "/ding?access_token={token}")
    monkeypatch.setattr(NotifyWeComBot, "notify_url", base + "/wecom?key={key}")
    monkeypatch.setattr(NotifyFeishu, "notify_url", base + "/feishu/{token}")
    allow(web)
    return web


def robot(world, kind, **values):
    channel = make_channel(kind, {"token": TOKEN, **values})
    choose(world, "engineer", ways={"mentioned": {str(channel.pk): True}})
    return channel


@pytest.mark.parametrize(
    "kind, path, text_of",
    [
        ("dingtalk", "/ding", lambda body: body["text"]["content"]),
        ("wecom", "/wecom", lambda body: body["text"]["content"]),
        ("feishu", "/feishu", lambda body: body["content"]["text"]),
    ],
)
def test_a_robot_says_for_whom_how_much_waits(world, risk, services, kind, path, text_of):
    robot(world, kind)
    services.answers += [(200, '{"errcode": 0, "code": 0}', {})]
    mention(world, risk, "engineer", text="the secret price")
    deliver()
    ((asked, _headers, body),) = services.got
    assert asked.startswith(path)
    assert TOKEN in asked
    text = text_of(json.loads(body))
    assert "To Engineer: 1 thing waits for you in Linkspan." in text
    assert "https://bridge.example.com/inbox" in text
    assert "late" not in text
    assert "price" not in text
    assert Delivery.objects.get().state == "sent"


def test_a_signed_robot_signs(world, risk, services):
    robot(world, "dingtalk", signing="SEC0123456789abcdef")
    services.answers += [(200, '{"errcode": 0}', {})]
    mention(world, risk, "engineer")
    deliver()
    assert re.search(r"timestamp=\d{13}&sign=[^&]{20,}", services.got[0][0])


def test_the_whole_address_may_be_pasted(world, services):
    url = f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}"
    channel = make_channel("dingtalk", {"token": url})
    from linkspan.modules.notify.channels import secrets_of

    assert secrets_of(channel) == {"token": TOKEN}


@pytest.mark.parametrize("kind, answer", [
    ("dingtalk", '{"errcode": 310000, "errmsg": "keywords not in content"}'),
    ("wecom", '{"errcode": 93000, "errmsg": "keywords not in content"}'),
    ("feishu", '{"code": 19024, "msg": "keywords not in content"}'),
])  # fmt: skip
def test_what_a_service_refuses_in_its_body_is_no_success(world, risk, services, kind, answer):
    robot(world, kind)
    services.answers += [(200, answer, {})]
    mention(world, risk, "engineer")
    deliver()
    found = Delivery.objects.get()
    assert (found.state, found.error_code, found.error_params["detail"]) == (
        "waiting", "answer", "keywords not in content",
    )  # fmt: skip


def test_a_redirect_of_a_service_is_not_followed(world, risk, services):
    robot(world, "dingtalk")
    services.answers += [(302, "", {"Location": f"http://127.0.0.1:{services.port}/inside"})]
    mention(world, risk, "engineer")
    deliver()
    assert len(services.got) == 1
    assert (Delivery.objects.get().state, Delivery.objects.get().error_params["status"]) == ("dead", "302")


def test_a_service_in_the_own_network_is_not_reached_unless_allowed(world, risk, services):
    from linkspan.kernel.outgoing.models import AllowedHost

    robot(world, "wecom")
    AllowedHost.base_rows.all().delete()
    mention(world, risk, "engineer")
    deliver()
    assert services.got == []
    assert (Delivery.objects.get().state, Delivery.objects.get().error_code) == ("dead", "host_closed")


def test_a_service_that_is_away_is_asked_again(world, risk, services):
    robot(world, "wecom")
    services.shutdown()
    services.server_close()
    mention(world, risk, "engineer")
    deliver()
    assert (Delivery.objects.get().state, Delivery.objects.get().error_code) == ("waiting", "unreachable")


def test_words_of_people_ping_nobody(world, services):
    title = '<at user_id="all">all</at> <!channel> @everyone'
    risk = send(
        world.client("manager"), "post", "/records/risk", {"project": "ALPHA", "values": {"title": title}}
    ).json()
    robot(world, "feishu")
    Channel.base_rows.update(names_records=True)
    services.answers += [(200, '{"code": 0}', {})]
    mention(world, risk["row"], "engineer")
    deliver()
    text = json.loads(services.got[0][2])["content"]["text"]
    assert "everyone" in text
    assert not re.search(r"[<>@]", text)


ADDRESSES = {
    "bark": "bark://127.0.0.1:{port}/devicekey", "barks": "barks://127.0.0.1:{port}/devicekey",
    "dingtalk": "dingtalk://abcdefgh12/", "discord": "discord://123456789012345678/abcdefghijklmnop",
    "feishu": "feishu://abcdefgh12/", "gchat": "gchat://workspace/key/token", "gotify": "gotify://127.0.0.1:{port}/tok",
    "gotifys": "gotifys://127.0.0.1:{port}/tok", "lark": "lark://abcdefgh12/",
    "mmost": "mmost://127.0.0.1:{port}/abcdefghijklmnopqrstuvwxyz", "mmosts": "mmosts://127.0.0.1:{port}/abcdefghijklmnopqrstuvwxyz",
    "ntfy": "ntfy://127.0.0.1:{port}/topic", "ntfys": "ntfys://127.0.0.1:{port}/topic",
    "pushplus": "pushplus://abcdef0123456789abcdef0123456789", "rocket": "rocket://u:p@127.0.0.1:{port}/#c",
    "rockets": "rockets://u:p@127.0.0.1:{port}/#c", "schan": "schan://abcdefgh12345678",
    "slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#c", "tgram": "tgram://123456789:abcdefghijklmnopqrstuvwxyz012345678/12315544/",
    "wecombot": "wecombot://abcdefgh12/", "wxteams": "wxteams://" + "a1" * 40, "zulip": "zulip://bot@org/" + "a" * 32,
}  # fmt: skip


@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_service_that_we_take_speaks_through_the_gate(schema, web):
    """Its plugin opens no connection of its own: the gate is asked, and where it refuses nothing leaves."""
    plugin = robots.open_service(ADDRESSES[schema].format(port=web.port))
    module = sys.modules[type(plugin).__module__]
    assert isinstance(module.requests, robots.GatedRequests)
    source = Path(module.__file__).read_text(encoding="utf-8")
    own_way_out = r"^\s*(?:import|from) (?:socket|smtplib|subprocess|ssl|http|urllib3|ctypes)\b"
    assert not re.search(own_way_out, source, re.MULTILINE)
    assert "requests.Session" not in source
    with robots._calling(Gate(resolver=lambda host, port: ["127.0.0.1"])) as call, contextlib.suppress(Refused):
        plugin.notify(body="x", title="")
    assert isinstance(call.error, Refused)
    assert web.got == []


def test_outside_a_delivery_a_plugin_reaches_nothing(web):
    plugin = robots.open_service("dingtalk://abcdefgh12/")
    with pytest.raises(RuntimeError):
        plugin.notify(body="x", title="")


def test_an_address_that_no_service_understands(world):
    channel = Channel(kind="apprise", settings={"schema": "slack"}, name="x")
    with pytest.raises(Failure) as failed:
        robots.send_to_service(Gate(), channel, {"url": "slack://a"}, None)
    assert failed.value.is_final
