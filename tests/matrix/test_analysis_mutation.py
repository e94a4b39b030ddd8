"""The rows of analysis_table turn red when a check of who reads, who runs, or whose rows is dropped."""

import pytest
import table
from analysis_table import ANALYSIS, HOME
from calls import make_sides
from walking import walk

from linkspan.kernel.actions import runner
from linkspan.modules.analysis import drivers, plans, runs, snapshots
from linkspan.modules.analysis.models import PlanSnapshot, SimulationRun
from linkspan.modules.analysis.visibility import Reader
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule import readers


@pytest.fixture
def sides(world):
    return make_sides(world)


def found(world, sides, *routes):
    plans.forget()
    rows = [row for row in table.TABLE if row[1] in routes]
    assert rows
    return walk(world, *sides, rows=rows)[1]


def test_nothing_is_found_without_a_mutation(world, sides):
    wrong = found(world, sides, *{route for _method, route, _kind in ANALYSIS})
    assert not wrong, "\n".join(wrong)


def test_plans_without_their_check(world, sides, monkeypatch):
    monkeypatch.setattr(readers, "find_project", lambda actor, code: Project._base_manager.get(code=code))
    monkeypatch.setattr("linkspan.modules.schedule.readers.Forbidden", type("Never", (Exception,), {}))
    monkeypatch.setattr("linkspan.kernel.access.actor.Actor.may", lambda self, verb, path: True)
    wrong = found(world, sides, f"{HOME}/health", f"{HOME}/snapshots", f"{HOME}/simulation/latest")
    assert any(line.startswith("nobody: GET") for line in wrong)
    assert any("project BETA" in line for line in wrong)


def test_the_whole_for_who_sees_a_part(world, sides, monkeypatch):
    monkeypatch.setattr(Reader, "whole", lambda self: self)
    wrong = found(world, sides, f"{HOME}/health", f"{HOME}/why", f"{HOME}/simulation/runs/{{run_id}}")
    for route in ("health", "why", "simulation/runs/{run_id}"):
        assert any(line.startswith(f"vendor: GET {HOME}/{route}") for line in wrong), route
    assert any("reads rows of others" in line for line in wrong)


def test_rows_without_their_filter(world, sides, monkeypatch):
    monkeypatch.setattr(Reader, "sees", lambda self, task_id: True)
    wrong = found(world, sides, f"{HOME}/trend", f"{HOME}/why")
    assert any("vendor: GET" in line and "trend" in line and "reads rows of others" in line for line in wrong)
    assert any("vendor: GET" in line and "why" in line and "wanted 404" in line for line in wrong)


def test_running_without_the_right(world, sides, monkeypatch):
    monkeypatch.setattr(Reader, "needs_run", lambda self: self)
    monkeypatch.setattr(runner, "check", lambda actor, verb, target: None)
    wrong = found(world, sides, f"{HOME}/snapshots", f"{HOME}/simulation", f"{HOME}/simulation/drivers")
    for role in ("viewer", "engineer"):
        for verb in ("POST", "PUT"):
            assert any(line.startswith(f"{role}: {verb} {HOME}") for line in wrong), (role, verb)


def test_the_action_keeps_what_the_page_lets_pass(world, sides, monkeypatch):
    """The page's check alone dropped: the action runner still refuses to write."""
    monkeypatch.setattr(Reader, "needs_run", lambda self: self)
    wrong = found(world, sides, f"{HOME}/snapshots", f"{HOME}/simulation/drivers")
    assert not wrong, "\n".join(wrong)


def test_rows_of_another_project_behind_a_good_place(world, sides, monkeypatch):
    from test_matrix import test_ids_of_another_project_are_refused_wherever_they_stand as smuggle

    anywhere = lambda project, key: SimulationRun.base_rows.get(pk=key)  # noqa: E731
    monkeypatch.setattr(runs, "find_run", anywhere)
    with pytest.raises(AssertionError, match="run: 200"):
        smuggle(world, sides)


def _any_snapshot(_project, key, _name):
    return None if key == "now" else PlanSnapshot.base_rows.get(pk=key)


@pytest.mark.parametrize(
    ("module", "name", "answer", "said"),
    [
        (snapshots, "find_snapshot", _any_snapshot, "compare"),
        (drivers, "_visible", lambda _actor, _project, risks: set(risks), "risk of a driver"),
    ],
)
def test_what_a_request_names_without_its_check(world, sides, monkeypatch, module, name, answer, said):
    from test_matrix import test_ids_of_another_project_are_refused_wherever_they_stand as smuggle

    monkeypatch.setattr(module, name, answer)
    with pytest.raises(AssertionError, match=said):
        smuggle(world, sides)
