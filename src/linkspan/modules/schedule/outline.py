"""The outline of a plan: display order, parents by row, WBS codes, summary rows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linkspan.modules.schedule.wbs_mask import LONGEST_CODE, PLAIN, WbsMask


@dataclass(frozen=True)
class Outline:
    """order: task ids in display order. parent: row index of each row's parent, -1 for none (int64[n]).

    wbs: code of each row, like `4.18`. has_children: bool[n].
    """

    order: list[int]
    parent: NDArray[np.int64]
    wbs: list[str]
    has_children: NDArray[np.bool_]


def build_outline(nodes: list[tuple[int, int | None, int]], mask: WbsMask = PLAIN) -> Outline:
    """Outline of (id, parent id, position) triples; siblings by position, then id.

    A row whose parent is not among the rows stands at the top. mask: makes the WBS codes.
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
    top = enumerate(children.get(None, ()), 1)
    stack = [(task_id, -1, 0, mask.code(None, 0, number)) for number, (_, task_id) in top][::-1]
    while stack:
        task_id, parent_row, depth, code = stack.pop()
        row = len(order)
        order.append(task_id)
        parents.append(parent_row)
        wbs.append(code[:LONGEST_CODE])
        below = children.get(task_id)
        if below:
            deeper = depth + 1
            stack.extend(
                [(child, row, deeper, mask.code(code, deeper, n)) for n, (_, child) in enumerate(below, 1)][::-1]
            )
    parent = np.array(parents, dtype=np.int64)
    has_children = np.zeros(len(order), dtype=bool)
    has_children[parent[parent >= 0]] = True
    return Outline(order, parent, wbs, has_children)


def roll_up_progress(
    parent: NDArray[np.int64], weight: NDArray[np.int64], progress: NDArray[np.float64], is_summary: NDArray[np.bool_]
) -> NDArray[np.float64]:
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


def roll_up_urgency(
    parent: NDArray[np.int64],
    total_float: NDArray[np.int64],
    is_critical: NDArray[np.int64],
    *,
    is_open: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Total float and criticality with summaries as people read them.

    A summary has the least float of its unfinished leaves (minutes) and is
    critical where one of those is. Finished work is never critical. Rows without unfinished leaves keep their float.

    is_open: unfinished leaves.
    """
    floats, critical = total_float.tolist(), (is_critical.astype(bool) & is_open).tolist()
    above, opened = parent.tolist(), is_open.tolist()
    least: list[int | None] = [value if opened[row] else None for row, value in enumerate(floats)]
    for row in range(len(above) - 1, -1, -1):
        up, own = above[row], least[row]
        if up >= 0 and own is not None:
            held = least[up]
            least[up] = own if held is None else min(held, own)
            critical[up] = critical[up] or critical[row]
    merged = [floats[row] if value is None else value for row, value in enumerate(least)]
    return np.array(merged, dtype=np.int64), np.array(critical, dtype=np.int64)
