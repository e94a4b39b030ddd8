"""Checking an expression, computing it, and showing what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import localcontext
from types import MappingProxyType

from linkspan.engines.expression.checker import Checker, Labels
from linkspan.engines.expression.formats import display
from linkspan.engines.expression.kinds import MAX_TEXT, Fault, Kind, Value, Words
from linkspan.engines.expression.messages import MAX_DEPTH, MAX_LENGTH, ExpressionError, Position
from linkspan.engines.expression.parser import parse
from linkspan.engines.expression.typed import ARITHMETIC, Calendar, Frame, Run, Typed, coerce

#: Steps of one evaluation: far more than any expression needs, except for working days over decades.
STEPS = 10_000
_NO_LABELS: Labels = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Checked:
    """An expression that is right in its kinds. It never changes: keep it and use it from any thread.

    kind: of the result. names: keys of the fields it reads. uses_today, uses_calendar: whether the result depends on
    the day, on the working days.
    """

    text: str
    kind: Kind
    names: frozenset[str]
    uses_today: bool
    uses_calendar: bool
    _run: Run

    def evaluate(
        self, values: Mapping[str, Value], *, today: date, calendar: Calendar | None = None, steps: int = STEPS
    ) -> Value:
        """The value for the fields' `values`, held as `Kind` says; None when it is empty.

        values: by key; what is missing is empty. Numbers may be int, float, Decimal or their digits; dates and
        datetimes may be ISO texts, as they stand in JSON. A datetime is read in the zone it comes in: give it in the
        project's zone, or DATEVALUE and TEXT show the day and the hour of another one. calendar: tells of a date
        whether it is worked on; without one, Monday to Friday. Raises `ExpressionError`, and nothing else unless
        `calendar` or `values` do.
        """
        day = today.date() if isinstance(today, datetime) else today
        frame = Frame(values, day, calendar, steps)
        try:
            with localcontext(ARITHMETIC):
                value = self._run(frame)
            if type(value) is str and len(value) > MAX_TEXT:
                raise Fault("text_too_long", limit=MAX_TEXT)
        except Fault as fault:
            raise _error(self.text, fault) from None
        except ArithmeticError:
            raise _error(self.text, Fault("number_too_big")) from None
        except RecursionError:
            raise _error(self.text, Fault("too_deep", limit=MAX_DEPTH)) from None
        return value


@dataclass(frozen=True, slots=True)
class Preview:
    """What an expression gives for one record: `value` and `kind`, and both as (Chinese, English)."""

    value: Value
    kind: Kind
    value_words: Words
    kind_words: Words


def check(
    text: str,
    fields: Mapping[str, Kind],
    *,
    labels: Labels | None = None,
    expect: Kind | None = None,
) -> Checked:
    """The expression, checked against the fields it may use.

    fields: kinds by key. labels: the words that people know a field by, each with its key, or with several where the
    word is ambiguous. expect: the kind that the result must have; a plain number then becomes money or a percentage.
    Raises `ExpressionError` for the first thing that is wrong.
    """
    checker = Checker(fields, labels or _NO_LABELS)
    try:
        with localcontext(ARITHMETIC):
            part = _expected(checker.typed(parse(text)), expect)
    except Fault as fault:
        raise _error(text, fault) from None
    except ArithmeticError:
        raise _error(text, Fault("number_too_big")) from None
    except RecursionError:
        raise _error(text, Fault("too_deep", limit=MAX_DEPTH)) from None
    names = frozenset(checker.names)
    return Checked(text, part.kind, names, checker.uses_today, checker.uses_calendar, part.run)


def rewrite(
    text: str, fields: Mapping[str, Kind], *, labels: Labels | None = None, names: Mapping[str, str] | None = None
) -> str:
    """The same expression with its fields written by key, or by the labels in `names` (label by key).

    Keep an expression by key, so that a renamed field does no harm, and show it in the reader's language. A label that
    would not lead back to its field gives way to the key. Raises `ExpressionError` as `check` does, and when the text
    by key grows too long.
    """
    check(text, fields, labels=labels)
    checker = Checker(fields, labels or _NO_LABELS)
    with localcontext(ARITHMETIC):
        checker.typed(parse(text))
    parts, end = [], 0
    for (start, after), key in sorted(checker.places):
        name = (names or {}).get(key, key)
        parts += [text[end:start], "{", name if checker.leads_to(name, key) else key, "}"]
        end = after
    result = "".join([*parts, text[end:]])
    if names is None and len(result) > MAX_LENGTH:
        raise _error(text, Fault("too_long", count=len(result), limit=MAX_LENGTH))
    return result


def _expected(part: Typed, expect: Kind | None) -> Typed:
    if expect is None:
        return part
    held = coerce(part, expect)
    if held is None:
        raise Fault("wrong_result", part.place, expected=expect.words, kind=part.kind.words)
    return held


def _error(text: str, fault: Fault) -> ExpressionError:
    start, end = fault.place or (0, len(text))
    return ExpressionError(fault.code, Position.of(text, start, end), **fault.params)


def preview(checked: Checked, values: Mapping[str, Value], *, today: date, calendar: Calendar | None = None) -> Preview:
    """What the expression gives for one record, for the editor. Raises `ExpressionError` as `evaluate` does."""
    value = checked.evaluate(values, today=today, calendar=calendar)
    with localcontext(ARITHMETIC):
        words = display(checked.kind, value)
    return Preview(value, checked.kind, words, checked.kind.words)
