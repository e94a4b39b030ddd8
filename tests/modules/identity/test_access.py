"""Roles, grants, people: who may give what to whom, what history keeps, who is seen."""

import pytest

from linkspan.kernel.access.actor import SYSTEM, acting_as
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.access.models import Grant, Role
from linkspan.kernel.actions.models import ActionLog, ChangeRow, OutboxEvent
from linkspan.kernel.actions.undo import undo_action
from linkspan.kernel.errors import DomainError, Forbidden, NotFound
from linkspan.modules.identity import api
from linkspan.modules.identity.models import Group, Organisation, Party, User
from linkspan.modules.identity.roles import ALL_VERBS, BUILT_IN
from world import client_of

from .people import PASSWORD, actor_with, make_administrator, make_organisation, make_user

pytestmark = pytest.mark.django_db

# Written by hand from the role descriptions, not from roles.py: the verbs beyond looking.
BEYOND_LOOKING = {
    "admin": {
        "access.administer",
        "system.manage",
        "identity.manage",
        "access.manage",
        "project.create",
        "project.edit",
        "analysis.run",
        "schedule.edit",
        "schedule.progress",
        "schedule.baseline",
        "schedule.import",
        "calendar.edit",
    },
    "system_admin": {"system.manage", "identity.manage"},
    "security_admin": {"access.manage", "access.administer"},
    "audit_admin": set(),
    "executive": set(),
    "committee": set(),
    "finance": set(),
    "operations": set(),
    "auditor": set(),
    "director": {
        "identity.manage",
        "access.manage",
        "project.create",
        "project.edit",
        "analysis.run",
        "schedule.edit",
        "schedule.progress",
        "schedule.baseline",
        "schedule.import",
        "calendar.edit",
    },
    "manager": {
        "project.create",
        "access.manage",
        "project.edit",
        "analysis.run",
        "schedule.edit",
        "schedule.progress",
        "schedule.baseline",
        "schedule.import",
        "calendar.edit",
    },
    "architect": {"analysis.run", "schedule.edit", "schedule.progress"},
    "test_manager": {"analysis.run", "schedule.edit", "schedule.progress"},
    "engineer": {"schedule.progress"},
    "vendor": {"schedule.progress"},
    "site_manager": {"schedule.progress"},
}


# What the records brought: by hand, by role. Everybody who is no administrator of the installation may talk and export.
TALK = {"discussion.write", "record.export"}
SEES_INTERNAL = TALK | {"field.internal"}
WORK = {"risk.create", "risk.edit", "landscape.create", "landscape.edit", "change.create", "change.edit"}
ALL_FIELDS = {"field.internal", "field.commercial", "field.personal", "field.sensitive"}
STEER = (
    WORK
    | {
        f"{area}.{word}"
        for area in ("risk", "landscape", "commercial", "change")
        for word in ("create", "edit", "delete")
    }
    | ALL_FIELDS
    | {"change.approve", "view.share"}
    | {"approval.configure", "automation.configure", "customise.configure", "numbering.configure", "template.edit"}
)
PARTIES = {"party.create", "party.edit", "party.delete"}
WITH_RECORDS = {
    "admin": TALK | STEER | PARTIES,
    "executive": TALK | ALL_FIELDS - {"field.personal"},
    "committee": SEES_INTERNAL | {"field.commercial"},
    "director": TALK | STEER | PARTIES,
    "manager": TALK | STEER,
    "architect": SEES_INTERNAL | WORK,
    "engineer": SEES_INTERNAL | WORK,
    "test_manager": SEES_INTERNAL | WORK,
    "vendor": TALK | {"landscape.edit", "field.commercial"},
    "finance": SEES_INTERNAL
    | {"commercial.create", "commercial.edit", "commercial.delete", "field.commercial", "view.share"},
    "site_manager": SEES_INTERNAL | {"risk.create", "risk.edit"},
    "operations": SEES_INTERNAL,
    "auditor": SEES_INTERNAL | {"field.commercial"},
    "system_admin": set(),
    "security_admin": set(),
    "audit_admin": set(),
}


def test_the_built_in_roles_hold_what_their_descriptions_say():
    held = {code: verbs | WITH_RECORDS[code] for code, verbs in BEYOND_LOOKING.items()}
    assert {role.code: {v for v in role.verbs if not v.endswith(".view")} for role in BUILT_IN} == held
    assert [role.code for role in BUILT_IN if role.own_party_only] == ["vendor"]
    of_projects = [role for role in BUILT_IN if role.code not in {"system_admin", "security_admin", "audit_admin"}]
    assert all("project.view" in role.verbs for role in of_projects)
    assert all(role.name_zh.isascii() is False and role.name_en.isascii() for role in BUILT_IN)
    assert {"access.view", "history.view"} <= next(r for r in BUILT_IN if r.code == "auditor").verbs


def test_seeding_writes_once_and_repairs():
    first, second = api.seed_roles(SYSTEM), api.seed_roles(SYSTEM)
    assert (first.log_id is None, second.log_id) == (False, None)
    assert Role._base_manager.count() == len(BUILT_IN)
    Role._base_manager.filter(code="engineer").update(verbs=sorted(ALL_VERBS))
    assert api.seed_roles(SYSTEM).log_id
    assert "identity.manage" not in Role._base_manager.get(code="engineer").verbs


class TestGranting:
    @pytest.fixture
    def place(self):
        api.seed_roles(SYSTEM)
        make_administrator()
        return make_organisation()

    @pytest.fixture
    def manager(self, place):
        return actor_with(make_user("manager", place), "manager", place)

    def test_a_manager_gives_what_a_manager_holds(self, place, manager):
        user = make_user("engineer", place)
        api.grant_role(manager, place, role="engineer", principal=user)
        assert actor_for(user).may("schedule.progress", place.scope_path)
        assert not actor_for(user).may("schedule.edit", place.scope_path)

    @pytest.mark.parametrize("role", ["admin", "director"])
    def test_and_nothing_more(self, place, manager, role):
        user = make_user("friend", place)
        with pytest.raises(DomainError) as refusal:
            api.grant_role(manager, place, role=role, principal=user)
        assert refusal.value.code == "stronger"
        assert actor_for(user).grants == ()

    def test_nor_elsewhere(self, manager):
        other = make_organisation("other")
        with pytest.raises(NotFound):
            api.grant_role(manager, other, role="engineer", principal=make_user("friend", other))

    def test_nor_takes_it_from_a_stronger_one(self, place, manager):
        director = make_user("director", place)
        grant = api.grant_role(SYSTEM, place, role="director", principal=director).result
        with pytest.raises(DomainError) as refusal:
            api.revoke_grant(manager, grant)
        assert refusal.value.code == "stronger"
        assert actor_for(director).grants

    def test_undo_is_held_to_the_same(self, place, manager):
        director = make_user("director", place)
        grant = api.grant_role(SYSTEM, place, role="director", principal=director).result
        log_id = api.revoke_grant(SYSTEM, grant).log_id
        with pytest.raises(DomainError):
            undo_action(manager, log_id)
        assert actor_for(director).grants == ()
        undo_action(SYSTEM, log_id)
        assert actor_for(director).grants

    @pytest.mark.parametrize("role", ["engineer", "executive", "auditor", "vendor"])
    def test_who_holds_no_right_over_rights_gives_none(self, place, role):
        actor = actor_with(make_user("low", place), role, place)
        with pytest.raises((Forbidden, NotFound)):
            api.grant_role(actor, place, role="engineer", principal=make_user("friend", place))
        with pytest.raises((Forbidden, NotFound)):
            api.create_user(actor, place, username="puppet", name="Puppet")
        assert not User.objects.filter(username="puppet").exists()

    def test_the_same_grant_twice_is_one(self, place):
        user = make_user("engineer", place)
        for _ in range(2):
            api.grant_role(SYSTEM, place, role="engineer", principal=user)
        assert Grant._base_manager.filter(user=user).count() == 1

    def test_groups_and_parties_hold_roles_too_and_every_member_is_told(self, place):
        party = api.create_party(SYSTEM, place, code="V2", name="智检科技", kind="vendor").result
        people = [make_user(f"p{n}", place, party=party) for n in range(2)]
        group = Group(organisation=place, code="night", name="Night", scope_path=place.scope_path)
        with acting_as(SYSTEM):
            group.created_at = group.updated_at = place.created_at
            group.save()
        group.members.add(people[0])
        OutboxEvent.objects.all().delete()
        api.grant_role(SYSTEM, place, role="vendor", principal=party)
        assert _told() == {p.pk for p in people}
        OutboxEvent.objects.all().delete()
        api.grant_role(SYSTEM, place, role="engineer", principal=group)
        assert _told() == {people[0].pk}
        assert actor_for(people[0]).may("schedule.progress", place.scope_path)
        assert actor_for(people[1]).own_party_prefixes("schedule.progress") == (place.scope_path,)
        assert not actor_for(people[1]).may("schedule.progress", place.scope_path)

    def test_undo_tells_too(self, place):
        user = make_user("engineer", place)
        log_id = api.grant_role(SYSTEM, place, role="engineer", principal=user).log_id
        OutboxEvent.objects.all().delete()
        undo_action(SYSTEM, log_id)
        assert _told() == {user.pk}
        assert actor_for(user).grants == ()

    def test_an_unknown_role_is_named(self, place):
        with pytest.raises(DomainError) as refusal:
            api.grant_role(SYSTEM, place, role="emperor", principal=make_user("friend", place))
        assert (refusal.value.code, refusal.value.field) == ("role", "role")

    def test_the_last_administrator_stays(self):
        first, second = make_administrator("first"), make_administrator("second")
        api.deactivate_user(SYSTEM, second)
        with pytest.raises(DomainError) as refusal:
            api.deactivate_user(SYSTEM, first)
        assert refusal.value.code == "last_administrator"
        with pytest.raises(DomainError):
            api.revoke_grant(SYSTEM, Grant._base_manager.get(user=first))
        assert User.objects.get(pk=first.pk).is_active
        assert actor_for(first).may("access.manage", "/")


def _told():
    return {event.payload["user_id"] for event in OutboxEvent.objects.filter(type="access.changed")}


class TestPeople:
    @pytest.fixture
    def place(self):
        return make_organisation()

    def test_nobody_takes_over_a_stronger_account(self, place):
        boss = make_administrator("boss")
        keeper = make_user("keeper", place)
        with acting_as(SYSTEM):
            stamps = {"created_at": place.created_at, "updated_at": place.created_at, "scope_path": "/"}
            verbs = ["identity.view", "identity.manage"]
            role = Role(code="keeper", name_zh="保管", name_en="Keeper", verbs=verbs, **stamps)
            role.save()
            Grant(role=role, user=keeper, **stamps).save()
        actor = actor_for(keeper)
        for attack, inputs in ((api.set_password, {"password": "a new long one"}), (api.deactivate_user, {})):
            with pytest.raises(DomainError) as refusal:
                attack(actor, boss, **inputs)
            assert refusal.value.code == "stronger"
        boss.refresh_from_db()
        assert boss.check_password(PASSWORD)
        assert boss.is_active
        api.set_password(actor, make_user("equal", place), password="a new long one")

    def test_no_hash_gets_into_the_history(self, place, client):
        user = make_user("suyu", place)
        api.set_password(SYSTEM, user, password="another long one")
        make_administrator()
        client.force_login(User.objects.get(pk=user.pk))
        client.post(
            "/accounts/password/change/",
            {"oldpassword": "another long one", "password1": "a third long one", "password2": "a third long one"},
        )
        assert User.objects.get(pk=user.pk).check_password("a third long one")
        for change in ChangeRow.objects.all():
            assert "argon2" not in f"{change.before}{change.after}"
        actions = {log.action for log in ActionLog.base_rows.all()}
        assert actions >= {"identity.set_password", "identity.change_password"}

    def test_the_own_change_is_the_person_s_in_history(self, place, client):
        user = make_user("suyu", place)
        client.force_login(user)
        client.post(
            "/accounts/password/change/",
            {"oldpassword": PASSWORD, "password1": "a third long one", "password2": "a third long one"},
        )
        log = ActionLog.base_rows.get(action="identity.change_password")
        assert (log.actor_id, log.target_id) == (user.pk, user.pk)
        assert len(log.request_id) == 32

    @pytest.mark.parametrize("name", ["", "a b", "<script>", "x" * 61, "a\nb", "a/b"])
    def test_a_user_name_is_plain(self, place, name):
        with pytest.raises(DomainError) as refusal:
            api.create_user(SYSTEM, place, username=name, name="Name")
        assert refusal.value.field == "username"

    def test_a_user_name_is_one_person_s_in_any_case_and_form(self, place):
        make_user("suyu", place)
        for taken in ("SUYU", " suyu ", "ｓｕｙｕ"):
            with pytest.raises(DomainError) as refusal:
                api.create_user(SYSTEM, place, username=taken, name="Name")
            assert refusal.value.status == 409

    def test_preferences_are_checked_and_kept_with_their_author(self, place):
        me, other = make_user("me", place), make_user("other", place)
        api.set_preferences(actor_for(me), me, language="zh-CN", theme="dark")
        me.refresh_from_db()
        assert (me.language, me.preferences) == ("zh-hans", {"theme": "dark"})
        assert ActionLog.base_rows.order_by("pk").last().actor_id == me.pk
        for bad in ({"language": "fr"}, {"theme": "pink"}, {"is_active": "true"}):
            with pytest.raises(DomainError):
                api.set_preferences(actor_for(me), me, **bad)
        with pytest.raises(Forbidden):
            api.set_preferences(actor_for(me), other, theme="dark")


class TestVisible:
    """A9: no names of people with whom one has nothing to do."""

    @pytest.fixture
    def world(self):
        home, other = make_organisation("home"), make_organisation("other")
        vendor = api.create_party(SYSTEM, home, code="V1", name="瑞康软件", kind="vendor").result
        rival = api.create_party(SYSTEM, home, code="V2", name="智检科技", kind="vendor").result
        for name, place, party in (
            ("mine", home, None),
            ("gone", home, None),
            ("theirs", other, None),
            ("agent", home, vendor),
            ("colleague", home, vendor),
            ("rival", home, rival),
        ):
            make_user(name, place, party=party)
        User.objects.filter(username="gone").update(is_active=False)
        return home, other

    def seen(self, actor):
        return {user.username for user in api.people_visible(actor)}

    def test_a_member_of_the_organisation_sees_its_people(self, world):
        actor = actor_with(User.objects.get(username="mine"), "engineer", world[0])
        assert self.seen(actor) == {"mine", "agent", "colleague", "rival"}

    def test_a_vendor_sees_its_own_people_only(self, world):
        actor = actor_with(User.objects.get(username="agent"), "vendor", world[0])
        assert self.seen(actor) == {"agent", "colleague"}
        assert api.find_person(actor, User.objects.get(username="rival").pk) is None

    def test_who_holds_nothing_sees_oneself(self, world):
        assert self.seen(actor_for(User.objects.get(username="mine"))) == {"mine"}

    def test_who_holds_a_role_at_my_place_is_seen_from_wherever_they_come(self, world):
        api.seed_roles(SYSTEM)
        api.grant_role(SYSTEM, world[0], role="executive", principal=User.objects.get(username="theirs"))
        actor = actor_with(User.objects.get(username="mine"), "engineer", world[0])
        assert "theirs" in self.seen(actor)

    def test_the_portfolio_s_members_are_added(self, world):
        actor = actor_for(User.objects.get(username="mine"))
        members = User.objects.filter(username="theirs").values("pk")
        assert {u.username for u in api.people_visible(actor, members=members)} == {"mine", "theirs"}


def test_parties_and_departments_belong_to_the_organisation():
    home = make_organisation()
    party = api.create_party(SYSTEM, home, code="V1", name="瑞康软件", kind="vendor", name_en="Ruikang").result
    department = api.create_department(SYSTEM, party, name="项目组").result
    assert (party.scope_path, department.scope_path) == (home.scope_path, home.scope_path) == (f"/o{home.pk}/",) * 2
    assert Organisation._base_manager.count() == 1
    assert Party._base_manager.get().kind == Party.Kind.VENDOR


def test_a_place_that_is_offered_can_be_asked_why_about():
    """What the dialog «why can or can't somebody» sends is what the list of places gives it."""
    api.seed_roles(SYSTEM)
    place = make_organisation()
    boss, other = make_user("boss", place), make_user("other", place)
    api.grant_role(SYSTEM, place, role="director", principal=boss)
    client = client_of(boss)
    places = client.get("/api/admin/places?verb=access.view").json()["items"]
    offered = next(item for item in places if item["path"] == place.scope_path)
    assert (offered["entity"], offered["id"]) == ("organisation", place.pk)
    path = f"/api/access/why?entity={offered['entity']}&id={offered['id']}&verb=risk.edit&user="
    allowed, refused = client.get(f"{path}{boss.pk}").json(), client.get(f"{path}{other.pk}").json()
    assert (allowed["allowed"], [g["role"] for g in allowed["grants"]]) == (True, ["Programme director"])
    assert (refused["allowed"], refused["grants"]) == (False, [])
    assert "lacks the right" in refused["reason"]


def test_every_kind_of_record_is_open_to_a_built_in_role():
    """A new entity brings an area of rights; in no built-in role it would be seen by nobody."""
    from linkspan.kernel.entities.registry import entities

    roles = {role.code: role.verbs for role in BUILT_IN}
    for known in entities():
        verbs = {known.verb(word) for word in ("view", "create", "edit", "delete")}
        assert verbs <= roles["admin"], (
            f"{known.name}: {sorted(verbs - roles['admin'])} are missing from the administrator"
        )
        others = [code for code, held in roles.items() if code != "admin" and known.verb("view") in held]
        assert others, f"{known.name}: no built-in role beside the administrator sees it"
    offered = {verb.verb for known in entities() for verb in known.entity.actions}
    assert offered <= roles["admin"], "an action of an entity that nobody may run"
