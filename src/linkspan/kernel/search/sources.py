"""What is searched: every registered entity by its declaration, and what modules register beside them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.entities.registry import Known, entities

_CLOSED, _OPEN = 0, 1
_WORDED = frozenset({"text", "long_text", "tags", "url", "email"})
_LONGEST_TEXT = 4_000  # characters of one field; what stands behind is found by nobody, and read by few


@dataclass(frozen=True)
class Document:
    """The public words of one row. texts: found, but ranked behind code and titles. boost: higher first."""

    title: str
    title_en: str = ""
    code: str = ""
    texts: Sequence[str] = ()
    project: str | None = None
    url: str = ""
    boost: int = 0


@dataclass(frozen=True)
class SearchSource:
    """A kind of row that search finds.

    area: first half of the right to view (`risk.view`). fields: columns on which the document depends. documents: of
    rows, in their order, with a constant number of statements. visible: rows that an actor may find, where the scope
    of a row and its party do not say it. by_code: keys of rows with a code that no column holds (WBS). present: items
    of the answer by key, in the reader's language, where they show more than the document holds.
    """

    entity: str
    model: type[models.Model]
    area: str
    fields: frozenset[str]
    documents: Callable[[Sequence[Any]], list[Document]]
    visible: Callable[[Actor], models.QuerySet[Any]] | None = None
    by_code: Callable[[str], models.QuerySet[Any] | None] | None = None
    present: Callable[[Sequence[int]], dict[int, dict[str, Any]]] | None = None


_OWN: dict[str, SearchSource] = {}
_DERIVED: dict[str, tuple[Known, SearchSource]] = {}


def register_source(source: SearchSource) -> SearchSource:
    """Make a kind of row known to search; it takes the place of the one derived from an entity of that name."""
    if source.entity in _OWN:
        raise ValueError(f"search knows {source.entity} already")
    _OWN[source.entity] = source
    return source


def sources() -> dict[str, SearchSource]:
    """All kinds by name, in the order of an answer."""
    found = dict(_OWN)
    for known in entities():
        if known.name not in _OWN:
            held = _DERIVED.get(known.name)
            if held is None or held[0] is not known:
                held = _DERIVED[known.name] = (known, source_of(known))
            found[known.name] = held[1]
    return found


def source_of(known: Known) -> SearchSource:
    """The source of an entity: its title and its search fields, of these the public ones."""
    entity = known.entity
    names = {f.name for f in entity.model._meta.concrete_fields}
    public = [name for name in dict.fromkeys((entity.title, *entity.keys.search)) if _is_public(known, name)]
    columns = [column for name in public for column in (name, f"{name}_en") if column in names]
    texts = [column for column in columns if column not in {entity.title, f"{entity.title}_en", entity.code}]
    state = entity.workflow.field if entity.workflow else ""
    title = entity.title if entity.title in public else ""

    def documents(rows: Sequence[Any]) -> list[Document]:
        codes = project_codes(rows) if entity.is_in_project else {}
        return [
            Document(
                title=str(getattr(row, title)) if title else "",
                title_en=str(getattr(row, f"{title}_en", "")) if title else "",
                code=str(getattr(row, entity.code)) if entity.code in public else "",
                texts=[text_of(getattr(row, column)) for column in (*texts, *_added(known))],
                project=codes.get(row.project_id) if entity.is_in_project else None,
                url=_url(entity.name, codes.get(row.project_id) if entity.is_in_project else None, row.pk),
                boost=_CLOSED if state and _is_closed(known, row, state) else _OPEN,
            )
            for row in rows
        ]

    depends = {*columns, state, "scope_path"} - {""}
    return SearchSource(entity.name, entity.model, entity.area, frozenset(depends), documents)


def _added(known: Known) -> list[str]:
    """The company's own fields that hold public words."""
    return [s.attribute for s in known.added if s.field_class == "public" and s.type in _WORDED]


def _is_closed(known: Known, row: Any, state: str) -> bool:
    workflow = known.workflow_at(row.scope_path)
    return workflow is not None and getattr(row, state) in workflow.closed


def _is_public(known: Known, name: str) -> bool:
    """Whether everybody who sees the row sees the field; only then may its words be found."""
    spec = known.fields.get(name)
    return spec is not None and spec.field_class == "public" and spec.column is not None


def _url(entity: str, project: str | None, key: int) -> str:
    return f"/p/{project}/r/{entity}/{key}" if project else f"/r/{entity}/{key}"


def text_of(value: Any) -> str:
    """The words of a field: text as it is, lists joined, everything else without words."""
    if isinstance(value, list):
        return " ".join(map(str, value))[:_LONGEST_TEXT]
    return value[:_LONGEST_TEXT] if isinstance(value, str) else ""


def project_codes(rows: Sequence[Any]) -> dict[int, str]:
    """Codes of the projects of rows, by key; one statement for those that came without their project."""
    found = {row.project_id: row.project.code for row in rows if row._state.fields_cache.get("project") is not None}
    keys = {row.project_id for row in rows} - found.keys()
    if not keys:
        return found
    model = type(rows[0])._meta.get_field("project").related_model
    return found | dict(model._base_manager.filter(pk__in=keys).values_list("pk", "code"))
