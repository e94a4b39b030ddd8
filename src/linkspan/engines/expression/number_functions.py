"""Sums, extremes, rounding, and conversions between numbers, money and durations."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from linkspan.engines.expression.catalogue import Build, Function, Param, simple, values_of, whole
from linkspan.engines.expression.kinds import LARGEST, Fault, Kind
from linkspan.engines.expression.nodes import Place
from linkspan.engines.expression.operators import rounded, yuan
from linkspan.engines.expression.typed import FEN, Frame, Typed, argument, money, unify

GROUP = "number"
SUMMABLE = (Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.DURATION)
_SUM_PARAM = Param("数", "number", SUMMABLE)
_EXTREME_PARAM = Param("值", "value", (*SUMMABLE, Kind.DATE, Kind.DATETIME))
_ROUNDED = Param("数", "number", (Kind.NUMBER, Kind.PERCENT, Kind.MONEY))
_PLACES = Param("小数位", "places", (Kind.NUMBER,), optional=True)
_MOST_PLACES = 10
_MINUTES_PER_HOUR = 60


def _sum(kind: Kind, values: list[Any]) -> Any:
    total = sum(values, Decimal(0) if kind in (Kind.NUMBER, Kind.PERCENT) else 0)
    if not -LARGEST < total < LARGEST:
        raise Fault("number_too_big")
    return total


def _average(kind: Kind, values: list[Any]) -> Any:
    if not values:
        return None
    mean = Decimal(_sum(kind, values)) / len(values)
    return mean if kind in (Kind.NUMBER, Kind.PERCENT) else money(mean)


def _of_many(compute: Callable[[Kind, list[Any]], Any]) -> Build:
    """A function of any count of values of one kind, leaving the empty ones out."""

    def build(function: Function, parts: list[Typed], place: Place) -> Typed:
        kind, held = unify(parts)
        param = function.params[0]
        for part in held:
            argument(part, param.kinds, function.name, param.words)
        runs = [part.run for part in held]
        return Typed(kind, lambda frame: compute(kind, values_of(runs, frame)), place)

    return build


def _rounding(rounding: str) -> Build:
    def build(function: Function, parts: list[Typed], place: Place) -> Typed:
        first = argument(parts[0], _ROUNDED.kinds, function.name, _ROUNDED.words)
        runs = [first.run, *[argument(p, _PLACES.kinds, function.name, _PLACES.words).run for p in parts[1:]]]

        def run(frame: Frame) -> Any:
            values = values_of(runs, frame)
            if len(values) < len(runs):
                return None
            digits = values[1] if len(values) > 1 else Decimal(0)
            places = whole(function.name, _PLACES.words, digits, -_MOST_PLACES, _MOST_PLACES)
            if first.kind is Kind.MONEY:
                return yuan(rounded(Decimal(values[0]) / FEN, min(places, 2), rounding))
            return rounded(values[0], places, rounding)

        return Typed(first.kind, run, place)

    return build


def _mod(number: Decimal, divisor: Decimal) -> Decimal:
    """The rest of a division, with the sign of the divisor, as in Excel."""
    if not divisor:
        raise Fault("division_by_zero")
    rest = number - divisor * (number / divisor).to_integral_value(ROUND_FLOOR)
    return rest if abs(rest) < abs(divisor) else Decimal(0)


def _duration(hours: Decimal, minutes: Decimal = Decimal(0)) -> int:
    return money(hours * _MINUTES_PER_HOUR + minutes)


def _round(name: str, rounding: str, words: tuple[str, str], example: str) -> Function:
    return Function(name, GROUP, (_ROUNDED, _PLACES), words, example, _rounding(rounding))


FUNCTIONS = (
    Function(
        "SUM",
        GROUP,
        (_SUM_PARAM,),
        ("合计，空值不计。", "The sum; empty values are left out."),
        "SUM(1, 2, 3)",
        _of_many(_sum),
        repeats=1,
    ),
    Function(
        "AVERAGE",
        GROUP,
        (_SUM_PARAM,),
        ("平均，空值不计；全空则为空。", "The mean; empty values are left out, empty when all are."),
        "AVERAGE(1, 2, 3)",
        _of_many(_average),
        repeats=1,
    ),
    Function(
        "MIN",
        GROUP,
        (_EXTREME_PARAM,),
        ("最小或最早的值，空值不计。", "The smallest or earliest value; empty ones are left out."),
        "MIN(1, 2)",
        _of_many(lambda kind, values: min(values, default=None)),
        repeats=1,
    ),
    Function(
        "MAX",
        GROUP,
        (_EXTREME_PARAM,),
        ("最大或最晚的值，空值不计。", "The largest or latest value; empty ones are left out."),
        "MAX(1, 2)",
        _of_many(lambda kind, values: max(values, default=None)),
        repeats=1,
    ),
    _round(
        "ROUND",
        ROUND_HALF_UP,
        ("四舍五入到小数位，负数为小数点左边；金额以元计。", "Rounded half up to so many places; money in yuan."),
        "ROUND(2.345, 2)",
    ),
    _round("ROUNDUP", ROUND_UP, ("向远离零的方向取到小数位。", "Rounded away from zero."), "ROUNDUP(2.341, 2)"),
    _round("ROUNDDOWN", ROUND_DOWN, ("向零的方向取到小数位。", "Rounded towards zero."), "ROUNDDOWN(2.349, 2)"),
    Function(
        "INT",
        GROUP,
        (Param("数", "number", (Kind.NUMBER,)),),
        ("不大于它的整数。", "The whole number that is not larger."),
        "INT(-1.5)",
        simple(Kind.NUMBER, lambda number: number.to_integral_value(ROUND_FLOOR)),
    ),
    Function(
        "MOD",
        GROUP,
        (Param("数", "number", (Kind.NUMBER,)), Param("除数", "divisor", (Kind.NUMBER,))),
        ("余数，符号同除数。", "The rest of a division, with the sign of the divisor."),
        "MOD(7, 3)",
        simple(Kind.NUMBER, _mod),
    ),
    Function(
        "ABS",
        GROUP,
        (Param("数", "number", SUMMABLE),),
        ("绝对值。", "The value without its sign."),
        "ABS(-3)",
        simple(None, abs),
    ),
    Function(
        "MONEY",
        GROUP,
        (Param("元", "yuan", (Kind.NUMBER,)),),
        ("把以元计的数变为金额。", "A number of yuan as money."),
        "MONEY(1200.5)",
        simple(Kind.MONEY, yuan),
    ),
    Function(
        "YUAN",
        GROUP,
        (Param("金额", "money", (Kind.MONEY,)),),
        ("金额是多少元。", "Money as a number of yuan."),
        "YUAN(50万元)",
        simple(Kind.NUMBER, lambda fen: Decimal(fen) / FEN),
    ),
    Function(
        "DURATION",
        GROUP,
        (Param("小时", "hours", (Kind.NUMBER,)), Param("分钟", "minutes", (Kind.NUMBER,), optional=True)),
        ("由小时和分钟得到时长。", "A duration from hours and minutes."),
        "DURATION(7, 30)",
        simple(Kind.DURATION, _duration),
    ),
    Function(
        "HOURS",
        GROUP,
        (Param("时长", "duration", (Kind.DURATION,)),),
        ("时长是多少小时。", "A duration as a number of hours."),
        "HOURS(DURATION(8))",
        simple(Kind.NUMBER, lambda minutes: Decimal(minutes) / _MINUTES_PER_HOUR),
    ),
    Function(
        "MINUTES",
        GROUP,
        (Param("时长", "duration", (Kind.DURATION,)),),
        ("时长是多少分钟。", "A duration as a number of minutes."),
        "MINUTES(DURATION(8))",
        simple(Kind.NUMBER, Decimal),
    ),
)
