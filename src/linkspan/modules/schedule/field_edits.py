"""Setting fields of a task as a scheduler means it: a start becomes a constraint, a finish a duration."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linkspan.engines.calendar import WorkCalendar
from linkspan.kernel.access.actor import current_actor
from linkspan.kernel.actions import write
from linkspan.kernel.errors import DomainError
from linkspan.kernel.localtime import MISSING, to_utc
from linkspan.modules.identity.api import User, people_visible
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule import models
from linkspan.modules.schedule.engine_input import build_calendars
from linkspan.modules.schedule.working_time import compiled, load_specs

if TYPE_CHECKING:
    from linkspan.modules.schedule.commands import EditSession

# 1900-01-01 to 2199-12-31 in minutes: no plan of ours lies outside, and the calendars are exact inside.
FIRST_INSTANT, LAST_INSTANT = -36_816_480, 120_961_439
LONGEST_DURATION = 60 * 24 * 366 * 50
_ONE = 1.0


def set_task_fields(session: "EditSession", task: models.Task, changes: dict[str, Any], *, save: bool = True) -> None:
    """Apply the fields of a request to a task; DomainError names the field that cannot be.

    save=False for a task not yet stored.
    """
    values: dict[str, Any] = {}
    for name, value in changes.items():
        setter = _SETTERS.get(name)
        if setter is None:
            raise DomainError(
                "unknown_field",
                _("A task has no field “%(name)s” that can be edited.") % {"name": name[:40]},
                name[:40],
            )
        setter(_Edit(session, task, values), value)
    _settle(session, task, values)
    if save:
        write.update(task, **values)
    else:
        for name, value in values.items():
            setattr(task, name, value)


class _Edit:
    """One field edit: the session, the task as stored, and the values gathered so far."""

    def __init__(self, session: "EditSession", task: models.Task, values: dict[str, Any]) -> None:
        self.session, self.task, self.values = session, task, values

    def now(self, name: str) -> Any:
        return self.values.get(name, getattr(self.task, name))

    def computed(self, name: str) -> int | None:
        """A computed column of the task before this request, in local minutes."""
        row = self.session.before.row_of.get(self.task.pk) if self.task.pk else None
        if row is None:
            return None
        value = int(self.session.before.computed[name][row])
        return None if value == MISSING else value

    def calendar(self) -> WorkCalendar:
        """The calendar in which the task works."""
        own = self.now("calendar_id")
        row = self.session.before.row_of.get(self.task.pk) if self.task.pk else None
        if own:
            return compiled(load_specs([own])[own])
        calendars, chosen = build_calendars(self.session.before)
        return calendars.calendar(0 if row is None else int(chosen[row]))

    def utc(self, local: int) -> int:
        return to_utc(local, self.session.project.time_zone) or 0


def instant(value: Any, field: str) -> int:
    """A local minute of a request."""
    if not isinstance(value, int) or isinstance(value, bool) or not FIRST_INSTANT <= value <= LAST_INSTANT:
        raise DomainError("date", _("Give a date between 1900 and 2199."), field)
    return value


def _set_name(edit: _Edit, value: Any) -> None:
    from linkspan.modules.schedule.commands import clean_name

    # Who reads the English name edits the English name.
    is_english = (get_language() or "").startswith("en") and edit.task.name_en
    edit.values["name_en" if is_english else "name"] = clean_name(value)


def one_line(value: Any, field: str) -> str:
    """A text of a request without line breaks and double spaces; None is empty."""
    if value is not None and not isinstance(value, str):
        raise DomainError(field, _("Give a text here."), field)
    return " ".join((value or "").split())


def choice(value: Any, values: Any, field: str) -> int:
    """A number of a request that is one of `values`."""
    if not isinstance(value, int) or isinstance(value, bool) or value not in values:
        raise DomainError(field, _("This is not one of the choices."), field)
    return value


def _set_name_en(edit: _Edit, value: Any) -> None:
    edit.values["name_en"] = one_line(value, "name_en")[:400]


def _estimate_setter(name: str) -> Any:
    def setter(edit: _Edit, value: Any) -> None:
        if value is not None and (
            not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LONGEST_DURATION
        ):
            raise DomainError(name, _("A duration is between 0 and 50 years."), name)
        edit.values[name] = value

    return setter


def _set_duration(edit: _Edit, value: Any) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LONGEST_DURATION:
        raise DomainError("duration", _("A duration is between 0 and 50 years."), "duration")
    _refuse_summary(edit, "duration")
    edit.values["duration"] = value
    edit.values["remaining"] = None
    _keep_kind(edit, value)


def _keep_kind(edit: _Edit, duration: int) -> None:
    """What takes time is no milestone any more."""
    if edit.task.kind == models.Task.Kind.MILESTONE and duration > 0 and "kind" not in edit.values:
        edit.values["kind"] = models.Task.Kind.TASK


def _refuse_summary(edit: _Edit, field: str) -> None:
    row = edit.session.before.row_of.get(edit.task.pk) if edit.task.pk else None
    if row is not None and edit.session.before.outline.has_children[row]:
        raise DomainError(
            "summary",
            _("“%(name)s” is a summary: its dates, duration and progress come from the rows below it.")
            % {"name": edit.task.name},
            field,
        )


def _set_start(edit: _Edit, value: Any) -> None:
    Constraint = models.Task.Constraint
    if value is None:
        if edit.now("constraint") in {Constraint.SNET, Constraint.MSO, Constraint.SNLT}:
            edit.values.update(constraint=Constraint.ASAP, constraint_date=None)
        return
    _refuse_summary(edit, "start")
    local = instant(value, "start")
    if edit.task.pk and edit.now("actual_start") is not None:
        edit.values["actual_start"] = edit.utc(edit.calendar().snap_start(local))
        return
    keep = edit.now("constraint")
    if keep not in {Constraint.MSO, Constraint.SNLT}:
        edit.values["constraint"] = Constraint.SNET
    edit.values["constraint_date"] = edit.utc(edit.calendar().snap_start(local))


def _set_finish(edit: _Edit, value: Any) -> None:
    _refuse_summary(edit, "finish")
    local = instant(value, "finish")
    start = edit.computed("start")
    if edit.session.requested.get("start") is not None:
        start = instant(edit.session.requested["start"], "start")
    if start is None:
        raise DomainError("finish", _("This row has no start yet. Give its duration instead."), "finish")
    calendar = edit.calendar()
    if edit.now("actual_finish") is not None:
        edit.values["actual_finish"] = edit.utc(calendar.snap_finish(local))
    duration = local - start if edit.task.is_elapsed else calendar.between(start, local)
    if duration < 0 or local < start:
        raise DomainError("finish", _("The finish lies before the start. Choose a later day."), "finish")
    edit.values["duration"] = int(duration)
    edit.values["remaining"] = None
    _keep_kind(edit, int(duration))


def _set_progress(edit: _Edit, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise DomainError("progress", _("Progress is between 0 and 100 %."), "progress")
    _refuse_summary(edit, "progress")
    edit.values["progress"] = float(value)
    edit.values["remaining"] = None


def _set_owner(edit: _Edit, value: Any) -> None:
    if value is not None and not (isinstance(value, int) and not isinstance(value, bool) and _may_own(edit, value)):
        raise DomainError("owner", _("Choose a person who takes part in this project."), "owner")
    edit.values["owner_id"] = value


def _may_own(edit: _Edit, user_id: int) -> bool:
    """Whoever takes part or owns a row already, and whom the editor may pick otherwise."""
    project = edit.session.project
    person = User.objects.filter(pk=user_id, organisation_id=project.organisation_id, is_active=True)
    takes_part = person.filter(Q(memberships__project=project) | Q(tasks__project=project) | Q(pk=project.manager_id))
    return takes_part.exists() or people_visible(current_actor()).filter(pk__in=person).exists()


def _set_calendar(edit: _Edit, value: Any) -> None:
    edit.values["calendar_id"] = None if value is None else usable_calendar(edit.session.project, value)


def usable_calendar(project: Project, calendar_id: Any) -> int:
    """The id of a calendar of the project or of its organisation; DomainError for any other."""
    if (
        isinstance(calendar_id, int)
        and not isinstance(calendar_id, bool)
        and models.WorkCalendar._base_manager.filter(
            Q(project=project) | Q(project__isnull=True), pk=calendar_id, organisation_id=project.organisation_id
        ).exists()
    ):
        return calendar_id
    raise DomainError("calendar", _("Choose one of this project's calendars."), "calendar")


def _set_constraint(edit: _Edit, value: Any) -> None:
    edit.values["constraint"] = choice(value, models.Task.Constraint.values, "constraint")
    if value in {models.Task.Constraint.ASAP, models.Task.Constraint.ALAP}:
        edit.values["constraint_date"] = None


def _date_setter(name: str) -> Any:
    def setter(edit: _Edit, value: Any) -> None:
        if value is not None and name in {"actual_start", "actual_finish"}:
            _refuse_summary(edit, name)
        edit.values[name] = None if value is None else edit.utc(instant(value, name))

    return setter


def _set_kind(edit: _Edit, value: Any) -> None:
    edit.values["kind"] = choice(value, models.Task.Kind.values, "kind")
    if value == models.Task.Kind.MILESTONE:
        edit.values["duration"] = 0


def _set_notes(edit: _Edit, value: Any) -> None:
    if value is not None and not isinstance(value, str):
        raise DomainError("notes", _("Give a text here."), "notes")
    edit.values["notes"] = (value or "")[:20_000]


def _settle(session: "EditSession", task: models.Task, values: dict[str, Any]) -> None:
    """Make actuals, progress and constraint agree with each other after the single fields were set."""
    edit = _Edit(session, task, values)
    if {"progress", "actual_start", "actual_finish"} & set(values):
        _settle_actuals(edit)
    constraint = edit.now("constraint")
    needs_date = constraint not in {models.Task.Constraint.ASAP, models.Task.Constraint.ALAP}
    if needs_date and edit.now("constraint_date") is None:
        start = edit.computed("start")
        if start is None:
            raise DomainError("constraint_date", _("This constraint needs a date."), "constraint_date")
        is_finish = constraint in {models.Task.Constraint.MFO, models.Task.Constraint.FNET, models.Task.Constraint.FNLT}
        values["constraint_date"] = edit.utc((edit.computed("finish") if is_finish else start) or start)


def _settle_actuals(edit: _Edit) -> None:
    values, progress = edit.values, edit.now("progress")
    if "actual_finish" in values and values["actual_finish"] is not None and "progress" not in values:
        progress = values["progress"] = _ONE
    if progress == 0 and "progress" in values:
        values["actual_start"] = values["actual_finish"] = None
        return
    if progress > 0 and edit.now("actual_start") is None:
        start = edit.computed("start")
        if start is not None:
            values["actual_start"] = edit.utc(start)
    if progress >= 1 and edit.now("actual_finish") is None:
        finish = edit.computed("finish")
        if finish is not None:
            values["actual_finish"] = edit.utc(finish)
    elif progress < 1 and edit.now("actual_finish") is not None:
        values["actual_finish"] = None
    start, finish = edit.now("actual_start"), edit.now("actual_finish")
    if start is not None and finish is not None and finish < start:
        raise DomainError("actual_finish", _("The actual finish lies before the actual start."), "actual_finish")


_SETTERS = {
    "name": _set_name,
    "duration": _set_duration,
    "start": _set_start,
    "finish": _set_finish,
    "progress": _set_progress,
    "owner": _set_owner,
    "calendar": _set_calendar,
    "constraint": _set_constraint,
    "constraint_date": _date_setter("constraint_date"),
    "deadline": _date_setter("deadline"),
    "actual_start": _date_setter("actual_start"),
    "actual_finish": _date_setter("actual_finish"),
    "kind": _set_kind,
    "notes": _set_notes,
    "name_en": _set_name_en,
    "optimistic": _estimate_setter("optimistic"),
    "pessimistic": _estimate_setter("pessimistic"),
}
