"""Three-way merge: what is taken, kept, in conflict; nothing is lost and nothing is decided over anybody's head."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkspan.engines.calendar import CalendarException
from linkspan.engines.interchange.merge import Merge, merge
from linkspan.engines.interchange.model import (
    STANDARD_WEEK,
    AssignmentEntry,
    CalendarEntry,
    LinkEntry,
    ProjectHeader,
    ResourceEntry,
    ScheduleFile,
    TaskEntry,
)
from linkspan.engines.interchange.resolve import default_side, resolve


def plan() -> ScheduleFile:
    """Two summaries with two tasks each, a chain, two calendars, a resource."""
    file = ScheduleFile("MSPDI", ProjectHeader("迁移", start=29_722_080, calendar_uid=1))
    file.calendars = [CalendarEntry(1, "标准", week=list(STANDARD_WEEK)), CalendarEntry(2, "夜班", base_uid=1)]
    rows = [(10, None, 2), (11, 10, 0), (12, 10, 0), (20, None, 2), (21, 20, 0), (22, 20, 0)]
    for number, (uid, parent, kind) in enumerate(rows, start=1):
        level = 1 if parent is None else 2
        file.tasks.append(TaskEntry(uid, number, f"T{uid}", f"{uid}", level, parent, kind, duration=0 if kind else 960))
    file.links = [LinkEntry(11, 12), LinkEntry(12, 21, lag=60), LinkEntry(21, 22, 1)]
    file.resources = [ResourceEntry(5, 1, "李工", calendar_uid=2)]
    file.assignments = [AssignmentEntry(1, 11, 5, work=960)]
    return file


def task(file: ScheduleFile, uid: int) -> TaskEntry:
    return next(entry for entry in file.tasks if entry.uid == uid)


def drop(file: ScheduleFile, uid: int) -> None:
    """Remove a task as its program does: with its links and assignments."""
    file.tasks = [entry for entry in file.tasks if entry.uid != uid]
    file.links = [link for link in file.links if uid not in (link.pred_uid, link.succ_uid)]
    file.assignments = [entry for entry in file.assignments if entry.task_uid != uid]


def add(file: ScheduleFile, uid: int, parent: int, behind: int) -> None:
    place = next(number for number, entry in enumerate(file.tasks) if entry.uid == behind)
    file.tasks.insert(place + 1, TaskEntry(uid, 0, f"T{uid}", f"{uid}", 2, parent, duration=480))
    for number, entry in enumerate(file.tasks, start=1):
        entry.row_id = number


def outcomes(merged: Merge) -> dict[tuple[str, tuple[Any, ...], str], str]:
    return {change.name: change.outcome for change in merged.changes if change.field != "row_id"}


# -- field by field ----------------------------------------------------------------------------------------------------
def test_fields_of_one_side_are_taken_or_kept_and_both_differently_is_a_conflict() -> None:
    base, ours, theirs = plan(), plan(), plan()
    task(ours, 11).duration, task(ours, 12).name, task(ours, 21).name = 480, "ours", "both"
    task(theirs, 11).name, task(theirs, 12).name, task(theirs, 21).name = "new", "theirs", "both"
    merged = merge(base, ours, theirs)
    assert outcomes(merged) == {
        ("tasks", (11,), "name"): "taken",
        ("tasks", (11,), "duration"): "kept",
        ("tasks", (12,), "name"): "conflict",
        ("tasks", (21,), "name"): "same",
    }
    found = resolve(merged)
    assert (task(found, 11).name, task(found, 11).duration) == ("new", 480)
    assert task(found, 12).name == "ours", "nobody's edit is overwritten unasked"
    chosen = {("tasks", (12,), "name"): "theirs", ("tasks", (11,), "duration"): "theirs"}
    found = resolve(merged, chosen)
    assert (task(found, 12).name, task(found, 11).duration) == ("theirs", 960)


def test_computed_dates_are_taken_without_a_question() -> None:
    base, ours, theirs = plan(), plan(), plan()
    task(ours, 11).stored.start, task(theirs, 11).stored.start = 29_722_081, 29_722_082
    merged = merge(base, ours, theirs)
    assert not merged.conflicts
    assert task(resolve(merged), 11).stored.start == 29_722_082


def test_links_by_their_rows_and_by_type_where_there_are_several() -> None:
    base, ours, theirs = plan(), plan(), plan()
    ours.links[0].lag = 120
    theirs.links[0].type = 1
    theirs.links[1].lag = 90
    ours.links.append(LinkEntry(11, 21, 2))
    theirs.links.append(LinkEntry(21, 22, 2))
    merged = merge(base, ours, theirs)
    assert outcomes(merged) == {
        ("links", (11, 12), "lag"): "kept",
        ("links", (11, 12), "type"): "taken",
        ("links", (12, 21), "lag"): "taken",
        ("links", (11, 21), ""): "kept",
        ("links", (21, 22, 2), ""): "taken",
    }
    assert sorted((x.pred_uid, x.succ_uid, x.type, x.lag) for x in resolve(merged).links) == [
        (11, 12, 1, 120),
        (11, 21, 2, 0),
        (12, 21, 0, 90),
        (21, 22, 1, 0),
        (21, 22, 2, 0),
    ]


def test_calendars_resources_assignments_and_the_project() -> None:
    base, ours, theirs = plan(), plan(), plan()
    ours.calendars[0].exceptions = [CalendarException(20_640, 20_640, ())]
    theirs.calendars[0].exceptions = [CalendarException(20_641, 20_641, ())]
    theirs.resources[0].name = "王工"
    ours.assignments[0].units = 0.5
    theirs.assignments.append(AssignmentEntry(2, 12, 5))
    theirs.project.status_date = 29_723_000
    merged = merge(base, ours, theirs)
    assert [change.name for change in merged.conflicts] == [("calendars", (1,), "exceptions")]
    found = resolve(merged)
    assert (found.resources[0].name, found.assignments[0].units, len(found.assignments)) == ("王工", 0.5, 2)
    assert found.project.status_date == 29_723_000
    assert found.calendars[0].exceptions == ours.calendars[0].exceptions


# -- rows --------------------------------------------------------------------------------------------------------------
def test_rows_added_on_both_sides_keep_their_places() -> None:
    base, ours, theirs = plan(), plan(), plan()
    add(ours, 31, 10, 11)
    add(theirs, 32, 20, 22)
    merged = merge(base, ours, theirs)
    found = resolve(merged)
    assert [entry.uid for entry in found.tasks] == [10, 11, 31, 12, 20, 21, 22, 32]
    assert [entry.row_id for entry in found.tasks] == list(range(1, 9))
    assert {change.kind for change in merged.changes if change.field == ""} == {"added"}


def test_a_row_that_both_added_under_one_number_is_compared_field_by_field() -> None:
    base, ours, theirs = plan(), plan(), plan()
    add(ours, 31, 10, 11)
    add(theirs, 31, 10, 11)
    assert not merge(base, ours, theirs).conflicts
    task(theirs, 31).name = "other"
    assert [change.name for change in merge(base, ours, theirs).conflicts] == [("tasks", (31,), "name")]


@pytest.mark.parametrize(
    "work",
    [
        lambda file: setattr(task(file, 12), "duration", 60),
        lambda file: file.links.append(LinkEntry(12, 22)),
        lambda file: setattr(file.links[0], "lag", 480),
        lambda file: file.assignments.append(AssignmentEntry(9, 12, 5)),
        lambda file: add(file, 31, 12, 12),
    ],
)
@pytest.mark.parametrize("we_remove", [True, False])
def test_a_row_removed_by_one_and_worked_with_by_the_other_is_a_conflict(work: Any, we_remove: bool) -> None:
    base, removed, worked = plan(), plan(), plan()
    drop(removed, 12)
    work(worked)
    merged = merge(base, removed, worked) if we_remove else merge(base, worked, removed)
    name = ("tasks", (12,), "")
    assert outcomes(merged)[name] == "conflict"
    keep, leave = ("theirs", "ours") if we_remove else ("ours", "theirs")
    assert 12 in {entry.uid for entry in resolve(merged, {name: keep}).tasks}
    without = resolve(merged, {name: leave})
    uids = {entry.uid for entry in without.tasks}
    assert 12 not in uids
    assert all({link.pred_uid, link.succ_uid} <= uids for link in without.links)
    assert all(entry.task_uid in uids for entry in without.assignments)
    assert all(entry.parent_uid in uids | {None} for entry in without.tasks)


def test_a_removed_row_that_nobody_edited_goes_with_its_links() -> None:
    base, ours, theirs = plan(), plan(), plan()
    drop(theirs, 12)
    merged = merge(base, ours, theirs)
    assert not merged.conflicts
    assert resolve(merged) == theirs


def test_a_calendar_that_is_gone_gives_way() -> None:
    base, ours, theirs = plan(), plan(), plan()
    theirs.calendars.pop()
    theirs.resources[0].calendar_uid = None
    task(ours, 11).calendar_uid = 2
    merged = merge(base, ours, theirs)
    assert outcomes(merged)["calendars", (2,), ""] == "conflict"
    assert task(resolve(merged), 11).calendar_uid == 2
    assert task(resolve(merged, {("calendars", (2,), ""): "theirs"}), 11).calendar_uid is None


def test_children_of_a_removed_summary_move_up_and_outlines_stay_outlines() -> None:
    base, ours, theirs = plan(), plan(), plan()
    task(ours, 12).name = "kept"
    for uid in (10, 11, 12):
        drop(theirs, uid)
    found = resolve(merge(base, ours, theirs), {("tasks", (10,), ""): "theirs"})
    assert [(entry.uid, entry.parent_uid, entry.outline_level) for entry in found.tasks][:2] == [
        (12, None, 1),
        (20, None, 1),
    ]


def test_two_moves_that_would_make_a_circle_do_not() -> None:
    base, ours, theirs = plan(), plan(), plan()
    task(ours, 10).parent_uid, task(ours, 10).outline_level = 20, 2
    task(theirs, 20).parent_uid, task(theirs, 20).outline_level = 10, 2
    found = resolve(merge(base, ours, theirs))
    assert sorted(entry.uid for entry in found.tasks) == [10, 11, 12, 20, 21, 22]
    assert all(entry.outline_level >= 1 for entry in found.tasks)


def test_a_choice_that_names_no_change_is_refused() -> None:
    with pytest.raises(KeyError):
        resolve(merge(plan(), plan(), plan()), {("tasks", (11,), "name"): "ours"})


def test_the_unread_rest_follows_its_rows() -> None:
    base, ours, theirs = plan(), plan(), plan()
    for file in (base, ours, theirs):
        file.rest.format = "MSPDI"
        file.rest.rows["Task"] = {11: {"xml": "<A/>"}, 12: {"xml": "<B/>"}}
    theirs.rest.rows["Task"][11] = {"xml": "<A>2</A>"}
    task(ours, 12).duration = 60
    drop(theirs, 12)
    del theirs.rest.rows["Task"][12]
    found = resolve(merge(base, ours, theirs))
    assert found.rest.rows["Task"] == {11: {"xml": "<A>2</A>"}, 12: {"xml": "<B/>"}}


# -- properties --------------------------------------------------------------------------------------------------------
def edit(file: ScheduleFile, kind: int, pick: int, amount: int) -> None:
    """One edit as people make them; `pick` chooses the row."""
    uid = file.tasks[pick % len(file.tasks)].uid
    if kind == 0:
        task(file, uid).duration = amount
    elif kind == 1:
        task(file, uid).name = f"n{amount}"
    elif kind == 2:
        task(file, uid).constraint, task(file, uid).constraint_date = 4, 29_722_080 + amount
    elif kind == 3:
        below = [entry.uid for entry in file.tasks if uid in (entry.uid, entry.parent_uid)]
        add(file, 100 + amount, uid, below[-1])
        entry = task(file, 100 + amount)
        entry.parent_uid, entry.outline_level = task(file, uid).parent_uid, task(file, uid).outline_level
    elif kind == 4 and len(file.tasks) > 2 and not any(entry.parent_uid == uid for entry in file.tasks):
        drop(file, uid)
    elif kind == 5 and file.links:
        file.links[pick % len(file.links)].lag = amount
    elif kind == 6:
        file.calendars[pick % 2].exceptions = [CalendarException(20_000 + amount, 20_000 + amount, ())]
    elif kind == 7:
        file.project.title = f"t{amount}"


EDITS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 9), st.integers(0, 40)), max_size=6)


def edited(edits: list[tuple[int, int, int]], offset: int = 0) -> ScheduleFile:
    file = plan()
    used: set[int] = set()
    for kind, pick, amount in edits:
        if kind == 3 and amount in used:
            continue
        used.add(amount)
        edit(file, kind, pick, amount + offset)
    parents = {entry.parent_uid for entry in file.tasks}
    for entry in file.tasks:
        # What every reader does: a row is a summary exactly where it has children.
        entry.kind = 2 if entry.uid in parents else 0
    return file


@settings(max_examples=150, deadline=None)
@given(EDITS)
def test_one_side_alone_gives_that_side(edits: list[tuple[int, int, int]]) -> None:
    base, other = plan(), edited(edits)
    assert resolve(merge(base, base, other)) == other
    assert resolve(merge(base, other, base)) == other
    assert resolve(merge(base, other, other)) == other
    assert not merge(base, base, other).conflicts
    assert not merge(base, other, base).conflicts


@settings(max_examples=150, deadline=None)
@given(EDITS, EDITS)
def test_nothing_is_changed_in_the_files_and_no_row_is_lost(left: Any, right: Any) -> None:
    base, ours, theirs = plan(), edited(left), edited(right, 50)
    copies = deepcopy((base, ours, theirs))
    merged = merge(base, ours, theirs)
    found = resolve(merged)
    assert (base, ours, theirs) == copies
    uids = [entry.uid for entry in found.tasks]
    assert len(uids) == len(set(uids))
    old, mine, new = ({entry.uid for entry in file.tasks} for file in (base, ours, theirs))
    gone = (old - mine) | (old - new)
    assert (mine | new) - gone <= set(uids)
    disputed = {change.key[0] for change in merged.conflicts if change.table == "tasks" and change.field == ""}
    assert set(uids) <= ((mine | new) - gone) | disputed
    level = {entry.uid: entry.outline_level for entry in found.tasks}
    assert all(entry.parent_uid is None or level[entry.parent_uid] < entry.outline_level for entry in found.tasks)
    assert resolve(merged, {change.name: default_side(change) for change in merged.changes}) == found


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from((0, 1, 2)), st.integers(0, 40)), max_size=5),
    st.lists(st.tuples(st.sampled_from((0, 1, 2)), st.integers(0, 40)), max_size=5),
    st.integers(0, 5),
)
def test_edits_of_different_rows_commute(left: Any, right: Any, split: int) -> None:
    base, ours, theirs = plan(), plan(), plan()
    for kind, amount in left:
        edit(ours, kind, amount % (split or 1), amount)
    for kind, amount in right:
        edit(theirs, kind, split + amount % (6 - split), amount)
    merged = merge(base, ours, theirs)
    if split:
        assert not merged.conflicts
        assert resolve(merged) == resolve(merge(base, theirs, ours))


@settings(max_examples=100, deadline=None)
@given(EDITS, EDITS)
def test_all_choices_for_one_side_give_its_rows(left: Any, right: Any) -> None:
    base, ours, theirs = plan(), edited(left), edited(right, 50)
    merged = merge(base, ours, theirs)
    for side, file in (("ours", ours), ("theirs", theirs)):
        found = resolve(merged, {change.name: side for change in merged.changes})  # type: ignore[misc]
        for entry in file.tasks:
            same = task(found, entry.uid)
            assert (same.name, same.duration, same.constraint_date) == (
                entry.name,
                entry.duration,
                entry.constraint_date,
            )
        assert {entry.uid for entry in found.tasks} == {entry.uid for entry in file.tasks}
