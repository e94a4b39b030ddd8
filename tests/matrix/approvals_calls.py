"""How each row of the approvals' table is asked."""

import datetime as dt
from typing import Any

from linkspan.kernel import clock
from world import World, send


def definition(person: int, **settings: Any) -> dict[str, Any]:
    """One stage with one person."""
    group = {"mode": "any", "people": [{"kind": "person", "id": person}]}
    return {"condition": "", "stages": [{"title": "one", "groups": [group]}], "settings": settings}


def _post(client: Any, path: str, body: Any, version: int | None = None) -> Any:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    answer = send(client, "post", path, body, **headers)
    assert answer.status_code < 300, (path, answer.content.decode()[:300])
    return answer.json()


def add_approvals(world: World, code: str, boss: str, mark: str) -> dict[str, Any]:
    """A running, a returned and a withdrawn approval of the side's manager, a free record, routes, a delegation."""
    client, is_alpha = world.client(boss), code == "ALPHA"
    signer = "engineer" if is_alpha else boss
    person = world.people[signer].pk
    # In BETA there is nobody else: the manager signs what the manager asked.
    plan = definition(person, requester_may_approve=not is_alpha)
    route = {"project": code, "entity": "change_request", "name": mark, "note": mark, "definition": plan}
    x: dict[str, Any] = {"route": _post(client, "/approval-routes", route)["route"]["id"], "definition": plan}
    x["spare route"] = _post(client, "/approval-routes", {**route, "entity": "risk"})["route"]["id"]

    def change() -> int:
        values = {"project": code, "values": {"title": mark, "reason": mark}}
        return int(_post(client, "/records/change_request", values)["row"]["id"])

    def asked() -> dict[str, Any]:
        path = f"/records/change_request/{change()}/approvals"
        return dict(_post(client, path, {"to": "", "note": mark}, 1)["approval"])

    x["free change"] = change()
    for kind, verb, by in (("running", "", ""), ("returned", "return", signer), ("withdrawn", "withdraw", boss)):
        one = asked()
        if verb:
            body = {"comment": mark}
            one = _post(world.client(by), f"/approvals/{one['id']}/{verb}", body, one["version"])["approval"]
        x[kind] = (one["id"], one["version"])
    x["seat"] = _post_seat(client, x["running"][0])
    x["deputy"] = world.people["other_vendor" if is_alpha else boss].pk
    x["other signer"] = world.people["viewer" if is_alpha else boss].pk
    if is_alpha:
        x["delegation"] = _post(client, "/delegations", _span(world.people["viewer"].pk))["delegation"]["id"]
    else:
        x["delegation"] = _post(client, "/delegations", _span(world.people["outside_vendor"].pk))["delegation"]["id"]
    return x


def _post_seat(client: Any, approval: int) -> int:
    found = client.get(f"/api/approvals/{approval}").json()["approval"]
    return int(found["stages"][0]["groups"][0]["seats"][0]["id"])


def _span(deputy: int, *, days: int = 200) -> dict[str, Any]:
    """Some days far ahead, so that nothing that waits today moves."""
    begin = clock.now() + dt.timedelta(days=days)
    return {"to": deputy, "starts_at": begin.isoformat(), "ends_at": (begin + dt.timedelta(days=9)).isoformat()}


def approval_bodies(code: str, x: dict[str, Any], headed: Any) -> dict[tuple[str, str, str], tuple[str, Any]]:
    """Path and body of every row of the approvals' table. headed: makes a body with a version."""
    record, one = "/api/records/{entity}/{record_id}/approvals", "/api/approvals/{approval_id}"
    act, routes = f"{one}/{{verb}}", "/api/approval-routes"
    free, running = f"/records/change_request/{x['free change']}/approvals", f"/approvals/{x['running'][0]}"
    route, version = f"/approval-routes/{x['route']}", x["running"][1]
    drawn = {"project": code, "entity": "change_request", "name": "n", "definition": x["definition"]}
    person = {"person": x["other signer"]}
    found: dict[tuple[str, str, str], tuple[str, Any]] = {
        ("GET", record, "change"): (free, None),
        ("GET", f"{record}/preview", "change"): (f"{free}/preview", None),
        ("POST", record, "change"): (free, headed({"to": ""})),
        ("GET", "/api/approvals", ""): ("/approvals", None),
        ("GET", "/api/approvals", "of a project"): (f"/approvals?show=all&project={code}", None),
        ("GET", one, ""): (running, None),
        ("GET", f"{one}/sheet", ""): (f"{running}/sheet", None),
        ("POST", act, "resubmit"): (f"/approvals/{x['returned'][0]}/resubmit", headed({}, x["returned"][1])),
        ("POST", act, "approve what was withdrawn"): (
            f"/approvals/{x['withdrawn'][0]}/approve",
            headed({}, x["withdrawn"][1]),
        ),
        ("POST", act, "hand-over of another's seat"): (
            f"{running}/hand-over",
            headed({**person, "seat": x["seat"]}, version),
        ),
        ("POST", act, "add-signer"): (f"{running}/add-signer", headed({**person, "when": "after"}, version)),
        ("POST", act, "hand-over"): (f"{running}/hand-over", headed(person, version)),
        ("GET", routes, ""): ("/approval-routes", None),
        ("GET", routes, "of a project"): (f"/approval-routes?project={code}", None),
        ("GET", f"{routes}/vocabulary", "of a project"): (
            f"/approval-routes/vocabulary?project={code}&entity=change_request",
            None,
        ),
        ("GET", f"{routes}/{{route_id}}", ""): (route, None),
        ("GET", f"{routes}/{{route_id}}/versions/{{number}}", ""): (f"{route}/versions/1", None),
        ("POST", routes, ""): ("/approval-routes", {**drawn, "project": ""}),
        ("POST", routes, "at a project"): ("/approval-routes", drawn),
        ("PUT", f"{routes}/{{route_id}}", ""): (route, headed({"name": "m"})),
        ("DELETE", f"{routes}/{{route_id}}", ""): (f"/approval-routes/{x['spare route']}", headed(None)),
        ("POST", f"{routes}/check", "of a project"): ("/approval-routes/check", drawn),
        ("POST", f"{routes}/simulate", "with a change"): (
            "/approval-routes/simulate",
            {"entity": "change_request", "record_id": x["free change"], "definition": x["definition"]},
        ),
        ("GET", "/api/delegations", ""): ("/delegations", None),
        ("POST", "/api/delegations", ""): ("/delegations", _span(x["deputy"], days=300)),
        ("POST", "/api/delegations/{delegation_id}/end", ""): (f"/delegations/{x['delegation']}/end", headed({})),
    }
    for verb in ("approve", "return", "reject", "withdraw", "remind", "apply"):
        found["POST", act, verb] = (f"{running}/{verb}", headed({"comment": "x"}, version))
    return found


def smuggled_approvals(a: dict[str, Any], b: dict[str, Any], boss: int, headed: Any) -> dict[str, tuple[str, str, Any]]:
    """Calls on approvals of the manager's own project that name people or rows of BETA."""
    drawn = {"project": "ALPHA", "entity": "change_request", "name": "n", "definition": definition(boss)}
    running, version = f"/approvals/{a['running'][0]}", a["running"][1]
    free = f"/records/change_request/{a['free change']}/approvals"
    return {
        "foreign signer of a route": ("post", "/approval-routes", drawn),
        "foreign signer of a version": (
            "put",
            f"/approval-routes/{a['route']}",
            headed({"definition": definition(boss)}),
        ),
        "foreign record of a simulation": (
            "post",
            "/approval-routes/simulate",
            {"entity": "change_request", "record_id": b["free change"], "definition": a["definition"]},
        ),
        "foreign signer of a simulation": (
            "post",
            "/approval-routes/simulate",
            {"entity": "change_request", "record_id": a["free change"], "definition": definition(boss)},
        ),
        "hand over to a foreign person": ("post", f"{running}/hand-over", headed({"person": boss}, version)),
        "hand over a seat to a foreign person": (
            "post",
            f"{running}/hand-over",
            headed({"person": boss, "seat": a["seat"]}, version),
        ),
        "move a foreign seat": (
            "post",
            f"{running}/hand-over",
            headed({"person": a["other signer"], "seat": b["seat"]}, version),
        ),
        "add a foreign signer": (
            "post",
            f"{running}/add-signer",
            headed({"person": boss, "when": "before"}, version),
        ),
        "foreign approval": ("post", f"/approvals/{b['running'][0]}/approve", headed({}, b["running"][1])),
        "foreign deputy": ("post", "/delegations", _span(boss)),
        "foreign project of approvals": ("get", "/approvals?show=all&project=BETA", None),
        "preview of a foreign record": (
            "get",
            f"/records/change_request/{b['free change']}/approvals/preview",
            None,
        ),
        "routes of a foreign project": ("get", "/approval-routes?project=BETA", None),
        "version of a foreign route": ("get", f"/approval-routes/{b['route']}/versions/1", None),
        "choose a foreign person": (
            "post",
            f"{free.replace(str(a['free change']), str(b['free change']))}",
            headed({"to": "", "choices": {"0.0": [boss]}}),
        ),
    }
