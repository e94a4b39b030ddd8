"""What a number format of a workbook makes of a number: percentage, date or time; and dates of serial numbers."""

from __future__ import annotations

import datetime as dt
import re

#: ECMA-376 part 1, 18.8.30, with the East Asian dates of the same table.
_BUILT_IN = {
    **dict.fromkeys((9, 10), "percent"),
    **dict.fromkeys((14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 55), 57, 58), "date"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56), "time"),
}
_ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_DECORATION = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_EPOCH_1900 = dt.datetime(1899, 12, 30)  # noqa: DTZ001  a wall clock has no zone
_EPOCH_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001
_LAST_SERIAL = 2_958_465
#: Excel counts a 29 February 1900 that never was, as Lotus 1-2-3 did.
_FALSE_LEAP_DAY = 60


def kind_of_format(identifier: int, code: str = "") -> str:
    """`percent`, `date`, `time` or `number` for a format by its id and, for one of the file's own, its code."""
    if not code:
        return _BUILT_IN.get(identifier, "number")
    first = code.split(";")[0]
    if _ELAPSED.search(first):
        return "number"
    plain = _DECORATION.sub("", first).lower()
    if "general" in plain or "@" in plain:
        return "number"
    if "%" in plain:
        return "percent"
    if "y" in plain or "d" in plain or ("m" in plain and "h" not in plain and "s" not in plain):
        return "date"
    return "time" if "h" in plain or "s" in plain else "number"


def from_serial(serial: float, date_1904: bool = False) -> dt.datetime | None:
    """The moment of a serial number, to the second; None where there is no such day."""
    if not 0 <= serial <= _LAST_SERIAL:
        return None
    if date_1904:
        return _EPOCH_1904 + dt.timedelta(seconds=round(serial * 86400))
    if int(serial) == _FALSE_LEAP_DAY:
        return None
    epoch = _EPOCH_1900 if serial > _FALSE_LEAP_DAY else _EPOCH_1900 + dt.timedelta(days=1)
    return epoch + dt.timedelta(seconds=round(serial * 86400))
