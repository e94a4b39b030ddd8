"""Whose delay it was: the slip of a finish, window by window, over the tasks that drive it and who answers for them.

Method: windows analysis on contemporaneous schedules, AACE International Recommended Practice 29R-03, "Forensic
Schedule Analysis": MIP 3.4 (observational, dynamic, contemporaneous split) where each window is first updated with
progress only and then with the revisions of the plan, MIP 3.3 (contemporaneous as-is) where both are one step. The
Delay and Disruption Protocol of the Society of Construction Law (2nd edition 2017, Guidance Part B, 11.6) calls it
time slice windows analysis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from linkspan.engines.calendar import WorkCalendar
from linkspan.engines.forensic.align import PROGRESS, Pair
from linkspan.engines.forensic.compare import common_scale
from linkspan.engines.forensic.concurrent import Concurrent, find_concurrent
from linkspan.engines.forensic.delay_messages import part_text, report_text, window_label
from linkspan.engines.forensic.mixture import Mixer
from linkspan.engines.forensic.model import Dated, ForensicError, PlanInput, Uid, data_date, day_minutes, solve
from linkspan.engines.forensic.slip import Step, split_slip
from linkspan.engines.network import NO_TIME

Parties = Mapping[Uid, str]


@dataclass(frozen=True, slots=True)
class DelayPart:
    """What one task put into the slip of a window: `minutes` on the report's scale, negative = gained.

    `party` answers for the task ("" where nobody is named). `cause`: "progress", what happened in the window, or
    "revision", what was planned anew. `kind`: "work" (took longer), "start" (began later than its predecessors let
    it), "wait" (a link or lag that was changed), "added" and "removed" (a task), "path" (another path drives now).
    """

    uid: Uid
    name: str
    party: str
    cause: str
    kind: str
    minutes: int
    days: float
    text: str


@dataclass(frozen=True, slots=True)
class Window:
    """One window: from one data date to the next, the slip and its parts, which add up to it."""

    label: str
    data_date_from: int
    data_date_to: int
    finish_from: int
    finish_to: int
    slip_minutes: int
    slip_days: float
    progress_minutes: int
    revision_minutes: int
    parts: tuple[DelayPart, ...]
    concurrent: tuple[Concurrent, ...]


@dataclass(frozen=True, slots=True)
class DelayReport:
    """All windows; minutes are working minutes of one calendar for all, days are of `day_minutes`.

    `parties`: party, minutes, days; largest first. Windows add up to `total_minutes`, and so do the parties.
    """

    target: Uid | None
    finish_from: int
    finish_to: int
    total_minutes: int
    total_days: float
    day_minutes: int
    windows: tuple[Window, ...]
    parties: tuple[tuple[str, int, float], ...]
    sentence: str


def attribute_delay(
    windows: Sequence[PlanInput],
    party_of: Sequence[Parties],
    *,
    target: Uid | None = None,
    bifurcate: bool = True,
    lang: str = "zh-CN",
) -> DelayReport:
    """Split the slip of a finish over tasks and parties, window by window.

    `windows` are snapshots in the order of their data dates, one more than there are windows; `party_of` says for
    each snapshot who answers for a task. `target` is a row of all snapshots (a milestone), None the project's finish.
    `bifurcate`: MIP 3.4; off, MIP 3.3. The slip follows the driving path of the later plan (of the earlier one where
    time was gained), through actual dates too: each task gets what it adds to the delay that reaches it, so that
    waiting for another's task counts for that task. Raises `ForensicError`: `no_windows`, `no_data_date`,
    `data_dates`, `nothing_in_common`, `unknown_task`, `cycle`.
    """
    _check(windows, party_of, target)
    dated = [Dated(plan.network, solve(plan)) for plan in windows]
    rows = [_target_row(plan, one, target) for plan, one in zip(windows, dated, strict=True)]
    scale = common_scale(zip(dated, rows, strict=True))
    found = tuple(
        _Window(windows[at : at + 2], dated[at : at + 2], party_of[at : at + 2], target, scale).window(bifurcate, lang)
        for at in range(len(windows) - 1)
    )
    day = day_minutes(scale)
    total = sum(window.slip_minutes for window in found)
    by_party: dict[str, int] = {}
    for window in found:
        for part in window.parts:
            by_party[part.party] = by_party.get(part.party, 0) + part.minutes
    parties = tuple((party, m, m / day) for party, m in sorted(by_party.items(), key=lambda item: -item[1]))
    ends = found[0].finish_from, found[-1].finish_to
    sentence = report_text(ends, (total, day), [(party, m) for party, m, _ in parties], lang)
    return DelayReport(target, *ends, total, total / day, day, found, parties, sentence)


def _check(windows: Sequence[PlanInput], party_of: Sequence[Parties], target: Uid | None) -> None:
    if len(windows) < 2 or len(party_of) != len(windows):
        raise ForensicError("no_windows")
    last = NO_TIME
    for plan in windows:
        when = data_date(plan.network)
        if when == NO_TIME:
            raise ForensicError("no_data_date", plan=plan.label)
        if when < last:
            raise ForensicError("data_dates", plan=plan.label)
        last = when
        if target is not None:
            plan.row(target)


def _target_row(plan: PlanInput, dated: Dated, target: Uid | None) -> int:
    return dated.last_row() if target is None else plan.row_of[target]


class _Window:
    """One window at work."""

    def __init__(
        self,
        plans: Sequence[PlanInput],
        dated: Sequence[Dated],
        party_of: Sequence[Parties],
        target: Uid | None,
        scale: WorkCalendar,
    ) -> None:
        self.plans, self.dated, self.party_of, self.target, self.scale = plans, dated, party_of, target, scale

    def window(self, bifurcate: bool, lang: str) -> Window:
        old, new = (Step(plan.uids, one) for plan, one in zip(self.plans, self.dated, strict=True))
        half = self._half() if bifurcate else None
        parts: list[DelayPart] = []
        if half is not None:
            parts += self._parts(old, half, "progress", lang)
            parts += self._parts(half, new, "revision", lang)
        else:
            parts += self._parts(old, new, "progress", lang)
        ends = self._finish(old), self._finish(new)
        slip, day = self.scale.between(*ends), day_minutes(self.scale)
        progress = sum(part.minutes for part in parts if part.cause == "progress")
        dates = data_date(self.plans[0].network), data_date(self.plans[1].network)
        after = half or new
        on_path = {part.uid: part.party for part in parts if part.cause == "progress"}
        concurrent = find_concurrent(old, after, self.target, self.scale, (on_path, progress, self._party, self._name))
        return Window(
            window_label(self.plans[0].label, self.plans[1].label, dates, lang),
            *dates,
            *ends,
            slip,
            slip / day,
            progress,
            slip - progress,
            tuple(parts),
            tuple(replace(one, text=one.worded(day, lang)) for one in concurrent),
        )

    def _half(self) -> Step:
        """The earlier plan with the progress of the later one, and nothing else of it."""
        mixture = Mixer(Pair(*self.plans)).mix(frozenset([PROGRESS]))
        return Step(mixture.uids, mixture.dated)

    def _finish(self, step: Step) -> int:
        return step.finish(self.target)

    def _parts(self, before: Step, after: Step, cause: str, lang: str) -> list[DelayPart]:
        day = day_minutes(self.scale)
        found = []
        for one in split_slip(before, after, self.target, self.scale):
            name, party = self._name(one.uid), self._party(one.uid)
            text = part_text(name, (cause, one.kind), (one.minutes, day), lang)
            found.append(DelayPart(one.uid, name, party, cause, one.kind, one.minutes, one.minutes / day, text))
        return found

    def _name(self, uid: Uid) -> str:
        plan = self.plans[1] if uid in self.plans[1].row_of else self.plans[0]
        return plan.name(plan.row_of[uid])

    def _party(self, uid: Uid) -> str:
        """Who answered for a task when the window began; for new tasks, when it ended."""
        return self.party_of[0].get(uid) or self.party_of[1].get(uid) or ""
