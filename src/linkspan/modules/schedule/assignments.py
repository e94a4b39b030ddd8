"""Who works on a task, as people type it: `张旭[50%], 李倩, +布线一班`."""

import re
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.actions import write
from linkspan.kernel.errors import DomainError
from linkspan.modules.identity.api import User
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule import models

if TYPE_CHECKING:
    from linkspan.modules.schedule.commands import EditSession

_ITEM = re.compile(r"^(?P<new>\+)?\s*(?P<name>[^\[\]]+?)\s*(?:\[\s*(?P<units>\d+(?:\.\d+)?)\s*%?\s*\])?$")
_TRANSLATE = str.maketrans("，、；［］【】％＋", ",,;[][]%+")
_MOST_UNITS = 10_000


def set_resources(session: "EditSession", command: dict[str, Any]) -> None:
    """`task.resources`: replace the assignments of a row by those typed; unchanged ones stay.

    A name is a resource of the project or a person who takes part; `+name` makes a new resource. Units in percent.
    """
    task = session.task(command.get("id"), command.get("version"))
    wanted = _parse(session.project, str(command.get("text") or ""))
    have = {a.resource_id: a for a in models.Assignment._base_manager.filter(task=task).select_related("resource")}
    write.delete_many([a for key, a in have.items() if key not in {r.pk for r, _units in wanted}])
    for resource, units in wanted:
        if resource.pk in have:
            write.update(have[resource.pk], units=units)
        else:
            write.create(
                models.Assignment(
                    task=task,
                    resource=resource,
                    scope_path=session.project.scope_path,
                    units=units,
                    work=round(task.duration * units),
                )
            )
    session.name(task)


def _parse(project: Project, text: str) -> list[tuple[models.Resource, float]]:
    found: dict[int, tuple[models.Resource, float]] = {}
    for item in re.split(r"[,;]", text.strip().translate(_TRANSLATE)):
        if not item.strip():
            continue
        match = _ITEM.match(item.strip())
        if not match or len(match["name"]) > 200:
            raise DomainError(
                "resources",
                _("“%(item)s” is not a resource. Write it like Li Qian[50%%].") % {"item": item.strip()[:40]},
                "resources",
            )
        percent = float(match["units"] or 100)
        if not 0 < percent <= _MOST_UNITS:
            raise DomainError("resources", _("Units are above 0 and at most 10,000 %."), "resources")
        resource = _resource(project, match["name"].strip(), is_new=bool(match["new"]))
        found[resource.pk] = (resource, percent / 100)
    return list(found.values())


def _resource(project: Project, name: str, *, is_new: bool) -> models.Resource:
    own = models.Resource._base_manager.filter(project=project)
    resource = own.filter(name__iexact=name).first()
    if resource is not None:
        return resource
    person = (
        User.objects.filter(Q(memberships__project=project) | Q(tasks__project=project), is_active=True)
        .filter(Q(name__iexact=name) | Q(name_en__iexact=name) | Q(username__iexact=name))
        .distinct()
        .first()
    )
    if person is not None:
        known = own.filter(user=person).first()
        return known or write.create(
            models.Resource(project=project, scope_path=project.scope_path, name=person.display_name, user=person)
        )
    if not is_new:
        raise DomainError(
            "resources",
            _("Nobody called “%(name)s” takes part in this project. Check the name, or write + before it to add it.")
            % {"name": name[:40]},
            "resources",
        )
    return write.create(models.Resource(project=project, scope_path=project.scope_path, name=name))


def resources_text(task_id: int) -> str:
    """The assignments of a task as they are typed, in the reader's language."""
    language = get_language() or ""
    rows = (
        models.Assignment._base_manager.filter(task_id=task_id)
        .select_related("resource__user")
        .order_by("resource__name")
    )
    separator = ", " if language.startswith("en") else "、"
    return separator.join(
        (a.resource.user.name_in(language) if a.resource.user else a.resource.name)
        + ("" if a.units == 1 else f"[{a.units * 100:g}%]")
        for a in rows
    )
