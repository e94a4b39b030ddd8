"""Every difference between two revisions, with what was and what is, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from linkspan.engines.forensic.align import (
    CALENDAR,
    COLUMN_GROUP,
    CONSTRAINT,
    GROUPS,
    LOGIC,
    OPTION_GROUP,
    SCOPE,
    SPECIAL,
    LinkRow,
    Pair,
)
from linkspan.engines.forensic.compare_messages import (
    change_text,
    link_words,
    option_words,
    value_words,
    word,
)
from linkspan.engines.forensic.model import Uid, columns_of, day_minutes
from linkspan.engines.network import NO_TIME

#: Columns that say together what one of them says; the second is shown with the first.
_TOGETHER = {"constraint_date": "constraint", "constraint2_date": "constraint2", "manual_finish": "manual_start"}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: `what` names the fact (a column, "link", "row", "parent", "calendar", an option).

    `uid` is the row (of a link its successor; None for facts of the project), `before` and `after` are words in the
    language asked for, empty where there was or is nothing; `link` = (pred uid, succ uid) of a link.
    """

    group: str
    uid: Uid | None
    name: str
    what: str
    before: str
    after: str
    text: str
    link: tuple[Uid, Uid] | None = None


def list_changes(pair: Pair, lang: str) -> tuple[Change, ...]:
    """All differences, by group in the order of `GROUPS`, then in the order of the rows."""
    found = [*_project(pair, lang), *_columns(pair, lang), *_calendars(pair, lang), *_outline(pair, lang)]
    found += [*_links(pair, lang), *_scope(pair, lang)]
    return tuple(sorted(found, key=lambda change: GROUPS.index(change.group)))


def _change(
    pair: Pair, group: str, uid: Uid | None, what: str, words: tuple[str, str], *, lang: str, link: Any = None
) -> Change:
    side = 1 if uid is None or uid in pair.sides[1].row_of else 0
    name = "" if uid is None else pair.sides[side].name(pair.sides[side].row_of[uid])
    return Change(group, uid, name, what, *words, change_text(name, what, words, lang), link)


def _project(pair: Pair, lang: str) -> Iterator[Change]:
    starts = [plan.network.project_start for plan in pair.sides]
    if starts[0] != starts[1]:
        words = value_words("project_start", starts[0], 1, lang), value_words("project_start", starts[1], 1, lang)
        yield _change(pair, CONSTRAINT, None, "project_start", words, lang=lang)
    for name, group, values in pair.option_changes():
        words = option_words(name, values[0], lang), option_words(name, values[1], lang)
        yield _change(pair, group, None, name, words, lang=lang)
    if pair.default_differs:
        names = [plan.network.calendars.calendar(plan.network.options.default_calendar).name for plan in pair.sides]
        yield _change(
            pair, OPTION_GROUP["default_calendar"], None, "default_calendar", _calendar_words(names, lang), lang=lang
        )


def _columns(pair: Pair, lang: str) -> Iterator[Change]:
    done: set[tuple[str, int]] = set()
    for name in columns_of(pair.sides[0].network):
        if name in SPECIAL:
            continue
        shown = _TOGETHER.get(name, name)
        for at in pair.differing(name):
            if (shown, int(at)) in done:
                continue
            done.add((shown, int(at)))
            words = tuple(_column_words(pair, side, shown, int(at), lang) for side in (0, 1))
            group = COLUMN_GROUP.get(name, CONSTRAINT)
            yield _change(pair, group, pair.common[at], shown, (words[0], words[1]), lang=lang)


def _column_words(pair: Pair, side: int, name: str, at: int, lang: str) -> str:
    plan, row = pair.sides[side], int(pair.rows[side][at])
    value = pair.column(side, name)[row]
    day = day_minutes(plan.network.calendars.calendar(max(int(plan.network.calendar[row]), 0)))
    also = next((other for other, first in _TOGETHER.items() if first == name), None)
    second = int(pair.column(side, also)[row]) if also and also in columns_of(plan.network) else NO_TIME
    return value_words(name, value, day, lang, second)


def _calendar_words(names: list[str], lang: str) -> tuple[str, str]:
    """Names of two calendars that differ; one name means that its content changed."""
    if names[0] == names[1]:
        return names[0], f"{names[1]}{word('changed', lang)}"
    return names[0], names[1]


def _calendars(pair: Pair, lang: str) -> Iterator[Change]:
    for at in pair.calendar_differs().nonzero()[0]:
        names = []
        for side in (0, 1):
            network, row = pair.sides[side].network, int(pair.rows[side][at])
            own = int(network.calendar[row])
            names.append(network.calendars.calendar(own if own >= 0 else network.options.default_calendar).name)
        yield _change(pair, CALENDAR, pair.common[int(at)], "calendar", _calendar_words(names, lang), lang=lang)


def _outline(pair: Pair, lang: str) -> Iterator[Change]:
    for uid in pair.common:
        above = pair.parent(0, uid), pair.parent(1, uid)
        if above[0] != above[1]:
            group = SCOPE if uid in pair.scope_parents else LOGIC
            words = tuple(
                "" if above[side] is None else pair.sides[side].name(pair.sides[side].row_of[above[side]])
                for side in (0, 1)
            )
            yield _change(pair, group, uid, "parent", (words[0], words[1]), lang=lang)


def _links(pair: Pair, lang: str) -> Iterator[Change]:
    """Links that came, went or changed; links of rows of one revision come with the row and are not told."""
    sides = []
    for side in (0, 1):
        by_ends: dict[tuple[Uid, Uid], list[LinkRow]] = defaultdict(list)
        for link in pair.links[side]:
            if link[0] in pair.common_set and link[1] in pair.common_set:
                by_ends[link[0], link[1]].append(link)
        sides.append(by_ends)
    for ends in dict.fromkeys([*sides[0], *sides[1]]):
        old, new = sorted(sides[0][ends], key=repr), sorted(sides[1][ends], key=repr)
        if old == new:
            continue
        group = SCOPE if any(k in pair.scope_links[s] for s, ks in ((0, old), (1, new)) for k in ks) else LOGIC
        words = tuple(", ".join(_link_words(pair, side, k, lang) for k in ks) for side, ks in ((0, old), (1, new)))
        yield _change(pair, group, ends[1], "link", (words[0], words[1]), lang=lang, link=ends)


def _link_words(pair: Pair, side: int, link: LinkRow, lang: str) -> str:
    plan = pair.sides[side]
    name: Callable[[Uid], str] = lambda uid: plan.name(plan.row_of[uid])  # noqa: E731
    calendar = plan.network.calendars.calendar(plan.network.options.default_calendar)
    return link_words((name(link[0]), name(link[1])), link[2:], day_minutes(calendar), lang)


def _scope(pair: Pair, lang: str) -> Iterator[Change]:
    for side, uids in enumerate(pair.only):
        plan = pair.sides[side]
        for uid in uids:
            row = plan.row_of[uid]
            day = day_minutes(plan.network.calendars.calendar(max(int(plan.network.calendar[row]), 0)))
            words = value_words("duration", int(plan.network.duration[row]), day, lang)
            yield _change(pair, SCOPE, uid, "row", ("", words) if side else (words, ""), lang=lang)
