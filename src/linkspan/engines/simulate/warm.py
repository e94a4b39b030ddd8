"""Compile the kernels before the first user waits for them."""

from __future__ import annotations

from linkspan.engines.calendar import ALWAYS, CalendarSet
from linkspan.engines.network import Network
from linkspan.engines.simulate.model import Costs, Estimates, RiskDriver


def warm_up() -> None:
    """Compile, or load from the disk cache, every kernel that `simulate` uses; call it in a background thread."""
    from linkspan.engines.simulate.run import simulate

    network = Network.build(2, CalendarSet([ALWAYS]), 0, duration=60, links=([0], [1], [0], [0], [0]))
    estimates = Estimates.spread(network.duration, 0.5, 2.0)
    driver = RiskDriver("warm", 0.5, 1.0, 1.0, 2.0, (0,))
    simulate(network, estimates, drivers=[driver], correlation=0.3, iterations=64, costs=Costs.build(2, fixed=1.0))
