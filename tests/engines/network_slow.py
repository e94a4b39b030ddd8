"""A second implementation of the network, slow and from the definitions: every minute of a calendar is counted.

It shares nothing with the engine but the calendar's description and the columns of the network. Plans without
summaries; with P6's rules plans in which nothing has begun.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from linkspan.engines.calendar import CalendarSpec
from linkspan.engines.network import NO_TIME, Constraint, Kind, LagCalendar, LagKind, LinkType, Network

_DAYS_BEFORE, _DAYS_AFTER = 200, 900
_FINISHES = (LinkType.FS, LinkType.FF)
_BY_FINISH = (Constraint.MFO, Constraint.FNET, Constraint.FNLT, Constraint.FINISH_ON, Constraint.MANDATORY_FINISH)
_NO_LATER = (Constraint.SNLT, Constraint.FNLT)
_NO_EARLIER = (Constraint.SNET, Constraint.FNET)
_MANDATORY = (Constraint.MANDATORY_START, Constraint.MANDATORY_FINISH)
_FIXED = (Constraint.MSO, Constraint.MFO, *_MANDATORY)


class Minutes:
    """Working minutes of a calendar, counted one by one."""

    def __init__(self, spec: CalendarSpec | None, origin: int) -> None:
        self._first = (origin // 1440 - _DAYS_BEFORE) * 1440
        worked = np.zeros((_DAYS_BEFORE + _DAYS_AFTER) * 1440, dtype=np.int64)
        for day in range(_DAYS_BEFORE + _DAYS_AFTER):
            for start, end in ((0, 1440),) if spec is None else spec.day_intervals(self._first // 1440 + day):
                worked[day * 1440 + start : day * 1440 + end] = 1
        self._count = np.concatenate(([0], np.cumsum(worked)))

    def count(self, t: int) -> int:
        """Minutes worked before `t`."""
        return int(self._count[t - self._first])

    def first(self, w: int) -> int:
        """The earliest instant before which `w` minutes are worked."""
        return self._first + int(np.searchsorted(self._count, w, side="left"))

    def last(self, w: int) -> int:
        """The latest such instant: there minute number w begins."""
        return self._first + int(np.searchsorted(self._count, w, side="right")) - 1

    def add(self, t: int, minutes: int) -> int:
        """Working time after or before `t`."""
        if minutes == 0:
            return t
        w = self.count(t) + minutes
        return self.first(w) if minutes > 0 else self.last(w)


class SlowPlan:
    """All dates of a plan by recursion."""

    def __init__(self, network: Network) -> None:
        self.n, self.o = network, network.options
        specs = [calendar.spec for calendar in network.calendars.calendars]
        self._minutes = [Minutes(spec, network.project_start) for spec in (*specs, None)]
        links = network.links
        columns = (links.pred, links.succ, links.type, links.lag, links.lag_kind)
        self.links = [tuple(int(x) for x in row) for row in zip(*columns, strict=True)]
        self.links = [link for link in self.links if network.active[link[0]]]
        self.p6 = self.o.flavour == "p6"
        self.data_date = self.o.data_date if self.o.remaining_after_data_date else NO_TIME
        self.start = network.project_start
        if self.p6:
            self.start = self.data_date = max(self.o.data_date, network.project_start)
        self._early: dict[int, tuple[int, int]] = {}
        self._late: dict[int, tuple[int, int, int | None]] = {}

    # -- facts ---------------------------------------------------------------------------------------------------------
    def cal(self, i: int) -> Minutes:
        calendar = int(self.n.calendar[i])
        calendar = self.o.default_calendar if calendar < 0 else calendar
        return self._minutes[-1 if self.n.elapsed[i] else calendar]

    def work(self, i: int) -> int:
        return int(self.n.duration[i])

    def left(self, i: int) -> int:
        given = int(self.n.remaining[i])
        return min(given, self.work(i)) if given >= 0 else round(self.work(i) * (100 - self.n.percent[i]) / 100)

    def begun(self, i: int) -> bool:
        return bool(self.n.actual_start[i] != NO_TIME)

    def done(self, i: int) -> bool:
        finish = self.n.actual_finish[i]
        return self.begun(i) and bool(finish != NO_TIME and finish >= self.n.actual_start[i])

    def lag(self, link: tuple[int, ...], t: int, sign: int) -> int:
        pred, succ, _, lag, kind = link
        if kind in (LagKind.PERCENT, LagKind.ELAPSED_PERCENT):
            lag = round(self.work(pred) * lag / 10_000)
        choice = {
            LagCalendar.SUCCESSOR: self.cal(succ),
            LagCalendar.PREDECESSOR: self.cal(pred),
            LagCalendar.PROJECT: self._minutes[self.o.default_calendar],
            LagCalendar.ALWAYS: self._minutes[-1],
        }[LagCalendar(self.o.lag_calendar)]
        elapsed = kind in (LagKind.ELAPSED, LagKind.ELAPSED_PERCENT)
        moved = (self._minutes[-1] if elapsed else choice).add(t, sign * lag)
        counted = not elapsed and self.o.lag_calendar != LagCalendar.ALWAYS
        if self.p6 and sign > 0 and link[2] == LinkType.SS and lag == 0 and counted:
            moved = choice.last(choice.count(t))
        return max(moved, self.data_date) if self.p6 and sign > 0 and lag < 0 else moved

    # -- positions: working minutes before the start, an instant for tasks without work ------------------------------
    def at_start(self, i: int, t: int) -> int:
        return self.cal(i).count(t) if self.work(i) else t

    def at_finish(self, i: int, t: int) -> int:
        return self.at_start(i, t) - self.work(i)

    def dates(self, i: int, position: int) -> tuple[int, int]:
        """Start and finish at a position; a milestone may end a period of work, a start milestone may not."""
        cal = self.cal(i)
        if self.work(i):
            return cal.last(position), cal.first(position + self.work(i))
        w = cal.count(position)
        kind = self.n.kind[i]
        may_end = kind == Kind.MILESTONE if self.p6 else kind != Kind.START_MILESTONE
        moment = position if may_end and cal.first(w) == position else cal.last(w)
        return moment, moment

    # -- forward -----------------------------------------------------------------------------------------------------
    def early(self, i: int) -> tuple[int, int]:
        if i not in self._early:
            self._early[i] = self._begun_dates(i) if self.begun(i) else self._place(i)
        return self._early[i]

    def _bound(self, link: tuple[int, ...]) -> int:
        pred, i, kind, *_ = link
        start, finish = self.early(pred)
        if kind == LinkType.SF and self.p6:
            return self.at_start(i, self.lag(link, self.cal(i).add(start, -self.work(i)), 1))
        t = self.lag(link, finish if kind in _FINISHES else start, 1)
        if kind in (LinkType.FS, LinkType.SS):
            return self.at_start(i, t)
        low = self.at_start(i, self.start)
        return max(self.at_finish(i, t), low) if kind == LinkType.FF or self.p6 else self.at_finish(i, t)

    def _logic(self, i: int) -> int | None:
        return max((self._bound(link) for link in self.links if link[1] == i), default=None)

    def _place(self, i: int) -> tuple[int, int]:
        n = self.n
        if n.manual_start[i] != NO_TIME and n.manual_finish[i] != NO_TIME:
            return int(n.manual_start[i]), int(n.manual_finish[i])
        logic = self._logic(i)
        position = self.at_start(i, self.start) if logic is None else logic
        if self.data_date != NO_TIME:
            position = max(position, self.at_start(i, self.data_date))
        for kind, date in self._constraints(i):
            position = self._constrained(i, position, kind, date)
        if n.external_early_start[i] != NO_TIME:
            position = max(position, self.at_start(i, int(n.external_early_start[i])))
        return self.dates(i, position)

    def _constraints(self, i: int) -> list[tuple[Constraint, int]]:
        n = self.n
        both = ((n.constraint[i], n.constraint_date[i]), (n.constraint2[i], n.constraint2_date[i]))
        return [(Constraint(k), int(d)) for k, d in both if k >= Constraint.MSO and d != NO_TIME]

    def _constrained(self, i: int, position: int, kind: Constraint, date: int) -> int:
        wanted = self.at_finish(i, date) if kind in _BY_FINISH else self.at_start(i, date)
        if kind in _NO_EARLIER:
            return max(position, wanted)
        holds = self.o.honor_constraints and not self.p6
        if kind in _MANDATORY or (holds and kind in (Constraint.MSO, Constraint.MFO)):
            return wanted
        if kind in _NO_LATER:
            return min(position, wanted) if holds else position
        return max(position, wanted)

    def _begun_dates(self, i: int) -> tuple[int, int]:
        n = self.n
        start = int(n.actual_start[i])
        if self.done(i):
            return start, int(n.actual_finish[i])
        if not self.work(i):
            return start, start
        cal = self.cal(i)
        resume = cal.count(start) + self.work(i) - self.left(i)
        if n.resume[i] != NO_TIME:
            resume = max(resume, cal.count(int(n.resume[i])))
        logic = self._logic(i)
        if self.data_date != NO_TIME:
            resume = max(resume, cal.count(self.data_date))
            if logic is not None and self.o.progress_mode == "retained":
                resume = max(resume, logic)
        return start, cal.first(resume + self.left(i))

    @cached_property
    def last_finish(self) -> int:
        rows = [i for i in range(self.n.n_tasks) if self.n.active[i]]
        return max((self.early(i)[1] for i in rows), default=self.start)

    @property
    def end(self) -> int:
        return self.last_finish if self.o.must_finish == NO_TIME else self.o.must_finish

    # -- backward ----------------------------------------------------------------------------------------------------
    def late(self, i: int) -> tuple[int, int, int | None]:
        """Late start and finish, and the late start of what remains (None = holds nobody)."""
        if i not in self._late:
            self._late[i] = self._late_dates(i)
        return self._late[i]

    def _late_bound(self, link: tuple[int, ...]) -> int | None:
        i, succ, kind, *_ = link
        _, finish, resume = self.late(succ)
        base = resume if kind in (LinkType.FS, LinkType.SS) else finish
        if base is None or self.done(succ) or not self.n.active[succ]:
            return None
        manual = self.n.manual_start[i] != NO_TIME and self.n.manual_finish[i] != NO_TIME
        if self.begun(succ) and kind in (LinkType.FS, LinkType.SS):
            if self.o.progress_mode == "override":
                return None
            if self.o.progress_mode == "actual":
                base = int(self.n.actual_start[succ])
        if kind == LinkType.SS and (manual or self.begun(i) or self.begun(succ)):
            return None
        if kind == LinkType.SF and manual:
            return None
        cal = self.cal(i)
        if kind == LinkType.SS and not self.p6:
            return self.at_start(i, self.lag(link, cal.last(cal.count(base)), -1))
        if kind == LinkType.SF:
            base = cal.add(base, self.work(i))
        t = self.lag(link, base, -1)
        if kind == LinkType.SS:
            is_finish_milestone = self.n.kind[i] == Kind.MILESTONE
            return self.at_start(i, t if is_finish_milestone else cal.last(cal.count(t)))
        return self.at_finish(i, t)

    def _late_dates(self, i: int) -> tuple[int, int, int | None]:
        n, cal = self.n, self.cal(i)
        if self.done(i):
            return int(n.actual_start[i]), int(n.actual_finish[i]), None
        bounds = [b for link in self.links if link[0] == i and (b := self._late_bound(link)) is not None]
        if self.p6 and not bounds and n.external_late_finish[i] != NO_TIME:
            position = self.at_finish(i, int(n.external_late_finish[i]))
        elif self.p6 and bounds:
            position = min(*bounds, self.at_finish(i, max(self.end, self.last_finish)))
        else:
            position = min([*bounds, self.at_finish(i, self.end)])
        for kind, date in self._constraints(i):
            wanted = self.at_finish(i, date) if kind in _BY_FINISH else self.at_start(i, date)
            if kind in _FIXED:
                position = wanted
            elif kind not in _NO_EARLIER:
                position = min(position, wanted)
        for date in (int(n.deadline[i]), int(n.external_late_finish[i])):
            if date != NO_TIME:
                position = min(position, self.at_finish(i, date))
        if self.work(i):
            start, finish = cal.last(position), cal.first(position + self.work(i))
        else:
            start = finish = cal.first(cal.count(position))
            if n.kind[i] == Kind.START_MILESTONE:
                start = cal.last(cal.count(position))
                finish = finish if self.p6 else start
        if self.begun(i):
            held = cal.last(position + self.work(i) - self.left(i)) if self.work(i) else start
            return int(n.actual_start[i]), finish, held
        return start, finish, start
