"""An expression cut into tokens; full-width punctuation of Chinese keyboards means the same as the narrow one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from typing import Any

from linkspan.engines.expression.kinds import LARGEST, Fault, Kind
from linkspan.engines.expression.messages import shown
from linkspan.engines.expression.nodes import Place

#: Each to one character, so that places stay the same. Text in quotes and names in braces keep their characters.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord(wide): ord(narrow) for wide, narrow in zip("　\xa0、；;×÷−–【】", "  ,,,*/--[]", strict=True)
}
_SPACE = " \t\r\n"
_DIGITS = frozenset("0123456789")
_PAIRS = {"==": "=", "!=": "<>", "<>": "<>", "<=": "<=", ">=": ">=", "&&": "&&", "||": "||"}
_SIGNS = {sign: sign for sign in "+-*/&=<>!()[],"} | {"≤": "<=", "≥": ">=", "≠": "<>"}
#: What closes a text that was opened by the character.
_CLOSING = {'"': '"＂', "＂": '"＂', "'": "'＇", "＇": "'＇", "“": "”", "”": "”“", "‘": "’", "’": "’‘"}
_UNITS = {"万": 10_000, "亿": 100_000_000}
_FEN = 100
_MOST_DIGITS = 20


class Type(Enum):
    """What a token is."""

    LITERAL = auto()
    NAME = auto()
    FIELD = auto()
    SIGN = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is the sign or the name; a literal has a value and a kind."""

    type: Type
    text: str
    place: Place
    value: Any = None
    kind: Kind | None = None


def tokens(text: str) -> list[Token]:
    """All tokens, and one of type END last. Raises `Fault`."""
    narrow = text.translate(_NARROW)
    found: list[Token] = []
    at = 0
    while at < len(text):
        if narrow[at] in _SPACE:
            at += 1
            continue
        token = _token(text, narrow, at)
        found.append(token)
        at = token.place[1]
    found.append(Token(Type.END, "", (at, at)))
    return found


def _token(text: str, narrow: str, at: int) -> Token:
    char = narrow[at]
    if char in _DIGITS or (char == "." and narrow[at + 1 : at + 2] in _DIGITS):
        return _number(narrow, at)
    if text[at] in _CLOSING:
        return _text(text, at)
    if char == "{":
        return _braced(text, narrow, at)
    if char == "_" or char.isalpha():
        end = at + 1
        while end < len(narrow) and (narrow[end] == "_" or narrow[end].isalnum()):
            end += 1
        return Token(Type.NAME, narrow[at:end], (at, end))
    if narrow[at : at + 2] in _PAIRS:
        return Token(Type.SIGN, _PAIRS[narrow[at : at + 2]], (at, at + 2))
    if char in _SIGNS:
        return Token(Type.SIGN, _SIGNS[char], (at, at + 1))
    raise Fault("unexpected_character", (at, at + 1), shown=shown(text[at]))


def _number(narrow: str, at: int) -> Token:
    """`1234.5`, `10%`, `50万`, `50万元`; the last one is money. No exponents."""
    end = _skip_digits(narrow, at)
    if narrow[end : end + 1] == "." and narrow[end + 1 : end + 2] in _DIGITS:
        end = _skip_digits(narrow, end + 1)
    if end - at > _MOST_DIGITS:
        raise Fault("bad_number", (at, end), shown=shown(narrow[at:end]))
    value = Decimal(narrow[at:end])
    kind = Kind.NUMBER
    if narrow[end : end + 1] == "%":
        value, kind, end = value.scaleb(-2), Kind.PERCENT, end + 1
    else:
        while narrow[end : end + 1] in _UNITS and value < LARGEST:
            value, end = value * _UNITS[narrow[end]], end + 1
        if narrow[end : end + 1] == "元":
            kind, end = Kind.MONEY, end + 1
    tail = end
    while tail < len(narrow) and (narrow[tail].isalnum() or narrow[tail] in "_."):
        tail += 1
    if tail > end or value * _FEN >= LARGEST or (kind is Kind.MONEY and value * _FEN % 1):
        raise Fault("bad_number", (at, tail), shown=shown(narrow[at:tail]))
    return Token(Type.LITERAL, "", (at, end), int(value * _FEN) if kind is Kind.MONEY else value, kind)


def _skip_digits(narrow: str, at: int) -> int:
    while at < len(narrow) and narrow[at] in _DIGITS:
        at += 1
    return at


def _text(text: str, at: int) -> Token:
    """Text in quotes; a doubled closing quote stands for itself, as in Excel. A backslash is only a backslash."""
    closing = _CLOSING[text[at]]
    parts: list[str] = []
    end = at + 1
    while end < len(text):
        if text[end] not in closing:
            parts.append(text[end])
            end += 1
        elif text[end + 1 : end + 2] == text[end]:
            parts.append(text[end])
            end += 2
        else:
            return Token(Type.LITERAL, "", (at, end + 1), "".join(parts), Kind.TEXT)
    raise Fault("open_text", (at, len(text)))


def _braced(text: str, narrow: str, at: int) -> Token:
    end = narrow.find("}", at)
    if end < 0:
        raise Fault("open_field", (at, len(text)))
    name = text[at + 1 : end].strip()
    if not name:
        raise Fault("unknown_field", (at, end + 1), name="")
    return Token(Type.FIELD, name, (at, end + 1))
