"""The generic verbs of every entity: create, edit, delete, restore, alone and in bulk. Each is one action."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from linkspan.kernel.access.actor import Actor, elevated
from linkspan.kernel.access.classes import PUBLIC, Reach, class_verb
from linkspan.kernel.access.rows import own_party, row_filter
from linkspan.kernel.actions import Inverse, Outcome, check, make_action, write
from linkspan.kernel.actions.models import ActionLog, ChangeRow
from linkspan.kernel.actions.runner import Action
from linkspan.kernel.actions.undo import changes_of, guard_undo, row_of
from linkspan.kernel.actions.work import PREFIX
from linkspan.kernel.entities.custom import from_store
from linkspan.kernel.entities.declaration import Verb
from linkspan.kernel.entities.dependants import refuse_dependants
from linkspan.kernel.entities.inputs import Asked, clean_values
from linkspan.kernel.entities.keys import number, refuse_twins
from linkspan.kernel.entities.models import Link
from linkspan.kernel.entities.registry import Known, entity_of
from linkspan.kernel.entities.specs import FieldSpec, in_english
from linkspan.kernel.entities.steps import check_step, first_state, state_refusal
from linkspan.kernel.errors import DomainError, Forbidden, NotFound, Stale

MOST_IN_BULK = 1000


@dataclass(frozen=True)
class Writer:
    """The generic actions of one entity."""

    known: Known

    def _action(self, word: str, verb: str, phrase: str, body: Any) -> Any:
        name = f"{self.known.name}.{word}"
        return make_action(Action(name, self.known.verb(verb), phrase, Inverse(), body, True))

    @cached_property
    def create(self) -> Any:
        """create(actor, container, values=, links=) -> the row."""
        return self._action("create", "create", gettext_noop("Added %(kind)s %(names)s"), self._create)

    @cached_property
    def edit(self) -> Any:
        """edit(actor, row, values=) -> the row."""
        return self._action("edit", "edit", gettext_noop("Changed %(kind)s %(names)s"), self._edit)

    @cached_property
    def delete(self) -> Any:
        """delete(actor, row)."""
        return self._action("delete", "delete", gettext_noop("Deleted %(kind)s %(names)s"), self._delete)

    @cached_property
    def edit_many(self) -> Any:
        """edit_many(actor, container, rows=[(id, version)], values=, each={id: values}) -> the rows.

        `values` go into every row; `each` has what is a row's own, as a block pasted from a spreadsheet.
        """
        return self._action(
            "edit_many", "edit", gettext_noop("Changed %(count)s × %(kind)s: %(names)s"), self._edit_many
        )

    @cached_property
    def delete_many(self) -> Any:
        """delete_many(actor, container, rows=[(id, version)])."""
        return self._action(
            "delete_many", "delete", gettext_noop("Deleted %(count)s × %(kind)s: %(names)s"), self._delete_many
        )

    @cached_property
    def run_many(self) -> Any:
        """run_many(actor, container, rows=[(id, version)], service=, inputs=) -> the rows."""
        return self._action(
            "run_many", "view", gettext_noop("%(what)s: %(count)s × %(kind)s, %(names)s"), self._run_many
        )

    @cached_property
    def merge_rows(self) -> Any:
        """merge_rows(actor, container, new=[values], changed=[(row, values)]) -> counts; what an import applies."""
        return self._action("import", "create", gettext_noop("Imported %(kind)s: %(count)s rows"), self._merge_rows)

    # --- bodies -----------------------------------------------------------------------------------------------

    def _create(
        self, actor: Actor, container: Any, *, values: dict[str, Any], links: list[dict[str, Any]] | None = None
    ) -> Any:
        row = self.insert(actor, container, [values])[0]
        for link in links or []:
            from linkspan.kernel.entities.linking import insert_link

            insert_link(actor, self.known, row, **link)
        self._tell([row])
        return row

    def insert(self, actor: Actor, container: Any, many: list[dict[str, Any]]) -> list[Any]:
        """New rows from JSON values, inside a running action: all in a few statements."""
        known = self.known
        fields = self.writable(actor, container.scope_path, is_own=True)
        allowed = fields | _translations(known, fields)
        asked: Asked = {}
        rows = [
            self._new_row(actor, container, clean_values(v, allowed, actor, container, asked), fields) for v in many
        ]
        if not number(known, rows) or known.entity.keys.natural != (known.entity.code,):
            refuse_twins(known, rows)
        write.create_many(rows)
        self._stay_own(actor, rows, "create")
        return rows

    def _new_row(self, actor: Actor, container: Any, cleaned: dict[str, Any], fields: dict[str, FieldSpec]) -> Any:
        known, model = self.known, self.known.model
        for name, spec in fields.items():
            given = cleaned.get(spec.attribute)
            if given is None and spec.custom is not None and spec.custom.default is not None:
                given = cleaned[spec.attribute] = spec.custom.default
            if spec.is_required and given in (None, "", []):
                raise DomainError("required", _("“%(label)s” must not be empty.") % {"label": spec.label}, name)
        own = {name: value for name, value in cleaned.items() if name.startswith(PREFIX) and value is not None}
        members = {name: cleaned[name] for name in cleaned if name in fields and fields[name].is_joined}
        columns = {n: v for n, v in cleaned.items() if n not in members and not n.startswith(PREFIX)}
        row: Any = model(scope_path=container.scope_path, **columns)
        row._members = members
        if own:
            row.custom = {name.removeprefix(PREFIX): value for name, value in own.items()}
        setattr(row, "project" if known.entity.is_in_project else "organisation", container)
        if known.workflow_at(row.scope_path) is not None:
            first_state(known, actor, row, cleaned)
        return row

    def _edit(self, actor: Actor, row: Any, *, values: dict[str, Any]) -> Any:
        self.change(actor, row, values)
        self._tell([row])
        return row

    def change(self, actor: Actor, row: Any, values: dict[str, Any]) -> None:
        """New values for one row, inside a running action."""
        known = self.known
        is_own = self._is_own(actor, row)
        fields = self.writable(actor, row.scope_path, is_own=is_own)
        container = row.project if known.entity.is_in_project else row.organisation
        cleaned = clean_values(_as_shown(values, fields, row), fields | _translations(known, fields), actor, container)
        check_step(known, actor, row, cleaned)
        write.update(row, **cleaned)
        if {*cleaned} & {known.fields[n].column.attname for n in known.entity.keys.natural if known.fields[n].column}:  # type: ignore[union-attr]
            refuse_twins(known, [row])
        self._stay_own(actor, [row], "edit")

    def _delete(self, actor: Actor, row: Any) -> None:
        self._tell([row])
        self.remove(actor, [row])

    def remove(self, actor: Actor, rows: list[Any]) -> None:
        """Delete rows with their links, inside a running action; refused while other records hang on them."""
        for row in rows:
            refuse_dependants(actor, self.known, row)
        keys = [row.pk for row in rows]
        ends = models.Q(from_entity=self.known.name, from_id__in=keys) | models.Q(
            to_entity=self.known.name, to_id__in=keys
        )
        write.delete_many(list(Link.rows.filter(ends)))
        write.delete_many(rows)

    def _edit_many(
        self,
        actor: Actor,
        container: Any,
        *,
        rows: list[tuple[int, int]],
        values: dict[str, Any],
        each: dict[int, dict[str, Any]] | None = None,
    ) -> list[Any]:
        found = self.locked(actor, container, rows, self.known.verb("edit"))
        for row in found:
            self.change(actor, row, values | (each or {}).get(row.pk, {}))
        self._tell(found)
        return found

    def _delete_many(self, actor: Actor, container: Any, *, rows: list[tuple[int, int]]) -> None:
        found = self.locked(actor, container, rows, self.known.verb("delete"))
        self._tell(found)
        self.remove(actor, found)

    def _run_many(
        self, actor: Actor, container: Any, *, rows: list[tuple[int, int]], offered: Verb, inputs: dict[str, Any]
    ) -> list[Any]:
        found = self.locked(actor, container, rows, offered.verb)
        for row in found:
            reason = state_refusal(self.known, offered, row)
            if reason is not None:
                raise reason
            offered.service(actor, row, **inputs)
        self._tell(found)
        write.describe(what=in_both(offered.label))
        return found

    def _merge_rows(
        self, actor: Actor, container: Any, *, new: list[dict[str, Any]], changed: list[tuple[int, int, dict[str, Any]]]
    ) -> list[Any]:
        made = self.insert(actor, container, new)
        found = {
            row.pk: row
            for row in self.locked(actor, container, [(k, v) for k, v, _w in changed], self.known.verb("edit"))
        }
        for key, _version, values in changed:
            self.change(actor, found[key], values)
        rows = [*made, *found.values()]
        self._tell(rows)
        return rows

    # --- rules ------------------------------------------------------------------------------------------------

    def locked(self, actor: Actor, container: Any, rows: list[tuple[int, int]], verb: str) -> list[Any]:
        """The rows of a bulk write, locked, in the container, each open for the verb and at the version it was read.

        Raises NotFound when any of them is not there for the actor, so that a mixed list does nothing.
        """
        if len(rows) > MOST_IN_BULK:
            raise DomainError("too_many", _("At most %(most)s records at a time.") % {"most": MOST_IN_BULK}, "rows")
        versions = dict(rows)
        own = {"project": container} if self.known.entity.is_in_project else {"organisation": container}
        found = list(
            self.known.model._base_manager.select_for_update(of=("self",)).filter(pk__in=versions, **own).order_by("pk")
        )
        if len(found) != len(versions):
            raise NotFound()
        for row in found:
            check(actor, verb, row)
            if row.version != versions[row.pk]:
                raise Stale()
        return found

    def writable(self, actor: Actor, path: str, *, is_own: bool) -> dict[str, FieldSpec]:
        """The fields that the actor may fill in at a scope path: those it may see there."""
        return {
            name: spec
            for name, spec in self.known.fields.items()
            if (spec.field_class == PUBLIC or Reach.of(actor, class_verb(spec.field_class)).opens(path, is_own=is_own))
            and spec.exists_at(path)
        }

    def _is_own(self, actor: Actor, row: Any) -> bool:
        return bool(actor.party_id) and type(row)._base_manager.filter(own_party(type(row), actor), pk=row.pk).exists()

    def _stay_own(self, actor: Actor, rows: list[Any], word: str) -> None:
        """Who is bound to its own party cannot make a row that is another's, nor give one away."""
        verb = self.known.verb(word)
        bound = [row.pk for row in rows if not actor.may(verb, row.scope_path)]
        if bound:
            model = self.known.model
            condition = row_filter(model, actor, verb) & row_filter(model, actor, self.known.verb("view"))
            if model._base_manager.filter(condition, pk__in=bound).count() != len(bound):
                raise Forbidden(verb)

    def _tell(self, rows: list[Any]) -> None:
        """What history says of the rows written."""
        known = self.known
        names = [{"zh": shown_name(known, row, "zh-hans"), "en": shown_name(known, row, "en")} for row in rows[:3]]
        write.describe(kind=in_both(known.model._meta.verbose_name), names=names, count=len(rows))


_WRITERS: dict[str, Writer] = {}


def writer_of(known: Known) -> Writer:
    """The generic actions of an entity, made once."""
    held = _WRITERS.get(known.name)
    if held is None or held.known is not known:
        writer = _WRITERS[known.name] = Writer(known)
        for word in ("create", "edit", "delete", "edit_many", "delete_many", "run_many", "merge_rows"):
            getattr(writer, word)  # registered now, so that undo knows the action of any log
    return _WRITERS[known.name]


def in_both(text: str | Promise) -> dict[str, str]:
    """A label in both languages, for history."""
    with override("zh-hans"):
        chinese = str(text)
    with override("en"):
        return {"zh": chinese, "en": str(text)}


def shown_name(known: Known, row: Any, language: str) -> str:
    """`R01 Title` of a row as a reader of the language reads it."""
    with override(language):
        title = known.title_of(row)
    code = str(getattr(row, known.entity.code)) if known.entity.code else ""
    return f"{code} {title}".strip()[:80]


def _translations(known: Known, fields: dict[str, FieldSpec]) -> dict[str, FieldSpec]:
    """English columns of localised fields, written when an English reader edits what it sees."""
    found = {}
    for name, spec in fields.items():
        if spec.is_localised:
            column = known.model._meta.get_field(f"{name}_en")
            found[f"{name}_en"] = replace(spec, name=f"{name}_en", column=column, output=column, is_localised=False)
    return found


def _as_shown(values: dict[str, Any], fields: dict[str, FieldSpec], row: Any) -> dict[str, Any]:
    """An English reader who edits a text that it sees in English edits the English one."""
    if not in_english():
        return values
    return {
        f"{name}_en" if name in fields and fields[name].is_localised and getattr(row, f"{name}_en") else name: value
        for name, value in values.items()
    }


def restore(actor: Actor, known: Known, row: Any, log_id: int, version: int) -> Outcome:
    """The row's fields as they were just before a change of its history; an edit like any other.

    Raises NotFound where the change is not one of the row's, and refuses where a field may not be seen.
    """
    with elevated():
        changes = list(
            ChangeRow.objects.filter(model=known.model._meta.label, object_id=row.pk, log_id__gte=log_id).order_by("id")
        )
    if not changes or changes[0].log_id != log_id or changes[0].kind != ChangeRow.UPDATED:
        raise NotFound()
    before: dict[str, Any] = {}
    for change in changes:
        for name, value in (change.before or {}).items():
            before.setdefault(name, value)
    by_column = {spec.attribute: name for name, spec in known.fields.items() if spec.column and not spec.is_read_only}
    values = {by_column[name]: value for name, value in before.items() if name in by_column}
    values = {n: from_store(known.fields[n].type, v) for n, v in values.items()}
    with override("zh-hans"):  # the stored columns themselves, not what an English reader is shown
        return writer_of(known).edit(actor, row, values=values, expected_version=version)


@guard_undo
def refuse_closed_fields(actor: Actor, log: ActionLog) -> None:
    """Who may not see a field cannot take a change of it back either."""
    for change in changes_of(log):
        known = entity_of(change.model)
        if known is None:
            continue
        written = {*(change.before or {}), *(change.after or {})}
        hidden = {name: spec for name, spec in known.fields.items() if spec.field_class != PUBLIC and spec.column}
        closed = {name: spec for name, spec in hidden.items() if spec.attribute in written}
        writer, side = writer_of(known), change.before or change.after or {}
        if change.kind != ChangeRow.UPDATED:
            closed = {name: spec for name, spec in closed.items() if side.get(spec.attribute) is not None}
        if closed.keys() <= writer.writable(actor, log.scope_path, is_own=False).keys():
            continue
        row = row_of(change.model, change.object_id)
        is_own = row is not None and writer._is_own(actor, row)
        allowed = writer.writable(actor, log.scope_path, is_own=is_own)
        for name, spec in closed.items():
            if name not in allowed:
                raise Forbidden(class_verb(spec.field_class))
