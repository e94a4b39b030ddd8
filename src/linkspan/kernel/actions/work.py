"""The unit of work of one action, and the only functions that write rows."""

from collections import defaultdict
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import F

from linkspan.kernel import clock
from linkspan.kernel.actions import several
from linkspan.kernel.actions.encoding import encode
from linkspan.kernel.actions.models import ChangeRow
from linkspan.kernel.errors import NoActor, Stale

M = TypeVar("M", bound=models.Model)
#: The JSON column of custom fields, which history keeps field by field, each under its name with this prefix.
CUSTOM, PREFIX = "custom", "cf_"
_UNRECORDED = frozenset({"version", "revision", "created_at", "updated_at", CUSTOM})
_BATCH = 500


@dataclass
class Change:
    """A row written: its instance, and the recorded fields before and after (JSON values)."""

    instance: models.Model
    kind: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass
class Work:
    """What one action has written so far. effects: answers of the after-write reactions, by their name."""

    changes: list[Change] = field(default_factory=list)
    events: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    effects: dict[str, Any] = field(default_factory=dict)
    params: dict[str, Any] = field(default_factory=dict)
    phrase: str | None = None
    is_replay: bool = False

    def by_model(self) -> dict[type[models.Model], list[Change]]:
        """The changes, grouped by model."""
        groups: dict[type[models.Model], list[Change]] = defaultdict(list)
        for change in self.changes:
            groups[type(change.instance)].append(change)
        return groups


_work: ContextVar[Work | None] = ContextVar("linkspan_work", default=None)


def current_work() -> Work:
    """The running action's unit of work; NoActor outside an action."""
    work = _work.get()
    if work is None:
        raise NoActor("Rows are written through an action only. Wrap the write in an @action service.")
    return work


def recorded_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The stored fields that history keeps: all but key, version and time stamps."""
    return [f for f in model._meta.concrete_fields if not f.primary_key and f.name not in _UNRECORDED]


def columns_of(instance: models.Model) -> dict[str, Any]:
    """The recorded columns of a row as JSON values."""
    own = {f"{PREFIX}{key}": value for key, value in (getattr(instance, CUSTOM, None) or {}).items()}
    return {f.attname: encode(getattr(instance, f.attname)) for f in recorded_fields(type(instance))} | own


def snapshot(instance: models.Model) -> dict[str, Any]:
    """The recorded fields of a row as JSON values, by column attribute; fields of several as lists of keys."""
    values = columns_of(instance)
    if instance.pk:
        values |= {f.name: several.members_of(instance, f) for f in several.fields_of(type(instance))}
    return values


def _stamp(instance: models.Model, *, is_new: bool) -> None:
    moment = clock.now()
    if hasattr(instance, "updated_at"):
        instance.updated_at = moment
    if is_new and hasattr(instance, "created_at") and instance.created_at is None:
        instance.created_at = moment


def create(instance: M, **members: list[int]) -> M:
    """Insert one row. members: keys of its fields of several (many to many)."""
    work = current_work()
    _stamp(instance, is_new=True)
    instance.save(force_insert=True)
    for name, keys in members.items():
        several.set_members(instance, several.field_named(type(instance), name), keys)
    work.changes.append(Change(instance, ChangeRow.CREATED, None, snapshot(instance)))
    return instance


def create_many(instances: list[M]) -> list[M]:
    """Insert rows of one model in bulk; their keys are set.

    `_members` of an instance, a dict of lists of keys by name, is what its fields of several shall hold.
    """
    if not instances:
        return instances
    work = current_work()
    for instance in instances:
        _stamp(instance, is_new=True)
    model = type(instances[0])
    model._base_manager.bulk_create(instances, batch_size=_BATCH)
    several.add_members(model, instances)
    lists = [f.name for f in several.fields_of(model)]
    for instance in instances:
        held = getattr(instance, "_members", {})
        after = {**columns_of(instance), **{name: list(dict.fromkeys(held.get(name, []))) for name in lists}}
        work.changes.append(Change(instance, ChangeRow.CREATED, None, after))
    return instances


def update(instance: M, *, expected_version: int | None = None, **values: Any) -> M:
    """Change fields of one row, those of several by their keys too; nothing is written where nothing differs.

    Stale where `expected_version` is given and the row has another, or somebody wrote in between.
    """
    work = current_work()
    version = getattr(instance, "version", None)
    if expected_version is not None and version != expected_version:
        raise Stale()
    members = {name: values.pop(name) for name in several.names_in(type(instance), values)}
    own = {name: values.pop(name) for name in list(values) if name.startswith(PREFIX)}
    own = {name: value for name, value in own.items() if getattr(instance, name) != value}
    differing = {name: value for name, value in values.items() if getattr(instance, name) != value}
    before = {name: encode(getattr(instance, name)) for name in differing}
    after = {name: encode(value) for name, value in differing.items()}
    for name, keys in members.items():
        column = several.field_named(type(instance), name)
        held = several.members_of(instance, column)
        if sorted(held) != sorted(keys):
            before[name], after[name] = held, list(keys)
            several.set_members(instance, column, keys)
    before |= {name: getattr(instance, name) for name in own}
    after |= own
    if not after:
        return instance
    if own:
        differing[CUSTOM] = _with_own(instance, own)
    for name, value in differing.items():
        setattr(instance, name, value)
    _stamp(instance, is_new=False)
    columns = dict(differing)
    rows = type(instance)._base_manager.filter(pk=instance.pk)
    if version is not None:
        rows = rows.filter(version=version)
        instance.version = columns["version"] = version + 1
    if hasattr(instance, "updated_at"):
        columns["updated_at"] = instance.updated_at
    if columns and not rows.update(**columns):
        raise Stale()
    after |= {name: encode(getattr(instance, name)) for name in differing if name != CUSTOM}
    work.changes.append(Change(instance, ChangeRow.UPDATED, before, after))
    return instance


def _with_own(instance: Any, own: dict[str, Any]) -> dict[str, Any]:
    """The JSON column with new custom values; what is empty is left out."""
    held = instance.custom | {name.removeprefix(PREFIX): value for name, value in own.items()}
    return {key: value for key, value in held.items() if value is not None}


def update_many(instances: list[M], names: list[str]) -> None:
    """Write fields that the caller has already set on rows of one model, by one prepared statement.

    The caller holds the lock that keeps others out (the project's). `instances` carry `_before`, a dict of the old
    values, set by `remember`.
    """
    changed = [i for i in instances if any(getattr(i, n) != i._before[n] for n in names)]
    if not changed:
        return
    work, model = current_work(), type(changed[0])
    fields = [model._meta.get_field(name) for name in names]
    assignments = ", ".join(f"{connection.ops.quote_name(f.column)} = %s" for f in fields)
    table, key = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name(model._meta.pk.column)
    moment = clock.now()
    stamp_field = model._meta.get_field("updated_at")
    stamp = stamp_field.get_db_prep_save(moment, connection)
    parameters = []
    for instance in changed:
        parameters.append(
            [*(f.get_db_prep_save(getattr(instance, f.attname), connection) for f in fields), stamp, instance.pk]
        )
        instance.version += 1
        instance.updated_at = moment
        differing = [n for n in names if getattr(instance, n) != instance._before[n]]
        work.changes.append(
            Change(
                instance,
                ChangeRow.UPDATED,
                {n: encode(instance._before[n]) for n in differing},
                {n: encode(getattr(instance, n)) for n in differing},
            )
        )
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {assignments}, version = version + 1, updated_at = %s WHERE {key} = %s",  # noqa: S608
            parameters,
        )


def remember(instance: M, names: list[str]) -> M:
    """Keep the present values of the fields that `update_many` will write."""
    instance._before = {name: getattr(instance, name) for name in names}
    return instance


def touch(instance: M) -> M:
    """Raise the version of a row whose parts were written, so that a stale copy of the whole is noticed."""
    current_work()
    moment = clock.now()
    type(instance)._base_manager.filter(pk=instance.pk).update(version=F("version") + 1, updated_at=moment)
    instance.version += 1
    instance.updated_at = moment
    return instance


def delete_many(instances: list[M]) -> None:
    """Delete rows of one model, with what was computed of them; other rows that depend on them must be gone before."""
    if not instances:
        return
    work, model = current_work(), type(instances[0])
    # The version goes with the row, so that the row restored by an undo continues it.
    work.changes.extend(
        Change(i, ChangeRow.DELETED, {**snapshot(i), "version": getattr(i, "version", None)}, None) for i in instances
    )
    keys = [i.pk for i in instances]
    for at in range(0, len(keys), _BATCH):
        part = keys[at : at + _BATCH]
        several.clear_members(model, part)
        for relation in model._meta.related_objects:
            other = relation.related_model
            if getattr(other, "IS_COMPUTED", False):
                other._base_manager.filter(**{f"{relation.field.name}__in": part})._raw_delete(using=connection.alias)
        model._base_manager.filter(pk__in=part)._raw_delete(using=connection.alias)


def emit(event_type: str, scope_path: str, **payload: Any) -> None:
    """Append an event that is delivered after the commit."""
    current_work().events.append((event_type, scope_path, payload))


def describe(phrase: str | None = None, **params: Any) -> None:
    """What history says of this action: another phrase than the action's own, and the phrase's parameters."""
    work = current_work()
    work.phrase = phrase or work.phrase
    work.params.update(params)
