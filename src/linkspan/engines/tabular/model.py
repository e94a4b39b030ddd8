"""What a table is before anybody knows what its columns mean: sheets of typed cells, and the fields looked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from linkspan.engines.tabular.messages import Note

#: A cell's own value. Numbers are int where the file wrote no fraction; dates and times are naive wall-clock values.
CellValue = str | int | float | bool | dt.datetime | dt.time


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell with content.

    kind: `text`, `number`, `boolean`, `date` (datetime value), `time`, `error` (value is its text, such as `#REF!`) or
    `uncomputed` (a formula without a value). percent: whether the sheet shows the number as a percentage.
    """

    value: CellValue
    kind: str = "text"
    percent: bool = False

    @property
    def is_text(self) -> bool:
        return self.kind == "text"


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, 1-based rows and 0-based columns, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Row:
    """The cells of one row that have content, by 0-based column; number: 1-based as the user sees it."""

    number: int
    cells: dict[int, Cell]
    hidden: bool = False

    def text(self, column: int) -> str:
        """The text of a cell, stripped; empty for anything that is no text."""
        cell = self.cells.get(column)
        return cell.value.strip() if cell is not None and isinstance(cell.value, str) else ""


@dataclass(slots=True)
class Sheet:
    """One sheet: only rows with content, in order. hidden_columns: 0-based."""

    name: str
    rows: list[Row] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False
    date_1904: bool = False
    notes: list[Note] = field(default_factory=list)

    def cells(self) -> Iterator[tuple[int, int, Cell]]:
        """Every cell with content as (row number, column, cell)."""
        for row in self.rows:
            for column, cell in row.cells.items():
                yield row.number, column, cell


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice and the labels that people write for it, the preferred one first."""

    value: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A field that a column may hold.

    kind: one of `values.KINDS`. labels: in both languages and with synonyms, the preferred one first.
    """

    name: str
    kind: str
    labels: tuple[str, ...]
    required: bool = False
    choices: tuple[Choice, ...] = ()
    help: str = ""


def column_letter(column: int) -> str:
    """`A` of column 0, `AB` of column 27."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
