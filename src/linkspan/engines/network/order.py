"""Topological order of the network, and the names of its loops.

A task is one node. A summary is two: row `s` (its gate: what its predecessors allow) before its children, and `n + s`
(its roll-up: what its children reach) after them. So links on summaries need no special case anywhere else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from linkspan.engines._compiled import inline_kernel, kernel
from linkspan.engines.network.arrays import Net
from linkspan.engines.network.result import Cycle


@kernel
def compress(tasks: Any, links: Any, ptr: Any) -> Any:
    """Fill `ptr` and answer the numbers of used links by successor, by predecessor, and of children by parent."""
    n, m = len(tasks), len(links)
    live, children = 0, 0
    for k in range(m):
        if links[k]["used"] == 1:
            live += 1
            ptr[links[k]["succ"] + 1]["into"] += 1
            ptr[links[k]["pred"] + 1]["out"] += 1
    for i in range(n):
        if tasks[i]["parent"] >= 0:
            children += 1
            ptr[tasks[i]["parent"] + 1]["child"] += 1
    ptr[0]["out"], ptr[0]["child"] = live, 2 * live
    for i in range(n):
        ptr[i + 1]["into"] += ptr[i]["into"]
        ptr[i + 1]["out"] += ptr[i]["out"]
        ptr[i + 1]["child"] += ptr[i]["child"]
    items = np.empty(2 * live + children, dtype=np.int32)
    # From the last to the first, so that each group keeps the order of its numbers and the pointers end where
    # the groups begin, shifted by one row.
    for k in range(m - 1, -1, -1):
        if links[k]["used"] == 1:
            row = ptr[links[k]["succ"] + 1]
            row["into"] -= 1
            items[row["into"]] = k
            row = ptr[links[k]["pred"] + 1]
            row["out"] -= 1
            items[row["out"]] = k
    for i in range(n - 1, -1, -1):
        if tasks[i]["parent"] >= 0:
            row = ptr[tasks[i]["parent"] + 1]
            row["child"] -= 1
            items[row["child"]] = i
    for i in range(n):
        ptr[i]["into"], ptr[i]["out"], ptr[i]["child"] = ptr[i + 1]["into"], ptr[i + 1]["out"], ptr[i + 1]["child"]
    ptr[n]["into"], ptr[n]["out"], ptr[n]["child"] = live, 2 * live, len(items)
    return items


@kernel
def topological_order(net: Any) -> Any:
    """Kahn's algorithm over the 2n nodes, int32; a result shorter than tasks + summaries means a loop."""
    n = len(net.tasks)
    waiting = np.zeros(2 * n, dtype=np.int32)
    total = n
    for i in range(n):
        waiting[i] = net.ptr[i + 1]["into"] - net.ptr[i]["into"]
        if net.tasks[i]["parent"] >= 0:
            waiting[i] += 1
        if net.tasks[i]["summary"] == 1:
            waiting[n + i] = net.ptr[i + 1]["child"] - net.ptr[i]["child"]
            total += 1
    order = np.empty(total, dtype=np.int32)
    ready = np.empty(2 * n, dtype=np.int32)
    top = 0
    for i in range(n - 1, -1, -1):
        if waiting[i] == 0:
            ready[top] = i
            top += 1
    done = 0
    # Last in, first out: followers are visited while their predecessor is still in the cache.
    while top > 0:
        top -= 1
        node = ready[top]
        order[done] = node
        done += 1
        row = node if node < n else node - n
        if node < n and net.tasks[row]["summary"] == 1:
            for slot in range(net.ptr[row]["child"], net.ptr[row + 1]["child"]):
                top = _release(ready, waiting, top, net.items[slot])
        else:
            for slot in range(net.ptr[row]["out"], net.ptr[row + 1]["out"]):
                top = _release(ready, waiting, top, net.links[net.items[slot]]["succ"])
            if net.tasks[row]["parent"] >= 0:
                top = _release(ready, waiting, top, n + net.tasks[row]["parent"])
    return order[:done]


@inline_kernel
def _release(ready: Any, waiting: Any, top: int, node: int) -> int:
    waiting[node] -= 1
    if waiting[node] == 0:
        ready[top] = node
        return top + 1
    return top


def find_cycles(net: Net, order: NDArray[np.int32]) -> list[Cycle]:
    """One loop for each strongly connected part of the nodes that `order` could not reach (Tarjan 1972)."""
    n = len(net.tasks)
    done = np.zeros(2 * n, dtype=bool)
    done[order] = True
    edges: dict[int, list[tuple[int, int]]] = {}

    def following(node: int) -> list[tuple[int, int]]:
        if node not in edges:
            edges[node] = [(target, link) for target, link in successors(net, node) if not done[target]]
        return edges[node]

    left = [i for i in range(n) if not done[i]]
    left += [n + i for i in range(n) if net.tasks["summary"][i] and not done[n + i]]
    cycles = []
    for part in _components(left, following):
        if len(part) > 1 or any(target == part[0] for target, _ in following(part[0])):
            cycles.append(_one_loop(set(part), following, n))
    return cycles


def successors(net: Net, node: int) -> list[tuple[int, int]]:
    """Successor nodes of a node with the link that leads there, -1 for the outline."""
    n = len(net.tasks)
    row = node % n
    if node < n and net.tasks["summary"][row]:
        return [(int(c), -1) for c in net.items[net.ptr["child"][row] : net.ptr["child"][row + 1]]]
    out = net.items[net.ptr["out"][row] : net.ptr["out"][row + 1]]
    found = [(int(net.links["succ"][k]), int(k)) for k in out]
    if net.tasks["parent"][row] >= 0:
        found.append((n + int(net.tasks["parent"][row]), -1))
    return found


def _components(nodes: list[int], following: Any) -> list[list[int]]:
    """Strongly connected components, without recursion."""
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    parts = []
    for root in nodes:
        if root in number:
            continue
        work = [(root, iter(following(root)))]
        number[root] = low[root] = len(number)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, edges = work[-1]
            for target, _ in edges:
                if target not in number:
                    number[target] = low[target] = len(number)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(following(target))))
                    break
                if target in on_stack:
                    low[node] = min(low[node], number[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == number[node]:
                    parts.append(_pop_part(stack, on_stack, node))
    return parts


def _pop_part(stack: list[int], on_stack: set[int], node: int) -> list[int]:
    part = []
    while True:
        top = stack.pop()
        on_stack.discard(top)
        part.append(top)
        if top == node:
            return part


def _one_loop(part: set[int], following: Any, n: int) -> Cycle:
    """A shortest loop through the smallest node of a component, by breadth first search."""
    start = min(part)
    came: dict[int, tuple[int, int]] = {}
    frontier = [start]
    while frontier and start not in came:
        wave = []
        for node in frontier:
            for target, link in following(node):
                if target in part and target not in came:
                    came[target] = (node, link)
                    wave.append(target)
        frontier = wave
    rows: list[int] = []
    used: list[int] = []
    node = start
    while True:
        node, link = came[node]
        if link >= 0:
            used.append(link)
        if not rows or rows[-1] != node % n:
            rows.append(node % n)
        if node == start:
            break
    rows = rows[::-1]
    if len(rows) > 1 and rows[0] == rows[-1]:
        rows.pop()
    return Cycle(tuple(rows), tuple(used[::-1]))
