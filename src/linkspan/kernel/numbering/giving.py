"""Giving codes: the mask in force, what its tokens stand for in each row, and the next numbers of its counters.

A batch of rows costs one statement for the mask, one for each kind of reference that it names, and three for the
counters, whatever the number of rows.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from linkspan.kernel import clock
from linkspan.kernel.access.places import paths_to
from linkspan.kernel.entities.references import labels_of
from linkspan.kernel.errors import DomainError
from linkspan.kernel.numbering.models import Mask, Series
from linkspan.kernel.numbering.numbered import PROJECT_CODE, Numbered
from linkspan.kernel.numbering.pattern import Pattern, code_of, dates_on, key_of, parse

Parts = tuple[str, str, int]
# taken(codes): which of the codes other rows have. None for codes: all that others have.
Taken = Callable[[list[str] | None], set[str]]


@dataclass(frozen=True)
class Rule:
    """A mask ready to give codes. place: the scope path that its counters stand at."""

    numbered: Numbered
    pattern: Pattern
    reset: str
    place: str


def mask_in_force(entity: str, path: str) -> Mask | None:
    """The mask of the nearest place at or above a scope path; one statement."""
    rows = Mask._base_manager.filter(entity=entity, scope_path__in=paths_to(path))
    return max(rows, key=lambda mask: len(mask.scope_path), default=None)


def rule_of(numbered: Numbered, mask: Mask, path: str) -> Rule:
    """The rule that a mask makes for rows at a path."""
    place = mask.scope_path if mask.is_shared or numbered.is_above_projects else path
    return Rule(numbered, parse(mask.pattern, numbered.tokens, mask.reset), mask.reset, place)


def give(rule: Rule, rows: list[Any], column: str, *, given: set[str], taken: Taken) -> None:
    """Set the code of rows that have none. given: codes that rows of the same batch bring along."""
    day = clock.business_today()
    parts = [rule.pattern.split(values) for values in values_of(rule, rows)]
    keys = [key_of(rule.pattern.text, rule.reset, part, day) for part in parts]
    series = _locked(rule, keys)
    last = {key: row.last for key, row in series.items()}
    first = _run(parts, keys, dict(last), frozenset())
    blocked = set(given) | taken(first)
    if not blocked.isdisjoint(first):
        blocked |= taken(None)  # codes that came by import or by hand: step over all of them at once
    for row, code in zip(rows, _run(parts, keys, last, blocked), strict=True):
        setattr(row, column, fitting(rule.numbered, code))
    for key, row in series.items():
        row.last = last[key]
    Series.objects.bulk_update(series.values(), ["last"])


def _run(parts: list[Parts], keys: list[str], last: dict[str, int], blocked: Iterable[str]) -> list[str]:
    """The next codes; `last` goes on. Two counters may write the same code, so what was given blocks too."""
    found: list[str] = []
    used = set(blocked)
    for part, key in zip(parts, keys, strict=True):
        last[key] += 1
        while (code := code_of(part, last[key])) in used:
            last[key] += 1
        used.add(code)
        found.append(code)
    return found


def _locked(rule: Rule, keys: list[str]) -> dict[str, Series]:
    """The counters by key, made where they are new, locked until the commit."""
    wanted = sorted(set(keys))
    where = {"entity": rule.numbered.name, "scope_path": rule.place}
    rows = Series.objects.select_for_update().filter(**where, key__in=wanted).order_by("key")
    found = {row.key: row for row in rows}
    if len(found) < len(wanted):
        fresh = [Series(**where, key=key) for key in wanted if key not in found]
        Series.objects.bulk_create(fresh, ignore_conflicts=True)
        found = {row.key: row for row in rows.all()}
    return found


def next_code(rule: Rule, values: Mapping[str, str], taken: Taken) -> str:
    """The code that the next row would get; nothing is written."""
    parts = rule.pattern.split(values)
    key = key_of(rule.pattern.text, rule.reset, parts, clock.business_today())
    row = Series.objects.filter(entity=rule.numbered.name, scope_path=rule.place, key=key).first()
    number = (row.last if row else 0) + 1
    if taken([code_of(parts, number)]):
        every = taken(None)
        while code_of(parts, number) in every:
            number += 1
    return fitting(rule.numbered, code_of(parts, number))


def fitting(numbered: Numbered, code: str) -> str:
    """The code, refused where it is longer than a code may be."""
    if len(code) > numbered.most:
        raise DomainError(
            "mask",
            _("The mask gives “%(code)s”, and a code has at most %(most)s characters. Shorten the mask.")
            % {"code": code, "most": numbered.most},
            "code",
        )
    return code


def values_of(rule: Rule, rows: list[Any]) -> list[dict[str, str]]:
    """What the tokens stand for in each row; DomainError where a row has nothing there."""
    names = rule.pattern.names
    fields = {name: spec for name, spec in rule.numbered.fields.items() if name in names}
    labels: dict[str, dict[str, dict[str, str]]] = {}
    for kind in {spec.reference for spec in fields.values() if spec.reference}:
        columns = [spec.column.attname for spec in fields.values() if spec.reference == kind]  # type: ignore[union-attr]
        keys = {getattr(row, column) for row in rows for column in columns} - {None}
        labels[kind] = labels_of(kind, keys)
    dates = dates_on(clock.business_today())
    found = []
    for row in rows:
        values = dict(dates)
        if PROJECT_CODE in names:
            values[PROJECT_CODE] = row.project.code
        for name, spec in fields.items():
            value = getattr(row, spec.column.attname)  # type: ignore[union-attr]
            if value in (None, ""):
                raise DomainError(
                    "required",
                    _("“%(label)s” must be filled in: the code is made from it.") % {"label": spec.label},
                    spec.name,
                )
            label = labels[spec.reference].get(str(value), {}) if spec.reference else {}
            values[name] = (label.get("code") or label.get("label", "")) if spec.reference else str(value).upper()
        found.append(values)
    return found
