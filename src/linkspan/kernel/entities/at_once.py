"""A record by its key for whoever holds the right on its whole place: by statements that are written once.

What only a filter can tell (a vendor's own rows, rows of a shared store) is left to the filtered query.
"""

from functools import cache
from typing import Any

from django.db.models import BigAutoField, Count, Model, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.entities.models import Attachment, Comment, Link, Watch
from linkspan.kernel.entities.registry import Known, is_seen_by_right
from linkspan.kernel.entities.specs import FieldSpec, in_english
from linkspan.kernel.entities.switching import is_off
from linkspan.kernel.prepared import Prepared, PreparedRow, Slot

MOST_LINKS = 500
_MOST_STATEMENTS = 500
_KEY = Slot("key", BigAutoField())


def _table(known: Known) -> Any:
    return known.model  # the type checker takes a class of models for unhashable


@cache
def _by_key(model: Any) -> PreparedRow[Any]:
    return PreparedRow(model, "id")


def find_seen(actor: Actor, known: Known, key: int) -> Any:
    """The record with its project (or organisation); None where it is absent or a filter has to decide."""
    if not is_seen_by_right(known) or not 0 < key < 2**63:
        return None
    row = _by_key(_table(known)).find(key)
    if row is None or not actor.may(known.verb("view"), row.scope_path):
        return None
    place: Any = known.model._meta.get_field("project" if known.entity.is_in_project else "organisation")
    container = _by_key(place.related_model).find(getattr(row, place.attname))
    if container is None or (known.entity.is_in_project and is_off(container, known.entity.area)):
        return None
    setattr(row, place.name, container)
    return row


@cache
def _place_of(model: Any, has_project: bool) -> Prepared:
    columns = ["scope_path", *(["project__modules_off"] if has_project else [])]
    return Prepared(lambda: model._base_manager.filter(pk=_KEY).values_list(*columns))


def is_seen(actor: Actor, known: Known, key: int) -> bool:
    """Whether the actor sees the record by a right on its whole place; where not, a filter has to decide."""
    if not is_seen_by_right(known) or not 0 < key < 2**63:
        return False
    for path, *off in _place_of(_table(known), known.entity.is_in_project).rows(key=key):
        return actor.may(known.verb("view"), path) and not (off and known.entity.area in (off[0] or ()))
    return False


_VALUES: dict[Any, Prepared] = {}


def values_at(known: Known, rows: Any, specs: list[FieldSpec], names: list[str], key: int) -> list[tuple[Any, ...]]:
    """The columns `names` of the record of a key. rows: every row of the model, annotated with what the fields need."""
    made = _VALUES.get(mark := (known.model, in_english(), tuple(names), tuple(_mark(spec) for spec in specs)))
    if made is None:
        if len(_VALUES) >= _MOST_STATEMENTS:
            _VALUES.clear()
        made = _VALUES[mark] = Prepared(lambda: rows().filter(pk=_KEY).values_list(*names))
    return made.rows(key=key)


def _mark(spec: FieldSpec) -> tuple[Any, ...]:
    """What the expression of a field follows from: a company's own one may come back as another type."""
    custom = spec.custom
    return (spec.name, spec.type, None if custom is None else (custom.key, str(type(spec.output))))


def _counted(model: type[Model], name: str, **more: Any) -> Any:
    found = model._base_manager.filter(entity=name, object_id=OuterRef("pk"), **more)
    return Coalesce(Subquery(found.order_by().values("entity").annotate(n=Count("pk")).values("n")), 0)


@cache
def _beside(model: Any, name: str) -> Prepared:
    user = Slot("user", BigAutoField())
    counts = (
        *(_counted(one, name) for one in (Comment, Attachment, Watch)),
        _counted(Watch, name, user=user),
    )
    return Prepared(lambda: model._base_manager.filter(pk=_KEY).values_list(*counts))


def counts_beside(known: Known, key: int, user_id: int) -> tuple[int, int, int, bool]:
    """Comments, attachments and watchers of a record, and whether this user is one of them."""
    comments, attachments, watchers, own = _beside(_table(known), known.name).rows(key=key, user=user_id)[0]
    return comments, attachments, watchers, bool(own)


_NAME = Slot("name", Link._meta.get_field("from_entity"))
_LINKS = Prepared(
    lambda: (
        Link._base_manager.filter(Q(from_entity=_NAME, from_id=_KEY) | Q(to_entity=_NAME, to_id=_KEY))
        .order_by("kind", "pk")
        .values_list("pk", "kind", "from_entity", "from_id", "to_entity", "to_id")[:MOST_LINKS]
    )
)


def link_ends(known: Known, key: int) -> list[tuple[Any, ...]]:
    """Every link of a record: key, kind, and both ends by entity and key."""
    return _LINKS.rows(name=known.name, key=key)
