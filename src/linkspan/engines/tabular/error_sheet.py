"""The user's own sheet with what is wrong marked in it: correct, save, import again."""

from __future__ import annotations

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from linkspan.engines.tabular.model import Cell, Sheet
from linkspan.engines.tabular.writing import HEADER_FORMAT, SAFE_OPTIONS, sheet_name, text_width, write_value

_RED = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
_WIDEST = 50
_SAMPLED_ROWS = 200


@dataclass(frozen=True, slots=True)
class CellError:
    """A finished sentence about a row (1-based number of the sheet) or one of its cells (0-based column)."""

    row: int
    column: int | None
    sentence: str


def error_workbook(sheet: Sheet, errors: Sequence[CellError], *, header_row: int = 1, language: str = "zh-CN") -> bytes:
    """The sheet as it was, faulty cells red with a comment, and the reasons of each row in one more column."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **SAFE_OPTIONS})
    out = book.add_worksheet(sheet_name(sheet.name))
    formats = _Formats(book)
    by_cell: dict[tuple[int, int], list[str]] = defaultdict(list)
    by_row: dict[int, list[str]] = defaultdict(list)
    for error in errors:
        by_row[error.row].append(error.sentence)
        if error.column is not None:
            by_cell[error.row, error.column].append(error.sentence)
    _write_merges(out, sheet, by_cell)
    for row, column, cell in sheet.cells():
        if (row, column) not in by_cell:
            _write_cell(out, (row - 1, column), cell, formats.of(cell))
    cells = {(row, column): cell for row, column, cell in sheet.cells() if (row, column) in by_cell}
    for place, sentences in by_cell.items():
        _mark(out, place, sentences, cells.get(place), formats)
    last = max((column for _row, column, _cell in sheet.cells()), default=0)
    _set_widths(out, sheet, last)
    reasons = "错误原因" if language.startswith("zh") else "What is wrong"
    out.write_string(header_row - 1, last + 1, reasons, book.add_format(HEADER_FORMAT))
    out.set_column(last + 1, last + 1, _WIDEST)
    for row, sentences in by_row.items():
        out.write_string(row - 1, last + 1, "\n".join(dict.fromkeys(sentences)), formats.red_text)
    out.freeze_panes(header_row, 0)
    out.autofilter(header_row - 1, 0, max([row.number for row in sheet.rows] + [header_row]) - 1, last + 1)
    book.close()
    return stream.getvalue()


class _Formats:
    """Formats of the cells by kind, plain and red."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Any] = {}
        self.red_text = book.add_format({**_RED, "text_wrap": True, "valign": "top"})

    def of(self, cell: Cell | None, red: bool = False) -> Any:
        """The format that shows a cell as it was."""
        code = _format_code(cell)
        if (code, red) not in self._made:
            self._made[code, red] = self._book.add_format({"num_format": code, **(_RED if red else {})})
        return self._made[code, red]


def _format_code(cell: Cell | None) -> str:
    if cell is None or cell.kind not in ("date", "time", "number"):
        return "General"
    if isinstance(cell.value, dt.datetime):
        return "yyyy-mm-dd" if cell.value.time() == dt.time() else "yyyy-mm-dd hh:mm"
    if isinstance(cell.value, dt.time):
        return "hh:mm"
    return "0.##%" if cell.percent else "General"


def _write_cell(out: Any, place: tuple[int, int], cell: Cell, form: Any) -> None:
    if isinstance(cell.value, dt.time):
        out.write_datetime(*place, cell.value, form)
    else:
        write_value(out, place, cell.value, form)


def _mark(out: Any, place: tuple[int, int], sentences: list[str], cell: Cell | None, formats: _Formats) -> None:
    at = (place[0] - 1, place[1])
    if cell is None:
        out.write_blank(*at, None, formats.of(None, red=True))
    else:
        _write_cell(out, at, cell, formats.of(cell, red=True))
    out.write_comment(*at, "\n".join(sentences), {"x_scale": 2})


def _write_merges(out: Any, sheet: Sheet, faulty: dict[tuple[int, int], list[str]]) -> None:
    """Merged ranges as they were, but for those in which a single cell is to be marked."""
    last = max((row.number for row in sheet.rows), default=1)
    marked = set(faulty)
    used: set[tuple[int, int]] = set()
    for merge in sheet.merges:
        if merge.bottom > last or (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1) > 10_000:
            continue
        places = {(r, c) for r in range(merge.top, merge.bottom + 1) for c in range(merge.left, merge.right + 1)}
        if len(places) > 1 and not places & marked and not places & used:
            used |= places
            out.merge_range(merge.top - 1, merge.left, merge.bottom - 1, merge.right, "")


def _set_widths(out: Any, sheet: Sheet, last: int) -> None:
    widths: dict[int, int] = {}
    for row in sheet.rows[:_SAMPLED_ROWS]:
        for column, cell in row.cells.items():
            text = cell.value if isinstance(cell.value, str) else "0" * 12
            longest = max((text_width(line) for line in text.split("\n")), default=0)
            widths[column] = min(max(widths.get(column, 8), longest + 2), _WIDEST)
    for column in range(min(last, 255) + 1):
        hidden = {"hidden": True} if column in sheet.hidden_columns else {}
        out.set_column(column, column, widths.get(column, 10), None, hidden)
