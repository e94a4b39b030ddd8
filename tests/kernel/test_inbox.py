"""The inbox: who gets a line, what one does with it, and that nobody reads another's."""

import datetime as dt

import pytest

from linkspan.kernel import clock
from linkspan.kernel.inbox import desk
from linkspan.kernel.inbox.models import InboxItem
from world import dump, is_problem, send


@pytest.fixture
def risk(world):
    manager = world.client("manager")
    return send(manager, "post", "/records/risk", {"project": "ALPHA", "values": {"title": "late"}}).json()["row"]


def mention(world, risk, *names, by="manager", text="please look"):
    people = " ".join(f"@[{n}](person:{world.people[n].pk})" for n in names)
    answer = send(world.client(by), "post", f"/records/risk/{risk['id']}/comments", {"body": f"{people} {text}"})
    assert answer.status_code == 201, answer.content
    return answer.json()


def inbox(world, name, show="open"):
    return world.client(name).get(f"/api/inbox?show={show}").json()


def do(world, name, what, ids, **more):
    return send(world.client(name), "post", f"/inbox/{what}", {"ids": ids, **more})


def test_a_mention_is_a_line_for_who_may_see_the_record(world, risk):
    mention(world, risk, "engineer", "outsider", "vendor", "manager")
    assert [inbox(world, n)["counts"]["open"] for n in ("engineer", "outsider", "vendor", "manager")] == [1, 0, 0, 0]
    line = inbox(world, "engineer")["items"][0]
    assert (line["kind"], line["actor"], line["record"]) == ("mentioned", "Manager", "R01 late")
    assert line["excerpt"] == "@engineer @outsider @vendor @manager please look"
    assert line["url"] == f"/p/ALPHA/r/risk/{risk['id']}"


def test_names_are_those_of_the_readers_language(world, risk):
    from linkspan.modules.identity.models import User

    User._base_manager.filter(pk=world.people["manager"].pk).update(name="苏予", name_en="Su Yu")
    mention(world, risk, "engineer")
    assert inbox(world, "engineer")["items"][0]["actor"] == "Su Yu"


def test_changes_of_a_watched_record_join_the_unread_line(world, risk):
    send(world.client("engineer"), "put", f"/records/risk/{risk['id']}/watch")
    for version, title in ((1, "a"), (2, "b")):
        body = {"values": {"title": title}}
        send(world.client("manager"), "patch", f"/records/risk/{risk['id']}", body, **{"If-Match": f'"{version}"'})
    items = inbox(world, "engineer")["items"]
    assert [(i["kind"], i["count"]) for i in items] == [("watched", 2)]


def test_seen_done_snoozed_and_open_again(world, risk):
    mention(world, risk, "engineer")
    key = inbox(world, "engineer")["items"][0]["id"]
    assert do(world, "engineer", "seen", [key]).json() == {"open": 1, "unseen": 0, "snoozed": 0}
    tomorrow = (clock.now() + dt.timedelta(days=1)).isoformat()
    assert do(world, "engineer", "snooze", [key], until=tomorrow).json() == {"open": 0, "unseen": 0, "snoozed": 1}
    InboxItem.objects.filter(pk=key).update(snoozed_until=clock.now() - dt.timedelta(minutes=1))
    assert inbox(world, "engineer")["counts"]["open"] == 1
    assert do(world, "engineer", "done", [key]).json()["open"] == 0
    assert [i["id"] for i in inbox(world, "engineer", "done")["items"]] == [key]
    assert do(world, "engineer", "reopen", [key]).json()["open"] == 1


def test_nobody_touches_another_ones_lines(world, risk):
    mention(world, risk, "engineer")
    key = InboxItem.objects.get().pk
    people = {name: world.client(name) for name in ("manager", "admin", "nobody", "vendor", "engineer")}
    before = dump()
    for name, client in people.items():
        wanted = [key, key + 1] if name == "engineer" else [key]
        assert is_problem(send(client, "post", "/inbox/done", {"ids": wanted}), 404)
        assert name == "engineer" or client.get("/api/inbox").json()["items"] == []
    assert dump() == before


@pytest.mark.parametrize(
    "until", [None, "", "tomorrow", "2026-07-16T08:00", "2020-01-01T00:00:00+00:00", "2999-01-01T00:00:00+00:00"]
)
def test_a_moment_that_is_none_is_refused(world, risk, until):
    mention(world, risk, "engineer")
    key = InboxItem.objects.get().pk
    assert is_problem(do(world, "engineer", "snooze", [key], until=until), 422, "until")


def test_a_line_is_gone_with_the_right_to_see_the_record(world, risk):
    from linkspan.kernel.access.models import Grant

    mention(world, risk, "engineer")
    Grant.base_rows.filter(user=world.people["engineer"]).delete()
    answer = inbox(world, "engineer")
    assert (answer["items"], answer["counts"]["open"]) == ([], 0)


def test_an_undo_of_the_comment_does_not_fail_because_the_line_was_read(world, risk):
    log = mention(world, risk, "engineer")["log_id"]
    do(world, "engineer", "seen", [InboxItem.objects.get().pk])
    assert send(world.client("manager"), "post", "/undo", {"log_id": log}).status_code == 200


def test_withdrawn_words_are_withdrawn_here_too(world, risk):
    comment = mention(world, risk, "engineer", text="a secret")["item"]
    assert "a secret" in inbox(world, "engineer")["items"][0]["excerpt"]
    send(world.client("manager"), "delete", f"/comments/{comment['id']}", **{"If-Match": '"1"'})
    assert inbox(world, "engineer")["items"][0]["excerpt"] == ""


def test_lines_done_long_ago_are_deleted(world, risk):
    mention(world, risk, "engineer")
    assert desk.prune() == 0
    InboxItem.objects.update(done_at=clock.now() - dt.timedelta(days=91))
    assert (desk.prune(), InboxItem.objects.count()) == (1, 0)


def test_statements_do_not_grow_with_the_lines(world, risk, django_assert_max_num_queries):
    for n in range(30):
        mention(world, risk, "engineer", text=str(n))
    engineer = world.client("engineer")
    with django_assert_max_num_queries(8):
        assert len(engineer.get("/api/inbox").json()["items"]) == 30
