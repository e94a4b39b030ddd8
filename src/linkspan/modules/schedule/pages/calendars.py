"""The calendar editor's endpoints."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from linkspan.kernel.errors import Forbidden, NotFound
from linkspan.modules.portfolio.api import find_project
from linkspan.modules.schedule import calendars, holiday_notice

router = Router(tags=["calendars"])


class CalendarEdit(Schema):
    """A calendar as the editor sends it back."""

    version: int | None = None
    name: str | None = None
    week: list[list[list[int]]] | None = None
    exceptions: list[dict[str, Any]] | None = None


class NewCalendar(Schema):
    """A new calendar: of the organisation, or of a project."""

    name: str
    project: str | None = None
    week: list[list[list[int]]] | None = None
    years: list[int] = []


class NoticeText(Schema):
    """The text of a holiday notice as it was pasted; a year where the text does not name one."""

    text: str = Field(max_length=20_000)
    year: int | None = Field(default=None, ge=2000, le=2100)
    version: int | None = None


@router.get("/calendars")
def list_calendars(request: HttpRequest, project: str | None = None) -> dict[str, Any]:
    """Calendars, with the project's own ones where a project is given."""
    actor = request.actor  # type: ignore[attr-defined]
    return {"items": calendars.calendar_list(actor, find_project(actor, project) if project else None)}


@router.get("/calendars/{calendar_id}")
def read_calendar(request: HttpRequest, calendar_id: int) -> dict[str, Any]:
    """One calendar."""
    actor = request.actor  # type: ignore[attr-defined]
    found = calendars.find_calendar(actor, calendar_id)
    if found is None:
        raise NotFound()
    return calendars.describe_calendar(actor, found)


@router.post("/calendars")
def new_calendar(request: HttpRequest, payload: NewCalendar) -> dict[str, Any]:
    """Create a calendar."""
    actor = request.actor  # type: ignore[attr-defined]
    home: Any = find_project(actor, payload.project) if payload.project else request.user.organisation  # type: ignore[union-attr]
    if home is None or (not payload.project and not actor.may("calendar.edit", home.scope_path)):
        raise Forbidden("calendar.edit")
    outcome = calendars.create_calendar(
        actor, home, name=payload.name, week=payload.week, years=tuple(payload.years[:20])
    )
    return {**calendars.describe_calendar(actor, outcome.result), "log_id": outcome.log_id}


@router.put("/calendars/{calendar_id}")
def edit_calendar(request: HttpRequest, calendar_id: int, payload: CalendarEdit) -> dict[str, Any]:
    """Replace a calendar; plans that use it are computed again."""
    actor = request.actor  # type: ignore[attr-defined]
    found = calendars.find_calendar(actor, calendar_id)
    if found is None:
        raise NotFound()
    outcome = calendars.edit_calendar(
        actor,
        found,
        name=payload.name,
        week=payload.week,
        exceptions=payload.exceptions,
        expected_version=payload.version,
    )
    fresh = calendars.find_calendar(actor, calendar_id)
    moved = sum(delta.moved for delta in outcome.effects.get("plan", {}).values())
    return {**calendars.describe_calendar(actor, fresh or found), "log_id": outcome.log_id, "moved": moved}


@router.post("/calendars/{calendar_id}/official/{year}")
def add_official_days(request: HttpRequest, calendar_id: int, year: int) -> dict[str, Any]:
    """Add the official rest days and make-up workdays of a year."""
    actor = request.actor  # type: ignore[attr-defined]
    found = calendars.find_calendar(actor, calendar_id)
    if found is None:
        raise NotFound()
    outcome = calendars.seed_official_days(actor, found, year=year)
    fresh = calendars.find_calendar(actor, calendar_id) or found
    return {**calendars.describe_calendar(actor, fresh), "added": outcome.result, "log_id": outcome.log_id}


@router.post("/calendars/{calendar_id}/notice/preview")
def preview_notice(request: HttpRequest, calendar_id: int, payload: NoticeText) -> dict[str, Any]:
    """What the text of a holiday notice says and would change; nothing is written."""
    actor = request.actor  # type: ignore[attr-defined]
    found = calendars.find_calendar(actor, calendar_id)
    if found is None:
        raise NotFound()
    return holiday_notice.preview_notice(actor, found, text=payload.text, year=payload.year)


@router.post("/calendars/{calendar_id}/notice")
def take_notice(request: HttpRequest, calendar_id: int, payload: NoticeText) -> dict[str, Any]:
    """Take the days of a holiday notice; plans that use the calendar are computed again."""
    actor = request.actor  # type: ignore[attr-defined]
    found = calendars.find_calendar(actor, calendar_id)
    if found is None:
        raise NotFound()
    outcome = holiday_notice.take_notice(
        actor, found, text=payload.text, year=payload.year, expected_version=payload.version
    )
    fresh = calendars.find_calendar(actor, calendar_id) or found
    moved = sum(delta.moved for delta in outcome.effects.get("plan", {}).values())
    described = calendars.describe_calendar(actor, fresh)
    return {**described, "added": outcome.result, "log_id": outcome.log_id, "moved": moved}
