"""The data of an activity-on-arrow network (双代号网络图): events, arrows, counts, and what could not be said."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any


class ArrowKind(IntEnum):
    """What an arrow stands for: work (实工作), a time distance of a link (时距), or order alone (虚工作)."""

    ACTIVITY = 0
    LAG = 1
    DUMMY = 2


class ArrowError(ValueError):
    """Input that no arrow network can show; `code` and `params` say why (sentences: `messages.error_text`)."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code} {params}" if params else code)


@dataclass(frozen=True, slots=True)
class Arrow:
    """One arrow from event `tail` to event `head` (numbers from 1, tail < head).

    `row` is the activity, -1 on dummies and on lags; `part` counts the pieces of an activity that a link cut, from 0;
    `link` is the link that a lag arrow stands for, else -1. `duration` is in the unit of the input.
    """

    tail: int
    head: int
    kind: ArrowKind
    duration: int = 0
    row: int = -1
    part: int = 0
    link: int = -1


@dataclass(frozen=True, slots=True)
class ArrowProblem:
    """A link that the arrows do not carry, or not exactly; sentences: `messages.problem_text`."""

    code: str
    link: int
    params: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ArrowNetwork:
    """Events 1 to `n_events`, the first the only start and the last the only end.

    `dummies` is the number of dummy arrows, `dummies_at_least` a proved lower bound for every network with the same
    order, one start, one end and no parallel arrows; `is_minimal` where the two meet. `parts[row]` are the indices in
    `arrows` of the pieces of an activity, in order.
    """

    n_activities: int
    n_events: int
    arrows: tuple[Arrow, ...]
    dummies: int
    dummies_at_least: int
    parts: tuple[tuple[int, ...], ...]
    problems: tuple[ArrowProblem, ...] = ()

    @property
    def is_minimal(self) -> bool:
        """Whether fewer dummies are proved impossible."""
        return self.dummies == self.dummies_at_least
