"""Fields of several rows (many to many), written inside actions and kept in history as lists of keys."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models


def fields_of(model: type[models.Model]) -> list[Any]:
    """The model's own fields of several."""
    return list(model._meta.many_to_many)


def names_in(model: type[models.Model], values: Iterable[str]) -> list[str]:
    """Which of the names are fields of several."""
    known = {f.name for f in fields_of(model)}
    return [name for name in values if name in known]


def field_named(model: type[models.Model], name: str) -> Any:
    """The field of several of a name."""
    return next(f for f in fields_of(model) if f.name == name)


def members_of(instance: models.Model, column: Any) -> list[int]:
    """Keys that a row holds in the field, in the order in which they were added."""
    rows = _through(column).filter(**{f"{column.m2m_field_name()}_id": instance.pk}).order_by("pk")
    return list(rows.values_list(f"{column.m2m_reverse_field_name()}_id", flat=True))


def set_members(instance: models.Model, column: Any, keys: Iterable[int]) -> None:
    """Make the row hold exactly these keys."""
    own, other = f"{column.m2m_field_name()}_id", f"{column.m2m_reverse_field_name()}_id"
    wanted = list(dict.fromkeys(keys))
    held = set(members_of(instance, column))
    gone = held - set(wanted)
    if gone:
        stale = _through(column).filter(**{own: instance.pk, f"{other}__in": sorted(gone)})
        stale._raw_delete(using=connection.alias)
    through = column.remote_field.through
    _through(column).bulk_create([through(**{own: instance.pk, other: key}) for key in wanted if key not in held])


def add_members(model: type[models.Model], instances: Iterable[Any]) -> None:
    """Fill the fields of several of rows just inserted, from their `_members`: one statement a field."""
    for column in fields_of(model):
        own, other = f"{column.m2m_field_name()}_id", f"{column.m2m_reverse_field_name()}_id"
        through = column.remote_field.through
        _through(column).bulk_create(
            [
                through(**{own: instance.pk, other: key})
                for instance in instances
                for key in dict.fromkeys(getattr(instance, "_members", {}).get(column.name, []))
            ],
            batch_size=500,
        )


def clear_members(model: type[models.Model], keys: list[int]) -> None:
    """Take the rows of these keys out of all their fields of several, before they are deleted."""
    for column in fields_of(model):
        _through(column).filter(**{f"{column.m2m_field_name()}_id__in": keys})._raw_delete(using=connection.alias)


def _through(column: Any) -> Any:
    return column.remote_field.through._base_manager.all()
