"""The outline of a plan: display order, parents by row, WBS codes, summary rows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Outline:
    """order: task ids in display order. parent: row index of each row's parent, -1 for none (int64[n]).

    wbs: code of each row, like `4.18`. has_children: bool[n].
    """

    order: list[int]
    parent: NDArray[np.int64]
    wbs: list[str]
    has_children: NDArray[np.bool_]


def build_outline(nodes: list[tuple[int, int | None, int]]) -> Outline:
    """Outline of (id, parent id, position) triples; siblings by position, then id.

    A row whose parent is not among the rows stands at the top.
    """
    known = {node[0] for node in nodes}
    children: dict[int | None, list[tuple[int, int]]] = {}
    for task_id, parent_id, position in nodes:
        children.setdefault(parent_id if parent_id in known else None, []).append((position, task_id))
    for group in children.values():
        group.sort()
    order: list[int] = []
    parents: list[int] = []
    wbs: list[str] = []
    stack = [(task_id, -1, str(number)) for number, (_, task_id) in enumerate(children.get(None, ()), 1)][::-1]
    while stack:
        task_id, parent_row, code = stack.pop()
        row = len(order)
        order.append(task_id)
        parents.append(parent_row)
        wbs.append(code)
        below = children.get(task_id)
        if below:
            stack.extend([(child, row, f"{code}.{n}") for n, (_, child) in enumerate(below, 1)][::-1])
    parent = np.array(parents, dtype=np.int64)
    has_children = np.zeros(len(order), dtype=bool)
    has_children[parent[parent >= 0]] = True
    return Outline(order, parent, wbs, has_children)


def roll_up_progress(parent: NDArray[np.int64], weight: NDArray[np.int64], progress: NDArray[np.float64],
                     is_summary: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Progress of every row, 0-1: a summary's is the mean of its leaves weighted by duration (minutes).

    A summary of milestones alone counts them alike. Rows are in outline order, so children follow their parent.
    """
    count = len(parent)
    done = np.where(is_summary, 0.0, weight * progress)
    total = np.where(is_summary, 0.0, weight.astype(np.float64))
    units = np.where(is_summary, 0.0, 1.0)
    finished = np.where(is_summary, 0.0, progress)
    for row in range(count - 1, -1, -1):
        above = parent[row]
        if above >= 0:
            done[above] += done[row]
            total[above] += total[row]
            units[above] += units[row]
            finished[above] += finished[row]
    mean = np.where(total > 0, done / np.maximum(total, 1e-9), finished / np.maximum(units, 1))
    return np.where(is_summary, mean, progress)
