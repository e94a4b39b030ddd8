"""Fixtures for every test: an own data directory, no plan kept from the test before, small worlds to act in.

What the fixtures build comes from plain functions in `world.py`. The database is SQLite unless LINKSPAN_DATABASE_URL
names a PostgreSQL server.
"""

import os

import pytest
from django.db import connections
from django.utils import translation
from hypothesis import settings as hypothesis_settings

import world as build
from linkspan.kernel.entities import configured
from linkspan.modules.schedule.state import CACHE

# The tests of one entity more need it installed: test_another_entity.py runs them under such settings.
collect_ignore = [] if os.environ.get("DJANGO_SETTINGS_MODULE") == "tests.app.settings" else ["app"]

# A busy machine is no failure: the time of one example says nothing here.
hypothesis_settings.register_profile("linkspan", deadline=None)
hypothesis_settings.load_profile("linkspan")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite in a file, as in production: threads of a test get connections of their own, with real locks."""
    database = connections["default"]
    if database.vendor == "sqlite":
        database.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(autouse=True)
def data_directory(settings, tmp_path_factory):
    """Uploaded files and the like belong to one test."""
    settings.DATA_DIR = tmp_path_factory.mktemp("data")
    return settings.DATA_DIR


@pytest.fixture(autouse=True)
def no_plan_from_before():
    """A rolled-back test leaves the same keys and revisions free for the next: forget what was kept for them."""
    CACHE.clear()
    configured.forget()
    yield
    CACHE.clear()
    configured.forget()


@pytest.fixture
def frozen_today(settings):
    """The business date of most tests, a Wednesday."""
    settings.BUSINESS_TODAY = "2026-07-15"


@pytest.fixture
def english():
    """Sentences are compared in English; where a test does not ask for it, the installation's language holds."""
    with translation.override("en"):
        yield


@pytest.fixture
def world(db, frozen_today, english):
    """Two projects of one organisation with their people; see `world.make_world`."""
    return build.remembered_world()


@pytest.fixture
def lasting_world(transactional_db, frozen_today, english):
    """The same, committed: for threads and for what happens at commit."""
    return build.remembered_world()
