"""One door for every format: the first bytes of a file tell what it is, its name does not matter."""

from __future__ import annotations

import codecs
from typing import IO

from linkspan.engines.interchange.json_form import read_json
from linkspan.engines.interchange.model import ScheduleFile
from linkspan.engines.interchange.mspdi import read_mspdi
from linkspan.engines.interchange.xer import read_xer
from linkspan.engines.interchange.xer_text import read_bytes

_HEAD = 4096
_XER = "ERMHDR"
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
    """Read a binary stream: Microsoft Project XML, Primavera P6 XER, or our own JSON.

    `name` stands in where the file has no project name. Raises `FileRefused` with a sentence; everything less than
    fatal is in `ScheduleFile.notes`.
    """
    head = stream.read(_HEAD)
    plain = _plain(head)
    if plain.startswith(_XER):
        return read_xer(read_bytes(stream, head), name=name)
    if plain.startswith("{"):
        return read_json(read_bytes(stream, head, max_line=None), name=name)
    return read_mspdi(_Rejoined(head, stream), name=name)  # type: ignore[arg-type]


def _plain(head: bytes) -> str:
    encoding = next((name for bom, name in _BOMS.items() if head.startswith(bom)), "latin-1")
    return head.decode(encoding, errors="ignore").lstrip()
