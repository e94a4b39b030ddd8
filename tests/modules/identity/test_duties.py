"""Separation of duties, roles of one's own, groups, sessions of others (A6, A8, A18)."""

import pytest

from linkspan.kernel.access.actor import ROOT, SYSTEM
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.access.models import Grant, Role
from linkspan.kernel.actions.models import ActionLog
from linkspan.kernel.actions.undo import undo_action
from linkspan.kernel.errors import DomainError
from linkspan.modules.identity import api, duties, people, role_editing
from linkspan.modules.identity.models import User
from world import client_of, dump, send

from .people import PASSWORD, log_in, make_organisation, make_user

DUTIES = {"sys": "system_admin", "sec": "security_admin", "aud": "audit_admin"}


@pytest.fixture
def three(db, english):
    """Three administrators over the installation, and a plain person `joe`."""
    api.seed_roles(SYSTEM)
    place = make_organisation()
    found = {name: make_user(name, place) for name in (*DUTIES, "joe")}
    for name, role in DUTIES.items():
        api.grant_role(SYSTEM, duties.rules(), role=role, principal=found[name])
    return found


def act(three, name):
    return actor_for(three[name])


def separated(three):
    return duties.separate_duties(act(three, "sec"), duties.rules())


def refused(reason, call, *args, **inputs):
    with pytest.raises(DomainError) as refusal:
        call(*args, **inputs)
    assert refusal.value.code == reason, refusal.value
    return refusal.value


class TestSeparation:
    def test_it_needs_three_different_people(self, three):
        api.grant_role(SYSTEM, duties.rules(), role="audit_admin", principal=three["sys"])
        assert "Sys" in str(refused("duties", separated, three))
        api.revoke_grant(SYSTEM, Grant.base_rows.get(user=three["sys"], role__code="audit_admin"))
        separated(three)
        assert duties.rules().is_separated

    def test_and_one_for_each(self, three):
        api.revoke_grant(SYSTEM, Grant.base_rows.get(user=three["aud"]))
        refused("duties", separated, three)
        assert not duties.rules().is_separated

    def test_nobody_comes_to_two_of_them(self, three):
        separated(three)
        sec = act(three, "sec")
        for name, role in (("sys", "audit_admin"), ("aud", "system_admin"), ("aud", "security_admin")):
            refused("duties", api.grant_role, sec, duties.rules(), role=role, principal=three[name])
        refused("duties", api.grant_role, sec, duties.rules(), role="admin", principal=three["joe"])
        group = api.create_group(sec, three["joe"].organisation, code="g", name="G").result
        api.grant_role(sec, duties.rules(), role="system_admin", principal=group)
        keys = [three["aud"].pk]
        refused("duties", people.edit_group, sec, group, name="G", name_en="", members=keys)
        assert actor_for(three["aud"]).prefixes("system.manage") == ()

    def test_nor_does_the_security_administrator_help_itself(self, three):
        separated(three)
        sec = act(three, "sec")
        for role in ("engineer", "security_admin"):
            refused("own_rights", api.grant_role, sec, three["sec"].organisation, role=role, principal=three["sec"])

    def test_a_role_with_two_duties_is_refused(self, three):
        separated(three)
        sec, place = act(three, "sec"), three["sec"].organisation
        role = api.create_role(sec, place, code="both", values={"name_zh": "x", "verbs": ["audit.view"]}).result
        api.grant_role(sec, place, role="both", principal=three["joe"])
        refused("duties", role_editing.edit_role, sec, role, values={"verbs": ["audit.view", "system.manage"]})

    def test_it_can_be_switched_off_and_that_undone(self, three):
        separated(three)
        log_id = duties.join_duties(act(three, "sec"), duties.rules()).log_id
        assert not duties.rules().is_separated
        undo_action(act(three, "sec"), log_id)
        assert duties.rules().is_separated

    def test_each_reads_its_own_part_alone(self, three):
        clients = {name: client_of(three[name]) for name in DUTIES}
        pages = {"/admin/roles": "sec", "/admin/grants": "sec", "/admin/audit": "aud"}
        for path, owner in pages.items():
            for name, client in clients.items():
                assert send(client, "get", path).status_code == (200 if name == owner else 403), (path, name)
        assert all(client.get("/api/projects").json()["items"] == [] for client in clients.values())


def test_the_system_administrator_resets_passwords_of_people_but_not_of_the_other_two(three):
    boss = make_user("boss", three["sys"].organisation)
    api.grant_role(SYSTEM, boss.organisation, role="director", principal=boss)
    api.set_password(act(three, "sys"), boss, password="a quiet long sentence")
    for name in ("sec", "aud"):
        refused("stronger", api.set_password, act(three, "sys"), three[name], password="a quiet long sentence")
        refused("stronger", api.deactivate_user, act(three, "sys"), three[name])


class TestOwnRoles:
    @pytest.fixture
    def boss(self, three):
        user = make_user("boss", three["sec"].organisation)
        api.grant_role(SYSTEM, user.organisation, role="director", principal=user)
        return user

    def test_nobody_writes_more_into_a_role_than_they_hold(self, three, boss):
        actor, place = actor_for(boss), boss.organisation
        values = {"name_zh": "x", "verbs": ["schedule.view", "system.manage"]}
        refused("stronger", api.create_role, actor, place, code="own", values=values)
        role = api.create_role(actor, place, code="own", values={**values, "verbs": ["schedule.view"]}).result
        refused("stronger", role_editing.edit_role, actor, role, values={"verbs": ["audit.view"]})
        assert Role.base_rows.get(code="own").verbs == ["schedule.view"]

    def test_a_security_administrator_gives_any_right_but_to_the_own_role(self, three):
        sec, place = act(three, "sec"), three["sec"].organisation
        role = api.create_role(sec, place, code="own", values={"name_zh": "x", "verbs": ["schedule.edit"]}).result
        api.grant_role(SYSTEM, place, role="own", principal=three["sec"])
        refused("stronger", role_editing.edit_role, sec, role, values={"verbs": ["schedule.edit", "audit.view"]})

    def test_a_change_counts_at_the_next_request(self, three, boss):
        place = boss.organisation
        role = api.create_role(SYSTEM, place, code="own", values={"name_zh": "x", "verbs": ["access.view"]}).result
        api.grant_role(SYSTEM, place, role="own", principal=three["joe"])
        client = client_of(three["joe"])
        assert client.get("/api/admin/roles").status_code == 200
        role_editing.edit_role(actor_for(boss), role, values={"verbs": ["identity.view"]})
        assert client.get("/api/admin/roles").status_code == 403

    def test_built_in_and_used_roles_stay(self, three, boss):
        sec = act(three, "sec")
        engineer = Role.base_rows.get(code="engineer")
        refused("built_in", role_editing.edit_role, sec, engineer, values={"name_zh": "x"})
        refused("built_in", role_editing.delete_role, sec, engineer)
        role = api.create_role(sec, boss.organisation, code="own", values={"name_zh": "x"}).result
        api.grant_role(sec, boss.organisation, role="own", principal=three["joe"])
        refused("role_used", role_editing.delete_role, sec, role)

    def test_no_field_of_a_role_is_set_past_the_form(self, three):
        """A18: what the form does not know is not written."""
        client = client_of(three["sec"])
        body = {
            "code": "own",
            "name_zh": "x",
            "verbs": [],
            "scope_path": ROOT,
            "version": 99,
            "id": 1,
            "built_in": True,
        }
        assert send(client, "post", "/admin/roles", body).status_code == 201
        role = Role.base_rows.get(code="own")
        assert (role.scope_path, role.version) == (three["sec"].organisation.scope_path, 1)
        joe = client_of(three["joe"])
        attack = {"title": "x", "username": "root", "is_active": False, "session_epoch": 9, "party": 1, "name": "y"}
        answer = send(joe, "patch", "/me", attack, **{"If-Match": f'"{three["joe"].version}"'})
        assert answer.status_code == 200, answer.content.decode()
        fresh = User.objects.get(pk=three["joe"].pk)
        assert (fresh.title, fresh.username, fresh.name, fresh.is_active) == ("x", "joe", "Joe", True)
        assert fresh.session_epoch == three["joe"].session_epoch


def test_a_temporary_grant_gives_nothing_for_longer_than_it_lasts(three):
    import datetime as dt

    from linkspan.kernel import clock

    place, soon = three["joe"].organisation, clock.now() + dt.timedelta(days=2)
    temp = make_user("temp", place)
    api.grant_role(SYSTEM, place, role="director", principal=temp, expires_at=soon)
    refused("stronger", api.grant_role, actor_for(temp), place, role="director", principal=three["joe"])
    api.grant_role(actor_for(temp), place, role="director", principal=three["joe"], expires_at=soon)
    row = Grant.base_rows.get(user=temp)
    item = next(item for item in client_of(temp).get("/api/admin/grants").json()["items"] if item["id"] == row.pk)
    assert item["ends_soon"] is True


def test_who_joins_a_group_holds_no_more_than_its_keeper_could_give(three):
    place = three["joe"].organisation
    boss = make_user("boss", place)
    api.grant_role(SYSTEM, place, role="director", principal=boss)
    group = api.create_group(SYSTEM, place, code="g", name="G").result
    api.grant_role(SYSTEM, place, role="admin", principal=group)
    refused("stronger", people.edit_group, actor_for(boss), group, name="G", name_en="", members=[boss.pk])
    assert not actor_for(boss).may("system.manage", place.scope_path)


class TestSessions:
    """A6: one's own sessions alone."""

    def test_others_sessions_cannot_be_seen_or_ended(self, three, client):
        log_in(client, "joe")
        own = client.get("/api/me/sessions").json()["items"]
        assert [row["is_this"] for row in own] == [True]
        thief = client_of(three["sys"])
        before = dump()
        assert send(thief, "delete", f"/me/sessions/{own[0]['id']}").status_code == 404
        assert dump() == before
        assert client.get("/api/session").status_code == 200
        assert own[0]["id"] not in {row["id"] for row in thief.get("/api/me/sessions").json()["items"]}

    def test_one_and_all_others_can_be_ended(self, three, client):
        browsers = [type(client)() for _n in range(3)]
        for browser in browsers:
            log_in(browser, "joe", HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
        rows = browsers[0].get("/api/me/sessions").json()["items"]
        assert len(rows) == 3
        assert all("Firefox" in row["device"] for row in rows)
        other = next(row["id"] for row in rows if not row["is_this"])
        assert send(browsers[0], "delete", f"/me/sessions/{other}").status_code == 200
        assert sorted(b.get("/api/session").status_code for b in browsers) == [200, 200, 401]
        assert send(browsers[0], "delete", "/me/sessions").status_code == 200
        assert [b.get("/api/session").status_code for b in browsers] == [200, 401, 401]

    def test_a_new_password_leaves_this_session_alone_in_the_list(self, three, client):
        other = type(client)()
        log_in(other, "joe")
        log_in(client, "joe")
        body = {"old": PASSWORD, "new": "a quiet long sentence"}
        assert send(client, "post", "/me/password", body).status_code == 200
        assert other.get("/api/session").status_code == 401
        assert [row["is_this"] for row in client.get("/api/me/sessions").json()["items"]] == [True]


def test_log_ins_failed_ones_and_grants_are_in_the_audit_log(three, client):
    log_in(client, "joe", "wrong")
    log_in(client, "nobody-here", "my secret password")
    log_in(client, "joe")
    api.grant_role(act(three, "sec"), three["joe"].organisation, role="engineer", principal=three["joe"])
    auditor = client_of(three["aud"])
    texts = [row["text"] for row in auditor.get("/api/admin/audit").json()["items"]]
    for wanted in (
        "Logged in from 127.0.0.1",
        "Failed log-in as Joe from 127.0.0.1",
        "Failed log-in under an unknown name from 127.0.0.1",
        "Gave Joe the role Engineer",
    ):
        assert wanted in texts, texts
    failed = auditor.get("/api/admin/audit?kind=failed").json()["items"]
    assert len(failed) == 2
    assert (
        auditor.get(f"/api/admin/audit?user={three['joe'].pk}&kind=failed").json()["items"][0]["object_id"]
        == three["joe"].pk
    )
    assert auditor.get("/api/admin/audit?first=2000-01-01&last=2000-01-02").json()["items"] == []
    export = auditor.get("/api/admin/audit/export.csv?kind=failed").content.decode()
    assert export.startswith("\ufeff")
    assert export.count("\n") == 3
    assert "nobody-here" not in f"{list(ActionLog.base_rows.values())}"


def test_why_one_can_and_cannot(world):
    project = world.a.pk
    ask = f"/access/why?entity=project&id={project}&verb="
    can = send(world.client("manager"), "get", f"{ask}schedule.edit").json()
    assert can["allowed"]
    assert (can["grants"][0]["role"], can["grants"][0]["place"]) == ("Project manager", "ALPHA Project ALPHA")
    cannot = send(world.client("viewer"), "get", f"{ask}schedule.edit").json()
    assert not cannot["allowed"]
    assert "edit the plan" in cannot["reason"]
    assert "Manager" in cannot["reason"]
    about = send(world.client("manager"), "get", f"{ask}schedule.edit&user={world.people['viewer'].pk}").json()
    assert "Viewer lacks" in about["reason"]
    assert (
        send(world.client("viewer"), "get", f"{ask}schedule.edit&user={world.people['manager'].pk}").status_code == 403
    )
    assert send(world.client("outsider"), "get", f"{ask}schedule.edit").status_code == 404
    vendor = send(world.client("vendor"), "get", f"{ask}schedule.edit").json()
    assert "Manager" not in vendor["reason"]
