"""Project templates and copies: what is taken along, what is not, whose rights hold, and hostile files."""

import datetime as dt

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linkspan.kernel.access.actor import SYSTEM, acting_as
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.entities.models import Link as Spine
from linkspan.kernel.entities.models import SavedView
from linkspan.kernel.numbering.models import Mask
from linkspan.modules.commercial.models import Contract, PaymentTerm
from linkspan.modules.identity import api as identity
from linkspan.modules.landscape.models import Interface, System
from linkspan.modules.portfolio.days import Days
from linkspan.modules.portfolio.models import Project, ProjectTemplate
from linkspan.modules.risk.models import Risk
from linkspan.modules.schedule.models import Assignment, Baseline, Link, Task, TaskDates
from world import command, dump, is_problem, local, send


@pytest.fixture
def manager(world):
    return world.client("manager")


@pytest.fixture
def admin(world):
    return world.client("admin")


def add(client, entity, **values):
    answer = send(client, "post", f"/records/{entity}", {"project": "ALPHA", "values": values})
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()["row"]


@pytest.fixture
def filled(world, manager):
    """ALPHA with records that point at each other, at tasks, parties and people."""
    v1 = world.parties["v1"].pk
    his = add(manager, "system", code="HIS", name="医院信息系统", party=v1, owner=world.people["engineer"].pk)
    lis = add(manager, "system", code="LIS", name="检验")
    face = add(
        manager, "interface", name="检验申请", provider=his["id"], consumers=[lis["id"]], freeze_by="2026-07-20",
        tags=["核心"],
    )  # fmt: skip
    contract = add(
        manager, "contract", name="主合同", direction="income", party=v1, amount=1_000_000_00, signed_on="2026-06-01"
    )
    add(
        manager, "payment_term", name="初验款", contract=contract["id"], share=0.3, amount=300_000_00,
        gate=world.tasks["m1"], planned_on="2026-08-03", trigger="signing",
    )  # fmt: skip
    risk = add(manager, "risk", title="接口延期", probability=5, cost_impact=5_000_00, proximity="2026-07-31")
    link = {"kind": "affects", "entity": "interface", "id": face["id"]}
    assert send(manager, "post", f"/records/risk/{risk['id']}/links", link).status_code == 201
    assert send(manager, "post", f"/records/risk/{risk['id']}/comments", {"body": "secret talk"}).status_code == 201
    view = {"name": "高", "sharing": "shared", "config": {"kind": "table", "filters": ["score:gte:15", "owner:in:3"]}}
    body = {"entity": "risk", "project": "ALPHA", **view}
    assert send(manager, "post", "/views", body).status_code in {200, 201}
    mask = {"pattern": "{PRJ}-F{n:02}"}
    assert send(manager, "put", "/projects/ALPHA/numbering/interface", mask).status_code == 200
    deadline = {"op": "task.update", "id": world.tasks["t5"], "set": {"deadline": local("2026-07-17", "17:00")}}
    command(manager, "ALPHA", deadline)
    command(manager, "ALPHA", {"op": "task.update", "id": world.tasks["t1"], "set": {"progress": 0.5}})
    command(manager, "ALPHA", {"op": "task.resources", "id": world.tasks["t5"], "text": "+Crew 1[50%]"})
    command(manager, "ALPHA", {"op": "baseline.set", "name": "a"})
    return world


def make(client, status=200, **body):
    answer = send(client, "post", "/projects", {"name": "new", "code": "NEW", "start": "2026-09-01", **body})
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def save(client, status=201, **body):
    answer = send(client, "post", "/projects/ALPHA/template", {"name": "模板", **body})
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def rows_of(model, code="NEW"):
    return list(model._base_manager.filter(project__code=code).order_by("pk"))


def test_a_copy_has_the_plan_and_the_records_and_nothing_of_what_happened(filled, admin):
    made = make(admin, copy_of="ALPHA")
    assert made["skipped"] == {}
    new = Project._base_manager.get(code="NEW")
    tasks = {t.name: t for t in rows_of(Task)}
    assert set(tasks) == {t.name for t in rows_of(Task, "ALPHA")}
    assert not any(t.progress or t.actual_start for t in tasks.values())
    assert len(rows_of(Link)) == 4
    assert Assignment._base_manager.filter(task__project=new).count() == 1
    assert not Baseline._base_manager.filter(project=new).exists()
    assert TaskDates.base_rows.filter(project_id=new.pk).count() == 8
    (face,) = rows_of(Interface)
    consumers = System._base_manager.filter(consumed=face).values_list("code", flat=True)
    assert (face.code, face.provider.code, list(consumers)) == ("NEW-F01", "HIS", ["LIS"])
    assert face.provider.project_id == new.pk
    assert face.tags == ["核心"]
    (contract,), (term,) = rows_of(Contract), rows_of(PaymentTerm)
    assert (contract.amount, contract.signed_on, contract.party.code) == (None, None, "v1")
    assert (term.amount, term.share, term.contract_id) == (None, 0.3, contract.pk)
    assert term.gate.name == "zaunkoenig m1"
    assert term.gate.project_id == new.pk
    (risk,) = rows_of(Risk)
    assert (risk.cost_impact, risk.probability, risk.status) == (None, 5, "identified")
    (spine,) = Spine._base_manager.filter(scope_path=new.scope_path)
    assert (spine.from_id, spine.to_id) == (risk.pk, face.pk)
    (view,) = SavedView._base_manager.filter(scope_path=new.scope_path)
    assert view.config["filters"] == ["score:gte:15"]
    assert admin.get(f"/api/records/risk/{risk.pk}/activity?kind=comments").json()["items"] == []
    owner = {s.code: s.owner.username if s.owner else None for s in rows_of(System)}
    assert owner == {"HIS": "engineer", "LIS": None}


def test_dates_keep_their_distance_in_working_or_in_calendar_days(filled, admin):
    make(admin, copy_of="ALPHA", code="WORK", start="2026-09-03")
    make(admin, copy_of="ALPHA", code="DAYS", start="2026-09-03", shift="calendar")
    # The old project starts on Wednesday 07-01, the new one on Thursday 09-03. Freeze on Monday 07-20 is the 13th
    # working day after the start, so Tuesday 09-22; 19 calendar days later is Tuesday 09-22 as well.
    assert rows_of(Interface, "WORK")[0].freeze_by == dt.date(2026, 9, 22)
    assert rows_of(Interface, "DAYS")[0].freeze_by == dt.date(2026, 9, 22)
    # Friday 07-31: 22 working days, Monday 10-05; 30 calendar days, Saturday 10-03.
    assert rows_of(Risk, "WORK")[0].proximity == dt.date(2026, 10, 5)
    assert rows_of(Risk, "DAYS")[0].proximity == dt.date(2026, 10, 3)
    deadline = next(t for t in rows_of(Task, "WORK") if t.deadline)
    assert deadline.deadline == local("2026-09-21", "17:00") - 480


@pytest.mark.parametrize("day", ["2026-06-01", "2026-07-01", "2026-07-04", "2026-07-05", "2026-12-31", "2025-01-01"])
def test_an_offset_leads_back_to_the_same_day_or_the_next_working_one(day):
    days = Days(dt.date(2026, 7, 1), lambda d: d.weekday() < 5)
    wanted = dt.date.fromisoformat(day)
    offset = days.offset(wanted)
    assert days.day(offset, "calendar") == wanted
    back = days.day(offset, "work")
    assert back == (wanted if wanted.weekday() < 5 else wanted + dt.timedelta(days=7 - wanted.weekday()))


def test_one_undo_takes_the_whole_project_back_and_a_redo_brings_it(filled, admin):
    before = dump()
    made = make(admin, copy_of="ALPHA")
    kept = {t: rows for t, rows in dump().items() if t in {"schedule_task", "risk_risk", "landscape_interface"}}
    answer = send(admin, "post", "/undo", {"log_id": made["log_id"]})
    assert answer.status_code == 200, answer.content.decode()
    after = dump()
    free = {"kernel_actionlog", "kernel_changerow", "kernel_outboxevent", "kernel_numberseries", "numbering_series"}
    for table in before.keys() - free:
        if table.startswith(("schedule_plantombstone", "kernel_searchdoc", "sqlite_", "kernel_idempotency")):
            continue
        assert after[table] == before[table], table
    redo = send(admin, "post", "/redo", {"log_id": answer.json()["log_id"]})
    assert redo.status_code == 200, redo.content.decode()
    again = dump()
    assert {t: len(rows) for t, rows in kept.items()} == {t: len(again[t]) for t in kept}


def test_a_later_row_of_somebody_else_is_not_torn_away_by_the_undo(filled, admin):
    made = make(admin, copy_of="ALPHA")
    assert send(admin, "post", "/records/risk", {"project": "NEW", "values": {"title": "later"}}).status_code == 201
    assert is_problem(send(admin, "post", "/undo", {"log_id": made["log_id"]}), 409)


def test_a_template_saved_and_used(filled, admin):
    kept = save(admin, name="接口升级", name_en="Interface upgrade", description="three months")
    assert kept["label"] == "Saved the project template “Interface upgrade”"
    listed = admin.get("/api/new-project").json()["templates"]
    assert [t["name"] for t in listed] == ["Interface upgrade"]
    counts = {part["name"]: part["count"] for part in listed[0]["parts"]}
    assert counts["tasks"] == 8
    assert (counts["system"], counts["interface"], counts["risk"]) == (2, 1, 1)
    made = make(admin, template=kept["item"]["id"])
    assert made["skipped"] == {}
    # Nobody is responsible any more, since people were not taken along.
    assert not any(t.owner_id for t in rows_of(Task))
    assert not any(s.owner_id for s in rows_of(System))
    assert rows_of(Interface)[0].code == "NEW-F01"
    assert Mask._base_manager.filter(scope_path=Project._base_manager.get(code="NEW").scope_path).count() == 1
    # The project from which it was saved may change or go: the template stays as it was.
    command(admin, "ALPHA", {"op": "task.delete", "ids": [filled.tasks["t5"]]})
    make(admin, template=kept["item"]["id"], code="AGAIN")
    assert len(rows_of(Task, "AGAIN")) == 8


def test_parts_and_entities_are_chosen(filled, admin):
    make(admin, copy_of="ALPHA", parts=["records"], entities=["system"])
    assert (len(rows_of(System)), len(rows_of(Interface)), len(rows_of(Task))) == (2, 0, 0)
    # An interface without the system that it must have is left out, and said.
    made = make(admin, copy_of="ALPHA", parts=["records"], entities=["interface"], code="HALF")
    assert made["skipped"] == {"interface": 1}
    assert is_problem(
        send(admin, "post", "/projects", {"name": "x", "code": "X", "start": "2026-09-01", "copy_of": "ALPHA",
                                          "parts": ["nothing"]}), 422, "parts",
    )  # fmt: skip


def test_modules_that_are_off_stay_off_in_the_copy(filled, admin):
    assert send(admin, "put", "/projects/ALPHA/modules", {"off": ["change"]}).status_code == 200
    make(admin, copy_of="ALPHA")
    assert Project._base_manager.get(code="NEW").modules_off == ["change"]


def test_money_is_in_no_template_and_hidden_fields_in_no_file(filled, admin):
    kept = save(admin)
    template = ProjectTemplate._base_manager.get()
    text = orjson.dumps(template.content).decode()
    assert "100000000" not in text
    assert "30000000" not in text
    assert "secret talk" not in text
    term = template.content["records"]["rows"]["payment_term"][0]
    assert term["values"]["share"] == 0.3
    # Who keeps templates but sees no commercial field gets a file without it.
    organisation = filled.organisation
    role = {"name_zh": "x", "verbs": ["template.view", "template.edit", "project.view"]}
    identity.create_role(SYSTEM, organisation, code="keeper", values=role)
    with acting_as(SYSTEM):
        keeper = identity.create_user(SYSTEM, organisation, username="keeper", name="Keeper").result
        identity.grant_role(SYSTEM, organisation, role="keeper", principal=keeper)
    from world import client_of

    file = client_of(keeper).get(f"/api/project-templates/{kept['item']['id']}/file")
    assert file.status_code == 200
    assert "share" not in orjson.loads(file.content)["records"]["rows"]["payment_term"][0]["values"]
    whole = admin.get(f"/api/project-templates/{kept['item']['id']}/file")
    assert "share" in orjson.loads(whole.content)["records"]["rows"]["payment_term"][0]["values"]


def test_commercial_fields_are_copied_only_for_who_may_see_them(filled, world):
    verbs = set(actor_for(world.people["manager"]).verbs_at(world.a.scope_path)) - {"field.commercial"}
    with acting_as(SYSTEM):
        identity.create_role(
            SYSTEM, world.organisation, code="nomoney", values={"name_zh": "x", "verbs": sorted(verbs)}
        )
        person = identity.create_user(SYSTEM, world.organisation, username="nomoney", name="No Money").result
        identity.grant_role(SYSTEM, world.organisation, role="nomoney", principal=person)
    from world import client_of

    make(client_of(person), copy_of="ALPHA")
    assert rows_of(PaymentTerm)[0].share is None


def test_who_does_not_see_all_copies_nothing(filled, world):
    """A vendor sees its own rows; a manager of another project sees nothing of this one."""
    organisation = world.organisation
    with acting_as(SYSTEM):
        identity.create_role(
            SYSTEM, organisation, code="starter", values={"name_zh": "x", "verbs": ["project.create", "project.view"]}
        )
        identity.grant_role(SYSTEM, organisation, role="starter", principal=world.people["vendor"])
        identity.grant_role(SYSTEM, organisation, role="starter", principal=world.people["engineer"])
    people = {name: world.client(name) for name in ("vendor", "engineer", "viewer", "outsider")}
    before = dump()
    body = {"name": "x", "code": "X", "start": "2026-09-01", "copy_of": "ALPHA"}
    assert is_problem(send(people["vendor"], "post", "/projects", body), 403)
    # The engineer sees all of it, but may not add records to the new project.
    assert is_problem(send(people["engineer"], "post", "/projects", body), 403)
    assert is_problem(send(people["outsider"], "post", "/projects", body), 403)
    for name in ("vendor", "engineer", "viewer"):
        assert is_problem(send(people[name], "post", "/projects/ALPHA/template", {"name": "x"}), 403)
    assert is_problem(send(people["outsider"], "post", "/projects/ALPHA/template", {"name": "x"}), 404)
    after = dump()
    assert before == after


def test_a_template_goes_to_another_installation_and_back(filled, admin):
    kept = save(admin, name="旅行")
    data = admin.get(f"/api/project-templates/{kept['item']['id']}/file").content
    assert send(admin, "delete", f"/project-templates/{kept['item']['id']}").status_code == 200
    # A party of another installation is not known there: the contract that needs it is left out, with what needs it.
    answer = upload(admin, data.replace(b'"party=v1"', b'"party=elsewhere"'))
    assert answer.status_code == 201, answer.content.decode()
    made = make(admin, template=answer.json()["item"]["id"])
    assert made["skipped"] == {"contract": 1, "payment_term": 1}
    assert rows_of(System)[0].party is None
    assert len(rows_of(Task)) == 8


def upload(client, data, name="t.json"):
    return client.post("/api/project-templates/import", {"file": SimpleUploadedFile(name, data)})


def content(**parts):
    whole = {"format": "linkspan-project-template", "version": 1, "start": "2026-07-01", "name": "x", **parts}
    return orjson.dumps(whole)


TASK = {"id": 1, "name": "a", "duration": 480}
HOSTILE = {
    "no json": b"\xff\xfe{",
    "a list": b"[]",
    "another format": orjson.dumps({"format": "x", "version": 1}),
    "another version": orjson.dumps({"format": "linkspan-project-template", "version": 2}),
    "deep": b'{"format":' * 2000,
    "no name": orjson.dumps({"format": "linkspan-project-template", "version": 1, "start": "2026-07-01"}),
    "start": content(start="yesterday"),
    "plan a list": content(plan=[]),
    "too many tasks": content(plan={"tasks": [TASK] * 5_001}),
    "task without a name": content(plan={"tasks": [{"id": 1}]}),
    "name of another kind": content(plan={"tasks": [{"id": 1, "name": {"$gt": ""}}]}),
    "name too long": content(plan={"tasks": [{"id": 1, "name": "x" * 401}]}),
    "NUL": content(plan={"tasks": [{"id": 1, "name": "a\0b"}]}),
    "own parent": content(plan={"tasks": [{**TASK, "parent": 1}]}),
    "parent below": content(plan={"tasks": [{**TASK, "parent": 2}, {"id": 2, "name": "b"}]}),
    "parent a list": content(plan={"tasks": [{**TASK, "parent": [1]}]}),
    "id twice": content(plan={"tasks": [TASK, TASK]}),
    "negative duration": content(plan={"tasks": [{**TASK, "duration": -1}]}),
    "huge duration": content(plan={"tasks": [{**TASK, "duration": 2**60}]}),
    "constraint without a date": content(plan={"tasks": [{**TASK, "constraint": 2}]}),
    "far date": content(plan={"tasks": [{**TASK, "deadline": [10**9, 1, 1]}]}),
    "link to nothing": content(plan={"tasks": [TASK], "links": [[1, 7, 0, 0, 0]]}),
    "link short": content(plan={"tasks": [TASK], "links": [[1]]}),
    "calendar unknown": content(plan={"tasks": [{**TASK, "calendar": 3}]}),
    "week of eight days": content(plan={"calendars": [{"id": 1, "name": "c", "week": [[]] * 8}]}),
    "hours that overlap": content(plan={"calendars": [{"id": 1, "name": "c", "week": [[[1, 9], [3, 5]]] + [[]] * 6}]}),
    "records a list": content(records=[]),
    "entity as path": content(records={"rows": {"../risk": []}}),
    "value an object": content(records={"rows": {"risk": [{"id": 1, "values": {"title": {"a": 1}}}]}}),
    "reference of no form": content(records={"rows": {"risk": [{"id": 1, "refs": {"party": ["1 OR 1=1"]}}]}}),
    "link of no kind": content(records={"rows": {}, "links": [{"kind": "owns it", "from": "a:1", "to": "b:1"}]}),
    "view without a form": content(views=[{"entity": "risk", "name": "v", "config": {"evil": 1}}]),
    "mask counted oddly": content(masks=[{"entity": "risk", "pattern": "{n}", "reset": "daily"}]),
    "modules an object": content(modules={"a": 1}),
    "infinite": content().replace(b'"x"', b"1e999"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence_and_keeps_nothing(world, admin, name):
    before = dump()["portfolio_projecttemplate"]
    assert is_problem(upload(admin, HOSTILE[name]), 422)
    assert dump()["portfolio_projecttemplate"] == before


def test_a_file_that_is_too_large_is_refused(world, admin):
    assert is_problem(upload(admin, b" " * (10 << 20) + b"{}"), 413)


CRAFTED = {
    "a circle of links": (content(plan={"tasks": [TASK, {"id": 2, "name": "b", "duration": 480}],
                                        "links": [[1, 2, 0, 0, 0], [2, 1, 0, 0, 0]]}), 422),
    "value that does not fit": (content(records={"rows": {"risk": [{"id": 1, "values": {"title": "a",
                                                                                         "probability": 99}}]}}), 422),
    "own state": (content(records={"rows": {"change_request": [{"id": 1, "values": {"title": "a",
                                                                                     "status": "approved"}}]}}), 409),
    "key of a row elsewhere": (content(records={"rows": {"risk": [{"id": 1, "values": {"title": "a",
                                                                                        "owner": 1}}]}}), 422),
}  # fmt: skip


@pytest.mark.parametrize("name", CRAFTED)
def test_a_crafted_template_makes_no_half_project(world, admin, name):
    data, _status = CRAFTED[name]
    answer = upload(admin, data)
    assert answer.status_code == 201, answer.content.decode()
    before = dump()
    refused = send(
        admin,
        "post",
        "/projects",
        {"name": "n", "code": "N", "start": "2026-09-01", "template": answer.json()["item"]["id"]},
    )
    if refused.status_code == 200:
        # What it may not say was left out.
        assert not Risk._base_manager.filter(project__code="N").exclude(owner=None).exists()
        assert not dump()["change_changerequest"] or "approved" not in str(dump()["change_changerequest"])
    else:
        assert is_problem(refused)
        assert dump() == before


def test_unknown_entities_parts_and_fields_are_left_out(world, admin):
    rows = {"nothing": [{"id": 1}], "risk": [{"id": 1, "values": {"title": "a", "no_such": 1, "code": "R77"}}]}
    answer = upload(admin, content(records={"rows": rows}, future={"a": 1}))
    made = make(admin, template=answer.json()["item"]["id"])
    assert made["skipped"] == {"nothing": 1}
    assert [r.title for r in rows_of(Risk)] == ["a"]


def test_a_template_is_seen_below_its_place_only(filled, world, admin, manager):
    assert send(manager, "post", "/projects/ALPHA/template", {"name": "own"}).status_code == 201
    (template,) = ProjectTemplate._base_manager.all()
    assert template.scope_path == world.a.scope_path
    assert world.client("outsider").get("/api/project-templates").json()["items"] == []
    assert is_problem(world.client("outsider").get(f"/api/project-templates/{template.pk}/file"), 404)
    assert world.client("vendor").get("/api/project-templates").json()["items"] == []
    undo = send(manager, "delete", f"/project-templates/{template.pk}").json()["log_id"]
    assert send(manager, "post", "/undo", {"log_id": undo}).status_code == 200
    assert manager.get("/api/project-templates").json()["items"][0]["name"] == "own"
