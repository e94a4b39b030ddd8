"""Reading records: what an actor may see of an entity, filtered, ordered and grouped from allow-lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, CharField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Trunc
from django.utils.translation import gettext as _

from linkspan.kernel.access.actor import ROOT, Actor
from linkspan.kernel.access.classes import PUBLIC, Reach, class_verb, sees_anywhere
from linkspan.kernel.access.rows import own_party
from linkspan.kernel.entities.at_once import values_at
from linkspan.kernel.entities.conditions import MOST_FILTERS, condition, parse_filter, refused
from linkspan.kernel.entities.references import TARGETS, labels_of, order_of
from linkspan.kernel.entities.registry import Known
from linkspan.kernel.entities.specs import DATE_STEPS, FieldSpec, names_in

MOST_ROWS = 500
_WORDED = frozenset({"text", "long_text", "tags"})
_MOST_WORDED = 10
_TOTAL = frozenset({"+", "-", "*"})  # a division has no value where it divides by zero


@dataclass(frozen=True)
class Query:
    """What a list is asked for. sort: `-score,code`; group, sub: fields, dates with a step (`due:month`)."""

    filters: tuple[str, ...] = ()
    text: str = ""
    sort: str = ""
    group: str = ""
    sub: str = ""
    offset: int = 0
    limit: int = 100
    fields: tuple[str, ...] = ()


@dataclass
class Reading:
    """The records of an entity as one actor sees them. container: the project they lie in; None means everywhere."""

    known: Known
    actor: Actor
    container: Any = None

    @cached_property
    def within(self) -> str:
        return self.container.scope_path if self.container is not None else ROOT

    @cached_property
    def fields(self) -> dict[str, FieldSpec]:
        """The fields that the actor sees in at least one row here."""
        return {
            name: spec
            for name, spec in self.known.fields.items()
            if (spec.field_class == PUBLIC or self._touches(spec.field_class)) and self._is_here(spec)
        }

    def _is_here(self, spec: FieldSpec) -> bool:
        """Whether rows that the actor sees here have the field: a project's own one exists nowhere else."""
        if spec.custom is None or (self.container is not None and not spec.custom.is_retired):
            return spec.exists_at(self.within)
        if spec.custom.is_retired:
            return False
        view = self.known.verb("view")
        near = (*self.actor.prefixes(view), *self.actor.own_party_prefixes(view))
        return any(p.startswith(spec.custom.scope_path) or spec.custom.scope_path.startswith(p) for p in near)

    def _touches(self, field_class: str) -> bool:
        if not sees_anywhere(self.actor, field_class):
            return False
        reach = Reach.of(self.actor, class_verb(field_class))
        if not self.known.entity.is_in_project:
            reach = reach.of_organisations()
        return any(p.startswith(self.within) or self.within.startswith(p) for p in (*reach.whole, *reach.own))

    @cached_property
    def whole(self) -> dict[str, FieldSpec]:
        """The fields that the actor sees in every row here: only these filter, order, group and add up."""
        view = Reach.of(self.actor, self.known.verb("view"))
        if not self.known.entity.is_in_project:
            # Whoever views the entity in a project sees rows of the organisation above it: they lie there.
            view = view.lifted()
        covered = {
            name: Reach.of(self.actor, class_verb(name)).covers(view, self.within)
            for name in {spec.field_class for spec in self.fields.values()} - {PUBLIC}
        }
        return {name: spec for name, spec in self.fields.items() if covered.get(spec.field_class, True)}

    def usable(self, name: str) -> FieldSpec:
        """A field to filter, order or group by; refused alike where it is absent and where it is hidden."""
        spec = self.whole.get(name)
        if spec is None:
            raise refused(name, _("There is no field “%(name)s” to use here.") % {"name": name[:40]})
        return spec

    # --- rows -------------------------------------------------------------------------------------------------

    def rows(self, query: Query) -> QuerySet[Any]:
        """The rows of the query, without order and page."""
        found = TARGETS[self.known.name].rows(self.actor, self.container)
        if len(query.filters) > MOST_FILTERS:
            raise refused("f", _("At most %(most)s filters at a time.") % {"most": MOST_FILTERS})
        allowed = {name: spec for name, spec in self.whole.items() if name in self.known.filters}
        for text in query.filters:
            spec, operator, operand = parse_filter(text, allowed)
            found = self._with(found, spec).filter(condition(spec, operator, operand, self.actor))
        return self._with(found, *self._worded).filter(self._words(query.text)) if query.text.strip() else found

    @cached_property
    def _worded(self) -> list[FieldSpec]:
        """The company's own fields in which words are looked for."""
        return [s for s in self.known.added if s.type in _WORDED and s.name in self.whole][:_MOST_WORDED]

    def _words(self, text: str) -> Any:
        names = {f.name for f in self.known.model._meta.concrete_fields}
        paths = [p for n in self.known.entity.keys.search for p in (n, f"{n}_en") if p in names]
        paths += [spec.source for spec in self._worded]
        found = Q()
        for word in text.split()[:8]:
            either = Q()
            for path in paths:
                either |= Q(**{f"{path}__icontains": word[:80]})
            found &= either
        return found

    def _with(self, rows: QuerySet[Any], *specs: FieldSpec) -> QuerySet[Any]:
        """The rows annotated with what the fields need; a computed column may need another one."""
        for spec in specs:
            if spec.computed is not None:
                others = (self.known.fields[n] for n in names_in(spec.computed.expression) if n in self.known.fields)
                rows = self._with(rows, *(other for other in others if other.computed is not None))
            for alias, expression in spec.annotations().items():
                if alias not in rows.query.annotations:
                    rows = rows.annotate(**{alias: expression})
        return rows

    def ordered(self, rows: QuerySet[Any], query: Query) -> QuerySet[Any]:
        """Rows by group, sub-group, then the asked or the entity's own order, then key."""
        keys: list[Any] = []
        for name in (query.group, query.sub):
            if name:
                rows, own = self.group_keys(rows, name)
                keys += own
        for part in (query.sort or self.known.entity.columns.sort).split(","):
            name = part.strip().lstrip("-")
            # The entity's own order may stand on a field that this reader does not see.
            if not name or (not query.sort and name not in self.whole):
                continue
            spec = self.usable(name)
            if not spec.is_sortable:
                raise refused(name, _("A list cannot be ordered by “%(label)s”.") % {"label": spec.label})
            rows = self._with(rows, spec)
            key = _order_key(spec)
            # Said of a column that is never empty, NULLS LAST would keep the database from reading its index in order.
            last = None if self._is_never_empty(key) else True
            keys.append(key.desc(nulls_last=last) if part.strip().startswith("-") else key.asc(nulls_last=last))
        return rows.order_by(*keys, "pk")

    def _is_never_empty(self, key: Any) -> bool:
        """Whether an expression has a value in every row; said only of columns and of their sums and products."""
        if isinstance(key, CombinedExpression):
            return key.connector in _TOTAL and self._is_never_empty(key.lhs) and self._is_never_empty(key.rhs)
        spec = self.known.fields.get(key.name) if isinstance(key, F) else None
        if spec is None or spec.is_many or spec.custom is not None:
            return isinstance(key, Value) and key.value is not None
        if spec.computed is not None:
            return self._is_never_empty(spec.computed.expression)
        return spec.column is not None and not spec.column.null

    def group_keys(self, rows: QuerySet[Any], text: str) -> tuple[QuerySet[Any], list[Any]]:
        """Rows annotated for grouping, and the order of the groups."""
        spec, step = self.grouping(text)
        rows = self._with(rows, spec)
        if step:
            alias = f"{spec.name}_{step}"
            rows = rows.annotate(**{alias: Trunc(spec.source, step)}) if alias not in rows.query.annotations else rows
            return rows, [F(alias).asc(nulls_last=True)]
        # Two of the same name stay two groups: the key after the name.
        keys = [_order_key(spec), *([F(spec.source)] if spec.reference else [])]
        return rows, [key.asc(nulls_last=True) for key in keys]

    def grouping(self, text: str) -> tuple[FieldSpec, str]:
        """Field and step of `due:month` or `status`; refused where it cannot be grouped by."""
        name, _sep, step = text.partition(":")
        spec = self.usable(name)
        if isinstance(spec.groupable, tuple):
            step = step or "month"
            if step not in DATE_STEPS:
                raise refused(name, _("Dates are grouped by day, week, month, quarter or year."))
            return spec, step
        if not spec.groupable or step:
            raise refused(name, _("A list cannot be grouped by “%(label)s”.") % {"label": spec.label})
        return spec, ""

    # --- values -----------------------------------------------------------------------------------------------

    def chosen(self, names: Iterable[str]) -> list[FieldSpec]:
        """The fields to read: those asked for, or all; refused where one does not exist.

        One that the actor sees in other projects alone is left out: a page asks for the columns that `/api/meta` names.
        """
        wanted = dict.fromkeys(n for n in names if n)
        if not wanted:
            return list(self.fields.values())
        missing = [name for name in wanted if name not in self.fields]
        elsewhere = Reading(self.known, self.actor).fields if missing and self.container is not None else {}
        for name in missing:
            if name not in elsewhere:
                raise refused(name, _("There is no field “%(name)s” to use here.") % {"name": name[:40]})
        return [self.fields[name] for name in wanted if name in self.fields]

    def read(self, rows: QuerySet[Any], specs: list[FieldSpec]) -> list[dict[str, Any]]:
        """Rows as JSON objects of the fields that the actor may see in each."""
        columns = [*self._extra, *(spec.source for spec in specs if not spec.is_joined)]
        return self._objects(self._with(rows, *specs).values_list(*columns), specs)

    def read_at(self, key: int, specs: list[FieldSpec]) -> list[dict[str, Any]]:
        """The record of a key, which the actor sees; empty where it is gone. A statement written once."""
        every = self.known.model._base_manager
        columns = [*self._extra, *(spec.source for spec in specs if not spec.is_joined)]
        return self._objects(values_at(self.known, lambda: self._with(every.all(), *specs), specs, columns, key), specs)

    @property
    def _extra(self) -> list[str]:
        # Where the list is one project's, its code is known and the table of projects is not joined.
        has_code = self.known.entity.is_in_project and self.container is None
        return ["pk", "version", "scope_path", *(["project__code"] if has_code else [])]

    def _objects(self, tuples: Iterable[tuple[Any, ...]], specs: list[FieldSpec]) -> list[dict[str, Any]]:
        flat = [spec for spec in specs if not spec.is_joined]
        partial = [spec for spec in specs if spec.name not in self.whole]
        within = self.known.entity.is_in_project
        code = self.container.code if within and self.container is not None else None
        names = [spec.name for spec in flat]
        decimals = [spec.name for spec in flat if spec.type == "decimal"]
        found: list[dict[str, Any]] = []
        paths: list[str] = []
        for pk, version, path, *values in tuples:
            row = {"id": pk, "version": version}
            if within:
                row["project"] = values.pop(0) if code is None else code
            row.update(zip(names, values, strict=True))
            for name in decimals:
                row[name] = None if row[name] is None else float(row[name])
            found.append(row)
            paths.append(path)
        for spec in specs:
            if spec.is_joined:
                _add_many(found, spec)
        if partial:
            self._hide(found, paths, partial)
        if self.container is None:
            _drop_foreign(found, paths, specs)
        return found

    def _hide(self, found: list[dict[str, Any]], paths: list[str], partial: list[FieldSpec]) -> None:
        """Take out, row by row, the fields whose class is not open there."""
        reaches = {s.field_class: Reach.of(self.actor, class_verb(s.field_class)) for s in partial}
        own: set[int] = set()
        if any(reach.own for reach in reaches.values()):
            keys = [row["id"] for row in found]
            mine = own_party(self.known.model, self.actor)
            own = set(self.known.model._base_manager.filter(mine, pk__in=keys).values_list("pk", flat=True))
        for row, path in zip(found, paths, strict=True):
            for spec in partial:
                if not reaches[spec.field_class].opens(path, is_own=row["id"] in own):
                    row.pop(spec.name, None)


def _order_key(spec: FieldSpec) -> Any:
    """By what a field is ordered: choices in their declared order, references by the name of their target."""
    if spec.options and not spec.output.is_relation:
        cases = [When(**{spec.source: option.value}, then=Value(at)) for at, option in enumerate(spec.options)]
        return Case(*cases, output_field=IntegerField())
    if spec.reference and spec.custom is not None:
        return Subquery(_named(spec), output_field=CharField())
    if spec.reference:
        return order_of(TARGETS[spec.reference], f"{spec.name}__")
    return F(spec.source)


def _drop_foreign(found: list[dict[str, Any]], paths: list[str], specs: list[FieldSpec]) -> None:
    """Take out of rows of several projects what single ones of them do not have."""
    for spec in specs:
        if spec.custom is not None and spec.custom.project is not None:
            for row, path in zip(found, paths, strict=True):
                if not spec.exists_at(path):
                    row.pop(spec.name, None)


def _named(spec: FieldSpec) -> Any:
    """The name of the row that a custom reference points at, whose key stands in no column."""
    target = TARGETS[spec.reference or ""]
    return target.model._base_manager.filter(pk=OuterRef(spec.source)).values(shown=order_of(target))[:1]


def _add_many(found: list[dict[str, Any]], spec: FieldSpec) -> None:
    """Keys of a field of several, for all rows at once."""
    column: Any = spec.column
    own, other = f"{column.m2m_field_name()}_id", f"{column.m2m_reverse_field_name()}_id"
    held: dict[int, list[int]] = {row["id"]: [] for row in found}
    through = column.remote_field.through._base_manager
    for key, value in through.filter(**{f"{own}__in": list(held)}).order_by("pk").values_list(own, other):
        held[key].append(value)
    for row in found:
        row[spec.name] = held[row["id"]]


def references_in(found: list[dict[str, Any]], specs: list[FieldSpec]) -> dict[str, dict[str, dict[str, str]]]:
    """Labels of everything that the rows point at; one statement for each kind of target."""
    keys: dict[str, set[int]] = {}
    for spec in specs:
        if spec.reference is None:
            continue
        wanted = keys.setdefault(spec.reference, set())
        for row in found:
            value = row.get(spec.name)
            if value is not None:
                wanted.update(value if spec.is_many else (value,))
    return {name: labels_of(name, wanted) for name, wanted in keys.items()}
