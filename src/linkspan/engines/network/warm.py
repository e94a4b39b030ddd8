"""Compile the kernels before the first user waits for them."""

from __future__ import annotations

from linkspan.engines.calendar import ALWAYS, CalendarSet
from linkspan.engines.network.compute import compute
from linkspan.engines.network.model import Network


def warm_up() -> None:
    """Compile, or load from the disk cache, every kernel that `compute` uses; call it in a background thread."""
    compute(Network.build(2, CalendarSet([ALWAYS]), 0, duration=60, links=([0], [1], [0], [0], [0])))
