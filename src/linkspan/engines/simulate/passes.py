"""The full passes of the network again and again on one set of arrays: only durations change between iterations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linkspan.engines.network import Network
from linkspan.engines.network.arrays import build_net, has_spans, resolve_rows
from linkspan.engines.network.compute import (
    NO_MARKS,
    NO_SLOTS,
    finish_passes,
    has_alap,
    last_finishes,
    make_result,
    ordered,
    rules_of,
    run_passes,
    set_project_finishes,
)
from linkspan.engines.simulate.arrays import Tally


class Passes:
    """One network for many computations; not for several threads at once."""

    def __init__(self, network: Network) -> None:
        self._net, _ = build_net(network)
        self._order = ordered(self._net)
        self._state, self._gates = self._net.state.copy(), self._net.gates.copy()
        self._choice = self._net.choice.copy()
        self._network = network
        # Late dates move early ones only there; elsewhere the forward pass is all that a finish asks for.
        self._needs_late = network.options.schedule_from_finish or has_alap(self._net)

    def compute(self, network: Network, rows: Any) -> int:
        """The project finish of `network`, which differs from the one before in durations of `rows`."""
        net = self._net
        resolve_rows(network, net.tasks, rows)
        facts = net.tasks["rare"][rows]
        for name in ("duration", "remaining"):
            net.rare[name][facts[facts > 0]] = net.tasks[name][rows][facts > 0]
        net.state[:], net.gates[:], net.choice[:] = self._state, self._gates, self._choice
        if self._needs_late:
            run_passes(network, net, self._order)
        else:
            rules_of(network.options.flavour).forward(net, self._order, NO_MARKS, NO_SLOTS)
            set_project_finishes(network, net, last_finishes(net))
            finish_passes(network, net, self._order)
        self._network = network
        return max(last_finishes(net))

    def is_forward_only(self, targets: Sequence[int]) -> bool:
        """Whether `many` will do: no finish asked for hangs on late dates, or on rows that follow afterwards."""
        follows = has_spans(self._network) and bool(self._net.tasks["summary"][list(targets)].any())
        return not self._needs_late and not follows

    def many(self, lot: Any, want: Any, tally: Tally) -> None:
        """All iterations of `lot` in one call; see `pass_kernels`."""
        from linkspan.engines.simulate.pass_kernels import many_msp, many_p6

        many = many_p6 if self._network.options.flavour == "p6" else many_msp
        many(self._net, self._order, lot, want, tally)

    @property
    def finish(self) -> NDArray[np.int64]:
        """The scheduled finish of every row."""
        finish: NDArray[np.int64] = self._net.state["finish"]
        return finish

    def critical(self, focus: int) -> NDArray[np.bool_]:
        """Rows on the longest path to the project's finish (-1) or to row `focus`."""
        from linkspan.engines.network.slack import longest_path

        result = make_result(self._network, self._net, ())
        if focus < 0:
            return longest_path(result, self._net, self._order)
        ends = np.zeros(len(self._net.tasks), dtype=np.bool_)
        ends[focus] = True
        return longest_path(result, self._net, self._order, ends)
