"""Where an action of a rule happens: the rule, who it acts as, the record, and how the record came to be so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions import Outcome
from linkspan.kernel.customise.checking import refuse
from linkspan.kernel.customise.formulas import kind_for
from linkspan.kernel.entities.discussion import find_row
from linkspan.kernel.entities.registry import Known
from linkspan.kernel.entities.specs import FieldSpec
from linkspan.modules.automation.expressions import Change, by_key, checked, evaluate, refuse_unreadable
from linkspan.modules.automation.models import Rule

Step = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of action."""

    clean: Callable[[Actor, Known, Any, dict[str, Any]], dict[str, Any]]
    perform: Callable[["Scene", dict[str, Any]], Step]


@dataclass(frozen=True)
class Scene:
    """One run. path: of the rule, at which its expressions were checked. number: of the run, for what is sent once.

    is_dry: everything is taken back afterwards, so what leaves the database is only checked.
    """

    rule: Rule
    actor: Actor
    known: Known
    record_id: int
    change: Change
    number: str
    is_dry: bool = False

    @property
    def path(self) -> str:
        return str(self.rule.scope_path)

    def row(self) -> Any:
        """The record as it is now, after the actions before this one; NotFound where the owner sees it no more."""
        return find_row(self.actor, self.known, self.record_id)

    def place(self) -> Any:
        """The project of the record, or its organisation."""
        row = self.row()
        return row.project if self.known.entity.is_in_project else row.organisation

    def evaluate(self, text: str, row: Any, expect: str = "") -> Any:
        """The value of an expression; the owner must still be able to read its fields."""
        names = checked(self.known.name, text, self.path, expect).names
        refuse_unreadable(self.actor, self.known, names, row.scope_path)
        return evaluate(self.known, text, self.path, row, self.change, expect=expect)


def step(kind: str, outcome: Outcome, **more: Any) -> Step:
    """What the log keeps of an action: its phrase of history, and its log for the undo."""
    return {"type": kind, "phrase": outcome.phrase, "params": outcome.params, "log_id": outcome.log_id, **more}


# --- values: constants and expressions ------------------------------------------------------------------------------


def clean_values(
    actor: Actor, known: Known, path: str, given: Any, targets: dict[str, FieldSpec], *, field: str
) -> dict[str, dict[str, Any]]:
    """`{name: {"value": constant} | {"formula": expression over the record}}`, for fields in `targets`."""
    if not isinstance(given, dict):
        raise refuse(field, _("Choose at least one field."))
    found = {}
    for name, one in given.items():
        spec = targets.get(name)
        if spec is None or spec.is_read_only:
            raise refuse(field, _("The field “%(name)s” cannot be set here.") % {"name": str(name)[:40]})
        if isinstance(one, dict) and set(one) == {"formula"} and isinstance(one["formula"], str):
            kept = by_key(known.name, one["formula"].strip(), path)
            names = checked(known.name, kept, path, kind_for(spec.type)).names
            refuse_unreadable(actor, known, names, path)
            found[name] = {"formula": kept}
        elif isinstance(one, dict) and set(one) == {"value"}:
            found[name] = {"value": one["value"]}
        else:
            raise refuse(field, _("“%(label)s” gets a value or a formula.") % {"label": spec.label})
    return found


def values_now(scene: Scene, kept: dict[str, dict[str, Any]], targets: dict[str, FieldSpec]) -> dict[str, Any]:
    """The values as a form would send them."""
    row, found = scene.row(), {}
    for name, one in kept.items():
        spec = targets.get(name)
        if spec is None:
            raise refuse(name, _("The field “%(name)s” cannot be set here.") % {"name": name[:40]})
        is_fixed = "value" in one
        found[name] = (
            one["value"] if is_fixed else _as_json(spec, scene.evaluate(one["formula"], row, kind_for(spec.type)))
        )
    return found


_WHOLE = frozenset({"integer", "money", "duration", "rating"})
_KEYS = frozenset({"reference", "person", "party"})


def _as_json(spec: FieldSpec, value: Any) -> Any:
    """A computed value as the field takes it from a form."""
    from linkspan.engines.expression import to_json

    plain = to_json(value)
    if spec.type in _WHOLE and isinstance(plain, int | float):
        return round(plain)
    if spec.type in _KEYS and isinstance(plain, str) and plain.isdigit():
        return int(plain)
    return plain
