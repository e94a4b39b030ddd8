"""`GET /api/openapi.json`: one OpenAPI 3.1 document, from the typed routes and from the declarations of the entities.

The document shows names and limits, never data, and is the same for everybody who is logged in.
"""

import copy
import functools
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from ninja import Router

from linkspan.kernel.entities.declaration import Verb
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.registry import Known, entities
from linkspan.surfaces.api import openapi_schemas as schemas

Json = dict[str, Any]
router = Router(tags=["description"])
_PREFIX = "/api/records/{entity}"
# Routes whose requests are the same for every entity stay one path with the entities' names as values.
_TYPED = {"", "/groups", "/bulk", "/options/{field}", "/pick", "/export", "/{record_id}", "/{record_id}/actions/{name}"}
_KEY: Json = {"in": "path", "name": "record_id", "required": True, "schema": {"type": "integer", "minimum": 1}}
_PROBLEM: Json = {
    "type": "object",
    "description": "RFC 7807. `detail` is a finished sentence in the reader's language.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable word for programs."},
        "detail": {"type": "string"},
        "field": {"type": "string", "description": "The input at fault."},
        "current": {"description": "The present state, where a stale write was refused."},
    },
    "required": ["status", "code", "detail"],
}
_WORDS = {
    400: "The request is no JSON that can be read.",
    401: "Not logged in.",
    403: "Seen, but not allowed.",
    404: "Not there, or not visible to you.",
    409: "Does not fit the present state.",
    412: "Changed in the meantime; `current` is the present state.",
    422: "A value is not accepted; `field` names it.",
    428: "The header If-Match is missing.",
}
_PARAMETERS: Mapping[str, Json] = {
    "IfMatch": {
        "in": "header",
        "name": "If-Match",
        "required": True,
        "description": "The version that was read, as the ETag of the record says it.",
        "schema": {"type": "string", "pattern": r'^(W/)?"?\d{1,9}"?$'},
    },
    "IdempotencyKey": {
        "in": "header",
        "name": "Idempotency-Key",
        "required": False,
        "description": "A request repeated with the same key is done once.",
        "schema": {"type": "string", "maxLength": 200},
    },
}
_READ, _WRITE = (401, 404, 422), (400, 401, 403, 404, 409, 422)
_VERSIONED = (*_WRITE, 412, 428)
_IF_MATCH: Json = {"$ref": "#/components/parameters/IfMatch"}
_ONCE: Json = {"$ref": "#/components/parameters/IdempotencyKey"}
_WRITTEN: Json = {
    "refs": {"$ref": "#/components/schemas/Refs"},
    "log_id": {"type": ["integer", "null"], "description": "For undo."},
    "undoable": {"type": "boolean"},
    "label": {"type": "string", "description": "What was done, as a sentence."},
}
_REFS: Json = {
    "type": "object",
    "description": "Labels of what the rows point at: by kind, by id.",
    "additionalProperties": {"type": "object", "additionalProperties": {"type": "object"}},
}


@router.get("/openapi.json")
def read_openapi(request: HttpRequest) -> Any:
    """This document."""
    return HttpResponse(written(), content_type="application/json")


@functools.cache
def written() -> bytes:
    """The document of the running program as JSON; labels in English, whoever asks."""
    from linkspan.surfaces.api.urls import api

    with override("en"):
        return orjson.dumps(document(api.get_openapi_schema(path_prefix="/api/"), entities()), default=str)


def document(base: Mapping[str, Any], known: Iterable[Known]) -> Json:
    """The whole document. base: that of the typed routes; known: the entities, whose routes it knows as `{entity}`."""
    found: Json = copy.deepcopy(dict(base))
    all_known = list(known)
    generic = found["paths"]
    for suffix in _TYPED:
        generic.pop(_PREFIX + suffix, None)
    names = [one.name for one in all_known]
    for path, operations in generic.items():
        if "{entity}" in path:
            _name_entities(operations, names)
    for path, operations in generic.items():
        for operation in operations.values():
            _declare_problem(operation, _READ if "{" in path or operation.get("parameters") else (401,))
    parts = found["components"]
    parts["parameters"] = copy.deepcopy(dict(_PARAMETERS))
    parts["schemas"] |= {"Problem": _PROBLEM, "Refs": _REFS}
    parts["responses"] = {f"Refused{status}": _refusal(words) for status, words in _WORDS.items()}
    for one in all_known:
        parts["schemas"] |= schemas.schema_of(one)
        generic |= paths_of(one)
    generic |= {f"/api/records/{name}/pick": {"get": _pick(name)} for name in sorted(TARGETS)}
    parts["securitySchemes"]["Token"] = {"type": "http", "scheme": "bearer", "description": "A token from /me."}
    for operations in generic.values():
        for operation in operations.values():
            operation["security"] = [{name: []} for name in parts["securitySchemes"]]
    found["openapi"] = "3.1.0"
    found["paths"] = dict(sorted(generic.items()))
    found["servers"] = [{"url": "/"}]
    return found


def paths_of(known: Known) -> Json:
    """The routes of one entity with their types."""
    at = f"/api/records/{known.name}"
    return {
        at: {"get": _list(known), "post": _create(known)},
        f"{at}/groups": {"get": _groups(known)},
        f"{at}/bulk": {"post": _bulk(known)},
        f"{at}/export": {"get": _export(known)},
        **_options(known, at),
        f"{at}/{{record_id}}": {"get": _read(known), "patch": _edit(known), "delete": _delete(known)},
        **{f"{at}/{{record_id}}/actions/{verb.name}": {"post": _action(known, verb)} for verb in known.entity.actions},
    }


# --- one operation each ---------------------------------------------------------------------------------------------


def _list(known: Known) -> Json:
    answer = {
        "rows": {"type": "array", "items": _ref(known, "Row")},
        "refs": {"$ref": "#/components/schemas/Refs"},
        "total": {"type": "integer"},
        "offset": {"type": "integer"},
        "limit": {"type": "integer"},
        "can": {"type": "object"},
    }
    parameters = schemas.list_parameters(known)
    return _operation(known, "list", "List", answer=answer, parameters=parameters, refusals=_READ)


def _groups(known: Known) -> Json:
    figures = {"type": "object", "additionalProperties": {"type": ["number", "null"]}}
    answer = {
        "groups": {"type": "array", "items": {"type": "object"}},
        "total": figures,
        "measures": {"type": "array", "items": {"type": "string"}},
    }
    parameters = schemas.groups_parameters(known)
    return _operation(known, "group", "Groups and totals", answer=answer, parameters=parameters, refusals=_READ)


def _export(known: Known) -> Json:
    kind = {"in": "query", "name": "format", "required": False, "schema": {"type": "string", "enum": ["xlsx", "csv"]}}
    parameters = [*schemas.list_parameters(known), kind]
    made = _operation(known, "export", "Save a list as a table", answer={}, parameters=parameters, refusals=_READ)
    binary = {"type": "string", "format": "binary"}
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    made["responses"]["200"] = {
        "description": "The table.",
        "content": {sheet: {"schema": binary}, "text/csv": {"schema": binary}},
    }
    return made


def _options(known: Known, at: str) -> Json:
    """Choices of each field that points at something, or has tags; of inputs of actions as `action.input`."""
    from linkspan.kernel.entities.forms import inputs_of

    specs = {name: spec for name, spec in known.described.items() if spec.column is not None}
    specs |= {f"{v.name}.{n}": s for v in known.entity.actions for n, s in inputs_of(v.service).items()}
    names = [name for name, spec in specs.items() if spec.reference or spec.type == "tags"]
    if not names:
        return {}
    field = {"in": "path", "name": "field", "required": True, "schema": {"type": "string", "enum": names}}
    parameters = [field, *_asked_words()]
    made = _operation(known, "options", "What a field may hold", answer=_items(), parameters=parameters, refusals=_READ)
    return {f"{at}/options/{{field}}": {"get": made}}


def _pick(name: str) -> Json:
    """Rows of a kind to link to; also of kinds that are no entity (people, projects, tasks)."""
    return {
        "operationId": f"pick_{name}",
        "summary": "Rows to link to",
        "tags": [name],
        "parameters": _asked_words(),
        "responses": {"200": _json_answer(_items()), **_refusals(_READ)},
    }


def _read(known: Known) -> Json:
    answer = {
        "row": _ref(known, "Row"),
        "refs": {"$ref": "#/components/schemas/Refs"},
        "can": {"type": "object"},
        "why_not": {"type": "object", "additionalProperties": {"type": "string"}},
        "transitions": {"type": "array", "items": {"type": "object"}},
        "links": {"type": "array", "items": {"type": "object"}},
        "watching": {"type": "boolean"},
        "counts": {"type": "object"},
        "url": {"type": "string"},
    }
    made = _operation(known, "read", "Read", answer=answer, parameters=[_KEY], refusals=_READ)
    tag = {"schema": {"type": "string"}, "description": "The version, for If-Match."}
    made["responses"]["200"]["headers"] = {"ETag": tag}
    return made


def _create(known: Known) -> Json:
    link = {"kind": {"type": "string"}, "entity": {"enum": sorted(TARGETS)}, "id": {"type": "integer"}}
    body: Json = {
        "values": _ref(known, "Create"),
        "links": {"type": "array", "items": {"type": "object", "properties": link, "required": list(link)}},
    }
    if known.entity.is_in_project:
        body["project"] = {"type": "string", "description": "Code of the project."}
    required = ["project", "values"] if known.entity.is_in_project else ["values"]
    return _operation(
        known, "create", "Create", answer=_answer(known), parameters=[_ONCE], refusals=_WRITE,
        body={"properties": body, "required": required}, status="201",
    )  # fmt: skip


def _edit(known: Known) -> Json:
    body = {"properties": {"values": _ref(known, "Edit")}, "required": ["values"]}
    parameters = [_KEY, _IF_MATCH, _ONCE]
    return _operation(
        known, "edit", "Edit", answer=_answer(known), parameters=parameters, refusals=_VERSIONED, body=body
    )


def _delete(known: Known) -> Json:
    parameters = [_KEY, _IF_MATCH, _ONCE]
    return _operation(known, "delete", "Delete", answer=_WRITTEN, parameters=parameters, refusals=_VERSIONED)


def _bulk(known: Known) -> Json:
    row = {
        "type": "object",
        "properties": {"id": {"type": "integer"}, "version": {"type": "integer"}, "set": _ref(known, "Edit")},
        "required": ["id", "version"],
    }
    body: Json = {
        "rows": {"type": "array", "items": row, "minItems": 1},
        "set": _ref(known, "Edit"),
        "delete": {"const": True},
    }
    in_bulk = [verb for verb in known.entity.actions if verb.is_bulk]
    if in_bulk:
        body["action"] = {"enum": [verb.name for verb in in_bulk]}
        body["inputs"] = {"anyOf": [_ref(known, f"{schemas.class_word(verb.name)}Inputs") for verb in in_bulk]}
    answer = {"rows": {"type": "array", "items": _ref(known, "Row")}, **_WRITTEN}
    return _operation(
        known, "write_many", "Write many: all or none, one undo", answer=answer, parameters=[_ONCE], refusals=_WRITE,
        body={"properties": body, "required": ["rows"]},
    )  # fmt: skip


def _action(known: Known, verb: Verb) -> Json:
    inputs = _ref(known, f"{schemas.class_word(verb.name)}Inputs")
    parameters = [_KEY, _IF_MATCH, _ONCE]
    answer = _answer(known) | {"result": {"description": "What the action answers, where it answers something."}}
    made = _operation(
        known, f"do_{verb.name}", str(verb.label).capitalize(), answer=answer, parameters=parameters,
        refusals=_VERSIONED, body={"properties": {"inputs": inputs}, "required": ["inputs"]},
    )  # fmt: skip
    return made | {"x-states": list(verb.states)}


# --- parts ----------------------------------------------------------------------------------------------------------


def _operation(
    known: Known,
    word: str,
    summary: str,
    *,
    answer: Json,
    parameters: list[Json],
    refusals: tuple[int, ...],
    body: Json | None = None,
    status: str = "200",
) -> Json:
    made: Json = {
        "operationId": f"{word}_{known.name}",
        "summary": summary,
        "tags": [known.name],
        "parameters": parameters,
        "responses": {status: _json_answer(answer), **_refusals(refusals)},
    }
    if body is not None:
        schema = {"type": "object", **body}
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return made


def _answer(known: Known) -> Json:
    return {"row": _ref(known, "Row"), **_WRITTEN}


def _items() -> Json:
    item = {"id": {"type": ["integer", "string"]}, **{n: {"type": "string"} for n in ("label", "code", "hint")}}
    return {"items": {"type": "array", "items": {"type": "object", "properties": item}}}


def _asked_words() -> list[Json]:
    return [{"in": "query", "name": name, "required": False, "schema": {"type": "string"}} for name in ("project", "q")]


def _ref(known: Known, part: str) -> Json:
    return {"$ref": f"#/components/schemas/{schemas.class_word(known.name)}{part}"}


def _json_answer(properties: Json) -> Json:
    schema = {"type": "object", "properties": properties}
    return {"description": "Done.", "content": {"application/json": {"schema": schema}}}


def _refusal(words: str) -> Json:
    return {
        "description": words,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _refusals(statuses: Iterable[int]) -> Json:
    return {str(status): {"$ref": f"#/components/responses/Refused{status}"} for status in sorted(statuses)}


def _name_entities(operations: Json, names: list[str]) -> None:
    for operation in operations.values():
        for parameter in operation.get("parameters", ()):
            if parameter["name"] == "entity":
                parameter["schema"] = {"type": "string", "enum": names}


def _declare_problem(operation: Json, statuses: tuple[int, ...]) -> None:
    """Ordinary routes refuse as the records do; which statuses beyond these is the business of their texts."""
    operation["responses"] = {str(k): v for k, v in operation["responses"].items()} | _refusals(statuses)
    operation["responses"]["default"] = _refusal("Refused, with a sentence that says why.")
