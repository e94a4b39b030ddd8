"""Published examples against the engines: dates, floats, critical paths, PERT means, variances and probabilities."""

from __future__ import annotations

import math

import numpy as np
import pytest
from plans import ALL_DAY, FIVE_DAYS, WORKDAY, plan
from textbook import BOOKS, RELIABLE, WIKIPEDIA, Book

from linkspan.engines.arrow import compute_times, critical_paths, to_arrows
from linkspan.engines.network import Result, compute, driving_path

WITH_ESTIMATES = [name for name, book in BOOKS.items() if book.three]
#: One unit of a book's time as minutes on a calendar, and the calendar.
CALENDARS = {
    "round the clock": (60, ALL_DAY, "2026-07-06T00:00"),
    "working days": (WORKDAY, FIVE_DAYS, "2026-07-06T08:00"),
}


def solved(book: Book, calendar: str) -> tuple[Result, dict[str, tuple[int, ...]]]:
    """The result, and starts, total and free floats and the finish in the book's unit."""
    unit, spec, start = CALENDARS[calendar]
    network = plan([d * unit for d in book.durations], book.links, calendars=[spec], start=start)
    result = compute(network)
    cal = network.calendars.calendar(0)
    begin = cal.ord(network.project_start)
    columns = {
        "start": [cal.ord(int(t)) - begin for t in result.early_start],
        "slack": result.total_float.tolist(),
        "free": result.free_float.tolist(),
        "finish": [cal.ord(result.project_finish) - begin],
    }
    for values in columns.values():
        assert all(value % unit == 0 for value in values)
    return result, {key: tuple(v // unit for v in values) for key, values in columns.items()}


@pytest.mark.parametrize("calendar", CALENDARS)
@pytest.mark.parametrize("name", BOOKS)
def test_dates_floats_and_critical_path_are_the_printed_ones(name: str, calendar: str) -> None:
    book = BOOKS[name]
    result, found = solved(book, calendar)
    assert found["finish"] == (book.finish,)
    assert found["slack"] == book.slack
    if book.start:
        assert found["start"] == book.start
    if book.free:
        assert found["free"] == book.free
    critical = {name for name, on in zip(book.names, result.critical, strict=True) if on}
    assert critical == set(book.critical)


@pytest.mark.parametrize("name", BOOKS)
def test_driving_path_of_the_last_activity_is_the_critical_path(name: str) -> None:
    book = BOOKS[name]
    unit, spec, start = CALENDARS["round the clock"]
    network = plan([d * unit for d in book.durations], book.links, calendars=[spec], start=start)
    result = compute(network)
    path = driving_path(network, result, book.names.index(book.critical[-1]))
    assert "".join(book.names[row] for row, _ in path) == book.critical


@pytest.mark.parametrize("name", BOOKS)
def test_arrow_network_gives_the_same_times(name: str) -> None:
    book = BOOKS[name]
    network = to_arrows(book.durations, book.links)
    times = compute_times(network)
    assert times.finish == book.finish
    assert tuple(t.total_float for t in times.activities) == book.slack
    if book.free:
        assert tuple(t.free_float for t in times.activities) == book.free
    rows = [[network.arrows[i].row for i in path] for path in critical_paths(network, times)]
    assert ["".join(book.names[row] for row in path if row >= 0) for path in rows] == [book.critical]
    assert network.is_minimal
    if book.dummies is not None:
        assert (network.n_events, network.dummies) == (book.events, book.dummies)


def expected(estimate: tuple[float, float, float]) -> float:
    """PERT mean (a + 4m + b) / 6: Malcolm, Roseboom, Clark & Fazar, Operations Research 7 (1959)."""
    low, mode, high = estimate
    return (low + 4 * mode + high) / 6


def variance(estimate: tuple[float, float, float]) -> float:
    """PERT variance ((b - a) / 6) squared, same source."""
    return ((estimate[2] - estimate[0]) / 6) ** 2


@pytest.mark.parametrize("name", WITH_ESTIMATES)
def test_expected_durations_are_the_printed_durations(name: str) -> None:
    book = BOOKS[name]
    scale = 100 if book is WIKIPEDIA else 1
    means = [round(expected(estimate) * scale) for estimate in book.three]
    assert means == book.durations


@pytest.mark.parametrize("name", [n for n in WITH_ESTIMATES if BOOKS[n].probability is not None])
def test_chance_of_the_deadline_by_the_critical_path_that_the_engine_finds(name: str) -> None:
    book = BOOKS[name]
    result, found = solved(book, "round the clock")
    along = sum(variance(estimate) for estimate, on in zip(book.three, result.critical, strict=True) if on)
    assert along == pytest.approx(book.variance, abs=0.01)
    score = (book.deadline - found["finish"][0]) / math.sqrt(along)
    chance = 0.5 * math.erfc(-score / math.sqrt(2))
    # Books read tables at a score of two decimals.
    assert chance == pytest.approx(book.probability, abs=0.005)


def test_simulation_of_reliable_construction_agrees_with_its_means_and_sees_the_merge_bias() -> None:
    """By beta-PERT simulation the mean lies above the 44 weeks of the critical path, as the book's section 10.4 warns
    (it calls its probability an upper bound because other paths may become the longest)."""
    from linkspan.engines.simulate import Estimates, simulate

    unit = 10_000  # minutes to a week, so that rounding to whole minutes does not show
    columns = np.array(RELIABLE.three) * unit
    network = plan([d * unit for d in RELIABLE.durations], RELIABLE.links, calendars=[ALL_DAY])
    estimates = Estimates.build(len(columns), "pert", low=columns[:, 0], mode=columns[:, 1], high=columns[:, 2])
    answer = simulate(network, estimates, iterations=20_000, seed=1)
    finish = (np.asarray(answer.finish_samples) - network.project_start) / unit
    assert 44 < finish.mean() < 47
    assert (finish <= 47).mean() < RELIABLE.probability
    on_path = dict(zip(RELIABLE.names, answer.criticality, strict=True))
    assert on_path["A"] == on_path["B"] == on_path["C"] == 1
    assert on_path["J"] > on_path["H"]
