"""Edits of the outline, of links, of predecessors as text, of settings and baselines over HTTP."""

import pytest
from plan_calls import refuse, row, set_

from world import DAY, command, dump, local, plan_of, rows_by_id, send

# --- outline ------------------------------------------------------------------------------------------------


def outline(client):
    rows = rows_by_id(plan_of(client))
    return {i: (r["wbs"], r["parent"]) for i, r in rows.items()}


@pytest.mark.parametrize(
    "commands",
    [
        lambda t: [{"op": "task.indent", "ids": [t["t3"]]}, {"op": "task.indent", "ids": [t["t5"]]}],
        lambda t: [{"op": "task.outdent", "ids": [t["t2"], t["t1"]]}],
        lambda t: [{"op": "task.move", "ids": [t["t5"], t["t4"]], "parent": t["s1"], "after": t["t1"]}],
        lambda t: [{"op": "task.move", "ids": [t["s1"]], "parent": t["s2"], "after": None}],
        lambda t: [{"op": "task.delete", "ids": [t["s1"]]}],
        lambda t: [{"op": "task.delete", "ids": [t["s1"], t["t1"], t["s1"]]}],
    ],
)
def test_outline_edits_take_children_along_and_can_be_undone(manager, tasks, commands):
    before, links = outline(manager), rows_by_id(plan_of(manager), "links")
    answer = command(manager, "ALPHA", *commands(tasks))
    assert outline(manager) != before
    undone = send(manager, "post", "/projects/ALPHA/plan/undo", {"log_id": answer["log_id"]}).json()
    assert outline(manager) == before
    assert {k: {**v, "version": 0} for k, v in rows_by_id(plan_of(manager), "links").items()} == {
        k: {**v, "version": 0} for k, v in links.items()
    }
    assert undone["label"].startswith("Undid: ")


def test_indent_puts_rows_under_the_one_above(manager, tasks):
    links = list(rows_by_id(plan_of(manager), "links"))
    refuse(manager, {"op": "task.indent", "ids": [tasks["t2"]]}, code="cycle")  # it would follow its own summary
    command(
        manager, "ALPHA", {"op": "link.delete", "ids": links}, {"op": "task.indent", "ids": [tasks["t3"], tasks["t2"]]}
    )
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
    assert [i for i in plan["tasks"]["id"] if rows_by_id(plan)[i]["parent"] is None] == [
        tasks["s1"],
        tasks["t1"],
        tasks["t2"],
        tasks["s2"],
    ]


def test_move_keeps_the_order_in_which_rows_are_given(manager, tasks):
    command(
        manager,
        "ALPHA",
        {
            "op": "task.move",
            "ids": [tasks["t5"], tasks["t3"], tasks["t4"]],
            "parent": tasks["s1"],
            "after": tasks["t1"],
        },
    )
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


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (lambda t: {"op": "task.move", "ids": [t["s1"]], "parent": t["t1"]}, "parent"),
        (lambda t: {"op": "task.move", "ids": [t["s1"]], "parent": t["s1"]}, "parent"),
        (lambda t: {"op": "task.move", "ids": [t["t1"]], "parent": t["s2"], "after": t["t2"]}, "after"),
        *(
            (lambda t, ids=ids, op=op: {"op": op, "ids": ids}, "ids")
            for op in ("task.move", "task.indent", "task.outdent", "task.delete", "link.delete")
            for ids in (None, [], "all", {}, [None], [[1]], [{"id": 1}], [1.5], list(range(1, 20_002)))
        ),
    ],
)
def test_outline_edits_refuse(manager, tasks, wanted, field):
    refuse(manager, wanted(tasks), field=field)


# --- links --------------------------------------------------------------------------------------------------


def test_links_are_made_changed_and_removed(manager, tasks):
    answer = command(
        manager, "ALPHA", {"op": "link.create", "from": tasks["t5"], "to": tasks["m1"], "type": 2, "lag": DAY}
    )
    link = answer["delta"]["links"]["id"][0]
    assert rows_by_id(plan_of(manager))[tasks["m1"]]["finish"] == local("2026-07-08", "17:00")
    command(manager, "ALPHA", {"op": "link.update", "id": link, "version": 1, "set": {"type": 0, "lag": 0}})
    stored = rows_by_id(plan_of(manager), "links")[link]
    assert (stored["type"], stored["lag"], stored["from"], stored["to"]) == (0, 0, tasks["t5"], tasks["m1"])
    refuse(manager, {"op": "link.update", "id": link, "version": 1, "set": {"type": 1}}, status=409, code="stale")
    answer = command(manager, "ALPHA", {"op": "link.delete", "ids": [link, link]})
    assert answer["delta"]["links_removed"] == [link]
    refuse(manager, {"op": "link.delete", "ids": [link]}, status=404)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"type": 4}, "type"),
        ({"type": "FS"}, "type"),
        ({"lag": 1.5}, "lag"),
        ({"lag": 10**9}, "lag"),
        ({"lag": None}, "lag"),
        ({"lag_kind": 9}, "lag_kind"),
        ({"lag": True}, "lag"),
        ({"to": None}, "id"),
        ({"from": {}}, "id"),
    ],
)
def test_links_refuse(manager, tasks, values, field):
    refuse(manager, {"op": "link.create", "from": tasks["t5"], "to": tasks["m1"], **values}, field=field)


def test_a_link_to_itself_twice_or_in_a_circle_is_refused_by_name(manager, tasks):
    refuse(manager, {"op": "link.create", "from": tasks["t1"], "to": tasks["t1"]}, field="to", code="self_link")
    said = refuse(
        manager, {"op": "link.create", "from": tasks["t1"], "to": tasks["t2"]}, status=409, code="link_exists"
    )
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


# --- predecessors as text -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("1.1", [("t1", 0, 0, 0)]),
        ("1.1FS+2d, 1.2SS", [("t1", 0, 960, 0), ("t2", 1, 0, 0)]),
        ("#2", [("t1", 0, 0, 0)]),
        ("１．１ＦＳ＋２天，１.２ＳＳ－１小时", [("t1", 0, 960, 0), ("t2", 1, -60, 0)]),
        ("1.1；1.2、1.3", [("t1", 0, 0, 0), ("t2", 0, 0, 0), ("t3", 0, 0, 0)]),
        ("1.1完成-完成+3ed", [("t1", 2, 4320, 1)]),
        ("1。1", [("t1", 0, 0, 0)]),
        ("1.1 ff - 50%", [("t1", 2, -5000, 2)]),
        ("1.1fs+1w", [("t1", 0, 2400, 0)]),
        ("1.1FS+90min,", [("t1", 0, 90, 0)]),
        ("1.1FS+1.5d", [("t1", 0, 720, 0)]),
        ("1.1FS\u22121d", [("t1", 0, -480, 0)]),
        ("1.1+25e%", [("t1", 0, 2500, 3)]),
        ("", []),
        (None, []),
        (" , ;", []),
        ("1.1, 1.1FS+1d", [("t1", 0, 480, 0)]),
        ("1.1开始－开始", [("t1", 1, 0, 0)]),
    ],
)
def test_predecessors_are_read_as_typed(manager, tasks, text, links):
    command(
        manager,
        "ALPHA",
        {"op": "task.predecessors", "id": tasks["t5"], "text": text},
        set_(tasks["t5"], notes="so that something changes"),
    )
    found = {
        (r["from"], r["type"], r["lag"], r["lag_kind"])
        for r in rows_by_id(plan_of(manager), "links").values()
        if r["to"] == tasks["t5"]
    }
    assert found == {(tasks[name], *rest) for name, *rest in links}


def test_predecessors_that_stay_keep_their_link(manager, tasks):
    before = next(i for i, r in rows_by_id(plan_of(manager), "links").items() if r["to"] == tasks["t2"])
    command(manager, "ALPHA", {"op": "task.predecessors", "id": tasks["t2"], "text": "1.1+1d, 2.2"})
    links = rows_by_id(plan_of(manager), "links")
    assert links[before]["lag"] == DAY
    assert sum(r["to"] == tasks["t2"] for r in links.values()) == 2


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "1.1XX",
        "9.9",
        "#0",
        "#99",
        "1.1FS+",
        "1.1FS+2y",
        "1.1FS2d",
        "1.1;;;x",
        "#" + "9" * 5000,
        "1.1FS+" + "9" * 400 + "d",
        "1.1FS+99999999%",
        "1.1FS+999999999d",
        "1." * 3000,
        "=cmd|'/c calc'!A1",
        5,
        ["1.1"],
        {"a": 1},
        True,
        "1" * 5000,
        "2.2",
        "-1",
        "1.1FS+1e9d",
        "#1.5.9",
    ],
)
def test_predecessors_refuse_what_they_do_not_understand(manager, tasks, text):
    said = refuse(manager, {"op": "task.predecessors", "id": tasks["t5"], "text": text}, field="predecessors")
    assert len(said["detail"]) < 250


def test_predecessors_know_what_the_request_did_before(manager, tasks):
    refuse(
        manager,
        {"op": "task.delete", "ids": [tasks["t1"]]},
        {"op": "task.predecessors", "id": tasks["t5"], "text": "1.1"},
        status=404,
    )


# --- settings and baselines ---------------------------------------------------------------------------------


def test_settings_of_the_plan(manager, world):
    command(
        manager,
        "ALPHA",
        {"op": "project.set", "set": {"start": local("2026-07-06"), "must_finish": local("2026-07-10", "17:00")}},
    )
    plan = plan_of(manager)
    assert (plan["project"]["start"], plan["project"]["must_finish"]) == (
        local("2026-07-06"),
        local("2026-07-10", "17:00"),
    )
    assert rows_by_id(plan)[world.tasks["t1"]]["start"] == local("2026-07-06")
    assert rows_by_id(plan)[world.tasks["m1"]]["total_float"] < 0


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"start": None}, "start"),
        ({"start": "x"}, "start"),
        ({"data_date": 2**80}, "data_date"),
        ({"must_finish": 1.5}, "must_finish"),
        ({"calendar": 10**9}, "calendar"),
        ({"calendar": None}, "calendar"),
        ({"calendar": [1]}, "calendar"),
        ({"calendar": {}}, "calendar"),
        ({"name": "x"}, "name"),
        ({}, "set"),
        (None, "set"),
        ([], "set"),
    ],
)
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
    assert [(b["number"], b["name"], b["current"]) for b in plan["baselines"]] == [
        (1, "first", False),
        (2, "second", True),
    ]
    assert rows_by_id(plan)[tasks["t2"]]["baseline_start"] == local("2026-07-08")
    assert send(manager, "post", "/projects/ALPHA/plan/undo", {"log_id": answer["log_id"]}).status_code == 200
    assert row(manager, tasks["t2"])["baseline_start"] == local("2026-07-03")


@pytest.mark.parametrize("chosen", [10**9, None, "1", True, [1], 2**70])
def test_a_baseline_that_is_not_there_cannot_be_chosen(manager, world, chosen):
    refuse(manager, {"op": "baseline.choose", "id": chosen})


@pytest.mark.parametrize(
    "commands",
    [
        [],
        [None],
        ["x"],
        [{}],
        [{"op": None}],
        [{"op": ["task.create"]}],
        [{"op": "task.destroy"}],
        [{"op": {}}],
        [[]],
        [{"op": "baseline.set"}, {"op": "task.create", "name": "x"}],
        [{"op": "task.create", "name": "x"}] * 2001,
    ],
)
def test_what_is_no_edit_is_refused(manager, world, commands):
    refuse(manager, *commands)
