"""The language of masks: literal text with `{PRJ}`, `{YYYY}`, `{YY}`, `{MM}`, `{WBS}`, `{SYS}`, `{field}`, `{n:03}`.

`{PRJ}` is the project's code, `{n:03}` the counter with leading zeros, `{field}` the code of what a reference points
at or the value of a choice. `{SYS}` and `{WBS}` are the record's first reference to a system and to a task.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from linkspan.kernel.errors import DomainError

LONGEST = 80
LONGEST_KEY = 120
_TOKEN = re.compile(r"\{([A-Za-z][A-Za-z0-9_]{0,39})(?::0?([0-9])d?)?\}")
_LITERAL = re.compile(r"[\w .\-/#()（）+]*")
DATES = ("YYYY", "YY", "MM")
COUNTER = "n"


@dataclass(frozen=True)
class Piece:
    """A literal text (`name` empty) or a token. width: digits of the counter, with leading zeros."""

    text: str = ""
    name: str = ""
    width: int = 0


@dataclass(frozen=True)
class Pattern:
    """A mask taken apart."""

    text: str
    pieces: tuple[Piece, ...]

    @property
    def names(self) -> set[str]:
        """Tokens that it uses."""
        return {piece.name for piece in self.pieces if piece.name}

    def split(self, values: Mapping[str, str]) -> tuple[str, str, int]:
        """What stands before and behind the counter, and the counter's width."""
        before, behind, width, is_behind = "", "", 0, False
        for piece in self.pieces:
            if piece.name == COUNTER:
                width, is_behind = piece.width, True
                continue
            text = piece.text if not piece.name else values[piece.name]
            before, behind = (before, behind + text) if is_behind else (before + text, behind)
        return before, behind, width


def code_of(parts: tuple[str, str, int], number: int) -> str:
    """The code with a number, of what `Pattern.split` answered."""
    before, behind, width = parts
    return f"{before}{number:0{width}d}{behind}" if width else f"{before}{number}{behind}"


def parse(text: str, allowed: Mapping[str, object], reset: str = "never") -> Pattern:
    """The mask's pieces; DomainError with the place and the remedy. allowed: names beside the dates and the counter."""
    if not 0 < len(text) <= LONGEST or text != text.strip():
        raise _bad(_("Give a mask of at most %(most)s characters without spaces around it.") % {"most": LONGEST})
    pieces, at = [], 0
    for match in _TOKEN.finditer(text):
        pieces += _literal(text[at : match.start()])
        pieces.append(_token(match, allowed))
        at = match.end()
    pieces += _literal(text[at:])
    pattern = Pattern(text, tuple(pieces))
    counters = sum(piece.name == COUNTER for piece in pieces)
    if counters != 1:
        raise _bad(_("A mask has the counter {n} exactly once, such as {n:03}."))
    _check_reset(pattern.names, reset)
    return pattern


def _literal(text: str) -> list[Piece]:
    if not _LITERAL.fullmatch(text):
        found = next(character for character in text if not _LITERAL.fullmatch(character))
        raise _bad(
            _("“%(text)s” cannot stand in a code. Use letters, digits, spaces and . - _ / # ( ) +.") % {"text": found}
        )
    return [Piece(text=text)] if text else []


def _token(match: re.Match[str], allowed: Mapping[str, object]) -> Piece:
    name, width = match[1], match[2]
    if name == COUNTER:
        return Piece(name=COUNTER, width=int(width or 0))
    if width is not None:
        raise _bad(_("Only the counter has a width: {n:03}, not %(token)s.") % {"token": match[0]})
    if name not in DATES and name not in allowed:
        known = ", ".join(f"{{{token}}}" for token in (*allowed, *DATES, "n:03"))
        raise _bad(_("There is no %(token)s here. Use %(known)s.") % {"token": match[0], "known": known})
    return Piece(name=name)


def _check_reset(names: set[str], reset: str) -> None:
    """A counter that begins anew needs what tells its codes apart, else the old ones would come again."""
    has_year = bool(names & {"YYYY", "YY"})
    if reset == "yearly" and not has_year:
        raise _bad(_("A counter that begins anew each year needs {YYYY} or {YY} in the mask."))
    if reset == "monthly" and not (has_year and "MM" in names):
        raise _bad(_("A counter that begins anew each month needs {YYYY} or {YY}, and {MM}, in the mask."))


def _bad(sentence: str) -> DomainError:
    return DomainError("mask", sentence, "pattern")


def dates_on(day: dt.date) -> dict[str, str]:
    """Values of the date tokens."""
    return {"YYYY": f"{day.year:04d}", "YY": f"{day.year % 100:02d}", "MM": f"{day.month:02d}"}


def key_of(text: str, reset: str, parts: tuple[str, str, int], day: dt.date) -> str:
    """For what a counter counts: the mask, the mask in a year or month, or this beginning and end of the code.

    Another mask is another counter, so that its first code has the first number.
    """
    if reset == "yearly":
        return f"{text} {day.year:04d}"
    if reset == "monthly":
        return f"{text} {day.year:04d}-{day.month:02d}"
    return f"{parts[0]}…{parts[1]}"[:LONGEST_KEY] if reset == "prefix" else text
