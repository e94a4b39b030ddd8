"""Activity-on-arrow conversion by example: textbook networks, twins, links of all types, times, words, drawing data."""

from __future__ import annotations

import pytest
from plans import FF, FIVE_DAYS, FS, SF, SIX_DAYS, SS, WORKDAY, plan

from linkspan.engines.arrow import (
    ArrowError,
    ArrowKind,
    ArrowNetwork,
    compute_times,
    critical_paths,
    plan_to_arrows,
    time_scaled,
    to_arrows,
)
from linkspan.engines.arrow.messages import error_text, problem_text, summary_text

#: Activities A-H of the example that most textbooks share (days): A3 B4 C2 D5 E1 F2 G4 H3.
TEXTBOOK = [3, 4, 2, 5, 1, 2, 4, 3]
TEXTBOOK_LINKS = [(0, 2), (1, 3), (1, 4), (2, 5), (3, 6), (4, 6), (5, 7), (6, 7)]


def lines(network: ArrowNetwork, kind: ArrowKind) -> list[tuple[int, int]]:
    return [(arrow.tail, arrow.head) for arrow in network.arrows if arrow.kind == kind]


def test_chain_and_merge_need_no_dummy() -> None:
    network = to_arrows([3, 2, 4], [(0, 2), (1, 2)])
    # A and B begin and end together: two arrows may not join the same events, so one dummy keeps them apart.
    assert (network.n_events, network.dummies, network.is_minimal) == (4, 1, True)
    network = to_arrows(TEXTBOOK, TEXTBOOK_LINKS)
    # D and E run side by side from the end of B to the start of G.
    assert (network.n_events, network.dummies, network.is_minimal) == (8, 1, True)


def test_crossing_order_takes_the_classic_dummy() -> None:
    """A before C; A and B before D: the example with which every textbook introduces the dummy."""
    network = to_arrows([1, 1, 1, 1], [(0, 2), (0, 3), (1, 3)])
    assert network.dummies == 1
    ends = {arrow.row: arrow for arrow in network.arrows}
    assert lines(network, ArrowKind.DUMMY) == [(ends[0].head, ends[1].head)]
    assert ends[2].tail == ends[0].head
    assert ends[3].tail == ends[1].head


@pytest.mark.parametrize(("twins", "dummies"), [(1, 0), (2, 1), (3, 2), (4, 2), (6, 3), (9, 4)])
def test_twins_share_copies_of_their_events(twins: int, dummies: int) -> None:
    """Nine activities between two events: three beginnings and three ends make room for all."""
    network = to_arrows([1] * twins)
    assert (network.dummies, network.is_minimal) == (dummies, True)
    assert len({(arrow.tail, arrow.head) for arrow in network.arrows}) == twins + dummies


@pytest.mark.parametrize(("before", "after", "dummies"), [(2, 2, 4), (2, 3, 5), (3, 3, 6), (4, 5, 9)])
def test_an_event_of_dummies_alone_is_found_where_it_saves_any(before: int, after: int, dummies: int) -> None:
    """All of one group before all of another, each with a neighbour of its own: i * o dummies, or i + o through one."""
    n = before + after
    links = [(i, before + j) for i in range(before) for j in range(after)]
    links += [(i, n + i) for i in range(before)] + [(n + before + j, before + j) for j in range(after)]
    network = to_arrows([1] * (2 * n), links)
    assert (network.dummies, network.is_minimal) == (dummies, True)
    rough = to_arrows([1] * (2 * n), links, exact_activities=0)
    assert rough.dummies_at_least <= dummies <= rough.dummies
    assert not rough.is_minimal


def test_budget_that_ends_says_that_nothing_is_proved() -> None:
    layer = {i: i % 3 for i in range(30)}
    links = [(i, j) for i in range(30) for j in range(30) if layer[j] == layer[i] + 1 and (i * 7 + j * 11) % 5 < 3]
    network = to_arrows([1] * 30, links, steps=10)
    assert network.dummies_at_least < network.dummies
    assert "未证明最少" in summary_text(network, "zh-CN")
    assert f"at least {network.dummies_at_least} are needed" in summary_text(network, "en")


def test_events_are_numbered_along_the_arrows() -> None:
    network = to_arrows(TEXTBOOK, TEXTBOOK_LINKS)
    assert all(1 <= arrow.tail < arrow.head <= network.n_events for arrow in network.arrows)
    assert {arrow.head for arrow in network.arrows} == set(range(2, network.n_events + 1))
    assert {arrow.tail for arrow in network.arrows} == set(range(1, network.n_events))


def test_six_times_of_the_textbook_example() -> None:
    network = to_arrows(TEXTBOOK, TEXTBOOK_LINKS)
    times = compute_times(network)
    assert times.finish == 16
    six = [
        (t.early_start, t.early_finish, t.late_start, t.late_finish, t.total_float, t.free_float)
        for t in times.activities
    ]
    assert six == [
        (0, 3, 6, 9, 6, 0),
        (0, 4, 0, 4, 0, 0),
        (3, 5, 9, 11, 6, 0),
        (4, 9, 4, 9, 0, 0),
        (4, 5, 8, 9, 4, 4),
        (5, 7, 11, 13, 6, 6),
        (9, 13, 9, 13, 0, 0),
        (13, 16, 13, 16, 0, 0),
    ]
    rows = [[network.arrows[i].row for i in path] for path in critical_paths(network, times)]
    assert rows == [[1, 3, 6, 7]]


def test_free_float_passes_through_a_dummy() -> None:
    """A1, B5 before D; A before C: A's only way to D is a dummy, and C starts at once, so A has no free float;
    with C gone behind a long E as well, the wave stands on the dummies and still belongs to A."""
    times = compute_times(to_arrows([1, 5, 1, 1], [(0, 2), (0, 3), (1, 3)]))
    assert times.activities[0].free_float == 0
    network = to_arrows([1, 5, 7, 1, 1], [(0, 3), (1, 3), (0, 4), (2, 4)])
    times = compute_times(network)
    assert times.activities[0].free_float == 4
    waves = [row.wave_end - row.solid_end for row in time_scaled(network, times)]
    kinds = [arrow.kind for arrow in network.arrows]
    own = next(i for i, arrow in enumerate(network.arrows) if arrow.row == 0)
    assert waves[own] == 0
    assert min(w for w, kind in zip(waves, kinds, strict=True) if kind == ArrowKind.DUMMY) == 4


def test_planned_duration_shifts_the_late_times() -> None:
    network = to_arrows(TEXTBOOK, TEXTBOOK_LINKS)
    times = compute_times(network, planned=14)
    assert [t.total_float for t in times.activities] == [4, -2, 4, -2, 2, 4, -2, -2]
    assert len(critical_paths(network, times)) == 1
    assert compute_times(network, planned=20).activities[7].free_float == 4


@pytest.mark.parametrize(
    ("kind", "lag", "finish", "lags"),
    [
        (FS, 0, 9, 0),
        (FS, 2, 11, 1),
        (FS, -1, 8, 0),
        (FS, -5, 5, 0),
        (SS, 0, 5, 0),
        (SS, 2, 6, 0),
        (SS, 7, 11, 1),
        (FF, 0, 5, 0),
        (FF, 3, 8, 0),
        (FF, 6, 11, 1),
        (FF, -5, 5, 0),
        (SF, 3, 5, 0),
        (SF, 6, 6, 0),
        (SF, 11, 11, 1),
    ],
)
def test_each_link_type_becomes_pieces_and_time_distances(kind: int, lag: int, finish: int, lags: int) -> None:
    """A of five days, B of four; the dates are those of the definitions."""
    network = to_arrows([5, 4], [(0, 1, kind, lag)])
    times = compute_times(network)
    assert times.finish == finish
    assert len(lines(network, ArrowKind.LAG)) == lags
    for row, days in enumerate((5, 4)):
        assert sum(network.arrows[i].duration for i in network.parts[row]) == days
    assert not network.problems


def test_a_lead_beyond_every_start_is_told_and_left_out() -> None:
    network = to_arrows([5, 4], [(0, 1, FS, -10)])
    assert [(p.code, p.link, p.params) for p in network.problems] == [("lead_too_long", 0, {"over": 1})]
    assert "提前量" in problem_text(network.problems[0], "zh-CN")
    assert "lead of link 1" in problem_text(network.problems[0], "en")


def test_a_loop_is_named_in_order() -> None:
    with pytest.raises(ArrowError) as caught:
        to_arrows([1] * 5, [(0, 1), (1, 2), (2, 3), (3, 1), (3, 4)])
    rows = caught.value.params["rows"]
    assert sorted(rows) == [1, 2, 3]
    assert all((a, b) in {(1, 2), (2, 3), (3, 1)} for a, b in zip(rows, (*rows[1:], rows[0]), strict=True))
    names = ["甲", "乙", "丙", "丁", "戊"]
    assert "依赖成环" in error_text(caught.value, "zh-CN", names)
    assert "“乙”" in error_text(caught.value, "zh-CN", names)
    assert error_text(caught.value, "en").startswith("Links run in a circle")


@pytest.mark.parametrize(
    ("durations", "links", "code"),
    [([-1], [], "bad_duration"), ([1], [(0, 3)], "bad_link"), ([1, 1], [(0, 1, 7, 0)], "bad_link")],
)
def test_bad_input_is_refused_with_a_reason(durations: list[int], links: list[tuple[int, ...]], code: str) -> None:
    with pytest.raises(ArrowError) as caught:
        to_arrows(durations, links)
    assert caught.value.code == code
    assert error_text(caught.value, "en")
    assert error_text(caught.value, "zh-CN")


def test_nothing_gives_nothing() -> None:
    network = to_arrows([])
    assert (network.n_events, network.arrows, network.dummies) == (0, (), 0)
    assert compute_times(network).finish == 0


def test_a_plan_with_summaries_lags_and_two_calendars() -> None:
    """Summary 0 holds 1 and 2; 3 follows the summary; 4 follows 3 after one elapsed day; 5 is inactive."""
    network = plan(
        [0, WORKDAY, 2 * WORKDAY, WORKDAY, WORKDAY, WORKDAY],
        [(0, 3), (3, 4, FS, 1440, 1), (0, 4, SS, 0), (1, 2, FS, 5000, 2), (3, 5)],
        calendars=[FIVE_DAYS, SIX_DAYS],
        calendar=[0, 0, 1, 0, 0, 0],
        parent=[-1, 0, 0, -1, -1, -1],
        active=[True] * 5 + [False],
    )
    arrows, rows = plan_to_arrows(network)
    assert rows == (1, 2, 3, 4)
    assert sorted(p.code for p in arrows.problems) == ["elapsed_lag", "several_calendars", "summary_link"]
    assert all(problem_text(p, lang) for p in arrows.problems for lang in ("zh-CN", "en"))
    week_share = round(1440 * 2400 / 10080)
    assert compute_times(arrows).finish == WORKDAY + WORKDAY // 2 + 2 * WORKDAY + WORKDAY + week_share + WORKDAY
    assert {arrow.link for arrow in arrows.arrows if arrow.kind == ArrowKind.LAG} == {1, 3}
