"""What a scope path is called. A path such as `/o1/g2/p3/w17/` has one step a level: a letter and the row's key.

A module registers the letter of its rows; who has to show or choose a place asks here and needs to know no module.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linkspan.kernel.access.actor import ROOT, Actor

_STEP = re.compile(r"([a-z])(\d+)")


@dataclass(frozen=True)
class PlaceKind:
    """One level of scopes.

    label: `project` and the like. find(keys): rows by key, unfiltered. choices(actor, verb, text): rows in whose whole
    scope the actor holds the verb, at most a page of them. open(actor, key): makes a row a place where it becomes one
    only on demand; None where there is none that the actor may open.
    """

    letter: str
    name: str
    label: str | Promise
    find: Callable[[Iterable[int]], dict[int, Any]]
    choices: Callable[[Actor, str, str], Iterable[Any]]
    open: Callable[[Actor, int], Any] | None = None
    # Named together with the code of the place above it, without which its own name tells little.
    is_inner: bool = False


@dataclass(frozen=True)
class Place:
    """A place that a level offers before its row has the path."""

    scope_path: str
    name: str
    name_en: str
    code: str


_KINDS: dict[str, PlaceKind] = {}


def register_place(kind: PlaceKind) -> None:
    """Make a level of scopes known."""
    _KINDS[kind.letter] = kind


def place_kinds() -> list[PlaceKind]:
    """The levels, in the order of their registration."""
    return list(_KINDS.values())


def kind_of(path: str) -> PlaceKind | None:
    """The level of the last step of a path; None for the root and for letters that nobody registered."""
    steps = _STEP.findall(path)
    return _KINDS.get(steps[-1][0]) if steps else None


def find_place(path: str) -> Any | None:
    """The row whose scope the path is, unfiltered; None where there is none (any more)."""
    kind, steps = kind_of(path), _STEP.findall(path)
    row = kind.find([int(steps[-1][1])]).get(int(steps[-1][1])) if kind else None
    return row if row is not None and path == row.scope_path else None


def open_place(actor: Actor, path: str) -> Any | None:
    """The row whose scope the path is, made one first where its level does so on demand; None where there is none."""
    row = find_place(path)
    kind, steps = kind_of(path), _STEP.findall(path)
    if row is None and kind is not None and kind.open is not None:
        row = kind.open(actor, int(steps[-1][1]))
    return row if row is not None and row.scope_path == path else None


def place_names(paths: Iterable[str]) -> dict[str, str]:
    """The places' names in the reader's language; one query a level."""
    wanted = set(paths)
    inner = {path for path in wanted if (kind := kind_of(path)) is not None and kind.is_inner}
    above = _codes_above(inner) if inner else {}
    keys: dict[str, set[int]] = {}
    for path in wanted:
        for letter, key in _STEP.findall(path)[-1:]:
            keys.setdefault(letter, set()).add(int(key))
    rows = {letter: _KINDS[letter].find(found) for letter, found in keys.items() if letter in _KINDS}
    names = {}
    for path in wanted:
        step = _STEP.findall(path)[-1:]
        row = rows.get(step[0][0], {}).get(int(step[0][1])) if step else None
        name = _("whole installation") if path == ROOT else row_name(row) if row is not None else path
        names[path] = f"{above[path]} {name}" if above.get(path) else name
    return names


def _codes_above(paths: set[str]) -> dict[str, str]:
    """Code of the innermost place with a code above each path."""
    found = {}
    for path in paths:
        for outer in reversed(paths_to(path)[:-1]):
            code = getattr(find_place(outer), "code", "")
            if code:
                found[path] = str(code)
                break
    return found


def row_name(row: Any) -> str:
    """A place's code and name in the reader's language."""
    is_english = (get_language() or "").startswith("en")
    name = (getattr(row, "name_en", "") if is_english else "") or row.name
    code = getattr(row, "code", "")
    return f"{code} {name}" if code else str(name)


def paths_to(path: str) -> list[str]:
    """The path itself and every scope above it, from the root downwards."""
    parts = [part for part in path.split("/") if part]
    return [ROOT, *("/" + "/".join(parts[:count]) + "/" for count in range(1, len(parts) + 1))]
