"""Reading the index: one statement, filtered by what the actor may see, ranked within each kind of row."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from django.db.models import BooleanField, Case, F, Q, Value, When, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber
from django.utils.translation import get_language

from linkspan.engines.language.tokens import Term, fold, parse_query
from linkspan.kernel.access.actor import ROOT, Actor
from linkspan.kernel.access.rows import row_filter
from linkspan.kernel.entities.switching import without_off
from linkspan.kernel.search.models import SearchDoc
from linkspan.kernel.search.sources import SearchSource, sources

MOST_OF_A_KIND = 8
_LONGEST_QUERY = 80
# Best first.
_SAME_CODE, _TITLE_BEGINS, _IN_TITLE, _IN_TEXT = range(4)
FULL_TEXT = "kernel_searchdoc_words"
_TITLE_VECTOR = "array_to_tsvector(string_to_array(title_tokens, ' '))"
# The expression of the GIN index, to the letter.
_VECTOR = "array_to_tsvector(string_to_array(title_tokens, ' ') || string_to_array(body_tokens, ' '))"


def find(actor: Actor, text: str, kinds: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """At most eight hits of each kind among what the actor sees: kind, id, code, name, hint, url.

    The kind with the best hit comes first.
    kinds: names of the kinds asked for; None means all.
    """
    text = text[:_LONGEST_QUERY]
    known = sources()
    by_kind: dict[str, list[SearchDoc]] = {name: [] for name in known}
    for doc in hits(actor, text, kinds):
        by_kind[doc.entity].append(doc)
    answer: list[dict[str, Any]] = []
    for name, docs in sorted(by_kind.items(), key=lambda item: item[1][0].tier if item[1] else _IN_TEXT):
        if not docs:
            continue
        present = known[name].present
        items = present([doc.object_id for doc in docs]) if present else {doc.object_id: _item(doc) for doc in docs}
        answer += [items[doc.object_id] for doc in docs if doc.object_id in items]
    return answer


def hits(actor: Actor, text: str, kinds: Sequence[str] | None = None) -> list[SearchDoc]:
    """The best documents of each kind, best first; none where the text holds no word."""
    terms = parse_query(text)
    asked = [source for name, source in sources().items() if kinds is None or name in kinds]
    if not terms or not asked:
        return []
    by_code = _by_code(asked, text)
    match = Q(_matches(terms)) | by_code if by_code else Q(_matches(terms))
    code, title = fold(text), fold(text)
    tier = Case(
        When(by_code | Q(code_key=code), then=Value(_SAME_CODE)),
        When(title_key__startswith=title, then=Value(_TITLE_BEGINS)),
        When(_in_title(terms), then=Value(_IN_TITLE)),
        default=Value(_IN_TEXT),
    )
    best_first = (F("tier").asc(), F("boost").desc(), F("updated").desc(), F("pk").desc())
    rows = (
        without_off(SearchDoc.base_rows.filter(match, _visible(actor, asked)))
        .annotate(tier=tier)
        .annotate(place=Window(RowNumber(), partition_by=F("entity"), order_by=best_first))
        .filter(place__lte=MOST_OF_A_KIND)
        .order_by("entity", "place")
        .defer("title_tokens", "body_tokens")
    )
    return list(rows)


def _item(doc: SearchDoc) -> dict[str, Any]:
    english = (get_language() or "").startswith("en") and doc.title_en
    return {
        "kind": doc.entity,
        "id": doc.object_id,
        "code": doc.code,
        "name": doc.title_en if english else doc.title,
        "hint": doc.project or "",
        "url": doc.url,
    }


def _visible(actor: Actor, asked: Sequence[SearchSource]) -> Q:
    """Condition under which a document is of a row that the actor may see; its party is asked of the row itself."""
    by_prefixes: dict[tuple[str, ...], list[str]] = {}
    condition = Q(pk__in=[])
    for source in asked:
        verb = f"{source.area}.view"
        if source.visible is not None:
            condition |= Q(entity=source.entity, object_id__in=source.visible(actor).order_by().values("pk"))
            continue
        by_prefixes.setdefault(actor.prefixes(verb), []).append(source.entity)
        if actor.own_party_prefixes(verb):
            rows = source.model._base_manager.filter(row_filter(source.model, actor, verb)).order_by()
            condition |= Q(entity=source.entity, object_id__in=rows.values("pk"))
    for prefixes, names in by_prefixes.items():
        for prefix in prefixes:
            condition |= Q(entity__in=names) if prefix == ROOT else Q(entity__in=names, scope_path__startswith=prefix)
    return condition


def _by_code(asked: Sequence[SearchSource], text: str) -> Q:
    """Condition for rows whose code no document holds."""
    condition = Q()
    for source in asked:
        keys = source.by_code(text.strip()) if source.by_code else None
        if keys is not None:
            condition |= Q(entity=source.entity, object_id__in=keys)
    return condition


def _matches(terms: Sequence[Term]) -> Any:
    """The documents that hold the words, by the index."""
    if connection.vendor == "postgresql":
        return _on_postgresql(_VECTOR, terms)
    return Q(pk__in=_on_sqlite(_sqlite_query(terms)))


def _in_title(terms: Sequence[Term]) -> Any:
    if connection.vendor == "postgresql":
        return _on_postgresql(_TITLE_VECTOR, terms)
    return Q(pk__in=_on_sqlite(f"title_tokens : ({_sqlite_query(terms)})"))


def _on_postgresql(vector: str, terms: Sequence[Term]) -> RawSQL:
    query = " & ".join(
        "(" + " | ".join(" & ".join(f"'{w.token}'{':*' if w.is_prefix else ''}" for w in way) for way in term) + ")"
        for term in terms
    )
    return RawSQL(f"{vector} @@ %s::tsquery", [query], output_field=BooleanField())  # noqa: S611


def _on_sqlite(query: str) -> RawSQL:
    statement = f"SELECT rowid FROM {FULL_TEXT} WHERE {FULL_TEXT} MATCH %s"  # noqa: S608
    return RawSQL(statement, [query], output_field=models.BigIntegerField())  # noqa: S611


def _sqlite_query(terms: Sequence[Term]) -> str:
    return " AND ".join(
        "("
        + " OR ".join("(" + " AND ".join(f'"{w.token}"{"*" if w.is_prefix else ""}' for w in way) + ")" for way in term)
        + ")"
        for term in terms
    )
