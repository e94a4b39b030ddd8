"""Streaming XML from strangers: no entities, no DTD, no network, bounded size and depth, errors with a line."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from linkspan.engines.interchange.messages import FileRefused

MAX_BYTES = 200 * 1024 * 1024
MAX_DEPTH = 64
_HEAD = 4096
_OLE_MAGIC = b"\xd0\xcf\x11\xe0"
_UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]+)[\"']")
#: Simplified Chinese encodings; GB 18030 contains the other two, and files declare the smaller ones wrongly.
_CHINESE = frozenset(("gb2312", "gbk", "gb18030", "cp936", "ms936", "x-gbk", "euc-cn"))
_CLOSING_TAG = re.compile(rb"</[^<>]+>\s*$")
_TAIL = 256
_ENCODING = ("encoding", "invalid byte", "not proper utf-8", "conversion failed", "input conversion")


class _Guard:
    """A readable stream that counts bytes, refuses declarations at its head, and recodes Chinese encodings to UTF-8."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._seen = 0
        self._tail = b""
        self._ended = False
        head = self._pull(_HEAD)
        self._check_head(head)
        found = _DECLARED.search(head)
        self.declared = found.group(1).decode("ascii") if found else "UTF-8"
        self._decoder: Any = None
        if self.declared.lower() in _CHINESE and not head.startswith((codecs.BOM_UTF8, *_UTF16_BOMS)):
            self._decoder = codecs.getincrementaldecoder("gb18030")()
        self.encoding = "utf-8" if self._decoder else None
        self._pending = self._recode(head)

    def _pull(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._seen += len(data)
        if self._seen > MAX_BYTES:
            raise FileRefused("too_large", limit_mb=MAX_BYTES // (1024 * 1024))
        self._tail = (self._tail + data)[-_TAIL:]
        self._ended = self._ended or (size > 0 and not data)
        return data

    def breaks_off(self) -> bool:
        """Whether all was read and the last thing is no closing tag."""
        return self._ended and not _CLOSING_TAG.search(self._tail.replace(b"\0", b""))

    @staticmethod
    def _check_head(head: bytes) -> None:
        if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
            raise FileRefused("empty")
        if head.startswith(_OLE_MAGIC):
            raise FileRefused("mpp_file")
        plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        if not plain.startswith(b"<"):
            raise FileRefused("not_xml", line=1)
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
            raise FileRefused("doctype")

    def _recode(self, data: bytes, final: bool = False) -> bytes:
        if self._decoder is None:
            return data
        try:
            return str(self._decoder.decode(data, final)).encode()
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise FileRefused("bad_encoding", line=line, encoding=self.declared) from error

    def read(self, size: int = 65536) -> bytes:
        """The next bytes; at most `size` is not promised for recoded files, which lxml does not need."""
        if self._pending:
            data, self._pending = self._pending, b""
            return data
        while True:
            raw = self._pull(max(size, 1))
            data = self._recode(raw, final=not raw)
            if data or not raw:
                return data


def iterate(stream: IO[bytes], wanted: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """Local name and element at the end of each element in `wanted`, and at the start of the root (name prefixed "^").

    The caller clears what it has used. Raises `FileRefused`.
    """
    guard = _Guard(stream)
    context = etree.iterparse(
        guard,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding=guard.encoding,
    )
    try:
        yield from _walk(context, wanted)
    except etree.XMLSyntaxError as error:
        raise _translate(error, guard) from error


def _walk(context: Any, wanted: frozenset[str]) -> Iterator[tuple[str, Any]]:
    depth = 0
    for event, element in context:
        if event == "start":
            if depth == 0:
                _check_doctype(element)
                yield "^" + local_name(element), element
            depth += 1
            if depth > MAX_DEPTH:
                raise FileRefused("too_deep", line=element.sourceline or 0, limit=MAX_DEPTH)
        else:
            depth -= 1
            name = local_name(element)
            if name in wanted:
                yield name, element


def _check_doctype(root: Any) -> None:
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.externalDTD is not None or info.doctype:
        raise FileRefused("doctype")


def _translate(error: Any, guard: _Guard) -> FileRefused:
    line = int(error.lineno or 0)
    reason = str(error.msg or "").strip()
    if guard.breaks_off() or reason.lower().startswith("premature end"):
        return FileRefused("truncated", line=line)
    if any(mark in reason.lower() for mark in _ENCODING):
        return FileRefused("bad_encoding", line=line, encoding=guard.declared)
    return FileRefused("malformed", line=line, reason=reason.split(", line ")[0])


def local_name(element: Any) -> str:
    """The name of an element without its namespace; empty for an unresolved entity."""
    tag = element.tag
    if not isinstance(tag, str):
        raise FileRefused("doctype")
    return tag.rpartition("}")[2]


def children(element: Any) -> dict[str, Any]:
    """Child elements by local name; of repeated names the last."""
    return {local_name(child): child for child in element}


def release(element: Any) -> None:
    """Forget an element and its earlier siblings, so that memory does not grow with the file."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
