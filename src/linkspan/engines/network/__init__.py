"""The schedule network: critical path method on interval calendars, compiled."""

from linkspan.engines.network.compute import compute
from linkspan.engines.network.model import (
    NO_TIME,
    Constraint,
    Cycle,
    Kind,
    LagCalendar,
    LagKind,
    LinkType,
    Network,
    NetworkCycle,
    NetworkError,
    Options,
    Problem,
    Reason,
    Result,
)
from linkspan.engines.network.reach import forward_reach
from linkspan.engines.network.warm import warm_up

__all__ = [
    "NO_TIME",
    "Constraint",
    "Cycle",
    "Kind",
    "LagCalendar",
    "LagKind",
    "LinkType",
    "Network",
    "NetworkCycle",
    "NetworkError",
    "Options",
    "Problem",
    "Reason",
    "Result",
    "compute",
    "forward_reach",
    "warm_up",
]
