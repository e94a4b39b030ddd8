"""Modules that a project has switched off: their records are kept, but neither listed, found, added nor imported there.

A module is what shares one area of rights. The set stands in the project's own row (`modules_off`), which every
request for records reads anyway.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _

from linkspan.kernel.entities.columns import entry_pattern
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.specs import in_english, on_page
from linkspan.kernel.errors import DomainError

if TYPE_CHECKING:
    from linkspan.kernel.entities.registry import Known


@dataclass(frozen=True)
class Module:
    """What a project switches on and off as one. entities: names of its records and of what is found with them."""

    name: str
    label: str | Promise
    entities: tuple[str, ...]


_PAGES: dict[str, Module] = {}


def register_module(module: Module) -> None:
    """Make a module known that has pages of its own instead of records (the plan)."""
    _PAGES[module.name] = module


def modules() -> list[Module]:
    """Everything that a project can switch off: pages first, then records in the order of the navigation."""
    from linkspan.kernel.entities.registry import entities

    found: dict[str, list[Known]] = {}
    for known in sorted(entities(), key=lambda known: known.entity.names.order):
        if known.entity.is_in_project:
            found.setdefault(known.entity.area, []).append(known)
    return [*_PAGES.values(), *(_module(area, group) for area, group in found.items())]


def _module(area: str, group: list[Known]) -> Module:
    def label() -> str:
        names = (on_page(known.model._meta.verbose_name_plural) for known in group)
        return (", " if in_english() else "、").join(names)

    return Module(area, lazy(label, str)(), tuple(known.name for known in group))


def is_off(container: Any, module: str) -> bool:
    """Whether a place is a project that has switched the module off."""
    return module in (getattr(container, "modules_off", None) or ())


def off_names(container: Any) -> list[str]:
    """The modules that a project has switched off, with the names of their records."""
    off = set(container.modules_off)
    return sorted(off | {entity for module in modules() if module.name in off for entity in module.entities})


def refuse_off(known: Known, container: Any) -> Any:
    """The place of records, refused where it has switched them off."""
    if container is not None and known.entity.is_in_project and is_off(container, known.entity.area):
        raise switched_off(known.model._meta.verbose_name_plural, container)
    return container


def switched_off(label: str | Promise, container: Any) -> DomainError:
    """The refusal of what a project has switched off."""
    return DomainError(
        "module_off",
        _("“%(what)s” is switched off in %(project)s. Switch it on in the project's settings.")
        % {"what": on_page(label), "project": container.code},
        status=409,
    )


def only_on(area: str, rows: QuerySet[Any], container: Any) -> QuerySet[Any]:
    """The rows without those whose module is switched off in their project.

    area: the module. rows: of a model with a `project`; those of the container alone where there is one.
    """
    if container is None:
        return rows.exclude(project__modules_off__contains=entry_pattern(area))
    return rows.none() if is_off(container, area) else rows


def without_off(documents: QuerySet[Any]) -> QuerySet[Any]:
    """Documents of the search without those of switched-off modules; within the same statement."""
    projects = TARGETS["project"].model._base_manager
    for module in modules():
        off = projects.filter(modules_off__contains=entry_pattern(module.name)).values("code")
        documents = documents.exclude(entity__in=module.entities, project__in=off)
    return documents


def check_modules(names: Iterable[str]) -> list[str]:
    """Names of modules to switch off, in the order of `modules`; DomainError for one that does not exist."""
    wanted = set(names)
    known = [module.name for module in modules()]
    unknown = sorted(wanted - set(known))
    if unknown:
        raise DomainError("module", _("There is no module “%(name)s”.") % {"name": unknown[0][:40]}, "off")
    return [name for name in known if name in wanted]
