"""Float paths, the driving path of a task, and the order of the network: what a reader asks of a computed plan."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linkspan.engines.network.model import Network
from linkspan.engines.network.result import Result
from linkspan.engines.network.terms import NO_TIME, LinkType, Reason

#: A driving path longer than this is cut; no plan that people read has one.
LONGEST_CHAIN = 100_000


@dataclass(frozen=True, slots=True)
class FloatPath:
    """One chain of tasks, earliest first; the last link of a later path leads into a path with a lower number.

    `float_minutes`: the smallest total float on the path.
    """

    number: int
    float_minutes: int
    tasks: tuple[int, ...]
    links: tuple[int, ...]


def float_paths(network: Network, result: Result, *, target: int, count: int = 10) -> tuple[FloatPath, ...]:
    """The `count` most critical chains that end at row `target`, by total float (P6's multiple float paths).

    From the target each path goes back over the predecessor with the least total float (of these over the link with
    the least slack) that no path has yet; the next path begins at the most critical predecessor that is left.
    Source: P6 Professional help, "Multiple critical float paths".
    """
    if not 0 <= target < network.n_tasks:
        raise IndexError(target)
    walker = _Walker(network, result)
    taken = {target}
    paths: list[FloatPath] = []
    start: tuple[int, int] | None = (target, -1)
    branches: list[tuple[int, int, int, int]] = []
    while start is not None and len(paths) < count:
        row, link = start
        rows, links = [row], [link] if link >= 0 else []
        taken.add(row)
        while True:
            found = [(*walker.rank(k), k, p) for k, p in walker.predecessors(rows[-1]) if p not in taken]
            if not found:
                break
            found.sort()
            for entry in found[1:]:
                heapq.heappush(branches, entry)
            rows.append(found[0][3])
            links.append(found[0][2])
            taken.add(rows[-1])
        lowest = min(int(result.total_float[i]) for i in rows)
        paths.append(FloatPath(len(paths) + 1, lowest, tuple(rows[::-1]), tuple(links[::-1])))
        start = _next_branch(branches, taken)
    return tuple(paths)


def _next_branch(branches: list[tuple[int, int, int, int]], taken: set[int]) -> tuple[int, int] | None:
    while branches:
        _, _, link, row = heapq.heappop(branches)
        if row not in taken:
            return row, link
    return None


class _Walker:
    """Links into each row that count, and how critical they are."""

    def __init__(self, network: Network, result: Result) -> None:
        self._pred, self._slack, self._float = network.links.pred, result.link_slack, result.total_float
        counted = np.flatnonzero(result.link_slack != NO_TIME)
        succ = network.links.succ[counted]
        order = np.argsort(succ, kind="stable")
        self._links = counted[order]
        self._begin = np.searchsorted(succ[order], np.arange(network.n_tasks + 1))

    def predecessors(self, row: int) -> list[tuple[int, int]]:
        """(link, row) of what leads to `row`."""
        numbers = self._links[self._begin[row] : self._begin[row + 1]]
        return [(int(k), int(self._pred[k])) for k in numbers]

    def rank(self, link: int) -> tuple[int, int]:
        """Total float of the predecessor, then slack of the link."""
        return int(self._float[self._pred[link]]), int(self._slack[link])


def driving_path(network: Network, result: Result, row: int) -> tuple[tuple[int, int], ...]:
    """The chain that sets the date of `row`, earliest first: (row, link into it or -1 where none drives).

    Where a summary drives or is asked about, the chain goes on with the child that sets its finish (its start for
    links from the start).
    """
    children = _Children(network)
    chain: list[tuple[int, int]] = []
    seen: set[int] = set()
    by_start = False
    while row not in seen and len(chain) < LONGEST_CHAIN:
        seen.add(row)
        below = children.of(row)
        if below:
            chain.append((row, -1))
            row = _deciding_child(result, row, below, by_start=by_start)
            continue
        link = int(result.driving_link[row])
        if result.driving_reason[row] not in (Reason.LINK, Reason.PARENT_LINK, Reason.LEVELING) or link < 0:
            link = -1
        chain.append((row, link))
        if link < 0:
            break
        row = int(network.links.pred[link])
        by_start = network.links.type[link] in (LinkType.SS, LinkType.SF)
    return tuple(chain[::-1])


class _Children:
    def __init__(self, network: Network) -> None:
        self._order = np.argsort(network.parent, kind="stable")
        self._begin = np.searchsorted(network.parent[self._order], np.arange(network.n_tasks + 1))

    def of(self, row: int) -> list[int]:
        """Rows below `row`."""
        found: list[int] = self._order[self._begin[row] : self._begin[row + 1]].tolist()
        return found


def _deciding_child(result: Result, row: int, below: list[int], *, by_start: bool) -> int:
    dates = result.start if by_start else result.finish
    exact = [child for child in below if dates[child] == dates[row]]
    return exact[0] if exact else max(below, key=lambda child: int(dates[child]))


@dataclass(frozen=True, slots=True)
class Topology:
    """Order and neighbours for callers with passes of their own.

    `order` int32: row i, and for a summary both s (before its children) and n + s (after them). The links into row i
    are `into_links[into_ptr[i] : into_ptr[i + 1]]`, those out of it accordingly; links that do not count are left out.
    """

    order: NDArray[np.int32]
    into_ptr: NDArray[np.int32]
    into_links: NDArray[np.int32]
    out_ptr: NDArray[np.int32]
    out_links: NDArray[np.int32]


def topology(network: Network) -> Topology:
    """The topological order of a network. Raises `NetworkCycle`."""
    from linkspan.engines.network.arrays import build_net
    from linkspan.engines.network.compute import ordered

    net, _ = build_net(network)
    live = int(net.ptr["into"][-1])
    into_ptr, out_ptr = net.ptr["into"].copy(), net.ptr["out"] - live
    return Topology(ordered(net), into_ptr, net.items[:live], out_ptr.astype(np.int32), net.items[live : 2 * live])
