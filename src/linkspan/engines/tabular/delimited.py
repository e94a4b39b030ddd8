"""Text tables: encoding and separator guessed from what the text itself says."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator

from linkspan.engines.tabular.limits import MAX_COLUMNS, MAX_TEXT, CellCount
from linkspan.engines.tabular.messages import Note, TableRefused
from linkspan.engines.tabular.model import Cell, Row, Sheet

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SEPARATORS = ",\t;|，；"
_SAMPLE_LINES = 200
_SAMPLE_BYTES = 4096
#: More line breaks than this in one cell mean that a quotation mark swallowed the rest of the file.
_MOST_BREAKS = 200
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_GUARDED = re.compile(r"'('*[=+\-@\t\r])")


def read_text(data: bytes, name: str) -> Sheet:
    """The one sheet of a text file. Raises TableRefused for an unknown encoding or an open quotation mark."""
    encoding, text = decode(data)
    sheet = Sheet(name)
    if encoding not in ("utf-8", "utf-16-le", "utf-16-be"):
        sheet.notes.append(Note("encoding", {"encoding": encoding.upper()}))
    if "\n" not in text:
        text = text.replace("\r", "\n")
    hint = re.match(r"sep=(.)\r?\n", text)
    lines = _lines(text[hint.end() :] if hint else text)
    separator = hint[1] if hint else _guess_separator(text)
    sheet.rows = list(_rows(lines, separator, sheet.name))
    return sheet


def decode(data: bytes) -> tuple[str, str]:
    """Encoding and text; TableRefused where no encoding fits or the bytes are no text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding, _checked(data[len(bom) :], encoding)
    head = data[:_SAMPLE_BYTES]
    if head.count(0) > len(head) // 4:
        odd = head[1::2].count(0) >= head[::2].count(0)
        return ("utf-16-le", _checked(data, "utf-16-le")) if odd else ("utf-16-be", _checked(data, "utf-16-be"))
    try:
        return "utf-8", _checked(data, "utf-8")
    except TableRefused:
        return "gb18030", _checked(data, "gb18030")


def _checked(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise TableRefused("encoding") from error
    if _CONTROL.search(text):
        raise TableRefused("not_a_table")
    return text


def _lines(text: str) -> Iterator[str]:
    return (found.group() for found in _LINE.finditer(text))


def _guess_separator(text: str) -> str:
    """The separator that gives most rows the same number of cells, and more than one."""
    best, best_score = ",", 0.0
    for separator in _SEPARATORS:
        widths: Counter[int] = Counter()
        sample = (line for _number, line in zip(range(_SAMPLE_LINES), _lines(text), strict=False))
        try:
            for record in csv.reader(sample, delimiter=separator):
                if any(field.strip() for field in record):
                    widths[len(record)] += 1
        except csv.Error:
            continue
        wide = {width: count for width, count in widths.items() if width > 1}
        if wide:
            width, count = max(wide.items(), key=lambda item: (item[1] * item[0], item[0]))
            score = count / sum(widths.values()) + min(width, 20) / 100
            if score > best_score:
                best, best_score = separator, score
    return best


def _rows(lines: Iterator[str], separator: str, sheet: str) -> Iterator[Row]:
    count = CellCount()
    reader = csv.reader(lines, delimiter=separator)
    number = 0
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableRefused("open_quote", row=number + 1) from error
        number += 1
        if len(record) > MAX_COLUMNS:
            raise TableRefused("not_a_table")
        cells = {}
        for column, field in enumerate(record):
            if not field.strip():
                continue
            if len(field) > MAX_TEXT:
                raise TableRefused("text_too_long", sheet=sheet, row=number, limit=MAX_TEXT)
            if field.count("\n") > _MOST_BREAKS:
                raise TableRefused("open_quote", row=number)
            cells[column] = Cell(unguard(field))
        if cells:
            count.add(len(cells), sheet, number)
            yield Row(number, cells)


def unguard(text: str) -> str:
    """Text without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text


def guard(text: str) -> str:
    """Text that no spreadsheet takes for a formula; `unguard` gives it back."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") or _GUARDED.match(text) else text
