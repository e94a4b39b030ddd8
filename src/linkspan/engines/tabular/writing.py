"""Clean tables out: typed workbooks and CSV, in which no text ever becomes a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from linkspan.engines.tabular.delimited import guard

#: Excel keeps fifteen digits; a longer amount is written as text, so that it stays what it is.
_EXACT = 10**15
_LONGEST_TEXT = 32_767
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIRST_EXCEL_YEAR = 1900
_FORMATS = {
    "money": "#,##0.00",
    "percent": "0.##%",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
    "integer": "0",
    "duration": "0.##",
}
_WIDTHS = {"date": 12, "datetime": 17, "money": 16, "percent": 10, "boolean": 8, "integer": 10, "long_text": 48}
_WIDEST, _NARROWEST = 60, 8
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class OutColumn:
    """A column to write.

    kind: as in `values.KINDS`; values as `parse_value` gives them. words: what a value of a choice is called.
    """

    name: str
    label: str
    kind: str = "text"
    words: Mapping[Any, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Style:
    """How values are said: language `zh-CN` or `en`, and the working minutes of a day."""

    language: str = "zh-CN"
    minutes_per_day: int = 480

    def boolean(self, value: bool) -> str:
        """Yes or no in the language."""
        if self.language.startswith("zh"):
            return "是" if value else "否"
        return "Yes" if value else "No"

    @property
    def separator(self) -> str:
        """What stands between the parts of a list."""
        return "、" if self.language.startswith("zh") else ", "


def write_workbook(
    columns: Sequence[OutColumn], rows: Iterable[Mapping[str, Any]], *, title: str, style: Style | None = None
) -> bytes:
    """A workbook of one sheet named `title`: dates as dates, amounts in yuan, percentages as percentages.

    rows: values by column name; an absent or None value is an empty cell. Memory does not grow with the rows.
    """
    import xlsxwriter

    style = style or Style()
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"constant_memory": True, **SAFE_OPTIONS})
    book.set_properties({"title": title[:200]})
    sheet = book.add_worksheet(sheet_name(title))
    formats = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    head = book.add_format(HEADER_FORMAT)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, width_of(column))
        sheet.write_string(0, at, heading(column, style), head)
    sheet.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(rows, start=1):
        for at, column in enumerate(columns):
            value = row.get(column.name)
            if value is not None:
                form = wrapped if column.kind == "long_text" else formats.get(column.kind)
                write_value(sheet, (last, at), plain_value(value, column, style), form)
    if columns:
        sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    book.close()
    return stream.getvalue()


SAFE_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
HEADER_FORMAT = {"bold": True, "bg_color": "#EEF1F4", "bottom": 1, "valign": "vcenter", "text_wrap": True}


def write_csv(
    columns: Sequence[OutColumn], rows: Iterable[Mapping[str, Any]], *, style: Style | None = None
) -> Iterator[bytes]:
    """The same as UTF-8 with a byte order mark, piece by piece; texts that look like formulas get an apostrophe."""
    style = style or Style()
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    yield b"\xef\xbb\xbf"
    writer.writerow([guard(heading(column, style)) for column in columns])
    for number, row in enumerate(rows):
        writer.writerow([_csv_text(row.get(column.name), column, style) for column in columns])
        if number % 500 == 499:
            yield _drain(buffer)
    yield _drain(buffer)


def _drain(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode("utf-8")
    buffer.seek(0)
    buffer.truncate()
    return data


def heading(column: OutColumn, style: Style) -> str:
    """The header of a column, with the unit in which it is written."""
    chinese = style.language.startswith("zh")
    unit = {"money": "元" if chinese else "CNY", "duration": "天" if chinese else "days"}.get(column.kind, "")
    if not unit:
        return column.label
    return f"{column.label}（{unit}）" if chinese else f"{column.label} ({unit})"


def plain_value(value: Any, column: OutColumn, style: Style) -> Any:
    """A value of a kind as a cell holds it: a str, a number, a date or a datetime."""
    if column.kind == "money":
        return Decimal(value) / 100 if abs(value) < _EXACT else f"{Decimal(value) / 100:f}"
    if column.kind == "duration":
        return Decimal(value) / style.minutes_per_day
    if isinstance(value, bool):
        return style.boolean(value)
    if isinstance(value, list | tuple):
        return style.separator.join(str(column.words.get(part, part)) for part in value)
    if column.words or isinstance(value, str):
        return str(column.words.get(value, value))
    return value


def write_value(sheet: Any, place: tuple[int, int], value: Any, form: Any = None) -> None:
    """Write one value into a sheet of XlsxWriter by its own type; text is never anything but text."""
    row, column = place
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, form)
    elif isinstance(value, dt.datetime | dt.date):
        if value.year < _FIRST_EXCEL_YEAR:
            sheet.write_string(row, column, value.isoformat(), form)
        else:
            sheet.write_datetime(row, column, value, form)
    elif isinstance(value, int | float | Decimal) and -_EXACT < value < _EXACT:
        sheet.write_number(row, column, value, form)
    else:
        sheet.write_string(row, column, _NOT_IN_XML.sub("", str(value))[:_LONGEST_TEXT], form)


def _csv_text(value: Any, column: OutColumn, style: Style) -> str:
    if value is None:
        return ""
    shown = plain_value(value, column, style)
    if column.kind == "percent":
        return f"{(Decimal(str(shown)) * 100).normalize():f}%"
    if column.kind == "money" and not isinstance(shown, str):
        return f"{shown:.2f}"
    if isinstance(shown, dt.datetime):
        return shown.isoformat(" ", "minutes")
    if isinstance(shown, dt.date):
        return shown.isoformat()
    if isinstance(shown, Decimal):
        return f"{shown.normalize():f}"
    return guard(_NOT_IN_XML.sub("", shown)) if isinstance(shown, str) else str(shown)


def width_of(column: OutColumn) -> int:
    """Width of a column in characters, by its kind and label."""
    return min(max(_WIDTHS.get(column.kind, 20), text_width(column.label) + 4, _NARROWEST), _WIDEST)


def text_width(text: str) -> int:
    """Characters of a text, full-width ones as two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def sheet_name(title: str) -> str:
    """A title as the name of a sheet: at most 31 characters and none that Excel forbids."""
    return _SHEET_NAME.sub(" ", _NOT_IN_XML.sub("", title)).strip("' ")[:31].strip("' ") or "Sheet1"
