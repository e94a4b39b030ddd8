"""Followers of a task."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from linkspan.engines.network.arrays import build_net
from linkspan.engines.network.model import Network


def forward_reach(network: Network, task: int) -> NDArray[np.int32]:
    """Rows of all tasks whose dates can depend on `task`, ascending, without itself.

    Followers through links, the children of summaries that follow, and the summaries above all of them.
    """
    from linkspan.engines.network.order import successors

    net, _ = build_net(network)
    n = network.n_tasks
    seen = np.zeros(2 * n, dtype=bool)
    stack = [task]
    seen[task] = True
    while stack:
        for target, _link in successors(net, stack.pop()):
            if not seen[target]:
                seen[target] = True
                stack.append(target)
    reached = seen[:n] | seen[n:]
    reached[task] = False
    return np.flatnonzero(reached).astype(np.int32)
