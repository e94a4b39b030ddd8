"""The rules that are on, kept in memory while the configuration stays as it is."""

import threading
from collections import defaultdict
from collections.abc import Iterable

from linkspan.kernel.actions import after_writes
from linkspan.kernel.actions.work import Work
from linkspan.kernel.customise.loading import renew
from linkspan.kernel.entities.configured import configured
from linkspan.modules.automation.expressions import Change
from linkspan.modules.automation.models import Rule

BY_EVENT = frozenset({"created", "changed", "state"})
_lock = threading.Lock()
_held: tuple[int, dict[str, tuple[Rule, ...]]] | None = None


def rules_on() -> dict[str, tuple[Rule, ...]]:
    """The rules that are on, by kind of records, in the order in which they were made; one statement, once."""
    global _held
    token = configured().revision
    if token == 0:
        return {}  # nobody has configured anything: no rule either
    held = _held
    if held is None or held[0] != token:
        with _lock:
            found: dict[str, list[Rule]] = defaultdict(list)
            for rule in Rule.base_rows.filter(is_on=True).select_related("owner").order_by("pk"):
                found[rule.entity].append(rule)
            held = _held = (token, {entity: tuple(rules) for entity, rules in found.items()})
    return held[1]


def forget() -> None:
    """Know no rules until they are asked for again: between two tests, whose databases are not one."""
    global _held
    _held = None


@after_writes("rules", Rule._meta.label)
def rules_changed(work: Work) -> bool:
    """Whoever keeps rules in memory reads them again."""
    return renew(work)


def awaited(rules: Iterable[Rule], path: str, change: Change) -> list[Rule]:
    """Which of the rules look at a record at a scope path after a change."""
    return [rule for rule in rules if path.startswith(rule.scope_path) and _is_awaited(rule, change)]


def _is_awaited(rule: Rule, change: Change) -> bool:
    kind = rule.trigger["kind"]
    if kind == "created":
        return change.is_new
    after, before = change.after or {}, change.before or {}
    if kind == "changed":
        if change.is_new:
            return False
        wanted = rule.trigger["fields"]
        return not wanted or bool(_columns(rule, wanted) & set(after))
    if kind == "state":
        name = _state_column(rule)
        return name in after and after[name] in rule.trigger["states"] and before.get(name) != after[name]
    return False


def _columns(rule: Rule, names: Iterable[str]) -> set[str]:
    """Attributes under which history keeps the fields, the English ones of texts too."""
    from linkspan.kernel.entities.registry import find_entity

    fields = find_entity(rule.entity).fields
    specs = [fields[name] for name in names if name in fields]
    return {spec.attribute for spec in specs} | {f"{spec.name}_en" for spec in specs if spec.is_localised}


def _state_column(rule: Rule) -> str:
    from linkspan.kernel.entities.registry import find_entity

    workflow = find_entity(rule.entity).entity.workflow
    return workflow.field if workflow is not None else ""
