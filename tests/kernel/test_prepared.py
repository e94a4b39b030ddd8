"""Prepared queries answer what the same queryset answers, for each call's own values."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import BigAutoField, CharField, DateTimeField, Q
from django.test.utils import CaptureQueriesContext

from linkspan.kernel import clock
from linkspan.kernel.access.actor import HeldGrant
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.access.models import Grant
from linkspan.kernel.prepared import Prepared, PreparedRow, Slot
from linkspan.modules.identity.models import User
from linkspan.modules.portfolio.models import Project


def test_each_call_has_its_own_values_and_the_columns_their_types(world):
    prepared = Prepared(
        lambda: (
            User._base_manager.filter(
                Q(username=Slot("name", CharField())) | Q(pk=Slot("key", BigAutoField())),
                created_at__lt=Slot("before", DateTimeField()),
            )
            .order_by("pk")
            .values_list("username", "preferences", "created_at", "is_active")
        )
    )
    later = clock.now() + dt.timedelta(days=1)
    for first, second in (("manager", "viewer"), ("vendor", "admin"), ("nobody", "nobody")):
        key = world.people[second].pk
        plain = User._base_manager.filter(Q(username=first) | Q(pk=key)).order_by("pk")
        wanted = list(plain.values_list("username", "preferences", "created_at", "is_active"))
        assert prepared.rows(name=first, key=key, before=later) == wanted
        assert isinstance(wanted[0][1], dict)
        assert isinstance(wanted[0][2], dt.datetime)
    assert prepared.rows(name="manager", key=0, before=later - dt.timedelta(days=10_000)) == []
    assert prepared.rows(name="' OR 1=1 --", key=0, before=later) == []


def test_a_row_by_a_column_is_the_model_s_own(world):
    by_code = PreparedRow(Project, "code")
    found = by_code.find("BETA")
    assert found == world.b
    assert {f.attname: getattr(found, f.attname) for f in Project._meta.concrete_fields} == {
        f.attname: getattr(world.b, f.attname) for f in Project._meta.concrete_fields if f.attname != "revision"
    } | {"revision": found.revision}
    assert found.calendar == world.calendar
    assert by_code.find("GAMMA") is None


def test_a_statement_is_written_once_and_asked_each_time(world):
    built = []
    prepared = Prepared(lambda: built.append(1) or Grant._base_manager.order_by("pk").values_list("scope_path"))
    with CaptureQueriesContext(connection) as queries:
        before = prepared.rows()
        Grant._base_manager.filter(pk=Grant._base_manager.order_by("pk").first().pk).delete()
        assert len(prepared.rows()) == len(before) - 1
    assert len(built) == 1
    assert len([query for query in queries if query["sql"].startswith("SELECT")]) >= 3
    prepared.forget()
    prepared.rows()
    assert len(built) == 2


@pytest.mark.parametrize("name", ["manager", "viewer", "vendor", "admin", "nobody"])
def test_an_actor_holds_what_its_grants_say(world, name):
    user = world.people[name]
    held = Q(user=user) | Q(group__members=user) | (Q(party=user.party_id) if user.party_id else Q(pk=0))
    rows = Grant._base_manager.filter(held).select_related("role")
    wanted = {
        HeldGrant(row.scope_path, frozenset(row.role.verbs), row.role.own_party_only, row.expires_at) for row in rows
    }
    assert set(actor_for(user).grants) == wanted
    assert bool(wanted) == (name != "nobody")
    Grant._base_manager.filter(held).update(expires_at=clock.now() - dt.timedelta(seconds=1))
    assert actor_for(user).grants == ()
