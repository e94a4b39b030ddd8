"""An expression tried out while an administrator writes it: what is wrong, or what it gives for a record."""

from typing import Any

from django.utils.translation import gettext as _

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.customise.formulas import kinds_of, labels_of_fields, values_of
from linkspan.kernel.entities.reading import Reading
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.registry import find_entity
from linkspan.kernel.entities.specs import in_english
from linkspan.kernel.entities.writing import shown_name


def describe_functions() -> list[dict[str, str]]:
    """Every function with its signature and one line of help, in the reader's language."""
    from linkspan.engines.expression import FUNCTIONS

    language = "en" if in_english() else "zh"
    every = FUNCTIONS.values() if hasattr(FUNCTIONS, "values") else FUNCTIONS
    return [
        {
            "name": function.name,
            "signature": function.signature(language),
            "help": function.help[1 if in_english() else 0],
            "group": str(function.group),
            "example": function.example,
        }
        for function in every
    ]


def try_expression(actor: Actor, place: Any, entity: str, text: str, expects: str) -> dict[str, Any]:
    """Whether the expression is right, its kind, and its value for the newest record that the actor sees."""
    from linkspan.engines.expression import ExpressionError, Kind, check

    known = find_entity(entity)
    at = 1 if in_english() else 0
    wanted = Kind(expects) if expects in set(Kind) else None
    try:
        formula = check(
            text,
            kinds_of(known, place.scope_path),
            labels=labels_of_fields(known, place.scope_path),
            expect=wanted,
        )
    except ExpressionError as error:
        position = error.position
        return {
            "ok": False,
            "error": {
                "message": error.sentence("en" if at else "zh"),
                "line": position.line,
                "column": position.column,
                "offset": position.offset,
                "length": position.length,
            },
        }
    return {
        "ok": True,
        "kind": str(formula.kind),
        "kind_label": formula.kind.words[at],
        "names": sorted(formula.names),
        "preview": _preview(actor, place, known.name, formula, at),
    }


def _preview(actor: Actor, place: Any, entity: str, formula: Any, at: int) -> dict[str, str] | None:
    """The value for one record; none where the actor sees no record, or not every field that the expression reads."""
    from linkspan.engines.expression import ExpressionError, preview

    known = find_entity(entity)
    container = place if known.entity.is_in_project and hasattr(place, "programme_id") else None
    if not set(formula.names) <= set(Reading(known, actor, container).whole):
        return None
    row = TARGETS[entity].rows(actor, container).order_by("-pk").first()
    if row is None:
        return None
    try:
        found = preview(formula, values_of(known, row, formula.names), today=clock.business_today())
    except ExpressionError as error:
        return {
            "record": shown_name(known, row, "en" if at else "zh-hans"),
            "value": error.sentence("en" if at else "zh"),
        }
    words = found.value_words[at] if found.value is not None else _("(empty)")
    return {"record": shown_name(known, row, "en" if at else "zh-hans"), "value": words}
