"""Codes and natural keys of records: the next free numbers, and the refusal of a second row with the same key."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from linkspan.kernel.entities.models import NumberSeries
from linkspan.kernel.entities.registry import Known
from linkspan.kernel.errors import DomainError
from linkspan.kernel.numbering.giving import Taken, give, mask_in_force, rule_of
from linkspan.kernel.numbering.numbered import numbered_of

_BATCH = 500


def number(known: Known, rows: list[Any]) -> bool:
    """Give codes to the new rows of one place that have none; inside a running action, whose container is locked.

    By the mask that is set for the place, else by the entity's own numbering. Answers whether all rows were given one:
    then no other row of the place has their codes.
    """
    column, pattern = known.entity.code, known.entity.names.numbering
    bare = [row for row in rows if pattern and not getattr(row, column)]
    if not bare:
        return False
    mask = mask_in_force(known.name, bare[0].scope_path)
    if mask is not None:
        given = {getattr(row, column) for row in rows} - {""}
        rule = rule_of(numbered_of(known), mask, bare[0].scope_path)
        give(rule, bare, column, given=given, taken=taken_beside(known, bare[0]))
        return len(bare) == len(rows)
    series, _made = NumberSeries.objects.get_or_create(entity=known.name, scope_path=bare[0].scope_path)
    wanted = [pattern.format(n=series.last + at) for at in range(1, len(bare) + 1)]
    given = {getattr(row, column) for row in rows}
    last = series.last
    if not given.isdisjoint(wanted) or _taken(known, bare[0], column, wanted):
        # Codes that came by import or by hand: step over all of them at once.
        given |= set(beside(known, bare[0]).values_list(column, flat=True))
    for row in bare:
        last += 1
        while (code := pattern.format(n=last)) in given:
            last += 1
        setattr(row, column, code)
    NumberSeries.objects.filter(pk=series.pk).update(last=last)
    return len(bare) == len(rows)


def next_number(known: Known, row: Any) -> str:
    """The code that the entity's own numbering would give to a new row; nothing is written."""
    series = NumberSeries.objects.filter(entity=known.name, scope_path=row.scope_path).first()
    number, pattern = (series.last if series else 0) + 1, known.entity.names.numbering
    every = taken_beside(known, row)(None)
    while (code := pattern.format(n=number)) in every:
        number += 1
    return code


def _taken(known: Known, row: Any, column: str, codes: list[str]) -> bool:
    parts = (codes[at : at + _BATCH] for at in range(0, len(codes), _BATCH))
    return any(beside(known, row).filter(**{f"{column}__in": part}).exists() for part in parts)


def taken_beside(known: Known, row: Any) -> Taken:
    """Which codes the other rows in the place of a row have."""
    column = known.entity.code

    def taken(codes: list[str] | None) -> set[str]:
        rows = beside(known, row).values_list(column, flat=True)
        if codes is None:
            return set(rows)
        parts = (codes[at : at + _BATCH] for at in range(0, len(codes), _BATCH))
        return {code for part in parts for code in rows.filter(**{f"{column}__in": part})}

    return taken


def refuse_twins(known: Known, rows: list[Any]) -> None:
    """Another record of the place, or two of the rows, with the same natural key: named before the database refuses."""
    names = known.entity.keys.natural
    constraints = (c for c in known.model._meta.constraints if isinstance(c, models.UniqueConstraint))
    if not rows or not any(set(constraint.fields) >= set(names) for constraint in constraints):
        return
    columns = [known.fields[name].column.attname for name in names]  # type: ignore[union-attr]
    keys = [tuple(getattr(row, column) for column in columns) for row in rows]
    own = {row.pk for row in rows if row.pk}
    seen: set[tuple[Any, ...]] = set()
    for key in keys:
        if key in seen:
            raise _twin(names[0], key)
        seen.add(key)
    firsts = sorted({key[0] for key in keys}, key=str)
    for at in range(0, len(firsts), _BATCH):
        there = beside(known, rows[0]).filter(**{f"{columns[0]}__in": firsts[at : at + _BATCH]})
        for pk, *key in there.values_list("pk", *columns):
            if tuple(key) in seen and pk not in own:
                raise _twin(names[0], tuple(key))


def _twin(name: str, key: Iterable[Any]) -> DomainError:
    shown = ", ".join(str(value) for value in key)[:60]
    return DomainError("taken", _("“%(value)s” is taken already. Choose another.") % {"value": shown}, name, status=409)


def beside(known: Known, row: Any) -> models.QuerySet[Any]:
    """The entity's rows in the place of a row, by the column that its indexes begin with."""
    place = "project_id" if known.entity.is_in_project else "organisation_id"
    return known.model._base_manager.filter(**{place: getattr(row, place)})
