"""Fixtures of the analyses: the manager's browser, the plan ALPHA, nothing kept in memory from the test before."""

import pytest

from linkspan.modules.analysis import plans


@pytest.fixture(autouse=True)
def no_analysis_from_before():
    plans.forget()
    yield
    plans.forget()


@pytest.fixture
def manager(world):
    return world.client("manager")


@pytest.fixture
def tasks(world):
    return world.tasks
