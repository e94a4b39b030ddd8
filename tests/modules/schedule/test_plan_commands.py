"""Every edit of the plan over HTTP: what it does, and how it refuses."""

import pytest
from plan_calls import refuse, row, set_

from world import DAY, FOREIGN, command, local, plan_of, rows_by_id, version_of

# --- reading ------------------------------------------------------------------------------------------------


def test_the_plan_is_computed_as_drawn(manager, tasks):
    plan = plan_of(manager)
    rows = rows_by_id(plan)
    assert [rows[i]["wbs"] for i in plan["tasks"]["id"]] == ["1", "1.1", "1.2", "1.3", "2", "2.1", "2.2", "2.3"]
    assert (rows[tasks["t1"]]["start"], rows[tasks["t1"]]["finish"]) == (
        local("2026-07-01"),
        local("2026-07-02", "17:00"),
    )
    assert (rows[tasks["t2"]]["start"], rows[tasks["t2"]]["finish"]) == (
        local("2026-07-03"),
        local("2026-07-07", "17:00"),
    )
    assert rows[tasks["t4"]]["finish"] == rows[tasks["m1"]]["finish"] == local("2026-07-08", "17:00")
    assert [rows[tasks[t]]["critical"] for t in ("t1", "t2", "t3", "t4", "t5", "m1")] == [1, 1, 0, 1, 0, 1]
    assert rows[tasks["t3"]]["total_float"] == 3 * DAY
    assert rows[tasks["t3"]]["free_float"] == 3 * DAY
    assert (rows[tasks["s1"]]["kind"], rows[tasks["m1"]]["kind"]) == (2, 1)
    assert rows[tasks["t2"]]["driving"] in rows_by_id(plan, "links")
    assert plan["project"]["business_today"] == local("2026-07-15", "00:00")


def test_an_unchanged_plan_answers_304(manager, tasks):
    first = manager.get("/api/projects/ALPHA/plan")
    tag = first.headers["ETag"]
    assert manager.get("/api/projects/ALPHA/plan", headers={"If-None-Match": tag}).status_code == 304
    command(manager, "ALPHA", set_(tasks["t1"], name="new"))
    assert manager.get("/api/projects/ALPHA/plan", headers={"If-None-Match": tag}).status_code == 200


def test_the_tag_changes_with_the_day(manager, settings):
    tag = manager.get("/api/projects/ALPHA/plan").headers["ETag"]
    settings.BUSINESS_TODAY = "2026-07-16"
    assert manager.get("/api/projects/ALPHA/plan", headers={"If-None-Match": tag}).status_code == 200


# --- create -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "order"),
    [
        (..., ["t1", "t2", "t3", "new"]),
        (None, ["new", "t1", "t2", "t3"]),
        ("t1", ["t1", "new", "t2", "t3"]),
        ("t3", ["t1", "t2", "t3", "new"]),
    ],
)
def test_create_places_the_row(manager, tasks, after, order):
    where = {} if after is ... else {"after": after and tasks[after]}
    answer = command(
        manager,
        "ALPHA",
        {"op": "task.create", "temp": "x", "parent": tasks["s1"], "name": " a  new\nrow ", "duration": 960, **where},
    )
    new = answer["ids"]["x"]
    plan = plan_of(manager)
    named = {**tasks, "new": new}
    assert [i for i in plan["tasks"]["id"] if rows_by_id(plan)[i]["parent"] == tasks["s1"]] == [named[o] for o in order]
    assert rows_by_id(plan)[new]["name"] == "a new row"
    assert rows_by_id(plan)[new]["duration"] == 960
    assert answer["delta"]["order"] == plan["tasks"]["id"]
    assert answer["label"] == "Added “a new row”"


def test_many_insertions_at_one_place_keep_their_order(manager, tasks):
    ids = [
        command(manager, "ALPHA", {"op": "task.create", "temp": "x", "name": f"n{n}", "after": tasks["s1"]})["ids"]["x"]
        for n in range(14)
    ]
    top = [i for i, r in rows_by_id(plan_of(manager)).items() if r["parent"] is None]
    assert top == [tasks["s1"], *reversed(ids), tasks["s2"]]


def test_a_new_row_takes_one_day_and_a_milestone_none(manager, tasks):
    ids = command(
        manager,
        "ALPHA",
        {"op": "task.create", "temp": "a", "name": "a"},
        {"op": "task.create", "temp": "b", "name": "b", "kind": 1},
    )["ids"]
    assert (row(manager, ids["a"])["duration"], row(manager, ids["a"])["kind"]) == (DAY, 0)
    assert (row(manager, ids["b"])["duration"], row(manager, ids["b"])["kind"]) == (0, 1)


def test_a_row_of_this_request_can_be_named_by_its_temporary_name(manager, tasks):
    answer = command(
        manager,
        "ALPHA",
        {"op": "task.create", "temp": "p", "name": "p"},
        {"op": "task.create", "temp": "c", "name": "c", "parent": "p"},
        {"op": "link.create", "from": tasks["t1"], "to": "c"},
        set_("c", duration=2 * DAY),
    )
    rows = rows_by_id(plan_of(manager))
    child = rows[answer["ids"]["c"]]
    assert (child["parent"], child["duration"], child["start"]) == (answer["ids"]["p"], 2 * DAY, local("2026-07-03"))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "  \n "}, "name"),
        ({"name": None}, "name"),
        ({"name": 5}, "name"),
        ({"name": ["x"]}, "name"),
        ({"name": "x" * 401}, "name"),
        ({"name": "x", "duration": -1}, "duration"),
        ({"name": "x", "duration": 1.5}, "duration"),
        ({"name": "x", "duration": True}, "duration"),
        ({"name": "x", "duration": 10**12}, "duration"),
        ({"name": "x", "kind": 2}, "kind"),
        ({"name": "x", "kind": "milestone"}, "kind"),
        ({"name": "x", "parent": "unknown"}, "id"),
        ({"name": "x", "parent": 1.5}, "id"),
        ({"name": "x", "parent": True}, "id"),
        ({"name": "x", "after": "unknown"}, "id"),
        ({"name": "x", "after": -5}, "after"),
        ({"name": "x", "colour": "red"}, "colour"),
        ({"name": "x", "after": [1]}, "after"),
    ],
)
def test_create_refuses(manager, tasks, values, field):
    refuse(manager, {"op": "task.create", **values}, field=field)


# --- update -------------------------------------------------------------------------------------------------


def test_a_start_becomes_start_no_earlier_than(manager, tasks):
    answer = command(manager, "ALPHA", set_(tasks["t1"], start=local("2026-07-06", "00:00")))
    changed = row(manager, tasks["t1"])
    assert (changed["constraint"], changed["constraint_date"], changed["start"]) == (
        4,
        local("2026-07-06"),
        local("2026-07-06"),
    )
    assert (
        answer["delta"]["moved"] == 5
    )  # with the three rows behind it and the milestone; the section is no row of its own
    command(manager, "ALPHA", set_(tasks["t1"], start=None))
    changed = row(manager, tasks["t1"])
    assert (changed["constraint"], changed["constraint_date"], changed["start"]) == (0, None, local("2026-07-01"))


def test_a_start_before_the_predecessor_does_not_break_the_link(manager, tasks):
    command(manager, "ALPHA", set_(tasks["t2"], start=local("2026-07-01")))
    assert row(manager, tasks["t2"])["start"] == local("2026-07-03")


def test_must_start_on_keeps_its_kind_when_the_start_is_dragged(manager, tasks):
    command(manager, "ALPHA", set_(tasks["t5"], constraint=2, constraint_date=local("2026-07-06")))
    command(manager, "ALPHA", set_(tasks["t5"], start=local("2026-07-08")))
    changed = row(manager, tasks["t5"])
    assert (changed["constraint"], changed["start"]) == (2, local("2026-07-08"))


def test_a_finish_becomes_a_duration(manager, tasks):
    command(manager, "ALPHA", set_(tasks["t1"], finish=local("2026-07-06", "12:00")))
    changed = row(manager, tasks["t1"])
    assert (changed["duration"], changed["finish"], changed["constraint"]) == (
        3 * DAY + 240,
        local("2026-07-06", "12:00"),
        0,
    )


def test_start_and_finish_together(manager, tasks):
    for order in (("start", "finish"), ("finish", "start")):
        values = {"start": local("2026-07-06"), "finish": local("2026-07-07", "17:00")}
        command(manager, "ALPHA", set_(tasks["t5"], **{name: values[name] for name in order}))
        changed = row(manager, tasks["t5"])
        assert (changed["start"], changed["finish"], changed["duration"]) == (*values.values(), 2 * DAY)


def test_a_milestone_that_gets_a_duration_is_a_task(manager, tasks):
    command(manager, "ALPHA", set_(tasks["m1"], duration=DAY))
    assert (row(manager, tasks["m1"])["kind"], row(manager, tasks["m1"])["duration"]) == (0, DAY)
    command(manager, "ALPHA", set_(tasks["m1"], kind=1))
    assert (row(manager, tasks["m1"])["kind"], row(manager, tasks["m1"])["duration"]) == (1, 0)
    command(manager, "ALPHA", set_(tasks["m1"], finish=local("2026-07-10", "17:00")))
    assert (row(manager, tasks["m1"])["kind"], row(manager, tasks["m1"])["duration"]) == (0, 2 * DAY)


def test_progress_brings_actual_dates_and_takes_them_away(manager, tasks):
    command(manager, "ALPHA", set_(tasks["t1"], progress=0.5))
    changed = row(manager, tasks["t1"])
    assert (changed["actual_start"], changed["actual_finish"]) == (local("2026-07-01"), None)
    command(manager, "ALPHA", set_(tasks["t1"], progress=1))
    assert row(manager, tasks["t1"])["actual_finish"] == local("2026-07-02", "17:00")
    command(manager, "ALPHA", set_(tasks["t1"], progress=0.9))
    assert row(manager, tasks["t1"])["actual_finish"] is None
    command(manager, "ALPHA", set_(tasks["t1"], progress=0))
    assert row(manager, tasks["t1"])["actual_start"] is None


def test_an_actual_finish_completes_the_task(manager, tasks):
    command(
        manager,
        "ALPHA",
        set_(tasks["t1"], actual_start=local("2026-07-01"), actual_finish=local("2026-07-03", "17:00")),
    )
    changed = row(manager, tasks["t1"])
    assert (changed["progress"], changed["finish"]) == (1, local("2026-07-03", "17:00"))
    assert row(manager, tasks["t2"])["start"] == local("2026-07-06")


def test_summaries_roll_up_the_progress_of_their_rows(manager, tasks):
    command(manager, "ALPHA", set_(tasks["t1"], progress=1), set_(tasks["t2"], progress=0.5))
    assert row(manager, tasks["s1"])["progress"] == pytest.approx((2 + 1.5) / 6)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"duration": -480}, "duration"),
        ({"duration": "2d"}, "duration"),
        ({"duration": None}, "duration"),
        ({"duration": 1e308}, "duration"),
        ({"start": "2026-07-01"}, "start"),
        ({"start": 10**17}, "start"),
        ({"start": -(10**17)}, "start"),
        ({"start": 1.0}, "start"),
        ({"start": True}, "start"),
        ({"finish": None}, "finish"),
        ({"finish": 0}, "finish"),
        ({"finish": 10**30}, "finish"),
        ({"progress": 1.01}, "progress"),
        ({"progress": -0.01}, "progress"),
        ({"progress": None}, "progress"),
        ({"progress": "50"}, "progress"),
        ({"progress": True}, "progress"),
        ({"progress": 1e308}, "progress"),
        ({"constraint": 12}, "constraint"),
        ({"constraint": -1}, "constraint"),
        ({"constraint": 4.0}, "constraint"),
        ({"constraint": None}, "constraint"),
        ({"constraint": [0]}, "constraint"),
        ({"constraint_date": "x"}, "constraint_date"),
        ({"deadline": 2**70}, "deadline"),
        ({"deadline": {}}, "deadline"),
        ({"kind": 2}, "kind"),
        ({"kind": 5}, "kind"),
        ({"kind": {}}, "kind"),
        ({"owner": 10**9}, "owner"),
        ({"owner": "me"}, "owner"),
        ({"owner": True}, "owner"),
        ({"owner": 2**70}, "owner"),
        ({"calendar": 10**9}, "calendar"),
        ({"calendar": []}, "calendar"),
        ({"calendar": 2**70}, "calendar"),
        ({"notes": {}}, "notes"),
        ({"name_en": 5}, "name_en"),
        ({"version": 3}, "version"),
        ({"scope_path": "/"}, "scope_path"),
        ({"project": 1}, "project"),
        ({"parent": 1}, "parent"),
        ({"x" * 300: 1}, "x" * 40),
        ({"optimistic": -1}, "optimistic"),
        ({"pessimistic": 1e9}, "pessimistic"),
        ({"actual_start": local("2026-07-09"), "actual_finish": local("2026-07-01")}, "actual_finish"),
    ],
)
def test_update_refuses(manager, tasks, values, field):
    refuse(manager, set_(tasks["t1"], **values), field=field)


@pytest.mark.parametrize("values", [None, {}, [], "name", 5])
def test_update_without_fields_is_refused(manager, tasks, values):
    refuse(manager, {"op": "task.update", "id": tasks["t1"], "set": values}, field="set")


@pytest.mark.parametrize("name", ["duration", "start", "finish", "progress", "actual_start", "actual_finish"])
def test_a_summary_takes_its_dates_from_below(manager, tasks, name):
    value = 0.5 if name == "progress" else DAY if name == "duration" else local("2026-07-20")
    said = refuse(manager, set_(tasks["s1"], **{name: value}), field=name, code="summary")
    assert FOREIGN in said["detail"]


def test_a_stale_version_is_409_with_the_present_row(manager, tasks):
    version = version_of(tasks["t1"])
    command(manager, "ALPHA", {**set_(tasks["t1"], name="first"), "version": version})
    said = refuse(manager, {**set_(tasks["t1"], name="second"), "version": version}, status=409, code="stale")
    assert said["current"] == {"id": tasks["t1"], "version": version + 1, "name": "first"}


def test_a_stale_version_is_noticed_however_the_row_was_touched_before(manager, tasks):
    """A command that read the row as somebody's sibling must not hide that the copy is old."""
    refuse(
        manager,
        {"op": "task.create", "name": "x", "parent": tasks["s1"], "after": tasks["t1"]},
        {**set_(tasks["t2"], name="stale"), "version": 77},
        status=409,
    )


def test_two_edits_of_a_row_in_one_request_share_its_version(manager, tasks):
    version = version_of(tasks["t1"])
    command(
        manager,
        "ALPHA",
        {**set_(tasks["t1"], name="a"), "version": version},
        {**set_(tasks["t1"], duration=DAY), "version": version},
    )
    assert (row(manager, tasks["t1"])["name"], row(manager, tasks["t1"])["duration"]) == ("a", DAY)


def test_all_or_none(manager, tasks):
    refuse(
        manager,
        set_(tasks["t1"], name="kept?"),
        {"op": "task.create", "name": "x"},
        set_(tasks["t2"], duration=-1),
        field="duration",
    )
