"""How a function of the language is described: names, parameters, help in both languages, and what makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from linkspan.engines.expression.kinds import Fault, Kind
from linkspan.engines.expression.nodes import Place
from linkspan.engines.expression.typed import Frame, Run, Typed, argument

Words = tuple[str, str]
#: Makes the checked call from its checked arguments; `place` is that of the whole call.
Build = Callable[["Function", list[Typed], Place], Typed]


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter: its name in both languages, the kinds it takes (none: any), whether it may be left out."""

    zh: str
    en: str
    kinds: tuple[Kind, ...] = ()
    optional: bool = False

    @property
    def words(self) -> Words:
        """The name in Chinese and in English."""
        return self.zh, self.en


@dataclass(frozen=True, slots=True)
class Function:
    """One function.

    repeats: how many of the last parameters may come again and again (IFS: 2). group: the heading it stands under.
    example: one that can be checked as it stands. uses_today: whether the result changes with the day.
    """

    name: str
    group: str
    params: tuple[Param, ...]
    help: Words
    example: str
    build: Build
    repeats: int = 0
    aliases: tuple[str, ...] = ()
    uses_today: bool = False
    uses_calendar: bool = False

    def signature(self, lang: str) -> str:
        """`DAYS(结束日期, 开始日期)`, with [] around what may be left out and … where more may follow."""
        index = 0 if lang.startswith("zh") else 1
        names = [f"[{p.words[index]}]" if p.optional else p.words[index] for p in self.params]
        return f"{self.name}({', '.join([*names, *(['…'] if self.repeats else [])])})"

    def check_count(self, count: int, place: Place) -> None:
        """Raises `Fault` when the function does not take so many arguments."""
        least = sum(not p.optional for p in self.params)
        fits = least <= count and (self.repeats or count <= len(self.params))
        if not fits:
            signature = self.signature("zh"), self.signature("en")
            raise Fault("argument_count", place, name=self.name, count=count, signature=signature)

    def param(self, index: int) -> Param:
        """The parameter at a place, also behind the last one where that repeats."""
        if index < len(self.params):
            return self.params[index]
        return self.params[len(self.params) - self.repeats + (index - len(self.params)) % self.repeats]


def simple(result: Kind | None, compute: Callable[..., Any]) -> Build:
    """A function of plain values, empty when an argument is; of the kind of its first when `result` is None."""

    def build(function: Function, parts: list[Typed], place: Place) -> Typed:
        held = [
            argument(p, function.param(i).kinds, function.name, function.param(i).words) for i, p in enumerate(parts)
        ]
        runs = [part.run for part in held]

        def run(frame: Frame) -> Any:
            values = []
            for value_of in runs:
                value = value_of(frame)
                if value is None:
                    return None
                values.append(value)
            return compute(*values)

        return Typed(result or held[0].kind, run, place)

    return build


def values_of(runs: list[Run], frame: Frame) -> list[Any]:
    """The values that are not empty."""
    found = []
    for value_of in runs:
        frame.spend()
        value = value_of(frame)
        if value is not None:
            found.append(value)
    return found


def whole(function: str, param: Words, value: Any, low: int, high: int) -> int:
    """A number as a whole one within limits; parts are cut off, as in Excel. Raises `Fault`."""
    if not low <= value <= high:
        raise Fault("bad_argument", name=function, param=param, low=low, high=high)
    return int(value)
