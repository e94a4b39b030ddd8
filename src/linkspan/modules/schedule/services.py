"""The verbs of the plan."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions import Inverse, action, write
from linkspan.kernel.errors import DomainError, Forbidden
from linkspan.kernel.localtime import to_utc
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule import models
from linkspan.modules.schedule.commands import COMMANDS, EditSession, quoted_name
from linkspan.modules.schedule.field_edits import instant, set_task_fields, usable_calendar
from linkspan.modules.schedule.scopes import subtree_paths

_LARGEST_REQUEST = 2000
_PHRASES = {
    "task.create": gettext_noop("Added %(names)s"),
    "task.update": gettext_noop("Changed %(names)s"),
    "task.move": gettext_noop("Moved %(names)s"),
    "task.indent": gettext_noop("Indented %(names)s"),
    "task.outdent": gettext_noop("Outdented %(names)s"),
    "task.delete": gettext_noop("Deleted %(names)s"),
    "link.create": gettext_noop("Linked %(names)s"),
    "link.update": gettext_noop("Changed a link of %(names)s"),
    "link.delete": gettext_noop("Removed a link of %(names)s"),
    "task.predecessors": gettext_noop("Changed predecessors of %(names)s"),
    "task.resources": gettext_noop("Changed the resources of %(names)s"),
    "project.set": gettext_noop("Changed the settings of the plan"),
    "baseline.set": gettext_noop("Set baseline %(names)s"),
}


@action("schedule.edit", phrase=gettext_noop("Edited the plan"), undo=Inverse())
def edit_plan(actor: Actor, project: Project, *, commands: list[dict[str, Any]]) -> dict[str, int]:
    """Run commands on a plan, all or none. Answers the ids of rows created under temporary names."""
    return _run_commands(EditSession(project), commands)


@action("schedule.edit", phrase=gettext_noop("Edited the plan"), undo=Inverse(), is_locking=False)
def edit_subtree(actor: Actor, root: models.Task, *, commands: list[dict[str, Any]]) -> dict[str, int]:
    """`edit_plan` for who may edit parts of a plan only; root: the summary task of one of them.

    Rows and links that reach outside those parts are NotFound. Resources are the whole project's and stay as they are.
    """
    project = Project._base_manager.select_for_update(of=("self",)).get(pk=root.project_id)
    if any(isinstance(command, dict) and command.get("op") == "task.resources" for command in commands):
        raise Forbidden("schedule.edit")
    return _run_commands(EditSession(project, subtree_paths(actor, project, "schedule.edit")), commands)


def _run_commands(session: EditSession, commands: list[dict[str, Any]]) -> dict[str, int]:
    if not isinstance(commands, list) or not 0 < len(commands) <= _LARGEST_REQUEST:
        raise DomainError(
            "commands", _("Send between 1 and %(count)s changes at a time.") % {"count": _LARGEST_REQUEST}, "commands"
        )
    for command in commands:
        run = COMMANDS.get(str(command.get("op"))) if isinstance(command, dict) else None
        if run is None:
            raise DomainError(
                "unknown_command",
                _("“%(op)s” is not an edit of the plan.")
                % {"op": str(command.get("op") if isinstance(command, dict) else command)[:40]},
                "commands",
            )
        requested = command.get("set")
        session.requested = requested if isinstance(requested, dict) else {}
        run(session, command)
    _describe(commands, list(session.labels.values()))
    return session.created


def _describe(commands: list[dict[str, Any]], names: list[dict[str, str]]) -> None:
    kinds = {command["op"] for command in commands}
    shown = [*names[:3], *([f"+{len(names) - 3}"] if len(names) > 3 else [])]
    write.describe(_PHRASES.get(next(iter(kinds))) if len(kinds) == 1 else None, names=shown)


@action("schedule.edit", phrase=gettext_noop("Changed the settings of the plan"), undo=Inverse())
def set_project_dates(actor: Actor, project: Project, *, values: dict[str, Any]) -> None:
    """Set data_date, start, must_finish (local minutes) or calendar of a plan."""
    columns: dict[str, Any] = {}
    for name, value in values.items():
        if name in {"data_date", "must_finish", "start"}:
            if value is None and name == "start":
                raise DomainError("start", _("A plan needs a start."), "start")
            columns[name] = None if value is None else to_utc(instant(value, name), project.time_zone)
        elif name == "calendar":
            columns["calendar_id"] = usable_calendar(project, value)
        else:
            raise DomainError("unknown_field", _("A plan has no setting “%(name)s”.") % {"name": name[:40]}, name[:40])
    write.update(project, **columns)


@action("schedule.baseline", phrase=gettext_noop("Set baseline %(names)s"), undo=Inverse())
def set_baseline(
    actor: Actor, project: Project, *, name: str, dates: dict[int, tuple[int, int, int]] | None = None
) -> int:
    """Keep the present dates as a new baseline, which becomes the current one.

    dates: instead of the computed ones, start, finish (UTC minutes) and duration by task id (imported baselines).
    """
    number = (
        models.Baseline._base_manager.filter(project=project)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
        or 0
    ) + 1
    label = " ".join(str(name or "").split())[:120] or f"{number}"
    for old in models.Baseline._base_manager.filter(project=project, is_current=True):
        write.update(old, is_current=False)
    baseline = write.create(
        models.Baseline(project=project, scope_path=project.scope_path, number=number, name=label, is_current=True)
    )
    if dates is None:
        rows = models.TaskDates.base_rows.filter(project_id=project.pk).values_list(
            "task_id", "start", "finish", "duration"
        )
        dates = {task_id: (start, finish, duration) for task_id, start, finish, duration in rows}
    write.create_many(
        [
            models.BaselineTask(
                baseline=baseline,
                task_id=task_id,
                scope_path=project.scope_path,
                start=start,
                finish=finish,
                duration=duration,
            )
            for task_id, (start, finish, duration) in dates.items()
        ]
    )
    write.describe(names=f"“{label}”")
    return baseline.pk


@action("schedule.baseline", phrase=gettext_noop("Compared with baseline %(names)s"), undo=Inverse())
def choose_baseline(actor: Actor, project: Project, *, baseline_id: int) -> None:
    """Make another baseline the current one."""
    chosen = models.Baseline._base_manager.filter(pk=baseline_id, project=project).first()
    if chosen is None:
        raise DomainError("baseline", _("This baseline is no longer there."), "baseline")
    for old in models.Baseline._base_manager.filter(project=project, is_current=True).exclude(pk=chosen.pk):
        write.update(old, is_current=False)
    write.update(chosen, is_current=True)
    write.describe(names=f"“{chosen.name}”")


@action("schedule.progress", phrase=gettext_noop("Reported progress of %(names)s"), undo=Inverse(), is_locking=False)
def report_progress(actor: Actor, task: models.Task, *, values: dict[str, Any], version: int | None = None) -> None:
    """Progress and actual dates of one task, by its owner or a planner; a vendor for its own tasks."""
    project = Project._base_manager.select_for_update(of=("self",)).get(pk=task.project_id)
    unknown = set(values) - {"progress", "actual_start", "actual_finish"}
    if unknown:
        raise DomainError(
            "unknown_field", _("Progress reports take progress and actual dates only."), sorted(unknown)[0]
        )
    session = EditSession(project)
    set_task_fields(session, session.task(task.pk, version), values)
    write.describe(names=[quoted_name(task)])
