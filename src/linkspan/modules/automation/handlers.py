"""What follows inside an action: where a rule looks at what was written, an event says so. Nothing runs here."""

from collections import defaultdict
from contextvars import ContextVar
from typing import Any

from linkspan.kernel.actions import Work, after_all_writes, write
from linkspan.kernel.actions.models import ChangeRow
from linkspan.kernel.entities.registry import entity_of
from linkspan.modules.automation.expressions import Change
from linkspan.modules.automation.rules import awaited, rules_on

DUE = "automation.due"
#: The rules that led here: (rule, kind of records, record), the first one first; empty for what people do.
Chain = tuple[tuple[int, str, int], ...]
CHAIN: ContextVar[Chain] = ContextVar("linkspan_rule_chain", default=())
_NOBODY = 0  # an event that names a user is that user's alone: this one is no page's


@after_all_writes
def note_for_rules(work: Work) -> None:
    """One event for an action at whose records a rule looks. Undo and redo restore, and start no rule."""
    if "of" in work.params and "log" in work.params:
        return
    rules = rules_on()
    if not rules:
        return
    for change in work.changes:
        row: Any = change.instance
        known = entity_of(type(row)) if change.kind != ChangeRow.DELETED else None
        if known is None or known.name not in rules:
            continue
        seen = Change(change.kind == ChangeRow.CREATED, change.before, change.after)
        if awaited(rules[known.name], row.scope_path, seen):
            write.emit(DUE, row.scope_path, user_id=_NOBODY, chain=[list(link) for link in CHAIN.get()])
            return


def merged(changes: list[ChangeRow]) -> dict[tuple[str, int], Change]:
    """What an action did with each record, in the order in which it came to them; deleted ones are left out."""
    found: dict[tuple[str, int], Change] = {}
    gone: set[tuple[str, int]] = set()
    by_label: dict[str, str | None] = defaultdict(lambda: None)
    for change in changes:
        if change.model not in by_label:
            known = entity_of(change.model)
            by_label[change.model] = known.name if known is not None else None
        entity = by_label[change.model]
        if entity is None:
            continue
        key = (entity, change.object_id)
        if change.kind == ChangeRow.DELETED:
            gone.add(key)
            continue
        held = found.get(key)
        before, after = dict(change.before or {}), dict(change.after or {})
        if held is None:
            found[key] = Change(change.kind == ChangeRow.CREATED, before, after)
        else:
            first = {**before, **(held.before or {})}
            found[key] = Change(held.is_new, first, {**(held.after or {}), **after})
    return {key: change for key, change in found.items() if key not in gone}
