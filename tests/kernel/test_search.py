"""The search index: what it finds, for whom, in which order, by which plan; and that it follows every write."""

import dataclasses

import pytest
from django.db import connection

from linkspan.kernel.access.actor import SYSTEM, acting_as
from linkspan.kernel.actions.undo import undo_action
from linkspan.kernel.entities.registry import Known, entities, find_entity
from linkspan.kernel.entities.writing import writer_of
from linkspan.kernel.errors import DomainError
from linkspan.kernel.search import finding, sources
from linkspan.kernel.search.models import SearchDoc
from linkspan.kernel.search.writing import reindex, write_documents
from world import CANARY, FOREIGN, make_person, run


def names(actor, query, kind="task"):
    with acting_as(actor):
        return [item["name"] for item in finding.find(actor, query) if item["kind"] == kind]


def rename(world, task, name, **more):
    run(world.a, {"op": "task.update", "id": world.tasks[task], "set": {"name": name, **more}})


@pytest.mark.parametrize(
    "query",
    [
        "医保",
        "医",
        "保结",
        "医保结算",
        "ybjs",
        "jiesuan",
        "yb js",
        "LIS-2.0",
        "lis 2",
        "ＬＩＳ",
        "lis2.0",
        "2.0",
        "settl",
    ],
)
def test_a_task_is_found_by_words_characters_and_pinyin(world, query):
    rename(world, "t5", "LIS-2.0 医保结算", name_en="Insurance settlement")
    assert "Insurance settlement" in names(world.actor("manager"), query)


@pytest.mark.parametrize("query", ["医算", "is-2.0", "3.0", "ettle", "bjsx", "", "  ", "%", "\x00", '"', "a" * 5000])
def test_what_the_text_does_not_hold_finds_nothing(world, query):
    rename(world, "t5", "LIS-2.0 医保结算", name_en="Insurance settlement")
    assert names(world.actor("manager"), query) == []


def test_people_are_found_by_name_and_initials(world):
    make_person(world.organisation, "zx1", name="张旭", role="engineer", place=world.a)
    for query in ("张旭", "zx", "zhangx"):
        assert names(world.actor("manager"), query, "person") == ["张旭"]


@pytest.mark.parametrize("query", ["医保", "张旭", "回款", "lis"])
def test_the_database_answers_by_its_index(world, query):
    rename(world, "t5", f"{query} x")
    matches = SearchDoc.base_rows.filter(finding._matches(finding.parse_query(query))).order_by()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # a table of a few rows is read whole otherwise
    plan = matches.explain()
    assert finding.FULL_TEXT in plan, plan
    assert len(matches) == 1


def test_code_comes_first_then_titles_then_texts(world):
    for task, values in {
        "t1": {"name": "one", "notes": "回款"},
        "t2": {"name": "催回款"},
        "t3": {"name": "回款计划"},
        "t4": {"name": "四"},
    }.items():
        rename(world, task, **values)
    SearchDoc.base_rows.filter(entity="task", object_id=world.tasks["t4"]).update(code_key="回款", title_tokens="回款")
    assert names(world.actor("manager"), "回款") == ["四", "回款计划", "催回款", "one"]


def test_among_equals_the_newest_work_comes_first(world):
    for task in ("t1", "t2", "t3"):
        rename(world, task, f"same {task}")
    run(world.a, {"op": "task.update", "id": world.tasks["t1"], "set": {"progress": 0.5}})
    assert names(world.actor("manager"), "same") == ["same t1", "same t3", "same t2"]


def test_the_index_follows_writes_and_undo(world):
    manager = world.actor("manager")
    outcome = run(world.a, {"op": "task.create", "temp": "n", "name": "新增任务"}, actor=manager)
    key = outcome.result["n"]
    assert names(manager, "新增") == ["新增任务"]
    run(world.a, {"op": "task.update", "id": key, "set": {"name": "改名"}})
    assert names(manager, "新增") == []
    gone = run(world.a, {"op": "task.delete", "ids": [key]}, actor=manager)
    assert names(manager, "改名") == []
    undo_action(manager, gone.log_id)
    assert names(manager, "改名") == ["改名"]


def test_a_refused_action_leaves_no_word(world):
    with pytest.raises(DomainError):
        run(
            world.a,
            {"op": "task.create", "temp": "n", "name": "孤儿"},
            {"op": "link.create", "from": "n", "to": "n"},
        )
    assert names(SYSTEM, "孤儿") == []


def test_reindex_writes_the_same_documents_again(world):
    rename(world, "t5", "LIS-2.0 医保结算")
    before = list(SearchDoc.base_rows.order_by("entity", "object_id").values())
    SearchDoc.base_rows.filter(entity="task").update(title_tokens="wrong")
    with acting_as(SYSTEM):
        assert reindex() == len(before)
    after = list(SearchDoc.base_rows.order_by("entity", "object_id").values())
    strip = {"id", "updated"}
    assert [{k: v for k, v in d.items() if k not in strip} for d in after] == [
        {k: v for k, v in d.items() if k not in strip} for d in before
    ]
    assert names(world.actor("manager"), "医保") == ["LIS-2.0 医保结算"]
    assert names(world.actor("manager"), "wrong") == []


def test_the_kind_with_the_best_hit_comes_first(world):
    row = risk(world, title="催回款")
    rename(world, "t1", "one", notes="回款")
    manager = world.actor("manager")
    for query, kinds in (("回款", ["risk", "task"]), (row.code, ["risk"])):
        with acting_as(manager):
            assert [item["kind"] for item in finding.find(manager, query)] == kinds


# --- who finds what -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["project", "task", "person", "party"])
def test_nobody_finds_rows_of_another_project(world, kind):
    for name in ("nobody", "viewer", "engineer", "vendor", "manager"):
        assert names(world.actor(name), CANARY, kind) == []
    assert names(world.actor("outsider"), CANARY, kind) != []


def test_a_vendor_finds_its_own_rows_and_loses_them_at_once(world):
    vendor = world.actor("vendor")
    assert names(vendor, "vendor") == ["vendor work"]
    assert names(vendor, FOREIGN) == []
    run(world.a, {"op": "task.update", "id": world.tasks["t2"], "set": {"owner": world.people["engineer"].pk}})
    assert names(vendor, "vendor") == []


def test_hidden_rows_take_no_place_among_the_eight(world):
    for n in range(9):
        run(world.b, {"op": "task.create", "name": f"same {n}"})
    rename(world, "t1", "same")
    assert names(world.actor("manager"), "same") == ["same"]


# --- classed fields -----------------------------------------------------------------------------------------


def risk(world, **values):
    with acting_as(SYSTEM):
        return writer_of(find_entity("risk")).create(SYSTEM, world.a, values={"title": "open title", **values}).result


def test_words_of_a_classed_field_are_neither_found_nor_stored(world):
    row = risk(world, plan="Geheimpreis 4711", description="said aloud")
    assert names(world.actor("manager"), "geheimpreis", "risk") == ["open title"]  # public as declared
    entity = dataclasses.replace(find_entity("risk").entity, sensitive={"plan": "commercial", "title": "personal"})
    write_documents(sources.source_of(Known(entity)), [row])
    doc = SearchDoc.base_rows.get(entity="risk", object_id=row.pk)
    assert not {"geheimpreis", "4711", "open"} & set(repr(doc.__dict__).casefold().replace("'", " ").split())
    assert names(world.actor("manager"), "geheimpreis", "risk") == []
    assert names(world.actor("manager"), "said aloud", "risk") == [""]


@pytest.mark.parametrize("known", list(entities()), ids=lambda known: known.name)
def test_no_entity_gives_a_classed_field_to_the_index(known):
    source, sensitive = sources.source_of(known), set(known.entity.sensitive)
    assert not source.fields & sensitive
    assert source.fields & set(known.entity.keys.search)


def test_records_are_found_by_code_title_and_text(world):
    first, second = risk(world, description="about R01"), risk(world, title="医保 second", tags=["x"])
    manager = world.actor("manager")
    assert names(manager, first.code.lower(), "risk") == ["open title"]
    assert names(manager, "医保", "risk") == ["医保 second"]
    assert names(world.actor("nobody"), "医保", "risk") == names(world.actor("vendor"), "医保", "risk") == []
    with acting_as(manager):
        (item,) = [i for i in finding.find(manager, "yb") if i["kind"] == "risk"]
    assert (item["code"], item["hint"], item["url"]) == (second.code, "ALPHA", f"/p/ALPHA/r/risk/{second.pk}")
