"""The tasks of one person across projects, in the order in which they press."""

import datetime as dt
from typing import Any

from django.utils.translation import get_language

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.entities.columns import entry_pattern
from linkspan.kernel.localtime import local_midnight, to_local
from linkspan.modules.schedule import models
from linkspan.modules.schedule.home import in_language

_DAY = 1440
_RECENT_DAYS = 14
_MOST = 500


def my_work(actor: Actor) -> dict[str, Any]:
    """Groups late, today, week, later, done; each task with what it waits for."""
    today = clock.business_today()
    tasks = list(
        models.Task.objects.visible(actor, "schedule.view")
        .filter(owner_id=actor.user_id, is_active=True, dates__is_summary=False)
        .exclude(project__modules_off__contains=entry_pattern("schedule"))
        .select_related("project", "dates")
        .order_by("dates__finish")[:_MOST]
    )
    waiting = _waiting(actor, [t.pk for t in tasks])
    groups: dict[str, list[dict[str, Any]]] = {key: [] for key in ("late", "today", "week", "later", "done")}
    for task in tasks:
        item = _item(task, waiting.get(task.pk, []))
        key = _group(item, today)
        if key:
            groups[key].append(item)
    groups["done"].reverse()
    return {
        "today": today.isoformat(),
        "groups": [{"key": key, "items": items} for key, items in groups.items()],
        "counts": {key: len(items) for key, items in groups.items()},
    }


def _group(item: dict[str, Any], today: dt.date) -> str | None:
    midnight = local_midnight(today)
    if item["progress"] >= 1:
        finished = item["actual_finish"] or item["finish"]
        return "done" if finished >= midnight - _RECENT_DAYS * _DAY else None
    deadline = item["deadline"]
    if item["finish"] <= midnight or (deadline is not None and deadline < midnight):
        return "late"
    if item["start"] < midnight + _DAY:
        return "today"
    return "week" if item["start"] < midnight + (7 - today.weekday()) * _DAY else "later"


def _item(task: models.Task, waiting: list[dict[str, Any]]) -> dict[str, Any]:
    dates, zone = task.dates, task.project.time_zone
    return {
        "task_id": task.pk,
        "project": {"code": task.project.code, "name": in_language(task.project)},
        "wbs": dates.wbs,
        "name": in_language(task),
        "start": to_local(dates.start, zone),
        "finish": to_local(dates.finish, zone),
        "total_float": dates.total_float,
        "critical": dates.is_critical,
        "progress": task.progress,
        "version": task.version,
        "deadline": to_local(task.deadline, zone),
        "actual_start": to_local(task.actual_start, zone),
        "actual_finish": to_local(task.actual_finish, zone),
        "minutes_per_day": task.project.minutes_per_day,
        "waiting_for": waiting,
    }


def _waiting(actor: Actor, task_ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """Unfinished predecessors of tasks that have not started, those that the actor may see."""
    seen = models.Task.objects.visible(actor, "schedule.view").values("pk")
    rows = (
        models.Link._base_manager.filter(
            successor_id__in=task_ids,
            predecessor__progress__lt=1,
            predecessor__in=seen,
            successor__actual_start__isnull=True,
            type=models.Link.Type.FS,
        )
        .select_related("predecessor__dates", "predecessor__owner")
        .order_by("predecessor__dates__finish")
    )
    language = get_language() or ""
    found: dict[int, list[dict[str, Any]]] = {}
    for link in rows:
        task = link.predecessor
        found.setdefault(link.successor_id, []).append(
            {"code": task.dates.wbs, "name": in_language(task), "owner": task.owner and task.owner.name_in(language)}
        )
    return found
