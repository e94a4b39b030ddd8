"""Values as MSPDI text, and the children of one element in the order of the schema."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

from linkspan.engines.calendar import iso
from linkspan.engines.interchange.mspdi_rest import markup

#: Characters that XML 1.0 cannot carry in any form.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def duration(minutes: int) -> str:
    """`PT8H30M0S`."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else ''}PT{hours}H{rest}M0S"


def number(value: float) -> str:
    """The shortest decimal that reads back as `value`, never with an exponent."""
    text = repr(float(value))
    if "e" in text:
        text = f"{value:.15f}".rstrip("0")
    return text.rstrip("0").rstrip(".") if "." in text else text


def clean(text: str) -> str:
    """`text` for an element, without the characters that XML cannot hold."""
    return escape(_FORBIDDEN.sub("", text))


class Elements:
    """Children of one element: what is written from values first, then what was kept of those not written."""

    def __init__(self, tag: str) -> None:
        self._tag = tag
        self._found: list[tuple[str, str]] = []
        self._names: set[str] = set()

    def raw(self, name: str, xml: str) -> None:
        """A finished element."""
        self._found.append((name, xml))
        self._names.add(name)

    def plain(self, name: str, text: str) -> None:
        """An element with text that needs no escape."""
        self.raw(name, f"<{name}>{text}</{name}>")

    def text(self, name: str, text: str) -> None:
        """A text, left out where empty."""
        if text:
            self.plain(name, clean(text))

    def whole(self, name: str, value: int) -> None:
        """A whole number."""
        self.plain(name, str(value))

    def number(self, name: str, value: float) -> None:
        """A decimal number."""
        self.plain(name, number(value))

    def flag(self, name: str, value: bool) -> None:
        """0 or 1."""
        self.plain(name, "1" if value else "0")

    def instant(self, name: str, value: int | None) -> None:
        """A local date and time, left out where missing."""
        if value is not None:
            self.plain(name, iso(value))

    def duration(self, name: str, value: int | None) -> None:
        """A duration, left out where missing."""
        if value is not None:
            self.plain(name, duration(value))

    def rest(self, children: Iterable[Any], repeated: frozenset[str] = frozenset()) -> None:
        """What was kept, except names already written; those in `repeated` may stand beside written ones."""
        written = frozenset(self._names)
        for child in children:
            if child.tag not in written or child.tag in repeated:
                self.raw(child.tag, markup(child))

    def in_order(self, order: dict[str, int]) -> list[str]:
        """All of them, sorted by the schema; unknown names last."""
        last = len(order)
        return [xml for _, xml in sorted(self._found, key=lambda pair: order.get(pair[0], last))]

    def wrapped(self, order: dict[str, int]) -> str:
        """The element itself on one line."""
        return f"<{self._tag}>{''.join(self.in_order(order))}</{self._tag}>"
