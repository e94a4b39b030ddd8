"""Who works on a task, typed as planners type it."""

from plan_calls import refuse

from linkspan.modules.schedule.models import Assignment, Resource
from world import command


def _typed(task: int, text: str) -> dict[str, object]:
    return {"op": "task.resources", "id": task, "text": text}


def _shown(client, task: int) -> str:
    return client.get(f"/api/projects/ALPHA/plan/tasks/{task}/resources").json()["text"]


def test_a_person_and_a_new_crew_are_assigned_and_undo_takes_them_off(manager, tasks):
    person = manager.get("/api/projects/ALPHA/plan").json()["people"][0]["name"]
    answer = command(manager, "ALPHA", _typed(tasks["t2"], f"{person}[50%], +Crew 1"))
    assert sorted(_shown(manager, tasks["t2"]).split(", ")) == sorted(["Crew 1", f"{person}[50%]"])
    assert set(Assignment._base_manager.values_list("units", flat=True)) == {0.5, 1.0}
    assert answer["delta"]["moved"] == 0
    manager.post("/api/projects/ALPHA/plan/undo", {"log_id": answer["log_id"]}, content_type="application/json").json()
    assert _shown(manager, tasks["t2"]) == ""
    assert not Resource._base_manager.exists()


def test_what_is_typed_replaces_what_was_there(manager, tasks):
    command(manager, "ALPHA", _typed(tasks["t2"], "+Crew 1、+Crew 2［30％］"))
    kept = Assignment._base_manager.get(resource__name="Crew 2").pk
    command(manager, "ALPHA", _typed(tasks["t2"], "Crew 2[40%]"))
    only = Assignment._base_manager.get()
    assert (only.pk, only.units) == (kept, 0.4)
    command(manager, "ALPHA", _typed(tasks["t2"], ""))
    assert not Assignment._base_manager.exists()


def test_unknown_names_and_units_are_refused_by_name(manager, tasks):
    for text in ("Nobody Known", "+Crew[0%]", "+Crew[99999999%]", "[50%]", "+Crew]["):
        refuse(manager, _typed(tasks["t2"], text), field="resources")
    assert not Resource._base_manager.exists()
