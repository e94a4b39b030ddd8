"""JSON schemas of an entity for the API's description: its rows, what may be written, what a list may be asked."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from linkspan.kernel.entities.forms import inputs_of
from linkspan.kernel.entities.reading import MOST_ROWS
from linkspan.kernel.entities.registry import Known
from linkspan.kernel.entities.specs import FieldSpec

Json = dict[str, Any]
_WHOLE = {"integer", "rating", "money", "duration", "reference", "person", "party"}
_RATIO = {"percent", "decimal"}
_FORMATS = {"date": "date", "datetime": "date-time", "url": "uri", "email": "email"}
_UNITS = {
    "money": "Whole hundredths of the currency {currency}.",
    "duration": "Working minutes.",
    "percent": "A ratio: 0.25 is 25 %.",
}
# Operators that stand alone: `owner:me`, `due:empty`.
_BARE = {"me", "empty", "not_empty", "true", "false"}


def schema_of(known: Known) -> Mapping[str, Json]:
    """The schemas of one entity by the name under which the document keeps them."""
    word = class_word(known.name)
    return {
        f"{word}Row": row_schema(known),
        f"{word}Create": values_schema(known, is_new=True),
        f"{word}Edit": values_schema(known, is_new=False),
        **{f"{word}{class_word(verb.name)}Inputs": inputs_schema(verb) for verb in known.entity.actions},
    }


def class_word(name: str) -> str:
    """`PaymentTerm` for `payment_term`."""
    return "".join(part.capitalize() for part in name.split("_"))


def row_schema(known: Known) -> Json:
    """A row as lists answer it. A field that the reader may not see is absent, so that none is required."""
    own: Json = {"id": {"type": "integer"}, "version": {"type": "integer", "minimum": 1}}
    if known.entity.is_in_project:
        own["project"] = {"type": "string", "description": "Code of the project."}
    fields = {name: value_schema(spec, is_read=True) for name, spec in known.described.items()}
    return {
        "type": "object",
        "title": str(known.model._meta.verbose_name),
        "properties": own | fields,
        "required": ["id", "version"],
        "additionalProperties": False,
    }


def values_schema(known: Known, *, is_new: bool) -> Json:
    """What a new row, or an edit, may set."""
    fields = {name: spec for name, spec in known.described.items() if not spec.is_read_only}
    # The English text of a localised field is written beside it.
    english = {f"{n}_en": s for n, s in fields.items() if s.is_localised}
    schema: Json = {
        "type": "object",
        "properties": {name: value_schema(spec) for name, spec in (fields | english).items()},
        "additionalProperties": False,
    }
    required = [name for name, spec in fields.items() if spec.is_required]
    return schema | ({"required": required} if is_new and required else {} if is_new else {"minProperties": 1})


def inputs_schema(verb: Any) -> Json:
    """The form of an action."""
    specs = inputs_of(verb.service)
    return {
        "type": "object",
        "title": str(verb.label),
        "properties": {name: value_schema(spec) for name, spec in specs.items()},
        "required": [name for name, spec in specs.items() if not spec.has_default],
        "additionalProperties": False,
    }


def value_schema(spec: FieldSpec, *, is_read: bool = False) -> Json:
    """One value. Written empty it is null where the field may be empty; read it is null where the column may be."""
    schema = {"title": str(spec.label), **_plain(spec)}
    if spec.type not in {"multi_choice", "tags", "multi_reference"}:
        is_empty = spec.output.null if is_read else spec.output.blank
        schema = _or_null(schema, may_be_blank=spec.output.blank) if is_empty or spec.output.blank else schema
    help_text = " ".join(filter(None, (str(spec.help), _formula(spec), _unit(spec))))
    return (
        schema
        | ({"description": help_text} if help_text else {})
        | ({"readOnly": True} if spec.is_read_only else {})
        | ({"x-reference": spec.reference} if spec.reference else {})
        | ({"x-class": spec.field_class} if spec.field_class != "public" else {})
    )


def _formula(spec: FieldSpec) -> str:
    return f"Computed: {spec.computed.formula}." if spec.computed and spec.computed.formula else ""


def _unit(spec: FieldSpec) -> str:
    return _UNITS.get(spec.type, "").format(currency=getattr(spec.output, "currency", ""))


def _plain(spec: FieldSpec) -> Json:
    if spec.type == "boolean":
        return {"type": "boolean"}
    if spec.type == "multi_reference":
        return {"type": "array", "items": {"type": "integer"}, "uniqueItems": True}
    if spec.type in {"multi_choice", "tags"}:
        values = [option.value for option in spec.options]
        return {"type": "array", "items": {"type": "string", **({"enum": values} if values else {})}}
    if spec.type in {"choice", "state"}:
        return {"type": "string", "enum": [option.value for option in spec.options]}
    if spec.type in _WHOLE or spec.type in _RATIO:
        return {"type": "number" if spec.type in _RATIO else "integer", **_limits(spec)}
    most = spec.output.max_length
    return {
        "type": "string",
        **({"format": _FORMATS[spec.type]} if spec.type in _FORMATS else {}),
        **({"maxLength": most} if most else {}),
    }


def _limits(spec: FieldSpec) -> Json:
    if hasattr(spec.output, "low"):
        return {"minimum": spec.output.low, "maximum": spec.output.high}
    if spec.type == "percent":
        return {"minimum": 0, "maximum": getattr(spec.output, "most", 1)}
    return {"minimum": 0} if spec.type == "duration" else {}


def _or_null(schema: Json, *, may_be_blank: bool) -> Json:
    """The same or nothing: null, and of texts also the empty one."""
    found = schema | {"type": [schema["type"], "null"]}
    if "enum" in schema:
        found["enum"] = [*schema["enum"], *([""] if may_be_blank else []), None]
    return found


# --- what a list may be asked ---------------------------------------------------------------------------------------


def list_parameters(known: Known) -> list[Json]:
    """The query of a list: filters, text, order, groups and page, from the entity's allow-lists."""
    sortable = [name for name, spec in known.described.items() if spec.is_sortable]
    page = {"type": "integer", "minimum": 0, "default": 0}
    return [
        *place_parameters(known),
        filter_parameter(known),
        _query("q", {"type": "string", "maxLength": 200}, "Words to find."),
        _query("sort", _several(sortable, sign="-?"), "Fields, `-` before one for descending."),
        *_grouping(known),
        _query("offset", page, "First row."),
        _query("limit", {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": 100}, "Rows at most."),
        _query("fields", _several(known.described), "Only these fields."),
    ]


def place_parameters(known: Known) -> list[Json]:
    """The project asked about, for records that live in one."""
    if not known.entity.is_in_project:
        return []
    return [_query("project", {"type": "string"}, "Code of the project; without it, all that you see.")]


def groups_parameters(known: Known) -> list[Json]:
    """The query of the groups of a list."""
    measures = list(dict.fromkeys(["count", *(measure.name for measure in known.entity.facts.measures)]))
    kept = [p for p in list_parameters(known) if p["name"] in {"project", "f", "q", "group", "sub"}]
    return [*kept, _query("measure", _several(measures), "Figures of each group.")]


def filter_parameter(known: Known) -> Json:
    """`f`, repeated: field, operator and operand."""
    filters = {name: list(spec.operators) for name, spec in known.described.items() if name in known.filters}
    terms = []
    for name, operators in filters.items():
        bare = "|".join(o for o in operators if o in _BARE)
        full = "|".join(o for o in operators if o not in _BARE)
        terms += [f"{re.escape(name)}:({bare})"] if bare else []
        terms += [f"{re.escape(name)}:({full}):.+"] if full else []
    schema = {"type": "array", "items": {"type": "string", "pattern": f"^({'|'.join(terms)})$"}}
    return _query("f", schema, "Filters, all of which hold: `field:operator:value`.") | {"x-filters": filters}


def _grouping(known: Known) -> list[Json]:
    names = []
    for name, spec in known.described.items():
        if isinstance(spec.groupable, tuple):
            names += [f"{name}:{step}" for step in spec.groupable]
        elif spec.groupable:
            names.append(name)
    return [
        _query("group", {"type": "string", "enum": names}, "Rows come ordered by this first."),
        _query("sub", {"type": "string", "enum": names}, "Second level of groups."),
    ]


def _several(names: Iterable[str], sign: str = "") -> Json:
    one = f"{sign}({'|'.join(map(re.escape, names))})"
    return {"type": "string", "pattern": f"^{one}(,{one})*$"}


def _query(name: str, schema: Json, description: str) -> Json:
    return {"in": "query", "name": name, "required": False, "schema": schema, "description": description}
