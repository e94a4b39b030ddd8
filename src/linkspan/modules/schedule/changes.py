"""History of a row as people read it: who, when, which field, from, to."""

from typing import Any

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _t

from linkspan.kernel.access.actor import elevated
from linkspan.kernel.actions.models import ChangeRow
from linkspan.kernel.actions.undo import describe
from linkspan.kernel.localtime import format_local, to_local
from linkspan.modules.identity.api import User
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule import models
from linkspan.modules.schedule.home import actor_name, in_language
from linkspan.modules.schedule.state import INSTANTS

_MOST = 60
_MINUTES = frozenset({"duration", "remaining", "optimistic", "pessimistic", "levelling_delay"})
_HIDDEN = frozenset({"position", "remaining", "scope_path", "project_id", "source_uid"})


def task_history(project: Project, task_id: int) -> list[dict[str, Any]]:
    """Changes of a task and of the links that end in it, newest first."""
    with elevated():
        links = list(models.Link.rows.filter(project=project, successor_id=task_id).values_list("pk", flat=True))
        rows = list(
            ChangeRow.objects.filter(
                Q(model="schedule.Task", object_id=task_id) | Q(model="schedule.Link", object_id__in=links),
                log__scope_path__startswith=project.scope_path,
            )
            .select_related("log__undone_by", "log__actor")
            .order_by("-log_id", "id")[:_MOST]
        )
        names = _people(rows)
    grouped: dict[int, dict[str, Any]] = {}
    for row in rows:
        item = grouped.setdefault(
            row.log_id,
            {
                "log_id": row.log_id,
                "at": row.log.at,
                "actor": actor_name(row.log),
                "text": describe(row.log),
                "changes": [],
                "undone": hasattr(row.log, "undone_by"),
            },
        )
        if row.model == "schedule.Task" and row.kind == ChangeRow.UPDATED:
            item["changes"].extend(_fields(project, row, names))
    return list(grouped.values())


def _people(rows: list[ChangeRow]) -> dict[int, str]:
    ids = {
        value
        for row in rows
        for side in (row.before, row.after)
        for key, value in (side or {}).items()
        if key in {"owner_id", "owner"} and value
    }
    language = get_language() or ""
    return {u.pk: u.name_in(language) for u in User.objects.filter(pk__in=ids)}


def _fields(project: Project, row: ChangeRow, names: dict[int, str]) -> list[dict[str, Any]]:
    found = []
    for key, after in (row.after or {}).items():
        if key in _HIDDEN:
            continue
        field = models.Task._meta.get_field(key.removesuffix("_id"))
        before = (row.before or {}).get(key)
        found.append(
            {
                "field": key,
                "label": str(field.verbose_name),
                "before": _shown(project, key, before, names),
                "after": _shown(project, key, after, names),
            }
        )
    return found


def _shown(project: Project, key: str, value: Any, names: dict[int, str]) -> str:
    if value is None:
        return "—"
    if key in INSTANTS:
        return (format_local(to_local(value, project.time_zone)) or "").replace("T", " ")
    if key in _MINUTES:
        days = value / project.minutes_per_day
        return f"{days:g} d" if days >= 1 else f"{value / 60:g} h"
    if key == "progress":
        return f"{value * 100:.0f}%"
    if key == "owner_id":
        return names.get(value, "—")
    if key in {"calendar_id", "parent_id"}:
        row = (models.WorkCalendar if key == "calendar_id" else models.Task)._base_manager.filter(pk=value).first()
        return in_language(row) if row is not None else "—"
    if key in {"constraint", "kind"}:
        return str(dict(models.Task._meta.get_field(key).flatchoices).get(value, value))
    if isinstance(value, bool):
        return _t("yes") if value else _t("no")
    return str(value)
