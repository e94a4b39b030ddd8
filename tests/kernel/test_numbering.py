"""Masks of codes: what they may say, which of them is in force, what they give, and that no code comes twice."""

import threading

import pytest
from django.db import connection

from linkspan.kernel.access.actor import SYSTEM, acting_as
from linkspan.kernel.entities.registry import find_entity
from linkspan.kernel.entities.writing import writer_of
from linkspan.kernel.errors import DomainError
from linkspan.kernel.numbering.models import Mask, Series
from linkspan.kernel.numbering.pattern import parse
from linkspan.kernel.numbering.services import set_mask
from linkspan.modules.landscape.models import Interface
from linkspan.modules.risk.models import Risk
from world import client_of, dump, is_problem, send

ALLOWED = {"PRJ": "", "SYS": "", "provider": ""}


@pytest.fixture
def manager(world):
    return world.client("manager")


def put(client, entity, pattern, code="ALPHA", **more):
    return send(client, "put", f"/projects/{code}/numbering/{entity}", {"pattern": pattern, **more})


def add(client, entity="risk", project="ALPHA", **values):
    answer = send(client, "post", f"/records/{entity}", {"project": project, "values": values})
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()["row"]["code"]


def item(client, entity, code="ALPHA"):
    return next(i for i in client.get(f"/api/projects/{code}/numbering").json()["items"] if i["entity"] == entity)


@pytest.mark.parametrize(
    ("text", "reset", "values", "code"),
    [
        ("R{n:02}", "never", {}, "R07"),
        ("R{n:02d}", "never", {}, "R07"),
        ("{PRJ}-R-{n}", "never", {"PRJ": "ALPHA"}, "ALPHA-R-7"),
        ("{YYYY}.{MM}/{n:04}号", "monthly", {"YYYY": "2026", "MM": "07"}, "2026.07/0007号"),
        ("{n:03}-{SYS}", "prefix", {"SYS": "HIS"}, "007-HIS"),
    ],
)
def test_a_mask_is_read_and_filled_in(text, reset, values, code):
    from linkspan.kernel.numbering.pattern import code_of

    assert code_of(parse(text, ALLOWED, reset).split(values), 7) == code


@pytest.mark.parametrize(
    ("text", "reset"),
    [
        ("", "never"),
        (" R{n}", "never"),
        ("R", "never"),
        ("{n}{n}", "never"),
        ("R{x}{n}", "never"),
        ("{PRJ:03}{n}", "never"),
        ("R{n", "never"),
        ("R{n}}", "never"),
        ("R{n:99}", "never"),
        ("{__class__}{n}", "never"),
        ("R\n{n}", "never"),
        ("<b>{n}", "never"),
        ("R{n}" + "x" * 80, "never"),
        ("R{n}", "yearly"),
        ("{YYYY}{n}", "monthly"),
    ],
)
def test_a_mask_that_cannot_work_is_refused_with_its_remedy(text, reset, english):
    with pytest.raises(DomainError) as refused:
        parse(text, ALLOWED, reset)
    assert refused.value.field == "pattern"
    assert str(refused.value.message).endswith(".")


def test_the_nearest_mask_above_decides(world, manager):
    admin = world.client("admin")
    assert add(manager, title="a") == "R01"
    organisation, programme = world.organisation.scope_path, world.programme.scope_path
    assert put(admin, "risk", "O-{n}", place=organisation).status_code == 200
    assert add(manager, title="b") == "O-1"
    assert put(admin, "risk", "G-{n}", place=programme).status_code == 200
    assert add(manager, title="c") == "G-1"
    assert put(manager, "risk", "{PRJ}-{n:03}").status_code == 200
    assert add(manager, title="d") == "ALPHA-001"
    assert item(manager, "risk")["from"] == world.a.scope_path
    assert item(manager, "risk")["next"] == "ALPHA-002"
    # BETA stands beside the programme and has the organisation's.
    assert add(world.client("outsider"), project="BETA", title="e") == "O-1"
    assert send(manager, "delete", "/projects/ALPHA/numbering/risk").status_code == 200
    assert add(manager, title="f") == "G-2"


def test_setting_a_mask_is_history_and_is_undone(world, manager):
    before = dump()["numbering_mask"]
    answer = put(manager, "interface", "IF-{SYS}-{n:02}", reset="prefix").json()
    assert answer["label"] == "Set the mask of interfaces: IF-{SYS}-{n:02}"
    assert send(manager, "post", "/undo", {"log_id": answer["log_id"]}).status_code == 200
    assert dump()["numbering_mask"] == before


def test_tokens_of_references_and_a_counter_for_each_beginning(world, manager):
    assert put(manager, "interface", "IF-{SYS}-{n:02}", reset="prefix").status_code == 200
    systems = {
        code: send(
            manager, "post", "/records/system", {"project": "ALPHA", "values": {"code": code, "name": code}}
        ).json()["row"]["id"]
        for code in ("HIS", "LIS")
    }
    codes = [add(manager, "interface", name=name, provider=systems[name]) for name in ("HIS", "LIS", "HIS")]
    assert codes == ["IF-HIS-01", "IF-LIS-01", "IF-HIS-02"]
    assert item(manager, "interface")["next"] == "IF-HIS-03"
    assert put(manager, "risk", "{category}-{party}-{n}").status_code == 200
    refused = send(manager, "post", "/records/risk", {"project": "ALPHA", "values": {"title": "no party"}})
    assert is_problem(refused, 422, "party")


def test_counters_begin_anew_with_the_month(world, manager, settings):
    assert put(manager, "risk", "{YY}{MM}-{n:02}", reset="monthly").status_code == 200
    assert [add(manager, title=str(n)) for n in range(2)] == ["2607-01", "2607-02"]
    settings.BUSINESS_TODAY = "2026-08-01"
    assert add(manager, title="august") == "2608-01"


def test_one_counter_for_all_projects(world, manager):
    path = world.organisation.scope_path
    answer = put(world.client("admin"), "risk", "R-{n:04}", place=path, shared=True)
    assert answer.status_code == 200
    codes = [add(manager, title="a"), add(world.client("outsider"), project="BETA", title="b"), add(manager, title="c")]
    assert codes == ["R-0001", "R-0002", "R-0003"]


def test_taken_codes_are_stepped_over(world, manager):
    assert put(manager, "risk", "X{n}").status_code == 200
    for number in (1, 2, 4):
        assert add(manager, code=f"X{number}", title="by hand") == f"X{number}"
    assert [add(manager, title="a"), add(manager, title="b")] == ["X3", "X5"]


def test_a_code_that_gets_too_long_is_refused(world, manager):
    assert put(manager, "risk", "A" * 38 + "{n:04}").status_code == 200
    answer = send(manager, "post", "/records/risk", {"project": "ALPHA", "values": {"title": "a"}})
    assert is_problem(answer, 422, "code")
    checked = send(manager, "post", "/projects/ALPHA/numbering/risk/check", {"pattern": "A" * 38 + "{n:04}"}).json()
    assert not checked["ok"]
    assert "at most 40 characters" in checked["problem"]


def test_the_check_says_the_next_code_and_writes_nothing(world, manager):
    before = dump()
    ok = send(manager, "post", "/projects/ALPHA/numbering/risk/check", {"pattern": "{PRJ}/{YYYY}/{n:03}"}).json()
    assert ok == {"ok": True, "problem": "", "next": "ALPHA/2026/001"}
    bad = send(manager, "post", "/projects/ALPHA/numbering/risk/check", {"pattern": "{what}{n}"}).json()
    assert bad["ok"] is False
    assert bad["problem"].startswith("There is no {what} here.")
    assert dump() == before


def test_who_may_not_set_up_sets_no_mask(world):
    for name in ("engineer", "viewer", "vendor"):
        assert is_problem(put(world.client(name), "risk", "X{n}"), 403)
    assert is_problem(put(world.client("manager"), "risk", "X{n}", place=world.organisation.scope_path), 403)
    assert is_problem(put(world.client("manager"), "risk", "X{n}", place=world.b.scope_path), 404)
    assert is_problem(put(world.client("manager"), "nothing", "X{n}"), 404)
    assert not Mask._base_manager.exists()


def test_projects_are_numbered_too(world):
    admin, path = world.client("admin"), world.organisation.scope_path
    assert is_problem(put(admin, "project", "P{n}"), 422, "place")
    assert put(admin, "project", "P{YYYY}-{n:03}", place=path, reset="yearly").status_code == 200
    codes = [
        send(admin, "post", "/projects", {"name": name, "start": "2026-08-03"}).json()["code"]
        for name in ("one", "two")
    ]
    assert codes == ["P2026-001", "P2026-002"]
    given = send(admin, "post", "/projects", {"name": "three", "code": "OWN", "start": "2026-08-03"}).json()
    assert given["code"] == "OWN"


def test_a_batch_costs_the_same_number_of_statements_whatever_its_size(world, django_assert_max_num_queries):
    known = find_entity("risk")

    def insert(count):
        new = [{"title": f"t{n}"} for n in range(count)]
        return writer_of(known).merge_rows(SYSTEM, world.a, new=new, changed=[]).result

    with acting_as(SYSTEM):
        set_mask(SYSTEM, world.a, entity="risk", pattern="{PRJ}-{n:03}")
        counts = []
        for size in (2, 60):
            with django_assert_max_num_queries(60) as asked:
                insert(size)
            counts.append(len(asked))
    assert counts[1] <= counts[0]
    assert Risk._base_manager.filter(code="ALPHA-062").exists()


def test_sixteen_people_at_once_get_sixteen_codes(lasting_world):
    """No promise of no gaps, but none comes twice, also where one counter serves two projects."""
    world = lasting_world
    with acting_as(SYSTEM):
        set_mask(SYSTEM, world.organisation, entity="risk", pattern="R-{n:03}", is_shared=True)
    pairs = [("manager", "ALPHA"), ("outsider", "BETA")] * 8
    clients = [(client_of(world.people[who]), code) for who, code in pairs]
    gate, codes, errors = threading.Barrier(len(clients)), [], []

    def go(client, code):
        try:
            gate.wait()
            codes.append(add(client, project=code, title="raced"))
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=pair) for pair in clients]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert not errors
    assert len(set(codes)) == len(codes) == 16
    assert Series.objects.get(entity="risk").last >= 16
    assert not Interface._base_manager.exists()
