"""Tasks as something a record can point at."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.entities.references import Target, register_target
from linkspan.kernel.entities.specs import in_english
from linkspan.kernel.entities.switching import Module, only_on, register_module
from linkspan.modules.schedule.models import Task


def _rows(actor: Actor, container: Any) -> Any:
    rows = Task.objects.visible(actor, "schedule.view")
    return only_on("schedule", rows, container)


def _label(row: Task) -> tuple[str, str, str]:
    dates = getattr(row, "dates", None)
    return (row.name_en if in_english() else "") or row.name, dates.wbs if dates else "", row.project.code


register_module(Module("schedule", _("plan"), ("task",)))
register_target(
    Target(
        "task", Task, _("task"), _rows, _label, ("name", "name_en"),
        lambda t: f"/p/{t.project.code}/plan?task={t.pk}", ("project", "dates"), ("project", "position"),
        ("name", "name_en", "project__code", "dates__wbs"),
    )
)  # fmt: skip
