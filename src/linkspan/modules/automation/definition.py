"""What a rule may say: its trigger, its condition and its actions, checked before they are kept."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.customise.checking import clean_labels, refuse
from linkspan.kernel.entities.registry import Known, find_entity
from linkspan.kernel.errors import NotFound
from linkspan.modules.automation import doing
from linkspan.modules.automation.expressions import by_key, checked, refuse_unreadable
from linkspan.modules.automation.models import RUNS_IN_AN_HOUR

TRIGGERS = ("created", "changed", "state", "date", "schedule")
MOST_ACTIONS = 20
MOST_DAYS = 3650
MOST_PER_HOUR = 100_000
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_SETTINGS = frozenset({"entity", "label_zh", "label_en", "trigger", "condition", "actions", "per_hour", "is_on"})


def known_of(place: Any, entity: Any) -> Known:
    """The kind of records of a rule; refused where none lies at the place."""
    try:
        known = find_entity(str(entity))
    except NotFound as error:
        raise refuse("entity", _("Choose the kind of records.")) from error
    if not known.entity.is_in_project and hasattr(place, "programme_id"):
        raise refuse("entity", _("These records belong to the whole organisation. Make the rule there."))
    return known


def clean_rule(actor: Actor, place: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a rule from what was given; the actor becomes its owner and must be able to read its fields."""
    unknown = set(given) - _SETTINGS
    if unknown:
        raise refuse(min(unknown), _("There is no setting “%(name)s” of a rule.") % {"name": min(unknown)[:40]})
    known, path = known_of(place, given.get("entity")), place.scope_path
    is_on = given.get("is_on", False)
    if not isinstance(is_on, bool):
        raise refuse("is_on", _("This is yes or no."))
    per_hour = given.get("per_hour", RUNS_IN_AN_HOUR)
    if type(per_hour) is not int or not 1 <= per_hour <= MOST_PER_HOUR:
        raise refuse("per_hour", _("A rule runs 1 to %(most)s times in an hour at most.") % {"most": MOST_PER_HOUR})
    condition = clean_condition(known, path, given.get("condition", ""))
    if condition:
        refuse_unreadable(actor, known, checked(known.name, condition, path).names, path)
    return {
        "entity": known.name,
        **clean_labels(given),
        "trigger": clean_trigger(actor, known, path, given.get("trigger")),
        "condition": condition,
        "actions": clean_actions(actor, known, place, given.get("actions")),
        "per_hour": per_hour,
        "is_on": is_on,
    }


def clean_condition(known: Known, path: str, text: Any) -> str:
    """A condition by key; it answers with yes or no."""
    if not isinstance(text, str):
        raise refuse("condition", _("This must be a text."))
    if not text.strip():
        return ""
    kept = by_key(known.name, text.strip(), path)
    if str(checked(known.name, kept, path).kind) != "boolean":
        raise refuse("condition", _("The condition of a rule answers with yes or no, as in amount > 1000."))
    return kept


# --- triggers -------------------------------------------------------------------------------------------------------


def clean_trigger(actor: Actor, known: Known, path: str, given: Any) -> dict[str, Any]:
    """When a rule looks at a record."""
    kind = given.get("kind") if isinstance(given, dict) else None
    if kind not in TRIGGERS:
        raise refuse("trigger", _("Choose when the rule looks at a record."))
    if kind == "changed":
        return {"kind": kind, "fields": _fields(actor, known, path, given.get("fields", []))}
    if kind == "state":
        return {"kind": kind, "states": _states(known, path, given.get("states"))}
    if kind == "date":
        days, spec = given.get("days", 0), known.fields.get(str(given.get("field")))
        if spec is None or spec.type not in {"date", "datetime"} or not spec.exists_at(path):
            raise refuse("trigger", _("Choose a field that holds a date."))
        if type(days) is not int or not -MOST_DAYS <= days <= MOST_DAYS:
            raise refuse(
                "trigger", _("Days before are negative, days after positive, %(most)s at most.") % {"most": 3650}
            )
        refuse_unreadable(actor, known, [spec.name], path)
        return {"kind": kind, "field": spec.name, "days": days, "at": _clock(given)}
    if kind == "schedule":
        weekday = given.get("weekday", 0)
        if given.get("every") not in {"day", "week"} or type(weekday) is not int or not 0 <= weekday <= 6:
            raise refuse("trigger", _("Choose every day or every week, and the weekday."))
        day = {"weekday": weekday} if given["every"] == "week" else {}
        return {"kind": kind, "every": given["every"], **day, "at": _clock(given)}
    return {"kind": kind}


def _fields(actor: Actor, known: Known, path: str, names: Any) -> list[str]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise refuse("trigger", _("Choose the fields from the list."))
    for name in names:
        spec = known.fields.get(name)
        if spec is None or spec.column is None or not spec.exists_at(path):
            raise refuse("trigger", _("The field “%(name)s” cannot be watched here.") % {"name": name[:40]})
    refuse_unreadable(actor, known, names, path)
    return list(dict.fromkeys(names))


def _states(known: Known, path: str, states: Any) -> list[str]:
    there = {option.value for option in known.states_at(path)}
    if not isinstance(states, list) or not states or not set(map(str, states)) <= there:
        raise refuse("trigger", _("Choose at least one state of these records."))
    return list(dict.fromkeys(states))


def _clock(given: Mapping[str, Any]) -> str:
    at = given.get("at", "08:00")
    if not isinstance(at, str) or not _CLOCK.fullmatch(at):
        raise refuse("trigger", _("Write the time of day like 08:30."))
    return at


def zone_name() -> str:
    """The zone in which times of day of rules are meant."""
    return str(settings.BUSINESS_TIME_ZONE)


def as_time(text: str) -> dt.time:
    """`08:30` as a time of day."""
    return dt.time.fromisoformat(text)


# --- actions --------------------------------------------------------------------------------------------------------


def clean_actions(actor: Actor, known: Known, place: Any, given: Any) -> list[dict[str, Any]]:
    """What a rule does, in order."""
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_ACTIONS:
        raise refuse("actions", _("A rule does 1 to %(most)s things.") % {"most": MOST_ACTIONS})
    found = []
    for at, one in enumerate(given):
        kind = one.get("type") if isinstance(one, dict) else None
        if kind not in doing.KINDS:
            raise refuse(f"actions.{at}", _("Choose what the rule does."))
        found.append({"type": kind, **doing.KINDS[kind].clean(actor, known, place, one)})
    return found
