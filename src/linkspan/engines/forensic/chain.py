"""The driving chain of one date: which date of which row stands on which, back to the first cause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from linkspan.engines.calendar import CalendarError
from linkspan.engines.forensic.model import Dated, binds_start, leaves_from_finish
from linkspan.engines.network import NO_TIME, Constraint, LinkType, Reason

DateName = Literal["start", "finish", "early_start", "late_start", "late_finish"]
DATES: tuple[DateName, ...] = ("start", "finish", "late_start", "late_finish")

_BY_FINISH = (
    Constraint.MFO,
    Constraint.FNET,
    Constraint.FNLT,
    Constraint.FINISH_ON,
    Constraint.MANDATORY_FINISH,
)
#: Constraints that cap late dates: those that do so by the start, and by the finish.
_CAPS_START = (Constraint.MSO, Constraint.SNLT, Constraint.START_ON, Constraint.MANDATORY_START)
_CAPS_FINISH = (Constraint.MFO, Constraint.FNLT, Constraint.FINISH_ON, Constraint.MANDATORY_FINISH)
_DATED = Constraint.MSO
#: These replace what successors leave, later or earlier.
_FIXED = (Constraint.MSO, Constraint.MFO, Constraint.MANDATORY_START, Constraint.MANDATORY_FINISH)


@dataclass(frozen=True, slots=True)
class Step:
    """One date of a chain.

    `date` of `row` is `instant` because of `cause`: "link", "summary_link" (a link on the summary `at`), "duration"
    (from the row's other end), "constraint" (of row `at`), "data_date", "project_start", "actual", "manual",
    "children", "leveling", "alap", "expected_finish", "external" (a date from another project), "span" (a row that
    spans others, here `at`), "late_link", "deadline", "must_finish", "project_finish" or "other".
    """

    row: int
    date: DateName
    instant: int
    cause: str
    link: int = -1
    at: int = -1


Place = tuple[int, DateName]


def chain(dated: Dated, row: int, date: DateName) -> tuple[Step, ...]:
    """The steps that lead to a date, the first cause first."""
    return tuple(reversed(list(walk(dated, row, date))))


def walk(dated: Dated, row: int, date: DateName) -> Iterator[Step]:
    """The steps from a date back to its first cause."""
    place: Place | None = (row, date)
    seen: set[Place] = set()
    while place is not None and place not in seen:
        seen.add(place)
        step, place = before(dated, *place)
        yield step


def before(dated: Dated, row: int, date: DateName) -> tuple[Step, Place | None]:
    """Why a date is where it is, and the date that it stands on."""
    if date in ("late_start", "late_finish"):
        return _late(dated, row, date)
    if dated.is_summary[row]:
        return _summary(dated, row, date)
    if dated.result.driving_reason[row] == Reason.SPAN:
        return _span(dated, row, date)
    if date == "finish":
        return _finish(dated, row)
    return _start(dated, row, date)


def _instant(dated: Dated, row: int, date: DateName) -> int:
    return int(getattr(dated.result, date)[row])


def _step(dated: Dated, place: Place, cause: str, *, link: int = -1, at: int = -1) -> Step:
    row, date = place
    return Step(row, date, _instant(dated, row, date), cause, link, row if at < 0 else at)


def _summary(dated: Dated, row: int, date: DateName) -> tuple[Step, Place | None]:
    """A summary's date is that of one of its children."""
    if dated.is_manual(row):
        return _step(dated, (row, date), "manual"), None
    rows = dated.children(row)
    if not rows:
        return _step(dated, (row, date), "project_start"), None
    by_finish = date == "finish"
    column = dated.result.finish if by_finish else dated.result.start
    child = max(rows, key=lambda c: int(column[c])) if by_finish else min(rows, key=lambda c: int(column[c]))
    return _step(dated, (row, date), "children", at=child), (child, "finish" if by_finish else "start")


def _span(dated: Dated, row: int, date: DateName) -> tuple[Step, Place | None]:
    """A level of effort or hammock has the date of a row that it is linked to."""
    links, end = dated.network.links, _instant(dated, row, date)
    linked = [int(links.pred[k]) for k in dated.links_into(row)] + [int(links.succ[k]) for k in dated.links_out(row)]
    for other in linked:
        for name in DATES[:2]:
            if _instant(dated, other, name) == end:
                return _step(dated, (row, date), "span", at=other), (other, name)
    return _step(dated, (row, date), "span"), None


def _finish(dated: Dated, row: int) -> tuple[Step, Place | None]:
    network, place = dated.network, (row, "finish")
    reason, link = int(dated.result.driving_reason[row]), int(dated.result.driving_link[row])
    if reason == Reason.ALAP:
        return _step(dated, (row, "finish"), "alap"), (row, "late_finish")
    if reason == Reason.MANUAL:
        return _step(dated, (row, "finish"), "manual"), None
    if network.expected_finish[row] != NO_TIME and network.duration[row] > 0 and not dated.is_done(row):
        return _step(dated, (row, "finish"), "expected_finish"), None
    if dated.is_started(row):
        return _finish_of_started(dated, row)
    by_finish = reason == Reason.LINK and link >= 0 and not binds_start(int(network.links.type[link]))
    by_finish |= reason == Reason.CONSTRAINT and int(network.constraint[row]) in _BY_FINISH
    if by_finish or network.duration[row] == 0:
        return _held(dated, (row, "finish"), reason, link)
    return _step(dated, (row, "finish"), "duration"), (place[0], "start")


def _finish_of_started(dated: Dated, row: int) -> tuple[Step, Place | None]:
    """What remains of a started task waits for logic or the data date, or follows from its actual start."""
    reason, link = int(dated.result.driving_reason[row]), int(dated.result.driving_link[row])
    place: Place = (row, "finish")
    if dated.is_done(row):
        return _step(dated, place, "actual"), None
    if reason in (Reason.LINK, Reason.PARENT_LINK) and link >= 0:
        return _held(dated, place, reason, link)
    if reason == Reason.DATA_DATE:
        return _step(dated, place, "data_date"), None
    if dated.network.duration[row] == 0:
        return _step(dated, place, "actual"), None
    return _step(dated, place, "duration"), (row, "start")


def _start(dated: Dated, row: int, date: DateName) -> tuple[Step, Place | None]:
    """`date` "start", or "early_start": the start before a levelling delay."""
    network, place = dated.network, (row, date)
    reason, link = int(dated.result.driving_reason[row]), int(dated.result.driving_link[row])
    if reason == Reason.ALAP:
        return _step(dated, place, "alap"), (row, "late_start")
    if dated.is_started(row):
        return _step(dated, place, "actual"), None
    if reason == Reason.LEVELING and date == "start":
        return _step(dated, place, "leveling"), (row, "early_start")
    if reason == Reason.LEVELING:
        # The delay wrote over what set the early start; the link, where there is one, is still known.
        reason = Reason.LINK if link >= 0 else _undelayed_reason(dated, row)
        if link >= 0 and int(network.links.succ[link]) != row:
            reason = Reason.PARENT_LINK
    by_finish = reason == Reason.LINK and link >= 0 and not binds_start(int(network.links.type[link]))
    by_finish |= reason == Reason.CONSTRAINT and int(network.constraint[row]) in _BY_FINISH
    if by_finish and network.duration[row] > 0 and date == "start":
        return _step(dated, place, "duration"), (row, "finish")
    return _held(dated, place, reason, link)


def _undelayed_reason(dated: Dated, row: int) -> Reason:
    network, calendar = dated.network, dated.calendar(row)
    start, status = int(dated.result.early_start[row]), network.options.data_date
    if network.constraint[row] >= _DATED and network.constraint_date[row] != NO_TIME:
        return Reason.CONSTRAINT
    if status != NO_TIME and calendar.ord(status) == calendar.ord(start):
        return Reason.DATA_DATE
    return Reason.PROJECT_START


_SIMPLE = {
    Reason.DATA_DATE: "data_date",
    Reason.PROJECT_START: "project_start",
    Reason.MANUAL: "manual",
    Reason.EXTERNAL: "external",
}


def _held(dated: Dated, place: Place, reason: int, link: int) -> tuple[Step, Place | None]:
    """The step of a date that logic, a constraint, the data date or the project start holds."""
    row, links = place[0], dated.network.links
    if reason in (Reason.LINK, Reason.PARENT_LINK) and link >= 0:
        end: DateName = "finish" if leaves_from_finish(int(links.type[link])) else "start"
        cause = "link" if int(links.succ[link]) == row else "summary_link"
        return _step(dated, place, cause, link=link, at=int(links.succ[link])), (int(links.pred[link]), end)
    if reason == Reason.CONSTRAINT:
        return _step(dated, place, "constraint", at=_constrained_row(dated, row)), None
    return _step(dated, place, _SIMPLE.get(Reason(reason), "other")), None


def _constrained_row(dated: Dated, row: int) -> int:
    """The row whose constraint holds `row`: itself, else the nearest summary with a start constraint."""
    if _has_dated_constraint(dated, row):
        return row
    for above in dated.ancestors(row):
        if _has_dated_constraint(dated, above):
            return above
    return row


def _has_dated_constraint(dated: Dated, row: int) -> bool:
    network = dated.network
    first = network.constraint[row] >= _DATED and network.constraint_date[row] != NO_TIME
    return bool(first or (network.constraint2[row] >= _DATED and network.constraint2_date[row] != NO_TIME))


# -- late dates -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Bound:
    """A cap on a row as the latest start position it leaves; `by_finish` where it holds the finish."""

    position: int
    cause: str
    by_finish: bool
    link: int = -1
    at: int = -1


def _late(dated: Dated, row: int, date: DateName) -> tuple[Step, Place | None]:
    if dated.is_summary[row]:
        return _late_summary(dated, row, date)
    if dated.is_done(row) or (dated.is_started(row) and date == "late_start"):
        return _step(dated, (row, date), "actual"), None
    bound = min(_bounds(dated, row), key=lambda found: found.position)
    has_work = dated.network.duration[row] > 0
    if has_work and bound.by_finish != (date == "late_finish"):
        return _step(dated, (row, date), "duration"), (row, "late_finish" if bound.by_finish else "late_start")
    step = _step(dated, (row, date), bound.cause, link=bound.link, at=bound.at)
    if bound.link >= 0:
        return step, _late_end(dated, bound.link)
    if bound.cause == "project_finish" and bound.at >= 0:
        return step, (bound.at, "finish")
    return step, None


def _late_summary(dated: Dated, row: int, date: DateName) -> tuple[Step, Place | None]:
    rows = [child for child in dated.children(row) if dated.result.late_start[child] != NO_TIME]
    if not rows:
        return _step(dated, (row, date), "project_finish"), None
    column = dated.result.late_start if date == "late_start" else dated.result.late_finish
    pick = min if date == "late_start" else max
    child = pick(rows, key=lambda c: int(column[c]))
    return _step(dated, (row, date), "children", at=child), (child, date)


def _late_end(dated: Dated, link: int) -> Place:
    """The late date of the successor that a link hangs on."""
    links = dated.network.links
    succ = int(links.succ[link])
    if not binds_start(int(links.type[link])) or dated.is_started(succ):
        return succ, "late_finish"
    return succ, "late_start"


def _bounds(dated: Dated, row: int) -> list[_Bound]:
    """Everything that caps the late dates of a row without children; never empty."""
    network = dated.network
    own = _own_bounds(dated, row)
    if any(bound.cause == "constraint" for bound in own) and network.constraint[row] in _FIXED:
        return own
    found: list[_Bound | None] = [*own]
    above = dated.ancestors(row)
    for link in dated.links_out(row):
        found.append(_link_bound(dated, row, link))
    for summary in above:
        for link in dated.links_out(summary):
            by_start = not leaves_from_finish(int(network.links.type[link]))
            # A link from a summary's start holds the descendants that set this start.
            if not by_start or dated.result.start[row] == dated.result.start[summary]:
                found.append(_link_bound(dated, row, link))
        if network.constraint[summary] == Constraint.FNLT and network.constraint_date[summary] != NO_TIME:
            date = int(network.constraint_date[summary])
            found.append(_Bound(_position(dated, row, date, by_finish=True), "constraint", True, at=summary))
    must = network.options.must_finish
    cause, at = ("must_finish", -1) if must != NO_TIME else ("project_finish", dated.last_row())
    end = must if must != NO_TIME else dated.result.project_finish
    found.append(_Bound(_position(dated, row, end, by_finish=True), cause, True, at=at))
    return [bound for bound in found if bound is not None]


def _own_bounds(dated: Dated, row: int) -> list[_Bound]:
    network = dated.network
    found: list[_Bound] = []
    second = int(network.constraint2[row]), int(network.constraint2_date[row])
    for kind, date in ((int(network.constraint[row]), int(network.constraint_date[row])), second):
        if date != NO_TIME and kind in (*_CAPS_START, *_CAPS_FINISH):
            by_finish = kind in _CAPS_FINISH
            found.append(_Bound(_position(dated, row, date, by_finish=by_finish), "constraint", by_finish, at=row))
    if network.external_late_finish[row] != NO_TIME:
        date = int(network.external_late_finish[row])
        found.append(_Bound(_position(dated, row, date, by_finish=True), "external", True, at=row))
    if network.deadline[row] != NO_TIME:
        deadline = int(network.deadline[row])
        found.append(_Bound(_position(dated, row, deadline, by_finish=True), "deadline", True, at=row))
    return found


def _position(dated: Dated, row: int, moment: int, *, by_finish: bool) -> int:
    """The start position of a row that starts (or finishes) at an instant; its own working time, or the instant."""
    duration = int(dated.network.duration[row])
    if duration == 0:
        return moment
    return dated.calendar(row).ord(moment) - (duration if by_finish else 0)


def _link_bound(dated: Dated, row: int, link: int) -> _Bound | None:
    """The cap that a link out of a row, or out of a summary above it, sets; None where the link holds nothing."""
    network, result = dated.network, dated.result
    kind, succ = int(network.links.type[link]), int(network.links.succ[link])
    if dated.is_done(succ) or not network.active[succ]:
        return None
    by_start = not leaves_from_finish(kind)
    if kind == LinkType.SS and (dated.is_manual(row) or dated.is_started(row) or dated.is_started(succ)):
        return None
    if kind == LinkType.SF and dated.is_manual(row):
        return None
    try:
        moment = int(result.late_finish[succ])
        if binds_start(kind):
            moment = _late_resume(dated, succ)
        position = _position(dated, row, dated.after_lag(link, -1, moment), by_finish=not by_start)
    except CalendarError:
        return None
    return _Bound(position, "late_link", not by_start, link, int(network.links.pred[link]))


def _late_resume(dated: Dated, row: int) -> int:
    """The late start of the work that a row still has to do."""
    network = dated.network
    if not dated.is_started(row) or network.duration[row] == 0 or dated.is_summary[row]:
        return int(dated.result.late_start[row])
    remaining = int(network.remaining[row])
    if remaining < 0:
        share = min(max(float(network.percent[row]), 0.0), 100.0)
        remaining = round(int(network.duration[row]) * (100.0 - share) / 100.0)
    calendar = dated.calendar(row)
    return calendar.inv_start(calendar.ord(int(dated.result.late_finish[row])) - remaining)
