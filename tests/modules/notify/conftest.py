"""A risk to tell of, an administrator of the installation, a mail and a web channel to servers of the test."""

import pytest

from linkspan.kernel.access.actor import SYSTEM
from linkspan.kernel.outgoing import allowed
from linkspan.modules.identity.models import User
from linkspan.modules.notify import delivering, jobs, queueing, services
from world import make_person, send

from . import servers

KEY = "a shared key of the test"
PASSWORD = "kranich-und-reiher"


@pytest.fixture(autouse=True)
def public_url(settings):
    settings.PUBLIC_URL = "https://bridge.example.com"


@pytest.fixture
def mails():
    with servers.mail_server() as server:
        yield server


@pytest.fixture
def web():
    with servers.web_server() as server:
        yield server


@pytest.fixture
def risk(world):
    manager = world.client("manager")
    return send(manager, "post", "/records/risk", {"project": "ALPHA", "values": {"title": "late"}}).json()["row"]


@pytest.fixture
def admin(world):
    """Who runs the installation, not just an organisation."""
    world.people["root"] = make_person(world.organisation, "root", email="root@example.com")
    from linkspan.kernel import clock
    from linkspan.kernel.access.models import Grant, Role

    moment = clock.now()
    Grant.base_rows.create(
        role=Role.base_rows.get(code="system_admin"), user=world.people["root"], scope_path="/",
        created_at=moment, updated_at=moment,
    )  # fmt: skip
    return world.client("root")


def address(world, name, text):
    User._base_manager.filter(pk=world.people[name].pk).update(email=text, language="en")


def allow(server):
    allowed.allow_host(SYSTEM, allowed.new_host(), host="127.0.0.1", port=server.port)


def make_channel(kind, values, name="", **more):
    channel = services.create_channel(
        SYSTEM, services.new_channel(), kind=kind, name=name or kind, values=values
    ).result
    services.change_channel(SYSTEM, channel, is_on=True, **more)
    channel.refresh_from_db()
    return channel


@pytest.fixture
def mail(world, mails):
    allow(mails)
    address(world, "engineer", "engineer@example.com")
    values = {"host": "127.0.0.1", "port": str(mails.port), "security": "none", "sender": "bridge@example.com"}
    return make_channel("mail", values)


@pytest.fixture
def hook(world, web):
    allow(web)
    return make_channel("webhook", {"url": f"http://127.0.0.1:{web.port}/hook?t=secret-in-url", "key": KEY})


def choose(world, name, **values):
    """A person's preferences, over HTTP."""
    client = world.client(name)
    now = client.get("/api/me/messages").json()
    body = {
        "version": now["version"], "ways": {}, "digests": {}, "daily_at": "08:30", "zone": "Asia/Shanghai", **values,
    }  # fmt: skip
    return send(client, "put", "/me/messages", body)


def mention(world, risk, *names, by="manager", text="please look"):
    people = " ".join(f"@[{n}](person:{world.people[n].pk})" for n in names)
    answer = send(world.client(by), "post", f"/records/risk/{risk['id']}/comments", {"body": f"{people} {text}"})
    assert answer.status_code == 201, answer.content
    return answer.json()


class NoCancel:
    """A job's context for who runs the body of a job directly."""

    def check_cancelled(self):
        pass


def deliver():
    """What the worker does when the timer rings."""
    return jobs.deliver_messages_job(NoCancel())


__all__ = ["deliver", "delivering", "queueing"]
