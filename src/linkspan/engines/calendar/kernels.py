"""`ord` and its inverses for the compiled kernels: scalar functions over `PackedCalendars` (see `work` for the meaning).

Results outside 1900-2200 come back as the bound itself; the caller reports them, it never loops on them.
"""

from __future__ import annotations

from typing import Any

from linkspan.engines._compiled import inline_kernel
from linkspan.engines.calendar.instants import FIRST_MINUTE, LAST_MINUTE

_FIRST = FIRST_MINUTE
_LAST = LAST_MINUTE


@inline_kernel
def cal_ord(cals: Any, c: int, t: int) -> int:
    """Working minutes of calendar `c` before instant `t`."""
    day = t // 1440
    minute = t - day * 1440
    offset = day - cals.head[c, 0]
    if offset < 0 or offset >= cals.head[c, 1]:
        ordinal = 0
        if offset >= 0:
            ordinal = cals.head[c, 3]
            offset -= cals.head[c, 1]
        weeks = offset // 7
        index = offset - weeks * 7
        ordinal += weeks * cals.head[c, 4] + cals.week_cum[c, index]
        pattern = cals.head[c, 5] + index
    else:
        ordinal = cals.day_cum[cals.head[c, 2] + offset]
        pattern = cals.day_pattern[cals.head[c, 2] + offset]
    for k in range(cals.pattern_ptr[pattern], cals.pattern_ptr[pattern + 1]):
        if minute <= cals.interval_start[k]:
            break
        ordinal += min(minute, cals.interval_end[k]) - cals.interval_start[k]
    return ordinal


@inline_kernel
def cal_inv_start(cals: Any, c: int, w: int) -> int:
    """The latest instant with ordinal `w` in calendar `c`."""
    total = cals.head[c, 3]
    if w >= 0 and w < total:
        base = cals.head[c, 2]
        low = base
        high = base + cals.head[c, 1]
        while high - low > 1:
            middle = (low + high) >> 1
            if cals.day_cum[middle] <= w:
                low = middle
            else:
                high = middle
        # Rest days repeat a value; the search ends on the last day that still has it, which is the worked one.
        day = cals.head[c, 0] + low - base
        rest = w - cals.day_cum[low]
        pattern = cals.day_pattern[low]
    else:
        week = cals.head[c, 4]
        if week == 0:
            return _FIRST if w < 0 else _LAST
        day = cals.head[c, 0]
        rest = w
        if w >= 0:
            day += cals.head[c, 1]
            rest -= total
        weeks = rest // week
        rest -= weeks * week
        index = 0
        while cals.week_cum[c, index + 1] <= rest:
            index += 1
        rest -= cals.week_cum[c, index]
        day += weeks * 7 + index
        pattern = cals.head[c, 5] + index
    for k in range(cals.pattern_ptr[pattern], cals.pattern_ptr[pattern + 1]):
        length = cals.interval_end[k] - cals.interval_start[k]
        if rest < length:
            found = day * 1440 + cals.interval_start[k] + rest
            return min(max(found, _FIRST), _LAST)
        rest -= length
    return _LAST


@inline_kernel
def cal_inv_finish(cals: Any, c: int, w: int) -> int:
    """The earliest instant with ordinal `w` in calendar `c`."""
    return min(cal_inv_start(cals, c, w - 1) + 1, _LAST)


@inline_kernel
def cal_add(cals: Any, c: int, t: int, minutes: int) -> int:
    """`minutes` of working time after `t`; zero leaves `t` alone."""
    if minutes == 0:
        return t
    target = cal_ord(cals, c, t) + minutes
    if minutes > 0:
        return cal_inv_finish(cals, c, target)
    return cal_inv_start(cals, c, target)
