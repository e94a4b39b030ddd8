"""Delays beside the driving path that would have moved the finish by themselves."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from linkspan.engines.calendar import CalendarError, WorkCalendar
from linkspan.engines.forensic.delay_messages import concurrent_text
from linkspan.engines.forensic.model import Dated, Uid, leaves_from_finish
from linkspan.engines.forensic.slip import Step, as_built

Facts = tuple[dict[Uid, str], int, Callable[[Uid], str], Callable[[Uid], str]]


@dataclass(frozen=True, slots=True)
class Concurrent:
    """A delay in the same window, off the driving path, by another party: without the driving delay the finish would
    still have slipped by `minutes` (its own delay, less the float it had left)."""

    uid: Uid
    name: str
    party: str
    minutes: int
    text: str = ""

    def worded(self, day_minutes: int, lang: str) -> str:
        """The sentence about it."""
        return concurrent_text(self.name, self.minutes, day_minutes, lang)


def find_concurrent(
    before: Step, after: Step, target: Uid | None, scale: WorkCalendar, facts: Facts
) -> tuple[Concurrent, ...]:
    """Concurrent delays of a window, largest first; `facts` = (party by uid on the path, slip, party of, name of)."""
    on_path, slip, party_of, name_of = facts
    if slip <= 0:
        return ()
    delaying = set(on_path.values())
    found = []
    for row, slack in _near(after, target, scale, slip):
        uid = after.uids[row]
        if uid in on_path or after.dated.is_summary[row] or not delaying - {party_of(uid)}:
            continue
        minutes = min(_own_delay(before, after, row, scale), slip - slack)
        if minutes > 0:
            found.append(Concurrent(uid, name_of(uid), party_of(uid), minutes))
    return tuple(sorted(found, key=lambda one: -one.minutes))


def _near(after: Step, target: Uid | None, scale: WorkCalendar, limit: int) -> Iterator[tuple[int, int]]:
    """Rows with less than `limit` float to the target, nearest first (Dijkstra backwards; gaps are lengths)."""
    dated, finish = after.dated, after.finish(target)
    rows = dated.finishers if target is None else [after.row_of[target]]
    queue = [(max(0, scale.between(int(dated.result.finish[row]), finish)), int(row)) for row in rows]
    heapq.heapify(queue)
    seen: set[int] = set()
    while queue:
        slack, row = heapq.heappop(queue)
        if row in seen or slack >= limit:
            continue
        seen.add(row)
        yield row, slack
        for other, gap in _before(dated, row, scale):
            if other not in seen:
                heapq.heappush(queue, (slack + gap, other))


def _before(dated: Dated, row: int, scale: WorkCalendar) -> Iterator[tuple[int, int]]:
    """What a row waits for, and by how much each could be later before the row is."""
    links, result = dated.network.links, dated.result
    if dated.is_summary[row]:
        for child in dated.children(row):
            yield child, max(0, scale.between(int(result.finish[child]), int(result.finish[row])))
    for own in (row, *dated.ancestors(row)):
        for link in dated.links_into(own):
            pred, kind = int(links.pred[link]), int(links.type[link])
            end = result.finish if leaves_from_finish(kind) else result.start
            held = result.start if kind < 2 else result.finish
            try:
                gap = scale.between(dated.after_lag(link, 1, int(end[pred])), int(held[row]))
            except CalendarError:
                continue
            # A start before its predecessor's end did not wait for it.
            if gap >= 0 or not dated.is_started(row):
                yield pred, max(0, gap)


def _own_delay(before: Step, after: Step, row: int, scale: WorkCalendar) -> int:
    """What a row itself adds to the delay that reaches it, minutes."""
    moved = {}
    for at, date, _link in as_built(after.dated, row, "finish"):
        then = before.date(after.uids[at], date)
        if then is None:
            return 0
        moved[at, date] = scale.between(then, int(getattr(after.dated.result, date)[at]))
        if at != row:
            break
    values = list(moved.values())
    reaching = values[-1] if len(moved) > 1 and list(moved)[-1][0] != row else 0
    return max(0, values[0] - max(0, reaching))
