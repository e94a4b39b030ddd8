"""The short notation in which the WBS tables are written.

A row is `leaf(zh, en, days, after, ...)`. `days` is the most likely duration in working days of 8 h. `after` lists
predecessors by WBS code with link type and lag in days: "4.17 4.18FS+5 8.1SS" (FS where no type is given). Dates are
"MM-DD" of 2026 or "YYYY-MM-DD".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .records import Link

_LINK = re.compile(r"^(\d+\.\d+)(FS|SS|FF|SF)?([+-]\d+)?$")
DONE = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One leaf or milestone as written in a table; see `leaf` for the meaning of the fields."""

    zh: str
    en: str
    days: int
    after: tuple[Link, ...]
    by: str = ""
    calendar: str = "standard"
    kind: str = "task"
    snet: str = ""
    now_snet: str = ""
    deadline: str = ""
    percent: float = 0.0
    began: str = ""
    ended: str = ""
    now: int = 0
    before_change: int = 0
    recurring: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A section of the WBS with its rows in outline order."""

    code: str
    zh: str
    en: str
    owner: str
    rows: tuple[Row, ...]


def parse_links(text: str) -> tuple[Link, ...]:
    """Read "4.17 4.18FS+5 8.1SS"; raises ValueError on anything else."""
    links = []
    for part in text.split():
        match = _LINK.match(part)
        if match is None:
            raise ValueError(f"not a predecessor: {part}")
        code, link_type, lag = match.groups()
        links.append(Link(code, link_type or "FS", int(lag or 0)))
    return tuple(links)


def leaf(zh: str, en: str, days: int, after: str = "", **extra: str | float) -> Row:
    """A leaf task.

    extra: `by` owner (default: the section's), `calendar`, `snet` (starts no earlier than that day), `now_snet` (the
    same, set after Baseline 2), `deadline` (promised day), `percent`, `began` and `ended` (actual days), `now` (present
    duration where it differs from `days`), `before_change` (duration in Baseline 1, before CR-006), `recurring` (goes
    on from its start until its FF predecessor ends).
    A row with percent 100 and no `ended` gets generated actual dates (history.py).
    """
    return Row(zh=zh, en=en, days=days, after=parse_links(after), **extra)  # type: ignore[arg-type]


def milestone(zh: str, en: str, after: str, **extra: str | float) -> Row:
    """A milestone: no duration, not counted among the leaves."""
    return Row(zh=zh, en=en, days=0, after=parse_links(after), kind="milestone", **extra)  # type: ignore[arg-type]


def iso_day(text: str) -> str:
    """Complete "MM-DD" to a day of 2026."""
    return text if len(text) == 10 else f"2026-{text}"
