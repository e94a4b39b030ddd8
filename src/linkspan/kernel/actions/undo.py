"""Undo and redo: the inverse of the rows that an action wrote, refused where somebody changed them since."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Prefetch
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.actor import Actor, acting_as, elevated
from linkspan.kernel.actions import runner, several, work
from linkspan.kernel.actions.encoding import decode, encode
from linkspan.kernel.actions.models import ActionLog, ChangeRow
from linkspan.kernel.actions.runner import ACTIONS, Action, Compensation, Inverse, NoUndo, Outcome
from linkspan.kernel.actions.work import Work, recorded_fields
from linkspan.kernel.errors import DomainError, NotFound

UNDO = Action("kernel.undo", "", gettext_noop("Undid: %(what)s"), Inverse(), lambda: None, False)
ACTIONS[UNDO.name] = UNDO
_REDO_PHRASE = gettext_noop("Redid: %(what)s")


# Asked before an undo; each raises where the actor may not take this action back (see kernel.entities.writing).
_GUARDS: list[Callable[[Actor, ActionLog], None]] = []


def guard_undo(guard: Callable[[Actor, ActionLog], None]) -> Callable[[Actor, ActionLog], None]:
    """Register a condition that every undo must meet."""
    _GUARDS.append(guard)
    return guard


# While many logs are asked about: the rows looked at already, by model and key.
_seen: ContextVar[dict[tuple[str, int], Any] | None] = ContextVar("linkspan_undo_seen", default=None)
_MOST_CHANGES = 50


def _model_of(label: str) -> Any:
    """The model of a log's row; refused where it is gone, as that of an entity which the company has deleted."""
    try:
        return apps.get_model(label)
    except LookupError as error:
        raise _not_undoable(_("It is no longer known.")) from error


def row_of(model: str, key: int) -> Any:
    """The row of a model's label and key as it is now, or None; asked of the database once for a page of history."""
    seen = _seen.get()
    if seen is not None and (model, key) in seen:
        return seen[model, key]
    row = _model_of(model)._base_manager.filter(pk=key).first()
    if seen is not None:
        seen[model, key] = row
    return row


def changes_of(log: ActionLog, model: str = "", kind: str = "") -> list[ChangeRow]:
    """The rows that an action wrote, or as many of them as a page of history asks about; of a model's label, a kind."""
    found = getattr(log, "last_changes", None)
    found = list(log.changes.all()) if found is None else found
    return [c for c in found if model in ("", c.model) and kind in ("", c.kind)]


def undoable_of(actor: Actor, log_ids: list[int]) -> set[int]:
    """Which of the actions the actor may take back, as far as rights decide; of a large one its last rows are asked.

    That somebody changed a row since is found by the undo itself, which then names that change.
    """
    last = Prefetch("changes", ChangeRow.objects.order_by("-id")[:_MOST_CHANGES], to_attr="last_changes")
    found: set[int] = set()
    token = _seen.set({})
    try:
        with acting_as(actor), elevated():
            logs = ActionLog.rows.filter(pk__in=log_ids, undone_by__isnull=True).prefetch_related(last)
            for log in logs:
                with suppress(DomainError):
                    _refuse(actor, log, row_of(log.target_model, log.target_id))
                    found.add(log.pk)
    finally:
        _seen.reset(token)
    return found


def _look_at_all(log: ActionLog) -> dict[tuple[str, int], Any]:
    """The rows that an action wrote as they are now, by model and key: a few statements, however many they are."""
    log.last_changes = list(log.changes.all())
    keys: dict[str, set[int]] = {}
    for change in changes_of(log):
        keys.setdefault(change.model, set()).add(change.object_id)
    seen: dict[tuple[str, int], Any] = {}
    for model, wanted in keys.items():
        found: dict[int, Any] = {}
        for part in _parts(sorted(wanted), 500):
            found |= _model_of(model)._base_manager.in_bulk(part)
        seen |= {(model, key): found.get(key) for key in wanted}
    return seen


def _parts(keys: list[int], size: int) -> Iterator[list[int]]:
    """The keys in parts of at most so many."""
    return (keys[at : at + size] for at in range(0, len(keys), size))


def _refuse(actor: Actor, log: ActionLog, target: Any) -> tuple[Action, ActionLog, int]:
    """Raise where the actor has no right to take the action back; else the action at the bottom, its log, the depth."""
    original, depth = _original(log)
    entry = _known(original)
    if isinstance(entry.undo, NoUndo):
        raise _not_undoable(entry.undo.reason)
    runner.check(actor, entry.verb, target or log)
    for guard in _GUARDS:
        guard(actor, log)
    return entry, original, depth


def undo_action(actor: Actor, log_id: int) -> Outcome:
    """Take one action back. Needs the verb of that action at its scope. Undoing an undo is redo."""
    with transaction.atomic(), acting_as(actor), elevated():
        log = ActionLog.rows.select_for_update(of=("self",)).filter(pk=log_id).first()
        if log is None:
            raise NotFound()
        target = row_of(log.target_model, log.target_id)
        looked = _seen.set(_look_at_all(log))
        try:
            entry, original, depth = _refuse(actor, log, target)
        finally:
            _seen.reset(looked)
        if target is not None and hasattr(target, "version"):
            target = runner._lock(target)
        if ActionLog.rows.filter(undo_of=log).exists():
            raise DomainError("already_undone", _("This was already undone."), status=409)
        phrase = _REDO_PHRASE if depth % 2 else UNDO.phrase
        unit = Work(phrase=phrase, params={"what": original.phrase, "of": original.params, "log": log.pk})
        token = work._work.set(unit)
        try:
            if isinstance(entry.undo, Compensation) and depth == 0:
                entry.undo.body(actor, target, log)
            else:
                _invert(log)
                _refuse_dangling(unit, log)
            runner._react(unit)
            new_log = runner.write_log(UNDO, actor, target or log, unit, undo_of=log)
        finally:
            work._work.reset(token)
    return Outcome(None, new_log.pk if new_log else None, unit.effects, phrase=str(unit.phrase), params=unit.params)


def _original(log: ActionLog) -> tuple[ActionLog, int]:
    """The action at the bottom of a chain of undos and redos, and the chain's length."""
    depth = 0
    while log.undo_of_id:
        log, depth = ActionLog.rows.get(pk=log.undo_of_id), depth + 1
    return log, depth


def _known(original: ActionLog) -> Action:
    entry = ACTIONS.get(original.action)
    if entry is None:
        raise _not_undoable(_("It is no longer known."))
    return entry


def _not_undoable(reason: Any) -> DomainError:
    return DomainError("not_undoable", _("This cannot be undone. %(reason)s") % {"reason": reason}, status=409)


def _invert(log: ActionLog) -> None:
    changes = list(log.changes.order_by("-id"))
    by_model: dict[type[models.Model], dict[int, models.Model]] = {}
    for change in changes:
        by_model.setdefault(_model_of(change.model), {})[change.object_id] = None
    for model, wanted in by_model.items():
        keys = list(wanted)
        for at in range(0, len(keys), 500):
            wanted.update({row.pk: row for row in model._base_manager.filter(pk__in=keys[at : at + 500])})
    _restore_deleted([c for c in changes if c.kind == ChangeRow.DELETED], by_model)
    for change in changes:
        if change.kind == ChangeRow.UPDATED:
            _restore_updated(change, by_model, log)
    _remove_created([c for c in changes if c.kind == ChangeRow.CREATED], by_model, log)


def _restore_deleted(changes: list[ChangeRow], rows: dict[type[models.Model], dict[int, Any]]) -> None:
    """Insert the deleted rows again, under their old keys, parents first as they were written."""
    batches: dict[type[models.Model], list[models.Model]] = {}
    for change in changes:
        model = _model_of(change.model)
        if rows[model].get(change.object_id) is None:
            # Known from here on: the same action may have changed or created the row before it deleted it.
            row = rows[model][change.object_id] = _rebuild(model, change)
            batches.setdefault(model, []).append(row)
    for batch in batches.values():
        work.create_many(batch)


def _rebuild(model: type[models.Model], change: ChangeRow) -> models.Model:
    before = change.before or {}
    values = {f.attname: decode(f, before[f.attname]) for f in recorded_fields(model) if f.attname in before}
    own = {name.removeprefix(work.PREFIX): value for name, value in before.items() if name.startswith(work.PREFIX)}
    if own:
        values[work.CUSTOM] = own
    if before.get("version"):
        values["version"] = before["version"] + 1
    row = model(pk=change.object_id, **values)
    row._members = {f.name: before[f.name] for f in several.fields_of(model) if f.name in before}
    return row


def _restore_updated(change: ChangeRow, rows: dict[type[models.Model], dict[int, Any]], log: ActionLog) -> None:
    model = _model_of(change.model)
    row = rows[model].get(change.object_id)
    if row is None:
        raise _conflict(change, log)
    fields = {f.attname: f for f in model._meta.concrete_fields} | {f.name: f for f in model._meta.concrete_fields}
    for name, value in (change.after or {}).items():
        if not _is_still(row, name, value):
            raise _conflict(change, log)
    lists = set(several.names_in(model, change.before or {}))
    work.update(
        row,
        **{
            n: value if n in lists or n.startswith(work.PREFIX) else decode(fields[n], value)
            for n, value in (change.before or {}).items()
        },
    )


def _is_still(row: models.Model, name: str, value: Any) -> bool:
    """Whether a field holds what the action left in it."""
    if several.names_in(type(row), [name]):
        return sorted(several.members_of(row, several.field_named(type(row), name))) == sorted(value)
    return bool(encode(getattr(row, name)) == value)


def _remove_created(changes: list[ChangeRow], rows: dict[type[models.Model], dict[int, Any]], log: ActionLog) -> None:
    batches: dict[type[models.Model], list[models.Model]] = {}
    for change in changes:
        model = _model_of(change.model)
        row = rows[model].get(change.object_id)
        if row is None:
            continue
        if any(not _is_still(row, name, value) for name, value in (change.after or {}).items()):
            raise _conflict(change, log)
        batches.setdefault(model, []).append(row)
    for model in sorted(batches, key=lambda m: m._meta.label, reverse=False):
        _refuse_dependants(model, batches, log)
        work.delete_many(batches[model])


def _refuse_dependants(
    model: type[models.Model], batches: dict[type[models.Model], list[models.Model]], log: ActionLog
) -> None:
    """Rows made by others since that hang on the row: name the later edit instead of tearing it away."""
    keys = [row.pk for row in batches[model]]
    for relation in _relations_to(model):
        other = relation.related_model
        if relation.on_delete is not models.PROTECT and relation.on_delete is not models.CASCADE:
            continue
        if getattr(other, "IS_COMPUTED", False):
            continue
        own = {row.pk for row in batches.get(other, [])}
        for at in range(0, len(keys), 500):
            hanging = other._base_manager.filter(**{f"{relation.field.name}__in": keys[at : at + 500]})
            foreign = next((pk for pk in hanging.values_list("pk", flat=True) if pk not in own), None)
            if foreign is not None:
                raise _conflict(ChangeRow(model=other._meta.label, object_id=foreign), log)


def _relations_to(model: type[models.Model]) -> list[Any]:
    """Foreign keys of other rows to a model, those without a name from its side too (records to their project)."""
    found = (field for field in model._meta.get_fields(include_hidden=True) if field.auto_created)
    keys = (field for field in found if not field.concrete and (field.one_to_many or field.one_to_one))
    return [key for key in keys if not key.related_model._meta.auto_created]


def _refuse_dangling(unit: Work, log: ActionLog) -> None:
    """Restored rows may point at rows that somebody has deleted since: name that deletion."""
    wanted: dict[type[models.Model], set[int]] = {}
    for change in unit.changes:
        for field in recorded_fields(type(change.instance)):
            key = (change.after or {}).get(field.attname)
            if isinstance(field, models.ForeignKey) and key is not None:
                wanted.setdefault(field.related_model, set()).add(key)
    for model, found in wanted.items():
        keys = sorted(found)
        for at in range(0, len(keys), 500):
            part = keys[at : at + 500]
            there = set(model._base_manager.filter(pk__in=part).values_list("pk", flat=True))
            missing = next((key for key in part if key not in there), None)
            if missing is not None:
                raise _conflict(ChangeRow(model=model._meta.label, object_id=missing), log)


def _conflict(change: ChangeRow, log: ActionLog) -> DomainError:
    later = (
        ChangeRow.objects.filter(model=change.model, object_id=change.object_id, log_id__gt=log.pk)
        .select_related("log")
        .order_by("-id")
        .first()
    )
    if later is None:
        return DomainError("undo_conflict", _("The row has changed since; this cannot be undone."), status=409)
    return DomainError(
        "undo_conflict",
        _("%(who)s changed this afterwards (%(what)s). Undo that first.")
        % {"who": later.log.actor_name, "what": describe(later.log)},
        status=409,
        current={"log_id": later.log_id},
    )


def describe(log: ActionLog) -> str:
    """The log's sentence in the reader's language."""
    return render_phrase(log.phrase, log.params)


def render_phrase(phrase: str, params: dict[str, Any]) -> str:
    """A phrase of history with its parameters, in the reader's language. Lists are joined as the language does."""
    shown = {name: _shown(value) for name, value in params.items()}
    if "of" in params:
        shown["what"] = render_phrase(params["what"], params["of"])
    return _t(phrase) % shown if shown else _t(phrase)


def _shown(value: Any) -> Any:
    """A parameter for a reader: lists are joined, `{"zh": ..., "en": ...}` gives the reader's name."""
    is_english = (get_language() or "").startswith("en")
    if isinstance(value, list):
        return (", " if is_english else "、").join(str(_shown(part)) for part in value)
    if isinstance(value, dict) and value.keys() == {"zh", "en"}:
        return value["en" if is_english else "zh"] or value["zh"]
    return value
