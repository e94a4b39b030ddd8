"""Two revisions compared: the split adds up, depends on no order, and is nobody's when nothing changed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest
from forensic_plans import DAY, SIX_DAYS, START, Drawn, Row, drawn_plans, instants, leaf_columns
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from plans import FIVE_DAYS, FS, WORKDAY, at, plan

from linkspan.engines.forensic import GROUPS, ForensicError, Movement, PlanInput, compare
from linkspan.engines.forensic.align import Pair
from linkspan.engines.forensic.mixture import Mixer
from linkspan.engines.forensic.shapley import shares, whole
from linkspan.engines.network import NO_TIME, Network, NetworkCycle, compute


def revision(network: Network, names: list[str], label: str = "") -> PlanInput:
    return PlanInput(network, tuple(range(len(names))), names=tuple(names), label=label)


def split(movement: Movement) -> dict[str, float]:
    """Days by group, those without left out."""
    return {share.group: share.days for share in movement.split if share.minutes or share.exact}


BASE = [3, 4, 2, 1]
NAMES = ["采购", "安装", "开发", "验收"]
LINKS = [(0, 1, FS, WORKDAY), (2, 3, FS, 0), (1, 3, FS, 0)]


def base(durations: list[int] = BASE, links: list[tuple[int, int, int, int]] = LINKS, **columns: object) -> Network:
    return plan([d * WORKDAY for d in durations], links, **columns)


OLD = revision(base(), NAMES, "基线")


def test_one_task_grows_by_two_days() -> None:
    movement = compare(OLD, revision(base([3, 6, 2, 1]), NAMES), lang="zh-CN")
    assert movement.days == 2
    assert split(movement) == {"duration": 2}
    share = next(s for s in movement.split if s.group == "duration")
    assert [(row.name, row.days, row.text) for row in share.rows] == [("安装", 2, "“安装”的工期变化使日期推迟 2 天")]
    assert [change.text for change in movement.changes] == ["“安装”工期：4 天 → 6 天"]
    assert movement.sentence == ("项目完成日期从 2026-07-16 17:00 到 2026-07-20 17:00，推迟 2 天：工期推迟 2 天。")
    assert movement.elapsed_minutes == 4 * DAY  # a weekend lies between


def test_several_groups_each_get_their_days() -> None:
    columns = {"constraint": [0, 0, 0, 4], "constraint_date": [NO_TIME] * 3 + [at("2026-07-24T08:00")]}
    new = base([3, 6, 2, 1], [(0, 1, FS, 0), (2, 3, FS, 0), (1, 3, FS, 0)], **columns)
    movement = compare(OLD, revision(new, NAMES), lang="en")
    assert movement.days == 6
    # The constraint holds the finish whatever the others do; they share what they do without it.
    assert sum(split(movement).values()) == 6
    assert split(movement)["logic"] < 0 < split(movement)["duration"]
    assert split(movement)["constraint"] > 5
    assert {change.what for change in movement.changes} == {"link", "duration", "constraint"}
    texts = [change.text for change in movement.changes]
    assert "“安装” link: “采购” → “安装” FS +1 day → “采购” → “安装” FS" in texts
    assert "“验收” constraint: as soon as possible → start no earlier than 2026-07-24 08:00" in texts


def test_a_task_put_between_two_others_is_scope_and_nothing_else() -> None:
    links = [(0, 4, FS, WORKDAY), (4, 1, FS, 0), (2, 3, FS, 0), (1, 3, FS, 0)]
    movement = compare(OLD, revision(base([3, 4, 2, 1, 5], links), [*NAMES, "到货检验"]), lang="zh-CN")
    assert split(movement) == {"scope": 5}
    share = movement.split[GROUPS.index("scope")]
    assert ("到货检验", 5) in [(row.name, row.days) for row in share.rows]
    assert "新增任务“到货检验”（5 天）" in [change.text for change in movement.changes]
    back = compare(revision(base([3, 4, 2, 1, 5], links), [*NAMES, "到货检验"]), OLD, lang="en")
    assert split(back) == {"scope": -5}
    assert "task “到货检验” removed (5 days)" in [change.text for change in back.changes]


def test_progress_and_data_date_are_one_group() -> None:
    from linkspan.engines.network import Options

    status = Options(data_date=at("2026-07-10T17:00"))
    new = base(actual_start=[at("2026-07-08T08:00")] + [NO_TIME] * 3, percent=[0.0, 0, 0, 0], options=status)
    movement = compare(OLD, revision(new, NAMES), lang="zh-CN")
    assert split(movement) == {"progress": movement.days}
    assert movement.days == 5  # nothing is done by Friday evening
    assert "数据日期" in " ".join(change.text for change in movement.changes)


def test_calendar_and_logic_by_row() -> None:
    new = base(calendars=[FIVE_DAYS, SIX_DAYS], calendar=[0, 1, 0, 0])
    movement = compare(OLD, revision(new, NAMES), lang="zh-CN")
    assert set(split(movement)) == {"calendar"}
    assert [row.name for row in movement.split[GROUPS.index("calendar")].rows] == ["安装"]
    assert movement.changes[0].text == "“安装”日历：5x8 → 6x8"


def test_a_chosen_row_and_date() -> None:
    new = revision(base([3, 6, 2, 1]), NAMES)
    assert compare(OLD, new, target=1, date="start").minutes == 0
    assert compare(OLD, new, target=1).days == 2
    assert compare(OLD, new, target=2, date="late_finish").days == 2


def test_identical_revisions_have_no_movement_and_no_changes() -> None:
    movement = compare(OLD, revision(base(), NAMES), lang="en")
    assert (movement.minutes, movement.changes, movement.computations) == (0, (), 2)
    assert all(share.minutes == 0 and share.exact == 0 and not share.rows for share in movement.split)
    assert movement.sentence == "The project's finish has not moved: 2026-07-16 17:00."


def test_changes_that_cancel_out_are_told() -> None:
    movement = compare(OLD, revision(base([3, 5, 2, 1], [(0, 1, FS, 0), *LINKS[1:]]), NAMES), lang="en")
    assert split(movement) == {"logic": -1, "duration": 1}
    assert "cancel out: logic 1 day earlier; durations 1 day later" in movement.sentence


def test_refusals_name_the_revision_in_both_languages() -> None:
    other = PlanInput(base(), tuple("abcd"), label="新版")
    with pytest.raises(ForensicError) as nothing:
        compare(OLD, other)
    assert "“基线”与“新版”没有一个共同的任务编号" in nothing.value.text("zh-CN")
    assert nothing.value.text("en").startswith("“基线” and “新版” have not one task id in common")
    looped = revision(base(links=[(0, 1, FS, 0), (1, 0, FS, 0)]), NAMES, "新版")
    with pytest.raises(ForensicError) as cycle:
        compare(OLD, looped)
    assert cycle.value.code == "cycle"
    assert cycle.value.text("zh-CN") == "“新版”：依赖成环：“采购” → “安装” → “采购”；请删除其中一条依赖。"
    assert cycle.value.text("en").startswith("“新版”: Links run in a circle")
    with pytest.raises(ForensicError) as unknown:
        compare(OLD, revision(base(), NAMES), target=99)
    assert unknown.value.text("zh-CN") == "“基线”中没有编号为 99 的任务；请核对编号。"
    with pytest.raises(ForensicError) as twice:
        PlanInput(base(), (1, 2, 2, 3))
    assert twice.value.text("en") == "Task id 2 occurs twice in the plan; correct the ids first."


# -- the split itself --------------------------------------------------------------------------------------------------


@settings(max_examples=100)
@given(st.integers(0, 5), st.data())
def test_shares_are_the_mean_over_all_orders(n: int, data: st.DataObject) -> None:
    groups = list(GROUPS[:n])
    values: dict[frozenset[str], int] = {}

    def value(chosen: frozenset[str]) -> int:
        if chosen not in values:
            values[chosen] = data.draw(st.integers(-1000, 1000))
        return values[chosen]

    found = shares(groups, value)
    orders = list(permutations(groups))
    for group in groups:
        total = sum(
            value(frozenset(order[: order.index(group) + 1])) - value(frozenset(order[: order.index(group)]))
            for order in orders
        )
        assert found[group] == Fraction(total, len(orders))


@given(st.lists(st.fractions(min_value=-50, max_value=50, max_denominator=60), min_size=1, max_size=6))
def test_whole_shares_add_up_and_negate(exact: list[Fraction]) -> None:
    total = round(sum(exact))
    exact[-1] += total - sum(exact)
    found = whole(exact, total)
    assert sum(found) == total
    assert all(abs(a - b) < 2 for a, b in zip(found, exact, strict=True))
    assert whole([-x for x in exact], -total) == [-x for x in found]


# -- on random pairs ---------------------------------------------------------------------------------------------------


def edited(draw: st.DrawFn, drawn: Drawn, group: str) -> Drawn:
    """A few changes in one group."""
    leaves = [number for number, row in enumerate(drawn.rows) if row.uid < 100]
    number = draw(st.sampled_from(leaves))
    columns = drawn.rows[number].columns
    if group == "duration":
        return drawn.with_row(number, duration=draw(st.integers(0, 40)) * 120)
    if group == "progress":
        begun = draw(instants(0, 12))
        done = draw(st.sampled_from([NO_TIME, begun + 3000]))
        drawn = replace(drawn, data_date=draw(st.sampled_from([NO_TIME, START + 5 * DAY])))
        return drawn.with_row(number, actual_start=begun, actual_finish=done, percent=float(draw(st.integers(0, 90))))
    if group == "calendar":
        return drawn.with_row(number, calendar=1 - columns["calendar"])
    if group == "constraint":
        drawn = replace(drawn, start=draw(st.sampled_from([START, START + 2 * DAY])))
        return drawn.with_row(number, constraint=draw(st.integers(2, 7)), constraint_date=draw(instants()))
    if group == "logic":
        links = draw(st.lists(st.sampled_from(drawn.links), unique=True)) if drawn.links else []
        uids = sorted(drawn.rows[n].uid for n in leaves)
        a, b = draw(st.sampled_from(uids)), draw(st.sampled_from(uids))
        extra = [(min(a, b), max(a, b), draw(st.integers(0, 3)), 0)] if a != b else []
        return replace(drawn, links=tuple(dict.fromkeys([*links, *extra])))
    assert group == "scope"
    if len(leaves) > 1 and draw(st.booleans()):
        gone = drawn.rows[number].uid
        kept = tuple(row for row in drawn.rows if row.uid != gone)
        if any(row.uid >= 100 for row in kept) and not any(row.parent for row in kept):
            return drawn
        return replace(drawn, rows=kept, links=tuple(k for k in drawn.links if gone not in k[:2]))
    uid = draw(st.integers(50, 60))
    if any(row.uid == uid for row in drawn.rows):
        return drawn
    before = drawn.rows[number].uid
    after = [row.uid for row in drawn.rows if before < row.uid < 50]
    links = [(before, uid, FS, 0)] + ([(uid, draw(st.sampled_from(after)), FS, 0)] if after else [])
    return replace(drawn, rows=(*drawn.rows, Row(uid, None, draw(leaf_columns()))), links=(*drawn.links, *links))


@st.composite
def pairs(draw: st.DrawFn, *, groups: tuple[str, ...] = GROUPS, most: int = 4) -> tuple[Drawn, Drawn]:
    old = draw(drawn_plans(most=7))
    new = old
    for _ in range(draw(st.integers(1, most))):
        new = edited(draw, new, draw(st.sampled_from(groups)))
    return old, new


def computable(*drawn: Drawn) -> None:
    """Links below and above one summary may close a loop; such plans have no dates."""
    for one in drawn:
        try:
            compute(one.network())
        except NetworkCycle:
            assume(False)


def in_total(movement: Movement) -> tuple[int, int]:
    return sum(s.minutes for s in movement.split), sum(s.elapsed_minutes for s in movement.split)


@settings(max_examples=120, deadline=None)
@given(pairs(), st.data())
def test_the_split_adds_up_to_the_movement_and_negates_when_swapped(
    drawn: tuple[Drawn, Drawn], data: st.DataObject
) -> None:
    old, new = drawn
    computable(old, new)
    common = [row.uid for row in old.rows if any(row.uid == other.uid for other in new.rows)]
    assume(common)
    target = data.draw(st.sampled_from([None, *common]))
    there, back = (compare(a.plan("a"), b.plan("b"), target=target) for a, b in ((old, new), (new, old)))
    assert in_total(there) == (there.minutes, there.elapsed_minutes)
    assert there.elapsed_minutes == there.after - there.before
    assert (there.minutes, there.before, there.after) == (-back.minutes, back.after, back.before)
    for one, other in zip(there.split, back.split, strict=True):
        assert (one.group, one.minutes, one.exact) == (other.group, -other.minutes, -other.exact)
        assert sorted((str(r.uid), r.minutes) for r in one.rows) == sorted((str(r.uid), -r.minutes) for r in other.rows)
    assert there.change_count == back.change_count


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(GROUPS), st.data())
def test_a_pair_that_differs_in_one_group_gives_it_all(group: str, data: st.DataObject) -> None:
    old, new = data.draw(pairs(groups=(group,)))
    computable(old, new)
    assume({row.uid for row in old.rows} & {row.uid for row in new.rows})
    movement = compare(old.plan(), new.plan())
    assert [s.minutes for s in movement.split if s.group == group] == [movement.minutes]
    assert {change.group for change in movement.changes} <= {group}
    assert bool(movement.changes) == bool(Pair(old.plan(), new.plan()).groups)


@settings(max_examples=120, deadline=None)
@given(pairs())
def test_mixtures_of_all_or_no_groups_are_the_revisions_themselves(drawn: tuple[Drawn, Drawn]) -> None:
    old, new = drawn
    computable(old, new)
    assume({row.uid for row in old.rows} & {row.uid for row in new.rows})
    pair = Pair(old.plan(), new.plan())
    mixer = Mixer(pair)
    for groups, one in ((frozenset(), old), (frozenset(GROUPS), new)):
        mixture, result = mixer.mix(groups), compute(one.network())
        for name in ("start", "finish", "late_start", "late_finish", "total_float"):
            assert getattr(mixture.dated.result, name).tolist() == getattr(result, name).tolist()
        assert mixture.cut == 0


@settings(max_examples=100, deadline=None)
@given(drawn_plans())
def test_a_revision_compared_with_itself_is_all_zero(drawn: Drawn) -> None:
    movement = compare(drawn.plan(), drawn.plan())
    assert in_total(movement) == (0, 0)
    assert movement.changes == ()
    assert all(share.exact == 0 for share in movement.split)


def test_a_loop_that_only_a_mixture_has_is_opened() -> None:
    """The old plan runs 1 -> x -> 2, the new one 2 -> 1 without x: new logic with the old scope is a loop."""
    rows = tuple(Row(uid, None, {"duration": WORKDAY}) for uid in (1, 2, 50))
    old = Drawn(rows, ((1, 50, FS, 0), (50, 2, FS, 0)))
    new = Drawn(rows[:2], ((2, 1, FS, 0),))
    movement = compare(old.plan(), new.plan())
    assert movement.days == -1
    assert sum(share.exact for share in movement.split) == movement.minutes
    assert movement.cut > 0
