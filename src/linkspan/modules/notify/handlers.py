"""What follows inside an action: who is assigned to something is told of it, in the inbox first."""

from collections import defaultdict
from typing import Any

from django.contrib.auth import get_user_model

from linkspan.kernel.access.actor import current_actor
from linkspan.kernel.actions import Work, after_all_writes
from linkspan.kernel.actions.models import ChangeRow
from linkspan.kernel.entities.hearing import tell_people
from linkspan.kernel.entities.registry import entity_of, find_entity

ASSIGNED = "user.assigned"
# An import that gives somebody five hundred rows is one piece of news, not five hundred.
MOST_AT_ONCE = 5


@after_all_writes
def tell_assignees(work: Work) -> None:
    """A line for each person whom a record newly names in a field for people; the program itself tells nobody."""
    if current_actor().is_system:
        return
    told: dict[int, int] = defaultdict(int)
    for change in work.changes:
        row: Any = change.instance
        known = entity_of(type(row))
        if known is None or change.kind == ChangeRow.DELETED:
            continue
        people = _new_people(change)
        wanted = [key for key in people if told[key] < MOST_AT_ONCE]
        for key in wanted:
            told[key] += 1
        if wanted:
            tell_people(ASSIGNED, find_entity(known.name), row, wanted)


def _new_people(change: Any) -> set[int]:
    user, row = get_user_model(), change.instance
    found = set()
    for column in row._meta.concrete_fields:
        if column.related_model is not user or not column.editable:
            continue
        written = change.after or {}
        name = column.attname if column.attname in written else column.name
        if name in written and written[name] is not None and (change.before or {}).get(name) != written[name]:
            found.add(int(getattr(row, column.attname)))
    return found
