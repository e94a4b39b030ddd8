"""The worker's round: events in their order, then dates and times of day. It may be cut short and goes on later."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from linkspan.kernel import clock
from linkspan.kernel.access.actor import SYSTEM, acting_as, elevated
from linkspan.kernel.actions.models import ActionLog, OutboxEvent
from linkspan.kernel.entities.configured import refresh
from linkspan.kernel.entities.registry import entities, find_entity
from linkspan.kernel.errors import NotFound
from linkspan.modules.automation import lane
from linkspan.modules.automation.definition import as_time, zone_name
from linkspan.modules.automation.handlers import DUE, merged
from linkspan.modules.automation.models import HandledEvent, Rule, Run
from linkspan.modules.automation.rules import awaited, rules_on
from linkspan.modules.automation.running import Cause, run_rule

SECONDS = 10.0  # of one round: other jobs wait meanwhile
MOST_RECORDS = 5000  # at which one rule looks for one date or time of day
_AGE = dt.timedelta(days=1)  # the outbox keeps no more
_KEPT = dt.timedelta(days=90)
_BATCH = 500
_CATCH_UP = dt.timedelta(hours=12)  # a worker that stood still comes back to a time of day not later than this


def _unhandled() -> Any:
    since = clock.now() - _AGE
    handled = HandledEvent.objects.filter(at__gt=since - _AGE).values("event_id")
    return OutboxEvent.objects.filter(type=DUE, created_at__gt=since).exclude(pk__in=handled).order_by("pk")


def is_anything_due() -> bool:
    """Whether there is something to do and nobody does it; a cheap look, asked every few seconds."""
    refresh()  # asked from outside any job: rules may be others by now
    return lane.is_free() and (_unhandled().exists() or any(True for _rule, _slot in _slots()))


def work(should_stop: Callable[[], Any] = lambda: None, seconds: float = SECONDS) -> dict[str, int]:
    """Run what is due; how many runs. Answers at once where another worker is at it."""
    holder, counts = lane.take(), {"runs": 0}
    if holder is None:
        return counts
    end = clock.monotonic() + seconds

    def has_time() -> bool:
        should_stop()
        return clock.monotonic() < end

    try:
        while has_time() and (events := list(_unhandled()[:_BATCH])):
            for event in events:
                if not _handle(event, holder, has_time, counts):
                    return counts
        for rule, slot in _slots():
            if not _run_slot(rule, slot, holder, has_time, counts):
                break
    except lane.LaneLost:
        return counts
    finally:
        lane.release(holder)
    return counts


# --- events ---------------------------------------------------------------------------------------------------------


def _handle(event: OutboxEvent, holder: str, has_time: Callable[[], bool], counts: dict[str, int]) -> bool:
    """Run the rules for one event; False where the time ran out before its end."""
    with acting_as(SYSTEM), elevated():
        log = ActionLog.rows.filter(pk=event.payload.get("log_id")).first()
        changes = merged(list(log.changes.order_by("pk"))) if log is not None else {}
    chain = tuple((int(a), str(b), int(c)) for a, b, c in event.payload.get("chain", []))
    for (entity, key), change in changes.items():
        rules = [r for r in rules_on().get(entity, ()) if r.on_since is None or r.on_since <= event.created_at]
        if not rules:
            continue
        path = _path_of(entity, key)
        for rule in awaited(rules, path, change) if path else ():
            if not has_time():
                return False
            cause = Cause(f"e{event.pk}", rule.trigger["kind"], chain, change)
            counts["runs"] += run_rule(rule, key, cause, holder) is not None
    HandledEvent.objects.get_or_create(event_id=event.pk, defaults={"at": clock.now()})
    return True


def _path_of(entity: str, key: int) -> str:
    """Where a record lies now; empty where it is gone."""
    try:
        model = find_entity(entity).model
    except NotFound:
        return ""
    return model._base_manager.filter(pk=key).values_list("scope_path", flat=True).first() or ""


# --- dates and times of day -----------------------------------------------------------------------------------------


def _slots() -> list[tuple[Rule, str]]:
    """Rules whose time of day has come and that have not looked since: the rule and its slot."""
    local, found = clock.now().astimezone(ZoneInfo(zone_name())), []
    there = {known.name for known in entities()}
    for entity, rules in rules_on().items():
        for rule in rules:
            if rule.trigger["kind"] not in {"date", "schedule"} or entity not in there:
                continue
            slot = _slot_of(rule, local)
            if slot and not Run.objects.filter(rule_id=rule.pk, entity="", record_id=0, key=slot).exists():
                found.append((rule, slot))
    return found


def _slot_of(rule: Rule, local: dt.datetime) -> str:
    """The moment of today at which the rule looks, if it has passed and the rule was on then; else empty."""
    moment = dt.datetime.combine(local.date(), as_time(rule.trigger["at"]), local.tzinfo)
    if not moment <= local < moment + _CATCH_UP or (rule.on_since is not None and rule.on_since > moment):
        return ""
    if rule.trigger.get("every") == "week" and local.weekday() != rule.trigger["weekday"]:
        return ""
    return f"t{moment:%Y-%m-%dT%H:%M}"


def _run_slot(rule: Rule, slot: str, holder: str, has_time: Callable[[], bool], counts: dict[str, int]) -> bool:
    """Look at the records of a rule for a date or a time of day; False where the time ran out."""
    for key, cause in _records_of(rule, slot):
        if not has_time():
            return False
        counts["runs"] += run_rule(rule, key, cause, holder) is not None
    looked = {"scope_path": rule.scope_path, "state": Run.State.SKIPPED, "at": clock.now(), "label_zh": rule.label_zh}
    Run.objects.get_or_create(rule_id=rule.pk, entity="", record_id=0, key=slot, defaults=looked)
    return True


def _records_of(rule: Rule, slot: str) -> list[tuple[int, Cause]]:
    known = find_entity(rule.entity)
    rows: Any = known.model._base_manager.filter(scope_path__startswith=rule.scope_path).order_by("pk")
    if rule.trigger["kind"] == "schedule":
        cause = Cause(slot, "schedule")
        return [(key, cause) for key in rows.values_list("pk", flat=True)[:MOST_RECORDS]]
    spec = known.fields.get(rule.trigger["field"])
    if spec is None:
        return []
    day = clock.business_today() - dt.timedelta(days=rule.trigger["days"])
    if spec.custom is not None or spec.computed is not None:
        rows = rows.annotate(**spec.annotations())
    if spec.type == "datetime":
        first = dt.datetime.combine(day, dt.time(), ZoneInfo(zone_name()))
        rows = rows.filter(**{f"{spec.name}__gte": first, f"{spec.name}__lt": first + dt.timedelta(days=1)})
    else:
        rows = rows.filter(**{spec.name: day})
    cause = Cause(f"d{day.isoformat()}", "date", keeps_misses=True)
    return [(key, cause) for key in rows.values_list("pk", flat=True)[:MOST_RECORDS]]


# --- tidying --------------------------------------------------------------------------------------------------------


def prune() -> int:
    """Delete what is older than ninety days from the log, and events that the outbox no longer has."""
    count, moment = 0, clock.now()
    for rows in (Run.objects.filter(at__lt=moment - _KEPT), HandledEvent.objects.filter(at__lt=moment - 3 * _AGE)):
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:_BATCH])
        count += rows.model._base_manager.filter(pk__in=keys).delete()[0] if keys else 0
    return count
