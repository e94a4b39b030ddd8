"""Working hours of a project's calendar, for the time-outs of approvals; the kernel itself knows no plan."""

import datetime as dt

from linkspan.engines.calendar import CalendarError
from linkspan.kernel.access.places import paths_to
from linkspan.kernel.approvals.worktime import register_working_time
from linkspan.kernel.localtime import to_local, to_utc
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule.working_time import compiled, load_specs

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def after_working_minutes(scope_path: str, start: dt.datetime, minutes: int) -> dt.datetime | None:
    """The moment after so many working minutes of the project around the path; None outside projects."""
    project = Project._base_manager.filter(scope_path__in=paths_to(scope_path), calendar__isnull=False).first()
    if project is None:
        return None
    calendar = compiled(load_specs([project.calendar_id])[project.calendar_id])
    begin = to_local(int((start - _EPOCH).total_seconds() // 60), project.time_zone) or 0
    try:
        end = to_utc(calendar.add(begin, minutes), project.time_zone)
    except CalendarError:
        return None  # a calendar whose last working day is over
    return _EPOCH + dt.timedelta(minutes=end or 0)


register_working_time(after_working_minutes)
