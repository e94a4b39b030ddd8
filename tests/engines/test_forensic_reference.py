"""Chains and comparisons on the reference schedules: no date without a cause, and nothing moves without a change."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from test_reference_schedules import _DATA

from linkspan.engines.forensic import DATES, Dated, PlanInput, causes, chain, compare
from linkspan.engines.forensic.model import rebuilt
from linkspan.engines.interchange import build_network, read_schedule
from linkspan.engines.network import Network
from linkspan.engines.network import compute as cpm

pytestmark = pytest.mark.skipif(not _DATA.is_dir(), reason="reference data absent (LINKSPAN_REFERENCE_DATA)")
FILES = sorted(path for path in _DATA.glob("*/*") if path.suffix in (".xml", ".xer")) if _DATA.is_dir() else []


def network_of(path: Path) -> tuple[Network, tuple[int, ...]]:
    with path.open("rb") as stream:
        built = build_network(read_schedule(stream, name=path.name))
    return built.network, built.uids


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_date_has_a_chain_back_to_a_first_cause(path: Path) -> None:
    network, _ = network_of(path)
    dated = Dated(network, cpm(network))
    for row in range(network.n_tasks):
        for date in DATES:
            steps = chain(dated, row, date)
            assert steps[-1].instant == getattr(dated.result, date)[row]
            assert steps[0].link < 0, (row, date, steps[0])
            assert not [step for step in steps if step.cause == "other"], (row, date)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_causes_of_the_finish_and_a_changed_duration(path: Path) -> None:
    """The finish has causes; a day more on a task of the driving path is charged to durations alone."""
    network, uids = network_of(path)
    result = cpm(network)
    dated = Dated(network, result)
    last = dated.last_row()
    answer = causes(network, result, last, date="finish", limit=20)
    assert answer
    worked = [step.row for step in chain(dated, last, "finish") if step.cause == "duration"]
    if not worked:
        return
    longer = np.array(network.duration)
    longer[worked[-1]] += 480
    movement = compare(PlanInput(network, uids), PlanInput(rebuilt(network, duration=longer), uids))
    assert {share.group for share in movement.split if share.minutes} <= {"duration"}
    assert sum(share.minutes for share in movement.split) == movement.minutes
    assert [change.what for change in movement.changes] == ["duration"]
