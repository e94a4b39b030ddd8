"""Definitions of own entities: what may stand in them."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from linkspan.kernel.actions.work import PREFIX
from linkspan.kernel.customise.checking import clean_labels, clean_text, refuse
from linkspan.kernel.customise.models import CustomField, OwnEntity

_COLUMNS = frozenset({"code", "title", "owner", "party", "status", "created_at", "updated_at"})
_LISTS = ("columns", "create", "board", "calendar", "dimensions")
_TEXTS = {
    "plural_en": 60,
    "icon": 40,
    "group_zh": 40,
    "group_en": 40,
    "numbering": 60,
    "empty_zh": 200,
    "empty_en": 200,
}
_KINDS = ("count", "sum", "avg", "min", "max")
_SETTINGS = frozenset(
    {"key", "label_zh", "label_en", "order", "is_in_project", *_TEXTS, *_LISTS, "sort", "panels", "measures"}
)
_NUMBERING = re.compile(r"[^{}]{0,30}\{n(:0[1-9]d)?\}[^{}]{0,20}")


def entity_values(given: Mapping[str, Any], held: OwnEntity | None) -> dict[str, Any]:
    """Columns of an own entity from what was given; `held` is the entity as it is, where it exists."""
    unknown = set(given) - _SETTINGS
    if unknown:
        raise refuse(min(unknown), _("There is no setting “%(name)s” of an entity.") % {"name": min(unknown)[:40]})
    now: dict[str, Any] = {}
    if held is not None:
        now = {name: getattr(held, name) for name in ("label_zh", "label_en", "order", "is_in_project", *_TEXTS)}
        now |= held.layout
    wanted = {**now, **given}
    found: dict[str, Any] = dict(clean_labels(wanted))
    for name, most in _TEXTS.items():
        found[name] = clean_text(wanted, name, most)
    found["icon"] = found["icon"] or "file-text"
    if not re.fullmatch(r"[a-z0-9-]{1,40}", found["icon"]):
        raise refuse("icon", _("Choose one of the icons."))
    if found["numbering"] and not _NUMBERING.fullmatch(found["numbering"]):
        raise refuse("numbering", _("A numbering holds {n}, as in QC-{n:03d}."))
    order = wanted.get("order", 100)
    if type(order) is not int or not 0 <= order < 100_000:
        raise refuse("order", _("The position is a whole number from 0."))
    found["order"] = order
    if not isinstance(wanted.get("is_in_project", True), bool):
        raise refuse("is_in_project", _("This is yes or no."))
    found["is_in_project"] = wanted.get("is_in_project", True)
    found["layout"] = _layout(wanted, held)
    return found


def _layout(wanted: Mapping[str, Any], held: OwnEntity | None) -> dict[str, Any]:
    own = set()
    if held is not None:
        own = {
            f"{PREFIX}{key}" for key in CustomField._base_manager.filter(entity=held.name).values_list("key", flat=True)
        }
    there = _COLUMNS | own
    found: dict[str, Any] = {name: _names(wanted.get(name) or [], there, name) for name in _LISTS}
    sort = clean_text(wanted, "sort", 120)
    _names([part.strip().lstrip("-") for part in sort.split(",") if part.strip()], there, "sort")
    found["sort"] = sort
    panels = wanted.get("panels") or []
    if not isinstance(panels, list) or len(panels) > 12 or not all(isinstance(panel, dict) for panel in panels):
        raise refuse("panels", _("An entity has at most 12 panels."))
    found["panels"] = [
        {
            "name": f"panel{at + 1}",
            "title_zh": clean_text(panel, "title_zh", 40) or clean_text(panel, "title_en", 40),
            "title_en": clean_text(panel, "title_en", 40),
            "fields": _names(panel.get("fields") or [], there, "panels"),
        }
        for at, panel in enumerate(panels)
    ]
    measures = wanted.get("measures") or []
    if not isinstance(measures, list) or len(measures) > 20 or not all(isinstance(m, dict) for m in measures):
        raise refuse("measures", _("An entity has at most 20 measures."))
    found["measures"] = [_measure(measure, there, at) for at, measure in enumerate(measures)]
    return found


def _measure(measure: Mapping[str, Any], there: frozenset[str] | set[str], at: int) -> dict[str, Any]:
    kind = measure.get("kind")
    if kind not in _KINDS:
        raise refuse("measures", _("A measure counts, adds up, averages, or takes the smallest or largest."))
    of = "" if kind == "count" else _names([measure.get("of")], there, "measures")[0]
    return {"name": f"m{at + 1}", "kind": kind, "of": of, **clean_labels(measure)}


def _names(names: Any, there: frozenset[str] | set[str], place: str) -> list[str]:
    """Names of fields that exist."""
    if not isinstance(names, list) or len(names) > 100:
        raise refuse(place, _("This must be a list of fields."))
    for name in names:
        if not isinstance(name, str) or name not in there:
            raise refuse(place, _("There is no field “%(name)s” to use here.") % {"name": str(name)[:40]})
    return list(dict.fromkeys(names))
