"""Two ways to compute iterations, one interface: lanes where they are exact, else the full passes of the network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from linkspan.engines.calendar import ALWAYS, LAST_MINUTE, WorkCalendar
from linkspan.engines.network import Network, Result
from linkspan.engines.simulate.arrays import LIMIT, Choice, Draws, Lanes, Tally
from linkspan.engines.simulate.draws import Work, work_of
from linkspan.engines.simulate.messages import SimulationError
from linkspan.engines.simulate.model import Distribution
from linkspan.engines.simulate.passes import Passes
from linkspan.engines.simulate.prepare import build_lanes

Int = NDArray[np.int64]
Float = NDArray[np.float64]


#: A focus that nothing drives.
NOTHING = -2


class Runner(Protocol):
    """Computes iterations of one simulation; safe to call from several threads at once."""

    method: str
    network: Network

    def run(self, draws: Draws, choice: Choice, first: int, count: int) -> Tally:
        """`count` iterations from block `first` on."""

    def target_instants(self, k: int, codes: Int) -> Int:
        """Instants of what `Tally.targets` holds for target number `k`."""

    def focus_of(self, row: int) -> int:
        """What `Choice.focus` must be for criticality towards `row`; `NOTHING` where its date is fixed."""


def _new_tally(n: int, targets: int, count: int) -> Tally:
    return Tally(
        finish=np.zeros(count, dtype=np.int64),
        targets=np.zeros((targets, count), dtype=np.int64),
        critical=np.zeros(n, dtype=np.int64),
        total=np.zeros(n),
        squares=np.zeros(n),
    )


@dataclass(slots=True)
class LaneRunner:
    """Whole blocks in compiled lanes."""

    lanes: Lanes
    position: dict[int, int]
    fixed: dict[int, tuple[int | None, int | None]]
    network: Network
    targets: tuple[int, ...]
    method: str = "lanes"

    def run(self, draws: Draws, choice: Choice, first: int, count: int) -> Tally:
        """As `Runner.run`."""
        from linkspan.engines.simulate.lanes import run_blocks

        tally = _new_tally(len(draws.rows), len(self.lanes.targets), count)
        run_blocks(self.lanes, draws, choice, first, tally)
        codes = tally.targets
        if (tally.finish >= LAST_MINUTE).any() or (codes.size and int(codes.max()) >= LIMIT):
            raise SimulationError("beyond_calendar")
        return tally

    def target_instants(self, k: int, codes: Int) -> Int:
        """As `Runner.target_instants`; a target that cannot move has one instant."""
        row = self.targets[k]
        if row not in self.position:
            return np.full(len(codes), self.fixed[row][1], dtype=np.int64)
        return decode_many(self.network, int(self.lanes.nodes[self.position[row]]["calendar"]), codes)

    def focus_of(self, row: int) -> int:
        """As `Runner.focus_of`; nothing drives what cannot move."""
        return self.position.get(row, NOTHING)


def decode_many(network: Network, c: int, codes: Int) -> Int:
    """Instants of codes of calendar `c` (the number of calendars: round the clock)."""
    calendar = network.calendars.calendar(c) if c < len(network.calendars) else WorkCalendar(ALWAYS)
    ordinals = codes >> 1
    begins = (codes & 1) == 1
    found = calendar.inv_finish_many(ordinals)
    if begins.any():
        found[begins] = calendar.inv_start_many(ordinals[begins])
    return found


@dataclass(slots=True)
class PassRunner:
    """The compiled passes of the network for every iteration: slower, and right for every kind of plan."""

    network: Network
    work: Work
    targets: tuple[int, ...]
    method: str = "passes"

    def run(self, draws: Draws, choice: Choice, first: int, count: int) -> Tally:
        """As `Runner.run`; critical is what lies on the longest path (`Result.longest_path`)."""
        from linkspan.engines.simulate.ranks import draw_blocks

        n = len(draws.rows)
        tally = _new_tally(n, len(self.targets), count)
        rows = np.flatnonzero(self.work.varies)
        minutes = np.zeros((len(rows), count), dtype=np.int32)
        draw_blocks(draws, choice, first, rows, (minutes, np.zeros(0)))
        passes = Passes(self.at(self.work.left))
        if passes.is_forward_only(self.targets):
            # By P6's rules only what remains is scheduled.
            is_p6 = self.network.options.flavour == "p6"
            lot = (rows, self.work.done[rows] * (not is_p6), minutes)
            passes.many(lot, (np.array(self.targets, dtype=np.int64), choice.focus, choice.critical), tally)
        else:
            self._one_by_one(passes, choice, minutes, tally)
        tally.critical[~self.work.takes_part] = 0
        away = minutes - draws.rows["base"][rows][:, None]
        tally.total[rows] = away.sum(axis=1)
        tally.squares[rows] = (away.astype(np.float64) ** 2).sum(axis=1)
        if (tally.finish >= LAST_MINUTE).any():
            raise SimulationError("beyond_calendar")
        return tally

    def _one_by_one(self, passes: Passes, choice: Choice, minutes: NDArray[np.int32], tally: Tally) -> None:
        """Iterations that need both passes, and the order in which the network takes them."""
        rows, left = np.flatnonzero(self.work.varies), self.work.left.copy()
        for j in range(minutes.shape[1]):
            left[rows] = minutes[:, j]
            tally.finish[j] = passes.compute(self.at(left), rows)
            tally.targets[:, j] = passes.finish[list(self.targets)]
            if choice.critical:
                tally.critical[:] += passes.critical(choice.focus)

    def at(self, left: Int) -> Network:
        """The plan with these minutes left of every row."""
        given = np.where(self.work.started, left, self.network.remaining)
        return replace(self.network, duration=self.work.done + left, remaining=given)

    def target_instants(self, k: int, codes: Int) -> Int:
        """As `Runner.target_instants`."""
        return codes

    def focus_of(self, row: int) -> int:
        """As `Runner.focus_of`."""
        return row


def make_runner(network: Network, targets: tuple[int, ...], result: Result, draws: Draws) -> Runner:
    """Lanes where they give every date of the deterministic pass, to the minute; else the full passes."""
    work = work_of(network)
    built = build_lanes(network, work, targets)
    if built is not None:
        lanes, position, fixed = built
        runner = LaneRunner(lanes, position, fixed, network, targets)
        if _agrees(runner, result, draws):
            return runner
    return PassRunner(network, work, targets)


def certain(draws: Draws, minutes: Any) -> Draws:
    """The same rows with nothing random: every row takes `minutes`."""
    rows = draws.rows.copy()
    rows["kind"], rows["drivers_end"], rows["base"] = Distribution.FIXED, rows["drivers"], minutes
    return draws._replace(rows=rows)


def _agrees(runner: LaneRunner, result: Result, draws: Draws) -> bool:
    """Compare every simulated row with the dates that `network.compute` gives."""
    planned = certain(draws, work_of(runner.network).left)
    everything = runner.lanes._replace(targets=np.arange(len(runner.lanes.nodes), dtype=np.int64))
    probe = replace(runner, lanes=everything)
    try:
        tally = probe.run(planned, Choice(0, 0, -1, -1, -1), 0, 1)
    except SimulationError:
        return False
    if int(tally.finish[0]) != result.project_finish:
        return False
    codes = tally.targets[:, 0]
    nodes = runner.lanes.nodes
    for c in np.unique(nodes["calendar"]):
        here = (nodes["calendar"] == c) & (nodes["row"] >= 0)
        if (decode_many(runner.network, int(c), codes[here]) != result.finish[nodes["row"][here]]).any():
            return False
    return all(
        ends[1] is None or result.finish[row] == ends[1] for row, ends in runner.fixed.items() if row < len(draws.rows)
    )
