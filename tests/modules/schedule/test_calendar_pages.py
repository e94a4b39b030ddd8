"""The calendar editor: its edits move plans, bad hours are refused, official days, undo, two editors."""

import pytest

from linkspan.kernel.actions.undo import undo_action
from linkspan.modules.schedule.models import CalendarException, WorkCalendar
from world import CANARY, command, dump, is_problem, local, plan_of, rows_by_id, send


@pytest.fixture
def admin(world):
    return world.client("admin")


def edit(client, calendar, **values):
    return send(client, "put", f"/calendars/{calendar}", values)


def finish(client, world):
    return rows_by_id(plan_of(client))[world.tasks["t2"]]["finish"]


def test_a_holiday_moves_every_plan_on_the_calendar(world, admin):
    answer = edit(admin, world.calendar.pk, exceptions=[{"first": "2026-07-03", "name": "Holiday"}])
    assert answer.status_code == 200
    # In both projects t2, t3, t4 and the milestone; t5 in ALPHA only, in BETA it has a calendar of its own.
    assert answer.json()["moved"] == 4 + 4 + 1
    assert finish(admin, world) == local("2026-07-08", "17:00")
    plan = plan_of(admin)
    day = (local("2026-07-03", "00:00")) // 1440
    assert [day, day, [], "Holiday"] in [e for c in plan["calendars"] for e in c["exceptions"]]


def test_other_pages_learn_of_it(world, admin):
    revision = plan_of(admin)["project"]["revision"]
    edit(admin, world.calendar.pk, exceptions=[{"first": "2026-07-03"}])
    assert admin.get(f"/api/projects/ALPHA/plan/changes?since={revision}").json()["delta"] == {"full": True}


def test_shorter_days_make_a_longer_plan_and_undo_brings_it_back(world, admin):
    before = finish(admin, world)
    answer = edit(admin, world.calendar.pk, week=[[[480, 720]]] * 5 + [[], []], name="Half days")
    assert finish(admin, world) == local("2026-07-14", "12:00")
    undo_action(world.actor("admin"), answer.json()["log_id"])
    assert finish(admin, world) == before
    assert WorkCalendar._base_manager.get(pk=world.calendar.pk).name == "Standard"


def test_a_make_up_workday_works(world, admin):
    edit(
        admin,
        world.calendar.pk,
        exceptions=[{"first": "2026-07-04", "intervals": [[480, 720], [780, 1020]], "name": "make-up"}],
    )
    assert finish(admin, world) == local("2026-07-06", "17:00")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"week": []}, "week"),
        ({"week": [[[480, 720]]] * 6}, "week"),
        ({"week": [[[720, 480]]] * 7}, "week"),
        ({"week": [[[0, 1441]]] * 7}, "week"),
        ({"week": [[[480, 720], [700, 800]]] * 7}, "week"),
        ({"week": [[[-5, 10]]] * 7}, "week"),
        ({"week": [[[480]]] * 7}, "week"),
        ({"week": [[]] * 7}, "week"),
        ({"week": [[[480, 480]]] * 7}, "week"),
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"exceptions": [{}]}, "exceptions"),
        ({"exceptions": [{"first": "tomorrow"}]}, "exceptions"),
        ({"exceptions": [{"first": "2026-07-05", "last": "2026-07-04"}]}, "exceptions"),
        ({"exceptions": [{"first": "0001-01-01"}]}, "exceptions"),
        ({"exceptions": [{"first": "2026-01-01", "last": "2199-01-01"}]}, "exceptions"),
        ({"exceptions": [{"first": "2026-07-05", "intervals": [[600, 500]]}]}, "week"),
        ({"exceptions": [{"first": "2026-07-05", "intervals": "x"}]}, "week"),
        ({"exceptions": [{"first": "2026-01-01", "name": str(n)} for n in range(2001)]}, "exceptions"),
        ({"exceptions": [{"first": None}]}, "exceptions"),
        ({"exceptions": [{"first": ["2026-01-01"]}]}, "exceptions"),
        ({"exceptions": [{"first": {}}]}, "exceptions"),
    ],
)
def test_bad_calendars_are_refused(world, admin, values, field):
    before = dump()
    assert is_problem(edit(admin, world.calendar.pk, **values), 422, field)
    assert dump() == before
    if "name" not in values or "week" in values:
        body = {"name": "new", **{k: v for k, v in values.items() if k == "week"}}
        if "week" in values:
            assert is_problem(send(admin, "post", "/calendars", body), 422, field)
            assert dump() == before


def test_a_second_editor_of_the_same_copy_is_refused(world, admin):
    version = admin.get(f"/api/calendars/{world.calendar.pk}").json()["version"]
    days = [{"first": "2026-07-03", "name": "first editor"}]
    assert edit(admin, world.calendar.pk, version=version, exceptions=days).status_code == 200
    before = dump()
    assert is_problem(edit(admin, world.calendar.pk, version=version, exceptions=[]), 412)
    assert dump() == before
    assert CalendarException._base_manager.get(calendar=world.calendar).name == "first editor"


def test_nothing_changed_is_nothing_written(world, admin):
    edit(admin, world.calendar.pk, exceptions=[{"first": "2026-07-03", "name": "x"}])
    before = dump()
    same = admin.get(f"/api/calendars/{world.calendar.pk}").json()
    answer = edit(
        admin,
        world.calendar.pk,
        version=same["version"],
        name=same["name"],
        week=same["week"],
        exceptions=same["exceptions"],
    )
    assert answer.status_code == 200
    assert dump() == before


def test_the_official_days_of_a_year(world, admin):
    answer = send(admin, "post", f"/calendars/{world.calendar.pk}/official/2026", {})
    body = answer.json()
    assert answer.status_code == 200
    assert body["added"] == len(body["exceptions"]) > 20
    by_day = {e["first"]: e for e in body["exceptions"]}
    assert by_day["2026-10-01"]["intervals"] == []
    assert by_day["2026-10-01"]["source"] == "official"
    again = send(admin, "post", f"/calendars/{world.calendar.pk}/official/2026", {}).json()
    assert again["added"] == 0
    assert body["version"] == again["version"] == WorkCalendar._base_manager.get(pk=world.calendar.pk).version
    undo_action(world.actor("admin"), body["log_id"])
    assert not CalendarException._base_manager.filter(calendar=world.calendar).exists()
    for year in (1999, 2101, -5, 10**9):
        assert is_problem(send(admin, "post", f"/calendars/{world.calendar.pk}/official/{year}", {}), 422, "year")


def test_a_project_has_calendars_of_its_own(world):
    manager = world.client("manager")
    made = send(
        manager, "post", "/calendars", {"name": "Nights", "project": "ALPHA", "week": [[[0, 480]]] * 7, "years": [2026]}
    ).json()
    assert made["project"] == "ALPHA"
    assert len(made["exceptions"]) > 20
    command(manager, "ALPHA", {"op": "task.update", "id": world.tasks["t5"], "set": {"calendar": made["id"]}})
    assert rows_by_id(plan_of(manager))[world.tasks["t5"]]["finish"] == local("2026-07-06", "08:00")  # five nights
    listed = manager.get("/api/calendars?project=ALPHA").json()["items"]
    assert {c["name"] for c in listed} == {"Standard", "Nights"}
    assert CANARY not in manager.get("/api/calendars").content.decode()
    assert edit(manager, made["id"], name="Late nights").json()["name"] == "Late nights"
