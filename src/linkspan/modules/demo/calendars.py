"""Working calendars of the hospital demo for 2026 (and the provisional start of 2027).

The rest days and make-up workdays of 2026 follow the State Council notice. The notice for 2027 does not exist at the
data date, so the statutory days of early 2027 are marked provisional.
"""

from __future__ import annotations

from .records import CalendarException, Name, WorkCalendar

HOURS_PER_DAY = 8
OFFICE_DAY = (("08:00", "12:00"), ("13:30", "17:30"))
ROUND_THE_CLOCK = (("00:00", "24:00"),)
REST: tuple[tuple[str, str], ...] = ()

STANDARD, SITE, CUTOVER = "standard", "site", "cutover"

_SPRING = Name("春节", "Spring Festival")
_RESTS = (
    ("2026-01-01", "2026-01-03", Name("元旦", "New Year")),
    ("2026-02-15", "2026-02-23", _SPRING),
    ("2026-04-04", "2026-04-06", Name("清明节", "Qingming Festival")),
    ("2026-05-01", "2026-05-05", Name("劳动节", "Labour Day")),
    ("2026-06-19", "2026-06-21", Name("端午节", "Dragon Boat Festival")),
    ("2026-09-25", "2026-09-27", Name("中秋节", "Mid-Autumn Festival")),
    ("2026-10-01", "2026-10-07", Name("国庆节", "National Day")),
)
_PROVISIONAL_RESTS = (
    ("2027-01-01", "2027-01-01", Name("元旦（暂定）", "New Year (provisional)")),
    ("2027-02-05", "2027-02-08", Name("春节（暂定）", "Spring Festival (provisional)")),
)
MAKE_UP_WORKDAYS = ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")

REST_DAYS = tuple(CalendarException(first, last, REST, name) for first, last, name in _RESTS) + tuple(
    CalendarException(first, last, REST, name, provisional=True) for first, last, name in _PROVISIONAL_RESTS
)
_MAKE_UP = tuple(
    CalendarException(day, day, OFFICE_DAY, Name("调休上班", "Make-up workday")) for day in MAKE_UP_WORKDAYS
)

CALENDARS = (
    WorkCalendar(
        STANDARD,
        Name("中国工作日历（8 小时）", "China working calendar (8 h)"),
        (OFFICE_DAY,) * 5 + (REST,) * 2,
        REST_DAYS + _MAKE_UP,
    ),
    WorkCalendar(
        SITE,
        Name("现场施工日历（周一至周六）", "Site calendar (Monday to Saturday)"),
        (OFFICE_DAY,) * 6 + (REST,),
        REST_DAYS + _MAKE_UP,
    ),
    WorkCalendar(CUTOVER, Name("割接日历（7×24）", "Cutover calendar (24 x 7)"), (ROUND_THE_CLOCK,) * 7, ()),
)
