"""Reading the content of a template: every value is looked at with its place, since a file may hold anything.

A template is one JSON object: `format`, `version`, `start`, and one entry for each part that was saved.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import gettext as _

from linkspan.kernel.errors import DomainError

FORMAT, VERSION = "linkspan-project-template", 1
LARGEST_FILE = 10 << 20
_MOST_KEYS = 200
_LARGEST = 2**53


@dataclass(frozen=True)
class Piece:
    """A value of the content and where it stands, such as `plan.tasks[3].name`."""

    value: Any
    place: str = ""

    def refuse(self, problem: str) -> DomainError:
        """The refusal of the whole template because of this value."""
        return DomainError(
            "template",
            _("The template cannot be used: %(place)s %(problem)s.") % {"place": self.place or "—", "problem": problem},
            "file",
        )

    def get(self, name: str) -> "Piece":
        """An entry of an object; absent ones hold None."""
        if not isinstance(self.value, dict):
            raise self.refuse(_("must be an object"))
        return Piece(self.value.get(name), f"{self.place}.{name}".lstrip("."))

    def items(self) -> Iterator[tuple[str, "Piece"]]:
        """The entries of an object."""
        if self.value is None:
            return
        if not isinstance(self.value, dict) or len(self.value) > _MOST_KEYS:
            raise self.refuse(_("must be an object"))
        for name, value in self.value.items():
            if len(name) > 60:
                raise self.refuse(_("has a name that is too long"))
            yield name, Piece(value, f"{self.place}.{name}".lstrip("."))

    def each(self, most: int) -> list["Piece"]:
        """The entries of a list; none where it is absent."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            raise self.refuse(_("must be a list"))
        if len(self.value) > most:
            raise self.refuse(_("has more than %(most)s entries") % {"most": most})
        return [Piece(value, f"{self.place}[{at}]") for at, value in enumerate(self.value)]

    def text(self, most: int, *, is_needed: bool = False) -> str:
        """A text without characters that cannot be kept."""
        value = "" if self.value is None and not is_needed else self.value
        if not isinstance(value, str) or len(value) > most or "\0" in value or (is_needed and not value.strip()):
            raise self.refuse(_("must be a text of at most %(most)s characters") % {"most": most})
        return value

    def whole(self, low: int = -_LARGEST, high: int = _LARGEST, default: int | None = None) -> int:
        """A whole number between two limits."""
        value = default if self.value is None else self.value
        if type(value) is not int or not low <= value <= high:
            raise self.refuse(_("must be a whole number from %(low)s to %(high)s") % {"low": low, "high": high})
        return value

    def number(self, low: float, high: float, default: float) -> float:
        """A number between two limits."""
        value = default if self.value is None else self.value
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise self.refuse(_("must be a number from %(low)s to %(high)s") % {"low": low, "high": high})
        return float(value)

    def flag(self, default: bool = False) -> bool:
        """True or false."""
        value = default if self.value is None else self.value
        if not isinstance(value, bool):
            raise self.refuse(_("must be true or false"))
        return value

    def offset(self, length: int = 2) -> list[int] | None:
        """A date as days after the start, in calendar days and in working days; with the minute of the day behind."""
        if self.value is None:
            return None
        parts = [piece.whole(-200_000, 200_000) for piece in self.each(length)]
        if len(parts) != length:
            raise self.refuse(_("must be a list"))
        return parts


def read_file(data: bytes) -> dict[str, Any]:
    """The content in a file; DomainError where it is none."""
    if len(data) > LARGEST_FILE:
        raise DomainError(
            "file_size",
            _("A template has at most %(mb)s MB. Save it with fewer parts.") % {"mb": LARGEST_FILE >> 20},
            "file",
            status=413,
        )
    try:
        content = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise DomainError("template", _("This is no template of a project. Choose another file."), "file") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise DomainError("template", _("This is no template of a project. Choose another file."), "file")
    if content.get("version") != VERSION:
        raise DomainError(
            "template", _("The template is of another version of the program. Save it anew there."), "file"
        )
    return content


def start_of(content: dict[str, Any]) -> dt.date:
    """The day on which the saved project began."""
    piece = Piece(content).get("start")
    try:
        return dt.date.fromisoformat(piece.text(10, is_needed=True))
    except ValueError as error:
        raise piece.refuse(_("must be a date such as 2026-10-01")) from error
