import datetime as dt

import pytest

from linkspan.kernel import clock

from .hashes import HashCount


@pytest.fixture
def hashes(monkeypatch):
    return HashCount(monkeypatch)


@pytest.fixture(autouse=True)
def own_data_directory(settings, tmp_path):
    """Setup code and demo log-ins are files: each test has its own."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def pass_time(monkeypatch):
    """A function that moves the wall clock forward by seconds."""
    moved = {"by": dt.timedelta()}
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + moved["by"])

    def forward(seconds: float) -> None:
        moved["by"] += dt.timedelta(seconds=seconds)

    return forward
