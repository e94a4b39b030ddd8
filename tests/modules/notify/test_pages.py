"""Who may set up channels and what they see of them; what a person may choose; what the command line says."""

import json

import pytest

from linkspan.kernel.actions.models import ActionLog, ChangeRow
from linkspan.kernel.jobs.models import Job
from linkspan.kernel.jobs.registry import find_kind
from linkspan.kernel.jobs.runner import run
from linkspan.modules.notify.channels import secrets_of
from linkspan.modules.notify.models import Channel, ChannelSecret, Delivery
from linkspan.surfaces.cli.message_health import findings
from world import dump, is_problem, send

from .conftest import KEY, PASSWORD, address, allow, choose, deliver, make_channel, mention

PUBLIC = "93.184.216.34"  # an address, so that no name server is asked
MAIL = {"host": PUBLIC, "port": "587", "security": "starttls", "sender": "a@example.com", "username": "u"}


def patch(client, channel, body):
    channel.refresh_from_db()
    return send(client, "patch", f"/admin/channels/{channel.pk}", body, **{"If-Match": f'"{channel.version}"'})


def create(client, kind="mail", values=None, name="Mail"):
    return send(client, "post", "/admin/channels", {"kind": kind, "name": name, "values": values or {}})


def everything_kept():
    """Every byte of the database as text, but for the sealed secrets themselves."""
    return json.dumps({table: rows for table, rows in dump().items() if table != "notify_channelsecret"})


# --- channels --------------------------------------------------------------------------------------------------


def test_an_administrator_sets_up_a_channel_that_is_off(admin):
    answer = create(admin, values={**MAIL, "password": PASSWORD})
    assert answer.status_code == 201, answer.content
    channel = Channel.base_rows.get()
    assert (channel.is_on, channel.settings["port"], channel.names_records) == (False, 587, True)
    assert secrets_of(channel) == {"password": PASSWORD}


def test_a_secret_is_sealed_never_sent_back_and_in_no_history(admin):
    create(admin, values={**MAIL, "password": PASSWORD})
    create(admin, "webhook", {"url": f"https://{PUBLIC}/hook/{PASSWORD}?k={PASSWORD}", "key": PASSWORD}, "Hook")
    create(admin, "dingtalk", {"token": "a1b2c3d4" * 8, "signing": "SECd4c3b2a1d4c3b2a1"}, "Ding")
    answer = admin.get("/api/admin/channels").content.decode()
    for secret in (PASSWORD, "a1b2c3d4a1b2c3d4", "SECd4c3"):
        assert secret not in answer
        assert secret not in everything_kept()
        assert not [row for row in ChannelSecret.objects.all() if secret in row.sealed]
    rows = {row["name"]: row for row in json.loads(answer)["items"]}
    assert rows["Hook"]["address"] == f"https://{PUBLIC}/•••"
    assert (rows["Ding"]["secrets"], rows["Ding"]["address"]) == (["signing", "token"], "•••c3d4")
    assert ActionLog.base_rows.filter(phrase__startswith="Set up the channel").count() == 3
    assert ChangeRow.objects.filter(model="notify.Channel").count() == 3


@pytest.mark.parametrize(
    "values, field",
    [
        ({**MAIL, "host": "127.0.0.1", "password": "x"}, "host"),
        ({**MAIL, "host": "0x7f.1", "password": "x"}, "host"),
        ({**MAIL, "host": "[::ffff:127.0.0.1]", "password": "x"}, "host"),
        ({**MAIL, "port": "0", "password": "x"}, "port"),
        ({**MAIL, "port": "seven", "password": "x"}, "port"),
        ({**MAIL, "sender": "a@b\r\nBcc: c@d.ef", "password": "x"}, "sender"),
        ({**MAIL, "security": "none", "password": "x"}, "security"),
        ({**MAIL, "security": "ssl3", "password": "x"}, "security"),
        (MAIL, "password"),
        ({**MAIL, "colour": "red"}, "colour"),
    ],
)
def test_a_mail_server_that_will_not_do(admin, values, field):
    assert is_problem(create(admin, values=values), 422, field)
    assert not Channel.base_rows.exists()


@pytest.mark.parametrize("url", ["http://127.0.0.1/x", "https://localhost./x", "https://169.254.169.254/latest", "x",
                                 "https://u:p@93.184.216.34/", "http://[::1]:80/", "https://2130706433/"])  # fmt: skip
def test_a_webhook_into_the_own_network_is_refused_at_once(admin, url):
    assert is_problem(create(admin, "webhook", {"url": url, "key": KEY}), 422, "url")


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "json://127.0.0.1/", "syslog://", "mailto://a:b@c.de", "exec://x", "dbus://", "", "slack",
     "discord://12345678/abcdefgh?template=/etc/passwd", "discord://1234/abcd?%74emplate=/etc/passwd",
     "discord://12345678/abcdefgh?verify=no", "slack://a"],
)  # fmt: skip
def test_services_that_we_do_not_take(admin, url):
    assert is_problem(create(admin, "apprise", {"url": url}), 422, "url")


def test_a_kept_password_goes_to_no_other_server(admin):
    create(admin, values={**MAIL, "password": PASSWORD})
    channel = Channel.base_rows.get()
    moved = {"values": {**MAIL, "host": "93.184.216.35"}}
    assert is_problem(patch(admin, channel, moved), 422, "password")
    assert is_problem(patch(admin, channel, {"values": {**MAIL, "port": "2525"}}), 422, "password")
    assert patch(admin, channel, {"values": {**MAIL, "sender": "b@example.com"}}).status_code == 200
    assert secrets_of(channel) == {"password": PASSWORD}
    assert patch(admin, channel, {"values": {**moved["values"], "password": "new-one"}}).status_code == 200
    channel.refresh_from_db()
    assert (channel.settings["host"], secrets_of(channel)) == ("93.184.216.35", {"password": "new-one"})


def test_an_update_is_checked_like_a_new_one(admin):
    create(admin, "webhook", {"url": f"https://{PUBLIC}/a", "key": KEY})
    channel = Channel.base_rows.get()
    assert is_problem(patch(admin, channel, {"values": {"url": "http://10.0.0.1/"}}), 422, "url")
    assert secrets_of(channel)["url"] == f"https://{PUBLIC}/a"
    assert patch(admin, channel, {"values": {"url": f"https://{PUBLIC}/b"}}).status_code == 200
    assert secrets_of(channel) == {"url": f"https://{PUBLIC}/b", "key": KEY}


def test_a_stale_change_is_refused(admin):
    create(admin, values={**MAIL, "password": "x"})
    channel = Channel.base_rows.get()
    patch(admin, channel, {"name": "Other"})
    answer = send(admin, "patch", f"/admin/channels/{channel.pk}", {"is_on": True}, **{"If-Match": '"1"'})
    assert is_problem(answer, 412)


def test_removing_a_channel_takes_what_waits_for_it(world, admin, risk, mail, mails):
    mails.refuse["MAIL"] = "451 later"
    mention(world, risk, "engineer")
    deliver()
    answer = send(admin, "delete", f"/admin/channels/{mail.pk}", **{"If-Match": f'"{mail.version}"'})
    assert answer.status_code == 200, answer.content
    assert not Delivery.objects.exists()
    assert not ChannelSecret.objects.exists()


def test_a_token_sets_up_nothing(world, admin):
    import datetime as dt

    from linkspan.kernel import clock
    from linkspan.modules.identity.api import create_token
    from linkspan.modules.identity.services import own_actor

    user = world.people["root"]
    _row, text = create_token(
        own_actor(user), user, name="t", expires_at=clock.now() + dt.timedelta(days=1), is_read_only=False
    ).result
    from django.test import Client

    client = Client(HTTP_HOST="127.0.0.1", headers={"Authorization": f"Bearer {text}"})
    assert client.get("/api/admin/channels").status_code == 403
    assert client.get("/api/me/messages").status_code == 403


# --- trying out, and sending again -----------------------------------------------------------------------------


def try_out(client, channel):
    answer = send(client, "post", f"/admin/channels/{channel.pk}/test", {})
    assert answer.status_code == 202, answer.content
    find_kind("notify.try")
    run(answer.json()["job"])
    return client.get(f"/api/jobs/{answer.json()['job']}").json()


def test_a_test_message_goes_to_who_asks_even_while_the_channel_is_off(world, admin, mail, mails):
    address(world, "root", "root@example.com")
    Channel.base_rows.update(is_on=False)
    assert try_out(admin, mail)["state"] == "done"
    (letter,) = mails.mails
    assert (letter["To"].addresses[0].addr_spec, letter["Subject"]) == (
        "root@example.com",
        "This is a test message of Linkspan",
    )


def test_a_test_that_fails_says_why_in_a_sentence(world, admin, mail, mails):
    address(world, "root", "root@example.com")
    mails.refuse["MAIL"] = "553 not your sender"
    job = try_out(admin, mail)
    assert (job["state"], job["error"]) == (
        "failed",
        "The mail server does not take mail from bridge@example.com: 553 not your sender.",
    )


def test_nobody_else_sends_a_test(world, admin, mail, mails):
    job = Job.base_rows.create(
        kind="notify.try", scope_path="/", label="x", args={"channel_id": mail.pk}, user=world.people["manager"],
        queued_at=mail.created_at, created_at=mail.created_at, updated_at=mail.created_at,
    )  # fmt: skip
    find_kind("notify.try")
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, mails.mails) == ("failed", [])


def test_given_up_messages_are_seen_and_sent_again(world, admin, risk, hook, web):
    choose(world, "engineer", ways={"mentioned": {str(hook.pk): True}})
    web.answers += [(404, "gone", {})]
    mention(world, risk, "engineer", text="the secret price")
    deliver()
    answer = admin.get("/api/admin/deliveries?state=dead")
    (row,) = answer.json()["items"]
    assert (row["receiver"], row["attempts"], row["error"]) == ("Engineer", 1, "The receiver answered 404: gone.")
    assert "secret" not in answer.content.decode()
    assert "late" not in answer.content.decode()
    again = send(admin, "post", f"/admin/channels/{hook.pk}/again", {"ids": [row["id"]]})
    assert (again.status_code, again.json()["count"]) == (200, 1)
    deliver()
    assert [json.loads(body)["delivery"] for _p, _h, body in web.got] == [row["number"]] * 2
    assert Delivery.objects.get().state == "sent"


def test_all_given_up_messages_of_a_channel_go_again(world, admin, risk, hook, web):
    for name in ("engineer", "viewer"):
        choose(world, name, ways={"mentioned": {str(hook.pk): True}})
    web.answers += [(404, "gone", {})] * 2
    mention(world, risk, "engineer", "viewer")
    deliver()
    again = send(admin, "post", f"/admin/channels/{hook.pk}/again", {"ids": []})
    assert (again.status_code, again.json()["count"]) == (200, 2)
    assert is_problem(send(admin, "post", f"/admin/channels/{hook.pk}/again", {"ids": [1] * 201}), 422, "ids")
    assert is_problem(send(admin, "post", f"/admin/channels/{hook.pk}/again", {"ids": [2**63]}), 404)


def test_only_given_up_messages_go_again(world, admin, risk, mail, mails):
    mention(world, risk, "engineer")
    deliver()
    key = Delivery.objects.get().pk
    assert send(admin, "post", f"/admin/channels/{mail.pk}/again", {"ids": [key]}).json()["count"] == 0
    assert Delivery.objects.get().state == "sent"


# --- allowed hosts ---------------------------------------------------------------------------------------------


def test_hosts_are_allowed_and_closed_with_undo(admin):
    assert is_problem(create(admin, "webhook", {"url": "http://10.1.2.3:8080/x", "key": KEY}), 422, "url")
    made = send(admin, "post", "/admin/hosts", {"host": "10.1.2.3", "port": 8080, "reason": "our bus"}).json()
    assert create(admin, "webhook", {"url": "http://10.1.2.3:8080/x", "key": KEY}).status_code == 201
    assert [row["host"] for row in admin.get("/api/admin/channels").json()["hosts"]] == ["10.1.2.3"]
    closed = send(admin, "delete", f"/admin/hosts/{made['id']}")
    assert closed.status_code == 200
    undone = send(admin, "post", "/undo", {"log_id": closed.json()["log_id"]})
    assert undone.status_code == 200, undone.content
    assert [row["host"] for row in admin.get("/api/admin/channels").json()["hosts"]] == ["10.1.2.3"]
    assert send(admin, "delete", f"/admin/hosts/{made['id']}").status_code == 200
    assert is_problem(send(admin, "delete", f"/admin/hosts/{made['id']}"), 404)
    assert is_problem(send(admin, "post", "/admin/hosts", {"host": "127.1"}), 422, "host")
    assert is_problem(send(admin, "post", "/admin/hosts", {"host": "a.b", "port": 70000}), 422, "port")


# --- one's own ----------------------------------------------------------------------------------------------------


def test_the_defaults_are_mail_for_what_is_meant_for_me(world, mail, hook):
    own = world.client("engineer").get("/api/me/messages").json()
    ways = {way["kind"]: way["wants"] for way in own["channels"]}
    assert [kind for kind, on in ways["mail"].items() if not on] == ["watched"]
    assert not any(ways["webhook"].values())
    assert {"mentioned", "assigned", "approval", "watched", "due", "automation"} <= {k["name"] for k in own["kinds"]}


def test_a_choice_is_kept_and_a_stale_one_refused(world, mail):
    assert (
        choose(world, "engineer", digests={str(mail.pk): "daily"}, quiet_from="22:00", quiet_to="07:00").status_code
        == 200
    )
    own = world.client("engineer").get("/api/me/messages").json()
    assert (own["version"], own["channels"][0]["digest"], own["quiet_from"]) == (1, "daily", "22:00")
    assert choose(world, "engineer", zone="Europe/Berlin").status_code == 200
    stale = choose(world, "engineer", version=1)
    assert is_problem(stale, 409)
    assert choose(world, "viewer", zone="Asia/Tokyo").status_code == 200
    assert world.client("engineer").get("/api/me/messages").json()["zone"] == "Europe/Berlin"


@pytest.mark.parametrize(
    "values, field",
    [
        ({"ways": {"nothing": {}}}, "ways"),
        ({"ways": {"mentioned": {"999": True}}}, "ways"),
        ({"digests": {"999": "daily"}}, "digests"),
        ({"daily_at": "25:00"}, "daily_at"),
        ({"quiet_from": "22:00"}, "quiet_to"),
        ({"quiet_from": "22:00", "quiet_to": "22:00"}, "quiet_to"),
        ({"quiet_from": "late", "quiet_to": "07:00"}, "quiet_from"),
        ({"zone": "Mars/Olympus"}, "time_zone"),
        ({"zone": "../../etc/passwd"}, "time_zone"),
    ],
)
def test_a_choice_that_cannot_be_kept(world, values, field):
    assert is_problem(choose(world, "engineer", **values), 422, field)


def test_who_is_assigned_to_something_is_told(world, mail, mails):
    values = {"title": "late", "owner": world.people["engineer"].pk}
    made = send(world.client("manager"), "post", "/records/risk", {"project": "ALPHA", "values": values})
    assert made.status_code == 201, made.content
    deliver()
    assert [letter["Subject"] for letter in mails.mails] == ["Manager assigned to you: R01 late"]
    row = made.json()["row"]
    body = {"values": {"title": "later"}}
    send(world.client("manager"), "patch", f"/records/risk/{row['id']}", body, **{"If-Match": '"1"'})
    body = {"values": {"owner": world.people["manager"].pk}}
    send(world.client("manager"), "patch", f"/records/risk/{row['id']}", body, **{"If-Match": '"2"'})
    body = {"values": {"owner": world.people["engineer"].pk}}
    send(world.client("manager"), "patch", f"/records/risk/{row['id']}", body, **{"If-Match": '"3"'})
    deliver()
    assert len(mails.mails) == 2  # only when it is new


def test_dates_are_told_once_and_again_when_they_pass(world, mail, mails, settings):
    from linkspan.modules.notify.dates import tell_dates

    values = {"title": "late", "proximity": "2026-07-16", "owner": world.people["engineer"].pk}
    send(world.client("engineer"), "post", "/records/risk", {"project": "ALPHA", "values": values})
    assert (tell_dates(), tell_dates()) == (1, 0)
    settings.BUSINESS_TODAY = "2026-07-17"
    assert (tell_dates(), tell_dates()) == (1, 0)
    deliver()
    assert [letter["Subject"] for letter in mails.mails] == ["2 things wait for you in Linkspan"]
    settings.BUSINESS_TODAY = "2026-08-17"
    assert tell_dates() == 0


def test_a_date_of_something_closed_is_nobodys_news(world, mail):
    from linkspan.modules.notify.dates import tell_dates
    from linkspan.modules.risk.models import Risk

    values = {"title": "late", "proximity": "2026-07-16", "owner": world.people["engineer"].pk}
    send(world.client("engineer"), "post", "/records/risk", {"project": "ALPHA", "values": values})
    Risk._base_manager.update(status="closed")
    assert tell_dates() == 0


# --- the command line ------------------------------------------------------------------------------------------


def test_the_doctor_says_whether_messages_go_out(world, risk, settings, monkeypatch, mails):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.setenv("LINKSPAN_PUBLIC_URL", "https://bridge.example.com")
    assert [level for level, _text in findings()] == ["ok"]
    allow(mails)
    address(world, "engineer", "engineer@example.com")
    values = {"host": "127.0.0.1", "port": str(mails.port), "security": "none", "sender": "bridge@example.com"}
    make_channel("mail", values)
    assert [level for level, _text in findings()] == ["ok"]
    mails.refuse["RCPT"] = "550 nobody here"
    mention(world, risk, "engineer")
    deliver()
    told = list(findings())
    assert [level for level, _text in told] == ["warning", "warning"]
    assert "550 nobody here" in told[0][1]


def test_the_pages_are_the_installations(world):
    """An administrator of one organisation does not run the installation."""
    assert world.client("admin").get("/api/admin/channels").status_code == 403
