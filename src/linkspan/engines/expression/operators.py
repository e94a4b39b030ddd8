"""What + - * / & and the comparisons do between which kinds."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from linkspan.engines.expression.formats import plain
from linkspan.engines.expression.kinds import LARGEST, MAX_TEXT, Fault, Kind
from linkspan.engines.expression.typed import (
    FEN,
    Frame,
    Run,
    Typed,
    coerce,
    condition,
    mismatch,
    money,
    unify,
)

Step = Callable[[Any, Any], Any]
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2200, 12, 31)
#: Numbers that agree to this part of their size are equal: thirds that add up to one are one.
_SAME = Decimal("1e-20")
_NUMBERS = (Kind.NUMBER, Kind.PERCENT)
_ORDERED = {Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.DATE, Kind.DATETIME, Kind.DURATION}
_AMOUNTS = {Kind.MONEY, Kind.DURATION}
#: Kinds that become text beside `&`.
WRITABLE = {*_ORDERED, Kind.TEXT}


def shift_days(day: date, days: Any) -> date:
    """The date that many days later; parts of a day are cut off, as in Excel."""
    count = int(days)
    if abs(count) > (LAST_DAY - FIRST_DAY).days:
        raise Fault("date_out_of_range")
    return in_range(day.toordinal() + count)


def in_range(ordinal: int) -> date:
    """The date of an ordinal, from 1900 to 2200."""
    if not FIRST_DAY.toordinal() <= ordinal <= LAST_DAY.toordinal():
        raise Fault("date_out_of_range")
    return date.fromordinal(ordinal)


def _shift_minutes(instant: datetime, minutes: int) -> datetime:
    try:
        moved = instant + timedelta(minutes=minutes)
    except OverflowError:
        raise Fault("date_out_of_range") from None
    in_range(moved.toordinal())
    return moved


def _whole(step: Step) -> Step:
    """The step on whole fen or minutes, held within their limit."""

    def bounded(left: int, right: int) -> int:
        result: int = step(left, right)
        if not -LARGEST < result < LARGEST:
            raise Fault("number_too_big")
        return result

    return bounded


def _divided(left: Any, right: Any) -> Decimal:
    if not right:
        raise Fault("division_by_zero")
    return Decimal(left) / right


def _minutes_between(left: datetime, right: datetime) -> int:
    return int((left - right) // timedelta(minutes=1))


_ADD, _SUBTRACT = _whole(operator.add), _whole(operator.sub)

_STEPS: dict[tuple[Kind, str, Kind], tuple[Kind, Step]] = {
    (Kind.DATE, "+", Kind.NUMBER): (Kind.DATE, shift_days),
    (Kind.NUMBER, "+", Kind.DATE): (Kind.DATE, lambda a, b: shift_days(b, a)),
    (Kind.DATE, "-", Kind.NUMBER): (Kind.DATE, lambda a, b: shift_days(a, -b)),
    (Kind.DATE, "-", Kind.DATE): (Kind.NUMBER, lambda a, b: Decimal((a - b).days)),
    (Kind.DATETIME, "-", Kind.DATETIME): (Kind.DURATION, _minutes_between),
    (Kind.DATETIME, "+", Kind.DURATION): (Kind.DATETIME, _shift_minutes),
    (Kind.DURATION, "+", Kind.DATETIME): (Kind.DATETIME, lambda a, b: _shift_minutes(b, a)),
    (Kind.DATETIME, "-", Kind.DURATION): (Kind.DATETIME, lambda a, b: _shift_minutes(a, -b)),
}


def _fill() -> None:
    for a in _NUMBERS:
        for b in _NUMBERS:
            both_percent = a is b is Kind.PERCENT
            share = Kind.PERCENT if both_percent else Kind.NUMBER
            _STEPS[a, "+", b] = share, operator.add
            _STEPS[a, "-", b] = share, operator.sub
            _STEPS[a, "*", b] = Kind.PERCENT if both_percent else Kind.NUMBER, operator.mul
            _STEPS[a, "/", b] = Kind.PERCENT if (a, b) == (Kind.PERCENT, Kind.NUMBER) else Kind.NUMBER, _divided
    for amount in _AMOUNTS:
        _STEPS[amount, "+", amount] = amount, _ADD
        _STEPS[amount, "-", amount] = amount, _SUBTRACT
        _STEPS[amount, "/", amount] = Kind.NUMBER, _divided
        for number in _NUMBERS:
            _STEPS[amount, "*", number] = amount, lambda a, b: money(a * b)
            _STEPS[number, "*", amount] = amount, lambda a, b: money(a * b)
            _STEPS[amount, "/", number] = amount, lambda a, b: money(_divided(a, b))


_fill()


def meeting(left: Typed, sign: str, right: Typed) -> tuple[Typed, Typed]:
    """Both sides, where one of them decides what a plain number or a text beside it means: yuan, a ratio, a date."""
    if sign not in "+-":
        return left, right
    for firm, loose in ((left, right), (right, left)):
        wanted = firm.kind if firm.kind in (Kind.MONEY, Kind.PERCENT, Kind.DATE) else None
        apt = bool(loose.literal) if wanted is Kind.DATE else loose.constant is not None and loose.kind is not wanted
        if wanted and apt and (held := coerce(loose, wanted)) is not None:
            return (left, held) if loose is right else (held, right)
    return left, right


def rule(left: Typed, sign: str, right: Typed) -> tuple[Kind, Step]:
    """What the operator makes of the two kinds, and how. Raises `Fault` when they do not go together."""
    found = _STEPS.get((left.kind, sign, right.kind))
    if found is None:
        raise _refusal(left, sign, right)
    return found


def folded(base: Run, steps: list[tuple[Run, Step]]) -> Run:
    """Steps one after the other; an empty operand makes the whole empty."""

    def run(frame: Frame) -> Any:
        value = base(frame)
        if len(steps) > 1:
            frame.spend(len(steps))
        for other_of, step in steps:
            other = other_of(frame)
            value = None if value is None or other is None else step(value, other)
        return value

    return run


def _refusal(left: Typed, sign: str, right: Typed) -> Fault:
    place = (left.place[0], right.place[1])
    if sign == "*" and left.kind is right.kind is Kind.MONEY:
        return Fault("money_times_money", place)
    kinds = frozenset((left.kind, right.kind))
    if sign in "+-" and Kind.NUMBER in kinds and kinds & _AMOUNTS:
        return mismatch(left.kind, right)
    return Fault("cannot_calculate", place, op=sign, left=left.kind.words, right=right.kind.words)


def joined(parts: list[Typed]) -> Run:
    """Texts one after the other; numbers and dates as they are written plainly, empty ones as nothing."""
    writers = []
    for part in parts:
        if part.kind not in WRITABLE:
            raise Fault("cannot_calculate", part.place, op="&", left=Kind.TEXT.words, right=part.kind.words)
        writers.append((part.run, plain(part.kind)))

    def run(frame: Frame) -> Any:
        frame.spend(len(writers))
        written = []
        length = 0
        for value_of, write in writers:
            value = value_of(frame)
            if value is not None:
                written.append(write(value))
                length += len(written[-1])
                if length > MAX_TEXT:
                    raise Fault("text_too_long", limit=MAX_TEXT)
        return "".join(written) or None

    return run


def negated(part: Typed) -> Typed | None:
    """The part with a minus sign, or None for a kind without."""
    if part.kind not in (*_NUMBERS, *_AMOUNTS):
        return None
    value_of = part.run

    def run(frame: Frame) -> Any:
        value = value_of(frame)
        return None if value is None else -value

    constant = None if part.constant is None else -part.constant
    return Typed(part.kind, run, part.place, constant)


def _same(a: Decimal, b: Decimal) -> bool:
    return a == b or abs(a - b) <= _SAME * max(abs(a), abs(b))


_COMPARE: dict[str, Step] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_COMPARE_NUMBERS: dict[str, Step] = {
    "=": _same,
    "<>": lambda a, b: not _same(a, b),
    "<": lambda a, b: a < b and not _same(a, b),
    "<=": lambda a, b: a <= b or _same(a, b),
    ">": lambda a, b: a > b and not _same(a, b),
    ">=": lambda a, b: a >= b or _same(a, b),
}


def equal(kind: Kind) -> Step:
    """Whether two values of a kind, neither of them empty, are equal."""
    return _same if kind in _NUMBERS else operator.eq


def compare(left: Typed, sign: str, right: Typed) -> Run:
    """A comparison: no, when either side is empty; `= ""` and `<> ""` ask whether the other side is empty."""
    if left.is_empty_text or right.is_empty_text:
        part = left if right.is_empty_text else right
        if sign not in ("=", "<>"):
            raise Fault("no_order", right.place, kind=Kind.TEXT.words)
        return is_empty(part.run, sign == "=")
    kind, (a, b) = unify([left, right])
    if kind is Kind.LIST:
        raise Fault("no_comparison", left.place, kind=kind.words)
    if sign not in ("=", "<>") and kind not in _ORDERED:
        raise Fault("no_order", (left.place[0], right.place[1]), kind=kind.words)
    step = (_COMPARE_NUMBERS if kind in _NUMBERS else _COMPARE)[sign]
    first, second = a.run, b.run

    def run(frame: Frame) -> Any:
        one = first(frame)
        other = second(frame)
        return False if one is None or other is None else step(one, other)

    return run


def is_empty(value_of: Run, expected: bool = True) -> Run:
    """Whether a value is empty."""
    return lambda frame: (value_of(frame) is None) is expected


def every(parts: list[Typed], wanted: bool) -> Run:
    """AND (`wanted` True) and OR (False): stops at the first part that decides."""
    runs = [condition(part) for part in parts]

    def run(frame: Frame) -> Any:
        for value_of in runs:
            frame.spend()
            if bool(value_of(frame)) is not wanted:
                return not wanted
        return wanted

    return run


def yuan(value: Decimal) -> int:
    """Fen from a number of yuan, half up."""
    return money(value * FEN)


def rounded(value: Decimal, digits: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """A number rounded to so many places after the point, before it when negative."""
    unit = Decimal(1).scaleb(-digits)
    if value.adjusted() + digits > 24:
        return value
    result = value.quantize(unit, rounding)
    return result if digits >= 0 else result.quantize(Decimal(1))
