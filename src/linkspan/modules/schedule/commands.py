"""The edits of a plan, one function a command. Each takes the editing session and the command's own fields."""

from collections.abc import Callable
from typing import Any

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.actions import write
from linkspan.kernel.errors import DomainError, NotFound, Stale
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule import models
from linkspan.modules.schedule.assignments import set_resources
from linkspan.modules.schedule.field_edits import choice, one_line, set_task_fields
from linkspan.modules.schedule.predecessors import parse_predecessors
from linkspan.modules.schedule.state import current_state

# Distance between siblings; an insertion takes the middle, renumbering only when there is none.
GAP = 1024
_LARGEST_NAME = 400
_LONGEST_QUOTE = 30
_MOST_ROWS = 20_000


class EditSession:
    """The rows that one request edits: each is loaded once, so that commands after each other see their effects."""

    def __init__(self, project: Project, limits: tuple[str, ...] = ()) -> None:
        """limits: scope paths of the parts of the plan that may be touched; none for the whole."""
        self.project = project
        self.limits = limits
        # Read before the first write, so that what is kept in memory is what is stored.
        self.before = current_state(project)
        self.tasks: dict[int, models.Task] = {}
        # Versions before this request: its own writes do not make a row stale for its later commands.
        self._versions: dict[int, int] = {}
        self.created: dict[str, int] = {}
        self.labels: dict[int, dict[str, str]] = {}
        self.requested: dict[str, Any] = {}

    def name(self, *tasks: models.Task) -> None:
        """Rows that the history's sentence names."""
        for task in tasks:
            self.labels[task.pk] = quoted_name(task)

    def resolve(self, reference: Any) -> int | None:
        """A task id: itself, or that of a task created by an earlier command under a temporary name."""
        if isinstance(reference, str):
            if reference not in self.created:
                raise DomainError(
                    "unknown_task", _("“%(name)s” names no row created before.") % {"name": reference[:40]}, "id"
                )
            return self.created[reference]
        return reference

    def may_touch(self, task: models.Task) -> bool:
        """Whether a row lies in a part of the plan that this session may edit."""
        return not self.limits or any(task.scope_path.startswith(limit) for limit in self.limits)

    def check_parent(self, parent_id: int | None) -> None:
        """NotFound where rows may not hang on this parent: it lies outside the part that this session may edit."""
        if self.limits:
            if parent_id is None:
                raise NotFound(_("You may edit a part of this plan only. Choose a row in it."))
            self.task(parent_id)

    def task(self, reference: Any, version: int | None = None) -> models.Task:
        """The task, checked to be of this project, in the part that may be edited, and of the expected version."""
        task = self.any_task(reference, version)
        if not self.may_touch(task):
            raise NotFound(_("You may edit a part of this plan only. Choose a row in it."))
        return task

    def any_task(self, reference: Any, version: int | None = None) -> models.Task:
        """The same for any row of the project, for looking at what is above or before a row."""
        task_id = self.resolve(reference)
        if not isinstance(task_id, int) or isinstance(task_id, bool):
            raise DomainError("unknown_task", _("Name the row by its id."), "id")
        if task_id not in self.tasks:
            task = models.Task._base_manager.filter(pk=task_id, project=self.project).first()
            if task is None:
                raise NotFound(_("This row is no longer in the plan. Someone has deleted it."))
            self.know(task)
        task = self.tasks[task_id]
        if version is not None and self._versions[task_id] != version:
            raise Stale(current={"id": task.pk, "version": task.version, "name": task.name})
        return task

    def know(self, task: models.Task) -> models.Task:
        """The session's own copy of a row that was read."""
        self._versions.setdefault(task.pk, task.version)
        return self.tasks.setdefault(task.pk, task)

    def forget(self, task_id: int) -> None:
        """A row that is deleted."""
        self.tasks.pop(task_id, None)

    def children(self, parent_id: int | None) -> list[models.Task]:
        """Children of a row in display order, as the session has them."""
        rows = models.Task._base_manager.filter(project=self.project, parent_id=parent_id).order_by("position", "id")
        return [self.know(row) for row in rows]


def quoted_name(task: models.Task) -> dict[str, str]:
    """The row's name in both languages, cut and quoted, for sentences of history."""
    chinese = f"“{task.name[:_LONGEST_QUOTE]}”"
    return {"zh": chinese, "en": f"“{task.name_en[:_LONGEST_QUOTE]}”" if task.name_en else chinese}


def create_task(session: EditSession, command: dict[str, Any]) -> None:
    """`task.create`: a row under `parent`, after `after` (null: first; absent: last)."""
    name = clean_name(command.get("name"))
    parent_id = session.resolve(command.get("parent"))
    session.check_parent(parent_id)
    above = session.project if parent_id is None else session.task(parent_id)
    position = place(session, parent_id, command.get("after", ...), [])
    kind = models.Task.Kind(choice(command.get("kind", 0), models.Task.Kind.values, "kind"))
    task = models.Task(
        project=session.project,
        scope_path=above.scope_path,
        parent_id=parent_id,
        position=position,
        name=name,
        kind=kind,
        duration=0,
    )
    default = 0 if kind == models.Task.Kind.MILESTONE else session.project.minutes_per_day
    extra = {k: v for k, v in command.items() if k not in {"op", "temp", "parent", "after", "name", "kind"}}
    set_task_fields(session, task, {"duration": default, **extra}, save=False)
    session.know(write.create(task))
    if command.get("temp"):
        session.created[str(command["temp"])] = task.pk
    session.name(task)


def clean_name(name: Any) -> str:
    """A row's name: one line, not empty, at most 400 characters."""
    text = one_line(name, "name")
    if not text:
        raise DomainError("name", _("Give the row a name."), "name")
    if len(text) > _LARGEST_NAME:
        raise DomainError("name", _("A name has at most %(count)s characters.") % {"count": _LARGEST_NAME}, "name")
    return text


def place(session: EditSession, parent_id: int | None, after: Any, moving: list[int]) -> int:
    """Position of a row among its siblings: after a sibling, first (None), or last (...)."""
    if after is ...:
        return next_position(session.project, parent_id)
    siblings = [t for t in session.children(parent_id) if t.pk not in moving]
    index = 0
    if after is not None:
        after_id = session.resolve(after)
        found = [at for at, t in enumerate(siblings) if t.pk == after_id]
        if not found:
            raise DomainError("place", _("The row to insert after is not among these siblings any more."), "after")
        index = found[0] + 1
    low = siblings[index - 1].position if index else None
    high = siblings[index].position if index < len(siblings) else None
    if low is None and high is None:
        return GAP
    if high is None:
        return low + GAP
    if low is None:
        return high - GAP
    if high - low > 1:
        return (low + high) // 2
    for at, sibling in enumerate(siblings):
        write.update(sibling, position=(at + 1) * GAP * 2)
    return siblings[index - 1].position + GAP


def update_task(session: EditSession, command: dict[str, Any]) -> None:
    """`task.update`: set fields of one row; the version of the first touch decides about staleness."""
    task = session.task(command.get("id"), command.get("version"))
    changes = command.get("set")
    if not isinstance(changes, dict) or not changes:
        raise DomainError("empty", _("There is nothing to change in this request."), "set")
    set_task_fields(session, task, changes)
    session.name(task)


def _chosen(session: EditSession, command: dict[str, Any]) -> list[models.Task]:
    chosen = [session.task(reference) for reference in _references(command, _("Choose at least one row."))]
    for task in chosen:
        session.check_parent(task.parent_id)  # where a row stands is decided by who may edit what is above it
    return chosen


def _references(command: dict[str, Any], message: Any) -> list[Any]:
    """The `ids` of a command: at least one, none twice, in their order."""
    references = command.get("ids")
    if not isinstance(references, list) or not references:
        raise DomainError("ids", message, "ids")
    if len(references) > _MOST_ROWS:
        raise DomainError("ids", _("Choose at most %(count)s rows at a time.") % {"count": _MOST_ROWS}, "ids")
    if not all(isinstance(reference, int | str) for reference in references):
        raise DomainError("ids", _("Name the row by its id."), "ids")
    return list(dict.fromkeys(references))


def _in_outline(session: EditSession, tasks: list[models.Task]) -> list[models.Task]:
    row_of = session.before.row_of
    return sorted(tasks, key=lambda t: row_of.get(t.pk, 1 << 60))


def _ancestors(session: EditSession, task_id: int | None) -> list[int]:
    found: list[int] = []
    while task_id is not None and task_id not in found:
        found.append(task_id)
        task_id = session.any_task(task_id).parent_id
    return found


def move_tasks(session: EditSession, command: dict[str, Any]) -> None:
    """`task.move`: rows under another parent, in the order they are given, after a sibling."""
    tasks = _chosen(session, command)
    parent_id = session.resolve(command.get("parent"))
    session.check_parent(parent_id)
    above = _ancestors(session, parent_id)
    if any(task.pk in above for task in tasks):
        raise DomainError("move_into_itself", _("A row cannot move under itself."), "parent")
    after, moving = command.get("after", ...), [t.pk for t in tasks]
    for task in tasks:
        position = place(session, parent_id, after, moving)
        write.update(task, parent_id=parent_id, position=position)
        after = task.pk
        moving.remove(task.pk)
    session.name(*tasks)


def indent_tasks(session: EditSession, command: dict[str, Any]) -> None:
    """`task.indent`: each row becomes the last child of the sibling above it."""
    tasks = _in_outline(session, _chosen(session, command))
    chosen = {t.pk for t in tasks}
    for task in tasks:
        if task.parent_id in chosen:
            continue
        siblings = session.children(task.parent_id)
        at = next(n for n, s in enumerate(siblings) if s.pk == task.pk)
        if at == 0:
            continue
        above = siblings[at - 1]
        write.update(task, parent_id=above.pk, position=place(session, above.pk, ..., [task.pk]))
    session.name(*tasks)


def outdent_tasks(session: EditSession, command: dict[str, Any]) -> None:
    """`task.outdent`: each row moves up one level, behind its former parent."""
    tasks = _in_outline(session, _chosen(session, command))
    chosen = {t.pk for t in tasks}
    for task in reversed(tasks):
        if task.parent_id is None or task.parent_id in chosen:
            continue
        parent = session.task(task.parent_id)
        session.check_parent(parent.parent_id)
        write.update(task, parent_id=parent.parent_id, position=place(session, parent.parent_id, parent.pk, [task.pk]))
    session.name(*tasks)


def delete_tasks(session: EditSession, command: dict[str, Any]) -> None:
    """`task.delete`: rows with all below them, their links, assignments and baseline entries."""
    tasks = _chosen(session, command)
    chosen = {t.pk: t for t in tasks}
    level = list(chosen)
    while level:
        below = models.Task._base_manager.filter(parent_id__in=level, project=session.project)
        fresh = [t for t in below if t.pk not in chosen]
        chosen.update({t.pk: t for t in fresh})
        level = [t.pk for t in fresh]
    remove_tasks(session.project, list(chosen.values()))
    for task_id in chosen:
        session.forget(task_id)
    session.name(*tasks)


def remove_tasks(project: Project, tasks: list[models.Task]) -> None:
    """Delete tasks and what hangs on them."""
    keys = [t.pk for t in tasks]
    for at in range(0, len(keys), 400):
        part = keys[at : at + 400]
        write.delete_many(
            list(
                models.Link._base_manager.filter(project=project).filter(
                    Q(predecessor_id__in=part) | Q(successor_id__in=part)
                )
            )
        )
        write.delete_many(list(models.Assignment._base_manager.filter(task_id__in=part)))
        write.delete_many(list(models.BaselineTask._base_manager.filter(task_id__in=part)))
    write.delete_many(tasks)


def _link_values(command: dict[str, Any]) -> dict[str, int]:
    values: dict[str, int] = {}
    limits = {"type": (0, 3), "lag_kind": (0, 3), "lag": (-5_270_400, 5_270_400)}
    for name, (low, high) in limits.items():
        if name in command:
            value = command[name]
            if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
                raise DomainError("link", _("The link's %(field)s is out of range.") % {"field": name}, name)
            values[name] = value
    return values


def create_link(session: EditSession, command: dict[str, Any]) -> None:
    """`link.create`: a dependency between two rows of the plan."""
    before, after = session.task(command.get("from")), session.task(command.get("to"))
    if before.pk == after.pk:
        raise DomainError("self_link", _("“%(name)s” cannot depend on itself.") % {"name": before.name}, "to")
    values = {"type": 0, "lag": 0, "lag_kind": 0, **_link_values(command)}
    if models.Link._base_manager.filter(predecessor=before, successor=after, type=values["type"]).exists():
        raise DomainError(
            "link_exists",
            _("“%(a)s” and “%(b)s” are linked like this already.") % {"a": before.name, "b": after.name},
            "to",
            status=409,
        )
    write.create(
        models.Link(
            project=session.project,
            scope_path=session.project.scope_path,
            predecessor=before,
            successor=after,
            **values,
        )
    )
    session.name(after)


def _link(session: EditSession, link_id: Any, version: int | None = None) -> models.Link:
    is_id = isinstance(link_id, int) and not isinstance(link_id, bool)
    link = models.Link._base_manager.filter(pk=link_id, project=session.project).first() if is_id else None
    if link is None:
        raise NotFound(_("This link is no longer in the plan."))
    session.task(link.predecessor_id)
    session.task(link.successor_id)
    if version is not None and link.version != version:
        raise Stale(current={"id": link.pk, "version": link.version})
    return link


def update_link(session: EditSession, command: dict[str, Any]) -> None:
    """`link.update`: type and lag of a link."""
    link = _link(session, command.get("id"), command.get("version"))
    changes = command.get("set")
    if not isinstance(changes, dict) or not changes:
        raise DomainError("empty", _("There is nothing to change in this request."), "set")
    values = _link_values(changes)
    wanted = values.get("type", link.type)
    if (
        wanted != link.type
        and models.Link._base_manager.filter(
            predecessor_id=link.predecessor_id, successor_id=link.successor_id, type=wanted
        ).exists()
    ):
        raise DomainError(
            "link_exists", _("There is a link of this type between the two rows already."), "type", status=409
        )
    write.update(link, **values)
    session.name(session.task(link.successor_id))


def delete_links(session: EditSession, command: dict[str, Any]) -> None:
    """`link.delete`."""
    links = [_link(session, link_id) for link_id in _references(command, _("Choose at least one link."))]
    write.delete_many(links)
    session.name(session.task(links[0].successor_id))


def set_predecessors(session: EditSession, command: dict[str, Any]) -> None:
    """`task.predecessors`: replace the incoming links of a row by those typed; unchanged ones stay."""
    task = session.task(command.get("id"), command.get("version"))
    state = session.before
    wanted = parse_predecessors(command.get("text"), state.outline.wbs, session.project.minutes_per_day)
    target = {(session.task(state.outline.order[p.row]).pk, p.type): p for p in wanted}
    if any(task_id == task.pk for task_id, _type in target):
        raise DomainError("self_link", _("“%(name)s” cannot depend on itself.") % {"name": task.name}, "predecessors")
    links = models.Link._base_manager.filter(successor=task).select_related("predecessor")
    # Links from outside the part that may be edited are not shown there, so they are not typed and stay.
    have = {(link.predecessor_id, link.type): link for link in links if session.may_touch(link.predecessor)}
    write.delete_many([link for key, link in have.items() if key not in target])
    for (task_id, link_type), item in target.items():
        link = have.get((task_id, link_type))
        if link is not None:
            write.update(link, lag=item.lag, lag_kind=item.lag_kind)
        else:
            write.create(
                models.Link(
                    project=session.project,
                    scope_path=session.project.scope_path,
                    predecessor_id=task_id,
                    successor=task,
                    type=link_type,
                    lag=item.lag,
                    lag_kind=item.lag_kind,
                )
            )
    session.name(task)


def next_position(project: Project, parent_id: int | None) -> int:
    """Position behind the last child of a row."""
    last = models.Task._base_manager.filter(project=project, parent_id=parent_id).aggregate(at=Max("position"))["at"]
    return (last or 0) + GAP


COMMANDS: dict[str, Callable[[EditSession, dict[str, Any]], None]] = {
    "task.create": create_task,
    "task.update": update_task,
    "task.move": move_tasks,
    "task.indent": indent_tasks,
    "task.outdent": outdent_tasks,
    "task.delete": delete_tasks,
    "link.create": create_link,
    "link.update": update_link,
    "link.delete": delete_links,
    "task.predecessors": set_predecessors,
    "task.resources": set_resources,
}
