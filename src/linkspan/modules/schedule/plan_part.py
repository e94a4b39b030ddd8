"""The plan as a part of a template: rows, links, calendars and resources, without what has happened since.

Instants become (calendar days, working days, minute of the day) after the start. Progress, actual and remaining work,
levelling and baselines are left behind.
"""

from typing import Any

from django.utils.translation import gettext_lazy

from linkspan.engines.calendar import day_of
from linkspan.kernel.actions import write
from linkspan.kernel.entities.copying import needs
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.localtime import local_date, local_midnight, to_local, to_utc
from linkspan.modules.portfolio.api import Making, Part, Piece, Project, Taking, register_part, register_work_days
from linkspan.modules.schedule import models
from linkspan.modules.schedule.commands import GAP
from linkspan.modules.schedule.plan_content import (
    INSTANTS,
    MOST_CALENDARS,
    MOST_DAYS,
    MOST_LINKS,
    MOST_TASKS,
    Plan,
    read_plan,
)
from linkspan.modules.schedule.working_time import compiled, load_specs, spec_of

_MINUTES = 1440
_USUAL = {"is_active": True}
_PLAIN = ("kind", "is_elapsed", "constraint", "is_active", "ignores_resource_calendars", "optimistic", "pessimistic")


def _work_days(project: Project) -> Any:
    """Whether a date has working time in the project's calendar; the usual week where it has none."""
    spec = load_specs([project.calendar_id]).get(project.calendar_id) if project.calendar_id else None
    if spec is None:
        return lambda day: day.weekday() < 5
    calendar = compiled(spec)
    return lambda day: calendar.day_minutes(day_of(day)) > 0


# --- taking ------------------------------------------------------------------------------------------------------


def take(taking: Taking) -> Any:
    """The whole plan; Forbidden where the actor does not see all of it."""
    project, people = taking.project, taking.choice.people
    needs(taking.actor, "schedule.view", project)
    needs(taking.actor, "calendar.view", project)
    dates = {task.pk: task for task in models.TaskDates.base_rows.filter(project_id=project.pk)}
    rows = models.Task._base_manager.filter(project=project).select_related("owner")
    tasks = sorted(rows, key=lambda t: dates[t.pk].outline if t.pk in dates else 0)[:MOST_TASKS]
    numbers = taking.numbers["task"] = {task.pk: at for at, task in enumerate(tasks, 1)}
    calendars = _calendars(project)
    at_calendar = {calendar.pk: at for at, calendar in enumerate(calendars, 1)}
    resources = [
        r
        for r in models.Resource._base_manager.filter(project=project).select_related("user").order_by("pk")
        if people or r.user_id is None
    ]
    at_resource = {resource.pk: at for at, resource in enumerate(resources, 1)}
    return {
        "minutes_per_day": project.minutes_per_day,
        "calendar": at_calendar.get(project.calendar_id),
        "must_finish": _offset(taking, project.must_finish),
        "calendars": [_calendar(calendar, at_calendar[calendar.pk]) for calendar in calendars],
        "tasks": [_task(taking, task, numbers, at_calendar) for task in tasks],
        "links": [
            [numbers[link.predecessor_id], numbers[link.successor_id], link.type, link.lag, link.lag_kind]
            for link in models.Link._base_manager.filter(project=project).order_by("pk")[:MOST_LINKS]
            if link.predecessor_id in numbers and link.successor_id in numbers
        ],
        "resources": [_resource(r, at_resource[r.pk], at_calendar) for r in resources],
        "assignments": [
            [numbers[a.task_id], at_resource[a.resource_id], a.units, a.work]
            for a in models.Assignment._base_manager.filter(task__project=project).order_by("pk")
            if a.task_id in numbers and a.resource_id in at_resource
        ],
    }


def _calendars(project: Project) -> list[models.WorkCalendar]:
    """The project's calendar, its own ones, and those that its rows and resources name."""
    used = {project.calendar_id}
    used.update(models.Task._base_manager.filter(project=project).values_list("calendar_id", flat=True))
    used.update(models.Resource._base_manager.filter(project=project).values_list("calendar_id", flat=True))
    used.update(models.WorkCalendar._base_manager.filter(project=project).values_list("pk", flat=True))
    return list(models.WorkCalendar._base_manager.filter(pk__in=used - {None}).order_by("pk")[:MOST_CALENDARS])


def _calendar(calendar: models.WorkCalendar, number: int) -> dict[str, Any]:
    exceptions = models.CalendarException._base_manager.filter(calendar=calendar).order_by("first", "pk")
    return {
        "id": number,
        "name": calendar.name,
        "name_en": calendar.name_en,
        "week": calendar.week,
        "is_shared": calendar.project_id is None,
        "exceptions": [
            {
                "first": e.first.isoformat(),
                "last": e.last.isoformat(),
                "intervals": e.intervals,
                "name": e.name,
                "name_en": e.name_en,
                "source": e.source,
                "is_provisional": e.is_provisional,
            }
            for e in exceptions[:MOST_DAYS]
        ],
    }


def _task(taking: Taking, task: models.Task, numbers: dict[int, int], calendars: dict[int, int]) -> dict[str, Any]:
    row = {
        "id": numbers[task.pk],
        "parent": numbers.get(task.parent_id) if task.parent_id else None,
        "name": task.name,
        "name_en": task.name_en,
        "notes": task.notes,
        "duration": task.duration,
        "calendar": calendars.get(task.calendar_id) if task.calendar_id else None,
        "owner": task.owner.username if task.owner and taking.choice.people else "",
        **{name: getattr(task, name) for name in _PLAIN},
        **{name: _offset(taking, getattr(task, name)) for name in INSTANTS},
    }
    # What a row has anyhow is not written down.
    return {name: value for name, value in row.items() if (value != _USUAL[name] if name in _USUAL else bool(value))}


def _offset(taking: Taking, instant: int | None) -> list[int] | None:
    """An instant as (calendar days, working days, minute) after the start."""
    if instant is None:
        return None
    local = to_local(instant, taking.project.time_zone) or 0
    return [*taking.days.offset(local_date(local)), local % _MINUTES]


def _resource(resource: models.Resource, number: int, calendars: dict[int, int]) -> dict[str, Any]:
    return {
        "id": number,
        "name": resource.name,
        "kind": resource.kind,
        "max_units": resource.max_units,
        "user": resource.user.username if resource.user else "",
        "calendar": calendars.get(resource.calendar_id) if resource.calendar_id else None,
    }


# --- giving ------------------------------------------------------------------------------------------------------


def give(making: Making, piece: Piece) -> None:
    """The plan's rows in the new project; it is computed once, at the end of the action."""
    plan, project = read_plan(piece), making.project
    needs(making.actor, "schedule.edit", project)
    calendars = _give_calendars(making, plan)
    values: dict[str, Any] = {"minutes_per_day": plan.minutes_per_day}
    if plan.calendar is not None and not making.keeps_calendar:
        values["calendar_id"] = calendars[plan.calendar]
    write.update(project, **values)
    write.update(project, must_finish=_instant(making, plan.must_finish))
    keys = _give_tasks(making, plan, calendars)
    making.keys.update({f"task:{number}": key for number, key in keys.items()})
    seen = {(a, b, kind): (lag, lag_kind) for a, b, kind, lag, lag_kind in plan.links}
    write.create_many(
        [
            models.Link(
                project=project,
                scope_path=project.scope_path,
                predecessor_id=keys[a],
                successor_id=keys[b],
                type=kind,
                lag=lag,
                lag_kind=lag_kind,
            )
            for (a, b, kind), (lag, lag_kind) in seen.items()
            if a != b
        ]
    )
    _give_resources(making, plan, calendars, keys)


def _give_calendars(making: Making, plan: Plan) -> dict[int, int]:
    """Keys of the calendars: the organisation's of the same name where it has one, else one of the project's own."""
    project = making.project
    shared = models.WorkCalendar._base_manager.filter(organisation=project.organisation, project__isnull=True)
    by_name = {calendar.name: calendar.pk for calendar in shared.order_by("-pk")}
    found: dict[int, int] = {}
    for number, wanted in plan.calendars.items():
        if wanted["is_shared"] and wanted["name"] in by_name:
            found[number] = by_name[wanted["name"]]
            continue
        needs(making.actor, "calendar.edit", project)
        calendar = write.create(
            models.WorkCalendar(
                organisation=project.organisation,
                project=project,
                scope_path=project.scope_path,
                name=wanted["name"],
                name_en=wanted["name_en"],
                week=wanted["week"],
            )
        )
        exceptions = [
            models.CalendarException(calendar=calendar, scope_path=project.scope_path, **exception)
            for exception in wanted["exceptions"]
        ]
        compiled(spec_of(calendar, exceptions))
        write.create_many(exceptions)
        found[number] = calendar.pk
    return found


def _instant(making: Making, offset: list[int] | None) -> int | None:
    """The UTC minute of an offset in the new project."""
    if offset is None:
        return None
    local = local_midnight(making.days.day(offset[:2], making.shift)) + offset[2] % _MINUTES
    return to_utc(local, making.project.time_zone)


def _give_tasks(making: Making, plan: Plan, calendars: dict[int, int]) -> dict[int, int]:
    """New keys by number, level by level, since a row needs its parent's key."""
    owners = _people(making, {task["owner"] for task in plan.tasks.values()})
    children: dict[int | None, list[int]] = {}
    for number, task in plan.tasks.items():
        children.setdefault(task["parent"], []).append(number)
    keys: dict[int, int] = {}
    level = children.get(None, [])
    places = {number: at * GAP for group in children.values() for at, number in enumerate(group, 1)}
    while level:
        rows = [_new_task(making, plan.tasks[number], calendars, owners) for number in level]
        for number, row in zip(level, rows, strict=True):
            row.position = places[number]
            parent = plan.tasks[number]["parent"]
            row.parent_id = keys[parent] if parent is not None else None
        for number, row in zip(level, write.create_many(rows), strict=True):
            keys[number] = row.pk
        level = [child for number in level for child in children.get(number, [])]
    return keys


def _new_task(making: Making, task: dict[str, Any], calendars: dict[int, int], owners: dict[str, int]) -> models.Task:
    return models.Task(
        project=making.project,
        scope_path=making.project.scope_path,
        owner_id=owners.get(task["owner"]),
        calendar_id=calendars[task["calendar"]] if task["calendar"] else None,
        **{name: task[name] for name in ("name", "name_en", "notes", "duration", *_PLAIN)},
        **{name: _instant(making, task[name]) for name in INSTANTS},
    )


def _people(making: Making, names: set[str]) -> dict[str, int]:
    """Keys of people by user name, of those that the actor sees."""
    rows = TARGETS["person"].rows(making.actor, None).filter(username__in=names - {""})
    return {name: key for key, name in rows.values_list("pk", "username")}


def _give_resources(making: Making, plan: Plan, calendars: dict[int, int], keys: dict[int, int]) -> None:
    people = _people(making, {resource["user"] for resource in plan.resources.values()})
    rows = [
        models.Resource(
            project=making.project,
            scope_path=making.project.scope_path,
            name=resource["name"],
            kind=resource["kind"],
            max_units=resource["max_units"],
            user_id=people.get(resource["user"]),
            calendar_id=calendars.get(resource["calendar"]) if resource["calendar"] else None,
        )
        for resource in plan.resources.values()
    ]
    made = dict(zip(plan.resources, write.create_many(rows), strict=True))
    shares = {(task, resource): (units, work) for task, resource, units, work in plan.assignments}
    write.create_many(
        [
            models.Assignment(
                task_id=keys[task],
                resource=made[resource],
                scope_path=making.project.scope_path,
                units=units,
                work=work,
            )
            for (task, resource), (units, work) in shares.items()
        ]
    )


register_work_days(_work_days)
register_part(Part("plan", gettext_lazy("plan"), 20, take, give, read_plan, lambda held: {"tasks": len(held["tasks"])}))
