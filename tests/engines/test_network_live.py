"""Incremental computation: after any series of edits the same as computing the whole plan again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from network_random import EDITABLE, random_links, random_network, value, without_loops
from plans import WORKDAY, plan

from linkspan.engines.network import LiveNetwork, Network, NetworkCycle, NetworkError, Result, compute

COLUMNS = (
    "start",
    "finish",
    "early_start",
    "early_finish",
    "late_start",
    "late_finish",
    "total_float",
    "free_float",
    "critical",
    "driving_link",
    "driving_reason",
    "conflict",
    "link_slack",
    "driving",
    "longest_path",
    "independent_float",
    "start_float",
)


def assert_same(live: Result, full: Result) -> None:
    for name in COLUMNS:
        assert getattr(live, name).tolist() == getattr(full, name).tolist(), name
    assert live.problems == full.problems
    assert live.project_finishes == full.project_finishes
    assert live.project_start == full.project_start


def random_edit(rng: np.random.Generator, network: Network) -> dict[str, Any]:
    """Arguments of `update`: some cells, or links changed, added and removed."""
    if rng.random() < 0.35 and network.n_tasks > 1:
        return {"links": edited_links(rng, network)}
    names = list(EDITABLE) + (["active", "elapsed"] if rng.random() < 0.1 else [])
    changes = {}
    for name in rng.choice(names, int(rng.integers(1, 3)), replace=False).tolist():
        rows = rng.choice(network.n_tasks, int(rng.integers(1, 1 + min(3, network.n_tasks))), replace=False)
        changes[name] = (rows, [value(rng, name) for _ in rows])
    return {"changes": changes}


def edited_links(rng: np.random.Generator, network: Network) -> list[np.ndarray]:
    links = network.links
    columns = [links.pred, links.succ, links.type, links.lag, links.lag_kind]
    m = len(links.pred)
    kind = rng.integers(0, 3)
    if kind == 0 and m:
        columns[3] = columns[3].copy()
        columns[3][rng.integers(0, m)] = int(rng.integers(-8, 16)) * 60
    elif kind == 1 and m:
        gone = rng.integers(0, m)
        columns = [np.delete(column, gone) for column in columns]
    else:
        more = without_loops(np.array(network.parent), random_links(rng, network.n_tasks))
        where = int(rng.integers(0, m + 1))
        columns = [np.insert(old, where, new[:2]) for old, new in zip(columns, more, strict=True)]
    return columns


@settings(max_examples=250, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 6))
def test_edits_one_after_the_other_give_what_a_full_computation_gives(seed: int, edits: int) -> None:
    rng = np.random.default_rng(seed)
    live = LiveNetwork(random_network(seed))
    for _ in range(edits):
        live.update(**random_edit(rng, live.network))
        assert_same(live.result, compute(live.network))


def test_an_edit_at_the_end_computes_a_few_rows_of_many() -> None:
    """What is not reached keeps its very arrays."""
    n = 400
    live = LiveNetwork(plan([WORKDAY] * n, [(i, i + 1) for i in range(n - 2)]))
    before = live.result
    after = live.update({"duration": ([n - 1], [3 * WORKDAY])})
    assert after.early_start is before.early_start
    assert after.late_finish is before.late_finish
    assert int(after.finish[n - 1] - before.finish[n - 1]) == 2 * 1440
    assert before.finish[n - 1] != after.finish[n - 1]


def test_an_earlier_result_keeps_its_columns_and_says_when_it_is_stale() -> None:
    live = LiveNetwork(plan([WORKDAY, WORKDAY], [(0, 1)]))
    first = live.result
    start = first.start.tolist()
    live.update({"duration": ([0], [2 * WORKDAY])})
    assert first.start.tolist() == start
    assert live.result.link_slack.tolist() == [0]
    with pytest.raises(NetworkError, match="stale_result"):
        _ = first.link_slack


def test_a_refused_edit_changes_nothing() -> None:
    live = LiveNetwork(plan([WORKDAY] * 3, [(0, 1), (1, 2)]))
    before = live.result
    with pytest.raises(NetworkCycle) as caught:
        live.update(links=([0, 1, 2], [1, 2, 0], [0] * 3, [0] * 3, [0] * 3))
    assert sorted(caught.value.cycles[0].tasks) == [0, 1, 2]
    for changes in ({"duration": ([0], [-1])}, {"colour": ([0], [1])}, {"duration": ([9], [1])}):
        with pytest.raises(NetworkError):
            live.update(changes)
    assert live.result is before
    assert_same(live.update({"duration": ([0], [WORKDAY])}), compute(live.network))


def test_a_new_link_against_the_old_order_is_taken() -> None:
    live = LiveNetwork(plan([WORKDAY] * 3, [(0, 1)]))
    result = live.update(links=([0, 2], [1, 0], [0, 0], [0, 0], [0, 0]))
    assert result.total_float.tolist() == [0, 0, 0]
    assert_same(result, compute(live.network))
