"""XML of strangers as a stream of events: no tree, no entity, no network, bounded depth, token size and count.

Expat calls back while it reads, so memory does not grow with the file. A DOCTYPE ends the reading at once: neither an
external entity nor a nest of internal ones is ever looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from linkspan.engines.tabular.archive import Archive
from linkspan.engines.tabular.messages import TableRefused

MAX_DEPTH = 64
MAX_TOKEN = 4 * 1024 * 1024
#: Of all parts together. A cell needs two or three; beyond, a file takes longer than a person waits.
MAX_ELEMENTS = 5_000_000

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


class _Enough(Exception):
    """The head of a part was read; the rest need not be."""


def _nothing(*_arguments: Any) -> None:
    """A handler for events that nobody waits for."""


class XmlReader:
    """Reads the XML parts of one archive; handlers get local names."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._elements = 0

    def parse(self, part: str, start: Start, end: End = _nothing, text: Text | None = None) -> None:
        """Read one part and call the handlers; TableRefused with the part and line of what is wrong."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        depth = 0

        def opened(tag: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self._elements += 1
            if depth > MAX_DEPTH or self._elements > MAX_ELEMENTS:
                raise damaged(part, parser)
            start(tag.rpartition(":")[2], attributes)

        def closed(tag: str) -> None:
            nonlocal depth
            depth -= 1
            end(tag.rpartition(":")[2])

        def declared(*_declaration: Any) -> None:
            raise TableRefused("declaration", part=part[:80])

        parser.StartElementHandler = opened
        parser.EndElementHandler = closed
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = declared
        parser.EntityDeclHandler = declared
        self._feed(part, parser)

    def _feed(self, part: str, parser: Any) -> None:
        fed = 0
        try:
            for chunk in self.archive.chunks(part):
                parser.Parse(chunk, False)
                fed += len(chunk)
                if fed - parser.CurrentByteIndex > MAX_TOKEN:
                    raise damaged(part, parser)
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, UnicodeError) as error:
            raise damaged(part, parser) from error

    def check_heads(self) -> None:
        """Refuse an archive of which any XML part has a DOCTYPE; each is read to its first element only."""

        def first(_tag: str, _attributes: dict[str, str]) -> None:
            raise _Enough

        for part in self.archive.names:
            if part.lower().endswith((".xml", ".rels", ".vml")):
                try:
                    self.parse(part, first)
                except _Enough:
                    continue


def damaged(part: str, parser: Any) -> TableRefused:
    """The refusal of a part at the line that is being read."""
    return TableRefused("part_damaged", part=part[:80], row=int(parser.CurrentLineNumber))
