"""Groups stand in the order of the rows below them, by the name that the reader reads; their figures are exact."""

import pytest

from linkspan.kernel.entities import grouping
from linkspan.kernel.entities.declaration import Measure
from linkspan.kernel.entities.reading import Query, Reading
from linkspan.kernel.entities.registry import find_entity
from world import send

LIST = "/api/records/risk?project=ALPHA"
GROUPS = "/api/records/risk/groups?project=ALPHA"


@pytest.fixture
def manager(world):
    """Risks of three owners whose Chinese and English names stand in opposite orders."""
    names = {"engineer": ("甲", "Zoe"), "viewer": ("乙", "Amy"), "manager": ("丙", "Mia")}
    for username, (name, english) in names.items():
        person = world.people[username]
        person.name, person.name_en = name, english
        person.save()
    client = world.client("manager")
    for at, username in enumerate(("engineer", "viewer", "manager", "engineer", "viewer", "viewer")):
        values = {
            "title": f"risk {at}",
            "owner": world.people[username].pk,
            "probability": 1 + at % 3,
            "impact": 1 + at,
        }
        values["impact"] = min(values["impact"], 5)
        assert send(client, "post", "/records/risk", {"project": "ALPHA", "values": values}).status_code == 201
    assert (
        send(client, "post", "/records/risk", {"project": "ALPHA", "values": {"title": "nobody's"}}).status_code == 201
    )
    return client


def owners(world, client, sort, language):
    names = {world.people[n].pk: n for n in ("engineer", "viewer", "manager")}
    client.cookies["django_language"] = language
    for person in world.people.values():
        person.language = language
        person.save()
    rows = client.get(f"{LIST}&sort={sort}").json()["rows"]
    return list(dict.fromkeys(names.get(row["owner"]) for row in rows))


def test_a_reference_is_ordered_by_the_name_that_is_read(world, manager):
    english = ["viewer", "manager", "engineer"]  # Amy, Mia, Zoe
    assert owners(world, manager, "owner", "en") == [*english, None]
    assert owners(world, manager, "-owner", "en") == [*reversed(english), None]
    chinese = [
        n for n, _name in sorted({"engineer": "甲", "viewer": "乙", "manager": "丙"}.items(), key=lambda p: p[1])
    ]
    assert owners(world, manager, "owner", "zh-hans") == [*chinese, None]


@pytest.mark.parametrize("query", ["group=owner", "group=owner&sub=level", "group=level&sub=owner", "group=level"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_groups_stand_where_their_rows_stand(world, manager, query, language):
    """The page puts the next `count` rows of the list under each group."""
    owners(world, manager, "code", language)
    rows = manager.get(f"{LIST}&{query}").json()["rows"]
    field, _amp, second = query.removeprefix("group=").partition("&sub=")
    at = 0
    for group in manager.get(f"{GROUPS}&{query}").json()["groups"]:
        for part in group["subs"] or [group]:
            for row in rows[at : at + part["measures"]["count"]]:
                assert row[field] == group["key"]
                assert not second or row[second] == part["key"]
            at += part["measures"]["count"]
    assert at == len(rows) == 7


def test_two_of_the_same_name_stay_two_groups(world, manager):
    for username in ("engineer", "viewer"):
        person = world.people[username]
        person.name = person.name_en = "Li"
        person.save()
    groups = manager.get(f"{GROUPS}&group=owner&sub=level").json()["groups"]
    assert [g["label"] for g in groups] == ["Li", "Li", "Mia", "—"]
    assert sorted(g["measures"]["count"] for g in groups) == [1, 1, 2, 3]


def test_an_average_over_sub_groups_is_that_of_the_rows(world, manager, monkeypatch):
    reading = Reading(find_entity("risk"), world.actor("manager"), world.a)
    known = grouping.measures_of(reading)
    measure = Measure("mean", "mean impact", "avg", "impact")
    monkeypatch.setattr(grouping, "measures_of", lambda reading: known | {"mean": measure})
    answer = grouping.read_groups(reading, Query(group="owner", sub="level"), ("mean",))
    rows = reading.read(reading.rows(Query()), [reading.fields["owner"], reading.fields["impact"]])
    for group in answer["groups"]:
        of = [row["impact"] for row in rows if row["owner"] == group["key"] and row["impact"] is not None]
        assert group["measures"]["mean"] == (pytest.approx(sum(of) / len(of)) if of else None)
    assert any(len(group["subs"]) > 1 for group in answer["groups"]), "an average of averages would differ"


def test_what_is_too_much_is_said_and_what_is_shown_is_exact(manager, monkeypatch):
    whole = manager.get(f"{GROUPS}&group=owner&sub=impact").json()
    assert whole["is_cut"] is False
    monkeypatch.setattr(grouping, "MOST_GROUPS", 4)
    cut = manager.get(f"{GROUPS}&group=owner&sub=impact").json()
    assert cut["is_cut"] is True
    assert [g["measures"] for g in cut["groups"]] == [g["measures"] for g in whole["groups"]]
    for group, full in zip(cut["groups"], whole["groups"], strict=True):
        assert group["subs"] in ([], full["subs"]), "sub-groups are whole or absent"
    assert any(group["subs"] for group in cut["groups"])
    monkeypatch.setattr(grouping, "MOST_GROUPS", 2)
    few = manager.get(f"{GROUPS}&group=owner").json()
    assert (len(few["groups"]), few["is_cut"]) == (2, True)
