"""Typed access to the children of one element; a value that is not understood becomes a note, not a failure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from linkspan.engines.interchange.messages import FileRefused, Note
from linkspan.engines.interchange.safe_xml import local_name
from linkspan.engines.interchange.values import (
    OutOfRange,
    parse_bool,
    parse_duration,
    parse_instant,
    parse_int,
    parse_tenths,
)

V = TypeVar("V")
_LONGEST_TEXT = 60


class Fields:
    """The children of `element` by local name. Repeated children are in `many`."""

    def __init__(self, element: Any, notes: list[Note]) -> None:
        self.line = int(element.sourceline or 0)
        self.uid = 0
        self.notes = notes
        self.many: dict[str, list[Any]] = {}
        self._text: dict[str, str] = {}
        for child in element:
            name = local_name(child)
            if len(child):
                self.many.setdefault(name, []).append(child)
            else:
                self._text.setdefault(name, child.text or "")

    def note(self, level: Any, code: str, **params: Any) -> None:
        """Add a note at this element."""
        self.notes.append(Note(level, code, self.line, self.uid, params))

    def has(self, name: str) -> bool:
        """Whether a child without children of its own is there."""
        return name in self._text

    def text(self, name: str) -> str:
        """The text of a child, empty where there is none."""
        return self._text.get(name, "").strip()

    def _parsed(self, name: str, parse: Callable[[str], V], default: V) -> V:
        raw = self._text.get(name, "")
        if not raw.strip():
            return default
        try:
            return parse(raw)
        except OutOfRange:
            code = "bad_date" if parse is parse_instant else "bad_duration"
            raise FileRefused(code, self.line, uid=self.uid, value=raw.strip()[:_LONGEST_TEXT]) from None
        except (ValueError, OverflowError):
            self.note("warning", "bad_value", tag=name, value=raw.strip()[:_LONGEST_TEXT])
            return default

    def whole(self, name: str, default: int = 0) -> int:
        """A whole number."""
        return self._parsed(name, parse_int, default)

    def number(self, name: str, default: float = 0.0) -> float:
        """A finite number."""
        return self._parsed(name, _finite, default)

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean."""
        return self._parsed(name, parse_bool, default)

    def instant(self, name: str) -> int | None:
        """Local minutes, None where missing."""
        return self._parsed(name, parse_instant, None)

    def duration(self, name: str) -> int | None:
        """Minutes, None where missing."""
        return self._parsed(name, parse_duration, None)

    def tenths(self, name: str) -> int | None:
        """Minutes from tenths of minutes, None where missing."""
        return self._parsed(name, parse_tenths, None)


def _finite(text: str) -> float:
    value = float(text)
    if value != value or abs(value) > 1e15:
        raise ValueError(text)
    return value
