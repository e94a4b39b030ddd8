"""Rows: nothing without an actor, nothing unfiltered outside an action, only what lies under a grant."""

import pytest

from linkspan.kernel.access.actor import NOBODY, SYSTEM, Actor, HeldGrant, acting_as, elevated
from linkspan.kernel.access.rows import row_filter
from linkspan.kernel.actions import write
from linkspan.kernel.errors import NoActor
from linkspan.modules.portfolio.models import Membership, Project
from linkspan.modules.schedule.models import Baseline, Task, WorkCalendar
from world import make_person, make_project

VIEW = frozenset({"schedule.view", "project.view", "calendar.view", "identity.view"})


def actor(*paths, own=(), party=None):
    grants = tuple(HeldGrant(path, VIEW) for path in paths) + tuple(
        HeldGrant(path, VIEW, own_party_only=True) for path in own
    )
    return Actor(user_id=1, name="x", party_id=party, grants=grants)


def names(rows):
    return sorted(str(row) for row in rows)


def test_a_query_outside_an_actor_raises(world):
    for model in (Task, Project, WorkCalendar):
        with pytest.raises(NoActor):
            model.objects.count()


def test_unfiltered_rows_are_closed_to_a_request(world):
    with acting_as(world.actor("manager")), pytest.raises(NoActor):
        Task.rows.count()
    with pytest.raises(NoActor):
        Task.rows.count()
    with acting_as(SYSTEM):
        assert Task.rows.count() == len(world.tasks) + len(world.tasks_b)
    with acting_as(world.actor("manager")), elevated():
        assert Task.rows.count() == len(world.tasks) + len(world.tasks_b)


def test_an_actor_sees_what_lies_under_its_prefixes(world):
    with acting_as(world.actor("manager")):
        assert set(Task.objects.values_list("pk", flat=True)) == set(world.tasks.values())
        assert names(Project.objects.all()) == [str(world.a)]
    with acting_as(world.actor("admin")):
        assert Task.objects.count() == len(world.tasks) + len(world.tasks_b)
    with acting_as(NOBODY):
        assert not Task.objects.exists()
    with acting_as(world.actor("nobody")):
        assert not Task.objects.exists()


def test_a_path_is_no_prefix_of_a_longer_number(world):
    """/o1/p1/ must not open /o1/p10/."""
    first = make_project(world.organisation, "P1", world.calendar)
    Project._base_manager.filter(pk=first.pk).update(scope_path=f"{world.a.scope_path[:-1]}0/")
    with acting_as(world.actor("manager")):
        assert names(Project.objects.all()) == [str(world.a)]


def test_the_verb_counts_not_the_place_alone(world):
    viewer = world.actor("viewer")
    with acting_as(viewer):
        assert Task.objects.visible(viewer, "schedule.view").count() == len(world.tasks)
        assert Task.objects.visible(viewer, "schedule.edit").count() == 0


def test_a_vendor_sees_the_rows_of_its_own_party(world):
    with acting_as(world.actor("vendor")):
        assert list(Task.objects.values_list("pk", flat=True)) == [world.tasks["t2"]]
        assert list(Membership.objects.values_list("user__username", flat=True)) == ["vendor"]
        assert list(Project.objects.distinct().values_list("code", flat=True)) == ["ALPHA"]
        assert not Baseline.objects.exists()


def test_a_vendor_without_a_party_sees_nothing(world):
    lost = make_person(world.organisation, "lost", role="vendor", place=world.a)
    with acting_as(SYSTEM):
        Task.rows.filter(pk=world.tasks["t5"]).update(owner=lost)
    from linkspan.kernel.access.loading import actor_for

    with acting_as(actor_for(lost)):
        assert not Task.objects.exists()


def test_calendars_are_shared_downward_and_nothing_else(world):
    with acting_as(world.actor("manager")):
        assert list(WorkCalendar.objects.values_list("pk", flat=True)) == [world.calendar.pk]
        assert not Project.objects.filter(pk=world.b.pk).exists()
    inside = actor(f"{world.a.scope_path}w1/")
    with acting_as(inside):
        assert WorkCalendar.objects.filter(pk=world.calendar.pk).exists()
    with acting_as(NOBODY):
        assert not WorkCalendar.objects.exists()


def test_sharing_downward_is_for_reading(world):
    manager = world.actor("manager")
    with acting_as(manager):
        assert not WorkCalendar.objects.visible(manager, "calendar.edit").filter(pk=world.calendar.pk).exists()


def test_a_condition_without_any_right_matches_nothing(world):
    assert Task._base_manager.count() > 0
    assert not Task._base_manager.filter(row_filter(Task, NOBODY, "schedule.view")).exists()


def test_prefixes_are_the_outermost_only():
    held = actor("/o1/", "/o1/p2/", "/o2/p3/")
    assert held.prefixes("schedule.view") == ("/o1/", "/o2/p3/")
    assert held.prefixes("schedule.edit") == ()


def test_own_party_grants_open_nothing_whole():
    vendor = actor(own=("/o1/p1/",), party=7)
    assert not vendor.may("schedule.view", "/o1/p1/")
    assert vendor.verbs_at("/o1/p1/") == frozenset()
    assert vendor.own_party_prefixes("schedule.view") == ("/o1/p1/",)
    assert actor(own=("/o1/p1/",)).own_party_prefixes("schedule.view") == ()


def test_no_write_outside_an_action(world):
    task = Task._base_manager.get(pk=world.tasks["t1"])
    before = task.name
    with acting_as(world.actor("admin")):
        for attempt in (
            lambda: write.create(Task(project=world.a, position=1, name="x")),
            lambda: write.create_many([Task(project=world.a, position=1, name="x")]),
            lambda: write.update(task, name="x"),
            lambda: write.touch(task),
            lambda: write.delete_many([task]),
            lambda: write.emit("x.y", "/"),
            lambda: write.describe("x"),
            lambda: Task.objects.update(name="x"),
            lambda: Task.objects.filter(pk=task.pk).update(name="x"),
            lambda: Task.objects.all().delete(),
        ):
            with pytest.raises(NoActor):
                attempt()
    assert Task._base_manager.get(pk=task.pk).name == before
    assert Task._base_manager.count() == len(world.tasks) + len(world.tasks_b)


def test_a_bulk_update_outside_an_action_raises(world):
    task = write.remember(Task._base_manager.get(pk=world.tasks["t1"]), ["name"])
    task.name = "x"
    with acting_as(world.actor("admin")), pytest.raises(NoActor):
        write.update_many([task], ["name"])


def test_rows_are_never_deleted_by_a_queryset(world):
    with acting_as(SYSTEM), pytest.raises(NoActor):
        Task.rows.all().delete()


def test_an_actor_ends_with_its_block(world):
    with acting_as(world.actor("manager")):
        with acting_as(world.actor("viewer")) as inner:
            assert inner.name == "Viewer"
        assert Task.objects.exists()
    with pytest.raises(NoActor):
        Task.objects.exists()
