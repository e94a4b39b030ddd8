"""The parts of a parsed expression; every part knows its place in the text and how deep it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from linkspan.engines.expression.kinds import Kind

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, amount, percentage, text, true or false as written; its value is held as its kind says."""

    value: Any
    kind: Kind
    place: Place
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Name:
    """A field by its key or its label; `braced` when it stood in braces."""

    name: str
    place: Place
    braced: bool
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Call:
    """A function, in capitals, with its arguments."""

    name: str
    arguments: tuple[Node, ...]
    place: Place
    depth: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Operators of one rank from left to right: `operands` is one longer than `operators`."""

    operands: tuple[Node, ...]
    operators: tuple[str, ...]
    place: Place
    depth: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides and one of = <> < <= > >=."""

    left: Node
    operator: str
    right: Node
    place: Place
    depth: int


@dataclass(frozen=True, slots=True)
class Unary:
    """A sign or a negation before an operand."""

    operator: str
    operand: Node
    place: Place
    depth: int


@dataclass(frozen=True, slots=True)
class Items:
    """Values in square brackets."""

    items: tuple[Node, ...]
    place: Place
    depth: int


Node = Literal | Name | Call | Chain | Comparison | Unary | Items
