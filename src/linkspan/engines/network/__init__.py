"""The schedule network as a library: critical path method on interval calendars, compiled, without any framework.

Instants are local minutes since 1970 (`calendar.to_minutes`), durations, lags and floats working minutes; columns are
arrays with one entry a row. A plan of two tasks, the second a day after the first, from a Monday morning:

>>> from datetime import datetime
>>> from linkspan.engines.calendar import CalendarSet, CalendarSpec, WeekPattern, iso, to_minutes
>>> from linkspan.engines.network import LinkType, LiveNetwork, Network, Options, compute, driving_path, float_paths
>>> day = ((8 * 60, 12 * 60), (13 * 60, 17 * 60))
>>> week = CalendarSpec("5 x 8", WeekPattern((day,) * 5 + ((), ())))
>>> links = ([0, 1], [1, 2], [LinkType.FS, LinkType.FS], [480, 0], [0, 0])
>>> network = Network.build(
...     4, CalendarSet([week]), to_minutes(datetime(2026, 7, 6, 8)), duration=[960, 480, 0, 480], kind=[0, 0, 1, 0],
...     links=links,
... )
>>> result = compute(network)
>>> iso(result.start[1]), iso(result.project_finish)
('2026-07-09T08:00:00', '2026-07-09T17:00:00')
>>> (result.total_float // 480).tolist(), result.critical.tolist()
([0, 0, 0, 3], [True, True, True, False])
>>> driving_path(network, result, 2)
((0, -1), (1, 0), (2, 1))
>>> float_paths(network, result, target=2)[0].tasks
(0, 1, 2)

An edited plan computes only what can change, and answers what `compute` would:

>>> live = LiveNetwork(network)
>>> iso(live.update({"duration": ([1], [960])}).project_finish)
'2026-07-10T17:00:00'

`Options` chooses the rules (Microsoft Project's or P6's), the treatment of progress, the meaning of float and of
critical; `merge_networks` joins several projects; a loop of links raises `NetworkCycle`, whose `cycles` name its
members. `explain` turns problems, loops and refusals into sentences in Chinese and English. Kernels are compiled on
first use and kept on disk: call `warm_up` before the first user waits.
"""

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
