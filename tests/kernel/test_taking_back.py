"""What hangs on a record is taken back by who may, at the version that was read; what fails leaves nothing behind."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from linkspan.kernel.access.actor import SYSTEM
from linkspan.kernel.access.models import Grant
from linkspan.kernel.actions import undo
from linkspan.kernel.entities import discussion
from linkspan.modules.risk.models import Risk
from world import is_problem, send


@pytest.fixture
def manager(world):
    return world.client("manager")


@pytest.fixture
def risk(manager):
    return manager_makes(manager, "risk", title="one", probability=2, impact=3, cost_impact=500)


def manager_makes(client, entity, **values):
    answer = send(client, "post", f"/records/{entity}", {"project": "ALPHA", "values": values})
    assert answer.status_code == 201, answer.content
    return answer.json()["row"]


def edit(client, entity, row, **values):
    path = f"/records/{entity}/{row['id']}"
    answer = send(client, "patch", path, {"values": values}, **{"If-Match": f'"{row["version"]}"'})
    assert answer.status_code == 200, answer.content
    return answer.json()


def changes(client, entity, row):
    found = client.get(f"/api/records/{entity}/{row['id']}/activity?kind=changes").json()["items"]
    return {item["log_id"]: item for item in found}


def stored_files(data_directory):
    return [path for path in Path(data_directory).rglob("attachments/*/*") if path.is_file()]


def test_the_button_undo_shows_where_the_undo_would_be_done(world, manager, risk):
    engineer = world.client("engineer")
    cost = edit(manager, "risk", risk, cost_impact=700, impact=4)
    open_edit = edit(manager, "risk", cost["row"], title="two")
    seen = changes(engineer, "risk", risk)
    assert seen[cost["log_id"]]["undoable"] is False, "it set a price, too"
    assert seen[open_edit["log_id"]]["undoable"] is True
    for log_id, item in seen.items():
        refused = send(engineer, "post", "/undo", {"log_id": log_id}).status_code == 403
        assert refused is not item["undoable"], item
    assert changes(manager, "risk", risk)[cost["log_id"]]["undoable"] is True


def test_the_button_is_gone_once_it_was_undone(manager, risk):
    done = edit(manager, "risk", risk, title="two")
    assert changes(manager, "risk", risk)[done["log_id"]]["undoable"] is True
    send(manager, "post", "/undo", {"log_id": done["log_id"]})
    assert changes(manager, "risk", risk)[done["log_id"]]["undoable"] is False


def test_an_approval_shows_no_undo_to_who_may_not_approve(world, manager):
    change = manager_makes(world.client("engineer"), "change_request", title="x", impact="y", ruling="z")
    for status in ("analysis", "review", "approved"):
        done = edit(manager, "change_request", change, status=status)
        change = done["row"]
    assert changes(world.client("engineer"), "change_request", change)[done["log_id"]]["undoable"] is False
    assert changes(manager, "change_request", change)[done["log_id"]]["undoable"] is True


def test_a_page_of_history_asks_little_for_its_buttons(manager, risk, django_assert_max_num_queries):
    row = risk
    for at in range(12):
        row = edit(manager, "risk", row, title=f"title {at}", cost_impact=at)["row"]
    with django_assert_max_num_queries(40):
        assert len(changes(manager, "risk", risk)) == 13


def test_links_are_told_in_the_language_of_the_reader(manager, risk):
    system = manager_makes(manager, "system", code="LIS", name="检验系统", name_en="Laboratory")
    link = {"kind": "affects", "entity": "system", "id": system["id"]}
    assert send(manager, "post", f"/records/risk/{risk['id']}/links", link).status_code == 201
    linked = next(item for item in changes(manager, "risk", risk).values() if "Linked" in item["text"])
    assert "LIS Laboratory" in linked["text"]
    log = undo.ActionLog.base_rows.get(pk=linked["log_id"])
    with translation.override("zh-hans"):
        assert "LIS 检验系统" in undo.describe(log)


def test_ones_own_change_of_a_shared_view_is_taken_back_with_the_right_to_share(world, manager):
    view = {"entity": "risk", "project": "ALPHA", "name": "all see", "sharing": "shared", "config": {"kind": "table"}}
    own = {**view, "name": "mine", "sharing": "personal"}
    shared = send(manager, "post", "/views", view).json()["log_id"]
    personal = send(manager, "post", "/views", own).json()["log_id"]
    grant = Grant.base_rows.get(user=world.people["manager"])
    role = grant.role
    role.verbs = [verb for verb in role.verbs if verb != "view.share"]
    role.save()
    assert is_problem(send(manager, "post", "/undo", {"log_id": shared}), 403)
    assert send(manager, "post", "/undo", {"log_id": personal}).status_code == 200


def test_the_counts_of_views_cost_one_statement(manager, risk):
    view = {"entity": "risk", "project": "ALPHA", "config": {"kind": "table"}}
    wanted = {"none": ["code:is:nothing"], "one": [], "hidden": ["nothing:is:1"], "nobody": ["owner:me"]}

    def add(names):
        for name, filters in names.items():
            body = {**view, "name": name, "config": {"kind": "table", "filters": filters}}
            assert send(manager, "post", "/views", body).status_code == 201

    def count():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            items = manager.get("/api/views?entity=risk&project=ALPHA").json()["items"]
        return len(asked), {item["name"]: item["count"] for item in items}

    add(dict(list(wanted.items())[:1]))
    first, _counts = count()
    add(dict(list(wanted.items())[1:]) | {f"more {at}": ["title:contains:one"] for at in range(9)})
    second, counts = count()
    assert second == first
    assert counts == {"none": 0, "one": 1, "hidden": None, "nobody": 0} | {f"more {at}": 1 for at in range(9)}


def test_a_comment_whose_table_blows_up_is_refused(manager, risk):
    path = f"/records/risk/{risk['id']}/comments"
    wide = "|a" * 500 + "|\n" + "|-" * 500 + "|\n" + "|\n" * 8_000
    assert len(wide) < discussion.MOST_TEXT
    assert len(discussion.to_html(wide)) > discussion.MOST_HTML
    assert is_problem(send(manager, "post", path, {"body": wide}), 422, "body")
    plain = "| a | b |\n|---|---|\n" + "| one | two |\n" * 1_000
    assert send(manager, "post", path, {"body": plain}).status_code == 201
    assert send(manager, "post", path, {"body": "x " * 9_990 + "**y**"}).status_code == 201


def test_an_attachment_whose_action_fails_leaves_no_bytes(world, manager, risk, data_directory, monkeypatch):
    def broken(known, row, language):
        raise RuntimeError("in the middle of the action")

    actor, row = world.actor("manager"), Risk._base_manager.get(pk=risk["id"])
    monkeypatch.setattr("linkspan.kernel.entities.writing.shown_name", broken)
    with pytest.raises(RuntimeError):
        discussion.keep_attachment(actor, row, SimpleUploadedFile("a.txt", b"bytes"))
    assert stored_files(data_directory) == []
    monkeypatch.undo()
    assert discussion.keep_attachment(SYSTEM, row, SimpleUploadedFile("a.txt", b"bytes")).log_id
    assert len(stored_files(data_directory)) == 1


def test_an_upload_that_breaks_off_leaves_no_bytes(world, risk, data_directory):
    class Broken(SimpleUploadedFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError("the line broke")

    row = Risk._base_manager.get(pk=risk["id"])
    with pytest.raises(OSError, match="broke"):
        discussion.keep_attachment(world.actor("manager"), row, Broken("a.txt", b"bytes"))
    assert stored_files(data_directory) == []
