"""Demo data of the hospital project: inputs only, pure Python, no Django.

What the loader reads (all frozen dataclasses, see records.py):

- `ORGANISATION`, `PROGRAMME` (names), `PARTIES`, `DEPARTMENTS`, `PEOPLE`, `LOGINS`
- `CALENDARS`: `WorkCalendar(code, name, week, exceptions)`; codes standard (the project's), site, cutover
- `build_plan() -> ProjectPlan`: sections, tasks in outline order (leaves and milestones), baselines

Conventions: names are `Name(zh, en)`; a person is a username; dates are ISO strings of local wall time; durations and
lags are working days of 8 h (`duration_days * 480` minutes on whatever calendar the task has); `progress.percent` is
0..100. `Task.code` is the section's code and the position in it, so rows created in this order get these WBS numbers.
Nothing the CPM computes is stored here.
"""

from .calendars import CALENDARS, HOURS_PER_DAY
from .history import SEED
from .organisation import (
    DEPARTMENTS,
    LOGINS,
    ORGANISATION,
    ORGANISATION_CODE,
    PARTIES,
    PEOPLE,
    PROGRAMME,
    PROGRAMME_CODE,
)
from .plan_hospital import build_plan

__all__ = [
    "CALENDARS",
    "DEPARTMENTS",
    "HOURS_PER_DAY",
    "LOGINS",
    "ORGANISATION",
    "ORGANISATION_CODE",
    "PARTIES",
    "PEOPLE",
    "PROGRAMME",
    "PROGRAMME_CODE",
    "SEED",
    "build_plan",
]
