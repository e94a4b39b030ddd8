"""An expression of a rule tried out while somebody writes it."""

from typing import Any

from django.utils.translation import gettext as _

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.specs import in_english
from linkspan.kernel.entities.writing import shown_name
from linkspan.modules.automation.definition import known_of
from linkspan.modules.automation.expressions import BEFORE, UNCHANGED, kinds_at, labels_at, readable, values


def check_expression(actor: Actor, place: Any, entity: str, text: str, expects: str) -> dict[str, Any]:
    """Whether the expression is right, its kind, and its value for the newest record that the actor sees."""
    from linkspan.engines.expression import ExpressionError, Kind, check

    known, path = known_of(place, entity), place.scope_path
    language, at = ("en", 1) if in_english() else ("zh", 0)
    wanted = Kind(expects) if expects in set(Kind) else None
    try:
        formula = check(text, kinds_at(known, path), labels=labels_at(known, path), expect=wanted)
    except ExpressionError as error:
        spot = error.position
        where = {"line": spot.line, "column": spot.column, "offset": spot.offset, "length": spot.length}
        return {"ok": False, "error": {"message": error.sentence(language), **where}}
    return {
        "ok": True,
        "kind": str(formula.kind),
        "kind_label": formula.kind.words[at],
        "names": sorted(formula.names),
        "preview": _preview(actor, place, known, formula, at),
    }


def _preview(actor: Actor, place: Any, known: Any, formula: Any, at: int) -> dict[str, str] | None:
    """The value for one record; none where the actor sees no record, or not every field that is read."""
    from linkspan.engines.expression import ExpressionError, preview

    container = place if hasattr(place, "programme_id") else None
    row = TARGETS[known.name].rows(actor, container).order_by("-pk").first()
    fields = [known.fields[name.removeprefix(BEFORE)] for name in formula.names]
    if row is None or not all(readable(actor, spec, row.scope_path) for spec in fields):
        return None
    name = shown_name(known, row, "en" if at else "zh-hans")
    try:
        found = preview(formula, values(known, row, formula.names, UNCHANGED), today=clock.business_today())
    except ExpressionError as error:
        return {"record": name, "value": error.sentence("en" if at else "zh")}
    return {"record": name, "value": found.value_words[at] if found.value is not None else _("(empty)")}
