"""Undo and redo: every row comes back, a later edit by somebody else is named and stands."""

import pytest

from linkspan.kernel.actions import Compensation, NoUndo, action, write
from linkspan.kernel.actions.models import ActionLog
from linkspan.kernel.actions.undo import describe, undo_action
from linkspan.kernel.errors import DomainError, Forbidden, NotFound, Stale
from linkspan.modules.schedule.models import Link, Task
from world import DAY, dump, run

# --- undo ---------------------------------------------------------------------------------------------------


def state_of(world):
    from world import plan_rows

    return plan_rows(world.a)


def test_a_compensation_adds_a_counter_entry_and_leaves_what_was_done(world):
    """As a reversal in accounting: the day's note stands, and the undo writes another beside it."""
    manager = world.actor("manager")

    def reverse(actor, task, log):
        write.update(task, notes=f"{task.notes} / reversed {log.params['names']}")

    @action("schedule.edit", phrase="Commented on %(names)s", undo=Compensation(reverse))
    def post_note(actor, task, *, note):
        write.update(task, notes=note)
        write.describe(names=note)

    task = Task._base_manager.get(pk=world.tasks["t1"])
    done = post_note(manager, task, note="ten hours")
    undone = undo_action(manager, done.log_id)
    assert Task._base_manager.get(pk=task.pk).notes == "ten hours / reversed ten hours"
    with pytest.raises(DomainError, match="already"):
        undo_action(manager, done.log_id)
    undo_action(manager, undone.log_id)
    assert Task._base_manager.get(pk=task.pk).notes == "ten hours"


def test_a_line_of_an_action_that_no_longer_exists_is_refused(world):
    done = run(world.a, {"op": "task.update", "id": world.tasks["t1"], "set": {"name": "x"}})
    ActionLog.objects.model._base_manager.filter(pk=done.log_id).update(action="gone.action")
    with pytest.raises(DomainError, match="no longer known"):
        undo_action(world.actor("manager"), done.log_id)


COMMANDS = {
    "update": lambda t: [{"op": "task.update", "id": t["t1"], "set": {"name": "x", "duration": DAY, "progress": 0.5}}],
    "create": lambda t: [{"op": "task.create", "name": "new", "parent": t["s1"], "after": t["t1"]}],
    "create with children": lambda t: [
        {"op": "task.create", "temp": "p", "name": "p"},
        {"op": "task.create", "name": "c", "parent": "p"},
        {"op": "link.create", "from": t["t1"], "to": "p"},
    ],
    "delete": lambda t: [{"op": "task.delete", "ids": [t["t2"]]}],
    "delete a section": lambda t: [{"op": "task.delete", "ids": [t["s1"]]}],
    "links": lambda t: [
        {"op": "link.create", "from": t["t5"], "to": t["m1"]},
        {"op": "task.predecessors", "id": t["t4"], "text": "#2SS+1d"},
    ],
    "outline": lambda t: [
        {"op": "task.move", "ids": [t["t5"]], "parent": t["s1"], "after": None},
        {"op": "task.indent", "ids": [t["t3"]]},
        {"op": "task.outdent", "ids": [t["t1"]]},
    ],
    "update then delete": lambda t: [
        {"op": "task.update", "id": t["t2"], "set": {"name": "y"}},
        {"op": "task.delete", "ids": [t["t2"]]},
    ],
    "create then delete": lambda t: [
        {"op": "task.create", "temp": "n", "name": "n"},
        {"op": "task.update", "id": t["t1"], "set": {"name": "z"}},
        {"op": "task.delete", "ids": ["n"]},
    ],
    "twice the same row": lambda t: [
        {"op": "task.update", "id": t["t1"], "set": {"name": "1"}},
        {"op": "task.update", "id": t["t1"], "set": {"name": "2"}},
    ],
}


@pytest.mark.parametrize("what", COMMANDS)
def test_undo_brings_every_row_back_and_redo_does_it_again(lasting_world, what):
    """With real commits, so that deferred foreign keys are checked."""
    world, manager = lasting_world, lasting_world.actor("manager")
    before = state_of(world)
    outcome = run(world.a, *COMMANDS[what](world.tasks), actor=manager)
    after = state_of(world)
    assert after != before
    undone = undo_action(manager, outcome.log_id)
    assert state_of(world) == before
    redone = undo_action(manager, undone.log_id)
    assert state_of(world) == after
    undo_action(manager, redone.log_id)
    assert state_of(world) == before
    assert describe(ActionLog.base_rows.get(pk=undone.log_id)).startswith("Undid: ")
    assert describe(ActionLog.base_rows.get(pk=redone.log_id)).startswith("Redid: ")


def test_undo_twice_is_refused(world):
    manager = world.actor("manager")
    outcome = run(world.a, *COMMANDS["update"](world.tasks), actor=manager)
    undo_action(manager, outcome.log_id)
    before = dump()
    with pytest.raises(DomainError) as caught:
        undo_action(manager, outcome.log_id)
    assert (caught.value.code, caught.value.status) == ("already_undone", 409)
    assert dump() == before


@pytest.mark.parametrize(
    "later",
    [
        lambda t: {"op": "task.update", "id": t["t1"], "set": {"name": "theirs"}},
        lambda t: {"op": "task.delete", "ids": [t["t1"]]},
    ],
)
def test_undo_after_a_later_edit_names_who_and_what(world, later):
    manager, admin = world.actor("manager"), world.actor("admin")
    outcome = run(world.a, {"op": "task.update", "id": world.tasks["t1"], "set": {"name": "mine"}}, actor=manager)
    other = run(world.a, later(world.tasks), actor=admin)
    before = dump()
    with pytest.raises(DomainError) as caught:
        undo_action(manager, outcome.log_id)
    assert (caught.value.code, caught.value.status) == ("undo_conflict", 409)
    assert "Admin" in str(caught.value)
    assert describe(ActionLog.base_rows.get(pk=other.log_id)) in str(caught.value)
    assert caught.value.current == {"log_id": other.log_id}
    assert dump() == before


def test_undo_of_a_creation_on_which_others_built_is_refused(world):
    manager = world.actor("manager")
    outcome = run(world.a, {"op": "task.create", "temp": "n", "name": "n"}, actor=manager)
    run(
        world.a, {"op": "link.create", "from": outcome.result["n"], "to": world.tasks["t5"]}, actor=world.actor("admin")
    )
    before = dump()
    with pytest.raises(DomainError) as caught:
        undo_action(manager, outcome.log_id)
    assert "Admin" in str(caught.value)
    assert dump() == before


def test_undo_of_a_creation_with_children_made_later_is_refused(lasting_world):
    world, manager = lasting_world, lasting_world.actor("manager")
    outcome = run(world.a, {"op": "task.create", "temp": "n", "name": "n"}, actor=manager)
    run(world.a, {"op": "task.create", "name": "child", "parent": outcome.result["n"]}, actor=world.actor("admin"))
    before = dump()
    with pytest.raises(DomainError) as caught:
        undo_action(manager, outcome.log_id)
    assert "Admin" in str(caught.value)
    assert dump() == before


@pytest.mark.parametrize(
    "first",
    [
        lambda t: {"op": "task.move", "ids": [t["t1"]], "parent": None},
        lambda t: {"op": "task.delete", "ids": [t["t1"]]},
        lambda t: {"op": "link.delete", "ids": [Link._base_manager.get(predecessor=t["t1"], successor=t["t2"]).pk]},
    ],
)
def test_undo_of_what_hung_on_a_row_deleted_since_is_refused(lasting_world, first):
    world, manager = lasting_world, lasting_world.actor("manager")
    outcome = run(world.a, first(world.tasks), actor=manager)
    run(world.a, {"op": "task.delete", "ids": [world.tasks["s1"]]}, actor=world.actor("admin"))
    before = dump()
    with pytest.raises(DomainError) as caught:
        undo_action(manager, outcome.log_id)
    assert (caught.value.code, "Admin" in str(caught.value)) == ("undo_conflict", True)
    assert dump() == before


def test_another_field_changed_later_does_not_stand_in_the_way(world):
    manager = world.actor("manager")
    outcome = run(world.a, {"op": "task.update", "id": world.tasks["t1"], "set": {"name": "mine"}}, actor=manager)
    run(world.a, {"op": "task.update", "id": world.tasks["t1"], "set": {"duration": DAY}}, actor=world.actor("admin"))
    undo_action(manager, outcome.log_id)
    task = Task._base_manager.get(pk=world.tasks["t1"])
    assert (task.name, task.duration) == ("zaunkoenig t1", DAY)


def test_undo_needs_the_right_of_what_it_undoes(world):
    outcome = run(world.a, *COMMANDS["update"](world.tasks), actor=world.actor("manager"))
    before = dump()
    for name, error in (("viewer", Forbidden), ("engineer", Forbidden), ("outsider", NotFound), ("nobody", NotFound)):
        with pytest.raises(error):
            undo_action(world.actor(name), outcome.log_id)
    with pytest.raises(NotFound):
        undo_action(world.actor("admin"), 10**9)
    assert dump() == before


def test_what_has_no_undo_says_why(world, own_action):
    def send_letter(actor, project):
        write.update(project, description="sent")

    outcome = own_action(send_letter, undo=NoUndo("A sent letter stays sent."))(world.actor("manager"), world.a)
    with pytest.raises(DomainError) as caught:
        undo_action(world.actor("manager"), outcome.log_id)
    assert "A sent letter stays sent." in str(caught.value)


def test_a_restored_row_does_not_take_an_old_version_again(world):
    """Who read the row before must not overwrite it after delete and undo."""
    manager, task_id = world.actor("manager"), world.tasks["t1"]
    old = Task._base_manager.get(pk=task_id).version
    run(world.a, {"op": "task.update", "id": task_id, "set": {"name": "second"}}, actor=manager)
    outcome = run(world.a, {"op": "task.delete", "ids": [task_id]}, actor=manager)
    undo_action(manager, outcome.log_id)
    assert Task._base_manager.get(pk=task_id).version > old + 1
    with pytest.raises(Stale):
        run(world.a, {"op": "task.update", "id": task_id, "version": old, "set": {"name": "stale"}}, actor=manager)
