"""Short answers about rows: pickers, hover cards, what the reader may do and why not."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.verbs import verb_name
from linkspan.kernel.entities.activity import show_value
from linkspan.kernel.entities.reading import Reading, references_in
from linkspan.kernel.entities.references import TARGETS, Target
from linkspan.kernel.entities.registry import Known, entity_of
from linkspan.kernel.entities.specs import on_page
from linkspan.kernel.entities.steps import refusal, state_refusal, steps_from
from linkspan.kernel.errors import NotFound

_MOST_CHOICES = 30
_FACTS = 6


def pick(actor: Actor, entity: str, container: Any, text: str) -> list[dict[str, Any]]:
    """Rows of a kind that the actor may point at, found by part of their name or code."""
    target = TARGETS.get(entity)
    if target is None:
        raise NotFound()
    rows = target.rows(actor, container)
    for word in text.split()[:5]:
        either = Q()
        for name in target.search:
            either |= Q(**{f"{name}__icontains": word[:60]})
        rows = rows.filter(either)
    return [choice(target, row) for row in rows.select_related(*target.related).order_by(*target.order)[:_MOST_CHOICES]]


def choice(target: Target, row: Any) -> dict[str, Any]:
    """A row as a picker shows it."""
    label, code, hint = target.label(row)
    return {"id": row.pk, "label": label, "code": code, "hint": hint}


def card(actor: Actor, entity: str, key: int) -> dict[str, Any]:
    """What a hover card says of a row; NotFound where the actor does not see it."""
    target = TARGETS.get(entity)
    row = (
        target.rows(actor, None).filter(pk=key).select_related(*target.related).first()
        if target and 0 < key < 2**63
        else None
    )
    if target is None or row is None:
        raise NotFound()
    label, code, hint = target.label(row)
    facts = _facts(actor, row) if entity_of(type(row)) else [{"label": "", "value": hint, "tone": None}] if hint else []
    return {"title": label, "code": code, "entity_label": on_page(target.title), "url": target.url(row), "facts": facts}


def _facts(actor: Actor, row: Any) -> list[dict[str, Any]]:
    known = entity_of(type(row))
    assert known is not None
    entity = known.entity
    reading = Reading(known, actor)
    names = [n for n in entity.columns.show if n not in {entity.title, entity.code} and n in reading.fields][:_FACTS]
    specs = [reading.fields[name] for name in names]
    values = reading.read(known.model.objects.filter(pk=row.pk), specs)
    refs = references_in(values, specs)
    found = []
    for spec in specs:
        if values and spec.name in values[0] and values[0][spec.name] not in (None, "", []):
            value = values[0][spec.name]
            tone = next((o.tone for o in spec.options if o.value == value), None)
            if spec.bands and isinstance(value, int | float):
                tone = next((b.tone for b in sorted(spec.bands, key=lambda b: -b.at) if value >= b.at), None)
            found.append({"label": on_page(spec.label), "value": show_value(spec, value, refs), "tone": tone})
    return found


def rights(actor: Actor, known: Known, path: str, row: Any = None) -> dict[str, Any]:
    """What the actor may do at a scope path, or with one row."""

    def may(verb: str) -> bool:
        if actor.may(verb, path):
            return True
        if row is None:
            return any(path.startswith(p) or p.startswith(path) for p in actor.own_party_prefixes(verb))
        model: Any = known.model
        return bool(actor.own_party_prefixes(verb)) and model.objects.visible(actor, verb).filter(pk=row.pk).exists()

    edit = may(known.verb("edit"))
    return {
        "create": may(known.verb("create")),
        "edit": edit,
        "delete": may(known.verb("delete")),
        "comment": may("discussion.write"),
        "share_view": may("view.share"),
        "import": may(known.verb("create")) and edit,
        "export": may("record.export"),
        "history": actor.may("history.view", path),
        "actions": {verb.name: may(verb.verb) for verb in known.entity.actions},
    }


def refusals(actor: Actor, known: Known, row: Any, can: dict[str, Any]) -> dict[str, str]:
    """For what the actor may not do with a row: one sentence each."""
    sentence = _("You do not have the right “%(verb)s” here. Ask the project manager for it.")
    found = {word: sentence % {"verb": verb_name(known.verb(word))} for word in ("edit", "delete") if not can[word]}
    for verb in known.entity.actions:
        reason = state_refusal(known, verb, row)
        if not can["actions"][verb.name]:
            found[verb.name] = sentence % {"verb": verb_name(verb.verb)}
        elif reason is not None:
            found[verb.name] = str(reason)
    return found


def transitions(actor: Actor, known: Known, row: Any, can: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps that the row's state offers; what a step requires is asked for by the page, so it is no refusal."""
    workflow = known.workflow_at(row.scope_path)
    if workflow is None:
        return []
    found = []
    for step in steps_from(workflow, getattr(row, workflow.field)):
        filled = {known.fields[n].attribute: "given" for n in step.requires if n in known.fields}
        reason = refusal(known, actor, row, step, filled)
        text = str(reason) if reason else "" if can["edit"] else refusals(actor, known, row, can).get("edit", "")
        found.append(
            {
                "to": step.target,
                "label": on_page(step.label),
                "requires": list(step.requires),
                "allowed": not text,
                "reason": text,
            }
        )
    return found
