"""The records of a project as a part of a template, with the links of the spine between them."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linkspan.kernel.actions import write
from linkspan.kernel.entities.at_once import MOST_LINKS
from linkspan.kernel.entities.copying import MOST_ROWS, Given, Taken, in_project
from linkspan.kernel.entities.models import Link
from linkspan.modules.portfolio.content import Piece
from linkspan.modules.portfolio.parts import Making, Part, Taking, register_part

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_REFERENCE = re.compile(r"[a-z][a-z0-9_]{0,39}(:[1-9][0-9]{0,8}|=[^\x00]{1,150})")
_MOST_REFS, _MOST_SPINE, _LONGEST_TEXT = 200, 40 * MOST_LINKS, 100_000


def take(taking: Taking) -> Any:
    """Records by entity, and the links between them."""
    taken = Taken(taking.actor, taking.project, taking.days.offset, taking.choice.people)
    found = {known.name: taken.read(known) for known in in_project() if taking.choice.has_entity(known.name)}
    # Tasks that records point at are in the plan's part, under their own keys.
    tasks = taking.numbers.get("task") if taking.choice.has("plan") else None
    if tasks:
        taken.numbers["task"] = tasks
    taken.name_references(row for rows in found.values() for row in rows)
    found = {name: rows for name, rows in found.items() if rows}
    return {"rows": found, "links": _links(taking, taken)} if found else None


def _links(taking: Taking, taken: Taken) -> list[dict[str, str]]:
    """Links of the spine of which both ends are taken along."""
    rows = Link.rows.filter(scope_path__startswith=taking.project.scope_path).order_by("pk")[:_MOST_SPINE]
    found = []
    for link in rows:
        start = taken.numbers.get(link.from_entity, {}).get(link.from_id)
        end = taken.numbers.get(link.to_entity, {}).get(link.to_id)
        if start is not None and end is not None:
            ends = {"from": f"{link.from_entity}:{start}", "to": f"{link.to_entity}:{end}"}
            found.append({"kind": link.kind, **ends})
    return found


def read(piece: Piece) -> tuple[dict[str, list[dict[str, Any]]], list[dict[str, str]]]:
    """Rows and links of a content; DomainError for what can be no record."""
    rows: dict[str, list[dict[str, Any]]] = {}
    total = 0
    for name, held in piece.get("rows").items():
        if not _NAME.fullmatch(name):
            raise held.refuse(_("is no kind of record"))
        rows[name] = [_row(one) for one in held.each(MOST_ROWS)]
        total += len(rows[name])
        if len({row["id"] for row in rows[name]}) != len(rows[name]):
            raise held.refuse(_("has a number twice"))
    if total > MOST_ROWS:
        raise piece.refuse(_("has more than %(most)s entries") % {"most": MOST_ROWS})
    return rows, [_link(one) for one in piece.get("links").each(_MOST_SPINE)]


def _row(piece: Piece) -> dict[str, Any]:
    dates = dict(piece.get("dates").items())
    return {
        "id": piece.get("id").whole(1, 999_999_999),
        "values": {name: _value(held) for name, held in piece.get("values").items()},
        "dates": {name: held.offset(3 if len(held.each(3)) == 3 else 2) for name, held in dates.items()},
        "refs": {name: [_reference(one) for one in held.each(_MOST_REFS)] for name, held in piece.get("refs").items()},
    }


def _value(piece: Piece) -> Any:
    """A plain value or a list of texts: what fields hold beside dates and references."""
    if isinstance(piece.value, list):
        return [one.text(200) for one in piece.each(_MOST_REFS)]
    if isinstance(piece.value, bool):
        return piece.value
    if isinstance(piece.value, int | float):
        return piece.value if abs(piece.value) <= 2**53 else piece.whole()
    return piece.text(_LONGEST_TEXT)


def _reference(piece: Piece) -> str:
    text = piece.text(200)
    if not _REFERENCE.fullmatch(text):
        raise piece.refuse(_("is no reference"))
    return text


def _link(piece: Piece) -> dict[str, str]:
    kind = piece.get("kind").text(16)
    if kind not in Link.Kind.values:
        raise piece.refuse(_("is no kind of link"))
    return {"kind": kind, "from": _reference(piece.get("from")), "to": _reference(piece.get("to"))}


def give(making: Making, piece: Piece) -> None:
    """The records, then the links of which both ends were made."""
    rows, links = read(piece)
    given = Given(making.actor, making.project, lambda offset: making.days.day(offset, making.shift), making.keys,
                  making.skipped)  # fmt: skip
    given.write(rows)
    fresh = {}
    for link in links:
        start, end = making.keys.get(link["from"]), making.keys.get(link["to"])
        from_entity, to_entity = link["from"].partition(":")[0], link["to"].partition(":")[0]
        # A link starts at a record of this project, whose right to be made was asked for.
        if start is None or end is None or from_entity not in rows or (from_entity, start) == (to_entity, end):
            continue
        key = (from_entity, start, link["kind"], to_entity, end)
        fresh[key] = Link(
            scope_path=making.project.scope_path,
            from_entity=from_entity,
            from_id=start,
            kind=link["kind"],
            to_entity=to_entity,
            to_id=end,
        )
    write.create_many(list(fresh.values()))


def count(held: Any) -> dict[str, int]:
    """How many records of each entity."""
    return {name: len(rows) for name, rows in held["rows"].items()}


register_part(Part("records", gettext_lazy("records"), 30, take, give, read, count))
