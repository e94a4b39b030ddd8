"""What a record can point at: entities, and what other modules register (people, projects, tasks)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Case, F, When

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.entities.configured import Registry, configured
from linkspan.kernel.entities.specs import in_english


@dataclass(frozen=True)
class Target:
    """A kind of row that can be pointed at.

    rows(actor, container): those the actor may pick, as a queryset; container: the project asked about, or None.
    label(row): (label, code, hint) in the reader's language. search: fields whose text a picker looks in.
    url(row): address of its page. related: what `label` and `url` read beside the row itself (select_related).
    reads: columns that `label` alone reads, so that labels of many rows cost little; empty means all.
    """

    name: str
    model: type[models.Model]
    title: Any
    rows: Callable[[Actor, Any], models.QuerySet[Any]]
    label: Callable[[Any], tuple[str, str, str]]
    search: tuple[str, ...]
    url: Callable[[Any], str]
    related: tuple[str, ...] = ()
    order: tuple[str, ...] = ("pk",)
    reads: tuple[str, ...] = ()


def order_of(target: Target, path: str = "") -> Any:
    """By what rows that point at the target are ordered: the name that its label shows in the reader's language.

    path: look-up to the target, as `owner__`.
    """
    name = next((n for n in target.search if f"{n}_en" in target.search), target.search[0])
    if not in_english() or f"{name}_en" not in target.search:
        return F(f"{path}{name}")
    return Case(When(**{f"{path}{name}_en": ""}, then=F(f"{path}{name}")), default=F(f"{path}{name}_en"))


TARGETS: Registry[Target] = Registry(lambda: configured().targets)


def register_target(target: Target) -> Target:
    """Make a kind of row known; a name is taken once."""
    if target.name in TARGETS.declared:
        raise ValueError(f"two kinds of rows are called {target.name}")
    TARGETS.declared[target.name] = target
    return target


def target_names() -> dict[type[models.Model], str]:
    """Name of the kind by model."""
    return {target.model: name for name, target in TARGETS.items()}


def labels_of(name: str, keys: Iterable[int]) -> dict[str, dict[str, str]]:
    """Labels of rows that another row points at, by key as text; one statement.

    Not filtered: who may see a row may read what it points at by name.
    """
    target = TARGETS[name]
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    found: dict[str, dict[str, str]] = {}
    rows = target.model._base_manager.filter(pk__in=wanted)
    beside = {path.rpartition("__")[0] for path in target.reads if "__" in path} if target.reads else target.related
    for row in (rows.select_related(*beside) if beside else rows).only(*target.reads):
        label, code, hint = target.label(row)
        found[str(row.pk)] = {"label": label, **({"code": code} if code else {}), **({"hint": hint} if hint else {})}
    return found
