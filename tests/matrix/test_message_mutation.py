"""The rows of messages turn red when a check is dropped."""

import pytest
import table
from calls import make_sides
from messages_table import MESSAGES
from walking import walk

from linkspan.kernel.actions import runner
from linkspan.modules.notify.pages import channels


@pytest.fixture
def sides(world):
    return make_sides(world)


def found(world, sides, *methods):
    return walk(world, *sides, rows=[row for row in MESSAGES if row[0] in methods and row in table.TABLE])[1]


def test_channels_shown_to_everybody(world, sides, monkeypatch):
    assert not found(world, sides, "GET")
    monkeypatch.setattr(channels, "_administrator", lambda request: request.actor)
    wrong = found(world, sides, "GET")
    assert any("manager" in w and "/api/admin/channels" in w for w in wrong)
    assert any("vendor" in w and "reads project BETA" in w for w in wrong)
    assert any("viewer" in w and "/api/admin/deliveries" in w for w in wrong)


def test_channels_written_by_everybody(world, sides, monkeypatch):
    monkeypatch.setattr(channels, "_administrator", lambda request: request.actor)
    monkeypatch.setattr(runner, "check", lambda actor, verb, target: None)
    wrong = found(world, sides, "PATCH", "DELETE", "POST")
    for route in ("PATCH /api/admin/channels", "DELETE /api/admin/hosts", "POST /api/admin/hosts"):
        assert any("engineer" in w and route in w and "wanted 403, got 20" in w for w in wrong), route
