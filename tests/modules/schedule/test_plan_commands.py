"""Every edit of the plan over HTTP: what it does, and how it refuses."""

import pytest
from world import DAY, FOREIGN, command, dump, is_problem, local, plan_of, post_commands, rows_by_id, send, version_of


@pytest.fixture
def manager(world):
    return world.client("manager")


@pytest.fixture
def tasks(world):
    return world.tasks


def row(client, task_id):
    return rows_by_id(plan_of(client))[task_id]


def refuse(client, *commands, status=422, field=None, code=None):
    """The commands are refused with status and field, and nothing is written; answers the problem."""
    before = dump()
    answer = post_commands(client, "ALPHA", *commands)
    assert is_problem(answer, status, field)
    assert code is None or answer.json()["code"] == code
    assert dump() == before
    return answer.json()


def set_(task_id, **values):
    return {"op": "task.update", "id": task_id, "set": values}


# --- reading --------------------------------------------------------------------------------------------------------------


def test_the_plan_is_computed_as_drawn(manager, tasks):
    plan = plan_of(manager)
    rows = rows_by_id(plan)
    assert [rows[i]["wbs"] for i in plan["tasks"]["id"]] == ["1", "1.1", "1.2", "1.3", "2", "2.1", "2.2", "2.3"]
    assert (rows[tasks["t1"]]["start"], rows[tasks["t1"]]["finish"]) == (local("2026-07-01"), local("2026-07-02", "17:00"))
    assert (rows[tasks["t2"]]["start"], rows[tasks["t2"]]["finish"]) == (local("2026-07-03"), local("2026-07-07", "17:00"))
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


# --- create ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("after", "order"), [
    (..., ["t1", "t2", "t3", "new"]), (None, ["new", "t1", "t2", "t3"]), ("t1", ["t1", "new", "t2", "t3"]),
    ("t3", ["t1", "t2", "t3", "new"]),
])
def test_create_places_the_row(manager, tasks, after, order):
    where = {} if after is ... else {"after": after and tasks[after]}
    answer = command(manager, "ALPHA", {"op": "task.create", "temp": "x", "parent": tasks["s1"], "name": " a  new\nrow ", "duration": 960, **where})
    new = answer["ids"]["x"]
    plan = plan_of(manager)
    named = {**tasks, "new": new}
    assert [i for i in plan["tasks"]["id"] if rows_by_id(plan)[i]["parent"] == tasks["s1"]] == [named[o] for o in order]
    assert rows_by_id(plan)[new]["name"] == "a new row"
    assert rows_by_id(plan)[new]["duration"] == 960
    assert answer["delta"]["order"] == plan["tasks"]["id"]
    assert answer["label"] == "Added “a new row”"


def test_many_insertions_at_one_place_keep_their_order(manager, tasks):
    ids = [command(manager, "ALPHA", {"op": "task.create", "temp": "x", "name": f"n{n}", "after": tasks["s1"]})["ids"]["x"] for n in range(14)]
    top = [i for i, r in rows_by_id(plan_of(manager)).items() if r["parent"] is None]
    assert top == [tasks["s1"], *reversed(ids), tasks["s2"]]


def test_a_new_row_takes_one_day_and_a_milestone_none(manager, tasks):
    ids = command(manager, "ALPHA", {"op": "task.create", "temp": "a", "name": "a"}, {"op": "task.create", "temp": "b", "name": "b", "kind": 1})["ids"]
    assert (row(manager, ids["a"])["duration"], row(manager, ids["a"])["kind"]) == (DAY, 0)
    assert (row(manager, ids["b"])["duration"], row(manager, ids["b"])["kind"]) == (0, 1)


def test_a_row_of_this_request_can_be_named_by_its_temporary_name(manager, tasks):
    answer = command(manager, "ALPHA", {"op": "task.create", "temp": "p", "name": "p"}, {"op": "task.create", "temp": "c", "name": "c", "parent": "p"},
                     {"op": "link.create", "from": tasks["t1"], "to": "c"}, set_("c", duration=2 * DAY))
    rows = rows_by_id(plan_of(manager))
    child = rows[answer["ids"]["c"]]
    assert (child["parent"], child["duration"], child["start"]) == (answer["ids"]["p"], 2 * DAY, local("2026-07-03"))


@pytest.mark.parametrize(("values", "field"), [
    ({}, "name"), ({"name": ""}, "name"), ({"name": "  \n "}, "name"), ({"name": None}, "name"), ({"name": 5}, "name"), ({"name": ["x"]}, "name"),
    ({"name": "x" * 401}, "name"), ({"name": "x", "duration": -1}, "duration"), ({"name": "x", "duration": 1.5}, "duration"),
    ({"name": "x", "duration": True}, "duration"), ({"name": "x", "duration": 10**12}, "duration"), ({"name": "x", "kind": 2}, "kind"),
    ({"name": "x", "kind": "milestone"}, "kind"), ({"name": "x", "parent": "unknown"}, "id"), ({"name": "x", "parent": 1.5}, "id"),
    ({"name": "x", "parent": True}, "id"), ({"name": "x", "after": "unknown"}, "id"), ({"name": "x", "after": -5}, "after"), ({"name": "x", "colour": "red"}, "colour"),
    ({"name": "x", "after": [1]}, "after"),
])
def test_create_refuses(manager, tasks, values, field):
    refuse(manager, {"op": "task.create", **values}, field=field)


# --- update -----------------------------------------------------------------------------------------------------------------


def test_a_start_becomes_start_no_earlier_than(manager, tasks):
    answer = command(manager, "ALPHA", set_(tasks["t1"], start=local("2026-07-06", "00:00")))
    changed = row(manager, tasks["t1"])
    assert (changed["constraint"], changed["constraint_date"], changed["start"]) == (4, local("2026-07-06"), local("2026-07-06"))
    assert answer["delta"]["moved"] == 5  # with the three rows behind it and the milestone; the section is no row of its own
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
    assert (changed["duration"], changed["finish"], changed["constraint"]) == (3 * DAY + 240, local("2026-07-06", "12:00"), 0)


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
    command(manager, "ALPHA", set_(tasks["t1"], actual_start=local("2026-07-01"), actual_finish=local("2026-07-03", "17:00")))
    changed = row(manager, tasks["t1"])
    assert (changed["progress"], changed["finish"]) == (1, local("2026-07-03", "17:00"))
    assert row(manager, tasks["t2"])["start"] == local("2026-07-06")


def test_summaries_roll_up_the_progress_of_their_rows(manager, tasks):
    command(manager, "ALPHA", set_(tasks["t1"], progress=1), set_(tasks["t2"], progress=0.5))
    assert row(manager, tasks["s1"])["progress"] == pytest.approx((2 + 1.5) / 6)


@pytest.mark.parametrize(("values", "field"), [
    ({"name": ""}, "name"), ({"duration": -480}, "duration"), ({"duration": "2d"}, "duration"), ({"duration": None}, "duration"),
    ({"duration": 1e308}, "duration"), ({"start": "2026-07-01"}, "start"), ({"start": 10**17}, "start"), ({"start": -(10**17)}, "start"),
    ({"start": 1.0}, "start"), ({"start": True}, "start"), ({"finish": None}, "finish"), ({"finish": 0}, "finish"), ({"finish": 10**30}, "finish"),
    ({"progress": 1.01}, "progress"), ({"progress": -0.01}, "progress"), ({"progress": None}, "progress"), ({"progress": "50"}, "progress"),
    ({"progress": True}, "progress"), ({"progress": 1e308}, "progress"), ({"constraint": 8}, "constraint"), ({"constraint": -1}, "constraint"),
    ({"constraint": 4.0}, "constraint"), ({"constraint": None}, "constraint"), ({"constraint": [0]}, "constraint"), ({"constraint_date": "x"}, "constraint_date"),
    ({"deadline": 2**70}, "deadline"), ({"deadline": {}}, "deadline"), ({"kind": 3}, "kind"), ({"kind": {}}, "kind"), ({"owner": 10**9}, "owner"),
    ({"owner": "me"}, "owner"), ({"owner": True}, "owner"), ({"owner": 2**70}, "owner"), ({"calendar": 10**9}, "calendar"), ({"calendar": []}, "calendar"),
    ({"calendar": 2**70}, "calendar"), ({"notes": {}}, "notes"), ({"name_en": 5}, "name_en"), ({"version": 3}, "version"), ({"scope_path": "/"}, "scope_path"),
    ({"project": 1}, "project"), ({"parent": 1}, "parent"), ({"x" * 300: 1}, "x" * 40), ({"optimistic": -1}, "optimistic"), ({"pessimistic": 1e9}, "pessimistic"),
    ({"actual_start": local("2026-07-09"), "actual_finish": local("2026-07-01")}, "actual_finish"),
])
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
    refuse(manager, {"op": "task.create", "name": "x", "parent": tasks["s1"], "after": tasks["t1"]},
           {**set_(tasks["t2"], name="stale"), "version": 77}, status=409)


def test_two_edits_of_a_row_in_one_request_share_its_version(manager, tasks):
    version = version_of(tasks["t1"])
    command(manager, "ALPHA", {**set_(tasks["t1"], name="a"), "version": version}, {**set_(tasks["t1"], duration=DAY), "version": version})
    assert (row(manager, tasks["t1"])["name"], row(manager, tasks["t1"])["duration"]) == ("a", DAY)


def test_all_or_none(manager, tasks):
    refuse(manager, set_(tasks["t1"], name="kept?"), {"op": "task.create", "name": "x"}, set_(tasks["t2"], duration=-1), field="duration")


# --- outline ------------------------------------------------------------------------------------------------------------------


def outline(client):
    rows = rows_by_id(plan_of(client))
    return {i: (r["wbs"], r["parent"]) for i, r in rows.items()}


@pytest.mark.parametrize("commands", [
    lambda t: [{"op": "task.indent", "ids": [t["t3"]]}, {"op": "task.indent", "ids": [t["t5"]]}],
    lambda t: [{"op": "task.outdent", "ids": [t["t2"], t["t1"]]}],
    lambda t: [{"op": "task.move", "ids": [t["t5"], t["t4"]], "parent": t["s1"], "after": t["t1"]}],
    lambda t: [{"op": "task.move", "ids": [t["s1"]], "parent": t["s2"], "after": None}],
    lambda t: [{"op": "task.delete", "ids": [t["s1"]]}],
    lambda t: [{"op": "task.delete", "ids": [t["s1"], t["t1"], t["s1"]]}],
])
def test_outline_edits_take_children_along_and_can_be_undone(manager, tasks, commands):
    before, links = outline(manager), rows_by_id(plan_of(manager), "links")
    answer = command(manager, "ALPHA", *commands(tasks))
    assert outline(manager) != before
    undone = send(manager, "post", "/projects/ALPHA/plan/undo", {"log_id": answer["log_id"]}).json()
    assert outline(manager) == before
    assert {k: {**v, "version": 0} for k, v in rows_by_id(plan_of(manager), "links").items()} == {k: {**v, "version": 0} for k, v in links.items()}
    assert undone["label"].startswith("Undid: ")


def test_indent_puts_rows_under_the_one_above(manager, tasks):
    links = list(rows_by_id(plan_of(manager), "links"))
    refuse(manager, {"op": "task.indent", "ids": [tasks["t2"]]}, code="cycle")  # it would follow its own summary
    command(manager, "ALPHA", {"op": "link.delete", "ids": links}, {"op": "task.indent", "ids": [tasks["t3"], tasks["t2"]]})
    now = outline(manager)
    assert (now[tasks["t2"]], now[tasks["t3"]]) == (("1.1.1", tasks["t1"]), ("1.1.2", tasks["t1"]))
    command(manager, "ALPHA", {"op": "task.indent", "ids": [tasks["s2"]]})
    assert outline(manager)[tasks["t5"]] == ("1.2.2", tasks["s2"])


def test_indenting_the_first_row_does_nothing(manager, tasks):
    before = dump()
    answer = command(manager, "ALPHA", {"op": "task.indent", "ids": [tasks["t1"], tasks["s1"]]})
    assert answer["log_id"] is None
    assert dump() == before


def test_outdent_puts_rows_behind_their_parent(manager, tasks):
    command(manager, "ALPHA", {"op": "task.outdent", "ids": [tasks["t1"], tasks["t2"]]})
    plan = plan_of(manager)
    assert [i for i in plan["tasks"]["id"] if rows_by_id(plan)[i]["parent"] is None] == [tasks["s1"], tasks["t1"], tasks["t2"], tasks["s2"]]


def test_move_keeps_the_order_in_which_rows_are_given(manager, tasks):
    command(manager, "ALPHA", {"op": "task.move", "ids": [tasks["t5"], tasks["t3"], tasks["t4"]], "parent": tasks["s1"], "after": tasks["t1"]})
    plan = plan_of(manager)
    children = [i for i in plan["tasks"]["id"] if rows_by_id(plan)[i]["parent"] == tasks["s1"]]
    assert children == [tasks[t] for t in ("t1", "t5", "t3", "t4", "t2")]


def test_delete_takes_links_and_children(manager, tasks):
    answer = command(manager, "ALPHA", {"op": "task.delete", "ids": [tasks["s1"]]})
    gone = {tasks[t] for t in ("s1", "t1", "t2", "t3")}
    assert set(answer["delta"]["removed"]) == gone
    assert len(answer["delta"]["links_removed"]) == 3
    plan = plan_of(manager)
    assert not gone & set(plan["tasks"]["id"])
    assert rows_by_id(plan)[tasks["t4"]]["start"] == local("2026-07-01")


@pytest.mark.parametrize(("wanted", "field"), [
    (lambda t: {"op": "task.move", "ids": [t["s1"]], "parent": t["t1"]}, "parent"),
    (lambda t: {"op": "task.move", "ids": [t["s1"]], "parent": t["s1"]}, "parent"),
    (lambda t: {"op": "task.move", "ids": [t["t1"]], "parent": t["s2"], "after": t["t2"]}, "after"),
    *((lambda t, ids=ids, op=op: {"op": op, "ids": ids}, "ids")
      for op in ("task.move", "task.indent", "task.outdent", "task.delete", "link.delete")
      for ids in (None, [], "all", {}, [None], [[1]], [{"id": 1}], [1.5], list(range(1, 20_002)))),
])
def test_outline_edits_refuse(manager, tasks, wanted, field):
    refuse(manager, wanted(tasks), field=field)


# --- links -----------------------------------------------------------------------------------------------------------------------


def test_links_are_made_changed_and_removed(manager, tasks):
    answer = command(manager, "ALPHA", {"op": "link.create", "from": tasks["t5"], "to": tasks["m1"], "type": 2, "lag": DAY})
    link = answer["delta"]["links"]["id"][0]
    assert rows_by_id(plan_of(manager))[tasks["m1"]]["finish"] == local("2026-07-08", "17:00")
    command(manager, "ALPHA", {"op": "link.update", "id": link, "version": 1, "set": {"type": 0, "lag": 0}})
    stored = rows_by_id(plan_of(manager), "links")[link]
    assert (stored["type"], stored["lag"], stored["from"], stored["to"]) == (0, 0, tasks["t5"], tasks["m1"])
    refuse(manager, {"op": "link.update", "id": link, "version": 1, "set": {"type": 1}}, status=409, code="stale")
    answer = command(manager, "ALPHA", {"op": "link.delete", "ids": [link, link]})
    assert answer["delta"]["links_removed"] == [link]
    refuse(manager, {"op": "link.delete", "ids": [link]}, status=404)


@pytest.mark.parametrize(("values", "field"), [
    ({"type": 4}, "type"), ({"type": "FS"}, "type"), ({"lag": 1.5}, "lag"), ({"lag": 10**9}, "lag"), ({"lag": None}, "lag"), ({"lag_kind": 9}, "lag_kind"),
    ({"lag": True}, "lag"), ({"to": None}, "id"), ({"from": {}}, "id"),
])
def test_links_refuse(manager, tasks, values, field):
    refuse(manager, {"op": "link.create", "from": tasks["t5"], "to": tasks["m1"], **values}, field=field)


def test_a_link_to_itself_twice_or_in_a_circle_is_refused_by_name(manager, tasks):
    refuse(manager, {"op": "link.create", "from": tasks["t1"], "to": tasks["t1"]}, field="to", code="self_link")
    said = refuse(manager, {"op": "link.create", "from": tasks["t1"], "to": tasks["t2"]}, status=409, code="link_exists")
    assert "vendor work" in said["detail"]
    said = refuse(manager, {"op": "link.create", "from": tasks["t4"], "to": tasks["t1"]}, code="cycle")
    for name in ("t1", "vendor work", "t4"):
        assert name in said["detail"]
    said = refuse(manager, {"op": "task.predecessors", "id": tasks["t1"], "text": "2.1"}, code="cycle")
    assert "1.2 vendor work" in said["detail"]
    refuse(manager, {"op": "task.move", "ids": [tasks["t4"]], "parent": tasks["t1"]}, code="cycle")


@pytest.mark.parametrize("values", [None, {}, [], ["type"], "type"])
def test_a_link_update_without_fields_is_refused(manager, tasks, values):
    link = next(iter(rows_by_id(plan_of(manager), "links")))
    refuse(manager, {"op": "link.update", "id": link, "set": values}, field="set")


# --- predecessors as text -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "links"), [
    ("1.1", [("t1", 0, 0, 0)]), ("1.1FS+2d, 1.2SS", [("t1", 0, 960, 0), ("t2", 1, 0, 0)]), ("#2", [("t1", 0, 0, 0)]),
    ("１．１ＦＳ＋２天，１.２ＳＳ－１小时", [("t1", 0, 960, 0), ("t2", 1, -60, 0)]), ("1.1；1.2、1.3", [("t1", 0, 0, 0), ("t2", 0, 0, 0), ("t3", 0, 0, 0)]),
    ("1.1完成-完成+3ed", [("t1", 2, 4320, 1)]), ("1。1", [("t1", 0, 0, 0)]), ("1.1 ff - 50%", [("t1", 2, -5000, 2)]), ("1.1fs+1w", [("t1", 0, 2400, 0)]),
    ("1.1FS+90min,", [("t1", 0, 90, 0)]), ("1.1FS+1.5d", [("t1", 0, 720, 0)]), ("1.1FS\u22121d", [("t1", 0, -480, 0)]), ("1.1+25e%", [("t1", 0, 2500, 3)]),
    ("", []), (None, []), (" , ;", []), ("1.1, 1.1FS+1d", [("t1", 0, 480, 0)]), ("1.1开始－开始", [("t1", 1, 0, 0)]),
])
def test_predecessors_are_read_as_typed(manager, tasks, text, links):
    command(manager, "ALPHA", {"op": "task.predecessors", "id": tasks["t5"], "text": text}, set_(tasks["t5"], notes="so that something changes"))
    found = {(r["from"], r["type"], r["lag"], r["lag_kind"]) for r in rows_by_id(plan_of(manager), "links").values() if r["to"] == tasks["t5"]}
    assert found == {(tasks[name], *rest) for name, *rest in links}


def test_predecessors_that_stay_keep_their_link(manager, tasks):
    before = next(i for i, r in rows_by_id(plan_of(manager), "links").items() if r["to"] == tasks["t2"])
    command(manager, "ALPHA", {"op": "task.predecessors", "id": tasks["t2"], "text": "1.1+1d, 2.2"})
    links = rows_by_id(plan_of(manager), "links")
    assert links[before]["lag"] == DAY
    assert sum(r["to"] == tasks["t2"] for r in links.values()) == 2


@pytest.mark.parametrize("text", [
    "x", "1.1XX", "9.9", "#0", "#99", "1.1FS+", "1.1FS+2y", "1.1FS2d", "1.1;;;x", "#" + "9" * 5000, "1.1FS+" + "9" * 400 + "d", "1.1FS+99999999%",
    "1.1FS+999999999d", "1." * 3000, "=cmd|'/c calc'!A1", 5, ["1.1"], {"a": 1}, True, "1" * 5000, "2.2", "-1", "1.1FS+1e9d", "#1.5.9",
])
def test_predecessors_refuse_what_they_do_not_understand(manager, tasks, text):
    said = refuse(manager, {"op": "task.predecessors", "id": tasks["t5"], "text": text}, field="predecessors")
    assert len(said["detail"]) < 250


def test_predecessors_know_what_the_request_did_before(manager, tasks):
    refuse(manager, {"op": "task.delete", "ids": [tasks["t1"]]}, {"op": "task.predecessors", "id": tasks["t5"], "text": "1.1"}, status=404)


# --- settings and baselines -----------------------------------------------------------------------------------------------------------


def test_settings_of_the_plan(manager, world):
    command(manager, "ALPHA", {"op": "project.set", "set": {"start": local("2026-07-06"), "must_finish": local("2026-07-10", "17:00")}})
    plan = plan_of(manager)
    assert (plan["project"]["start"], plan["project"]["must_finish"]) == (local("2026-07-06"), local("2026-07-10", "17:00"))
    assert rows_by_id(plan)[world.tasks["t1"]]["start"] == local("2026-07-06")
    assert rows_by_id(plan)[world.tasks["m1"]]["total_float"] < 0


@pytest.mark.parametrize(("values", "field"), [
    ({"start": None}, "start"), ({"start": "x"}, "start"), ({"data_date": 2**80}, "data_date"), ({"must_finish": 1.5}, "must_finish"), ({"calendar": 10**9}, "calendar"),
    ({"calendar": None}, "calendar"), ({"calendar": [1]}, "calendar"), ({"calendar": {}}, "calendar"), ({"name": "x"}, "name"), ({}, "set"), (None, "set"), ([], "set"),
])
def test_settings_refuse(manager, world, values, field):
    refuse(manager, {"op": "project.set", "set": values}, field=field)


def test_a_baseline_keeps_the_dates_of_its_day(manager, world):
    tasks = world.tasks
    command(manager, "ALPHA", {"op": "baseline.set", "name": "first"})
    command(manager, "ALPHA", set_(tasks["t1"], duration=5 * DAY))
    changed = row(manager, tasks["t2"])
    assert changed["baseline_start"] == local("2026-07-03")
    assert changed["start"] == local("2026-07-08")
    answer = command(manager, "ALPHA", {"op": "baseline.set", "name": "second"})
    plan = plan_of(manager)
    assert [(b["number"], b["name"], b["current"]) for b in plan["baselines"]] == [(1, "first", False), (2, "second", True)]
    assert rows_by_id(plan)[tasks["t2"]]["baseline_start"] == local("2026-07-08")
    assert send(manager, "post", "/projects/ALPHA/plan/undo", {"log_id": answer["log_id"]}).status_code == 200
    assert row(manager, tasks["t2"])["baseline_start"] == local("2026-07-03")


@pytest.mark.parametrize("chosen", [10**9, None, "1", True, [1], 2**70])
def test_a_baseline_that_is_not_there_cannot_be_chosen(manager, world, chosen):
    refuse(manager, {"op": "baseline.choose", "id": chosen})


@pytest.mark.parametrize("commands", [
    [], [None], ["x"], [{}], [{"op": None}], [{"op": ["task.create"]}], [{"op": "task.destroy"}], [{"op": {}}], [[]],
    [{"op": "baseline.set"}, {"op": "task.create", "name": "x"}], [{"op": "task.create", "name": "x"}] * 2001,
])
def test_what_is_no_edit_is_refused(manager, world, commands):
    refuse(manager, *commands)
