"""Values as XER text: no tabs, no line breaks, hours for durations."""

from __future__ import annotations

import re

from linkspan.engines.calendar import from_minutes

_BREAKS = re.compile(r"[\t\r\n\x00-\x1f]+")
_DECIMALS = 6


def one_line(text: str) -> str:
    """`text` without the characters that separate values and rows."""
    return _BREAKS.sub(" ", text).strip()


def joined(value: float) -> str:
    """A number with at most ten decimals and no exponent."""
    text = f"{value:.10f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def hours(minutes: int | None) -> str:
    """Hours of minutes, exact to the minute when read again; empty where missing."""
    if minutes is None:
        return ""
    text = f"{minutes / 60:.{_DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def moment(instant: int | None) -> str:
    """`2026-07-06 08:00`; empty where missing."""
    return "" if instant is None else from_minutes(instant).strftime("%Y-%m-%d %H:%M")


def number(value: int | None) -> str:
    """A whole number; empty where missing."""
    return "" if value is None else str(value)


def flag(value: bool) -> str:
    """`Y` or `N`."""
    return "Y" if value else "N"
