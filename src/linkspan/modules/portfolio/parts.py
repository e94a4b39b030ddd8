"""What a project can be saved with and made from: parts, which modules give, and the two contexts they work in.

A part reads itself from a project into plain JSON and writes itself into a new project, within that one action.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.functional import Promise

from linkspan.kernel.access.actor import Actor
from linkspan.modules.portfolio.content import Piece
from linkspan.modules.portfolio.days import Days, Shift
from linkspan.modules.portfolio.models import Project


@dataclass(frozen=True)
class Choice:
    """What to take along. parts, entities: names; None means all. people: who is responsible stays so."""

    parts: frozenset[str] | None = None
    entities: frozenset[str] | None = None
    people: bool = False

    def has(self, part: str) -> bool:
        return self.parts is None or part in self.parts

    def has_entity(self, name: str) -> bool:
        return self.entities is None or name in self.entities


@dataclass
class Taking:
    """A project being read. Each part checks that the actor sees all of what it takes.

    numbers: of rows that other parts point at, by kind and key.
    """

    actor: Actor
    project: Project
    choice: Choice
    numbers: dict[str, dict[int, int]] = field(default_factory=dict)

    @cached_property
    def days(self) -> Days:
        return Days.of(self.project)


@dataclass
class Making:
    """A new project being filled. keys: new keys by `entity:number` of the content. skipped: rows left out, by kind.

    keeps_calendar: somebody chose the project's calendar, so the content's does not replace it.
    """

    actor: Actor
    project: Project
    shift: Shift = "work"
    keeps_calendar: bool = False
    keys: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)

    @cached_property
    def days(self) -> Days:
        """Read first once the project has its calendar."""
        return Days.of(self.project)


@dataclass(frozen=True)
class Part:
    """One part. order: later parts may point at rows of earlier ones.

    take(taking): its JSON, or None for nothing; raises where the actor does not see all of it. give(making, piece).
    check(piece): DomainError where a file holds what cannot be given. count(piece): how much there is.
    """

    name: str
    label: str | Promise
    order: int
    take: Callable[[Taking], Any]
    give: Callable[[Making, Piece], None]
    check: Callable[[Piece], Any]
    count: Callable[[Any], dict[str, int]]


_PARTS: dict[str, Part] = {}


def register_part(part: Part) -> None:
    """Make a part known; a module does so in its `entities.py`."""
    _PARTS[part.name] = part


def parts() -> list[Part]:
    """All parts in the order in which they are given."""
    return sorted(_PARTS.values(), key=lambda part: part.order)
