"""Typed access to one row of a XER table; what is not understood becomes a note."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from linkspan.engines.interchange.messages import FileRefused, Note
from linkspan.engines.interchange.values import LONGEST_MINUTES, OutOfRange, parse_instant, parse_int
from linkspan.engines.interchange.xer_text import XerTable

V = TypeVar("V")
_LONGEST_TEXT = 60
_SPACE = re.compile(r"[\s\x7f]+")


def parse_hours(text: str) -> int:
    """Minutes of a number of hours, with a point or a comma, rounded to the nearest minute."""
    hours = float(text.replace(",", "."))
    if not abs(hours) * 60 <= LONGEST_MINUTES:
        raise OutOfRange(text)
    return int(hours * 60 + (0.5 if hours >= 0 else -0.5))


def _parse_moment(text: str) -> int | None:
    return parse_instant(text.strip().replace(" ", "T", 1))


def _parse_number(text: str) -> float:
    value = float(text.replace(",", "."))
    if value != value or abs(value) > 1e15:
        raise ValueError(text)
    return value


class XerRow:
    """One row of a table; `values` as they stand, in the order of its columns."""

    def __init__(self, table: XerTable, number: int, place: dict[str, int], notes: list[Note]) -> None:
        self.line = table.lines[number]
        self.uid = 0
        self.values = table.rows[number]
        self._table, self._place, self._notes = table.name, place, notes

    def note(self, level: Any, code: str, **params: Any) -> None:
        """Add a note at this row."""
        self._notes.append(Note(level, code, self.line, self.uid, params))

    def text(self, name: str) -> str:
        """A value as it stands; empty where the column is missing."""
        place = self._place.get(name)
        return "" if place is None else self.values[place].strip(" \x7f\n")

    def words(self, name: str) -> str:
        """A value in one line."""
        return _SPACE.sub(" ", self.text(name)).strip()

    def _parsed(self, name: str, parse: Callable[[str], V], default: V) -> V:
        raw = self.text(name)
        if not raw:
            return default
        try:
            return parse(raw)
        except OutOfRange:
            code = "bad_date" if parse is _parse_moment else "bad_duration"
            raise FileRefused(code, self.line, uid=self.uid, value=raw[:_LONGEST_TEXT]) from None
        except (ValueError, OverflowError):
            self.note("warning", "bad_value", tag=f"{self._table}.{name}", value=raw[:_LONGEST_TEXT])
            return default

    def whole(self, name: str) -> int | None:
        """A whole number, None where missing."""
        return self._parsed(name, parse_int, None)

    def number(self, name: str, default: float = 0.0) -> float:
        """A finite number."""
        return self._parsed(name, _parse_number, default)

    def hours(self, name: str) -> int | None:
        """Minutes from hours, None where missing."""
        return self._parsed(name, parse_hours, None)

    def instant(self, name: str) -> int | None:
        """Local minutes, None where missing."""
        return self._parsed(name, _parse_moment, None)

    def flag(self, name: str, default: bool = False) -> bool:
        """`Y` or `N`."""
        raw = self.text(name).upper()
        return default if raw not in ("Y", "N") else raw == "Y"

    def unread(self, known: frozenset[str]) -> dict[str, str]:
        """The values of all other columns that are not empty, as they stand."""
        return {name: self.values[at] for name, at in self._place.items() if name not in known and self.values[at]}


def rows_of(table: XerTable | None, notes: list[Note]) -> list[XerRow]:
    """All rows of a table, none where it is missing."""
    if table is None:
        return []
    place = {name: index for index, name in enumerate(table.columns)}
    return [XerRow(table, number, place, notes) for number in range(len(table.rows))]
