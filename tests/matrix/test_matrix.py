"""Role x route x verb against the hand-written table; ids of another project in path, body and inside; canaries."""

import pytest
import table
from calls import ask, bodies, make_sides, smuggled, upload
from walking import clients, leak, taken_back, walk

from linkspan.modules.landscape.models import System
from linkspan.modules.risk.models import Risk
from linkspan.surfaces.api.urls import api
from world import CANARY, dump, send

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def sides(world):
    return make_sides(world)


def routes():
    """Every operation that the API answers, from its own list of urls."""
    paths = api.get_openapi_schema()["paths"]
    return {(method.upper(), path) for path, operations in paths.items() for method in operations if method in METHODS}


def hidden_routes():
    """Operations left out of the OpenAPI document would escape the walk."""
    return [
        operation
        for _prefix, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
        if not operation.include_in_schema
    ]


def test_every_route_has_a_row_and_every_row_a_route():
    rows = {(method, path) for method, path, _kind in table.TABLE}
    assert routes() - rows == set(), "give each new route a row in tests/matrix/table.py and a call in calls.py"
    assert rows - routes() == set()
    assert not hidden_routes()


def test_the_table_is_whole(world, sides):
    assert set(bodies(sides[0])) == set(table.TABLE)
    assert {cell for row in table.TABLE for cell in table.TABLE[row].split()} <= {"+", *table.STATUS}
    assert all(table.cell(row, "anonymous") == "L" for row in table.TABLE)


def test_every_cell_answers_as_the_table_says(world, sides, capsys):
    asked, wrong = walk(world, *sides)
    with capsys.disabled():
        print(f"\npermission matrix: {asked} cells, {len(table.TABLE)} rows, {len(routes())} routes")
    assert not wrong, "\n".join(wrong)
    assert asked > 400


def test_ids_of_another_project_are_refused_wherever_they_stand(world, sides):
    people = clients(world)
    before = dump()
    wrong = []
    for name, (method, path, body) in smuggled(*sides, world.ids_b).items():
        for role in ("manager", "engineer", "vendor", "viewer"):
            with taken_back():
                answer = ask(people[role], method, path, body)
                if (
                    answer.status_code not in {403, 404, 422}
                    or answer.headers["Content-Type"] != "application/problem+json"
                ):
                    wrong.append(f"{role}, {name}: {answer.status_code} {answer.content.decode()[:200]}")
                if dump() != before:
                    wrong.append(f"{role}, {name}: something was written")
                wrong += filter(None, [leak((name,), role, answer)])
    assert not wrong, "\n".join(wrong)


def test_parts_of_a_record_stand_under_no_other(world, sides):
    """A3: a comment, a file, a watcher and a link of one record are not read below another one, nor of another kind."""
    x, client = sides[0].extra["records"], clients(world)["manager"]
    for model, like in ((System, x["system own"]), (Risk, x["lone risk"])):
        twin = model._base_manager.get(pk=like)
        twin.pk, twin.code = 90_001, "TWIN"  # a system and a risk with one key
        twin.save(force_insert=True)
    said = send(client, "post", f"/records/risk/{twin.pk}/comments", {"body": "below the risk alone"}).json()["item"]
    put = upload(client, f"/records/risk/{twin.pk}/attachments").json()["item"]
    send(client, "put", f"/records/risk/{twin.pk}/watch")
    link = {"kind": "affects", "entity": "system", "id": x["system other"]}
    send(client, "post", f"/records/risk/{twin.pk}/links", link)
    for path in (f"/api/records/system/{twin.pk}", f"/api/records/risk/{x['risk']}"):
        activity = client.get(f"{path}/activity").json()["items"]
        assert said["id"] not in {item["id"] for item in activity if item["kind"] == "comment"}, path
        assert put["id"] not in {item["id"] for item in client.get(f"{path}/attachments").json()["items"]}, path
    assert client.get(f"/api/records/system/{twin.pk}/watch").json()["watchers"] == 0
    assert client.get(f"/api/records/system/{twin.pk}").json()["counts"]["comments"] == 0
    ends = client.get(f"/api/records/system/{twin.pk}").json()["links"]
    assert not any(end["record_id"] == x["system other"] for end in ends)


def test_no_unknown_method_is_answered(world, sides):
    client = clients(world)["admin"]
    before = dump()
    for method, route in sorted(routes()):
        path = next(path for row, (path, _body) in bodies(sides[0]).items() if row[1] == route)
        for other in METHODS - {m.lower() for m, r in routes() if r == route}:
            answer = ask(client, other, path, {} if other != "get" else None)
            assert (answer.status_code, answer.headers["Content-Type"]) == (405, "application/problem+json"), (
                other,
                path,
                method,
            )
    assert dump() == before


@pytest.mark.parametrize(
    "query", [CANARY, CANARY[:4], "kanarienvogel boss", "BETA", "BET", "outsider", "bp", "t1", "1.1", "k", "K"]
)
def test_search_finds_nothing_of_another_project(world, sides, query):
    people = clients(world)
    for role in ("nobody", "vendor", "viewer", "engineer", "manager"):
        answer = people[role].get("/api/search", {"q": query})
        assert answer.status_code == 200
        assert CANARY not in answer.content.decode()
        assert "BETA" not in answer.content.decode()


def test_an_unsafe_call_without_the_token_is_refused(world, sides):
    from django.test import Client

    forger = Client(HTTP_HOST="127.0.0.1", enforce_csrf_checks=True, raise_request_exception=False)
    forger.force_login(world.people["admin"])
    before = dump()
    for (method, _route, _kind), (path, body) in bodies(sides[0]).items():
        if method != "GET":
            assert ask(forger, method, path, body).status_code == 403, path
    assert dump() == before
