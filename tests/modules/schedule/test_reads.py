"""What pages read: why, history, my work, search, lists and homes against a naive recount; vendors; cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linkspan.modules.schedule.models import Task
from linkspan.modules.schedule.state import CACHE
from world import CANARY, DAY, FOREIGN, command, dump, local, plan_of, post_commands, rows_by_id, run, send

PLAN = "/api/projects/ALPHA/plan"


@pytest.fixture
def manager(world):
    return world.client("manager")


def get(client, path):
    answer = client.get(f"/api{path}")
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


# --- why and history ----------------------------------------------------------------------------------------


def test_why_leads_back_to_the_cause(world, manager):
    said = get(manager, f"/projects/ALPHA/plan/tasks/{world.tasks['m1']}/why")
    assert [step["code"] for step in said["chain"]] == ["1.1", "1.2", "2.1", "2.3"]
    assert [step["link_type"] for step in said["chain"]] == [None, "FS", "FS", "FS"]
    assert "2026-07-08" in said["sentence"]
    assert "1.1" in said["sentence"]
    assert "starts with the project" in said["sentence"]
    # t5 ends a day earlier than the project; the milestone has no float.
    assert "no float" in said["late_sentence"]


def test_why_names_a_constraint(world, manager):
    command(manager, "ALPHA", {"op": "task.update", "id": world.tasks["t1"], "set": {"start": local("2026-07-20")}})
    said = get(manager, f"/projects/ALPHA/plan/tasks/{world.tasks['t2']}/why")
    assert "held by a constraint at 2026-07-20" in said["sentence"]
    assert get(manager, f"/projects/ALPHA/plan/tasks/{world.tasks['s1']}/why")["chain"][-1]["code"] == "1"


def test_history_says_who_changed_what_from_what_to_what(world, manager):
    t1 = world.tasks["t1"]
    command(
        manager,
        "ALPHA",
        {"op": "task.update", "id": t1, "set": {"duration": 3 * DAY, "owner": world.people["manager"].pk}},
    )
    done = command(
        world.client("admin"),
        "ALPHA",
        {"op": "task.update", "id": t1, "set": {"progress": 0.5, "deadline": local("2026-07-20", "17:00")}},
    )
    send(manager, "post", "/projects/ALPHA/plan/undo", {"log_id": done["log_id"]})
    items = get(manager, f"/projects/ALPHA/plan/tasks/{t1}/history")["items"]
    assert [(i["actor"], i["undone"]) for i in items] == [
        ("Manager", False),
        ("Admin", True),
        ("Manager", False),
        ("Linkspan", False),
    ]
    changes = {c["field"]: (c["before"], c["after"]) for c in items[1]["changes"]}
    assert changes["progress"] == ("0%", "50%")
    assert changes["deadline"] == ("—", "2026-07-20 17:00")
    changes = {c["field"]: (c["before"], c["after"]) for c in items[2]["changes"]}
    assert changes["owner_id"] == ("Engineer", "Manager")


# --- my work ------------------------------------------------------------------------------------------------


def test_my_work_groups_by_the_business_date(world, settings):
    client = world.client("engineer")
    for today, group in (
        ("2026-06-20", "later"),
        ("2026-06-29", "week"),
        ("2026-07-01", "today"),
        ("2026-07-02", "today"),
        ("2026-07-03", "late"),
    ):
        settings.BUSINESS_TODAY = today
        work = get(client, "/my-work")
        found = {g["key"]: [i["task_id"] for i in g["items"]] for g in work["groups"]}
        assert found.pop(group) == [world.tasks["t1"]], today
        assert not any(found.values())
        assert work["counts"] == {g["key"]: len(g["items"]) for g in work["groups"]}


def test_my_work_reports_progress(world):
    client = world.client("engineer")
    (item,) = [i for g in get(client, "/my-work")["groups"] for i in g["items"]]
    body = {
        "task_id": item["task_id"],
        "version": item["version"],
        "progress": 1,
        "actual_start": local("2026-07-01"),
        "actual_finish": local("2026-07-03", "12:00"),
    }
    answer = send(client, "post", "/my-work/progress", body)
    assert answer.status_code == 200
    assert send(client, "post", "/my-work/progress", body).status_code == 409
    (item,) = get(client, "/my-work")["groups"][4]["items"]
    assert (item["progress"], item["actual_finish"]) == (1, local("2026-07-03", "12:00"))
    assert rows_by_id(plan_of(client))[world.tasks["t2"]]["start"] == local("2026-07-03", "13:00")
    assert send(client, "post", "/projects/ALPHA/plan/undo", {"log_id": answer.json()["log_id"]}).status_code == 200
    assert Task._base_manager.get(pk=item["task_id"]).progress == 0


def test_my_work_says_what_a_task_waits_for(world, manager):
    command(
        manager, "ALPHA", {"op": "task.update", "id": world.tasks["t4"], "set": {"owner": world.people["engineer"].pk}}
    )
    items = [i for g in get(world.client("engineer"), "/my-work")["groups"] for i in g["items"]]
    (waiting,) = [i["waiting_for"] for i in items if i["task_id"] == world.tasks["t4"]]
    assert waiting == [{"code": "1.2", "name": "vendor work", "owner": "Vendor"}]


# --- search -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "hit"),
    [
        ("联测", "task"),
        ("lcpt", "task"),
        ("平台", "task"),
        ("Alpha", "project"),
        ("ALPHA", "project"),
        ("joint", "task"),
        ("engineer", "person"),
        ("cust", "party"),
        ("2.2", "task"),
    ],
)
def test_search_finds_by_words_codes_and_pinyin_initials(world, manager, query, hit):
    command(
        manager,
        "ALPHA",
        {"op": "task.update", "id": world.tasks["t5"], "set": {"name": "联测平台搭建", "name_en": "Joint test bed"}},
    )
    found = get(manager, f"/search?q={query}")["items"]
    kinds = {item["kind"] for item in found}
    assert hit in kinds, found
    if hit == "task":
        assert {item["id"] for item in found if item["kind"] == "task"} == {world.tasks["t5"]}


def test_search_gives_at_most_eight_of_a_kind(world, manager):
    command(manager, "ALPHA", *({"op": "task.create", "name": f"联调 {n}"} for n in range(12)))
    assert len(get(manager, "/search?q=lt")["items"]) == 8


# --- figures ------------------------------------------------------------------------------------------------


def recount(client, today):
    """The figures of ALPHA counted from its plan, row by row."""
    plan = plan_of(client)
    rows = rows_by_id(plan)
    leaves = [r for r in rows.values() if r["kind"] != 2]
    late = [
        r
        for r in leaves
        if r["progress"] < 1 and (r["finish"] < today or (r["deadline"] is not None and r["finish"] > r["deadline"]))
    ]
    marks = [r for r in leaves if (r["kind"] == 1 or r["deadline"] is not None) and r["progress"] < 1]
    weight = sum(r["duration"] for r in leaves)
    return {
        "tasks": len(leaves),
        "late": len(late),
        "critical": sum(r["critical"] for r in leaves if r["progress"] < 1),
        "start": min(r["start"] for r in leaves),
        "finish": max(r["finish"] for r in leaves),
        "progress": pytest.approx(sum(r["duration"] * r["progress"] for r in leaves) / weight),
        "baseline_finish": max(
            (r["baseline_finish"] for r in rows.values() if r["baseline_finish"] is not None), default=None
        ),
        "milestone_next": min(marks, key=lambda r: r["finish"])["name"],
    }


def test_the_figures_of_a_project_are_those_of_its_rows(world, manager):
    t = world.tasks
    command(manager, "ALPHA", {"op": "baseline.set", "name": "b"})
    command(
        manager,
        "ALPHA",
        {"op": "task.update", "id": t["t1"], "set": {"progress": 1}},
        {"op": "task.update", "id": t["t2"], "set": {"progress": 0.5}},
        {"op": "task.update", "id": t["t5"], "set": {"deadline": local("2026-07-03", "17:00")}},
        {"op": "task.create", "name": "far", "parent": t["s2"], "duration": 30 * DAY},
    )
    (listed,) = get(manager, "/projects")["items"]
    home = get(manager, "/projects/ALPHA")
    wanted = recount(manager, local("2026-07-15", "00:00"))
    for figures in (listed, home):
        found = {name: figures[name] for name in wanted if name != "milestone_next"} | {
            "milestone_next": figures["milestone_next"]["name"]
        }
        assert found == wanted
    assert {m["id"] for m in home["milestones"]} == {t["m1"], t["t5"]}
    assert [(s["id"], s["tasks"]) for s in home["sections"]] == [(t["s1"], 3), (t["s2"], 4)]
    kinds = {(a["task_id"], a["kind"]) for a in home["attention"]}
    assert (t["t5"], "deadline") in kinds
    assert (t["t3"], "late") in kinds
    assert not any(a["task_id"] == t["t1"] for a in home["attention"])
    assert [h["text"] for h in home["history"][:2]] == ["Edited the plan", "Set baseline “b”"]


def test_an_inactive_row_is_not_late(world, manager):
    before = get(manager, "/projects")["items"][0]["late"]
    Task._base_manager.filter(pk=world.tasks["t3"]).update(is_active=False)
    CACHE.clear()
    assert get(manager, "/projects")["items"][0]["late"] == before - 1
    assert not any(a["task_id"] == world.tasks["t3"] for a in get(manager, "/projects/ALPHA")["attention"])


# --- vendors ------------------------------------------------------------------------------------------------


def test_a_vendor_reads_its_own_rows_and_no_byte_of_others(world):
    manager, vendor = world.client("manager"), world.client("vendor")
    send(manager, "post", "/calendars", {"name": f"{FOREIGN} calendar", "project": "ALPHA"})
    command(manager, "ALPHA", {"op": "baseline.set", "name": f"{FOREIGN} baseline"})
    command(
        manager,
        "ALPHA",
        {
            "op": "task.update",
            "id": world.tasks["t4"],
            "set": {"constraint": 2, "constraint_date": local("2026-07-01")},
        },
    )
    revision = world.project().revision
    paths = [
        "/session",
        "/projects",
        "/projects/ALPHA",
        "/projects/ALPHA/plan",
        "/calendars",
        "/calendars?project=ALPHA",
        "/my-work",
        *(f"/projects/ALPHA/plan/changes?since={since}" for since in (0, 1, revision - 1, revision, revision + 1)),
        *(f"/search?q={q}" for q in (FOREIGN, FOREIGN[:3], "t1", "1", "v2", "other_vendor", "e", "1.1")),
        *(f"/projects/ALPHA/plan/tasks/{i}/{what}" for i in world.tasks.values() for what in ("why", "history")),
    ]
    for path in paths:
        text = vendor.get(f"/api{path}").content.decode()
        assert not {mark for mark in (FOREIGN, CANARY) if mark in text}, path
    plan = plan_of(vendor)
    assert plan["tasks"]["id"] == [world.tasks["t2"]]
    assert plan["links"]["id"] == []
    assert plan["baselines"] == []
    assert plan["problems"] == []
    (item,) = get(vendor, "/projects")["items"]
    assert (item["tasks"], item["milestone_next"], item["baseline_finish"]) == (1, None, None)
    assert item["finish"] == plan["tasks"]["finish"][0]
    answer = send(vendor, "post", "/my-work/progress", {"task_id": world.tasks["t2"], "progress": 0.5})
    assert FOREIGN not in answer.content.decode()
    assert answer.json()["delta"]["tasks"]["id"] == [world.tasks["t2"]]
    undone = send(vendor, "post", "/projects/ALPHA/plan/undo", {"log_id": answer.json()["log_id"]})
    assert undone.status_code == 200
    assert FOREIGN not in undone.content.decode()


def test_a_vendor_s_refusals_name_no_foreign_row(world):
    vendor = world.client("vendor")
    before = dump()
    for name in ("t1", "t3", "s1"):
        for answer in (
            send(vendor, "post", "/my-work/progress", {"task_id": world.tasks[name], "progress": 1}),
            post_commands(vendor, "ALPHA", {"op": "task.update", "id": world.tasks[name], "set": {"name": "x"}}),
        ):
            assert answer.status_code in {403, 404}
            assert FOREIGN not in answer.content.decode()
    assert dump() == before


# --- cost ---------------------------------------------------------------------------------------------------


def grow(world, count):
    """Give the engineer so many linked tasks."""
    owner = world.people["engineer"].pk
    commands = [
        {"op": "task.create", "temp": f"n{n}", "name": f"n{n}", "parent": world.tasks["s2"], "owner": owner}
        for n in range(count)
    ]
    commands += [{"op": "link.create", "from": f"n{n}", "to": f"n{n + 1}"} for n in range(count - 1)]
    return run(world.a, *commands).result["n0"]


def statements(call):
    with CaptureQueriesContext(connection) as queries:
        assert call().status_code == 200
    return len(queries)


def test_statements_do_not_grow_with_the_plan(world, manager, django_capture_on_commit_callbacks):
    engineer = world.client("engineer")
    counts = {}
    for size in (20, 400):
        first = grow(world, size)
        calls = {
            "plan": lambda: manager.get(f"{PLAN}"),
            "projects": lambda: manager.get("/api/projects"),
            "home": lambda: manager.get("/api/projects/ALPHA"),
            "my work": lambda: engineer.get("/api/my-work"),
            "search": lambda: manager.get("/api/search?q=n"),
            "edit that moves all": lambda first=first: post_commands(
                manager, "ALPHA", {"op": "task.update", "id": first, "set": {"duration": 960}}
            ),
            "progress": lambda first=first: send(
                engineer, "post", "/my-work/progress", {"task_id": first, "progress": 0.5}
            ),
            "baseline": lambda: post_commands(manager, "ALPHA", {"op": "baseline.set", "name": "b"}),
        }
        for name, call in calls.items():
            CACHE.clear()
            counts.setdefault(name, []).append(statements(call))
    few, many = counts.pop("baseline")  # its rows are written in batches of a hundred and more
    assert many <= few + 400 // 100 + 4
    assert {name: few for name, (few, _many) in counts.items()} == {name: many for name, (_few, many) in counts.items()}
    assert all(many <= 45 for _few, many in counts.values()), counts
