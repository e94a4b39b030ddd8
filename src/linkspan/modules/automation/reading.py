"""Rules, and what they did, as pages read them: each reader gets what that reader may see."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from linkspan.kernel.access.actor import Actor, elevated
from linkspan.kernel.access.models import Role
from linkspan.kernel.access.places import paths_to, place_names
from linkspan.kernel.actions.undo import render_phrase, undoable_of
from linkspan.kernel.entities.forms import inputs_of
from linkspan.kernel.entities.models import Link
from linkspan.kernel.entities.references import TARGETS, labels_of
from linkspan.kernel.entities.registry import find_entity
from linkspan.kernel.entities.specs import in_english, on_page
from linkspan.kernel.errors import NotFound
from linkspan.modules.automation import texts
from linkspan.modules.automation.doing.calling import allowed_hosts, key_of
from linkspan.modules.automation.doing.scene import Step
from linkspan.modules.automation.expressions import by_label
from linkspan.modules.automation.models import Rule, Run
from linkspan.modules.automation.running import CONFIGURE

MOST_RUNS = 50


def rules_at(actor: Actor, place: Any) -> dict[str, Any]:
    """The rules of a place, and those from above that hold there too: their names, no more, to who may not set them."""
    with elevated():
        rows = list(Rule.rows.filter(scope_path__in=paths_to(place.scope_path)).select_related("owner").order_by("pk"))
    own = [rule for rule in rows if actor.may(CONFIGURE, rule.scope_path)]
    last = _last_runs([rule.pk for rule in own])
    places = place_names({rule.scope_path for rule in rows})
    return {
        "rules": [
            {
                **(rule_json(rule) | {"last": last.get(rule.pk)} if rule in own else _name_json(rule)),
                "is_here": rule.scope_path == place.scope_path,
                "place": places[rule.scope_path],
            }
            for rule in rows
        ],
        "roles": [
            {"code": role.code, "label": role.name_en if in_english() else role.name_zh}
            for role in Role.base_rows.order_by("pk")
        ],
        "links": [{"kind": kind, "label": on_page(label)} for kind, label in Link.Kind.choices],
        "hosts": sorted(allowed_hosts()),
    }


def _name_json(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.pk, "entity": rule.entity, "label_zh": rule.label_zh, "label_en": rule.label_en,
        "is_on": rule.is_on, "can_edit": False,
    }  # fmt: skip


def rule_json(rule: Rule) -> dict[str, Any]:
    """A rule as its page reads it."""
    calls = any(one["type"] == "webhook" for one in rule.actions)
    return {
        **_name_json(rule),
        "version": rule.version,
        "trigger": rule.trigger,
        **_in_words(rule),
        "per_hour": rule.per_hour,
        "owner": {
            "id": rule.owner_id,
            "name": TARGETS["person"].label(rule.owner)[0],
            "is_active": rule.owner.is_active,
        },
        "refs": _refs_of(rule),
        "key": key_of(rule.pk) if calls else None,
        "can_edit": True,
    }


def _in_words(rule: Rule) -> dict[str, Any]:
    """Condition and actions with their fields by the reader's labels, as they are written."""
    try:
        known, path = find_entity(rule.entity), rule.scope_path
    except NotFound:
        return {"condition": rule.condition, "actions": rule.actions}
    actions = []
    for one in rule.actions:
        shown = dict(one)
        for name in {"values", "inputs"} & set(one):
            shown[name] = {
                field: {"formula": by_label(known, given["formula"], path)} if "formula" in given else given
                for field, given in one[name].items()
            }
        for name in {"text", "text_zh", "text_en"} & set(one):
            shown[name] = texts.by_label(known, path, one[name])
        actions.append(shown)
    return {"condition": by_label(known, rule.condition, path), "actions": actions}


def _refs_of(rule: Rule) -> dict[str, dict[str, dict[str, str]]]:
    """Labels of the rows that the rule names: people of messages, values of fields that point at something."""
    keys: dict[str, set[int]] = defaultdict(set)
    for one in rule.actions:
        for who in one.get("to", []) if one["type"] == "message" else []:
            if who["kind"] == "person":
                keys["person"].add(who["person"])
        for name, given in {**one.get("values", {}), **one.get("inputs", {})}.items():
            target, held = _target_of(rule, one, name), given.get("value")
            found = held if isinstance(held, list) else [held]
            keys[target].update(key for key in found if target and type(key) is int)
    return {target: labels_of(target, wanted) for target, wanted in keys.items() if target in TARGETS and wanted}


def _target_of(rule: Rule, one: dict[str, Any], name: str) -> str:
    """What a field or an input of an action points at; empty for none."""
    try:
        known = find_entity(one["entity"] if one["type"] == "create" else rule.entity)
    except NotFound:
        return ""
    verb = next((verb for verb in known.entity.actions if verb.name == one.get("action")), None)
    specs = inputs_of(verb.service) if verb is not None else known.fields
    return (specs[name].reference or "") if name in specs else ""


def _last_runs(rule_ids: list[int]) -> dict[int, dict[str, Any]]:
    """The newest run of each rule, misses aside."""
    found: dict[int, dict[str, Any]] = {}
    for key in rule_ids:
        run = Run.objects.filter(rule_id=key).exclude(state=Run.State.SKIPPED).order_by("-pk").first()
        if run is not None:
            found[key] = {"at": run.at, "state": run.state, "state_label": on_page(run.get_state_display())}
    return found


# --- runs -----------------------------------------------------------------------------------------------------------


def runs_at(actor: Actor, place: Any, *, rule: int, state: str, before: int) -> dict[str, Any]:
    """A page of the log of a place and below, newest first; without what was looked at and not met, unless asked."""
    rows = Run.objects.filter(scope_path__startswith=place.scope_path).exclude(entity="").order_by("-pk")
    rows = rows.filter(rule_id=rule) if rule else rows
    rows = rows.filter(state=state) if state else rows.exclude(state=Run.State.SKIPPED)
    rows = rows.filter(pk__lt=before) if before else rows
    page = list(rows[: MOST_RUNS + 1])
    shown = page[:MOST_RUNS]
    seen = _seen(actor, shown)
    logs = [step["log_id"] for run in shown for step in run.steps if step.get("log_id")]
    undoable = undoable_of(actor, logs) if logs else set()
    return {
        "runs": [_run_json(run, seen, undoable) for run in shown],
        "next": shown[-1].pk if len(page) > MOST_RUNS else None,
    }


def _seen(actor: Actor, runs: Iterable[Run]) -> dict[tuple[str, int], dict[str, str]]:
    """Names of the records, and of what was made for them, that the reader sees; one statement for each kind."""
    keys: dict[str, set[int]] = {}
    for run in runs:
        keys.setdefault(run.entity, set()).add(run.record_id)
        for step in run.steps:
            if step.get("record_id"):
                keys.setdefault(step["entity"], set()).add(step["record_id"])
    found = {}
    for entity, wanted in keys.items():
        if entity not in TARGETS:
            continue
        target = TARGETS[entity]
        for row in target.rows(actor, None).filter(pk__in=wanted).select_related(*target.related):
            label, code, _hint = target.label(row)
            found[entity, row.pk] = {"name": f"{code} {label}".strip(), "url": target.url(row)}
    return found


def _run_json(run: Run, seen: dict[tuple[str, int], dict[str, str]], undoable: set[int]) -> dict[str, Any]:
    record = seen.get((run.entity, run.record_id))

    def is_seen(step: Step) -> bool:
        made = step.get("record_id")
        return record is not None and (not made or (step["entity"], made) in seen)

    try:
        kind = on_page(find_entity(run.entity).model._meta.verbose_name)
    except NotFound:
        kind = run.entity
    return {
        "id": run.pk,
        "rule": run.rule_id,
        "label": (run.label_en or run.label_zh) if in_english() else run.label_zh,
        "owner": run.owner_name,
        "entity": run.entity,
        "entity_label": kind,
        "record": record,
        "cause": run.cause.get("kind", ""),
        "chain": len(run.cause.get("chain", [])),
        "state": run.state,
        "state_label": on_page(run.get_state_display()),
        "steps": [step_json(step, is_seen=is_seen(step), undoable=undoable) for step in run.steps],
        "error": run.error if record is not None or run.error_code in _PLAIN else _("The record is not yours to see."),
        "count": run.count,
        "at": run.at,
        "took_ms": run.took_ms,
    }


# Refusals whose sentence tells nothing of the record.
_PLAIN = frozenset({"", "owner_gone", "forbidden", "not_found", "loop", "depth", "rate", "internal"})


def step_json(step: Step, *, is_seen: bool, undoable: set[int] | None = None) -> dict[str, Any]:
    """What an action did, in the reader's words; where the record is out of sight, no more than its kind."""
    log_id = step.get("log_id")
    shown: dict[str, Any] = {"type": step["type"], "log_id": log_id if is_seen else None}
    shown["undoable"] = is_seen and log_id is not None and log_id in (undoable or set())
    if not is_seen:
        return shown | {"text": "", "url": None}
    if step.get("note") == "approval_open":
        text = _("An approval is open already; nothing was done")
    elif step["log_id"] is None and step["type"] not in {"message", "webhook"}:
        text = _("Nothing to change: it is so already")
    else:
        text = render_phrase(step["phrase"], step["params"])
    return shown | {"text": text, "url": step.get("url"), "words": step.get("text", "")}
