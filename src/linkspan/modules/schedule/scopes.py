"""Parts of a plan as scopes of their own: a summary task at which rights are given.

Such a task and all below it have the path `<project's path>w<its key>/`; every other task has its project's. The path
is kept by the reaction below, whatever moved a row.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.places import Place, PlaceKind, find_place, register_place
from linkspan.kernel.actions import NoUndo, Work, action, after_writes, write
from linkspan.kernel.actions.models import ChangeRow
from linkspan.kernel.errors import DomainError
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule.models import Task

_MOST = 20
_BATCH = 500
_LONGEST_PATH = 120


def own_step(task: Task) -> str:
    """The step that the task itself adds to the paths below it: `w<key>/` where it is a scope, else nothing."""
    step = f"w{task.pk}/"
    return step if task.scope_path.endswith("/" + step) else ""


@action(
    "access.manage",
    phrase=gettext_noop("Opened %(names)s for rights of its own"),
    undo=NoUndo(_("Take the rights given there back instead.")),
)
def open_scope(actor: Actor, task: Task) -> Task:
    """Make the task with all below it a place at which rights can be given; nothing where it is one already."""
    if own_step(task):
        return task
    Project._base_manager.select_for_update(of=("self",)).get(pk=task.project_id)
    path = f"{task.scope_path}w{task.pk}/"
    if len(path) > _LONGEST_PATH:
        raise DomainError("place", _("Rights cannot be given this deep in the plan. Choose a row above."), "place")
    _restamp(task, path, {})
    write.describe(names={"zh": task.name, "en": task.name_en or task.name})
    return task


@after_writes("scopes", "schedule.Task")
def keep_scopes(work: Work) -> None:
    """Rows that came to another parent take its path, with all below them."""
    moved = {
        change.instance.pk: change.instance
        for change in work.changes
        if isinstance(change.instance, Task)
        and (change.kind == ChangeRow.CREATED or {"parent_id", "parent"} & set(change.before or {}))
    }
    if not moved:
        return
    known = {change.instance.pk: change.instance for change in work.changes if isinstance(change.instance, Task)}
    paths = _paths_of({task.parent_id for task in moved.values() if task.parent_id is not None})
    homes = dict(
        Project._base_manager.filter(pk__in={task.project_id for task in moved.values()}).values_list(
            "pk", "scope_path"
        )
    )
    for task in moved.values():
        parent = known.get(task.parent_id)
        above = parent.scope_path if parent is not None else paths.get(task.parent_id, homes.get(task.project_id))
        if above is not None and task.scope_path != above + own_step(task):
            _restamp(task, above + own_step(task), known)


def _paths_of(keys: Iterable[int]) -> dict[int | None, str]:
    wanted, found = sorted(keys), {}
    for at in range(0, len(wanted), _BATCH):
        rows = Task._base_manager.filter(pk__in=wanted[at : at + _BATCH])
        found.update(rows.values_list("pk", "scope_path"))
    return found


def _restamp(task: Task, path: str, known: dict[int, Task]) -> None:
    """Write a path to a task and the fitting ones below it. known: rows that this action holds already, by key."""
    write.update(task, scope_path=path)
    level = [task]
    while level:
        paths = {row.pk: row.scope_path for row in level}
        below = Task._base_manager.filter(parent_id__in=paths)
        level = [known.get(row.pk, row) for row in below]
        for row in level:
            write.update(row, scope_path=paths[row.parent_id] + own_step(row))


def subtree_paths(actor: Actor, project: Project, verb: str) -> tuple[str, ...]:
    """Paths of the parts of a plan in which the actor holds the verb; empty where it holds it in the whole plan."""
    prefixes = actor.prefixes(verb)
    if any(project.scope_path.startswith(prefix) for prefix in prefixes):
        return ()
    return tuple(prefix for prefix in prefixes if prefix.startswith(project.scope_path))


def subtree_root(actor: Actor, project: Project) -> Task | None:
    """The first summary task below which alone the actor edits the plan; None for who edits the whole, or nothing."""
    for path in subtree_paths(actor, project, "schedule.edit"):
        root = find_place(path)
        if isinstance(root, Task):
            return root
    return None


def _find(keys: Iterable[int]) -> dict[int, Any]:
    return Task._base_manager.in_bulk(list(keys))


def _choices(actor: Actor, verb: str, text: str) -> Iterable[Any]:
    """Summary tasks by their name, and those that are scopes already; each under the path that it has or would get."""
    whole = Q(pk__in=[])
    for prefix in actor.prefixes(verb):
        whole |= Q(scope_path__startswith=prefix)
    rows = Task._base_manager.filter(whole).select_related("dates", "project")
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(name_en__icontains=text), children__isnull=False)
    else:
        rows = rows.filter(Q(scope_path__contains="/w"), children__isnull=False)
    found = rows.distinct().order_by("project_id", "dates__outline")[: _MOST * (1 if text else 20)]
    shown = [row for row in found if text or own_step(row)][:_MOST]
    return [
        Place(
            row.scope_path if own_step(row) else f"{row.scope_path}w{row.pk}/",
            row.name,
            row.name_en,
            f"{row.project.code} {row.dates.wbs}",
        )
        for row in shown
    ]


def _open(actor: Actor, key: int) -> Task | None:
    task = Task._base_manager.filter(pk=key).first()
    if task is None or not actor.may("access.manage", task.scope_path):
        return None
    opened: Task = open_scope(actor, task).result
    return opened


register_place(PlaceKind("w", "task", _("part of a plan"), _find, _choices, _open, is_inner=True))
