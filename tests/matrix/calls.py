"""How each row of the table is asked: path and body for the rows of project ALPHA, or of BETA."""

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from analysis_calls import add_analysis, analysis_bodies, smuggled_analysis
from configuration_calls import add_company, add_configuration, configuration_bodies
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from messages_calls import add_messages, message_bodies
from records_calls import Headed, Upload, add_records, record_bodies, smuggled_records
from rules_calls import add_rules, rule_bodies
from setup_calls import add_setup, setup_bodies

from linkspan.kernel import clock
from linkspan.kernel.access.actor import SYSTEM, acting_as
from linkspan.kernel.jobs import enqueue
from linkspan.modules.exchange.models import ImportDraft, LastImport
from linkspan.modules.identity import api as identity
from linkspan.modules.identity import totp
from linkspan.modules.identity.models import LoginSession, SecondFactor
from linkspan.modules.identity.second_factor import encrypted
from linkspan.modules.identity.services import own_actor
from linkspan.modules.schedule.models import Baseline, Link
from world import CANARY, FOREIGN, World, client_of, command, local, plan_of, rows_by_id, send

MSPDI = b"""<?xml version="1.0" encoding="UTF-8"?>
<Project xmlns="http://schemas.microsoft.com/project"><Title>t</Title><StartDate>2026-07-01T08:00:00</StartDate><CalendarUID>1</CalendarUID>
<Tasks><Task><UID>1</UID><ID>1</ID><Name>imported</Name><OutlineLevel>1</OutlineLevel><Duration>PT16H0M0S</Duration></Task></Tasks></Project>"""


NOTICE = "关于2031年部分节假日安排的通知。一、元旦：1月1日放假。"
PASSWORD = "twelve grey geese"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass
class Side:
    """The rows of one project that the calls name."""

    code: str
    tasks: dict[str, int]
    link: int
    baseline: int
    calendar: int
    log: int
    undone: int
    token: str
    job: int
    extra: dict[str, Any] = field(default_factory=dict)


def upload(client: Any, path: str, **more: Any) -> Any:
    return client.post(f"/api{path}", {"file": SimpleUploadedFile("plan.xml", MSPDI, content_type="text/xml"), **more})


def make_side(world: World, code: str, tasks: dict[str, int], boss: str, calendar: int) -> Side:
    """Rows to ask for, made over HTTP by the project's manager."""
    client = world.client(boss)
    log = command(client, code, {"op": "task.update", "id": tasks["t5"], "set": {"duration": 960}})["log_id"]
    done = command(client, code, {"op": "task.update", "id": tasks["t3"], "set": {"duration": 960}})["log_id"]
    undone = send(client, "post", f"/projects/{code}/plan/undo", {"log_id": done}).json()["log_id"]
    command(client, code, {"op": "baseline.set", "name": "kanarienvogel b" if code == "BETA" else "a"})
    token = upload(client, f"/projects/{code}/import/preview").json()["token"]
    project = world.a if code == "ALPHA" else world.b
    _import_before(project, token)
    actor = world.actor(boss)
    with acting_as(actor):
        job = enqueue(
            actor,
            "exchange.import",
            project.scope_path,
            {"draft_id": 0},
            label="kanarienvogel %(file)s" if code == "BETA" else "x",
            label_params={"file": "f"},
        ).pk
    link = next(iter(rows_by_id(plan_of(client, code), "links")))
    baseline = Baseline._base_manager.filter(project=project).order_by("-pk").first().pk
    assert Link._base_manager.get(pk=link).project_id == project.pk
    return Side(code, tasks, link, baseline, calendar, log, undone, token, job)


def _import_before(project: Any, token: str) -> None:
    """The plan came from a file: the preview's own, so that there is something to compare it with."""
    draft, now = ImportDraft._base_manager.get(token=token), clock.now()
    LastImport._base_manager.bulk_create(
        [
            LastImport(
                project=project,
                scope_path=project.scope_path,
                original_name="kanarienvogel.xml" if project.code == "BETA" else "plan.xml",
                stored_name=draft.stored_name,
                created_at=now,
                updated_at=now,
            )
        ]
    )


def make_sides(world: World) -> tuple[Side, Side]:
    hashed = make_password(PASSWORD)
    for person in world.people.values():
        person.password = hashed
        type(person)._base_manager.filter(pk=person.pk).update(password=hashed)
        SecondFactor.objects.create(user=person, secret=encrypted(SECRET))
    a = make_side(world, "ALPHA", world.tasks, "manager", world.calendar.pk)
    b = make_side(world, "BETA", world.tasks_b, "outsider", world.ids_b["calendar"])
    admin = client_of(world.people["admin"])
    a.extra["new_token"] = upload(admin, "/import/preview").json()["token"]
    b.extra["new_token"] = a.extra["new_token"]
    add_company(world)
    a.extra["records"] = add_records(world, "ALPHA", "manager", FOREIGN)
    b.extra["records"] = add_records(world, "BETA", "outsider", CANARY)
    a.extra["configuration"], b.extra["configuration"] = (add_configuration(world, c) for c in ("ALPHA", "BETA"))
    a.extra["setup"], b.extra["setup"] = add_setup(world, "ALPHA"), add_setup(world, "BETA")
    a.extra["rules"], b.extra["rules"] = add_rules(world, "ALPHA", "manager"), add_rules(world, "BETA", "outsider")
    a.extra["analysis"], b.extra["analysis"] = (
        add_analysis(world, "ALPHA", "manager"),
        add_analysis(world, "BETA", "outsider"),
    )
    a.extra["messages"] = b.extra["messages"] = add_messages()
    add_rights(world, a, "manager", "engineer")
    add_rights(world, b, "outsider", "outsider")
    b.extra |= {"role": a.extra["role"], "group": a.extra["group"]}
    return a, b


def add_rights(world: World, side: Side, boss: str, person: str) -> None:
    """A session, a token and a grant of the side's manager; a role and a group of the organisation's."""
    user = world.people[boss]
    project = world.a if side.code == "ALPHA" else world.b
    month = clock.now() + dt.timedelta(days=30)
    fields = {"name": "kanarienvogel" if side.code == "BETA" else "a", "expires_at": month}
    token, _text = identity.create_token(own_actor(user), user, **fields).result
    grant = identity.grant_role(SYSTEM, project, role="operations", principal=user).result
    session = LoginSession.objects.filter(user=user).first()
    side.extra |= {"token_id": token.pk, "grant": grant.pk, "session": session.pk, "person": world.people[person].pk}
    side.extra |= {"path": project.scope_path, "project": project.pk}
    if side.code == "BETA":
        return
    names = {"name_zh": "a", "verbs": ["project.view"]}
    role = identity.create_role(SYSTEM, world.organisation, code="own", values=names).result
    group = identity.create_group(SYSTEM, world.organisation, code="night", name="Night").result
    side.extra |= {"role": role.pk, "group": group.pk}


def _rights(side: Side) -> dict[tuple[str, str, str], tuple[str, Any]]:
    x = side.extra
    person, role, group = f"/admin/people/{x['person']}", f"/admin/roles/{x['role']}", f"/admin/groups/{x['group']}"
    day = (clock.now() + dt.timedelta(days=30)).date().isoformat()
    principal = {"kind": "user", "id": x["person"]}
    found: dict[tuple[str, str, str], tuple[str, Any]] = {
        ("POST", "/api/admin/roles", ""): ("/admin/roles", {"code": "new", "name_zh": "new", "verbs": []}),
        ("PATCH", "/api/admin/roles/{role_id}", ""): (role, Headed({"name_zh": "other"})),
        ("DELETE", "/api/admin/roles/{role_id}", ""): (role, Headed(None)),
        ("PUT", "/api/admin/roles/{role_id}/second-factor", ""): (f"{role}/second-factor", {"needed": True}),
        ("PUT", "/api/admin/separation", ""): ("/admin/separation", {"on": False}),
        ("POST", "/api/admin/grants", "at a project"): (
            "/admin/grants",
            {"role": "engineer", "principal": principal, "place": x["path"], "expires_on": day},
        ),
        ("PATCH", "/api/admin/grants/{grant_id}", ""): (f"/admin/grants/{x['grant']}", Headed({"expires_on": day})),
        ("DELETE", "/api/admin/grants/{grant_id}", ""): (f"/admin/grants/{x['grant']}", {}),
        ("POST", "/api/admin/people", ""): ("/admin/people", {"username": "new", "name": "new"}),
        ("PATCH", "/api/admin/people/{user_id}", ""): (person, Headed({"title": "x"})),
        ("POST", "/api/admin/people/{user_id}/password", ""): (f"{person}/password", {}),
        ("POST", "/api/admin/people/{user_id}/second-factor/reset", ""): (
            f"{person}/second-factor/reset",
            {"reason": "lost"},
        ),
        ("POST", "/api/admin/groups", ""): ("/admin/groups", {"code": "new", "name": "new"}),
        ("PATCH", "/api/admin/groups/{group_id}", ""): (group, Headed({"name": "x", "members": [x["person"]]})),
        ("DELETE", "/api/admin/groups/{group_id}", ""): (group, {}),
        ("DELETE", "/api/admin/tokens/{token_id}", ""): (f"/admin/tokens/{x['token_id']}", {}),
        ("GET", "/api/access/why", "of a project"): (
            f"/access/why?entity=project&id={x['project']}&verb=project.view",
            None,
        ),
        ("PATCH", "/api/me", ""): ("/me", Headed({"title": "x"})),
        ("POST", "/api/me/password", ""): ("/me/password", {"old": PASSWORD, "new": "a quiet long sentence"}),
        ("DELETE", "/api/me/sessions", ""): ("/me/sessions", {}),
        ("DELETE", "/api/me/sessions/{session_id}", ""): (f"/me/sessions/{x['session']}", {}),
        ("POST", "/api/me/tokens", ""): ("/me/tokens", {"name": "x", "expires_on": day}),
        ("DELETE", "/api/me/tokens/{token_id}", ""): (f"/me/tokens/{x['token_id']}", {}),
        ("POST", "/api/me/second-factor/begin", ""): ("/me/second-factor/begin", {"password": PASSWORD}),
        # The code of the moment at which it is asked.
        ("POST", "/api/me/second-factor/confirm", ""): (
            "/me/second-factor/confirm",
            lambda: {"code": totp.code_at(SECRET, totp.step_of(clock.now().timestamp()))},
        ),
    }
    for part in ("deactivate", "reactivate", "sessions/end"):
        found["POST", f"/api/admin/people/{{user_id}}/{part}", ""] = (f"{person}/{part}", {})
    for part in ("codes", "remove"):
        found["POST", f"/api/me/second-factor/{part}", ""] = (f"/me/second-factor/{part}", {"code": "123456"})
    for path in (
        *(f"/admin/{name}" for name in ("roles", "separation", "grants", "places", "principals", "people", "groups")),
        *("/admin/people/choices", "/admin/tokens", "/admin/audit", "/admin/audit/export.csv"),
        *("/me", "/me/sessions", "/me/tokens"),
    ):
        found["GET", f"/api{path}", ""] = (path, None)
    return found


def _commands(side: Side) -> dict[str, dict[str, Any]]:
    t = side.tasks
    return {
        "task.create": {"name": "x", "parent": t["s1"]},
        "task.update": {"id": t["t1"], "set": {"name": "x"}},
        "task.move": {"ids": [t["t5"]], "parent": t["s1"]},
        "task.indent": {"ids": [t["t5"]]},
        "task.outdent": {"ids": [t["t5"]]},
        "task.delete": {"ids": [t["t5"]]},
        "task.predecessors": {"id": t["t5"], "text": "1.1"},
        "task.resources": {"id": t["t5"], "text": "+Crew 1[50%]"},
        "link.create": {"from": t["t1"], "to": t["t5"]},
        "link.update": {"id": side.link, "set": {"lag": 60}},
        "link.delete": {"ids": [side.link]},
        "project.set": {"set": {"data_date": local("2026-07-02")}},
        "baseline.set": {"name": "x"},
        "baseline.choose": {"id": side.baseline},
    }


def bodies(side: Side) -> dict[tuple[str, str, str], tuple[str, Any]]:
    """Path below /api and JSON body of every row; a body "file" is the upload of a schedule."""
    plan, home = f"/projects/{side.code}/plan", f"/projects/{side.code}"
    week = [[[480, 720]]] * 5 + [[], []]
    found: dict[tuple[str, str, str], tuple[str, Any]] = {
        ("GET", "/api/session", ""): ("/session", None),
        ("PUT", "/api/session/preferences", ""): ("/session/preferences", {"theme": "dark"}),
        ("GET", "/api/projects", ""): ("/projects", None),
        ("POST", "/api/projects", ""): ("/projects", {"code": "NEW", "name": "new", "start": "2026-08-03"}),
        ("GET", "/api/projects/{code}", ""): (home, None),
        ("GET", "/api/projects/{code}/plan", ""): (plan, None),
        ("GET", "/api/projects/{code}/plan/changes", ""): (f"{plan}/changes?since=1", None),
        ("POST", "/api/projects/{code}/plan/undo", ""): (f"{plan}/undo", {"log_id": side.log}),
        ("POST", "/api/projects/{code}/plan/redo", ""): (f"{plan}/redo", {"log_id": side.undone}),
        ("GET", "/api/projects/{code}/plan/tasks/{task_id}/history", ""): (
            f"{plan}/tasks/{side.tasks['t2']}/history",
            None,
        ),
        ("GET", "/api/projects/{code}/plan/tasks/{task_id}/why", ""): (f"{plan}/tasks/{side.tasks['t2']}/why", None),
        ("GET", "/api/projects/{code}/plan/tasks/{task_id}/why", "of another's row"): (
            f"{plan}/tasks/{side.tasks['t1']}/why",
            None,
        ),
        ("GET", "/api/projects/{code}/plan/tasks/{task_id}/resources", ""): (
            f"{plan}/tasks/{side.tasks['t2']}/resources",
            None,
        ),
        ("GET", "/api/projects/{code}/plan/tasks/{task_id}/resources", "of another's row"): (
            f"{plan}/tasks/{side.tasks['t1']}/resources",
            None,
        ),
        ("GET", "/api/calendars", ""): ("/calendars", None),
        ("GET", "/api/calendars", "of a project"): (f"/calendars?project={side.code}", None),
        ("GET", "/api/calendars/{calendar_id}", ""): (f"/calendars/{side.calendar}", None),
        ("PUT", "/api/calendars/{calendar_id}", ""): (f"/calendars/{side.calendar}", {"week": week}),
        ("POST", "/api/calendars/{calendar_id}/official/{year}", ""): (f"/calendars/{side.calendar}/official/2026", {}),
        ("POST", "/api/calendars/{calendar_id}/notice/preview", ""): (
            f"/calendars/{side.calendar}/notice/preview",
            {"text": NOTICE},
        ),
        ("POST", "/api/calendars/{calendar_id}/notice", ""): (f"/calendars/{side.calendar}/notice", {"text": NOTICE}),
        ("POST", "/api/calendars", ""): ("/calendars", {"name": "new"}),
        ("POST", "/api/calendars", "of a project"): ("/calendars", {"name": "new", "project": side.code}),
        ("POST", "/api/projects/{code}/import/preview", ""): (f"{home}/import/preview", "file"),
        ("POST", "/api/projects/{code}/import/apply", ""): (f"{home}/import/apply", {"token": side.token}),
        ("POST", "/api/projects/{code}/import/effect", ""): (f"{home}/import/effect", {"token": side.token}),
        ("GET", "/api/projects/{code}/plan/export", ""): (f"{home}/plan/export?format=json", None),
        ("POST", "/api/import/preview", ""): ("/import/preview", "file"),
        ("POST", "/api/import/apply", ""): (
            "/import/apply",
            {"token": side.extra["new_token"], "code": "NEW", "name": "new"},
        ),
        ("GET", "/api/my-work", ""): ("/my-work", None),
        ("POST", "/api/my-work/progress", "on the vendor's row"): (
            "/my-work/progress",
            {"task_id": side.tasks["t2"], "progress": 0.5},
        ),
        ("POST", "/api/my-work/progress", "on another's row"): (
            "/my-work/progress",
            {"task_id": side.tasks["t1"], "progress": 0.5},
        ),
        ("GET", "/api/search", ""): ("/search?q=t", None),
        ("GET", "/api/openapi.json", ""): ("/openapi.json", None),
        ("GET", "/api/jobs/{job_id}", ""): (f"/jobs/{side.job}", None),
        ("POST", "/api/jobs/{job_id}/cancel", ""): (f"/jobs/{side.job}/cancel", {}),
    }
    for op, body in _commands(side).items():
        found["POST", "/api/projects/{code}/plan/commands", op] = (
            f"{plan}/commands",
            {"base": 0, "commands": [{"op": op, **body}]},
        )
    records, setup = record_bodies(side.code, side.extra["records"]), setup_bodies(side.code, side.extra["setup"])
    configuration = configuration_bodies(side.code, side.extra["configuration"])
    messages, rules = message_bodies(side.extra["messages"]), rule_bodies(side.code, side.extra["rules"])
    analysis = analysis_bodies(side.code, side.extra["analysis"], side.baseline)
    return found | _rights(side) | records | setup | configuration | messages | rules | analysis


def ask(client: Any, method: str, path: str, body: Any) -> Any:
    """The call itself."""
    if body == "file":
        return upload(client, path)
    if isinstance(body, Upload):
        return client.post(f"/api{path}", {"file": SimpleUploadedFile(body.name, body.data), **body.fields})
    if isinstance(body, Headed):
        return send(client, method, path, body.body, **{"If-Match": f'"{body.version}"'})
    return send(client, method, path, body() if callable(body) else body)


def smuggled(a: Side, b: Side, ids_b: dict[str, Any]) -> dict[str, tuple[str, str, Any]]:
    """Calls below the manager's own project that name something of project BETA in path, body, or deep inside."""
    t, f, plan = a.tasks, b.tasks, "/projects/ALPHA/plan"
    commands: dict[str, dict[str, Any]] = {
        "id": {"op": "task.update", "id": f["t1"], "set": {"name": "x"}},
        "parent of a new row": {"op": "task.create", "name": "x", "parent": f["s1"]},
        "after": {"op": "task.create", "name": "x", "after": f["s1"]},
        "owner": {"op": "task.update", "id": t["t1"], "set": {"owner": ids_b["boss"]}},
        "owner of a new row": {"op": "task.create", "name": "x", "owner": ids_b["boss"]},
        "calendar": {"op": "task.update", "id": t["t1"], "set": {"calendar": b.calendar}},
        "calendar of the plan": {"op": "project.set", "set": {"calendar": b.calendar}},
        "link from": {"op": "link.create", "from": f["t1"], "to": t["t5"]},
        "link to": {"op": "link.create", "from": t["t5"], "to": f["t1"]},
        "moved rows": {"op": "task.move", "ids": [t["t5"], f["t5"]], "parent": None},
        "new parent": {"op": "task.move", "ids": [t["t5"]], "parent": f["s1"]},
        "move after": {"op": "task.move", "ids": [t["t5"]], "parent": None, "after": f["s1"]},
        "indented rows": {"op": "task.indent", "ids": [f["t5"]]},
        "outdented rows": {"op": "task.outdent", "ids": [t["t5"], f["t5"]]},
        "deleted rows": {"op": "task.delete", "ids": [t["t5"], f["t5"]]},
        "link": {"op": "link.update", "id": b.link, "set": {"lag": 5}},
        "deleted links": {"op": "link.delete", "ids": [a.link, b.link]},
        "resources of": {"op": "task.resources", "id": f["t1"], "text": "+Crew 1"},
        "predecessors of": {"op": "task.predecessors", "id": f["t1"], "text": "1.1"},
        "baseline": {"op": "baseline.choose", "id": b.baseline},
    }
    found = {name: ("post", f"{plan}/commands", {"base": 0, "commands": [body]}) for name, body in commands.items()}
    found["hidden behind a good edit"] = (
        "post",
        f"{plan}/commands",
        {"base": 0, "commands": [{"op": "task.update", "id": t["t1"], "set": {"name": "good"}}, commands["link to"]]},
    )
    found |= {
        "undo": ("post", f"{plan}/undo", {"log_id": b.log}),
        "redo": ("post", f"{plan}/redo", {"log_id": b.undone}),
        "history": ("get", f"{plan}/tasks/{f['t1']}/history", None),
        "why": ("get", f"{plan}/tasks/{f['t1']}/why", None),
        "resources": ("get", f"{plan}/tasks/{f['t1']}/resources", None),
        "token": ("post", "/projects/ALPHA/import/apply", {"token": b.token}),
        "token of an effect": ("post", "/projects/ALPHA/import/effect", {"token": b.token}),
        "own token elsewhere": ("post", "/projects/BETA/import/apply", {"token": a.token}),
        "calendar of a new project": (
            "post",
            "/projects",
            {"code": "N", "name": "n", "start": "2026-08-03", "calendar_id": b.calendar},
        ),
        "programme": ("post", "/projects", {"code": "N", "name": "n", "start": "2026-08-03", "programme": "PG"}),
        "progress": ("post", "/my-work/progress", {"task_id": f["t1"], "progress": 1}),
        "calendars of": ("get", "/calendars?project=BETA", None),
        "new calendar in": ("post", "/calendars", {"name": "x", "project": "BETA"}),
    }
    more = smuggled_records(a.extra["records"], b.extra["records"])
    more |= smuggled_analysis(a.extra["analysis"], b.extra["analysis"], b.extra["records"]["risk"], b.baseline)
    return json.loads(json.dumps(found)) | more
