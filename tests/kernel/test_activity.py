"""The activity of a record is read page by page; nothing is skipped or comes twice, whatever the clock said."""

import datetime as dt

import pytest

from linkspan.kernel.access.actor import elevated
from linkspan.kernel.actions.models import ActionLog
from linkspan.kernel.entities.activity import PAGE
from linkspan.kernel.entities.models import Comment
from world import send

MANY = PAGE + 15


@pytest.fixture
def manager(world):
    return world.client("manager")


@pytest.fixture
def risk(manager):
    made = send(
        manager, "post", "/records/risk", {"project": "ALPHA", "values": {"title": "R", "probability": 5, "impact": 4}}
    )
    assert made.status_code == 201, made.content
    return made.json()["row"]


@pytest.fixture
def path(manager, risk):
    """A risk with more comments and more changes than a page holds."""
    path, version = f"/records/risk/{risk['id']}", risk["version"]
    for n in range(MANY):
        assert send(manager, "post", f"{path}/comments", {"body": f"comment {n}"}).status_code == 201
        changed = send(manager, "patch", path, {"values": {"probability": 1 + n % 5}}, **{"If-Match": f'"{version}"'})
        assert changed.status_code == 200, changed.content
        version = changed.json()["row"]["version"]
    return path


def whole(client, path, kind):
    """Every item of the record in the order of its pages."""
    items, before, pages = [], "", 0
    while before is not None:
        answer = client.get(f"/api{path}/activity", {"kind": kind, "before": before}).json()
        assert len(answer["items"]) <= PAGE
        assert answer["more"] is (answer["next"] is not None)
        items, before, pages = items + answer["items"], answer["next"], pages + 1
        assert pages < 20, "the pages do not end"
    return items, pages


@pytest.mark.parametrize("is_one_moment", [True, False])
def test_pages_hold_every_item_once(manager, path, is_one_moment):
    if is_one_moment:
        with elevated():
            moment = dt.datetime(2026, 7, 15, 8, 30, 0, 120, tzinfo=dt.UTC)
            ActionLog.rows.update(at=moment)
            Comment.rows.update(created_at=moment)
    items, pages = whole(manager, path, "all")
    named = [(item["kind"], item["id"]) for item in items]
    assert len(set(named)) == len(named)
    assert pages == -(-len(items) // PAGE)
    said = [item["body"] for item in items if item["kind"] == "comment"]
    assert said == [f"comment {n}" for n in reversed(range(MANY))]
    changed = [item for item in items if item["kind"] == "change"]
    assert len(changed) >= MANY
    assert whole(manager, path, "changes")[0] == changed
    assert [item["at"] for item in items] == sorted((item["at"] for item in items), reverse=True)


@pytest.mark.parametrize(
    "place", ["soon", "2026-07-15,9,1", "2026-07-15,1", "2026-07-15,3,99999999999999999999", "0001-01-01T00:00+14:00"]
)
def test_a_place_that_is_none_is_refused(manager, risk, place):
    answer = manager.get(f"/api/records/risk/{risk['id']}/activity", {"before": place})
    assert answer.status_code == 422
    assert answer.json()["field"] == "before"


def test_a_date_stands_for_what_is_older(manager, risk):
    path = f"/api/records/risk/{risk['id']}/activity"
    assert manager.get(path, {"before": "2020-01-01"}).json() == {"items": [], "more": False, "next": None}
    assert manager.get(path, {"before": "2990-01-01T00:00:00Z"}).json()["items"]
