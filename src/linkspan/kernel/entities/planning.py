"""Row by row, what an import would do: create, change, leave, or refuse with sentences that name the cell."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from linkspan.engines.tabular import Parsed, Recognition, Target, parse_value, shown
from linkspan.engines.tabular.values import clean_line
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions import check
from linkspan.kernel.actions.work import PREFIX
from linkspan.kernel.entities.custom import to_store
from linkspan.kernel.entities.inputs import clean
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.registry import Known
from linkspan.kernel.entities.specs import FieldSpec, in_english
from linkspan.kernel.entities.steps import check_step, first_state
from linkspan.kernel.entities.tables import json_value, language, rules_of
from linkspan.kernel.entities.writing import writer_of
from linkspan.kernel.errors import DomainError

_MOST_POINTED_AT = 20_000
_SHOWN_NAMES = 5


@dataclass
class Change:
    """What happens to one row of the table. values: as JSON, by field; shown: as the person wrote them."""

    row: int
    kind: str = "create"
    values: dict[str, Any] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)
    key: int = 0
    version: int = 0

    def refuse(self, message: str, name: str = "", column: int | None = None) -> None:
        """Say why the row cannot be imported."""
        self.kind = "error"
        self.errors.append({"field": name, "message": message, "column": column})


class Planner:
    """Compares the rows of a table with the records that the actor sees in a container."""

    def __init__(
        self,
        known: Known,
        actor: Actor,
        container: Any,
        fields: dict[str, FieldSpec],
        targets: dict[str, Target],
        *,
        update: bool,
    ) -> None:  # fmt: skip
        self._known, self._actor, self._container = known, actor, container
        self._fields, self._targets, self._update = fields, targets, update
        self._names = _Names(actor, container)
        self._existing = self._read_existing()
        self._remarks: Counter[tuple[str, str]] = Counter()
        self._first: dict[tuple[str, str], tuple[int, str]] = {}

    def plan(self, found: Recognition, *, date_1904: bool) -> tuple[list[Change], list[str]]:
        """One change for each row of data, and sentences on how cells were read."""
        columns = {c.target: c for c in found.columns if c.target in self._fields}
        rules = {
            name: rules_of(self._fields[name], self._targets[name], date_1904=date_1904) for name in columns if name
        }
        changes = []
        seen: dict[Any, int] = {}
        for row in found.rows:
            change = Change(row.number)
            for name, column in columns.items():
                cell = row.cells.get(column.index)
                if name is None or cell is None:
                    continue
                change.shown[name] = shown(cell)[:200]
                parsed = parse_value(self._targets[name].kind, cell, unit=column.unit, rules=rules[name])
                self._take(change, name, column.index, parsed)
            if not change.values and not change.errors:
                change.kind = "skip"
            else:
                self._compare(change, seen, {name: c.index for name, c in columns.items() if name})
            changes.append(change)
        return changes, self._sentences()

    def _take(self, change: Change, name: str, column: int, parsed: Parsed) -> None:
        """Put a parsed value into the change, checked as any edit of the field would be."""
        spec = self._fields[name]
        if parsed.error is not None:
            change.refuse(parsed.error.text(language()), name, column)
            return
        for note in parsed.notes:
            self._remarks[name, note.code] += 1
            self._first.setdefault((name, note.code), (change.row, note.text(language())))
        if parsed.value is None:
            return
        try:
            if spec.reference is not None:
                change.values[name] = self._names.find(spec, parsed.value)
            else:
                value = json_value(parsed.value)
                clean(spec, value, self._actor, self._container)
                change.values[name] = value
        except DomainError as error:
            change.refuse(str(error), name, column)

    # --- comparison -------------------------------------------------------------------------------------------

    def _read_existing(self) -> dict[tuple[str, Any], list[Any]]:
        """The records of the container by natural key and by title."""
        model: Any = self._known.model
        rows = model.objects.visible(self._actor, self._known.verb("view"))
        if self._known.entity.is_in_project:
            rows = rows.filter(project=self._container)
        found: dict[tuple[str, Any], list[Any]] = {}
        title = self._known.entity.title
        for row in rows:
            found.setdefault(("key", tuple(self._stored(row, n) for n in self._known.entity.keys.natural)), []).append(
                row
            )
            for text in {getattr(row, title), getattr(row, f"{title}_en", "") or getattr(row, title)}:
                found.setdefault(("title", clean_line(str(text)).lower()), []).append(row)
        return found

    def _stored(self, row: Any, name: str) -> Any:
        column: Any = self._known.fields[name].column
        return getattr(row, column.attname)

    def _compare(self, change: Change, seen: dict[Any, int], columns: dict[str, int]) -> None:
        """Find the record that the row means, and whether anything would change in it."""
        identity = self._identity(change)
        if identity is None:
            self._check_new(change, columns)
            return
        if identity in seen:
            change.refuse(
                _("The row means the same record as row %(row)s. Keep one of them.") % {"row": seen[identity]}
            )
            return
        seen[identity] = change.row
        rows = self._existing.get(identity, [])
        if len(rows) > 1:
            change.refuse(_("Several records have this name. Give the code of the one that is meant."))
        elif rows:
            self._check_known(change, rows[0], columns)
        else:
            self._check_new(change, columns)

    def _identity(self, change: Change) -> tuple[str, Any] | None:
        """What names the record of a row: its natural key where the table gives it, else its title."""
        names = self._known.entity.keys.natural
        if all(change.values.get(name) not in (None, "") for name in names):
            return "key", tuple(change.values[name] for name in names)
        title = change.values.get(self._known.entity.title)
        return ("title", clean_line(str(title)).lower()) if title else None

    def _check_new(self, change: Change, columns: dict[str, int]) -> None:
        known = self._known
        for name in known.entity.create:
            spec = known.fields[name]
            is_missing = change.values.get(name) in (None, "", [])
            is_asked = spec.is_required and name != known.entity.code and name in self._fields
            if is_asked and is_missing and not any(error["field"] == name for error in change.errors):
                message = _("“%(label)s” must not be empty.") % {"label": spec.label}
                change.refuse(message, name, columns.get(name))
        if change.errors or known.workflow_at(self._container.scope_path) is None:
            return
        row = known.model(scope_path=self._container.scope_path)
        values = self._by_column(change.values)
        for name, value in values.items():
            if name.startswith(PREFIX):
                row.custom[name.removeprefix(PREFIX)] = value
            else:
                setattr(row, name, value)
        self._guarded(change, columns, lambda: first_state(known, self._actor, row, values))

    def _check_known(self, change: Change, row: Any, columns: dict[str, int]) -> None:
        change.key, change.version = row.pk, row.version
        if change.errors:
            return
        different = {name: value for name, value in change.values.items() if not self._is_same(row, name, value)}
        if not different:
            change.kind, change.values = "same", {}
            return
        if not self._update:
            change.kind, change.values = "skip", {}
            return
        change.kind, change.values = "update", different
        writer = writer_of(self._known)
        closed = set(different) - set(
            writer.writable(self._actor, row.scope_path, is_own=writer._is_own(self._actor, row))
        )
        for name in sorted(closed):
            change.refuse(_("You may not see this field of the record."), name, columns.get(name))
        self._guarded(change, columns, lambda: check(self._actor, self._known.verb("edit"), row))
        self._guarded(change, columns, lambda: check_step(self._known, self._actor, row, self._by_column(different)))

    def _guarded(self, change: Change, columns: dict[str, int], rule: Any) -> None:
        try:
            rule()
        except DomainError as error:
            change.refuse(str(error), error.field or "", columns.get(error.field or ""))

    def _by_column(self, values: dict[str, Any]) -> dict[str, Any]:
        """Values ready for the rules of the workflow: by column, cleaned, without fields of several."""
        found = {}
        for name, value in values.items():
            spec = self._fields[name]
            if not spec.is_joined:
                is_key = spec.reference is not None
                cleaned = value if is_key else clean(spec, value, self._actor, self._container)
                found[spec.attribute] = to_store(cleaned) if spec.custom is not None else cleaned
        return found

    def _is_same(self, row: Any, name: str, value: Any) -> bool:
        spec = self._fields[name]
        if spec.custom is not None:
            is_key = spec.reference is not None
            cleaned = value if is_key else clean(spec, value, self._actor, self._container)
            return bool(getattr(row, spec.attribute) == to_store(cleaned))
        if spec.is_many:
            return set(getattr(row, name).values_list("pk", flat=True)) == set(value)
        column: Any = spec.column
        if spec.reference is not None:
            return bool(getattr(row, column.attname) == value)
        english = f"{name}_en"
        attribute = english if spec.is_localised and in_english() and getattr(row, english) else column.attname
        return bool(getattr(row, attribute) == clean(spec, value, self._actor, self._container))

    # --- remarks ----------------------------------------------------------------------------------------------

    def _sentences(self) -> list[str]:
        """How cells were read: the first of each kind, with the number of them."""
        found = []
        for (name, code), count in self._remarks.items():
            row, sentence = self._first[name, code]
            values = {"label": self._fields[name].label, "row": row, "sentence": sentence, "count": count}
            if count == 1:
                found.append(_("“%(label)s”, row %(row)s: %(sentence)s") % values)
            else:
                found.append(_("“%(label)s”, row %(row)s and others (%(count)s in all): %(sentence)s") % values)
        return found


class _Names:
    """Finds what a cell points at, by code or name, among what the actor may point at in the container."""

    def __init__(self, actor: Actor, container: Any) -> None:
        self._actor, self._container = actor, container
        self._known: dict[str, dict[str, dict[int, str]]] = {}

    def find(self, spec: FieldSpec, value: Any) -> Any:
        """Key of the row, or keys for a field of several. Raises DomainError with the remedy."""
        if spec.is_many:
            return list(dict.fromkeys(self._one(spec, text) for text in value))
        return self._one(spec, str(value))

    def _one(self, spec: FieldSpec, text: str) -> int:
        found = self._words(spec.reference or "").get(clean_line(text).lower(), {})
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise DomainError(
                "ambiguous",
                _("“%(text)s” may be any of: %(names)s. Write the code.")
                % {"text": text[:40], "names": ", ".join(sorted(found.values())[:_SHOWN_NAMES])},
                spec.name,
            )
        raise DomainError(
            "unknown",
            _("There is no “%(text)s” here to point at. Check the name, or add it first.") % {"text": text[:40]},
            spec.name,
        )

    def _words(self, name: str) -> dict[str, dict[int, str]]:
        """Rows of a kind (key: how it is shown) by every word that means them."""
        if name not in self._known:
            target = TARGETS[name]
            words = self._known[name] = {}
            for row in target.rows(self._actor, self._container).select_related(*target.related)[:_MOST_POINTED_AT]:
                label, code, _hint = target.label(row)
                texts = {label, code, f"{code} {label}", *(str(_path(row, path)) for path in target.search)}
                for text in texts:
                    if text.strip():
                        shown_as = f"{code} {label}".strip()
                        words.setdefault(clean_line(text).lower(), {})[row.pk] = shown_as
        return self._known[name]


def _path(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name, "") if row is not None else ""
    return row if row is not None else ""
