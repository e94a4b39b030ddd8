"""Which rows can change when one did: marks that the passes leave on followers during an incremental computation."""

from __future__ import annotations

from typing import Any

from linkspan.engines._compiled import inline_kernel, kernel
from linkspan.engines.network.bounds import is_span_kind

#: Marks: to compute; computed and changed; to compute and to hand on to all rows below (starts of summaries).
_DIRTY, _CHANGED, _ALL_BELOW = 1, 2, 3


@inline_kernel
def forward_value(net: Any, node: int) -> Any:
    """What followers read of a node after the forward pass: four instants."""
    n = len(net.tasks)
    if node < n and net.tasks[node]["summary"] == 1:
        gate = net.gates[net.tasks[node]["gate"]]
        return gate["gate"], gate["link"], 0, 0
    row = net.state[node if node < n else node - n]
    return row["early_start"], row["early_finish"], row["start"], row["finish"]


@inline_kernel
def spread_forward(net: Any, node: int, dirty: Any, slot_of: Any) -> None:
    """Mark the followers of a node whose forward value changed."""
    n = len(net.tasks)
    dirty[slot_of[node]] = _CHANGED
    i = node if node < n else node - n
    if node < n and net.tasks[i]["summary"] == 1:
        for slot in range(net.ptr[i]["child"], net.ptr[i + 1]["child"]):
            dirty[slot_of[net.items[slot]]] = _DIRTY
        return
    for slot in range(net.ptr[i]["out"], net.ptr[i + 1]["out"]):
        dirty[slot_of[net.links[net.items[slot]]["succ"]]] = _DIRTY
    if net.tasks[i]["parent"] >= 0:
        dirty[slot_of[n + net.tasks[i]["parent"]]] = _DIRTY


@inline_kernel
def backward_value(net: Any, node: int) -> Any:
    """What predecessors read of a node after the backward pass: three instants."""
    n = len(net.tasks)
    if node >= n:
        return net.gates[net.tasks[node - n]["gate"]]["cap"], 0, 0
    row = net.state[node]
    return row["late_start"], row["late_finish"], row["late_resume"]


@inline_kernel
def spread_backward(net: Any, node: int, mark: int, dirty: Any, slot_of: Any) -> None:
    """Mark what depends on the late dates of a node; `mark` is what the node itself had been marked with."""
    n = len(net.tasks)
    if node >= n:
        i = node - n
        for slot in range(net.ptr[i]["child"], net.ptr[i + 1]["child"]):
            c = net.items[slot]
            if net.tasks[c]["summary"] == 0:
                dirty[slot_of[c]] = _DIRTY
            elif mark == _ALL_BELOW:
                dirty[slot_of[n + c]] = _ALL_BELOW
            else:
                dirty[slot_of[n + c]] = max(_DIRTY, dirty[slot_of[n + c]])
        return
    for slot in range(net.ptr[node]["into"], net.ptr[node + 1]["into"]):
        mark_pred(net, net.items[slot], dirty, slot_of)
    if net.tasks[node]["parent"] >= 0:
        dirty[slot_of[net.tasks[node]["parent"]]] = _DIRTY


@inline_kernel
def mark_pred(net: Any, k: int, dirty: Any, slot_of: Any) -> None:
    """Mark the predecessor of link `k` for the backward pass."""
    n = len(net.tasks)
    p = net.links[k]["pred"]
    if net.tasks[p]["summary"] == 0:
        dirty[slot_of[p]] = _DIRTY
    elif net.links[k]["type"] in (1, 3):
        # A link from the start of a summary binds the rows below that set this start.
        dirty[slot_of[n + p]] = _ALL_BELOW
    else:
        dirty[slot_of[n + p]] = max(_DIRTY, dirty[slot_of[n + p]])


@kernel
def seed_backward(net: Any, order: Any, slot_of: Any, ahead: Any, back: Any) -> None:
    """Mark for the backward pass what the forward pass (marks `ahead`) moved: rows below summaries, whose own start
    says whether links from the start of the summary bind them."""
    n = len(net.tasks)
    for slot in range(len(order)):
        if ahead[slot] != _CHANGED:
            continue
        node = order[slot]
        if node >= n:
            i = node - n
            above = i
            while above >= 0:
                for at in range(net.ptr[above]["out"], net.ptr[above + 1]["out"]):
                    if net.links[net.items[at]]["type"] in (1, 3):
                        back[slot] = _ALL_BELOW
                above = net.tasks[above]["parent"]
            # The late dates of a summary without rows, and its float, stand on its own dates.
            back[slot_of[i]] = max(_DIRTY, back[slot_of[i]])
        elif net.tasks[node]["summary"] == 0:
            back[slot] = max(_DIRTY, back[slot])


@kernel
def seed_neighbours(net: Any, slot_of: Any, seeds: Any, ahead: Any, back: Any) -> None:
    """Mark for the forward pass what follows edited rows; for the backward pass these rows, what leads to them and
    the rows below an edited summary."""
    n = len(net.tasks)
    for i in seeds:
        for slot in range(net.ptr[i]["out"], net.ptr[i + 1]["out"]):
            ahead[slot_of[net.links[net.items[slot]]["succ"]]] = _DIRTY
        back[slot_of[i]] = max(_DIRTY, back[slot_of[i]])
        if net.tasks[i]["summary"] == 1:
            back[slot_of[n + i]] = _ALL_BELOW
        for slot in range(net.ptr[i]["into"], net.ptr[i + 1]["into"]):
            mark_pred(net, net.items[slot], back, slot_of)


@kernel
def rows_to_refresh(net: Any, order: Any, ahead: Any, back: Any, rows: Any) -> None:
    """Set `rows`, int8[n], to 1 where a pass computed something and where free float can have changed."""
    n = len(net.tasks)
    for slot in range(len(order)):
        if ahead[slot] == 0 and back[slot] == 0:
            continue
        node = order[slot]
        i = node if node < n else node - n
        rows[i] = 1
        if ahead[slot] == _CHANGED:
            for at in range(net.ptr[i]["into"], net.ptr[i + 1]["into"]):
                rows[net.links[net.items[at]]["pred"]] = 1


@kernel
def last_finish(net: Any, found: Any) -> None:
    """Raise `found`, int64 of each project, to its last scheduled finish: active rows without children."""
    for i in range(len(net.tasks)):
        task = net.tasks[i]
        if task["summary"] == 0 and task["active"] == 1 and not is_span_kind(task["kind"]):
            found[task["project"]] = max(found[task["project"]], net.state[i]["finish"])
