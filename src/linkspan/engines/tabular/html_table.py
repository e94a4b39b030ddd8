"""Web pages that call themselves .xls, as many office systems export them: the largest table of the page."""

from __future__ import annotations

import re
from typing import Any

from linkspan.engines.tabular.delimited import decode
from linkspan.engines.tabular.limits import MAX_COLUMNS, MAX_TEXT, CellCount
from linkspan.engines.tabular.messages import Note, TableRefused
from linkspan.engines.tabular.model import Cell, Merge, Row, Sheet

#: A tree of a page takes some twenty times its size.
MAX_PAGE = 6 * 1024 * 1024
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_MARKS = (b"<html", b"<table", b"<!doctype html", b"<head", b"<meta", b"<body", b"<style")
_BREAKS = ("br", "p", "div")
_MOST_SPANNED = 1000


def looks_like_page(data: bytes) -> bool:
    """Whether bytes begin as a web page does, in any of the usual encodings."""
    head = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return head.startswith(b"<") and any(mark in head for mark in _MARKS)


def read_page(data: bytes, name: str) -> Sheet:
    """The largest table of a page as a sheet. Raises TableRefused."""
    from lxml import etree
    from lxml import html as lxml_html

    if len(data) > MAX_PAGE:
        raise TableRefused("too_large", limit_mb=MAX_PAGE >> 20)
    text = _text(data)
    parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise TableRefused("no_table_in_page") from error
    tables = [(len(rows), table, rows) for table in root.iter("table") if (rows := _own_rows(table))]
    if not tables:
        raise TableRefused("no_table_in_page")
    sheet = Sheet(name, notes=[Note("from_page")])
    _fill(sheet, max(tables, key=lambda item: item[0])[2])
    return sheet


def _text(data: bytes) -> str:
    found = _CHARSET.search(data[:4096])
    declared = found[1].decode("ascii").lower() if found else ""
    if declared in ("gb2312", "gbk", "gb18030", "gb_2312-80"):
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            return decode(data)[1]
    return decode(data)[1]


def _own_rows(table: Any) -> list[Any]:
    """Rows of a table, not of the tables within it."""
    return [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]


def _fill(sheet: Sheet, rows: list[Any]) -> None:
    count = CellCount()
    taken: dict[int, set[int]] = {}
    for number, element in enumerate(rows, start=1):
        used = taken.pop(number, set())
        cells, column = {}, 0
        for item in element.iterchildren("td", "th"):
            while column in used:
                column += 1
            width, height = _span(item.get("colspan")), _span(item.get("rowspan"))
            if column + width > MAX_COLUMNS:
                raise TableRefused("no_table_in_page")
            text = _content(item, sheet.name, number)
            if text:
                cells[column] = Cell(text)
            bottom = min(number + height - 1, len(rows))
            if width > 1 or bottom > number:
                sheet.merges.append(Merge(number, column, bottom, column + width - 1))
                for below in range(number + 1, bottom + 1):
                    taken.setdefault(below, set()).update(range(column, column + width))
                count.add((bottom - number) * width, sheet.name, number)
            column += width
        if cells:
            count.add(len(cells), sheet.name, number)
            sheet.rows.append(Row(number, cells))


def _span(text: str | None) -> int:
    return min(max(int(text), 1), _MOST_SPANNED) if text and text.isdecimal() and len(text) < 6 else 1


def _content(element: Any, sheet: str, number: int) -> str:
    """The text of a cell; line breaks of the page become line breaks of the cell, its other white space a space."""
    pieces: list[str] = []
    for node in element.iter():
        if node is not element and node.tag in _BREAKS and pieces:
            pieces.append("\n")
        pieces.append(re.sub(r"\s+", " ", node.text or "")) if node.tag not in ("style", "script") else None
        if node is not element:
            pieces.append(re.sub(r"\s+", " ", node.tail or ""))
    text = "".join(pieces).strip()
    if len(text) > MAX_TEXT:
        raise TableRefused("text_too_long", sheet=sheet, row=number, limit=MAX_TEXT)
    return text
