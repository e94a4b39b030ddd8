"""Import of a schedule file: dry run, job, the same again, changes, refusals, undo."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linkspan.kernel.jobs import runner
from linkspan.kernel.jobs.models import Job
from linkspan.modules.exchange.models import ImportDraft
from linkspan.modules.portfolio.models import Project
from linkspan.modules.schedule.models import Assignment, Baseline, Link, Resource, Task, WorkCalendar
from world import client_of, dump, is_problem, local, plan_of, plan_rows, rows_by_id, send

FILE = Path(__file__).parent.parent.parent / "data" / "small-plan.xml"
HOME = "/projects/ALPHA/import"


@pytest.fixture
def xml():
    return FILE.read_bytes()


def upload(client, content, path=f"{HOME}/preview", name="small-plan.xml"):
    return client.post(f"/api{path}", {"file": SimpleUploadedFile(name, content, content_type="text/xml")})


def preview(client, content, path=f"{HOME}/preview"):
    answer = upload(client, content, path)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def apply(client, token, path=f"{HOME}/apply", **more):
    """Apply a preview and do its job here; the job's row."""
    answer = send(client, "post", path, {"token": token, **more})
    assert answer.status_code == 200, answer.content.decode()
    job_id = answer.json()["job_id"]
    runner.run(job_id)
    return Job.base_rows.get(pk=job_id)


def bring_in(client, content):
    job = apply(client, preview(client, content)["token"])
    assert job.state == "done", job.error
    return job.result


def imported(project):
    return {t.source_uid: t for t in Task._base_manager.filter(project=project, source_uid__isnull=False)}


def test_the_dry_run_says_what_would_come_and_writes_no_plan(world, xml):
    client, before = world.client("manager"), plan_rows(world.a)
    said = preview(client, xml)
    assert {
        k: said["summary"][k]
        for k in ("tasks_new", "tasks_updated", "tasks_unchanged", "links_new", "resources", "assignments", "baselines")
    } == {
        "tasks_new": 5,
        "tasks_updated": 0,
        "tasks_unchanged": 0,
        "links_new": 3,
        "resources": 1,
        "assignments": 1,
        "baselines": 1,
    }
    assert said["blocked"] is False
    assert [line["text"] for line in said["lines"] if line["uid"] == 11] == ["New: 1.1 Sketch"]
    assert plan_rows(world.a) == before


def test_the_file_becomes_rows_links_calendar_people_and_baseline(world, xml):
    client = world.client("manager")
    result = bring_in(client, xml)
    assert (result["project"], result["new"], result["links"]) == ("ALPHA", 5, 3)
    tasks = imported(world.a)
    rows = rows_by_id(plan_of(client))
    assert [tasks[uid].name for uid in (10, 11, 12, 13, 14)] == ["Design", "Sketch", "Drawing", "Build", "Handed over"]
    assert tasks[12].parent_id == tasks[10].pk
    # Sketch 3.-4. August, the 5th is a holiday, one day of lag, three days of drawing over the weekend.
    assert rows[tasks[11].pk]["finish"] == local("2026-08-04", "17:00")
    assert rows[tasks[12].pk]["start"] == local("2026-08-07")
    assert rows[tasks[12].pk]["finish"] == local("2026-08-11", "17:00")
    assert rows[tasks[14].pk]["finish"] == local("2026-08-12", "17:00")
    assert rows[tasks[11].pk]["baseline_finish"] == local("2026-08-04", "17:00")
    assert Resource._base_manager.get(project=world.a).name == "Li Lei"
    assert Assignment._base_manager.get(task=tasks[11]).work == 960
    assert WorkCalendar._base_manager.get(project=world.a).name == "Works calendar"


def test_the_same_file_again_changes_nothing(world, xml):
    client = world.client("manager")
    bring_in(client, xml)
    before, revision = plan_rows(world.a), world.project().revision
    said = preview(client, xml)
    assert (
        said["summary"]["tasks_new"],
        said["summary"]["tasks_updated"],
        said["summary"]["tasks_unchanged"],
        said["summary"]["links_new"],
    ) == (0, 0, 5, 0)
    result = bring_in(client, xml)
    assert (result["new"], result["changed"], result["log_id"]) == (0, 0, None)
    assert plan_rows(world.a) == before
    assert world.project().revision == revision


def test_a_changed_file_updates_by_unique_id(world, xml):
    client = world.client("manager")
    bring_in(client, xml)
    keys = {uid: task.pk for uid, task in imported(world.a).items()}
    changed = (
        xml.replace(b"<Name>Sketch</Name>", b"<Name>Rough sketch</Name>")
        .replace(b"<ID>2</ID>", b"<ID>7</ID>")
        .replace(b"<LinkLag>4800</LinkLag>", b"<LinkLag>0</LinkLag>")
        .replace(b"<PredecessorUID>13</PredecessorUID>", b"<PredecessorUID>11</PredecessorUID>")
    )
    said = preview(client, changed)
    assert (said["summary"]["tasks_new"], said["summary"]["tasks_updated"], said["summary"]["links_new"]) == (0, 1, 1)
    bring_in(client, changed)
    tasks = imported(world.a)
    assert {uid: task.pk for uid, task in tasks.items()} == keys
    assert tasks[11].name == "Rough sketch"
    links = {
        (a, b): lag
        for a, b, lag in Link._base_manager.filter(successor__in=tasks.values()).values_list(
            "predecessor__source_uid", "successor__source_uid", "lag"
        )
    }
    assert links == {(11, 12): 0, (12, 13): 0, (11, 14): 0}


def test_rows_of_the_plan_alone_stay(world, xml):
    client = world.client("manager")
    bring_in(client, xml)
    assert set(world.tasks.values()) <= set(Task._base_manager.values_list("pk", flat=True))
    assert preview(client, xml)["summary"]["kept_only_here"] == len(world.tasks)


def test_a_cycle_is_named_and_blocks(world, xml):
    client = world.client("manager")
    cyclic = xml.replace(
        b"<OutlineLevel>2</OutlineLevel><Duration>PT16H0M0S</Duration>",
        b"<OutlineLevel>2</OutlineLevel><Duration>PT16H0M0S</Duration><PredecessorLink><PredecessorUID>13</PredecessorUID><Type>1</Type></PredecessorLink>",
    )
    said = preview(client, cyclic)
    assert said["blocked"] is True
    (line,) = [line for line in said["lines"] if line["level"] == "error"]
    assert all(name in line["text"] for name in ("Sketch", "Drawing", "Build"))
    before = plan_rows(world.a)
    assert is_problem(send(client, "post", f"{HOME}/apply", {"token": said["token"]}), 422)
    assert not Job.base_rows.exists()
    assert plan_rows(world.a) == before


_BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE Project [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Project>&b;</Project>"""
_OUTSIDE = b"""<?xml version="1.0"?>
<!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/passwd">]><Project><Title>&x;</Title></Project>"""
HOSTILE = {
    "empty": b"",
    "text": b"hello",
    "a program": b"\x7fELF" + bytes(100),
    "mpp": b"\xd0\xcf\x11\xe0" + bytes(600),
    "HTML": b"<html><body/></html>",
    "truncated": FILE.read_bytes()[:900],
    "a bomb": _BOMB,
    "a file of the server": _OUTSIDE,
    "late doctype": b" " * 5000 + _BOMB,
    "deep": b"<Project>" + b"<a>" * 500,
    "a huge duration": FILE.read_bytes().replace(b"PT24H0M0S", b"PT999999999999H0M0S"),
    "a far date": FILE.read_bytes().replace(b"2026-08-03", b"9999-08-03"),
    "wrong encoding": FILE.read_bytes().replace(b"Sketch", b"\xff\xfe\xfd"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_in_one_sentence_and_not_kept(world, data_directory, what):
    client = world.client("manager")
    before = dump()
    answer = upload(client, HOSTILE[what])
    assert is_problem(answer, field="file")
    assert "root:" not in answer.content.decode()
    assert dump() == before
    assert list((data_directory / "files" / "imports").iterdir()) == []


def test_a_file_above_the_limit_is_refused(world, data_directory, settings, xml):
    settings.MAX_UPLOAD_BYTES = 1000
    answer = upload(world.client("manager"), xml)
    assert is_problem(answer, 413, "file")
    assert list((data_directory / "files" / "imports").iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.xml",
        "..\\..\\x.xml",
        "a/b.xml",
        "x" * 400 + ".xml",
        "<script>.xml",
        "a\nb.xml",
        "%s.xml",
        "计划.xml",
    ],
)
def test_the_name_of_a_file_is_only_a_name(world, data_directory, xml, name):
    answer = upload(world.client("manager"), xml, name=name)
    assert answer.status_code == 200
    draft = ImportDraft._base_manager.get()
    assert "/" not in draft.original_name
    assert len(draft.original_name) <= 200
    (stored,) = (data_directory / "files" / "imports").iterdir()
    assert stored.name == draft.stored_name


def test_undo_of_the_import_empties_the_plan_again(lasting_world, xml):
    world = lasting_world
    client, before = world.client("manager"), plan_rows(world.a)
    result = bring_in(client, xml)
    after = plan_rows(world.a)
    undone = send(client, "post", "/projects/ALPHA/plan/undo", {"log_id": result["log_id"]})
    assert undone.status_code == 200, undone.content.decode()
    assert plan_rows(world.a) == before
    redone = send(client, "post", "/projects/ALPHA/plan/redo", {"log_id": undone.json()["log_id"]})
    assert redone.status_code == 200, redone.content.decode()
    assert plan_rows(world.a) == after


def test_undo_of_the_second_import_brings_the_first_back(world, xml):
    client = world.client("manager")
    bring_in(client, xml)
    before = plan_rows(world.a)
    result = bring_in(client, xml.replace(b"PT24H0M0S", b"PT8H0M0S").replace(b"2026-08-05T", b"2026-08-06T"))
    assert plan_rows(world.a) != before
    assert send(client, "post", "/projects/ALPHA/plan/undo", {"log_id": result["log_id"]}).status_code == 200
    assert plan_rows(world.a) == before


def test_a_token_is_good_for_its_owner_its_project_and_one_job(world, xml):
    manager, admin = world.client("manager"), client_of(world.people["admin"])
    token = preview(manager, xml)["token"]
    for client, path in (
        (admin, f"{HOME}/apply"),
        (admin, "/projects/BETA/import/apply"),
        (manager, "/projects/BETA/import/apply"),
    ):
        assert is_problem(send(client, "post", path, {"token": token}), 404)
    first, again = (send(manager, "post", f"{HOME}/apply", {"token": token}).json()["job_id"] for _ in range(2))
    assert first == again
    runner.run(first)
    runner.run(first)  # called twice by the transport
    assert len(imported(world.a)) == 5


def test_an_import_can_make_a_project(world, xml):
    admin = world.client("admin")
    token = preview(admin, xml, "/import/preview")["token"]
    assert is_problem(
        send(admin, "post", "/import/apply", {"token": token, "code": "ALPHA", "name": "taken"}), 409, "code"
    )
    job = apply(admin, token, "/import/apply", code="NEW", name="New one")
    assert job.state == "done", job.error
    project = Project._base_manager.get(code="NEW")
    assert len(imported(project)) == 5
    assert plan_of(admin, "NEW")["project"]["start"] == local("2026-08-03")


def test_rights_lost_before_the_job_runs_stop_it(world, xml):
    from linkspan.kernel.access.models import Grant

    client = world.client("manager")
    token = preview(client, xml)["token"]
    job_id = send(client, "post", f"{HOME}/apply", {"token": token}).json()["job_id"]
    Grant.base_rows.filter(user=world.people["manager"])._raw_delete("default")
    runner.run(job_id)
    job = Job.base_rows.get(pk=job_id)
    assert (job.state, bool(job.error)) == ("failed", True)
    assert not imported(world.a)


def test_baselines_of_the_file_do_not_touch_those_of_the_plan(world, xml):
    client = world.client("manager")
    bring_in(client, xml)
    bring_in(client, xml)
    assert Baseline._base_manager.filter(project=world.a).count() == 1
