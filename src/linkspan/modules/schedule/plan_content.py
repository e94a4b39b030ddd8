"""A plan as the content of a template holds it: every value looked at, with the place of what cannot be."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from linkspan.modules.portfolio.api import Piece
from linkspan.modules.schedule import models
from linkspan.modules.schedule.field_edits import LONGEST_DURATION
from linkspan.modules.schedule.working_time import check_day, check_week

MOST_TASKS, MOST_LINKS, MOST_CALENDARS, MOST_DAYS = 5_000, 20_000, 50, 2000
_MOST_RESOURCES, _MOST_ASSIGNMENTS = 2000, 20_000
_MINUTES = 1440
INSTANTS = ("constraint_date", "deadline", "manual_start", "manual_finish")
_FIRST_DATED = 2  # constraints from here on stand on a date


@dataclass
class Plan:
    """A plan as a content holds it, every value looked at."""

    minutes_per_day: int
    calendar: int | None
    must_finish: list[int] | None
    calendars: dict[int, dict[str, Any]] = field(default_factory=dict)
    tasks: dict[int, dict[str, Any]] = field(default_factory=dict)
    links: list[tuple[int, ...]] = field(default_factory=list)
    resources: dict[int, dict[str, Any]] = field(default_factory=dict)
    assignments: list[tuple[int, int, float, int]] = field(default_factory=list)


def read_plan(piece: Piece) -> Plan:
    """The plan of a content; DomainError for what can be no plan."""
    plan = Plan(
        piece.get("minutes_per_day").whole(1, _MINUTES, 480),
        _number(piece.get("calendar")),
        piece.get("must_finish").offset(3),
    )
    for one in piece.get("calendars").each(MOST_CALENDARS):
        _once(plan.calendars, one, _read_calendar(one))
    for one in piece.get("tasks").each(MOST_TASKS):
        _once(plan.tasks, one, _read_task(one))
    for one in piece.get("resources").each(_MOST_RESOURCES):
        _once(plan.resources, one, _read_resource(one))
    for one in piece.get("tasks").each(MOST_TASKS):
        above = plan.tasks.get(one.get("parent").value or 0)
        if one.get("parent").value is not None and (
            above is None or above["at"] >= plan.tasks[one.get("id").value]["at"]
        ):
            raise one.get("parent").refuse(_("must name a row above"))
        _known(one.get("calendar"), plan.calendars)
    _known(piece.get("calendar"), plan.calendars)
    plan.links = [_read_link(one, plan) for one in piece.get("links").each(MOST_LINKS)]
    plan.assignments = [_read_assignment(one, plan) for one in piece.get("assignments").each(_MOST_ASSIGNMENTS)]
    return plan


def _number(piece: Piece) -> int | None:
    return None if piece.value is None else piece.whole(1, 999_999_999)


def _once(known: dict[int, dict[str, Any]], piece: Piece, row: dict[str, Any]) -> None:
    number = piece.get("id").whole(1, 999_999_999)
    if number in known:
        raise piece.refuse(_("has a number twice"))
    known[number] = {"at": len(known), **row}


def _known(piece: Piece, rows: dict[int, Any]) -> None:
    if piece.value is not None and _number(piece) not in rows:
        raise piece.refuse(_("names what is not there"))


def _read_calendar(piece: Piece) -> dict[str, Any]:
    calendar = {
        "name": piece.get("name").text(120, is_needed=True),
        "name_en": piece.get("name_en").text(120),
        "week": check_week(piece.get("week").value),
    }
    return {
        **calendar,
        "is_shared": piece.get("is_shared").flag(),
        "exceptions": [_read_exception(one) for one in piece.get("exceptions").each(MOST_DAYS)],
    }


def _read_exception(piece: Piece) -> dict[str, Any]:
    first, last = _date(piece.get("first")), _date(piece.get("last"))
    if not 0 <= (last - first).days <= 3660:
        raise piece.refuse(_("must be a date such as 2026-10-01"))
    source = piece.get("source").text(10) or "manual"
    if source not in models.CalendarException.Source.values:
        raise piece.get("source").refuse(_("is not known"))
    return {
        "first": first,
        "last": last,
        "intervals": check_day(piece.get("intervals").value or [], str(first)),
        "name": piece.get("name").text(80),
        "name_en": piece.get("name_en").text(80),
        "source": source,
        "is_provisional": piece.get("is_provisional").flag(),
    }


def _date(piece: Piece) -> dt.date:
    try:
        day = dt.date.fromisoformat(piece.text(10, is_needed=True))
    except ValueError as error:
        raise piece.refuse(_("must be a date such as 2026-10-01")) from error
    if not 1900 <= day.year <= 2199:
        raise piece.refuse(_("must be a date such as 2026-10-01"))
    return day


def _read_task(piece: Piece) -> dict[str, Any]:
    constraint = piece.get("constraint").whole(0, 7, 0)
    if constraint >= _FIRST_DATED and piece.get("constraint_date").value is None:
        raise piece.get("constraint_date").refuse(_("must be a list"))
    return {
        "parent": _number(piece.get("parent")),
        "name": piece.get("name").text(400, is_needed=True),
        "name_en": piece.get("name_en").text(400),
        "notes": piece.get("notes").text(100_000),
        "duration": piece.get("duration").whole(0, LONGEST_DURATION, 0),
        "calendar": _number(piece.get("calendar")),
        "owner": piece.get("owner").text(150),
        "kind": piece.get("kind").whole(0, 1, 0),
        "constraint": constraint,
        "is_elapsed": piece.get("is_elapsed").flag(),
        "is_active": piece.get("is_active").flag(default=True),
        "ignores_resource_calendars": piece.get("ignores_resource_calendars").flag(),
        "optimistic": _optional(piece.get("optimistic")),
        "pessimistic": _optional(piece.get("pessimistic")),
        **{name: piece.get(name).offset(3) for name in INSTANTS},
    }


def _optional(piece: Piece) -> int | None:
    return None if piece.value is None else piece.whole(0, LONGEST_DURATION)


def _read_resource(piece: Piece) -> dict[str, Any]:
    return {
        "name": piece.get("name").text(200, is_needed=True),
        "kind": piece.get("kind").whole(0, 2, 1),
        "max_units": piece.get("max_units").number(0, 10_000, 1),
        "user": piece.get("user").text(150),
        "calendar": _number(piece.get("calendar")),
    }


def _read_link(piece: Piece, plan: Plan) -> tuple[int, ...]:
    parts = piece.each(5)
    if len(parts) != 5:
        raise piece.refuse(_("must be a list"))
    for end in parts[:2]:
        _known(end, plan.tasks)
    limit = LONGEST_DURATION
    return (
        parts[0].whole(), parts[1].whole(), parts[2].whole(0, 3), parts[3].whole(-limit, limit), parts[4].whole(0, 3)
    )  # fmt: skip


def _read_assignment(piece: Piece, plan: Plan) -> tuple[int, int, float, int]:
    parts = piece.each(4)
    if len(parts) != 4:
        raise piece.refuse(_("must be a list"))
    _known(parts[0], plan.tasks)
    _known(parts[1], plan.resources)
    return parts[0].whole(), parts[1].whole(), parts[2].number(0, 10_000, 1), parts[3].whole(0, LONGEST_DURATION)
