"""Workbooks of Excel 2007 and later (ECMA-376): names, strings, formats and sheets, each as a stream."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from typing import Any

from linkspan.engines.tabular.archive import Archive
from linkspan.engines.tabular.limits import MAX_COLUMNS, MAX_ROWS, MAX_STRINGS, MAX_TEXT, CellCount
from linkspan.engines.tabular.messages import Note, TableRefused
from linkspan.engines.tabular.model import Cell, Merge, Row, Sheet
from linkspan.engines.tabular.number_formats import from_serial, kind_of_format
from linkspan.engines.tabular.xml_stream import XmlReader

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MAX_MERGES = 50_000
_LONGEST_NUMBER = 40
_TRUE = ("1", "true")


def read_xlsx(data: bytes) -> list[Sheet]:
    """Every worksheet of a workbook, in its order. Raises TableRefused."""
    archive = Archive(data)
    _check_kind(archive)
    reader = XmlReader(archive)
    reader.check_heads()
    book = _Workbook(reader)
    count = CellCount()
    sheets = []
    for name, part, hidden in book.sheets:
        sheet = Sheet(name, hidden=hidden, date_1904=book.date_1904)
        _SheetParser(book, sheet, count).read(reader, part)
        sheets.append(sheet)
    return sheets


def _check_kind(archive: Archive) -> None:
    names = set(archive.names)
    if "xl/workbook.bin" in names:
        raise TableRefused("binary_workbook")
    if "mimetype" in names and "content.xml" in names:
        raise TableRefused("open_document")
    for folder, zh, en in (("word/", " Word 文档", "a Word document"), ("ppt/", "演示文稿", "a presentation")):
        if any(name.startswith(folder) for name in names):
            raise TableRefused("other_document", zh=zh, en=en)
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise TableRefused("not_a_table")


class _Workbook:
    """What the sheets need to know of their workbook."""

    def __init__(self, reader: XmlReader) -> None:
        self._reader = reader
        self.date_1904 = False
        self.strings: list[str] = []
        self.formats: list[str] = []
        self.sheets: list[tuple[str, str, bool]] = []
        root = self._relations("", "_rels/.rels")
        main = next((part for kind, part in root.values() if kind == "officeDocument"), "xl/workbook.xml")
        folder, name = posixpath.split(main)
        relations = self._relations(folder, f"{folder}/_rels/{name}.rels")
        self._read_names(main, relations)
        for kind, part in relations.values():
            if part in reader.archive and kind == "sharedStrings":
                self._read_strings(part)
            elif part in reader.archive and kind == "styles":
                self._read_formats(part)

    def _relations(self, folder: str, part: str) -> dict[str, tuple[str, str]]:
        """Kind and part of each relation, by its id."""
        found: dict[str, tuple[str, str]] = {}
        if part not in self._reader.archive:
            return found

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], path)

        self._reader.parse(part, start)
        return found

    def _read_names(self, part: str, relations: dict[str, tuple[str, str]]) -> None:
        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "workbookPr":
                self.date_1904 = attributes.get("date1904", "").lower() in _TRUE
            elif tag == "sheet":
                relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                kind, path = relations.get(relation, ("", ""))
                if kind == "worksheet":
                    hidden = attributes.get("state", "visible") != "visible"
                    self.sheets.append((attributes.get("name", "")[:64], path, hidden))

        self._reader.parse(part, start)

    def _read_strings(self, part: str) -> None:
        pieces: list[str] = []
        is_wanted, phonetic = False, 0

        def start(tag: str, _attributes: dict[str, str]) -> None:
            nonlocal is_wanted, phonetic
            if tag == "si":
                pieces.clear()
            elif tag == "rPh":
                phonetic += 1
            is_wanted = tag == "t" and not phonetic

        def end(tag: str) -> None:
            nonlocal is_wanted, phonetic
            is_wanted = False
            if tag == "rPh":
                phonetic -= 1
            elif tag == "si":
                if len(self.strings) >= MAX_STRINGS:
                    raise TableRefused("too_many_strings", limit=MAX_STRINGS)
                self.strings.append(unescape("".join(pieces)))

        def text(data: str) -> None:
            if is_wanted:
                pieces.append(data)

        self._reader.parse(part, start, end, text)

    def _read_formats(self, part: str) -> None:
        codes: dict[int, str] = {}
        is_cell_format = False

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal is_cell_format
            if tag == "numFmt":
                codes[_int(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:200]
            elif tag == "cellXfs":
                is_cell_format = True
            elif tag == "xf" and is_cell_format and len(self.formats) < MAX_STRINGS:
                identifier = _int(attributes.get("numFmtId"))
                self.formats.append(kind_of_format(identifier, codes.get(identifier, "")))

        def end(tag: str) -> None:
            nonlocal is_cell_format
            is_cell_format = is_cell_format and tag != "cellXfs"

        self._reader.parse(part, start, end)


class _SheetParser:
    """The handlers that turn the events of one sheet into its rows."""

    def __init__(self, book: _Workbook, sheet: Sheet, count: CellCount) -> None:
        self._book, self._sheet, self._count = book, sheet, count
        self._part = ""
        self._rows: dict[int, Row] = {}
        self._row = Row(0, {})
        self._column = -1
        self._cell: dict[str, str] = {}
        self._pieces: list[str] = []
        self._length = 0
        self._is_text, self._is_formula, self._phonetic = False, False, 0
        self._uncomputed = 0
        self._hidden: set[int] = set()

    def read(self, reader: XmlReader, part: str) -> None:
        """Fill the sheet from its part."""
        self._part = part
        reader.parse(part, self._start, self._end, self._text)
        self._sheet.rows = [row for _number, row in sorted(self._rows.items()) if row.cells]
        self._sheet.hidden_columns = frozenset(self._hidden)
        if self._uncomputed:
            note = Note("formula_without_value", {"sheet": self._sheet.name, "count": self._uncomputed})
            self._sheet.notes.append(note)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._open_cell(attributes)
        elif tag in ("v", "t"):
            self._is_text = not self._phonetic
        elif tag == "f":
            self._is_formula = True
        elif tag == "row":
            self._open_row(attributes)
        elif tag == "rPh":
            self._phonetic += 1
        elif tag == "mergeCell":
            self._add_merge(attributes.get("ref", ""))
        elif tag == "col" and attributes.get("hidden", "").lower() in _TRUE:
            first, last = _int(attributes.get("min")), _int(attributes.get("max"))
            self._hidden.update(range(max(first, 1) - 1, min(last, MAX_COLUMNS)))

    def _end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self._is_text = False
        elif tag == "c":
            self._close_cell()
        elif tag == "rPh":
            self._phonetic -= 1

    def _text(self, data: str) -> None:
        if self._is_text:
            self._length += len(data)
            if self._length > MAX_TEXT:
                raise TableRefused("text_too_long", sheet=self._sheet.name, row=self._row.number, limit=MAX_TEXT)
            self._pieces.append(data)

    def _open_row(self, attributes: dict[str, str]) -> None:
        number = _int(attributes["r"]) if "r" in attributes else self._row.number + 1
        if not 1 <= number <= MAX_ROWS:
            raise self._damaged()
        self._row = self._rows.setdefault(number, Row(number, {}))
        self._row.hidden = attributes.get("hidden", "").lower() in _TRUE
        self._column = -1

    def _open_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self._column = self._column + 1 if reference is None else self._place(reference)[1]
        if self._column >= MAX_COLUMNS or not self._row.number:
            raise self._damaged()
        self._cell = attributes
        self._pieces.clear()
        self._length, self._is_formula = 0, False

    def _close_cell(self) -> None:
        text = "".join(self._pieces)
        if not text:
            if not self._is_formula or self._cell.get("t") == "str":
                return
            self._uncomputed += 1
            cell: Cell | None = Cell("", "uncomputed")
        else:
            cell = self._typed(text)
        if cell is not None:
            self._count.add(1, self._sheet.name, self._row.number)
            self._row.cells[self._column] = cell

    def _typed(self, text: str) -> Cell | None:
        """The cell of a stored text; None for one of nothing but spaces."""
        kind = self._cell.get("t", "n")
        if kind == "n":
            return self._number(text)
        if kind == "s":
            number = _int(text)
            if not 0 <= number < len(self._book.strings):
                raise self._damaged()
            text = self._book.strings[number]
        elif kind == "b":
            return Cell(text.strip().lower() in _TRUE, "boolean")
        elif kind == "e":
            return Cell(text.strip(), "error")
        elif kind == "d":
            return self._iso(text)
        else:
            text = unescape(text)
        return Cell(text) if text.strip() else None

    def _number(self, text: str) -> Cell:
        value = plain_number(text)
        if value is None:
            raise self._damaged()
        style = _int(self._cell.get("s"))
        form = self._book.formats[style] if 0 <= style < len(self._book.formats) else "number"
        return number_cell(value, form, self._sheet.date_1904)

    def _iso(self, text: str) -> Cell:
        try:
            return Cell(dt.datetime.fromisoformat(text.strip()).replace(tzinfo=None), "date")
        except ValueError:
            return Cell(text)

    def _add_merge(self, reference: str) -> None:
        first, _colon, last = reference.partition(":")
        if len(self._sheet.merges) < _MAX_MERGES:
            (top, left), (bottom, right) = self._place(first), self._place(last or first)
            self._sheet.merges.append(Merge(top, left, bottom, right))

    def _place(self, reference: str) -> tuple[int, int]:
        found = _REFERENCE.fullmatch(reference)
        if not found:
            raise self._damaged()
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - 64
        return int(found[2]), column - 1

    def _damaged(self) -> TableRefused:
        return TableRefused("part_damaged", part=self._part[:80], row=self._row.number)


def number_cell(value: int | float, form: str, date_1904: bool) -> Cell:
    """The cell of a number under a kind of number format: a date where it shows one."""
    if form in ("date", "time"):
        moment = from_serial(value, date_1904)
        if moment is not None:
            return Cell(moment.time(), "time") if value < 1 else Cell(moment, "date")
    return Cell(value, "number", form == "percent")


def plain_number(text: str) -> int | float | None:
    """A number as XML writes it, whole ones as int; None where it is none or not finite."""
    text = text.strip()
    if len(text) > _LONGEST_NUMBER:
        return None
    try:
        value = float(text)
        if value != value or abs(value) == float("inf"):
            return None
        return int(value) if value == int(value) and abs(value) < 2**53 else value
    except ValueError:
        return None


def unescape(text: str) -> str:
    """Text with the escapes of the format (`_x000D_`) as characters."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: _character(int(found[1], 16)), text)


def _character(code: int) -> str:
    return "" if 0xD800 <= code <= 0xDFFF else chr(code)


def _int(text: Any) -> int:
    try:
        return int(text or 0)
    except ValueError:
        return 0
