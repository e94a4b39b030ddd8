"""Fixtures of the plan: its manager's browser and its rows by name."""

import pytest


@pytest.fixture
def manager(world):
    return world.client("manager")


@pytest.fixture
def tasks(world):
    return world.tasks
