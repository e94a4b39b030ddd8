"""Numbering as people write it: `1.1.2`, `（一）`, `一、`, as levels of an outline."""

from __future__ import annotations

import re
import unicodedata

from linkspan.engines.tabular.model import Cell
from linkspan.engines.tabular.parsed import shown

_HAN_NUMBER = "[一二三四五六七八九十百]{1,5}"
_DOTTED = re.compile(r"[0-9]{1,4}(?:[.\-][0-9]{1,4})*[.、)]?")
#: In the order in which Chinese documents nest them.
_STYLES = (
    re.compile(rf"第?{_HAN_NUMBER}[、.章]?"),
    re.compile(rf"\({_HAN_NUMBER}\)"),
    _DOTTED,
    re.compile(r"\([0-9]{1,4}\)"),
    re.compile(r"[①-⑳]|[a-z][.)]?"),
)
_STYLE_OF_DOTS = 2


def _style(text: str) -> int | None:
    return next((at for at, pattern in enumerate(_STYLES) if pattern.fullmatch(text)), None)


def number_text(cell: Cell | None) -> str:
    """The number of a row as text in one form; empty where the cell has none."""
    if cell is None:
        return ""
    text = shown(cell).strip()
    if text[:1] in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳":
        return text[:1]
    return unicodedata.normalize("NFKC", text).replace(" ", "").lower()


def levels(numbers: list[str]) -> list[int | None]:
    """Level of each row from 1, by its number; None for rows without one.

    The styles present are ranked in the usual order of nesting; of numbers with dots each further part goes one deeper.
    """
    styles = [_style(number) if number else None for number in numbers]
    ranks = {style: rank for rank, style in enumerate(sorted({s for s in styles if s is not None}), start=1)}
    depths = [_parts(n) for n, s in zip(numbers, styles, strict=True) if s == _STYLE_OF_DOTS]
    first, spread = min(depths, default=1), max(depths, default=1) - min(depths, default=1)
    found: list[int | None] = []
    for number, style in zip(numbers, styles, strict=True):
        if style is None:
            found.append(None)
        elif style == _STYLE_OF_DOTS:
            found.append(ranks[style] + _parts(number) - first)
        else:
            found.append(ranks[style] + (spread if style > _STYLE_OF_DOTS else 0))
    return found


def _parts(number: str) -> int:
    return len([part for part in re.split(r"[.\-]", number.rstrip(".、)")) if part])
