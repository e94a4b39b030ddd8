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
    leaf = ~is_summary
    done, total = (weight * progress * leaf).tolist(), (weight * leaf).tolist()
    units, finished = leaf.astype(np.int64).tolist(), (progress * leaf).tolist()
    above = parent.tolist()
    for row in range(len(above) - 1, -1, -1):
        up = above[row]
        if up >= 0:
            done[up] += done[row]
            total[up] += total[row]
            units[up] += units[row]
            finished[up] += finished[row]
    out = progress.copy()
    for row in np.flatnonzero(is_summary).tolist():
        out[row] = done[row] / total[row] if total[row] else finished[row] / max(units[row], 1)
    return out
