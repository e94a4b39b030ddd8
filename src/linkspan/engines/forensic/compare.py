"""Two revisions compared: how far a finish moved, split by what changed, and every change in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from linkspan.engines.calendar import WorkCalendar, union
from linkspan.engines.forensic.align import GROUPS, SCOPE, Pair
from linkspan.engines.forensic.chain import walk
from linkspan.engines.forensic.changes import Change, list_changes
from linkspan.engines.forensic.compare_messages import movement_text, row_text, title
from linkspan.engines.forensic.mixture import Flip, Mixer, Mixture
from linkspan.engines.forensic.model import Dated, PlanInput, Uid, calendar_key, day_minutes, solve
from linkspan.engines.forensic.shapley import shares, whole

#: Rows that get days of their own in a group; each costs two computations.
ROWS = 12
#: Changes that are listed; `Movement.change_count` is the true number.
LISTED = 2000


@dataclass(frozen=True, slots=True)
class RowShare:
    """A row that changed on the driving path, and how far its change alone moves the finish.

    The mean of making only this change in the old plan and of taking only this change back in the new one; what a
    group has beyond its rows comes from changes that act together or that are not listed.
    """

    uid: Uid
    name: str
    minutes: int
    days: float
    text: str


@dataclass(frozen=True, slots=True)
class Share:
    """The part of one group in the movement; `minutes` and `elapsed_minutes` as in `Movement`, `exact` unrounded."""

    group: str
    title: str
    minutes: int
    elapsed_minutes: int
    days: float
    exact: Fraction
    rows: tuple[RowShare, ...]


@dataclass(frozen=True, slots=True)
class Movement:
    """How far a date moved from one revision to another.

    `minutes`: working minutes of the calendar that the date's row has (of both where they differ), `days` the same
    in its working days of `day_minutes`; `elapsed_minutes`: of the wall clock. Positive = later. The shares of `split`
    (all six groups in their fixed order) add up exactly to each. `computations`: how many plans were computed;
    `cut`: links left out because a plan between the revisions had a loop.
    """

    target: Uid | None
    date: str
    before: int
    after: int
    minutes: int
    elapsed_minutes: int
    days: float
    day_minutes: int
    split: tuple[Share, ...]
    changes: tuple[Change, ...]
    change_count: int
    computations: int
    cut: int
    sentence: str


def compare(
    old: PlanInput,
    new: PlanInput,
    *,
    target: Uid | None = None,
    date: str = "finish",
    lang: str = "zh-CN",
    rows: int = ROWS,
    changes: int = LISTED,
) -> Movement:
    """Split the movement of a date between two revisions over logic, duration, progress, calendar, constraint, scope.

    `target` is the uid of a row of both revisions, None the project's finish; `rows` and `changes` bound the answer.
    The split is the Shapley value over the groups that differ (`docs/decisions/0025`), at most 64 computations.
    Raises `ForensicError`: `nothing_in_common`, `unknown_task`, `cycle` (each names the revision).
    """
    old, new = (p if p.label else replace(p, label=word) for p, word in ((old, "old"), (new, "new")))
    pair = Pair(old, new)
    if target is not None:
        old.row(target), new.row(target)
    ends = tuple(Dated(plan.network, solve(plan)) for plan in (old, new))
    return _Comparison(pair, (ends[0], ends[1]), target, date).movement(lang, rows, changes)


class _Comparison:
    """One comparison at work; instants of mixtures are kept."""

    def __init__(self, pair: Pair, ends: tuple[Dated, Dated], target: Uid | None, date: str) -> None:
        self.pair, self.ends, self.target, self.date = pair, ends, target, date
        self.mixer = Mixer(pair)
        self.groups = pair.groups
        self.all = frozenset(self.groups)
        self.scale = common_scale([(end, self._row(side)) for side, end in enumerate(ends)])
        self._known = {frozenset[str](): self._end(0), self.all: self._end(1)}
        self.computations, self.cut = 2, 0

    def _row(self, side: int) -> int:
        """The row of the target, or the row that ends the project."""
        if self.target is None:
            return self.ends[side].last_row()
        return self.pair.sides[side].row_of[self.target]

    def _end(self, side: int) -> int:
        result = self.ends[side].result
        return result.project_finish if self.target is None else int(getattr(result, self.date)[self._row(side)])

    def _instant(self, new: frozenset[str], flip: Flip | None = None) -> int:
        mixture: Mixture = self.mixer.mix(new, flip)
        self.computations += 1
        self.cut += mixture.cut
        return mixture.instant(self.target, self.date)

    def _value(self, new: frozenset[str]) -> int:
        if new not in self._known:
            self._known[new] = self._instant(new)
        return self._known[new]

    def movement(self, lang: str, rows: int, listed: int) -> Movement:
        before, after = self._end(0), self._end(1)
        minutes, elapsed = self.scale.between(before, after), after - before
        exact = shares(self.groups, lambda new: self.scale.ord(self._value(new)))
        wall = shares(self.groups, self._value)
        working = dict(zip(exact, whole(list(exact.values()), minutes), strict=True))
        clock = dict(zip(wall, whole(list(wall.values()), elapsed), strict=True))
        day = day_minutes(self.scale)
        split = tuple(
            Share(
                group,
                title(group, lang),
                working.get(group, 0),
                clock.get(group, 0),
                working.get(group, 0) / day,
                exact.get(group, Fraction(0)),
                self._rows(group, lang, rows) if group in self.all else (),
            )
            for group in GROUPS
        )
        changes = list_changes(self.pair, lang)
        return Movement(
            self.target,
            self.date,
            before,
            after,
            minutes,
            elapsed,
            minutes / day,
            day,
            split,
            changes[:listed],
            len(changes),
            self.computations,
            self.cut,
            movement_text(self._name(), (before, after), (minutes, day), [(s.group, s.minutes) for s in split], lang),
        )

    def _name(self) -> str:
        return "" if self.target is None else self.pair.sides[1].name(self.pair.sides[1].row_of[self.target])

    # -- rows ----------------------------------------------------------------------------------------------------------
    def _driving(self, side: int) -> list[Uid]:
        """Uids on the driving path of the date in one revision, latest first."""
        row = self._row(side)
        if row < 0:
            return []
        date = "finish" if self.target is None else self.date
        steps = walk(self.ends[side], row, date)  # type: ignore[arg-type]
        uids = self.pair.sides[side].uids
        return list(dict.fromkeys(uids[r] for step in steps for r in (step.row, step.at) if r >= 0))

    def _rows(self, group: str, lang: str, most: int) -> tuple[RowShare, ...]:
        """Rows whose change in a group moves the date by itself, the largest first."""
        driving = dict.fromkeys([*self._driving(1), *self._driving(0)])
        changed = self.pair.changed_rows(group)
        found = []
        for uid in [uid for uid in driving if uid in changed][:most]:
            exact = self._effect(group, uid)
            minutes = int(exact) if exact.denominator == 1 else round(exact)
            if minutes:
                found.append(self._row_share(group, uid, minutes, lang))
        return tuple(sorted(found, key=lambda row: -abs(row.minutes)))

    def _effect(self, group: str, uid: Uid) -> Fraction:
        """The mean of doing one change first and of doing it last, in working minutes."""
        ends = [self.scale.ord(self._end(side)) for side in (0, 1)]
        if group == SCOPE and uid not in self.pair.common_set:
            # A row of one revision only: what its work adds there.
            side = int(uid in self.pair.sides[1].row_of)
            without = self.scale.ord(self._without_work(side, uid))
            return Fraction(ends[side] - without) * (1 if side else -1)
        flip = Flip(group, frozenset([uid]))
        first = self.scale.ord(self._instant(frozenset(), flip)) - ends[0]
        last = ends[1] - self.scale.ord(self._instant(self.all, flip))
        return Fraction(first + last, 2)

    def _without_work(self, side: int, uid: Uid) -> int:
        from linkspan.engines.forensic.relax import Candidate, relaxed

        plan, row = self.pair.sides[side], self.pair.sides[side].row_of[uid]
        network = relaxed(plan.network, Candidate("duration", row=row))
        self.computations += 1
        result = solve(PlanInput(network, plan.uids, names=plan.names, label=plan.label))
        if self.target is None:
            return result.project_finish
        return int(getattr(result, self.date)[plan.row_of[self.target]])

    def _row_share(self, group: str, uid: Uid, minutes: int, lang: str) -> RowShare:
        day = day_minutes(self.scale)
        side = int(uid in self.pair.sides[1].row_of)
        name = self.pair.sides[side].name(self.pair.sides[side].row_of[uid])
        return RowShare(uid, name, minutes, minutes / day, row_text(group, name, minutes, day, lang))


def common_scale(rows: Iterable[tuple[Dated, int]]) -> WorkCalendar:
    """One calendar to measure dates of several rows in: theirs, or all the time that any of them works."""
    specs = {}
    for dated, row in rows:
        default = dated.network.calendars.calendar(dated.network.options.default_calendar)
        spec = (dated.calendar(row) if row >= 0 else default).spec
        specs[calendar_key(spec)] = spec
    # In an order that does not depend on which revision is the old one.
    ordered = [specs[key] for key in sorted(specs, key=repr)]
    return WorkCalendar(ordered[0] if len(ordered) == 1 else union("+".join(s.name for s in ordered), ordered))
