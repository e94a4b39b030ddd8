"""A message of a rule: a line in the inbox of each receiver, from where `notify` sends it on as the person wishes."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.access.models import Grant, Role
from linkspan.kernel.access.places import paths_to
from linkspan.kernel.approvals.people import sees
from linkspan.kernel.customise.checking import refuse
from linkspan.kernel.entities.discussion import watchers_of
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.registry import Known
from linkspan.kernel.entities.specs import in_english
from linkspan.kernel.entities.writing import shown_name
from linkspan.kernel.inbox.desk import put
from linkspan.kernel.inbox.models import InboxItem
from linkspan.modules.automation.doing.scene import Scene, Step
from linkspan.modules.automation.expressions import refuse_unreadable, values
from linkspan.modules.automation.inbox import KIND
from linkspan.modules.automation.models import Said
from linkspan.modules.automation.texts import clean_template, fill, names_in

MOST_PEOPLE = 50
_TOLD = gettext_noop("Told %(names)s")
_NOBODY = gettext_noop("Told nobody: no receiver sees the record")


def clean_message(actor: Actor, known: Known, place: Any, given: dict[str, Any]) -> dict[str, Any]:
    """`{"to": [receivers], "text_zh", "text_en"}`; one of the texts is enough."""
    texts = {n: clean_template(known, place.scope_path, given.get(n) or "", "actions") for n in ("text_zh", "text_en")}
    if not any(texts.values()):
        raise refuse("actions", _("Write what the message says."))
    for text in texts.values():
        refuse_unreadable(actor, known, names_in(text), place.scope_path)
    to = given.get("to")
    if not isinstance(to, list) or not 1 <= len(to) <= MOST_PEOPLE:
        raise refuse("actions", _("Choose who gets the message."))
    return {"to": [_receiver(actor, known, place, who) for who in to], **texts}


def _receiver(actor: Actor, known: Known, place: Any, who: Any) -> dict[str, Any]:
    kind = who.get("kind") if isinstance(who, dict) else None
    if kind == "field":
        spec = known.fields.get(str(who.get("field")))
        if spec is not None and spec.reference == "person" and spec.exists_at(place.scope_path):
            refuse_unreadable(actor, known, [spec.name], place.scope_path)
            return {"kind": kind, "field": spec.name}
    elif kind == "role":
        if Role.base_rows.filter(code=str(who.get("role"))).exists():
            return {"kind": kind, "role": str(who["role"])}
    elif kind == "person":
        key = who.get("person")
        container = place if hasattr(place, "programme_id") else None
        people = TARGETS["person"].rows(actor, container)
        if type(key) is int and 0 < key < 2**63 and people.filter(pk=key).exists():
            return {"kind": kind, "person": key}
    elif kind in {"watchers", "owner"}:
        return {"kind": kind}
    raise refuse("actions", _("Choose who gets the message."))


def tell(scene: Scene, kept: dict[str, Any]) -> Step:
    """A line for each receiver who sees the record, in words that this receiver may read."""
    row, people = scene.row(), _people(scene, kept["to"])
    told = [user for user in people if sees(user, scene.known, row)]
    for user in told:
        reader = actor_for(user)
        words = {name: _words(scene, kept[name], name, row, reader) for name in ("text_zh", "text_en")}
        put_line(scene.known, row, user.pk, words, by=scene.actor)
    names = [{"zh": _called(user, "zh-hans"), "en": _called(user, "en")} for user in told]
    found: Step = {"type": "message", "phrase": _TOLD if told else _NOBODY, "log_id": None}
    found["params"] = {"names": names} if told else {}
    if scene.is_dry:
        name = "text_en" if in_english() else "text_zh"
        text = kept[name] or kept["text_zh"] or kept["text_en"]
        found["text"] = fill(scene.known, text, row, scene.change, scene.actor)
    return found


def _called(user: Any, language: str) -> str:
    with override(language):
        return TARGETS["person"].label(user)[0]


def _words(scene: Scene, text: str, name: str, row: Any, reader: Actor) -> str:
    with override("en" if name == "text_en" else "zh-hans"):
        return fill(scene.known, text, row, scene.change, reader)


def put_line(known: Known, row: Any, user_id: int, words: dict[str, str], *, by: Actor) -> None:
    """A line in somebody's inbox with words of its own."""
    name = {"zh": shown_name(known, row, "zh-hans"), "en": shown_name(known, row, "en")}
    url = TARGETS[known.name].url(row)
    put(user_id, KIND, entity=known.name, record_id=row.pk, name=name, url=url, by=by, comment_id=None)
    line = (
        InboxItem.objects.filter(user_id=user_id, kind=KIND, entity=known.name, record_id=row.pk)
        .order_by("-pk")
        .first()
    )
    Said.objects.create(item=line, **words)


def _people(scene: Scene, receivers: Iterable[dict[str, Any]]) -> list[Any]:
    """The receivers, each once, at most fifty."""
    row = scene.row()
    keys: dict[int, None] = {}
    for who in receivers:
        keys.update(dict.fromkeys(_keys(scene, row, who)))
    people: Any = get_user_model()
    rows = people._base_manager.filter(pk__in=list(keys), is_active=True).select_related("party").order_by("pk")
    return list(rows[:MOST_PEOPLE])


def _keys(scene: Scene, row: Any, who: dict[str, Any]) -> list[int]:
    if who["kind"] == "field":
        if who["field"] not in scene.known.fields:
            return []
        refuse_unreadable(scene.actor, scene.known, [who["field"]], row.scope_path)
        held = values(scene.known, row, [who["field"]], scene.change)[who["field"]]
        return [key for key in (held if isinstance(held, list) else [held]) if isinstance(key, int)]
    if who["kind"] == "role":
        return role_holders(who["role"], row.scope_path)
    if who["kind"] == "watchers":
        return [watch.user_id for watch in watchers_of(scene.known, row)]
    if who["kind"] == "owner":
        return [scene.rule.owner_id]
    return [who["person"]]


def role_holders(code: str, path: str) -> list[int]:
    """Who holds a role at a place, or else at the nearest place above it."""
    in_force = Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now())
    people: Any = get_user_model()
    for place in reversed(paths_to(path)):
        grants = Grant.base_rows.filter(in_force, role__code=code, scope_path=place)
        through = Q(grants__in=grants) | Q(user_groups__grants__in=grants)
        keys = list(people._base_manager.filter(through, is_active=True).distinct().values_list("pk", flat=True))
        if keys:
            return keys[:MOST_PEOPLE]
    return []
