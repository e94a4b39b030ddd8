"""The schedule network: critical path method on interval calendars, compiled."""

from linkspan.engines.network.compute import compute
from linkspan.engines.network.live import LiveNetwork
from linkspan.engines.network.merge import MergedNetwork, merge_networks
from linkspan.engines.network.model import Network, Options, ProjectDates
from linkspan.engines.network.paths import FloatPath, Topology, driving_path, float_paths, topology
from linkspan.engines.network.reach import forward_reach
from linkspan.engines.network.result import Cycle, NetworkCycle, NetworkError, Problem, Result
from linkspan.engines.network.terms import NO_TIME, Constraint, Kind, LagCalendar, LagKind, LinkType, Reason
from linkspan.engines.network.warm import warm_up

__all__ = [
    "NO_TIME",
    "Constraint",
    "Cycle",
    "FloatPath",
    "Kind",
    "LagCalendar",
    "LagKind",
    "LinkType",
    "LiveNetwork",
    "MergedNetwork",
    "Network",
    "NetworkCycle",
    "NetworkError",
    "Options",
    "Problem",
    "ProjectDates",
    "Reason",
    "Result",
    "Topology",
    "compute",
    "driving_path",
    "float_paths",
    "forward_reach",
    "merge_networks",
    "topology",
    "warm_up",
]
