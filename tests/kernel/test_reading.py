"""How a list is read: whose rows it compares with a path, and what the database answers from an index alone."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import F

from linkspan.kernel.access.actor import Actor, HeldGrant
from linkspan.kernel.access.rows import ScopedModel
from linkspan.kernel.entities import at_once, requests
from linkspan.kernel.entities.reading import Query, Reading
from linkspan.kernel.entities.registry import find_entity
from linkspan.kernel.errors import DomainError
from linkspan.modules.portfolio.models import Project
from linkspan.modules.risk.models import Risk
from world import send

VIEW = frozenset({"risk.view"})


@pytest.fixture
def risks(world):
    """Three in ALPHA, one of them without a date, and one in BETA."""
    manager, admin = world.client("manager"), world.client("admin")
    dates = ["2026-08-05", None, "2026-07-05"]
    for client, project, date in [*((manager, "ALPHA", date) for date in dates), (admin, "BETA", None)]:
        values = {"title": f"risk of {date}", "probability": 3, "impact": 4, "proximity": date}
        answer = send(client, "post", "/records/risk", {"project": project, "values": values})
        assert answer.status_code == 201, answer.content.decode()
    return world


def actor(*paths):
    return Actor(user_id=1, name="x", grants=tuple(HeldGrant(path, VIEW) for path in paths))


def reading(actor, project):
    return Reading(find_entity("risk"), actor, project)


def plan_of(rows):
    """How the database would read the rows, were they many: of three rows PostgreSQL prefers to look at all."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
    return rows.explain()


def test_rows_of_a_project_lie_under_its_path(risks):
    """`visible_in` stands on this."""
    models = [
        model
        for model in apps.get_models()
        if issubclass(model, ScopedModel)
        and any(field.name == "project" and field.related_model is Project for field in model._meta.concrete_fields)
    ]
    assert len(models) > 8
    assert sum(model._base_manager.count() for model in models) > 10
    for model in models:
        wrong = model._base_manager.exclude(project=None).exclude(scope_path__startswith=F("project__scope_path"))
        assert not wrong.exists(), model


def test_paths_are_compared_unless_the_whole_project_is_open(risks):
    a, b = risks.a, risks.b
    whole, part, beside = actor(a.scope_path), actor(f"{a.scope_path}w1/"), actor(b.scope_path)
    assert "LIKE" not in str(reading(whole, a).rows(Query()).query)
    assert reading(whole, a).rows(Query()).count() == 3
    for other, seen in ((part, 0), (beside, 0), (actor("/"), 3), (actor(), 0)):
        assert reading(other, a).rows(Query()).count() == seen
    Risk._base_manager.filter(code="R02", project=a).update(scope_path=f"{a.scope_path}w1/")
    assert [row.code for row in reading(part, a).rows(Query())] == ["R02"]
    assert reading(actor(a.scope_path, b.scope_path), None).rows(Query()).count() == 4


def test_a_record_read_at_once_is_the_record_that_the_filter_reads(risks):
    a, b, risk = risks.a, risks.b, find_entity("risk")
    first = Risk._base_manager.get(code="R01", project=a)
    Risk._base_manager.filter(code="R02", project=a).update(scope_path=f"{a.scope_path}w1/")
    people = (
        actor(a.scope_path), actor(f"{a.scope_path}w1/"), actor(b.scope_path), actor("/"), actor(),
        Actor(user_id=1, name="x", party_id=1, grants=(HeldGrant("/", VIEW, own_party_only=True),)),
    )  # fmt: skip
    seen = 0
    for person in people:
        for row in Risk._base_manager.all():
            plain = requests.rows_json(person, risk, [row.pk])
            alone = requests.row_json(person, risk, row.pk)
            assert alone == ({"row": plain["rows"][0], "refs": plain["refs"]} if plain["rows"] else {"refs": {}})
            found = at_once.find_seen(person, risk, row.pk)
            assert found is None or plain["rows"]
            seen += found is not None
    assert seen == 3 + 1 + 1 + 4
    for no_key in (0, -1, 2**63, 10**6):
        assert at_once.find_seen(people[0], risk, no_key) is None
    Project._base_manager.filter(pk=a.pk).update(modules_off=["risk"])
    assert at_once.find_seen(people[0], risk, first.pk) is None
    assert "row" not in requests.row_json(people[0], risk, first.pk)


def test_counts_and_links_beside_a_record_are_its_own(risks):
    manager, risk = risks.client("manager"), find_entity("risk")
    one, two = Risk._base_manager.filter(project=risks.a).order_by("pk")[:2]
    for text in ("first", "second"):
        assert send(manager, "post", f"/records/risk/{one.pk}/comments", {"body": text}).status_code < 300
    link = {"kind": "depends_on", "entity": "risk", "id": two.pk}
    assert send(manager, "post", f"/records/risk/{one.pk}/links", link).status_code < 300
    user = risks.people["manager"].pk
    assert at_once.counts_beside(risk, one.pk, user)[0] == 2
    assert at_once.counts_beside(risk, two.pk, user)[0] == 0
    watching = at_once.counts_beside(risk, one.pk, user)[2:]
    assert at_once.counts_beside(risk, one.pk, 0)[2:] == (watching[0], False)
    for key, other, is_out in ((one.pk, two.pk, True), (two.pk, one.pk, False)):
        [(_pk, kind, *ends)] = at_once.link_ends(risk, key)
        assert (kind, ends) == ("depends_on", ["risk", one.pk, "risk", two.pk])
        [shown] = send(manager, "get", f"/records/risk/{key}").json()["links"]
        assert (shown["record_id"], shown["direction"]) == (other, "out" if is_out else "in")
        assert shown["label"] == ("depends on" if is_out else "needed by")


def test_the_first_page_comes_off_an_index_and_so_does_the_count(risks):
    here = reading(actor(risks.a.scope_path), risks.a)
    rows = here.rows(Query(filters=("status:in:identified,analysed", "probability:gte:2")))
    page = plan_of(here.ordered(here._with(rows, here.fields["score"]), Query())[:100])
    assert "risk_own_order" in page
    assert "Sort" not in page
    assert "TEMP B-TREE" not in page
    assert "risk_filters" in plan_of(rows.order_by().values("status"))
    by_code = plan_of(here.ordered(rows, Query(sort="-code"))[:100])
    assert "Sort" not in by_code or "Presorted Key: code" in by_code
    assert "TEMP B-TREE" not in by_code


@pytest.mark.parametrize(
    ("sort", "codes"), [("proximity", ["R03", "R01", "R02"]), ("-proximity", ["R01", "R03", "R02"])]
)
def test_rows_without_a_value_come_last_both_ways(risks, sort, codes):
    answer = risks.client("manager").get(f"/api/records/risk?project=ALPHA&sort={sort}")
    assert [row["code"] for row in answer.json()["rows"]] == codes


def test_each_row_names_its_project_in_every_list(risks):
    client = risks.client("admin")
    inside = client.get("/api/records/risk?project=BETA").json()["rows"]
    everywhere = client.get("/api/records/risk").json()["rows"]
    assert [row["project"] for row in inside] == ["BETA"]
    assert sorted(row["project"] for row in everywhere) == ["ALPHA", "ALPHA", "ALPHA", "BETA"]


def test_a_field_seen_in_other_projects_alone_is_left_out(risks):
    a, b = risks.a, risks.b
    prices = HeldGrant(b.scope_path, frozenset({"field.commercial"}))
    buyer = Actor(user_id=1, name="x", grants=(*actor(a.scope_path, b.scope_path).grants, prices))
    asked = ("code", "cost_impact")
    assert [spec.name for spec in reading(buyer, a).chosen(asked)] == ["code"]
    assert [spec.name for spec in reading(buyer, b).chosen(asked)] == ["code", "cost_impact"]
    for other in (reading(actor(a.scope_path), a), reading(actor(a.scope_path), None)):
        with pytest.raises(DomainError):
            other.chosen(asked)
    with pytest.raises(DomainError):
        reading(buyer, a).chosen(("code", "nothing"))
