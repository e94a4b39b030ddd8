"""Checked parts: a kind and a function that computes the value; which kinds may stand for which."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

from linkspan.engines.expression.kinds import ITEM_STEP, LARGEST, MAX_TEXT, TEXT_STEP, Fault, Kind, either
from linkspan.engines.expression.messages import shown
from linkspan.engines.expression.nodes import Place

#: Tells whether a day is worked on.
Calendar = Callable[[date], bool]
Run = Callable[["Frame"], Any]

#: 28 digits; no result beyond 10^21, so that none is infinite and none takes long to write.
ARITHMETIC = Context(
    prec=28, rounding=ROUND_HALF_UP, Emax=21, Emin=-30, traps=[DivisionByZero, InvalidOperation, Overflow]
)
FEN = Decimal(100)
_CENT = Decimal("0.01")


class Frame:
    """One evaluation: what the fields hold, the day, the calendar and the steps that are left."""

    __slots__ = ("calendar", "limit", "steps", "today", "values")

    def __init__(self, values: Mapping[str, Any], today: date, calendar: Calendar | None, steps: int) -> None:
        self.values = values
        self.today = today
        self.calendar = calendar
        self.steps = self.limit = steps

    def spend(self, count: int = 1) -> None:
        """Count steps; raises `Fault` when none is left."""
        self.steps -= count
        if self.steps < 0:
            raise Fault("too_many_steps", limit=self.limit)


@dataclass(frozen=True, slots=True)
class Typed:
    """A checked part. `constant`: the value of numbers without fields; `literal`: of a text in quotes."""

    kind: Kind
    run: Run
    place: Place
    constant: Decimal | None = None
    literal: str | None = None

    @property
    def is_empty_text(self) -> bool:
        """Whether this is `""`, which stands for the empty value of every kind."""
        return self.literal == ""

    @property
    def is_flexible(self) -> bool:
        """Whether what stands beside it decides what it is: a plain number, a text in quotes."""
        return self.constant is not None or self.literal is not None


def fixed(value: Any) -> Run:
    """A run that always gives `value`."""
    return lambda frame: value


def money(value: Decimal) -> int:
    """Fen from a calculated number of fen, half up."""
    fen = int(value.to_integral_value(ROUND_HALF_UP))
    if not -LARGEST < fen < LARGEST:
        raise Fault("number_too_big")
    return fen


def bounded_text(text: str) -> str | None:
    """A text that an expression made; an empty one is the empty value."""
    if len(text) > MAX_TEXT:
        raise Fault("text_too_long", limit=MAX_TEXT)
    return text or None


def spend_on(frame: Frame, value: Any) -> None:
    """Steps for a long text or list of a field."""
    if value is not None:
        frame.spend(len(value) // (TEXT_STEP if isinstance(value, str) else ITEM_STEP))


def read_date(text: str) -> date | None:
    """A date in quotes: 2026-03-05, 2026/3/5 or 2026年3月5日."""
    plain = text.strip().removesuffix("日").replace("年", "-").replace("月", "-").replace("/", "-")
    parts = plain.split("-")
    if len(parts) != 3 or not all(p.isascii() and p.isdigit() and len(p) <= 4 for p in parts) or len(parts[0]) != 4:
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


def coerce(part: Typed, kind: Kind) -> Typed | None:
    """The part as `kind`, or None. A plain number is yuan where money is wanted, a ratio where a percentage is."""
    if part.kind is kind:
        return part
    if part.is_empty_text:
        return Typed(kind, fixed(None), part.place)
    if part.constant is not None and kind is Kind.MONEY:
        fen = part.constant * FEN
        if fen % 1:
            fen = part.constant.quantize(_CENT, ROUND_HALF_UP) * FEN
        if abs(fen) >= LARGEST:
            raise Fault("number_too_big", part.place)
        return Typed(kind, fixed(money(fen)), part.place)
    if part.constant is not None and kind is Kind.PERCENT:
        if abs(part.constant) > 1:
            plain, hundredfold = (f"{n.normalize():f}" for n in (part.constant, part.constant * 100))
            raise Fault("number_beside_percent", part.place, number=plain, hundredfold=hundredfold)
        return Typed(kind, part.run, part.place, part.constant)
    if part.kind is Kind.PERCENT and kind is Kind.NUMBER:
        return Typed(kind, part.run, part.place)
    if part.literal is not None and kind is Kind.DATE:
        day = read_date(part.literal)
        if day is None:
            raise Fault("not_a_date", part.place, shown=shown(part.literal))
        return Typed(kind, fixed(day), part.place)
    return None


_BESIDE = {
    frozenset((Kind.MONEY, Kind.NUMBER)): "number_beside_money",
    frozenset((Kind.DURATION, Kind.NUMBER)): "number_beside_duration",
    frozenset((Kind.DATE, Kind.DATETIME)): "date_beside_time",
    frozenset((Kind.LIST, Kind.TEXT)): "list_beside_text",
}


def mismatch(expected: Kind, part: Typed) -> Fault:
    """Why `part` does not go with `expected`."""
    code = _BESIDE.get(frozenset((expected, part.kind)), "mixed_kinds")
    return Fault(code, part.place, expected=expected.words, kind=part.kind.words)


def unify(parts: Sequence[Typed]) -> tuple[Kind, list[Typed]]:
    """All parts as one kind: that of the first whose kind is not decided by its neighbours. Raises `Fault`."""
    firm = [part.kind for part in parts if not part.is_flexible]
    if not firm:
        firm = [part.kind for part in parts if not part.is_empty_text] or [Kind.TEXT]
    kind = firm[0]
    if kind is Kind.PERCENT and Kind.NUMBER in firm:
        kind = Kind.NUMBER
    found = []
    for part in parts:
        same = coerce(part, kind)
        if same is None:
            raise mismatch(kind, part)
        found.append(same)
    return kind, found


def condition(part: Typed) -> Run:
    """The part as a condition; an empty one counts as no."""
    held = coerce(part, Kind.BOOLEAN)
    if held is None:
        raise Fault("condition", part.place, kind=part.kind.words)
    return held.run


def argument(part: Typed, kinds: tuple[Kind, ...], name: str, param: tuple[str, str]) -> Typed:
    """The part as the first of `kinds` that it can be. Raises `Fault` naming the function and its parameter."""
    if part.kind in kinds:
        return part
    for kind in kinds:
        if (held := coerce(part, kind)) is not None:
            return held
    raise Fault("wrong_argument", part.place, name=name, param=param, expected=either(kinds), kind=part.kind.words)


def guarded(run: Run, place: Place) -> Run:
    """The run, spending a step, whose faults say where they happened."""

    def step(frame: Frame) -> Any:
        frame.steps -= 1
        if frame.steps < 0:
            raise Fault("too_many_steps", place, limit=frame.limit)
        try:
            return run(frame)
        except Fault as fault:
            if fault.place is None:
                fault.place = place
            raise
        except ArithmeticError:
            raise Fault("number_too_big", place) from None

    return step
