"""Factories: an organisation, people with roles, projects with a calendar and a plan, all made through actions."""

import copy
import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client

from linkspan.kernel.access.actor import SYSTEM, Actor, acting_as
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.localtime import local_midnight
from linkspan.modules.identity import api as identity
from linkspan.modules.identity.models import Organisation, User
from linkspan.modules.portfolio.api import Project, add_members, create_programme, create_project
from linkspan.modules.schedule.api import create_calendar, edit_plan
from linkspan.modules.schedule.models import Link, Task

ZONE = "Asia/Shanghai"
DAY = 480
WEEK = [[[480, 720], [780, 1020]]] * 5 + [[], []]
CANARY = "kanarienvogel"
# What a vendor must not read: texts of rows in its own project that belong to others.
FOREIGN = "zaunkoenig"


def local(day: str, clock: str = "08:00") -> int:
    """Local minute of a day and a time of day."""
    hours, minutes = clock.split(":")
    return local_midnight(dt.date.fromisoformat(day)) + int(hours) * 60 + int(minutes)


def utc(day: str, clock: str = "08:00") -> int:
    """The same instant in UTC minutes; the zone of the tests is eight hours ahead the whole year."""
    return local(day, clock) - 8 * 60


@dataclass
class World:
    """What `make_world` made. people and tasks by name; a and b are the projects."""

    organisation: Any
    programme: Any
    calendar: Any
    a: Project
    b: Project
    people: dict[str, User] = field(default_factory=dict)
    parties: dict[str, Any] = field(default_factory=dict)
    tasks: dict[str, int] = field(default_factory=dict)
    tasks_b: dict[str, int] = field(default_factory=dict)
    ids_b: dict[str, Any] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        return actor_for(self.people[name])

    def client(self, name: str) -> Client:
        return client_of(self.people[name])

    def project(self) -> Project:
        return Project._base_manager.get(pk=self.a.pk)


def client_of(user: User, language: str = "en") -> Client:
    """A browser in which the user is logged in."""
    User._base_manager.filter(pk=user.pk).update(language=language)
    client = Client(HTTP_HOST="127.0.0.1", raise_request_exception=False)
    client.force_login(user)
    return client


def make_organisation(code: str = "huacheng") -> Organisation:
    identity.seed_roles(SYSTEM)
    return identity.create_organisation(
        SYSTEM, Organisation(code=code, name=f"Organisation {code}", scope_path="/")
    ).result


def make_person(
    organisation: Organisation, username: str, *, role: str = "", place: Any = None, **details: Any
) -> User:
    """A person who cannot log in by password, with a role at a place."""
    user = identity.create_user(SYSTEM, organisation, username=username, **{"name": username.title(), **details}).result
    if role:
        identity.grant_role(SYSTEM, place, role=role, principal=user)
    return user


def make_project(home: Any, code: str, calendar: Any, **fields: Any) -> Project:
    """A project that starts on Wednesday 2026-07-01 at 08:00."""
    return create_project(
        SYSTEM,
        home,
        **{
            "code": code,
            "name": f"Project {code}",
            "start": utc("2026-07-01"),
            "calendar": calendar,
            "time_zone": ZONE,
            **fields,
        },
    ).result


def run(project: Project, *commands: dict[str, Any], actor: Actor = SYSTEM) -> Any:
    """Edit a plan as the system; answers the outcome."""
    with acting_as(actor):
        return edit_plan(actor, Project._base_manager.get(pk=project.pk), commands=list(commands))


def make_plan(project: Project, *, mark: str = "", owners: dict[str, User] | None = None) -> dict[str, int]:
    """Two sections of linked tasks and a milestone; ids by the names 's1', 't1'...'t4', 's2', 't5', 'm1'.

    t1 2 d -> t2 3 d -> t4 1 d -> m1; t1 -> t3 1 d (has float); t5 5 d alone.
    """
    owners = owners or {}

    def task(temp: str, days: float, parent: str | None = None, **more: Any) -> dict[str, Any]:
        owner = {"owner": owners[temp].pk} if temp in owners else {}
        label = more.pop("name", f"{mark} {temp}".strip())
        return {
            "op": "task.create",
            "temp": temp,
            "parent": parent,
            "name": label,
            "duration": round(days * DAY),
            **owner,
            **more,
        }

    ids = run(
        project,
        task("s1", 1),
        task("t1", 2, "s1"),
        task("t2", 3, "s1"),
        task("t3", 1, "s1"),
        task("s2", 1),
        task("t4", 1, "s2"),
        task("t5", 5, "s2"),
        {**task("m1", 0, "s2"), "kind": 1},
        *(
            {"op": "link.create", "from": a, "to": b}
            for a, b in (("t1", "t2"), ("t1", "t3"), ("t2", "t4"), ("t4", "m1"))
        ),
    ).result
    return dict(ids)


def make_world() -> World:
    """Project A (ALPHA, in a programme) and project B (BETA, full of canaries), each with its people."""
    with acting_as(SYSTEM):
        organisation = make_organisation()
        programme = create_programme(SYSTEM, organisation, code="PG", name="Programme").result
        calendar = create_calendar(SYSTEM, organisation, name="Standard", week=WEEK).result
        world = World(organisation, programme, calendar, make_project(programme, "ALPHA", calendar), None)
        world.parties = {
            code: identity.create_party(SYSTEM, organisation, code=code, name=name, kind=kind).result
            for code, name, kind in (
                ("cust", "Customer", "customer"),
                ("v1", "Vendor One", "vendor"),
                ("v2", f"{FOREIGN} Vendor Two", "vendor"),
            )
        }
        _add_people(world)
        owners = {"t1": world.people["engineer"], "t2": world.people["vendor"], "t3": world.people["other_vendor"]}
        world.tasks = make_plan(world.a, mark=FOREIGN, owners=owners)
        run(world.a, {"op": "task.update", "id": world.tasks["t2"], "set": {"name": "vendor work"}})
        add_members(
            SYSTEM,
            world.a,
            people=[
                (world.parties["cust"], None, ""),
                (world.parties["v1"], world.people["vendor"], "delivery"),
                (world.parties["v2"], world.people["other_vendor"], FOREIGN),
                (world.parties["cust"], world.people["engineer"], ""),
            ],
        )
        _add_project_b(world)
    return world


_ROLES = {
    "manager": "manager",
    "engineer": "engineer",
    "viewer": "executive",
    "vendor": "vendor",
    "other_vendor": "vendor",
}


def _add_people(world: World) -> None:
    for name, role in _ROLES.items():
        party = {"vendor": world.parties["v1"], "other_vendor": world.parties["v2"]}.get(name)
        label = f"{FOREIGN} {name}" if name == "other_vendor" else name.title()
        world.people[name] = make_person(world.organisation, name, role=role, place=world.a, party=party, name=label)
    world.people["admin"] = make_person(world.organisation, "admin", role="admin", place=world.organisation)
    world.people["nobody"] = make_person(world.organisation, "nobody")


def _add_project_b(world: World) -> None:
    """Every text of project B holds the canary."""
    texts = dict.fromkeys(("name", "name_en", "description"), CANARY)
    world.b = make_project(world.organisation, "BETA", world.calendar, **texts)
    own = create_calendar(
        SYSTEM, world.b, name=f"{CANARY} calendar", week=WEEK, exceptions=[{"first": "2026-10-01", "name": CANARY}]
    ).result
    party = identity.create_party(SYSTEM, world.organisation, code="bp", name=f"{CANARY} party", kind="vendor").result
    boss = make_person(
        world.organisation, "outsider", role="manager", place=world.b, name=f"{CANARY} boss", title=CANARY, party=party
    )
    vendor = make_person(
        world.organisation, "outside_vendor", role="vendor", place=world.b, name=f"{CANARY} vendor", party=party
    )
    world.people |= {"outsider": boss, "outside_vendor": vendor}
    add_members(SYSTEM, world.b, people=[(party, boss, CANARY)])
    world.tasks_b = make_plan(world.b, mark=CANARY, owners={"t1": boss, "t2": vendor})
    run(world.b, {"op": "task.update", "id": world.tasks_b["t5"], "set": {"notes": CANARY, "calendar": own.pk}})
    client = world.client("outsider")
    baseline = command(client, "BETA", {"op": "baseline.set", "name": f"{CANARY} baseline"})
    world.ids_b = {
        "calendar": own.pk,
        "party": party.pk,
        "log": baseline["log_id"],
        "link": Link._base_manager.filter(project=world.b).first().pk,
        "baseline": world.b.baselines.model._base_manager.get(project=world.b).pk,
        "boss": boss.pk,
    }


_made: list[tuple[World, dict[str, tuple[list[str], list[Any]]]]] = []
_FOLLOWS = "kernel_searchdoc_words"  # SQLite's full-text tables, which triggers fill
_KEPT_OUT = {"django_migrations", "django_content_type", "auth_permission", "django_session"}


def remembered_world() -> World:
    """`make_world`, whose rows are kept from the first call on and then inserted as they are: much faster."""
    if not _made:
        world = make_world()
        _made.append((copy.deepcopy(world), _read_tables()))
        return world
    world, tables = _made[0]
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (names, rows) in tables.items():
            columns = ", ".join(map(connection.ops.quote_name, names))
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} ({columns}) VALUES ({marks})", rows)
        if connection.vendor == "postgresql":
            for statement in connection.ops.sequence_reset_sql(
                no_style(), [m for m in apps.get_models() if m._meta.db_table in tables]
            ):
                cursor.execute(statement)
    return copy.deepcopy(world)


def _read_tables() -> dict[str, tuple[list[str], list[Any]]]:
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = cursor.fetchall()
            if rows and table not in _KEPT_OUT and not table.startswith(_FOLLOWS):
                found[table] = ([column[0] for column in cursor.description], rows)
    return found


# --- HTTP ---------------------------------------------------------------------------------------------------


def send(client: Client, method: str, path: str, body: Any = None, **headers: str) -> Any:
    """A call of the API with a JSON body."""
    more = (
        {}
        if body is None
        else {"data": body if isinstance(body, (bytes, str)) else json.dumps(body), "content_type": "application/json"}
    )
    return getattr(client, method.lower())(f"/api{path}", headers=headers or None, **more)


def post_commands(client: Client, code: str, *commands: Any, **headers: str) -> Any:
    return send(client, "post", f"/projects/{code}/plan/commands", {"base": 0, "commands": list(commands)}, **headers)


def command(client: Client, code: str, *commands: Any) -> dict[str, Any]:
    """Edit a plan over HTTP; the answer, which must be 200."""
    answer = post_commands(client, code, *commands)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def plan_of(client: Client, code: str = "ALPHA") -> dict[str, Any]:
    answer = client.get(f"/api/projects/{code}/plan")
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def rows_by_id(plan: dict[str, Any], table: str = "tasks") -> dict[int, dict[str, Any]]:
    """Rows of a columnar table as dicts by id."""
    columns = plan[table]
    return {
        columns["id"][at]: {name: values[at] for name, values in columns.items()} for at in range(len(columns["id"]))
    }


def is_problem(answer: Any, status: int | None = None, field: str | None = None) -> bool:
    """Whether the answer is a refusal as the contract wants it: RFC 7807 with a sentence."""
    body = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json", (answer.status_code, body)
    assert body["status"] == answer.status_code
    assert body["detail"].strip()[-1:] in ".?!。”)", body
    assert body["code"]
    assert status is None or answer.status_code == status, (answer.status_code, body)
    assert field is None or body.get("field") == field, body
    return 400 <= answer.status_code < 500


# --- what the database holds --------------------------------------------------------------------------------

_VOLATILE = {"django_session"}  # the stamp of the last use


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but sessions, for comparison."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table in _VOLATILE or table.startswith("django_migrations"):
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(tuple(map(repr, row)) for row in cursor.fetchall())
    return found


def plan_rows(project: Project) -> dict[str, list[dict[str, Any]]]:
    """The inputs of a plan as rows without versions and stamps, for comparison before an edit and after its undo."""
    left_out = {"version", "revision", "created_at", "updated_at"}
    found: dict[str, Any] = {}
    for label in (
        "schedule.Task",
        "schedule.Link",
        "schedule.Assignment",
        "schedule.Resource",
        "schedule.Baseline",
        "schedule.BaselineTask",
        "schedule.WorkCalendar",
        "schedule.CalendarException",
    ):
        model = apps.get_model(label)
        rows = model._base_manager.filter(scope_path=project.scope_path).order_by("pk").values()
        found[label] = [{k: v for k, v in row.items() if k not in left_out} for row in rows]
    row = Project._base_manager.filter(pk=project.pk).values().get()
    found["project"] = [{k: v for k, v in row.items() if k not in left_out}]
    return found


def version_of(task_id: int) -> int:
    return Task._base_manager.get(pk=task_id).version
