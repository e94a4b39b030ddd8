"""Saved views of lists: one's own, shared ones, and the default of a role."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linkspan.kernel.access.actor import Actor, elevated
from linkspan.kernel.access.models import Grant, Role
from linkspan.kernel.actions import Inverse, action, write
from linkspan.kernel.entities.models import SavedView
from linkspan.kernel.entities.reading import Query, Reading
from linkspan.kernel.entities.registry import Known, find_entity
from linkspan.kernel.entities.specs import in_english
from linkspan.kernel.errors import DomainError, Forbidden, NotFound

SHARE = "view.share"
MOST_VIEWS = 100
_KEYS: Mapping[str, Any] = {
    "kind": str, "columns": list, "widths": dict, "filters": list, "sort": str, "group": str, "sub": str, "q": str,
    "board": str, "date": str,
}  # fmt: skip
_KINDS = ("table", "board", "calendar", "matrix")
_LARGEST_CONFIG = 20_000
_LARGEST_STATEMENT = 40_000  # characters of filters, so at most half as many values


def views_of(actor: Actor, known: Known, container: Any) -> list[dict[str, Any]]:
    """The views of an entity in a project (or everywhere) that the actor may choose, role defaults first."""
    paths = _paths(container)
    if not _sees(actor, known, paths[-1]):
        return []
    with elevated():
        roles = set(Grant.rows.filter(_held_by(actor)).values_list("role_id", flat=True))
        either = Q(owner_id=actor.user_id, sharing="personal") | Q(sharing="shared") | Q(sharing="role", role__in=roles)
        rows = SavedView.rows.filter(either, entity=known.name, scope_path__in=paths).select_related("owner", "role")
        found = list(rows.order_by("pk")[:MOST_VIEWS])
    order = {"role": 0, "shared": 1, "personal": 2}
    found.sort(key=lambda view: (order[view.sharing], view.pk))
    counts = _counts(Reading(known, actor, container), found)
    return [view_json(actor, view) | {"count": counts.get(view.pk)} for view in found]


def _sees(actor: Actor, known: Known, path: str) -> bool:
    """Whether the actor may view the entity's rows, or its own party's, below a scope path or around it."""
    verb = known.verb("view")
    prefixes = (*actor.prefixes(verb), *actor.own_party_prefixes(verb))
    return any(path.startswith(prefix) or prefix.startswith(path) for prefix in prefixes)


def _held_by(actor: Actor) -> Q:
    held = Q(user=actor.user_id) | Q(group__members=actor.user_id)
    return held | Q(party=actor.party_id) if actor.party_id else held


def _paths(container: Any) -> list[str]:
    return ["/", container.scope_path] if container is not None else ["/"]


def _counts(reading: Reading, found: list[SavedView]) -> dict[int, int]:
    """How many rows each view shows, by key; absent where it names what the reader may not use. One statement."""
    asked: list[tuple[int, QuerySet[Any]]] = []
    counts: dict[int, int] = {}
    size = 0
    for view in found:
        query = Query(filters=tuple(view.config.get("filters", ())), text=view.config.get("q", ""))
        with suppress(DomainError):
            rows = reading.rows(query).order_by().annotate(view=Value(view.pk)).values("view")
            asked.append((view.pk, rows.annotate(rows_there=Count("pk"))))
            size += len(repr(query.filters))
        if size > _LARGEST_STATEMENT:  # so many values that the database would refuse them in one statement
            counts |= _ask_counts(asked)
            asked, size = [], 0
    return counts | _ask_counts(asked)


def _ask_counts(asked: list[tuple[int, QuerySet[Any]]]) -> dict[int, int]:
    if not asked:
        return {}
    first, *others = (rows for _key, rows in asked)
    both = first.union(*others, all=True) if others else first
    # A query that can find nothing is left out of the statement.
    return dict.fromkeys((key for key, _rows in asked), 0) | {row["view"]: row["rows_there"] for row in both}


def view_json(actor: Actor, view: SavedView) -> dict[str, Any]:
    """A view as pages read it."""
    role = view.role
    return {
        "id": view.pk,
        "version": view.version,
        "name": (view.name_en if in_english() else "") or view.name,
        "sharing": view.sharing,
        "role": role.code if role else None,
        "role_label": (role.name_en if in_english() else role.name_zh) if role else None,
        "is_default": view.is_default,
        "config": view.config,
        "owner": view.owner.display_name if view.owner else "Linkspan",
        "updated_at": view.updated_at,
        "can_edit": may_edit(actor, view),
    }


def may_edit(actor: Actor, view: SavedView) -> bool:
    """One's own views always; shared ones with the right to share them."""
    if view.sharing == "personal":
        return view.owner_id == actor.user_id
    return actor.may(SHARE, view.scope_path)


def find_view(actor: Actor, view_id: int) -> SavedView:
    """A view that the actor may choose; NotFound otherwise."""
    with elevated():
        view = (
            SavedView.rows.select_related("owner", "role").filter(pk=view_id).first() if 0 < view_id < 2**63 else None
        )
    if view is None or (view.sharing == "personal" and view.owner_id != actor.user_id):
        raise NotFound()
    if view.sharing != "personal" and not _sees(actor, find_entity(view.entity), view.scope_path):
        raise NotFound()
    return view


def check_config(config: Any) -> dict[str, Any]:
    """Only what a view holds, of the right form; names are checked when the view is used."""
    if not isinstance(config, dict) or len(repr(config)) > _LARGEST_CONFIG:
        raise DomainError("config", _("The view cannot be read. Save it from the list again."), "config")
    for name, value in config.items():
        kind = _KEYS.get(name)
        if kind is None or not isinstance(value, kind) or (kind is list and not all(isinstance(v, str) for v in value)):
            raise DomainError(
                "config", _("The view cannot be read. Save it from the list again."), f"config.{name}"[:60]
            )
    if config.get("kind", "table") not in _KINDS:
        raise DomainError("config", _("The view cannot be read. Save it from the list again."), "config.kind")
    return config


@action("project.view", phrase=gettext_noop("Saved the view “%(names)s”"), undo=Inverse(), is_locking=False)
def save_view(actor: Actor, place: Any, *, entity: str, values: dict[str, Any]) -> SavedView:
    """A new view at a place (project, or the organisation for all projects)."""
    sharing = values.get("sharing", "personal")
    path = place.scope_path if values.get("in_project", True) else "/"
    _check_sharing(actor, sharing, path)
    view = SavedView(
        scope_path=path, entity=entity, name=_name(values.get("name", "")), name_en=values.get("name_en", "")[:60],
        owner_id=actor.user_id, sharing=sharing, role=_role(values.get("role"), sharing),
        is_default=bool(values.get("is_default", False)), config=check_config(values.get("config", {})),
    )  # fmt: skip
    write.create(view)
    _tell(view)
    return view


@action("project.view", phrase=gettext_noop("Changed the view “%(names)s”"), undo=Inverse())
def edit_view(actor: Actor, view: SavedView, *, values: dict[str, Any]) -> SavedView:
    """New name, sharing or state of a view."""
    if not may_edit(actor, view):
        raise Forbidden(SHARE)
    sharing = values.get("sharing", view.sharing)
    if sharing != view.sharing:
        _check_sharing(actor, sharing, view.scope_path)
    found: dict[str, Any] = {"sharing": sharing}
    if "role" in values or sharing != view.sharing:
        role = _role(values.get("role"), sharing)
        found["role_id"] = role.pk if role else None
    if "name" in values:
        found["name_en" if in_english() and view.name_en else "name"] = _name(values["name"])
    if "is_default" in values:
        found["is_default"] = bool(values["is_default"])
    if "config" in values:
        found["config"] = check_config(values["config"])
    write.update(view, **found)
    _tell(view)
    return view


@action("project.view", phrase=gettext_noop("Deleted the view “%(names)s”"), undo=Inverse())
def delete_view(actor: Actor, view: SavedView) -> None:
    """Take a view away."""
    if not may_edit(actor, view):
        raise Forbidden(SHARE)
    _tell(view)
    write.delete_many([view])


def _tell(view: SavedView) -> None:
    write.emit("view.changed", view.scope_path, entity=view.entity)
    write.describe(names={"zh": view.name, "en": view.name_en or view.name})


def _check_sharing(actor: Actor, sharing: str, path: str) -> None:
    if sharing not in SavedView.Sharing.values:
        raise DomainError("sharing", _("A view is personal, shared, or the default of a role."), "sharing")
    if sharing != "personal" and not actor.may(SHARE, path):
        raise Forbidden(SHARE)


def _role(code: str | None, sharing: str) -> Role | None:
    if sharing != "role":
        return None
    role = Role.rows.filter(code=str(code or "")[:40]).first()
    if role is None:
        raise DomainError("role", _("There is no role “%(code)s”.") % {"code": str(code or "")[:40]}, "role")
    return role


def _name(text: Any) -> str:
    name = " ".join(text.split()) if isinstance(text, str) else ""
    if not 0 < len(name) <= 60:
        raise DomainError("name", _("Give the view a name of at most 60 characters."), "name")
    return name
