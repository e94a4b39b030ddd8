"""Predecessors as people type them: `4.18FS+2d, 12SS-50%, #7 FF+3ed`."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from linkspan.kernel.errors import DomainError

_TYPES = {"FS": 0, "SS": 1, "FF": 2, "SF": 3}
_CHINESE_TYPES = {"完成-开始": "FS", "开始-开始": "SS", "完成-完成": "FF", "开始-完成": "SF"}
_ITEM = re.compile(
    r"^(?P<hash>#)?\s*(?P<code>[0-9]{1,9}(?:\.[0-9]{1,9})*)?\s*(?P<type>FS|SS|FF|SF)?\s*"
    r"(?:(?P<sign>[+-])\s*(?P<amount>[0-9]{1,9}(?:\.[0-9]{1,9})?)\s*(?P<elapsed>e)?(?P<unit>min|mon|m|h|d|w|%|天|日|小时|周|分钟)?)?$",
    re.IGNORECASE,
)
_TRANSLATE = str.maketrans("，、；。．－—–\u2212", ",,;..----")
_LONGEST_TEXT = 4000
_LONGEST_CODE = 80
_WORKING_DAYS_PER_WEEK = 5
_LARGEST_LAG = 60 * 24 * 3660
_LARGEST_PERCENT = 10_000


@dataclass(frozen=True)
class Predecessor:
    """One parsed item. row: row index in the outline; lag: minutes, or hundredths of a percent for lag_kind 2."""

    row: int
    type: int
    lag: int
    lag_kind: int


def parse_predecessors(text: Any, wbs: list[str], minutes_per_day: int) -> list[Predecessor]:
    """Items of the text; rows by WBS code (by a mask or by outline numbers), or by row number after `#`.

    DomainError `predecessors` naming the item that is not understood.
    """
    if (text is not None and not isinstance(text, str)) or len(text or "") > _LONGEST_TEXT:
        raise DomainError(
            "predecessors",
            _("Give the predecessors as a text of at most %(count)s characters.") % {"count": _LONGEST_TEXT},
            "predecessors",
        )
    # NFKC: full-width digits, letters and signs as a Chinese keyboard gives them.
    normal = _plain(text or "")
    for word, short in _CHINESE_TYPES.items():
        normal = normal.replace(word, short)
    row_of = {_plain(code): row for row, code in enumerate(wbs)}
    return [
        _parse_item(item.strip(), row_of, len(wbs), minutes_per_day)
        for item in re.split(r"[,;]", normal)
        if item.strip()
    ]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_TRANSLATE)


def _by_code(item: str, row_of: dict[str, int]) -> tuple[re.Match[str] | None, int | None]:
    """The longest code of the plan that the item begins with and that leaves a type and a lag, or nothing."""
    for end in range(min(len(item), _LONGEST_CODE), 0, -1):
        row = row_of.get(item[:end].rstrip())
        match = _ITEM.match(item[end:].lstrip()) if row is not None else None
        if match and match["code"] is None and match["hash"] is None:
            return match, row
    return None, None


def _parse_item(item: str, row_of: dict[str, int], count: int, minutes_per_day: int) -> Predecessor:
    match, coded = _by_code(item, row_of)
    match = match or _ITEM.match(item)
    if not match or (coded is None and match["code"] is None):
        raise DomainError(
            "predecessors",
            _("“%(item)s” is not a predecessor. Write it like 4.18FS+2d or #12SS.") % {"item": item[:40]},
            "predecessors",
        )
    if coded is not None:
        found: int | None = coded
    elif match["hash"]:
        row = int(match["code"]) - 1 if match["code"].isdigit() else -1
        found = row if 0 <= row < count else None
    else:
        found = None
    if found is None:
        raise DomainError(
            "predecessors", _("There is no row %(code)s in this plan.") % {"code": match["code"]}, "predecessors"
        )
    lag, kind = _lag(match, minutes_per_day)
    return Predecessor(found, _TYPES[(match["type"] or "FS").upper()], lag, kind)


def _lag(match: re.Match[str], minutes_per_day: int) -> tuple[int, int]:
    if not match["amount"]:
        return 0, 0
    amount = float(match["amount"]) * (-1 if match["sign"] == "-" else 1)
    unit = (match["unit"] or "d").lower()
    is_elapsed = bool(match["elapsed"])
    if unit == "%":
        if abs(amount) > _LARGEST_PERCENT:
            raise DomainError("predecessors", _("A lag of more than ten years is not a lag."), "predecessors")
        return round(amount * 100), 3 if is_elapsed else 2
    day = 1440 if is_elapsed else minutes_per_day
    week = 7 * 1440 if is_elapsed else _WORKING_DAYS_PER_WEEK * minutes_per_day
    minutes = {
        "min": 1,
        "分钟": 1,
        "m": 1,
        "h": 60,
        "小时": 60,
        "d": day,
        "天": day,
        "日": day,
        "w": week,
        "周": week,
        "mon": 4 * week,
    }
    lag = round(amount * minutes[unit])
    if abs(lag) > _LARGEST_LAG:
        raise DomainError("predecessors", _("A lag of more than ten years is not a lag."), "predecessors")
    return lag, 1 if is_elapsed else 0
