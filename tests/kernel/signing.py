"""Approvals over HTTP, as the tests ask for them: routes drawn, records brought into review, verbs by name."""

import datetime as dt
import threading

from django.db import connection

from linkspan.kernel import clock
from linkspan.kernel.approvals.models import Approval
from linkspan.modules.change.models import ChangeRequest
from world import send


def keep_browsers(world):
    """Each person logs in once, before the test looks at what the database holds."""
    kept = {name: world.client(name) for name in world.people}
    make = world.client
    world.client = lambda name: kept.get(name) or kept.setdefault(name, make(name))


def together(calls):
    """Answers of the calls, which start at the same moment, each on a connection of its own."""
    answers, errors, gate = [None] * len(calls), [], threading.Barrier(len(calls))

    def go(at, call):
        try:
            gate.wait()
            answers[at] = call()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=pair) for pair in enumerate(calls)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    if errors:
        raise errors[0]
    return answers


def who(world, *names):
    return [{"kind": "person", "id": world.people[name].pk} for name in names]


def group(people, mode="any", **more):
    return {"title": "", "title_en": "", "mode": mode, "people": people, **more}


def stage(*groups, title="阶段", **more):
    return {"title": title, "title_en": f"Stage {title}", "groups": list(groups), **more}


def draw(world, *stages, to="approved", entity="change_request", by="admin", project="ALPHA", **more):
    settings = more.pop("settings", {})
    definition = {"condition": more.pop("condition", ""), "stages": list(stages), "settings": settings}
    body = {
        "project": project, "entity": entity, "to": to, "name": "路线", "name_en": "Route", "definition": definition,
        **more,
    }  # fmt: skip
    answer = send(world.client(by), "post", "/approval-routes", body)
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()["route"]


def patch(world, key, values, version, by="manager", entity="change_request"):
    path = f"/records/{entity}/{key}"
    return send(world.client(by), "patch", path, {"values": values}, **{"If-Match": f'"{version}"'})


def in_review(world, **values):
    values = {"title": "move it", "impact": "much", "ruling": "as asked", "amount": 1000, **values}
    body = {"project": "ALPHA", "values": values}
    key = send(world.client("manager"), "post", "/records/change_request", body).json()["row"]["id"]
    for version, state in ((1, "analysis"), (2, "review")):
        assert patch(world, key, {"status": state}, version).status_code == 200
    return key


def version_of(key):
    return ChangeRequest._base_manager.get(pk=key).version


def start(world, key, by="manager", to="approved", **body):
    path = f"/records/change_request/{key}/approvals"
    headers = {"If-Match": f'"{version_of(key)}"'}
    return send(world.client(by), "post", path, {"to": to, **body}, **headers)


def started(world, key, **more):
    answer = start(world, key, **more)
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()["approval"]["id"]


def act(world, approval, verb, by, version=None, **body):
    version = version or Approval._base_manager.get(pk=approval).version
    headers = {"If-Match": f'"{version}"'}
    return send(world.client(by), "post", f"/approvals/{approval}/{verb}", body, **headers)


def done(world, approval, verb, by, **body):
    answer = act(world, approval, verb, by, **body)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()["approval"]


def read(world, approval, by="manager"):
    return world.client(by).get(f"/api/approvals/{approval}").json()["approval"]


def panel(world, key, by="manager", entity="change_request"):
    return world.client(by).get(f"/api/records/{entity}/{key}/approvals").json()


def state_of(key):
    return ChangeRequest._base_manager.get(pk=key).status


def waiting(world, name):
    return [item["id"] for item in world.client(name).get("/api/approvals").json()["items"]]


def lines(world, name, kind="approval"):
    items = world.client(name).get("/api/inbox").json()["items"]
    return [item for item in items if item["kind"] == kind]


def delegate(world, giver, deputy, *, days=(-1, 7), **more):
    moment = clock.now()
    starts, ends = (moment + dt.timedelta(days=day) for day in days)
    body = {"to": world.people[deputy].pk, "starts_at": starts.isoformat(), "ends_at": ends.isoformat(), **more}
    return send(world.client(giver), "post", "/delegations", body)
