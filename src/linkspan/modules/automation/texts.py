"""Texts with places for values: `{title} is late` and `{变更前.状态}`; each reader gets what that reader may see."""

import re
from typing import Any

from django.utils.translation import gettext as _

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.entities.activity import show_value
from linkspan.kernel.entities.references import TARGETS, labels_of
from linkspan.kernel.entities.registry import Known
from linkspan.kernel.errors import DomainError
from linkspan.modules.automation.expressions import BEFORE, Change, kinds_at, labels_at, names_for, readable, values

MOST_TEXT = 2000
_HOLE = re.compile(r"\{([^{}]{1,80})\}")
_URL = "url"
_HIDDEN = "…"


def clean_template(known: Known, path: str, text: Any, field: str) -> str:
    """A text as it is kept, its fields by key; DomainError where it names none that exists."""
    if not isinstance(text, str) or len(text) > MOST_TEXT:
        raise DomainError("definition", _("Write at most %(most)s characters.") % {"most": MOST_TEXT}, field)
    kinds, labels, folded = kinds_at(known, path), labels_at(known, path), _folded(known, path)

    def key(hole: re.Match[str]) -> str:
        name = hole[1].strip()
        if name == _URL or name in kinds:
            return "{" + name + "}"
        if name in labels or name.casefold() in folded:
            return "{" + (labels.get(name) or folded[name.casefold()]) + "}"
        raise DomainError(
            "definition",
            _("There is no field “%(name)s” for the text. Write it like {title}.") % {"name": name[:40]},
            field,
        )

    return _HOLE.sub(key, text.strip())


def by_label(known: Known, path: str, text: str) -> str:
    """A text as the reader writes it, its fields by label; by key where two fields have the same."""
    names, labels, folded = names_for(known, path), labels_at(known, path), _folded(known, path)

    def label(hole: re.Match[str]) -> str:
        name = names.get(hole[1], "")
        leads = labels.get(name) or folded.get(name.casefold())
        return "{" + (name if leads == hole[1] else hole[1]) + "}"

    return _HOLE.sub(label, text)


def _folded(known: Known, path: str) -> dict[str, str]:
    """Keys by label without regard to case, where one label means one field."""
    found: dict[str, set[str]] = {}
    for label, key in labels_at(known, path).items():
        found.setdefault(label.casefold(), set()).add(key)
    return {label: next(iter(keys)) for label, keys in found.items() if len(keys) == 1}


def names_in(text: str) -> list[str]:
    """Fields that a text shows."""
    return [hole for hole in _HOLE.findall(text) if hole != _URL]


def fill(known: Known, text: str, row: Any, change: Change, reader: Actor) -> str:
    """The text for a reader, in the language in force; what the reader may not see is left out."""
    names = [name for name in names_in(text) if name.removeprefix(BEFORE) in known.fields]
    seen = [n for n in names if readable(reader, known.fields[n.removeprefix(BEFORE)], row.scope_path)]
    found = values(known, row, seen, change)

    def value(hole: re.Match[str]) -> str:
        name = hole[1]
        if name == _URL:
            return TARGETS[known.name].url(row)
        if name not in found:
            return _HIDDEN
        spec = known.fields[name.removeprefix(BEFORE)]
        held = found[name]
        keys = held if isinstance(held, list) else [held] if held is not None else []
        labels = {spec.reference: labels_of(spec.reference, keys)} if spec.reference and keys else {}
        if spec.is_localised and name == spec.name:
            held = _own_words(spec.name, row, held)
        return show_value(spec, held, labels)

    return _HOLE.sub(value, text)


def _own_words(name: str, row: Any, held: Any) -> Any:
    from linkspan.kernel.entities.specs import in_english

    return (getattr(row, f"{name}_en", "") or held) if in_english() else held
