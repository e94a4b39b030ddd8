"""Conditions of routes, stages and groups: expressions over the fields of the record."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import structlog
from django.utils.translation import override

from linkspan.kernel import clock
from linkspan.kernel.access.actor import SYSTEM, acting_as
from linkspan.kernel.approvals.definition import Definition, Fault
from linkspan.kernel.entities.reading import Reading
from linkspan.kernel.entities.registry import Known
from linkspan.kernel.entities.specs import FieldSpec, in_english

log = structlog.get_logger(__name__)
# What each type of field is to an expression.
KINDS: Mapping[str, str] = {
    **dict.fromkeys(("integer", "decimal", "rating"), "number"),
    "duration": "duration",
    "money": "money",
    "percent": "percent",
    "date": "date",
    "datetime": "datetime",
    "boolean": "boolean",
    **dict.fromkeys(("text", "long_text", "code", "url", "email", "phone", "choice", "state"), "text"),
    **dict.fromkeys(("tags", "multi_choice", "multi_reference"), "list"),
    **dict.fromkeys(("person", "party", "reference"), "reference"),
}


def fields_at(known: Known, path: str) -> dict[str, FieldSpec]:
    """Every field that records at a scope path have, whoever sees it."""
    return {name: spec for name, spec in known.fields.items() if spec.exists_at(path) and spec.type in KINDS}


def _labels(fields: Mapping[str, FieldSpec]) -> dict[str, str]:
    """Fields by the words that people know them by, in both languages."""
    found: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            for name, spec in fields.items():
                found.setdefault(str(spec.label), name)
    return found


def _checked(text: str, fields: Mapping[str, FieldSpec]) -> Any:
    from linkspan.engines.expression import Kind, check

    kinds = {name: Kind(KINDS[spec.type]) for name, spec in fields.items()}
    return check(text, kinds, labels=_labels(fields), expect=Kind.BOOLEAN)


def faults_of(text: str, fields: Mapping[str, FieldSpec], path: str) -> list[Fault]:
    """What is wrong with one condition; an empty one is always true."""
    from linkspan.engines.expression import ExpressionError

    if not text:
        return []
    try:
        _checked(text, fields)
    except ExpressionError as error:
        return [Fault(path, error.text("en" if in_english() else "zh"), error.position.offset)]
    return []


def faults_in(definition: Definition, fields: Mapping[str, FieldSpec]) -> list[Fault]:
    """What is wrong with any condition of a route."""
    found = faults_of(definition.condition, fields, "condition")
    for at, stage in enumerate(definition.stages):
        found += faults_of(stage.condition, fields, f"stages.{at}.condition")
        for inner, group in enumerate(stage.groups):
            found += faults_of(group.condition, fields, f"stages.{at}.groups.{inner}.condition")
    return found


def names_in(definition: Definition, fields: Mapping[str, FieldSpec]) -> set[str]:
    """Fields that the conditions of a checked route read."""
    groups = [group.condition for stage in definition.stages for group in stage.groups]
    texts = [definition.condition, *(stage.condition for stage in definition.stages), *groups]
    return {name for text in texts if text for name in _checked(text, fields).names}


@dataclass
class RecordFacts:
    """The values of one record, read when the first condition asks for them."""

    known: Known
    row: Any

    @cached_property
    def fields(self) -> dict[str, FieldSpec]:
        """The fields that the record has."""
        return fields_at(self.known, self.row.scope_path)

    @cached_property
    def values(self) -> dict[str, Any]:
        """All of its values, computed ones too: a threshold counts whether or not the asker sees the field."""
        with acting_as(SYSTEM):
            rows = self.known.model._base_manager.filter(pk=self.row.pk)
            found = Reading(self.known, SYSTEM).read(rows, list(self.fields.values()))
        lists = [name for name, spec in self.fields.items() if KINDS[spec.type] == "list"]
        held = found[0] if found else {}
        return held | {name: [str(part) for part in held.get(name) or ()] for name in lists}

    def holds(self, text: str) -> bool:
        """Whether a condition is true. One that cannot be computed counts as true: rather a signature too many."""
        if not text:
            return True
        from linkspan.engines.expression import ExpressionError

        try:
            return bool(_checked(text, self.fields).evaluate(self.values, today=clock.business_today()))
        except ExpressionError as error:
            log.warning("condition_failed", entity=self.known.name, record=self.row.pk, error=str(error))
            return True
