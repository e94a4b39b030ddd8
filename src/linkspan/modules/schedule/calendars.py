"""Calendars: reading them for the editor, and the verbs that change them."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions import Inverse, action, write
from linkspan.kernel.errors import DomainError
from linkspan.modules.identity.api import Organisation
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule import models
from linkspan.modules.schedule.home import in_language
from linkspan.modules.schedule.working_time import (
    STANDARD_WEEK,
    check_day,
    check_week,
    compiled,
    official_days,
    spec_of,
)

_MOST_EXCEPTIONS = 2000


def calendar_list(actor: Actor, project: Project | None) -> list[dict[str, Any]]:
    """Calendars that the actor sees: the organisation's, and the project's where one is given."""
    rows = models.WorkCalendar.objects.visible(actor, "calendar.view").order_by("project_id", "name")
    if project is not None:
        rows = rows.filter(Q(project__isnull=True) | Q(project=project), organisation_id=project.organisation_id)
    return [
        describe_calendar(actor, calendar) for calendar in rows.prefetch_related("exceptions").select_related("project")
    ]


def describe_calendar(actor: Actor, calendar: models.WorkCalendar) -> dict[str, Any]:
    """A calendar as the editor shows it."""
    exceptions = models.CalendarException._base_manager.filter(calendar=calendar).order_by("first", "id")
    return {
        "id": calendar.pk,
        "version": calendar.version,
        "name": in_language(calendar),
        "week": calendar.week,
        "project": calendar.project and calendar.project.code,
        "can": ["calendar.edit"] if actor.may("calendar.edit", calendar.scope_path) else [],
        "used_by": calendar.projects.count(),
        "exceptions": [
            {
                "id": e.pk,
                "first": e.first,
                "last": e.last,
                "intervals": e.intervals,
                "name": in_language(e),
                "source": e.source,
                "provisional": e.is_provisional,
            }
            for e in exceptions
        ],
    }


def find_calendar(actor: Actor, calendar_id: int) -> models.WorkCalendar | None:
    """The calendar, if the actor sees it."""
    return models.WorkCalendar.objects.visible(actor, "calendar.view").filter(pk=calendar_id).first()


@action("calendar.edit", phrase=gettext_noop("Created calendar %(names)s"), undo=Inverse())
def create_calendar(
    actor: Actor,
    home: Organisation | Project,
    *,
    name: str,
    week: Any = None,
    name_en: str = "",
    years: tuple[int, ...] = (),
    exceptions: list[dict[str, Any]] | None = None,
    source_uid: int | None = None,
) -> models.WorkCalendar:
    """A calendar of the organisation or of one project. years: seed China's official days of these years."""
    project = home if isinstance(home, Project) else None
    organisation = project.organisation if project else home
    pattern = check_week(STANDARD_WEEK if week is None else week)
    calendar = write.create(
        models.WorkCalendar(
            organisation=organisation,
            project=project,
            scope_path=home.scope_path,
            name=_name(name),
            name_en=name_en,
            week=pattern,
            source_uid=source_uid,
        )
    )
    hours = next((day for day in pattern if day), STANDARD_WEEK[0])
    seeded = [{**e, "source": "official"} for year in years for e in official_days(year, hours)]
    _replace_exceptions(calendar, [*seeded, *(exceptions or [])])
    rows = models.CalendarException._base_manager.filter(calendar=calendar).order_by("first", "id")
    compiled(spec_of(calendar, list(rows)))
    write.describe(names=calendar.name)
    return calendar


@action("calendar.edit", phrase=gettext_noop("Changed calendar %(names)s"), undo=Inverse())
def edit_calendar(
    actor: Actor,
    calendar: models.WorkCalendar,
    *,
    name: str | None = None,
    week: Any = None,
    exceptions: list[dict[str, Any]] | None = None,
) -> models.WorkCalendar:
    """Replace name, week and exceptions of a calendar; every plan that uses it is computed again."""
    if name is not None:
        write.update(calendar, name=_name(name))
    if week is not None:
        write.update(calendar, week=check_week(week))
    if exceptions is not None and _replace_exceptions(calendar, exceptions):
        write.touch(calendar)  # the days are part of it: who has an older copy must not overwrite them unseen
    rows = list(models.CalendarException._base_manager.filter(calendar=calendar).order_by("first", "id"))
    compiled(spec_of(calendar, rows))
    if write.current_work().changes:
        write.emit("calendar.changed", calendar.scope_path, calendar=calendar.pk)
    write.describe(names=calendar.name)
    return calendar


@action("calendar.edit", phrase=gettext_noop("Added the official days of %(years)s to %(names)s"), undo=Inverse())
def seed_official_days(actor: Actor, calendar: models.WorkCalendar, *, year: int) -> int:
    """Add China's rest days and make-up workdays of a year; days that are there already stay."""
    if not 2000 <= year <= 2100:
        raise DomainError("year", _("Give a year between 2000 and 2100."), "year")
    have = set(models.CalendarException._base_manager.filter(calendar=calendar).values_list("first", "last"))
    hours = next((day for day in calendar.week if day), STANDARD_WEEK[0])
    fresh = [e for e in official_days(year, hours) if (e["first"], e["last"]) not in have]
    if fresh:
        write.create_many([_exception(calendar, {**e, "source": "official"}) for e in fresh])
        write.touch(calendar)
        write.emit("calendar.changed", calendar.scope_path, calendar=calendar.pk)
    write.describe(names=calendar.name, years=year)
    return len(fresh)


def _name(text: str) -> str:
    name = " ".join(str(text or "").split())
    if not name or len(name) > 120:
        raise DomainError("name", _("Give the calendar a name of at most 120 characters."), "name")
    return name


def _replace_exceptions(calendar: models.WorkCalendar, wanted: list[dict[str, Any]]) -> bool:
    """Make the exceptions those wanted; rows that stay are not touched. Answers whether anything was written."""
    if len(wanted) > _MOST_EXCEPTIONS:
        raise DomainError(
            "exceptions", _("A calendar has at most %(count)s exceptions.") % {"count": _MOST_EXCEPTIONS}, "exceptions"
        )
    rows = [_exception(calendar, item) for item in wanted]
    key = _exception_key
    stored = list(models.CalendarException._base_manager.filter(calendar=calendar))
    other_name = {(e.first, e.last, e.name_en): e for e in stored if e.name_en}
    for row in rows:
        # A reader of English sends the English name back: the row keeps both.
        same = other_name.get((row.first, row.last, row.name))
        if same is not None and not row.name_en:
            row.name, row.name_en = same.name, same.name_en
    have = {key(e): e for e in stored}
    keep = {key(row) for row in rows}
    gone = [e for k, e in have.items() if k not in keep]
    fresh = [row for row in {key(r): r for r in rows}.values() if key(row) not in have]
    write.delete_many(gone)
    write.create_many(fresh)
    return bool(gone or fresh)


def _exception_key(row: models.CalendarException) -> tuple[Any, ...]:
    return (row.first, row.last, str(row.intervals), row.name, row.source, row.is_provisional)


def _exception(calendar: models.WorkCalendar, item: dict[str, Any]) -> models.CalendarException:
    first, last = _day(item.get("first")), _day(item.get("last") or item.get("first"))
    if last < first or (last - first).days > 3660:
        raise DomainError(
            "exceptions",
            _("An exception ends on or after its first day, within ten years (%(day)s).") % {"day": first},
            "exceptions",
        )
    source = item.get("source") if item.get("source") in models.CalendarException.Source.values else "manual"
    return models.CalendarException(
        calendar=calendar,
        scope_path=calendar.scope_path,
        first=first,
        last=last,
        intervals=check_day(item.get("intervals") or [], str(first)),
        name=str(item.get("name") or "")[:80],
        name_en=str(item.get("name_en") or "")[:80],
        source=source,
        is_provisional=bool(item.get("provisional", item.get("is_provisional", False))),
    )


def _day(value: Any) -> dt.date:
    if isinstance(value, dt.date):
        return value
    try:
        day = dt.date.fromisoformat(str(value))
    except ValueError as error:
        raise DomainError(
            "exceptions",
            _("“%(text)s” is not a date. Write it like 2026-10-01.") % {"text": str(value)[:20]},
            "exceptions",
        ) from error
    if not 1900 <= day.year <= 2199:
        raise DomainError("exceptions", _("Give a date between 1900 and 2199."), "exceptions")
    return day
