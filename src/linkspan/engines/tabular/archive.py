"""The zip file around a workbook: looked at before anything is inflated, and counted while it is."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from linkspan.engines.tabular.messages import TableRefused

MAX_UNPACKED = 256 * 1024 * 1024
MAX_PARTS = 3000
_CHUNK = 1 << 16
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class Archive:
    """The parts of a workbook, read as streams; all reads together may inflate `MAX_UNPACKED` bytes."""

    def __init__(self, data: bytes) -> None:
        self._inflated = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except _BROKEN as error:
            raise TableRefused("damaged") from error
        if len(entries) > MAX_PARTS:
            raise TableRefused("too_many_parts", count=len(entries), limit=MAX_PARTS)
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise _too_large()
        self._entries = {entry.filename: entry for entry in entries}
        for entry in entries:
            _check_entry(entry)
        if len(self._entries) != len(entries):
            raise TableRefused("damaged")

    @property
    def names(self) -> list[str]:
        """Names of all parts."""
        return list(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part; TableRefused where it is absent, damaged or inflates to too much."""
        entry = self._entries.get(name)
        if entry is None:
            raise TableRefused("damaged")
        try:
            with self._zip.open(entry) as part:
                while data := part.read(_CHUNK):
                    self._inflated += len(data)
                    if self._inflated > MAX_UNPACKED:
                        raise _too_large()
                    yield data
        except TableRefused:
            raise
        except _BROKEN as error:
            raise TableRefused("damaged") from error


def _too_large() -> TableRefused:
    return TableRefused("unpacks_too_large", limit_mb=MAX_UNPACKED >> 20)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename.replace("\\", "/")
    if name.startswith("/") or ":" in name or ".." in name.split("/"):
        raise TableRefused("unsafe_path", part=entry.filename[:80])
    if entry.flag_bits & _ENCRYPTED:
        raise TableRefused("encrypted")
    if entry.compress_type not in _METHODS:
        raise TableRefused("damaged")
