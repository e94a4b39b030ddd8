"""The text of a P6 XER file: its encoding, and its tables of tab-separated rows.

Format: `ERMHDR` line, then for each table `%T name`, `%F columns`, `%R values` ..., at the end `%E`. P6 writes in the
code page of its database or machine without saying which, so the encoding is told from the bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO

from linkspan.engines.interchange.messages import FileRefused, Note

MAX_BYTES = 200 * 1024 * 1024
#: A calendar of thirty years with an exception each day has less than a megabyte; notebooks of an activity as well.
MAX_LINE = 8 * 1024 * 1024
MAX_COLUMNS = 1000
MAX_ROWS = 4_000_000
_CHUNK = 1 << 20
_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
#: In Chinese text bytes above 127 stand in pairs almost always, in Western text alone almost always.
_PAIRED = 0.8
_SAMPLE = 200_000


@dataclass(slots=True)
class XerTable:
    """One table: columns, rows of equal length, and the line of each row."""

    name: str
    columns: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


@dataclass(slots=True)
class XerText:
    """A whole file as text; `encoding` is the one that was recognised."""

    head: tuple[str, ...]
    encoding: str
    tables: dict[str, XerTable] = field(default_factory=dict)


def read_bytes(stream: IO[bytes], head: bytes = b"", *, max_line: int | None = MAX_LINE) -> bytes:
    """All bytes. Raises `FileRefused` above 200 MB and for a line longer than `max_line`, which is no line."""
    parts, size, open_line, line = [head], len(head), len(head) - (head.rfind(b"\n") + 1), 1 + head.count(b"\n")
    while data := stream.read(_CHUNK):
        size += len(data)
        if size > MAX_BYTES:
            raise FileRefused("too_large", limit_mb=MAX_BYTES // (1024 * 1024))
        found = data.rfind(b"\n")
        open_line = open_line + len(data) if found < 0 else len(data) - found - 1
        line += data.count(b"\n")
        if max_line is not None and open_line > max_line:
            raise FileRefused("line_too_long", line=line, limit_mb=max_line // (1024 * 1024))
        parts.append(data)
    return b"".join(parts)


def decode(data: bytes) -> tuple[str, str]:
    """The text and the encoding it was written in: `utf-8`, `utf-16`, `gb18030` or `cp1252`."""
    if data.startswith(_UTF16_BOMS):
        return _strict(data, "utf-16"), "utf-16"
    if data.startswith(_UTF8_BOM):
        return _strict(data, "utf-8-sig"), "utf-8"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if _is_chinese(data):
            return _strict(data, "gb18030"), "gb18030"
        if b"\0" in data:
            line = data.count(b"\n", 0, data.index(b"\0")) + 1
            raise FileRefused("not_xer", line=line) from error
        return data.decode("cp1252", errors="replace"), "cp1252"


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileRefused("bad_encoding", line=line, encoding=encoding) from error


def _is_chinese(data: bytes) -> bool:
    paired = total = 0
    for run in _HIGH_RUN.finditer(data):
        length = run.end() - run.start()
        total += length
        paired += length if length % 2 == 0 else 0
        if total > _SAMPLE:
            break
    if not total or paired / total < _PAIRED:
        return False
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        # Damaged Chinese text is refused with its line by `decode`; a Western one would not pair up.
        return total > 20
    return True


def parse(data: bytes, notes: list[Note]) -> XerText:
    """The tables of a file. Raises `FileRefused` with the line for what is no XER file or breaks off."""
    text, encoding = decode(data)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines[0].startswith("ERMHDR"):
        raise FileRefused("not_xer", line=1)
    found = XerText(tuple(lines[0].split("\t")[1:]), encoding)
    reader = _Tables(found, notes)
    ended = False
    for number, line in enumerate(lines[1:], start=2):
        if line.startswith("%E"):
            ended = True
            break
        reader.take(line, number)
    if not ended:
        if reader.is_incomplete(lines[-1]):
            raise FileRefused("truncated", line=len(lines))
        notes.append(Note("warning", "no_end_mark", len(lines)))
    return found


class _Tables:
    """Lines into tables; a line without a mark goes on with the last value of the row before."""

    def __init__(self, text: XerText, notes: list[Note]) -> None:
        self._text, self._notes = text, notes
        self._table: XerTable | None = None
        self._count = 0
        self._last_width = 0

    def take(self, line: str, number: int) -> None:
        mark, _, rest = line.partition("\t")
        if mark == "%R":
            self._row(rest, number)
        elif mark == "%T":
            self._open(rest.strip(), number)
        elif mark == "%F":
            self._columns(rest, number)
        elif line:
            self._continue(line, number)

    def _open(self, name: str, number: int) -> None:
        if not name:
            raise FileRefused("xer_structure", line=number)
        # A table that comes twice goes on where it stopped.
        self._table = self._text.tables.setdefault(name, XerTable(name))

    def _columns(self, rest: str, number: int) -> None:
        table = self._table
        columns = tuple(column.strip() for column in rest.split("\t"))
        if table is None or len(columns) > MAX_COLUMNS:
            raise FileRefused("xer_structure", line=number)
        if table.columns and table.columns != columns:
            raise FileRefused("xer_columns", line=number, table=table.name)
        table.columns = columns

    def _row(self, rest: str, number: int) -> None:
        table = self._table
        if table is None or not table.columns:
            raise FileRefused("xer_structure", line=number)
        self._count += 1
        if self._count > MAX_ROWS:
            raise FileRefused("too_many_rows", line=number, limit=MAX_ROWS)
        width = len(table.columns)
        values = rest.split("\t")
        self._last_width = len(values)
        if len(values) > width and any(values[width:]):
            self._notes.append(Note("warning", "row_too_wide", number, 0, {"table": table.name}))
        values = values[:width] + [""] * (width - len(values))
        table.rows.append(tuple(values))
        table.lines.append(number)

    def _continue(self, line: str, number: int) -> None:
        table = self._table
        if table is None or not table.rows:
            raise FileRefused("xer_structure", line=number)
        place = min(self._last_width, len(table.columns)) - 1
        values = list(table.rows[-1])
        more = line.split("\t")
        values[place] += "\n" + more[0]
        for offset, value in enumerate(more[1:], start=place + 1):
            if offset < len(values):
                values[offset] = value
        self._last_width += len(more) - 1
        table.rows[-1] = tuple(values)

    def is_incomplete(self, last_line: str) -> bool:
        """Whether the file stops inside a row or before the first table."""
        table = self._table
        return table is None or not table.columns or last_line != ""
