"""Starting a project: the project itself and the calendar it works by."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions import Inverse, action, write
from linkspan.kernel.errors import DomainError
from linkspan.kernel.localtime import local_midnight, to_utc
from linkspan.modules.identity.api import Organisation
from linkspan.modules.portfolio.api import Programme, Project, Shift, create_project, fill_project
from linkspan.modules.schedule.models import WorkCalendar

_START_OF_WORK = 8 * 60


@dataclass(frozen=True)
class Started:
    """A new project. skipped: how many rows of a template were left out, by kind. log_id: to take it back."""

    project: Project
    skipped: dict[str, int]
    log_id: int | None


def start_project(
    actor: Actor,
    home: Organisation | Programme,
    *,
    code: str,
    name: str,
    start: str,
    calendar_id: int | None = None,
    key: str | None = None,
    content: dict[str, Any] | None = None,
    shift: Shift = "work",
) -> Started:
    """Create a project that works by the given calendar, else by the organisation's first. start: YYYY-MM-DD.

    content: of a template or another project, whose dates are moved by working days or by calendar days.
    """
    try:
        day = dt.date.fromisoformat(start[:10])
    except ValueError as error:
        raise DomainError(
            "start", _t("“%(text)s” is not a date. Write it like 2026-10-01.") % {"text": start[:20]}, "start"
        ) from error
    if not 1950 <= day.year <= 2150:
        raise DomainError("start", _t("Give a start between 1950 and 2150."), "start")
    outcome = begin_project(
        actor,
        home,
        code=code,
        name=name,
        day=day.isoformat(),
        calendar_id=calendar_id,
        content=content,
        shift=shift,
        idempotency_key=key,
    )
    project = Project.objects.visible(actor, "project.view").get(pk=outcome.result["id"])
    return Started(project, outcome.result["skipped"], outcome.log_id)


@action("project.create", phrase=gettext_noop("Created project %(names)s"), undo=Inverse())
def begin_project(
    actor: Actor,
    home: Organisation | Programme,
    *,
    code: str,
    name: str,
    day: str,
    calendar_id: int | None = None,
    content: dict[str, Any] | None = None,
    shift: Shift = "work",
) -> dict[str, Any]:
    """The project with its calendar and what a template gives, in one step. Answers its id and what was left out."""
    organisation = home if isinstance(home, Organisation) else home.organisation
    calendars = WorkCalendar._base_manager.filter(organisation=organisation, project__isnull=True).order_by("pk")
    calendar = calendars.filter(pk=calendar_id).first() if calendar_id else calendars.first()
    if calendar_id and calendar is None:
        raise DomainError("calendar", _t("Choose one of the organisation's calendars."), "calendar_id")
    zone = settings.BUSINESS_TIME_ZONE
    start = to_utc(local_midnight(dt.date.fromisoformat(day)) + _START_OF_WORK, zone) or 0
    today = to_utc(local_midnight(max(clock.business_today(), dt.date.fromisoformat(day))), zone)
    project = create_project(
        actor,
        home,
        code=code,
        name=name,
        start=start,
        calendar=calendar,
        time_zone=zone,
        data_date=today,
        manager_id=actor.user_id,
    ).result
    skipped: dict[str, int] = {}
    if content is not None:
        skipped = fill_project(actor, project, content, shift=shift, keeps_calendar=bool(calendar_id))
    write.describe(names=name)
    return {"id": project.pk, "skipped": skipped}
