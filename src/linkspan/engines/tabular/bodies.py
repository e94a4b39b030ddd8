"""The rows below a header: data, totals, group headings, repeated headers, footers, or another table."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from linkspan.engines.tabular.header import Header
from linkspan.engines.tabular.labels import normalise, read_label
from linkspan.engines.tabular.messages import Note
from linkspan.engines.tabular.model import Cell, Row, Sheet, Target, column_letter
from linkspan.engines.tabular.parsed import shown

_TOTAL = re.compile(
    r"(?:本页|本月|本年|本期)?(?:合计|小计|总计|共计|累计|总和|汇总)(?:[:(（/].*)?|(?:grand |sub)?totals?(?:\W.*)?|sum",
    re.I,
)
_FOOTER = re.compile(
    r"(?:制表|制单|编制|编写|填表|填报|填写|审核|审批|复核|批准|校对|经办|负责人签字|签字|签名|盖章|打印|备注|注|说明|附注|附)"
    r"(?:人|者|日期|时间|单位|说明)?\d{0,2}\s*[:.、].*|日期\s*:.*"
    r"|(?:notes?|prepared by|approved by|reviewed by|checked by)\W.*",
    re.I | re.S,
)
_SAME_TABLE = 0.8
_MOST_LETTERS = 12
_TELLING_TEXTS = 3


@dataclass(slots=True)
class DataRow:
    """One row of data: its number in the sheet, its cells with merged values filled down, level and group heading."""

    number: int
    cells: dict[int, Cell]
    level: int | None = None
    section: str = ""


def read_body(
    sheet: Sheet, header: Header, targets: Sequence[Target], columns: Sequence[int], notes: list[Note]
) -> list[DataRow]:
    """The rows of data below a header, in order; says in `notes` what was left out and why.

    columns: those looked at; content of others is no matter of this table.
    """
    filled = _fill_down(sheet, header, notes)
    judge = _Judge(sheet, header, targets)
    found: list[DataRow] = []
    section = ""
    unnamed: set[int] = set()
    for row in sheet.rows:
        if row.number <= header.rows[-1]:
            continue
        kind, text = judge.classify(row, bool(found))
        if kind == "second_table":
            notes.append(Note("second_table", {"row": row.number}))
            break
        if kind == "section_row":
            section = text
        if kind:
            notes.append(Note(kind, {"row": row.number, "text": text[:40]}))
            continue
        cells = {column: cell for column, cell in row.cells.items() if column in header.texts}
        if len(cells) < len(row.cells):
            unnamed |= row.cells.keys() - header.texts.keys()
        if row.number in filled:
            cells = {**filled[row.number], **cells}
        if cells:
            found.append(DataRow(row.number, cells, section=section))
    if unnamed := unnamed.intersection(columns):
        notes.append(Note("unnamed_columns", {"columns": letters(unnamed)}))
    return found


def letters(columns: Collection[int]) -> str:
    """Columns as their letters, as far as a sentence can hold them."""
    shown = "、".join(map(column_letter, sorted(columns)[:_MOST_LETTERS]))
    return shown + ("…" if len(columns) > _MOST_LETTERS else "")


class _Judge:
    """Tells rows of data from the others. What it compares with is worked out once: tables have many rows."""

    def __init__(self, sheet: Sheet, header: Header, targets: Sequence[Target]) -> None:
        self._width = len(header.texts)
        self._sections = _section_merges(sheet, header)
        self._labels = {read_label(word).bare for target in targets for word in target.labels}
        self._header = {
            column: {normalise(part) for part in (text.text, *text.text.split("/"))}
            for column, text in header.texts.items()
        }

    def classify(self, row: Row, has_data: bool) -> tuple[str, str]:
        """Why a row is no data, and its telling text; two empty strings for data."""
        texts = _first_texts(row)
        first = texts[0] if texts else ""
        for text in texts:
            if _TOTAL.fullmatch(text if text.isascii() else text.replace(" ", "")):
                return "total_row", text
        if self._repeats(row):
            return "repeated_header", ""
        if has_data and len(row.cells) * 2 <= max(self._width, 2) and _FOOTER.fullmatch(first):
            return "footer_row", first
        if row.number in self._sections and len(row.cells) == 1:
            return "section_row", first
        if has_data and self._begins_table(row):
            return "second_table", first
        return "", ""

    def _repeats(self, row: Row) -> bool:
        """Whether a row holds the texts of the header, each in its column."""
        if len(row.cells) < 2 or not all(c.is_text and at in self._header for at, c in row.cells.items()):
            return False
        same = sum(normalise(str(cell.value)) in self._header[column] for column, cell in row.cells.items())
        return same >= _SAME_TABLE * len(row.cells)

    def _begins_table(self, row: Row) -> bool:
        """Whether a row names three or more fields and holds little else: the header of another table."""
        if len(row.cells) < 3 or not all(cell.is_text for cell in row.cells.values()):
            return False
        named = sum(read_label(str(cell.value)).bare in self._labels for cell in row.cells.values())
        return named >= 3 and named >= _SAME_TABLE * len(row.cells)


def _first_texts(row: Row) -> list[str]:
    """The first three texts of a row from the left, half-width and in one line."""
    found: list[str] = []
    for column in sorted(row.cells):
        cell = row.cells[column]
        if cell.is_text:
            found.append(" ".join(unicodedata.normalize("NFKC", str(cell.value)).split()))
            if len(found) == _TELLING_TEXTS:
                break
    return found


def _section_merges(sheet: Sheet, header: Header) -> set[int]:
    """Rows of which one merged cell takes more than half of the columns."""
    wide = max(len(header.texts) // 2 + 1, 2)
    return {m.top for m in sheet.merges if m.top == m.bottom and m.right - m.left + 1 >= wide}


def _fill_down(sheet: Sheet, header: Header, notes: list[Note]) -> dict[int, dict[int, Cell]]:
    """Cells that merged ranges give to the rows below their first, by row number and column."""
    first = {row.number: row for row in sheet.rows}
    numbers = [row.number for row in sheet.rows]
    filled: dict[int, dict[int, Cell]] = {}
    columns = set()
    for merge in sheet.merges:
        row = first.get(merge.top)
        cell = row.cells.get(merge.left) if row is not None else None
        if merge.bottom == merge.top or merge.top <= header.rows[-1] or cell is None or merge.left not in header.texts:
            continue
        for number in _within(numbers, merge.top + 1, merge.bottom):
            filled.setdefault(number, {})[merge.left] = cell
        columns.add(merge.left)
    if columns:
        notes.append(Note("filled_down", {"columns": letters(columns)}))
    return filled


def _within(numbers: list[int], first: int, last: int) -> Iterator[int]:
    """Those of ascending numbers that lie between two, both included."""
    return iter(numbers[bisect_left(numbers, first) : bisect_right(numbers, last)])


def title_notes(sheet: Sheet, header: Header) -> tuple[str, list[tuple[int, str]]]:
    """Title above a header, and every text there with its row number."""
    lines = [
        (row.number, " ".join(shown(cell).split()))
        for row in sheet.rows
        if row.number < header.rows[0]
        for _column, cell in sorted(row.cells.items())
    ]
    return (lines[0][1] if lines else ""), lines
