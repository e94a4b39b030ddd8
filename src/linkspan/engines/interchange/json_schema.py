"""The JSON Schema of our own form, made from the dataclasses; `schedule.schema.json` is its published copy.

`python -m linkspan.engines.interchange.json_schema` prints it.
"""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Union, get_args, get_origin

from linkspan.engines.interchange.json_form import FORMAT, INSTANTS, VERSION, WORDS, default_of, hints, written_fields
from linkspan.engines.interchange.model import ScheduleFile

_INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$"}
_DAY = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
_DAYS = ("first_day", "last_day")
#: Numbers of known words: field name to the largest.
_RANGES = {"kind": 6, "constraint": 11, "constraint2": 11, "lag_kind": 3, "lag_calendar": 3}
_TITLE = "Linkspan schedule file: local date-times, durations in whole minutes; what is left out has its usual value"


def json_schema() -> dict[str, Any]:
    """The schema, draft 2020-12, as plain data."""
    definitions: dict[str, Any] = {}
    top = _object(ScheduleFile, definitions)
    top["properties"].pop("format")
    head = {"format": {"const": FORMAT}, "version": {"const": VERSION}, "source": {"type": "string"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": _TITLE,
        "type": "object",
        "properties": head | top["properties"],
        "required": ["format", "version"],
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def _object(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    types_of = hints(kind)
    properties = {
        item.name: _typed(types_of[item.name], definitions, item.name, kind.__name__) for item in written_fields(kind)
    }
    required = [item.name for item in fields(kind) if item.name in properties and default_of(item) is MISSING]
    found = {"type": "object", "properties": properties, "additionalProperties": False}
    return found | ({"required": required} if required else {})


def _typed(kind: Any, definitions: dict[str, Any], name: str = "", owner: str = "") -> dict[str, Any]:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        options = [option for option in get_args(kind) if option is not type(None)]
        return {"anyOf": [_typed(options[0], definitions, name, owner), {"type": "null"}]}
    if name in INSTANTS and kind is int:
        return dict(_INSTANT)
    if name in _DAYS:
        return dict(_DAY)
    if is_dataclass(kind) and isinstance(kind, type):
        if kind.__name__ not in definitions:
            definitions[kind.__name__] = {}
            definitions[kind.__name__] = _object(kind, definitions)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    if origin is dict:
        return {"type": "object", "additionalProperties": _typed(get_args(kind)[1], definitions)}
    if origin in (list, tuple):
        return _sequence(kind, definitions)
    return _scalar(kind, name, owner)


def _sequence(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    arguments = get_args(kind)
    if get_origin(kind) is tuple and not (len(arguments) == 2 and arguments[1] is Ellipsis):
        items = [_typed(option, definitions) for option in arguments]
        return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}
    return {"type": "array", "items": _typed(arguments[0], definitions)}


def _scalar(kind: Any, name: str, owner: str) -> dict[str, Any]:
    found: dict[str, Any] = {"type": {str: "string", bool: "boolean", int: "integer", float: "number"}[kind]}
    largest = 3 if (owner, name) == ("LinkEntry", "type") else _RANGES.get(name)
    if largest is not None:
        found |= {"minimum": 0, "maximum": largest}
    if name in WORDS:
        found["enum"] = list(WORDS[name])
    return found


if __name__ == "__main__":
    import json
    import sys

    json.dump(json_schema(), sys.stdout, indent=1)
    sys.stdout.write("\n")
