"""Records of a project as plain JSON, and new records from it: what a template holds and a copy takes along.

Never taken: money, states, what is read only or computed, codes that numbering gives, and what a module leaves out.
References become `entity:number` (inside what is taken) or `kind=code` (parties, people); dates become offsets.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import override

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.entities.reading import Query, Reading
from linkspan.kernel.entities.references import TARGETS, Target
from linkspan.kernel.entities.registry import Known, entities
from linkspan.kernel.entities.specs import FieldSpec
from linkspan.kernel.entities.writing import writer_of
from linkspan.kernel.errors import DomainError, Forbidden

MOST_ROWS = 5_000
_LEFT_OUT: dict[str, set[str]] = {}
_PEOPLE = "person"
_DATES = frozenset({"date", "datetime"})


def leave_out(entity: str, *fields: str) -> None:
    """Fields of an entity that say what happened, not what is planned: a copy begins without them."""
    _LEFT_OUT.setdefault(entity, set()).update(fields)


def needs(actor: Actor, verb: str, place: Any) -> None:
    """The right over every row of a place: a right over one's own party's rows is not enough to take all along."""
    if not actor.may(verb, place.scope_path):
        raise Forbidden(verb)


def is_taken(known: Known, spec: FieldSpec) -> bool:
    """Whether a field of an entity is taken along at all."""
    workflow = known.entity.workflow
    return (
        not spec.is_read_only
        and spec.computed is None
        and spec.type not in {"money", "state"}
        and spec.name not in _LEFT_OUT.get(known.name, set())
        and (workflow is None or spec.name != workflow.field)
        and (spec.type != "code" or spec.is_given_by_hand)
    )


def copied(reading: Reading, *, people: bool) -> list[FieldSpec]:
    """The fields of an entity that are taken along, of those that the reader sees in every row."""
    return [
        spec for spec in reading.whole.values() if is_taken(reading.known, spec) and (people or spec.type != _PEOPLE)
    ]


def in_project() -> list[Known]:
    """The entities whose records lie in projects."""
    return [known for known in entities() if known.entity.is_in_project]


@dataclass
class Taken:
    """Records read so far. numbers: of each record, by entity and key. offset: of a date, from the start."""

    actor: Actor
    project: Any
    offset: Callable[[dt.date], list[int]]
    people: bool = False
    numbers: dict[str, dict[int, int]] = field(default_factory=dict)
    _codes: dict[str, dict[int, str]] = field(default_factory=dict)

    def read(self, known: Known) -> list[dict[str, Any]]:
        """The records of one entity; Forbidden where the actor does not see all of them."""
        if not known.model._base_manager.filter(project=self.project).exists():
            self.numbers[known.name] = {}
            return []
        needs(self.actor, known.verb("view"), self.project)
        reading = Reading(known, self.actor, self.project)
        specs = copied(reading, people=self.people)
        with override("zh-hans"):  # the stored columns, not what an English reader is shown
            rows = reading.read(reading.rows(Query()).order_by("pk")[:MOST_ROWS], specs)
            english = self._english(known, specs)
        numbers = self.numbers[known.name] = {row["id"]: at for at, row in enumerate(rows, 1)}
        return [self._row(row, numbers[row["id"]], specs, english.get(row["id"], {})) for row in rows]

    def _english(self, known: Known, specs: list[FieldSpec]) -> dict[int, dict[str, str]]:
        names = [f"{spec.name}_en" for spec in specs if spec.is_localised]
        rows = known.model._base_manager.filter(project=self.project).values("pk", *names) if names else ()
        return {row.pop("pk"): {name: value for name, value in row.items() if value} for row in map(dict, rows)}

    def _row(self, row: dict[str, Any], number: int, specs: list[FieldSpec], english: dict[str, str]) -> dict[str, Any]:
        found: dict[str, Any] = {"id": number, "values": dict(english), "dates": {}, "refs": {}}
        for spec in specs:
            value = row.get(spec.name)
            if value in (None, "", []):
                continue
            if spec.reference is not None:
                found["refs"][spec.name] = [(spec.reference, key) for key in (value if spec.is_many else [value])]
            elif spec.type == "date":
                found["dates"][spec.name] = self.offset(value)
            elif spec.type == "datetime":
                found["dates"][spec.name] = [*self.offset(value.date()), value.hour * 60 + value.minute]
            else:
                found["values"][spec.name] = value
        return found

    def name_references(self, rows: Iterable[dict[str, Any]]) -> None:
        """Keys in the rows become numbers of what is taken, or codes of what stands outside; others are dropped."""
        rows = list(rows)
        outside: dict[str, set[int]] = {}
        for row in rows:
            for kind, key in (pair for pairs in row["refs"].values() for pair in pairs):
                if key not in self.numbers.get(kind, {}):
                    outside.setdefault(kind, set()).add(key)
        codes = {kind: _codes_of(TARGETS[kind], keys) for kind, keys in outside.items()}
        for row in rows:
            named = {
                name: [self._name(kind, key, codes.get(kind, {})) for kind, key in pairs]
                for name, pairs in row["refs"].items()
            }
            row["refs"] = {name: [n for n in found if n] for name, found in named.items() if any(found)}

    def _name(self, kind: str, key: int, codes: dict[int, str]) -> str:
        number = self.numbers.get(kind, {}).get(key)
        return f"{kind}:{number}" if number is not None else f"{kind}={codes[key]}" if key in codes else ""


def _code_field(target: Target) -> str:
    """The field by which another installation knows a row; empty for rows of a project, which lie in no other."""
    names = {f.name for f in target.model._meta.concrete_fields}
    if "project" in names or "time_zone" in names:
        return ""
    return next((name for name in ("code", "username") if name in names and name in target.search), "")


def _codes_of(target: Target, keys: set[int]) -> dict[int, str]:
    name = _code_field(target)
    return dict(target.model._base_manager.filter(pk__in=keys).values_list("pk", name)) if name else {}


@dataclass
class Given:
    """New records being made. keys: of what was made, by `entity:number`; skipped: how many were left out."""

    actor: Actor
    project: Any
    day: Callable[[list[int]], dt.date]
    keys: dict[str, int]
    skipped: dict[str, int]
    _outside: dict[str, int | None] = field(default_factory=dict)

    def write(self, rows: dict[str, list[dict[str, Any]]]) -> None:
        """The records of all entities, each after what it points at."""
        known = {k.name: k for k in in_project()}
        for name in [name for name in rows if name not in known]:
            self.skipped[name] = len(rows.pop(name))
        self._find_outside(row for items in rows.values() for row in items)
        waiting = {f"{name}:{row['id']}" for name, items in rows.items() for row in items}
        pending = {name: list(items) for name, items in rows.items() if items}
        while pending:
            rounds = [self._round(known[name], pending, waiting) for name in list(pending)]
            if not any(rounds):
                # A circle: what closes it is dropped.
                waiting -= {f"{name}:{row['id']}" for name, items in pending.items() for row in items}

    def _round(self, known: Known, pending: dict[str, list[dict[str, Any]]], waiting: set[str]) -> bool:
        ready: list[dict[str, Any]] = []
        later: list[dict[str, Any]] = []
        for row in pending[known.name]:
            points = {ref for refs in row["refs"].values() for ref in refs}
            (later if points & waiting else ready).append(row)
        if ready:
            self._insert(known, ready)
            waiting -= {f"{known.name}:{row['id']}" for row in ready}
        pending[known.name] = later
        if not later:
            del pending[known.name]
        return bool(ready)

    def _insert(self, known: Known, rows: list[dict[str, Any]]) -> None:
        needs(self.actor, known.verb("create"), self.project)
        writer = writer_of(known)
        fields = writer.writable(self.actor, self.project.scope_path, is_own=True)
        usable = {name: spec for name, spec in fields.items() if is_taken(known, spec)}
        english = {f"{name}_en" for name, spec in usable.items() if spec.is_localised}
        kept, values = [], []
        for row in rows:
            found = self._values(row, usable, english)
            if any(spec.is_required and name not in found for name, spec in fields.items()):
                self.skipped[known.name] = self.skipped.get(known.name, 0) + 1
                continue
            kept.append(row)
            values.append(found)
        try:
            made = writer.insert(self.actor, self.project, values) if values else []
        except DomainError as error:
            error.message = f"{known.model._meta.verbose_name}: {error.message}"
            raise
        self.keys.update({f"{known.name}:{row['id']}": new.pk for row, new in zip(kept, made, strict=True)})

    def _values(self, row: dict[str, Any], usable: dict[str, FieldSpec], english: set[str]) -> dict[str, Any]:
        """What the actor may fill in of a row, as the API takes it."""
        plain = {name for name, spec in usable.items() if spec.reference is None and spec.type not in _DATES}
        found = {name: value for name, value in row["values"].items() if name in plain | english}
        for name, offset in row["dates"].items():
            if name in usable and usable[name].type in _DATES:
                found[name] = self._moment(offset, usable[name])
        for name, refs in row["refs"].items():
            spec = usable.get(name)
            if spec is None or spec.reference is None:
                continue
            keys = [key for key in map(self._key, refs) if key is not None]
            if keys:
                found[name] = keys if spec.is_many else keys[0]
        return found

    def _moment(self, offset: list[int], spec: FieldSpec) -> str:
        day = self.day(offset[:2])
        if spec.type == "date":
            return day.isoformat()
        minute = offset[2] if len(offset) > 2 else 0
        return dt.datetime.combine(day, dt.time(minute // 60 % 24, minute % 60), dt.UTC).isoformat()

    def _key(self, ref: str) -> int | None:
        return self.keys.get(ref, self._outside.get(ref))

    def _find_outside(self, rows: Iterable[dict[str, Any]]) -> None:
        """Keys of what stands outside by its code, of those that the actor sees; one statement for each kind."""
        wanted: dict[str, set[str]] = {}
        for ref in {ref for row in rows for refs in row["refs"].values() for ref in refs if "=" in ref}:
            kind, _sep, code = ref.partition("=")
            wanted.setdefault(kind, set()).add(code)
        for kind, codes in wanted.items():
            target = TARGETS.get(kind)
            name = _code_field(target) if target is not None else ""
            if target is not None and name:
                rows_seen = target.rows(self.actor, None).filter(**{f"{name}__in": codes})
                self._outside.update({f"{kind}={code}": key for key, code in rows_seen.values_list("pk", name)})
