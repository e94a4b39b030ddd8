"""Workbooks of Excel 97 to 2003, through xlrd."""

from __future__ import annotations

import io
from typing import Any

from linkspan.engines.tabular.limits import MAX_TEXT, CellCount
from linkspan.engines.tabular.messages import TableRefused
from linkspan.engines.tabular.model import Cell, Merge, Row, Sheet
from linkspan.engines.tabular.number_formats import kind_of_format
from linkspan.engines.tabular.xlsx import number_cell

_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_WORD = "WordDocument".encode("utf-16-le")
_SLIDES = "PowerPoint Document".encode("utf-16-le")
_PLAN = "TBkndTask".encode("utf-16-le")
_BOOKS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))


def read_xls(data: bytes) -> list[Sheet]:
    """Every worksheet of an old workbook, in its order. Raises TableRefused."""
    import xlrd

    _check_kind(data)
    try:
        book = xlrd.open_workbook(
            file_contents=data, logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True
        )
        return _read_sheets(book)
    except TableRefused:
        raise
    except Exception as error:  # xlrd meets a damaged file with errors of every kind: index, struct, assertion, its own
        if "encrypted" in str(error).lower():
            raise TableRefused("encrypted") from error
        raise TableRefused("damaged") from error


def _check_kind(data: bytes) -> None:
    if _ENCRYPTED_PACKAGE in data:
        raise TableRefused("encrypted")
    if any(mark in data for mark in _BOOKS):
        return
    for mark, zh, en in (
        (_WORD, " Word 文档", "a Word document"),
        (_SLIDES, "演示文稿", "a presentation"),
        (_PLAN, " Project 文件", "a Project file"),
    ):
        if mark in data:
            raise TableRefused("other_document", zh=zh, en=en)
    raise TableRefused("not_a_table")


def _read_sheets(book: Any) -> list[Sheet]:
    count = CellCount()
    forms = [_form(book, xf) for xf in book.xf_list]
    sheets = []
    for number in range(book.nsheets):
        source = book.sheet_by_index(number)
        sheet = Sheet(source.name[:64], hidden=bool(source.visibility), date_1904=bool(book.datemode))
        sheet.rows = _rows(source, forms, sheet, count)
        sheet.merges = [
            Merge(top + 1, left, bottom, right - 1) for top, bottom, left, right in source.merged_cells[:50_000]
        ]
        sheet.hidden_columns = frozenset(column for column, info in source.colinfo_map.items() if info.hidden)
        book.unload_sheet(number)
        sheets.append(sheet)
    return sheets


def _form(book: Any, xf: Any) -> str:
    known = book.format_map.get(xf.format_key)
    return kind_of_format(xf.format_key, known.format_str if known and xf.format_key >= 164 else "")


def _rows(source: Any, forms: list[str], sheet: Sheet, count: CellCount) -> list[Row]:
    rows = []
    for at in range(source.nrows):
        cells = {}
        values, kinds = source.row_values(at), source.row_types(at)
        for column, (value, kind) in enumerate(zip(values, kinds, strict=True)):
            cell = _cell(value, kind, forms, (source, at, column), sheet)
            if cell is not None:
                cells[column] = cell
        if cells:
            count.add(len(cells), sheet.name, at + 1)
            info = source.rowinfo_map.get(at)
            rows.append(Row(at + 1, cells, hidden=bool(info and info.hidden)))
    return rows


def _cell(value: Any, kind: int, forms: list[str], place: tuple[Any, int, int], sheet: Sheet) -> Cell | None:
    import xlrd

    if kind == xlrd.XL_CELL_TEXT:
        if len(value) > MAX_TEXT:
            raise TableRefused("text_too_long", sheet=sheet.name, row=place[1] + 1, limit=MAX_TEXT)
        return Cell(value) if value.strip() else None
    if kind == xlrd.XL_CELL_BOOLEAN:
        return Cell(bool(value), "boolean")
    if kind == xlrd.XL_CELL_ERROR:
        return Cell(xlrd.error_text_from_code.get(value, "#ERROR"), "error")
    if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        source, at, column = place
        style = source.cell_xf_index(at, column)
        number = int(value) if value == int(value) and abs(value) < 2**53 else float(value)
        return number_cell(number, forms[style], sheet.date_1904)
    return None
