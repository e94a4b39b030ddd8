"""Activity-on-arrow networks (双代号网络图): conversion with fewest dummies, event times, time-scaled drawing."""

from linkspan.engines.arrow.convert import to_arrows
from linkspan.engines.arrow.minimise import EXACT_ACTIVITIES
from linkspan.engines.arrow.model import Arrow, ArrowError, ArrowKind, ArrowNetwork, ArrowProblem
from linkspan.engines.arrow.plan import plan_to_arrows
from linkspan.engines.arrow.times import (
    ArrowTimes,
    SixTimes,
    TimedArrow,
    compute_times,
    critical_paths,
    time_scaled,
)

__all__ = [
    "EXACT_ACTIVITIES",
    "Arrow",
    "ArrowError",
    "ArrowKind",
    "ArrowNetwork",
    "ArrowProblem",
    "ArrowTimes",
    "SixTimes",
    "TimedArrow",
    "compute_times",
    "critical_paths",
    "plan_to_arrows",
    "time_scaled",
    "to_arrows",
]
