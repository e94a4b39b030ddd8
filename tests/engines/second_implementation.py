"""A second critical path method, slow and straight from the definitions, to compare the compiled one with.

It shares no code with `engines.network` or `engines.calendar`: a calendar is an array that says for every minute of two
years whether it is worked, an ordinal is a count of such minutes, a task is placed by counting. Rules, with their
sources: PMBOK and the GAO Schedule Assessment Guide for passes and floats; Microsoft Project ("msp") for what the
standards leave open (constraints hold against logic, a finish-to-finish link never pulls a start before the project
start, a milestone may stand at the end of a working period, the rest of started work follows what was done); Primavera
P6 ("p6": "no later than" dates never hold logic back, nothing is placed before the data date, early and late
start of started work are those of what remains).

Covered: the four link types, working, elapsed and percent lags and leads in the successor's calendar, several
calendars, the eight constraints of MSPDI and P6's own four, deadlines, must-finish, progress under retained logic,
inactive tasks. Not covered: summaries, levels of effort, hammocks, ALAP, manual tasks, several projects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

FS, SS, FF, SF = range(4)
WORKING, ELAPSED, PERCENT, ELAPSED_PERCENT = range(4)
ASAP, ALAP, MSO, MFO, SNET, SNLT, FNET, FNLT, START_ON, FINISH_ON, MANDATORY_START, MANDATORY_FINISH = range(12)
DAY = 1440
#: Monday 2025-07-07 in days since 1970, and the days that clocks know.
FIRST, DAYS = 20276, 110 * 7

Week = tuple[tuple[tuple[int, int], ...], ...]


class Clock:
    """One calendar, minute by minute."""

    def __init__(self, week: Week) -> None:
        works = np.zeros(DAYS * DAY, dtype=np.int64)
        for day in range(DAYS):
            for start, end in week[day % 7]:
                works[day * DAY + start : day * DAY + end] = 1
        self.counted = np.concatenate(([0], np.cumsum(works)))

    def place(self, t: int) -> int:
        """How many minutes are worked before `t`."""
        return int(self.counted[t - FIRST * DAY])

    def begin(self, place: int) -> int:
        """Where work goes on after so many minutes: the last instant with that count."""
        return int(np.searchsorted(self.counted, place, side="right")) - 1 + FIRST * DAY

    def end(self, place: int) -> int:
        """Where so many minutes are done: the first instant with that count."""
        return int(np.searchsorted(self.counted, place, side="left")) + FIRST * DAY

    def later(self, t: int, minutes: int) -> int:
        """`t` after (or, where negative, before) so much working time."""
        if minutes == 0:
            return t
        place = self.place(t) + minutes
        return self.end(place) if minutes > 0 else self.begin(place)


@cache
def clock(week: Week) -> Clock:
    return Clock(week)


ROUND_THE_CLOCK: Week = (((0, DAY),),) * 7


@dataclass
class Task:
    """Minutes and instants; None where there is none."""

    duration: int
    calendar: int = 0
    constraint: int = ASAP
    date: int | None = None
    deadline: int | None = None
    actual_start: int | None = None
    actual_finish: int | None = None
    remaining: int | None = None
    active: bool = True


@dataclass
class Plan:
    """A whole plan; links are (pred, succ, type, lag, kind of lag)."""

    tasks: Sequence[Task]
    links: Sequence[tuple[int, int, int, int, int]]
    calendars: Sequence[Week]
    start: int
    data_date: int | None = None
    must_finish: int | None = None
    flavour: str = "msp"
    honor: bool = True


@dataclass
class Dates:
    """What the definitions give, by row; floats in minutes of each task's calendar."""

    early_start: list[int] = field(default_factory=list)
    early_finish: list[int] = field(default_factory=list)
    late_start: list[int] = field(default_factory=list)
    late_finish: list[int] = field(default_factory=list)
    total_float: list[int] = field(default_factory=list)
    finish: int = 0


class Passes:
    """Forward and backward over one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        n = len(plan.tasks)
        self.clocks = [clock(plan.calendars[task.calendar]) for task in plan.tasks]
        self.es, self.ef, self.ls, self.lf = [0] * n, [0] * n, [0] * n, [0] * n
        #: Late start of the work still to do: what holds predecessors.
        self.resume: list[int | None] = [None] * n
        self.links = [link for link in plan.links if plan.tasks[link[0]].active]

    def run(self) -> Dates:
        order = self._order()
        for i in order:
            self._forward(i)
        counted = [self.ef[i] for i, task in enumerate(self.plan.tasks) if task.active]
        finish = max(counted, default=self.plan.start)
        end = self.plan.must_finish if self.plan.must_finish is not None else finish
        for i in reversed(order):
            self._backward(i, end)
        floats = [self._float(i) for i in range(len(self.plan.tasks))]
        return Dates(self.es, self.ef, self.ls, self.lf, floats, finish)

    def _order(self) -> list[int]:
        n, done = len(self.plan.tasks), []
        while len(done) < n:
            ready = [i for i in range(n) if i not in done and all(p in done for p, s, *_ in self.links if s == i)]
            if not ready:
                raise ValueError("the links run in a circle")
            done += ready
        return done

    def lag(self, link: tuple[int, int, int, int, int], t: int, sign: int) -> int:
        """`t` moved by the lag of a link, in the successor's working time unless it is elapsed."""
        pred, succ, _, lag, kind = link
        minutes = lag if kind < PERCENT else round(self.plan.tasks[pred].duration * lag / 10_000)
        if kind in (ELAPSED, ELAPSED_PERCENT):
            return t + sign * minutes
        return self.clocks[succ].later(t, sign * minutes)

    # -- early -----------------------------------------------------------------------------------------------------
    def _asked(self, i: int, work: int) -> list[int]:
        """Where each link lets `work` minutes of task i begin: places, or instants for a milestone."""
        own, found = self.clocks[i], []
        for link in self.links:
            if link[1] != i:
                continue
            pred, kind = link[0], link[2]
            t = self.lag(link, self.ef[pred] if kind in (FS, FF) else self.es[pred], 1)
            place = own.place(t) if self.plan.tasks[i].duration else t
            if kind in (FF, SF):
                place -= work
            if kind == FF and self.plan.flavour == "msp":
                place = max(place, own.place(self.plan.start) if self.plan.tasks[i].duration else self.plan.start)
            found.append(place)
        return found

    def _forward(self, i: int) -> None:
        task, own = self.plan.tasks[i], self.clocks[i]
        if task.actual_start is not None:
            self._forward_started(i)
            return
        asked = self._asked(i, task.duration)
        floors = [self.plan.data_date] if self.plan.data_date is not None else []
        if not asked or self.plan.flavour == "p6":
            floors.append(self.plan.start)
        place = max([*asked, *(own.place(t) if task.duration else t for t in floors)])
        place = self._constrained(i, place)
        if task.duration:
            self.es[i], self.ef[i] = own.begin(place), own.end(place + task.duration)
        else:
            self.es[i] = self.ef[i] = self._milestone(i, place)

    def _milestone(self, i: int, t: int) -> int:
        """A milestone stands where work ends or can begin."""
        own = self.clocks[i]
        return t if own.end(own.place(t)) == t else own.begin(own.place(t))

    def _constrained(self, i: int, place: int) -> int:
        task, own = self.plan.tasks[i], self.clocks[i]
        if task.date is None or task.constraint in (ASAP, ALAP):
            return place
        by_finish = task.constraint in (MFO, FNET, FNLT, FINISH_ON, MANDATORY_FINISH)
        wanted = task.date
        if task.duration:
            wanted = own.place(task.date) - (task.duration if by_finish else 0)
        if task.constraint in (MANDATORY_START, MANDATORY_FINISH):
            return wanted
        if task.constraint in (SNET, FNET, MSO, MFO, START_ON, FINISH_ON):
            place = max(place, wanted)
        holds = self.plan.honor and self.plan.flavour == "msp"
        if holds and task.constraint in (SNLT, FNLT, MSO, MFO):
            place = min(place, wanted)
        return place

    def _rest(self, i: int) -> int:
        task = self.plan.tasks[i]
        return task.duration if task.remaining is None else min(task.remaining, task.duration)

    def _forward_started(self, i: int) -> None:
        """Actual dates stand; what remains waits for the data date and for unfinished predecessors (retained logic)."""
        task, own = self.plan.tasks[i], self.clocks[i]
        self.es[i] = self.ef[i] = task.actual_start
        if task.actual_finish is not None:
            self.ef[i] = task.actual_finish
        elif task.duration:
            rest = self._rest(i)
            done = task.duration - rest if self.plan.flavour == "msp" else 0
            place = own.place(task.actual_start) + done
            if self.plan.data_date is not None:
                place = max(place, own.place(self.plan.data_date), *self._asked(i, rest))
            self.ef[i] = own.end(place + rest)
            if self.plan.flavour == "p6" and rest:
                self.es[i] = own.begin(place)

    # -- late ------------------------------------------------------------------------------------------------------
    def _left(self, i: int) -> list[int]:
        """The latest start places that the successors of task i leave it."""
        own, duration, found = self.clocks[i], self.plan.tasks[i].duration, []
        for link in self.links:
            if link[0] != i:
                continue
            succ, kind = link[1], link[2]
            task = self.plan.tasks[succ]
            base = self.resume[succ] if kind in (FS, SS) else self.lf[succ]
            if not task.active or task.actual_finish is not None or base is None:
                continue
            if kind == SS and (self.plan.tasks[i].actual_start is not None or task.actual_start is not None):
                continue  # a start that is history holds nothing, nor is it held
            t = self.lag(link, base, -1)
            place = own.place(t) if duration else t
            found.append(place - (duration if kind in (FS, FF) else 0))
        return found

    def _backward(self, i: int, end: int) -> None:
        task, own = self.plan.tasks[i], self.clocks[i]
        if task.actual_finish is not None and task.actual_start is not None:
            self.ls[i], self.lf[i] = task.actual_start, task.actual_finish
            return
        place = min([*self._left(i), own.place(end) - task.duration if task.duration else end])
        place = self._capped(i, place)
        if not task.duration:
            self.ls[i] = self.lf[i] = own.end(own.place(place))
            self.resume[i] = self.ls[i]
            if task.actual_start is not None:
                self.ls[i] = task.actual_start
            return
        self.ls[i], self.lf[i] = own.begin(place), own.end(place + task.duration)
        self.resume[i] = self.ls[i]
        if task.actual_start is not None:
            self.resume[i] = own.begin(place + task.duration - self._rest(i))
            self.ls[i] = self.resume[i] if self.plan.flavour == "p6" and self._rest(i) else task.actual_start

    def _capped(self, i: int, place: int) -> int:
        task, own = self.plan.tasks[i], self.clocks[i]

        def start(t: int) -> int:
            return own.place(t) if task.duration else t

        if task.date is not None:
            if task.constraint in (MSO, MANDATORY_START):
                place = start(task.date)
            if task.constraint in (MFO, MANDATORY_FINISH):
                place = start(task.date) - task.duration
            if task.constraint in (SNLT, START_ON):
                place = min(place, start(task.date))
            if task.constraint in (FNLT, FINISH_ON):
                place = min(place, start(task.date) - task.duration)
        if task.deadline is not None:
            place = min(place, start(task.deadline) - task.duration)
        return place

    def _float(self, i: int) -> int:
        task, own = self.plan.tasks[i], self.clocks[i]
        if task.actual_finish is not None and task.actual_start is not None:
            return 0
        by_finish = own.place(self.lf[i]) - own.place(self.ef[i])
        if task.actual_start is not None:
            return by_finish
        return min(by_finish, own.place(self.ls[i]) - own.place(self.es[i]))


def dates_of(plan: Plan) -> Dates:
    """All dates of a plan by definition. Raises `ValueError` for a loop."""
    return Passes(plan).run()
