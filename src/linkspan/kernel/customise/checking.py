"""What an administrator may write into a definition: checked before it is kept, each fault with place and remedy."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.verbs import is_known, verb_name
from linkspan.kernel.customise.formulas import RESULTS, checked, refuse_hidden
from linkspan.kernel.customise.models import CustomField
from linkspan.kernel.customise.workflows import declared_steps
from linkspan.kernel.entities.custom import KINDS, REFERENCES, to_store
from linkspan.kernel.entities.inputs import clean
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.registry import Known
from linkspan.kernel.errors import DomainError

MOST_FIELDS = 100
MOST_OPTIONS = 200
MOST_STATES = 40
TONES = ("red", "amber", "green", "accent", "grey")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TEXT_LIMITS = {"label_zh": 60, "label_en": 60, "help_zh": 200, "help_en": 200, "unit": 20, "panel": 40}
_EDITABLE = frozenset(
    {
        "type", "label_zh", "label_en", "help_zh", "help_en", "is_required", "default", "options", "reference",
        "field_class", "unit", "low", "high", "expression", "panel", "in_list", "position",
    }
)  # fmt: skip


def refuse(field: str, sentence: str, status: int = 422) -> DomainError:
    """A definition that cannot be kept."""
    return DomainError("definition", sentence, field, status=status)


def key_from(label: str, fallback: str, taken: Iterable[str]) -> str:
    """A key that a label suggests: Latin words as they are, Chinese in pinyin; numbered where it is taken."""
    from pypinyin import lazy_pinyin

    text = "_".join(lazy_pinyin(label)) if label else fallback
    base = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:30] or fallback
    base = base if base[0].isalpha() else f"{fallback}_{base}"
    known, found, at = set(taken), base, 2
    while found in known:
        found, at = f"{base}_{at}", at + 1
    return found


def check_key(key: Any) -> str:
    """A key as an administrator gave it."""
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise refuse("key", _("A key has small Latin letters, digits and _, begins with a letter, and 40 at most."))
    return key


def clean_text(values: Mapping[str, Any], name: str, most: int, *, is_needed: bool = False) -> str:
    """A short text of a definition."""
    value = values.get(name, "")
    if not isinstance(value, str):
        raise refuse(name, _("This must be a text."))
    value = " ".join(value.split())
    if len(value) > most:
        raise refuse(name, _("This is longer than %(most)s characters.") % {"most": most})
    if is_needed and not value:
        raise refuse(name, _("Give it a name."))
    return value


def clean_labels(values: Mapping[str, Any]) -> dict[str, str]:
    """Names in both languages; one of them is enough, and is shown for the other."""
    zh, en = clean_text(values, "label_zh", 60), clean_text(values, "label_en", 60)
    if not zh and not en:
        raise refuse("label_zh", _("Give it a name."))
    return {"label_zh": zh or en, "label_en": en}


def field_values(known: Known, given: Mapping[str, Any], held: CustomField | None) -> dict[str, Any]:
    """Columns of a custom field from what was given; `held` is the field as it is, where it exists."""
    unknown = set(given) - _EDITABLE
    if unknown:
        raise refuse(min(unknown), _("There is no setting “%(name)s” of a field.") % {"name": min(unknown)[:40]})
    now = {name: getattr(held, name) for name in _EDITABLE} if held is not None else {}
    wanted = {**now, **given}
    kind = wanted.get("type")
    if kind not in KINDS:
        raise refuse("type", _("Choose one of the types of fields."))
    found: dict[str, Any] = {"type": kind, **clean_labels(wanted)}
    for name in ("help_zh", "help_en", "unit", "panel"):
        found[name] = clean_text(wanted, name, _TEXT_LIMITS[name])
    for name in ("is_required", "in_list"):
        if not isinstance(wanted.get(name, False), bool):
            raise refuse(name, _("This is yes or no."))
        found[name] = wanted.get(name, False)
    found["field_class"] = wanted.get("field_class") or "public"
    if found["field_class"] not in CustomField.FieldClass.values:
        raise refuse("field_class", _("Choose one of the classes of fields."))
    found["options"] = clean_options(wanted.get("options") or []) if kind in {"choice", "multi_choice"} else []
    if kind in {"choice", "multi_choice"} and not found["options"]:
        raise refuse("options", _("Give at least one choice."))
    found["reference"] = _reference(wanted, kind)
    found |= _limits(wanted, kind)
    position = wanted.get("position", 0)
    if type(position) is not int or not 0 <= position < 2**31:
        raise refuse("position", _("The position is a whole number from 0."))
    found["position"] = position
    found["expression"] = str(wanted.get("expression") or "").strip()
    found["default"] = wanted.get("default")
    return found


def _reference(wanted: Mapping[str, Any], kind: str) -> str:
    if kind not in {"reference", "multi_reference"}:
        return ""
    name = wanted.get("reference")
    if not isinstance(name, str) or name not in TARGETS:
        raise refuse("reference", _("Choose what the field points at."))
    return name


def _limits(wanted: Mapping[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = {"low": None, "high": None}
    if kind not in {"integer", "decimal", "percent", "money", "duration", "rating"}:
        return found
    for name in found:
        value = wanted.get(name)
        if value is None or value == "":
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 2**53:
            raise refuse(name, _("This must be a number."))
        found[name] = float(value)
    if kind == "rating":
        low, high = found["low"] or 1, found["high"] or 5
        if not (low == int(low) and high == int(high) and -100 <= low < high <= 100 and high - low <= 20):
            raise refuse("high", _("A rating goes from a smaller to a larger whole number, in 20 steps at most."))
    if found["low"] is not None and found["high"] is not None and found["low"] > found["high"]:
        raise refuse("high", _("The largest value is below the smallest."))
    return found


def clean_options(options: Any) -> list[dict[str, Any]]:
    """Choices with distinct values; a value is made from the label where none is given."""
    if not isinstance(options, list) or len(options) > MOST_OPTIONS:
        raise refuse("options", _("Give at most %(most)s choices.") % {"most": MOST_OPTIONS})
    found: list[dict[str, Any]] = []
    for option in options:
        if not isinstance(option, dict):
            raise refuse("options", _("Give at most %(most)s choices.") % {"most": MOST_OPTIONS})
        labels = clean_labels(option)
        taken = [o["value"] for o in found]
        value = option.get("value") or key_from(labels["label_en"] or labels["label_zh"], "o", taken)
        if not isinstance(value, str) or len(value) > 40 or "\n" in value or "," in value or not value.strip():
            raise refuse("options", _("The value of a choice has 40 characters at most, without commas."))
        if value in taken:
            raise refuse("options", _("Two choices have the value “%(value)s”.") % {"value": value})
        found.append(
            {"value": value, **labels, "tone": _tone(option.get("tone")), "retired": option.get("retired") is True}
        )
    return found


def _tone(tone: Any) -> str | None:
    if tone in (None, ""):
        return None
    if tone not in TONES:
        raise refuse("tone", _("Choose one of the tones."))
    return str(tone)


def check_formula(known: Known, row: CustomField, path: str) -> None:
    """The formula of a computed field: typed right, of no hidden field, and not of itself."""
    if not row.expression:
        return
    formula = checked(known.name, row.expression, path)
    kind = str(formula.kind)
    if row.type not in RESULTS.get(kind, ()):
        raise refuse(
            "expression", _("The formula gives another kind of value than the field has. Choose the type for it.")
        )
    refuse_hidden(known, formula.names, row.field_class)
    seen, waiting = {row.name}, list(formula.names)
    while waiting:
        name = waiting.pop()
        if name == row.name:
            raise refuse("expression", _("The formula refers to itself. Take the field out of it."))
        spec = known.fields[name]
        if spec.custom is not None and spec.custom.expression and name not in seen:
            seen.add(name)
            waiting += checked(known.name, spec.custom.expression, path).names


def check_default(actor: Actor, place: Any, spec: Any, value: Any) -> Any:
    """A default as it is stored; refused where the field would not take it."""
    if value in (None, "", []):
        return None
    if spec.type in REFERENCES:
        raise refuse("default", _("A field that points at something has no default."))
    try:
        return to_store(clean(spec, value, actor, place))
    except DomainError as error:
        raise refuse("default", str(error)) from error


# --- workflows ------------------------------------------------------------------------------------------------------


def clean_states(known: Known, states: Any, width: int) -> list[dict[str, Any]]:
    """States in their order. width: characters that the column of the state holds."""
    if not isinstance(states, list) or not 1 <= len(states) <= MOST_STATES:
        raise refuse("states", _("A workflow has 1 to %(most)s states.") % {"most": MOST_STATES})
    found: list[dict[str, Any]] = []
    for state in states:
        if not isinstance(state, dict):
            raise refuse("states", _("A workflow has 1 to %(most)s states.") % {"most": MOST_STATES})
        labels = clean_labels(state)
        taken = [s["value"] for s in found]
        value = state.get("value") or key_from(labels["label_en"] or labels["label_zh"], "s", taken)[:width]
        if not isinstance(value, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", value) or len(value) > width:
            raise refuse(
                "states",
                _("The key of a state has small Latin letters, digits and _, at most %(most)s.") % {"most": width},
            )
        if value in taken:
            raise refuse("states", _("Two states have the key “%(value)s”.") % {"value": value})
        is_closed = state.get("is_closed") is True
        found.append({"value": value, **labels, "tone": _tone(state.get("tone")), "is_closed": is_closed})
    field = known.entity.workflow.field if known.entity.workflow else ""
    for option in known.declared[field].options if field in known.declared else ():
        if option.value not in {state["value"] for state in found}:
            raise refuse(
                "states",
                _("The state “%(state)s” belongs to the program and cannot be taken out. Leave out its transitions.")
                % {"state": option.label},
            )
    return found


def clean_transitions(known: Known, transitions: Any, states: list[dict[str, Any]], path: str) -> list[dict[str, Any]]:
    """Transitions between the states."""
    values = {state["value"] for state in states}
    if not isinstance(transitions, list) or len(transitions) > 200:
        raise refuse("transitions", _("A workflow has at most 200 transitions."))
    return [_clean_transition(known, step, values, path) for step in transitions]


def _clean_transition(known: Known, step: Any, values: set[str], path: str) -> dict[str, Any]:
    if not isinstance(step, dict):
        raise refuse("transitions", _("A transition leads from one or more states to another one."))
    sources, target = step.get("sources"), step.get("target")
    if (
        not isinstance(sources, list)
        or not isinstance(target, str)
        or not sources
        or not set(map(str, sources)) <= values - {target}
        or target not in values
    ):
        raise refuse("transitions", _("A transition leads from one or more states to another one."))
    labels = clean_labels(step)
    requires: list[str] = step.get("requires") or []
    fields = known.fields
    for name in requires if isinstance(requires, list) else [""]:
        spec = fields.get(name) if isinstance(name, str) else None
        if spec is None or spec.is_read_only or not spec.exists_at(path):
            raise refuse(
                "transitions",
                _("“%(label)s” requires a field that nobody can fill in.") % {"label": labels["label_zh"]},
            )
    verb = step.get("verb") or ""
    if verb and (not isinstance(verb, str) or not is_known(verb)):
        raise refuse("transitions", _("There is no right “%(verb)s”.") % {"verb": str(verb)[:60]})
    demanded = next((t.verb for t in declared_steps(known.name, target) if t.verb), "")
    if demanded and verb not in ("", demanded):
        raise refuse(
            "transitions",
            _("The program demands the right “%(verb)s” for this state. Leave it.") % {"verb": verb_name(demanded)},
        )
    guard = str(step.get("guard") or "").strip()
    if guard and str(checked(known.name, guard, path).kind) != "boolean":
        raise refuse("transitions", _("The condition of a transition answers with yes or no, as in amount > 1000."))
    return {
        "sources": list(dict.fromkeys(map(str, sources))), "target": target, **labels,
        "requires": list(dict.fromkeys(requires)), "verb": verb, "guard": guard,
        "refusal_zh": clean_text(step, "refusal_zh", 200), "refusal_en": clean_text(step, "refusal_en", 200),
    }  # fmt: skip
