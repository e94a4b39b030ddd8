"""The action runner: rights, transaction, version, lock, history, events, reactions, nesting, keys."""

import threading

import pytest
from django.db import IntegrityError, connection

from linkspan.kernel.access.actor import NOBODY, SYSTEM, acting_as
from linkspan.kernel.actions import after_writes, runner, write
from linkspan.kernel.actions.models import ActionLog, ChangeRow, IdempotencyKey, OutboxEvent
from linkspan.kernel.actions.undo import describe
from linkspan.kernel.errors import DomainError, Forbidden, NotFound, Stale
from linkspan.modules.portfolio.models import Project
from linkspan.modules.portfolio.services import create_programme, edit_project
from linkspan.modules.schedule.models import Task
from linkspan.modules.schedule.services import edit_plan
from world import DAY, client_of, dump, make_person, run, send


def logs():
    return list(ActionLog.base_rows.order_by("pk"))


# --- rights -------------------------------------------------------------------------------------------------


def test_no_right_on_what_one_sees_is_403_and_on_what_one_does_not_404(world):
    before = dump()
    for name, target, wanted in (
        ("viewer", world.a, Forbidden),
        ("engineer", world.a, Forbidden),
        ("vendor", world.a, Forbidden),
        ("manager", world.b, NotFound),
        ("nobody", world.a, NotFound),
        ("outsider", world.a, NotFound),
    ):
        with pytest.raises(wanted):
            edit_project(world.actor(name), target, values={"name": "x"})
    with pytest.raises(NotFound):
        edit_project(NOBODY, world.a, values={"name": "x"})
    assert dump() == before


def test_the_body_runs_as_the_actor_with_open_rows(world, own_action):
    seen = {}

    def look_around(actor, project):
        seen.update(all=Task.rows.count(), own=Task.objects.count(), actor=actor.name)

    manager = world.actor("manager")
    own_action(look_around)(manager, world.a)
    assert seen == {"all": 16, "own": 8, "actor": "Manager"}
    from linkspan.kernel.errors import NoActor

    with pytest.raises(NoActor):
        Task.rows.count()


# --- transaction --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [DomainError("x", "No."), RuntimeError("defect"), KeyboardInterrupt()])
def test_a_failing_body_leaves_the_database_as_it_was(world, own_action, error):
    def fail(actor, project):
        write.update(project, name="half done")
        write.create(Task(project=project, scope_path=project.scope_path, position=5, name="half done"))
        write.emit("project.changed", project.scope_path)
        raise error

    before = dump()
    with pytest.raises(type(error)):
        own_action(fail)(world.actor("manager"), world.a, idempotency_key="k")
    assert dump() == before


def test_a_failing_reaction_takes_everything_back(world, own_action):
    def rename(actor, project):
        write.update(project, name="new")

    @after_writes("test", "portfolio.Project")
    def refuse(work):
        raise DomainError("no", "No.")

    before = dump()
    with pytest.raises(DomainError):
        own_action(rename)(world.actor("manager"), world.a)
    assert dump() == before


def test_the_first_write_after_a_failure_belongs_to_its_own_action(world, own_action):
    def fail(actor, project):
        write.update(project, name="x")
        raise DomainError("x", "No.")

    with pytest.raises(DomainError):
        own_action(fail)(world.actor("manager"), world.a)
    outcome = edit_project(world.actor("manager"), world.project(), values={"name": "good"})
    changed = ChangeRow.objects.filter(log_id=outcome.log_id)
    assert [(c.before, c.after) for c in changed] == [({"name": world.a.name}, {"name": "good"})]


# --- version and lock ---------------------------------------------------------------------------------------


def test_another_version_is_refused(world):
    manager, project = world.actor("manager"), world.project()
    with pytest.raises(Stale) as caught:
        edit_project(manager, project, values={"name": "x"}, expected_version=project.version + 1)
    assert caught.value.status == 412
    assert world.project().name == world.a.name
    edit_project(manager, project, values={"name": "x"}, expected_version=project.version)
    assert world.project().version == project.version + 1
    with pytest.raises(Stale):
        edit_project(manager, project, values={"name": "y"}, expected_version=project.version)


def test_the_body_gets_the_row_as_it_is_now(world):
    """A copy read long ago does not bring old values back."""
    manager, old = world.actor("manager"), world.project()
    edit_project(manager, world.project(), values={"description": "theirs"})
    edit_project(manager, old, values={"name": "mine"})
    now = world.project()
    assert (now.name, now.description) == ("mine", "theirs")


def test_a_deleted_target_is_not_found(world):
    manager, project = world.actor("manager"), world.project()
    project.pk = 10**6
    with pytest.raises(NotFound):
        edit_project(manager, project, values={"name": "x"})


def test_a_row_written_behind_the_back_is_stale(world, own_action):
    def overtaken(actor, project):
        Project._base_manager.filter(pk=project.pk).update(version=99)
        write.update(project, name="mine")

    with pytest.raises(Stale):
        own_action(overtaken)(world.actor("manager"), world.a)
    assert world.project().version != 99


# --- history and events -------------------------------------------------------------------------------------


def test_history_holds_exactly_what_changed(world):
    manager = world.actor("manager")
    outcome = edit_project(manager, world.project(), values={"name": "new", "description": world.a.description})
    log = ActionLog.base_rows.get(pk=outcome.log_id)
    assert (log.action, log.actor_id, log.actor_name) == ("portfolio.edit_project", manager.user_id, "Manager")
    assert (log.target_model, log.target_id, log.scope_path) == ("portfolio.Project", world.a.pk, world.a.scope_path)
    assert describe(log) == "Changed project new"
    (row,) = log.changes.all()
    assert (row.kind, row.before, row.after) == ("u", {"name": "Project ALPHA"}, {"name": "new"})


def test_nothing_changed_is_nothing_written(world):
    before = dump()
    outcome = run(
        world.a,
        {"op": "task.update", "id": world.tasks["t1"], "set": {"duration": 2 * DAY}},
        actor=world.actor("manager"),
    )
    assert outcome.log_id is None
    assert dump() == before


def test_events_are_written_with_the_action_and_dropped_with_it(world, own_action):
    def announce(actor, project, *, fails):
        write.update(project, description="x")
        write.emit("project.changed", project.scope_path, project=project.code)
        if fails:
            raise DomainError("x", "No.")

    announced = own_action(announce)
    count = OutboxEvent.objects.count()
    with pytest.raises(DomainError):
        announced(world.actor("manager"), world.a, fails=True)
    assert OutboxEvent.objects.count() == count
    outcome = announced(world.actor("manager"), world.a, fails=False)
    events = OutboxEvent.objects.order_by("pk")[count:]
    assert [e.type for e in events] == ["project.changed", "plan.changed"]
    assert {(e.payload["log_id"], e.payload["actor"], e.scope_path) for e in events} == {
        (outcome.log_id, "Manager", world.a.scope_path)
    }


def test_an_event_alone_is_an_action_too(world, own_action):
    def tell(actor, project):
        write.emit("project.changed", project.scope_path)

    outcome = own_action(tell)(world.actor("manager"), world.a)
    assert ActionLog.base_rows.get(pk=outcome.log_id).changes.count() == 0


# --- reactions and nesting ----------------------------------------------------------------------------------


def test_a_reaction_runs_once_for_all_writes_and_only_for_its_models(world, own_action):
    calls = []

    @after_writes("counted", "schedule.Task")
    def count(work):
        calls.append(len(work.changes))
        return "counted"

    outcome = run(
        world.a,
        {"op": "task.update", "id": world.tasks["t1"], "set": {"name": "a"}},
        {"op": "task.update", "id": world.tasks["t2"], "set": {"name": "b"}},
        {"op": "task.create", "name": "c"},
    )
    assert calls == [3]
    assert outcome.effects["counted"] == "counted"
    edit_project(world.actor("manager"), world.project(), values={"name": "x"})
    assert calls == [3]


def test_a_nested_action_joins_the_outer_one(world, own_action):
    def outer(actor, organisation):
        inner = create_programme(actor, organisation, code="N1", name="inner")
        assert inner.log_id is None
        write.update(organisation, name_en="outer")

    count = len(logs())
    outcome = own_action(outer, verb="identity.manage")(world.actor("admin"), world.organisation)
    assert len(logs()) == count + 1
    labels = set(ChangeRow.objects.filter(log_id=outcome.log_id).values_list("model", flat=True))
    assert labels == {"portfolio.Programme", "identity.Organisation"}


def test_a_nested_action_checks_its_own_right(world, own_action):
    def outer(actor, project):
        write.update(project, name="half")
        edit_plan(actor, project, commands=[{"op": "task.create", "name": "x"}])

    before = dump()
    make_person(world.organisation, "late")
    before = dump()
    with pytest.raises(Forbidden):
        own_action(outer, verb="schedule.progress")(world.actor("engineer"), world.a)
    assert dump() == before


# --- idempotency --------------------------------------------------------------------------------------------


def test_the_same_key_twice_has_one_effect(world):
    manager = world.actor("manager")
    commands = [{"op": "task.create", "temp": "n", "name": "once"}]
    first = edit_plan(manager, world.project(), commands=commands, idempotency_key="k1")
    again = edit_plan(manager, world.project(), commands=commands, idempotency_key="k1")
    assert again.is_replay
    assert not first.is_replay
    assert (again.log_id, again.result) == (first.log_id, first.result)
    assert Task._base_manager.filter(name="once").count() == 1


def test_the_same_key_for_another_request_is_refused(world):
    manager = world.actor("manager")
    edit_plan(manager, world.project(), commands=[{"op": "task.create", "name": "one"}], idempotency_key="k1")
    before = dump()
    with pytest.raises(DomainError) as caught:
        edit_plan(manager, world.project(), commands=[{"op": "task.create", "name": "two"}], idempotency_key="k1")
    assert caught.value.code == "idempotency"
    assert dump() == before


def test_keys_are_one_person_s_own(world):
    for name in ("manager", "admin"):
        edit_plan(
            world.actor(name), world.project(), commands=[{"op": "task.create", "name": "each"}], idempotency_key="k1"
        )
    assert Task._base_manager.filter(name="each").count() == 2


def test_a_refused_request_does_not_use_its_key_up(world):
    manager = world.actor("manager")
    with pytest.raises(DomainError):
        edit_plan(manager, world.project(), commands=[{"op": "task.create", "name": ""}], idempotency_key="k1")
    assert not IdempotencyKey.objects.exists()
    edit_plan(manager, world.project(), commands=[{"op": "task.create", "name": "x"}], idempotency_key="k1")


def test_inputs_of_any_kind_can_be_named_by_a_key(world):
    """Integer keys, huge numbers and objects occur in inputs of other callers than the API."""
    from linkspan.modules.schedule.services import set_baseline

    dates = {world.tasks["t1"]: (1, 2, 3)}
    first = set_baseline(world.actor("manager"), world.project(), name="x", dates=dates, idempotency_key="b")
    assert (
        set_baseline(world.actor("manager"), world.project(), name="x", dates=dates, idempotency_key="b").log_id
        == first.log_id
    )


def test_ten_at_once_with_one_key_make_one_row(lasting_world):
    world = lasting_world
    clients = [client_of(world.people["manager"]) for _ in range(10)]
    answers, gate = [], threading.Barrier(10)

    def post(client):
        try:
            gate.wait()
            body = {"base": 0, "commands": [{"op": "task.create", "temp": "n", "name": "once"}]}
            answers.append(send(client, "post", "/projects/ALPHA/plan/commands", body, **{"Idempotency-Key": "same"}))
        finally:
            connection.close()

    threads = [threading.Thread(target=post, args=(client,)) for client in clients]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert [answer.status_code for answer in answers] == [200] * 10
    assert Task._base_manager.filter(name="once").count() == 1
    assert {answer.json()["ids"]["n"] for answer in answers} == {Task._base_manager.get(name="once").pk}
    assert IdempotencyKey.objects.filter(key="same").count() == 1


def test_the_log_stands_or_falls_with_the_rows(lasting_world, monkeypatch):
    """History that cannot be written takes the change back."""

    def broken(*args, **kwargs):
        raise IntegrityError("disk full")

    before = dump()
    monkeypatch.setattr(runner, "write_log", broken)
    with pytest.raises(IntegrityError), acting_as(SYSTEM):
        edit_project(SYSTEM, lasting_world.project(), values={"name": "lost"})
    assert dump() == before
