"""Days, months and working days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from linkspan.engines.expression.catalogue import Function, Param, simple, whole
from linkspan.engines.expression.kinds import Fault, Kind
from linkspan.engines.expression.nodes import Place
from linkspan.engines.expression.operators import FIRST_DAY, LAST_DAY, in_range, shift_days
from linkspan.engines.expression.typed import Calendar, Frame, Typed, argument, read_date

GROUP = "date"
_DATE = Param("日期", "date", (Kind.DATE,))
_ANY_DATE = Param("日期", "date", (Kind.DATE, Kind.DATETIME))
_START = Param("开始日期", "start", (Kind.DATE,))
_END = Param("结束日期", "end", (Kind.DATE,))
_MONTHS = Param("月数", "months", (Kind.NUMBER,))
_DAYS = Param("天数", "days", (Kind.NUMBER,))
_NUMBER = (Kind.NUMBER,)
_MOST_MONTHS = 12 * (LAST_DAY.year - FIRST_DAY.year + 1)
_MOST_DAYS = (LAST_DAY - FIRST_DAY).days
_SATURDAY = 5


def _today(function: Function, parts: list[Typed], place: Place) -> Typed:
    return Typed(Kind.DATE, lambda frame: frame.today, place)


def _date(year: Decimal, month: Decimal, day: Decimal) -> date:
    """A date from its parts; months and days beyond the end run over, as in Excel."""
    whole("DATE", ("年", "year"), year, FIRST_DAY.year, LAST_DAY.year)
    whole("DATE", ("月", "month"), month, -_MOST_MONTHS, _MOST_MONTHS)
    whole("DATE", ("日", "day"), day, -_MOST_DAYS, _MOST_DAYS)
    first = _month(int(year) * 12 + int(month) - 1, 1)
    return shift_days(first, int(day) - 1)


def _month(index: int, day: int) -> date:
    """The day of the month `index` (months since the year 0), the last one when the month is shorter."""
    year, month = divmod(index, 12)
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise Fault("date_out_of_range")
    return date(year, month + 1, min(day, monthrange(year, month + 1)[1]))


def _later(name: str, day: date, months: Decimal) -> int:
    return day.year * 12 + day.month - 1 + whole(name, _MONTHS.words, months, -_MOST_MONTHS, _MOST_MONTHS)


def _edate(day: date, months: Decimal) -> date:
    return _month(_later("EDATE", day, months), day.day)


def _eomonth(day: date, months: Decimal) -> date:
    return _month(_later("EOMONTH", day, months), 31)


def _date_value(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else read_date(value)


def _is_workday(day: date) -> bool:
    """Monday to Friday: what counts without a calendar."""
    return day.weekday() < _SATURDAY


def _asked(frame: Frame, is_workday: Calendar, ordinal: int) -> bool:
    """Whether a day is worked on; a calendar that does not know the day is out of its range."""
    frame.spend()
    try:
        return bool(is_workday(date.fromordinal(ordinal)))
    except (ValueError, LookupError):
        raise Fault("date_out_of_range") from None


def _workdays(function: Function, parts: list[Typed], place: Place) -> Typed:
    start, end = (argument(p, q.kinds, function.name, q.words).run for p, q in zip(parts, function.params, strict=True))

    def run(frame: Frame) -> Any:
        first, last = start(frame), end(frame)
        if first is None or last is None:
            return None
        is_workday = frame.calendar or _is_workday
        sign = 1 if first <= last else -1
        low, high = sorted((in_range(first.toordinal()).toordinal(), in_range(last.toordinal()).toordinal()))
        return Decimal(sign * sum(_asked(frame, is_workday, day) for day in range(low, high + 1)))

    return Typed(Kind.NUMBER, run, place)


def _workday(function: Function, parts: list[Typed], place: Place) -> Typed:
    start, days = (
        argument(p, q.kinds, function.name, q.words).run for p, q in zip(parts, function.params, strict=True)
    )

    def run(frame: Frame) -> Any:
        day, count = start(frame), days(frame)
        if day is None or count is None:
            return None
        left = whole(function.name, _DAYS.words, count, -_MOST_DAYS, _MOST_DAYS)
        is_workday = frame.calendar or _is_workday
        step = 1 if left >= 0 else -1
        ordinal = in_range(day.toordinal()).toordinal()
        while left:
            ordinal = in_range(ordinal + step).toordinal()
            if _asked(frame, is_workday, ordinal):
                left -= step
        return date.fromordinal(ordinal)

    return Typed(Kind.DATE, run, place)


def _is_workday_call(function: Function, parts: list[Typed], place: Place) -> Typed:
    day_of = argument(parts[0], _DATE.kinds, function.name, _DATE.words).run

    def run(frame: Frame) -> Any:
        day = day_of(frame)
        return day is not None and _asked(frame, frame.calendar or _is_workday, day.toordinal())

    return Typed(Kind.BOOLEAN, run, place)


def _part(name: str, zh: str, en: str) -> Function:
    part = name.lower()
    build = simple(Kind.NUMBER, lambda day: Decimal(getattr(day, part)))
    return Function(name, GROUP, (_ANY_DATE,), (zh, en), f"{name}(DATE(2026, 3, 5))", build)


FUNCTIONS = (
    Function(
        "TODAY", GROUP, (), ("今天（业务日期）。", "Today, the business date."), "TODAY()", _today, uses_today=True
    ),
    Function(
        "DATE",
        GROUP,
        (Param("年", "year", _NUMBER), Param("月", "month", _NUMBER), Param("日", "day", _NUMBER)),
        ("由年月日得到日期；超出的月、日顺延。", "A date from its parts; months and days beyond the end run over."),
        "DATE(2026, 3, 5)",
        simple(Kind.DATE, _date),
    ),
    _part("YEAR", "年份。", "The year."),
    _part("MONTH", "月份，1 到 12。", "The month, 1 to 12."),
    _part("DAY", "几号，1 到 31。", "The day of the month, 1 to 31."),
    Function(
        "DATEVALUE",
        GROUP,
        (Param("日期时间或文字", "date with time or text", (Kind.DATETIME, Kind.TEXT, Kind.DATE)),),
        (
            "日期时间的日期部分，或写成 2026-03-05 的文字；读不懂则为空。",
            "The date of a date with time, or of text like 2026-03-05; empty when it cannot be read.",
        ),
        'DATEVALUE("2026-03-05")',
        simple(Kind.DATE, _date_value),
    ),
    Function(
        "DAYS",
        GROUP,
        (_END, _START),
        ("两个日期相差的天数，即结束减开始。", "The days between two dates: end minus start."),
        'DAYS("2026-03-05", "2026-03-01")',
        simple(Kind.NUMBER, lambda end, start: Decimal((end - start).days)),
    ),
    Function(
        "WORKDAYS",
        GROUP,
        (_START, _END),
        (
            "从开始到结束的工作日数，含首尾，按项目日历（含调休）。",
            "The working days from start to end, both included, by the calendar of the project.",
        ),
        'WORKDAYS("2026-03-02", "2026-03-06")',
        _workdays,
        aliases=("NETWORKDAYS",),
        uses_calendar=True,
    ),
    Function(
        "WORKDAY",
        GROUP,
        (_START, _DAYS),
        ("若干个工作日之后的日期，负数为之前。", "The date that many working days later, or earlier when negative."),
        'WORKDAY("2026-03-06", 1)',
        _workday,
        uses_calendar=True,
    ),
    Function(
        "ISWORKDAY",
        GROUP,
        (_DATE,),
        ("是不是工作日。", "Whether a day is worked on."),
        'ISWORKDAY("2026-03-06")',
        _is_workday_call,
        uses_calendar=True,
    ),
    Function(
        "EDATE",
        GROUP,
        (_DATE, _MONTHS),
        (
            "若干个月之后的同一天，没有则取月末。",
            "The same day that many months later, or the last of a shorter month.",
        ),
        'EDATE("2026-01-31", 1)',
        simple(Kind.DATE, _edate),
    ),
    Function(
        "EOMONTH",
        GROUP,
        (_DATE, _MONTHS),
        ("若干个月之后那个月的最后一天。", "The last day of the month that many months later."),
        'EOMONTH("2026-01-15", 1)',
        simple(Kind.DATE, _eomonth),
    ),
)
