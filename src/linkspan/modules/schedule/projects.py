"""Starting a project: the project itself and the calendar it works by."""

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions import Inverse, action, write
from linkspan.kernel.errors import DomainError
from linkspan.kernel.localtime import local_midnight, to_utc
from linkspan.modules.identity.api import Organisation
from linkspan.modules.portfolio.api import Programme, Project, create_project
from linkspan.modules.schedule.models import WorkCalendar

_START_OF_WORK = 8 * 60


def start_project(
    actor: Actor,
    home: Organisation | Programme,
    *,
    code: str,
    name: str,
    start: str,
    calendar_id: int | None = None,
    key: str | None = None,
) -> Project:
    """Create a project that works by the given calendar, else by the organisation's first. start: YYYY-MM-DD."""
    try:
        day = dt.date.fromisoformat(start[:10])
    except ValueError as error:
        raise DomainError(
            "start", _t("“%(text)s” is not a date. Write it like 2026-10-01.") % {"text": start[:20]}, "start"
        ) from error
    if not 1950 <= day.year <= 2150:
        raise DomainError("start", _t("Give a start between 1950 and 2150."), "start")
    outcome = begin_project(
        actor, home, code=code, name=name, day=day.isoformat(), calendar_id=calendar_id, idempotency_key=key
    )
    return Project.objects.visible(actor, "project.view").get(pk=outcome.result)


@action("project.create", phrase=gettext_noop("Created project %(names)s"), undo=Inverse())
def begin_project(
    actor: Actor, home: Organisation | Programme, *, code: str, name: str, day: str, calendar_id: int | None = None
) -> int:
    """The project with its calendar, in one step. Answers its id."""
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
    write.describe(names=name)
    return project.pk
