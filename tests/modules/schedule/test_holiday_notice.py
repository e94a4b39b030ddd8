"""A pasted holiday notice: its preview, what it replaces, what stays, and that one undo takes it back."""

import pytest

from linkspan.kernel.actions.undo import undo_action
from linkspan.modules.schedule.models import CalendarException, WorkCalendar
from world import dump, is_problem, plan_of, rows_by_id, send

TEXT = """国务院办公厅关于2026年部分节假日安排的通知
一、夏季：7月2日（周四）至3日（周五）放假调休，共2天。7月5日（周日）上班。
二、元旦：1月1日（周四）放假。2025年12月28日（周日）上班。"""


@pytest.fixture
def admin(world):
    return world.client("admin")


def take(client, calendar, text=TEXT, **more):
    return send(client, "post", f"/calendars/{calendar}/notice", {"text": text, **more})


def look(client, calendar, text=TEXT, **more):
    return send(client, "post", f"/calendars/{calendar}/notice/preview", {"text": text, **more}).json()


def stored(world):
    rows = CalendarException._base_manager.filter(calendar=world.calendar).order_by("first", "id")
    return [(str(e.first), str(e.last), len(e.intervals), e.name, e.source, e.is_provisional) for e in rows]


def test_the_preview_says_what_would_happen_and_writes_nothing(world, admin):
    before = dump()
    seen = look(admin, world.calendar.pk)
    assert dump() == before
    assert (seen["year"], seen["added"], seen["replaced"], seen["kept"], seen["problems"]) == (2026, 5, 0, [], [])
    assert seen["items"][0] == {
        "name": "夏季",
        "rest": ["2026-07-02", "2026-07-03"],
        "work": ["2026-07-05"],
        "line": 2,
    }


def test_taking_it_moves_the_plans_and_one_undo_brings_them_back(world, admin):
    before = rows_by_id(plan_of(admin))[world.tasks["t2"]]["finish"]
    answer = take(admin, world.calendar.pk).json()
    assert answer["added"] == 5
    assert answer["moved"] > 0
    assert stored(world)[0] == ("2025-12-28", "2025-12-28", 2, "调休上班", "official", False)
    assert [row[0] for row in stored(world)][2:] == ["2026-07-02", "2026-07-03", "2026-07-05"]
    # Two days of rest, one Sunday worked.
    assert rows_by_id(plan_of(admin))[world.tasks["t2"]]["finish"] > before
    undo_action(world.actor("admin"), answer["log_id"])
    assert stored(world) == []
    assert rows_by_id(plan_of(admin))[world.tasks["t2"]]["finish"] == before


def test_provisional_days_of_the_year_give_way_and_days_set_by_hand_stay(world, admin):
    send(admin, "post", f"/calendars/{world.calendar.pk}/official/2031", {})
    guessed = stored(world)
    assert all(row[5] for row in guessed)
    by_hand = {"first": "2031-01-20", "last": "2031-01-24", "name": "停工"}
    listed = admin.get(f"/api/calendars/{world.calendar.pk}").json()["exceptions"]
    send(admin, "put", f"/calendars/{world.calendar.pk}", {"exceptions": [*listed, by_hand]})
    text = "2031年部分节假日\n一、春节：1月22日（周三）至29日（周三）放假调休，共8天。1月18日（周六）上班。"
    seen = look(admin, world.calendar.pk, text)
    assert (seen["added"], seen["replaced"], seen["kept"]) == (
        6,
        len(guessed),
        ["2031-01-22", "2031-01-23", "2031-01-24"],
    )
    assert take(admin, world.calendar.pk, text).status_code == 200
    left = stored(world)
    assert not any(row[5] for row in left)
    assert ("2031-01-20", "2031-01-24", 0, "停工", "manual", False) in left
    assert [row[0] for row in left if row[4] == "official"] == [
        "2031-01-18", "2031-01-25", "2031-01-26", "2031-01-27", "2031-01-28", "2031-01-29",
    ]  # fmt: skip


def test_official_days_of_other_years_are_not_its_business(world, admin):
    send(admin, "post", f"/calendars/{world.calendar.pk}/official/2025", {})
    before = [row for row in stored(world) if row[0] < "2025-12-01"]
    take(admin, world.calendar.pk)
    assert [row for row in stored(world) if row[0] < "2025-12-01"] == before


def test_the_same_notice_twice_writes_nothing(world, admin):
    take(admin, world.calendar.pk)
    before = dump()
    assert look(admin, world.calendar.pk)["added"] == 0
    assert take(admin, world.calendar.pk).json()["added"] == 0
    assert dump() == before


def test_official_days_kept_as_ranges_are_the_same_days(world, admin):
    summer = {"first": "2026-07-02", "last": "2026-07-03", "name": "夏季", "source": "official"}
    other = {"first": "2026-08-03", "last": "2026-08-04", "name": "旧", "source": "official"}
    send(admin, "put", f"/calendars/{world.calendar.pk}", {"exceptions": [summer, other]})
    seen = look(admin, world.calendar.pk)
    assert (seen["added"], seen["replaced"]) == (3, 1)
    take(admin, world.calendar.pk)
    assert [row[:2] for row in stored(world)] == [
        ("2025-12-28", "2025-12-28"),
        ("2026-01-01", "2026-01-01"),
        ("2026-07-02", "2026-07-03"),
        ("2026-07-05", "2026-07-05"),
    ]


def test_what_cannot_be_read_is_said_in_the_readers_language(world, admin):
    before = dump()
    assert is_problem(take(admin, world.calendar.pk, "2026年的计划"), 422, "text")
    assert is_problem(take(admin, world.calendar.pk, "一、元旦：1月1日放假。"), 422, "text")
    assert is_problem(take(admin, world.calendar.pk, "x" * 20_001), 422)
    assert is_problem(take(admin, world.calendar.pk, TEXT, year=1999), 422)
    seen = look(admin, world.calendar.pk, "2026年部分节假日\n一、劳动节：5月1日（周四）放假，共3天。")
    assert [one["level"] for one in seen["problems"]] == ["warning", "warning"]
    assert [one["line"] for one in seen["problems"]] == [2, 2]
    assert dump() == before
    assert take(admin, world.calendar.pk, "一、元旦：1月1日放假。", year=2026).status_code == 200


def test_an_older_copy_of_the_calendar_is_refused(world, admin):
    version = WorkCalendar._base_manager.get(pk=world.calendar.pk).version
    assert take(admin, world.calendar.pk, version=version).status_code == 200
    other = TEXT.replace("7月5日（周日）", "7月4日（周六）")
    assert is_problem(take(admin, world.calendar.pk, other, version=version), 412)


def test_make_up_days_work_the_hours_of_the_calendar(world, admin):
    send(admin, "put", f"/calendars/{world.calendar.pk}", {"week": [[[540, 720]]] * 5 + [[], []]})
    take(admin, world.calendar.pk)
    day = CalendarException._base_manager.get(calendar=world.calendar, first="2026-07-05")
    assert day.intervals == [[540, 720]]
