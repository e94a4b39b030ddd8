"""Shared views, masks of codes and switched-off modules as parts of a template."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linkspan.kernel.access.models import Role
from linkspan.kernel.actions import write
from linkspan.kernel.customise.models import ConfiguredWorkflow
from linkspan.kernel.customise.services import CONFIGURE as CONFIGURE_WORKFLOWS
from linkspan.kernel.customise.services import set_workflow
from linkspan.kernel.entities.copying import in_project, needs
from linkspan.kernel.entities.models import SavedView
from linkspan.kernel.entities.registry import find_entity
from linkspan.kernel.entities.switching import modules
from linkspan.kernel.entities.views import SHARE, check_config
from linkspan.kernel.errors import DomainError, Forbidden
from linkspan.kernel.numbering.models import Mask
from linkspan.kernel.numbering.numbered import find_numbered
from linkspan.kernel.numbering.services import CONFIGURE
from linkspan.modules.portfolio.content import Piece
from linkspan.modules.portfolio.parts import Making, Part, Taking, register_part

_MOST_VIEWS, _MOST_MASKS = 300, 100
_POINTING = frozenset({"reference", "person", "party", "multi_reference"})


# --- views -------------------------------------------------------------------------------------------------------


def take_views(taking: Taking) -> Any:
    """The views that are shared in the project; those of one person stay that person's."""
    rows = SavedView.rows.filter(scope_path=taking.project.scope_path).exclude(sharing="personal")
    known = {k.name for k in in_project() if taking.actor.may(k.verb("view"), taking.project.scope_path)}
    return [
        {
            "entity": view.entity,
            "name": view.name,
            "name_en": view.name_en,
            "role": view.role.code if view.role else "",
            "is_default": view.is_default,
            "config": view.config | {"filters": _portable(view.entity, view.config.get("filters", []))},
        }
        for view in rows.select_related("role").order_by("pk")[:_MOST_VIEWS]
        if view.entity in known
    ] or None


def _portable(entity: str, filters: list[str]) -> list[str]:
    """Filters that name no row by its key: keys are others in another project."""
    fields = find_entity(entity).fields
    kept = []
    for text in filters:
        name, _sep, rest = text.partition(":")
        spec = fields.get(name)
        if spec is not None and not (spec.type in _POINTING and rest.partition(":")[0] in {"in", "not_in"}):
            kept.append(text)
    return kept


def read_views(piece: Piece) -> list[dict[str, Any]]:
    """The views of a content."""
    return [_view(one) for one in piece.each(_MOST_VIEWS)]


def _view(piece: Piece) -> dict[str, Any]:
    try:
        config = check_config(piece.get("config").value)
    except DomainError as error:
        raise piece.get("config").refuse(_("is no view")) from error
    return {
        "entity": piece.get("entity").text(40, is_needed=True),
        "name": piece.get("name").text(60, is_needed=True),
        "name_en": piece.get("name_en").text(60),
        "role": piece.get("role").text(40),
        "is_default": piece.get("is_default").flag(),
        "config": config,
    }


def give_views(making: Making, piece: Piece) -> None:
    """Shared views of entities that are known here; a view of a role that is not is shared with all."""
    wanted = read_views(piece)
    if not wanted:
        return
    needs(making.actor, SHARE, making.project)
    known = {k.name for k in in_project()}
    roles = {role.code: role for role in Role.rows.filter(code__in={view["role"] for view in wanted})}
    fresh = []
    for view in wanted:
        if view["entity"] not in known:
            making.skipped["view"] = making.skipped.get("view", 0) + 1
            continue
        role = roles.get(view.pop("role"))
        sharing = "role" if role else "shared"
        place = {"scope_path": making.project.scope_path, "owner_id": making.actor.user_id}
        fresh.append(SavedView(**view, **place, role=role, sharing=sharing))
    write.create_many(fresh)


# --- masks -------------------------------------------------------------------------------------------------------


def take_masks(taking: Taking) -> Any:
    """The project's own masks of codes."""
    rows = Mask._base_manager.filter(scope_path=taking.project.scope_path).order_by("pk")
    return [{"entity": m.entity, "pattern": m.pattern, "reset": m.reset} for m in rows] or None


def read_masks(piece: Piece) -> list[dict[str, str]]:
    """The masks of a content."""
    found = []
    for one in piece.each(_MOST_MASKS):
        reset = one.get("reset").text(8) or "never"
        if reset not in Mask.Reset.values:
            raise one.get("reset").refuse(_("is no way to count"))
        entity, pattern = one.get("entity").text(40, is_needed=True), one.get("pattern").text(80, is_needed=True)
        found.append({"entity": entity, "pattern": pattern, "reset": reset})
    if len({mask["entity"] for mask in found}) != len(found):
        raise piece.refuse(_("has a number twice"))
    return found


def give_masks(making: Making, piece: Piece) -> None:
    """The masks for what is known here."""
    wanted = read_masks(piece)
    if not wanted:
        return
    needs(making.actor, CONFIGURE, making.project)
    for mask in wanted:
        try:
            find_numbered(mask["entity"]).refuse_bad(mask["pattern"], mask["reset"])
        except DomainError:
            making.skipped["mask"] = making.skipped.get("mask", 0) + 1
            continue
        write.create(Mask(scope_path=making.project.scope_path, **mask))


# --- workflows ---------------------------------------------------------------------------------------------------


def take_workflows(taking: Taking) -> Any:
    """The project's own workflows."""
    rows = ConfiguredWorkflow._base_manager.filter(scope_path=taking.project.scope_path).order_by("pk")
    return [{"entity": w.entity, "states": w.states, "transitions": w.transitions} for w in rows] or None


def read_workflows(piece: Piece) -> list[dict[str, Any]]:
    """The workflows of a content; what is in them is looked at when they are set."""
    found = []
    for one in piece.each(_MOST_MASKS):
        states, steps = one.get("states").each(100), one.get("transitions").each(500)
        for held in (*states, *steps):
            list(held.items())
        found.append(
            {
                "entity": one.get("entity").text(40, is_needed=True),
                "states": [held.value for held in states],
                "transitions": [held.value for held in steps],
            }
        )
    return found


def give_workflows(making: Making, piece: Piece) -> None:
    """The same workflows, before the records; one that does not fit here is left out."""
    wanted = read_workflows(piece)
    if wanted:
        needs(making.actor, CONFIGURE_WORKFLOWS, making.project)
    for workflow in wanted:
        try:
            set_workflow(making.actor, making.project, **workflow)
        except Forbidden:
            raise
        except DomainError:
            making.skipped["workflow"] = making.skipped.get("workflow", 0) + 1


# --- modules -----------------------------------------------------------------------------------------------------


def take_modules(taking: Taking) -> Any:
    """Names of what the project has switched off."""
    return taking.project.modules_off or None


def read_modules(piece: Piece) -> list[str]:
    """The names of a content."""
    return [one.text(40, is_needed=True) for one in piece.each(200)]


def give_modules(making: Making, piece: Piece) -> None:
    """Switched off as well, as far as they are known here. Last, so that what was given before is not refused."""
    known = [module.name for module in modules()]
    wanted = set(read_modules(piece))
    write.update(making.project, modules_off=[name for name in known if name in wanted])


register_part(
    Part(
        "workflows",
        gettext_lazy("workflows"),
        5,
        take_workflows,
        give_workflows,
        read_workflows,
        lambda h: {"workflows": len(h)},
    )
)
register_part(
    Part("masks", gettext_lazy("masks of codes"), 10, take_masks, give_masks, read_masks, lambda h: {"masks": len(h)})
)
register_part(
    Part("views", gettext_lazy("shared views"), 40, take_views, give_views, read_views, lambda h: {"views": len(h)})
)
register_part(
    Part(
        "modules", gettext_lazy("modules"), 90, take_modules, give_modules, read_modules, lambda h: {"modules": len(h)}
    )
)
