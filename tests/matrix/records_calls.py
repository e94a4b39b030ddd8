"""How each row of the records' table is asked; the rows of each project are made over HTTP by its manager."""

import json
from dataclasses import dataclass
from typing import Any

from approvals_calls import add_approvals, approval_bodies, smuggled_approvals
from django.core.files.uploadedfile import SimpleUploadedFile

from linkspan.kernel import clock
from linkspan.kernel.access.actor import SYSTEM
from linkspan.kernel.inbox.models import InboxItem
from linkspan.modules.identity import api as identity
from world import World, send

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@dataclass
class Headed:
    """A body that is sent with the version of the row in If-Match."""

    body: Any
    version: int = 1


@dataclass
class Upload:
    """A file sent as a form, with further fields."""

    name: str
    data: bytes
    fields: dict[str, Any]


def post(client: Any, path: str, body: Any, method: str = "post", **headers: str) -> Any:
    answer = send(client, method, path, body, **headers)
    assert answer.status_code < 300, (path, answer.content.decode()[:300])
    return answer.json()


def add_records(world: World, code: str, boss: str, mark: str) -> dict[str, Any]:
    """One row of each entity and kind, with what hangs on the risk. mark: stands in every text."""
    client = world.client(boss)
    own, other = (world.parties["v1"].pk, world.parties["v2"].pk) if code == "ALPHA" else (world.ids_b["party"],) * 2

    def make(entity: str, **values: Any) -> int:
        return int(post(client, f"/records/{entity}", {"project": code, "values": values})["row"]["id"])

    texts = {"title": f"{mark} risk", "description": mark, "plan": mark, "tags": [mark[:60]]}
    texts |= {"cf_note": mark, "cf_story": mark, "cf_labels": [mark[:60]]}  # of the company's own fields
    x: dict[str, Any] = {"risk": make("risk", **texts)}
    x["lone risk"] = make("risk", title=mark)
    x["party"] = other
    for kind, party in (("own", own), ("other", other)):
        text = "vendor's" if kind == "own" and code == "ALPHA" else mark
        x[f"system {kind}"] = make("system", code=f"S-{kind}", name=text, party=party, description=text)
        x[f"x_check {kind}"] = make("x_check", title=text, party=party, cf_note=text, cf_cost=9_999_99)
        # What nothing hangs on, to be deleted.
        x[f"lone system {kind}"] = make("system", code=f"L-{kind}", name=text, party=party)
        x[f"lone contract {kind}"] = make("contract", name=text, party=party, direction="expense")
        x[f"interface {kind}"] = make("interface", name=text, provider=x[f"system {kind}"], notes=text)
        x[f"contract {kind}"] = make("contract", name=text, party=party, amount=7_654_321, direction="expense")
        x[f"payment_term {kind}"] = make(
            "payment_term", name=text, contract=x[f"contract {kind}"], trigger="signing", amount=1_234_567
        )
    x["party own"], x["party other"] = own, other
    x["lone party"] = identity.create_party(
        SYSTEM, world.organisation, code=f"lone-{code}", name=mark, kind="vendor"
    ).result.pk
    x["boss"], x["task"] = world.people[boss].pk, (world.tasks if code == "ALPHA" else world.tasks_b)["t1"]
    # The first contract has a payment already; a split needs one without.
    x["split own"] = make("contract", name="vendor's", party=own, amount=100, direction="expense")
    x["split other"] = make("contract", name=mark, party=other, amount=100, direction="expense")
    x["change_request"] = make("change_request", title=f"{mark} change", reason=mark, impact=mark)
    x["review"] = _in_review(client, make("change_request", title=mark, impact=mark, ruling=mark))
    _hang_on_risk(client, code, x, mark)
    x["approvals"] = add_approvals(world, code, boss, mark)
    return x


def _in_review(client: Any, key: int) -> int:
    for version, state in ((1, "analysis"), (2, "review")):
        patch = {"values": {"status": state}}
        post(client, f"/records/change_request/{key}", patch, "patch", **{"If-Match": f'"{version}"'})
    return key


def _hang_on_risk(client: Any, code: str, x: dict[str, Any], mark: str) -> None:
    risk = f"/records/risk/{x['risk']}"
    x["edited"] = post(client, risk, {"values": {"title": f"{mark} x"}}, "patch", **{"If-Match": '"1"'})["log_id"]
    again = post(client, risk, {"values": {"impact": 5}}, "patch", **{"If-Match": '"2"'})["log_id"]
    x["undone"] = post(client, "/undo", {"log_id": again})["log_id"]
    said = post(client, f"{risk}/comments", {"body": mark})
    x["comment"], x["commented"] = said["item"]["id"], said["log_id"]
    file = client.post(f"/api{risk}/attachments", {"file": SimpleUploadedFile(f"{mark}.png", PNG)})
    x["attachment"] = file.json()["item"]["id"]
    x["line"] = InboxItem.objects.create(
        user_id=x["boss"], kind="mentioned", entity="risk", record_id=x["risk"], actor_name=mark, name_zh=mark,
        name_en=mark, url="/", comment_id=x["comment"], at=clock.now(),
    ).pk  # fmt: skip
    link = {"kind": "affects", "entity": "system", "id": x["system other"]}
    x["link"] = post(client, f"{risk}/links", link)["links"][0]["id"]
    view = {"entity": "risk", "project": code, "name": mark, "config": {"kind": "table"}}
    x["view personal"] = post(client, "/views", view)["view"]["id"]
    x["view shared"] = post(client, "/views", {**view, "sharing": "shared"})["view"]["id"]
    table = f"risk,probability\n{mark} one,3\n,9\n".encode()
    preview = client.post(
        "/api/records/risk/import/preview", {"file": SimpleUploadedFile("t.csv", table), "project": code}
    )
    assert preview.status_code == 200, preview.content
    x["import"] = preview.json()["token"]


NEW: dict[str, Any] = {
    "risk": {"title": "x"},
    "system": {"code": "NEW", "name": "x"},
    "change_request": {"title": "x"},
    "x_check": {"title": "x", "cf_note": "y"},
}
_FIELD = {"risk": "title", "change_request": "title", "x_check": "title"}


def record_bodies(code: str, x: dict[str, Any]) -> dict[tuple[str, str, str], tuple[str, Any]]:
    """Path and body of every row of the records' table."""
    one, risk, ask = "/api/records/{entity}/{record_id}", f"/records/risk/{x['risk']}", f"project={code}"
    found: dict[tuple[str, str, str], tuple[str, Any]] = {
        ("GET", "/api/meta", ""): ("/meta", None),
        ("GET", "/api/people", "of a project"): (f"/people?{ask}", None),
    }
    new = {
        **NEW,
        "interface": {"name": "x", "provider": x["system other"]},
        "contract": {"name": "x", "party": x["party"]},
        "payment_term": {"name": "x", "contract": x["contract other"], "trigger": "signing"},
    }
    for name in ("groups", "pick", "export"):
        more = "?format=csv" if name == "export" else ""
        found["GET", f"/api/records/{{entity}}/{name}", "party"] = (f"/records/party/{name}{more}", None)
    found["GET", "/api/records/{entity}", "party"] = ("/records/party", None)
    firm = {"values": {"code": "NEW", "name": "x", "kind": "vendor"}}
    found["POST", "/api/records/{entity}", "party"] = ("/records/party", firm)
    for kind in ("party own", "party other"):
        path = f"/records/party/{x[kind]}"
        named = {"rows": [{"id": x[kind], "version": 1}]}
        found["GET", one, kind] = (path, None)
        found["GET", f"{one}/card", kind] = (f"{path}/card", None)
        found["GET", f"{one}/activity", kind] = (f"{path}/activity", None)
        found["PATCH", one, kind] = (path, Headed({"values": {"name": "y"}}))
        found["POST", "/api/records/{entity}/bulk", f"{kind}, set"] = (
            "/records/party/bulk",
            {**named, "set": {"name": "y"}},
        )
    lone = [{"id": x["lone party"], "version": 1}]
    found["DELETE", one, "lone party"] = (f"/records/party/{x['lone party']}", Headed(None))
    found["POST", "/api/records/{entity}/bulk", "lone party, delete"] = (
        "/records/party/bulk",
        {"rows": lone, "delete": True},
    )
    for name, values in new.items():
        found["GET", "/api/records/{entity}", name] = (f"/records/{name}?{ask}", None)
        found["GET", "/api/records/{entity}/groups", name] = (f"/records/{name}/groups?{ask}", None)
        found["POST", "/api/records/{entity}", name] = (f"/records/{name}", {"project": code, "values": values})
    for kind in ("risk", "change_request", *(k for k in x if k.split()[0] in new and k.endswith((" own", " other")))):
        entity = kind.split()[0]
        path = f"/records/{entity}/{x[kind]}"
        version = 4 if kind == "risk" else 1
        named = {"rows": [{"id": x[kind], "version": version}]}
        values = {_FIELD.get(entity, "name"): "y"}
        # What others hang on is refused for that reason to whoever may delete it: its own twin is deleted instead.
        gone = x.get(f"lone {kind}", x[kind])
        last = version if gone == x[kind] else 1
        found["GET", one, kind] = (path, None)
        found["GET", f"{one}/card", kind] = (f"{path}/card", None)
        found["PATCH", one, kind] = (path, Headed({"values": values}, version))
        found["DELETE", one, kind] = (f"/records/{entity}/{gone}", Headed(None, last))
        found["POST", "/api/records/{entity}/bulk", f"{kind}, set"] = (
            f"/records/{entity}/bulk",
            {**named, "set": values},
        )
        rows = {"rows": [{"id": gone, "version": last}], "delete": True}
        found["POST", "/api/records/{entity}/bulk", f"{kind}, delete"] = (f"/records/{entity}/bulk", rows)
    approvals = approval_bodies(code, x["approvals"], Headed)
    return found | _acts(code, x, one, risk) | _parts(code, x, one, risk) | _files(code, x) | approvals


def _acts(code: str, x: dict[str, Any], one: str, risk: str) -> dict[tuple[str, str, str], tuple[str, Any]]:
    action, note = f"{one}/actions/{{name}}", {"note": "x"}
    scheme = Headed({"inputs": {"scheme": "3-3-4"}})
    rows = {"rows": [{"id": x["risk"], "version": 4}], "action": "check", "inputs": note}
    return {
        ("POST", "/api/records/{entity}/bulk", "risk, action"): ("/records/risk/bulk", rows),
        ("POST", action, "check a risk"): (f"{risk}/actions/check", Headed({"inputs": note}, 4)),
        ("POST", action, "split one's own contract"): (f"/records/contract/{x['split own']}/actions/split", scheme),
        ("POST", action, "split another's contract"): (f"/records/contract/{x['split other']}/actions/split", scheme),
        ("PATCH", one, "approve a change"): (
            f"/records/change_request/{x['review']}",
            Headed({"values": {"status": "approved"}}, 3),
        ),
        ("POST", f"{one}/restore", "risk"): (f"{risk}/restore", Headed({"log_id": x["edited"]}, 4)),
        ("POST", "/api/undo", "of an edit"): ("/undo", {"log_id": x["edited"]}),
        ("POST", "/api/redo", "of an edit"): ("/redo", {"log_id": x["undone"]}),
        ("GET", f"{one}/open", "risk"): (f"{risk}/open", None),
        ("GET", "/api/records/{entity}/options/{field}", "owner of a risk"): (
            f"/records/risk/options/owner?project={code}",
            None,
        ),
        ("GET", "/api/records/{entity}/pick", "risk"): (f"/records/risk/pick?project={code}", None),
    }


def _parts(code: str, x: dict[str, Any], one: str, risk: str) -> dict[tuple[str, str, str], tuple[str, Any]]:
    comment, file = f"/comments/{x['comment']}", f"/attachments/{x['attachment']}"
    view = {"entity": "risk", "project": code, "name": "v", "config": {"kind": "table"}}
    link = {"kind": "blocks", "entity": "risk", "id": x["lone risk"]}
    found: dict[tuple[str, str, str], tuple[str, Any]] = {
        ("GET", f"{one}/activity", "risk"): (f"{risk}/activity", None),
        ("POST", f"{one}/comments", "risk"): (f"{risk}/comments", {"body": "x"}),
        ("POST", f"{one}/comments", "system own"): (f"/records/system/{x['system own']}/comments", {"body": "x"}),
        ("PATCH", "/api/comments/{comment_id}", ""): (comment, Headed({"body": "x"})),
        ("DELETE", "/api/comments/{comment_id}", ""): (comment, Headed(None)),
        ("GET", f"{one}/attachments", "risk"): (f"{risk}/attachments", None),
        ("POST", f"{one}/attachments", "risk"): (f"{risk}/attachments", Upload("a.png", PNG, {})),
        ("GET", "/api/attachments/{attachment_id}", ""): (file, None),
        ("DELETE", "/api/attachments/{attachment_id}", ""): (file, None),
        ("POST", f"{one}/links", "from a risk"): (f"{risk}/links", link),
        ("DELETE", "/api/links/{link_id}", ""): (f"/links/{x['link']}", None),
        ("GET", "/api/inbox", ""): ("/inbox", None),
        ("POST", "/api/inbox/{what}", ""): ("/inbox/done", {"ids": [x["line"]]}),
        ("GET", "/api/views", "of a project"): (f"/views?entity=risk&project={code}", None),
        ("POST", "/api/views", "one's own"): ("/views", view),
        ("POST", "/api/views", "for everybody"): ("/views", {**view, "sharing": "shared"}),
    }
    for method in ("GET", "PUT", "DELETE"):
        found[method, f"{one}/watch", "risk"] = (f"{risk}/watch", None)
    for kind in ("personal", "shared"):
        path = f"/views/{x[f'view {kind}']}"
        found["PATCH", "/api/views/{view_id}", kind] = (path, Headed({"name": "w"}))
        found["DELETE", "/api/views/{view_id}", kind] = (path, Headed(None))
    return found


def _files(code: str, x: dict[str, Any]) -> dict[tuple[str, str, str], tuple[str, Any]]:
    table = Upload("t.csv", b"risk,probability\nnew,3\n", {"project": code})
    return {
        **{
            ("GET", "/api/records/{entity}/export", name): (f"/records/{name}/export?format=csv&project={code}", None)
            for name in ("risk", "contract")
        },
        ("GET", "/api/records/{entity}/import/template.xlsx", "risk"): (
            f"/records/risk/import/template.xlsx?project={code}",
            None,
        ),
        ("POST", "/api/records/{entity}/import/preview", "risk"): ("/records/risk/import/preview", table),
        ("POST", "/api/records/{entity}/import/apply", "risk"): ("/records/risk/import/apply", {"token": x["import"]}),
        ("GET", "/api/imports/{token}/errors.xlsx", ""): (f"/imports/{x['import']}/errors.xlsx", None),
    }


def smuggled_records(a: dict[str, Any], b: dict[str, Any]) -> dict[str, tuple[str, str, Any]]:
    """Calls on rows of the manager's own project that name rows of BETA in body, bulk or query."""
    risk = f"/records/risk/{a['risk']}"
    mixed = [{"id": a["risk"], "version": 4}, {"id": b["risk"], "version": 4}]
    interface = f"/records/interface/{a['interface other']}"
    calls: dict[str, tuple[str, str, Any]] = {
        "link to a foreign record": ("post", f"{risk}/links", {"kind": "affects", "entity": "risk", "id": b["risk"]}),
        "foreign provider": ("patch", interface, Headed({"values": {"provider": b["system own"]}})),
        "foreign system in an own field": (
            "patch",
            risk,
            Headed({"values": {"cf_systems": [b["system own"]]}}, 4),
        ),
        "foreign person in an own field": ("patch", risk, Headed({"values": {"cf_checker": b["boss"]}}, 4)),
        "foreign consumer": ("patch", interface, Headed({"values": {"consumers": [b["system own"]]}})),
        "foreign party": ("patch", risk, Headed({"values": {"party": b["party"]}}, 4)),
        "foreign owner": ("patch", risk, Headed({"values": {"owner": b["boss"]}}, 4)),
        "project of a record": ("patch", risk, Headed({"values": {"project": "BETA"}}, 4)),
        "scope of a record": ("patch", risk, Headed({"values": {"scope_path": "/"}}, 4)),
        "version of a record": ("patch", risk, Headed({"values": {"version": 9}}, 4)),
        "mixed bulk edit": ("post", "/records/risk/bulk", {"rows": mixed, "set": {"impact": 1}}),
        "mixed bulk delete": ("post", "/records/risk/bulk", {"rows": mixed, "delete": True}),
        "mixed bulk action": (
            "post",
            "/records/risk/bulk",
            {"rows": mixed, "action": "check", "inputs": {"note": "x"}},
        ),
        # A3: what hangs on a record of BETA, named by its own id.
        "comment of a foreign record": ("patch", f"/comments/{b['comment']}", Headed({"body": "x"})),
        "deleted comment of a foreign record": ("delete", f"/comments/{b['comment']}", Headed(None)),
        "attachment of a foreign record": ("get", f"/attachments/{b['attachment']}", None),
        "deleted attachment of a foreign record": ("delete", f"/attachments/{b['attachment']}", None),
        "deleted link of a foreign record": ("delete", f"/links/{b['link']}", None),
        "comment below a foreign record": ("post", f"/records/risk/{b['risk']}/comments", {"body": "x"}),
        "comment below a foreign record of another kind": (
            "post",
            f"/records/system/{b['system own']}/comments",
            {"body": "x"},
        ),
        "file below a foreign record": ("post", f"/records/risk/{b['risk']}/attachments", Upload("a.png", PNG, {})),
        "undo of a foreign comment": ("post", "/undo", {"log_id": b["commented"]}),
        "foreign change of an own record": ("post", f"{risk}/restore", Headed({"log_id": b["edited"]}, 4)),
        "create with a foreign link": (
            "post",
            "/records/risk",
            {
                "project": "ALPHA",
                "values": {"title": "x"},
                "links": [{"kind": "affects", "entity": "risk", "id": b["risk"]}],
            },
        ),
        "create under a foreign contract": (
            "post",
            "/records/payment_term",
            {"project": "ALPHA", "values": {"name": "x", "contract": b["contract own"], "trigger": "signing"}},
        ),
        "foreign task as a gate": (
            "patch",
            f"/records/payment_term/{a['payment_term other']}",
            Headed({"values": {"gate": b["task"]}}),
        ),
    }
    calls |= smuggled_approvals(a["approvals"], b["approvals"], b["boss"], Headed)
    return {
        name: (method, path, body if isinstance(body, (Headed, Upload)) else json.loads(json.dumps(body)))
        for name, (method, path, body) in calls.items()
    }
