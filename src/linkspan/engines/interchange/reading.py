"""One door for every format: the first bytes of a file tell what it is, its name does not matter."""

from __future__ import annotations

import codecs
import re
from typing import IO

from linkspan.engines.interchange.json_form import read_json
from linkspan.engines.interchange.messages import FileRefused
from linkspan.engines.interchange.model import ScheduleFile
from linkspan.engines.interchange.mpxj import read_with_mpxj
from linkspan.engines.interchange.mspdi import read_mspdi
from linkspan.engines.interchange.xer import read_xer
from linkspan.engines.interchange.xer_text import read_bytes

_HEAD = 4096
_XER = "ERMHDR"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0"
#: First elements of XML that MPXJ reads: P6, GanttProject and Planner.
_FOREIGN_ROOTS = frozenset(("APIBusinessObjects", "project"))
_ROOT = re.compile(r"<(?:\w+:)?([A-Za-z]\w*)[\s>/]")
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class _Rejoined:
    """A stream whose head was already taken from it."""

    def __init__(self, head: bytes, stream: IO[bytes]) -> None:
        self._head, self._stream = head, stream

    def read(self, size: int = -1) -> bytes:
        """The next bytes, as a stream does."""
        if not self._head:
            return self._stream.read(size)
        if size < 0:
            head, self._head = self._head, b""
            return head + self._stream.read()
        head, self._head = self._head[:size], self._head[size:]
        return head


def read_schedule(stream: IO[bytes], *, name: str = "") -> ScheduleFile:
    """Read a binary stream: Microsoft Project XML, Primavera P6 XER, our own JSON, and through MPXJ the rest.

    `name` stands in where the file has no project name. Raises `FileRefused` with a sentence; everything less than
    fatal is in `ScheduleFile.notes`.
    """
    head = stream.read(_HEAD)
    plain = _plain(head)
    if plain.startswith(_XER):
        return read_xer(read_bytes(stream, head), name=name)
    if plain.startswith("{"):
        return read_json(read_bytes(stream, head, max_line=None), name=name)
    if _needs_mpxj(head, plain):
        return _foreign(read_bytes(stream, head, max_line=None), plain, name)
    return read_mspdi(_Rejoined(head, stream), name=name)  # type: ignore[arg-type]


def _needs_mpxj(head: bytes, plain: str) -> bool:
    """Binary and other files, and XML of other programs by the name of its first element."""
    if not head.strip(b"\0 \t\r\n"):
        return False
    root = _ROOT.search(plain) if plain.startswith("<") else None
    return not plain.startswith("<") or (root is not None and root.group(1) in _FOREIGN_ROOTS)


def _foreign(data: bytes, plain: str, name: str) -> ScheduleFile:
    """Through MPXJ; where that does not know it either, the sentence says what the file should have been."""
    if plain.startswith("<") and any(mark in data for mark in (b"<!DOCTYPE", b"<!ENTITY")):
        raise FileRefused("doctype")
    try:
        return read_with_mpxj(data, name=name)
    except FileRefused as refusal:
        is_named = data.startswith(_OLE_MAGIC) or plain.startswith("<")
        if is_named or refusal.code not in ("mpp_no_extra", "mpp_unknown"):
            raise
        raise FileRefused("not_xml", line=1) from refusal


def _plain(head: bytes) -> str:
    encoding = next((name for bom, name in _BOMS.items() if head.startswith(bom)), "latin-1")
    return head.decode(encoding, errors="ignore").lstrip()
