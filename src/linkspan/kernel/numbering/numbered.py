"""What can have a mask: every entity that gives codes itself, and what a module registers beside them (projects)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.entities.registry import Known, entities
from linkspan.kernel.entities.specs import FieldSpec, on_page
from linkspan.kernel.errors import DomainError, NotFound
from linkspan.kernel.numbering.pattern import LONGEST, parse

Text: TypeAlias = str | Promise
PROJECT_CODE = "PRJ"
# Short names of the first reference of a kind.
_ALIASES = {"SYS": "system", "WBS": "task"}


@dataclass(frozen=True)
class Numbered:
    """A kind of row with a code. tokens: what a mask may name beside dates and counter, with a label each.

    default: the mask without any other; empty where people give the code. most: longest code.
    is_above_projects: its rows do not lie in a project, so a project has no mask of its own for them.
    fields: reference or choice by token.
    check, sample: of a mask in another language than that of counters (levels of an outline): refuses what it does not
    understand, and what it gives first in a project.
    """

    name: str
    label: Text
    default: str
    tokens: Mapping[str, Text]
    most: int
    is_above_projects: bool = False
    fields: Mapping[str, FieldSpec] = field(default_factory=dict)
    check: Callable[[str], Any] | None = None
    sample: Callable[[Any, str], str] | None = None

    def refuse_bad(self, pattern: str, reset: str) -> None:
        """DomainError with place and remedy for a mask that is not understood."""
        if self.check is None:
            parse(pattern, self.tokens, reset)
            return
        if not 0 < len(pattern) <= LONGEST or pattern != pattern.strip():
            parse(pattern, self.tokens)
        if reset != "never":
            raise DomainError("reset", _t("These codes have no counter that could begin anew."), "reset")
        self.check(pattern)


_OTHERS: dict[str, Numbered] = {}


def register_numbered(numbered: Numbered) -> None:
    """Make a kind of row known that is no entity."""
    _OTHERS[numbered.name] = numbered


def numbered_of(known: Known) -> Numbered:
    """What a mask for the entity may say."""
    fields = _fields(known)
    tokens: dict[str, Text] = {PROJECT_CODE: _("code of the project")} if known.entity.is_in_project else {}
    tokens |= {name: spec.label for name, spec in fields.items()}
    column: Any = known.fields[known.entity.code].column
    default = known.entity.names.numbering
    return Numbered(
        known.name, known.model._meta.verbose_name_plural, default, tokens, column.max_length or 40,
        not known.entity.is_in_project, fields,
    )  # fmt: skip


def _fields(known: Known) -> dict[str, FieldSpec]:
    """References to one row and choices that everybody sees, by token; the two short names first."""
    found: dict[str, FieldSpec] = {}
    usable = {
        name: spec
        for name, spec in known.fields.items()
        if spec.column is not None
        and not spec.is_read_only
        and spec.field_class == "public"
        and not spec.is_many
        and (spec.reference is not None or spec.type == "choice")
    }
    for token, kind in _ALIASES.items():
        first = next((spec for spec in usable.values() if spec.reference == kind), None)
        if first is not None:
            found[token] = first
    return found | usable


def all_numbered() -> list[Numbered]:
    """Everything that can have a mask: projects first, then the entities in their order."""
    own = [known for known in entities() if known.entity.code and known.entity.names.numbering]
    own.sort(key=lambda known: known.entity.names.order)
    return [*_OTHERS.values(), *map(numbered_of, own)]


def find_numbered(name: str) -> Numbered:
    """What has a mask under a name; NotFound where nothing has."""
    found = next((numbered for numbered in all_numbered() if numbered.name == name), None)
    if found is None:
        raise NotFound()
    return found


def token_json(numbered: Numbered) -> list[dict[str, str]]:
    """The tokens as the editor offers them."""
    if numbered.check is not None:
        return [{"token": f"{{{name}}}", "label": on_page(label)} for name, label in numbered.tokens.items()]
    dates = {"YYYY": _("year, 2026"), "YY": _("year, 26"), "MM": _("month, 07"), "n:03": _("counter, 001")}
    return [{"token": f"{{{name}}}", "label": on_page(label)} for name, label in {**numbered.tokens, **dates}.items()]
