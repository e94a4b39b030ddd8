"""`ord` and its inverses for the compiled kernels, over `CalendarSet.packed`; `work` says what they mean.

Results outside 1900-2200 come back as the bound itself; the caller reports them, it never loops on them.
"""

from __future__ import annotations

from typing import Any

from linkspan.engines._compiled import inline_kernel
from linkspan.engines.calendar.instants import FIRST_MINUTE, LAST_MINUTE
from linkspan.engines.calendar.packed import (
    DAY_CUM,
    DAY_PATTERN,
    FIRST_DAY,
    HEAD,
    N_DAYS,
    TOTAL,
    WEEK_CUM,
    WEEK_MINUTES,
    WEEK_PATTERN,
)

_FIRST = FIRST_MINUTE
_LAST = LAST_MINUTE
#: How far, in days, a guess by proportion usually misses; only speed depends on it.
_NEAR = 8


@inline_kernel
def cal_ord(cals: Any, c: int, t: int) -> Any:
    """Working minutes of calendar `c` before instant `t`."""
    head = c * HEAD
    day = t // 1440
    minute = t - day * 1440
    offset = day - cals[head + FIRST_DAY]
    if offset < 0 or offset >= cals[head + N_DAYS]:
        ordinal = 0
        if offset >= 0:
            ordinal = cals[head + TOTAL]
            offset -= cals[head + N_DAYS]
        weeks = offset // 7
        index = offset - weeks * 7
        ordinal += weeks * cals[head + WEEK_MINUTES] + cals[cals[head + WEEK_CUM] + index]
        pattern = cals[cals[head + WEEK_PATTERN] + index]
    else:
        ordinal = cals[cals[head + DAY_CUM] + offset]
        pattern = cals[cals[head + DAY_PATTERN] + offset]
    for k in range(pattern + 1, pattern + 1 + 2 * cals[pattern], 2):
        if minute <= cals[k]:
            break
        ordinal += min(minute, cals[k + 1]) - cals[k]
    return ordinal


@inline_kernel
def _last_not_above(cals: Any, low: int, high: int, value: int) -> int:
    """The last position in `low` <= x < `high` of ascending `cals` whose entry is not above `value`."""
    while high - low > 1:
        middle = (low + high) >> 1
        if cals[middle] <= value:
            low = middle
        else:
            high = middle
    return low


@inline_kernel
def _day_index(cals: Any, base: int, days: int, w: int) -> Any:
    """The day of ordinal `w`: proportion finds it to within a few days, bisection does the rest."""
    guess = base + w * days // cals[base + days]
    low, high = max(base, guess - _NEAR), min(base + days, guess + _NEAR)
    if cals[low] > w:
        low, high = base, low
    elif cals[high] <= w:
        low, high = high, base + days
    return _last_not_above(cals, low, high, w) - base


@inline_kernel
def cal_inv_start(cals: Any, c: int, w: int) -> Any:
    """The latest instant with ordinal `w` in calendar `c`."""
    head = c * HEAD
    total = cals[head + TOTAL]
    day = cals[head + FIRST_DAY]
    if w >= 0 and w < total:
        # Rest days repeat a value; the search ends on the last day that has it, which is the worked one.
        base = cals[head + DAY_CUM]
        index = _day_index(cals, base, cals[head + N_DAYS], w)
        rest = w - cals[base + index]
        day += index
        pattern = cals[cals[head + DAY_PATTERN] + index]
    else:
        week = cals[head + WEEK_MINUTES]
        if week == 0:
            return _FIRST if w < 0 else _LAST
        rest = w
        if w >= 0:
            day += cals[head + N_DAYS]
            rest -= total
        weeks = rest // week
        rest -= weeks * week
        base = cals[head + WEEK_CUM]
        index = _last_not_above(cals, base, base + 7, rest) - base
        rest -= cals[base + index]
        day += weeks * 7 + index
        pattern = cals[cals[head + WEEK_PATTERN] + index]
    for k in range(pattern + 1, pattern + 1 + 2 * cals[pattern], 2):
        length = cals[k + 1] - cals[k]
        if rest < length:
            found = day * 1440 + cals[k] + rest
            return min(max(found, _FIRST), _LAST)
        rest -= length
    return _LAST


@inline_kernel
def cal_inv_finish(cals: Any, c: int, w: int) -> Any:
    """The earliest instant with ordinal `w` in calendar `c`."""
    return min(cal_inv_start(cals, c, w - 1) + 1, _LAST)


@inline_kernel
def cal_add(cals: Any, c: int, t: int, minutes: int) -> Any:
    """`minutes` of working time after `t`; zero leaves `t` alone."""
    if minutes == 0:
        return t
    target = cal_ord(cals, c, t) + minutes
    if minutes > 0:
        return cal_inv_finish(cals, c, target)
    return cal_inv_start(cals, c, target)
