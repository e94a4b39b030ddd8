"""Queries that every request asks: Django writes their statement once, each call brings its values.

Writing a statement costs a fifth to half a millisecond, many times what the database needs for a row by its key.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Expression, Field, Model, QuerySet

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class _Given:
    """Stands among a statement's parameters for a value that the call brings."""

    name: str
    field: Field[Any, Any]


class Slot(Expression):
    """A value that comes with the call, as a column of this kind holds it."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [_Given(self.name, self.output_field)]


class Prepared:
    """Rows of a `values_list` whose filters are `Slot`s. build: makes the queryset, at a thread's first call."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build
        self.forget()

    def forget(self) -> None:
        """Write the statement anew at the next call."""
        # By thread, as connections are: what converts values belongs to a connection.
        self._mine = threading.local()

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values, by the names of the slots."""
        compiler, statement, parameters, converters = self._written()
        filled = [
            one.field.get_db_prep_value(values[one.name], connection) if isinstance(one, _Given) else one
            for one in parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(statement, filled)
            found = cursor.fetchall()
        return [tuple(row) for row in compiler.apply_converters(found, converters)] if converters else found

    def _written(self) -> tuple[Any, str, tuple[Any, ...], Any]:
        written: tuple[Any, str, tuple[Any, ...], Any] | None = getattr(self._mine, "written", None)
        if written is None or written[0].connection.vendor != connection.vendor:
            compiler = self._build().query.get_compiler(connection=connection)
            statement, parameters = compiler.as_sql()
            converters = compiler.get_converters(column for column, *_rest in compiler.select)
            written = self._mine.written = (compiler, statement, tuple(parameters), converters)
        return written


class PreparedRow(Generic[M]):
    """Rows of a model by the value of one column. Not filtered: the caller says who may have what is found."""

    def __init__(self, model: type[M], column: str) -> None:
        self._model, self._names = model, [one.attname for one in model._meta.concrete_fields]
        output: Any = model._meta.get_field(column)
        self._prepared = Prepared(
            lambda: model._base_manager.filter(**{column: Slot("key", output)}).order_by("pk").values_list(*self._names)
        )

    def find(self, key: Any) -> M | None:
        """The first row with that value."""
        found = self._prepared.rows(key=key)
        return self._model.from_db(connection.alias, self._names, found[0]) if found else None
