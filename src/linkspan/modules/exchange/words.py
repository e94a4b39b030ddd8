"""Fields and values of schedule files in words, for who chooses between two of them."""

from typing import Any

from django.utils.translation import gettext as _

from linkspan.engines.calendar import from_minutes
from linkspan.engines.interchange import Change
from linkspan.engines.interchange.merge import ROW
from linkspan.modules.schedule.api import Link, Task

_COLUMN = {
    "elapsed": "is_elapsed",
    "percent_complete": "progress",
    "remaining_duration": "remaining",
    "leveling_delay": "levelling_delay",
    "active": "is_active",
    "ignore_resource_calendar": "ignores_resource_calendars",
    "parent_uid": "parent",
    "calendar_uid": "calendar",
}
_INSTANTS = frozenset(
    {"constraint_date", "constraint2_date", "deadline", "actual_start", "actual_finish", "manual_start", "resume",
     "manual_finish", "expected_finish", "suspend", "start", "finish", "status_date", "external_early_start",
     "external_late_finish"}
)  # fmt: skip
_DURATIONS = frozenset({"duration", "remaining_duration", "leveling_delay", "actual_duration", "work", "optimistic",
                        "most_likely", "pessimistic"})  # fmt: skip
_LONGEST = 120
_TYPES = ("FS", "SS", "FF", "SF")


def field_label(change: Change, *, zh: bool) -> str:
    """What the page calls the field of a change."""
    if change.field == ROW:
        return {"added": _("new row"), "removed": _("removed row")}.get(change.kind, _("row"))
    model: Any = {"links": Link, "tasks": Task}.get(change.table, Task)
    names = {field.name for field in model._meta.get_fields()}
    column = _COLUMN.get(change.field, change.field)
    if column in names:
        return str(getattr(model._meta.get_field(column), "verbose_name", column))
    words = {
        "week": _("working week"), "exceptions": _("calendar exceptions"), "status_date": _("data date"),
        "start": _("start"), "finish": _("finish"), "baselines": _("baselines"), "wbs": _("code"), "units": _("units"),
        "most_likely": _("most likely duration"), "estimated": _("estimated duration"), "priority": _("priority"),
        "max_units": _("maximum units"), "work": _("work"),
    }  # fmt: skip
    return words.get(change.field, change.field.replace("_", " "))


def value_text(three: Any, change: Change, value: Any) -> str:
    """A value for reading; empty for none."""
    if value is None:
        return ""
    if change.field == ROW:
        return _row_text(change, value)
    if change.field in _INSTANTS:
        return from_minutes(value).strftime("%Y-%m-%d %H:%M")
    if change.field in _DURATIONS:
        return _("%(days)s d") % {"days": f"{value / max(three.project.minutes_per_day, 1):g}"}
    if change.field == "percent_complete":
        return f"{value:g}%"
    if change.field == "constraint":
        return str(dict(Task.Constraint.choices).get(value, value))
    if change.field == "type" and change.table == "links":
        return _TYPES[value] if 0 <= value < len(_TYPES) else str(value)
    if change.field == "lag":
        return f"{value / max(three.project.minutes_per_day, 1):+g} d"
    if change.field in ("parent_uid", "calendar_uid"):
        table = "tasks" if change.field == "parent_uid" else "calendars"
        for file in (three.merged.theirs, three.merged.ours, three.merged.base):
            for row in getattr(file, table):
                if row.uid == value:
                    return str(row.name)[:_LONGEST]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple | dict):
        return _("%(count)s entries") % {"count": len(value)}
    return str(value)[:_LONGEST]


def _row_text(change: Change, row: Any) -> str:
    if change.table == "links":
        return f"{_TYPES[row.type]}" if 0 <= row.type < len(_TYPES) else ""
    return str(getattr(row, "name", "") or _("there"))[:_LONGEST]
