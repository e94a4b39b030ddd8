"""Conditions, choices and empty values."""

from __future__ import annotations

from typing import Any

from linkspan.engines.expression.catalogue import Function, Param
from linkspan.engines.expression.kinds import Fault, Kind
from linkspan.engines.expression.nodes import Place
from linkspan.engines.expression.operators import every, is_empty
from linkspan.engines.expression.typed import Frame, Run, Typed, condition, fixed, unify

GROUP = "logic"
_CONDITION = Param("条件", "condition", (Kind.BOOLEAN,))


def _choice(function: Function, parts: list[Typed], place: Place) -> Typed:
    """IF and IFS: pairs of a condition and a value, at the end perhaps a value for the rest."""
    if len(parts) < 2 or (function.name == "IFS" and len(parts) % 2):
        raise Fault(
            "argument_count",
            place,
            name=function.name,
            count=len(parts),
            signature=(function.signature("zh"), function.signature("en")),
        )
    rest = parts[-1:] if len(parts) % 2 else []
    conditions = [condition(part) for part in parts[: len(parts) - len(rest) : 2]]
    kind, held = unify([*parts[1::2], *rest])
    pairs = list(zip(conditions, [part.run for part in held], strict=False))
    otherwise: Run = held[-1].run if rest else fixed(None)

    def run(frame: Frame) -> Any:
        for is_met, value_of in pairs:
            frame.spend()
            if is_met(frame):
                return value_of(frame)
        return otherwise(frame)

    return Typed(kind, run, place)


def _and(function: Function, parts: list[Typed], place: Place) -> Typed:
    return Typed(Kind.BOOLEAN, every(parts, function.name == "AND"), place)


def _not(function: Function, parts: list[Typed], place: Place) -> Typed:
    is_met = condition(parts[0])
    return Typed(Kind.BOOLEAN, lambda frame: not is_met(frame), place)


def _is_blank(function: Function, parts: list[Typed], place: Place) -> Typed:
    return Typed(Kind.BOOLEAN, is_empty(parts[0].run), place)


def _coalesce(function: Function, parts: list[Typed], place: Place) -> Typed:
    kind, held = unify(parts)
    runs = [part.run for part in held]

    def run(frame: Frame) -> Any:
        for value_of in runs:
            frame.spend()
            value = value_of(frame)
            if value is not None:
                return value
        return None

    return Typed(kind, run, place)


def _if_error(function: Function, parts: list[Typed], place: Place) -> Typed:
    kind, (tried, instead) = unify(parts)
    first, second = tried.run, instead.run

    def run(frame: Frame) -> Any:
        try:
            return first(frame)
        except (Fault, ArithmeticError) as error:
            if frame.steps < 0 or getattr(error, "code", "") == "bad_value":
                raise
        return second(frame)

    return Typed(kind, run, place)


FUNCTIONS = (
    Function(
        "IF",
        GROUP,
        (_CONDITION, Param("是时的值", "value if yes"), Param("否则的值", "otherwise", optional=True)),
        (
            "条件成立时取第一个值，否则取第二个；没有第二个则为空。",
            "The first value when the condition holds, else the second; empty without a second.",
        ),
        'IF(2 > 1, "高", "低")',
        _choice,
    ),
    Function(
        "IFS",
        GROUP,
        (_CONDITION, Param("值", "value")),
        (
            "取第一个成立的条件后面的值；都不成立则为空，末尾可写 TRUE 兜底。",
            "The value after the first condition that holds; empty when none does, so end with TRUE for the rest.",
        ),
        'IFS(2 > 3, "大", TRUE, "小")',
        _choice,
        repeats=2,
    ),
    Function(
        "AND",
        GROUP,
        (_CONDITION,),
        ("所有条件都成立。也可写作 &&。", "Whether all conditions hold. && does the same."),
        "AND(2 > 1, 3 > 2)",
        _and,
        repeats=1,
    ),
    Function(
        "OR",
        GROUP,
        (_CONDITION,),
        ("至少一个条件成立。也可写作 ||。", "Whether one of the conditions holds. || does the same."),
        "OR(2 > 1, 3 > 5)",
        _and,
        repeats=1,
    ),
    Function(
        "NOT",
        GROUP,
        (_CONDITION,),
        ("条件不成立。也可写作 !。", "Whether the condition does not hold. ! does the same."),
        "NOT(2 > 3)",
        _not,
    ),
    Function(
        "ISBLANK",
        GROUP,
        (Param("值", "value"),),
        ('值为空。也可写作 = ""。', 'Whether the value is empty. = "" does the same.'),
        'ISBLANK("")',
        _is_blank,
    ),
    Function(
        "COALESCE",
        GROUP,
        (Param("值", "value"), Param("备用值", "other value")),
        ("第一个不为空的值。", "The first value that is not empty."),
        'COALESCE("", "未填")',
        _coalesce,
        repeats=1,
        aliases=("IFEMPTY",),
    ),
    Function(
        "IFERROR",
        GROUP,
        (Param("值", "value"), Param("出错时的值", "value on error")),
        (
            "算不出来时（例如除数为零）取第二个值。",
            "The second value when the first cannot be calculated, as in a division by zero.",
        ),
        "IFERROR(1 / 0, 0)",
        _if_error,
    ),
)
