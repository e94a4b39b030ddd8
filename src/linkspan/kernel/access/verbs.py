"""What the verbs are called when a person reads them. Modules name their own verbs, and the areas these stand in."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

Kind = Literal["read", "field", "write"]

_NAMES: dict[str, str | Promise] = {}
_AREAS: dict[str, str | Promise] = {}
FIELD_AREA = "field"


@dataclass(frozen=True)
class VerbArea:
    """The verbs of one area, in the order in which they were named."""

    name: str
    label: str | Promise
    verbs: tuple[str, ...]


def name_verbs(names: dict[str, str | Promise]) -> None:
    """Register names of verbs, by `area.verb`."""
    _NAMES.update(names)


def name_areas(names: dict[str, str | Promise]) -> None:
    """Register names of areas, by the first half of their verbs, in the order in which a person shall read them."""
    _AREAS.update(names)


def name_records(area: str, label: str | Promise) -> None:
    """Register the four verbs that the records of an area have. label: the records' plural."""
    name_areas({area: label})
    name_verbs(
        {
            f"{area}.view": format_lazy(_("see {what}"), what=label),
            f"{area}.create": format_lazy(_("add {what}"), what=label),
            f"{area}.edit": format_lazy(_("change {what}"), what=label),
            f"{area}.delete": format_lazy(_("delete {what}"), what=label),
        }
    )


def record_verbs(*areas: str) -> frozenset[str]:
    """The four verbs of each area."""
    return frozenset(f"{area}.{word}" for area in areas for word in ("view", "create", "edit", "delete"))


def verb_name(verb: str) -> str:
    """The verb's name in the reader's language; the verb itself where nobody named it."""
    return str(_NAMES.get(verb, verb))


def is_known(verb: str) -> bool:
    """Whether a module named this verb: only such a verb can be part of a role."""
    return verb in _NAMES


def verb_kind(verb: str) -> Kind:
    """`read` looks at rows, `field` opens a class of their fields, `write` changes something."""
    if verb.startswith(f"{FIELD_AREA}."):
        return "field"
    return "read" if verb.endswith(".view") else "write"


def verb_areas() -> list[VerbArea]:
    """Every named verb, grouped by area: named areas first, in their order."""
    found: dict[str, list[str]] = {area: [] for area in _AREAS}
    for verb in _NAMES:
        found.setdefault(verb.split(".")[0], []).append(verb)
    return [VerbArea(area, _AREAS.get(area, area), tuple(verbs)) for area, verbs in found.items() if verbs]
