"""The end of a run says how many checks were dropped, each in a test of its own, and how many of them were noticed."""

from collections import Counter

_CONTROLS = ("test_nothing_is_found_without_a_mutation", "test_the_walk_over_fields_is_green_by_itself")
_dropped: Counter[str] = Counter()


def pytest_runtest_logreport(report):
    if report.when != "call" or "_mutation.py::" not in report.nodeid:
        return
    if not report.nodeid.endswith(_CONTROLS):
        _dropped[report.outcome] += 1


def pytest_terminal_summary(terminalreporter):
    if _dropped:
        found = f"{_dropped['passed']} of {_dropped.total()} dropped checks turned it red"
        terminalreporter.write_line(f"permission matrix: {found}")
