"""The description of the API: whole, well-formed, kept, and true of what the API answers."""

import json
import random
import re

import pytest

from linkspan.kernel.entities.registry import entities
from linkspan.surfaces.api.openapi import written
from tools import docs
from world import is_problem, send

DOCUMENT = json.loads(written())
NAMES = [known.name for known in entities()]
METHODS = {"get", "post", "put", "patch", "delete"}
_TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def operations():
    for path, found in DOCUMENT["paths"].items():
        for method, operation in found.items():
            yield path, method, operation


def resolved(schema):
    """The schema itself, where it stands elsewhere in the document."""
    while "$ref" in schema:
        at = DOCUMENT
        for part in schema["$ref"].removeprefix("#/").split("/"):
            at = at[part]
        schema = at
    return schema


def misfit(value, schema, place="answer"):
    """Where a value is not what the schema says; None where it is. Knows the words that our schemas use."""
    schema = resolved(schema)
    if "anyOf" in schema:
        return (all(misfit(value, one, place) for one in schema["anyOf"]) and f"{place} fits none") or None
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(isinstance(value, _TYPES[k]) and (k == "boolean" or value is not True) for k in kinds):
        return f"{place} is {value!r}, not {kinds}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{place} is {value!r}, which is not among {schema['enum']}"
    if isinstance(value, str) and len(value) > schema.get("maxLength", len(value)):
        return f"{place} is too long"
    if isinstance(value, int | float) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        return f"{place} is {value}, out of its limits"
    if isinstance(value, list) and "items" in schema:
        return next(filter(None, (misfit(one, schema["items"], f"{place}[]") for one in value)), None)
    if isinstance(value, dict):
        return _misfit_of_object(value, schema, place)
    return None


def _misfit_of_object(value, schema, place):
    known, more = schema.get("properties", {}), schema.get("additionalProperties", True)
    missing = set(schema.get("required", ())) - set(value)
    if missing or (more is False and set(value) - set(known)):
        return f"{place} lacks {missing} or has {set(value) - set(known)}"
    parts = {name: known.get(name, more if isinstance(more, dict) else {}) for name in value}
    return next(filter(None, (misfit(value[name], part, f"{place}.{name}") for name, part in parts.items())), None)


def fits(answer, path, method):
    """The answer is one that the document declares, with the body that it declares."""
    declared = DOCUMENT["paths"][path][method]["responses"]
    status = str(answer.status_code)
    assert status in declared, (path, method, status, answer.content.decode()[:300])
    content = resolved(declared[status])["content"]
    kind = answer.headers["Content-Type"].split(";")[0]
    assert kind in content, (path, method, status, kind)
    assert misfit(answer.json(), content[kind]["schema"]) is None, (
        misfit(answer.json(), content[kind]["schema"]),
        path,
    )


def test_the_kept_document_is_current():
    kept = json.loads((docs.ROOT / "tests" / "data" / "openapi.json").read_text(encoding="utf-8"))
    assert set(kept["paths"]) == set(DOCUMENT["paths"]), "./run docs writes tests/data/openapi.json again"
    assert kept == DOCUMENT, "./run docs writes tests/data/openapi.json again"


def test_it_is_openapi_3_1_as_far_as_its_structure_goes():
    assert DOCUMENT["openapi"] == "3.1.0"
    assert {"title", "version"} <= set(DOCUMENT["info"])
    seen = []
    for path, method, operation in operations():
        place = f"{method} {path}"
        assert method in METHODS, place
        seen.append(operation["operationId"])
        named = {p["name"] for p in map(resolved, operation.get("parameters", ())) if p["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path)), place
        keys = [(p["in"], p["name"]) for p in map(resolved, operation.get("parameters", ()))]
        assert len(keys) == len(set(keys)), place
        assert all(p["in"] != "path" or p["required"] for p in map(resolved, operation.get("parameters", ()))), place
        assert operation["responses"], place
        assert all(resolved(answer)["description"] for answer in operation["responses"].values()), place
    assert len(seen) == len(set(seen))
    shapes = [re.sub(r"{\w+}", "{}", path) for path in DOCUMENT["paths"]]
    assert len(shapes) == len(set(shapes))


def test_every_reference_leads_somewhere_and_every_pattern_is_one():
    def walk(part):
        if isinstance(part, dict):
            if "$ref" in part:
                assert resolved(part)
            if isinstance(part.get("pattern"), str):
                re.compile(part["pattern"])
            for one in part.values():
                walk(one)
        elif isinstance(part, list):
            for one in part:
                walk(one)

    walk(DOCUMENT)


@pytest.mark.parametrize("name", NAMES)
def test_every_entity_has_its_routes_with_guards(name):
    at = f"/api/records/{name}"
    assert {"get", "post"} == set(DOCUMENT["paths"][at])
    for method in ("patch", "delete"):
        operation = DOCUMENT["paths"][f"{at}/{{record_id}}"][method]
        names = {resolved(p)["name"] for p in operation["parameters"]}
        assert {"record_id", "If-Match", "Idempotency-Key"} <= names
        assert {"412", "428"} <= set(operation["responses"])
    filters = next(p for p in DOCUMENT["paths"][at]["get"]["parameters"] if p["name"] == "f")
    assert filters["x-filters"]


def test_only_who_is_logged_in_reads_it(world, client):
    assert is_problem(client.get("/api/openapi.json"), 401)
    assert world.client("nobody").get("/api/openapi.json").json()["openapi"] == "3.1.0"


# --- what it says is what the API does --------------------------------------------------------------------------------


class Maker:
    """Values that a schema allows, and some that it does not."""

    def __init__(self, client, seed):
        self.client, self.random = client, random.Random(seed)

    def values(self, name, part, *, is_full):
        schema = DOCUMENT["components"]["schemas"][part]
        required = set(schema.get("required", ()))
        chosen = {n for n in schema["properties"] if n in required or is_full or self.random.random() < 0.3}
        made = {n: self.value(name, n, schema["properties"][n]) for n in sorted(chosen)}
        return {n: value for n, value in made.items() if value is not None or n in required}

    def value(self, entity, field, schema):
        if "x-reference" in schema:
            found = self.client.get(f"/api/records/{entity}/options/{field}?project=ALPHA").json()["items"]
            keys = [item["id"] for item in found]
            return keys[:2] if schema["type"] == "array" else self.random.choice(keys) if keys else None
        kind = schema["type"] if isinstance(schema["type"], str) else schema["type"][0]
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        if kind == "string":
            made = {"date": "2026-07-20", "date-time": "2026-07-20T08:00:00+08:00", "uri": "https://example.org/a"}
            return made.get(schema.get("format"), f"text {self.random.randrange(10**6)}")
        if kind == "array":
            return schema["items"].get("enum", ["one", "two"])[:2]
        low, high = schema.get("minimum", 0), schema.get("maximum", 9)
        return self.random.random() < 0.5 if kind == "boolean" else self.random.randint(int(low), int(high))

    def spoil(self, values):
        """One value made wrong: of another kind, too long, unknown, of another type of JSON."""
        name = self.random.choice(sorted(values))
        wrong = [{}, [[]], "x" * 200_001, 10**30, "\ud83e", True, -(2**70), {"a": 1}, "2026-13-45", None]
        return values | {name: self.random.choice(wrong)}


def seeds_of_references(client):
    """A system and a contract for others to point at."""
    for entity, values in (
        ("system", {"code": "S1", "name": "HIS"}),
        ("contract", {"name": "main", "direction": "expense"}),
    ):
        if entity == "contract":
            party = client.get("/api/records/contract/options/party?project=ALPHA").json()["items"][0]["id"]
            values = values | {"party": party}
        assert send(client, "post", f"/records/{entity}", {"project": "ALPHA", "values": values}).status_code == 201


@pytest.mark.parametrize("name", [n for n in NAMES if n != "party"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_requests_built_from_the_document_get_answers_that_it_declares(world, name, seed):
    client = world.client("manager")
    seeds_of_references(client)
    maker, at = Maker(client, seed), f"/api/records/{name}"
    word = "".join(part.capitalize() for part in name.split("_"))
    done = 0
    for turn in range(8):
        values = maker.values(name, f"{word}Create", is_full=turn % 2 == 0)
        values = maker.spoil(values) if turn > 5 else values
        made = send(client, "post", f"/records/{name}", {"project": "ALPHA", "values": values})
        fits(made, at, "post")
        if made.status_code != 201:
            continue
        done += 1
        row = made.json()["row"]
        tag, one = {"If-Match": f'"{row["version"]}"'}, f"/records/{name}/{row['id']}"
        read = client.get(f"/api{one}")
        fits(read, f"{at}/{{record_id}}", "get")
        assert read.headers["ETag"] == tag["If-Match"]
        edited = maker.values(name, f"{word}Edit", is_full=False) or {"code": "c"}
        for body, headers in ((edited, {}), (edited, tag), (edited, tag), (maker.spoil(edited), tag)):
            fits(send(client, "patch", one, {"values": body}, **headers), f"{at}/{{record_id}}", "patch")
    assert done, "no request of the document was accepted"
    fits(client.get(f"{at}?project=ALPHA"), at, "get")


@pytest.mark.parametrize("name", NAMES)
def test_every_filter_order_group_and_figure_of_the_document_is_taken(world, name):
    client, at = world.client("admin"), f"/api/records/{name}"
    parameters = {p["name"]: p for p in DOCUMENT["paths"][at]["get"]["parameters"]}
    operands = {"between": "2026-07-01,2026-07-31", "within": "7", "on": "2026-07-01", "before": "2026-07-01"}
    operands |= {"after": "2026-07-01", "in": "1", "not_in": "1"}
    pattern = re.compile(parameters["f"]["schema"]["items"]["pattern"])
    row = DOCUMENT["components"]["schemas"]["".join(part.capitalize() for part in name.split("_")) + "Row"]
    for field, names in parameters["f"]["x-filters"].items():
        schema = row["properties"][field]
        is_day = schema.get("format") in {"date", "date-time"}
        for operator in names:
            operand = operands.get(operator, "1")
            operand = "1,2" if operator == "between" and not is_day else operand
            operand = schema["enum"][0] if "enum" in schema and operator in {"in", "not_in"} else operand
            bare = operator in {"me", "empty", "not_empty", "true", "false"}
            asked = f"{field}:{operator}" if bare else f"{field}:{operator}:{operand}"
            assert pattern.match(asked), asked
            fits(client.get(at, {"f": asked, "limit": 1}), at, "get")
            assert client.get(at, {"f": asked, "limit": 1}).status_code == 200, asked
    for field in re.search(r"-\?\(([\w|]+)\)", parameters["sort"]["schema"]["pattern"])[1].split("|"):
        assert client.get(at, {"sort": f"-{field}"}).status_code == 200, field
    for group in parameters["group"]["schema"]["enum"]:
        fits(client.get(f"{at}/groups", {"group": group}), f"{at}/groups", "get")
        assert client.get(f"{at}/groups", {"group": group}).status_code == 200, group
