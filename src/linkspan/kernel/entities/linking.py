"""Links of the spine between records, read both ways."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override, pgettext_lazy

from linkspan.kernel.access.actor import Actor, elevated
from linkspan.kernel.actions import Inverse, write
from linkspan.kernel.actions.runner import Action, make_action
from linkspan.kernel.entities.at_once import link_ends
from linkspan.kernel.entities.models import Link
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.registry import Known, entity_of, find_entity
from linkspan.kernel.entities.specs import on_page
from linkspan.kernel.errors import DomainError, NotFound

# How each kind reads from its other end.
REVERSED = {
    "implements": pgettext_lazy("link", "implemented by"),
    "depends_on": pgettext_lazy("link", "needed by"),
    "provides": pgettext_lazy("link", "provided by"),
    "consumes": pgettext_lazy("link", "consumed by"),
    "verifies": pgettext_lazy("link", "verified by"),
    "blocks": pgettext_lazy("link", "blocked by"),
    "affects": pgettext_lazy("link", "affected by"),
    "mitigates": pgettext_lazy("link", "mitigated by"),
    "decides": pgettext_lazy("link", "decided by"),
    "pays_for": pgettext_lazy("link", "paid by"),
    "documents": pgettext_lazy("link", "documented by"),
    "owns": pgettext_lazy("link", "owned by"),
}


def read_links(links: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Links of a record to be, as sent: each names its kind and its other end and nothing else; DomainError if not."""
    if any(set(link) != {"kind", "entity", "id"} for link in links):
        raise DomainError("links", _("Name each link by its kind and its other end: {kind, entity, id}."), "links")
    return links


def insert_link(actor: Actor, known: Known, row: Any, *, kind: str, entity: str, id: int) -> Link:
    """A link from a row to another, inside a running action. The other end must be visible to the actor."""
    if kind not in Link.Kind.values:
        raise DomainError("kind", _("There is no kind of link “%(kind)s”.") % {"kind": str(kind)[:40]}, "kind")
    other = visible_end(actor, entity, id)
    if entity == known.name and other.pk == row.pk:
        raise DomainError("link", _("A record cannot be linked to itself. Choose another one."), "id")
    ends = {"from_entity": known.name, "from_id": row.pk, "kind": kind, "to_entity": entity, "to_id": other.pk}
    found = Link.rows.filter(**ends).first()
    return found or write.create(Link(scope_path=row.scope_path, **ends))


def visible_end(actor: Actor, entity: str, key: Any) -> Any:
    """The row at the other end of a link; NotFound where the actor does not see it."""
    target = TARGETS.get(str(entity))
    if target is None or type(key) is not int or not 0 < key < 2**63:
        raise NotFound()
    row = target.rows(actor, None).filter(pk=key).first()
    if row is None:
        raise NotFound()
    return row


def _add(actor: Actor, row: Any, *, kind: str, entity: str, id: int) -> Link:
    known = entity_of(type(row))
    assert known is not None
    link = insert_link(actor, known, row, kind=kind, entity=entity, id=id)
    _tell(known, row, visible_end(actor, entity, id), entity)
    return link


def _remove(actor: Actor, row: Any, *, link: Link) -> None:
    known = entity_of(type(row))
    assert known is not None
    other = TARGETS[link.to_entity].model._base_manager.filter(pk=link.to_id).first()
    write.delete_many([link])
    _tell(known, row, other, link.to_entity)


def _tell(known: Known, row: Any, other: Any, entity: str) -> None:
    from linkspan.kernel.entities.writing import shown_name

    name = {"zh": shown_name(known, row, "zh-hans"), "en": shown_name(known, row, "en")}
    end = {"zh": _called(entity, other, "zh-hans"), "en": _called(entity, other, "en")}
    write.describe(names=[name], other=end)


def _called(entity: str, other: Any, language: str) -> str:
    """What a reader of the language calls the other end of a link."""
    if other is None:
        return "?"
    with override(language):
        label, code, _hint = TARGETS[entity].label(other)
    return f"{code} {label}".strip()[:80]


def link_rows(actor: Actor, row: Any, *, kind: str, entity: str, id: int, **guards: Any) -> Any:
    """Link a record to another one; needs the right to edit the first and to see the second."""
    return _link_action(row, "link")(actor, row, kind=kind, entity=entity, id=id, **guards)


def unlink_rows(actor: Actor, link_id: int, **guards: Any) -> Any:
    """Take a link away; needs the right to edit the record that it starts from."""
    with elevated():
        link = Link.rows.filter(pk=link_id).first()
    if link is None:
        raise NotFound()
    known = find_entity(link.from_entity)
    row = known.model._base_manager.filter(pk=link.from_id).first()
    if row is None:
        raise NotFound()
    return _link_action(row, "unlink")(actor, row, link=link, **guards)


_MADE: dict[str, Any] = {}


def make_link_actions(known: Known) -> None:
    """The two verbs of an entity; registered at start-up, so that undo knows them."""
    phrases: dict[str, tuple[str, Any]] = {
        "link": (gettext_noop("Linked %(names)s with %(other)s"), _add),
        "unlink": (gettext_noop("Unlinked %(names)s from %(other)s"), _remove),
    }
    for word, (phrase, body) in phrases.items():
        name = f"{known.name}.{word}"
        _MADE[name] = make_action(Action(name, known.verb("edit"), phrase, Inverse(), body, True))


def _link_action(row: Any, word: str) -> Any:
    known = entity_of(type(row))
    if known is None:
        raise NotFound()
    return _MADE[f"{known.name}.{word}"]


def links_of(actor: Actor, known: Known, row: Any) -> list[dict[str, Any]]:
    """All links of a row whose other end the actor sees; one statement for each kind of end."""
    ends: dict[str, set[int]] = {}
    sides = []
    for link_id, kind, from_entity, from_id, to_entity, to_id in link_ends(known, row.pk):
        is_out = (from_entity, from_id) == (known.name, row.pk)
        entity, key = (to_entity, to_id) if is_out else (from_entity, from_id)
        ends.setdefault(entity, set()).add(key)
        sides.append((link_id, kind, is_out, entity, key))
    shown = {entity: _ends(actor, entity, keys) for entity, keys in ends.items() if entity in TARGETS}
    return [
        {
            "id": link_id,
            "kind": kind,
            "label": str(Link.Kind(kind).label if is_out else REVERSED[kind]),
            "direction": "out" if is_out else "in",
            **shown[entity][key],
        }
        for link_id, kind, is_out, entity, key in sides
        if key in shown.get(entity, {})
    ]


def _ends(actor: Actor, entity: str, keys: set[int]) -> dict[int, dict[str, Any]]:
    target = TARGETS[entity]
    found = {}
    for row in target.rows(actor, None).filter(pk__in=keys).select_related(*target.related):
        label, code, _hint = target.label(row)
        status, tone = _state(row)
        found[row.pk] = {
            "entity": entity,
            "entity_label": on_page(target.title),
            "record_id": row.pk,
            "code": code,
            "title": label,
            "url": target.url(row),
            "status": status,
            "tone": tone,
        }
    return found


def _state(row: Any) -> tuple[str, str | None]:
    """Word and tone of a record's state, where its entity has a workflow."""
    known = entity_of(type(row))
    workflow = known.workflow_at(row.scope_path) if known is not None else None
    if known is None or workflow is None:
        return "", None
    value = getattr(row, workflow.field)
    for option in known.states_at(row.scope_path):
        if option.value == value:
            return on_page(option.label), option.tone
    return "", None
