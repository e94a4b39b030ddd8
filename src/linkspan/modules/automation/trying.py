"""A rule tried out before it is saved: what it would do with the newest records, done for real and taken back.

Everything runs as the asker, record by record, inside a transaction that is rolled back at the end: no row, no
message, no job and no event is left. What would leave the database (a webhook) is checked and not sent.
"""

import datetime as dt
from typing import Any

from django.db import transaction

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor, acting_as
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.registry import Known, find_entity
from linkspan.kernel.entities.specs import in_english
from linkspan.kernel.entities.writing import shown_name
from linkspan.kernel.errors import DomainError
from linkspan.modules.automation.definition import clean_rule
from linkspan.modules.automation.doing.scene import Scene
from linkspan.modules.automation.expressions import UNCHANGED, Change, values
from linkspan.modules.automation.handlers import CHAIN
from linkspan.modules.automation.models import Rule
from linkspan.modules.automation.reading import step_json
from linkspan.modules.automation.running import holds, perform

MOST_TRIED = 50
SECONDS = 5.0  # a write lock is held meanwhile


def try_rule(actor: Actor, place: Any, given: dict[str, Any], limit: int) -> dict[str, Any]:
    """What a rule, not yet saved, would do with the newest records that the actor sees at the place."""
    rule = Rule(scope_path=place.scope_path, owner_id=actor.user_id, **clean_rule(actor, place, given))
    known = find_entity(rule.entity)
    container = place if hasattr(place, "programme_id") else None
    with acting_as(actor):
        rows = TARGETS[known.name].rows(actor, container).filter(scope_path__startswith=place.scope_path)
        keys = list(rows.order_by("-pk").values_list("pk", flat=True)[: max(1, min(limit, MOST_TRIED))])
    end, found = clock.monotonic() + SECONDS, []
    token = CHAIN.set(((0, known.name, 0),))
    try:
        for key in keys:
            if clock.monotonic() > end:
                break
            found.append(_try_one(actor, rule, known, key))
    finally:
        CHAIN.reset(token)
    return {"records": found, "asked": len(keys), "matched": sum(one["matches"] for one in found)}


class _TakeBack(Exception):
    """Ends the transaction of a trial."""


def _try_one(actor: Actor, rule: Rule, known: Known, key: int) -> dict[str, Any]:
    answer: dict[str, Any] = {"id": key, "matches": False, "steps": [], "error": None, "when": None}
    try:
        with transaction.atomic(), acting_as(actor):
            scene = Scene(rule, actor, known, key, UNCHANGED, "trial", is_dry=True)
            row = scene.row()
            answer["name"] = shown_name(known, row, "en" if in_english() else "zh-hans")
            answer["url"] = TARGETS[known.name].url(row)
            answer["when"] = _due(rule, known, row)
            change = Change(is_new=rule.trigger["kind"] == "created")
            scene = Scene(rule, actor, known, key, change, "trial", is_dry=True)
            if _could_be(rule, known, row, answer["when"]) and holds(actor, rule, known, row, change):
                answer["matches"] = True
                answer["steps"] = [step_json(s, is_seen=True) | {"log_id": None} for s in perform(scene)]
            raise _TakeBack
    except _TakeBack:
        return answer
    except DomainError as error:
        answer["error"] = str(error)
        return answer


def _could_be(rule: Rule, known: Known, row: Any, when: str | None) -> bool:
    """Whether the trigger could ever be met by the record as it is."""
    if rule.trigger["kind"] == "state" and known.entity.workflow is not None:
        return getattr(row, known.entity.workflow.field) in rule.trigger["states"]
    return rule.trigger["kind"] != "date" or when is not None


def _due(rule: Rule, known: Known, row: Any) -> str | None:
    """The day on which a rule of dates looks at the record."""
    if rule.trigger["kind"] != "date":
        return None
    held = values(known, row, [rule.trigger["field"]], UNCHANGED)[rule.trigger["field"]]
    day = held.date() if isinstance(held, dt.datetime) else held
    return (day + dt.timedelta(days=rule.trigger["days"])).isoformat() if isinstance(day, dt.date) else None
