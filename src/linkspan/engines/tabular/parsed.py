"""What reading one cell gives, and the rules that a field sets for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from linkspan.engines.tabular.messages import ValueMessage
from linkspan.engines.tabular.model import Cell, Choice

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Rules:
    """What a field and its project say about values.

    year: for dates without one; None refuses them. minimum, maximum: in the unit of the parsed value, of amounts in
    yuan. max_length: characters. minutes_per_day, days_per_week: of the working calendar.
    """

    required: bool = False
    choices: tuple[Choice, ...] = ()
    year: int | None = None
    date_1904: bool = False
    minutes_per_day: int = 480
    days_per_week: int = 5
    currency: str = "CNY"
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_length: int | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """value: None where the cell is empty or wrong. error: why it is wrong. notes: how it was understood."""

    value: Any = None
    error: ValueMessage | None = None
    notes: tuple[ValueMessage, ...] = ()


def shown(cell: Cell) -> str:
    """A cell as its owner sees it, near enough to find it again."""
    value = cell.value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return f"{value * 100:.10g}%" if cell.percent else f"{value:.15g}"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    return value.isoformat("minutes") if isinstance(value, dt.time) else value


def _quoted(cell: Cell) -> str:
    text = " ".join(shown(cell).split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def failed(code: str, cell: Cell, **params: Any) -> Parsed:
    """A cell that cannot be read, for the reason `code`."""
    return Parsed(error=ValueMessage(code, {"text": _quoted(cell), **params}))


def noted(value: Any, code: str, cell: Cell, **params: Any) -> Parsed:
    """A cell that was read in one of several ways, which `code` names."""
    return Parsed(value, notes=(ValueMessage(code, {"text": _quoted(cell), **params}),))
