"""From something that happens to a mail and a signed call: over real sockets, once, as the receiver may see it."""

import datetime as dt
import hashlib
import hmac
import json

import pytest

from linkspan.kernel import clock
from linkspan.kernel.access.models import Grant
from linkspan.kernel.actions.models import OutboxEvent
from linkspan.kernel.inbox.models import InboxItem
from linkspan.modules.identity.models import User
from linkspan.modules.notify import delivering, queueing, timing
from linkspan.modules.notify.api import health
from linkspan.modules.notify.models import Channel, ChannelSecret, Delivery, HandledEvent, Line
from world import send

from .conftest import KEY, address, allow, choose, deliver, make_channel, mention

State = Delivery.State


def only():
    """The one delivery there is."""
    return Delivery.objects.get()


def make_due():
    Delivery.objects.filter(state=State.WAITING).update(next_try_at=clock.now())


# --- mail ------------------------------------------------------------------------------------------------------


def test_a_mention_becomes_a_mail(world, risk, mail, mails):
    mention(world, risk, "engineer")
    assert queueing.is_anything_waiting()
    deliver()
    assert not queueing.is_anything_waiting()
    (letter,) = mails.mails
    assert letter["Subject"] == "Manager mentioned you: R01 late"
    assert (letter["To"], letter["From"].addresses[0].addr_spec) == (
        "Engineer <engineer@example.com>",
        "bridge@example.com",
    )
    assert letter["Message-ID"] == f"<{only().number}@bridge.example.com>"
    assert letter["Auto-Submitted"] == "auto-generated"
    text, html = letter.get_body(("plain",)).get_content(), letter.get_body(("html",)).get_content()
    for part in (text, html):
        assert "please look" in part
        assert f"https://bridge.example.com/p/ALPHA/r/risk/{risk['id']}" in part
    assert (only().state, only().attempts) == (State.SENT, 1)


def test_the_mail_is_in_the_receivers_language(world, risk, mail, mails):
    User._base_manager.filter(pk=world.people["engineer"].pk).update(language="zh-hans", name="工程师")
    mention(world, risk, "engineer")
    deliver()
    (letter,) = mails.mails
    assert letter["Subject"] == "Manager 提到您：R01 late"
    assert "工程师，您好：" in letter.get_body(("plain",)).get_content()


def test_what_people_wrote_is_escaped_and_no_header_of_theirs(world, mail, mails):
    title = "<script>alert(1)</script>\r\nBcc: all@example.com <img src=x onerror=1>"
    manager = world.client("manager")
    risk = send(manager, "post", "/records/risk", {"project": "ALPHA", "values": {"title": title}}).json()["row"]
    mention(world, risk, "engineer", text="<a href='javascript:1'>x</a> & so on")
    deliver()
    (letter,) = mails.mails
    html = letter.get_body(("html",)).get_content()
    assert "<script" not in html
    assert "<img" not in html
    assert "javascript:1&#x27;" in html
    assert letter["Bcc"] is None
    assert not [line for line in mails.heard if "all@example.com" in line]


def test_no_link_carries_a_key(world, risk, mail, mails):
    mention(world, risk, "engineer")
    deliver()
    text = mails.mails[0].as_string()
    assert "?" not in "".join(part for part in text.split() if part.startswith("https://bridge"))
    assert "token" not in text.lower()


def test_without_a_public_address_there_is_no_link(world, risk, mail, mails, settings):
    settings.PUBLIC_URL = ""
    mention(world, risk, "engineer")
    deliver()
    assert "http" not in mails.mails[0].get_body(("plain",)).get_content()


# --- once --------------------------------------------------------------------------------------------------------


def test_an_event_is_told_once_however_often_it_is_read(world, risk, mail, mails):
    mention(world, risk, "engineer")
    events = list(OutboxEvent.objects.filter(type="user.told"))
    queueing._make_lines(events)
    queueing._make_lines(events)
    HandledEvent.objects.all().delete()
    deliver()
    deliver()
    assert (Line.objects.count(), len(mails.mails)) == (1, 1)


def test_an_event_that_is_committed_late_is_not_missed(world, risk, mail, mails):
    mention(world, risk, "engineer")
    deliver()
    late = OutboxEvent.objects.get(type="user.told")
    item = InboxItem.objects.get()
    item.pk = None
    item.save()
    payload = {**late.payload, "item": item.pk}
    OutboxEvent.objects.create(
        type=late.type, scope_path="/", payload=payload, created_at=clock.now() - dt.timedelta(minutes=5)
    )
    Channel.base_rows.update(on_since=clock.now() - dt.timedelta(hours=1))
    deliver()
    assert len(mails.mails) == 2


def test_two_workers_send_one_message(world, risk, mail, mails):
    mention(world, risk, "engineer")
    queueing.collect()
    queueing.gather()
    queueing.gather()
    first, second = only(), only()
    assert [delivering._claim(first), delivering._claim(second)] == [True, False]
    assert delivering.attempt(first) == "sent"
    assert len(mails.mails) == 1


def test_what_a_killed_worker_held_is_tried_again_under_the_same_number(world, risk, hook, web):
    choose(world, "engineer", ways={"mentioned": {str(hook.pk): True}})
    mention(world, risk, "engineer")
    queueing.collect()
    queueing.gather()
    assert delivering._claim(only())
    deliver()
    assert web.got == []
    Delivery.objects.update(claimed_until=clock.now() - dt.timedelta(seconds=1))
    deliver()
    assert [headers["X-Linkspan-Delivery"] for _p, headers, _b in web.got] == [str(only().number)]
    assert only().attempts == 2


def test_what_happened_before_a_channel_was_on_is_not_sent(world, risk, mails):
    allow(mails)
    address(world, "engineer", "engineer@example.com")
    mention(world, risk, "engineer")
    values = {"host": "127.0.0.1", "port": str(mails.port), "security": "none", "sender": "bridge@example.com"}
    make_channel("mail", values)
    deliver()
    assert mails.mails == []
    assert not Delivery.objects.exists()


# --- as the receiver -------------------------------------------------------------------------------------------


def test_who_sees_the_record_no_more_is_not_told(world, risk, mail, mails):
    mention(world, risk, "engineer")
    queueing.collect()
    queueing.gather()
    Grant.base_rows.filter(user=world.people["engineer"].pk).delete()
    deliver()
    assert (mails.mails, only().state) == ([], State.DROPPED)


def test_who_may_log_in_no_more_is_not_told(world, risk, mail, mails):
    mention(world, risk, "engineer")
    queueing.collect()
    queueing.gather()
    User._base_manager.filter(pk=world.people["engineer"].pk).update(is_active=False)
    deliver()
    assert (mails.mails, only().state) == ([], State.DROPPED)


def test_what_was_read_meanwhile_is_not_sent(world, risk, mail, mails):
    mention(world, risk, "engineer")
    queueing.collect()
    line = InboxItem.objects.get()
    send(world.client("engineer"), "post", "/inbox/seen", {"ids": [line.pk]})
    deliver()
    assert (mails.mails, only().state) == ([], State.DROPPED)


def test_a_withdrawn_comment_is_not_quoted(world, risk, mail, mails):
    from linkspan.kernel.entities.models import Comment

    mention(world, risk, "engineer", text="the secret price")
    queueing.collect()
    Comment._base_manager.all().delete()
    deliver()
    assert "secret price" not in mails.mails[0].as_string()


# --- webhook ---------------------------------------------------------------------------------------------------


@pytest.fixture
def hooked(world, hook):
    choose(world, "engineer", ways={"mentioned": {str(hook.pk): True}})
    return hook


def test_a_webhook_is_signed_and_numbered(world, risk, hooked, web):
    mention(world, risk, "engineer")
    deliver()
    path, headers, body = web.got[0]
    stamp, number = headers["X-Linkspan-Timestamp"], headers["X-Linkspan-Delivery"]
    wanted = hmac.new(KEY.encode(), f"{stamp}.{number}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["X-Linkspan-Signature"] == f"sha256={wanted}"
    assert abs(int(stamp) - clock.now().timestamp()) < 60
    assert path == "/hook?t=secret-in-url"
    sent = json.loads(body)
    assert (sent["delivery"], sent["receiver"]["id"]) == (number, world.people["engineer"].pk)
    assert [(line["kind"], line["entity"], line["record_id"]) for line in sent["lines"]] == [
        ("mentioned", "risk", risk["id"])
    ]


def test_a_channel_that_others_read_names_no_record(world, risk, hooked, web):
    Channel.base_rows.update(names_records=False)
    mention(world, risk, "engineer", text="the secret price")
    deliver()
    text = web.got[0][2].decode()
    assert json.loads(text)["subject"] == "1 thing waits for you in Linkspan"
    assert "late" not in text
    assert "secret price" not in text


def test_the_network_is_closed_again_when_the_host_is_no_more_allowed(world, risk, hooked, web):
    from linkspan.kernel.access.actor import SYSTEM
    from linkspan.kernel.outgoing import allowed
    from linkspan.kernel.outgoing.models import AllowedHost

    mention(world, risk, "engineer")
    allowed.close_host(SYSTEM, AllowedHost.base_rows.get())
    deliver()
    assert (web.got, only().state, only().error_code) == ([], State.DEAD, "host_closed")


# --- trying again ----------------------------------------------------------------------------------------------


def test_a_failure_is_tried_again_later_and_arrives_under_its_number(world, risk, hooked, web):
    web.answers += [(500, "down", {}), (503, "", {}), (429, "slow down", {"Retry-After": "900"})]
    mention(world, risk, "engineer")
    deliver()
    assert (only().state, only().attempts, only().error_code) == (State.WAITING, 1, "http")
    assert 40 < (only().next_try_at - clock.now()).total_seconds() < 80
    deliver()
    assert len(web.got) == 1  # not before its time
    for _n in range(3):
        make_due()
        if len(web.got) == 3:
            assert (only().next_try_at - clock.now()).total_seconds() < 1
        deliver()
    assert (only().state, only().attempts, only().error_code) == (State.SENT, 4, "")
    assert len({headers["X-Linkspan-Delivery"] for _p, headers, _b in web.got}) == 1


def test_the_receivers_wish_to_wait_is_heard(world, risk, hooked, web):
    web.answers += [(429, "slow down", {"Retry-After": "900"})]
    mention(world, risk, "engineer")
    deliver()
    assert 890 < (only().next_try_at - clock.now()).total_seconds() <= 901


def test_after_the_last_attempt_the_message_is_given_up(world, risk, hooked, web):
    web.answers += [(500, "no", {})] * 20
    mention(world, risk, "engineer")
    for _n in range(timing.MOST_ATTEMPTS + 3):
        deliver()
        make_due()
    assert (only().state, only().attempts, len(web.got)) == (State.DEAD, timing.MOST_ATTEMPTS, timing.MOST_ATTEMPTS)


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 410])
def test_what_another_attempt_will_not_mend_is_given_up_at_once(world, risk, hooked, web, status):
    web.answers += [(status, "never", {"Location": "http://127.0.0.1:1/"})]
    mention(world, risk, "engineer")
    deliver()
    assert (only().state, only().attempts, len(web.got)) == (State.DEAD, 1, 1)


def test_a_server_that_is_not_there(world, risk, hooked, web):
    web.shutdown()
    web.server_close()
    mention(world, risk, "engineer")
    deliver()
    assert (only().state, only().error_code) == (State.WAITING, "unreachable")
    assert "127.0.0.1" in health().failing[0][1]


@pytest.mark.parametrize(
    "step, answer, code, state",
    [
        ("RCPT", "550 no such mailbox", "receiver", State.DEAD),
        ("RCPT", "450 try later", "receiver", State.WAITING),
        ("MAIL", "553 not yours", "sender", State.DEAD),
        (".", "554 spam", "mail", State.DEAD),
        (".", "451 local error", "mail", State.WAITING),
        ("EHLO", "421 too busy", "mail", State.WAITING),
    ],
)
def test_what_a_mail_server_says(world, risk, mail, mails, step, answer, code, state):
    mails.refuse[step] = answer
    if step == "EHLO":
        mails.refuse["HELO"] = answer
    mention(world, risk, "engineer")
    deliver()
    assert (only().error_code, only().state) == (code, state)
    assert answer[:3] in health().failing[0][1]


def test_starttls_is_not_given_up_for_a_server_without_it(world, risk, mail, mails):
    Channel.base_rows.update(settings={**mail.settings, "security": "starttls"})
    mention(world, risk, "engineer")
    deliver()
    assert (only().error_code, only().state, mails.mails) == ("no_tls", State.DEAD, [])


def test_who_has_no_address_is_told_in_the_inbox_alone(world, risk, mail, mails):
    address(world, "engineer", "")
    mention(world, risk, "engineer")
    deliver()
    assert not Delivery.objects.exists()
    assert InboxItem.objects.count() == 1


def test_an_address_that_went_meanwhile_is_said(world, risk, mail, mails):
    mention(world, risk, "engineer")
    queueing.collect()
    address(world, "engineer", "")
    deliver()
    assert (only().error_code, only().state) == ("no_address", State.DEAD)


def test_what_waits_for_a_channel_is_dropped_when_it_is_switched_off(world, risk, mail, mails):
    from linkspan.kernel.access.actor import SYSTEM
    from linkspan.modules.notify import services

    mails.refuse["MAIL"] = "451 later"
    mention(world, risk, "engineer")
    deliver()
    mention(world, risk, "engineer")
    queueing.collect()
    services.change_channel(SYSTEM, mail, is_on=False)
    mail.refresh_from_db()
    services.change_channel(SYSTEM, mail, is_on=True)
    mails.refuse.clear()
    make_due()
    deliver()
    assert (mails.mails, only().state) == ([], State.DROPPED)


def test_a_lost_key_is_said(world, risk, mail, mails, settings):
    ChannelSecret.objects.update(sealed="gone")
    mention(world, risk, "engineer")
    deliver()
    assert (only().error_code, only().state) == ("secret_lost", State.DEAD)


def test_a_failing_channel_holds_up_no_other(world, risk, mail, mails, hooked, web):
    mails.refuse["MAIL"] = "451 later"
    mention(world, risk, "engineer")
    deliver()
    assert len(web.got) == 1
    assert sorted(Delivery.objects.values_list("channel__kind", "state")) == [("mail", "waiting"), ("webhook", "sent")]


# --- rates -----------------------------------------------------------------------------------------------------


def test_a_channel_sends_no_faster_than_its_rate(world, risk, hooked, web):
    Channel.base_rows.update(per_minute=2)
    people = ("engineer", "viewer", "admin")
    for name in people[1:]:
        choose(world, name, ways={"mentioned": {str(hooked.pk): True}})
    mention(world, risk, *people)
    deliver()
    deliver()
    assert len(web.got) == 2
    waiting = Delivery.objects.get(state=State.WAITING)
    assert 50 < (waiting.next_try_at - clock.now()).total_seconds() <= 60
    Delivery.objects.update(attempted_at=clock.now() - dt.timedelta(minutes=2))
    make_due()
    deliver()
    assert len(web.got) == 3


def test_a_person_gets_so_many_in_an_hour_and_the_rest_in_one(world, risk, hooked, web, monkeypatch):
    monkeypatch.setattr(queueing, "PER_PERSON", 2)
    Channel.base_rows.update(per_minute=600)
    for number in range(5):
        mention(world, risk, "engineer", text=f"number {number}")
        deliver()
    assert len(web.got) == 2
    Delivery.objects.update(created_at=clock.now() - dt.timedelta(hours=2))
    Line.objects.filter(delivery=None).update(due_at=clock.now())
    deliver()
    assert [len(json.loads(body)["lines"]) for _p, _h, body in web.got] == [1, 1, 3]


# --- digests, quiet hours --------------------------------------------------------------------------------------


def wait_of(kind="mentioned"):
    return Line.objects.get(kind=kind).due_at - clock.now()


def test_a_digest_is_one_message_at_its_time(world, risk, mail, mails):
    choose(world, "engineer", digests={str(mail.pk): "daily"}, daily_at="08:30")
    mention(world, risk, "engineer", text="one")
    mention(world, risk, "engineer", text="two")
    deliver()
    assert (mails.mails, Line.objects.count(), queueing.is_anything_waiting()) == ([], 2, False)
    Line.objects.update(due_at=clock.now())
    deliver()
    (letter,) = mails.mails
    assert letter["Subject"] == "2 things wait for you in Linkspan"
    text = letter.get_body(("plain",)).get_content()
    assert text.index("one") < text.index("two")


def test_quiet_hours_hold_a_message_back(world, risk, mail, mails):
    local = clock.now().astimezone(dt.timezone(dt.timedelta(hours=8)))
    begins, ends = (local - dt.timedelta(hours=1)), (local + dt.timedelta(hours=2))
    quiet = {"quiet_from": begins.strftime("%H:%M"), "quiet_to": ends.strftime("%H:%M")}
    choose(world, "engineer", **quiet)
    mention(world, risk, "engineer")
    deliver()
    assert mails.mails == []
    assert dt.timedelta(hours=1, minutes=58) < wait_of() <= dt.timedelta(hours=2)


def test_another_attempt_does_not_fall_into_quiet_hours(world, risk, mail, mails):
    mails.refuse["MAIL"] = "451 later"
    mention(world, risk, "engineer")
    queueing.collect()
    local = clock.now().astimezone(dt.timezone(dt.timedelta(hours=8)))
    ends = (local + dt.timedelta(hours=2)).strftime("%H:%M")
    choose(world, "engineer", quiet_from=local.strftime("%H:%M"), quiet_to=ends)
    deliver()
    wait = only().next_try_at - clock.now()
    assert (only().state, wait > dt.timedelta(hours=1, minutes=58)) == (State.WAITING, True)


def test_urgent_things_pass_for_who_says_so(world, risk, mail, mails):
    from linkspan.kernel.access.actor import SYSTEM
    from linkspan.kernel.inbox.desk import put

    local = clock.now().astimezone(dt.timezone(dt.timedelta(hours=8)))
    quiet = {
        "quiet_from": (local - dt.timedelta(hours=1)).strftime("%H:%M"),
        "quiet_to": (local + dt.timedelta(hours=2)).strftime("%H:%M"),
    }
    place = {
        "entity": "risk", "record_id": risk["id"], "name": {"zh": "R01", "en": "R01"}, "url": "/p/ALPHA/r/risk/1",
        "by": SYSTEM, "comment_id": None,
    }  # fmt: skip
    for through, count in ((False, 0), (True, 1)):
        choose(world, "engineer", urgent_through=through, **quiet)
        put(world.people["engineer"].pk, "approval", **place)
        deliver()
        assert len(mails.mails) == count
    assert mails.mails[0]["Subject"] == "Waits for your approval: R01"


def test_what_one_does_not_want_is_not_sent(world, risk, mail, mails):
    choose(world, "engineer", ways={"mentioned": {str(mail.pk): False}})
    mention(world, risk, "engineer")
    deliver()
    assert mails.mails == []
    assert InboxItem.objects.count() == 1  # the inbox always


def test_watched_changes_go_out_only_where_asked_for(world, risk, mail, mails):
    client = world.client("engineer")
    send(client, "put", f"/records/risk/{risk['id']}/watch")
    change = {"values": {"title": "later"}}
    send(world.client("manager"), "patch", f"/records/risk/{risk['id']}", change, **{"If-Match": '"1"'})
    deliver()
    assert mails.mails == []
    choose(world, "engineer", ways={"watched": {str(mail.pk): True}})
    change = {"values": {"title": "even later"}}
    send(world.client("manager"), "patch", f"/records/risk/{risk['id']}", change, **{"If-Match": '"2"'})
    deliver()
    assert "Manager changed what you watch" in mails.mails[0]["Subject"]


def test_a_kind_that_nobody_registered_still_arrives(world, risk, mail, mails):
    from linkspan.kernel.access.actor import SYSTEM
    from linkspan.kernel.inbox.desk import put

    put(
        world.people["engineer"].pk, "brandnew", entity="risk", record_id=risk["id"], by=SYSTEM, comment_id=None,
        name={"zh": "R01", "en": "R01"}, url="/p/ALPHA/r/risk/1",
    )  # fmt: skip
    deliver()
    assert mails.mails[0]["Subject"] == "R01 waits in your inbox"


# --- inside the action -------------------------------------------------------------------------------------------


def test_an_action_waits_for_nobody(world, risk, mail, mails):
    """Nothing but one more row of the outbox is written inside the action; no connection is made."""
    mention(world, risk, "engineer")
    assert (mails.heard, Line.objects.count(), Delivery.objects.count()) == ([], 0, 0)


def test_old_messages_go(world, risk, mail, mails):
    mention(world, risk, "engineer")
    deliver()
    Delivery.objects.update(ended_at=clock.now() - dt.timedelta(days=31))
    HandledEvent.objects.update(at=clock.now() - dt.timedelta(days=3))
    assert queueing.prune() >= 2
    assert not Delivery.objects.exists()
    assert not Line.objects.exists()
