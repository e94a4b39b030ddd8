"""The end of a run says how many checks were dropped, each in a test of its own, and how many of them were noticed."""

from collections import Counter

import pytest

from linkspan.modules.identity import sessions

_CONTROLS = ("test_nothing_is_found_without_a_mutation", "test_the_walk_over_fields_is_green_by_itself")
_dropped: Counter[str] = Counter()


@pytest.fixture(autouse=True)
def no_stamp_of_use(monkeypatch):
    """Each call is compared with the database before the walk: on a busy machine that is more than five minutes ago."""
    monkeypatch.setattr(sessions, "STAMP_SECONDS", 86_400)


def pytest_runtest_logreport(report):
    if report.when != "call" or "_mutation.py::" not in report.nodeid:
        return
    if not report.nodeid.endswith(_CONTROLS):
        _dropped[report.outcome] += 1


def pytest_terminal_summary(terminalreporter):
    if _dropped:
        found = f"{_dropped['passed']} of {_dropped.total()} dropped checks turned it red"
        terminalreporter.write_line(f"permission matrix: {found}")
