"""From a sheet to named columns and rows of data: what a person sees at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from linkspan.engines.tabular.bodies import DataRow, letters, read_body, title_notes
from linkspan.engines.tabular.header import MAX_LOOKED_AT, Header, HeaderText, find_header
from linkspan.engines.tabular.labels import normalise, unit_of_line
from linkspan.engines.tabular.messages import Note
from linkspan.engines.tabular.model import Cell, Sheet, Target
from linkspan.engines.tabular.outline import levels, number_text
from linkspan.engines.tabular.parsed import Rules, shown
from linkspan.engines.tabular.values import parse_value

_SAMPLES = 3
_FITTED = 20
_ACCEPTED = 0.6
#: How much samples of another kind take from a likeness of names; equal names keep their field all the same.
_MISFIT = 0.3
_NUMBER_HEADERS = frozenset(("序号", "项次", "行号", "顺序号", "次序", "no", "#", "sn", "s/n", "seq"))


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: 0-based index, header text, unit, up to three samples, and the field it was taken for."""

    index: int
    header: str
    unit: str = ""
    samples: tuple[str, ...] = ()
    target: str | None = None
    score: float = 0.0
    hidden: bool = False


@dataclass(slots=True)
class Recognition:
    """header_rows: 1-based, empty where none was found. title: the first line above. number_column: of 序号."""

    header_rows: tuple[int, ...] = ()
    title: str = ""
    columns: list[Column] = field(default_factory=list)
    rows: list[DataRow] = field(default_factory=list)
    number_column: int | None = None
    notes: list[Note] = field(default_factory=list)

    def mapping(self) -> dict[str, int]:
        """Column index by the name of the field."""
        return {column.target: column.index for column in self.columns if column.target}


def recognise(sheet: Sheet, targets: Sequence[Target]) -> Recognition:
    """Find header, columns and rows of data, and take each field's column by its name and its values."""
    found = Recognition(notes=list(sheet.notes))
    columns = _columns_with_content(sheet, found.notes)
    header = find_header(sheet, targets, columns)
    if header is None:
        found.notes.append(Note("no_header"))
        return found
    found.header_rows = header.rows
    found.title, lines = title_notes(sheet, header)
    unit = _read_lines(lines, found)
    found.rows = read_body(sheet, header, targets, columns, found.notes)
    if not found.rows:
        found.notes.append(Note("no_rows"))
    assigned = _assign(header, targets, found.rows, Rules(date_1904=sheet.date_1904, year=2000))
    found.columns = [
        _column(index, text, found.rows, assigned.get(index), sheet) for index, text in sorted(header.texts.items())
    ]
    _apply_unit(found, targets, unit)
    _number_rows(found)
    _note_hidden(sheet, found)
    for target in targets:
        if target.required and target.name not in found.mapping():
            found.notes.append(Note("missing_column", {"label": target.labels[0]}))
    return found


def _columns_with_content(sheet: Sheet, notes: list[Note]) -> list[int]:
    columns = sorted({column for row in sheet.rows for column in row.cells})
    if len(columns) > MAX_LOOKED_AT:
        notes.append(Note("many_columns", {"limit": MAX_LOOKED_AT, "count": len(columns) - MAX_LOOKED_AT}))
    return columns[:MAX_LOOKED_AT]


def _read_lines(lines: list[tuple[int, str]], found: Recognition) -> str:
    """Note the title; the unit that a line above the header gives."""
    if found.title:
        found.notes.append(Note("title_rows", {"text": found.title[:40], "rows": lines[0][0]}))
    for row, line in lines:
        if unit := unit_of_line(line):
            found.notes.append(Note("unit_line", {"row": row, "unit": unit}))
            return unit
    return ""


def _assign(
    header: Header, targets: Sequence[Target], rows: list[DataRow], rules: Rules
) -> dict[int, tuple[Target, float]]:
    """The field of each column: the best likeness first, no field and no column twice."""
    offers = []
    for order, target in enumerate(targets):
        for column, text in header.texts.items():
            score = text.score(target)
            if score >= _ACCEPTED:
                score -= _MISFIT * (1 - _fit(column, text, target, rows, rules)) if score < 0.95 else 0.0
                offers.append((-score, column, order, target))
    assigned: dict[int, tuple[Target, float]] = {}
    taken: set[str] = set()
    for score, column, _order, target in sorted(offers, key=lambda offer: offer[:3]):
        if -score >= _ACCEPTED and column not in assigned and target.name not in taken:
            assigned[column] = (target, round(-score, 3))
            taken.add(target.name)
    return assigned


def _fit(column: int, text: HeaderText, target: Target, rows: list[DataRow], rules: Rules) -> float:
    """Share of the first values that can be read as the field's kind; 1 where there are none."""
    cells = [row.cells[column] for row in rows if column in row.cells][:_FITTED]
    if not cells or target.kind in ("choice", "choices"):
        return 1.0
    good = sum(parse_value(target.kind, cell, unit=text.unit, rules=rules).error is None for cell in cells)
    return good / len(cells)


def _column(
    index: int, text: HeaderText, rows: list[DataRow], assigned: tuple[Target, float] | None, sheet: Sheet
) -> Column:
    samples: dict[str, None] = {}
    for row in rows:
        if index in row.cells:
            samples[shown(row.cells[index])[:60]] = None
            if len(samples) == _SAMPLES:
                break
    target, score = (assigned[0].name, assigned[1]) if assigned else (None, 0.0)
    return Column(index, text.text, text.unit, tuple(samples), target, score, index in sheet.hidden_columns)


def _apply_unit(found: Recognition, targets: Sequence[Target], unit: str) -> None:
    """Give amounts without a unit of their own the one that a line above the header states."""
    money = {target.name for target in targets if target.kind == "money"}
    if unit:
        found.columns = [
            Column(c.index, c.header, unit, c.samples, c.target, c.score, c.hidden)
            if c.target in money and not c.unit
            else c
            for c in found.columns
        ]


def _number_rows(found: Recognition) -> None:
    """Find the column of running numbers and read each row's level from it."""
    for column in found.columns:
        name = normalise(column.header)
        if name in _NUMBER_HEADERS and column.target is None:
            found.number_column = column.index
            numbers = [number_text(row.cells.get(column.index)) for row in found.rows]
            for row, level in zip(found.rows, levels(numbers), strict=True):
                row.level = level
            found.rows = [row for row in found.rows if set(row.cells) - {column.index}]
            return


def _note_hidden(sheet: Sheet, found: Recognition) -> None:
    if sheet.hidden:
        found.notes.append(Note("hidden_sheet", {"sheet": sheet.name}))
    hidden = [column.index for column in found.columns if column.hidden]
    if hidden:
        found.notes.append(Note("hidden_columns", {"columns": letters(hidden)}))
    numbers = {row.number for row in found.rows}
    rows = sum(row.hidden and row.number in numbers for row in sheet.rows)
    if rows:
        found.notes.append(Note("hidden_rows", {"count": rows}))


def cell_of(row: DataRow, recognition: Recognition, target: str) -> Cell | None:
    """The cell that a row has for a field; None where the field has no column or the row no content there."""
    index = recognition.mapping().get(target)
    return None if index is None else row.cells.get(index)


def remap(found: Recognition, mapping: dict[int, str | None], targets: Sequence[Target]) -> Recognition:
    """The recognition with what a person decided: these columns hold these fields (None: no field), no field twice."""
    chosen = {name for name in mapping.values() if name is not None}
    columns = []
    for column in found.columns:
        target = mapping.get(column.index, None if column.target in chosen else column.target)
        score = 1.0 if column.index in mapping and target else column.score if target else 0.0
        columns.append(replace(column, target=target, score=score))
    result = replace(found, columns=columns)
    missing = [target.labels[0] for target in targets if target.required and target.name not in result.mapping()]
    result.notes = [note for note in found.notes if note.code != "missing_column"]
    result.notes += [Note("missing_column", {"label": label}) for label in missing]
    return result
